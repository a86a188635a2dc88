/* Public test vectors of inclusion proofs, where ../shared/data is at hand: which hold and which do not is said by
 * the file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/file.h"
#include "ledger/merkle.h"
#include "text/json.h"

#define VECTORS "../shared/data/interop/tlog/merkle/inclusion.jsonl"

/* Base64 of 32 bytes; false for anything else. */
static bool hash_of(const struct pl_jval *v, pl_hash *ret) {
    static const char ABC[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (v == NULL || v->kind != PL_JVAL_STR || v->str.n != 44 || v->str.p[43] != '=') {
        return false;
    }
    uint32_t bits = 0;
    size_t made = 0;
    for (size_t i = 0; i < 43; i++) {
        const char *at = strchr(ABC, v->str.p[i]);
        if (at == NULL) {
            return false;
        }
        bits = bits << 6 | (uint32_t)(at - ABC);
        if (i % 4 != 0) {
            ret->b[made++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
        }
    }
    return made == 32;
}

static bool holds(const struct pl_jval *v) {
    pl_hash leaf = {{0}};
    pl_hash root = {{0}};
    pl_hash path[PL_MERKLE_PATH_MAX];
    const struct pl_jval *proof = pl_jval_get(v, "proof");
    const struct pl_jval *index = pl_jval_get(v, "leafIdx");
    const struct pl_jval *size = pl_jval_get(v, "treeSize");
    if (!hash_of(pl_jval_get(v, "leafHash"), &leaf) || !hash_of(pl_jval_get(v, "root"), &root) ||
        proof->n > PL_MERKLE_PATH_MAX || index->kind != PL_JVAL_INT || size->kind != PL_JVAL_INT ||
        index->integer < 0 || size->integer < 0) {
        return false;
    }
    for (size_t i = 0; i < proof->n; i++) {
        if (!hash_of(&proof->items[i], &path[i])) {
            return false;
        }
    }
    return pl_merkle_check(leaf, (uint64_t)index->integer, (uint64_t)size->integer, path, proof->n, root);
}

static void inclusion_vectors(void **state) {
    (void)state;
    PL_BUF_AUTO text = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    assert_int_equal(pl_file_read(VECTORS, 1 << 20, &text, &err), 0);
    pl_str rest = pl_buf_str(&text);
    size_t good = 0;
    size_t bad = 0;
    while (rest.p != NULL) {
        pl_str line = pl_str_cut(&rest, '\n');
        if (line.n == 0) {
            continue;
        }
        PL_ARENA_AUTO arena = {.max_bytes = 1 << 20};
        const struct pl_jval *v = NULL;
        assert_int_equal(pl_json_read(line, &arena, &v, &err), 0);
        bool want = !pl_jval_get(v, "wantErr")->boolean;
        if (holds(v) != want) {
            print_error("%.*s\n", (int)line.n, line.p);
        }
        assert_int_equal(holds(v), want);
        good += want ? 1 : 0;
        bad += want ? 0 : 1;
    }
    assert_true(good > 3 && bad > 50);
}

int main(void) {
    if (!pl_file_exists(VECTORS)) {
        printf("skipped: public inclusion proofs (../shared/data/interop is absent)\n");
        return 77;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(inclusion_vectors)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
