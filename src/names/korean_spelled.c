/* Korean persons' names as Russian and Japanese write them, read into the space KOREAN.
 *
 * Russian: the system of Kholodovich (1958) as Kontsevich revised it, and the older spellings of newspapers (чж for
 * чон's дж, е for ё and for an old о: Чен, Сен; р at the end: Ир) and of the Koreans of the Soviet Union (Цой, Тен,
 * Югай). Japanese: katakana, with a dot or space between family and given name. Both write a Korean word syllable by
 * syllable; what one letter may stand for (н: n or ng; ン the same; ク: k or ku) becomes a spelling each, and the key
 * of each (korean_key.c) a reading. A word with a letter or a cluster that the system has not is no Korean name: there
 * is no reading, rather than a poor one. Only family name first, a listed family name, and a given name of at most two
 * syllables, so that ordinary names of both languages have none. Sources: docs/names.md. */
#include "names/form_in.h"

#include "base/ban.h"

#define MAX_SPELLINGS 16 /* more alternatives: not computed */
#define MAX_SPELLED   64
#define MAX_GIVEN     2 /* syllables */

/* The ways to write in Latin letters what was read so far; a space between syllables. */
struct spellings {
    char text[MAX_SPELLINGS][MAX_SPELLED];
    size_t length[MAX_SPELLINGS];
    size_t n; /* 0: not Korean */
};

static void append(struct spellings *s, size_t i, const char *more) {
    size_t k = strlen(more);
    if (s->length[i] + k > MAX_SPELLED) {
        s->n = 0;
        return;
    }
    memcpy(s->text[i] + s->length[i], more, k);
    s->length[i] += k;
}

/* Appends `one` to each spelling, and to a copy of each `other` (NULL: none). */
static void add(struct spellings *s, const char *one, const char *other) {
    size_t n = s->n;
    if (other != NULL && 2 * n > MAX_SPELLINGS) {
        s->n = 0;
        return;
    }
    for (size_t i = 0; i < n && other != NULL; i++) {
        memcpy(s->text[n + i], s->text[i], s->length[i]);
        s->length[n + i] = s->length[i];
    }
    s->n = other != NULL ? 2 * n : n;
    for (size_t i = 0; i < n && s->n > 0; i++) {
        append(s, i, one);
        if (other != NULL && s->n > 0) {
            append(s, n + i, other);
        }
    }
}

/* -- Cyrillic -- */

enum sound_kind { SOUND_VOWEL = 1, SOUND_ONSET = 2, SOUND_CODA = 4 };

struct cyrillic {
    uint16_t spelled[3];
    char onset[3]; /* or the vowel */
    char coda[3];
    uint8_t kind; /* of enum sound_kind */
};

