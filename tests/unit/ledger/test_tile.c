/* Tiles. Paths are from the text of C2SP tlog-tiles; roots and tiles of the log with the entries "entry 0", "entry 1"
 * ... were computed with Python's hashlib by the recursive definition of RFC 6962. */
#include "ledger/tile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/ban.h"

static void test_paths(void **state) {
    (void)state;
    static const struct {
        struct pl_tile tile;
        const char *path;
    } CASES[] = {
        {{0, 0, 256}, "tile/0/000"},
        {{0, 1234067, 256}, "tile/0/x001/x234/067"},
        {{1, 999, 1}, "tile/1/999.p/1"},
        {{0, 1000, 256}, "tile/0/x001/000"},
        {{2, 999999999, 255}, "tile/2/x999/x999/999.p/255"},
        {{63, UINT64_MAX, 256}, "tile/63/x018/x446/x744/x073/x709/x551/615"},
        {{PL_TILE_IS_ENTRIES, 1001, 7}, "tile/entries/x001/001.p/7"},
    };
    char path[PL_TILE_PATH_MAX];
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct pl_tile back = {0};
        assert_int_equal(pl_tile_path(CASES[i].tile, path, NULL), 0);
        assert_string_equal(path, CASES[i].path);
        assert_int_equal(pl_tile_path_read(pl_str_from(path), &back, NULL), 0);
        assert_true(back.level == CASES[i].tile.level && back.index == CASES[i].tile.index &&
                    back.width == CASES[i].tile.width);
    }
    assert_int_equal(pl_tile_path((struct pl_tile){64, 0, 1}, path, NULL), PL_E_USAGE);
    assert_int_equal(pl_tile_path((struct pl_tile){-2, 0, 1}, path, NULL), PL_E_USAGE);
    assert_int_equal(pl_tile_path((struct pl_tile){0, 0, 0}, path, NULL), PL_E_USAGE);
    assert_int_equal(pl_tile_path((struct pl_tile){0, 0, 257}, path, NULL), PL_E_USAGE);
}

static void test_refused_paths(void **state) {
    (void)state;
    static const char *const BAD[] = {"",
                                      "tile",
                                      "tile/",
                                      "tile/0",
                                      "tile/0/",
                                      "tile/0/0",
                                      "tile/0/0000",
                                      "tile/00/000",
                                      "tile/64/000",
                                      "tile/-1/000",
                                      "tile/0/x000/000",
                                      "tile/0/x01/000",
                                      "tile/0/001/000",
                                      "tile/0/000.p",
                                      "tile/0/000.p/",
                                      "tile/0/000.p/0",
                                      "tile/0/000.p/256",
                                      "tile/0/000.p/01",
                                      "tile/0/000/1",
                                      "tile/0/x001",
                                      "tile/0/x018/x446/x744/x073/x709/x551/616",
                                      "tile/0/../000",
                                      "/tile/0/000",
                                      "tile/Entries/000"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        struct pl_tile tile = {.index = 5};
        if (pl_tile_path_read(pl_str_from(BAD[i]), &tile, NULL) != PL_E_FORMAT || tile.index != 5) {
            fail_msg("%s is a path", BAD[i]);
        }
    }
}

static void test_widths(void **state) {
    (void)state;
    assert_int_equal(pl_tile_width(0, 0, 0), 0);
    assert_int_equal(pl_tile_width(255, 0, 0), 255);
    assert_int_equal(pl_tile_width(256, 0, 0), 256);
    assert_int_equal(pl_tile_width(256, 0, 1), 0);
    assert_int_equal(pl_tile_width(256, 1, 0), 1);
    assert_int_equal(pl_tile_width(255, 1, 0), 0);
    assert_int_equal(pl_tile_width(70000, 0, 273), 112);
    assert_int_equal(pl_tile_width(70000, 1, 1), 17);
    assert_int_equal(pl_tile_width(70000, 2, 0), 1);
    assert_int_equal(pl_tile_width(70000, PL_TILE_IS_ENTRIES, 273), 112);
    assert_int_equal(pl_tile_width(UINT64_MAX, 7, 0), 255);
    assert_int_equal(pl_tile_width(UINT64_MAX, 8, 0), 0);
    assert_int_equal(pl_tile_width(UINT64_MAX, 63, 0), 0);
    assert_int_equal(pl_tile_width(UINT64_MAX, 0, UINT64_MAX), 0);
    assert_true(pl_tile_hashes(70000, 1) == 273);
}

/* ---- a log in memory ---- */

struct shelf {
    pl_hash *leaves;
    uint64_t n;
    struct book {
        struct pl_tile tile;
        pl_hash hashes[PL_TILE_WIDTH];
    } * books;
    size_t n_books;
    size_t fail_at; /* 0: never */
};

static int keep(void *ctx, struct pl_tile tile, pl_str bytes, struct pl_error *err) {
    struct shelf *s = ctx;
    if (s->fail_at > 0 && s->n_books + 1 == s->fail_at) {
        return pl_fail(err, PL_E_IO, "no room");
    }
    struct book *b = &s->books[s->n_books++];
    b->tile = tile;
    assert_int_equal(pl_tile_hashes_read(bytes, tile.width, b->hashes, NULL), 0);
    return 0;
}

