#include "app/log_check.h"

#include <string.h>

#include "base/base64.h"
#include "ledger/merkle.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 28)

/* ---- values ---- */

static bool get_number(const struct pl_jval *line, const char *key, uint64_t *ret) {
    const struct pl_jval *v = pl_jval_get(line, key);
    if (v == NULL || v->kind != PL_JVAL_INT || v->integer < 0) {
        return false;
    }
    *ret = (uint64_t)v->integer;
    return true;
}

static bool read_hash(const struct pl_jval *v, pl_hash *ret) {
    size_t n = 0;
    return v != NULL && v->kind == PL_JVAL_STR && pl_base64_read(v->str, ret->b, sizeof ret->b, &n) &&
           n == sizeof ret->b;
}

static bool get_hash(const struct pl_jval *line, const char *key, pl_hash *ret) {
    return read_hash(pl_jval_get(line, key), ret);
}

/* null, or left out, is the empty proof. */
static const char *get_proof(const struct pl_jval *line, pl_hash proof[PL_MERKLE_TREE_MAX], size_t *ret_n) {
    const struct pl_jval *v = pl_jval_get(line, "proof");
    *ret_n = 0;
    if (v == NULL || v->kind == PL_JVAL_NULL) {
        return NULL;
    }
    if (v->kind != PL_JVAL_ARRAY) {
        return "the proof is no array of hashes";
    }
    if (v->n > PL_MERKLE_TREE_MAX) {
        return "the proof is longer than any tree needs";
    }
    for (size_t i = 0; i < v->n; i++) {
        if (!read_hash(&v->items[i], &proof[i])) {
            return "a hash of the proof is not the base64 of 32 bytes";
        }
    }
    *ret_n = v->n;
    return NULL;
}

/* ---- kinds ---- */

static void check_inclusion(const struct pl_jval *line, struct pl_log_answer *a) {
    pl_hash leaf, root, proof[PL_MERKLE_TREE_MAX];
    uint64_t index = 0, size = 0;
    size_t n = 0;
    if (!get_number(line, "index", &index) || !get_number(line, "size", &size)) {
        a->why = "index and size are whole numbers from 0 to 9223372036854775807";
    } else if (!get_hash(line, "leaf_hash", &leaf) || !get_hash(line, "root", &root)) {
        a->why = "leaf_hash and root are the base64 of 32 bytes";
    } else if (index >= size) {
        a->why = "the tree has no such entry";
    } else if ((a->why = get_proof(line, proof, &n)) == NULL) {
        a->valid = pl_merkle_check(leaf, index, size, proof, n, root);
        a->why = a->valid ? "the entry stands at this index" : "the proof does not lead from the leaf to the root";
    }
}

static void check_consistency(const struct pl_jval *line, struct pl_log_answer *a) {
    pl_hash root1, root2, proof[PL_MERKLE_TREE_MAX];
    uint64_t size1 = 0, size2 = 0;
    size_t n = 0;
    if (!get_number(line, "size1", &size1) || !get_number(line, "size2", &size2)) {
        a->why = "size1 and size2 are whole numbers from 0 to 9223372036854775807";
    } else if (!get_hash(line, "root1", &root1) || !get_hash(line, "root2", &root2)) {
        a->why = "root1 and root2 are the base64 of 32 bytes";
    } else if (size1 == 0) {
        a->why = "an empty tree begins every tree: that proves nothing";
    } else if (size1 > size2) {
        a->why = "size1 is greater than size2";
    } else if ((a->why = get_proof(line, proof, &n)) == NULL) {
        a->valid = pl_merkle_check_consistency(size1, root1, size2, root2, proof, n);
        a->why = a->valid ? "the first tree begins the second" : "the proof does not lead from root1 to root2";
    }
}

