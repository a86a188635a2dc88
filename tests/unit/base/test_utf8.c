/* Maximal subparts: the example of Unicode 15, section 3.9, table 3-8, and further rows as Python 3.11's
 * bytes.decode('utf-8', 'replace') counts them (run by hand). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"

static const struct {
    pl_str in;
    const char *want; /* one character per result: B broken, . a character */
} ROWS[] = {
    {PL_STR("a\xF1\x80\x80\xE1\x80\xC2"
            "b\x80"
            "c\x80\xBF"
            "d"),
     ".BBB.B.BB."}, /* table 3-8 */
    {PL_STR("\xC0\xAF"), "BB"},
    {PL_STR("\xE0\x80\xAF"), "BBB"},
    {PL_STR("\xED\xA0\x80"), "BBB"},
    {PL_STR("\xF4\x90\x80\x80"), "BBBB"},
    {PL_STR("\xF5\xFF"), "BB"},
    {PL_STR("\xE2\x82"), "B"},
    {PL_STR("\xF0\x9F\x98"), "B"},
    {PL_STR("\xF0\x9F\x98\x80\xC3\xA9"), ".."},
    {PL_STR("\xEF\xBF\xBF"), "."},
    {PL_STR("\0"), "."},
};

static void reads_maximal_subparts(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        pl_str rest = ROWS[i].in;
        bool valid = true;
        char got[32];
        size_t n = 0;
        while (rest.n > 0) {
            uint32_t c = 0;
            size_t used = pl_utf8_next(rest, &c);
            assert_in_range(used, 1, rest.n);
            got[n++] = c == PL_UTF8_BROKEN ? 'B' : '.';
            valid = valid && c != PL_UTF8_BROKEN;
            rest = pl_str_sub(rest, used, rest.n);
        }
        got[n] = '\0';
        assert_string_equal(got, ROWS[i].want);
        assert_int_equal(pl_utf8_is_valid(ROWS[i].in), valid);
    }
}

static void every_character_comes_back(void **state) {
    (void)state;
    PL_BUF_AUTO buf = {.max_bytes = 8};
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        if (c >= 0xD800 && c < 0xE000) {
            continue;
        }
        uint32_t back = 0;
        pl_buf_clear(&buf);
        pl_utf8_add(&buf, c);
        assert_int_equal(pl_utf8_next(pl_buf_str(&buf), &back), buf.n);
        assert_int_equal(back, c);
    }
}

static void begins_with_whole_characters(void **state) {
    (void)state;
    static const struct {
        pl_str in;
        size_t most, want;
    } HEADS[] = {
        {PL_STR("abc"), 2, 2},
        {PL_STR("abc"), 9, 3},
        {PL_STR("abc"), 0, 0},
        {PL_STR("a\xEA\xB0\x80z"), 3, 1},
        {PL_STR("a\xEA\xB0\x80z"), 4, 4},
        {PL_STR("\xF0\x9F\x98\x80"), 3, 0},
        {PL_STR("a\xEA\xB0z"), 3, 3}, /* broken bytes are kept as they are */
    };
    for (size_t i = 0; i < sizeof HEADS / sizeof *HEADS; i++) {
        assert_int_equal(pl_utf8_head(HEADS[i].in, HEADS[i].most).n, HEADS[i].want);
    }
    assert_int_equal(pl_utf8_head((pl_str){0}, 5).n, 0);
}

static void knows_what_is_unsafe(void **state) {
    (void)state;
    static const uint32_t UNSAFE[] = {0,      0x1B,   0x7F,   0x9B,   0xAD,   0x61C,   0x200B, 0x200E,
                                      0x202E, 0x2028, 0x2066, 0x2069, 0xFEFF, 0xE0041, 0x3164};
    static const uint32_t SAFE[] = {' ', 'a', 0x7E, 0xA0, 0xE9, 0x627, 0x5D0, 0xAE40, 0x2010, 0x3000, 0xFFFD, 0x1F600};
    for (size_t i = 0; i < sizeof UNSAFE / sizeof *UNSAFE; i++) {
        assert_true(pl_utf8_is_unsafe(UNSAFE[i]));
    }
    for (size_t i = 0; i < sizeof SAFE / sizeof *SAFE; i++) {
        assert_false(pl_utf8_is_unsafe(SAFE[i]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_maximal_subparts),
        cmocka_unit_test(every_character_comes_back),
        cmocka_unit_test(begins_with_whole_characters),
        cmocka_unit_test(knows_what_is_unsafe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
