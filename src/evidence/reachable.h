/* Dated places of one subject: could it have been at both? The hook; who answers is the caller's affair.
 *
 * The folder is pure and knows no sea: whoever has a search over water passes it as a function. Without one the pairs
 * are only counted. Pure. */
#ifndef PL_EVIDENCE_REACHABLE_H
#define PL_EVIDENCE_REACHABLE_H

#include <stdint.h>

#include "evidence/claim_row.h"
#include "evidence/finding.h"

struct pl_dated_place {
    double lat_deg, lon_deg;
    int32_t first_day, last_day; /* days since 1970-01-01 between which it was there, at some time */
};

enum pl_reachable { PL_REACHABLE_YES, PL_REACHABLE_NO, PL_REACHABLE_MARGINAL, PL_REACHABLE_UNKNOWN };

/* The most favourable moments count: from the first hour of the first day to the last of the last. */
struct pl_reachable_answer {
    enum pl_reachable reachable;
    double sea_nm, hours; /* the way and the time between; 0 where unknown */
    double needs_kn;      /* the least speed that would do; 0 where unknown */
    double max_kn;        /* what the subject was taken to be able to do; 0: not said */
};

/* Could the subject have come from one to the other in the time between? A code other than 0 ends the audit. */
typedef int (*pl_reachable_test)(void *ctx, const struct pl_dated_place *from, const struct pl_dated_place *to,
                                 struct pl_reachable_answer *ret_answer, struct pl_error *err);

/* Rows with subject and position, each with the next of its subject in time: NO is plausibility, YES is consistent.
 * Where that one is UNKNOWN (on land, say) or its days are many, those behind it are tried too, up to 16 and without a
 * second YES. Where the days of two overlap, either may have been first: NO only where both orders are.
 * *ret_untested counts the other pairs: MARGINAL, UNKNOWN, and all where test is NULL. LIMIT, NOMEM, the test's code.
 */
PL_MUST int pl_reachable_find(const struct pl_claim_table *table, pl_reachable_test test, void *ctx,
                              struct pl_findings *findings, uint64_t *ret_untested, struct pl_error *err);

#endif
