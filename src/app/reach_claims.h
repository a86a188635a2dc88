/* Claims that put one ship in two places: the test of evidence/reachable by a search over the sea (geo/passage).
 *
 * The ship may sail from the first hour of the first day to the last hour of the last at a speed that the caller
 * states: what is refuted at it was impossible even in the most favourable case. Without a word about the ship
 * PL_REACH_CLAIMS_KN is taken, faster than nearly all merchant ships. */
#ifndef PL_APP_REACH_CLAIMS_H
#define PL_APP_REACH_CLAIMS_H

#include "app/claim_clash.h"
#include "app/seaway.h"
#include "evidence/reachable.h"

#define PL_REACH_CLAIMS_KN 25.0

struct pl_reach_claims {
    double max_speed_kn;       /* 0: PL_REACH_CLAIMS_KN */
    const char *coast, *links; /* as in pl_seaway_open */
    struct pl_seaway *way;     /* opened at the first question */
};

void pl_reach_claims_close(struct pl_reach_claims *claims); /* accepts a zeroed one; may be used again */

/* A pl_reachable_test; ctx is a struct pl_reach_claims. Places that the mask cannot place are UNKNOWN, as is everything
 * where the program has no mask. The codes of pl_seaway_open and USAGE for a speed out of range. */
int pl_reach_claims_test(void *ctx, const struct pl_dated_place *from, const struct pl_dated_place *to,
                         struct pl_reachable_answer *ret, struct pl_error *err);

/* The claims of a case that put one ship (by who_imo, else who) where it cannot have been in the time between: each
 * with the next of the ship in time. In the arena. LIMIT, NOMEM and the codes of the test. */
PL_MUST int pl_reach_claims_find(const struct pl_support *support, struct pl_reach_claims *claims,
                                 struct pl_arena *arena, struct pl_claim_clash **ret, size_t *ret_n,
                                 struct pl_error *err);

#endif
