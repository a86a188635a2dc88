/* A report ready to be written: the author's tree, and everything around it that the facts say, as nodes of the same
 * tree.
 *
 * html and pandoc write this and nothing else, so that both say the same. Pure; lives in the arena. For report/ only.
 */
#ifndef PL_REPORT_EDITION_H
#define PL_REPORT_EDITION_H

#include "report/build.h"
#include "report/check.h"
#include "report/support.h"

struct pl_edition {
    const struct pl_report_doc *report;
    const struct pl_report_facts *facts;
    const struct pl_report_check *check;
    struct pl_build build;
    struct pl_report_support support; /* every ref that the document reaches; its place + 1 is its number */
    size_t *number;                   /* of facts->refs[i]; 0: not reached */
    size_t n_of[PL_STATEMENT_KIND_COUNT];
};

/* NOMEM. */
PL_MUST int pl_edition_make(const struct pl_report_doc *report, const struct pl_report_facts *facts,
                            const struct pl_report_check *check, struct pl_arena *arena, struct pl_edition *ret_edition,
                            struct pl_error *err);

/* Blocks before the text: exercise, "lead, not a finding", problems, what is in it, "self-check: not proof". */
struct pl_report_node *pl_edition_front(struct pl_edition *e);

/* Inlines behind a statement's words: its sources, likelihood and confidence, actor and priority. May be NULL. */
struct pl_report_node *pl_edition_tail(struct pl_edition *e, size_t statement);

/* A box below the block that holds a finding, assessment or recommendation, or any statement with dissent, replies or
 * corrections; NULL where there is nothing to say. */
struct pl_report_node *pl_edition_note(struct pl_edition *e, size_t statement);

/* Blocks behind the text: the annexes. */
struct pl_report_node *pl_edition_annex(struct pl_edition *e);

/* The marking of the head, or else that of what is shown; "" for none. */
pl_str pl_edition_marking(const struct pl_edition *e);

/* <report_id>@<log_size>#s-<id>, with permalink_base before it where there is one. */
pl_str pl_edition_permalink(struct pl_edition *e, const struct pl_report_statement *s);

/* Adds, as inlines, links to the refs and statements of that list of ids: "[3] claim-1". */
void pl_edition_cites(struct pl_edition *e, struct pl_build_list *list, const pl_str *ids, size_t n);

/* " (entry 17, 2026-03-01, signed by NAME)", where known. */
void pl_edition_entry(struct pl_edition *e, struct pl_build_list *list, const struct pl_report_entry *entry);

/* report/annex_finding.c, report/annex_ref.c */
void pl_annex_finding(struct pl_edition *e, struct pl_build_list *out, size_t statement);
void pl_annex_ref(struct pl_edition *e, struct pl_build_list *out, size_t ref);

#endif
