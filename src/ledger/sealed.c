#include "ledger/sealed.h"

#include <sodium.h>
#include <string.h>

#include "base/ban.h"

#define HEAD      PL_STR("plimsoll-sealed/v1\n")
#define PARAMS    ((size_t)12)
#define TAG_BYTES ((size_t)crypto_secretbox_MACBYTES)

_Static_assert(PL_SEALED_SALT_BYTES == crypto_pwhash_argon2id_SALTBYTES, "salt of Argon2id");
_Static_assert(PL_SEALED_NONCE_BYTES == crypto_secretbox_NONCEBYTES, "nonce of the box");

static int make_key(pl_str passphrase, uint32_t passes, uint64_t memory, const uint8_t *salt,
                    uint8_t key[crypto_secretbox_KEYBYTES], struct pl_error *err) {
    if (sodium_init() < 0) {
        return pl_fail(err, PL_E_IO, "libsodium does not start");
    }
    if (crypto_pwhash(key, crypto_secretbox_KEYBYTES, passphrase.p, passphrase.n, salt, passes, (size_t)memory,
                      crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the key of a passphrase");
    }
    return PL_E_OK;
}

bool pl_sealed_is(pl_str bytes) { return pl_str_starts(bytes, HEAD); }

int pl_sealed_write(pl_str plain, pl_str passphrase, const uint8_t salt[PL_SEALED_SALT_BYTES],
                    const uint8_t nonce[PL_SEALED_NONCE_BYTES], struct pl_buf *out, struct pl_error *err) {
    uint8_t key[crypto_secretbox_KEYBYTES];
    if (passphrase.n == 0) {
        return pl_fail(err, PL_E_USAGE, "an empty passphrase seals nothing");
    }
    int code = make_key(passphrase, PL_SEALED_PASSES, PL_SEALED_MEMORY, salt, key, err);
    if (code != PL_E_OK) {
        return code;
    }
    pl_buf_add_str(out, HEAD);
    pl_buf_add_be32(out, PL_SEALED_PASSES);
    pl_buf_add_be64(out, PL_SEALED_MEMORY);
    pl_buf_add(out, salt, PL_SEALED_SALT_BYTES);
    pl_buf_add(out, nonce, PL_SEALED_NONCE_BYTES);
    char *box = pl_buf_reserve(out, plain.n + TAG_BYTES);
    if (box != NULL) {
        crypto_secretbox_easy((unsigned char *)box, (const unsigned char *)plain.p, plain.n, nonce, key);
        out->n += plain.n + TAG_BYTES;
    }
    sodium_memzero(key, sizeof key);
    return pl_buf_failed(out) ? pl_fail(err, PL_E_LIMIT, "the sealed form would be too large") : PL_E_OK;
}

int pl_sealed_open(pl_str bytes, pl_str passphrase, struct pl_buf *out, struct pl_error *err) {
    uint8_t key[crypto_secretbox_KEYBYTES];
    size_t head = HEAD.n + PARAMS + PL_SEALED_SALT_BYTES + PL_SEALED_NONCE_BYTES;
    if (!pl_sealed_is(bytes) || bytes.n < head + TAG_BYTES) {
        return pl_fail(err, PL_E_FORMAT, "this is no sealed file");
    }
    uint32_t passes = pl_be32(bytes.p + HEAD.n);
    uint64_t memory = pl_be64(bytes.p + HEAD.n + 4);
    const unsigned char *salt = (const unsigned char *)bytes.p + HEAD.n + PARAMS, *nonce = salt + PL_SEALED_SALT_BYTES;
    if (passes == 0 || passes > PL_SEALED_PASSES_MAX || memory < crypto_pwhash_MEMLIMIT_MIN ||
        memory > PL_SEALED_MEMORY_MAX) {
        return pl_fail(err, PL_E_LIMIT, "the sealed file asks for more work than this program does");
    }
    if (memory % 1024 != 0) { /* Argon2 counts in KiB: the rest would be a bit that nobody checks */
        return pl_fail(err, PL_E_FORMAT, "this is no sealed file: its memory is no whole number of KiB");
    }
    int code = make_key(passphrase, passes, memory, salt, key, err);
    char *plain = code == PL_E_OK ? pl_buf_reserve(out, bytes.n - head) : NULL;
    if (code == PL_E_OK && plain == NULL) {
        code = pl_fail(err, PL_E_NOMEM, "no memory to open a sealed file");
    }
    if (code == PL_E_OK && crypto_secretbox_open_easy((unsigned char *)plain, (const unsigned char *)bytes.p + head,
                                                      bytes.n - head, nonce, key) != 0) {
        code = pl_fail(err, PL_E_REFUSED, "the passphrase is another, or the file was changed");
    }
    if (code == PL_E_OK) {
        out->n += bytes.n - head - TAG_BYTES;
    }
    sodium_memzero(key, sizeof key);
    return code;
}
