#include "text/unicode.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>
#include <unicode/uvernum.h>

#include "base/utf8.h"

#include "base/ban.h"

#define FOLD_MAX ((size_t)100000)
#define TATWEEL  0x640

bool pl_unicode_valid(pl_str text) { return pl_utf8_is_valid(text); }

void pl_unicode_repair(pl_str text, struct pl_buf *out) {
    while (text.n > 0) {
        uint32_t c = 0;
        size_t n = pl_utf8_next(text, &c);
        if (c == PL_UTF8_BROKEN) {
            pl_buf_add_str(out, PL_STR("\xEF\xBF\xBD"));
        } else {
            pl_buf_add(out, text.p, n);
        }
        text = pl_str_sub(text, n, text.n);
    }
}

const char *pl_unicode_version(void) { return "ICU " U_ICU_VERSION ", Unicode " U_UNICODE_VERSION; }

/* A growable run of UTF-16, on the stack while it is short. */
struct units {
    UChar *p;
    int32_t n;
    int32_t cap;
    UChar here[256];
};

static void units_open(struct units *u) {
    u->p = u->here;
    u->n = 0;
    u->cap = (int32_t)(sizeof u->here / sizeof *u->here);
}

static void units_close(struct units *u) {
    if (u->p != u->here) {
        free(u->p);
    }
}

/* Room for cap units; what was there is lost. */
static bool units_reserve(struct units *u, int32_t cap) {
    if (cap <= u->cap) {
        return true;
    }
    UChar *p = reallocarray(NULL, (size_t)cap, sizeof *p);
    if (p == NULL) {
        return false;
    }
    units_close(u);
    u->p = p;
    u->cap = cap;
    return true;
}

static bool normalize(const UNormalizer2 *form, const struct units *from, struct units *to) {
    UErrorCode status = U_ZERO_ERROR;
    to->n = unorm2_normalize(form, from->p, from->n, to->p, to->cap, &status);
    if (status == U_BUFFER_OVERFLOW_ERROR) {
        if (!units_reserve(to, to->n + 1)) {
            return false;
        }
        status = U_ZERO_ERROR;
        to->n = unorm2_normalize(form, from->p, from->n, to->p, to->cap, &status);
    }
    return U_SUCCESS(status) != 0;
}

static bool from_utf8(pl_str text, struct units *to) {
    if (!units_reserve(to, (int32_t)text.n + 1)) {
        return false;
    }
    to->n = 0;
    while (text.n > 0) {
        uint32_t c = 0;
        size_t n = pl_utf8_next(text, &c);
        UChar32 u = c == PL_UTF8_BROKEN ? 0xFFFD : (UChar32)c;
        if (u >= 0x10000) {
            to->p[to->n++] = U16_LEAD(u);
            to->p[to->n++] = U16_TRAIL(u);
        } else {
            to->p[to->n++] = (UChar)u;
        }
        text = pl_str_sub(text, n, text.n);
    }
    return true;
}

/* The character at *at, which moves on. ICU gave the text, so surrogates come in pairs. */
static UChar32 next_unit(const struct units *u, int32_t *at) {
    UChar32 c = u->p[(*at)++];
    if (c >= 0xD800 && c < 0xDC00 && *at < u->n) {
        c = ((c - 0xD800) << 10) + (u->p[(*at)++] - 0xDC00) + 0x10000;
    }
    return c;
}

/* Marks that only colour a letter, in the scripts where names are written with and without them. */
static bool is_removable_mark(UChar32 c) {
    UErrorCode status = U_ZERO_ERROR;
    if (c == 0x3099 || c == 0x309A) {
        return false;
    }
    UScriptCode script = uscript_getScript(c, &status);
    return script == USCRIPT_INHERITED || script == USCRIPT_COMMON || script == USCRIPT_LATIN ||
           script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC || script == USCRIPT_ARABIC ||
           script == USCRIPT_HEBREW || script == USCRIPT_SYRIAC;
}

enum part { PART_KEEP, PART_DROP, PART_SPACE };

static enum part part_of(UChar32 c) {
    uint32_t mask = U_GET_GC_MASK(c);
    if ((mask & U_GC_M_MASK) != 0) {
        return is_removable_mark(c) ? PART_DROP : PART_KEEP;
    }
    if (c == TATWEEL) {
        return PART_DROP;
    }
    bool apostrophe = c >= 0x2B9 && c <= 0x2DF; /* modifier letters that stand for apostrophes and the like */
    return (mask & (U_GC_L_MASK | U_GC_N_MASK)) != 0 && !apostrophe ? PART_KEEP : PART_SPACE;
}

/* Keeps letters and digits, drops marks, makes the rest one space between words. In place: never longer. */
static void filter(struct units *u) {
    int32_t made = 0;
    bool space = false;
    for (int32_t i = 0; i < u->n;) {
        UChar32 c = next_unit(u, &i);
        enum part part = part_of(c);
        if (part == PART_SPACE) {
            space = made > 0;
        }
        if (part != PART_KEEP) {
            continue;
        }
        if (space) {
            u->p[made++] = ' ';
            space = false;
        }
        int32_t digit = u_charType(c) == U_DECIMAL_DIGIT_NUMBER ? u_charDigitValue(c) : -1;
        c = digit >= 0 ? '0' + digit : c;
        if (c >= 0x10000) {
            u->p[made++] = U16_LEAD(c);
            u->p[made++] = U16_TRAIL(c);
        } else {
            u->p[made++] = (UChar)c;
        }
    }
    u->n = made;
}

static void to_utf8(const struct units *u, struct pl_buf *out) {
    for (int32_t i = 0; i < u->n;) {
        UChar32 c = next_unit(u, &i);
        pl_utf8_add(out, (uint32_t)c);
    }
}

static bool fold_units(pl_str text, struct units *a, struct units *b) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *casefold = unorm2_getNFKCCasefoldInstance(&status);
    const UNormalizer2 *decompose = unorm2_getNFDInstance(&status);
    const UNormalizer2 *compose = unorm2_getNFCInstance(&status);
    if (U_FAILURE(status) || !from_utf8(text, a) || !normalize(casefold, a, b) || !normalize(decompose, b, a)) {
        return false;
    }
    filter(a);
    return normalize(compose, a, b);
}

/* ASCII, which nearly every name is: the same result without ICU. False where there is anything else. */
static bool fold_ascii(pl_str text, struct pl_buf *out) {
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] >= 0x80) {
            return false;
        }
    }
    bool space = false;
    bool any = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
            space = any;
            continue;
        }
        if (space) {
            pl_buf_add_char(out, ' ');
            space = false;
        }
        pl_buf_add_char(out, c);
        any = true;
    }
    return true;
}

int pl_unicode_fold(pl_str text, struct pl_buf *out, struct pl_error *err) {
    if (text.n > FOLD_MAX) {
        return pl_fail(err, PL_E_LIMIT, "a name of %zu bytes; at most %zu are compared", text.n, FOLD_MAX);
    }
    if (fold_ascii(text, out)) {
        return 0;
    }
    struct units a;
    struct units b;
    units_open(&a);
    units_open(&b);
    bool done = fold_units(text, &a, &b);
    if (done) {
        to_utf8(&b, out);
    }
    units_close(&a);
    units_close(&b);
    return done ? 0 : pl_fail(err, PL_E_NOMEM, "no memory to fold a name");
}
