/* Parts and wholes: do the parts that are stated give the whole that is stated?
 *
 * Parts in time: claims of one account whose periods lie within the whole's and do not overlap each other; together
 * they cannot exceed it, and where they cover it without a hole they must reach it. Which parts are added is decided by
 * the earliest end, each day once. Parts by place: claims of the same period whose topic is the whole's and one place
 * more. Pure. */
#ifndef PL_EVIDENCE_PARTS_H
#define PL_EVIDENCE_PARTS_H

#include "evidence/claim_row.h"
#include "evidence/finding.h"

/* One number of an account: a claim's own, or the count that its basis names. */
struct pl_account_member {
    const struct pl_claim_row *row;
    struct pl_quantity quantity; /* with the period */
    bool implied;
};

/* members sorted by end. Kinds arithmetic, consistent. LIMIT, NOMEM. */
PL_MUST int pl_parts_test(const struct pl_account_member *members, uint32_t n, struct pl_findings *findings,
                          struct pl_error *err);
PL_MUST int pl_parts_by_place(const struct pl_claim_table *table, struct pl_findings *findings, struct pl_error *err);

#endif
