/* Makes the coastline of the page's map from GSHHG's binned shorelines: make_coast binned_GSHHS_h.nc OUT
 *
 * A tool of the build, not part of the program. Same file and same level as the land mask (tools/make_mask.c), so that
 * the map shows the land that the analysis used. Pieces of shoreline are joined across the sides of bins, where both
 * name the same point, into rings; nothing is cut at a bin, at a box or at the antimeridian: a ring that crosses 180
 * degrees goes on beyond it. Points are left out by the method of Douglas and Peucker with a tolerance that depends on
 * the place: 60 m in the seas of the two Koreas, 200 m where the regional mask lies, then coarser to 6 km; islands
 * smaller than that are left out. Longitudes count by the cosine of the latitude. Output: docs/format/coast.md. */
#include <math.h>

int make_mask_main(int argc, char **argv);
#define main make_mask_main
#include "make_mask.c" /* NOLINT: the file is read the same way */
#undef main

#define AROUND     ((int64_t)BIN_COLS * BIN_UNITS)
#define UNIT_DEG   1e-4
#define RINGS_MAX  400000
#define POINTS_MAX 4000000

struct point {
    int64_t x, y; /* units of the file: 2/65535 degrees, x east of Greenwich, y north of the south pole */
};

struct piece {
    struct point first, last;
    size_t at, n; /* in the file's points */
    int bin, next;
    bool used;
};

struct pieces {
    struct piece *p;
    size_t n;
    int *heads; /* chains of pieces by where they begin */
    size_t n_heads;
};

struct ring {
    size_t at, n; /* in points */
    bool polar;   /* goes round the Earth: closed by the pole */
};

struct rings {
    struct ring *p;
    size_t n;
    struct point *points;
    size_t n_points;
    size_t open;
};

static struct point point_of(const struct shore *shore, int bin, size_t i) {
    const int row = BIN_ROWS - 1 - bin / BIN_COLS;
    return (struct point){((int64_t)(bin % BIN_COLS) * BIN_UNITS + shore->x[i]) % AROUND,
                          (int64_t)row * BIN_UNITS + shore->y[i]};
}

static size_t head_of(const struct pieces *pieces, struct point p) {
    return (size_t)(((uint64_t)p.x * 0x9e3779b97f4a7c15u ^ (uint64_t)p.y * 0xc2b2ae3d27d4eb4fu) >> 20) %
           pieces->n_heads;
}

static struct pieces read_pieces(const struct shore *shore) {
    struct pieces pieces = {need(calloc(shore->segments + 1, sizeof *pieces.p)), 0, NULL, 2 * shore->segments + 1};
    pieces.heads = need(calloc(pieces.n_heads, sizeof *pieces.heads));
    for (int bin = 0; bin < BINS; bin++) {
        const size_t first = (size_t)shore->first_segment[bin];
        for (size_t s = first; s < first + (size_t)shore->n_segments[bin]; s++) {
            const size_t n = s < shore->segments ? (size_t)(shore->packed[s] >> 9) : 0;
            if (s >= shore->segments || n < 2 || (size_t)shore->first_point[s] + n > shore->points) {
                die("segments", "a segment points beyond its table");
            }
            if ((shore->packed[s] >> 6 & 7) != 1) {
                continue;
            }
            const size_t at = (size_t)shore->first_point[s];
            struct piece *piece = &pieces.p[pieces.n];
            *piece = (struct piece){point_of(shore, bin, at), point_of(shore, bin, at + n - 1), at, n, bin, 0, false};
            const size_t head = head_of(&pieces, piece->first);
            piece->next = pieces.heads[head];
            pieces.heads[head] = (int)++pieces.n;
        }
    }
    return pieces;
}

/* The unused piece that begins at that point, or NULL. */
static struct piece *piece_from(const struct pieces *pieces, struct point p) {
    for (int i = pieces->heads[head_of(pieces, p)]; i; i = pieces->p[i - 1].next) {
        struct piece *piece = &pieces->p[i - 1];
        if (!piece->used && piece->first.x == p.x && piece->first.y == p.y) {
            return piece;
        }
    }
    return NULL;
}

/* Adds a piece's points, each as near as can be to the one before: a ring does not jump where longitudes begin anew. */
static void add_piece(struct rings *rings, struct ring *ring, const struct shore *shore, const struct piece *piece) {
    for (size_t i = 0; i < piece->n; i++) {
        struct point p = point_of(shore, piece->bin, piece->at + i);
        if (ring->n) {
            const struct point before = rings->points[ring->at + ring->n - 1];
            while (p.x - before.x > AROUND / 2) {
                p.x -= AROUND;
            }
            while (before.x - p.x > AROUND / 2) {
                p.x += AROUND;
            }
            if (p.x == before.x && p.y == before.y) {
                continue;
            }
        }
        if (rings->n_points >= POINTS_MAX) {
            die("points", "more than this tool is made for");
        }
        rings->points[rings->n_points++] = p;
        ring->n++;
    }
}

