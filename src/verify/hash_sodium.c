/* SHA-256 of plimsoll-verify: libsodium in place of libcrypto, behind the same interface. Only that program links it.
 */
#include "ledger/hash_block.h"

#include <sodium.h>
#include <string.h>

#include "base/ban.h"

/* libsodium's state with our chaining value in it; its buffer is empty, because only whole blocks go through it. */
void pl_sha256_blocks(uint32_t h[8], const unsigned char *bytes, size_t n) {
    crypto_hash_sha256_state state = {.count = 0};
    memcpy(state.state, h, sizeof state.state);
    crypto_hash_sha256_update(&state, bytes, n);
    memcpy(h, state.state, sizeof state.state);
}
