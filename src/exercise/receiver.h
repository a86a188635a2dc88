/* Who hears whom: stations with ranges that breathe, losses and outages, and a satellite that passes a few times a
 * day.
 *
 * Reception depends on where the hull is, never on where it says it is. Pure. */
#ifndef PL_EXERCISE_RECEIVER_H
#define PL_EXERCISE_RECEIVER_H

#include <stdbool.h>

#include "exercise/world.h"

/* The probability that station number `index` receives one transmission of a ship at `pos`: 0 beyond its range, in an
 * outage or between passes. `weak` scales the range (struct pl_ship). The range differs by up to 12 per cent from one
 * six-hour span to the next. */
double pl_receiver_chance(const struct pl_world *world, size_t index, pl_pos pos, double weak, bool class_b,
                          pl_time at);

/* The probability that at least one station on land receives it. */
double pl_receiver_any(const struct pl_world *world, pl_pos pos, double weak, bool class_b, pl_time at);

/* True while the satellite passes over: four passes of eleven minutes a day in two pairs, a little earlier each day. */
bool pl_receiver_passes(pl_time at);

#endif
