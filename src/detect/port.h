/* Port visits: in at port_visit.in_m or less from a port, out at out_m or more (both widened by the port's
 * uncertainty), with what was seen between: a stop, a silence.
 *
 * Confidence: 4 entry and exit seen with a stop or a silence; 3 one of entry and exit with a stop or a silence; 2 a
 * stop or a silence alone; 1 neither stop nor silence. One less (not below 1) where the port's uncertainty is above
 * uncertain_m. Start and end are the first and the last report inside. Inputs: the report before the entry, the first
 * inside, the one that shows the stop, both ends of silences, the last inside, the first outside. */
#ifndef PL_DETECT_PORT_H
#define PL_DETECT_PORT_H

#include "detect/fold.h"

/* Zeroed is the start. */
struct pl_port_state {
    double clear_m; /* no port's radius is nearer than this to clear_pos */
    pl_pos clear_pos;
    bool inside;
    const struct pl_port *port;
    bool seen_entry, seen_stop, seen_gap, stopped;
    pl_time start;
    pl_pos start_pos;
    bool last_added;
    struct pl_basis basis;
};

/* last: the track's report before this one (NULL for the first); step_kn: its speed from positions, < 0 unknown. */
void pl_port_fold(struct pl_port_state *state, struct pl_detect *detect, const struct pl_track_name *track,
                  const struct pl_fix *last, const struct pl_fix *fix, double step_kn);

/* The track or the data end inside: an open visit, whose hours end with the last report inside. */
void pl_port_end(struct pl_port_state *state, struct pl_detect *detect, const struct pl_track_name *track,
                 const struct pl_fix *last);

/* The port is saved by its id; an id that the port set does not have fails. */
void pl_port_wire(struct pl_port_state *state, struct pl_detect *detect, struct pl_wire *wire);

#endif
