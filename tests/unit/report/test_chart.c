/* The charts: map.svg and times.svg were looked at in Chromium before they were kept, and stand in exercise.html;
 * numbers below are by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/file.h"
#include "report/chart.h"

static pl_pos at(double lat, double lon) {
    pl_pos p = {0};
    assert_true(pl_pos_from_deg(lon, lat, &p));
    return p;
}

static void same_as(const struct pl_buf *got, const char *path) {
    PL_BUF_AUTO want = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    assert_int_equal(pl_file_read(path, 1 << 20, &want, &err), 0);
    if (!pl_str_eq(pl_buf_str(got), pl_str_trim(pl_buf_str(&want)))) {
        fail_msg("not as in %s:\n%.*s", path, (int)got->n, got->p);
    }
}

static bool has(const struct pl_buf *svg, const char *needle) {
    return pl_str_find_str(pl_buf_str(svg), pl_str_from(needle)) < svg->n;
}

static void the_map_of_the_exercise(void **state) {
    const pl_pos heron[] = {at(35.60, 123.90), at(35.72, 124.05), at(35.86, 124.22), at(36.01, 124.41),
                            at(36.02, 124.42), at(36.25, 124.70), at(36.60, 125.20)};
    const pl_pos tern[] = {at(36.40, 125.05), at(36.25, 124.80), at(36.10, 124.60), at(36.05, 124.10),
                           at(36.00, 123.70)};
    static const bool GAP[] = {false, false, true, false, false};
    const struct pl_chart_track tracks[] = {{PL_STR("EXAMPLE HERON"), heron, NULL, 7, 0},
                                            {PL_STR("EXAMPLE TERN"), tern, GAP, 5, 1}};
    const struct pl_chart_point points[] = {{at(36.012, 124.408), PL_STR("meeting, 6 h"), PL_CHART_CROSS, 0},
                                            {at(36.0, 124.4), PL_STR("patrol aircraft"), PL_CHART_DIAMOND, 3704},
                                            {at(36.55, 126.1), PL_STR("Exampleport"), PL_CHART_SQUARE, 0},
                                            {at(35.8, 124.9), PL_STR("seen from space, no report"), PL_CHART_RING, 0}};
    const pl_pos land[] = {at(37.5, 126.0), at(36.9, 126.05), at(36.6, 126.15), at(36.3, 126.35), at(35.9, 126.45),
                           at(35.2, 126.3), at(34.5, 126.4),  at(34.5, 129),    at(37.5, 129)};
    const pl_pos island[] = {at(36.15, 125.9), at(36.2, 125.98), at(36.12, 126.05), at(36.08, 125.95)};
    const struct pl_chart_coast coasts[] = {{land, 9, true}, {island, 4, true}};
    const struct pl_chart_map map = {PL_STR("map"),
                                     PL_STR("Ways of both ships, 4 to 6 March 2026"),
                                     PL_STR("EXAMPLE HERON comes from the south-west and EXAMPLE TERN from the "
                                            "north-east; both lie together at 36.0 N 124.4 E."),
                                     tracks,
                                     2,
                                     points,
                                     4,
                                     coasts,
                                     2,
                                     PL_STR("Coast: invented for this exercise")};
    PL_BUF_AUTO out = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    (void)state;
    assert_int_equal(pl_chart_map_svg(&map, &out, &err), 0);
    same_as(&out, "tests/data/report/map.svg");
}

static void the_times_of_the_exercise(void **state) {
    static const pl_str LANES[] = {
        {"EXAMPLE HERON", 13}, {"EXAMPLE TERN", 12}, {"Meeting", 7}, {"Patrol aircraft", 15}};
    pl_time d = 0;
    (void)state;
    assert_true(pl_time_parse(PL_STR("2026-03-04"), &d));
    const struct pl_chart_span spans[] = {
        {0, d, d + 60 * PL_HOUR_US, PL_STR("heard"), 0},
        {1, d + 2 * PL_HOUR_US, d + 28 * PL_HOUR_US + 10 * PL_MINUTE_US, PL_STR("heard"), 1},
        {1, d + 37 * PL_HOUR_US + 52 * PL_MINUTE_US, PL_TIME_NONE, PL_STR("heard"), 1},
        {2, d + 29 * PL_HOUR_US + 40 * PL_MINUTE_US, d + 35 * PL_HOUR_US + 52 * PL_MINUTE_US,
         PL_STR("within 500 m, 6.2 h"), 2},
        {3, d + 32 * PL_HOUR_US + 15 * PL_MINUTE_US, d + 32 * PL_HOUR_US + 15 * PL_MINUTE_US,
         PL_STR("two tankers, hoses"), 3}};
    const struct pl_chart_time chart = {
        PL_STR("times"),
        PL_STR("Who was heard when"),
        PL_STR("EXAMPLE TERN is silent from 5 March 04:10 to 13:52; the meeting lies within that silence."),
        LANES,
        4,
        spans,
        5,
        d,
        d + 60 * PL_HOUR_US};
    PL_BUF_AUTO out = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    assert_int_equal(pl_chart_time_svg(&chart, &out, &err), 0);
    same_as(&out, "tests/data/report/times.svg");
}

/* Two points at 179.9 E and 179.9 W lie 0.2 degrees apart, not 359.8: the frame is at most a degree wide. */
static void across_the_antimeridian(void **state) {
    const struct pl_chart_point points[] = {{at(0.05, 179.9), PL_STR("east"), PL_CHART_DOT, 0},
                                            {at(-0.05, -179.9), PL_STR("west"), PL_CHART_DOT, 0}};
    const struct pl_chart_map map = {.id = PL_STR("m"), .title = PL_STR("T"), .points = points, .n_points = 2};
    PL_BUF_AUTO out = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    (void)state;
    assert_int_equal(pl_chart_map_svg(&map, &out, &err), 0);
    assert_true(has(&out, ">180\xC2\xB0"
                          "E<") ||
                has(&out, ">180\xC2\xB0"
                          "W<"));
    assert_true(has(&out, ">179\xC2\xB0"
                          "55\xE2\x80\xB2"
                          "E<") &&
                has(&out, ">179\xC2\xB0"
                          "55\xE2\x80\xB2"
                          "W<"));
    assert_true(has(&out, ">0\xC2\xB0<"));
    assert_false(has(&out, ">90\xC2\xB0"));
}