static struct rings join_pieces(const struct shore *shore, const struct pieces *pieces) {
    struct rings rings = {need(calloc(RINGS_MAX, sizeof *rings.p)), 0, need(calloc(POINTS_MAX, sizeof *rings.points)),
                          0, 0};
    for (size_t i = 0; i < pieces->n; i++) {
        struct piece *piece = &pieces->p[i];
        if (piece->used) {
            continue;
        }
        if (rings.n >= RINGS_MAX) {
            die("rings", "more than this tool is made for");
        }
        struct ring *ring = &rings.p[rings.n++];
        *ring = (struct ring){rings.n_points, 0, false};
        const struct point first = piece->first;
        struct point last = first;
        while (piece) {
            piece->used = true;
            add_piece(&rings, ring, shore, piece);
            last = piece->last;
            piece = last.x == first.x && last.y == first.y ? NULL : piece_from(pieces, last);
        }
        rings.open += last.x != first.x || last.y != first.y;
        const struct point *points = rings.points + ring->at;
        ring->polar = points[0].y == points[ring->n - 1].y && points[0].x != points[ring->n - 1].x;
    }
    return rings;
}

static double lon_of(struct point p) { return (double)p.x * 2 / BIN_UNITS; }

static double lat_of(struct point p) { return (double)p.y * 2 / BIN_UNITS - 90; }

static double beyond(double v, double low, double high) { return v < low ? low - v : v > high ? v - high : 0; }

/* How far the drawn line may lie from the point, in degrees of latitude. */
static double tolerance(struct point p) {
    double lon = lon_of(p);
    lon -= 360 * floor((lon + 180) / 360);
    const double lat = lat_of(p);
    if (beyond(lon, 117, 143) <= 0 && beyond(lat, 30, 46) <= 0) {
        return 0.0005;
    }
    const double far = beyond(lon, 115, 150) + beyond(lat, 28, 52);
    const double deg = 0.0018 + 0.002 * far;
    return deg < 0.05 ? deg : 0.05;
}

/* Marks which points of first..last stay: those farther from the chord than their tolerance, by the stack, not deep. */
static void thin(const struct point *points, size_t first, size_t last, unsigned char *keep, size_t *stack) {
    size_t depth = 0;
    keep[first] = keep[last] = 1;
    stack[depth++] = first;
    stack[depth++] = last;
    while (depth) {
        const size_t to = stack[--depth];
        const size_t from = stack[--depth];
        const double narrow = cos(lat_of(points[from]) * 3.14159265358979 / 180);
        const double dx = (lon_of(points[to]) - lon_of(points[from])) * narrow;
        const double dy = lat_of(points[to]) - lat_of(points[from]);
        const double len2 = dx * dx + dy * dy;
        double worst = 1;
        size_t at = 0;
        for (size_t i = from + 1; i < to; i++) {
            const double px = (lon_of(points[i]) - lon_of(points[from])) * narrow;
            const double py = lat_of(points[i]) - lat_of(points[from]);
            double along = len2 > 0 ? (px * dx + py * dy) / len2 : 0;
            along = along < 0 ? 0 : along > 1 ? 1 : along;
            const double ox = px - along * dx;
            const double oy = py - along * dy;
            const double tol = tolerance(points[i]);
            const double excess = (ox * ox + oy * oy) / (tol * tol);
            if (excess > worst) {
                worst = excess;
                at = i;
            }
        }
        if (at) {
            keep[at] = 1;
            stack[depth++] = from;
            stack[depth++] = at;
            stack[depth++] = at;
            stack[depth++] = to;
        }
    }
}

/* The point farthest from the first: the two halves of a ring are thinned apart. 0: the ring is too small to draw. */
static size_t far_point(const struct point *points, size_t n) {
    double best = 0;
    size_t at = 0;
    for (size_t i = 1; i < n; i++) {
        const double narrow = cos(lat_of(points[0]) * 3.14159265358979 / 180);
        const double dx = (lon_of(points[i]) - lon_of(points[0])) * narrow;
        const double dy = lat_of(points[i]) - lat_of(points[0]);
        if (dx * dx + dy * dy > best) {
            best = dx * dx + dy * dy;
            at = i;
        }
    }
    const double tol = 3 * tolerance(points[0]);
    return best > tol * tol ? at : 0;
}

static void add_varint(struct pl_buf *buf, uint64_t v) {
    for (; v > 127; v >>= 7) {
        pl_buf_add_char(buf, (char)(v | 128));
    }
    pl_buf_add_char(buf, (char)v);
}

