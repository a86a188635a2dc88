/* Draught changes: what a ship says of its draught in static reports, from one settled value to another.
 *
 * A value has settled once it was said for draught_change.settle_hours with no other between; one that is taken back
 * before that was a slip of the hand and no event. Two settled values that differ by draught_change.min_m or more are
 * one event: from the last report that says the old one to the first that says the new one. The data end: a new value
 * that has not settled yet is told, as not yet said for long. Said by the crew, measured by nobody. Numbers that
 * several hulls share are left out: their draughts alternate. After draught_change.forget_hours in which it said none,
 * the ship begins anew. */
#ifndef PL_DETECT_DRAUGHT_H
#define PL_DETECT_DRAUGHT_H

#include "detect/fold.h"

#define PL_DRAUGHT_PORT_US (48 * PL_HOUR_US) /* a port call so long before is no longer spoken of */

#define PL_DRAUGHT_NOWHERE (-2.0) /* as the speed of a report: its place is not known */

/* Zeroed is the start. */
struct pl_draught {
    uint16_t settled_dm;  /* 0.1 m; 0 none */
    bool counts;          /* it stood long enough to be changed from */
    pl_time first;        /* said since; 0 once it counts */
    struct pl_held said;  /* the last report that says so; its place is that of the track's last fix */
    uint16_t next_dm;     /* said since then, and not settled; 0 none */
    struct pl_held since; /* the first report that says so */
    bool in_port;         /* port_at is the last fix inside a port, at most PL_DRAUGHT_PORT_US ago */
    pl_time port_at;
};

void pl_draught_reset(struct pl_draught *state); /* forgets and frees everything */

/* A static report that says a draught (0: none, nothing happens). report: its time, record and place in the evidence;
 * pos and track are those of the track that it belongs to; without one, track is NULL and sog_kn PL_DRAUGHT_NOWHERE. */
void pl_draught_fold(struct pl_draught *state, struct pl_detect *detect, const struct pl_track_name *track,
                     uint32_t mmsi, unsigned draught_dm, const struct pl_fix *report);

/* A fix inside a port. */
void pl_draught_port(struct pl_draught *state, pl_time at);

/* The data end, or nothing more is heard of the number. */
void pl_draught_end(struct pl_draught *state, struct pl_detect *detect, const struct pl_track_name *track,
                    uint32_t mmsi);

void pl_draught_wire(struct pl_draught *state, struct pl_wire *wire);

#endif
