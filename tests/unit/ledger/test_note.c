/* Signed notes and checkpoints. The note was made with OpenSSL 3.0 (`pkeyutl -sign -rawin`, the secret key of RFC 8032
 * 7.1 test 1) and SHA-256 of another program for its key id; what is refused follows from the text of the format. */
#include "ledger/checkpoint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64.h"
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
        "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
        "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n\nlines\n",
        "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore",
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

/* ---- cosignatures and verifier keys: made with OpenSSL (`pkeyutl -sign -rawin`) and Python's hashlib ---- */

#define WITNESS "example.org/witness"
#define COSIGNED                                                                                                       \
    "\xE2\x80\x94 " WITNESS                                                                                            \
    " UgX+UgAAAABlU/EAnKlOH6dZ2gWz+iqRSIe8ZkNKrMlmklBrV/LxnwLgMoTaQvmIvzJ0rLq8tUvFGvEyhQayPIvhWBZe7HcgQciOBw=="        \
    "\n" /* at 1700000000 */
#define EARLIER                                                                                                        \
    "\xE2\x80\x94 " WITNESS                                                                                            \
    " UgX+UgAAAABfXhAAA4Ijv6P4Ybv4XOc+58VaqDD770dSltcNzM61F8GInM+64eIFs0T2vUo7k1YbMKbYHaRXeB8D/hudnu+MXOPRCA=="        \
    "\n" /* at 1600000000 */
#define VKEY_LOG     NAME "+1c66b9ea+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
#define VKEY_WITNESS WITNESS "+5205fe52+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"

static enum pl_note_verdict cosigned(const char *bytes, const char *vkey, uint64_t *ret_time_s) {
    struct pl_note note;
    struct pl_vkey k;
    assert_int_equal(pl_note_read(pl_str_from(bytes), &note, NULL), 0);
    assert_int_equal(pl_vkey_read(pl_str_from(vkey), &k, NULL), 0);
    return pl_note_verify_vkey(&note, &k, ret_time_s);
}

static void test_cosignatures(void **state) {
    (void)state;
    struct pl_key k = key();
    struct pl_buf buf;
    uint64_t at = 7;
    pl_buf_open(&buf, PL_NOTE_MAX);
    assert_int_equal(pl_note_cosign(PL_STR(TEXT), PL_STR(WITNESS), &k, 1700000000, &buf, NULL), 0);
    assert_true(pl_str_eq(pl_buf_str(&buf), PL_STR(COSIGNED)));
    assert_int_equal(pl_note_cosign(PL_STR("no end"), PL_STR(WITNESS), &k, 1, &buf, NULL), PL_E_USAGE);
    assert_int_equal(pl_note_cosign(PL_STR(TEXT), PL_STR("a b"), &k, 1, &buf, NULL), PL_E_USAGE);
    pl_buf_close(&buf);
    assert_int_equal(cosigned(TEXT "\n" LINE COSIGNED, VKEY_WITNESS, &at), PL_NOTE_GOOD);
    assert_true(at == 1700000000);
    assert_int_equal(cosigned(TEXT "\n" COSIGNED EARLIER, VKEY_WITNESS, &at), PL_NOTE_GOOD);
    assert_true(at == 1600000000);
    assert_int_equal(cosigned(TEXT "\n" EARLIER COSIGNED, VKEY_WITNESS, &at), PL_NOTE_GOOD);
    assert_true(at == 1600000000);
    assert_int_equal(cosigned(TEXT "\n" LINE, VKEY_LOG, &at), PL_NOTE_GOOD);
    assert_true(at == 0);
    at = 7;
    assert_int_equal(cosigned(TEXT "\n" LINE, VKEY_WITNESS, &at), PL_NOTE_UNSIGNED);
    assert_int_equal(cosigned("x" TEXT "\n" COSIGNED, VKEY_WITNESS, &at), PL_NOTE_BAD);
    assert_int_equal(cosigned(TEXT "\n" LINE COSIGNED, VKEY_WITNESS, NULL), PL_NOTE_GOOD);
    assert_true(at == 7);
}

