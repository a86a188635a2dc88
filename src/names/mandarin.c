/* The space MANDARIN for Latin spellings: those that may be Chinese, by pinyin, Wade-Giles or the Cantonese of Hong
 * Kong.
 *
 * The key is the letters as written; names in Han characters carry a reading for each of these systems (han.c), so that
 * no two of them are merged. A word may be Chinese where it can be cut into syllables of the three systems. */
#include "names/form_in.h"

#include "base/ban.h"

#define MAX_WORD      24
#define MAX_SYLLABLES 4 /* of a person's name */

/* Between spaces; "" stands for no consonant. */
/* Up to the first vowel; from it on, by that vowel. */
static const char initials[][3] = {"b", "p",  "m",  "f",  "d",  "t",  "n",  "l",  "g", "k", "h",
                                   "j", "q",  "x",  "zh", "ch", "sh", "r",  "z",  "c", "s", "y",
                                   "w", "ts", "tz", "hs", "ng", "kw", "gw", "ss", "sz"};
static const char finals_a[][5] = {"", "i", "o", "u", "n", "ng", "k", "t", "p", "m", "w", "y"};
static const char finals_e[][5] = {"", "i", "n", "ng", "r", "rh", "h", "e", "k", "u", "uk", "ung"};
static const char finals_i[][5] = {"",    "a",   "ao", "u",  "au", "an", "en", "ang", "n", "ng",
                                   "ong", "ung", "e",  "eh", "h",  "k",  "m",  "t",   "p"};
static const char finals_o[][5] = {"", "u", "ng", "i", "n", "k", "o", "w", "y", "t"};
static const char finals_u[][5] = {"",  "a", "ai", "i", "ei", "an", "ang", "n", "ng",
                                   "o", "e", "eh", "m", "t",  "k",  "en",  "et"};

struct endings {
    const char (*of)[5];
    size_t n;
};

#define ENDINGS(table)                                                                                                 \
    { table, sizeof(table) / sizeof *(table) }
static const struct endings endings[5] = {ENDINGS(finals_a), ENDINGS(finals_e), ENDINGS(finals_i), ENDINGS(finals_o),
                                          ENDINGS(finals_u)};

static int vowel_of(char c) {
    static const char vowels[] = "aeiou";
    const char *found = strchr(vowels, c);
    return found != NULL ? (int)(found - vowels) : -1;
}

static bool is_initial(const char *p, size_t n) {
    for (size_t i = 0; i < sizeof initials / sizeof *initials; i++) {
        if (initials[i][0] == p[0] && (n == 1 ? initials[i][1] == 0 : initials[i][1] == p[1])) {
            return true;
        }
    }
    return n == 0;
}

static bool is_syllable(const char *p, size_t n) {
    size_t k = 0;
    int vowel = -1;
    while (k < n && k <= 2 && (vowel = vowel_of(p[k])) < 0) {
        k++;
    }
    if (vowel < 0 || (k > 0 && !is_initial(p, k)) || n - k > 5) {
        return false;
    }
    size_t left = n - k - 1;
    for (size_t i = 0; i < endings[vowel].n; i++) {
        const char *ending = endings[vowel].of[i];
        if (strncmp(ending, p + k + 1, left) == 0 && ending[left] == 0) {
            return true;
        }
    }
    return false;
}

/* The fewest syllables that word can be cut into; 0 where it cannot. */
static size_t syllables_of(pl_str word) {
    uint8_t fewest[MAX_WORD + 1] = {0};
    if (word.n == 0 || word.n > MAX_WORD || strchr("aeiounghrktpmwy", word.p[word.n - 1]) == NULL ||
        memchr(word.p, 'v', word.n) != NULL) {
        return 0;
    }
    for (size_t to = 1; to <= word.n; to++) {
        for (size_t length = to < 6 ? to : 6; length > 0; length--) {
            size_t from = to - length;
            bool better = (from == 0 || fewest[from] > 0) && (fewest[to] == 0 || fewest[from] + 1 < fewest[to]);
            if (better && is_syllable(word.p + from, length)) {
                fewest[to] = (uint8_t)(fewest[from] + 1);
            }
        }
        if (to >= 6) { /* no syllable is longer: nothing can follow six letters that none ends in */
            size_t dead = 0;
            while (dead < 6 && fewest[to - dead] == 0) {
                dead++;
            }
            if (dead == 6) {
                return 0;
            }
        }
    }
    return fewest[word.n];
}

