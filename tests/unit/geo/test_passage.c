/* The shortest way by sea on masks drawn by hand. Expectations: great circles by pl_sphere_distance_m between turning
 * points that the drawing shows (a corner is rounded by a 16th of a cell), and, for random islands, an exact search
 * over the corners of all cells of land, each pair looked along, which is written here. */
#include "geo/passage.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "masks.h"

struct world {
    struct pl_buf mask;
    struct pl_arena arena;
    const struct pl_sea *sea;
    struct pl_passages *p;
};

static pl_pos at(double lat, double lon) {
    pl_pos pos = {0, 0};
    assert_true(pl_pos_from_deg(lon, lat, &pos));
    return pos;
}

static void open_world(struct world *w, const struct drawn *grids, unsigned n, const struct pl_links *links) {
    struct pl_error err = {0};
    *w = (struct world){.p = NULL};
    draw_masks(&w->mask, grids, n);
    pl_arena_open(&w->arena, 1 << 22);
    assert_int_equal(pl_sea_open(pl_buf_str(&w->mask), &w->arena, &w->sea, &err), 0);
    assert_int_equal(pl_passages_open(w->sea, links, &w->p, &err), 0);
}

static void close_world(struct world *w) {
    pl_passages_close(w->p);
    pl_buf_close(&w->mask);
    pl_arena_close(&w->arena);
}

static struct pl_way way(const struct world *w, pl_pos a, pl_pos b, double limit_m) {
    struct pl_way one, other;
    struct pl_field *field = NULL;
    assert_int_equal(pl_passage(w->p, a, b, limit_m, &one, NULL), 0);
    assert_int_equal(pl_field_open(w->p, a, limit_m, &field, NULL), 0);
    pl_field_at(field, b, &other);
    pl_field_close(field);
    assert_int_equal(one.state, other.state);
    assert_true(fabs(one.sea_m - other.sea_m) <= 0.005 * one.sea_m + 1); /* the same by both doors */
    return one;
}

static double nm(const struct pl_way *w) { return w->sea_m / PL_NM_M; }

/* A wall of land from 10 N to 20 N at 10 E to 11 E in cells of 60'. */
static const char *const WALL[] = {"....................", "....................", "....................",
                                   "....................", "....................", "..........#.........",
                                   "..........#.........", "..........#.........", "..........#.........",
                                   "..........#.........", "..........#.........", "..........#.........",
                                   "..........#.........", "..........#.........", "..........#.........",
                                   "....................", "....................", "....................",
                                   "....................", "....................", NULL};

static void round_a_wall(void **unused) {
    (void)unused;
    struct world w;
    const struct drawn grid = {60, 0, 25 * 60, WALL};
    open_world(&w, &grid, 1, NULL);
    const pl_pos a = at(15, 5.5), b = at(15, 15.5);
    const pl_pos north_west = at(20, 10), north_east = at(20, 11), south_west = at(10, 10), south_east = at(10, 11);
    const double north = pl_sphere_distance_m(a, north_west) + pl_sphere_distance_m(north_west, north_east) +
                         pl_sphere_distance_m(north_east, b);
    const double south = pl_sphere_distance_m(a, south_west) + pl_sphere_distance_m(south_west, south_east) +
                         pl_sphere_distance_m(south_east, b);
    const double want = north < south ? north : south;
    struct pl_way got = way(&w, a, b, PL_PASSAGE_FAR_M);
    assert_int_equal(got.state, PL_WAY_FOUND);
    print_message("wall %.3f of %.3f nm\n", nm(&got), want / PL_NM_M);
    assert_true(got.sea_m >= want && got.sea_m <= 1.006 * want);
    got = way(&w, b, a, PL_PASSAGE_FAR_M); /* and back */
    assert_true(got.sea_m >= want && got.sea_m <= 1.006 * want);
    got = way(&w, at(22, 5.5), at(22, 15.5), PL_PASSAGE_FAR_M); /* in sight of each other */
    assert_true(fabs(got.sea_m - pl_sphere_distance_m(at(22, 5.5), at(22, 15.5))) < 1);
    got = way(&w, a, b, 0.9 * want);
    assert_int_equal(got.state, PL_WAY_BEYOND);
    assert_true(got.sea_m == 0.9 * want);
    close_world(&w);
}

