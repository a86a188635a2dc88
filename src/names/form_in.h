/* Inside src/names: a name cut into words, and the writing of its readings.
 *
 * Not for other folders. A cut is made once per name (cut.c); each space then reads the words (latin.c, korean_key.c,
 * arabic.c ...) with the pen below, into the caller's arena. */
#ifndef PL_NAMES_FORM_IN_H
#define PL_NAMES_FORM_IN_H

#include "names/form.h"

enum pl_word_script {
    PL_WRITTEN_LATIN,
    PL_WRITTEN_DIGIT,
    PL_WRITTEN_HANGUL,
    PL_WRITTEN_HAN,
    PL_WRITTEN_KANA,
    PL_WRITTEN_ARABIC,
    PL_WRITTEN_HEBREW,
    PL_WRITTEN_CYRILLIC,
    PL_WRITTEN_OTHER,
    PL_WRITTEN_COUNT
};

/* What stood before a word. */
enum pl_word_gap {
    PL_GAP_SPACE,
    PL_GAP_NONE,
    PL_GAP_HYPHEN,
    PL_GAP_DOT,
    PL_GAP_SLASH,
    PL_GAP_COMMA,
    PL_GAP_APOSTROPHE
};

struct pl_word {
    const uint32_t *c; /* its characters, NFKC, lower case; n of them (Latin and digits: see latin) */
    size_t n;
    pl_str latin; /* LATIN, DIGIT: a-z and 0-9; else empty */
    uint16_t at, bytes;
    uint8_t script; /* enum pl_word_script */
    uint8_t gap;    /* enum pl_word_gap */
    uint8_t cls;    /* enum pl_part_class */
    uint32_t number;
    pl_str canonical; /* of a company form, honorific or number: what stands for it; else empty */
};

#define PL_CUT_MAX_CHARS (2 * PL_FORM_MAX_BYTES)

struct pl_cut {
    struct pl_word words[PL_FORM_MAX_PARTS];
    size_t n;
    unsigned scripts; /* bit per enum pl_word_script */
    uint32_t chars[PL_CUT_MAX_CHARS];
    uint16_t ats[PL_CUT_MAX_CHARS + 1];
    size_t n_chars;
    bool moved;  /* places in the source are not known */
    char iso[5]; /* ISO 15924 of most letters */
};

/* Cuts name (valid UTF-8) into words and gives each its class. Texts live in the arena. repaired: it is not the source,
 * so that places in it mean nothing. LIMIT, NOMEM. */
PL_MUST int pl_cut_make(pl_str name, bool repaired, int kind, struct pl_arena *arena, struct pl_cut *ret_cut,
                        struct pl_error *err);

/* Gives the words that are company forms, numbers, honorifics, initials or particles their class. */
void pl_cut_classify(struct pl_cut *cut, int kind);

/* ASCII for a Latin letter beyond ASCII (or its lower case form); the number of letters, 0 where there is none. */
size_t pl_latin_fold(uint32_t c, char out[4]);

/* The pen: parts of the reading that is being written. */
struct pl_maker {
    struct pl_romaniser *romaniser;
    struct pl_arena *arena;
    const struct pl_cut *cut;
    int kind;
    char lang[4]; /* ISO 639 in lower case, or "" */
    struct pl_reading readings[PL_FORM_MAX_READINGS];
    size_t n;
    struct pl_part parts[PL_FORM_MAX_PARTS];
    size_t n_parts;
    bool full; /* more parts than fit: the reading is dropped */
};

/* Starts a reading. */
void pl_pen_start(struct pl_maker *maker);

/* Adds a part; text and key are copied. An empty key is not added. word: where it came from, may be NULL. */
void pl_pen_part(struct pl_maker *maker, int cls, pl_str text, pl_str key, const struct pl_word *word);

/* As pl_pen_part for bytes that already live in the arena or are static. */
void pl_pen_part_kept(struct pl_maker *maker, int cls, pl_str text, pl_str key, const struct pl_word *word);

/* Adds a word that every space writes the same: a number, or a company form, honorific or particle by its canonical
 * text. False where the word is none of those. */
bool pl_pen_common(struct pl_maker *maker, const struct pl_word *word);

/* Ends the reading: kept where it has a part that is a word or a number and differs from those before it. */
void pl_pen_end(struct pl_maker *maker, int space, const char *system, bool native);

/* The spaces. Each adds its readings, or none where a word cannot be read. */
void pl_read_latin(struct pl_maker *maker);
void pl_read_korean(struct pl_maker *maker);
void pl_read_han(struct pl_maker *maker); /* Korean, Mandarin and Cantonese readings of Han characters */
void pl_read_mandarin(struct pl_maker *maker);
void pl_read_arabic(struct pl_maker *maker);
void pl_read_hebrew(struct pl_maker *maker);
void pl_read_slavic(struct pl_maker *maker);
void pl_read_kana(struct pl_maker *maker);

/* Words of one script, with digits or Latin among them: true where every letter is of that script (or Latin). */
static inline bool pl_cut_only(const struct pl_cut *cut, unsigned script) {
    unsigned beside = 1u << PL_WRITTEN_LATIN | 1u << PL_WRITTEN_DIGIT;
    return (cut->scripts & ~beside) == 1u << script;
}

