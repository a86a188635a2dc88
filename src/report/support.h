/* What a statement rests on: the refs that it cites, directly or through other statements, and what those rest on.
 *
 * Pure. Order: as cited, then breadth first; each once. */
#ifndef PL_REPORT_SUPPORT_H
#define PL_REPORT_SUPPORT_H

#include "base/arena.h"
#include "report/facts.h"
#include "report/markdown.h"

struct pl_report_support {
    size_t *refs; /* indices into facts->refs */
    size_t n;
    size_t n_direct; /* of these, what it or a statement it cites names itself */
    bool circular;   /* statements cite each other in a circle that this one is part of */
};

/* False where the arena is full. */
bool pl_report_support(const struct pl_report_doc *report, const struct pl_report_facts *facts, size_t statement,
                       struct pl_arena *arena, struct pl_report_support *ret_support);

/* All refs that the document reaches, what speaks against them included, in the order of their first citation: their
 * place + 1 is their number in the annex. */
bool pl_report_support_all(const struct pl_report_doc *report, const struct pl_report_facts *facts,
                           struct pl_arena *arena, struct pl_report_support *ret_support);

#endif
