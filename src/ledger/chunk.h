/* Salted chunk trees: what lets a part of an exhibit be shown and proved, and the rest stay closed.
 *
 * A member's decoded bytes are cut every 64 KiB; each chunk is a leaf of its own, hashed with a salt that only the
 * exhibit's secret gives. Whoever holds root, size, one chunk, its salt and its audit path can check that chunk and
 * learns nothing of another. Byte-exact form: docs/format/chunk.md. Pure; the secret comes in and is never drawn
 * here. */
#ifndef PL_LEDGER_CHUNK_H
#define PL_LEDGER_CHUNK_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "ledger/hash.h"
#include "ledger/merkle.h"

#define PL_CHUNK_BYTES        ((size_t)65536)
#define PL_CHUNK_SECRET_BYTES 32

/* What is published of a member. */
struct pl_chunk_root {
    pl_hash root;
    uint64_t chunks; /* leaves */
    uint64_t bytes;  /* size of the decoded member */
};

/* Called once per chunk, in order, with its leaf hash. */
typedef void (*pl_chunk_sink)(void *ctx, uint64_t index, pl_hash leaf);

/* A tree being built; bytes come in any cut. A value, but for member and ctx, which it borrows. */
struct pl_chunk_builder {
    uint8_t secret[PL_CHUNK_SECRET_BYTES];
    pl_str member;
    pl_chunk_sink sink;
    void *ctx;
    struct pl_merkle tree;
    struct pl_sha256 leaf; /* the open chunk */
    size_t open_bytes;     /* in it; 0: none is open */
    uint64_t bytes;
};

/* member is its name as pl_member gives it; sink may be NULL. */
void pl_chunk_start(struct pl_chunk_builder *builder, const uint8_t secret[PL_CHUNK_SECRET_BYTES], pl_str member,
                    pl_chunk_sink sink, void *ctx);
void pl_chunk_add(struct pl_chunk_builder *builder, const void *bytes, size_t n);

/* Ends the last chunk. Nothing may be added afterwards. */
struct pl_chunk_root pl_chunk_finish(struct pl_chunk_builder *builder);

/* HMAC-SHA-256(secret, member || u64 index). */
pl_hash pl_chunk_salt(const uint8_t secret[PL_CHUNK_SECRET_BYTES], pl_str member, uint64_t index);

/* SHA-256(0x00 || "plimsoll-chunk/v1" || salt || bytes); at most PL_CHUNK_BYTES bytes. */
pl_hash pl_chunk_leaf(pl_hash salt, pl_str bytes);

/* One chunk, opened. */
struct pl_chunk_opening {
    uint64_t index;
    pl_hash salt;
    pl_str bytes;
    const pl_hash *path; /* as pl_merkle_path gives it */
    size_t n_path;
};

/* CHECK where the chunk is not the one that root stands for (its length included). */
PL_MUST int pl_chunk_check(const struct pl_chunk_root *root, const struct pl_chunk_opening *opening,
                           struct pl_error *err);

/* The chunks that hold the bytes [offset, offset + length) of a member of `bytes` bytes. USAGE for an empty range or
 * one that is not inside. */
PL_MUST int pl_chunk_range(uint64_t bytes, uint64_t offset, uint64_t length, uint64_t *ret_first, uint64_t *ret_count,
                           struct pl_error *err);

/* Checks that n openings, in order, prove the bytes [offset, offset + length), and writes those `length` bytes to out.
 * CHECK, USAGE. */
PL_MUST int pl_chunk_check_range(const struct pl_chunk_root *root, uint64_t offset, uint64_t length,
                                 const struct pl_chunk_opening *openings, size_t n, char *out, struct pl_error *err);

/* What stands for a withheld exhibit: SHA-256("plimsoll-exhibit/v1" || salt || sha256 || u64 size), where salt is
 * HMAC-SHA-256(secret, "plimsoll-exhibit/v1"), sha256 that of the bytes as received and size their number. Opened by
 * showing salt, sha256 and size, never the secret. */
pl_hash pl_exhibit_salt(const uint8_t secret[PL_CHUNK_SECRET_BYTES]);
pl_hash pl_exhibit_commitment(pl_hash salt, pl_hash sha256, uint64_t size);

#endif
