#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "geo/passage_in.h"
#include "geo/trig.h"

#include "base/ban.h"

#define MAX_CELLS ((size_t)1 << 31)
#define FAR       255
#define INSET     (1 / 64.0) /* of a cell: how far a corner is set off into the water */
#define POLE_LAT  (89 * PL_POS_UNIT)

/* ---- how far each cell is from what is no water ---- */

static bool is_water(const struct pl_sea_grid *g, int32_t col, int32_t row) {
    return g->bits[(size_t)row * g->stride + (size_t)(col >> 3)] >> (7 - (col & 7)) & 1;
}

/* Whether a finer grid has a row there. */
static bool is_in_finer(const struct pl_passages *p, unsigned level, double lat) {
    for (unsigned i = 0; i < level; i++) {
        const struct pl_sea_grid *g = p->levels[i].grid;
        const double south = (g->top_lat - lat) * p->levels[i].per_unit;
        if (south >= 0 && south < g->rows) {
            return true;
        }
    }
    return false;
}

/* Water that this grid answers for: not where a finer one does, not at a pole. */
static void mark_water(struct pl_passages *p, unsigned level) {
    const struct pl_sea_grid *g = p->levels[level].grid;
    const unsigned all = p->n_levels;
    p->n_levels = level; /* for pl_passage_locate: the finer ones alone */
    for (int32_t row = 0; row < g->rows; row++) {
        const double lat = g->top_lat - (row + 0.5) * g->cell;
        const bool pole = lat >= POLE_LAT || lat <= -POLE_LAT, shared = is_in_finer(p, level, lat);
        uint8_t *clear = p->levels[level].clear + (size_t)row * (size_t)g->cols;
        for (int32_t col = 0; col < g->cols; col++) {
            size_t ignored = 0;
            bool mine = is_water(g, col, row) && !pole;
            if (mine && shared) {
                mine = pl_passage_locate(p, g->west_lon + (col + 0.5) * g->cell, lat, &ignored) < 0;
            }
            clear[col] = mine ? FAR : 0;
        }
    }
    p->n_levels = all;
}

/* One row: 1 at the edge of the grid. */
static void edge_row(const struct level *l, uint8_t *row) {
    for (int32_t col = 0; col < l->grid->cols; col++) {
        row[col] = row[col] > 0;
    }
}

static uint8_t least_of(uint8_t a, uint8_t b) { return a < b ? a : b; }

/* One row from the row beside it. */
static void sweep_beside(const struct level *l, uint8_t *row, const uint8_t *beside) {
    const int32_t last = l->grid->cols - 1;
    for (int32_t col = 1; col < last; col++) {
        const uint8_t least = least_of(least_of(beside[col - 1], beside[col]), beside[col + 1]);
        row[col] = least < row[col] ? (uint8_t)(least + 1) : row[col];
    }
    for (int32_t end = 0; end < 2; end++) {
        const int32_t col = end == 0 ? 0 : last, other = end == 0 ? last : 0, inner = end == 0 ? 1 : last - 1;
        const bool single = last == 0;
        const uint8_t least = single ? beside[0] : least_of(least_of(beside[other], beside[col]), beside[inner]);
        row[col] = !l->round ? row[col] > 0 : least < row[col] ? (uint8_t)(least + 1) : row[col];
    }
}

/* One row from the cell before it in direction dir; round the Earth until nothing changes. */
static void sweep_along(const struct level *l, uint8_t *row, int dir) {
    const int32_t cols = l->grid->cols;
    uint8_t before = l->round ? row[dir > 0 ? cols - 1 : 0] : FAR;
    for (int round = 0; round < (l->round ? 2 : 1); round++) {
        for (int32_t i = 0; i < cols; i++) {
            uint8_t *here = &row[dir > 0 ? i : cols - 1 - i];
            const bool nearer = before < *here;
            *here = nearer ? (uint8_t)(before + 1) : *here;
            before = *here;
            if (round > 0 && !nearer) {
                return;
            }
        }
    }
}

