/* pl_time: instants by `date -u -d ... +%s` (GNU coreutils 9.1); every day from 1583 to 2400 there and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/time.h"

static void parses(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t s;
        int64_t us;
    } ROWS[] = {
        {"1970-01-01", 0, 0},
        {"2024-03-01T02:00Z", 1709258400, 0},
        {"2024-03-01 02:00:05", 1709258405, 0},
        {"2024-02-29T23:59:59.123456789Z", 1709251199, 123456},
        {"2024-02-29T23:59:59.5", 1709251199, 500000},
        {"2000-02-29", 951782400, 0},
        {"1969-12-31T23:59:59Z", -1, 0},
        {"2024-03-01T02:00:00+09:00", 1709226000, 0},
        {"2024-03-01T02:00:00-0330", 1709271000, 0},
        {"2024-03-01T02:00:00+14", 1709208000, 0},
        {"9999-12-31T23:59:59Z", 253402300799, 0},
        {"0001-01-01", -62135596800, 0},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        pl_time at = 0;
        assert_true(pl_time_parse(pl_str_from(ROWS[i].text), &at));
        assert_int_equal(at, ROWS[i].s * PL_SECOND_US + ROWS[i].us);
    }
    static const char *const BAD[] = {
        "0001-01-01T00:00+00:01",
        "9999-12-31T23:59-00:01",
        "",
        "2024",
        "2024-3-1",
        "2024-02-30",
        "2023-02-29",
        "1900-02-29",
        "2024-13-01",
        "2024-00-01",
        "2024-01-00",
        "2024-01-01T",
        "2024-01-01T24:00",
        "2024-01-01T00:60",
        "2024-01-01T00:00:60",
        "2024-01-01T00:00:00.",
        "2024-01-01T00:00Zz",
        "2024-01-01T00:00+15:00",
        "0000-01-01",
        " 2024-01-01",
        "2024-01-01 ",
        "2024-01-01T1:00",
        "2024/01/01",
        "2024-01-01t00:00",
    };
    pl_time at = 42;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        if (pl_time_parse(pl_str_from(BAD[i]), &at)) {
            fail_msg("\"%s\" is taken for a time", BAD[i]);
        }
    }
    assert_int_equal(at, 42);
}

static void writes(void **state) {
    (void)state;
    static const struct {
        pl_time at;
        const char *want;
    } ROWS[] = {
        {0, "1970-01-01T00:00:00Z"},
        {-1, "1969-12-31T23:59:59.999999Z"},
        {INT64_C(1709258405) * PL_SECOND_US + 500000, "2024-03-01T02:00:05.5Z"},
        {INT64_C(1709258405) * PL_SECOND_US + 10, "2024-03-01T02:00:05.00001Z"},
        {PL_TIME_NONE, ""},
    };
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, 100);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        pl_buf_clear(&buf);
        pl_time_write(&buf, ROWS[i].at);
        assert_true(pl_str_eq(pl_buf_str(&buf), pl_str_from(ROWS[i].want)));
    }
}

static void every_day_comes_back(void **state) {
    (void)state;
    pl_time first = 0;
    pl_time last = 0;
    assert_true(pl_time_parse(PL_STR("1583-01-01T12:34:56.789Z"), &first));
    assert_true(pl_time_parse(PL_STR("2400-12-31T12:34:56.789Z"), &last));
    struct pl_date before = {.year = 1582, .month = 12, .day = 31};
    for (pl_time at = first; at <= last; at += PL_DAY_US) {
        struct pl_date d = pl_time_to_date(at);
        pl_time back = 0;
        assert_true(pl_time_from_date(d, &back));
        assert_int_equal(back, at);
        assert_true(d.hour == 12 && d.minute == 34 && d.second == 56 && d.micro == 789000);
        /* the day after a day is the next in its month, or the first of the next one */
        assert_true((d.year == before.year && d.month == before.month && d.day == before.day + 1) ||
                    (d.day == 1 && before.day >= 28));
        before = d;
    }
    assert_true(before.year == 2400 && before.month == 12 && before.day == 31);
}

static void clocks_run(void **state) {
    (void)state;
    int64_t a = pl_time_monotonic_us();
    assert_true(pl_time_monotonic_us() >= a);
    assert_true(pl_time_now() > INT64_C(1700000000) * PL_SECOND_US);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses),
        cmocka_unit_test(writes),
        cmocka_unit_test(every_day_comes_back),
        cmocka_unit_test(clocks_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
