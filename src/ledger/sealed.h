/* Sealed boxes under a passphrase: key files and the register of real identities.
 *
 * The key comes from the passphrase by Argon2id (RFC 9106; libsodium's crypto_pwhash), the box is XSalsa20-Poly1305
 * (crypto_secretbox). Salt and nonce come in: nothing is drawn here. Form, also in docs/format/sealed.md:
 * `plimsoll-sealed/v1\n`, u32 passes, u64 bytes of memory, 16 bytes salt, 24 bytes nonce, the box; big-endian. Pure. */
#ifndef PL_LEDGER_SEALED_H
#define PL_LEDGER_SEALED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#define PL_SEALED_SALT_BYTES  16
#define PL_SEALED_NONCE_BYTES 24
#define PL_SEALED_PASSES      3
#define PL_SEALED_MEMORY      ((uint64_t)64 << 20)
#define PL_SEALED_MEMORY_MAX  ((uint64_t)1 << 30) /* of a box that is opened */
#define PL_SEALED_PASSES_MAX  64

bool pl_sealed_is(pl_str bytes);

/* Appends the sealed form of plain. USAGE for an empty passphrase, NOMEM. */
PL_MUST int pl_sealed_write(pl_str plain, pl_str passphrase, const uint8_t salt[PL_SEALED_SALT_BYTES],
                            const uint8_t nonce[PL_SEALED_NONCE_BYTES], struct pl_buf *out, struct pl_error *err);

/* Appends what is in the box. FORMAT for no sealed form; REFUSED where the passphrase is another, or a byte changed;
 * LIMIT for parameters beyond the ceilings. The caller wipes out. */
PL_MUST int pl_sealed_open(pl_str bytes, pl_str passphrase, struct pl_buf *out, struct pl_error *err);

#endif
