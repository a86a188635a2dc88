/* Sightings against fixes. Geometry by hand: on the sphere of geo/sphere one degree of latitude is 111,195 m (R times
 * pi / 180 with R = 6,371,009 m: 111,195.08), so 0.1 degree is 11,119.5 m; a knot is 0.514444 m/s. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "evidence/sighting.h"

#define T0     INT64_C(1772323200000000)
#define MIN(n) (T0 + (n)*PL_MINUTE_US)
#define MAX_KN 30.0

static struct pl_sighting_fix fix(int minute, double lat, double lon) {
    struct pl_sighting_fix f = {.at = MIN(minute)};
    assert_true(pl_pos_from_deg(lon, lat, &f.pos));
    return f;
}

static struct pl_sighting_answer ask(double lat, double lon, double accuracy_m, int from, int to,
                                     const struct pl_sighting_fix *fixes, size_t n) {
    struct pl_sighting s = {.accuracy_m = accuracy_m, .from = MIN(from), .to = MIN(to)};
    assert_true(pl_pos_from_deg(lon, lat, &s.at));
    return pl_sighting_compare(&s, fixes, n, MAX_KN);
}

static void near(double is, double want, double by) {
    if (!(is >= want - by && is <= want + by)) {
        fail_msg("%f is not %f within %f", is, want, by);
    }
}

static void test_explained(void **state) {
    (void)state;
    const struct pl_sighting_fix way[] = {fix(0, 30.0, 150), fix(60, 30.1, 150)};
    struct pl_sighting_answer a = ask(30.05, 150, 0, 30, 30, way, 2); /* half way, at half time */
    assert_int_equal(a.verdict, PL_SIGHTING_EXPLAINED);
    near(a.distance_m, 0, 5);
    a = ask(30.05, 150, 0, 15, 15, way, 2); /* a quarter of the way then: 2,780 m short */
    near(a.distance_m, 2779.9, 5);
    assert_int_equal(a.verdict, PL_SIGHTING_POSSIBLE);
    a = ask(30.05, 150, 2600, 15, 15, way, 2); /* 200 m are added */
    assert_int_equal(a.verdict, PL_SIGHTING_EXPLAINED);
    a = ask(30.05, 150, 2500, 15, 15, way, 2);
    assert_int_equal(a.verdict, PL_SIGHTING_POSSIBLE);
}

/* 55.6 km on in two hours (15 kn), seen somewhere in them at a point on the way that no step of a coarse search hits.
 */
static void test_passes_in_a_span(void **state) {
    (void)state;
    const struct pl_sighting_fix way[] = {fix(0, 30.0, 150), fix(120, 30.5, 150)};
    struct pl_sighting_answer a = ask(30.2578125, 150, 0, 0, 120, way, 2);
    assert_int_equal(a.verdict, PL_SIGHTING_EXPLAINED);
    near(a.distance_m, 0, 5);
    a = ask(30.2578125, 150.01, 0, 0, 120, way, 2); /* 0.01 degree of longitude there: 960.5 m */
    near(a.distance_m, 960.5, 5);
    assert_int_equal(a.verdict, PL_SIGHTING_POSSIBLE);
}

static void test_contradicted(void **state) {
    (void)state;
    /* 111,195 - 200 m away half an hour before: 120 kn are needed for it */
    const struct pl_sighting_fix before[] = {fix(0, 31, 150)};
    struct pl_sighting_answer a = ask(30, 150, 0, 30, 30, before, 1);
    assert_int_equal(a.verdict, PL_SIGHTING_CONTRADICTED);
    near(a.needs_kn, 119.86, 0.05);
    a = ask(30, 150, 0, 8 * 60, 8 * 60, before, 1); /* in eight hours 7.5 kn would do */
    assert_int_equal(a.verdict, PL_SIGHTING_SILENT);
    near(a.needs_kn, 7.49, 0.01);
    /* there and back: 2 x 110,995 m between two fixes four hours apart is 29.97 kn; each alone would be 29.97 too */
    const struct pl_sighting_fix both[] = {fix(0, 31, 150), fix(240, 31, 150)};
    a = ask(30, 150, 0, 120, 120, both, 2);
    near(a.needs_kn, 29.97, 0.01);
    /* off the middle one of the two ways is shorter in time: 110,995 m in one hour */
    a = ask(30, 150, 0, 60, 60, both, 2);
    near(a.needs_kn, 59.93, 0.01);
    assert_int_equal(a.verdict, PL_SIGHTING_CONTRADICTED);
    /* elsewhere at that very moment: no speed would do */
    a = ask(30, 150, 0, 0, 0, before, 1);
    assert_int_equal(a.verdict, PL_SIGHTING_CONTRADICTED);
    assert_true(a.needs_kn < 0);
}

