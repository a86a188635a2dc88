/* Shares as sources write them; what each means by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lists/share.h"

static void reads_every_form(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool known;
        uint32_t lo, hi;
    } CASES[] = {
        {"51", true, 510000, 510000},
        {"51%", true, 510000, 510000},
        {" 33.3333 % ", true, 333333, 333333},
        {"100 percent", true, 1000000, 1000000},
        {"0", true, 0, 0},
        {"25-50", true, 250000, 500000},
        {"25% to 50%", true, 250000, 500000},
        {"25 per cent to 50 per cent", true, 250000, 500000},
        {"more than 25", true, 250000, 1000000},
        {">=75%", true, 750000, 1000000},
        {">75%", true, 750000, 1000000},
        {"75% or more", true, 750000, 1000000},
        {"75+", true, 750000, 1000000},
        {"At least 10%", true, 100000, 1000000},
        {"up to 10%", true, 0, 100000},
        {"less than 5 %", true, 0, 50000},
        {"", false, 0, 1000000},
        {"half", false, 0, 1000000},
        {"101", false, 0, 1000000},
        {"-5", false, 0, 1000000},
        {"50-25", false, 0, 1000000},
        {"51 shares", false, 0, 1000000},
        {"1.2.3", false, 0, 1000000},
        {"more than", false, 0, 1000000},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        uint32_t lo = 7;
        uint32_t hi = 7;
        bool known = pl_share_parse(pl_str_from(CASES[i].text), &lo, &hi);
        if (known != CASES[i].known || lo != CASES[i].lo || hi != CASES[i].hi) {
            fail_msg("\"%s\": %d [%u, %u]", CASES[i].text, known, lo, hi);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_every_form)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