static inline bool pl_cut_only_latin(const struct pl_cut *cut) {
    return (cut->scripts & ~(1u << PL_WRITTEN_LATIN | 1u << PL_WRITTEN_DIGIT)) == 0;
}

/* hangul.c: Hangul syllables as Latin letters. */
enum pl_hangul_system { PL_HANGUL_MCCUNE, PL_HANGUL_DPRK, PL_HANGUL_REVISED, PL_HANGUL_SYSTEMS };

#define PL_HANGUL_SYLLABLE_MAX 8 /* letters of one syllable */

/* Romanises n syllables (U+AC00 to U+D7A3) as one word, with liaison and assimilation unless apart: then each syllable
 * as if alone but for voicing. Returns the letters written to out (n * PL_HANGUL_SYLLABLE_MAX bytes), SIZE_MAX where a
 * character is no syllable. */
size_t pl_hangul_romanise(const uint32_t *syllables, size_t n, int system, bool apart, char *out);

/* korean_key.c: the phonemic key. Both return the length, 0 where the word is not Korean; out holds
 * PL_KOREAN_KEY_MAX bytes. */
#define PL_KOREAN_KEY_MAX 256
size_t pl_korean_key_of_hangul(const uint32_t *syllables, size_t n, bool family, char *out);
size_t pl_korean_key_of_latin(pl_str latin, bool family, char *out, size_t *ret_syllables);
bool pl_korean_is_family(pl_str key); /* a key made with family true */
bool pl_korean_is_common_family(pl_str key);

/* The Korean readings of words in Hangul (of the name itself, or of Han characters by kHangul: then native is also true
 * and system says so). */
struct pl_hangul_word {
    const uint32_t *c; /* NULL: not Hangul, see word */
    size_t n;
    const struct pl_word *word;
};
void pl_korean_read_hangul(struct pl_maker *maker, const struct pl_hangul_word *words, size_t n, const char *source);

/* korean_spelled.c: the Korean readings of a person's name in Cyrillic or in katakana (script: PL_WRITTEN_CYRILLIC or
 * PL_WRITTEN_KANA); none where it is not spelled as Russian or Japanese spell Korean. */
void pl_korean_read_spelled(struct pl_maker *maker, int script);

/* terms.c: words of trade, land and office in Hangul and Han with their English. Returns how many characters of c
 * (n of them) the longest term at its beginning takes, 0 for none. */
size_t pl_term_at(const uint32_t *c, size_t n, pl_str *ret_english);
bool pl_term_is_english(
    pl_str latin); /* one of the English words that terms are rendered by, or a usual word of trade */

/* company.c, honorific.c, number.c: what n words at w are. Returns how many words were taken, 0 none. */
struct pl_lexeme {
    const char *words;
    const char *canonical;
};
size_t pl_company_at(const struct pl_word *w, size_t n, pl_str *ret_canonical, bool *ret_short);
bool pl_company_joined(pl_str letters);                                         /* "llc" of L.L.C. */
size_t pl_company_cjk_tail(const uint32_t *c, size_t n, pl_str *ret_canonical); /* a form at the end of c */
size_t pl_company_cjk_head(const uint32_t *c, size_t n, pl_str *ret_canonical);
bool pl_honorific(pl_str latin, pl_str *ret_canonical);
bool pl_honorific_ship(pl_str latin, pl_str *ret_canonical);
bool pl_honorific_foreign(const uint32_t *c, size_t n, pl_str *ret_canonical);
bool pl_particle(pl_str latin, bool *ret_first);
bool pl_number_word(pl_str latin, uint32_t *ret_value);
bool pl_number_roman(pl_str latin, uint32_t *ret_value);
bool pl_number_cjk(const uint32_t *c, size_t n, uint32_t *ret_value);

/* Longest lexeme of a table (sorted by words, bytewise) at w; the number of words. */
size_t pl_lexeme_at(const struct pl_lexeme *table, size_t n_table, const struct pl_word *w, size_t n,
                    pl_str *ret_canonical);
bool pl_lexeme_is(const struct pl_lexeme *table, size_t n_table, pl_str latin, pl_str *ret_canonical);

bool pl_company_sorted(void); /* for the tests */

/* Sorted by words: what the tables must be. For the tests. */
bool pl_lexeme_sorted(const struct pl_lexeme *table, size_t n_table);

/* romanise.c: a run of text through ICU's best transliterator for the script and language, folded to a-z, 0-9 and
 * spaces. False where there is none, or letters of the source script are left. *ret_system is static. */
bool pl_romanise(struct pl_romaniser *romaniser, const uint32_t *c, size_t n, const char *lang, pl_str *ret_latin,
                 const char **ret_system, struct pl_arena *arena);

/* hanja.c: readings of one Han character; NULL or "" where there is none. */
const char *pl_han_pinyin(uint32_t c);
const char *pl_han_jyutping(uint32_t c);
const uint16_t *pl_han_hangul(uint32_t c); /* syllables, 0 behind the last; NULL none */

#endif
