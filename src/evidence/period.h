/* How the periods of two quantities lie to each other, as far as they are stated.
 *
 * A period is a start and an end, each a day, month or year (text/interval), each perhaps missing. A start is read as
 * the first day it may mean, an end as the last: "2023-09" to "2024-02" is 1 September to 29 February. A missing end is
 * never guessed. Pure. */
#ifndef PL_EVIDENCE_PERIOD_H
#define PL_EVIDENCE_PERIOD_H

#include <stdbool.h>

#include "base/buf.h"
#include "evidence/quantity.h"

/* Reads both ends as `YYYY[-MM[-DD]]`; an empty text is a missing end. False where one is no date, or where the last
 * day of the end lies before the first of the start. */
bool pl_period_parse(pl_str start, pl_str end, struct pl_period *ret_period);

/* Both complete, and equal as far as they are stated: `2023-09` and `2023-09-07` may be the same start. */
bool pl_period_same(const struct pl_period *a, const struct pl_period *b);
bool pl_period_same_start(const struct pl_period *a, const struct pl_period *b);

/* Every day of a is one of b; both must be complete. */
bool pl_period_within(const struct pl_period *a, const struct pl_period *b);

/* Some day may be in both; a missing end is open. */
bool pl_period_overlap(const struct pl_period *a, const struct pl_period *b);

/* Days from the first to the last, both counted; 0 where one is missing. */
int pl_period_days(const struct pl_period *period);

/* `2023-09 to 2024-02-23`, `to 2023-12 (no start)`, `from 2023-09 (no end)`, `no period`. */
void pl_period_write(struct pl_buf *buf, const struct pl_period *period);

#endif
