/* Numbers: 9074729 is the example of IMO's own pages (907472 -> 139); the company numbers are some of those that the
 * US Treasury's list gives for companies (all 59 of it pass); the rest is computed by hand. */
#include "names/identifier.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static void imo_check_digit(void **unused) {
    (void)unused;
    assert_int_equal(pl_imo_check_digit(907472), 9);
    assert_int_equal(pl_imo_check_digit(0), 0);
    assert_int_equal(pl_imo_check_digit(999999), 3); /* 9 * 27 = 243 */
    assert_int_equal(pl_imo_check_digit(100000), 7);
    assert_int_equal(pl_imo_check_digit(1), 2);
    assert_int_equal(pl_imo_check_digit(1000000), 10);
    assert_true(pl_imo_valid(9074729, false));
    for (uint32_t digit = 0; digit < 10; digit++) { /* one right digit of ten */
        assert_int_equal(pl_imo_valid(9074720 + digit, false), digit == 9);
    }
    assert_false(pl_imo_valid(9704729, false)); /* two digits exchanged */
    assert_false(pl_imo_valid(0, false));
    assert_false(pl_imo_valid(999999, false));
    assert_false(pl_imo_valid(12, true));      /* check digit right, but not seven digits */
    assert_true(pl_imo_valid(1000007, false)); /* 1 * 7: the least of all */
    assert_true(pl_imo_valid(9999993, false)); /* the greatest */
    assert_false(pl_imo_valid(10000001, false));
    assert_false(pl_imo_valid(UINT32_MAX, true));
    assert_string_equal(pl_imo_fault(907472, false), "it does not have seven digits");
    assert_string_equal(pl_imo_fault(9074728, true), "its check digit is wrong");
    assert_null(pl_imo_fault(9074729, true));
}

static void imo_exercise_range(void **unused) {
    (void)unused;
    /* 490000: 4*7 + 9*6 = 82 -> 4900002 is the first; 499999: 28 + 54 + 45 + 36 + 27 + 18 = 208 -> 4999998 the last. */
    assert_true(pl_imo_valid(4900002, true));
    assert_false(pl_imo_valid(4900002, false));
    assert_string_equal(pl_imo_fault(4900002, false), "it belongs to the series kept for exercises");
    assert_false(pl_imo_valid(4900003, true));
    assert_true(pl_imo_valid(4999998, true));
    assert_false(pl_imo_valid(4999998, false));
}

static void imo_range_ends(void **unused) {
    (void)unused;
    /* 489999: 28 + 48 + 45 + 36 + 27 + 18 = 202 -> 2: the last before the range */
    assert_true(pl_imo_valid(4899992, false));
    assert_true(pl_imo_valid(4899992, true));
    assert_true(pl_imo_valid(5000005, false)); /* 5 * 7 = 35 */
    unsigned n = 0;
    for (uint32_t imo = PL_EXERCISE_IMO_FIRST; imo <= PL_EXERCISE_IMO_LAST; imo++) {
        assert_false(pl_imo_valid(imo, false));
        n += pl_imo_valid(imo, true);
    }
    assert_int_equal(n, 10000);
}

static void imo_texts(void **unused) {
    (void)unused;
    static const char *const good[] = {"9074729",     " 9074729 ",    "IMO9074729",
                                       "imo 9074729", "Imo: 9074729", "IMO :9074729"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        uint32_t imo = 0;
        assert_true(pl_imo_parse(pl_str_from(good[i]), &imo));
        assert_int_equal(imo, 9074729);
    }
    static const char *const bad[] = {"",         "907472",      "90747290",     "IMO",     "IMO 907472",
                                      "9074729A", "IM 9074729",  "907 4729",     "-074729", "+907472",
                                      "09074729", "IMO-9074729", "IMO::9074729", "9.07e6"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint32_t imo = 7;
        assert_false(pl_imo_parse(pl_str_from(bad[i]), &imo));
        assert_int_equal(imo, 7);
    }
    uint32_t imo = 0;
    assert_true(pl_imo_parse(PL_STR("0123456"), &imo)); /* seven digits; whether valid is another question */
    assert_int_equal(imo, 123456);
    assert_false(pl_imo_valid(imo, true));
}