static int fetch(void *ctx, struct pl_tile tile, pl_hash out[PL_TILE_WIDTH], struct pl_error *err) {
    struct shelf *s = ctx;
    for (size_t i = s->n_books; i > 0; i--) {
        const struct book *b = &s->books[i - 1];
        if (b->tile.level == tile.level && b->tile.index == tile.index && b->tile.width == tile.width) {
            memcpy(out, b->hashes, sizeof b->hashes);
            return 0;
        }
    }
    return pl_fail(err, PL_E_NOT_FOUND, "no tile %d/%llu of %u", tile.level, (unsigned long long)tile.index,
                   tile.width);
}

static pl_hash leaf_of(uint64_t i) {
    char entry[32];
    int n = snprintf(entry, sizeof entry, "entry %llu", (unsigned long long)i);
    return pl_tile_leaf(pl_str_make(entry, (size_t)n));
}

static void fill(struct shelf *s, uint64_t n) {
    struct pl_tile_tree *tree = calloc(1, sizeof *tree);
    *s = (struct shelf){.n = n};
    s->leaves = calloc(n + 1, sizeof *s->leaves);
    s->books = calloc(n / 255 + 16, sizeof *s->books);
    assert_true(tree != NULL && s->leaves != NULL && s->books != NULL);
    tree->sink = keep;
    tree->ctx = s;
    for (uint64_t i = 0; i < n; i++) {
        s->leaves[i] = leaf_of(i);
        assert_int_equal(pl_tile_tree_add(tree, s->leaves[i], NULL), 0);
    }
    assert_int_equal(pl_tile_tree_end(tree, NULL), 0);
    free(tree);
}

static void empty(struct shelf *s) {
    free(s->leaves);
    free(s->books);
}

static void assert_tile(const struct shelf *s, int level, uint64_t index, unsigned width, const char *want) {
    for (size_t i = 0; i < s->n_books; i++) {
        const struct book *b = &s->books[i];
        if (b->tile.level == level && b->tile.index == index && b->tile.width == width) {
            char hex[65];
            pl_hash_hex(pl_sha256_of(b->hashes, (size_t)width * PL_HASH_BYTES), hex);
            assert_string_equal(hex, want);
            return;
        }
    }
    fail_msg("there is no tile %d/%d.p/%u", level, (int)index, width);
}

static void test_tiles_of_a_log(void **state) {
    (void)state;
    struct shelf s;
    fill(&s, 600);
    assert_int_equal(s.n_books, 4);
    assert_tile(&s, 0, 0, 256, "b0f6ca2ff42508faf8c6bb4ea8bb9c74243b19d4174fdc4fd17bdad9099e605e");
    assert_tile(&s, 0, 2, 88, "ed05608d4fe01f6be650d6782fd5c38413664ab3c7e58b2ce06d07811ef7abbe");
    assert_tile(&s, 1, 0, 2, "8152514257f01fd795091dbf4b4ca2b407d81384d1a2813483012d733fdd0585");
    empty(&s);
    fill(&s, 66000);
    assert_int_equal(s.n_books, 258 + 2 + 1);
    assert_tile(&s, 0, 257, 208, "8b5ad35e52f34ce291eb7d0042cf54dcdcdf1ff694e63537de468d453690173d");
    assert_tile(&s, 1, 0, 256, "44f879be76da41edaf37c0d67303fbd25f2ea44be93285b320561fbaaaaabbfa");
    assert_tile(&s, 1, 1, 1, "b50e22c945d3139f73e2fd92e84801114fcd20f158d205fa792281a3c488f76f");
    assert_tile(&s, 2, 0, 1, "7e27fb89709243536fe26030f273fc9f7a73443f5e7ec296b3053aa520623e76");
    empty(&s);
}

/* Proofs from tiles are those from the leaves, and read each tile once, two of a level at most. */
static void test_proofs_from_tiles(void **state) {
    (void)state;
    static const uint64_t SIZES[] = {1, 255, 256, 257, 600, 66000};
    for (size_t k = 0; k < sizeof SIZES / sizeof *SIZES; k++) {
        struct shelf s;
        uint64_t n = SIZES[k];
        fill(&s, n);
        pl_hash root = pl_merkle_root_of(s.leaves, n), got, p[PL_MERKLE_TREE_MAX];
        uint64_t places[] = {0, n / 3, n / 2, n - 1};
        for (size_t i = 0; i < 4; i++) {
            struct pl_tile_reader *r = calloc(1, sizeof *r);
            assert_non_null(r);
            r->read = fetch;
            r->ctx = &s;
            r->size = n;
            struct pl_merkle_reader m = pl_tile_merkle(r);
            size_t n_p = 0;
            uint64_t at = places[i];
            assert_int_equal(pl_merkle_path_from(&m, n, at, p, &n_p, NULL), 0);
            assert_true(pl_merkle_check(s.leaves[at], at, n, p, n_p, root));
            assert_true(r->n_read <= 6);
            if (at > 0) {
                assert_int_equal(pl_merkle_consistency_from(&m, at, n, p, &n_p, NULL), 0);
                assert_true(pl_merkle_check_consistency(at, pl_merkle_root_of(s.leaves, at), n, root, p, n_p));
            }
            assert_int_equal(pl_merkle_root_from(&m, n, &got, NULL), 0);
            assert_int_equal(pl_hash_cmp(got, root), 0);
            free(r);
        }
        empty(&s);
    }
}

