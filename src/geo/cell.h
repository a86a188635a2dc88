/* Cells for neighbour search: two positions within the radius lie in one cell or in two that are around each other.
 *
 * The sphere is cut into rows a little higher than the radius and each row into columns a little wider than it; rows
 * nearer a pole have fewer columns, the ones that touch it a single one. True at every latitude and across 180
 * degrees. The reverse is not promised: cells around each other may be two radii and more apart, so distances are
 * still to be measured. Const after opening; threads may share it. Memory: 8 bytes a row (0.3 MB for 500 m) from the
 * arena. */
#ifndef PL_GEO_CELL_H
#define PL_GEO_CELL_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "geo/sphere.h"

/* A cell: row << 32 | column. Rows count from the south pole, columns eastward from 180 degrees. */
typedef uint64_t pl_cell;

/* Greatest number of cells around a cell, itself included. */
#define PL_CELLS_AROUND_MAX 16

struct pl_cells;

/* radius_m from 50 to 1,000,000, else USAGE. NOMEM. */
PL_MUST int pl_cells_open(double radius_m, struct pl_arena *arena, const struct pl_cells **ret_cells,
                          struct pl_error *err);

pl_cell pl_cells_of(const struct pl_cells *cells, pl_pos pos);

/* The cell itself first, then every other cell that may hold a position within the radius of one in it, ascending;
 * nine of them in most places. Returns their number. Symmetric: a is around b exactly when b is around a. */
unsigned pl_cells_around(const struct pl_cells *cells, pl_cell cell, pl_cell ret_around[PL_CELLS_AROUND_MAX]);

#endif
