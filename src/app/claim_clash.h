/* Claims of one topic held against each other (evidence/clash): those whose bounds cannot both be true, and parts that
 * do not give their whole. Claims count that stand, have a topic (letter case does not matter) and a quantity that can
 * be read; of a topic at most PL_CLAIM_ROWS_MAX. Which is right is not said. */
#ifndef PL_APP_CLAIM_CLASH_H
#define PL_APP_CLAIM_CLASH_H

#include <stddef.h>

#include "app/support.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/map.h"
#include "base/str.h"

struct pl_claim_clash {
    const char *kind;     /* of evidence/finding, one that fails; static */
    const pl_str *claims; /* ids */
    size_t n;
    pl_str why, arithmetic;
};

/* Of one topic, or of every one ("" ). In the arena, by topic in journal order. LIMIT, NOMEM. */
PL_MUST int pl_claim_clashes(const struct pl_support *support, pl_str topic, struct pl_arena *arena,
                             struct pl_claim_clash **ret, size_t *ret_n, struct pl_error *err);

/* Of a limited case (store/clearance.h): on what there are claims that its reader may not see; to be closed in any
 * case. And whether one of them could contradict a claim: the same topic, or the same ship in a place. */
PL_MUST int pl_claim_unseen(struct pl_case *c, int64_t before, struct pl_strmap *ret, struct pl_error *err);
bool pl_claim_may_clash_unseen(const struct pl_strmap *unseen, const struct pl_filing *claim);

#endif