/* A cosignature is no signature of the text, and the other way round; another time or a cut is no cosignature. */
static void test_no_cosignatures(void **state) {
    (void)state;
    struct pl_key k = key();
    static const size_t SIZES[] = {4 + 8 + 64, 4 + 64, 4 + 8 + 63, 5};
    for (size_t i = 0; i < 4; i++) {
        PL_BUF_AUTO note;
        uint8_t blob[4 + 8 + 64] = {0x52, 0x05, 0xfe, 0x52, 0, 0, 0, 0, 0x65, 0x53, 0xf1, 0x01}, s[64];
        pl_buf_open(&note, PL_NOTE_MAX);
        assert_int_equal(
            pl_key_sign(&k, i == 0 ? PL_STR("cosignature/v1\ntime 1700000000\n") : PL_STR(""), PL_STR(TEXT), s, NULL),
            0);
        memcpy(blob + (i == 1 ? 4 : 12), s, 64);
        pl_buf_add_str(&note, PL_STR(TEXT "\n\xE2\x80\x94 " WITNESS " "));
        pl_base64_write(&note, blob, SIZES[i]);
        pl_buf_add(&note, "\n", 2);
        note.n--;
        assert_int_equal(cosigned(note.p, VKEY_WITNESS, NULL), PL_NOTE_BAD);
    }
}

static void test_vkeys(void **state) {
    (void)state;
    struct pl_key k = key();
    struct pl_vkey v = {.type = 99};
    struct pl_buf buf;
    pl_buf_open(&buf, PL_NOTE_MAX);
    assert_int_equal(pl_vkey_read(PL_STR(VKEY_WITNESS), &v, NULL), 0);
    assert_true(pl_str_eq(v.name, PL_STR(WITNESS)) && v.key_id == 0x5205fe52 && v.type == 4 && v.known);
    assert_true(pl_public_key_eq(&v.key, &k.public));
    pl_vkey_write(&v, &buf);
    assert_true(pl_str_eq(pl_buf_str(&buf), PL_STR(VKEY_WITNESS)));
    pl_buf_clear(&buf);
    v = pl_vkey_make(PL_STR(NAME), PL_NOTE_ED25519, &k.public);
    pl_vkey_write(&v, &buf);
    assert_true(pl_str_eq(pl_buf_str(&buf), PL_STR(VKEY_LOG)));
    pl_buf_clear(&buf);
    /* a key of another type (0x06, here of 3 bytes) is carried along, its id as given */
    assert_int_equal(pl_vkey_read(PL_STR("m+0000000f+BgECAw=="), &v, NULL), 0);
    assert_true(v.type == 6 && !v.known && v.key_id == 15);
    assert_int_equal(cosigned(TEXT "\n\xE2\x80\x94 m AAAADwAA\n", "m+0000000f+BgECAw==", NULL), PL_NOTE_UNSIGNED);
    pl_vkey_write(&v, &buf);
    assert_true(pl_str_eq(pl_buf_str(&buf), PL_STR("m+0000000f+BgECAw==")));
    pl_buf_close(&buf);
    static const char *const BAD[] = {
        "",
        NAME,
        NAME "+1c66b9ea",
        NAME "+1c66b9ea+",
        "+1c66b9ea+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "a b+1c66b9ea+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        NAME "+1c66b9e+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        NAME "+01c66b9ea+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        NAME "+1C66b9ea+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        NAME "+1c66b9eg+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        NAME "+1c66b9eb+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        NAME "x+1c66b9ea+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        NAME "+1c66b9ea+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1E=",
        NAME "+1c66b9ea+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1EaAA==",
        NAME "+1c66b9ea+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1E",
        NAME "+1c66b9ea+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea", /* the id is of type 0x01 */
        "m+0000000f+Bg==",
    };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        v.type = 99;
        if (pl_vkey_read(pl_str_from(BAD[i]), &v, NULL) != PL_E_FORMAT || v.type != 99) {
            fail_msg("%s is read", BAD[i]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_note),        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_refused_notes),   cmocka_unit_test(test_ceilings),
        cmocka_unit_test(test_checkpoints),     cmocka_unit_test(test_cosignatures),
        cmocka_unit_test(test_no_cosignatures), cmocka_unit_test(test_vkeys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
