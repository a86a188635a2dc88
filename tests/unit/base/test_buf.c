/* pl_buf: ceilings at -1, 0, +1; numbers by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

static void assert_text(struct pl_buf *buf, const char *want) {
    assert_false(pl_buf_failed(buf));
    if (!pl_str_eq(pl_buf_str(buf), pl_str_from(want))) {
        fail_msg("got \"%.*s\", wanted \"%s\"", (int)buf->n, buf->p, want);
    }
    pl_buf_clear(buf);
}

static void keeps_to_its_ceiling(void **state) {
    (void)state;
    static const char BYTES[2000];
    for (size_t max = 999; max <= 1001; max++) {
        PL_BUF_AUTO buf;
        pl_buf_open(&buf, max);
        pl_buf_add(&buf, BYTES, 600);
        pl_buf_add(&buf, BYTES, 400);
        assert_int_equal(pl_buf_failed(&buf), max < 1000);
        assert_int_equal(buf.n, max < 1000 ? 600 : 1000);
        pl_buf_add_char(&buf, 'x'); /* a failure sticks, even for what would fit */
        assert_int_equal(pl_buf_failed(&buf), max < 1001);
        pl_buf_clear(&buf);
        assert_false(pl_buf_failed(&buf));
    }
    struct pl_buf none;
    pl_buf_open(&none, 0);
    pl_buf_add(&none, BYTES, 0);
    assert_false(pl_buf_failed(&none));
    pl_buf_add_char(&none, 'x');
    assert_true(pl_buf_failed(&none));
    assert_null(pl_buf_reserve(&none, SIZE_MAX));
    pl_buf_close(&none);
    pl_buf_close(&none);
}

static void writes_numbers(void **state) {
    (void)state;
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, 1000);
    pl_buf_add_u64(&buf, 0);
    assert_text(&buf, "0");
    pl_buf_add_u64(&buf, UINT64_MAX);
    assert_text(&buf, "18446744073709551615");
    pl_buf_add_i64(&buf, INT64_MIN);
    assert_text(&buf, "-9223372036854775808");
    pl_buf_add_i64(&buf, INT64_MAX);
    assert_text(&buf, "9223372036854775807");
    pl_buf_add_fmt(&buf, "%s-%03d", "a", 7);
    assert_text(&buf, "a-007");
    pl_buf_add_hex(&buf, "\x00\xff\x1a", 3);
    assert_text(&buf, "00ff1a");
    pl_buf_add_be16(&buf, 0x0102);
    pl_buf_add_be32(&buf, 0x03040506);
    pl_buf_add_be64(&buf, UINT64_C(0x0708090a0b0c0d0e));
    assert_int_equal(buf.n, 14);
    for (size_t i = 0; i < 14; i++) {
        assert_int_equal((unsigned char)buf.p[i], i + 1);
    }
    assert_int_equal(pl_be16(buf.p), 0x0102);
    assert_int_equal(pl_be32(buf.p + 2), 0x03040506);
    assert_true(pl_be64(buf.p + 6) == UINT64_C(0x0708090a0b0c0d0e));
}

/* A formatted text that fills the buffer to its ceiling fits; one byte more does not. */
static void formats_up_to_the_ceiling(void **state) {
    (void)state;
    for (size_t max = 254; max <= 258; max++) {
        for (int n = 253; n <= 259; n++) {
            PL_BUF_AUTO buf;
            pl_buf_open(&buf, max);
            pl_buf_add_fmt(&buf, "%*d", n, 7);
            assert_int_equal(pl_buf_failed(&buf), (size_t)n > max);
            assert_int_equal(buf.n, (size_t)n > max ? 0 : n);
            assert_true(buf.n == 0 || buf.p[buf.n - 1] == '7');
        }
    }
    PL_BUF_AUTO hex;
    pl_buf_open(&hex, 4);
    pl_buf_add_hex(&hex, "\xAB\xCD", 2);
    assert_text(&hex, "abcd");
    pl_buf_add_hex(&hex, "\xAB\xCD\xEF", 3);
    assert_true(pl_buf_failed(&hex));
}

static void writes_fixed_decimals(void **state) {
    (void)state;
    static const struct {
        double v;
        unsigned decimals;
        const char *want;
    } ROWS[] = {
        {0, 0, "0"},
        {0, 3, "0.000"},
        {-0.0, 1, "0.0"},
        {-0.04, 1, "0.0"},
        {-0.05, 1, "-0.1"},
        {0.5, 0, "1"},
        {-0.5, 0, "-1"},
        {1.5, 0, "2"},
        {2.5, 0, "3"},
        {0.125, 2, "0.13"},
        {179.9999996, 6, "180.000000"},
        {-33.859972, 6, "-33.859972"},
        {8999999999.0, 0, "8999999999"},
        {0.49999999999999994, 0, "0"},                      /* adding 0.5 would give 1 */
        {4503599627370497.0 / 1e6, 6, "4503599627.370497"}, /* above 2^52 after scaling */
        {6755399.441055745, 9, "6755399.441055745"},
    };
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, 1000);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        pl_buf_add_fixed(&buf, ROWS[i].v, ROWS[i].decimals);
        assert_text(&buf, ROWS[i].want);
    }
    static const double BAD[] = {9e9, -9e9, (double)INFINITY, (double)NAN};
    for (size_t i = 0; i < 4; i++) {
        pl_buf_add_fixed(&buf, BAD[i], 2);
        assert_true(pl_buf_failed(&buf));
        pl_buf_clear(&buf);
    }
    pl_buf_add_fixed(&buf, 1, 10);
    assert_true(pl_buf_failed(&buf));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_to_its_ceiling),
        cmocka_unit_test(writes_numbers),
        cmocka_unit_test(formats_up_to_the_ceiling),
        cmocka_unit_test(writes_fixed_decimals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
