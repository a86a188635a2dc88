/* A growable run of bytes with a ceiling from birth and a sticky failed flag.
 *
 * Owned by whoever opened it. Appending never fails aloud: beyond the ceiling or without memory the buffer drops the
 * bytes and remembers, so that a writer checks once (pl_buf_failed) before it uses the result. */
#ifndef PL_BASE_BUF_H
#define PL_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"

struct pl_buf {
    char *p;
    size_t n;
    size_t cap;
    size_t max_bytes;
    bool failed;
};

/* Starts an empty buffer of at most max_bytes. Allocates nothing. */
void pl_buf_open(struct pl_buf *buf, size_t max_bytes);

/* Makes room for n more bytes and returns where they go (write there, then add to buf->n); NULL when it cannot. */
char *pl_buf_reserve(struct pl_buf *buf, size_t n);

void pl_buf_add(struct pl_buf *buf, const void *bytes, size_t n);
void pl_buf_add_str(struct pl_buf *buf, pl_str s);
void pl_buf_add_char(struct pl_buf *buf, char c);
void pl_buf_add_u64(struct pl_buf *buf, uint64_t v);
void pl_buf_add_i64(struct pl_buf *buf, int64_t v);
void pl_buf_add_fmt(struct pl_buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* v with exactly `decimals` (0..9) places, rounded half away from zero on the scaled value, never "-0.0";
 * |v| must be below 9e9. The same bytes on every machine: no printf, no locale. */
void pl_buf_add_fixed(struct pl_buf *buf, double v, unsigned decimals);

/* The two above straight to memory, for a writer that has reserved room: they return the byte behind the text, which is
 * at most 20 and 22 bytes long. For pl_put_fixed |v| must be below 9e9 and decimals at most 9. */
char *pl_put_u64(char *p, uint64_t v);
char *pl_put_fixed(char *p, double v, unsigned decimals);

/* Big-endian integers, for formats that are hashed or stored. */
void pl_buf_add_be16(struct pl_buf *buf, uint16_t v);
void pl_buf_add_be32(struct pl_buf *buf, uint32_t v);
void pl_buf_add_be64(struct pl_buf *buf, uint64_t v);

/* n bytes as lower-case hex. */
void pl_buf_add_hex(struct pl_buf *buf, const void *bytes, size_t n);

pl_str pl_buf_str(const struct pl_buf *buf);
bool pl_buf_failed(const struct pl_buf *buf);

/* Empties it and forgets a failure; keeps the memory. */
void pl_buf_clear(struct pl_buf *buf);

/* Frees it; then as after pl_buf_open. Accepts a zeroed buffer. */
void pl_buf_close(struct pl_buf *buf);

#define PL_BUF_AUTO __attribute__((cleanup(pl_buf_close))) struct pl_buf

static inline uint16_t pl_be16(const void *p) {
    const unsigned char *b = p;
    return (uint16_t)((uint16_t)(b[0] << 8) | b[1]);
}

static inline uint32_t pl_be32(const void *p) {
    const unsigned char *b = p;
    return ((uint32_t)b[0] << 24) | ((uint32_t)b[1] << 16) | ((uint32_t)b[2] << 8) | b[3];
}

static inline uint64_t pl_be64(const void *p) {
    const unsigned char *b = p;
    return ((uint64_t)pl_be32(b) << 32) | pl_be32(b + 4);
}

#endif
