/* Verdicts by arithmetic done by hand: open water at the equator, where a degree of the sphere is 60.0405 nm, and the
 * boundaries of marginal at -1, 0, +1 of the error. */
#include "geo/prism.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

#include "masks.h"

static pl_pos at(double lat, double lon) {
    pl_pos pos = {0, 0};
    assert_true(pl_pos_from_deg(lon, lat, &pos));
    return pos;
}

static struct pl_way found(double nm) {
    return (struct pl_way){.state = PL_WAY_FOUND, .sea_m = nm * PL_NM_M, .error_m = 0.5 * PL_NM_M};
}

static struct pl_prism_answer judge(double in_nm, double out_nm, double hours, double kn, double dwell_h) {
    const struct pl_way in = found(in_nm), out = found(out_nm);
    struct pl_prism_answer a;
    pl_prism_judge(&in, &out, hours, kn, dwell_h, &a);
    return a;
}

static void verdicts(void **unused) {
    (void)unused;
    /* 31 h less 6 at 12 kn: 300 nm; the errors add to 1 nm */
    struct pl_prism_answer a = judge(100, 100, 31, 12, 6);
    assert_int_equal(a.verdict, PL_VERDICT_REACHABLE);
    assert_true(fabs(a.required_speed_kn - 8) < 1e-9 && fabs(a.slack_h - (25 - 200 / 12.0)) < 1e-9);
    assert_int_equal(judge(150, 148.99, 31, 12, 6).verdict, PL_VERDICT_REACHABLE);
    assert_int_equal(judge(150, 149.01, 31, 12, 6).verdict, PL_VERDICT_MARGINAL);
    assert_int_equal(judge(150, 150.99, 31, 12, 6).verdict, PL_VERDICT_MARGINAL);
    a = judge(150, 151.01, 31, 12, 6);
    assert_int_equal(a.verdict, PL_VERDICT_UNREACHABLE);
    assert_true(a.slack_h < 0);
    /* 100 nm at 12 kn and 6 h in port: 14.3 h; 216 nm and 6 h: 24 h; 217 nm: more than a day */
    assert_string_equal(judge(50, 50, 31, 12, 6).why, "weak: any one-day gap allows it");
    assert_string_equal(judge(108, 108, 31, 12, 6).why, "weak: any one-day gap allows it");
    assert_string_equal(judge(108, 109, 31, 12, 6).why, "");
    /* a limit of 20 nm: the band is the error, 1 nm, however small the limit */
    assert_int_equal(judge(10, 8.99, 8, 10, 6).verdict, PL_VERDICT_REACHABLE);
    assert_int_equal(judge(10, 9.01, 8, 10, 6).verdict, PL_VERDICT_MARGINAL);
    assert_int_equal(judge(10, 10.99, 8, 10, 6).verdict, PL_VERDICT_MARGINAL);
    assert_int_equal(judge(10, 11.01, 8, 10, 6).verdict, PL_VERDICT_UNREACHABLE);
}

static void edges_of_time(void **unused) {
    (void)unused;
    struct pl_prism_answer a = judge(0, 0, 6, 10, 6); /* all of the time in port, where it lies: to the error */
    assert_int_equal(a.verdict, PL_VERDICT_MARGINAL);
    assert_false(a.has_speed);
    a = judge(0, 0, 6, 10, 6.001);
    assert_int_equal(a.verdict, PL_VERDICT_UNREACHABLE);
    assert_string_equal(a.why, "the dwell is longer than the time between");
    assert_int_equal(judge(2, 0, 0, 10, 0).verdict, PL_VERDICT_UNREACHABLE);
}

