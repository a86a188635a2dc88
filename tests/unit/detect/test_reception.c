/* Sums of chances, by hand: sample spans of 120 s; cells of a quarter of a degree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "detect/reception.h"

#define SAMPLE (120 * PL_SECOND_US)
#define HOUR   INT64_C(474000) /* since 1970 */
#define T0     (HOUR * PL_HOUR_US)

static pl_pos at(double lat, double lon) {
    pl_pos pos;
    assert_true(pl_pos_from_deg(lon, lat, &pos));
    return pos;
}

static struct pl_reception_count all(const struct pl_reception *r, pl_pos pos, bool class_b) {
    return pl_reception_ask(r, pl_reception_cell(pos), class_b, 0, INT64_MAX);
}

/* Still for an hour, heard at 0, 2, 4 and 60 minutes: 30 spans, of which 3 are taken; nothing more from the same span.
 */
static void test_still(void **state) {
    (void)state;
    struct pl_tally t;
    pl_pos here = at(38.1, 124.1);
    pl_tally_open(&t);
    assert_int_equal(pl_tally_span(&t, T0, here, T0 + SAMPLE, here, SAMPLE, false), 1);
    assert_int_equal(pl_tally_span(&t, T0 + SAMPLE, here, T0 + SAMPLE + PL_SECOND_US, here, SAMPLE, false), 0);
    assert_int_equal(pl_tally_span(&t, T0 + SAMPLE, here, T0 + 2 * SAMPLE, here, SAMPLE, false), 1);
    assert_int_equal(pl_tally_span(&t, T0 + 2 * SAMPLE, here, T0 + 30 * SAMPLE, here, SAMPLE, false), 28);
    /* 29 in the first hour, 2 of them taken; the one that begins the second hour is taken there. */
    assert_int_equal(t.n, 2);
    struct pl_reception_sum sums[2] = {t.sums[0], t.sums[1]};
    assert_int_equal(pl_reception_sort(sums, 2), 2);
    assert_true(sums[0].key == pl_reception_key(here, T0, false));
    assert_int_equal(sums[0].chances, 29);
    assert_int_equal(sums[0].taken, 2);
    assert_true(sums[1].key == pl_reception_key(here, T0 + PL_HOUR_US, false));
    assert_int_equal(sums[1].chances, 1);
    assert_int_equal(sums[1].taken, 1);
    pl_tally_close(&t);
}

/* From one cell to the next in 20 spans, the border half way: 10 missed here, 9 missed and one taken there. */
static void test_on_the_line(void **state) {
    (void)state;
    struct pl_tally t;
    pl_tally_open(&t);
    assert_int_equal(pl_tally_span(&t, T0, at(38.1, 124.15), T0 + 20 * SAMPLE, at(38.1, 124.35), SAMPLE, true), 20);
    assert_int_equal(t.n, 2);
    uint64_t west = pl_reception_key(at(38.1, 124.15), T0, true);
    unsigned i = t.sums[0].key == west ? 0 : 1;
    assert_true(t.sums[i].key == west);
    assert_int_equal(t.sums[i].chances + t.sums[1 - i].chances, 20);
    assert_in_range(t.sums[i].chances, 9, 10); /* spans 1 to 9, and 10 if its middle lies this side */
    assert_int_equal(t.sums[i].taken, 0);
    assert_int_equal(t.sums[1 - i].taken, 1);
    pl_tally_close(&t);
}

static void test_cells(void **state) {
    (void)state;
    uint32_t cell = pl_reception_cell(at(0.1, 179.9));
    assert_int_equal(pl_reception_beside(cell, 1, 0), pl_reception_cell(at(0.1, -179.9)));
    assert_int_equal(pl_reception_beside(cell, 0, 1), pl_reception_cell(at(0.3, 179.9)));
    assert_int_equal(pl_reception_cell(at(90, 0)), pl_reception_cell(at(89.9, 0)));
    assert_int_equal(pl_reception_beside(pl_reception_cell(at(89.9, 0)), 0, 1), pl_reception_cell(at(89.9, 0)));
    assert_true(pl_reception_cell(at(-0.1, 0)) != pl_reception_cell(at(0.1, 0)));
    assert_true(pl_reception_cell(at(0.1, -0.1)) != pl_reception_cell(at(0.1, 0.1)));
}

