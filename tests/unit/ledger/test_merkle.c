/* Roots of leaves SHA-256(0x00 || byte i): computed with Python's hashlib by the recursive definition of RFC 6962. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ledger/merkle.h"

static const struct {
    uint64_t n;
    const char *root;
} ROOTS[] = {
    {0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {1, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"},
    {2, "a20bf9a7cc2dc8a08f5f415a71b19f6ac427bab54d24eec868b5d3103449953a"},
    {3, "3b6cccd7e3e023ff393006f030315ee7ad9eb111b022b41fba7e5b7a3973f688"},
    {5, "b855b42d6c30f5b087e05266783fbd6e394f7b926013ccaa67700a8b0c5a596f"},
    {7, "3560191803028444b232018ac047fdb561c09c23a7a6876c85e08b5e4d48e9f3"},
    {8, "ef7f49b620f6c7ea9b963a214da34b5021c6ded8ed57734380a311ab726aa907"},
    {13, "df5ee130e5a247600d190c31074458de3c0dc58f0b0d8a6a2b3dd4fd7e569501"},
};

static void make(pl_hash *leaves, size_t n) {
    for (size_t i = 0; i < n; i++) {
        unsigned char bytes[2] = {0, (unsigned char)i};
        leaves[i] = pl_sha256_of(bytes, 2);
    }
}

static void test_roots(void **state) {
    (void)state;
    pl_hash leaves[16];
    make(leaves, 16);
    for (size_t i = 0; i < sizeof ROOTS / sizeof *ROOTS; i++) {
        char hex[65];
        pl_hash_hex(pl_merkle_root_of(leaves, ROOTS[i].n), hex);
        assert_string_equal(hex, ROOTS[i].root);
    }
}

/* Every leaf of every tree up to 70 leaves is proved, and at no other place and in no tree of another size. */
static void test_paths(void **state) {
    (void)state;
    pl_hash leaves[72];
    pl_hash path[PL_MERKLE_PATH_MAX] = {0};
    make(leaves, 72);
    for (uint64_t n = 1; n <= 70; n++) {
        pl_hash root = pl_merkle_root_of(leaves, n);
        for (uint64_t i = 0; i < n; i++) {
            size_t k = pl_merkle_path(leaves, n, i, path);
            assert_true(pl_merkle_check(leaves[i], i, n, path, k, root));
            assert_false(pl_merkle_check(leaves[i + 1], i, n, path, k, root));
            assert_false(pl_merkle_check(leaves[i], i + 1, n, path, k, root));
            assert_false(pl_merkle_check(leaves[i], i, n, path, k + 1, root));
            assert_false(k > 0 && pl_merkle_check(leaves[i], i, n, path, k - 1, root));
        }
        assert_false(pl_merkle_check(leaves[0], n, n, path, 0, root));
    }
    assert_false(pl_merkle_check(leaves[0], 0, 0, path, 0, leaves[0]));
    assert_false(pl_merkle_check(leaves[0], 0, 2, path, 0, leaves[0])); /* a root of one leaf is none of two */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roots),
        cmocka_unit_test(test_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
