/* Roots and proofs over leaves SHA-256(0x00 || byte i): computed with Python's hashlib by the recursive definitions of
 * RFC 6962. */
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

/* SHA-256 of all proofs of the trees of 1 to 40 leaves in order, each behind its length in one byte. */
#define ALL_PATHS       "682e9017cc72197737e871163a559beb4527b83c79faaffd68e80724e1047c3c"
#define ALL_CONSISTENCY "331acce3974a8810721e31f0efb5e921a532ed0d5a4174d707af2fc0fb64ab55"

/* Stored subtrees, as a reader would have them; counts what was asked for. */
struct stored {
    const pl_hash *leaves;
    uint64_t n, asked;
    bool broken;
};

static int node(void *ctx, unsigned level, uint64_t index, pl_hash *ret, struct pl_error *err) {
    struct stored *s = ctx;
    s->asked++;
    assert_true((index + 1) << level <= s->n);
    if (s->broken) {
        return pl_fail(err, PL_E_IO, "no disk");
    }
    *ret = pl_merkle_root_of(s->leaves + (index << level), UINT64_C(1) << level);
    return 0;
}

static void add_proof(struct pl_sha256 *all, const pl_hash *proof, size_t n) {
    uint8_t length = (uint8_t)n;
    pl_sha256_add(all, &length, 1);
    for (size_t i = 0; i < n; i++) {
        pl_sha256_add(all, proof[i].b, PL_HASH_BYTES);
    }
}

static void assert_digest(const struct pl_sha256 *all, const char *want) {
    char hex[65];
    pl_hash_hex(pl_sha256_digest(all), hex);
    assert_string_equal(hex, want);
}

/* Every proof in both ways, against those of the other program. */
static void test_all_proofs(void **state) {
    (void)state;
    pl_hash leaves[40], proof[PL_MERKLE_TREE_MAX], other[PL_MERKLE_TREE_MAX], root;
    struct pl_sha256 paths, trees;
    make(leaves, 40);
    pl_sha256_start(&paths);
    pl_sha256_start(&trees);
    for (uint64_t n = 1; n <= 40; n++) {
        struct stored s = {leaves, n, 0, false};
        struct pl_merkle_reader reader = {node, &s};
        size_t k = 0;
        for (uint64_t i = 0; i < n; i++) {
            add_proof(&paths, proof, pl_merkle_path(leaves, n, i, proof));
            assert_int_equal(pl_merkle_path_from(&reader, n, i, other, &k, NULL), 0);
            assert_int_equal(k, pl_merkle_path(leaves, n, i, proof));
            assert_memory_equal(proof, other, k * sizeof *proof);
        }
        for (uint64_t old = 1; old <= n; old++) {
            size_t got = pl_merkle_consistency(leaves, old, n, proof);
            add_proof(&trees, proof, got);
            assert_int_equal(pl_merkle_consistency_from(&reader, old, n, other, &k, NULL), 0);
            assert_int_equal(k, got);
            assert_memory_equal(proof, other, k * sizeof *proof);
        }
        assert_int_equal(pl_merkle_root_from(&reader, n, &root, NULL), 0);
        assert_int_equal(pl_hash_cmp(root, pl_merkle_root_of(leaves, n)), 0);
    }
    assert_digest(&paths, ALL_PATHS);
    assert_digest(&trees, ALL_CONSISTENCY);
}

/* Every tree of up to 40 leaves begins every larger one, by its own proof; not with a hash changed, left out, added or
 * moved, and not for other sizes or roots. */
static void test_consistency(void **state) {
    (void)state;
    pl_hash leaves[48], p[PL_MERKLE_TREE_MAX + 1] = {0};
    make(leaves, 48);
    for (uint64_t n = 1; n <= 40; n++) {
        pl_hash root = pl_merkle_root_of(leaves, n), bad = root;
        bad.b[31] ^= 1;
        for (uint64_t old = 1; old <= n; old++) {
            pl_hash was = pl_merkle_root_of(leaves, old), wrong = was;
            wrong.b[0] ^= 0x80;
            size_t k = pl_merkle_consistency(leaves, old, n, p);
            assert_true(pl_merkle_check_consistency(old, was, n, root, p, k));
            assert_false(pl_merkle_check_consistency(old, wrong, n, root, p, k));
            assert_false(pl_merkle_check_consistency(old, was, n, bad, p, k));
            assert_false(pl_merkle_check_consistency(old, was, n, root, p, k + 1));
            assert_false(k > 0 && pl_merkle_check_consistency(old, was, n, root, p, k - 1));
            assert_false(k > 1 && pl_merkle_check_consistency(old, was, n, root, p + 1, k - 1));
            assert_false(old < n && pl_merkle_check_consistency(n, root, old, was, p, k));
            for (size_t i = 0; i < k; i++) {
                p[i].b[i % 32] ^= 4;
                assert_false(pl_merkle_check_consistency(old, was, n, root, p, k));
                p[i].b[i % 32] ^= 4;
            }
        }
    }
}

