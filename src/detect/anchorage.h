/* Anchorages learned from a recording: places away from ports where many ships lie still.
 *
 * A *stay* is a loitering whose reports keep within anchorage.still_m for anchorage.min_hours or more. A stay is part
 * of an anchorage when stays of anchorage.min_ships or more ships lie within anchorage.within_m of it, or when it lies
 * that near to one that is; what hangs together so is one anchorage. Where ships wait for a berth, orders or weather is
 * no secret, so that lying still there says little of a ship: that is what this is for. Pure. */
#ifndef PL_DETECT_ANCHORAGE_H
#define PL_DETECT_ANCHORAGE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "detect/event.h"
#include "detect/rules.h"

struct pl_stay {
    uint32_t mmsi;
    pl_pos pos;
    pl_time start, end;
};

struct pl_anchorage {
    pl_pos pos; /* the mean of its stays */
    double radius_m;
    unsigned ships, stays;
    pl_time first, last; /* the earliest start and the latest end of its stays */
};

/* True, and the stay, where an event is one. */
bool pl_stay_of(const struct pl_rules *rules, const struct pl_event *event, struct pl_stay *ret);

/* Most ships first, then from north to south; in the arena. The order of the stays does not matter. NOMEM, LIMIT beyond
 * 16 million stays. */
PL_MUST int pl_anchorages_find(const struct pl_rules *rules, const struct pl_stay *stays, size_t n,
                               struct pl_arena *arena, struct pl_anchorage **ret_anchorages, size_t *ret_n,
                               struct pl_error *err);

/* The one that a position lies in (its radius and anchorage.within_m), the nearest of several; or NULL. */
const struct pl_anchorage *pl_anchorage_at(const struct pl_rules *rules, const struct pl_anchorage *anchorages,
                                           size_t n, pl_pos pos);

#endif
