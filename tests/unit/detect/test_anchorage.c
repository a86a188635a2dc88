/* Anchorages learned from stays. Places are made by hand: 0.01 degree of latitude is 1,112 m. */
#include "detect/anchorage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct pl_rules rules;

static struct pl_stay stay(uint32_t mmsi, double lon, double lat, int day) {
    struct pl_stay s = {.mmsi = mmsi, .start = day * PL_DAY_US, .end = (day + 1) * PL_DAY_US};
    assert_true(pl_pos_from_deg(lon, lat, &s.pos));
    return s;
}

static size_t find(const struct pl_stay *stays, size_t n, struct pl_arena *arena, struct pl_anchorage **list) {
    size_t found = 0;
    assert_int_equal(pl_anchorages_find(&rules, stays, n, arena, list, &found, NULL), 0);
    return found;
}

/* Ten ships make an anchorage, nine do not, nor do ten stays of nine ships. */
static void test_ships_not_stays(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    struct pl_stay stays[11];
    struct pl_anchorage *list = NULL;
    pl_arena_open(&arena, 1 << 24);
    for (int i = 0; i < 10; i++) {
        stays[i] = stay(299000001 + (uint32_t)i, 123.0, 36.0 + 0.001 * i, i);
    }
    assert_int_equal(find(stays, 9, &arena, &list), 0);
    assert_int_equal(find(stays, 10, &arena, &list), 1);
    assert_int_equal(list[0].ships, 10);
    assert_int_equal(list[0].stays, 10);
    assert_true(list[0].first == 0 && list[0].last == 10 * PL_DAY_US);
    assert_float_equal(pl_pos_lat_deg(list[0].pos), 36.0045, 1e-5);
    assert_float_equal(list[0].radius_m, 0.0045 * 111195, 2); /* from the mean to either end */
    stays[9].mmsi = stays[0].mmsi;
    assert_int_equal(find(stays, 10, &arena, &list), 0);
    stays[10] = stay(299000050, 123.0, 36.005, 3);
    assert_int_equal(find(stays, 11, &arena, &list), 1);
    assert_int_equal(list[0].ships, 10);
    assert_int_equal(list[0].stays, 11);
}

/* What hangs together is one; a place 1,900 m off belongs to it, one 2,200 m off does not; the order does not matter.
 */
static void test_groups(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    struct pl_stay stays[32], turned[32];
    struct pl_anchorage *list = NULL, *other = NULL;
    size_t n = 0;
    pl_arena_open(&arena, 1 << 24);
    for (uint32_t i = 0; i < 12; i++) {
        stays[n++] = stay(299000100 + i, 123.0, 36.0, (int)i);
    }
    stays[n++] = stay(299000200, 123.0, 36.0171, 1); /* 1,901 m */
    stays[n++] = stay(299000201, 123.0, 35.98, 1);   /* 2,224 m */
    for (uint32_t i = 0; i < 11; i++) {
        stays[n++] = stay(299000300 + i, 180.0 - 0.001 * i, 10.0, (int)i); /* up to 1,095 m west of 180 degrees */
    }
    stays[n++] = stay(299000320, -179.999, 10.0, 40);
    assert_int_equal(find(stays, n, &arena, &list), 2);
    assert_int_equal(list[0].ships, 13); /* most ships first */
    assert_int_equal(list[1].ships, 12);
    assert_true(pl_pos_lon_deg(list[1].pos) > 179.99 || pl_pos_lon_deg(list[1].pos) < -179.99);
    for (size_t i = 0; i < n; i++) {
        turned[i] = stays[n - 1 - i];
    }
    assert_int_equal(find(turned, n, &arena, &other), 2);
    assert_memory_equal(&list[0].pos, &other[0].pos, sizeof(pl_pos));
    assert_true(list[1].radius_m == other[1].radius_m);
    pl_pos near = {0}, far = {0};
    assert_true(pl_pos_from_deg(123.0, 36.03, &near));
    assert_true(pl_pos_from_deg(123.0, 36.05, &far));
    assert_ptr_equal(pl_anchorage_at(&rules, list, 2, near), &list[0]); /* 3.2 km from the mean: 1.8 of radius and 2 */
    assert_null(pl_anchorage_at(&rules, list, 2, far));
}

/* Which loiterings are stays: twelve hours, within a kilometre. */
static void test_stay(void **state) {
    (void)state;
    struct pl_stay s;
    struct pl_event e = {.type = PL_EVENT_LOITERING, .n_vessels = 1, .hours = 12, .radius_m = 1000};
    e.vessels[0].mmsi = 299000001;
    assert_true(pl_stay_of(&rules, &e, &s));
    assert_int_equal(s.mmsi, 299000001);
    e.hours = 11.99;
    assert_false(pl_stay_of(&rules, &e, &s));
    e.hours = 12;
    e.radius_m = 1000.5;
    assert_false(pl_stay_of(&rules, &e, &s));
    e.radius_m = 1000;
    e.type = PL_EVENT_ENCOUNTER;
    assert_false(pl_stay_of(&rules, &e, &s));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ships_not_stays), cmocka_unit_test(test_groups),
                                       cmocka_unit_test(test_stay)};
    assert_true(pl_rules_profile("default", &rules));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
