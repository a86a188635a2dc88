/* Expectations: by hand. A minute of a great circle on the sphere of geo/sphere is R pi / 10800 = 1,853.2513 m; half of
 * it 926.6257 m. A pixel of Web Mercator at zoom 0 is 2 pi 6378137 / 256 = 156,543.0339 m. What a thinned way is off is
 * worked out again here, in degrees, point by point. */
#include "geo/thin.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HALF_MINUTE_M 926.6257f
#define MINUTE        (PL_POS_UNIT / 60)

static struct pl_thin_point point(int64_t hours, int32_t east_units, int32_t north_units) {
    return (struct pl_thin_point){.at = hours * PL_HOUR_US, .pos = {.lon = east_units, .lat = north_units}};
}

static void near_m(float got, float want) {
    if (!(fabsf(got - want) <= 0.01f + want * 1e-5f)) {
        print_error("got %g, want %g\n", (double)got, (double)want);
        assert_true(false);
    }
}

static void an_even_way_needs_no_middle(void **unused) {
    (void)unused;
    struct pl_thin_point p[] = {point(0, 0, 0), point(1, MINUTE, 0), point(3, 3 * MINUTE, 0)};
    pl_thin_rank(p, 3);
    assert_true(p[0].rank_m == PL_THIN_ALWAYS && p[2].rank_m == PL_THIN_ALWAYS);
    near_m(p[1].rank_m, 0);
}

/* On one line, but it lay still for the first hour: it was half a minute from where an even way has it. */
static void a_stop_in_a_straight_way_counts(void **unused) {
    (void)unused;
    struct pl_thin_point p[] = {point(0, 0, 0), point(1, 0, 0), point(2, MINUTE, 0)};
    pl_thin_rank(p, 3);
    near_m(p[1].rank_m, HALF_MINUTE_M);
    /* across 180 degrees the same, and at 60 degrees half of it (its cosine) */
    struct pl_thin_point q[] = {point(0, PL_LON_HALF - MINUTE / 2, 0), point(1, PL_LON_HALF - MINUTE / 2, 0),
                                point(2, -PL_LON_HALF + MINUTE / 2, 0)};
    pl_thin_rank(q, 3);
    near_m(q[1].rank_m, HALF_MINUTE_M);
    int32_t north = 60 * PL_POS_UNIT;
    struct pl_thin_point r[] = {point(0, 0, north), point(1, 0, north), point(2, MINUTE, north)};
    pl_thin_rank(r, 3);
    near_m(r[1].rank_m, HALF_MINUTE_M / 2);
    struct pl_thin_point s[] = {point(0, 0, 0), point(1, 0, 0), point(2, 0, MINUTE)};
    pl_thin_rank(s, 3);
    near_m(s[1].rank_m, HALF_MINUTE_M);
}

/* The farthest of four is first; the one before it is then 0.25 minutes off (from 0 to 1 minute north in two hours it
 * should be at half a minute after one), and the one behind it even. */
static void ranks_do_not_rise_downwards(void **unused) {
    (void)unused;
    struct pl_thin_point p[] = {point(0, 0, 0), point(1, 0, MINUTE / 4), point(2, 0, MINUTE), point(3, 0, MINUTE / 2),
                                point(4, 0, 0)};
    pl_thin_rank(p, 5);
    near_m(p[2].rank_m, 2 * HALF_MINUTE_M);
    near_m(p[1].rank_m, HALF_MINUTE_M / 2);
    near_m(p[3].rank_m, 0);
    /* a way that divides at a small deviation first: what lies below it is no higher */
    struct pl_thin_point q[] = {point(0, 0, 0), point(1, 0, 10), point(2, 0, -10), point(3, 0, 10), point(4, 0, 0)};
    pl_thin_rank(q, 5);
    float most = q[1].rank_m;
    for (size_t i = 1; i < 4; i++) {
        most = q[i].rank_m > most ? q[i].rank_m : most;
    }
    near_m(most, q[1].rank_m); /* the first of equals is divided at, and none is above it */
}

static void marks_are_kept(void **unused) {
    (void)unused;
    struct pl_thin_point p[] = {point(0, 0, 0), point(1, MINUTE, 0), point(2, 2 * MINUTE, 0), point(3, 2 * MINUTE, 0),
                                point(4, 3 * MINUTE, 0)};
    p[1].marks = PL_THIN_STAYS;
    pl_thin_rank(p, 5);
    assert_true(p[1].rank_m == PL_THIN_ALWAYS); /* although the way is even there */
    /* between 1 and 4: even is 1 + 2/3 minutes at hour 2 and 1 + 4/3 at hour 3: both a third of a minute off */
    near_m(p[2].rank_m, HALF_MINUTE_M * 2 / 3);
}

static void what_is_out_of_view_counts_less(void **unused) {
    (void)unused;
    struct pl_thin_point p[] = {point(0, 0, 0), point(1, 0, 0), point(2, MINUTE, 0)};
    p[1].marks = PL_THIN_ASIDE;
    pl_thin_rank(p, 3);
    near_m(p[1].rank_m, HALF_MINUTE_M / 64);
    /* but what a point in view rests on counts as much as that: 2 is a minute off and divided first, out of view; 1 is
     * in view and a quarter of a minute off */
    struct pl_thin_point q[] = {point(0, 0, 0), point(1, 0, MINUTE / 4), point(2, 0, MINUTE), point(3, 0, MINUTE / 2),
                                point(4, 0, 0)};
    q[2].marks = q[3].marks = PL_THIN_ASIDE;
    pl_thin_rank(q, 5);
    near_m(q[1].rank_m, HALF_MINUTE_M / 2);
    near_m(q[2].rank_m, HALF_MINUTE_M / 2);
}

