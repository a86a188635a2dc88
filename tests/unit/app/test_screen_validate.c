/* Variants of names that are planted: what each kind does, written by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/screen_validate.h"

static void expect(int kind, const char *name, uint64_t random, const char *want) {
    PL_BUF_AUTO out;
    pl_buf_open(&out, 256);
    bool made = pl_planted_make(kind, pl_str_from(name), random, &out);
    pl_buf_add_char(&out, '\0');
    assert_int_equal(made, want != NULL);
    assert_string_equal(out.p, want != NULL ? want : "");
}

static void test_kinds(void **state) {
    (void)state;
    expect(PL_PLANTED_EXACT, "TAVO MERU", 5, "TAVO MERU");
    /* Inner letters of TAVO are A and V: random/3 picks the place, random%3 what happens there. */
    expect(PL_PLANTED_SLIP, "TAVO", 0, "TVAO");
    expect(PL_PLANTED_SLIP, "TAVO", 1, "TVO");
    expect(PL_PLANTED_SLIP, "TAVO", 2, "TAAVO");
    expect(PL_PLANTED_SLIP, "TAVO", 3, "TAOV");
    expect(PL_PLANTED_SLIP, "AB", 0, NULL); /* nothing inside */
    expect(PL_PLANTED_ORDER, "TAVO OF MERU", 0, "MERU TAVO OF");
    expect(PL_PLANTED_ORDER, "TAVO", 0, NULL);
    expect(PL_PLANTED_SPELLING, "STEPHEN", 0, "STEFEN");
    expect(PL_PLANTED_SPELLING, "MAHMOUD", 3, "MAHMUD");
    expect(PL_PLANTED_SPELLING, "ABEL", 0, NULL);
    expect(PL_PLANTED_MISSING, "TAVO OF MERU", 1, "TAVO MERU");
    expect(PL_PLANTED_MISSING, "TAVO OF MERU", 3, "OF MERU");
    expect(PL_PLANTED_MISSING, "TAVO MERU", 1, NULL);
    expect(PL_PLANTED_SLIP, "", 1, NULL);
    expect(PL_PLANTED_ORDER, " ", 1, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kinds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
