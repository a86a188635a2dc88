/* Sealed boxes: written and opened, another passphrase, every single bit flipped, parameters at their ceilings. Boxes
 * with cheap parameters are made here by libsodium itself from docs/format/sealed.md, not by the code under test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "ledger/sealed.h"

#define SALT  "0123456789abcdef"
#define NONCE "0123456789abcdef01234567"

struct box {
    unsigned char b[256];
    size_t n;
};

static void put(struct box *box, const void *bytes, size_t n) {
    memcpy(box->b + box->n, bytes, n);
    box->n += n;
}

static void put_be(struct box *box, uint64_t v, unsigned bytes) {
    while (bytes-- > 0) {
        box->b[box->n++] = (unsigned char)(v >> (8 * bytes));
    }
}

/* passes and memory as they are said; the key is made with 1 pass and 8 KiB. */
static void make_box(struct box *box, uint32_t passes, uint64_t memory, const char *plain) {
    unsigned char key[crypto_secretbox_KEYBYTES];
    assert_int_equal(
        crypto_pwhash(key, sizeof key, "horse", 5, (const unsigned char *)SALT, 1, 8192, crypto_pwhash_ALG_ARGON2ID13),
        0);
    box->n = 0;
    put(box, "plimsoll-sealed/v1\n", 19);
    put_be(box, passes, 4);
    put_be(box, memory, 8);
    put(box, SALT, 16);
    put(box, NONCE, 24);
    crypto_secretbox_easy(box->b + box->n, (const unsigned char *)plain, strlen(plain), (const unsigned char *)NONCE,
                          key);
    box->n += strlen(plain) + 16;
}

static int open_box(const struct box *box, const char *passphrase, char *out, size_t cap) {
    struct pl_error err = {0};
    PL_BUF_AUTO plain = {0};
    pl_buf_open(&plain, 4096);
    int code = pl_sealed_open(pl_str_make((const char *)box->b, box->n), pl_str_from(passphrase), &plain, &err);
    assert_true(code == 0 || err.msg[0] != '\0');
    assert_true(code == 0 || plain.n == 0);
    if (code == 0 && out != NULL) {
        assert_true(plain.n < cap);
        memcpy(out, plain.p, plain.n);
        out[plain.n] = '\0';
    }
    return code;
}

static void test_foreign_box(void **state) {
    (void)state;
    struct box box;
    char out[64];
    make_box(&box, 1, 8192, "a real name");
    assert_int_equal(open_box(&box, "horse", out, sizeof out), 0);
    assert_string_equal(out, "a real name");
    assert_int_equal(open_box(&box, "hors", NULL, 0), PL_E_REFUSED);
    assert_int_equal(open_box(&box, "", NULL, 0), PL_E_REFUSED);
    assert_int_equal(open_box(&box, "Horse", NULL, 0), PL_E_REFUSED);
}

static void test_every_bit(void **state) {
    (void)state;
    struct box box;
    make_box(&box, 1, 8192, "a real name");
    for (size_t i = 0; i < box.n * 8; i++) {
        if (i / 8 >= 19 + 4 && i / 8 < 19 + 12 && i % 8 + 8 * (30 - i / 8) >= 26) {
            continue; /* asks for 64 MiB and more: allowed or refused below, slow here */
        }
        box.b[i / 8] ^= (unsigned char)(1u << (i % 8));
        int code = open_box(&box, "horse", NULL, 0);
        if (code != PL_E_REFUSED && code != PL_E_FORMAT && code != PL_E_LIMIT) {
            fail_msg("byte %zu, bit %zu: code %d", i / 8, i % 8, code);
        }
        box.b[i / 8] ^= (unsigned char)(1u << (i % 8));
    }
    for (size_t n = 0; n < box.n; n++) { /* every shorter one */
        struct box cut = box;
        cut.n = n;
        int code = open_box(&cut, "horse", NULL, 0);
        assert_true(code == PL_E_REFUSED || code == PL_E_FORMAT);
    }
}

static void test_parameters(void **state) {
    (void)state;
    struct box box;
    make_box(&box, 0, 8192, "x");
    assert_int_equal(open_box(&box, "horse", NULL, 0), PL_E_LIMIT);
    make_box(&box, PL_SEALED_PASSES_MAX - 1, 8192, "x");
    assert_int_equal(open_box(&box, "horse", NULL, 0), PL_E_REFUSED); /* done, and another key */
    make_box(&box, PL_SEALED_PASSES_MAX, 8192, "x");
    assert_int_equal(open_box(&box, "horse", NULL, 0), PL_E_REFUSED);
    make_box(&box, PL_SEALED_PASSES_MAX + 1, 8192, "x");
    assert_int_equal(open_box(&box, "horse", NULL, 0), PL_E_LIMIT);
    make_box(&box, 1, PL_SEALED_MEMORY_MAX + 1, "x");
    assert_int_equal(open_box(&box, "horse", NULL, 0), PL_E_LIMIT);
    make_box(&box, 1, UINT64_MAX, "x");
    assert_int_equal(open_box(&box, "horse", NULL, 0), PL_E_LIMIT);
    make_box(&box, 1, 8191, "x");
    assert_int_equal(open_box(&box, "horse", NULL, 0), PL_E_LIMIT);
}

static void test_own_box(void **state) {
    (void)state;
    struct pl_error err = {0};
    PL_BUF_AUTO sealed = {0};
    PL_BUF_AUTO plain = {0};
    pl_buf_open(&sealed, 4096);
    pl_buf_open(&plain, 4096);
    assert_int_equal(
        pl_sealed_write(PL_STR("seed"), PL_STR(""), (const uint8_t *)SALT, (const uint8_t *)NONCE, &sealed, &err),
        PL_E_USAGE);
    assert_int_equal(sealed.n, 0);
    assert_int_equal(
        pl_sealed_write(PL_STR("seed"), PL_STR("horse"), (const uint8_t *)SALT, (const uint8_t *)NONCE, &sealed, &err),
        0);
    assert_int_equal(sealed.n, 19 + 4 + 8 + 16 + 24 + 16 + 4);
    assert_memory_equal(sealed.p + 19, "\0\0\0\3\0\0\0\0\4\0\0\0", 12); /* 3 passes, 64 MiB */
    assert_true(pl_sealed_is(pl_buf_str(&sealed)));
    assert_int_equal(pl_sealed_open(pl_buf_str(&sealed), PL_STR("horse"), &plain, &err), 0);
    assert_true(pl_str_eq(pl_buf_str(&plain), PL_STR("seed")));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_foreign_box), cmocka_unit_test(test_every_bit),
                                       cmocka_unit_test(test_parameters), cmocka_unit_test(test_own_box)};
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
