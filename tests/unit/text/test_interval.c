/* Expectations by hand; days since 1970 with GNU date. The forms stand in the OFAC and UN lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/interval.h"

static const struct {
    const char *text;
    const char *want; /* as pl_interval_write says it, NULL: refused */
} FORMS[] = {
    {"1965", "1965"},
    {"07 Mar 1965", "1965-03-07"},
    {"7 March 1965.", "1965-03-07"},
    {" 1965-3-7 ", "1965-03-07"},
    {"1965-03", "1965-03"},
    {"1965-03-07T00:00:00", "1965-03-07"},
    {"1965-03-07-04:00", "1965-03-07"},
    {"1965-03-07Z", "1965-03-07"},
    {"circa 1960-1963", "circa 1960-01-01/1963-12-31"},
    {"circa 1960 to 1963", "circa 1960-01-01/1963-12-31"},
    {"Mar 1965", "1965-03"},
    {"Sept 1965", "1965-09"},
    {"circa 1965", "circa 1965"},
    {"Circa 07 Mar 1965", "circa 1965-03-07"},
    {"approximately 1965", "circa 1965"},
    {"c. Mar 1965", "circa 1965-03"},
    {"1960 to 1963", "1960-01-01/1963-12-31"},
    {"01 Jan 1960 to 31 Dec 1960", "1960-01-01/1960-12-31"},
    {"circa 1960 to circa 1963", "circa 1960-01-01/1963-12-31"},
    {"between 1960 and 1963", "1960-01-01/1963-12-31"},
    {"1960-1963", "1960-01-01/1963-12-31"},
    {"1960-01-01/1963-12-31", "1960-01-01/1963-12-31"},
    {"circa 2017-12/2018-01", "circa 2017-12-01/2018-01-31"},
    {"1960/1963", "1960-01-01/1963-12-31"},
    {"00/04/1984", "1984-04"},
    {"dd/mm/1945", "1945"},
    {"dd/12/1961", "1961-12"},
    {"10/00/1983", "1983"},
    {"10/11/1983", "1983-11-10"},
    {"29 Feb 1964", "1964-02-29"},
    {"9999", "9999"},
    {"Dec 9999", "9999-12"},
    {"29 Feb 1965", NULL},
    {"31/04/1984", NULL},
    {"32/00/1984", NULL},
    {"01/13/1984", NULL},
    {"1963 to 1960", NULL},
    {"0000", NULL},
    {"65", NULL},
    {"circa circa 1965", NULL},
    {"1965-03-07x", NULL},
    {"1965-03-07-99:00", NULL},
    {"19650", NULL},
    {"1965-00", NULL},
    {"1965-03-", NULL},
    {"7 Foo 1965", NULL},
    {"Mar", NULL},
    {"circa", NULL},
    {"1965-03-07T99:00", NULL},
    {"", NULL},
    {".", NULL},
    {"na", NULL},
    {"1963/1960", NULL},
    {"1960/63", NULL},
    {"1960-01-01/", NULL},
    {"/1960-01-01", NULL},
    {"1960/1961/1962", NULL},
};

static void test_forms(void **state) {
    (void)state;
    PL_BUF_AUTO out = {.max_bytes = 100};
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        struct pl_interval interval = {.first_day = 123456};
        bool ok = pl_interval_parse(pl_str_from(FORMS[i].text), &interval);
        if (ok != (FORMS[i].want != NULL)) {
            print_error("%s\n", FORMS[i].text);
        }
        assert_int_equal(ok, FORMS[i].want != NULL);
        pl_buf_clear(&out);
        if (ok) {
            pl_interval_write(&out, interval);
            pl_buf_add_char(&out, '\0');
            assert_string_equal(out.p, FORMS[i].want);
        } else {
            assert_int_equal(interval.first_day, 123456);
        }
    }
}

static struct pl_interval read_one(const char *text) {
    struct pl_interval interval = {0};
    assert_true(pl_interval_parse(pl_str_from(text), &interval));
    return interval;
}

static void test_days(void **state) {
    (void)state;
    assert_int_equal(read_one("1970").first_day, 0);
    assert_int_equal(read_one("1970").last_day, 364);
    assert_int_equal(read_one("1969-12").first_day, -31);
    assert_int_equal(read_one("1969-12").last_day, -1);
    assert_int_equal(read_one("29 Feb 2024").first_day, 19782); /* date -u -d 2024-02-29 +%s / 86400 */
    assert_int_equal(read_one("9999").last_day - read_one("31 Dec 9999").last_day, 0);
}

static void test_overlap(void **state) {
    (void)state;
    static const struct {
        const char *a;
        const char *b;
        bool want;
    } CASES[] = {
        {"1965", "07 Mar 1965", true},   {"1965", "31 Dec 1964", false},       {"1965", "01 Jan 1966", false},
        {"1965", "31 Dec 1965", true},   {"Mar 1965", "31 Mar 1965", true},    {"Mar 1965", "01 Apr 1965", false},
        {"circa 1965", "1967", true},    {"circa 1965", "1963", true},         {"circa 1965", "1962", false},
        {"circa 1965", "1967", true},    {"circa 1965", "1968", false},        {"1960 to 1963", "1963", true},
        {"1960 to 1963", "1964", false}, {"07 Mar 1965", "07 Mar 1965", true}, {"07 Mar 1965", "08 Mar 1965", false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct pl_interval a = read_one(CASES[i].a);
        struct pl_interval b = read_one(CASES[i].b);
        assert_int_equal(pl_interval_overlap(a, b), CASES[i].want);
        assert_int_equal(pl_interval_overlap(b, a), CASES[i].want);
    }
}

static void test_flipped(void **state) {
    (void)state;
    assert_true(pl_interval_flipped(read_one("1965-03-07"), read_one("1965-07-03")));
    assert_false(pl_interval_flipped(read_one("1965-03-03"), read_one("1965-03-03")));
    assert_false(pl_interval_flipped(read_one("1965-03-07"), read_one("1966-07-03")));
    assert_false(pl_interval_flipped(read_one("1965-03"), read_one("1965-07")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_overlap),
        cmocka_unit_test(test_flipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