/* RFC 6962 section 2.1.3: PROOF(3, D[7]) = [c, d, g, l], PROOF(4, D[7]) = [l], PROOF(6, D[7]) = [i, j, k]. */
static void test_consistency_of_rfc(void **state) {
    (void)state;
    pl_hash d[7], p[PL_MERKLE_TREE_MAX];
    make(d, 7);
    pl_hash g = pl_merkle_interior(d[0], d[1]), h = pl_merkle_interior(d[2], d[3]);
    pl_hash i = pl_merkle_interior(d[4], d[5]), j = d[6];
    pl_hash k = pl_merkle_interior(g, h), l = pl_merkle_interior(i, j);
    assert_int_equal(pl_merkle_consistency(d, 3, 7, p), 4);
    assert_true(pl_hash_cmp(p[0], d[2]) == 0 && pl_hash_cmp(p[1], d[3]) == 0 && pl_hash_cmp(p[2], g) == 0 &&
                pl_hash_cmp(p[3], l) == 0);
    assert_int_equal(pl_merkle_consistency(d, 4, 7, p), 1);
    assert_true(pl_hash_cmp(p[0], l) == 0);
    assert_int_equal(pl_merkle_consistency(d, 6, 7, p), 3);
    assert_true(pl_hash_cmp(p[0], i) == 0 && pl_hash_cmp(p[1], j) == 0 && pl_hash_cmp(p[2], k) == 0);
}

/* No tree, the same tree, sizes that cannot be, and a reader that fails. */
static void test_consistency_ends(void **state) {
    (void)state;
    pl_hash d[8], p[PL_MERKLE_TREE_MAX], none = pl_merkle_root_of(NULL, 0), root = none;
    make(d, 8);
    struct stored s = {d, 8, 0, false};
    struct pl_merkle_reader reader = {node, &s};
    size_t n = 77;
    assert_true(pl_merkle_check_consistency(8, d[0], 8, d[0], p, 0));
    assert_false(pl_merkle_check_consistency(8, d[0], 8, d[1], p, 0));
    assert_false(pl_merkle_check_consistency(0, none, 8, d[0], p, 0));
    assert_false(pl_merkle_check_consistency(0, none, 0, none, p, 0));
    assert_false(pl_merkle_check_consistency(UINT64_MAX, d[0], 8, d[1], p, 0));
    assert_int_equal(pl_merkle_consistency_from(&reader, 0, 8, p, &n, NULL), PL_E_USAGE);
    assert_int_equal(pl_merkle_consistency_from(&reader, 9, 8, p, &n, NULL), PL_E_USAGE);
    assert_int_equal(pl_merkle_path_from(&reader, 8, 8, p, &n, NULL), PL_E_USAGE);
    assert_int_equal(s.asked, 0);
    assert_int_equal(pl_merkle_root_from(&reader, 0, &root, NULL), 0);
    assert_int_equal(pl_hash_cmp(root, none), 0);
    s.broken = true;
    assert_int_equal(pl_merkle_root_from(&reader, 8, &root, NULL), PL_E_IO);
    assert_int_equal(pl_merkle_path_from(&reader, 8, 3, p, &n, NULL), PL_E_IO);
    assert_int_equal(pl_merkle_consistency_from(&reader, 3, 8, p, &n, NULL), PL_E_IO);
    assert_int_equal(n, 77);
}

/* A reader that knows a tree of 2^63 + 1 equal leaves: the largest sizes neither overflow nor ask for more than 127. */
static int huge(void *ctx, unsigned level, uint64_t index, pl_hash *ret, struct pl_error *err) {
    pl_hash h = pl_sha256_of("", 1);
    (void)index;
    (void)err;
    ++*(uint64_t *)ctx;
    for (unsigned i = 0; i < level; i++) {
        h = pl_merkle_interior(h, h);
    }
    *ret = h;
    return 0;
}

static void test_huge(void **state) {
    (void)state;
    static const uint64_t SIZES[] = {(UINT64_C(1) << 63) + 1, UINT64_C(1) << 63, UINT64_MAX, UINT64_MAX - 1};
    for (size_t i = 0; i < 4; i++) {
        uint64_t n = SIZES[i], asked = 0, places[] = {0, 1, n / 2, n - 2, n - 1};
        struct pl_merkle_reader reader = {huge, &asked};
        pl_hash root, was, p[PL_MERKLE_TREE_MAX], leaf = pl_sha256_of("", 1);
        size_t k = 0;
        assert_int_equal(pl_merkle_root_from(&reader, n, &root, NULL), 0);
        for (size_t at = 0; at < 5; at++) {
            asked = 0;
            assert_int_equal(pl_merkle_path_from(&reader, n, places[at], p, &k, NULL), 0);
            assert_true(pl_merkle_check(leaf, places[at], n, p, k, root));
            assert_true(asked <= 127 && k <= PL_MERKLE_PATH_MAX);
            if (places[at] > 0) {
                assert_int_equal(pl_merkle_root_from(&reader, places[at], &was, NULL), 0);
                asked = 0;
                assert_int_equal(pl_merkle_consistency_from(&reader, places[at], n, p, &k, NULL), 0);
                assert_true(pl_merkle_check_consistency(places[at], was, n, root, p, k));
                assert_true(asked <= 127 && k <= PL_MERKLE_TREE_MAX);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roots),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_all_proofs),
        cmocka_unit_test(test_consistency),
        cmocka_unit_test(test_consistency_of_rfc),
        cmocka_unit_test(test_consistency_ends),
        cmocka_unit_test(test_huge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
