/* Events page by page: from any place in the printed order on, forwards or backwards, without reading those before.
 *
 * One question for each type, each over the index event_page, merged here; an event is read only when it is its turn.
 */
#ifndef PL_STORE_EVENT_WALK_H
#define PL_STORE_EVENT_WALK_H

#include "store/event.h"

/* A place in the printed order: (start, name of the type, id). */
struct pl_event_place_in_order {
    pl_time start;
    int type; /* enum pl_event_type */
    pl_hash id;
};

struct pl_event_walk {
    unsigned types;                /* 1 << enum pl_event_type; 0: all that are shown. Others are left out */
    pl_time from, to;              /* events that overlap [from, to]; PL_TIME_NONE: no limit */
    bool has_box;                  /* the representative position lies in it */
    pl_pos south_west, north_east; /* west > east crosses 180 degrees */
    bool backwards;
    bool heads; /* of each event its head alone (pl_store_event_read_head), without notes; forwards only */
    bool has_after;
    struct pl_event_place_in_order after; /* begins behind it; before it, where backwards */
};

/* Each event once, with its notes; it lives until the sink returns. A code other than 0 stops and is returned. */
PL_MUST int pl_store_events_walk(struct pl_case *c, const struct pl_event_walk *walk, pl_event_sink sink, void *ctx,
                                 struct pl_error *err);

#endif
