/* What a ship says of where it is bound: the destination and the time of arrival of message 5, as typed by its crew.
 *
 * For the second stage alone (event BOUND, never printed): one for each pair of a text and a time of arrival, from the
 * first report that says it to the last before another pair is said. An empty text replaces nothing. Numbers that
 * several hulls share are left out. The event's value is the text, its kind the time as sent, MM-DDThh:mm (without a
 * year; "" none), start_pos and end_pos where the ship was. */
#ifndef PL_DETECT_BOUND_H
#define PL_DETECT_BOUND_H

#include "detect/fold.h"

#define PL_BOUND_NOWHERE (-2.0) /* as the speed of a report: its place is not known */

/* Zeroed is the start. */
struct pl_bound {
    char text[21];        /* "" nothing is said */
    uint32_t eta;         /* pl_ais_static.eta */
    struct pl_held first; /* that said so; the place is that of the track's last fix */
    struct pl_held last;
};

void pl_bound_reset(struct pl_bound *state); /* forgets and frees everything */

/* A static report that says a destination. report: its time, record and place in the evidence, and where the track was
 * (sog_kn PL_BOUND_NOWHERE: not known); track NULL where there is none. */
void pl_bound_fold(struct pl_bound *state, struct pl_detect *detect, const struct pl_track_name *track, uint32_t mmsi,
                   const char *text, uint32_t eta, const struct pl_fix *report);

/* The data end, or nothing more is heard of the number. */
void pl_bound_end(struct pl_bound *state, struct pl_detect *detect, const struct pl_track_name *track, uint32_t mmsi);

void pl_bound_wire(struct pl_bound *state, struct pl_wire *wire);

#endif
