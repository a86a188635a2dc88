/* Dates of OFAC's advanced XML; what each period means by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lists/ofac_held.h"
#include "lists/ofac_period.h"

static void writes_what_a_period_means(void **state) {
    (void)state;
    static const struct {
        struct pl_ofac_period period;
        const char *want;
    } CASES[] = {
        {{.days = {{1947, 4, 19}, {1947, 4, 19}, {1947, 4, 19}, {1947, 4, 19}}}, "1947-04-19"},
        {{.days = {{1960, 1, 1}, {1960, 1, 1}, {1960, 12, 31}, {1960, 12, 31}}}, "1960"},
        {{.days = {{1960, 3, 1}, {1960, 3, 1}, {1960, 3, 31}, {1960, 3, 31}}}, "1960-03"},
        {{.days = {{1964, 2, 1}, {0}, {0}, {1964, 2, 29}}}, "1964-02"}, /* a leap year */
        {{.days = {{1963, 2, 1}, {0}, {0}, {1963, 2, 27}}}, "1963-02-01 to 1963-02-27"},
        {{.days = {{1900, 2, 1}, {0}, {0}, {1900, 2, 28}}}, "1900-02"}, /* none */
        {{.days = {{1960, 1, 1}, {0}, {0}, {1963, 12, 31}}}, "1960 to 1963"},
        {{.days = {{1960, 1, 2}, {0}, {0}, {1960, 12, 31}}}, "1960-01-02 to 1960-12-31"},
        {{.days = {{1960, 3, 1}, {0}, {0}, {1961, 4, 30}}}, "1960-03 to 1961-04"},
        {{.days = {{1960, 0, 0}}}, "1960"},
        {{.days = {{0}, {0}, {0}, {1960, 5, 0}}}, "1960-05"},
        {{.days = {{1960, 1, 1}, {0}, {0}, {1960, 12, 31}}, .circa = true}, "circa 1960"},
        {{.days = {{1380, 2, 3}}, .calendar = 2}, "1380-02-03 (calendar 2)"},
        {{.days = {{1960, 2, 3}}, .calendar = 1}, "1960-02-03"},
        {{.days = {{1960, 2, 3}}, .calendar = PL_HELD_NONE}, "1960-02-03"},
        {{.days = {{0}}, .circa = true, .calendar = 2}, ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct pl_ofac_period period = CASES[i].period;
        PL_BUF_AUTO text;
        pl_buf_open(&text, 256);
        period.calendar = period.calendar == 0 ? PL_HELD_NONE : period.calendar;
        pl_ofac_period_write(&period, &text);
        pl_buf_add_char(&text, '\0');
        assert_string_equal(text.p, CASES[i].want);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(writes_what_a_period_means)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
