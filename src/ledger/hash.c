#include "ledger/hash.h"

#include <string.h>

#include "ledger/hash_block.h"

#include "base/ban.h"

static const struct pl_sha256 START = {
    .h = {0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19},
};

void pl_sha256_start(struct pl_sha256 *state) { *state = START; }

void pl_sha256_add(struct pl_sha256 *state, const void *bytes, size_t n) {
    const unsigned char *p = bytes;
    size_t held = (size_t)(state->n_bytes % 64);
    state->n_bytes += n;
    if (held > 0) {
        size_t take = n < 64 - held ? n : 64 - held;
        if (take > 0) {
            memcpy(state->tail + held, p, take);
        }
        if (held + take < 64) {
            return;
        }
        pl_sha256_blocks(state->h, state->tail, 64);
        memset(state->tail, 0, sizeof state->tail);
        p += take;
        n -= take;
    }
    size_t whole = n - n % 64;
    if (whole > 0) {
        pl_sha256_blocks(state->h, p, whole);
        p += whole;
    }
    if (n > whole) {
        memcpy(state->tail, p, n - whole);
    }
}

pl_hash pl_sha256_digest(const struct pl_sha256 *state) {
    struct pl_sha256 end = *state;
    unsigned char pad[128] = {0};
    size_t held = (size_t)(end.n_bytes % 64);
    size_t n = held < 56 ? 64 : 128;
    memcpy(pad, end.tail, held);
    pad[held] = 0x80;
    uint64_t bits = end.n_bytes * 8;
    for (size_t i = 0; i < 8; i++) {
        pad[n - 1 - i] = (unsigned char)(bits >> (8 * i));
    }
    pl_sha256_blocks(end.h, pad, n);
    pl_hash hash;
    for (size_t i = 0; i < PL_HASH_BYTES; i++) {
        hash.b[i] = (uint8_t)(end.h[i / 4] >> (24 - 8 * (i % 4)));
    }
    return hash;
}

pl_hash pl_sha256_of(const void *bytes, size_t n) {
    struct pl_sha256 state;
    pl_sha256_start(&state);
    pl_sha256_add(&state, bytes, n);
    return pl_sha256_digest(&state);
}

void pl_hmac_start(struct pl_hmac *hmac, const void *key, size_t n_key) {
    unsigned char block[64] = {0};
    if (n_key > sizeof block) {
        pl_hash hash = pl_sha256_of(key, n_key);
        memcpy(block, hash.b, sizeof hash.b);
    } else if (n_key > 0) {
        memcpy(block, key, n_key);
    }
    for (size_t i = 0; i < sizeof block; i++) {
        block[i] ^= 0x36;
    }
    pl_sha256_start(&hmac->inner);
    pl_sha256_add(&hmac->inner, block, sizeof block);
    for (size_t i = 0; i < sizeof block; i++) {
        block[i] ^= 0x36 ^ 0x5C;
    }
    pl_sha256_start(&hmac->outer);
    pl_sha256_add(&hmac->outer, block, sizeof block);
    explicit_bzero(block, sizeof block);
}

pl_hash pl_hmac_digest(const struct pl_hmac *hmac) {
    struct pl_sha256 outer = hmac->outer;
    pl_hash inner = pl_sha256_digest(&hmac->inner);
    pl_sha256_add(&outer, inner.b, sizeof inner.b);
    return pl_sha256_digest(&outer);
}

int pl_hash_cmp(pl_hash a, pl_hash b) { return memcmp(a.b, b.b, sizeof a.b); }

void pl_hash_hex(pl_hash hash, char out[65]) {
    static const char HEX[] = "0123456789abcdef";
    for (size_t i = 0; i < PL_HASH_BYTES; i++) {
        out[2 * i] = HEX[hash.b[i] >> 4];
        out[2 * i + 1] = HEX[hash.b[i] & 15];
    }
    out[64] = '\0';
}

static int digit_of(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }

bool pl_hash_of_hex(pl_str hex, pl_hash *ret) {
    pl_hash hash;
    for (size_t i = 0; i < PL_HASH_BYTES && hex.n == 2 * PL_HASH_BYTES; i++) {
        int high = digit_of(hex.p[2 * i]), low = digit_of(hex.p[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        hash.b[i] = (uint8_t)(high * 16 + low);
    }
    if (hex.n == 2 * PL_HASH_BYTES) {
        *ret = hash;
    }
    return hex.n == 2 * PL_HASH_BYTES;
}
