/* Roots, salts and the commitment: computed with Python's hashlib and hmac (the program stands in no file; the values
 * are those of docs/format/chunk.md). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/chunk.h"

#define CONTENT_BYTES 500000

static const struct {
    uint64_t size;
    const char *root;
} ROOTS[] = {
    {0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {1, "55bb7b4814fae8535a66a66b5aefd8c0b3f515225a664e7412caeb455d050ef8"},
    {65535, "b97c8db3961c129934841309604cdc2354802fcb5eb7935e90c0bbd4cf99145f"},
    {65536, "72193fbb16d5a6709bbf793d87b76c319412ad8f12d0498d5589ff4bda8fe348"},
    {65537, "2a4e22b69d1e7689bc43982ca957d5592eb21d7440d5cdb3de2dbb366c960af1"},
    {200000, "2b15beff8635ad86735014e74d6e9fa0d0d747169758add11790fa7728ce58fb"},
    {500000, "5dff67e4747ffc43d8fa44077838cba97d3d101689247fef5a7aab9d89b710de"},
};

static void expect(pl_hash hash, const char *hex) {
    char text[65];
    pl_hash_hex(hash, text);
    assert_string_equal(text, hex);
}

static void make(uint8_t secret[32], char **ret_content) {
    char *content = malloc(CONTENT_BYTES);
    for (size_t i = 0; i < CONTENT_BYTES; i++) {
        content[i] = (char)(i * 7 % 251);
    }
    for (size_t i = 0; i < 32; i++) {
        secret[i] = (uint8_t)i;
    }
    *ret_content = content;
}

struct leaves {
    pl_hash hash[16];
    uint64_t n;
};

static void keep_leaf(void *ctx, uint64_t index, pl_hash leaf) {
    struct leaves *leaves = ctx;
    assert_int_equal(index, leaves->n);
    leaves->hash[leaves->n++] = leaf;
}

static struct pl_chunk_root build(const uint8_t secret[32], const char *content, size_t n, size_t step,
                                  struct leaves *leaves) {
    struct pl_chunk_builder builder;
    leaves->n = 0;
    pl_chunk_start(&builder, secret, PL_STR("a.csv"), keep_leaf, leaves);
    for (size_t i = 0; i < n; i += step) {
        pl_chunk_add(&builder, content + i, n - i < step ? n - i : step);
    }
    return pl_chunk_finish(&builder);
}

static void test_roots_in_any_cut(void **state) {
    (void)state;
    uint8_t secret[32];
    char *content = NULL;
    make(secret, &content);
    static const size_t STEPS[] = {1000, 65535, 65536, 65537, 1000000};
    for (size_t i = 0; i < sizeof ROOTS / sizeof *ROOTS; i++) {
        for (size_t k = 0; k < sizeof STEPS / sizeof *STEPS; k++) {
            struct leaves leaves;
            struct pl_chunk_root root = build(secret, content, ROOTS[i].size, STEPS[k], &leaves);
            expect(root.root, ROOTS[i].root);
            assert_int_equal(root.bytes, ROOTS[i].size);
            assert_int_equal(root.chunks, (ROOTS[i].size + 65535) / 65536);
            assert_int_equal(leaves.n, root.chunks);
        }
    }
    expect(pl_chunk_salt(secret, PL_STR("a.csv"), 0),
           "b0623cb57d03e76682c1ae804f25f7b7bf3d1e57999308bebab76dc36933277c");
    pl_hash salt = pl_exhibit_salt(secret);
    expect(salt, "70f840797c2065c142caa1445721a62f3fe4e1f6d7cfa475031d1a4909fe9e31");
    expect(pl_exhibit_commitment(salt, pl_sha256_of(content, 200000), 200000),
           "973ed193e09fe4c036f31fce285e843012752738ce93604d6030e0ded18cfd2c");
    free(content);
}

struct opened {
    pl_hash path[PL_MERKLE_PATH_MAX];
    struct pl_chunk_opening opening;
};

static void open_chunk(const uint8_t secret[32], const char *content, const struct leaves *leaves, uint64_t size,
                       uint64_t index, struct opened *out) {
    uint64_t left = size - index * PL_CHUNK_BYTES;
    out->opening.index = index;
    out->opening.salt = pl_chunk_salt(secret, PL_STR("a.csv"), index);
    out->opening.bytes = pl_str_make(content + index * PL_CHUNK_BYTES, left < PL_CHUNK_BYTES ? left : PL_CHUNK_BYTES);
    out->opening.n_path = pl_merkle_path(leaves->hash, leaves->n, index, out->path);
    out->opening.path = out->path;
}

static void test_each_chunk_is_proved_and_no_other(void **state) {
    (void)state;
    uint8_t secret[32];
    char *content = NULL;
    make(secret, &content);
    for (size_t i = 1; i < sizeof ROOTS / sizeof *ROOTS; i++) {
        struct leaves leaves;
        struct pl_error err = {0};
        struct pl_chunk_root root = build(secret, content, ROOTS[i].size, 4096, &leaves);
        for (uint64_t k = 0; k < root.chunks; k++) {
            struct opened o;
            open_chunk(secret, content, &leaves, root.bytes, k, &o);
            assert_int_equal(pl_chunk_check(&root, &o.opening, &err), 0);
            struct pl_chunk_opening bad = o.opening;
            bad.index = root.chunks;
            assert_int_equal(pl_chunk_check(&root, &bad, &err), PL_E_CHECK);
            bad = o.opening;
            bad.salt.b[31] ^= 1;
            assert_int_equal(pl_chunk_check(&root, &bad, &err), PL_E_CHECK);
            bad = o.opening;
            bad.bytes.n--;
            assert_int_equal(pl_chunk_check(&root, &bad, &err), PL_E_CHECK);
            char *copy = malloc(o.opening.bytes.n);
            memcpy(copy, o.opening.bytes.p, o.opening.bytes.n);
            copy[o.opening.bytes.n / 2] ^= 1;
            bad = o.opening;
            bad.bytes.p = copy;
            assert_int_equal(pl_chunk_check(&root, &bad, &err), PL_E_CHECK);
            free(copy);
            if (o.opening.n_path > 0) {
                bad = o.opening;
                bad.n_path--;
                assert_int_equal(pl_chunk_check(&root, &bad, &err), PL_E_CHECK);
                o.path[0].b[0] ^= 1;
                assert_int_equal(pl_chunk_check(&root, &o.opening, &err), PL_E_CHECK);
            }
        }
        struct pl_chunk_root shorter = root;
        struct opened last;
        open_chunk(secret, content, &leaves, root.bytes, root.chunks - 1, &last);
        shorter.bytes = PL_CHUNK_BYTES; /* a size that does not make so many chunks, though chunk 0 fits */
        if (root.chunks > 1) {
            struct opened zeroth;
            open_chunk(secret, content, &leaves, root.bytes, 0, &zeroth);
            assert_int_equal(pl_chunk_check(&shorter, &zeroth.opening, &err), PL_E_CHECK);
        }
        shorter.bytes = root.bytes - 1;
        assert_int_equal(pl_chunk_check(&shorter, &last.opening, &err), PL_E_CHECK);
    }
    free(content);
}

