#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/ban.h"

void pl_buf_open(struct pl_buf *buf, size_t max_bytes) {
    memset(buf, 0, sizeof *buf);
    buf->max_bytes = max_bytes;
}

char *pl_buf_reserve(struct pl_buf *buf, size_t n) {
    if (buf->failed || n > buf->max_bytes - buf->n) {
        buf->failed = true;
        return NULL;
    }
    if (n > buf->cap - buf->n || buf->p == NULL) {
        size_t cap = buf->cap < 128 ? 256 : buf->cap;
        while (cap - buf->n < n) {
            cap = cap > buf->max_bytes / 2 ? buf->max_bytes : cap * 2;
        }
        char *p = realloc(buf->p, cap > 0 ? cap : 1);
        if (p == NULL) {
            buf->failed = true;
            return NULL;
        }
        buf->p = p;
        buf->cap = cap;
    }
    return buf->p + buf->n;
}

void pl_buf_add(struct pl_buf *buf, const void *bytes, size_t n) {
    char *p = pl_buf_reserve(buf, n);
    if (p != NULL && n > 0) {
        memcpy(p, bytes, n);
        buf->n += n;
    }
}

void pl_buf_add_str(struct pl_buf *buf, pl_str s) { pl_buf_add(buf, s.p, s.n); }

void pl_buf_add_char(struct pl_buf *buf, char c) { pl_buf_add(buf, &c, 1); }

static const char PAIRS[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748"
    "4950515253545556575859606162636465666768697071727374757677787980818283848586878889909192939495969798"
    "99";

/* Writes v so that it ends right before end; returns where it begins. */
static char *put_backwards(char *end, uint64_t v) {
    while (v >= 100) {
        end -= 2;
        memcpy(end, PAIRS + 2 * (v % 100), 2);
        v /= 100;
    }
    if (v < 10) {
        *--end = (char)('0' + v);
        return end;
    }
    end -= 2;
    memcpy(end, PAIRS + 2 * v, 2);
    return end;
}

char *pl_put_u64(char *p, uint64_t v) {
    if (v < 10) {
        *p = (char)('0' + v);
        return p + 1;
    }
    char text[20];
    char *from = put_backwards(text + sizeof text, v);
    size_t n = (size_t)(text + sizeof text - from);
    memcpy(p, from, n);
    return p + n;
}

void pl_buf_add_u64(struct pl_buf *buf, uint64_t v) {
    char text[20];
    pl_buf_add(buf, text, (size_t)(pl_put_u64(text, v) - text));
}

void pl_buf_add_i64(struct pl_buf *buf, int64_t v) {
    if (v < 0) {
        pl_buf_add_char(buf, '-');
        pl_buf_add_u64(buf, (uint64_t)0 - (uint64_t)v);
    } else {
        pl_buf_add_u64(buf, (uint64_t)v);
    }
}

/* The text fits, the NUL that vsnprintf wants behind it does not. */
__attribute__((format(printf, 3, 0))) static void add_fmt_at_ceiling(struct pl_buf *buf, size_t n, const char *fmt,
                                                                     va_list ap) {
    char *text = malloc(n + 1);
    if (text == NULL) {
        buf->failed = true;
        return;
    }
    vsnprintf(text, n + 1, fmt, ap);
    pl_buf_add(buf, text, n);
    free(text);
}

void pl_buf_add_fmt(struct pl_buf *buf, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *p = n >= 0 ? pl_buf_reserve(buf, (size_t)n) : NULL;
    if (p != NULL && (size_t)n < buf->cap - buf->n) {
        vsnprintf(p, (size_t)n + 1, fmt, again);
        buf->n += (size_t)n;
    } else if (p != NULL) {
        add_fmt_at_ceiling(buf, (size_t)n, fmt, again);
    } else {
        buf->failed = true;
    }
    va_end(again);
}

static const uint32_t TENS[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};

char *pl_put_fixed(char *p, double v, unsigned decimals) {
    bool negative = v < 0;
    double scaled = (negative ? -v : v) * TENS[decimals];
    uint64_t whole = (uint64_t)scaled;
    whole += scaled - (double)whole >= 0.5 ? 1 : 0; /* exact; scaled + 0.5 would round once more */
    if (negative && whole > 0) {
        *p++ = '-';
    }
    if (decimals == 0) {
        return pl_put_u64(p, whole);
    }
    /* All digits at once, led by zeros to one more than the decimals; then the point goes between. */
    char text[20];
    char *end = text + sizeof text;
    char *from = put_backwards(end, whole);
    while (end - from <= (ptrdiff_t)decimals) {
        *--from = '0';
    }
    size_t n = (size_t)(end - from) - decimals;
    memcpy(p, from, n);
    p[n] = '.';
    memcpy(p + n + 1, from + n, decimals);
    return p + n + 1 + decimals;
}

void pl_buf_add_fixed(struct pl_buf *buf, double v, unsigned decimals) {
    char text[24];
    if (decimals > 9 || !(v < 9e9 && v > -9e9)) {
        buf->failed = true;
        return;
    }
    pl_buf_add(buf, text, (size_t)(pl_put_fixed(text, v, decimals) - text));
}

static void put_be(unsigned char *p, uint64_t v, size_t n) {
    for (size_t i = 0; i < n; i++) {
        p[i] = (unsigned char)(v >> (8 * (n - 1 - i)));
    }
}

void pl_buf_add_be16(struct pl_buf *buf, uint16_t v) {
    unsigned char b[2];
    put_be(b, v, sizeof b);
    pl_buf_add(buf, b, sizeof b);
}

void pl_buf_add_be32(struct pl_buf *buf, uint32_t v) {
    unsigned char b[4];
    put_be(b, v, sizeof b);
    pl_buf_add(buf, b, sizeof b);
}

void pl_buf_add_be64(struct pl_buf *buf, uint64_t v) {
    unsigned char b[8];
    put_be(b, v, sizeof b);
    pl_buf_add(buf, b, sizeof b);
}

void pl_buf_add_hex(struct pl_buf *buf, const void *bytes, size_t n) {
    static const char HEX[] = "0123456789abcdef";
    const unsigned char *b = bytes;
    char *p = n <= SIZE_MAX / 2 ? pl_buf_reserve(buf, 2 * n) : NULL;
    if (p == NULL) {
        buf->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        *p++ = HEX[b[i] >> 4];
        *p++ = HEX[b[i] & 15];
    }
    buf->n += 2 * n;
}

pl_str pl_buf_str(const struct pl_buf *buf) { return pl_str_make(buf->n > 0 ? buf->p : "", buf->n); }

bool pl_buf_failed(const struct pl_buf *buf) { return buf->failed; }

void pl_buf_clear(struct pl_buf *buf) {
    buf->n = 0;
    buf->failed = false;
}

void pl_buf_close(struct pl_buf *buf) {
    if (buf == NULL) {
        return;
    }
    free(buf->p);
    buf->p = NULL;
    buf->n = 0;
    buf->cap = 0;
    buf->failed = false;
}
