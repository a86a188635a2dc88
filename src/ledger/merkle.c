#include "ledger/merkle.h"

#include "base/ban.h"

pl_hash pl_merkle_interior(pl_hash left, pl_hash right) {
    struct pl_sha256 state;
    pl_sha256_start(&state);
    pl_sha256_add(&state, "\x01", 1);
    pl_sha256_add(&state, left.b, sizeof left.b);
    pl_sha256_add(&state, right.b, sizeof right.b);
    return pl_sha256_digest(&state);
}

void pl_merkle_add(struct pl_merkle *tree, pl_hash leaf) {
    size_t at = (size_t)__builtin_popcountll(tree->n);
    /* Each trailing one bit of n is a full subtree as large as the one that now ends. */
    for (uint64_t n = tree->n; (n & 1) != 0; n >>= 1) {
        leaf = pl_merkle_interior(tree->peaks[--at], leaf);
    }
    tree->peaks[at] = leaf;
    tree->n++;
}

pl_hash pl_merkle_root(const struct pl_merkle *tree) {
    size_t at = (size_t)__builtin_popcountll(tree->n);
    if (at == 0) {
        return pl_sha256_of("", 0);
    }
    pl_hash root = tree->peaks[--at];
    while (at > 0) {
        root = pl_merkle_interior(tree->peaks[--at], root);
    }
    return root;
}

pl_hash pl_merkle_root_of(const pl_hash *leaves, uint64_t n) {
    struct pl_merkle tree = {0};
    for (uint64_t i = 0; i < n; i++) {
        pl_merkle_add(&tree, leaves[i]);
    }
    return pl_merkle_root(&tree);
}

/* The largest power of two below n (n > 1). */
static uint64_t split_of(uint64_t n) { return UINT64_C(1) << (63 - __builtin_clzll(n - 1)); }

size_t pl_merkle_path(const pl_hash *leaves, uint64_t n, uint64_t index, pl_hash path[PL_MERKLE_PATH_MAX]) {
    pl_hash down[PL_MERKLE_PATH_MAX]; /* from the root */
    size_t depth = 0;
    while (n > 1) {
        uint64_t left = split_of(n);
        if (index < left) {
            down[depth++] = pl_merkle_root_of(leaves + left, n - left);
            n = left;
        } else {
            down[depth++] = pl_merkle_root_of(leaves, left);
            leaves += left;
            index -= left;
            n -= left;
        }
    }
    for (size_t i = 0; i < depth; i++) {
        path[i] = down[depth - 1 - i];
    }
    return depth;
}

