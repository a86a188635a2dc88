/* The coarse trails of ships, kept by six hours of the data (detect/trail): replaced with the events of their stretch,
 * so that a case holds the same however it was imported. */
#ifndef PL_STORE_TRAIL_SLOT_H
#define PL_STORE_TRAIL_SLOT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "detect/trail.h"
#include "store/case.h"

/* Inside a transaction: what pl_trail_pack made of the six hours that begin at `slot`, in place of what was there;
 * `tail`: they are not over. Nothing is kept of an empty body. LIMIT for a failed one. */
PL_MUST int pl_trail_slot_put(struct pl_case *c, pl_time slot, bool tail, const struct pl_buf *body,
                              struct pl_error *err);

/* Inside a transaction: removes from <= slot < to, or that of the unfinished six hours. */
PL_MUST int pl_trail_slot_remove(struct pl_case *c, pl_time from, pl_time to, struct pl_error *err);
PL_MUST int pl_trail_slot_remove_tail(struct pl_case *c, struct pl_error *err);

/* Bytes of all trails; 0 where no detection has written them. */
PL_MUST int pl_trail_slot_bytes(struct pl_case *c, uint64_t *ret, struct pl_error *err);

/* The trails of all slots that may hold a fix at or after `from`, slot by slot, so that each track rises in time.
 * FORMAT for a damaged one, and the sink's codes. */
PL_MUST int pl_trail_slot_each(struct pl_case *c, pl_time from, pl_trail_sink sink, void *ctx, struct pl_error *err);

#endif
