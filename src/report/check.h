/* What holds and what is missing: the document against the facts, and the checklist of S/2006/997 for each finding.
 *
 * Pure: values in, values out. The same findings and the same order for the same input. Sources of the items:
 * S/2006/997 paragraphs 21 (sources named, corroborated), 22 (verified documents, first-hand observation), 28 (evidence
 * shown, reply in a set time, assessment, corrections), 37 (uniform names), 39 (35 pages), 48 and 49. */
#ifndef PL_REPORT_CHECK_H
#define PL_REPORT_CHECK_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "report/facts.h"
#include "report/markdown.h"

/* enum name, key in JSON, words, paragraph of S/2006/997 */
#define PL_REPORT_ITEMS(X)                                                                                             \
    X(SOURCE, "source", "source named, or reason withheld", "21")                                                      \
    X(DOCUMENT, "document", "document verified", "22")                                                                 \
    X(FIRST_HAND, "first_hand", "first-hand observation", "22")                                                        \
    X(CORROBORATION, "corroboration", "corroboration", "21")                                                           \
    X(NAMES, "names", "uniform names", "37")                                                                           \
    X(SHOWN, "shown", "evidence shown to the accused", "28")                                                           \
    X(ASKED, "asked", "reply asked, with a deadline", "28")                                                            \
    X(REPLY, "reply", "reply and its assessment", "28")                                                                \
    X(CORRECTIONS, "corrections", "corrections", "28")

enum pl_report_item {
#define PL_REPORT_ITEM_ENUM(name, key, words, paragraph) PL_REPORT_ITEM_##name,
    PL_REPORT_ITEMS(PL_REPORT_ITEM_ENUM)
#undef PL_REPORT_ITEM_ENUM
        PL_REPORT_ITEM_COUNT
};

const char *pl_report_item_key(enum pl_report_item item);
const char *pl_report_item_words(enum pl_report_item item);
const char *pl_report_item_paragraph(enum pl_report_item item);

struct pl_report_answer {
    enum pl_report_verdict verdict;
    pl_str why; /* what was found, or what is missing; never empty for no and unknown */
};

struct pl_report_checklist {
    size_t statement; /* index: a finding */
    struct pl_report_answer items[PL_REPORT_ITEM_COUNT];
};

/* enum name, key in JSON, is it an error (else a warning) */
#define PL_REPORT_PROBLEMS(X)                                                                                          \
    X(FORM, "form", true)                                /* a fault of form that is an error */                        \
    X(FORM_HINT, "form_hint", false)                     /* one that is a warning */                                   \
    X(NO_SUPPORT, "no_support", true)                    /* a finding or assessment that rests on no evidence */       \
    X(SUPPORT_WITHHELD, "support_withheld", false)       /* one of which all evidence is withheld here */              \
    X(CLAIM_ALONE, "claim_alone", false)                 /* one that rests also on a claim without evidence */         \
    X(UNRESOLVED, "unresolved", true)                    /* a cited id that the case does not have */                  \
    X(WITHDRAWN, "withdrawn", true)                      /* a cited thing is withdrawn */                              \
    X(RESTS_ON_WITHDRAWN, "rests_on_withdrawn", true)    /* what is cited rests on a withdrawn thing */                \
    X(CIRCULAR, "circular", true)                        /* statements that cite each other in a circle */             \
    X(NO_LIKELIHOOD, "no_likelihood", true)              /* an assessment without likelihood */                        \
    X(NO_CONFIDENCE, "no_confidence", true)              /* an assessment without confidence */                        \
    X(LIKELIHOOD_CLASH, "likelihood_clash", true)        /* the sentence says another likelihood than its mark */      \
    X(ESTIMATE_IN_FINDING, "estimate_in_finding", false) /* a finding worded as an estimate */                         \
    X(MIXED_ROWS, "mixed_rows", false)                   /* both rows of ICD 203's words in one report */              \
    X(CONFIDENCE_IN_SENTENCE, "confidence_in_sentence", false) /* likelihood and confidence in one sentence */         \
    X(NO_ACTOR, "no_actor", true)                                                                                      \
    X(NO_PRIORITY, "no_priority", true)                                                                                \
    X(WORD, "word", true)                    /* "violation", "evasion" outside a reviewed finding */                   \
    X(SPELLING, "spelling", true)            /* one entity in several spellings */                                     \
    X(SPELLING_NEAR, "spelling_near", false) /* a name that reads like a listed one, written otherwise */              \
    X(NO_FIGURE, "no_figure", true)          /* a figure that was not given */                                         \
    X(DERIVED_ID, "derived_id", false)       /* a finding, assessment or recommendation without a given id */          \
    X(TOO_LONG, "too_long", true)            /* the body is longer than 35 pages */

enum pl_report_problem_kind {
#define PL_REPORT_PROBLEM_ENUM(name, key, is_error) PL_REPORT_PROBLEM_##name,
    PL_REPORT_PROBLEMS(PL_REPORT_PROBLEM_ENUM)
#undef PL_REPORT_PROBLEM_ENUM
        PL_REPORT_PROBLEM_COUNT
};

const char *pl_report_problem_key(enum pl_report_problem_kind kind);

struct pl_report_problem {
    enum pl_report_problem_kind kind;
    bool is_error;
    size_t statement; /* index; SIZE_MAX: about the document */
    uint64_t line, offset;
    pl_str text;
};

struct pl_report_check {
    struct pl_report_checklist *checklists; /* one a finding, in reading order */
    size_t n_checklists;
    struct pl_report_problem *problems; /* by line, then offset, then kind */
    size_t n_problems;
    size_t n_errors;
    size_t n_findings_reviewed;
    size_t pages;
};

/* LIMIT beyond 100,000 problems, NOMEM. */
PL_MUST int pl_report_check_run(const struct pl_report_doc *report, const struct pl_report_facts *facts,
                                struct pl_arena *arena, const struct pl_report_check **ret_check, struct pl_error *err);

/* The place of a byte in its line, counted in characters from 1; a byte order mark is none. */
uint64_t pl_report_column(pl_str source, uint64_t offset);

/* As a reader at a terminal wants it, and as JSON lines: {"type":"checklist","statement","kind","reviewed","origins",
 * "items":[{"item","verdict","why"}]} per finding,
 * {"type":"problem","kind","severity","statement","line","column","offset","why"} per problem, {"type":"without",...}
 * per scenario, then {"type":"summary",...}, with "lead" while a finding is not reviewed. source: the document's bytes.
 * `report check` fails (exit 1) where n_errors > 0. Foreign text is escaped. */
void pl_report_check_text(const struct pl_report_doc *report, const struct pl_report_facts *facts,
                          const struct pl_report_check *check, struct pl_buf *out);
void pl_report_check_json(const struct pl_report_doc *report, const struct pl_report_facts *facts,
                          const struct pl_report_check *check, pl_str source, struct pl_buf *out);

#endif
