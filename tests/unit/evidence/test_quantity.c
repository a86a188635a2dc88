/* Quantities from text and back; what a bound leaves open. Expectations by hand, from the rules of the header. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "evidence/quantity.h"

static const struct {
    const char *text, *written;
    double low, high;
} GOOD[] = {
    {"more than 5,000 containers", "more than 5,000 containers", 5000, PL_QUANTITY_OPEN},
    {"about 1.6 million rounds", "about 1,600,000 rounds", 1500000, 1700000},
    {"53,000 t", "53,000 t", 52500, 53500},
    {"53000 metric tons at 7.9 bbl/t", "53,000 metric tons at 7.9 bbl/t", 52500, 53500},
    {"up to 3 million shells per year, if all 152 mm", "up to 3,000,000 shells per year, if all 152 mm", 0, 3000000},
    {"4-6 million rounds", "between 4,000,000 and 6,000,000 rounds", 4000000, 6000000},
    {"between 4 and 6 million rounds", "between 4,000,000 and 6,000,000 rounds", 4000000, 6000000},
    {"5,000+ containers", "at least 5,000 containers", 5000, PL_QUANTITY_OPEN},
    {"64 voyages, 2023-09 to 2025-03", "64 voyages, 2023-09 to 2025-03", 63.5, 64.5},
    {"2023-09 to 2025-03: 64 voyages", "64 voyages, 2023-09 to 2025-03", 63.5, 64.5},
    {"1,410 t, 2021-08", "1,410 t, 2021-08", 1405, 1415},
    {"over 20,000 containers since 2022-07", "more than 20,000 containers, since 2022-07", 20000, PL_QUANTITY_OPEN},
    {"exactly 12 missiles", "exactly 12 missiles", 12, 12},
    {"no more than 500 000 barrels", "up to 500,000 barrels", 0, 500000},
    {"$2.8 billion", "2,800,000,000 USD", 2750000000.0, 2850000000.0},
    {"1.52 trillion won", "1,520,000,000,000 won", 1515000000000.0, 1525000000000.0},
    {"about 12,500 troops", "about 12,500 troops", 12000, 13000},
    {"about 1190 widgets", "about 1,190 widgets", 1178.1, 1201.9},
    {"about 10 shipments", "about 10 shipments", 9, 11},
    {"0 containers", "0 containers", 0, 0},
    {"7 days or more", "at least 7 days", 7, PL_QUANTITY_OPEN},
    {"100", "100", 95, 105},
};

static const char *const BAD[] = {"",
                                  "containers",
                                  "-5 containers",
                                  "more than",
                                  "1e99",
                                  "5,00 containers",
                                  "1000000000000000 t",
                                  "5 t, 6 t",
                                  "between 4 rounds",
                                  "6-4 rounds",
                                  "5 t at 7.9",
                                  "5 t, 2023-13",
                                  "5 t, if a, if b",
                                  "nan",
                                  "0x10 t",
                                  "12.3456789 t",
                                  "2023: 64 2023: 64 voyages"};

static void texts_are_read_and_written(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++) {
        struct pl_quantity q, again;
        PL_BUF_AUTO text;
        PL_BUF_AUTO twice;
        pl_buf_open(&text, 1024);
        pl_buf_open(&twice, 1024);
        if (!pl_quantity_parse(pl_str_from(GOOD[i].text), &q)) {
            fail_msg("not read: %s", GOOD[i].text);
        }
        pl_quantity_write(&text, &q);
        pl_buf_add_char(&text, '\0');
        assert_string_equal(text.p, GOOD[i].written);
        assert_true(pl_quantity_parse(pl_str_from(text.p), &again));
        pl_quantity_write(&twice, &again);
        pl_buf_add_char(&twice, '\0');
        assert_string_equal(twice.p, text.p);
        struct pl_range r = pl_quantity_range(&q);
        double slack = 1e-9 * (GOOD[i].low + 1);
        if (r.low < GOOD[i].low - slack || r.low > GOOD[i].low + slack || r.high < GOOD[i].high - 1e-9 * GOOD[i].high ||
            r.high > GOOD[i].high + 1e-9 * GOOD[i].high) {
            fail_msg("%s leaves open %f to %f", GOOD[i].text, r.low, r.high);
        }
    }
}

static void what_is_no_quantity_is_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        struct pl_quantity q = {.value = 42};
        if (pl_quantity_parse(pl_str_from(BAD[i]), &q)) {
            fail_msg("was read: %s", BAD[i]);
        }
        assert_true(q.value > 41 && q.value < 43); /* untouched */
    }
}

static void numbers_have_a_ceiling(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t taken;
        double value;
    } CASES[] = {{"999,999,999,999,999", 19, 999999999999999.0},
                 {"1,000,000,000,000,000", 0, 0},
                 {"999 trillion", 12, 999e12},
                 {"1000 trillion", 0, 0},
                 {"1,2345", 1, 1},
                 {"12 345 x", 6, 12345},
                 {"1,000,00", 5, 1000},
                 {"1.5m", 4, 1500000},
                 {"1.5 mm", 3, 1.5},
                 {"1.123456", 8, 1.123456},
                 {"1.1234567", 0, 0},
                 {"5.", 1, 5},
                 {".5", 0, 0},
                 {"1 billionaire", 1, 1}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double value = 0;
        size_t taken = pl_number_parse(pl_str_from(CASES[i].text), &value);
        if (taken != CASES[i].taken ||
            (taken > 0 && (value < CASES[i].value - 1e-6 || value > CASES[i].value + 1e-6))) {
            fail_msg("%s: %zu bytes, %f", CASES[i].text, taken, value);
        }
    }
}

