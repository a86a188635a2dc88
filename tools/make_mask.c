/* Makes the land mask from GSHHG's binned shorelines: make_mask binned_GSHHS_h.nc OUT
 *
 * A tool of the build, not part of the program. Input: the netCDF file of GSHHG 2.3.x in the resolution that is wanted
 * (Debian: gmt-gshhg-high), described from its own variables: the Earth in bins of 2 degrees, 180 a row, from 90 N 0 E;
 * for each bin the level of its corners SW, SE, NE, NW (three bits each; 0 sea, 1 land, 2 lake, ...) and its pieces of
 * shoreline: points in 1/65535 of the bin from its SW corner, a level, and the sides where the piece enters and leaves
 * (0 S, 1 E, 2 N, 3 W, 4 closed inside). Level 6 is Antarctica's grounding line and is left out: ice shelves are no
 * sea.
 *
 * A cell is water when its centre lies outside every polygon of level 1: even-odd from the SW corner up the west side
 * of the bin and then east. All of it is integer arithmetic, so the mask has the same bytes everywhere. Water is sea
 * when it is joined, side by side, to the ocean. Output: docs/format/landmask.md. */
#include <netcdf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "ledger/hash.h"

#include "base/ban.h"

#define BIN_COLS 180
#define BIN_ROWS 90
#define BINS     (BIN_COLS * BIN_ROWS)
#ifndef PER_DEG
#define PER_DEG 60 /* "minutes" of a degree: tools/exact_reach.c draws finer ones */
#endif
#define BIN_MIN      (2 * PER_DEG) /* minutes of a bin */
#define BIN_UNITS    65535
#define STRAIT_CELLS 64

enum side { SOUTH, EAST, NORTH, WEST, CLOSED };

/* The variables of the file that are used. */
struct shore {
    int *corner_levels; /* by bin */
    int *first_segment; /* by bin */
    int *n_segments;    /* by bin */
    int *packed;        /* by segment: points << 9 | level << 6 | entry << 3 | exit */
    int *first_point;   /* by segment */
    int *x, *y;         /* by point */
    size_t segments, points;
};

struct grid {
    const char *name;
    int cell_min;            /* minutes of arc */
    int west_min, north_min; /* its corner */
    int cols, rows;
    unsigned char *water; /* by cell, row 0 in the north; 1 water, then 1 sea */
};

static _Noreturn void die(const char *what, const char *why) {
    fprintf(stderr, "make_mask: %s: %s\n", what, why);
    exit(1);
}

static void *need(void *p) {
    if (!p) {
        die("memory", "there is none");
    }
    return p;
}

static int *read_ints(int file, const char *name, size_t *ret_n) {
    int var = 0;
    int dim = 0;
    size_t n = 0;
    if (nc_inq_varid(file, name, &var) || nc_inq_vardimid(file, var, &dim) || nc_inq_dimlen(file, dim, &n)) {
        die(name, "the file does not have this variable");
    }
    int *values = need(calloc(n + 1, sizeof *values));
    const int code = nc_get_var_int(file, var, values);
    if (code) {
        die(name, nc_strerror(code));
    }
    *ret_n = n;
    return values;
}

static struct shore read_shore(const char *path) {
    struct shore shore;
    int file = 0;
    const int code = nc_open(path, NC_NOWRITE, &file);
    if (code) {
        die(path, nc_strerror(code));
    }
    size_t n[4];
    shore.corner_levels = read_ints(file, "Embedded_node_levels_in_a_bin", &n[0]);
    shore.first_segment = read_ints(file, "Id_of_first_segment_in_a_bin", &n[1]);
    shore.n_segments = read_ints(file, "N_segments_in_a_bin", &n[2]);
    if (n[0] != BINS || n[1] != BINS || n[2] != BINS) {
        die(path, "its bins are not 180 by 90; the high or full resolution of GSHHG is needed");
    }
    shore.packed = read_ints(file, "Embedded_npts_levels_exit_entry_for_a_segment", &shore.segments);
    shore.first_point = read_ints(file, "Id_of_first_point_in_a_segment", &n[3]);
    shore.x = read_ints(file, "Relative_longitude_from_SW_corner_of_bin", &shore.points);
    shore.y = read_ints(file, "Relative_latitude_from_SW_corner_of_bin", &n[0]);
    if (n[3] != shore.segments || n[0] != shore.points) {
        die(path, "its tables differ in length");
    }
    for (size_t i = 0; i < shore.points; i++) { /* unsigned 16 bits in a signed type */
        shore.x[i] &= 0xffff;
        shore.y[i] &= 0xffff;
    }
    nc_close(file);
    return shore;
}

