/* The compression function of SHA-256, of which there is one in each program: libcrypto's (ledger/hash_block.c), or,
 * in plimsoll-verify, libsodium's (verify/hash_sodium.c). Used by ledger/hash.c alone; the same vectors hold for both.
 */
#ifndef PL_LEDGER_HASH_BLOCK_H
#define PL_LEDGER_HASH_BLOCK_H

#include <stddef.h>
#include <stdint.h>

/* Runs n bytes, a multiple of 64, through the chaining value h. */
void pl_sha256_blocks(uint32_t h[8], const unsigned char *bytes, size_t n);

#endif