static void name_tile(const struct pl_jval *line, struct pl_log_answer *a) {
    uint64_t level = 0, index = 0, width = 0;
    if (!get_number(line, "level", &level) || !get_number(line, "index", &index) ||
        !get_number(line, "width", &width) || level > PL_TILE_LEVEL_MAX || width < 1 || width > PL_TILE_WIDTH) {
        a->why = "a tile has a level from 0 to 63, an index and a width from 1 to 256";
        return;
    }
    struct pl_tile tile = {(int)level, index, (unsigned)width};
    a->is_path = pl_tile_path(tile, a->path, NULL) == PL_E_OK;
}

static const struct {
    const char *kind;
    void (*answer)(const struct pl_jval *line, struct pl_log_answer *a);
} KINDS[] = {{"inclusion", check_inclusion}, {"consistency", check_consistency}, {"tile_path", name_tile}};

static void answer_line(const struct pl_jval *line, struct pl_log_answer *a) {
    const struct pl_jval *kind = pl_jval_get(line, "kind");
    a->id = pl_jval_get(line, "id");
    a->why = line->kind != PL_JVAL_OBJECT ? "this line is no question: it is no object with a kind"
             : kind == NULL ? "this line is no question: it has no kind; inclusion, consistency and tile_path are known"
                            : "this line is no question: its kind is none of inclusion, consistency and tile_path";
    for (size_t i = 0; kind != NULL && kind->kind == PL_JVAL_STR && i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (pl_str_eq(kind->str, pl_str_from(KINDS[i].kind))) {
            a->why = NULL;
            KINDS[i].answer(line, a);
        }
    }
}

/* The last line of what this program prints, `log consistency --json` too. */
static bool is_summary(const struct pl_jval *line) {
    const struct pl_jval *type = pl_jval_get(line, "type");
    return type != NULL && type->kind == PL_JVAL_STR && pl_str_eq(type->str, PL_STR("summary")) &&
           pl_jval_get(line, "kind") == NULL;
}

/* ---- lines ---- */

static void reject(struct pl_log_checked *done, uint64_t line, uint64_t offset, const struct pl_error *why) {
    if (done->rejected++ == 0) {
        (void)pl_fail_at(&done->first_rejected, PL_E_FORMAT, line, offset + why->offset, "%s", why->msg);
    }
}

int pl_log_check(pl_str text, pl_log_answer_sink sink, void *ctx, struct pl_log_checked *ret, struct pl_error *err) {
    struct pl_log_checked done = {0};
    PL_ARENA_AUTO arena;
    pl_str rest = text;
    int rc = PL_E_OK;
    pl_arena_open(&arena, ARENA_MAX);
    for (uint64_t n = 1; rc == PL_E_OK && rest.p != NULL; n++) {
        struct pl_arena_mark mark = pl_arena_mark(&arena);
        struct pl_log_answer a = {.line = n};
        const struct pl_jval *value = NULL;
        struct pl_error why = {0};
        uint64_t offset = (uint64_t)(rest.p - text.p);
        pl_str line = pl_str_trim(pl_str_cut(&rest, '\n'));
        if (line.n == 0) {
            continue;
        }
        rc = pl_json_read(line, &arena, &value, &why);
        if (rc == PL_E_FORMAT || rc == PL_E_LIMIT) {
            reject(&done, n, offset, &why);
            rc = PL_E_OK;
        } else if (rc == PL_E_OK && !is_summary(value)) {
            answer_line(value, &a);
            done.paths += a.is_path;
            done.valid += a.valid;
            done.invalid += !a.is_path && !a.valid;
            rc = sink(ctx, &a, err);
        } else if (rc != PL_E_OK && err != NULL) {
            *err = why;
        }
        pl_arena_rewind(&arena, mark);
    }
    *ret = done;
    if (rc == PL_E_OK && done.valid + done.invalid + done.paths == 0) {
        return done.rejected > 0 ? pl_fail_at(err, PL_E_EMPTY, done.first_rejected.line, done.first_rejected.offset,
                                              "no line is JSON: %s", done.first_rejected.msg)
                                 : pl_fail(err, PL_E_EMPTY, "there is no line to check");
    }
    return rc;
}
