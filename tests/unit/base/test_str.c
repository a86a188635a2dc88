/* pl_str: every expectation by hand from base/str.h; doubles beside strtod, which glibc rounds correctly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"

static void cuts_and_finds(void **state) {
    (void)state;
    pl_str s = PL_STR("abcdef");
    assert_true(pl_str_eq(pl_str_sub(s, 2, 2), PL_STR("cd")));
    assert_true(pl_str_eq(pl_str_sub(s, 4, 100), PL_STR("ef")));
    assert_int_equal(pl_str_sub(s, 6, 1).n, 0);
    assert_int_equal(pl_str_sub(s, 100, 1).n, 0);
    assert_int_equal(pl_str_sub(s, 1, SIZE_MAX).n, 5);
    assert_int_equal(pl_str_find(s, 'c'), 2);
    assert_int_equal(pl_str_find(s, 'x'), 6);
    assert_int_equal(pl_str_find(pl_str_make(NULL, 0), 'x'), 0);
    assert_int_equal(pl_str_find_str(s, PL_STR("ef")), 4);
    assert_int_equal(pl_str_find_str(s, PL_STR("efg")), 6);
    assert_int_equal(pl_str_find_str(s, PL_STR("")), 0);
    assert_int_equal(pl_str_find_nocase(s, PL_STR("EF")), 4);
    assert_int_equal(pl_str_find_nocase(s, PL_STR("EFG")), 6);
    assert_int_equal(pl_str_find_nocase(s, PL_STR("")), 0);
    assert_true(pl_str_starts(s, PL_STR("ab")) && !pl_str_starts(s, PL_STR("abcdefg")) && pl_str_starts(s, PL_STR("")));
    assert_true(pl_str_ends(s, PL_STR("ef")) && !pl_str_ends(s, PL_STR("xabcdef")) && pl_str_ends(s, PL_STR("")));
    assert_true(pl_str_eq(pl_str_from(NULL), PL_STR("")));
}

static void compares(void **state) {
    (void)state;
    assert_true(pl_str_cmp(PL_STR("a"), PL_STR("b")) < 0);
    assert_true(pl_str_cmp(PL_STR("ab"), PL_STR("a")) > 0);
    assert_int_equal(pl_str_cmp(PL_STR("a"), PL_STR("a")), 0);
    assert_int_equal(pl_str_cmp(pl_str_make(NULL, 0), PL_STR("")), 0);
    assert_true(pl_str_cmp(PL_STR("\xff"), PL_STR("a")) > 0); /* bytes are unsigned */
    assert_true(pl_str_eq_nocase(PL_STR("aBZ"), PL_STR("AbZ")));
    assert_false(pl_str_eq_nocase(PL_STR("a["), PL_STR("a{"))); /* letters only */
    assert_false(pl_str_eq_nocase(PL_STR("a"), PL_STR("ab")));
}

static void trims(void **state) {
    (void)state;
    assert_true(pl_str_eq(pl_str_trim(PL_STR(" \t\r\n a b \v\f")), PL_STR("a b")));
    assert_int_equal(pl_str_trim(PL_STR("   ")).n, 0);
}

static void cuts_fields(void **state) {
    (void)state;
    pl_str rest = PL_STR("a,,b,");
    const char *want[] = {"a", "", "b", ""};
    size_t n = 0;
    while (rest.p != NULL) {
        pl_str field = pl_str_cut(&rest, ',');
        assert_true(n < 4 && pl_str_eq(field, pl_str_from(want[n])));
        n++;
    }
    assert_int_equal(n, 4);
}

static void reads_whole_numbers(void **state) {
    (void)state;
    uint64_t u = 7;
    int64_t i = 7;
    assert_true(pl_str_u64(PL_STR("18446744073709551615"), &u) && u == UINT64_MAX);
    u = 7;
    const char *bad[] = {"18446744073709551616", "184467440737095516150", "", "-1", "+1", " 1", "1 ", "1a", "0x1"};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        assert_false(pl_str_u64(pl_str_from(bad[k]), &u));
    }
    assert_int_equal(u, 7);
    assert_true(pl_str_i64(PL_STR("-9223372036854775808"), &i) && i == INT64_MIN);
    assert_true(pl_str_i64(PL_STR("9223372036854775807"), &i) && i == INT64_MAX);
    assert_false(pl_str_i64(PL_STR("-9223372036854775809"), &i));
    assert_false(pl_str_i64(PL_STR("9223372036854775808"), &i));
    assert_false(pl_str_i64(PL_STR("-"), &i));
    assert_false(pl_str_i64(PL_STR("--1"), &i));
}

static void same_as_strtod(const char *text) {
    double v = 0;
    double want = strtod(text, NULL);
    assert_true(pl_str_double(pl_str_from(text), &v));
    assert_memory_equal(&v, &want, sizeof v);
}

static void reads_decimals(void **state) {
    (void)state;
    const char *good[] = {"0",
                          "-0",
                          "3",
                          "-12.5",
                          ".5",
                          "5.",
                          "1e3",
                          "1E-3",
                          "+2.25",
                          "1e+2",
                          "0.1",
                          "1e22",
                          "1e23",
                          "1e-22",
                          "1e-23",
                          "37.855",
                          "1e300",
                          "0.000001",
                          "9007199254740993",
                          "123456789012345678901234567890",
                          "0.30000000000000004",
                          "-1e-320",
                          "0e400"};
    for (size_t k = 0; k < sizeof good / sizeof *good; k++) {
        same_as_strtod(good[k]);
    }
    uint64_t seed = 20261122;
    for (int k = 0; k < 20000; k++) {
        char text[64];
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        snprintf(text, sizeof text, "%s%llu.%0*lluE%d", seed & 1 ? "-" : "",
                 (unsigned long long)(seed >> (20 + seed % 40)), (int)(seed >> 8 & 7) + 1,
                 (unsigned long long)(seed >> 54), (int)(seed >> 16 & 63) - 32);
        same_as_strtod(text);
    }
    double v = 7;
    const char *bad[] = {"",       ".",
                         "-",      "e5",
                         "1e",     "1e401",
                         "1e-401", "1e301",
                         "inf",    "nan",
                         "0x10",   "1 ",
                         " 1",     "1,5",
                         "1.2.3",  "1e5.",
                         "--1",    "1e+-5",
                         "1e++5",  "1e-+5",
                         "1e+",    "0000000000000000000000000000000000000000000000000000000000000001"};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        assert_false(pl_str_double(pl_str_from(bad[k]), &v));
    }
    assert_true(v > 6.9 && v < 7.1);
}

static void copies(void **state) {
    (void)state;
    struct pl_arena arena;
    pl_arena_open(&arena, 64);
    pl_str copy = pl_str_copy(&arena, PL_STR("abc"));
    assert_string_equal(copy.p, "abc");
    copy = pl_str_copy(&arena, pl_str_make("0123456789012345678901234567890123456789012345678901234567890123", 64));
    assert_null(copy.p);
    pl_arena_close(&arena);
    assert_true(pl_str_hash(PL_STR("")) == UINT64_C(0xcbf29ce484222325)); /* FNV-1a's own test vectors */
    assert_true(pl_str_hash(PL_STR("a")) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(pl_str_hash(PL_STR("foobar")) == UINT64_C(0x85944171f73967e8));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_and_finds),
        cmocka_unit_test(compares),
        cmocka_unit_test(trims),
        cmocka_unit_test(cuts_fields),
        cmocka_unit_test(reads_whole_numbers),
        cmocka_unit_test(reads_decimals),
        cmocka_unit_test(copies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