static void text_has_a_ceiling(void **state) {
    (void)state;
    for (int more = -1; more <= 1; more++) {
        char text[PL_QUANTITY_MAX_BYTES + 2];
        struct pl_quantity q;
        size_t n = (size_t)(PL_QUANTITY_MAX_BYTES + more);
        memset(text, 'x', n);
        memcpy(text, "5 ", 2);
        assert_int_equal(pl_quantity_parse(pl_str_make(text, n), &q), more <= 0);
    }
}

static void units_are_told_apart(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        bool same;
    } CASES[] = {{"t", "kg", true},
                 {"metric tons", "thousand tonnes", true},
                 {"shells", "rounds", true},
                 {"bbl", "thousand barrels", true},
                 {"containers", "TEU", false},
                 {"t", "barrels", false},
                 {"rounds", "rounds per year", false},
                 {"rounds per annum", "shells per year", true},
                 {"USD", "won", false},
                 {"crates", "Crates", true},
                 {"crates", "boxes", false},
                 {"per cent", "%", true}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct pl_unit a, b;
        assert_true(pl_unit_parse(pl_str_from(CASES[i].a), &a) && pl_unit_parse(pl_str_from(CASES[i].b), &b));
        if (pl_unit_same(&a, &b) != CASES[i].same) {
            fail_msg("%s and %s", CASES[i].a, CASES[i].b);
        }
    }
    struct pl_unit unit;
    assert_false(pl_unit_parse(PL_STR("  "), &unit));
    assert_true(pl_unit_parse(PL_STR("thousand barrels"), &unit));
    assert_true(unit.scale > 999.9 && unit.scale < 1000.1);
}

static void qualifiers_keep_bound_and_condition(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int bound;
        const char *condition;
    } CASES[] = {{"more than, if all 152mm", PL_BOUND_MORE_THAN, "if all 152mm"},
                 {"more than if all 152mm", PL_BOUND_MORE_THAN, "if all 152mm"},
                 {"about", PL_BOUND_ABOUT, ""},
                 {"around, at least", PL_BOUND_AT_LEAST, ""},
                 {"not more than", PL_BOUND_UP_TO, ""},
                 {"not less than", PL_BOUND_AT_LEAST, ""},
                 {"less than", PL_BOUND_LESS_THAN, ""},
                 {"", PL_BOUND_STATED, ""},
                 {"official", PL_BOUND_STATED, ""},
                 {"assuming 400, a container", PL_BOUND_STATED, "assuming 400, a container"},
                 {"overall", PL_BOUND_STATED, ""}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct pl_quantity q = {0};
        pl_quantity_qualify(pl_str_from(CASES[i].text), &q);
        if (q.bound != CASES[i].bound || !pl_str_eq(q.condition, pl_str_from(CASES[i].condition))) {
            fail_msg("%s: %d, %.*s", CASES[i].text, q.bound, (int)q.condition.n, q.condition.p);
        }
    }
}

static void ranges_meet_or_not(void **state) {
    (void)state;
    struct pl_range more_than_5 = {5, PL_QUANTITY_OPEN, true, false}, from_5 = {5, PL_QUANTITY_OPEN, false, false};
    struct pl_range to_5 = {0, 5, false, false}, below_5 = {0, 5, false, true}, four_six = {4, 6, false, false};
    assert_true(pl_range_apart(more_than_5, to_5));
    assert_false(pl_range_apart(from_5, to_5));
    assert_true(pl_range_apart(from_5, below_5));
    assert_false(pl_range_apart(from_5, four_six));
    assert_true(pl_range_above(more_than_5, to_5));
    assert_false(pl_range_above(to_5, more_than_5));
    assert_false(pl_range_above(more_than_5, more_than_5));
    struct pl_range sum = pl_range_plus(more_than_5, to_5);
    assert_true(sum.high >= PL_QUANTITY_OPEN && sum.low > 4.9 && sum.low < 5.1);
    assert_true(pl_range_times(from_5, 2).high >= PL_QUANTITY_OPEN);
}

static void last_digits_have_their_worth(void **state) {
    (void)state;
    static const double CASES[][2] = {{13000, 1000}, {2.5, 0.1}, {759793, 1}, {0, 0}, {400, 100}, {0.25, 0.01}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double got = pl_number_digit(CASES[i][0]);
        assert_true(got > CASES[i][1] * 0.999 - 1e-12 && got < CASES[i][1] * 1.001 + 1e-12);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_read_and_written), cmocka_unit_test(what_is_no_quantity_is_refused),
        cmocka_unit_test(numbers_have_a_ceiling),     cmocka_unit_test(text_has_a_ceiling),
        cmocka_unit_test(units_are_told_apart),       cmocka_unit_test(qualifiers_keep_bound_and_condition),
        cmocka_unit_test(ranges_meet_or_not),         cmocka_unit_test(last_digits_have_their_worth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
