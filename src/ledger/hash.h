/* SHA-256 (FIPS 180-4), one shot and as a running state of plain bytes.
 *
 * The state is a value: it may be copied, compared and stored, so a detector can carry it across a restart. Bulk work
 * goes through libcrypto. Nothing here can fail. */
#ifndef PL_LEDGER_HASH_H
#define PL_LEDGER_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define PL_HASH_BYTES 32

typedef struct {
    uint8_t b[PL_HASH_BYTES];
} pl_hash;

/* A running SHA-256: chaining value, length so far, and the bytes of the unfinished block. Serialise field by field. */
struct pl_sha256 {
    uint32_t h[8];
    uint64_t n_bytes;
    uint8_t tail[64]; /* the first n_bytes % 64 are meaningful, the rest is zero */
};

void pl_sha256_start(struct pl_sha256 *state);
void pl_sha256_add(struct pl_sha256 *state, const void *bytes, size_t n);

/* The digest of what was added; the state may go on afterwards. */
pl_hash pl_sha256_digest(const struct pl_sha256 *state);

/* All at once. */
pl_hash pl_sha256_of(const void *bytes, size_t n);

/* HMAC-SHA-256 (RFC 2104): start, add the message to `inner` with pl_sha256_add, digest. */
struct pl_hmac {
    struct pl_sha256 inner;
    struct pl_sha256 outer;
};

void pl_hmac_start(struct pl_hmac *hmac, const void *key, size_t n_key);
pl_hash pl_hmac_digest(const struct pl_hmac *hmac);

/* Byte order: <0, 0, >0. For public hashes: its time depends on the bytes. */
int pl_hash_cmp(pl_hash a, pl_hash b);

/* 64 lower-case hex digits and a NUL. */
void pl_hash_hex(pl_hash hash, char out[65]);

/* The hash of exactly 64 lower-case hex digits, the form that pl_hash_hex writes; false for anything else, *ret is
 * untouched then. */
bool pl_hash_of_hex(pl_str hex, pl_hash *ret);

#endif