/* Over a span of time it had to come and go between two fixes that follow each other. */
static void test_span(void **state) {
    (void)state;
    struct pl_sighting_fix fixes[25];
    for (int i = 0; i < 25; i++) {
        fixes[i] = fix(10 * i, 31, 150); /* 111 km off, every ten minutes for four hours */
    }
    struct pl_sighting_answer a = ask(30, 150, 0, 60, 180, fixes, 25);
    assert_int_equal(a.verdict, PL_SIGHTING_CONTRADICTED);
    near(a.needs_kn, 719.2, 0.5);      /* 221,990 m in 600 s */
    fixes[12] = fix(120, 30, 150.001); /* but once it was there */
    a = ask(30, 150, 0, 60, 180, fixes, 25);
    assert_int_equal(a.verdict, PL_SIGHTING_EXPLAINED);
    /* five hours of silence within the span: it could have come */
    const struct pl_sighting_fix gap[] = {fix(0, 31, 150), fix(300, 31, 150)};
    a = ask(30, 150, 0, 0, 300, gap, 2);
    near(a.needs_kn, 23.97, 0.01); /* 221,990 m in 18,000 s */
    assert_int_not_equal(a.verdict, PL_SIGHTING_CONTRADICTED);
}

static void test_silent(void **state) {
    (void)state;
    const struct pl_sighting_fix one[] = {fix(0, 30.2, 150)};
    struct pl_sighting_answer a = ask(30, 150, 0, 30, 30, one, 1); /* a lone fix speaks for half an hour */
    near(a.distance_m, 22239, 5);
    assert_int_equal(a.verdict, PL_SIGHTING_POSSIBLE);
    a = ask(30, 150, 0, 60, 60, one, 1); /* behind that it was silent */
    assert_true(a.distance_m < 0);
    assert_int_equal(a.verdict, PL_SIGHTING_SILENT);
    a = ask(30, 150, 0, 60, 60, NULL, 0);
    assert_int_equal(a.verdict, PL_SIGHTING_SILENT);
    assert_true(a.distance_m < 0);
    /* two hours join a way, more do not */
    const struct pl_sighting_fix joined[] = {fix(0, 30.1, 150), fix(120, 29.9, 150)};
    a = ask(30, 150, 0, 60, 60, joined, 2);
    assert_int_equal(a.verdict, PL_SIGHTING_EXPLAINED);
    const struct pl_sighting_fix apart[] = {fix(0, 30.1, 150), fix(121, 29.9, 150)};
    a = ask(30, 150, 0, 60, 60, apart, 2);
    assert_int_equal(a.verdict, PL_SIGHTING_SILENT);
}

static void test_180_degrees(void **state) {
    (void)state;
    const struct pl_sighting_fix way[] = {fix(0, 10, 179.95), fix(60, 10, -179.95)};
    struct pl_sighting_answer a = ask(10, 180, 0, 30, 30, way, 2);
    assert_int_equal(a.verdict, PL_SIGHTING_EXPLAINED);
    near(a.distance_m, 0, 5);
    a = ask(10, -180, 0, 30, 30, way, 2);
    assert_int_equal(a.verdict, PL_SIGHTING_EXPLAINED);
    a = ask(10, -179.99, 0, 30, 30, way, 2); /* 0.01 degree at 10 north: 1,095 m */
    near(a.distance_m, 1095.1, 3);
    assert_int_equal(a.verdict, PL_SIGHTING_POSSIBLE);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_explained),    cmocka_unit_test(test_passes_in_a_span),
                                       cmocka_unit_test(test_contradicted), cmocka_unit_test(test_span),
                                       cmocka_unit_test(test_silent),       cmocka_unit_test(test_180_degrees)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
