/* Cutting a name into words: NFKC, lower case, marks and invisible characters gone, a word for each run of one script.
 */
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

#include "base/utf8.h"
#include "names/form_in.h"

#include "base/ban.h"

#define WORD_SAME 0x3005 /* the character before again */
#define PROLONGED 0x30FC
#define TATWEEL   0x640

struct cutter {
    struct pl_cut *cut;
    struct pl_arena *arena;
    char *latin; /* room for the letters of all Latin words */
    size_t n_latin, cap_latin;
    int open; /* script of the word that is being made, -1 none */
    int gap;
    size_t from; /* its first character in cut->chars, or letter in latin */
    size_t counts[PL_WRITTEN_COUNT];
    UScriptCode other; /* script of the first other letter */
    bool full;
};

static int ascii_gap(uint32_t c) {
    switch (c) {
    case '\'':
    case '`':
        return PL_GAP_APOSTROPHE;
    case '-':
        return PL_GAP_HYPHEN;
    case '.':
        return PL_GAP_DOT;
    case '/':
    case '\\':
        return PL_GAP_SLASH;
    case ',':
    case ';':
        return PL_GAP_COMMA;
    default:
        return PL_GAP_SPACE;
    }
}

/* What a character that is no letter, digit or mark does: a gap, or -1 for nothing at all. */
static int gap_of(uint32_t c) {
    if (c < 0x80) {
        return ascii_gap(c);
    }
    if (c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0xB4 || c == 0x5F3 || c == 0x5F4) {
        return PL_GAP_APOSTROPHE;
    }
    if (c >= 0x2010 && c <= 0x2015) {
        return PL_GAP_HYPHEN;
    }
    return u_charType((UChar32)c) == U_FORMAT_CHAR || pl_utf8_is_unsafe(c) ? -1 : PL_GAP_SPACE;
}

static int script_of(uint32_t c, UScriptCode *ret_script) {
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript((UChar32)c, &status);
    *ret_script = script;
    switch ((int)script) {
    case USCRIPT_LATIN:
        return PL_WRITTEN_LATIN;
    case USCRIPT_HANGUL:
        return PL_WRITTEN_HANGUL;
    case USCRIPT_HAN:
        return PL_WRITTEN_HAN;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
        return PL_WRITTEN_KANA;
    case USCRIPT_ARABIC:
        return PL_WRITTEN_ARABIC;
    case USCRIPT_HEBREW:
        return PL_WRITTEN_HEBREW;
    case USCRIPT_CYRILLIC:
        return PL_WRITTEN_CYRILLIC;
    default:
        return PL_WRITTEN_OTHER;
    }
}

/* Takes vowel marks, apostrophes and the like out of n characters; how many are left. */
static size_t drop_marks(uint32_t *c, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if ((U_GET_GC_MASK((UChar32)c[i]) & (U_GC_L_MASK | U_GC_NL_MASK)) != 0 && c[i] != TATWEEL &&
            (c[i] < 0x2B9 || c[i] > 0x2DF)) {
            c[kept++] = c[i];
        }
    }
    return kept;
}

static void close_word(struct cutter *k, size_t end_char) {
    struct pl_cut *cut = k->cut;
    if (k->open < 0) {
        return;
    }
    if (cut->n == PL_FORM_MAX_PARTS) {
        k->full = true;
        return;
    }
    bool latin = k->open == PL_WRITTEN_LATIN || k->open == PL_WRITTEN_DIGIT;
    struct pl_word *word = &cut->words[cut->n];
    size_t first = (size_t)(word->c - cut->chars);
    bool marks = !latin && k->open != PL_WRITTEN_OTHER; /* where they spell nothing that our tables read */
    *word = (struct pl_word){.c = word->c,
                             .n = marks ? drop_marks(cut->chars + first, end_char - first) : end_char - first,
                             .at = cut->moved ? 0 : cut->ats[first],
                             .bytes = cut->moved ? 0 : (uint16_t)(cut->ats[end_char] - cut->ats[first]),
                             .script = (uint8_t)k->open,
                             .gap = (uint8_t)k->gap,
                             .cls = PL_PART_WORD};
    if (latin) {
        word->latin = pl_str_make(k->latin + k->from, k->n_latin - k->from);
    }
    cut->scripts |= 1u << k->open;
    cut->n += !latin || word->latin.n > 0;
    k->open = -1;
    k->gap = PL_GAP_NONE;
}

