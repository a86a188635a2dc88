/* Second names in one field. Expectations by hand; the forms are those that lists print (OFAC's remarks, the UN's
 * bracketed names, ships' "ex"). */
#include "names/second_name.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/ban.h"

/* Pieces joined by '|'; "": one name only. */
static const struct {
    const char *text;
    const char *want;
    bool bracketed; /* parted by plain brackets or a slash */
} cases[] = {
    {"Kim Jong Un (Kim Chong-un)", "Kim Jong Un|Kim Chong-un", true},
    {"Daedong Credit Bank (DCB)", "Daedong Credit Bank|DCB", true},
    {"Ivan Petrov a.k.a. Vanya Petrov", "Ivan Petrov|Vanya Petrov", false},
    {"Ivan Petrov, A.K.A. \"Vanya\"", "Ivan Petrov|Vanya", false},
    {"Ivan Petrov aka Vanya; Vania", "Ivan Petrov|Vanya|Vania", false},
    {"GOLDEN STAR f.k.a. OCEAN MAID", "GOLDEN STAR|OCEAN MAID", false},
    {"GOLDEN STAR (f.k.a. OCEAN MAID; a.k.a. G STAR)", "GOLDEN STAR|OCEAN MAID|G STAR", false},
    {"GOLDEN STAR (ex OCEAN MAID)", "GOLDEN STAR|OCEAN MAID", false},
    {"GOLDEN STAR (formerly known as OCEAN MAID)", "GOLDEN STAR|OCEAN MAID", false},
    {"GOLDEN STAR / OCEAN MAID", "GOLDEN STAR|OCEAN MAID", true},
    {"리명수 (Ri Myong Su)", "리명수|Ri Myong Su", true},
    {"Sea Lion [Morskoy Lev]", "Sea Lion|Morskoy Lev", true},
    {"Golden Star", "", false},
    {"Maersk A/S", "", false},
    {"M/V GOLDEN STAR", "", false},
    {"Bank (Iran) Ltd", "", false},
    {"(Golden Star)", "", false},
    {"Golden Star (deceased)", "Golden Star", true},
    {"Golden Star ()", "Golden Star", true},
    {"Alias Aka Trading", "", false},
    {"Rex Formerly Lane", "", false},
    {"Akaba Shipping", "", false},
    {"", "", false},
    {"/", "", false},
    {"a.k.a.", "", false},
};

static void cuts(void **unused) {
    (void)unused;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pl_str pieces[PL_SECOND_NAMES_MAX];
        char joined[256] = "";
        size_t at = 0;
        bool told = false;
        size_t n = pl_second_names(pl_str_from(cases[i].text), pieces, &told);
        for (size_t k = 0; k < n; k++) {
            at += (size_t)snprintf(joined + at, sizeof joined - at, "%s%.*s", k ? "|" : "", (int)pieces[k].n,
                                   pieces[k].p);
        }
        if (strcmp(joined, cases[i].want) != 0 || (n > 0 && told == cases[i].bracketed)) {
            print_error("%s: %s, not %s\n", cases[i].text, joined, cases[i].want);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* One name less than the ceiling, as many, and one more. */
static void has_a_ceiling(void **unused) {
    (void)unused;
    pl_str pieces[PL_SECOND_NAMES_MAX];
    bool told = false;
    char text[256] = "Aa";
    for (size_t n = 2; n <= PL_SECOND_NAMES_MAX + 1; n++) {
        size_t at = strlen(text);
        (void)snprintf(text + at, sizeof text - at, " / B%c", (char)('a' + n));
        size_t want = n < PL_SECOND_NAMES_MAX ? n : PL_SECOND_NAMES_MAX;
        assert_int_equal(pl_second_names(pl_str_from(text), pieces, &told), want);
    }
}

static void knows_long_names(void **unused) {
    (void)unused;
    assert_true(pl_second_name_is_long(PL_STR("Kim Jong")));
    assert_false(pl_second_name_is_long(PL_STR("Kim J")));
    assert_false(pl_second_name_is_long(PL_STR("DCB")));
    assert_false(pl_second_name_is_long(PL_STR("")));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(cuts), cmocka_unit_test(has_a_ceiling),
                                       cmocka_unit_test(knows_long_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
