#include "geo/cell.h"

#include <math.h>

#include "geo/trig.h"

#include "base/ban.h"

#define RAD_PER_UNIT (PL_PI / 180.0 / PL_POS_UNIT)
#define LON_FULL     (2 * (int64_t)PL_LON_HALF)
#define SHARED       8
#define MANY_ROWS    4096 /* a row is then less than 5 km high */
#define STEEP_LAT    (80 * PL_POS_UNIT)

struct row {
    int32_t columns;
    int32_t reach; /* units of longitude that a radius may span from this row; LON_FULL / 2 near the poles */
};

struct pl_cells {
    int32_t height; /* units of a row */
    int32_t n_rows;
    struct row rows[];
};

/* The farthest latitude (as a size) in rows r - 1 to r + 1. */
static int32_t highest(int32_t r, int32_t height) {
    const int64_t south = (int64_t)(r - 1) * height - PL_LAT_MAX;
    const int64_t north = (int64_t)(r + 2) * height - PL_LAT_MAX;
    int64_t size = -south > north ? -south : north;
    return (int32_t)(size > PL_LAT_MAX ? PL_LAT_MAX : size);
}

/* No more than the top four bits: neighbouring rows then mostly have the same columns, and a cell nine around it. */
static int32_t coarse(int32_t columns) {
    int32_t step = 1;
    while (columns / step >= 16) {
        step *= 2;
    }
    return columns / step * step;
}

/* A distance d at latitudes up to `high` spans at most 2 asin(sin(d/2) / cos(high)) of longitude, because
 * sin^2(d/2) >= cos a cos b sin^2(span/2). */
static struct row make_row(int32_t high, double radius_rad) {
    const double least_cos = pl_sin((PL_LAT_MAX - high) * RAD_PER_UNIT);
    const double half = pl_sin(radius_rad / 2);
    if (least_cos <= half) {
        return (struct row){.columns = 1, .reach = PL_LON_HALF};
    }
    const double reach = 2 * pl_asin(half / least_cos) / RAD_PER_UNIT * (1 + 1e-9) + 2; /* rounded up, to spare */
    if (reach >= PL_LON_HALF) {
        return (struct row){.columns = 1, .reach = PL_LON_HALF};
    }
    const int32_t columns = coarse((int32_t)((double)LON_FULL / reach));
    return (struct row){.columns = columns < 3 ? 1 : columns, .reach = (int32_t)reach};
}

static int32_t greater(int32_t a, int32_t b) { return a > b ? a : b; }

/* Where rows are low they share what holds for the one nearest the pole: eight times fewer sines. Not near the poles,
 * where a row differs much from the next. */
static void fill_rows(struct pl_cells *cells, double radius_rad) {
    for (int32_t r = 0, n; r < cells->n_rows; r += n) {
        int32_t high = 0;
        n = cells->n_rows >= MANY_ROWS && r + SHARED <= cells->n_rows ? SHARED : 1;
        high = greater(highest(r, cells->height), highest(r + n - 1, cells->height));
        if (high > STEEP_LAT) {
            n = 1;
            high = highest(r, cells->height);
        }
        const struct row row = make_row(high, radius_rad);
        for (int32_t i = 0; i < n; i++) {
            cells->rows[r + i] = row;
        }
    }
}

int pl_cells_open(double radius_m, struct pl_arena *arena, const struct pl_cells **ret_cells, struct pl_error *err) {
    if (!(radius_m >= 50) || !(radius_m <= 1000000)) {
        return pl_fail(err, PL_E_USAGE, "the radius of a cell grid lies between 50 and 1,000,000 m");
    }
    const double radius_rad = radius_m / PL_EARTH_RADIUS_M;
    const int32_t height = (int32_t)(radius_rad / RAD_PER_UNIT * (1 + 1e-9)) + 2;
    const int32_t n_rows = 2 * PL_LAT_MAX / height + 1;
    struct pl_cells *cells = pl_arena_alloc(arena, sizeof(struct pl_cells) + (size_t)n_rows * sizeof(struct row));
    if (!cells) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a grid of %d rows", n_rows);
    }
    cells->height = height;
    cells->n_rows = n_rows;
    fill_rows(cells, radius_rad);
    *ret_cells = cells;
    return PL_E_OK;
}

/* The column of a place `east` units from 180 degrees W; floor also for places beyond either end. */
static inline int64_t column_of(int64_t east, int32_t columns) {
    const int64_t product = east * columns;
    const int64_t column = product / LON_FULL;
    return column - (product % LON_FULL < 0);
}

static inline pl_cell cell_at(int32_t row, int64_t column) { return (uint64_t)(uint32_t)row << 32 | (uint32_t)column; }

pl_cell pl_cells_of(const struct pl_cells *cells, pl_pos pos) {
    const int32_t row = (pos.lat + PL_LAT_MAX) / cells->height;
    return cell_at(row, column_of((int64_t)pos.lon + PL_LON_HALF, cells->rows[row].columns));
}

/* Adds the cells of `row` that lie between two places, west to east. */
static unsigned add_span(const struct pl_cells *cells, int32_t row, int64_t west, int64_t east, pl_cell self,
                         pl_cell *around, unsigned n) {
    const int32_t columns = cells->rows[row].columns;
    int64_t first = column_of(west, columns);
    int64_t count = column_of(east, columns) - first + 1;
    if (count > columns) {
        count = columns;
    }
    for (int64_t i = 0; i < count; i++) {
        const int64_t column = ((first + i) % columns + columns) % columns;
        if (cell_at(row, column) != self && n < PL_CELLS_AROUND_MAX) {
            around[n++] = cell_at(row, column);
        }
    }
    return n;
}

unsigned pl_cells_around(const struct pl_cells *cells, pl_cell cell, pl_cell ret_around[PL_CELLS_AROUND_MAX]) {
    const int32_t row = (int32_t)(cell >> 32);
    const int64_t column = (uint32_t)cell;
    const int32_t columns = cells->rows[row].columns;
    const int64_t west = (column * LON_FULL + columns - 1) / columns; /* the first unit in the column */
    const int64_t east = ((column + 1) * LON_FULL - 1) / columns;     /* and the last */
    unsigned n = 0;
    ret_around[n++] = cell;
    for (int32_t r = row > 0 ? row - 1 : 0; r <= row + 1 && r < cells->n_rows; r++) {
        const int32_t reach =
            cells->rows[r].reach > cells->rows[row].reach ? cells->rows[r].reach : cells->rows[row].reach;
        n = add_span(cells, r, west - reach, east + reach, cell, ret_around, n);
    }
    for (unsigned i = 2; i < n; i++) { /* ascending, by insertion: at most 15 */
        const pl_cell moving = ret_around[i];
        unsigned k = i;
        for (; k > 1 && ret_around[k - 1] > moving; k--) {
            ret_around[k] = ret_around[k - 1];
        }
        ret_around[k] = moving;
    }
    return n;
}