static void add_signed(struct pl_buf *buf, int64_t v) {
    add_varint(buf, v < 0 ? ((uint64_t)-v << 1) - 1 : (uint64_t)v << 1);
}

struct drawn {
    size_t rings, points;
};

static void add_ring(struct pl_buf *buf, const struct point *points, size_t n, bool polar, int64_t shift,
                     struct drawn *drawn) {
    struct pl_buf body;
    pl_buf_open(&body, 64 << 20);
    int64_t before[2] = {0, 0};
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        const struct point p = {points[i].x + shift, points[i].y};
        const int64_t now[2] = {llround(lon_of(p) / UNIT_DEG), llround(lat_of(p) / UNIT_DEG)};
        if (kept && now[0] == before[0] && now[1] == before[1]) {
            continue;
        }
        add_signed(&body, now[0] - before[0]);
        add_signed(&body, now[1] - before[1]);
        before[0] = now[0];
        before[1] = now[1];
        kept++;
    }
    if (kept > 2) {
        add_varint(buf, (uint64_t)kept << 1 | polar);
        pl_buf_add_str(buf, pl_buf_str(&body));
        drawn->rings++;
        drawn->points += kept;
    }
    pl_buf_close(&body);
}

static struct drawn draw_rings(const struct rings *rings, struct pl_buf *body) {
    struct drawn drawn = {0, 0};
    unsigned char *keep = need(calloc(rings->n_points + 1, 1));
    size_t *stack = need(calloc(4 * rings->n_points + 4, sizeof *stack));
    struct point *left = need(calloc(rings->n_points + 1, sizeof *left));
    for (size_t i = 0; i < rings->n; i++) {
        const struct ring *ring = &rings->p[i];
        const struct point *points = rings->points + ring->at;
        const size_t far = far_point(points, ring->n);
        if (ring->n < 4 || !far) {
            continue;
        }
        memset(keep, 0, ring->n);
        thin(points, 0, far, keep, stack);
        thin(points, far, ring->n - 1, keep, stack);
        const size_t n = ring->n - (ring->polar ? 0 : 1); /* the last is the first again */
        size_t n_left = 0;
        int64_t west = points[0].x;
        for (size_t k = 0; k < n; k++) {
            if (keep[k]) {
                left[n_left++] = points[k];
                west = points[k].x < west ? points[k].x : west;
            }
        }
        int64_t shift = 0; /* the western end lies in -180 to 180 */
        while (west + shift >= AROUND / 2) {
            shift -= AROUND;
        }
        while (west + shift < -AROUND / 2) {
            shift += AROUND;
        }
        add_ring(body, left, n_left, ring->polar, shift, &drawn);
    }
    free(keep);
    free(stack);
    free(left);
    return drawn;
}

static void write_coast(const char *path, const struct rings *rings) {
    struct pl_buf body;
    struct pl_buf rest;
    struct pl_buf file;
    struct pl_error err = {0};
    pl_buf_open(&body, 64 << 20);
    pl_buf_open(&rest, 64 << 20);
    pl_buf_open(&file, 64 << 20);
    const struct drawn drawn = draw_rings(rings, &body);
    add_varint(&rest, 1);
    add_varint(&rest, 10000);
    add_varint(&rest, drawn.rings);
    add_varint(&rest, drawn.points);
    pl_buf_add_str(&rest, pl_buf_str(&body));
    const pl_hash hash = pl_sha256_of(rest.p, rest.n);
    pl_buf_add(&file, "PLCOAST\n", 8);
    pl_buf_add(&file, hash.b, sizeof hash.b);
    pl_buf_add_str(&file, pl_buf_str(&rest));
    if (pl_buf_failed(&body) || pl_buf_failed(&rest) || pl_buf_failed(&file)) {
        die(path, "no memory");
    }
    if (pl_file_write(path, pl_buf_str(&file), 0644, &err)) {
        die(path, err.msg);
    }
    printf("%s: %zu rings (%zu not closed), %zu points joined; drawn %zu rings, %zu points, %zu bytes\n", path,
           rings->n, rings->open, rings->n_points, drawn.rings, drawn.points, file.n);
    pl_buf_close(&body);
    pl_buf_close(&rest);
    pl_buf_close(&file);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: make_coast binned_GSHHS_h.nc OUT\n");
        return 2;
    }
    const struct shore shore = read_shore(argv[1]);
    const struct pieces pieces = read_pieces(&shore);
    struct rings rings = join_pieces(&shore, &pieces);
    write_coast(argv[2], &rings);
    free(rings.p);
    free(rings.points);
    free(pieces.p);
    free(pieces.heads);
    int *tables[] = {
        shore.corner_levels, shore.first_segment, shore.n_segments, shore.packed, shore.first_point, shore.x, shore.y};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        free(tables[i]);
    }
    return 0;
}
