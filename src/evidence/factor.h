/* Numbers that were computed from others: derived, factor, unit, category, arithmetic, plausibility, consistent.
 *
 * "capacity conversion of 5,000 containers" and 2,000,000 rounds imply 400 rounds a container. Factors of one
 * conversion are compared over the table (they differ from PL_FACTOR_TOLERANCE on); a product or sum that a basis
 * states is computed again; a load that no container can bear is beyond capacity, by the limits of data/caps.csv. A
 * rate beside a total, a capacity beside a delivery are said to be unlike. Pure. */
#ifndef PL_EVIDENCE_FACTOR_H
#define PL_EVIDENCE_FACTOR_H

#include "evidence/cap.h"
#include "evidence/claim_row.h"
#include "evidence/finding.h"

#define PL_FACTOR_TOLERANCE 1.05 /* largest through smallest */

/* LIMIT, NOMEM. */
PL_MUST int pl_factor_find(const struct pl_claim_table *table, const struct pl_caps *caps, struct pl_findings *findings,
                           struct pl_error *err);

#endif
