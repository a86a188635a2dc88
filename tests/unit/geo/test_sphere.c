/* Expectations: by hand from the radius (a degree of a great circle is R pi / 180 = 111,195.0802335 m), from spherical
 * triangles with right angles, and from bc -l (scale=40) where a comment says so. */
#include "geo/sphere.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit/geo/bits.h"

#define NAMPO_VOSTOCHNY_M 785348.45855542271
#define DEGREE_M          111195.08023353291 /* bc -l: scale=40; 6371008.8*4*a(1)/180 */

static pl_pos at(double lat_deg, double lon_deg) {
    pl_pos pos = {0, 0};
    assert_true(pl_pos_from_deg(lon_deg, lat_deg, &pos));
    return pos;
}

static void near_m(double got, double want, double relative) {
    if (!(fabs(got - want) <= relative * fabs(want))) {
        print_error("got %.17g, want %.17g\n", got, want);
        assert_true(false);
    }
}

static void positions_from_degrees(void **unused) {
    (void)unused;
    pl_pos pos = {7, 7};
    assert_true(pl_pos_from_deg(125.5, -38.25, &pos));
    assert_int_equal(pos.lon, 75300000);
    assert_int_equal(pos.lat, -22950000);
    assert_true(pl_pos_from_deg(180, 90, &pos)); /* 180 is -180 */
    assert_int_equal(pos.lon, -PL_LON_HALF);
    assert_int_equal(pos.lat, PL_LAT_MAX);
    assert_true(pl_pos_from_deg(-180, -90, &pos));
    assert_int_equal(pos.lon, -PL_LON_HALF);
    assert_true(pl_pos_from_deg(179.9999999, 0, &pos)); /* nearest unit is 180 */
    assert_int_equal(pos.lon, -PL_LON_HALF);
    assert_true(pl_pos_from_deg(0.4 / PL_POS_UNIT, -0.6 / PL_POS_UNIT, &pos));
    assert_int_equal(pos.lon, 0);
    assert_int_equal(pos.lat, -1);
    const pl_pos before = pos;
    assert_false(pl_pos_from_deg(180.0000001, 0, &pos));
    assert_false(pl_pos_from_deg(0, 90.0000001, &pos));
    assert_false(pl_pos_from_deg(0, -91, &pos));
    assert_false(pl_pos_from_deg(181, 91, &pos));
    assert_false(pl_pos_from_deg((double)NAN, 0, &pos));
    assert_false(pl_pos_from_deg(0, (double)NAN, &pos));
    assert_true(pos.lon == before.lon && pos.lat == before.lat);
    pos = (pl_pos){-75300000, 22950000};
    assert_true(pl_pos_lon_deg(pos) == -125.5 && pl_pos_lat_deg(pos) == 38.25);
}

static void longitudes_wrap(void **unused) {
    (void)unused;
    assert_int_equal(pl_lon_wrap(PL_LON_HALF), -PL_LON_HALF);
    assert_int_equal(pl_lon_wrap(PL_LON_HALF - 1), PL_LON_HALF - 1);
    assert_int_equal(pl_lon_wrap(-PL_LON_HALF), -PL_LON_HALF);
    assert_int_equal(pl_lon_wrap(-PL_LON_HALF - 1), PL_LON_HALF - 1);
    assert_int_equal(pl_lon_wrap(INT64_C(216000000) * 1000 + 5), 5);
    assert_int_equal(pl_lon_wrap(INT64_C(-216000000) * 1000 - 5), -5);
    assert_int_equal(pl_lon_diff(at(0, 179).lon, at(0, -179).lon), 2 * PL_POS_UNIT);
    assert_int_equal(pl_lon_diff(at(0, -179).lon, at(0, 179).lon), -2 * PL_POS_UNIT);
    assert_int_equal(pl_lon_diff(0, -PL_LON_HALF), -PL_LON_HALF); /* half way round: the lower end of the range */
    assert_int_equal(pl_lon_diff(5, 5), 0);
}

