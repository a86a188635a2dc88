#include "ledger/chunk.h"

#include <string.h>

#include "base/ban.h"

#define CHUNK_MARK   "plimsoll-chunk/v1"
#define EXHIBIT_MARK "plimsoll-exhibit/v1"

static void put_u64(uint8_t b[8], uint64_t v) {
    for (size_t i = 0; i < 8; i++) {
        b[i] = (uint8_t)(v >> (56 - 8 * i));
    }
}

pl_hash pl_chunk_salt(const uint8_t secret[PL_CHUNK_SECRET_BYTES], pl_str member, uint64_t index) {
    struct pl_hmac hmac;
    uint8_t tail[8];
    put_u64(tail, index);
    pl_hmac_start(&hmac, secret, PL_CHUNK_SECRET_BYTES);
    pl_sha256_add(&hmac.inner, member.p, member.n);
    pl_sha256_add(&hmac.inner, tail, sizeof tail);
    return pl_hmac_digest(&hmac);
}

static void leaf_start(struct pl_sha256 *state, pl_hash salt) {
    pl_sha256_start(state);
    pl_sha256_add(state, "\0" CHUNK_MARK, sizeof CHUNK_MARK); /* the zero byte in place of the literal's end */
    pl_sha256_add(state, salt.b, sizeof salt.b);
}

pl_hash pl_chunk_leaf(pl_hash salt, pl_str bytes) {
    struct pl_sha256 state;
    leaf_start(&state, salt);
    pl_sha256_add(&state, bytes.p, bytes.n);
    return pl_sha256_digest(&state);
}

void pl_chunk_start(struct pl_chunk_builder *builder, const uint8_t secret[PL_CHUNK_SECRET_BYTES], pl_str member,
                    pl_chunk_sink sink, void *ctx) {
    *builder = (struct pl_chunk_builder){.member = member, .sink = sink, .ctx = ctx};
    memcpy(builder->secret, secret, PL_CHUNK_SECRET_BYTES);
}

static void close_chunk(struct pl_chunk_builder *builder) {
    pl_hash leaf = pl_sha256_digest(&builder->leaf);
    if (builder->sink != NULL) {
        builder->sink(builder->ctx, builder->tree.n, leaf);
    }
    pl_merkle_add(&builder->tree, leaf);
    builder->open_bytes = 0;
}

void pl_chunk_add(struct pl_chunk_builder *builder, const void *bytes, size_t n) {
    const char *p = bytes;
    builder->bytes += n;
    while (n > 0) {
        if (builder->open_bytes == 0) {
            leaf_start(&builder->leaf, pl_chunk_salt(builder->secret, builder->member, builder->tree.n));
        }
        size_t room = PL_CHUNK_BYTES - builder->open_bytes;
        size_t part = n < room ? n : room;
        pl_sha256_add(&builder->leaf, p, part);
        builder->open_bytes += part;
        p += part;
        n -= part;
        if (builder->open_bytes == PL_CHUNK_BYTES) {
            close_chunk(builder);
        }
    }
}

struct pl_chunk_root pl_chunk_finish(struct pl_chunk_builder *builder) {
    if (builder->open_bytes > 0) {
        close_chunk(builder);
    }
    return (struct pl_chunk_root){
        .root = pl_merkle_root(&builder->tree),
        .chunks = builder->tree.n,
        .bytes = builder->bytes,
    };
}

static uint64_t chunks_of(uint64_t bytes) { return bytes / PL_CHUNK_BYTES + (bytes % PL_CHUNK_BYTES > 0 ? 1 : 0); }

