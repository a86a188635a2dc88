#include "base/base64.h"

#include "base/ban.h"

static const char ALPHABET[64] = {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"};

void pl_base64_write(struct pl_buf *buf, const void *bytes, size_t n) {
    const uint8_t *b = bytes;
    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i;
        uint32_t v = (uint32_t)b[i] << 16 | (left > 1 ? (uint32_t)b[i + 1] << 8 : 0) | (left > 2 ? b[i + 2] : 0);
        char four[4] = {ALPHABET[v >> 18], ALPHABET[v >> 12 & 63], left > 1 ? ALPHABET[v >> 6 & 63] : '=',
                        left > 2 ? ALPHABET[v & 63] : '='};
        pl_buf_add(buf, four, 4);
    }
}

static int value_of(char c) {
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Four characters to the 24 bits they say; false for a character that may not stand there. */
static bool read_four(const char *p, size_t padding, uint32_t *ret) {
    uint32_t v = 0;
    for (size_t i = 0; i < 4; i++) {
        int x = i >= 4 - padding ? 0 : value_of(p[i]);
        if (x < 0) {
            return false;
        }
        v = v << 6 | (uint32_t)x;
    }
    *ret = v;
    return true;
}

bool pl_base64_read(pl_str text, uint8_t *out, size_t cap, size_t *ret_n) {
    size_t padding = 0, n = 0;
    while (padding < 2 && padding < text.n && text.p[text.n - 1 - padding] == '=') {
        padding++;
    }
    if (text.n % 4 != 0 || text.n / 4 * 3 - padding > cap) {
        return false;
    }
    for (size_t i = 0; i < text.n; i += 4) {
        size_t less = i + 4 == text.n ? padding : 0;
        uint32_t v = 0;
        if (!read_four(text.p + i, less, &v) || (less > 0 && (v & ((1U << 8 * less) - 1)) != 0)) {
            return false;
        }
        for (size_t k = 0; k < 3 - less; k++) {
            out[n++] = (uint8_t)(v >> (16 - 8 * k));
        }
    }
    *ret_n = n;
    return true;
}