static void open_word(struct cutter *k, int script, size_t at) {
    if (k->open == script) {
        return;
    }
    close_word(k, at);
    if (k->cut->n < PL_FORM_MAX_PARTS) {
        k->cut->words[k->cut->n].c = k->cut->chars + at;
    } else {
        k->full = true;
    }
    k->open = script;
    k->from = k->n_latin;
}

static void add_latin(struct cutter *k, const char *letters, size_t n) {
    if (k->n_latin + n > k->cap_latin) {
        k->full = true;
        return;
    }
    memcpy(k->latin + k->n_latin, letters, n);
    k->n_latin += n;
}

static void add_gap(struct cutter *k, int gap, size_t at) {
    if (gap < 0) {
        return;
    }
    if (gap == PL_GAP_APOSTROPHE && k->open >= 0 && k->open != PL_WRITTEN_DIGIT) {
        return; /* inside a word: nothing. Left in chars, see drop_marks */
    }
    bool fresh = k->open >= 0;
    close_word(k, at);
    /* of several gaps the widest counts, a comma above all */
    if (fresh || k->gap == PL_GAP_NONE || gap == PL_GAP_COMMA) {
        k->gap = gap;
    } else if (gap == PL_GAP_SPACE && k->gap != PL_GAP_COMMA && k->gap != PL_GAP_DOT) {
        k->gap = gap;
    }
}

/* A letter beyond ASCII. */
static void add_letter(struct cutter *k, size_t at) {
    struct pl_cut *cut = k->cut;
    uint32_t c = cut->chars[at];
    UScriptCode script = USCRIPT_COMMON;
    int kind = script_of(c, &script);
    if (kind == PL_WRITTEN_LATIN) {
        char letters[4];
        size_t n = pl_latin_fold(c, letters);
        open_word(k, PL_WRITTEN_LATIN, at);
        add_latin(k, letters, n);
        k->counts[kind]++;
        return;
    }
    if (c == PROLONGED) {
        kind = PL_WRITTEN_KANA;
    }
    if (c == WORD_SAME && at > 0) {
        cut->chars[at] = cut->chars[at - 1];
        kind = k->open >= 0 ? k->open : kind;
    }
    cut->chars[at] = (uint32_t)u_foldCase((UChar32)cut->chars[at], U_FOLD_CASE_DEFAULT);
    if (kind == PL_WRITTEN_OTHER && k->counts[kind] == 0) {
        k->other = script;
    }
    k->counts[kind]++;
    open_word(k, kind, at);
}

static void add_other(struct cutter *k, size_t at) {
    uint32_t c = k->cut->chars[at];
    uint32_t mask = U_GET_GC_MASK((UChar32)c);
    int digit = u_charDigitValue((UChar32)c);
    if (digit >= 0 && (mask & U_GC_ND_MASK) != 0) {
        char d = (char)('0' + digit);
        open_word(k, PL_WRITTEN_DIGIT, at);
        add_latin(k, &d, 1);
    } else if ((mask & U_GC_M_MASK) != 0) {
        return; /* marks go with their letter: kept in chars, dropped by all but ICU */
    } else if (c == TATWEEL) {
        return;
    } else if (c >= 0x2B9 && c <= 0x2DF) {
        add_gap(k, PL_GAP_APOSTROPHE, at);
    } else if ((mask & (U_GC_L_MASK | U_GC_NL_MASK)) != 0) {
        add_letter(k, at);
    } else {
        add_gap(k, gap_of(c), at);
    }
}

static void add_char(struct cutter *k, size_t at) {
    uint32_t c = k->cut->chars[at];
    uint32_t lower = c | 0x20;
    if (c < 0x80 && lower >= 'a' && lower <= 'z') {
        char letter = (char)lower;
        open_word(k, PL_WRITTEN_LATIN, at);
        add_latin(k, &letter, 1);
        k->counts[PL_WRITTEN_LATIN]++;
    } else if (c >= '0' && c <= '9') {
        char digit = (char)c;
        open_word(k, PL_WRITTEN_DIGIT, at);
        add_latin(k, &digit, 1);
    } else if (c < 0x80) {
        add_gap(k, c < 0x20 && c != '\t' && c != '\n' && c != '\r' ? -1 : ascii_gap(c), at);
    } else {
        add_other(k, at);
    }
}

