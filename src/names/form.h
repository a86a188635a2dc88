/* A name made ready for comparison: its readings in every space where it can be computed.
 *
 * A space is a way of writing in which two spellings of one name meet (Latin, Korean phonemic, Mandarin, Arabic
 * consonants ...). Names are compared only inside a space, and only where both have a reading there: a reading that
 * could not be computed, or still holds letters of the source script, is absent ("not comparable"), never empty and
 * never equal. One name may have several readings in a space (each kHangul reading of a Hanja; Hangul by
 * McCune-Reischauer, DPRK 1992 and Revised). Latin names are read into every space that Latin spellings can meet.
 * Parts are the words of a reading with their class (a company form, a number, an initial ...), so that matching knows
 * what may be left out and what may not.
 *
 * How the parts of a reading are cut: LATIN has a part per word as written (a given name in Hangul joined, but apart as
 * the DPRK writes it). KOREAN and MANDARIN have, of a person, the family name and then the whole given name as one
 * part, however it was spaced or hyphenated (a Latin name with a Korean family name at both ends has a reading for
 * each); of firms and ships, a part per run of words that may be Korean or Chinese, terms of trade (은행, 公司 ...) in
 * English or as they sound in readings of their own. ARABIC joins compounds (Abd al-X, Abu X, X al-Din) into one part
 * and has no article; bin and ibn are particles. A key of one or two consonants is weak evidence: judge by its length.
 * In all spaces a company form, honorific, number and particle has its canonical text as key.
 *
 * Everything lives in the caller's arena. A pl_romaniser holds ICU's transliterators: one per thread. Sources:
 * docs/names.md. */
#ifndef PL_NAMES_FORM_H
#define PL_NAMES_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

#define PL_FORM_MAX_BYTES    2048 /* of a name; longer is LIMIT, which a screening answers "not comparable" */
#define PL_FORM_MAX_PARTS    64
#define PL_FORM_MAX_READINGS 24

/* What the name is of. ANY: not said. */
enum pl_name_kind { PL_NAME_ANY, PL_NAME_PERSON, PL_NAME_ORGANIZATION, PL_NAME_VESSEL, PL_NAME_KINDS };

/* enum name, name in output. LATIN: letters a-z and digits after transliteration by script and language. KOREAN:
 * phonemic (k/g, t/d, p/b, ch/j, r/l, o/eo/u merged, family name first or last). MANDARIN: pinyin without tones,
 * syllables joined. ARABIC, HEBREW: consonant skeletons. SLAVIC: Latin spellings of Cyrillic reduced so that BGN, GOST
 * and loose ones meet. KANA: Hepburn without length. */
#define PL_SPACES(X)                                                                                                   \
    X(LATIN, "latin")                                                                                                  \
    X(KOREAN, "korean")                                                                                                \
    X(MANDARIN, "mandarin")                                                                                            \
    X(ARABIC, "arabic")                                                                                                \
    X(HEBREW, "hebrew")                                                                                                \
    X(SLAVIC, "slavic")                                                                                                \
    X(KANA, "kana")

enum pl_space {
#define PL_SPACE_ENUM(name, text) PL_SPACE_##name,
    PL_SPACES(PL_SPACE_ENUM)
#undef PL_SPACE_ENUM
        PL_SPACE_COUNT
};

const char *pl_space_name(int space);

/* enum name, name in output */
#define PL_PART_CLASSES(X)                                                                                             \
    X(WORD, "word")                                                                                                    \
    X(INITIAL, "initial")           /* one letter: stands for words that begin with it */                              \
    X(NUMBER, "number")             /* digits, ordinals, number words: "5", "fifth", "No. 5", 오, 五 -> number */    \
    X(COMPANY_FORM, "company_form") /* text is its canonical form: "co ltd", "jsc" */                                  \
    X(HONORIFIC, "honorific")       /* mr, general, dr, hajji ... and M/V for ships */                                 \
    X(PARTICLE, "particle")         /* al, bin, von, of, the, & */

enum pl_part_class {
#define PL_PART_CLASS_ENUM(name, text) PL_PART_##name,
    PL_PART_CLASSES(PL_PART_CLASS_ENUM)
#undef PL_PART_CLASS_ENUM
        PL_PART_CLASS_COUNT
};

struct pl_part {
    pl_str text;     /* as this reading writes it, lower case ASCII: what an explanation shows */
    pl_str key;      /* reduced as its space says: what is compared; never empty */
    uint8_t cls;     /* enum pl_part_class */
    uint16_t at, n;  /* the bytes of the source that it came from; n 0 where unknown */
    uint32_t number; /* NUMBER: its value */
};

struct pl_reading {
    int space;          /* enum pl_space */
    const char *system; /* static: "BGN", "McCune-Reischauer", "kHangul", "pinyin", "as written" ... */
    bool native;        /* computed from the space's own script (Hangul, Han, Arabic ...), not from a Latin spelling */
    struct pl_part *parts;
    size_t n;
};

struct pl_form {
    pl_str source;  /* as given */
    pl_str fold;    /* text/unicode's fold: equality of whole names, weak aliases */
    int kind;       /* enum pl_name_kind */
    char script[5]; /* ISO 15924 of most letters: "Latn", "Hang", "Hani", "Arab", "Cyrl" ...; "" without a letter */
    struct pl_reading *readings;
    size_t n;
};

struct pl_romaniser;

/* NOMEM; STORE where ICU lacks its data. */
PL_MUST int pl_romaniser_open(struct pl_romaniser **ret_romaniser, struct pl_error *err);
void pl_romaniser_close(struct pl_romaniser *romaniser); /* accepts NULL */

/* All readings of a name. lang and script (ISO 639, ISO 15924) are what the list says of it, or "". A name without a
 * letter or digit gives n = 0. LIMIT beyond PL_FORM_MAX_BYTES or PL_FORM_MAX_PARTS words; NOMEM. Broken UTF-8 is
 * repaired first. */
PL_MUST int pl_form_make(struct pl_romaniser *romaniser, pl_str name, int kind, pl_str lang, pl_str script,
                         struct pl_arena *arena, struct pl_form *ret_form, struct pl_error *err);

#endif
