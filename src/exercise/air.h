/* The air and the wires: what the ships transmit, which stations receive it, and the lines that arrive.
 *
 * Ships transmit at their own pace, thinned so that a ship within reach of a station is received about once per
 * interval. Stations stamp lines with their own clocks; lines are lost, late, doubled and damaged on the way. Every
 * line carries the tag-block station EXERCISE-... Lines come out in order of arrival. What was really received, ship
 * by ship, is kept for the truth. Pure: lines go to a sink. Owned by the caller, closed with pl_air_close. */
#ifndef PL_EXERCISE_AIR_H
#define PL_EXERCISE_AIR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "exercise/world.h"

/* One received position report of a hull: true time of transmission, whether the place was false, which alias. */
struct pl_seen {
    pl_time at;
    bool lie;
    unsigned alias;
};

/* Two received reports, one true and one false, next to each other. */
struct pl_leap {
    int ship;
    pl_time from, to;
    pl_pos from_pos, to_pos; /* as sent */
    bool interference;
};

struct pl_heard_ship {
    struct pl_buf seen;                /* of int64: see pl_air_seen */
    pl_time first_static, last_static; /* PL_TIME_NONE where none was received */
    pl_time last_at;
    pl_pos last_pos;
    bool last_lie, last_interference;
};

struct pl_air_counts {
    uint64_t lines, bytes;
    uint64_t positions;  /* transmissions with a position that somebody received */
    uint64_t receptions; /* of positions, all stations */
    uint64_t statics, base_reports, lost_parts, damaged, garbage;
};

struct pl_air {
    const struct pl_world *world;
    struct pl_heard_ship *ships; /* world->n_ships */
    struct pl_buf leaps;         /* of struct pl_leap */
    struct pl_air_counts counts;
};

/* Takes one line with its LF, and when it arrived (rising). A code other than 0 stops the run. */
typedef int (*pl_air_sink)(void *ctx, pl_time arrival, pl_str line, struct pl_error *err);

/* Runs the whole exercise. NOMEM, LIMIT, or the sink's code. *ret_air must be closed also after a failure. */
PL_MUST int pl_air_run(const struct pl_world *world, pl_air_sink sink, void *ctx, struct pl_air *ret_air,
                       struct pl_error *err);

/* Received position reports of a ship, in time order. */
size_t pl_air_seen_count(const struct pl_air *air, int ship);
struct pl_seen pl_air_seen(const struct pl_air *air, int ship, size_t i);

/* The number of the first received report at or after `at`. */
size_t pl_air_seen_from(const struct pl_air *air, int ship, pl_time at);

void pl_air_close(struct pl_air *air);

#endif
