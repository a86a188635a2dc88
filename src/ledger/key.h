/* Ed25519 keys (RFC 8032): who wrote a journal entry.
 *
 * A key's id is its public key itself, 32 bytes, so that an entry can be verified with nothing beside it. Randomness
 * comes in as the seed; nothing here touches files. Secrets live in struct pl_key until pl_key_wipe. libsodium. */
#ifndef PL_LEDGER_KEY_H
#define PL_LEDGER_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

#define PL_KEY_BYTES       32 /* a public key, and a seed */
#define PL_SIGNATURE_BYTES 64

typedef struct {
    uint8_t b[PL_KEY_BYTES];
} pl_public_key;

struct pl_key {
    pl_public_key public;
    uint8_t secret[64]; /* seed and public key, as libsodium keeps them */
};

/* The key pair of a seed. */
PL_MUST int pl_key_from_seed(const uint8_t seed[PL_KEY_BYTES], struct pl_key *ret_key, struct pl_error *err);

/* The seed of a key pair: what is kept on disk. */
void pl_key_seed(const struct pl_key *key, uint8_t ret_seed[PL_KEY_BYTES]);

/* Signs domain || bytes. NOMEM. */
PL_MUST int pl_key_sign(const struct pl_key *key, pl_str domain, pl_str bytes,
                        uint8_t ret_signature[PL_SIGNATURE_BYTES], struct pl_error *err);

/* True only for a signature of domain || bytes by that key (also false without memory). */
bool pl_key_verify(const pl_public_key *key, pl_str domain, pl_str bytes, const uint8_t signature[PL_SIGNATURE_BYTES]);

bool pl_public_key_eq(const pl_public_key *a, const pl_public_key *b);

/* Overwrites the secret. */
void pl_key_wipe(struct pl_key *key);

#define PL_KEY_AUTO __attribute__((cleanup(pl_key_wipe))) struct pl_key

#endif
