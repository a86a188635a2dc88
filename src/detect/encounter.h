/* Encounters: two tracks of two numbers within encounter.max_distance_m of each other, with a median speed below
 * max_speed_kn (strict), for min_hours or more, both farther than min_port_distance_m (strict) from any port.
 *
 * Every slot_minutes each track has a place, interpolated between its reports where they lie at most max_hole_hours
 * apart; pairs are found by cell. A slot at which both places are known and too far apart, or one is unknown, ends the
 * run: nothing is merged across a separation. Start and end are times of reports of either track, searched from the
 * run's first and last slot outwards, so a run is never longer than what was seen. The median is over both tracks'
 * speeds at the slots: broadcast speed where borne out, else from positions. Inputs: the fixes that this was given
 * between start and end.
 *
 * One instance for all ships; fixes of one track come in time order, those of different tracks nearly so (a fix that
 * comes more than two hours after its time is not used). Memory: the fixes and places of the last few hours. */
#ifndef PL_DETECT_ENCOUNTER_H
#define PL_DETECT_ENCOUNTER_H

#include "base/error.h"
#include "detect/fold.h"

struct pl_encounters;

PL_MUST int pl_encounters_open(struct pl_detect *detect, struct pl_encounters **ret, struct pl_error *err);

/* A fix of a track at stream time `now`. */
void pl_encounters_fold(struct pl_encounters *encounters, const struct pl_track_name *track, const struct pl_fix *fix,
                        pl_time now);

/* The data end: runs end with what was observed. */
void pl_encounters_end(struct pl_encounters *encounters);

void pl_encounters_wire(struct pl_encounters *encounters, struct pl_wire *wire);
void pl_encounters_close(struct pl_encounters *encounters);

#endif