static void known_distances(void **unused) {
    (void)unused;
    near_m(pl_sphere_distance_m(at(0, 0), at(0, 1)), DEGREE_M, 1e-14);
    near_m(pl_sphere_distance_m(at(-0.5, 20), at(0.5, 20)), DEGREE_M, 1e-14);
    near_m(pl_sphere_distance_m(at(0, 179.5), at(0, -179.5)), DEGREE_M, 1e-14);
    near_m(pl_sphere_distance_m(at(89.5, 10), at(89.5, -170)), DEGREE_M, 1e-12); /* over the pole */
    near_m(pl_sphere_distance_m(at(0, 0), at(90, 77)), 90 * DEGREE_M, 1e-14);
    near_m(pl_sphere_distance_m(at(0, 0), at(0, 180)), 180 * DEGREE_M, 1e-14);
    near_m(pl_sphere_distance_m(at(37, 12), at(-37, -168)), 180 * DEGREE_M, 1e-14);
    near_m(pl_sphere_distance_m(at(90, 0), at(-90, 55)), 180 * DEGREE_M, 1e-14);
    near_m(pl_sphere_distance_m(at(0, 0), at(45, 90)), 90 * DEGREE_M, 1e-14); /* a pole of its meridian plane */
    near_m(pl_sphere_distance_m(at(0, -179), at(0, 0.5)), 179.5 * DEGREE_M, 1e-14);
    assert_true(pl_sphere_distance_m(at(90, 5), at(90, -100)) == 0); /* one pole, two names */
    assert_true(pl_sphere_distance_m(at(38.7, 125.4), at(38.7, 125.4)) == 0);
    /* One unit of latitude: 0.1853 m; of longitude at 60 degrees half of it. */
    near_m(pl_sphere_distance_m((pl_pos){0, 100}, (pl_pos){0, 101}), DEGREE_M / PL_POS_UNIT, 1e-12);
    near_m(pl_sphere_distance_m((pl_pos){0, 36000000}, (pl_pos){1, 36000000}), DEGREE_M / PL_POS_UNIT / 2, 1e-12);
    /* bc -l, cosine formula at 40 digits: Nampo 38.72 N 125.4 E to Vostochny 42.735 N 133.075 E */
    near_m(pl_sphere_distance_m(at(38.72, 125.4), at(42.735, 133.075)), NAMPO_VOSTOCHNY_M, 1e-13);
}

#if defined(__GNUC__) && !defined(__clang__)
#include <quadmath.h>

/* acos of the scalar product of the two directions, 113 bits; by atan2 of product and cross product, so exact
 * everywhere. */
static __float128 oracle_m(pl_pos a, pl_pos b) {
    const __float128 unit = M_PIq / 180 / PL_POS_UNIT;
    const __float128 la = a.lat * unit;
    const __float128 lb = b.lat * unit;
    const __float128 east = (b.lon - (__float128)a.lon) * unit;
    const __float128 x = cosq(la) * sinq(lb) - sinq(la) * cosq(lb) * cosq(east);
    const __float128 y = cosq(lb) * sinq(east);
    const __float128 z = sinq(la) * sinq(lb) + cosq(la) * cosq(lb) * cosq(east);
    return 6371008.8Q * atan2q(sqrtq(x * x + y * y), z);
}

static void distances_agree_with_the_oracle(void **unused) {
    (void)unused;
    uint64_t state = 404;
    double worst = 0;
    for (unsigned i = 0; i < 60000; i++) {
        pl_pos a = bits_pos(&state);
        pl_pos b = bits_pos(&state);
        if (i % 3 == 1) { /* near */
            b = pl_sphere_move(a, 360 * bits_unit(&state), bits_unit(&state) * (i % 2 ? 50 : 50000));
        } else if (i % 3 == 2) { /* near the far side, and near a pole */
            a.lat = i % 2 ? PL_LAT_MAX - (int32_t)(bits_next(&state) % 60000) : a.lat;
            b = pl_sphere_move((pl_pos){pl_lon_wrap((int64_t)a.lon + PL_LON_HALF), -a.lat}, 360 * bits_unit(&state),
                               20000 * bits_unit(&state));
        }
        const __float128 exact = oracle_m(a, b);
        const double got = pl_sphere_distance_m(a, b);
        assert_true(got == pl_sphere_distance_m(b, a));
        if (exact > 0) {
            const double error = (double)(fabsq(got - exact) / exact);
            worst = error > worst ? error : worst;
        }
    }
    printf("  distance: max relative error %.3g (limit 1e-12)\n", worst);
    assert_true(worst < 1e-12);
}
#endif