int pl_chunk_check(const struct pl_chunk_root *root, const struct pl_chunk_opening *opening, struct pl_error *err) {
    if (root->chunks != chunks_of(root->bytes) || opening->index >= root->chunks) {
        return pl_fail(err, PL_E_CHECK, "a member of %llu bytes has no chunk %llu among %llu",
                       (unsigned long long)root->bytes, (unsigned long long)opening->index,
                       (unsigned long long)root->chunks);
    }
    uint64_t left = root->bytes - opening->index * PL_CHUNK_BYTES;
    size_t want = left < PL_CHUNK_BYTES ? (size_t)left : PL_CHUNK_BYTES;
    if (opening->bytes.n != want) {
        return pl_fail(err, PL_E_CHECK, "chunk %llu has %zu bytes; it should have %zu",
                       (unsigned long long)opening->index, opening->bytes.n, want);
    }
    pl_hash leaf = pl_chunk_leaf(opening->salt, opening->bytes);
    if (!pl_merkle_check(leaf, opening->index, root->chunks, opening->path, opening->n_path, root->root)) {
        return pl_fail(err, PL_E_CHECK, "chunk %llu does not lead to the root", (unsigned long long)opening->index);
    }
    return 0;
}

int pl_chunk_range(uint64_t bytes, uint64_t offset, uint64_t length, uint64_t *ret_first, uint64_t *ret_count,
                   struct pl_error *err) {
    if (length == 0 || offset > bytes || length > bytes - offset) {
        return pl_fail(err, PL_E_USAGE, "bytes %llu to %llu are not inside a member of %llu bytes",
                       (unsigned long long)offset, (unsigned long long)(offset + length), (unsigned long long)bytes);
    }
    *ret_first = offset / PL_CHUNK_BYTES;
    *ret_count = (offset + length - 1) / PL_CHUNK_BYTES - *ret_first + 1;
    return 0;
}

int pl_chunk_check_range(const struct pl_chunk_root *root, uint64_t offset, uint64_t length,
                         const struct pl_chunk_opening *openings, size_t n, char *out, struct pl_error *err) {
    uint64_t first = 0;
    uint64_t count = 0;
    int code = pl_chunk_range(root->bytes, offset, length, &first, &count, err);
    if (code != 0) {
        return code;
    }
    if (n != count) {
        return pl_fail(err, PL_E_CHECK, "%zu chunks were opened; the range lies in %llu", n, (unsigned long long)count);
    }
    for (size_t i = 0; i < n; i++) {
        if (openings[i].index != first + i) {
            return pl_fail(err, PL_E_CHECK, "chunk %llu stands where %llu should",
                           (unsigned long long)openings[i].index, (unsigned long long)(first + i));
        }
        code = pl_chunk_check(root, &openings[i], err);
        if (code != 0) {
            return code;
        }
    }
    size_t skip = (size_t)(offset % PL_CHUNK_BYTES);
    for (size_t i = 0; i < n && length > 0; i++) {
        size_t part = openings[i].bytes.n - skip;
        part = part < length ? part : (size_t)length;
        memcpy(out, openings[i].bytes.p + skip, part);
        out += part;
        length -= part;
        skip = 0;
    }
    return 0;
}

pl_hash pl_exhibit_salt(const uint8_t secret[PL_CHUNK_SECRET_BYTES]) {
    struct pl_hmac hmac;
    pl_hmac_start(&hmac, secret, PL_CHUNK_SECRET_BYTES);
    pl_sha256_add(&hmac.inner, EXHIBIT_MARK, sizeof EXHIBIT_MARK - 1);
    return pl_hmac_digest(&hmac);
}

pl_hash pl_exhibit_commitment(pl_hash salt, pl_hash sha256, uint64_t size) {
    struct pl_sha256 state;
    uint8_t tail[8];
    put_u64(tail, size);
    pl_sha256_start(&state);
    pl_sha256_add(&state, EXHIBIT_MARK, sizeof EXHIBIT_MARK - 1);
    pl_sha256_add(&state, salt.b, sizeof salt.b);
    pl_sha256_add(&state, sha256.b, sizeof sha256.b);
    pl_sha256_add(&state, tail, sizeof tail);
    return pl_sha256_digest(&state);
}
