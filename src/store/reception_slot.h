/* The reception that detection measured, kept by six hours of the data (detect/reception): replaced with the events of
 * its stretch, so that a case sums up the same however it was imported. */
#ifndef PL_STORE_RECEPTION_SLOT_H
#define PL_STORE_RECEPTION_SLOT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/time.h"
#include "detect/reception.h"
#include "store/case.h"

/* Inside a transaction: what was counted of the six hours that begin at `slot`, in place of what was there; `tail`:
 * they are not over. */
PL_MUST int pl_reception_slot_put(struct pl_case *c, pl_time slot, bool tail, const struct pl_reception_sum *sums,
                                  size_t n, struct pl_error *err);

/* Inside a transaction: removes from <= slot < to, or that of the unfinished six hours. */
PL_MUST int pl_reception_slot_remove(struct pl_case *c, pl_time from, pl_time to, struct pl_error *err);
PL_MUST int pl_reception_slot_remove_tail(struct pl_case *c, struct pl_error *err);

/* All sums, slot by slot. FORMAT for a damaged row. */
PL_MUST int pl_reception_slot_each(struct pl_case *c, pl_reception_sink sink, void *ctx, struct pl_error *err);

#endif