/* Never true for a pair within max_m, and nearly always true for one well beyond it. */
static void beyond_never_lies(void **unused) {
    (void)unused;
    uint64_t state = 99;
    unsigned missed = 0;
    unsigned far = 0;
    for (unsigned i = 0; i < 400000; i++) {
        pl_pos a = bits_pos(&state);
        if (i % 4 == 0) {
            a.lat =
                (int32_t)(PL_LAT_MAX - bits_next(&state) % 3000000) * (i % 8 ? 1 : -1); /* within 5 degrees of a pole */
        }
        if (i % 5 == 0) {
            a.lon = pl_lon_wrap(PL_LON_HALF + (int64_t)(bits_next(&state) % 20000) - 10000); /* at 180 degrees */
        }
        const double reach = i % 7 == 0 ? 2e7 : 30000;
        const pl_pos b = pl_sphere_move(a, 360 * bits_unit(&state), reach * bits_unit(&state));
        const double distance = pl_sphere_distance_m(a, b);
        assert_false(pl_sphere_beyond(a, b, distance));
        assert_false(pl_sphere_beyond(b, a, distance * 1.5));
        if (abs(a.lat) < 50 * PL_POS_UNIT && abs(b.lat) < 50 * PL_POS_UNIT && distance > 100 && reach < 1e6) {
            far++;
            missed += !pl_sphere_beyond(a, b, distance / 1.5);
        }
    }
    printf("  beyond: %u of %u pairs at 1.5 times the limit not rejected\n", missed, far);
    assert_true(missed * 100 < far); /* d/1.5 < the larger of two legs (d / sqrt 2 or more), less the table's slack */
    assert_true(pl_sphere_beyond(at(38, 125), at(38, 126), 80000));
    assert_false(pl_sphere_beyond(at(0, 179.999), at(0, -179.999), 300));
    assert_true(pl_sphere_beyond(at(0, 179.99), at(0, -179.99), 300));
    assert_false(pl_sphere_beyond(at(90, 0), at(90, -180), 0));
}

static void the_cosine_table_is_a_floor(void **unused) {
    (void)unused; /* seen from outside: at a whole degree of latitude, d = 1e-3 rad of longitude */
    for (int lat = 1; lat < 90; lat++) {
        const pl_pos a = at(lat, 0);
        const pl_pos b = at(lat, 0.001);
        const double d = pl_sphere_distance_m(a, b);
        assert_false(pl_sphere_beyond(a, b, d * (1 - 1e-7)));
        assert_true(pl_sphere_beyond(a, b, d * (1 - 3e-6 / pl_cos(lat * PL_PI / 180))));
    }
}

static void courses(void **unused) {
    (void)unused;
    assert_true(pl_sphere_course_deg(at(10, 20), at(10, 20)) == 0);
    assert_true(pl_sphere_course_deg(at(10, 20), at(11, 20)) == 0);
    near_m(pl_sphere_course_deg(at(10, 20), at(9, 20)), 180, 1e-14);
    near_m(pl_sphere_course_deg(at(0, 179.9), at(0, -179.9)), 90, 1e-14);
    near_m(pl_sphere_course_deg(at(0, -179.9), at(0, 179.9)), 270, 1e-14);
    near_m(pl_sphere_course_deg(at(0, 0), at(45, 90)), 45, 1e-14);      /* right-angled: tan c = sin 90 / (tan 45)^-1 */
    near_m(pl_sphere_course_deg(at(-89, 0), at(-89, 180)), 180, 1e-14); /* over the south pole */
    /* Two points on one parallel: half of convergence off east: tan(90 - c) = tan(dlon/2) sin(lat) */
    const double c = pl_sphere_course_deg(at(38, 125), at(38, 126));
    near_m(90 - c,
           pl_atan2(pl_sin(0.5 * PL_PI / 180) * pl_sin(38 * PL_PI / 180), pl_cos(0.5 * PL_PI / 180)) * 180 / PL_PI,
           1e-10);
    uint64_t state = 7;
    for (int i = 0; i < 20000; i++) {
        const double course = pl_sphere_course_deg(bits_pos(&state), bits_pos(&state));
        assert_true(course >= 0 && course < 360);
    }
}

