/* The chart that the exercise's ships sail by: sea cells of the region, wide water, berths and ways.
 *
 * Two grids over 115-150 E, 28-52 N, made once from the land mask (geo/sea.h): 1' cells that are sea, and 5' cells of
 * which all 1' cells and their neighbours are sea and which join the largest body of such water. Ways run through 5'
 * cells (A*, straightened where the line stays in them) and reach a berth through 1' cells. Straight means linear in
 * longitude and latitude. Memory from the arena; const after opening. Pure. */
#ifndef PL_EXERCISE_CHART_H
#define PL_EXERCISE_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "geo/sea.h"
#include "geo/sphere.h"

struct pl_chart;

/* EMPTY where the mask has no wide water in the region, NOMEM. */
PL_MUST int pl_chart_open(const struct pl_sea *sea, struct pl_arena *arena, const struct pl_chart **ret_chart,
                          struct pl_error *err);

/* True when the place lies in a 1' sea cell of the region. */
bool pl_chart_is_sea(const struct pl_chart *chart, pl_pos pos);

/* True when the 5' cell of the place and all within `cells` of it are wide water. */
bool pl_chart_is_wide(const struct pl_chart *chart, pl_pos pos, int cells);

/* The middle of the nearest 1' sea cell (at most within_m away, at most 3 cells) from which wide water can be reached
 * within 40 cells. */
bool pl_chart_berth(const struct pl_chart *chart, pl_pos port, double within_m, pl_pos *ret_berth);

/* True when the straight line stays in wide water, or in 1' sea cells with a margin. */
bool pl_chart_clear(const struct pl_chart *chart, pl_pos from, pl_pos to);

#define PL_CHART_WAY_MAX 512

/* A way by sea: both ends and the turns between. Returns the number of points, 0 where there is none. `scratch` is
 * used and given back. */
size_t pl_chart_way(const struct pl_chart *chart, pl_pos from, pl_pos to, struct pl_arena *scratch,
                    pl_pos ret_points[PL_CHART_WAY_MAX]);

/* The length of a way in metres. */
double pl_chart_length_m(const pl_pos *points, size_t n);

#endif
