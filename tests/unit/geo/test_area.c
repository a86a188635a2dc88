/* Expectations: by hand, on a sheet of squared paper. */
#include "geo/area.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static pl_pos at(double lon_deg, double lat_deg) {
    pl_pos pos = {0, 0};
    assert_true(pl_pos_from_deg(lon_deg, lat_deg, &pos));
    return pos;
}

static struct pl_area area;

static void draw(const char *text) {
    struct pl_error err;
    assert_int_equal(pl_area_read(pl_str_from(text), &area, &err), PL_E_OK);
}

static void assert_holds(double lon_deg, double lat_deg, bool want) {
    if (pl_area_holds(&area, at(lon_deg, lat_deg)) != want) {
        print_error("%g, %g\n", lon_deg, lat_deg);
        assert_true(false);
    }
}

static void a_triangle_either_way_round(void **unused) {
    static const char *const TEXTS[] = {"0,0, 10,0, 0,10", "0,0,0,10,10,0", "10,0,0,10,0,0,10,0"};
    (void)unused;
    for (size_t i = 0; i < 3; i++) {
        draw(TEXTS[i]);
        assert_int_equal(area.n, 3);
        assert_holds(1, 1, true);
        assert_holds(4.9, 4.9, true);
        assert_holds(5.1, 5.1, false);
        assert_holds(-0.1, 1, false);
        assert_holds(1, -0.1, false);
        assert_holds(170, 1, false);
    }
}

/* An L: the corner that is cut out is outside. */
static void a_hollow_side(void **unused) {
    (void)unused;
    draw("0,0,4,0,4,2,2,2,2,4,0,4");
    assert_holds(1, 3, true);
    assert_holds(3, 1, true);
    assert_holds(3, 3, false);
    assert_holds(2.5, 2.5, false);
}

/* A bow tie: both halves are turned round once; what is beside the knot is outside. */
static void sides_that_cross(void **unused) {
    (void)unused;
    draw("0,0,4,4,4,0,0,4");
    assert_holds(0.5, 2, true);
    assert_holds(3.5, 2, true);
    assert_holds(2, 0.5, false);
    assert_holds(2, 3.5, false);
}

static void across_180_degrees(void **unused) {
    pl_pos south_west, north_east;
    (void)unused;
    draw("175,-10,-175,-10,-175,10,175,10");
    assert_holds(179, 0, true);
    assert_holds(-179, 0, true);
    assert_holds(180, 0, true);
    assert_holds(174, 0, false);
    assert_holds(-174, 0, false);
    assert_holds(0, 0, false);
    pl_area_box(&area, &south_west, &north_east);
    assert_int_equal(south_west.lon, 175 * PL_POS_UNIT);
    assert_int_equal(north_east.lon, -175 * PL_POS_UNIT);
    assert_int_equal(south_west.lat, -10 * PL_POS_UNIT);
    assert_int_equal(north_east.lat, 10 * PL_POS_UNIT);
    draw("-175,10,175,10,175,-10,-175,-10"); /* the same, begun in the east */
    assert_holds(179, 0, true);
    assert_holds(-179, 0, true);
    assert_holds(174, 0, false);
}

/* Two squares side by side: what lies on the side between them is in one of them. */
static void a_shared_side(void **unused) {
    (void)unused;
    draw("0,0,2,0,2,2,0,2");
    bool left = pl_area_holds(&area, at(2, 1));
    draw("2,0,4,0,4,2,2,2");
    assert_true(left != pl_area_holds(&area, at(2, 1)));
}

static void what_is_no_area(void **unused) {
    static const char *const BAD[] = {
        "",          "0",           "0,0",          "0,0,1,1",       "0,0,1,1,0,0",
        "0,0,1,1,2", "0,0,1,1,x,2", "0,0,1,91,2,2", "0,0,181,1,2,2", "-90,0,0,0,90,0,0,10",
        "0,0,,1,2,2"};
    struct pl_error err;
    (void)unused;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        if (pl_area_read(pl_str_from(BAD[i]), &area, &err) != PL_E_USAGE) {
            print_error("%s\n", BAD[i]);
            assert_true(false);
        }
    }
    draw("-89.9,0,0,0,89.9,0,0,10"); /* just less than half round */
}

static void the_ceiling(void **unused) {
    static char text[PL_AREA_CORNERS * 16];
    struct pl_error err;
    (void)unused;
    for (int n = PL_AREA_CORNERS - 1; n <= PL_AREA_CORNERS + 1; n++) {
        size_t used = 0;
        for (int i = 0; i < n; i++) { /* along a line and back over it */
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%d.%02d,%d", i > 0 ? "," : "", i / 100,
                                     i % 100, i % 2);
        }
        int rc = pl_area_read(pl_str_from(text), &area, &err);
        assert_int_equal(rc, n > PL_AREA_CORNERS ? PL_E_USAGE : PL_E_OK);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_triangle_either_way_round),
        cmocka_unit_test(a_hollow_side),
        cmocka_unit_test(sides_that_cross),
        cmocka_unit_test(across_180_degrees),
        cmocka_unit_test(a_shared_side),
        cmocka_unit_test(what_is_no_area),
        cmocka_unit_test(the_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