static bool corner_is_land(const struct shore *shore, int bin, int corner) {
    return (shore->corner_levels[bin] >> (9 - 3 * corner) & 7) > 0;
}

/* A bin while it is filled: which cells change from their western neighbour, and which rows begin changed from the
 * row below. Centre i lies at (2i + 1) BIN_UNITS; points are scaled by 2n, so that everything is whole. */
struct canvas {
    int n;                                    /* cells a side */
    unsigned char turn[BIN_MIN][BIN_MIN + 1]; /* [row from the south][column] */
    unsigned char west[BIN_MIN + 1];
};

/* The first centre beyond place/scale (a non-negative ratio in units of 1/(2n) bins), at most n. */
static int first_beyond(const struct canvas *canvas, int64_t place, int64_t scale) {
    const int64_t odd = place / (scale * BIN_UNITS); /* (2i + 1) must be greater */
    const int64_t i = (odd + 1) / 2;
    return (int)(i > canvas->n ? canvas->n : i);
}

static void draw_edge(struct canvas *canvas, int ax, int ay, int bx, int by) {
    const int64_t k = 2 * (int64_t)canvas->n;
    if (ay > by) {
        const int x = ax;
        const int y = ay;
        ax = bx;
        ay = by;
        bx = x;
        by = y;
    }
    const int64_t rise = (by - ay) * k;
    const int last = first_beyond(canvas, by * k, 1);
    for (int row = first_beyond(canvas, ay * k, 1); row < last; row++) {
        const int64_t up = (2 * row + 1) * (int64_t)BIN_UNITS - ay * k;
        canvas->turn[row][first_beyond(canvas, ax * k * rise + up * (bx - ax) * k, rise)] ^= 1;
    }
}

struct sums {
    size_t edges, bad_corners, bad_ends;
};

/* Pieces of level 1 of one bin, and whether their ends agree with the corners that the file states. */
static void draw_bin(const struct shore *shore, int bin, struct canvas *canvas, struct sums *sums) {
    memset(canvas->turn, 0, sizeof canvas->turn);
    memset(canvas->west, 0, sizeof canvas->west);
    unsigned ends[5] = {0};
    const size_t first = (size_t)shore->first_segment[bin];
    for (size_t s = first; s < first + (size_t)shore->n_segments[bin]; s++) {
        if (s >= shore->segments) {
            die("segments", "a bin points beyond the table");
        }
        const int packed = shore->packed[s];
        const size_t n = (size_t)(packed >> 9);
        const size_t at = (size_t)shore->first_point[s];
        const int entry = packed >> 3 & 7;
        const int exit_side = packed & 7;
        if ((packed >> 6 & 7) != 1) {
            continue;
        }
        if (n < 2 || at + n > shore->points || entry > CLOSED || exit_side > CLOSED) {
            die("segments", "a segment points beyond the table of points");
        }
        const int *x = shore->x + at;
        const int *y = shore->y + at;
        for (size_t i = 1; i < n; i++) {
            draw_edge(canvas, x[i - 1], y[i - 1], x[i], y[i]);
        }
        sums->edges += n - 1;
        ends[entry]++;
        ends[exit_side]++;
        if (entry == WEST) {
            sums->bad_ends += x[0] != 0;
            canvas->west[first_beyond(canvas, y[0] * 2 * (int64_t)canvas->n, 1)] ^= 1;
        }
        if (exit_side == WEST) {
            sums->bad_ends += x[n - 1] != 0;
            canvas->west[first_beyond(canvas, y[n - 1] * 2 * (int64_t)canvas->n, 1)] ^= 1;
        }
    }
    const unsigned sw = corner_is_land(shore, bin, 0);
    const unsigned se = corner_is_land(shore, bin, 1);
    const unsigned ne = corner_is_land(shore, bin, 2);
    const unsigned nw = corner_is_land(shore, bin, 3);
    sums->bad_corners += ((sw + ends[SOUTH] + se) & 1) + ((se + ends[EAST] + ne) & 1) + ((ne + ends[NORTH] + nw) & 1) +
                         ((nw + ends[WEST] + sw) & 1);
}