static void test_range(void **state) {
    (void)state;
    uint8_t secret[32];
    char *content = NULL;
    make(secret, &content);
    struct leaves leaves;
    struct pl_error err = {0};
    struct pl_chunk_root root = build(secret, content, 200000, 4096, &leaves);
    static const uint64_t RANGES[][2] = {{0, 1}, {65535, 2}, {65536, 65536}, {0, 200000}, {199999, 1}, {100, 131000}};
    char *out = malloc(200000);
    struct opened o[4];
    struct pl_chunk_opening openings[4];
    for (uint64_t k = 0; k < 4; k++) {
        open_chunk(secret, content, &leaves, root.bytes, k, &o[k]);
        openings[k] = o[k].opening;
    }
    for (size_t i = 0; i < sizeof RANGES / sizeof *RANGES; i++) {
        uint64_t first = 0;
        uint64_t count = 0;
        assert_int_equal(pl_chunk_range(root.bytes, RANGES[i][0], RANGES[i][1], &first, &count, &err), 0);
        assert_int_equal(first, RANGES[i][0] / 65536);
        assert_int_equal(pl_chunk_check_range(&root, RANGES[i][0], RANGES[i][1], openings + first, count, out, &err),
                         0);
        assert_memory_equal(out, content + RANGES[i][0], RANGES[i][1]);
        assert_int_equal(
            pl_chunk_check_range(&root, RANGES[i][0], RANGES[i][1], openings + first, count - 1, out, &err),
            PL_E_CHECK);
    }
    assert_int_equal(pl_chunk_check_range(&root, 65536, 1, openings, 1, out, &err), PL_E_CHECK); /* another chunk */
    uint64_t x = 77;
    assert_int_equal(pl_chunk_range(200000, 0, 0, &x, &x, &err), PL_E_USAGE);
    assert_int_equal(pl_chunk_range(200000, 199999, 2, &x, &x, &err), PL_E_USAGE);
    assert_int_equal(pl_chunk_range(200000, 200001, 1, &x, &x, &err), PL_E_USAGE);
    assert_int_equal(pl_chunk_range(200000, UINT64_MAX, UINT64_MAX, &x, &x, &err), PL_E_USAGE);
    assert_int_equal(x, 77);
    free(out);
    free(content);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roots_in_any_cut),
        cmocka_unit_test(test_each_chunk_is_proved_and_no_other),
        cmocka_unit_test(test_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
