/* When the recording heard anything at all: the stretches of time in which some track was on the air, its own silences
 * (events of type gap) left out.
 *
 * Recordings are often extracts of minutes or days, years apart. A ship that is heard no more because the extract ends
 * has not fallen silent, and one that is first heard because another begins has not appeared. So whatever rests on an
 * absence measures it in this time, not in the calendar's. It says nothing of places: a feed of another sea counts.
 * Owns its memory; pure. */
#ifndef PL_DETECT_ON_AIR_H
#define PL_DETECT_ON_AIR_H

#include <stddef.h>

#include "base/error.h"
#include "base/time.h"
#include "detect/event.h"

/* Some track begins (by 1) or ends (by -1) to be on the air. */
struct pl_on_air_edge {
    pl_time at;
    int by;
};

struct pl_on_air_stretch {
    pl_time from, to;
    pl_time before; /* heard in all stretches before this one */
};

/* Zeroed is empty. */
struct pl_on_air {
    struct pl_on_air_edge *edges;
    struct pl_on_air_stretch *list;
    size_t n_edges, cap_edges, n;
};

/* Events of type track and closed gaps count, others do not. NOMEM. */
PL_MUST int pl_on_air_add(struct pl_on_air *on_air, const struct pl_event *event, struct pl_error *err);

/* After all were added, once. NOMEM. */
PL_MUST int pl_on_air_seal(struct pl_on_air *on_air, struct pl_error *err);

/* Sealed: the time between two times in which anything was heard; 0 where to <= from. */
pl_time pl_on_air_between(const struct pl_on_air *on_air, pl_time from, pl_time to);

void pl_on_air_close(struct pl_on_air *heard);

#endif
