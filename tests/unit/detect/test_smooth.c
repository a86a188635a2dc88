/* Shapes laid through places: known circles and lines, with known scatter (computed by hand from the plan). And what is
 * told of saved bytes that no program wrote. */
#include "harness.h"

#include "detect/smooth.h"

#include "base/ban.h"

static bool about(double v, double want, double within) { return v >= want - within && v <= want + within; }

static pl_pos at(double lat, double lon) {
    pl_pos pos;
    assert_true(pl_pos_from_deg(lon, lat, &pos));
    return pos;
}

/* 30 places round 40 N, 12 degrees apart: all but one turn clockwise; every other 4 m farther out. */
static void test_circle(void **state) {
    (void)state;
    pl_pos places[30];
    for (unsigned i = 0; i < 30; i++) {
        places[i] = pl_sphere_move(at(40, 179.99), 12.0 * i, i % 2 ? 7004 : 7000);
    }
    struct pl_shape s = pl_smooth_shape(places, 30);
    assert_int_equal(s.kind, PL_SHAPE_CIRCLE);
    assert_true(about(s.radius_m, 7002, 0.2));
    assert_true(about(s.scatter_m, 2 * 1.054, 0.05)); /* 2 m each, times the root of 30 / 27 */
    assert_true(about(s.turned, 348.0 / 180 * PL_PI, 0.001));
    assert_true(pl_sphere_distance_m(s.centre, at(40, 179.99)) < 0.5);
    for (unsigned i = 0; i < 15; i++) { /* the other way round */
        pl_pos swap = places[i];
        places[i] = places[29 - i];
        places[29 - i] = swap;
    }
    s = pl_smooth_shape(places, 30);
    assert_true(about(s.turned, -348.0 / 180 * PL_PI, 0.001));
}

/* 12 nm on a great circle, on a parallel, and straight in degrees: all are lines; 3 m to either side by turns is 3 m.
 */
static void test_line(void **state) {
    (void)state;
    for (unsigned kind = 0; kind < 4; kind++) {
        pl_pos places[12];
        for (unsigned i = 0; i < 12; i++) {
            double m = 1852.0 * i * 12 / 11;
            places[i] = kind == 1   ? at(60, -179.95 + 0.03 * i - (i > 30 ? 360 : 0))
                        : kind == 2 ? at(60 + 0.01 * i, 10 + 0.03 * i)
                                    : pl_sphere_move(at(60, 10), 70, m);
            if (kind == 3) {
                places[i] = pl_sphere_move(places[i], i % 2 ? 160 : 340, 3);
            }
        }
        struct pl_shape s = pl_smooth_shape(places, 12);
        assert_int_equal(s.kind, PL_SHAPE_LINE);
        assert_true(kind < 3 ? s.scatter_m < 0.15 : about(s.scatter_m, 3 * 1.155, 0.15)); /* root of 12 / 9 */
        assert_true(kind != 0 || about(s.sailed_m, 12 * 1852, 1));
    }
}

static void test_neither(void **state) {
    (void)state;
    pl_pos places[8];
    for (unsigned i = 0; i < 8; i++) {
        places[i] = at(10, 10);
    }
    assert_int_equal(pl_smooth_shape(places, 8).kind, PL_SHAPE_NONE); /* one place */
    for (unsigned i = 0; i < 8; i++) {
        places[i] = at(10 + (i % 2) * 0.001, 10); /* to and fro */
    }
    assert_int_equal(pl_smooth_shape(places, 8).kind, PL_SHAPE_NONE);
}

static void test_coarse(void **state) {
    (void)state;
    assert_true(pl_smooth_coarse((pl_pos){.lon = 6000, .lat = -12000})); /* 0.01 degree */
    assert_true(pl_smooth_coarse((pl_pos){.lon = 60, .lat = 120}));      /* 0.0001 degree */
    assert_true(pl_smooth_coarse((pl_pos){.lon = 1000, .lat = 71000}));  /* 0.1 minute, as type 27 */
    assert_false(pl_smooth_coarse((pl_pos){.lon = 1006, .lat = 71000})); /* 0.00001 degree one way */
    assert_false(pl_smooth_coarse((pl_pos){.lon = 61, .lat = 120}));
}

/* Saved states with every byte changed in turn: refused or taken, never worse. */
static void test_hostile_state(void **state) {
    (void)state;
    static const char *const cases[] = {"smooth", "copy", "land"};
    for (unsigned k = 0; k < 3; k++) {
        struct h_case c;
        struct h_lines lines = {0};
        struct h_sink sink = {.lines = &lines};
        struct pl_error err;
        char path[64];
        PL_BUF_AUTO saved;
        pl_buf_open(&saved, 1u << 26);
        snprintf(path, sizeof path, "tests/data/detect/%s.case", cases[k]);
        h_read(&c, path);
        struct pl_pipeline_options options = {.rules = &c.rules, .ports = c.ports, .sea = c.sea};
        struct pl_pipeline *p = NULL;
        assert_int_equal(pl_pipeline_open(&options, h_event, &sink, &p, &err), 0);
        for (size_t i = 0; i < c.n * 4 / 10; i++) {
            struct pl_report report;
            assert_int_equal(pl_report_read(pl_str_make(c.bytes.p + c.offsets[i], c.lengths[i]), &report, &err), 0);
            report.src = (struct pl_loc){1, (uint32_t)c.lengths[i], c.offsets[i]};
            assert_int_equal(pl_pipeline_push(p, &report, &err), 0);
        }
        assert_int_equal(pl_pipeline_save(p, &saved, &err), 0);
        pl_pipeline_close(p);
        size_t step = saved.n / 60 + 1, taken = 0;
        for (size_t i = 0; i < saved.n; i += step) {
            saved.p[i] = (char)~saved.p[i];
            assert_int_equal(pl_pipeline_open(&options, h_event, &sink, &p, &err), 0);
            if (pl_pipeline_load(p, pl_buf_str(&saved), &err) == 0) {
                taken++;
                assert_int_equal(pl_pipeline_end(p, &err), 0);
            }
            pl_pipeline_close(p);
            saved.p[i] = (char)~saved.p[i];
        }
        assert_true(taken < saved.n / step);
        h_free_lines(&lines);
        h_close(&c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_circle), cmocka_unit_test(test_line),          cmocka_unit_test(test_neither),
        cmocka_unit_test(test_coarse), cmocka_unit_test(test_hostile_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
