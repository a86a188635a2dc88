/* The Merkle tree of RFC 6962 section 2.1 over SHA-256: roots, audit paths and their check.
 *
 * Leaf hashes come in ready made (each user has its own leaf form); interior nodes are SHA-256(0x01 || left || right);
 * a tree of n leaves splits at the largest power of two below n; the root of no leaves is SHA-256 of nothing. Pure,
 * allocates nothing, cannot fail where it does not say so. */
#ifndef PL_LEDGER_MERKLE_H
#define PL_LEDGER_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/hash.h"

#define PL_MERKLE_PATH_MAX 64 /* hashes of an audit path */

/* A tree that grows leaf by leaf: the roots of its full subtrees, largest first. A value; start with {0}. */
struct pl_merkle {
    uint64_t n; /* leaves so far */
    pl_hash peaks[64];
};

void pl_merkle_add(struct pl_merkle *tree, pl_hash leaf);

/* The root of the leaves added so far; more may follow. */
pl_hash pl_merkle_root(const struct pl_merkle *tree);

/* The root of n leaves. */
pl_hash pl_merkle_root_of(const pl_hash *leaves, uint64_t n);

/* SHA-256(0x01 || left || right). */
pl_hash pl_merkle_interior(pl_hash left, pl_hash right);

/* The audit path of leaf `index` (< n) among n leaves, from the leaf upwards; returns its length, at most
 * PL_MERKLE_PATH_MAX. */
size_t pl_merkle_path(const pl_hash *leaves, uint64_t n, uint64_t index, pl_hash path[PL_MERKLE_PATH_MAX]);

/* True where the path leads from leaf `index` of n to root; false also for an index or a length that cannot be. */
bool pl_merkle_check(pl_hash leaf, uint64_t index, uint64_t n, const pl_hash *path, size_t n_path, pl_hash root);

#endif
