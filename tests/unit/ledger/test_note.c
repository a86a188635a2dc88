/* Signed notes and checkpoints. The note was made with OpenSSL 3.0 (`pkeyutl -sign -rawin`, the secret key of RFC 8032
 * 7.1 test 1) and SHA-256 of another program for its key id; what is refused follows from the text of the format. */
#include "ledger/checkpoint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/note.h"

#define NAME "example.org/log"
#define TEXT NAME "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
#define LINE                                                                                                           \
    "\xE2\x80\x94 " NAME                                                                                               \
    " HGa56kY6OTcYvFttomx0DshJTPkbWi/97F1ROP0wfnGZFI2lo9KXYWAO/o3iMZB5co2PMNlLMjnGnqCqINsrunL40gA="                    \
    "\n"

static const uint8_t SEED[32] = {0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
                                 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
                                 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};

static struct pl_key key(void) {
    struct pl_key k;
    assert_int_equal(pl_key_from_seed(SEED, &k, NULL), 0);
    return k;
}

static enum pl_note_verdict verdict(pl_str bytes, const char *name, const struct pl_key *k) {
    struct pl_note note;
    assert_int_equal(pl_note_read(bytes, &note, NULL), 0);
    return pl_note_verify(&note, pl_str_from(name), &k->public);
}

static void test_one_note(void **state) {
    (void)state;
    struct pl_key k = key(), other;
    struct pl_note note;
    struct pl_buf buf;
    uint8_t seed[32] = {1};
    assert_int_equal(pl_key_from_seed(seed, &other, NULL), 0);
    assert_int_equal(pl_note_key_id(PL_STR(NAME), PL_NOTE_ED25519, &k.public), 0x1c66b9ea);
    pl_buf_open(&buf, PL_NOTE_MAX);
    assert_int_equal(pl_note_sign(PL_STR(TEXT), PL_STR(NAME), &k, &buf, NULL), 0);
    assert_true(pl_str_eq(pl_buf_str(&buf), PL_STR(TEXT "\n" LINE)));
    pl_buf_close(&buf);
    assert_int_equal(pl_note_read(PL_STR(TEXT "\n" LINE), &note, NULL), 0);
    assert_true(pl_str_eq(note.text, PL_STR(TEXT)));
    assert_int_equal(note.n, 1);
    assert_int_equal(pl_note_verify(&note, PL_STR(NAME), &k.public), PL_NOTE_GOOD);
    assert_int_equal(pl_note_verify(&note, PL_STR("example.org/other"), &k.public), PL_NOTE_UNSIGNED);
    assert_int_equal(pl_note_verify(&note, PL_STR(NAME), &other.public), PL_NOTE_UNSIGNED);
}

static void test_verdicts(void **state) {
    (void)state;
    struct pl_key k = key();
    /* another text; a foreign signature beside ours, before and behind; a text with a blank line in it */
    assert_int_equal(verdict(PL_STR("x" TEXT "\n" LINE), NAME, &k), PL_NOTE_BAD);
    assert_int_equal(verdict(PL_STR(TEXT "\n\xE2\x80\x94 a AAAAAAA=\n" LINE), NAME, &k), PL_NOTE_GOOD);
    assert_int_equal(verdict(PL_STR(TEXT "\n" LINE "\xE2\x80\x94 a AAAAAAA=\n"), NAME, &k), PL_NOTE_GOOD);
    assert_int_equal(verdict(PL_STR(TEXT "\n" TEXT "\n" LINE), NAME, &k), PL_NOTE_BAD);
    /* of two signatures by one key, one that fails spoils the note; so does one that is too short */
    assert_int_equal(verdict(PL_STR(TEXT "\n" LINE "\xE2\x80\x94 " NAME " HGa56gA=\n"), NAME, &k), PL_NOTE_BAD);
    assert_int_equal(verdict(PL_STR(TEXT "\n\xE2\x80\x94 " NAME " HGa56gA=\n" LINE), NAME, &k), PL_NOTE_BAD);
}

