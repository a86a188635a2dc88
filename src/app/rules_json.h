/* The rules of detection as JSON Lines: one way of writing for `rules explain`, `rules show` and the API. */
#ifndef PL_APP_RULES_JSON_H
#define PL_APP_RULES_JSON_H

#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "detect/rules.h"

/* One threshold, and what it is now. */
void pl_rule_row_json(const struct pl_rule_row *row, double value, struct pl_buf *out);

/* {"type":"summary","results","hash","profile","set_by_entry"}; profile: whose rules these are, null where they were
 * changed; seq -1: nobody set them. */
void pl_rules_end_json(const struct pl_rules *rules, uint64_t n, int64_t seq, struct pl_buf *out);

/* The rules that a case detects by, a line each. */
PL_MUST int pl_case_rules_json(const char *dir, pl_time known_at, struct pl_buf *out, struct pl_error *err);

#endif