static void moving_goes_there(void **unused) {
    (void)unused;
    pl_pos p = pl_sphere_move(at(0, 179.5), 90, DEGREE_M);
    assert_int_equal(p.lon, at(0, -179.5).lon);
    assert_int_equal(p.lat, 0);
    p = pl_sphere_move(at(89.5, 30), 0, DEGREE_M); /* over the pole */
    assert_int_equal(p.lat, at(89.5, 0).lat);
    assert_int_equal(p.lon, at(0, -150).lon);
    p = pl_sphere_move(at(90, 0), 180, DEGREE_M);
    assert_int_equal(p.lat, at(89, 0).lat);
    p = pl_sphere_move(at(10, 10), 33, 0);
    assert_true(p.lon == at(10, 10).lon && p.lat == at(10, 10).lat);
    p = pl_sphere_move(at(10, 10), (double)NAN, 5);
    assert_true(p.lon == at(10, 10).lon);
    p = pl_sphere_move(at(10, 10), 5, HUGE_VAL);
    assert_true(p.lat == at(10, 10).lat);
    uint64_t state = 11;
    for (int i = 0; i < 50000; i++) {
        const pl_pos a = bits_pos(&state);
        const double course = 360 * bits_unit(&state);
        const double distance = 1000 + 1e7 * bits_unit(&state);
        const pl_pos b = pl_sphere_move(a, course, distance);
        assert_true(fabs(pl_sphere_distance_m(a, b) - distance) < 0.2); /* a unit is 0.185 m */
        if (abs(a.lat) < 53000000) {
            const double off = fabs(pl_sphere_course_deg(a, b) - course);
            assert_true(off < 0.01 || off > 359.99);
        }
    }
}

static void between_goes_the_short_way(void **unused) {
    (void)unused;
    const pl_pos a = at(10, 179.9);
    const pl_pos b = at(11, -179.7);
    pl_pos p = pl_sphere_between(a, b, 0.5);
    assert_int_equal(p.lon, at(0, -179.9).lon);
    assert_int_equal(p.lat, at(10.5, 0).lat);
    p = pl_sphere_between(b, a, 0.25);
    assert_int_equal(p.lon, at(0, -179.8).lon);
    p = pl_sphere_between(a, b, 0);
    assert_true(p.lon == a.lon && p.lat == a.lat);
    p = pl_sphere_between(a, b, 1);
    assert_true(p.lon == b.lon && p.lat == b.lat);
    p = pl_sphere_between(a, b, -3);
    assert_true(p.lon == a.lon);
    p = pl_sphere_between(a, b, (double)NAN);
    assert_true(p.lon == a.lon);
}

/* The constant was printed by gcc 12 -O1 after the oracle had accepted the distances. */
static void results_have_the_same_bits_everywhere(void **unused) {
    (void)unused;
    printf("  sphere %016llx\n", (unsigned long long)bits_sphere());
    assert_true(bits_sphere() == UINT64_C(0x8dd975261b028504));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(positions_from_degrees),
        cmocka_unit_test(longitudes_wrap),
        cmocka_unit_test(known_distances),
#if defined(__GNUC__) && !defined(__clang__)
        cmocka_unit_test(distances_agree_with_the_oracle),
#endif
        cmocka_unit_test(beyond_never_lies),
        cmocka_unit_test(the_cosine_table_is_a_floor),
        cmocka_unit_test(courses),
        cmocka_unit_test(moving_goes_there),
        cmocka_unit_test(between_goes_the_short_way),
        cmocka_unit_test(results_have_the_same_bits_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
