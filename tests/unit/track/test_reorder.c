/* Reports of a feed in order: what comes late, a clock that runs ahead, the ceilings. By hand, and one random run
 * against a sort. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "track/reorder.h"

#define T0    (INT64_C(1700000000) * PL_SECOND_US)
#define MANY  20000
#define ROOMY ((size_t)1 << 30)

struct out {
    pl_time at[MANY];
    size_t n;
};

static int on_report(void *ctx, const struct pl_report *report, struct pl_error *err) {
    struct out *out = ctx;
    (void)err;
    assert_true(out->n < MANY);
    assert_true(out->n == 0 || out->at[out->n - 1] <= report->at);
    out->at[out->n++] = report->at;
    return 0;
}

/* A table row with a position: 431000001 at that second. */
static bool add_at(struct pl_reorder *r, pl_time at, uint32_t mmsi) {
    struct pl_ais_row row = {.has = PL_ROW_POSITION, .lon = 600000, .lat = 600000};
    struct pl_span span = {0, 1};
    struct pl_hearing h = {.at = at, .mmsi = mmsi, .row = &row, .parts = &span, .n_parts = 1};
    struct pl_report report;
    bool taken = false;
    PL_BUF_AUTO record;
    pl_buf_open(&record, PL_RECORD_MAX);
    assert_int_equal(pl_record_write(&h, &record, NULL), 0);
    assert_int_equal(pl_report_read(pl_buf_str(&record), &report, NULL), 0);
    assert_int_equal(pl_reorder_add(r, &report, true, &taken, NULL), 0);
    return taken;
}

static struct pl_reorder *open_one(pl_time lateness_s, size_t bytes, struct out *out) {
    struct pl_reorder *r = NULL;
    assert_int_equal(pl_reorder_open(lateness_s * PL_SECOND_US, bytes, on_report, out, &r, NULL), 0);
    return r;
}

static void drain(struct pl_reorder *r, pl_time now) { assert_int_equal(pl_reorder_drain(r, now, 0, NULL), 0); }

static struct out *fresh(void) {
    struct out *out = calloc(1, sizeof *out);
    assert_non_null(out);
    return out;
}

static void test_waits_for_lateness(void **state) {
    struct out *out = fresh();
    struct pl_reorder *r = open_one(60, ROOMY, out);
    (void)state;
    for (int i = 0; i < 200; i++) {
        assert_true(add_at(r, T0 + i * PL_SECOND_US, 431000001));
        drain(r, PL_TIME_NONE);
    }
    /* the clock is the median of the last 63: second 168; what is 60 s behind it has left */
    assert_true(pl_reorder_clock(r) == T0 + 168 * PL_SECOND_US);
    assert_int_equal(out->n, 109);
    assert_false(add_at(r, T0 + 107 * PL_SECOND_US, 431000002)); /* late */
    assert_true(add_at(r, T0 + 109 * PL_SECOND_US, 431000002));
    assert_int_equal(pl_reorder_counts(r).late, 1);
    assert_int_equal(pl_reorder_flush(r, NULL), 0);
    assert_int_equal(out->n, 201);
    pl_reorder_close(r);
    free(out);
}

static void test_clock_ahead(void **state) {
    struct out *out = fresh();
    struct pl_reorder *r = open_one(60, ROOMY, out);
    (void)state;
    /* every third report says a year from now: the others still come in order, and none is late */
    for (int i = 0; i < 300; i++) {
        pl_time at = T0 + i * PL_SECOND_US + (i % 3 == 0 ? 365 * PL_DAY_US : 0);
        assert_true(add_at(r, at, 431000001));
        drain(r, PL_TIME_NONE);
    }
    assert_true(pl_reorder_clock(r) < T0 + PL_HOUR_US);
    assert_int_equal(pl_reorder_counts(r).late, 0);
    assert_true(out->n > 100);
    pl_reorder_close(r);
    /* all of them ahead: the time of reception holds them */
    memset(out, 0, sizeof *out);
    r = open_one(60, ROOMY, out);
    for (int i = 0; i < 300; i++) {
        assert_true(add_at(r, T0 + 365 * PL_DAY_US + i, 431000001));
        drain(r, T0 + i * PL_SECOND_US);
    }
    assert_int_equal(out->n, 0);
    pl_reorder_close(r);
    free(out);
}