static void test_failures(void **state) {
    (void)state;
    struct shelf s;
    struct pl_tile_reader *r = calloc(1, sizeof *r);
    struct pl_tile_tree *tree = calloc(1, sizeof *tree);
    pl_hash h, out[PL_TILE_WIDTH] = {0};
    fill(&s, 600);
    r->read = fetch;
    r->ctx = &s;
    r->size = 601; /* the tiles of a larger tree are not there */
    struct pl_merkle_reader m = pl_tile_merkle(r);
    assert_int_equal(pl_merkle_root_from(&m, 601, &h, NULL), PL_E_NOT_FOUND);
    assert_int_equal(m.node(m.ctx, 1, 300, &h, NULL), PL_E_USAGE); /* leaves 600 and 601 of 601 */
    assert_int_equal(m.node(m.ctx, 8, 2, &h, NULL), PL_E_USAGE);
    assert_int_equal(pl_tile_hashes_read(PL_STR("short"), 1, out, NULL), PL_E_FORMAT);
    assert_int_equal(pl_tile_hashes_read(PL_STR(""), 0, out, NULL), PL_E_FORMAT);
    tree->sink = keep;
    tree->ctx = &s;
    s.n_books = 0;
    s.fail_at = 1;
    for (int i = 0; i < 255; i++) {
        assert_int_equal(pl_tile_tree_add(tree, leaf_of(0), NULL), 0);
    }
    assert_int_equal(pl_tile_tree_add(tree, leaf_of(0), NULL), PL_E_IO);
    assert_int_equal(pl_tile_tree_end(tree, NULL), PL_E_IO);
    assert_true(tree->n == 255);
    s.fail_at = 0; /* there is room again: the leaf that failed comes again */
    assert_int_equal(pl_tile_tree_add(tree, leaf_of(0), NULL), 0);
    assert_true(tree->n == 256 && s.n_books == 1);
    free(tree);
    free(r);
    empty(&s);
}

static void test_bundles(void **state) {
    (void)state;
    struct pl_buf buf;
    pl_str out[PL_TILE_WIDTH];
    char hex[65], entry[32];
    pl_buf_open(&buf, PL_TILE_BUNDLE_MAX);
    for (int i = 512; i < 600; i++) {
        int n = snprintf(entry, sizeof entry, "entry %d", i);
        assert_int_equal(pl_tile_bundle_add(&buf, pl_str_make(entry, (size_t)n), NULL), 0);
    }
    pl_hash_hex(pl_sha256_of(buf.p, buf.n), hex);
    assert_string_equal(hex, "9901eeba6ce324d4ddb7e43528cc434cf76b98420bd891e2a26cc9bcbb3153f2");
    assert_int_equal(pl_tile_bundle_read(pl_buf_str(&buf), 88, out, NULL), 0);
    assert_true(pl_str_eq(out[87], PL_STR("entry 599")));
    assert_int_equal(pl_tile_bundle_read(pl_buf_str(&buf), 87, out, NULL), PL_E_FORMAT);
    assert_int_equal(pl_tile_bundle_read(pl_buf_str(&buf), 89, out, NULL), PL_E_FORMAT);
    assert_int_equal(pl_tile_bundle_read(pl_buf_str(&buf), 0, out, NULL), PL_E_USAGE);
    assert_int_equal(pl_tile_bundle_read(pl_str_make(buf.p, buf.n - 1), 88, out, NULL), PL_E_FORMAT);
    pl_buf_clear(&buf);
    char *large = calloc(1, PL_TILE_ENTRY_MAX + 1);
    for (size_t n = PL_TILE_ENTRY_MAX - 1; n <= PL_TILE_ENTRY_MAX + 1; n++) {
        assert_int_equal(pl_tile_bundle_add(&buf, pl_str_make(large, n), NULL), n > PL_TILE_ENTRY_MAX ? PL_E_LIMIT : 0);
    }
    assert_int_equal(pl_tile_bundle_read(pl_buf_str(&buf), 2, out, NULL), 0);
    assert_true(out[0].n == PL_TILE_ENTRY_MAX - 1 && out[1].n == PL_TILE_ENTRY_MAX);
    free(large);
    pl_buf_close(&buf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_refused_paths),
        cmocka_unit_test(test_widths),
        cmocka_unit_test(test_tiles_of_a_log),
        cmocka_unit_test(test_proofs_from_tiles),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_bundles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