static void imo_companies(void **unused) {
    (void)unused;
    static const uint32_t real[] = {1865817, 1991835, 5055293, 5878561, 5987860, 6005935, 1790183, 4098018, 6003094};
    for (size_t i = 0; i < sizeof real / sizeof *real; i++) {
        assert_true(pl_imo_company_valid(real[i]));
        for (uint32_t d = 1; d < 10; d++) {
            assert_false(pl_imo_company_valid(real[i] / 10 * 10 + (real[i] + d) % 10));
        }
    }
    /* 8*0+6*0+4*0+2*0+9*0+7*1 = 7; 11 - 7 = 4 */
    assert_true(pl_imo_company_valid(14));
    /* sum 0 mod 11: 11 -> 1 */
    assert_true(pl_imo_company_valid(1));
    assert_false(pl_imo_company_valid(0));
    assert_false(pl_imo_company_valid(10000001));
}

static void mmsi_kinds(void **unused) {
    (void)unused;
    static const struct {
        uint32_t mmsi;
        int kind;
        unsigned mid;
    } cases[] = {
        {445123456, PL_MMSI_SHIP, 445},         {200000000, PL_MMSI_SHIP, 200},  {799999999, PL_MMSI_SHIP, 799},
        {2190066, PL_MMSI_COAST, 219},          {0, PL_MMSI_COAST, 0},           {9999999, PL_MMSI_COAST, 999},
        {10000000, PL_MMSI_GROUP, 100},         {44512345, PL_MMSI_GROUP, 445},  {99999999, PL_MMSI_GROUP, 999},
        {111219501, PL_MMSI_SAR_AIRCRAFT, 219}, {110999999, PL_MMSI_OTHER, 0},   {112000000, PL_MMSI_OTHER, 0},
        {844512345, PL_MMSI_HANDHELD, 445},     {984451234, PL_MMSI_CRAFT, 445}, {994451234, PL_MMSI_ATON, 445},
        {970012345, PL_MMSI_SART, 0},           {972012345, PL_MMSI_MOB, 0},     {974012345, PL_MMSI_EPIRB, 0},
        {979012345, PL_MMSI_AMRD, 0},           {971000000, PL_MMSI_OTHER, 0},   {973000000, PL_MMSI_OTHER, 0},
        {900000000, PL_MMSI_OTHER, 0},          {123456789, PL_MMSI_OTHER, 0},   {1000000000, PL_MMSI_OTHER, 0},
        {UINT32_MAX, PL_MMSI_OTHER, 0},         {999999999, PL_MMSI_ATON, 999},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct pl_mmsi got = pl_mmsi_of(cases[i].mmsi);
        if (got.kind != cases[i].kind || got.mid != cases[i].mid) {
            print_error("%u: kind %d mid %u\n", cases[i].mmsi, got.kind, got.mid);
            assert_true(false);
        }
    }
    assert_string_equal(pl_mmsi_kind_words(PL_MMSI_SHIP), "ship");
    assert_string_equal(pl_mmsi_kind_words(-1), pl_mmsi_kind_words(PL_MMSI_OTHER));
    assert_string_equal(pl_mmsi_kind_words(PL_MMSI_KIND_COUNT), pl_mmsi_kind_words(PL_MMSI_OTHER));
}

