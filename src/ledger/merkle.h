/* The Merkle tree of RFC 6962 section 2.1 over SHA-256: roots, audit paths, consistency proofs and their checks.
 *
 * Leaf hashes come in ready made (each user has its own leaf form); interior nodes are SHA-256(0x01 || left || right);
 * a tree of n leaves splits at the largest power of two below n; the root of no leaves is SHA-256 of nothing. Leaves
 * come as an array, or, for a tree too large for one, as stored roots of full subtrees through a reader (tiles:
 * ledger/tile.h). Pure, allocates nothing, cannot fail where it does not say so. */
#ifndef PL_LEDGER_MERKLE_H
#define PL_LEDGER_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "ledger/hash.h"

#define PL_MERKLE_PATH_MAX 64 /* hashes of an audit path */
#define PL_MERKLE_TREE_MAX 65 /* hashes of a consistency proof */

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

/* The consistency proof (RFC 6962 section 2.1.2) that the tree of the first `old` leaves (1 to n) begins that of all n;
 * returns its length, at most PL_MERKLE_TREE_MAX; none for old = n. */
size_t pl_merkle_consistency(const pl_hash *leaves, uint64_t old, uint64_t n, pl_hash proof[PL_MERKLE_TREE_MAX]);

/* True where the proof leads from the root of `old` leaves to that of n. Equal sizes need equal roots and no proof;
 * an empty old tree begins every tree and so proves nothing: false, as for old > n. */
bool pl_merkle_check_consistency(uint64_t old, pl_hash old_root, uint64_t n, pl_hash root, const pl_hash *proof,
                                 size_t n_proof);

/* ---- the same from stored subtrees ---- */

/* Gives the root of the full subtree over leaves [index << level, (index + 1) << level); level 0: a leaf hash. */
typedef int (*pl_merkle_node)(void *ctx, unsigned level, uint64_t index, pl_hash *ret, struct pl_error *err);

struct pl_merkle_reader {
    pl_merkle_node node;
    void *ctx;
};

/* Root, audit path and consistency proof of the first n leaves, with at most 127 nodes asked for. The reader's error is
 * handed on; USAGE for an index that is not below n, and for an old size that is not 1 to n. */
PL_MUST int pl_merkle_root_from(const struct pl_merkle_reader *reader, uint64_t n, pl_hash *ret, struct pl_error *err);
PL_MUST int pl_merkle_path_from(const struct pl_merkle_reader *reader, uint64_t n, uint64_t index,
                                pl_hash path[PL_MERKLE_PATH_MAX], size_t *ret_n, struct pl_error *err);
PL_MUST int pl_merkle_consistency_from(const struct pl_merkle_reader *reader, uint64_t old, uint64_t n,
                                       pl_hash proof[PL_MERKLE_TREE_MAX], size_t *ret_n, struct pl_error *err);

#endif
