#include "base/utf8.h"

#include "base/ban.h"

/* The lead byte: how long the character is and what its second byte may be. 0 for a byte that cannot lead. */
static size_t lead(unsigned char b, unsigned char *ret_low, unsigned char *ret_high) {
    *ret_low = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
    *ret_high = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
    if (b < 0x80) {
        return 1;
    }
    if (b < 0xC2 || b > 0xF4) {
        return 0;
    }
    return b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
}

size_t pl_utf8_next(pl_str s, uint32_t *ret_c) {
    unsigned char low = 0;
    unsigned char high = 0;
    unsigned char b = (unsigned char)s.p[0];
    size_t n = lead(b, &low, &high);
    *ret_c = PL_UTF8_BROKEN;
    if (n <= 1) {
        *ret_c = n == 1 ? b : PL_UTF8_BROKEN;
        return 1;
    }
    uint32_t c = b & (0x7FU >> n);
    for (size_t i = 1; i < n; i++) {
        unsigned char next = i < s.n ? (unsigned char)s.p[i] : 0;
        if (next < low || next > high) {
            return i;
        }
        c = (c << 6) | (next & 0x3FU);
        low = 0x80;
        high = 0xBF;
    }
    *ret_c = c;
    return n;
}

bool pl_utf8_is_valid(pl_str s) {
    while (s.n > 0) {
        uint32_t c = 0;
        size_t n = pl_utf8_next(s, &c);
        if (c == PL_UTF8_BROKEN) {
            return false;
        }
        s = pl_str_sub(s, n, s.n);
    }
    return true;
}

pl_str pl_utf8_head(pl_str s, size_t most) {
    size_t at = 0;
    while (at < s.n) {
        uint32_t c = 0;
        size_t n = pl_utf8_next(pl_str_sub(s, at, s.n), &c);
        if (n > most - at) {
            break;
        }
        at += n;
    }
    return pl_str_sub(s, 0, at);
}

bool pl_utf8_is_unsafe(uint32_t c) {
    if (c < 0xA0) {
        return c < 0x20 || c >= 0x7F;
    }
    return c == 0xAD || c == 0x61C || (c >= 0x115F && c <= 0x1160) || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x3164 || c == 0xFEFF || c == 0xFFA0 ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

void pl_utf8_add(struct pl_buf *buf, uint32_t c) {
    char b[4];
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char LEAD[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n - 1; i > 0; i--) {
        b[i] = (char)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    b[0] = (char)(LEAD[n] | c);
    pl_buf_add(buf, b, n);
}