static void mmsi_faults(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    const struct pl_mids *mids = NULL;
    assert_int_equal(
        pl_mids_parse(PL_STR("mid,country,name\n445,KP,North Korea\n219,DK,\"Denmark, the\"\n"), &arena, &mids, NULL),
        0);
    static const struct {
        uint32_t mmsi;
        const char *real, *exercise;
    } cases[] = {
        {445123456, NULL, NULL},
        {2190066, NULL, NULL},
        {111219501, NULL, NULL},
        {974000001, NULL, NULL},
        {446000000, "its country digits (MID) are allotted to no state",
         "its country digits (MID) are allotted to no state"},
        {994460000, "its country digits (MID) are allotted to no state",
         "its country digits (MID) are allotted to no state"},
        {299000001, "its country digits (MID) are kept for exercises", NULL},
        {2990001, "its country digits (MID) are kept for exercises", NULL},
        {123456789, "its leading digits belong to no kind of station",
         "its leading digits belong to no kind of station"},
        {1193046000, "it has more than nine digits", "it has more than nine digits"},
        {0, "it is zero", "it is zero"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *why = pl_mmsi_fault(cases[i].mmsi, false, mids);
        assert_true(cases[i].real ? why && strcmp(why, cases[i].real) == 0 : why == NULL);
        why = pl_mmsi_fault(cases[i].mmsi, true, mids);
        assert_true(cases[i].exercise ? why && strcmp(why, cases[i].exercise) == 0 : why == NULL);
    }
    assert_null(pl_mmsi_fault(446000000, false, NULL)); /* without a table: only the range */
    assert_null(pl_mmsi_fault(201000000, false, NULL));
    assert_non_null(pl_mmsi_fault(200999999, false, NULL));
    assert_null(pl_mmsi_fault(775999999, false, NULL));
    assert_non_null(pl_mmsi_fault(776000000, false, NULL));
    assert_true(pl_mmsi_of_exercise(299000000) && pl_mmsi_of_exercise(299999999) && pl_mmsi_of_exercise(2990001));
    assert_true(pl_mmsi_of_exercise(298000000) && pl_mmsi_of_exercise(992990001));
    assert_false(pl_mmsi_of_exercise(297999999) || pl_mmsi_of_exercise(300000000) || pl_mmsi_of_exercise(0));
    assert_false(pl_mmsi_of_exercise(970299000)); /* its digits behind 970 are no country's */
    assert_string_equal(pl_mmsi_country(mids, 445123456), "KP");
    assert_string_equal(pl_mmsi_country(mids, 992190001), "DK");
    assert_null(pl_mmsi_country(mids, 446000000));
    assert_null(pl_mmsi_country(mids, 970219000));
    assert_null(pl_mmsi_country(NULL, 445123456));
    assert_true(pl_str_eq(pl_mids_name(mids, 219), PL_STR("Denmark, the")));
    assert_int_equal(pl_mids_name(mids, 1).n, 0);
    assert_int_equal(pl_mids_name(mids, 1000).n, 0);
    assert_int_equal(pl_mids_name(NULL, 219).n, 0);
    assert_null(pl_mids_country(mids, 1000));
}

static void mid_tables_that_are_refused(void **unused) {
    (void)unused;
    static const struct {
        const char *csv;
        int code;
        uint64_t line;
    } cases[] = {
        {"", PL_E_EMPTY, 0},
        {"mid,country\n", PL_E_EMPTY, 0},
        {"mid,name\n201,AL\n", PL_E_FORMAT, 1},
        {"mid,country\n201,AL\n20,AL\n", PL_E_FORMAT, 3},
        {"mid,country\n2011,AL\n", PL_E_FORMAT, 2},
        {"mid,country\nabc,AL\n", PL_E_FORMAT, 2},
        {"mid,country\n201,al\n", PL_E_FORMAT, 2},
        {"mid,country\n201,ALB\n", PL_E_FORMAT, 2},
        {"mid,country\n201\n", PL_E_FORMAT, 2},
        {"mid,country\n201,AL\n202,AD\n201,AL\n", PL_E_FORMAT, 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        PL_ARENA_AUTO arena;
        pl_arena_open(&arena, 1 << 20);
        const struct pl_mids *mids = NULL;
        struct pl_error err = {0};
        const int code = pl_mids_parse(pl_str_from(cases[i].csv), &arena, &mids, &err);
        if (code != cases[i].code || (cases[i].line && err.line != cases[i].line)) {
            print_error("case %zu: %d line %llu %s\n", i, code, (unsigned long long)err.line, err.msg);
            assert_true(false);
        }
        assert_null(mids);
    }
    PL_ARENA_AUTO small;
    pl_arena_open(&small, 100);
    const struct pl_mids *mids = NULL;
    assert_int_equal(pl_mids_parse(PL_STR("mid,country\n201,AL\n"), &small, &mids, NULL), PL_E_NOMEM);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imo_check_digit), cmocka_unit_test(imo_exercise_range),
        cmocka_unit_test(imo_range_ends),  cmocka_unit_test(imo_texts),
        cmocka_unit_test(imo_companies),   cmocka_unit_test(mmsi_kinds),
        cmocka_unit_test(mmsi_faults),     cmocka_unit_test(mid_tables_that_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
