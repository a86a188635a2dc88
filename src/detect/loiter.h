/* Loitering: a track that sails below loitering.max_speed_kn (strict) for loitering.min_hours (or more) with reports,
 * farther than loitering.min_port_distance_m (strict) from any port.
 *
 * Measured over steps of about step_minutes between its own reports: distance sailed over time, never net
 * displacement. A hole longer than max_hole_hours is silence and ends it. A burst of fast steps of at most half an
 * hour is borne when the mean stays below the limit. Inputs are the reports at the ends of the steps. */
#ifndef PL_DETECT_LOITER_H
#define PL_DETECT_LOITER_H

#include "detect/fold.h"

struct pl_loiter_sum {
    pl_time end;
    double sailed_m;
    double lat_sum, lon_sum; /* of step ends, units; longitude relative to the start */
    uint32_t steps;
    pl_pos low, high; /* the corners of the box of step ends; longitudes relative to the start */
    pl_pos end_pos;
    struct pl_basis basis;
};

/* Zeroed is the start. */
struct pl_loiter {
    struct pl_held anchor; /* where the running step began */
    pl_time last;          /* last report of the track */
    double step_kn;        /* speed over the last whole step; < 0 unknown */
    bool running;
    pl_time start;
    pl_pos start_pos;
    struct pl_loiter_sum done; /* up to the last slow step */
    struct pl_loiter_sum tail; /* with the fast steps behind it */
};

void pl_loiter_fold(struct pl_loiter *state, struct pl_detect *detect, const struct pl_track_name *track,
                    const struct pl_fix *fix);
/* The track or the data end: what runs is reported with its observed end. */
void pl_loiter_end(struct pl_loiter *state, struct pl_detect *detect, const struct pl_track_name *track);
void pl_loiter_free(struct pl_loiter *state);
void pl_loiter_wire(struct pl_loiter *state, struct pl_wire *wire);

#endif
