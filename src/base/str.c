#include "base/str.h"

#include <stdlib.h>

#include "base/arena.h"

#include "base/ban.h"

pl_str pl_str_from(const char *cstr) { return cstr != NULL ? pl_str_make(cstr, strlen(cstr)) : pl_str_make("", 0); }

pl_str pl_str_sub(pl_str s, size_t from, size_t n) {
    if (from > s.n) {
        from = s.n;
    }
    if (n > s.n - from) {
        n = s.n - from;
    }
    return pl_str_make(from > 0 ? s.p + from : s.p, n); /* of none, none: NULL + 0 is undefined */
}

bool pl_str_eq(pl_str a, pl_str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c; }

bool pl_str_eq_nocase(pl_str a, pl_str b) {
    if (a.n != b.n) {
        return false;
    }
    for (size_t i = 0; i < a.n; i++) {
        if (lower(a.p[i]) != lower(b.p[i])) {
            return false;
        }
    }
    return true;
}

bool pl_str_starts(pl_str s, pl_str prefix) {
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool pl_str_ends(pl_str s, pl_str suffix) {
    return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

int pl_str_cmp(pl_str a, pl_str b) {
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n > 0 ? memcmp(a.p, b.p, n) : 0;
    if (order != 0) {
        return order;
    }
    return (a.n > b.n) - (a.n < b.n);
}

size_t pl_str_find(pl_str s, char c) {
    const char *hit = s.n > 0 ? memchr(s.p, c, s.n) : NULL;
    return hit != NULL ? (size_t)(hit - s.p) : s.n;
}

size_t pl_str_find_str(pl_str s, pl_str needle) {
    if (needle.n == 0) {
        return 0;
    }
    const char *hit = s.n > 0 ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
    return hit != NULL ? (size_t)(hit - s.p) : s.n;
}

size_t pl_str_find_nocase(pl_str s, pl_str needle) {
    for (size_t i = 0; i + needle.n <= s.n; i++) {
        if (pl_str_eq_nocase(pl_str_sub(s, i, needle.n), needle)) {
            return i;
        }
    }
    return s.n;
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

pl_str pl_str_trim(pl_str s) {
    while (s.n > 0 && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n > 0 && is_space(s.p[s.n - 1])) {
        s.n--;
    }
    return s;
}

pl_str pl_str_cut(pl_str *rest, char c) {
    size_t at = pl_str_find(*rest, c);
    pl_str head = pl_str_make(rest->p, at);
    if (at == rest->n) {
        *rest = pl_str_make(NULL, 0);
    } else {
        *rest = pl_str_make(rest->p + at + 1, rest->n - at - 1);
    }
    return head;
}

bool pl_str_u64(pl_str s, uint64_t *ret) {
    uint64_t v = 0;
    if (s.n == 0) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';
        if (digit > 9 || __builtin_mul_overflow(v, (uint64_t)10, &v) ||
            __builtin_add_overflow(v, (uint64_t)digit, &v)) {
            return false;
        }
    }
    *ret = v;
    return true;
}

bool pl_str_i64(pl_str s, int64_t *ret) {
    bool negative = s.n > 0 && s.p[0] == '-';
    uint64_t v = 0;
    if (!pl_str_u64(negative ? pl_str_sub(s, 1, s.n) : s, &v) || v > (uint64_t)INT64_MAX + (negative ? 1 : 0)) {
        return false;
    }
    *ret = negative ? (int64_t)(0 - v) : (int64_t)v;
    return true;
}

static const double TENS[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                              1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* The scan that every number passes: checks the grammar and, where the result is exact in one operation (Clinger's
 * fast path: 53 bits, a power of ten up to 22), gives the value. */
static bool scan_decimal(pl_str s, bool *ret_exact, double *ret) {
    size_t i = 0;
    bool negative = s.n > 0 && s.p[0] == '-';
    if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+')) {
        i++;
    }
    uint64_t mantissa = 0;
    unsigned digits = 0;
    int scale = 0;
    bool point = false;
    bool wide = false;
    for (; i < s.n; i++) {
        if (s.p[i] == '.' && !point) {
            point = true;
            continue;
        }
        unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';
        if (digit > 9) {
            break;
        }
        digits++;
        if (mantissa > (UINT64_C(1) << 53) / 10 - 1) {
            wide = true;
        } else {
            mantissa = mantissa * 10 + digit;
            scale -= point ? 1 : 0;
        }
    }
    if (digits == 0) {
        return false;
    }
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        int64_t exponent = 0;
        pl_str e = pl_str_sub(s, i + 1, s.n);
        if (e.n > 1 && e.p[0] == '+' && e.p[1] != '-') {
            e = pl_str_sub(e, 1, e.n);
        }
        if (!pl_str_i64(e, &exponent) || exponent > 400 || exponent < -400) {
            return false;
        }
        scale += (int)exponent;
        i = s.n;
    }
    if (i != s.n) {
        return false;
    }
    *ret_exact = !wide && scale >= -22 && scale <= 22;
    if (*ret_exact) {
        double v = (double)mantissa;
        v = scale < 0 ? v / TENS[-scale] : v * TENS[scale];
        *ret = negative ? -v : v;
    }
    return true;
}

bool pl_str_double(pl_str s, double *ret) {
    bool exact = false;
    double v = 0;
    char text[64];
    if (s.n == 0 || s.n >= sizeof text || !scan_decimal(s, &exact, &v)) {
        return false;
    }
    if (!exact) {
        memcpy(text, s.p, s.n);
        text[s.n] = '\0';
        v = strtod(text, NULL);
        if (!(v <= 1e300 && v >= -1e300)) {
            return false;
        }
    }
    *ret = v;
    return true;
}

uint64_t pl_str_hash(pl_str s) {
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < s.n; i++) {
        h = (h ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
    }
    return h;
}

pl_str pl_str_copy(struct pl_arena *arena, pl_str s) {
    char *p = pl_arena_copy(arena, s.p, s.n);
    return p != NULL ? pl_str_make(p, s.n) : pl_str_make(NULL, 0);
}