/* The same wall once with its corner over 180 degrees: the same distances to the metre. */
static void the_antimeridian_is_no_edge(void **unused) {
    (void)unused;
    struct world w, over;
    const struct drawn grid = {60, 0, 25 * 60, WALL}, shifted = {60, 170 * 60, 25 * 60, WALL};
    open_world(&w, &grid, 1, NULL);
    open_world(&over, &shifted, 1, NULL);
    for (double lon = 0.5; lon < 20; lon += 3.25) {
        const struct pl_way one = way(&w, at(15, 5.5), at(12.25, lon), PL_PASSAGE_FAR_M);
        const double there = 170 + lon;
        const struct pl_way two =
            way(&over, at(15, 175.5), at(12.25, there > 180 ? there - 360 : there), PL_PASSAGE_FAR_M);
        assert_int_equal(one.state, two.state);
        assert_true(fabs(one.sea_m - two.sea_m) < 2);
    }
    close_world(&w);
    close_world(&over);
}

static const char *const LAKE[] = {"....................", "....................", "......#######.......",
                                   "......#.....#.......", "......#.....#.......", "......#.....#.......",
                                   "......#######.......", "....................", NULL};

static void what_cannot_be_said(void **unused) {
    (void)unused;
    struct world w;
    const struct drawn grid = {60, 0, 8 * 60, LAKE};
    open_world(&w, &grid, 1, NULL);
    struct pl_way got = way(&w, at(4, 9), at(4, 2), PL_PASSAGE_FAR_M);
    assert_int_equal(got.state, PL_WAY_NONE);
    got = way(&w, at(4, 9), at(4, 2), 1e6);
    assert_int_equal(got.state, PL_WAY_BEYOND);
    got = way(&w, at(4, 2), at(9, 2), PL_PASSAGE_FAR_M);
    assert_int_equal(got.state, PL_WAY_UNKNOWN);
    assert_int_equal(got.why, PL_WAY_WHY_OUTSIDE);
    assert_false(got.why_source);
    got = way(&w, at(9, 2), at(4, 2), PL_PASSAGE_FAR_M);
    assert_true(got.state == PL_WAY_UNKNOWN && got.why == PL_WAY_WHY_OUTSIDE && got.why_source);
    got = way(&w, at(89.5, 2), at(4, 2), PL_PASSAGE_FAR_M);
    assert_true(got.state == PL_WAY_UNKNOWN && got.why == PL_WAY_WHY_POLE);
    close_world(&w);
}

static const char *const COAST[] = {".....#####", ".....#####", ".....#####", ".....#####", ".....#####", ".....#####",
                                    ".....#####", ".....#####", ".....#####", ".....#####", NULL};