static void a_cut_keeps_at_most(void **unused) {
    (void)unused;
    float five[] = {5, 3, 1, 4, 2};
    assert_true(pl_thin_cut(five, 5, 3, -1) == 2);
    assert_true(pl_thin_cut(five, 5, 5, -1) == -1); /* all of them */
    assert_true(pl_thin_cut(five, 5, 4, -1) == 1);
    assert_true(pl_thin_cut(five, 5, 0, -1) == 5);
    assert_true(pl_thin_cut(five, 5, 3, 2.5f) == 2.5f);
    assert_true(pl_thin_cut(five, 5, 5, 2.5f) == 2.5f);
    float equal[] = {1, 1, 1, 1};
    assert_true(pl_thin_cut(equal, 4, 3, -1) == 1); /* none of equals rather than too many */
    float always[] = {PL_THIN_ALWAYS, 7, PL_THIN_ALWAYS};
    assert_true(pl_thin_cut(always, 3, 1, -1) < PL_THIN_ALWAYS);
    assert_true(pl_thin_cut(always, 3, 1, -1) > 7);
    assert_true(pl_thin_cut(always, 0, 1, -1) == -1);
}

static void pixels(void **unused) {
    (void)unused;
    assert_true(fabs(pl_thin_pixel_m(0, 0) - 156543.0339) < 0.001);
    assert_true(fabs(pl_thin_pixel_m(8, 0) - 156543.0339 / 256) < 0.001);
    assert_true(fabs(pl_thin_pixel_m(0, 60) - 156543.0339 / 2) < 0.001);
}

/* ---- any way: nowhere more off than the cut says, and never too many points ---- */

static uint32_t next(uint64_t *seed) {
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33);
}

static double off_m(const struct pl_thin_point *a, const struct pl_thin_point *b, const struct pl_thin_point *p) {
    double f = b->at == a->at ? 0 : (double)(p->at - a->at) / (double)(b->at - a->at);
    double lat = (double)a->pos.lat + f * ((double)b->pos.lat - a->pos.lat);
    double lon = (double)a->pos.lon + f * ((double)b->pos.lon - a->pos.lon);
    double middle = ((double)a->pos.lat + b->pos.lat) / 2 / PL_POS_UNIT * acos(-1) / 180;
    double unit_m = PL_EARTH_RADIUS_M * acos(-1) / 180 / PL_POS_UNIT;
    return hypot((p->pos.lon - lon) * cos(middle), p->pos.lat - lat) * unit_m;
}

static void wander(struct pl_thin_point *p, size_t n, uint64_t seed) {
    struct pl_thin_point now = point(0, 120 * PL_POS_UNIT, 35 * PL_POS_UNIT);
    int32_t east = 0, north = 0;
    for (size_t i = 0; i < n; i++) {
        p[i] = now;
        east = next(&seed) % 9 == 0 ? (int32_t)(next(&seed) % 601) - 300 : east;
        north = next(&seed) % 9 == 0 ? (int32_t)(next(&seed) % 601) - 300 : north;
        now.at += (int64_t)(next(&seed) % 40) * PL_SECOND_US; /* now and then two at once */
        now.pos.lon += east;
        now.pos.lat += north;
    }
}

static void nowhere_more_off_than_the_cut(void **unused) {
    (void)unused;
    static const size_t SIZES[] = {1, 2, 3, 500, PL_THIN_PIECE - 1, PL_THIN_PIECE, PL_THIN_PIECE + 1, 20000};
    for (size_t k = 0; k < sizeof SIZES / sizeof *SIZES; k++) {
        size_t n = SIZES[k], most = n / 10 + 8, kept = 0, last = 0;
        struct pl_thin_point *p = calloc(n, sizeof *p);
        float *ranks = calloc(n, sizeof *ranks);
        wander(p, n, 7 + k);
        pl_thin_rank(p, n);
        for (size_t i = 0; i < n; i++) {
            ranks[i] = p[i].rank_m;
        }
        float cut_m = pl_thin_cut(ranks, n, most, 1);
        for (size_t i = 0; i < n; i++) {
            if (!(p[i].rank_m > cut_m)) {
                continue;
            }
            for (size_t j = last + 1; j < i; j++) {
                assert_true(off_m(&p[last], &p[i], &p[j]) <= (double)cut_m * 1.0001 + 0.01);
            }
            last = i;
            kept++;
        }
        assert_true(kept <= most && last == n - 1 && (n < 100 || kept > most / 2));
        free(p);
        free(ranks);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_even_way_needs_no_middle),
        cmocka_unit_test(a_stop_in_a_straight_way_counts),
        cmocka_unit_test(ranks_do_not_rise_downwards),
        cmocka_unit_test(marks_are_kept),
        cmocka_unit_test(what_is_out_of_view_counts_less),
        cmocka_unit_test(a_cut_keeps_at_most),
        cmocka_unit_test(pixels),
        cmocka_unit_test(nowhere_more_off_than_the_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