static void test_refused_notes(void **state) {
    (void)state;
    static const char *const BAD[] = {
        "",
        "\n",
        "\n\n" LINE,
        TEXT,
        TEXT LINE,
        TEXT "\n",
        TEXT "\n" LINE "\n",
        TEXT "\n- " NAME " HGa56kY=\n",
        TEXT "\n\xE2\x80\x94 " NAME "\n",
        TEXT "\n\xE2\x80\x94 " NAME " \n",
        TEXT "\n\xE2\x80\x94  HGa56kY=\n",
        TEXT "\n\xE2\x80\x94 a+b HGa56kY=\n",
        TEXT "\n\xE2\x80\x94 a\xC2\xA0"
             "b HGa56kY=\n",
        TEXT "\n\xE2\x80\x94 a\xE2\x80\x83"
             "b HGa56kY=\n",
        TEXT "\n\xE2\x80\x94 a HGa56g==\n", /* a key id and no signature */
        TEXT "\n\xE2\x80\x94 a HGa56k\n",
        TEXT "\n\xE2\x80\x94 a HGa56kY=", /* no line end */
        "a\tb\n\n" LINE,
        "a\r\n\n" LINE,
        "a\xFF\n\n" LINE,
        TEXT "\n" LINE "junk\n",
    };
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        struct pl_note note;
        int rc = pl_note_read(pl_str_from(BAD[i]), &note, NULL);
        if (rc != PL_E_FORMAT) {
            fail_msg("note %zu gives %d", i, rc);
        }
    }
    struct pl_key k = key();
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, PL_NOTE_MAX);
    assert_int_equal(pl_note_sign(PL_STR("no end"), PL_STR(NAME), &k, &buf, NULL), PL_E_USAGE);
    assert_int_equal(pl_note_sign(PL_STR("\n"), PL_STR(NAME), &k, &buf, NULL), PL_E_USAGE);
    assert_int_equal(pl_note_sign(PL_STR(TEXT), PL_STR("a b"), &k, &buf, NULL), PL_E_USAGE);
}

/* Bytes and signatures at their ceilings, one below and one above. */
static void test_ceilings(void **state) {
    (void)state;
    for (int d = -1; d <= 1; d++) {
        struct pl_note note;
        struct pl_buf buf;
        pl_buf_open(&buf, 1 << 20);
        pl_buf_add_str(&buf, PL_STR(TEXT "\n"));
        for (int i = 0; i < PL_NOTE_SIGNATURES_MAX + d; i++) {
            pl_buf_add_str(&buf, PL_STR(LINE));
        }
        int rc = pl_note_read(pl_buf_str(&buf), &note, NULL);
        assert_int_equal(rc, d > 0 ? PL_E_LIMIT : PL_E_OK);
        pl_buf_clear(&buf);
        for (size_t i = 0; i < PL_NOTE_MAX - 2 - strlen(LINE) + (size_t)(d + 1) - 1; i++) {
            pl_buf_add_char(&buf, 'x');
        }
        pl_buf_add_str(&buf, PL_STR("\n\n" LINE));
        assert_int_equal(buf.n, PL_NOTE_MAX + d);
        assert_int_equal(pl_note_read(pl_buf_str(&buf), &note, NULL), d > 0 ? PL_E_LIMIT : PL_E_OK);
        pl_buf_close(&buf);
    }
}

static void test_checkpoints(void **state) {
    (void)state;
    struct pl_checkpoint c = {.size = 7};
    static const char *const BAD[] = {
        "",
        "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n",
        "a\n0",
        "a\n0\n",
        "a\n\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n00\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n07\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n18446744073709551616\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n",
        "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUA\n",
    };
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        if (pl_checkpoint_read(pl_str_from(BAD[i]), &c, NULL) != PL_E_FORMAT || c.size != 7) {
            fail_msg("checkpoint %zu is read", i);
        }
    }
    static const char GOOD[] = "a b\n18446744073709551615\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\nlines\n";
    struct pl_buf buf;
    assert_int_equal(pl_checkpoint_read(pl_str_from(GOOD), &c, NULL), 0);
    assert_true(pl_str_eq(c.origin, PL_STR("a b")) && c.size == UINT64_MAX);
    assert_int_equal(c.root.b[0], 0xe3); /* SHA-256 of nothing: e3b0c442...7852b855 */
    assert_int_equal(c.root.b[31], 0x55);
    assert_true(pl_str_eq(c.extension, PL_STR("more\nlines\n")));
    pl_buf_open(&buf, 1024);
    pl_checkpoint_write(&c, &buf);
    assert_true(pl_str_eq(pl_buf_str(&buf), pl_str_from(GOOD)));
    pl_buf_close(&buf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_note), cmocka_unit_test(test_verdicts),    cmocka_unit_test(test_refused_notes),
        cmocka_unit_test(test_ceilings), cmocka_unit_test(test_checkpoints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
