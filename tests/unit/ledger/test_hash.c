/* Vectors: FIPS 180-4 examples (NIST "abc", 448 bits, 1,000,000 a), RFC 4231 for HMAC; libcrypto's EVP as the other
 * way to the same digest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "ledger/hash.h"

static void expect(pl_hash hash, const char *hex) {
    char text[65];
    pl_hash_hex(hash, text);
    assert_string_equal(text, hex);
}

static void test_fips_vectors(void **state) {
    (void)state;
    expect(pl_sha256_of("", 0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(pl_sha256_of("abc", 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(pl_sha256_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56),
           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    struct pl_sha256 sha;
    pl_sha256_start(&sha);
    char a[1000];
    memset(a, 'a', sizeof a);
    for (int i = 0; i < 1000; i++) {
        pl_sha256_add(&sha, a, sizeof a);
    }
    expect(pl_sha256_digest(&sha), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static pl_hash by_evp(const void *bytes, size_t n) {
    pl_hash hash = {{0}};
    unsigned length = 0;
    assert_int_equal(EVP_Digest(bytes, n, hash.b, &length, EVP_sha256(), NULL), 1);
    assert_int_equal(length, 32);
    return hash;
}

/* Every length around the block borders, in every first cut; a state copied in the middle goes on alone. */
static void test_any_length_and_cut_like_evp(void **state) {
    (void)state;
    unsigned char bytes[300];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)(i * 31 + 7);
    }
    for (size_t n = 0; n <= sizeof bytes; n++) {
        pl_hash want = by_evp(bytes, n);
        assert_int_equal(pl_hash_cmp(pl_sha256_of(bytes, n), want), 0);
        for (size_t cut = 0; cut <= n; cut += n < 140 ? 1 : 13) {
            struct pl_sha256 sha;
            pl_sha256_start(&sha);
            pl_sha256_add(&sha, bytes, cut);
            struct pl_sha256 copy = sha;
            pl_sha256_add(&sha, bytes + cut, n - cut);
            assert_int_equal(pl_hash_cmp(pl_sha256_digest(&sha), want), 0);
            assert_int_equal(sha.n_bytes, n);
            assert_int_equal(pl_hash_cmp(pl_sha256_digest(&copy), by_evp(bytes, cut)), 0);
        }
    }
}

/* The state is a value that may be compared: the same bytes in other cuts leave the same state, unused bytes zero. */
static void test_state_is_a_value(void **state) {
    (void)state;
    char bytes[200];
    memset(bytes, 'x', sizeof bytes);
    struct pl_sha256 a;
    struct pl_sha256 b;
    memset(&a, 0xEE, sizeof a);
    memset(&b, 0x11, sizeof b);
    pl_sha256_start(&a);
    pl_sha256_start(&b);
    pl_sha256_add(&a, bytes, 150);
    for (int i = 0; i < 150; i++) {
        pl_sha256_add(&b, bytes, 1);
    }
    assert_memory_equal(a.h, b.h, sizeof a.h);
    assert_memory_equal(a.tail, b.tail, sizeof a.tail);
    assert_int_equal(a.tail[149 % 64], 'x');
    assert_int_equal(a.tail[150 % 64], 0);
    assert_int_equal(a.n_bytes, b.n_bytes);
    pl_sha256_digest(&a);
    assert_memory_equal(a.h, b.h, sizeof a.h);
}

static pl_hash hmac(const void *key, size_t n_key, const void *bytes, size_t n) {
    struct pl_hmac h;
    pl_hmac_start(&h, key, n_key);
    pl_sha256_add(&h.inner, bytes, n);
    return pl_hmac_digest(&h);
}

static void test_hmac_vectors(void **state) {
    (void)state;
    char key[131];
    memset(key, 0x0b, 20);
    expect(hmac(key, 20, "Hi There", 8), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    expect(hmac("Jefe", 4, "what do ya want for nothing?", 28),
           "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, 131);
    expect(hmac(key, 131, "Test Using Larger Than Block-Size Key - Hash Key First", 54),
           "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/* Exactly what pl_hash_hex writes reads back, and nothing else: each place with a digit that is none. */
static void test_hex(void **state) {
    (void)state;
    char text[66] = "";
    pl_hash hash = pl_sha256_of("abc", 3), back = {{0}};
    pl_hash_hex(hash, text);
    assert_true(pl_hash_of_hex(pl_str_make(text, 64), &back));
    assert_memory_equal(back.b, hash.b, PL_HASH_BYTES);
    text[64] = '0';
    assert_false(pl_hash_of_hex(pl_str_make(text, 63), &back));
    assert_false(pl_hash_of_hex(pl_str_make(text, 65), &back));
    assert_false(pl_hash_of_hex((pl_str){0}, &back));
    for (size_t i = 0; i < 64; i++) {
        static const char NOT[] = "AFg/:`@ G";
        char was = text[i];
        for (size_t k = 0; k < sizeof NOT; k++) { /* and NUL */
            text[i] = NOT[k];
            assert_false(pl_hash_of_hex(pl_str_make(text, 64), &back));
        }
        text[i] = was;
    }
    assert_memory_equal(back.b, hash.b, PL_HASH_BYTES); /* untouched */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hex),
        cmocka_unit_test(test_fips_vectors),
        cmocka_unit_test(test_any_length_and_cut_like_evp),
        cmocka_unit_test(test_state_is_a_value),
        cmocka_unit_test(test_hmac_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