bool pl_merkle_check(pl_hash leaf, uint64_t index, uint64_t n, const pl_hash *path, size_t n_path, pl_hash root) {
    if (index >= n) {
        return false;
    }
    uint64_t at = index;
    uint64_t last = n - 1; /* of the level */
    pl_hash hash = leaf;
    for (size_t i = 0; i < n_path; i++) {
        if (last == 0) {
            return false;
        }
        if ((at & 1) != 0 || at == last) {
            hash = pl_merkle_interior(path[i], hash);
            /* A last node without a sibling moves up as it is. */
            while ((at & 1) == 0 && at != 0) {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = pl_merkle_interior(hash, path[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && pl_hash_cmp(hash, root) == 0;
}

/* ---- consistency ---- */

size_t pl_merkle_consistency(const pl_hash *leaves, uint64_t old, uint64_t n, pl_hash proof[PL_MERKLE_TREE_MAX]) {
    pl_hash down[PL_MERKLE_PATH_MAX]; /* from the root */
    size_t depth = 0, length = 0;
    bool whole = true; /* the old tree is the subtree at hand: its root is known to who checks */
    while (old != n) {
        uint64_t left = split_of(n);
        if (old <= left) {
            down[depth++] = pl_merkle_root_of(leaves + left, n - left);
            n = left;
        } else {
            down[depth++] = pl_merkle_root_of(leaves, left);
            leaves += left;
            old -= left;
            n -= left;
            whole = false;
        }
    }
    if (!whole) {
        proof[length++] = pl_merkle_root_of(leaves, n);
    }
    while (depth > 0) {
        proof[length++] = down[--depth];
    }
    return length;
}

bool pl_merkle_check_consistency(uint64_t old, pl_hash old_root, uint64_t n, pl_hash root, const pl_hash *proof,
                                 size_t n_proof) {
    if (old == 0 || old >= n) {
        return old == n && n > 0 && n_proof == 0 && pl_hash_cmp(old_root, root) == 0;
    }
    uint64_t at = old - 1, last = n - 1; /* nodes of the level on the way of the old tree's last leaf, and of n's */
    size_t i = 0;
    while ((at & 1) != 0) { /* up to the largest full subtree that ends the old tree */
        at >>= 1;
        last >>= 1;
    }
    if (at != 0 && n_proof == 0) {
        return false;
    }
    pl_hash was = at == 0 ? old_root : proof[i++];
    pl_hash is = was;
    for (; i < n_proof; i++) {
        if (last == 0) {
            return false;
        }
        if ((at & 1) != 0 || at == last) {
            was = pl_merkle_interior(proof[i], was);
            is = pl_merkle_interior(proof[i], is);
            while ((at & 1) == 0 && at != 0) {
                at >>= 1;
                last >>= 1;
            }
        } else {
            is = pl_merkle_interior(is, proof[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && pl_hash_cmp(was, old_root) == 0 && pl_hash_cmp(is, root) == 0;
}

/* ---- from stored subtrees ---- */

/* The root of leaves [from, from + n), n > 0, where from is a multiple of the smallest power of two that is not below
 * n: as every subtree of RFC 6962 begins. Its full subtrees, from right to left. */
static int range_root(const struct pl_merkle_reader *reader, uint64_t from, uint64_t n, pl_hash *ret,
                      struct pl_error *err) {
    pl_hash root = {{0}};
    uint64_t end = from + n;
    bool any = false;
    while (end > from) {
        unsigned level = (unsigned)__builtin_ctzll(end - from);
        pl_hash node;
        end -= UINT64_C(1) << level;
        int rc = reader->node(reader->ctx, level, end >> level, &node, err);
        if (rc != PL_E_OK) {
            return rc;
        }
        root = any ? pl_merkle_interior(node, root) : node;
        any = true;
    }
    *ret = root;
    return PL_E_OK;
}

int pl_merkle_root_from(const struct pl_merkle_reader *reader, uint64_t n, pl_hash *ret, struct pl_error *err) {
    if (n == 0) {
        *ret = pl_sha256_of("", 0);
        return PL_E_OK;
    }
    return range_root(reader, 0, n, ret, err);
}

int pl_merkle_path_from(const struct pl_merkle_reader *reader, uint64_t n, uint64_t index,
                        pl_hash path[PL_MERKLE_PATH_MAX], size_t *ret_n, struct pl_error *err) {
    pl_hash down[PL_MERKLE_PATH_MAX];
    size_t depth = 0;
    uint64_t from = 0;
    if (index >= n) {
        return pl_fail(err, PL_E_USAGE, "a tree of %llu entries has no entry %llu", (unsigned long long)n,
                       (unsigned long long)index);
    }
    while (n > 1) {
        uint64_t left = split_of(n);
        bool in_left = index - from < left;
        int rc = range_root(reader, in_left ? from + left : from, in_left ? n - left : left, &down[depth++], err);
        if (rc != PL_E_OK) {
            return rc;
        }
        from += in_left ? 0 : left;
        n = in_left ? left : n - left;
    }
    for (size_t i = 0; i < depth; i++) {
        path[i] = down[depth - 1 - i];
    }
    *ret_n = depth;
    return PL_E_OK;
}

int pl_merkle_consistency_from(const struct pl_merkle_reader *reader, uint64_t old, uint64_t n,
                               pl_hash proof[PL_MERKLE_TREE_MAX], size_t *ret_n, struct pl_error *err) {
    pl_hash down[PL_MERKLE_PATH_MAX];
    size_t depth = 0, length = 0;
    uint64_t from = 0;
    int rc = PL_E_OK;
    if (old == 0 || old > n) {
        return pl_fail(err, PL_E_USAGE, "a tree of %llu entries has no consistency proof from %llu",
                       (unsigned long long)n, (unsigned long long)old);
    }
    while (rc == PL_E_OK && old - from != n) {
        uint64_t left = split_of(n);
        bool in_left = old - from <= left;
        rc = range_root(reader, in_left ? from + left : from, in_left ? n - left : left, &down[depth++], err);
        from += in_left ? 0 : left;
        n = in_left ? left : n - left;
    }
    if (rc == PL_E_OK && from > 0) {
        rc = range_root(reader, from, n, &proof[length++], err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    while (depth > 0) {
        proof[length++] = down[--depth];
    }
    *ret_n = length;
    return PL_E_OK;
}