/* Longer ones before their beginnings. */
static const struct cyrillic cyrillic[] = {{u"кк", "kk", "", SOUND_ONSET},
                                           {u"кх", "kh", "", SOUND_ONSET},
                                           {u"к", "k", "k", SOUND_ONSET | SOUND_CODA},
                                           {u"г", "g", "", SOUND_ONSET},
                                           {u"нъ", "", "ng", SOUND_CODA},
                                           {u"н", "n", "n", SOUND_ONSET | SOUND_CODA},
                                           {u"тт", "tt", "", SOUND_ONSET},
                                           {u"тх", "th", "", SOUND_ONSET},
                                           {u"т", "t", "t", SOUND_ONSET | SOUND_CODA},
                                           {u"дж", "j", "", SOUND_ONSET},
                                           {u"д", "d", "", SOUND_ONSET},
                                           {u"р", "r", "l", SOUND_ONSET | SOUND_CODA},
                                           {u"лл", "l", "", SOUND_ONSET},
                                           {u"ль", "", "l", SOUND_CODA},
                                           {u"л", "l", "", SOUND_ONSET},
                                           {u"м", "m", "m", SOUND_ONSET | SOUND_CODA},
                                           {u"пп", "pp", "", SOUND_ONSET},
                                           {u"пх", "ph", "", SOUND_ONSET},
                                           {u"п", "p", "p", SOUND_ONSET | SOUND_CODA},
                                           {u"б", "b", "", SOUND_ONSET},
                                           {u"сс", "ss", "", SOUND_ONSET},
                                           {u"с", "s", "", SOUND_ONSET},
                                           {u"чч", "jj", "", SOUND_ONSET},
                                           {u"чх", "ch", "", SOUND_ONSET},
                                           {u"чж", "j", "", SOUND_ONSET},
                                           {u"ч", "ch", "", SOUND_ONSET},
                                           {u"х", "h", "", SOUND_ONSET},
                                           {u"а", "a", "", SOUND_VOWEL},
                                           {u"я", "ya", "", SOUND_VOWEL},
                                           {u"о", "o", "", SOUND_VOWEL},
                                           {u"ё", "yo", "", SOUND_VOWEL},
                                           {u"у", "u", "", SOUND_VOWEL},
                                           {u"ю", "yu", "", SOUND_VOWEL},
                                           {u"ый", "ui", "", SOUND_VOWEL},
                                           {u"ы", "eu", "", SOUND_VOWEL},
                                           {u"и", "i", "", SOUND_VOWEL},
                                           {u"э", "ae", "", SOUND_VOWEL},
                                           {u"е", "e", "", SOUND_VOWEL},
                                           {u"ва", "wa", "", SOUND_VOWEL},
                                           {u"во", "wo", "", SOUND_VOWEL},
                                           {u"ви", "wi", "", SOUND_VOWEL},
                                           {u"ве", "oe", "", SOUND_VOWEL},
                                           {u"вэ", "oe", "", SOUND_VOWEL}};

static size_t length_of(const uint16_t *text, size_t max) {
    size_t n = 0;
    while (n < max && text[n] != 0) {
        n++;
    }
    return n;
}

static const struct cyrillic *cyrillic_at(const uint32_t *c, size_t n, size_t *ret_n) {
    for (size_t i = 0; i < sizeof cyrillic / sizeof *cyrillic; i++) {
        size_t k = length_of(cyrillic[i].spelled, 3);
        bool same = k <= n;
        for (size_t j = 0; j < k && same; j++) {
            same = c[j] == cyrillic[i].spelled[j];
        }
        if (same) {
            *ret_n = k;
            return &cyrillic[i];
        }
    }
    return NULL;
}

static bool vowel_at(const uint32_t *c, size_t n) {
    size_t k = 0;
    const struct cyrillic *sound = cyrillic_at(c, n, &k);
    return sound != NULL && sound->kind == SOUND_VOWEL;
}

/* Whether a syllable ends in the consonant at c. */
static bool coda_at(const uint32_t *c, size_t n) {
    size_t k = 0;
    const struct cyrillic *sound = cyrillic_at(c, n, &k);
    return sound != NULL && sound->kind != SOUND_VOWEL && !vowel_at(c + k, n - k);
}

#define CYRILLIC_E  0x435
#define CYRILLIC_EL 0x43B
#define CYRILLIC_EN 0x43D

/* е: in a closed syllable an old spelling of ё or о (yo; it is o behind ch and s); else е or ё. */
static void add_e(struct spellings *s, const uint32_t *c, size_t n, bool begins, uint32_t onset) {
    bool velar = onset == 0x43A || onset == 0x433 || onset == 0x445; /* к, г, х: ke, ge and he are kye, gye and hye */
    char alone[4] = " ";
    char with[4] = " ";
    memcpy(alone + begins, onset == 0 || velar ? "ye" : "e", onset == 0 || velar ? 3 : 2);
    memcpy(with + begins, "yo", 3);
    if (n > 1 && coda_at(c + 1, n - 1)) {
        add(s, with, NULL);
    } else {
        add(s, alone, with);
    }
}

