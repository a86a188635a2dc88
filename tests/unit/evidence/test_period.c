/* How periods lie to each other; by hand, with a calendar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "evidence/period.h"

static struct pl_period period(const char *start, const char *end) {
    struct pl_period p;
    assert_true(pl_period_parse(pl_str_from(start), pl_str_from(end), &p));
    return p;
}

static void only_dates_are_read(void **state) {
    (void)state;
    struct pl_period p = {.has_start = true};
    static const char *const BAD[][2] = {{"2023-02-30", ""},
                                         {"2023-13", ""},
                                         {"2023-9", ""},
                                         {"", "2023/09/01"},
                                         {"2024", "2023"},
                                         {"20230901", ""},
                                         {"2023-09-07T00:00:00", ""},
                                         {"2024-03-02", "2024-03-01"}};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_false(pl_period_parse(pl_str_from(BAD[i][0]), pl_str_from(BAD[i][1]), &p));
    }
    p = period("2023-09", "2023-09-07"); /* the start is as long as a month: not after the end */
    assert_int_equal(pl_period_days(&p), 7);
    p = period("2024-02", "2024-02");
    assert_int_equal(pl_period_days(&p), 29);
    p = period("", "2024");
    assert_false(p.has_start);
    assert_int_equal(pl_period_days(&p), 0);
}

static void nested_same_and_overlapping(void **state) {
    (void)state;
    static const struct {
        const char *a[2], *b[2];
        bool same, within, overlap;
    } CASES[] = {
        {{"2023-09", "2024-02-23"}, {"2023-08", "2024-02-26"}, false, true, true},
        {{"2023-08", "2024-02-26"}, {"2023-09", "2024-02-23"}, false, false, true},
        {{"2023-09", "2024-02"}, {"2023-09-07", "2024-02-29"}, true, false, true},
        {{"2023-09-07", "2024-02-29"}, {"2023-09", "2024-02"}, true, true, true},
        {{"2023", "2023"}, {"2024", "2024"}, false, false, false},
        {{"", "2023-12"}, {"2023-09", "2024-02"}, false, false, true},
        {{"", "2023-08"}, {"2023-09", "2024-02"}, false, false, false},
        {{"2024-03", ""}, {"2023-09", "2024-02"}, false, false, false},
        {{"2024", "2024"}, {"2024-01-01", "2024-12-31"}, true, true, true},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct pl_period a = period(CASES[i].a[0], CASES[i].a[1]), b = period(CASES[i].b[0], CASES[i].b[1]);
        if (pl_period_same(&a, &b) != CASES[i].same || pl_period_within(&a, &b) != CASES[i].within ||
            pl_period_overlap(&a, &b) != CASES[i].overlap || pl_period_overlap(&b, &a) != CASES[i].overlap) {
            fail_msg("case %zu", i);
        }
    }
}

static void periods_are_written(void **state) {
    (void)state;
    static const char *const CASES[][3] = {{"2023-09", "2024-02-23", "2023-09 to 2024-02-23"},
                                           {"", "2023-12", "to 2023-12 (no start)"},
                                           {"2023-09", "", "from 2023-09 (no end)"},
                                           {"", "", "no period"}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct pl_period p = period(CASES[i][0], CASES[i][1]);
        PL_BUF_AUTO text;
        pl_buf_open(&text, 256);
        pl_period_write(&text, &p);
        pl_buf_add_char(&text, '\0');
        assert_string_equal(text.p, CASES[i][2]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_dates_are_read),
        cmocka_unit_test(nested_same_and_overlapping),
        cmocka_unit_test(periods_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