static int collect(void *ctx, const struct pl_reception_sum *sums, size_t n, struct pl_error *err) {
    return pl_reception_add(ctx, sums, n, err);
}

/* In any order, in pieces, packed or not: the same sums. Class A counts what was heard of class B too. */
static void test_asked(void **state) {
    (void)state;
    struct pl_error err;
    struct pl_reception *r = NULL;
    PL_BUF_AUTO packed;
    pl_pos here = at(38.1, 124.1), beside = at(38.1, 124.4), far = at(38.1, 125.6);
    struct pl_reception_sum sums[] = {
        {pl_reception_key(here, T0, false), 10, 4},
        {pl_reception_key(here, T0 + PL_HOUR_US, false), 20, 20},
        {pl_reception_key(here, T0 + PL_HOUR_US, true), 5, 1},
        {pl_reception_key(beside, T0, false), 7, 7},
        {pl_reception_key(far, T0, false), 100, 0},
    };
    size_t n = pl_reception_sort(sums, 5);
    assert_int_equal(n, 5);
    pl_buf_open(&packed, 4096);
    pl_reception_pack(sums, n, &packed);
    assert_int_equal(pl_reception_open(&r, &err), 0);
    assert_int_equal(pl_reception_unpack(pl_buf_str(&packed), collect, r, &err), 0);
    assert_int_equal(pl_reception_add(r, sums, 1, &err), 0); /* the first once more */
    assert_int_equal(pl_reception_seal(r, &err), 0);
    assert_int_equal(all(r, here, false).chances, 10 + 10 + 20 + 5);
    assert_int_equal(all(r, here, false).taken, 4 + 4 + 20 + 1);
    assert_int_equal(all(r, here, true).chances, 5);
    uint32_t cell = pl_reception_cell(here);
    assert_int_equal(pl_reception_ask(r, cell, false, HOUR, HOUR).chances, 20);
    assert_int_equal(pl_reception_ask(r, cell, false, HOUR + 1, HOUR + 1).chances, 25);
    assert_int_equal(pl_reception_ask(r, cell, false, HOUR + 2, HOUR + 9).chances, 0);
    assert_int_equal(pl_reception_ask(r, cell, false, HOUR + 1, HOUR).chances, 0);
    /* 38.1, 124.1: the nearest degrees are 37 and 38 N, 123 and 124 E; 125 E is not among them. */
    assert_int_equal(pl_reception_around(r, here, false, HOUR, HOUR).chances, 20 + 7);
    assert_int_equal(pl_reception_around(r, at(38.1, 124.9), false, HOUR, HOUR).chances, 20 + 7 + 100);
    pl_reception_close(r);
    pl_reception_close(NULL);
}

static int nothing(void *ctx, const struct pl_reception_sum *sums, size_t n, struct pl_error *err) {
    (void)ctx;
    (void)sums;
    (void)n;
    (void)err;
    return 0;
}

/* What no pack wrote: cut short, a key twice, more taken than chances, no chance, a needless byte, a key too large. */
static void test_damaged(void **state) {
    (void)state;
    struct pl_error err;
    static const char *const BAD[] = {"\x05",
                                      "\x05\x02",
                                      "\x85",
                                      "\x05\x02\x01\x80",
                                      "\x05\x01\x02",
                                      "\x85\x80\x01\x01\x01\x01",
                                      "\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x01\x01"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        assert_int_equal(pl_reception_unpack(pl_str_from(BAD[i]), nothing, NULL, &err), PL_E_FORMAT);
    }
    assert_int_equal(pl_reception_unpack(pl_str_make("\x05\x02\x01\x00\x02\x01", 6), nothing, NULL, &err), PL_E_FORMAT);
    assert_int_equal(pl_reception_unpack(pl_str_make("\x05\x00\x00", 3), nothing, NULL, &err), PL_E_FORMAT);
    assert_int_equal(pl_reception_unpack(pl_str_from("\x05\x02\x01\x01\x02\x01"), nothing, NULL, &err), 0);
    assert_int_equal(pl_reception_unpack((pl_str){0}, nothing, NULL, &err), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_still), cmocka_unit_test(test_on_the_line), cmocka_unit_test(test_cells),
        cmocka_unit_test(test_asked), cmocka_unit_test(test_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