/* Cells of 1' at the equator, 1,853 m: snapping ends at PL_PASSAGE_SNAP_M = 6,000 m, for a port at 40,000 m. */
static void land_is_joined_within_reach(void **unused) {
    (void)unused;
    struct world w;
    struct pl_way got;
    struct pl_field *field = NULL;
    const struct drawn grid = {1, 0, 5, COAST};
    open_world(&w, &grid, 1, NULL);
    const double minute = 1 / 60.0;
    got = way(&w, at(0, 2.5 * minute), at(0, (5 + 3.1) * minute), PL_PASSAGE_FAR_M); /* 3.1 x 1853 = 5,744 m */
    assert_int_equal(got.state, PL_WAY_FOUND);
    assert_true(fabs(nm(&got) - 5.6 * 1.0007) < 0.08);
    got = way(&w, at(0, 2.5 * minute), at(0, (5 + 3.3) * minute), PL_PASSAGE_FAR_M); /* 6,115 m */
    assert_true(got.state == PL_WAY_UNKNOWN && got.why == PL_WAY_WHY_LAND);
    assert_int_equal(pl_field_open(w.p, at(0, 2.5 * minute), PL_PASSAGE_FAR_M, &field, NULL), 0);
    pl_field_at_port(field, at(0, (5 + 3.3) * minute), &got);
    assert_int_equal(got.state, PL_WAY_FOUND);
    assert_true(got.error_m > 3.2 * 1853); /* what was crossed on land is doubt */
    pl_field_close(field);
    double shore = 0;
    assert_true(pl_passages_shore_m(w.p, at(0, 2.5 * minute), 1e5, &shore));
    assert_true(fabs(shore - 2.5 * 1853.2) < 2);
    assert_true(pl_passages_shore_m(w.p, at(0, 2.5 * minute), 1000, &shore) && shore == 1000);
    assert_true(pl_passages_shore_m(w.p, at(0, 7 * minute), 1e5, &shore) && shore == 0);
    assert_false(pl_passages_shore_m(w.p, at(1, 7 * minute), 1e5, &shore));
    close_world(&w);
}

static void links_join(void **unused) {
    (void)unused;
    struct world w;
    PL_ARENA_AUTO arena;
    struct pl_links links = {0};
    struct pl_error err = {0};
    const struct drawn grid = {60, 0, 8 * 60, LAKE};
    pl_arena_open(&arena, 1 << 20);
    assert_int_equal(pl_links_parse(PL_STR("id,kind,from_lat,from_lon,to_lat,to_lon,length_nm,radius_m\n"
                                           "CUT,channel,3.5,8,3.5,4,260,\n"
                                           "QUAY,port,5.5,6.5,5.5,4.5,130,30000\n"),
                                    &arena, &links, &err),
                     0);
    open_world(&w, &grid, 1, &links);
    struct pl_way got = way(&w, at(3.5, 8), at(3.5, 4), PL_PASSAGE_FAR_M);
    assert_true(got.state == PL_WAY_FOUND && fabs(nm(&got) - 260) < 0.5);
    got = way(&w, at(3.5, 4), at(3.5, 8), PL_PASSAGE_FAR_M); /* both ways */
    assert_true(got.state == PL_WAY_FOUND && fabs(nm(&got) - 260) < 0.5);
    /* 0.1 degree south of the quay: 6.004 nm to it, 130 along the link, then straight 1.5 degrees at 5.5 N */
    got = way(&w, at(5.4, 6.5), at(5.5, 3), PL_PASSAGE_FAR_M);
    const double want = 6.004 + 130 + pl_sphere_distance_m(at(5.5, 4.5), at(5.5, 3)) / PL_NM_M;
    assert_true(got.state == PL_WAY_FOUND && fabs(nm(&got) - want) < 0.1);
    close_world(&w);
    struct pl_passages *p = NULL;
    const struct pl_sea *sea = NULL;
    PL_BUF_AUTO mask;
    draw_masks(&mask, &grid, 1);
    assert_int_equal(pl_sea_open(pl_buf_str(&mask), &arena, &sea, &err), 0);
    assert_int_equal(pl_links_parse(PL_STR("id,kind,from_lat,from_lon,to_lat,to_lon\nDRY,port,5.5,6.5,5.5,7.5\n"),
                                    &arena, &links, &err),
                     0);
    assert_int_equal(pl_passages_open(sea, &links, &p, &err), PL_E_FORMAT);
    assert_null(p);
    assert_true(pl_str_find_str(pl_str_from(err.msg), PL_STR("DRY")) < pl_str_from(err.msg).n);
}

/* A fine grid inside a coarse one: the way in the fine grid round a spit that the coarse one does not show, and out of
 * it. Fine: 5' in 10 to 12 E, 9 to 10 N, its middle column land but for the last row. */