/* The characters of name as they are; true where NFKC might change them. */
static bool decode(pl_str name, struct pl_cut *cut) {
    bool changes = false;
    size_t at = 0;
    while (at < name.n && cut->n_chars < PL_CUT_MAX_CHARS) {
        uint32_t c = (unsigned char)name.p[at];
        size_t n = 1;
        if (c >= 0x80) {
            n = pl_utf8_next(pl_str_sub(name, at, name.n), &c);
            changes = changes || c >= 0xA0;
        }
        cut->chars[cut->n_chars] = c;
        cut->ats[cut->n_chars++] = (uint16_t)at;
        at += n;
    }
    cut->ats[cut->n_chars] = (uint16_t)name.n;
    return changes;
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

/* NFKC of cut->chars. Places are lost where it changes anything. */
static int normalize(struct pl_cut *cut, struct pl_arena *arena, struct pl_error *err) {
    struct pl_arena_mark mark = pl_arena_mark(arena);
    size_t cap = 2 * PL_CUT_MAX_CHARS;
    UChar *from = pl_arena_alloc(arena, 2 * cut->n_chars * sizeof *from);
    if (from == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a name");
    }
    int32_t n = 0;
    for (size_t i = 0; i < cut->n_chars; i++) {
        add_unit(from, &n, cut->chars[i]);
    }
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *form = unorm2_getNFKCInstance(&status);
    if (U_SUCCESS(status) && unorm2_quickCheck(form, from, n, &status) != UNORM_YES) {
        UChar *to = pl_arena_alloc(arena, cap * sizeof *to);
        if (to == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for a name");
        }
        int32_t m = unorm2_normalize(form, from, n, to, (int32_t)cap, &status);
        size_t made = 0;
        cut->moved = true;
        for (int32_t i = 0; i < m && U_SUCCESS(status);) {
            uint32_t c = next_unit(to, m, &i);
            if (made == PL_CUT_MAX_CHARS) {
                status = U_BUFFER_OVERFLOW_ERROR;
                break;
            }
            cut->ats[made] = 0;
            cut->chars[made++] = c;
        }
        cut->n_chars = made;
        cut->ats[made] = 0;
    }
    pl_arena_rewind(arena, mark);
    if (U_FAILURE(status)) {
        return pl_fail(err, PL_E_LIMIT, "a name grows beyond %d characters when normalised", PL_CUT_MAX_CHARS);
    }
    return 0;
}

static void set_iso(struct cutter *k) {
    static const char names[PL_WRITTEN_COUNT][5] = {"Latn", "", "Hang", "Hani", "Kana", "Arab", "Hebr", "Cyrl", ""};
    int best = -1;
    for (int i = 0; i < PL_WRITTEN_COUNT; i++) {
        if (k->counts[i] > 0 && (best < 0 || k->counts[i] > k->counts[best])) {
            best = i;
        }
    }
    if (best == PL_WRITTEN_OTHER) {
        const char *name = uscript_getShortName(k->other);
        memcpy(k->cut->iso, name, strlen(name) == 4 ? 5 : 0);
    } else if (best >= 0) {
        memcpy(k->cut->iso, names[best], 5);
    }
}

int pl_cut_make(pl_str name, bool repaired, int kind, struct pl_arena *arena, struct pl_cut *ret_cut,
                struct pl_error *err) {
    struct pl_cut *cut = ret_cut;
    cut->n = 0;
    cut->scripts = 0;
    cut->n_chars = 0;
    cut->moved = repaired;
    memset(cut->iso, 0, sizeof cut->iso);
    if (decode(name, cut)) {
        int failed = normalize(cut, arena, err);
        if (failed != 0) {
            return failed;
        }
    }
    struct cutter k = {.cut = cut, .arena = arena, .open = -1, .gap = PL_GAP_SPACE};
    k.cap_latin = 4 * cut->n_chars;
    k.latin = pl_arena_alloc(arena, k.cap_latin);
    if (k.latin == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a name");
    }
    for (size_t i = 0; i < cut->n_chars; i++) {
        add_char(&k, i);
    }
    close_word(&k, cut->n_chars);
    if (k.full) {
        return pl_fail(err, PL_E_LIMIT, "a name has more than %d words", PL_FORM_MAX_PARTS);
    }
    set_iso(&k);
    pl_cut_classify(cut, kind);
    return 0;
}
