/* How wide a loitering was: from its mean place to the farthest corner of the box of its reports. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "detect/loiter.h"

#include "base/ban.h"

static void keep(void *ctx, const struct pl_event *event) { *(struct pl_event *)ctx = *event; }

/* Six hours on the equator across 180 degrees: 0.02 degrees east and back, 0.01 north and back. The mean place is a
 * quarter up and half across: 0.01 degrees (600 units of a 60th of a mile) to the far corners, 0.0075 up. */
static void test_radius(void **state) {
    (void)state;
    static const int32_t east[] = {0, 6000, 12000, 6000, 0, 6000, 12000, 6000, 0, 6000, 12000, 6000, 0};
    static const int32_t north[] = {0, 0, 0, 6000, 0, 0, 0, 6000, 0, 0, 0, 6000, 0};
    struct pl_rules rules;
    struct pl_event event = {.type = -1};
    struct pl_loiter loiter = {0};
    assert_true(pl_rules_profile("default", &rules));
    struct pl_detect detect = {.rules = &rules, .sink = keep, .ctx = &event};
    struct pl_track_name track = {.mmsi = 257000001};
    const pl_time t0 = INT64_C(1700000000) * PL_SECOND_US;
    for (unsigned i = 0; i < 13; i++) {
        struct pl_fix fix = {.at = t0 + (pl_time)i * 30 * PL_MINUTE_US, .sog_kn = -1, .record = PL_STR("record")};
        fix.pos = (pl_pos){.lon = pl_lon_wrap((int64_t)PL_LON_HALF - 6000 + east[i]), .lat = north[i]};
        pl_loiter_fold(&loiter, &detect, &track, &fix);
    }
    pl_loiter_end(&loiter, &detect, &track);
    pl_loiter_free(&loiter);
    assert_int_equal(event.type, PL_EVENT_LOITERING);
    assert_int_equal(event.pos.lat, 1500); /* of twelve steps */
    assert_int_equal(event.pos.lon, -PL_LON_HALF);
    /* From (0, 1500) to (6000, 6000): 7,500 units of 1/600,000 degree, 111,195.08 m a degree. */
    assert_true(event.radius_m > 1389.9 && event.radius_m < 1390.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_radius)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
