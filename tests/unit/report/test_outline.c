/* Where statements end: expected bytes counted by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "report/check.h"
#include "report/outline.h"

#include "base/ban.h"

static void ends(void **state) {
    static const struct {
        const char *source;
        uint64_t from, next, want;
    } CASES[] = {
        {"{f} A b.", 0, 8, 8},
        {"{f} A b.\n", 0, 9, 8},                     /* without the line's end */
        {"{f} A\nb c.\n\nOther", 0, 17, 10},         /* to the empty line */
        {"{f} A\r\nb.\r\n \r\nOther", 0, 19, 9},     /* a line of white space is empty */
        {"{f} A.\n# Next\n", 0, 14, 6},              /* to a heading */
        {"- {f} A.\n- B\n", 2, 13, 8},               /* to the next item */
        {"1. {f} A.\n12) B\n", 3, 16, 9},            /* a number too */
        {"{f} A.\n12 B\n", 0, 12, 11},               /* which is no item without its dot */
        {"{f} A. {g} B.", 0, 7, 6},                  /* to the next statement */
        {"| {f} A \\| b | c |\n| d |\n", 2, 26, 12}, /* in a table to its bar, an escaped one is none */
        {"{f} A.\n| b |\n", 0, 13, 6},               /* to a table */
        {"{f} A.\n```\nx\n", 0, 13, 6},              /* to a fence */
        {"", 0, 0, 0},
        {"{f}", 3, 9, 3}, /* what lies behind the end is the end */
        {"{f}", 9, 9, 3},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        uint64_t got = pl_report_statement_end(pl_str_from(CASES[i].source), CASES[i].from, CASES[i].next);
        if (got != CASES[i].want) {
            fail_msg("case %zu: %llu, not %llu", i, (unsigned long long)got, (unsigned long long)CASES[i].want);
        }
    }
}

static void columns(void **state) {
    pl_str s = PL_STR("\xEF\xBB\xBF"
                      "ab\r\n\xED\x95\x9C\xEA\xB5\xAD x\rlast");
    (void)state;
    assert_int_equal(pl_report_column(s, 3), 1); /* behind the byte order mark */
    assert_int_equal(pl_report_column(s, 4), 2);
    assert_int_equal(pl_report_column(s, 7), 1);
    assert_int_equal(pl_report_column(s, 10), 2); /* behind one syllable of three bytes */
    assert_int_equal(pl_report_column(s, 14), 4);
    assert_int_equal(pl_report_column(s, 16), 1); /* a carriage return ends a line */
    assert_int_equal(pl_report_column(s, 99), 5); /* no further than the end */
    assert_int_equal(pl_report_column(PL_STR(""), 0), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(ends), cmocka_unit_test(columns)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