static void put_joined(struct pl_maker *maker, const struct pl_word *const *words, size_t from, size_t to) {
    char text[PL_FORM_MAX_PARTS * MAX_WORD];
    size_t n = 0;
    for (size_t i = from; i < to; i++) {
        memcpy(text + n, words[i]->latin.p, words[i]->latin.n);
        n += words[i]->latin.n;
    }
    if (n > 0) {
        pl_str copy = pl_str_copy(maker->arena, pl_str_make(text, n));
        pl_pen_part_kept(maker, PL_PART_WORD, copy, copy, words[from]);
    }
}

static void person_reading(struct pl_maker *maker, const struct pl_word *const *words, size_t n, bool family_last) {
    pl_pen_start(maker);
    put_joined(maker, words, family_last ? n - 1 : 0, family_last ? n : 1);
    put_joined(maker, words, family_last ? 0 : 1, family_last ? n - 1 : n);
    pl_pen_end(maker, PL_SPACE_MANDARIN, family_last ? "family name last" : "family name first", false);
}

static void person(struct pl_maker *maker) {
    const struct pl_word *words[3];
    size_t n = 0;
    size_t syllables = 0;
    for (size_t i = 0; i < maker->cut->n; i++) {
        const struct pl_word *w = &maker->cut->words[i];
        if (w->cls == PL_PART_HONORIFIC) {
            continue;
        }
        size_t k = w->script == PL_WRITTEN_LATIN && n < 3 ? syllables_of(w->latin) : 0;
        if (k == 0 || (w->cls == PL_PART_COMPANY_FORM && w->latin.n > 2) || w->cls == PL_PART_NUMBER) {
            return;
        }
        syllables += k;
        words[n++] = w;
    }
    if (n < 2 || syllables > MAX_SYLLABLES) {
        return;
    }
    bool last_joined = words[n - 1]->gap == PL_GAP_HYPHEN; /* the last two are the given name */
    bool first_joined = n == 3 && words[1]->gap == PL_GAP_HYPHEN;
    if (!first_joined) {
        person_reading(maker, words, n, false);
    }
    if (n == 3 && !last_joined && words[1]->gap != PL_GAP_COMMA) {
        person_reading(maker, words, n, true);
    }
}

static bool may_be_chinese(const struct pl_word *w) {
    return w->cls == PL_PART_WORD && !pl_term_is_english(w->latin) && syllables_of(w->latin) > 0;
}

/* Runs of words that may be Chinese are one part each. */
static void phrase(struct pl_maker *maker) {
    const struct pl_word *words[PL_FORM_MAX_PARTS];
    bool any = false;
    pl_pen_start(maker);
    for (size_t i = 0; i < maker->cut->n; i++) {
        const struct pl_word *w = &maker->cut->words[i];
        size_t n = 0;
        if (pl_pen_common(maker, w)) {
            continue;
        }
        while (i + n < maker->cut->n && may_be_chinese(w + n)) {
            words[n] = w + n;
            n++;
        }
        if (n > 0) {
            put_joined(maker, words, 0, n);
            any = true;
            i += n - 1;
        } else {
            pl_pen_part_kept(maker, w->cls, w->latin, w->latin, w);
        }
    }
    if (any) {
        pl_pen_end(maker, PL_SPACE_MANDARIN, "as spelled", false);
    }
}

void pl_read_mandarin(struct pl_maker *maker) {
    bool may_be_person = maker->kind == PL_NAME_PERSON || maker->kind == PL_NAME_ANY;
    if (may_be_person) {
        person(maker);
    }
    if (maker->kind != PL_NAME_PERSON) {
        phrase(maker);
    }
}