/* Adds a consonant; false where the system has it not there. */
static bool add_consonant(struct spellings *s, const uint32_t *c, size_t n, size_t at, const struct cyrillic *sound,
                          size_t taken, bool behind_vowel) {
    char onset[5] = " ";
    bool before_vowel = vowel_at(c + at + taken, n - at - taken);
    bool is_n = c[at] == CYRILLIC_EN && taken == 1;
    if (!before_vowel || (sound->kind & SOUND_ONSET) == 0) { /* ends a syllable */
        add(s, sound->coda, is_n ? "ng" : NULL);
        return behind_vowel && (sound->kind & SOUND_CODA) != 0;
    }
    bool doubled = taken == 2 && c[at] == c[at + 1];
    if (c[at] == CYRILLIC_EL && (doubled ? !behind_vowel : at > 0)) {
        return false;
    }
    memcpy(onset + (at > 0), sound->onset, sizeof sound->onset);
    onset[4] = 0;
    if (c[at] == CYRILLIC_EL && doubled) {
        add(s, "l l", NULL);
    } else {
        add(s, onset, is_n && behind_vowel ? "ng " : NULL);
    }
    return true;
}

static bool spell_cyrillic(struct spellings *s, const uint32_t *c, size_t n) {
    bool behind_vowel = false;
    uint32_t onset = 0; /* the letter that begins the syllable */
    for (size_t at = 0; at < n && s->n > 0;) {
        size_t taken = 0;
        const struct cyrillic *sound = cyrillic_at(c + at, n - at, &taken);
        if (sound == NULL) {
            return false;
        }
        if (sound->kind != SOUND_VOWEL) {
            if (!add_consonant(s, c, n, at, sound, taken, behind_vowel)) {
                return false;
            }
            behind_vowel = false;
            onset = c[at];
        } else {
            if (c[at] == CYRILLIC_E) {
                add_e(s, c + at, n - at, behind_vowel, behind_vowel ? 0 : onset);
            } else {
                char vowel[4] = " ";
                memcpy(vowel + behind_vowel, sound->onset, sizeof sound->onset);
                add(s, vowel, NULL);
            }
            behind_vowel = true;
        }
        at += taken;
    }
    return s->n > 0;
}

/* Family names as the Koreans of the Soviet Union bear them, with their usual Latin letters. */
static const struct {
    uint16_t spelled[6];
    char latin[6];
} soviet[] = {{u"цой", "choi"}, {u"цай", "chae"}, {u"тен", "jong"}, {u"тян", "jang"}, {u"тё", "jo"},   {u"те", "jo"},
              {u"тин", "jin"},  {u"дю", "ju"},    {u"ним", "im"},   {u"шин", "shin"}, {u"шим", "sim"}, {u"эм", "om"},
              {u"югай", "yu"},  {u"огай", "o"},   {u"хегай", "ho"}, {u"ногай", "no"}, {u"ни", "i"}};

static bool spell_soviet(struct spellings *s, const uint32_t *c, size_t n) {
    for (size_t i = 0; i < sizeof soviet / sizeof *soviet; i++) {
        bool same = n == length_of(soviet[i].spelled, 6);
        for (size_t k = 0; k < n && same; k++) {
            same = c[k] == soviet[i].spelled[k];
        }
        if (same) {
            add(s, soviet[i].latin, NULL);
            return true;
        }
    }
    return false;
}

/* -- Katakana -- */

/* U+30A2 to U+30F3: the syllable, "" where the transcription has it not or it is a small letter. */
static const char kana[0x30F4 - 0x30A2][5] = {
    "a",  "",   "i",   "",    "u",   "",    "ae",  "",   "o",   "ka",  "ga", "ki", "gi",  "ku", "gu",  "kae", "gae",
    "ko", "go", "sa",  "",    "si",  "ji",  "su",  "",   "sae", "",    "so", "",   "ta",  "da", "chi", "",    "",
    "",   "",   "tae", "dae", "to",  "do",  "na",  "ni", "nu",  "nae", "no", "ha", "ba",  "pa", "hi",  "bi",  "pi",
    "hu", "bu", "pu",  "hae", "bae", "pae", "ho",  "bo", "po",  "ma",  "mi", "mu", "mae", "mo", "",    "ya",  "",
    "yu", "",   "yo",  "ra",  "ri",  "ru",  "rae", "ro", "",    "wa",  "",   "",   "",    ""};

