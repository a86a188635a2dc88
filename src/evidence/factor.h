/* Numbers that were computed from others: derived, factor, unit, category, arithmetic, plausibility, consistent.
 *
 * "capacity conversion of 5,000 containers" and 2,000,000 rounds imply 400 rounds a container. Factors of one
 * conversion under one condition are compared over the table; they differ from PL_FACTOR_TOLERANCE on. A product, sum
 * or addition that a basis states is computed again, with the counts it names or with the claims whose ids it names. A
 * load that no container or ship can bear, a round lighter or heavier than any, are beyond capacity by the limits of
 * data/caps.csv; so is a total above its stated capacity (voyages times containers per voyage). A rate beside a total,
 * a capacity beside a delivery of the same item are said to be unlike; each with the nearest in time, not with all.
 * Pure. */
#ifndef PL_EVIDENCE_FACTOR_H
#define PL_EVIDENCE_FACTOR_H

#include "evidence/cap.h"
#include "evidence/claim_row.h"
#include "evidence/finding.h"

#define PL_FACTOR_TOLERANCE 1.05 /* largest through smallest */

/* LIMIT, NOMEM. */
PL_MUST int pl_factor_find(const struct pl_claim_table *table, const struct pl_caps *caps, struct pl_findings *findings,
                           struct pl_error *err);

/* The part of it that compares unlike things: category, and unit for rates beside totals. LIMIT, NOMEM. */
PL_MUST int pl_unlike_find(const struct pl_claim_table *table, struct pl_findings *findings, struct pl_error *err);

/* The part of it that computes again: arithmetic, derived, plausibility of totals against rates. LIMIT, NOMEM. */
PL_MUST int pl_recompute_find(const struct pl_claim_table *table, struct pl_findings *findings, struct pl_error *err);

#endif