static void grids_join(void **unused) {
    (void)unused;
    struct world w;
    static const char *const COARSE[] = {"....................", "....................", "....................",
                                         "....................", "....................", NULL};
    static const char *const FINE[] = {"............#...........",
                                       "............#...........",
                                       "............#...........",
                                       "............#...........",
                                       "............#...........",
                                       "............#...........",
                                       "............#...........",
                                       "............#...........",
                                       "............#...........",
                                       "............#...........",
                                       "............#...........",
                                       "........................",
                                       NULL};
    const struct drawn grids[] = {{60, 0, 12 * 60, COARSE}, {5, 600, 600, FINE}};
    open_world(&w, grids, 2, NULL);
    struct pl_way got = way(&w, at(9.5, 8), at(9.5, 10.5), PL_PASSAGE_FAR_M);
    assert_true(fabs(got.sea_m - pl_sphere_distance_m(at(9.5, 8), at(9.5, 10.5))) < 1);
    assert_true(got.coarse);
    const pl_pos a = at(9.5, 10.5), b = at(9.5, 11.5);
    const pl_pos west = at(9 + 5 / 60.0, 11), east = at(9 + 5 / 60.0, 11 + 5 / 60.0);
    const double want =
        pl_sphere_distance_m(a, west) + pl_sphere_distance_m(west, east) + pl_sphere_distance_m(east, b);
    got = way(&w, a, b, PL_PASSAGE_FAR_M);
    print_message("spit %.3f of %.3f nm\n", nm(&got), want / PL_NM_M);
    assert_true(got.sea_m >= want && got.sea_m < 1.01 * want);
    assert_false(got.coarse);
    close_world(&w);
}

/* ---- random islands against an exact search ---- */

#define SIDE    40
#define ISLANDS 40

struct box {
    double x, y; /* of its north-western corner, in cells */
};

struct plane {
    struct box boxes[ISLANDS];
    int n;
    double x[4 * ISLANDS + 2], y[4 * ISLANDS + 2], far[4 * ISLANDS + 2];
    int n_points;
};

/* Whether the open square of a box is crossed: the segment clipped by its four sides. */
static bool crosses(const struct box *box, double ax, double ay, double bx, double by) {
    double t0 = 0, t1 = 1;
    const double d[2] = {bx - ax, by - ay}, from[2] = {ax - box->x, ay - box->y};
    for (int k = 0; k < 2; k++) {
        if (fabs(d[k]) < 1e-12) {
            if (from[k] < 1e-9 || from[k] > 1 - 1e-9) {
                return false;
            }
            continue;
        }
        const double u = (0 - from[k]) / d[k], v = (1 - from[k]) / d[k];
        t0 = fmax(t0, fmin(u, v));
        t1 = fmin(t1, fmax(u, v));
    }
    return (t1 - t0) * hypot(d[0], d[1]) > 1e-7;
}

static bool clear(const struct plane *p, int i, int k) {
    for (int b = 0; b < p->n; b++) {
        if (crosses(&p->boxes[b], p->x[i], p->y[i], p->x[k], p->y[k])) {
            return false;
        }
    }
    return true;
}

/* Dijkstra over the source, all corners of boxes and one goal (the last point), each pair looked along: exact. */
static double exact(struct plane *p) {
    bool done[4 * ISLANDS + 2] = {false};
    for (int i = 0; i < p->n_points; i++) {
        p->far[i] = i == 0 ? 0 : HUGE_VAL;
    }
    for (;;) {
        int at_i = -1;
        for (int i = 0; i < p->n_points; i++) {
            at_i = !done[i] && p->far[i] < HUGE_VAL && (at_i < 0 || p->far[i] < p->far[at_i]) ? i : at_i;
        }
        if (at_i < 0 || at_i == p->n_points - 1) {
            return p->far[p->n_points - 1];
        }
        done[at_i] = true;
        for (int k = 0; k < p->n_points; k++) {
            const double far = p->far[at_i] + hypot(p->x[k] - p->x[at_i], p->y[k] - p->y[at_i]);
            if (!done[k] && far < p->far[k] && clear(p, at_i, k)) {
                p->far[k] = far;
            }
        }
    }
}