/* A square of land around everything covers the plot exactly: its corners are the plot's. */
static void land_is_cut_at_the_frame(void **state) {
    const pl_pos land[] = {at(-20, -20), at(-20, 20), at(20, 20), at(20, -20)};
    const struct pl_chart_coast coast = {land, 4, true};
    const struct pl_chart_point point = {at(0, 0), PL_STR(""), PL_CHART_DOT, 0};
    const struct pl_chart_map map = {
        .id = PL_STR("m"), .title = PL_STR("T"), .points = &point, .n_points = 1, .coasts = &coast, .n_coasts = 1};
    PL_BUF_AUTO out = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    (void)state;
    assert_int_equal(pl_chart_map_svg(&map, &out, &err), 0);
    /* 0.2 degrees high, 0.24 wide: 662 x 551.7 units, from (46, 12) */
    static const char *const CORNERS[] = {"46.0 12.0", "708.0 12.0", "708.0 563.7", "46.0 563.7"};
    for (size_t i = 0; i < 4; i++) {
        assert_true(has(&out, CORNERS[i]));
    }
}

static void refused_maps(void **state) {
    const struct pl_chart_point inside = {at(84, 0), PL_STR("<&"), PL_CHART_DOT, 0};
    const struct pl_chart_point beyond = {at(84.1, 0), PL_STR(""), PL_CHART_DOT, 0};
    const struct pl_chart_point south = {at(-84.1, 0), PL_STR(""), PL_CHART_DOT, 0};
    const struct {
        const char *id, *title;
        const struct pl_chart_point *point;
        size_t n;
        int want;
    } rows[] = {{"m", "T", &inside, 1, 0},
                {"m", "T", &beyond, 1, PL_E_USAGE},
                {"m", "T", &south, 1, PL_E_USAGE},
                {"m", "T", NULL, 0, PL_E_USAGE},
                {"M", "T", &inside, 1, PL_E_USAGE},
                {"", "T", &inside, 1, PL_E_USAGE},
                {"m\"", "T", &inside, 1, PL_E_USAGE},
                {"m", "", &inside, 1, PL_E_USAGE}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct pl_chart_map map = {.id = pl_str_from(rows[i].id),
                                         .title = pl_str_from(rows[i].title),
                                         .points = rows[i].point,
                                         .n_points = rows[i].n};
        PL_BUF_AUTO out = {.max_bytes = 1 << 20};
        struct pl_error err = {0};
        assert_int_equal(pl_chart_map_svg(&map, &out, &err), rows[i].want);
        assert_false(has(&out, "<&"));
    }
}