#define KANA_A     0x30A2
#define KANA_NG    0x30F3
#define KANA_SMALL 0x30C3 /* small tsu: the consonant behind it twice */
#define KANA_I     0x30A4
#define KANA_U     0x30A6
#define KANA_KU    0x30AF
#define KANA_GU    0x30B0
#define KANA_SI    0x30B7
#define KANA_JI    0x30B8
#define KANA_CHI   0x30C1
#define KANA_TE    0x30C6
#define KANA_DE    0x30C7
#define KANA_TO    0x30C8
#define KANA_DO    0x30C9
#define KANA_HU    0x30D5
#define KANA_KE    0x30B1
#define KANA_GE    0x30B2
#define KANA_HE    0x30D8
#define KANA_PU    0x30D7
#define KANA_MU    0x30E0
#define KANA_RU    0x30EB

/* What a small letter makes of the vowel before it; NULL: the transcription has it not. */
static const char *small_vowel(uint32_t base, uint32_t small) {
    static const struct {
        uint16_t small;
        char of_i[4], of_hush[3], of_u[4];
    } table[] = {{0x30E3, "ya", "a", ""}, {0x30E5, "yu", "u", ""}, {0x30E7, "yo", "o", ""}, {0x30A7, "ye", "ae", "we"},
                 {0x30A1, "", "", "wa"},  {0x30EE, "", "", "wa"},  {0x30A3, "", "", "wi"},  {0x30A9, "", "", "wo"}};
    if (((base == KANA_TE || base == KANA_DE) && small == 0x30A3)) {
        return "i";
    }
    if ((base == KANA_TO || base == KANA_DO) && small == 0x30A5) {
        return "u";
    }
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].small == small) {
            bool hush = base == KANA_SI || base == KANA_JI || base == KANA_CHI;
            bool u = base == KANA_U || base == KANA_KU || base == KANA_GU || base == KANA_HU;
            const char *syllable = kana[base - KANA_A];
            bool i_row = syllable[0] != 0 && syllable[strlen(syllable) - 1] == 'i';
            const char *vowel = hush ? table[i].of_hush : u ? table[i].of_u : i_row ? table[i].of_i : "";
            return vowel[0] != 0 ? vowel : NULL;
        }
    }
    return NULL;
}

static bool is_small(uint32_t c) {
    return (c >= 0x30A1 && c <= 0x30A9 && c % 2 == 1) || c == 0x30E3 || c == 0x30E5 || c == 0x30E7 || c == 0x30EE;
}

/* The consonant that a kana with u stands for at the end of a syllable; NULL: none. */
static const char *coda_of(uint32_t c) {
    return c == KANA_KU ? "k" : c == KANA_PU ? "p" : c == KANA_MU ? "m" : c == KANA_RU ? "l" : NULL;
}

/* One kana with its small letter, and what follows. `open`: the syllable before it has no consonant at its end. */
static bool add_kana(struct spellings *s, uint32_t c, uint32_t small, uint32_t next, bool first, bool *open) {
    char syllable[8] = " ";
    char other[8] = " ";
    const char *plain = c >= KANA_A && c < KANA_NG ? kana[c - KANA_A] : "";
    if (c == KANA_NG && small == 0) {
        add(s, "n", "ng");
        bool fits = *open;
        *open = false;
        return fits;
    }
    if (plain[0] == 0) {
        return false;
    }
    size_t k = strlen(plain);
    memcpy(syllable + !first, plain, k + 1);
    memcpy(other, syllable, sizeof other);
    if (small != 0) {
        const char *vowel = small_vowel(c, small);
        if (vowel == NULL) {
            return false;
        }
        size_t cut = (size_t)!first + (c == KANA_I || c == KANA_U ? 0 : k - (k > 2 && plain[k - 2] == 'a' ? 2 : 1));
        memcpy(syllable + cut, vowel, strlen(vowel) + 1);
        add(s, syllable, NULL);
    } else if (coda_of(c) != NULL && *open && next != KANA_NG) { /* as a consonant, or as a syllable of its own */
        add(s, coda_of(c), syllable);
        *open = false;
        return true;
    } else if (c == KANA_KE || c == KANA_GE || c == KANA_HE) { /* kae, and kye */
        memcpy(other + !first + 1, "ye", 3);
        add(s, syllable, other);
    } else {
        add(s, syllable, NULL);
    }
    *open = true;
    return true;
}