/* Where the bin lies in the grid: column of its western and row of its southern cells; a grid may cut bins. */
static void place_bin(const struct grid *grid, int bin, int n, int *ret_col, int *ret_row) {
    const int around = 360 * PER_DEG / grid->cell_min;
    const int south_min = 90 * PER_DEG - (bin / BIN_COLS + 1) * BIN_MIN;
    int col = (bin % BIN_COLS * BIN_MIN - grid->west_min) / grid->cell_min;
    col = (col % around + around) % around;
    *ret_col = col > around - n ? col - around : col;
    *ret_row = (grid->north_min - south_min) / grid->cell_min - 1;
}

static void fill_grid(const struct shore *shore, struct grid *grid, struct sums *sums) {
    grid->water = need(calloc((size_t)grid->cols * (size_t)grid->rows, 1));
    static struct canvas canvas;
    canvas.n = BIN_MIN / grid->cell_min;
    for (int bin = 0; bin < BINS; bin++) {
        int col0 = 0;
        int row0 = 0;
        place_bin(grid, bin, canvas.n, &col0, &row0);
        if (col0 >= grid->cols || row0 < 0 || row0 - canvas.n >= grid->rows) {
            continue;
        }
        draw_bin(shore, bin, &canvas, sums);
        unsigned char edge = corner_is_land(shore, bin, 0);
        for (int i = 0; i < canvas.n; i++) {
            const int row = row0 - i;
            edge ^= canvas.west[i];
            unsigned char land = edge;
            for (int k = 0; k < canvas.n; k++) {
                const int col = col0 + k;
                land ^= canvas.turn[i][k];
                if (row >= 0 && row < grid->rows && col >= 0 && col < grid->cols) {
                    grid->water[(size_t)row * (size_t)grid->cols + (size_t)col] = !land;
                }
            }
        }
    }
}

/* Marks (2) all water joined side by side to cell `start`; round the Earth where the grid goes round. Returns its size.
 */
static size_t flood(const struct grid *grid, size_t start, size_t *body) {
    const size_t cols = (size_t)grid->cols;
    const size_t cells = cols * (size_t)grid->rows;
    const bool round = grid->cols * grid->cell_min == 360 * PER_DEG;
    size_t n_body = 0;
    body[n_body++] = start;
    grid->water[start] = 2;
    for (size_t done = 0; done < n_body; done++) {
        const size_t cell = body[done];
        const size_t col = cell % cols;
        size_t next[4];
        unsigned n = 0;
        if (cell >= cols) {
            next[n++] = cell - cols;
        }
        if (cell + cols < cells) {
            next[n++] = cell + cols;
        }
        if (col > 0 || round) {
            next[n++] = col > 0 ? cell - 1 : cell + cols - 1;
        }
        if (col + 1 < cols || round) {
            next[n++] = col + 1 < cols ? cell + 1 : cell + 1 - cols;
        }
        for (unsigned i = 0; i < n; i++) {
            if (grid->water[next[i]] == 1) {
                grid->water[next[i]] = 2;
                body[n_body++] = next[i];
            }
        }
    }
    return n_body;
}

/* Water that is no sea: land as far as the mask goes. */
static void drain(const struct grid *grid, const size_t *body, size_t n) {
    for (size_t i = 0; i < n; i++) {
        grid->water[body[i]] = 0;
    }
}

/* Whether a cell at the edge of a part of the world is sea in the world grid. */
static bool is_world_sea(const struct grid *grid, size_t cell, const struct grid *world) {
    const int row = (int)(cell / (size_t)grid->cols);
    const int col = (int)(cell % (size_t)grid->cols);
    if (row && row + 1 < grid->rows && col && col + 1 < grid->cols) {
        return false;
    }
    const int lat_min = grid->north_min - row * grid->cell_min - 1;
    const int lon_min = grid->west_min + col * grid->cell_min;
    return world->water[(size_t)((world->north_min - lat_min) / world->cell_min) * (size_t)world->cols +
                        (size_t)((lon_min - world->west_min) / world->cell_min)];
}

/* Keeps the bodies of water that are sea. World (world NULL): large ones. A part of it: those that reach its edge where
 * the world grid has sea. */
