/* Claims of the same thing against each other: contradiction, period, arithmetic of parts and whole, consistent.
 *
 * Numbers that count events (containers, barrels, voyages) grow with their period: what holds for a part of a period is
 * a lower bound for the whole. So two claims contradict each other only where one period lies within the other (both
 * complete) and the part's smallest value is above the whole's largest; stocks and rates only for the same period. A
 * claim without a start can be tested against nothing and is said to lack it. A count that a basis rests on (6,700
 * containers) is tested like a claim of its own. Tonnes and barrels of one thing clash only where they do by every
 * factor of the table. Which values a bound leaves open: evidence/quantity. Pure. */
#ifndef PL_EVIDENCE_CLASH_H
#define PL_EVIDENCE_CLASH_H

#include "evidence/cap.h"
#include "evidence/claim_row.h"
#include "evidence/finding.h"

/* LIMIT, NOMEM. */
PL_MUST int pl_clash_find(const struct pl_claim_table *table, const struct pl_caps *caps, struct pl_findings *findings,
                          struct pl_error *err);

#endif