static void test_time_goes_on(void **state) {
    struct out *out = fresh();
    struct pl_reorder *r = open_one(60, ROOMY, out);
    (void)state;
    assert_true(add_at(r, T0, 431000001));
    drain(r, T0);
    assert_int_equal(out->n, 0);
    assert_int_equal(pl_reorder_drain(r, T0 + 59 * PL_SECOND_US, 59 * PL_SECOND_US, NULL), 0);
    assert_int_equal(out->n, 0);
    assert_int_equal(pl_reorder_drain(r, T0 + 60 * PL_SECOND_US, 60 * PL_SECOND_US, NULL), 0);
    assert_int_equal(out->n, 1);
    pl_reorder_close(r);
    /* without a time of reception nothing leaves before there is a quorum */
    memset(out, 0, sizeof *out);
    r = open_one(0, ROOMY, out);
    for (int i = 0; i < PL_REORDER_QUORUM - 1; i++) {
        assert_true(add_at(r, T0 + i, 431000001));
        drain(r, PL_TIME_NONE);
    }
    assert_int_equal(out->n, 0);
    assert_true(add_at(r, T0 + PL_REORDER_QUORUM, 431000001));
    drain(r, PL_TIME_NONE);
    assert_true(out->n > 0);
    pl_reorder_close(r);
    free(out);
}

static void test_ceiling(void **state) {
    struct out *out = fresh();
    struct pl_reorder *r = open_one(86400, 4096, out);
    (void)state;
    for (int i = 0; i < 1000; i++) {
        assert_true(add_at(r, T0 + i * PL_SECOND_US, 431000001));
    }
    struct pl_reorder_counts c = pl_reorder_counts(r);
    assert_true(c.bytes <= 4096);
    assert_int_equal(c.hurried + c.waiting, 1000);
    assert_int_equal(c.hurried, out->n);
    assert_true(c.waiting > 10);
    pl_reorder_close(r);
    /* a heap full of what lies ahead: no more of it is taken, what is due still is */
    memset(out, 0, sizeof *out);
    r = open_one(60, 4096, out);
    for (int i = 0; i < 20; i++) {
        assert_true(add_at(r, T0 + i, 431000001));
    }
    assert_int_equal(pl_reorder_drain(r, T0 + PL_HOUR_US, PL_HOUR_US, NULL), 0);
    assert_int_equal(pl_reorder_counts(r).waiting, 0);
    int taken = 0;
    for (int i = 0; i < 300; i++) { /* one of three lies ahead: the clock stays with the others */
        taken += add_at(r, T0 + PL_DAY_US + i, 431000001);
        (void)add_at(r, T0 + 100 + 2 * i, 431000002);
        (void)add_at(r, T0 + 101 + 2 * i, 431000002);
    }
    size_t before = out->n;
    assert_true(taken >= 5 && taken < 300);
    assert_int_equal(pl_reorder_counts(r).ahead, 300 - taken);
    assert_true(before > 500); /* what is due leaves, hurried */
    assert_true(out->at[before - 1] < T0 + PL_DAY_US);
    assert_true(pl_reorder_counts(r).bytes <= 4096);
    pl_reorder_close(r);
    free(out);
}

static int compare(const void *a, const void *b) {
    pl_time x = *(const pl_time *)a, y = *(const pl_time *)b;
    return (x > y) - (x < y);
}

static void test_random(void **state) {
    struct out *out = fresh();
    static const unsigned SEED = 20261123;
    pl_time *all = calloc(MANY, sizeof *all);
    struct pl_reorder *r = open_one(3600, ROOMY, out);
    unsigned x = SEED;
    size_t n = 0;
    (void)state;
    assert_non_null(all);
    for (int i = 0; i < MANY - 1; i++) {
        x = x * 1664525u + 1013904223u;
        pl_time at = T0 + i * PL_SECOND_US + (pl_time)(x >> 8) % (1000 * PL_SECOND_US);
        if (add_at(r, at, 431000001 + (x >> 30))) {
            all[n++] = at;
        }
        drain(r, PL_TIME_NONE);
    }
    assert_int_equal(pl_reorder_flush(r, NULL), 0);
    qsort(all, n, sizeof *all, compare);
    assert_int_equal(n, MANY - 1); /* 1,000 s of disorder, 3,600 s of lateness: none is late */
    assert_int_equal(out->n, n);
    assert_memory_equal(out->at, all, n * sizeof *all);
    pl_reorder_close(r);
    free(all);
    free(out);
}

static void test_start(void **state) {
    struct out *out = fresh();
    struct pl_reorder *r = open_one(60, ROOMY, out);
    (void)state;
    pl_reorder_start(r, T0);
    assert_false(add_at(r, T0 - 1, 431000001));
    assert_false(add_at(r, T0, 431000001));
    assert_true(add_at(r, T0 + 1, 431000001));
    pl_reorder_close(r);
    pl_reorder_close(NULL);
    free(out);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_waits_for_lateness),
                                       cmocka_unit_test(test_clock_ahead),
                                       cmocka_unit_test(test_time_goes_on),
                                       cmocka_unit_test(test_ceiling),
                                       cmocka_unit_test(test_random),
                                       cmocka_unit_test(test_start)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
