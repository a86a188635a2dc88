/* What is said of an item's file: the text is written out by hand from docs/format/bundle.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/released.h"

#define TEN  "0102030405060708090a"
#define HEX  TEN TEN TEN "0b0c"
#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"

static const char *const TEXTS[] = {
    "plimsoll-item/v1\nplimsoll/x\n0\n" ZERO "\nwithheld cannot be stripped\n",
    "plimsoll-item/v1\nplimsoll/x\n18446744073709551615\n" HEX "\ntext " ZERO "\n",
    "plimsoll-item/v1\nplimsoll/x\n7\n" HEX "\nstripped " HEX " image/png EXIF (12 bytes)\n",
    "plimsoll-item/v1\nplimsoll/x\n7\n" HEX "\nstripped " HEX " image/jpeg nothing\n",
};

static void test_both_ways(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        struct pl_released r;
        PL_BUF_AUTO buf = {0};
        pl_buf_open(&buf, PL_RELEASED_TEXT_MAX);
        assert_int_equal(pl_released_read(pl_str_from(TEXTS[i]), &r, NULL), 0);
        assert_int_equal(pl_released_write(&r, &buf, NULL), 0);
        assert_true(pl_str_eq(pl_buf_str(&buf), pl_str_from(TEXTS[i])));
        for (size_t n = 0; n < buf.n; n++) { /* cut anywhere but in the words */
            if (pl_released_read(pl_str_make(buf.p, n), &r, NULL) == 0) {
                fail_msg("text %zu may be cut at byte %zu", i, n);
            }
        }
        for (size_t at = 0; at < 8 * buf.n; at++) { /* what reads writes again as the same bytes */
            PL_BUF_AUTO again = {0};
            pl_buf_open(&again, PL_RELEASED_TEXT_MAX);
            buf.p[at / 8] = (char)(buf.p[at / 8] ^ 1 << at % 8);
            if (pl_released_read(pl_buf_str(&buf), &r, NULL) == 0) {
                assert_int_equal(pl_released_write(&r, &again, NULL), 0);
                assert_true(pl_str_eq(pl_buf_str(&again), pl_buf_str(&buf)));
            }
            buf.p[at / 8] = (char)(buf.p[at / 8] ^ 1 << at % 8);
        }
    }
    struct pl_released r;
    assert_int_equal(pl_released_read(pl_str_from(TEXTS[2]), &r, NULL), 0);
    assert_int_equal(r.as, PL_RELEASED_STRIPPED);
    assert_int_equal(r.seq, 7);
    assert_int_equal(r.commitment.b[31], 0x0c);
    assert_true(pl_str_eq(r.words, PL_STR("EXIF (12 bytes)")));
}

static void test_refused(void **state) {
    (void)state;
    static const char *const BAD[] = {
        "",
        "plimsoll-item/v2\nplimsoll/x\n0\n" ZERO "\nwithheld x\n",
        "plimsoll-item/v1\n\n0\n" ZERO "\nwithheld x\n",
        "plimsoll-item/v1\nplimsoll/x\n07\n" ZERO "\nwithheld x\n",
        "plimsoll-item/v1\nplimsoll/x\n-1\n" ZERO "\nwithheld x\n",
        "plimsoll-item/v1\nplimsoll/x\n7\n" ZERO "0\nwithheld x\n",
        "plimsoll-item/v1\nplimsoll/x\n7\n" ZERO "\nwithheld \n",
        "plimsoll-item/v1\nplimsoll/x\n7\n" ZERO "\nwithheld x\n\n",
        "plimsoll-item/v1\nplimsoll/x\n7\n" ZERO "\ntext " ZERO " x\n",
        "plimsoll-item/v1\nplimsoll/x\n7\n" ZERO "\ntext\n",
        "plimsoll-item/v1\nplimsoll/x\n7\n" ZERO "\nshown " ZERO "\n",
        "plimsoll-item/v1\nplimsoll/x\n7\n" ZERO "\nstripped " ZERO " image/gif x\n",
        "plimsoll-item/v1\nplimsoll/x\n7\n" ZERO "\nstripped " ZERO " image/png \n",
    };
    struct pl_released r = {.seq = 99};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        struct pl_error err = {0};
        if (pl_released_read(pl_str_from(BAD[i]), &r, &err) != PL_E_FORMAT || err.msg[0] == '\0') {
            fail_msg("text %zu is taken", i);
        }
    }
    assert_int_equal(r.seq, 99);
}

static void test_written(void **state) {
    (void)state;
    static char words[PL_RELEASED_TEXT_MAX];
    struct pl_released r = {.origin = PL_STR("plimsoll/x"), .words = PL_STR("two\nlines")};
    PL_BUF_AUTO buf = {0};
    pl_buf_open(&buf, 2 * PL_RELEASED_TEXT_MAX);
    assert_int_equal(pl_released_write(&r, &buf, NULL), PL_E_USAGE);
    r.words = PL_STR("");
    assert_int_equal(pl_released_write(&r, &buf, NULL), PL_E_USAGE);
    r = (struct pl_released){.origin = PL_STR("o"), .as = PL_RELEASED_STRIPPED, .words = PL_STR("x")};
    assert_int_equal(pl_released_write(&r, &buf, NULL), PL_E_USAGE); /* no media */
    r = (struct pl_released){.origin = PL_STR("o"), .as = PL_RELEASED_TEXT, .words = PL_STR("x")};
    assert_int_equal(pl_released_write(&r, &buf, NULL), PL_E_USAGE);
    assert_int_equal(buf.n, 0);
    memset(words, 'w', sizeof words);
    for (size_t n = PL_RELEASED_TEXT_MAX - 514; n <= PL_RELEASED_TEXT_MAX - 512; n++) {
        r = (struct pl_released){.origin = PL_STR("o"), .words = pl_str_make(words, n)};
        pl_buf_clear(&buf);
        assert_int_equal(pl_released_write(&r, &buf, NULL), n < PL_RELEASED_TEXT_MAX - 512 ? 0 : PL_E_LIMIT);
        assert_true(buf.n == 0 || pl_released_read(pl_buf_str(&buf), &r, NULL) == 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_both_ways), cmocka_unit_test(test_refused),
                                       cmocka_unit_test(test_written)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