static void what_is_not_known(void **unused) {
    (void)unused;
    const struct pl_way in = found(10);
    struct pl_way out = {.state = PL_WAY_UNKNOWN, .why = PL_WAY_WHY_LAND, .why_source = true};
    struct pl_prism_answer a;
    pl_prism_judge(&in, &out, 10, 10, 0, &a);
    assert_int_equal(a.verdict, PL_VERDICT_UNDETERMINED);
    assert_string_equal(a.why, "the end is on land: no sea link and no water near");
    out = (struct pl_way){.state = PL_WAY_NONE};
    pl_prism_judge(&in, &out, 10, 10, 0, &a);
    assert_int_equal(a.verdict, PL_VERDICT_UNREACHABLE);
    assert_false(a.has_out);
    out = (struct pl_way){.state = PL_WAY_BEYOND, .sea_m = 100 * PL_NM_M};
    pl_prism_judge(&in, &out, 10, 10, 0, &a);
    assert_int_equal(a.verdict, PL_VERDICT_UNREACHABLE);
    out.sea_m = 50 * PL_NM_M; /* the search ended before the limit: nothing is refuted by that */
    pl_prism_judge(&in, &out, 10, 10, 0, &a);
    assert_int_equal(a.verdict, PL_VERDICT_UNDETERMINED);
}

/* 31 h less 6 at 12 kn: 300 nm; 0.5 nm of error each way, and the port may lie 2 nm off, each way. */
static void an_uncertain_port(void **unused) {
    (void)unused;
    static const struct {
        double out_nm, straight_nm, uncertainty_nm;
        enum pl_verdict verdict;
    } cases[] = {{144.99, 200, 2, PL_VERDICT_REACHABLE},  {145.01, 200, 2, PL_VERDICT_MARGINAL},
                 {154.99, 200, 2, PL_VERDICT_MARGINAL},   {155.01, 200, 2, PL_VERDICT_UNREACHABLE},
                 {148.99, 200, 0, PL_VERDICT_REACHABLE},  {149.01, 200, 0, PL_VERDICT_MARGINAL},
                 {154, 303.99, 2, PL_VERDICT_MARGINAL}, /* it may lie 4 nm nearer in all, not more */
                 {154, 304.01, 2, PL_VERDICT_UNREACHABLE}};
    const struct pl_way in = found(150);
    struct pl_prism_answer a;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct pl_way out = found(cases[i].out_nm);
        pl_prism_judge_port(&in, &out, cases[i].straight_nm * PL_NM_M, cases[i].uncertainty_nm * PL_NM_M, 31, 12, 6,
                            &a);
        assert_int_equal(a.verdict, cases[i].verdict);
    }
    assert_string_equal(a.why, "too far even in a straight line");
    const struct pl_way far = found(301); /* one way: the end is open */
    pl_prism_judge_port(&far, NULL, 250 * PL_NM_M, 0, 31, 12, 6, &a);
    assert_int_equal(a.verdict, PL_VERDICT_UNREACHABLE);
    pl_prism_judge_port(&far, NULL, 250 * PL_NM_M, 2 * PL_NM_M, 31, 12, 6, &a);
    assert_int_equal(a.verdict, PL_VERDICT_MARGINAL);
}

#define R10 ".........."
#define R60 R10 R10 R10 R10 R10 R10

static const char *const OPEN[] = {R60, R60, R60, R60, R60, R60, R60, R60, R60, R60, R60, R60, R60, R60, R60, R60,
                                   R60, R60, R60, R60, R60, R60, R60, R60, R60, R60, R60, R60, R60, R60, NULL};

struct area {
    double square_deg;
    int32_t north, east;
    int rows;
};

static int add_row(void *ctx, int32_t west, int32_t south, int32_t east, int32_t north, struct pl_error *err) {
    struct area *area = ctx;
    (void)err;
    assert_true(east > west && north > south && west >= -PL_LON_HALF && east <= PL_LON_HALF);
    assert_true(area->rows == 0 || north < area->north || (north == area->north && west > area->east));
    area->square_deg += (double)(east - west) * (north - south) / PL_POS_UNIT / PL_POS_UNIT;
    area->north = north;
    area->east = east;
    area->rows++;
    return 0;
}

