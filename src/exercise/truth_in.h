/* Shared by the files that make the truth: collecting entries and asking what was received. Internal, pure. */
#ifndef PL_EXERCISE_TRUTH_IN_H
#define PL_EXERCISE_TRUTH_IN_H

#include "exercise/truth.h"

struct pl_teller {
    const struct pl_world *world;
    const struct pl_air *air;
    struct pl_arena *arena;
    struct pl_truth *truth;
};

/* A new entry about a ship, with its MMSI at told_start; NULL where the arena is full. */
struct pl_truth_entry *pl_tell(struct pl_teller *teller, const char *type, int ship, pl_time told_start,
                               pl_time told_end);

/* Adds a second vessel. */
void pl_tell_with(struct pl_teller *teller, struct pl_truth_entry *entry, int ship);

/* First and last true report of a ship in [from, until] and the longest hole between them in hours; false where fewer
 * than two were received. */
bool pl_tell_seen(const struct pl_teller *teller, int ship, pl_time from, pl_time until, pl_time *ret_first,
                  pl_time *ret_last, double *ret_hole_h);

/* To the nearest port less its uncertainty, -1 beyond 100 km. */
double pl_tell_port_m(const struct pl_teller *teller, pl_pos pos);

pl_pos pl_tell_place(const struct pl_teller *teller, int ship, pl_time at);

double pl_tell_hours(pl_time from, pl_time until);

void pl_tell_encounters(struct pl_teller *teller);       /* truth_meet.c */
void pl_tell_stops(struct pl_teller *teller, int index); /* truth_port.c */

#endif
