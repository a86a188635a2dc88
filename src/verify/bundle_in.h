/* The inside of the bundle kind: what its files share while one bundle is checked. */
#ifndef PL_VERIFY_BUNDLE_IN_H
#define PL_VERIFY_BUNDLE_IN_H

#include "ledger/bundle.h"
#include "ledger/checkpoint.h"
#include "verify/verify.h"

#define PL_VERIFY_PARTS_MAX 100000u

/* One bundle under check. parsed[i] is what entries[i] reads as. */
struct pl_verify_bundle {
    const struct pl_bundle *b;
    struct pl_checkpoint checkpoint;
    const struct pl_entry *parsed;
    struct pl_arena *arena;
    struct pl_verify_part *parts;
    size_t n_parts, parts_cap;
    int worst; /* enum pl_verify_holds of all parts so far: FAILS before UNKNOWN before HOLDS */
};

/* Adds a part with its words. NOMEM, LIMIT. */
PL_MUST int pl_verify_part_add(struct pl_verify_bundle *v, pl_str part, int holds, pl_str why, struct pl_error *err);

/* The value of a disclosed field, or {NULL,0}; its commitment was checked before. */
pl_str pl_verify_value(const struct pl_verify_bundle *v, uint64_t seq, const char *field);

/* Computes every pinned event again from the chunks that are disclosed: a part for each. */
PL_MUST int pl_verify_events(struct pl_verify_bundle *v, struct pl_error *err);

#endif
