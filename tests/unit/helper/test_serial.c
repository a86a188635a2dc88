/* Dates of workbooks. Expectations by hand: 2026-03-01 is day 46082 of the 1900 system (45658 is 2025-01-01, 365 + 59
 * days before it) and day 44620 of the 1904 system (1462 days less); 1900-02-28 is day 59, 1900-03-01 day 61. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper/serial.h"

static void test_ids(void **state) {
    (void)state;
    static const struct {
        unsigned id;
        enum pl_serial_kind kind;
    } CASES[] = {{0, PL_SERIAL_NUMBER},  {13, PL_SERIAL_NUMBER}, {14, PL_SERIAL_DATE},    {17, PL_SERIAL_DATE},
                 {18, PL_SERIAL_TIME},   {21, PL_SERIAL_TIME},   {22, PL_SERIAL_INSTANT}, {23, PL_SERIAL_NUMBER},
                 {27, PL_SERIAL_DATE},   {37, PL_SERIAL_NUMBER}, {45, PL_SERIAL_TIME},    {46, PL_SERIAL_SPAN},
                 {47, PL_SERIAL_TIME},   {48, PL_SERIAL_NUMBER}, {50, PL_SERIAL_DATE},    {58, PL_SERIAL_DATE},
                 {59, PL_SERIAL_NUMBER}, {164, PL_SERIAL_NUMBER}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        assert_int_equal(pl_serial_of_id(CASES[i].id), CASES[i].kind);
    }
}

static void test_codes(void **state) {
    (void)state;
    static const struct {
        const char *code;
        enum pl_serial_kind kind;
    } CASES[] = {
        {"General", PL_SERIAL_NUMBER},
        {"0.00", PL_SERIAL_NUMBER},
        {"#,##0 \"days\"", PL_SERIAL_NUMBER}, /* letters in quotes are no parts of a date */
        {"0\\d", PL_SERIAL_NUMBER},
        {"[Red]0;[Blue]yyyy", PL_SERIAL_NUMBER}, /* the second section is for negative numbers */
        {"[$-409]d mmm yyyy", PL_SERIAL_DATE},
        {"yyyy\"year\"", PL_SERIAL_DATE},
        {"mmm", PL_SERIAL_DATE},
        {"MMMM YYYY", PL_SERIAL_DATE},
        {"h:mm AM/PM", PL_SERIAL_TIME},
        {"mm:ss", PL_SERIAL_TIME},
        {"hh:mm:ss.000", PL_SERIAL_TIME},
        {"dd/mm/yyyy hh:mm", PL_SERIAL_INSTANT},
        {"[h]:mm", PL_SERIAL_SPAN},
        {"[mm]:ss", PL_SERIAL_SPAN},
        {"0.00E+00", PL_SERIAL_NUMBER},
        {"", PL_SERIAL_NUMBER},
        {"\"open", PL_SERIAL_NUMBER},
        {"[h", PL_SERIAL_NUMBER},
        {"@", PL_SERIAL_NUMBER},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        if (pl_serial_of_code(pl_str_from(CASES[i].code)) != CASES[i].kind) {
            fail_msg("%s: %d", CASES[i].code, pl_serial_of_code(pl_str_from(CASES[i].code)));
        }
    }
}

static void test_write(void **state) {
    (void)state;
    static const struct {
        double days;
        enum pl_serial_kind kind;
        bool since_1904;
        const char *want; /* NULL: none */
    } CASES[] = {
        {46082, PL_SERIAL_DATE, false, "2026-03-01"},
        {44620, PL_SERIAL_DATE, true, "2026-03-01"},
        {46082, PL_SERIAL_INSTANT, false, "2026-03-01T00:00:00"},
        {46082.5, PL_SERIAL_DATE, false, "2026-03-01T12:00:00"},
        {46082.104166666664, PL_SERIAL_INSTANT, false, "2026-03-01T02:30:00"}, /* 2.5 / 24 */
        {46082.9999999, PL_SERIAL_INSTANT, false, "2026-03-01T23:59:59.991"},  /* 8.64 ms before midnight */
        {46082.99999999999, PL_SERIAL_INSTANT, false, "2026-03-02T00:00:00"},  /* to the nearest ms */
        {0.75, PL_SERIAL_TIME, false, "18:00:00"},
        {46082.75, PL_SERIAL_TIME, false, "2026-03-01T18:00:00"},
        {59, PL_SERIAL_DATE, false, "1900-02-28"},
        {60, PL_SERIAL_DATE, false, NULL},
        {61, PL_SERIAL_DATE, false, "1900-03-01"},
        {1, PL_SERIAL_DATE, false, "1900-01-01"},
        {0, PL_SERIAL_DATE, false, NULL},
        {0, PL_SERIAL_DATE, true, "1904-01-01"},
        {-1, PL_SERIAL_DATE, false, NULL},
        {2958465, PL_SERIAL_DATE, false, "9999-12-31"},
        {2958466, PL_SERIAL_DATE, false, NULL},
        {2958465, PL_SERIAL_DATE, true, NULL}, /* 10004 */
        {46082, PL_SERIAL_NUMBER, false, NULL},
        {1.1041666666666667, PL_SERIAL_SPAN, false, "PT26H30M"},
        {0, PL_SERIAL_SPAN, false, "PT0S"},
        {0.000011574074074074073, PL_SERIAL_SPAN, false, "PT1S"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        PL_BUF_AUTO out = {0};
        pl_buf_open(&out, 100);
        assert_int_equal(pl_serial_write(CASES[i].days, CASES[i].kind, CASES[i].since_1904, &out),
                         CASES[i].want != NULL);
        if (!pl_str_eq(pl_buf_str(&out), pl_str_from(CASES[i].want))) {
            fail_msg("%zu: %.*s", i, (int)out.n, out.p);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ids), cmocka_unit_test(test_codes),
                                       cmocka_unit_test(test_write)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