/* From and to in one place at the equator, over 180 degrees: the reachable sea is a circle of half the limit. 24 h at
 * 10 kn: 240 nm; the error is 1 per cent and a cell of 10' each way, so the longest marginal sum is (240 + 20.01) /
 * 0.99 = 262.64 nm, half of it 2.187 degrees, pi r^2 = 15.03 square degrees. */
static void the_reachable_sea_is_a_circle(void **unused) {
    (void)unused;
    PL_BUF_AUTO mask;
    PL_ARENA_AUTO arena;
    const struct pl_sea *sea = NULL;
    struct pl_passages *p = NULL;
    struct pl_prism *prism = NULL;
    const struct pl_prism_search narrow = {0};
    struct pl_error err = {0};
    const struct drawn grid = {10, 175 * 60, 150, OPEN};
    draw_masks(&mask, &grid, 1);
    pl_arena_open(&arena, 1 << 20);
    assert_int_equal(pl_sea_open(pl_buf_str(&mask), &arena, &sea, &err), 0);
    assert_int_equal(pl_passages_open(sea, NULL, &p, &err), 0);
    struct pl_prism_ask ask = {.from = at(0, 179.9), .to = at(0, 179.9), .to_at = PL_DAY_US, .max_speed_kn = 10};
    assert_int_equal(pl_prism_open(p, &ask, &narrow, &prism, &err), 0);
    struct area area = {0, 0, 0, 0};
    assert_int_equal(pl_prism_rows(prism, add_row, &area, &err), 0);
    print_message("%.3f square degrees\n", area.square_deg);
    assert_true(fabs(area.square_deg - 15.03) < 0.15);
    /* 1 degree away and back: 120.08 nm; it may lie there for 24 - 12.008 h */
    assert_true(fabs(pl_prism_stay_h(prism, at(0, -179.1)) - 11.992) < 0.01);
    assert_true(isnan(pl_prism_stay_h(prism, at(80, 0))));
    struct pl_prism_answer a;
    pl_prism_place(prism, at(0, -179.1), &a);
    assert_true(a.verdict == PL_VERDICT_REACHABLE && fabs(a.in_m / PL_NM_M - 60.04) < 0.01);
    pl_prism_place(prism, at(0, -177.5), &a); /* 2.6 degrees: 312 of 240 nm */
    assert_int_equal(a.verdict, PL_VERDICT_UNREACHABLE);
    pl_prism_way(prism, &a);
    assert_true(a.verdict == PL_VERDICT_REACHABLE && a.in_m == 0);
    pl_prism_close(prism);
    static const struct {
        double kn, dwell;
        pl_time to_at;
        int code;
    } asks[] = {{0, 0, PL_DAY_US, PL_E_USAGE},
                {-1, 0, PL_DAY_US, PL_E_USAGE},
                {100, 0, PL_DAY_US, 0},
                {100.001, 0, PL_DAY_US, PL_E_USAGE},
                {500, 0, PL_DAY_US, PL_E_USAGE},
                {(double)NAN, 0, PL_DAY_US, PL_E_USAGE},
                {10, -0.001, PL_DAY_US, PL_E_USAGE},
                {10, 1000, PL_DAY_US, 0},
                {10, 0, -1, PL_E_USAGE},
                {10, (double)NAN, PL_DAY_US, PL_E_USAGE},
                {10, 0, 0, 0},
                {10, 0, INT64_MAX, PL_E_USAGE}};
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        ask.max_speed_kn = asks[i].kn;
        ask.dwell_h = asks[i].dwell;
        ask.to_at = asks[i].to_at;
        prism = NULL;
        assert_int_equal(pl_prism_open(p, &ask, &narrow, &prism, &err), asks[i].code);
        pl_prism_close(prism);
    }
    pl_passages_close(p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts),
        cmocka_unit_test(edges_of_time),
        cmocka_unit_test(an_uncertain_port),
        cmocka_unit_test(what_is_not_known),
        cmocka_unit_test(the_reachable_sea_is_a_circle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
