/* Days and parts of lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/list.h"

static void test_day(void **state) {
    (void)state;
    static const struct {
        const char *said;
        int format;
        const char *day; /* NULL: none */
    } rows[] = {
        {"2026-02-27T00:00:09.554Z", PL_LIST_FORMAT_UN_XML, "2026-02-27"},
        {"2026-02-27", PL_LIST_FORMAT_NONE, "2026-02-27"},
        {"04/03/2020", PL_LIST_FORMAT_OFAC_XML, "2020-04-03"}, /* OFAC: the month first */
        {"04/03/2020", PL_LIST_FORMAT_OFSI_CSV, "2020-03-04"}, /* everybody else: the day first */
        {"22/04/2020", PL_LIST_FORMAT_OFAC_XML, NULL},
        {"2020", PL_LIST_FORMAT_NONE, NULL}, /* a year is no day */
        {"2020-02-30", PL_LIST_FORMAT_NONE, NULL},
        {"", PL_LIST_FORMAT_NONE, NULL},
        {"soon", PL_LIST_FORMAT_NONE, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char day[16] = "x";
        bool is = pl_list_day(pl_str_from(rows[i].said), rows[i].format, day);
        assert_int_equal(is, rows[i].day != NULL);
        assert_string_equal(day, rows[i].day != NULL ? rows[i].day : "");
    }
}

static void test_day_number(void **state) {
    (void)state;
    int32_t day = 7;
    assert_true(pl_list_day_number(PL_STR("1970-01-02"), &day));
    assert_int_equal(day, 1);
    assert_true(pl_list_day_number(PL_STR("1969-12-31"), &day));
    assert_int_equal(day, -1);
    assert_false(pl_list_day_number(PL_STR("1970-1-2"), &day));
    assert_false(pl_list_day_number(PL_STR("1970-13-01"), &day));
    assert_false(pl_list_day_number(PL_STR("01/02/1970"), &day));
}

static void test_part(void **state) {
    (void)state;
    assert_int_equal(pl_list_part_of(PL_STR("prim")), 0);
    assert_int_equal(pl_list_part_of(PL_STR("comments")), 3);
    assert_int_equal(pl_list_part_of(PL_STR("sdn")), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_day), cmocka_unit_test(test_day_number),
                                       cmocka_unit_test(test_part)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
