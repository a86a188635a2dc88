/* What the parts of the checker share. For report/ only. */
#ifndef PL_REPORT_CHECK_IN_H
#define PL_REPORT_CHECK_IN_H

#include "report/check.h"
#include "report/support.h"

struct pl_report_checker {
    const struct pl_report_doc *report;
    const struct pl_report_facts *facts;
    struct pl_arena *arena;
    struct pl_report_check *check;
    size_t cap; /* of problems */
    bool failed;
};

void pl_checker_problem(struct pl_report_checker *c, enum pl_report_problem_kind kind, size_t statement, uint64_t line,
                        uint64_t offset, const char *fmt, ...) __attribute__((format(printf, 6, 7)));
void pl_checker_about(struct pl_report_checker *c, enum pl_report_problem_kind kind, size_t statement,
                      const char *text);

/* report/checklist.c */
void pl_checklist_fill(struct pl_report_checker *c, size_t statement, const struct pl_report_support *support,
                       struct pl_report_checklist *ret_list);

/* report/wording.c: words that only a reviewed finding may use, spellings, figures that are not there. */
void pl_wording_check(struct pl_report_checker *c);

/* The first spelling in text of facts->names[i] that is not the preferred one and no part of a preferred one of any
 * name; NULL where it is uniform. Spellings in parentheses are left alone. *ret_uses: does the name occur at all. */
const pl_str *pl_wording_spelling(const struct pl_report_facts *facts, size_t i, pl_str text, bool *ret_uses);

/* report/spelling.c: names that read like a listed one and are not written like it. */
void pl_spelling_check(struct pl_report_checker *c);

#endif