static void sweep_row(const struct level *l, uint8_t *row, const uint8_t *beside, int dir) {
    if (beside == NULL) {
        edge_row(l, row);
        return;
    }
    sweep_beside(l, row, beside);
    sweep_along(l, row, dir);
}

static void sweep(const struct level *l) {
    const size_t cols = (size_t)l->grid->cols, rows = (size_t)l->grid->rows;
    for (size_t r = 0; r < rows; r++) {
        sweep_row(l, l->clear + r * cols, r > 0 ? l->clear + (r - 1) * cols : NULL, 1);
    }
    for (size_t r = rows; r-- > 0;) {
        sweep_row(l, l->clear + r * cols, r + 1 < rows ? l->clear + (r + 1) * cols : NULL, -1);
    }
}

/* ---- squares, corners, nodes ---- */

static bool grow(void **items, size_t *max, size_t n, size_t size) {
    if (n < *max) {
        return true;
    }
    size_t more = *max ? *max * 2 : 4096;
    void *p = more < MAX_CELLS / 2 ? realloc(*items, more * size) : NULL;
    if (p == NULL) {
        return false;
    }
    *items = p;
    *max = more;
    return true;
}

static bool add_node(struct pl_passages *p, double lon, double lat) {
    if (!grow((void **)&p->nodes, &p->max_nodes, p->n_nodes, sizeof *p->nodes)) {
        return false;
    }
    p->nodes[p->n_nodes++] = pl_passage_node((pl_pos){.lon = pl_lon_wrap((int64_t)lon), .lat = (int32_t)lat});
    return true;
}

static bool add_square(struct pl_passages *p, unsigned level, int32_t col, int32_t row, int32_t side) {
    struct level *l = &p->levels[level];
    const struct pl_sea_grid *g = l->grid;
    if (!grow((void **)&p->squares, &p->max_squares, p->n_squares, sizeof *p->squares)) {
        return false;
    }
    for (int32_t r = row; r < row + side; r++) {
        for (int32_t c = col; c < col + side; c++) {
            l->square[(size_t)r * (size_t)g->cols + (size_t)c] = (uint32_t)p->n_squares;
        }
    }
    p->squares[p->n_squares++] =
        (struct square){.col = col, .row = row, .side = (uint8_t)side, .level = (uint8_t)level, .corner = NO_NODE};
    return add_node(p, g->west_lon + (col + side / 2.0) * g->cell, g->top_lat - (row + side / 2.0) * g->cell);
}

/* A block of cells becomes one square where all of it is farther from land than its side, else four smaller ones. */
static bool cut(struct pl_passages *p, unsigned level, int32_t col, int32_t row, int32_t side) {
    const struct level *l = &p->levels[level];
    const struct pl_sea_grid *g = l->grid;
    if (col >= g->cols || row >= g->rows) {
        return true;
    }
    if (col + side <= g->cols && row + side <= g->rows) {
        uint8_t clear = l->clear[(size_t)(row + side / 2) * (size_t)g->cols + (size_t)(col + side / 2)];
        if (side == 1 ? clear > 0 : clear >= side + side / 2) {
            return add_square(p, level, col, row, side);
        }
    }
    const int32_t half = side / 2;
    return side == 1 || (cut(p, level, col, row, half) && cut(p, level, col + half, row, half) &&
                         cut(p, level, col, row + half, half) && cut(p, level, col + half, row + half, half));
}

static bool add_corner(struct pl_passages *p, uint32_t square, unsigned k) {
    struct square *s = &p->squares[square];
    const struct pl_sea_grid *g = p->levels[s->level].grid;
    size_t max = p->max_corners;
    if (!grow((void **)&p->corner_square, &max, p->n_corners, sizeof *p->corner_square) ||
        !grow((void **)&p->corner_bit, &p->max_corners, p->n_corners, sizeof *p->corner_bit)) {
        return false;
    }
    s->corner = s->corners ? s->corner : (uint32_t)p->n_nodes;
    s->corners |= (uint8_t)(1u << k);
    p->corner_square[p->n_corners] = square;
    p->corner_bit[p->n_corners++] = (uint8_t)k;
    return add_node(p, g->west_lon + (s->col + (k & 1 ? 1 - INSET : INSET)) * g->cell,
                    g->top_lat - (s->row + (k & 2 ? 1 - INSET : INSET)) * g->cell);
}

