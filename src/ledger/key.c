#include "ledger/key.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

int pl_key_from_seed(const uint8_t seed[PL_KEY_BYTES], struct pl_key *ret_key, struct pl_error *err) {
    if (sodium_init() < 0) {
        return pl_fail(err, PL_E_IO, "libsodium does not start");
    }
    crypto_sign_seed_keypair(ret_key->public.b, ret_key->secret, seed);
    return PL_E_OK;
}

void pl_key_seed(const struct pl_key *key, uint8_t ret_seed[PL_KEY_BYTES]) {
    memcpy(ret_seed, key->secret, PL_KEY_BYTES);
}

/* domain || bytes in one run, as Ed25519 wants it. */
static unsigned char *joined(pl_str domain, pl_str bytes) {
    unsigned char *all = malloc(domain.n + bytes.n + 1);
    if (all != NULL) {
        memcpy(all, domain.p, domain.n);
        if (bytes.n > 0) {
            memcpy(all + domain.n, bytes.p, bytes.n);
        }
    }
    return all;
}

int pl_key_sign(const struct pl_key *key, pl_str domain, pl_str bytes, uint8_t ret_signature[PL_SIGNATURE_BYTES],
                struct pl_error *err) {
    unsigned char *all = joined(domain, bytes);
    if (all == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to sign %zu bytes", bytes.n);
    }
    crypto_sign_detached(ret_signature, NULL, all, domain.n + bytes.n, key->secret);
    free(all);
    return PL_E_OK;
}

bool pl_key_verify(const pl_public_key *key, pl_str domain, pl_str bytes, const uint8_t signature[PL_SIGNATURE_BYTES]) {
    unsigned char *all = joined(domain, bytes);
    if (all == NULL) {
        return false;
    }
    bool good = crypto_sign_verify_detached(signature, all, domain.n + bytes.n, key->b) == 0;
    free(all);
    return good;
}

bool pl_public_key_eq(const pl_public_key *a, const pl_public_key *b) {
    return sodium_memcmp(a->b, b->b, PL_KEY_BYTES) == 0;
}

void pl_key_wipe(struct pl_key *key) {
    if (key != NULL) {
        sodium_memzero(key, sizeof *key);
    }
}