static void keep_sea(struct grid *grid, const struct grid *world) {
    const size_t cells = (size_t)grid->cols * (size_t)grid->rows;
    size_t *body = need(calloc(cells, sizeof *body));
    size_t water = 0;
    size_t sea = 0;
    for (size_t cell = 0; cell < cells; cell++) {
        water += grid->water[cell];
    }
    for (size_t cell = 0; cell < cells; cell++) {
        if (grid->water[cell] != 1) {
            continue;
        }
        const size_t n = flood(grid, cell, body);
        bool keep = !world && n >= STRAIT_CELLS;
        for (size_t i = 0; i < n && world && !keep; i++) {
            keep = is_world_sea(grid, body[i], world);
        }
        if (keep) {
            sea += n;
        } else {
            drain(grid, body, n);
        }
    }
    for (size_t cell = 0; cell < cells; cell++) {
        grid->water[cell] = grid->water[cell] != 0;
    }
    free(body);
    printf("%s %d': %d x %d cells, %zu water, of these %zu sea\n", grid->name, grid->cell_min, grid->cols, grid->rows,
           water, sea);
    if (sea * 2 < water) {
        die(grid->name, "most of the water is not joined to the ocean");
    }
}

/* docs/format/landmask.md */
static void write_mask(const char *path, const struct grid *grids, unsigned n_grids) {
    struct pl_buf rest;
    pl_buf_open(&rest, 64 << 20);
    pl_buf_add_be16(&rest, 1);
    pl_buf_add_be16(&rest, (uint16_t)n_grids);
    uint32_t offset = 8 + 32 + 4 + 24 * n_grids;
    for (unsigned i = 0; i < n_grids; i++) {
        const uint32_t stride = ((uint32_t)grids[i].cols + 7) / 8;
        pl_buf_add_be32(&rest, (uint32_t)grids[i].cell_min);
        pl_buf_add_be32(&rest, (uint32_t)grids[i].west_min);
        pl_buf_add_be32(&rest, (uint32_t)grids[i].north_min);
        pl_buf_add_be32(&rest, (uint32_t)grids[i].cols);
        pl_buf_add_be32(&rest, (uint32_t)grids[i].rows);
        pl_buf_add_be32(&rest, offset);
        offset += stride * (uint32_t)grids[i].rows;
    }
    for (unsigned i = 0; i < n_grids; i++) {
        const size_t cols = (size_t)grids[i].cols;
        for (size_t row = 0; row < (size_t)grids[i].rows; row++) {
            for (size_t col = 0; col < cols; col += 8) {
                unsigned byte = 0;
                for (size_t k = 0; k < 8 && col + k < cols; k++) {
                    byte |= (unsigned)grids[i].water[row * cols + col + k] << (7 - k);
                }
                pl_buf_add_char(&rest, (char)byte);
            }
        }
    }
    struct pl_buf file;
    pl_buf_open(&file, 64 << 20);
    const pl_hash hash = pl_sha256_of(rest.p, rest.n);
    pl_buf_add(&file, "PLMASK1\n", 8);
    pl_buf_add(&file, hash.b, sizeof hash.b);
    pl_buf_add_str(&file, pl_buf_str(&rest));
    struct pl_error err = {0};
    if (pl_buf_failed(&rest) || pl_buf_failed(&file)) {
        die(path, "no memory");
    }
    if (pl_file_write(path, pl_buf_str(&file), 0644, &err)) {
        die(path, err.msg);
    }
    char hex[65];
    pl_hash_hex(hash, hex);
    printf("%s: %zu bytes, sha256 of the rest %s\n", path, file.n, hex);
    pl_buf_close(&rest);
    pl_buf_close(&file);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: make_mask binned_GSHHS_h.nc OUT\n");
        return 2;
    }
    const struct shore shore = read_shore(argv[1]);
    struct grid grids[2] = {{"regional", 1, 115 * 60, 52 * 60, 35 * 60, 24 * 60, NULL},
                            {"world", 5, -180 * 60, 90 * 60, 360 * 12, 180 * 12, NULL}};
    struct sums sums = {0, 0, 0};
    struct sums ignored = {0, 0, 0};
    fill_grid(&shore, &grids[1], &sums);
    fill_grid(&shore, &grids[0], &ignored);
    printf("%zu edges; %zu sides of bins whose corners disagree with the shoreline, %zu ends off their side\n",
           sums.edges, sums.bad_corners, sums.bad_ends);
    keep_sea(&grids[1], NULL);
    keep_sea(&grids[0], &grids[1]);
    write_mask(argv[2], grids, 2);
    free(grids[0].water);
    free(grids[1].water);
    int *tables[] = {
        shore.corner_levels, shore.first_segment, shore.n_segments, shore.packed, shore.first_point, shore.x, shore.y};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        free(tables[i]);
    }
    return 0;
}
