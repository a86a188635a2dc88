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
