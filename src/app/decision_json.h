/* Decisions as JSON Lines: one way of writing for `decide` and for the API. Appends to buffers; the caller checks them.
 */
#ifndef PL_APP_DECISION_JSON_H
#define PL_APP_DECISION_JSON_H

#include "app/decision.h"
#include "base/buf.h"

/* What pl_decide wrote: a line of "type":"decision", a summary with the size of the log after it. */
void pl_decided_json(const struct pl_decided *decided, int verdict, struct pl_buf *out);

struct pl_decision_ask {
    const char *dir;
    pl_time known_at; /* or PL_TIME_NONE */
    pl_time now;
    pl_str list, entity; /* of that entry alone; "" : of all */
};

/* Every decision, the withdrawn too, newest first: a line each, then a summary. What the case says. */
PL_MUST int pl_decision_list(const struct pl_decision_ask *ask, struct pl_buf *out, struct pl_error *err);

/* The reason codes with their words: a line each, then a summary. */
void pl_decision_reasons_json(struct pl_buf *out);

#endif
