/* Stations hear by range, outage and loss; the satellite by its passes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "exercise/receiver.h"

#include "base/ban.h"

#define START INT64_C(1772323200000000)

static struct pl_world make(struct pl_station *stations, size_t n) {
    return (struct pl_world){.params = {.seed = 4, .start = START, .days = 7}, .stations = stations, .n_stations = n};
}

static pl_pos at(double lon, double lat) {
    pl_pos pos = {0, 0};
    assert_true(pl_pos_from_deg(lon, lat, &pos));
    return pos;
}

static void chance_falls_with_distance(void **state) {
    (void)state;
    struct pl_station s = {.pos = at(125, 35), .range_m = 100000, .loss = 0.1};
    struct pl_world w = make(&s, 1);
    double here = pl_receiver_chance(&w, 0, at(125, 35), 1, false, START);
    double half = pl_receiver_chance(&w, 0, at(125, 35.45), 1, false, START);
    double near_end = pl_receiver_chance(&w, 0, at(125, 35.75), 1, false, START);
    assert_true(here > 0.899 && here < 0.901); /* one minus the loss */
    assert_true(half < here && near_end < half && near_end > 0);
    assert_true(pl_receiver_chance(&w, 0, at(125, 36.03), 1, false, START) == 0.0); /* 114.5 km: beyond 112 per cent */
    for (int k = 0; k < 40; k++) {                                                  /* within 88 per cent always */
        assert_true(pl_receiver_chance(&w, 0, at(125, 35.78), 1, false, START + k * 6 * PL_HOUR_US) > 0);
    }
    assert_true(pl_receiver_chance(&w, 0, at(125, 35.75), 0.5, false, START) == 0.0); /* a weak transmitter */
}

static void an_outage_hears_nothing(void **state) {
    (void)state;
    struct pl_station s = {
        .pos = at(125, 35), .range_m = 100000, .down_from = START + PL_HOUR_US, .down_until = START + 2 * PL_HOUR_US};
    struct pl_world w = make(&s, 1);
    assert_true(pl_receiver_chance(&w, 0, s.pos, 1, false, START + PL_HOUR_US - 1) > 0);
    assert_true(pl_receiver_chance(&w, 0, s.pos, 1, false, START + PL_HOUR_US) == 0.0);
    assert_true(pl_receiver_chance(&w, 0, s.pos, 1, false, START + 2 * PL_HOUR_US - 1) == 0.0);
    assert_true(pl_receiver_chance(&w, 0, s.pos, 1, false, START + 2 * PL_HOUR_US) > 0);
}

static void satellites_pass_four_times_a_day(void **state) {
    (void)state;
    for (int day = 0; day < 10; day++) {
        int minutes = 0;
        int passes = 0;
        bool before = false;
        for (int m = 0; m < 1440; m++) {
            bool now = pl_receiver_passes(START + day * PL_DAY_US + m * PL_MINUTE_US);
            minutes += now;
            passes += now && !before;
            before = now;
        }
        assert_int_equal(minutes, 44);
        assert_int_equal(passes, 4);
    }
}

static void satellites_hear_far_and_seldom(void **state) {
    (void)state;
    struct pl_station s = {.satellite = true};
    struct pl_world w = make(&s, 1);
    double a = 0;
    double b = 0;
    for (int m = 0; m < 1440; m++) {
        a += pl_receiver_chance(&w, 0, at(134, 40), 1, false, START + m * PL_MINUTE_US);
        b += pl_receiver_chance(&w, 0, at(134, 40), 1, true, START + m * PL_MINUTE_US);
    }
    assert_true(a > 8.7 && a < 8.9);   /* 44 minutes at 0.2 */
    assert_true(b > 1.31 && b < 1.33); /* 44 at 0.03 */
    pl_time pass = START;
    while (!pl_receiver_passes(pass)) {
        pass += PL_MINUTE_US;
    }
    assert_true(pl_receiver_chance(&w, 0, at(134, 40), 1, false, pass) > 0);
    assert_true(pl_receiver_any(&w, at(134, 40), 1, false, pass) == 0.0); /* land stations only */
}

static void any_of_two_is_more_than_one(void **state) {
    (void)state;
    struct pl_station s[2] = {{.pos = at(125, 35), .range_m = 100000, .loss = 0.5},
                              {.pos = at(125, 35), .range_m = 100000, .loss = 0.5}};
    struct pl_world w = make(s, 2);
    double any = pl_receiver_any(&w, at(125, 35), 1, false, START);
    assert_true(any > 0.7499 && any < 0.7501);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chance_falls_with_distance),       cmocka_unit_test(an_outage_hears_nothing),
        cmocka_unit_test(satellites_pass_four_times_a_day), cmocka_unit_test(satellites_hear_far_and_seldom),
        cmocka_unit_test(any_of_two_is_more_than_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
