/* ICU's transliterators, opened when first needed and kept; and the reading of a name as Latin letters. */
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uclean.h>
#include <unicode/uscript.h>
#include <unicode/utrans.h>

#include "names/form_in.h"

#include "base/ban.h"

/* Which transliterator for which script and language; the first that fits. lang "": any. Never Hangul, Han or Kana:
 * they are read by our own tables. */
static const struct {
    UScriptCode script;
    char lang[4];
    const char *id;
    const char *system;
} ways[] = {
    {USCRIPT_CYRILLIC, "uk", "Ukrainian-Latin/BGN", "Ukrainian BGN"},
    {USCRIPT_CYRILLIC, "be", "Belarusian-Latin/BGN", "Belarusian BGN"},
    {USCRIPT_CYRILLIC, "bg", "Bulgarian-Latin/BGN", "Bulgarian BGN"},
    {USCRIPT_CYRILLIC, "sr", "Serbian-Latin/BGN", "Serbian BGN"},
    {USCRIPT_CYRILLIC, "mk", "Macedonian-Latin/BGN", "Macedonian BGN"},
    {USCRIPT_CYRILLIC, "kk", "Kazakh-Latin/BGN", "Kazakh BGN"},
    {USCRIPT_CYRILLIC, "ky", "Kirghiz-Latin/BGN", "Kirghiz BGN"},
    {USCRIPT_CYRILLIC, "mn", "Mongolian-Latin/BGN", "Mongolian BGN"},
    {USCRIPT_CYRILLIC, "uz", "Uzbek-Latin/BGN", "Uzbek BGN"},
    {USCRIPT_CYRILLIC, "az", "Azerbaijani-Latin/BGN", "Azerbaijani BGN"},
    {USCRIPT_CYRILLIC, "tk", "Turkmen-Latin/BGN", "Turkmen BGN"},
    {USCRIPT_CYRILLIC, "", "Russian-Latin/BGN", "Russian BGN"},
    {USCRIPT_GREEK, "", "Greek-Latin/BGN", "Greek BGN"},
    {USCRIPT_ARMENIAN, "", "Armenian-Latin/BGN", "Armenian BGN"},
    {USCRIPT_GEORGIAN, "", "Georgian-Latin/BGN", "Georgian BGN"},
    {USCRIPT_HEBREW, "", "Hebrew-Latin", "Hebrew-Latin"},
    {USCRIPT_THAI, "", "Thai-Latin", "Thai-Latin"},
    {USCRIPT_DEVANAGARI, "", "Devanagari-Latin", "Devanagari-Latin"},
    {USCRIPT_BENGALI, "", "Bengali-Latin", "Bengali-Latin"},
    {USCRIPT_GUJARATI, "", "Gujarati-Latin", "Gujarati-Latin"},
    {USCRIPT_GURMUKHI, "", "Gurmukhi-Latin", "Gurmukhi-Latin"},
    {USCRIPT_TAMIL, "", "Tamil-Latin", "Tamil-Latin"},
    {USCRIPT_TELUGU, "", "Telugu-Latin", "Telugu-Latin"},
    {USCRIPT_KANNADA, "", "Kannada-Latin", "Kannada-Latin"},
    {USCRIPT_MALAYALAM, "", "Malayalam-Latin", "Malayalam-Latin"},
    {USCRIPT_ORIYA, "", "Oriya-Latin", "Oriya-Latin"},
    {USCRIPT_MYANMAR, "", "Burmese-Latin", "Burmese-Latin"},
    {USCRIPT_ETHIOPIC, "", "Amharic-Latin/BGN", "Amharic BGN"},
    {USCRIPT_SYRIAC, "", "Syriac-Latin", "Syriac-Latin"},
    {USCRIPT_THAANA, "", "Maldivian-Latin/BGN", "Maldivian BGN"},
    {USCRIPT_COMMON, "", "Any-Latin", "Any-Latin"},
};
#define WAYS    (sizeof ways / sizeof *ways)
#define RUSSIAN 11 /* its place among the ways */

struct pl_romaniser {
    UTransliterator *opened[WAYS];
    bool missing[WAYS];
};

int pl_romaniser_open(struct pl_romaniser **ret_romaniser, struct pl_error *err) {
    UErrorCode status = U_ZERO_ERROR;
    u_init(&status);
    if (U_FAILURE(status)) {
        return pl_fail(err, PL_E_STORE, "ICU's data cannot be loaded (%s)", u_errorName(status));
    }
    struct pl_romaniser *romaniser = calloc(1, sizeof *romaniser);
    if (romaniser == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the transliterators");
    }
    *ret_romaniser = romaniser;
    return 0;
}

void pl_romaniser_close(struct pl_romaniser *romaniser) {
    if (romaniser == NULL) {
        return;
    }
    for (size_t i = 0; i < WAYS; i++) {
        if (romaniser->opened[i] != NULL) {
            utrans_close(romaniser->opened[i]);
        }
    }
    free(romaniser);
}

