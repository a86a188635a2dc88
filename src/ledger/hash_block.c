#include "ledger/hash_block.h"

/* The low-level functions are the only ones of libcrypto that let a state be carried over as a value; see
 * docs/adr/0008. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include "base/ban.h"

/* libcrypto's context with our state in it; its buffer is empty, because only whole blocks go through it. */
void pl_sha256_blocks(uint32_t h[8], const unsigned char *bytes, size_t n) {
    SHA256_CTX context = {.md_len = SHA256_DIGEST_LENGTH};
    for (size_t i = 0; i < 8; i++) {
        context.h[i] = h[i];
    }
    SHA256_Update(&context, bytes, n);
    for (size_t i = 0; i < 8; i++) {
        h[i] = (uint32_t)context.h[i];
    }
}
