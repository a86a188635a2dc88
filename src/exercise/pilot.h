/* Steering: turns an order ("sail there at 11 kn", "fish here until then") into knots of a ship's path.
 *
 * Each call continues where the path ends, keeps the hull on sea cells, and writes the order down with its times. A
 * pilot draws only from its own stream. Nothing is added beyond `end`. Pure. */
#ifndef PL_EXERCISE_PILOT_H
#define PL_EXERCISE_PILOT_H

#include <stdbool.h>

#include "exercise/chart.h"
#include "exercise/rand.h"
#include "exercise/ship.h"

struct pl_pilot {
    const struct pl_chart *chart;
    struct pl_arena *arena;   /* paths */
    struct pl_arena *scratch; /* given back after each call */
    struct pl_ship *ship;
    struct pl_rand rand;
    pl_time end; /* of the exercise */
};

/* Begins the path. */
void pl_pilot_start(struct pl_pilot *pilot, pl_time at, pl_pos pos);

/* Along a way already found (its first point is where the ship is), at about speed_kn. */
void pl_pilot_follow(struct pl_pilot *pilot, const pl_pos *way, size_t n, double speed_kn, int duty);

/* To a place by the shortest way; false (and nothing done) where there is none. */
bool pl_pilot_sail(struct pl_pilot *pilot, pl_pos to, double speed_kn, int duty);

/* Rests until a time, swinging within swing_m. */
void pl_pilot_hold(struct pl_pilot *pilot, pl_time until, double swing_m, int duty);

/* Drifts until a time at speed_kn (evenly), turning back where the water ends. */
void pl_pilot_drift(struct pl_pilot *pilot, pl_time until, double course_deg, double speed_kn, int duty);

/* Works an area round the present place until a time: FISH zig-zags, SURVEY sails parallel lines, SEARCH an expanding
 * square, TIDE circles, PATROL goes to and fro. Where there is no room the ship drifts slowly. */
void pl_pilot_work(struct pl_pilot *pilot, pl_time until, double speed_kn, int duty);

/* Keeps beside another hull's path, offset_m off on bearing_deg, until a time; from where the path ends it first
 * closes in (the gap should be small). */
void pl_pilot_beside(struct pl_pilot *pilot, const struct pl_ship *other, pl_time until, double bearing_deg,
                     double offset_m, int duty);

/* Hours from speed and metres. */
double pl_pilot_hours(double metres, double speed_kn);

#endif
