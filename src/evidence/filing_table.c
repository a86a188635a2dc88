/* The kinds of filings, from their lists of fields. */
#include "evidence/filing.h"
#include "evidence/filing_fields.h"

#include "base/ban.h"

/* clang-format off */
#define ROW(type, field, option, required, words, text) {field, PL_FILING_##type, required, words, text},
#define FIELDS(name) ((const struct pl_filing_field[]){PL_FILING_OF_##name(ROW){NULL, 0, false, NULL, NULL}})
/* clang-format on */

const struct pl_filing_field pl_filing_common[] = {PL_FILING_OF_COMMON(ROW){NULL, 0, false, NULL, NULL}};

const struct pl_filing_kind pl_filing_kinds[] = {
    {"source", 'S', "someone or something that says things", FIELDS(SOURCE)},
    {"grade", 'G', "a named person's judgement of a source or of information", FIELDS(GRADE)},
    {"item", 'I', "an exhibit: a document, photograph, page or file", FIELDS(ITEM)},
    {"custody", 'H', "what was done with an exhibit", FIELDS(CUSTODY)},
    {"derivation", 'D', "how one thing rests on another", FIELDS(DERIVATION)},
    {"observation", 'O', "a dated, placed sighting by a named method", FIELDS(OBSERVATION)},
    {"claim", 'C', "who did what, where, when, how much", FIELDS(CLAIM)},
    {"support", 'P', "what speaks for or against a claim", FIELDS(SUPPORT)},
    {"finding", 'F', "a statement that rests on claims and may be reviewed", FIELDS(FINDING)},
    {"review", 'V', "what a second person says of a finding or report", FIELDS(REVIEW)},
    {"letter", 'L', "a letter that asks, notifies or answers", FIELDS(LETTER)},
    {"sending", 'N', "a letter was sent", FIELDS(SENDING)},
    {"reply", 'Y', "what those named answered", FIELDS(REPLY)},
    {"correction", 'X', "what was wrong and is put right", FIELDS(CORRECTION)},
    {"outcome", 'U', "what followed a violation", FIELDS(OUTCOME)},
    {"report", 'R', "the text of a report", FIELDS(REPORT)},
    {"task", 'T', "something that is to be done", FIELDS(TASK)},
    {"task-step", 'K', "how a task stands: its state, owner or day", FIELDS(TASK_STEP)},
    {NULL, 0, NULL, NULL},
};