static bool spell_kana(struct spellings *s, const uint32_t *c, size_t n) {
    bool open = false;
    bool first = true;
    for (size_t at = 0; at < n && s->n > 0; at++) {
        if (c[at] == KANA_SMALL && open && at + 1 < n) {
            continue; /* doubled consonants are one */
        }
        uint32_t small = at + 1 < n && is_small(c[at + 1]) ? c[at + 1] : 0;
        if (!add_kana(s, c[at], small, at + 1 < n ? c[at + 1] : 0, first, &open)) {
            return false;
        }
        first = false;
        at += small != 0;
    }
    return s->n > 0;
}

/* -- a person -- */

static void begin(struct spellings *s) {
    s->n = 1;
    s->length[0] = 0;
}

static void put_person(struct pl_maker *maker, pl_str family, pl_str given, const struct pl_word *const *words,
                       size_t n_words, const char *system) {
    char key[2][PL_KOREAN_KEY_MAX];
    char text[MAX_SPELLED];
    size_t n_text = 0;
    size_t syllables = 0;
    size_t n_family = pl_korean_key_of_latin(family, true, key[0], &syllables);
    if (n_family == 0 || syllables > 2 || !pl_korean_is_family(pl_str_make(key[0], n_family))) {
        return;
    }
    size_t n_given = pl_korean_key_of_latin(given, false, key[1], &syllables);
    if (n_given == 0 || syllables > MAX_GIVEN) {
        return;
    }
    for (size_t i = 0; i < given.n; i++) {
        text[n_text] = given.p[i];
        n_text += given.p[i] != ' ';
    }
    pl_pen_start(maker);
    pl_pen_part(maker, PL_PART_WORD, family, pl_str_make(key[0], n_family), words[0]);
    pl_pen_part(maker, PL_PART_WORD, pl_str_make(text, n_text), pl_str_make(key[1], n_given), words[n_words - 1]);
    pl_pen_end(maker, PL_SPACE_KOREAN, system, true);
}

/* The words of a person's name: two or three of the script, no number, form or initial among them. */
static size_t words_of(const struct pl_cut *cut, int script, const struct pl_word *words[3]) {
    size_t n = 0;
    for (size_t i = 0; i < cut->n; i++) {
        const struct pl_word *w = &cut->words[i];
        bool dotted = i + 1 < cut->n && cut->words[i + 1].gap == PL_GAP_DOT;
        if (w->cls == PL_PART_HONORIFIC) {
            continue;
        }
        if (w->script != script || n == 3 || (w->cls != PL_PART_WORD && w->cls != PL_PART_INITIAL) ||
            (w->cls == PL_PART_INITIAL && dotted)) {
            return 0;
        }
        words[n++] = w;
    }
    return n >= 2 ? n : 0;
}

void pl_korean_read_spelled(struct pl_maker *maker, int script) {
    bool cyrillic_script = script == PL_WRITTEN_CYRILLIC;
    const struct pl_word *words[3];
    struct spellings family;
    struct spellings given;
    size_t n = words_of(maker->cut, script, words);
    if (n == 0 || maker->kind == PL_NAME_ORGANIZATION || maker->kind == PL_NAME_VESSEL) {
        return;
    }
    begin(&family);
    begin(&given);
    bool spelled = cyrillic_script ? spell_soviet(&family, words[0]->c, words[0]->n) ||
                                         spell_cyrillic(&family, words[0]->c, words[0]->n)
                                   : spell_kana(&family, words[0]->c, words[0]->n);
    for (size_t i = 1; i < n && spelled; i++) {
        if (i > 1) {
            add(&given, " ", NULL);
        }
        spelled = cyrillic_script ? spell_cyrillic(&given, words[i]->c, words[i]->n)
                                  : spell_kana(&given, words[i]->c, words[i]->n);
    }
    for (size_t i = 0; i < family.n && spelled; i++) {
        for (size_t k = 0; k < given.n; k++) {
            put_person(maker, pl_str_make(family.text[i], family.length[i]),
                       pl_str_make(given.text[k], given.length[k]), words, n,
                       cyrillic_script ? "family name first, Kholodovich" : "family name first, kana");
        }
    }
}