/* The clearance of a cell; -1 beyond the grid. */
static int clear_at(const struct level *l, int32_t col, int32_t row) {
    const struct pl_sea_grid *g = l->grid;
    if (row < 0 || row >= g->rows || ((col < 0 || col >= g->cols) && !l->round)) {
        return -1;
    }
    col = col < 0 ? col + g->cols : col >= g->cols ? col - g->cols : col;
    return l->clear[(size_t)row * (size_t)g->cols + (size_t)col];
}

static bool add_corners(struct pl_passages *p) {
    const size_t n = p->n_squares;
    for (size_t i = 0; i < n; i++) {
        const struct square s = p->squares[i];
        const struct level *l = &p->levels[s.level];
        for (unsigned k = 0; k < 4 && s.side == 1; k++) {
            int32_t dc = k & 1 ? 1 : -1, dr = k & 2 ? 1 : -1;
            if (clear_at(l, s.col + dc, s.row + dr) == 0 && clear_at(l, s.col + dc, s.row) > 0 &&
                clear_at(l, s.col, s.row + dr) > 0 && !add_corner(p, (uint32_t)i, k)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- neighbours ---- */

static uint32_t square_of(const struct level *l, int32_t col, int32_t row) {
    if (clear_at(l, col, row) <= 0) {
        return NO_NODE;
    }
    const int32_t cols = l->grid->cols;
    col = col < 0 ? col + cols : col >= cols ? col - cols : col;
    return l->square[(size_t)row * (size_t)cols + (size_t)col];
}

struct ring {
    const struct pl_passages *p;
    uint32_t *ret;
    size_t n, max;
};

static void add_beside(struct ring *ring, uint32_t square) {
    if (square != NO_NODE && ring->n < ring->max && (ring->n == 0 || ring->ret[ring->n - 1] != square)) {
        ring->ret[ring->n++] = square;
    }
}

/* A cell of the ring around a square that its own grid does not answer for: what is there in the others, looked at a
 * finest cell apart. */
static void add_foreign(struct ring *ring, const struct pl_sea_grid *g, int32_t col, int32_t row) {
    const int32_t fine = ring->p->levels[0].grid->cell;
    const int32_t n = g->cell > fine ? (g->cell + fine - 1) / fine : 1;
    for (int32_t y = 0; y < n; y++) {
        for (int32_t x = 0; x < n; x++) {
            int64_t lon = g->west_lon + ((int64_t)col * n + x) * g->cell / n + g->cell / n / 2;
            int64_t lat = g->top_lat - ((int64_t)row * n + y) * g->cell / n - g->cell / n / 2;
            if (lat <= PL_LAT_MAX && lat >= -PL_LAT_MAX) {
                add_beside(ring, pl_passage_square_at(ring->p, (pl_pos){.lon = pl_lon_wrap(lon), .lat = (int32_t)lat}));
            }
        }
    }
}

size_t pl_passage_beside(const struct pl_passages *p, uint32_t square, uint32_t *ret, size_t max) {
    const struct square *s = &p->squares[square];
    const struct level *l = &p->levels[s->level];
    struct ring ring = {p, ret, 0, max};
    for (int side = 0; side < 4; side++) { /* north, south with the corners; west, east */
        int32_t from = side < 2 ? -1 : 0, to = side < 2 ? s->side : s->side - 1;
        for (int32_t i = from; i <= to;) {
            int32_t col = side < 2 ? s->col + i : side == 2 ? s->col - 1 : s->col + s->side;
            int32_t row = side == 0 ? s->row - 1 : side == 1 ? s->row + s->side : s->row + i;
            uint32_t other = square_of(l, col, row);
            bool corner = side < 2 && (i == -1 || i == s->side);
            if (other != NO_NODE) {
                const struct square *o = &p->squares[other];
                int32_t inner = i == -1 ? s->col : s->col + s->side - 1;
                if (!corner ||
                    (clear_at(l, inner, row) > 0 && /* not past a cell of land: that is what corners are for */
                     clear_at(l, col, side == 0 ? s->row : s->row + s->side - 1) > 0)) {
                    add_beside(&ring, other);
                }
                int32_t next = side < 2 ? o->col + o->side - s->col : o->row + o->side - s->row;
                i = next > i ? next : i + 1; /* round the Earth the next may lie behind */
                continue;
            }
            int clear = clear_at(l, col, row);
            if (clear < 0 || (clear == 0 && s->level > 0)) {
                add_foreign(&ring, l->grid, col, row);
            }
            i++;
        }
    }
    return ring.n;
}

static unsigned rank(unsigned bits, unsigned k) { return (unsigned)__builtin_popcount(bits & ((1u << k) - 1)); }

static void add_if_corner(const struct pl_passages *p, uint32_t square, unsigned k, uint32_t *ret, size_t *n) {
    if (square != NO_NODE && p->squares[square].corners >> k & 1) {
        ret[(*n)++] = p->squares[square].corner + rank(p->squares[square].corners, k);
    }
}

size_t pl_passage_corners(const struct pl_passages *p, uint32_t square, uint32_t ret[4]) {
    const struct square *s = &p->squares[square];
    const struct level *l = &p->levels[s->level];
    size_t n = 0;
    for (unsigned k = 0; k < 4; k++) { /* of the cells around a vertex at most one is land, so one owner at most */
        int32_t dc = k & 1 ? 1 : -1, dr = k & 2 ? 1 : -1;
        add_if_corner(p, square, k, ret, &n);
        add_if_corner(p, square_of(l, s->col + dc, s->row), k ^ 1, ret, &n);
        add_if_corner(p, square_of(l, s->col, s->row + dr), k ^ 2, ret, &n);
    }
    return n;
}

size_t pl_passage_around(const struct pl_passages *p, uint32_t corner, uint32_t ret[3]) {
    const uint32_t square = p->corner_square[corner - p->n_squares];
    const unsigned k = p->corner_bit[corner - p->n_squares];
    const struct square *s = &p->squares[square];
    const struct level *l = &p->levels[s->level];
    size_t n = 0;
    ret[n++] = square;
    uint32_t a = square_of(l, s->col + (k & 1 ? 1 : -1), s->row), b = square_of(l, s->col, s->row + (k & 2 ? 1 : -1));
    if (a != NO_NODE) {
        ret[n++] = a;
    }
    if (b != NO_NODE) {
        ret[n++] = b;
    }
    return n;
}

/* ---- opening ---- */

static int open_level(struct pl_passages *p, unsigned i, struct pl_error *err) {
    struct level *l = &p->levels[i];
    l->grid = pl_sea_grid(p->sea, i);
    l->round = (int64_t)l->grid->cell * l->grid->cols == 2 * (int64_t)PL_LON_HALF;
    l->per_unit = 1.0 / l->grid->cell;
    size_t cells = (size_t)l->grid->cols * (size_t)l->grid->rows;
    if (cells >= MAX_CELLS) {
        return pl_fail(err, PL_E_LIMIT, "the land mask is too fine to be searched");
    }
    l->clear = malloc(cells);
    l->square = malloc(cells * sizeof *l->square);
    if (l->clear == NULL || l->square == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to search the sea");
    }
    memset(l->square, 0xff, cells * sizeof *l->square);
    p->n_levels = i + 1;
    mark_water(p, i);
    sweep(l);
    for (int32_t row = 0; row < l->grid->rows; row += PL_PASSAGE_SQUARE_MAX) {
        for (int32_t col = 0; col < l->grid->cols; col += PL_PASSAGE_SQUARE_MAX) {
            if (!cut(p, i, col, row, PL_PASSAGE_SQUARE_MAX)) {
                return pl_fail(err, PL_E_NOMEM, "no memory to search the sea");
            }
        }
    }
    return PL_E_OK;
}

static int add_channels(struct pl_passages *p, struct pl_error *err) {
    const size_t n = p->links != NULL ? p->links->n : 0;
    p->channel_square = calloc(2 * n + 1, sizeof *p->channel_square);
    p->channel_link = calloc(n + 1, sizeof *p->channel_link);
    if (p->channel_square == NULL || p->channel_link == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the sea links");
    }
    for (size_t i = 0; i < n; i++) {
        const struct pl_link *link = &p->links->items[i];
        const pl_pos ends[2] = {link->from, link->to};
        for (unsigned e = link->kind == PL_SEA_LINK_CHANNEL ? 0 : 1; e < 2; e++) {
            uint32_t square = pl_passage_square_at(p, ends[e]);
            if (square == NO_NODE) {
                return pl_fail(err, PL_E_FORMAT, "the sea link %.*s does not lead to water on this land mask",
                               (int)(link->id.n < 80 ? link->id.n : 80), link->id.p);
            }
            if (link->kind == PL_SEA_LINK_CHANNEL) {
                if (!add_node(p, ends[e].lon, ends[e].lat)) {
                    return pl_fail(err, PL_E_NOMEM, "no memory for the sea links");
                }
                p->channel_square[2 * p->n_channels + e] = square;
                p->squares[square].has_channel = true;
            }
        }
        p->channel_link[p->n_channels] = (uint32_t)i;
        p->n_channels += link->kind == PL_SEA_LINK_CHANNEL;
    }
    return PL_E_OK;
}

int pl_passages_open(const struct pl_sea *sea, const struct pl_links *links, struct pl_passages **ret_passages,
                     struct pl_error *err) {
    struct pl_passages *p = calloc(1, sizeof *p);
    if (p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to search the sea");
    }
    p->sea = sea;
    p->links = links;
    p->sines = calloc(2 * 721, sizeof *p->sines);
    int code = p->sines == NULL ? pl_fail(err, PL_E_NOMEM, "no memory to search the sea") : 0;
    for (int i = 0; code == 0 && i <= 720; i++) {
        const double lat = (i / 4.0 - 90) * (PL_PI / 180);
        p->sines[2 * i] = pl_sin(lat);
        p->sines[2 * i + 1] = i == 0 || i == 720 ? 0 : pl_cos(lat);
    }
    for (unsigned i = 0; code == 0 && i < pl_sea_grids(sea); i++) {
        code = open_level(p, i, err);
    }
    if (code == 0 && !add_corners(p)) {
        code = pl_fail(err, PL_E_NOMEM, "no memory to search the sea");
    }
    code = code == 0 ? add_channels(p, err) : code;
    if (code != 0) {
        pl_passages_close(p);
        return code;
    }
    *ret_passages = p;
    return PL_E_OK;
}

void pl_passages_close(struct pl_passages *p) {
    if (p == NULL) {
        return;
    }
    for (unsigned i = 0; i < 16; i++) {
        free(p->levels[i].clear);
        free(p->levels[i].square);
    }
    free(p->squares);
    free(p->nodes);
    free(p->corner_square);
    free(p->corner_bit);
    free(p->channel_square);
    free(p->channel_link);
    free(p->sines);
    free(p);
}

size_t pl_passages_squares(const struct pl_passages *p) { return p->n_squares; }
const struct pl_sea *pl_passages_sea(const struct pl_passages *p) { return p->sea; }

void pl_passages_square(const struct pl_passages *p, size_t i, int32_t *ret_west, int32_t *ret_south, int32_t *ret_east,
                        int32_t *ret_north, double *ret_cell_m) {
    const struct square *s = &p->squares[i];
    const struct pl_sea_grid *g = p->levels[s->level].grid;
    const int32_t west = pl_lon_wrap((int64_t)g->west_lon + (int64_t)s->col * g->cell);
    *ret_west = west;
    *ret_east = west + s->side * g->cell;
    *ret_north = g->top_lat - s->row * g->cell;
    *ret_south = *ret_north - s->side * g->cell;
    *ret_cell_m = g->cell * (PL_PI / 180 / PL_POS_UNIT) * PL_EARTH_RADIUS_M;
}
