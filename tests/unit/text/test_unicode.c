/* Expectations by hand from the Unicode charts; NFKC and case folding are ICU's own business, so what is tested is
 * what we do with them, and that folding is stable over every character. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "text/unicode.h"

static void expect_fold(const char *text, const char *want) {
    PL_BUF_AUTO out = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    assert_int_equal(pl_unicode_fold(pl_str_from(text), &out, &err), 0);
    if (!pl_str_eq(pl_buf_str(&out), pl_str_from(want))) {
        print_error("%s folds to <%.*s>, not <%s>\n", text, (int)out.n, out.p, want);
    }
    assert_true(pl_str_eq(pl_buf_str(&out), pl_str_from(want)));
}

static void test_fold(void **state) {
    (void)state;
    expect_fold("", "");
    expect_fold(" -- ", "");
    expect_fold("Kum-Star  (ex: FOO)", "kum star ex foo");
    expect_fold("\xC3\x89lan Vital", "elan vital"); /* E acute */
    expect_fold("E\xCC\x81lan", "elan");            /* the same, decomposed */
    expect_fold("Stra\xC3\x9F"
                "e",
                "strasse");                                     /* sharp s */
    expect_fold("\xC4\xB0stanbul", "istanbul");                 /* I with dot */
    expect_fold("\xEF\xBC\xAB\xEF\xBC\xB5\xEF\xBC\xAD", "kum"); /* full-width KUM */
    expect_fold("A\xE2\x80\x8B"
                "B\xC2\xAD"
                "C",
                "abc"); /* zero-width space, soft hyphen */
    expect_fold("\xD9\x85\xD9\x8F\xD8\xAD\xD9\x8E\xD9\x85\xD9\x91\xD9\x8E\xD8\xAF",
                "\xD9\x85\xD8\xAD\xD9\x85\xD8\xAF");             /* vowels */
    expect_fold("\xD9\x85\xD9\x80\xD8\xAD", "\xD9\x85\xD8\xAD"); /* tatweel */
    expect_fold("\xEA\xB9\x80\xEC\xA0\x95\xEC\x9D\x80",
                "\xEA\xB9\x80\xEC\xA0\x95\xEC\x9D\x80");                 /* Hangul stays composed */
    expect_fold("\xE1\x84\x80\xE1\x85\xB5\xE1\x86\xB7", "\xEA\xB9\x80"); /* jamo are composed */
    expect_fold("\xE3\x82\xAC", "\xE3\x82\xAC");                         /* ga stays ga */
    expect_fold("\xD9\xA3\xD9\xA4", "34");                               /* Arabic-Indic digits */
    expect_fold("Ch\xCA\xBCon", "ch on");                                /* modifier apostrophe as any other */
    expect_fold("Ch'on", "ch on");
    expect_fold("a\xFF"
                "b",
                "a b");                                                                  /* broken byte */
    expect_fold("\xD0\x81\xD0\xBB\xD0\xBA\xD0\xB0", "\xD0\xB5\xD0\xBB\xD0\xBA\xD0\xB0"); /* Cyrillic io as ie */
}

/* Each character alone and between letters: folding again changes nothing; ASCII has two ways, which agree. */
static void test_fold_is_stable_for_every_character(void **state) {
    (void)state;
    PL_BUF_AUTO text = {.max_bytes = 64};
    PL_BUF_AUTO once = {.max_bytes = 1024};
    PL_BUF_AUTO twice = {.max_bytes = 1024};
    struct pl_error err = {0};
    for (uint32_t c = 1; c < 0x20000; c++) {
        if (c >= 0xD800 && c < 0xE000) {
            continue;
        }
        pl_buf_clear(&text);
        pl_buf_clear(&once);
        pl_buf_clear(&twice);
        pl_buf_add_char(&text, 'X');
        pl_utf8_add(&text, c);
        pl_buf_add_char(&text, 'y');
        assert_int_equal(pl_unicode_fold(pl_buf_str(&text), &once, &err), 0);
        assert_int_equal(pl_unicode_fold(pl_buf_str(&once), &twice, &err), 0);
        if (!pl_str_eq(pl_buf_str(&once), pl_buf_str(&twice))) {
            print_error("U+%04X is not stable\n", (unsigned)c);
        }
        assert_true(pl_str_eq(pl_buf_str(&once), pl_buf_str(&twice)));
    }
}

static void test_ascii_shortcut_agrees(void **state) {
    (void)state;
    PL_BUF_AUTO text = {.max_bytes = 64};
    PL_BUF_AUTO quick = {.max_bytes = 1024};
    PL_BUF_AUTO slow = {.max_bytes = 1024};
    struct pl_error err = {0};
    for (uint32_t c = 1; c < 0x80; c++) {
        pl_buf_clear(&text);
        pl_buf_clear(&quick);
        pl_buf_clear(&slow);
        pl_buf_add_char(&text, (char)c);
        pl_buf_add_char(&text, 'Q');
        pl_buf_add_char(&text, (char)c);
        assert_int_equal(pl_unicode_fold(pl_buf_str(&text), &quick, &err), 0);
        pl_buf_add_str(&text, PL_STR("\xD9\x80")); /* a tatweel, which folds to nothing, takes the long way */
        assert_int_equal(pl_unicode_fold(pl_buf_str(&text), &slow, &err), 0);
        assert_true(pl_str_eq(pl_buf_str(&quick), pl_buf_str(&slow)));
    }
}

static void test_ceiling(void **state) {
    (void)state;
    PL_BUF_AUTO out = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    char *text = calloc(1, 100002);
    for (size_t i = 0; i < 100001; i += 2) {
        text[i] = '\xC3';
        text[i + 1] = '\xA9';
    }
    assert_int_equal(pl_unicode_fold(pl_str_make(text, 99999), &out, &err), 0);
    assert_int_equal(out.n, 49999); /* the last byte is half a character: a space at the end */
    pl_buf_clear(&out);
    assert_int_equal(pl_unicode_fold(pl_str_make(text, 100000), &out, &err), 0);
    assert_int_equal(out.n, 50000);
    pl_buf_clear(&out);
    assert_int_equal(pl_unicode_fold(pl_str_make(text, 100001), &out, &err), PL_E_LIMIT);
    assert_int_equal(out.n, 0);
    free(text);
}

static void test_longest_expansion(void **state) {
    (void)state;
    PL_BUF_AUTO out = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    char text[300]; /* U+FDFA is 18 characters in NFKC */
    for (size_t i = 0; i < sizeof text; i += 3) {
        memcpy(text + i, "\xEF\xB7\xBA", 3);
    }
    assert_int_equal(pl_unicode_fold(pl_str_make(text, sizeof text), &out, &err), 0);
    assert_true(out.n > 100 * 15 * 2);
}

static void test_valid_and_repair(void **state) {
    (void)state;
    assert_true(pl_unicode_valid(PL_STR("\xEA\xB9\x80 ok")));
    assert_false(pl_unicode_valid(PL_STR("\xED\xA0\x80")));
    PL_BUF_AUTO out = {.max_bytes = 100};
    pl_unicode_repair(PL_STR("a\xE2\x82z\xF0\x9F"), &out);
    assert_true(pl_str_eq(pl_buf_str(&out), PL_STR("a\xEF\xBF\xBDz\xEF\xBF\xBD")));
    assert_true(pl_str_starts(pl_str_from(pl_unicode_version()), PL_STR("ICU ")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fold),
        cmocka_unit_test(test_fold_is_stable_for_every_character),
        cmocka_unit_test(test_ascii_shortcut_agrees),
        cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_longest_expansion),
        cmocka_unit_test(test_valid_and_repair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
