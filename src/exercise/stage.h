/* What the scenarios share: a stage of one or two ships, and moves that many of them make.
 *
 * A stage belongs to one scenario while it is arranged. Each ship draws from its own stream, the stage from another.
 * Pure; internal to src/exercise. */
#ifndef PL_EXERCISE_STAGE_H
#define PL_EXERCISE_STAGE_H

#include <stdbool.h>

#include "exercise/world.h"

struct pl_stage {
    struct pl_world *world;
    int first; /* index of its first ship; the second is first + 1 */
    int turn;  /* how often this scenario was arranged before */
    struct pl_rand rand;
};

/* A pilot for ship number `index` of the world, with a fresh identity unless it has one. */
struct pl_pilot pl_stage_pilot(struct pl_stage *stage, int index, bool class_b);

/* start + share of the whole duration, to the second. */
pl_time pl_stage_time(const struct pl_stage *stage, double share);

/* A place in open water min_nm to max_nm from `from`, at least port_m from ports, within reach `far`. */
bool pl_stage_nearby(struct pl_stage *stage, struct pl_pilot *pilot, pl_pos from, double min_nm, double max_nm,
                     double port_m, double far, pl_pos *ret_pos);

/* Sails from place to place within reach `far` until a time is passed. */
void pl_stage_wander(struct pl_stage *stage, struct pl_pilot *pilot, pl_time until, double speed_kn, double far);

/* Sails from berth to berth, with waits at anchor off the port, until the end. The path must begin at berth `at`. */
void pl_stage_trade(struct pl_stage *stage, struct pl_pilot *pilot, size_t at, double speed_kn);

/* Begins the path at a berth some time before the exercise, the ship about to leave at an odd hour. */
size_t pl_stage_begin_in_port(struct pl_stage *stage, struct pl_pilot *pilot);

/* Another berth whose way from `at` is min_nm to max_nm long, of `country` (NULL any); n_berths where there is none. */
size_t pl_stage_next_port(struct pl_stage *stage, struct pl_pilot *pilot, size_t at, double min_nm, double max_nm,
                          const char *country);

/* The points of a way up to back_m metres before its end; returns their number (>= 2), 0 where the way is shorter. */
size_t pl_stage_cut(const struct pl_way *way, double back_m, pl_pos out[PL_CHART_WAY_MAX]);

/* Whoever is inside an area of interference while it lasts sends places on the ring; all ships must have their paths.
 */
void pl_stage_interfere(struct pl_world *world, const struct pl_zone *zone);

#endif
