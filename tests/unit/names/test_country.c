/* The table of states: data/countries.csv as shipped, and tables made by hand. Expectations: ISO 3166-1 and the
 * wordings of the UN, OFAC and UK lists, typed by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/file.h"
#include "names/country.h"

#include "base/ban.h"

static const struct pl_countries *shipped(struct pl_arena *arena) {
    PL_BUF_AUTO csv;
    const struct pl_countries *countries = NULL;
    pl_buf_open(&csv, 1 << 20);
    assert_int_equal(pl_file_read("data/countries.csv", 1 << 20, &csv, NULL), 0);
    assert_int_equal(pl_countries_parse(pl_buf_str(&csv), arena, &countries, NULL), 0);
    return countries;
}

static void knows_what_lists_say(void **state) {
    (void)state;
    static const char *const CASES[][2] = {
        {"KP", "kp"},
        {"kp", "kp"},
        {"PRK", "kp"},
        {"Korea, North", "kp"},
        {"North Korea", "kp"},
        {"DPRK", "kp"},
        {"D.P.R.K.", "kp"},
        {"Democratic People's Republic of Korea", "kp"},
        {"Democratic People\xE2\x80\x99s Republic of Korea", "kp"},
        {"  the Democratic People's Republic of Korea ", "kp"},
        {"\xE6\x9C\x9D\xE9\xB2\x9C", "kp"},
        {"\xE6\x9C\x9D\xE9\xAE\xAE", "kp"},
        {"\xEB\xB6\x81\xED\x95\x9C", "kp"},
        {"Korea, South", "kr"},
        {"Republic of Korea", "kr"},
        {"Iran (Islamic Republic of)", "ir"},
        {"Syrian Arab Republic", "sy"},
        {"Bahamas, The", "bs"},
        {"The Gambia", "gm"},
        {"Cote d Ivoire", "ci"},
        {"Congo, Democratic Republic of the", "cd"},
        {"Congo, Republic of the", "cg"},
        {"T\xC3\xBCrkiye", "tr"},
        {"Burma", "mm"},
        {"China, Hong Kong Special Administrative Region", "hk"},
        {"United Kingdom of Great Britain and Northern Ireland", "gb"},
        {"USSR", "su"},
        {"Virgin Islands, British", "vg"},
        {"Macedonia, The Former Yugoslav Republic of", "mk"},
        {"00", ""},
        {"unknown", ""},
        {"", ""},
        {"Korea", ""}, /* which? */
        {"Atlantis", ""},
        {"Seoul, Republic of Korea", ""},
        {"-0-", ""},
    };
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 22);
    const struct pl_countries *countries = shipped(&arena);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        pl_str code = PL_STR("?");
        assert_int_equal(pl_countries_find(countries, pl_str_from(CASES[i][0]), &code, NULL), 0);
        if (!pl_str_eq(code, pl_str_from(CASES[i][1]))) {
            fail_msg("%s: %.*s, wanted %s", CASES[i][0], (int)code.n, code.p, CASES[i][1]);
        }
    }
}

static void refuses_broken_tables(void **state) {
    (void)state;
    static const struct {
        const char *csv;
        int code;
        uint64_t line;
    } CASES[] = {
        {"code,alpha3,names\nKP,PRK,Korea\nKR,KOR,Seoul|Korea\n", PL_E_FORMAT, 3},
        {"code,alpha3,names\nkp,PRK,Korea\n", PL_E_FORMAT, 2},
        {"code,alpha3,names\nKP,PRK\n", PL_E_FORMAT, 2},
        {"land,alpha3,names\nKP,PRK,Korea\n", PL_E_FORMAT, 1},
        {"code,alpha3,names\n", PL_E_EMPTY, 0},
        {"", PL_E_EMPTY, 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        PL_ARENA_AUTO arena;
        struct pl_error err = {0};
        const struct pl_countries *countries = NULL;
        pl_arena_open(&arena, 1 << 22);
        assert_int_equal(pl_countries_parse(pl_str_from(CASES[i].csv), &arena, &countries, &err), CASES[i].code);
        assert_int_equal(err.line, CASES[i].line);
        assert_null(countries);
    }
}

static void long_texts_name_no_state(void **state) {
    (void)state;
    char text[2000];
    PL_ARENA_AUTO arena;
    pl_str code = PL_STR("?");
    pl_arena_open(&arena, 1 << 22);
    memset(text, 'a', sizeof text);
    assert_int_equal(pl_countries_find(shipped(&arena), pl_str_make(text, sizeof text), &code, NULL), 0);
    assert_int_equal(code.n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(knows_what_lists_say), cmocka_unit_test(refuses_broken_tables),
                                       cmocka_unit_test(long_texts_name_no_state)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
