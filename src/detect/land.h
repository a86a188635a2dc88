/* Positions on land: a track whose reports lie well inside the land of the mask.
 *
 * The mask's cells are 1.85 km wide in the region and 9.3 km elsewhere, and it knows neither docks nor rivers nor
 * lakes: a ship in port lies on land for it. So a report counts only where no sea cell lies nearer than
 * position_on_land min_depth_m and min_depth_cells, no port nearer than min_port_distance_m (strict), and the number
 * was at sea within sea_hours: a ship that never is sails inland waters. A stretch is successive reports of one track
 * that count, at least min_reports over min_hours: a lone wild position is none. Of the reports within two minutes of
 * the clock the first is looked at, and is the input. Without a mask nothing is said.
 *
 * Who comes from the sea step by step and then winds is on a river that the mask lacks: nothing is said of a stretch to
 * which reports from a sea cell lead on without a hole of max_hole_hours or a step faster than PL_LAND_STEP_KN, unless
 * it goes straight: its first 20 km made good took no more than 1.02 times as much sailing. */
#ifndef PL_DETECT_LAND_H
#define PL_DETECT_LAND_H

#include "detect/fold.h"

#define PL_LAND_STEP_KN 40

struct pl_land_run;

/* Zeroed is the start. */
struct pl_land {
    int64_t slot;            /* of the clock, last looked at */
    pl_pos last;             /* where it was then */
    bool from_sea;           /* it has come there from the sea step by step */
    struct pl_land_run *run; /* NULL: not on land */
};

/* at_sea: the slot in which the number (any track of it) was last in a sea cell, 0 never; belongs to the ship. */
void pl_land_fold(struct pl_land *state, int64_t *at_sea, struct pl_detect *detect, const struct pl_track_name *track,
                  const struct pl_fix *fix);

/* The track or the data end: a stretch that runs is told with its observed end. */
void pl_land_end(struct pl_land *state, struct pl_detect *detect, const struct pl_track_name *track);

void pl_land_free(struct pl_land *state);
void pl_land_wire(struct pl_land *state, struct pl_wire *wire);
void pl_land_slot_wire(int64_t *at_sea, struct pl_wire *wire);

#endif
