/* Inside of interference: shared by interference.c (taking in, faults of the feed's stamps, notes), interference_join.c
 * (which troubles belong together) and interference_area.c (a group of them as an event). */
#ifndef PL_DETECT_INTERFERENCE_IN_H
#define PL_DETECT_INTERFERENCE_IN_H

#include "detect/relate_in.h"

#define TROUBLES_MAX ((size_t)1 << 24)

struct trouble {
    uint32_t mmsi;
    pl_time start, end;
    pl_time until; /* coming back from the jump; end otherwise */
    pl_pos from, to;
    pl_pos back;      /* where it came back to; to otherwise */
    size_t group;     /* the first trouble of its group once they are joined */
    bool whole;       /* end is the event's own */
    bool brief;       /* false positions filled it: it tells when the falsehood was */
    bool lost;        /* no false position: none at all */
    unsigned of_feed; /* ships that a fault of stamps struck; 0: it is of none */
    pl_time stamp;
    struct pl_event_vessel vessel;
    struct pl_relate_parent parent;
};

/* A group that is an event. */
struct area {
    size_t first; /* as trouble.group */
    pl_hash id;
    unsigned n_ships;
};

struct interference {
    struct pl_relate *relate;
    struct trouble *list; /* in printed order */
    size_t n, cap;
    struct trouble *faults; /* of the feed's stamps: taken out of the list, in its order */
    size_t n_faults;
    pl_time first;   /* of the data, as far as events show */
    pl_time longest; /* of the troubles */
    struct area *areas;
    size_t n_areas;
};

/* A trouble by its group, to sort them. */
struct member {
    size_t group, place;
};

static inline pl_time pl_interference_us(const struct interference *s, enum pl_rule_key key) {
    return (pl_time)(pl_relate_rule(s->relate, key) * (double)PL_HOUR_US + 0.5);
}

/* From going to coming back: joins a jump with the next one of its ship. Each trouble is of a group of its own before.
 */
PL_MUST int pl_interference_span_jumps(struct interference *s, struct pl_error *err);

/* Then joins what belongs together; the first trouble of the group that one is of. */
void pl_interference_join_all(struct interference *s);
size_t pl_interference_root(struct interference *s, size_t i);

/* Then, of each group with ships enough, an area and its event. order: all troubles, by group and place; members and
 * places: room for as many. */
PL_MUST int pl_interference_tell(struct interference *s, const struct member *order, size_t *members, pl_pos *places,
                                 struct pl_error *err);

#endif