static uint64_t draw(uint64_t *seed, unsigned n) {
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (*seed >> 40) % n;
}

/* Single cells, no two of which meet at a corner alone. */
static void draw_islands(struct plane *p, char rows[SIDE][SIDE + 1], uint64_t *seed) {
    for (int y = 0; y < SIDE; y++) {
        memset(rows[y], '.', SIDE);
        rows[y][SIDE] = 0;
    }
    for (p->n = 0; p->n < ISLANDS;) {
        const int x = 2 + (int)draw(seed, SIDE - 4), y = 2 + (int)draw(seed, SIDE - 4);
        bool meets = rows[y][x] != '.' || (x == 2 && y == SIDE / 2);
        for (int k = 0; k < 4; k++) {
            const int dx = k & 1 ? 1 : -1, dy = k & 2 ? 1 : -1;
            meets = meets || rows[y + dy][x + dx] != '.';
        }
        if (!meets) {
            rows[y][x] = '#';
            p->boxes[p->n++] = (struct box){x, y};
        }
    }
    p->n_points = 1;
    p->x[0] = 2.5;
    p->y[0] = SIDE / 2 + 0.5;
    for (int b = 0; b < p->n; b++) {
        for (int k = 0; k < 4; k++) {
            p->x[p->n_points] = p->boxes[b].x + (k & 1);
            p->y[p->n_points++] = p->boxes[b].y + (k >> 1);
        }
    }
    p->n_points++;
}

static void random_islands(void **unused) {
    (void)unused;
    uint64_t seed = 77;
    double over = 0, under = 0, sum = 0;
    size_t n = 0;
    for (int round = 0; round < 8; round++) {
        static char rows[SIDE][SIDE + 1];
        static struct plane p;
        const char *lines[SIDE + 1] = {NULL};
        draw_islands(&p, rows, &seed);
        for (int y = 0; y < SIDE; y++) {
            lines[y] = rows[y];
        }
        struct world w;
        struct pl_field *field = NULL;
        const struct drawn grid = {1, 0, SIDE / 2, lines};
        open_world(&w, &grid, 1, NULL);
        assert_int_equal(pl_field_open(w.p, at(-0.5 / 60, 2.5 / 60), PL_PASSAGE_FAR_M, &field, NULL), 0);
        for (int i = 0; i < 120; i++) {
            struct pl_way got;
            const unsigned cx = (unsigned)draw(&seed, SIDE), cy = (unsigned)draw(&seed, SIDE);
            if (rows[cy][cx] != '.') {
                continue;
            }
            p.x[p.n_points - 1] = cx + 0.5;
            p.y[p.n_points - 1] = cy + 0.5;
            const double want = exact(&p);
            pl_field_at(field, at((SIDE / 2 - (cy + 0.5)) / 60, (cx + 0.5) / 60), &got);
            assert_int_equal(got.state, PL_WAY_FOUND);
            if (want > 4) {
                const double off = nm(&got) / 1.00069 / want - 1; /* a minute of the sphere's equator is 1.00069 nm */
                over = off > over ? off : over;
                under = off < under ? off : under;
                sum += off;
                n++;
            }
        }
        pl_field_close(field);
        close_world(&w);
    }
    print_message("seed 77, %zu ways against exact: mean %+.3f, from %+.2f to %+.2f per cent\n", n,
                  100 * sum / (double)n, 100 * under, 100 * over);
    assert_true(n > 700);
    assert_true(over < 0.02 && under > -0.002 && fabs(sum) < 0.001 * (double)n);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_a_wall),        cmocka_unit_test(the_antimeridian_is_no_edge),
        cmocka_unit_test(what_cannot_be_said), cmocka_unit_test(land_is_joined_within_reach),
        cmocka_unit_test(links_join),          cmocka_unit_test(grids_join),
        cmocka_unit_test(random_islands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