static void ceilings(void **state) {
    pl_pos *many = calloc(PL_CHART_MAX_POINTS + 1, sizeof *many);
    (void)state;
    assert_non_null(many);
    for (size_t n = PL_CHART_MAX_POINTS - 1; n <= PL_CHART_MAX_POINTS + 1; n++) {
        const struct pl_chart_track track = {PL_STR("t"), many, NULL, n, 0};
        const struct pl_chart_map map = {.id = PL_STR("m"), .title = PL_STR("T"), .tracks = &track, .n_tracks = 1};
        PL_BUF_AUTO out = {.max_bytes = 64 << 20};
        struct pl_error err = {0};
        assert_int_equal(pl_chart_map_svg(&map, &out, &err), n > PL_CHART_MAX_POINTS ? PL_E_LIMIT : 0);
    }
    const struct pl_chart_track track = {PL_STR("t"), many, NULL, 1000, 0};
    const struct pl_chart_map map = {.id = PL_STR("m"), .title = PL_STR("T"), .tracks = &track, .n_tracks = 1};
    PL_BUF_AUTO small = {.max_bytes = 1000};
    struct pl_error err = {0};
    assert_int_equal(pl_chart_map_svg(&map, &small, &err), PL_E_LIMIT);
    free(many);
}

static void refused_times(void **state) {
    static const pl_str LANE[] = {{"L", 1}};
    const struct {
        size_t n_lanes;
        pl_time from, to;
        int want;
    } rows[] = {{1, 0, 1, 0},
                {0, 0, 1, PL_E_USAGE},
                {1, 1, 1, PL_E_USAGE},
                {1, PL_TIME_NONE, 1, PL_E_USAGE},
                {1, 0, 400 * 366 * PL_DAY_US, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct pl_chart_time chart = {.id = PL_STR("t"),
                                            .title = PL_STR("T"),
                                            .lanes = LANE,
                                            .n_lanes = rows[i].n_lanes,
                                            .from = rows[i].from,
                                            .to = rows[i].to};
        PL_BUF_AUTO out = {.max_bytes = 1 << 20};
        struct pl_error err = {0};
        assert_int_equal(pl_chart_time_svg(&chart, &out, &err), rows[i].want);
    }
}

/* The longest bar is 720 - 14 - 90 - 60 = 556 units: 0 to 500 with a cap at 250 gives bars of 556 and 278. */
static void bars(void **state) {
    const struct pl_chart_bar rows[] = {{PL_STR("a"), 500, 500}, {PL_STR("b"), 250, 400}};
    struct pl_chart_bars chart = {.id = PL_STR("b"),
                                  .title = PL_STR("T"),
                                  .unit = PL_STR("t"),
                                  .bars = rows,
                                  .n_bars = 2,
                                  .limit = 250,
                                  .limit_label = PL_STR("cap")};
    PL_BUF_AUTO out = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    (void)state;
    assert_int_equal(pl_chart_bars_svg(&chart, &out, &err), 0);
    assert_true(has(&out, "width=\"556.0\"") && has(&out, "width=\"278.0\"") && has(&out, "x1=\"338.0\""));
    assert_true(has(&out, ">250\xE2\x80\x93"
                          "400<") &&
                has(&out, ">cap<"));
    const struct pl_chart_bar bad[] = {
        {PL_STR("a"), 2, 1}, {PL_STR("a"), -1, 1}, {PL_STR("a"), 0, 9e9}, {PL_STR("a"), 0, 0}};
    for (size_t i = 0; i < 4; i++) {
        chart = (struct pl_chart_bars){.id = PL_STR("b"), .title = PL_STR("T"), .bars = &bad[i], .n_bars = 1};
        assert_int_equal(pl_chart_bars_svg(&chart, &out, &err), PL_E_USAGE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_map_of_the_exercise),
        cmocka_unit_test(the_times_of_the_exercise),
        cmocka_unit_test(across_the_antimeridian),
        cmocka_unit_test(land_is_cut_at_the_frame),
        cmocka_unit_test(refused_maps),
        cmocka_unit_test(ceilings),
        cmocka_unit_test(refused_times),
        cmocka_unit_test(bars),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
