/* Where detection stands: saved states of the pipeline by data time, and stretches it has not seen yet. */
#ifndef PL_STORE_SNAPSHOT_H
#define PL_STORE_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "ledger/hash.h"
#include "store/case.h"

#define PL_SNAPSHOT_MAX_BYTES ((size_t)1 << 31) /* of a state */

/* The latest snapshot at or before `at`: its time in *ret_at (PL_TIME_NONE: none) and the state in `state`. STORE for a
 * damaged one. */
PL_MUST int pl_snapshot_before(struct pl_case *c, pl_time at, pl_time *ret_at, struct pl_buf *state,
                               struct pl_error *err);

/* Whether the snapshot of exactly that time holds exactly these bytes. */
PL_MUST int pl_snapshot_equals(struct pl_case *c, pl_time at, pl_str state, bool *ret_equal, struct pl_error *err);

/* Inside a transaction: keeps a state, in place of one of the same time. */
PL_MUST int pl_snapshot_put(struct pl_case *c, pl_time at, pl_str state, struct pl_error *err);

/* Inside a transaction: removes all of from < time < to (from PL_TIME_NONE: all before `to`). */
PL_MUST int pl_snapshot_remove(struct pl_case *c, pl_time from, pl_time to, struct pl_error *err);

/* Each state unpacks to its digest. Called with each that does not. */
typedef int (*pl_snapshot_complaint)(void *ctx, pl_time at, const char *why, struct pl_error *err);
PL_MUST int pl_snapshot_check(struct pl_case *c, pl_snapshot_complaint complain, void *ctx, struct pl_error *err);

/* Stretches of time in which some ship has reports that detection has not seen: merged over ships, ascending, in the
 * arena. */
struct pl_dirty {
    pl_time from, to; /* both included */
};
PL_MUST int pl_dirty_read(struct pl_case *c, struct pl_arena *arena, struct pl_dirty **ret_dirty, size_t *ret_n,
                          struct pl_error *err);

/* The first journal entry whose reports detection has not seen; INT64_MAX: all were seen. */
PL_MUST int pl_dirty_first(struct pl_case *c, int64_t *ret_seq, struct pl_error *err);

/* How many journal entries have reports that detection has not seen; on a limited case, of those that it shows. */
PL_MUST int pl_dirty_imports(struct pl_case *c, uint64_t *ret, struct pl_error *err);

/* Inside a transaction: all was seen. */
PL_MUST int pl_dirty_clear(struct pl_case *c, struct pl_error *err);

#endif