static const UTransliterator *open_way(struct pl_romaniser *romaniser, size_t way) {
    if (romaniser->opened[way] == NULL && !romaniser->missing[way]) {
        UChar id[48];
        int32_t n = 0;
        for (const char *p = ways[way].id; *p != 0; p++) {
            id[n++] = (UChar)*p;
        }
        UErrorCode status = U_ZERO_ERROR;
        romaniser->opened[way] = utrans_openU(id, n, UTRANS_FORWARD, NULL, 0, NULL, &status);
        romaniser->missing[way] = U_FAILURE(status) || romaniser->opened[way] == NULL;
    }
    return romaniser->missing[way] ? NULL : romaniser->opened[way];
}

static UScriptCode script_of(const uint32_t *c, size_t n) {
    for (size_t i = 0; i < n; i++) {
        UErrorCode status = U_ZERO_ERROR;
        UScriptCode script = uscript_getScript((UChar32)c[i], &status);
        if (script > USCRIPT_INHERITED) {
            return script;
        }
    }
    return USCRIPT_COMMON;
}

static size_t way_for(UScriptCode script, const char *lang) {
    for (size_t i = 0; i + 1 < WAYS; i++) {
        if (ways[i].script == script && (ways[i].lang[0] == 0 || strcmp(ways[i].lang, lang) == 0)) {
            return i;
        }
    }
    return WAYS - 1;
}

/* The character at *at, which moves on; a lone surrogate is itself. */
static uint32_t next_unit(const UChar *p, int32_t n, int32_t *at) {
    uint32_t c = p[(*at)++];
    if (c >= 0xD800 && c < 0xDC00 && *at < n && p[*at] >= 0xDC00 && p[*at] < 0xE000) {
        c = ((c - 0xD800) << 10) + (p[(*at)++] - 0xDC00u) + 0x10000;
    }
    return c;
}

static void add_unit(UChar *p, int32_t *n, uint32_t c) {
    if (c >= 0x10000) {
        p[(*n)++] = (UChar)(0xD7C0 + (c >> 10));
        c = 0xDC00 + (c & 0x3FF);
    }
    p[(*n)++] = (UChar)c;
}

/* What the transliterator made, as a-z and 0-9 and single spaces; false where another letter is left. */
static bool to_ascii(const UChar *p, int32_t n, struct pl_arena *arena, pl_str *ret_latin) {
    char *out = pl_arena_alloc(arena, (size_t)n * 4 + 1);
    size_t made = 0;
    bool space = false;
    if (out == NULL) {
        return false;
    }
    for (int32_t i = 0; i < n;) {
        uint32_t c = next_unit(p, n, &i);
        uint32_t mask = U_GET_GC_MASK((UChar32)c);
        char letters[4];
        size_t k = pl_latin_fold(c, letters);
        if (k == 0 && c >= '0' && c <= '9') {
            letters[k++] = (char)c;
        }
        if (k == 0) {
            bool apostrophe = c == 0xB7 || (c >= 0x2B9 && c <= 0x2DF) || c == 0x2019 || c == 0x2018 || c == '\'';
            if ((mask & U_GC_L_MASK) != 0 && !apostrophe) {
                return false;
            }
            space = space || (!apostrophe && (mask & U_GC_M_MASK) == 0 && made > 0);
            continue;
        }
        if (space) {
            out[made++] = ' ';
            space = false;
        }
        memcpy(out + made, letters, k);
        made += k;
    }
    *ret_latin = pl_str_make(out, made);
    return made > 0;
}

/* The letter that Russian has for one of Ukrainian and Belarusian; other characters are themselves. */
static uint32_t as_russian(uint32_t c) {
    return c == 0x456 || c == 0x457 ? 0x438 : c == 0x454 ? 0x435 : c == 0x491 ? 0x433 : c == 0x45E ? 0x432 : c;
}

static bool romanise_by(struct pl_romaniser *romaniser, size_t way, const uint32_t *c, size_t n, pl_str *ret_latin,
                        struct pl_arena *arena) {
    const UTransliterator *trans = romaniser != NULL ? open_way(romaniser, way) : NULL;
    int32_t cap = (int32_t)(n * 8 + 64);
    UChar *text = pl_arena_calloc(arena, (size_t)cap, sizeof *text);
    if (trans == NULL || text == NULL) {
        return false;
    }
    int32_t length = 0;
    for (size_t i = 0; i < n; i++) {
        add_unit(text, &length, way == RUSSIAN ? as_russian(c[i]) : c[i]);
    }
    UErrorCode status = U_ZERO_ERROR;
    int32_t limit = length;
    utrans_transUChars(trans, text, &length, cap, 0, &limit, &status);
    return U_SUCCESS(status) && length <= cap && to_ascii(text, length, arena, ret_latin);
}

bool pl_romanise(struct pl_romaniser *romaniser, const uint32_t *c, size_t n, const char *lang, pl_str *ret_latin,
                 const char **ret_system, struct pl_arena *arena) {
    size_t way = way_for(script_of(c, n), lang);
    if (!romanise_by(romaniser, way, c, n, ret_latin, arena)) {
        way = WAYS - 1; /* such as a Kazakh letter in a name said to be Russian */
        if (!romanise_by(romaniser, way, c, n, ret_latin, arena)) {
            return false;
        }
    }
    *ret_system = ways[way].system;
    return true;
}
