/* The space KOREAN: names in Hangul, and Latin names that may be Korean. */
#include "names/form_in.h"

#include "base/ban.h"

#define MAX_SYLLABLES 40

static void put_text(struct pl_maker *maker, const uint32_t *c, size_t n, bool family, bool apart,
                     const struct pl_word *word) {
    char text[MAX_SYLLABLES * PL_HANGUL_SYLLABLE_MAX];
    char key[PL_KOREAN_KEY_MAX];
    if (n == 0 || n > MAX_SYLLABLES) {
        maker->full = n > 0;
        return;
    }
    size_t n_text = pl_hangul_romanise(c, n, PL_HANGUL_DPRK, apart, text);
    size_t n_key = pl_korean_key_of_hangul(c, n, family, key);
    if (n_text == SIZE_MAX || n_key == 0) {
        maker->full = true; /* not computable: the reading is dropped */
        return;
    }
    pl_pen_part(maker, PL_PART_WORD, pl_str_make(text, n_text), pl_str_make(key, n_key), word);
}

/* A word that is not Hangul, among Hangul. */
static void put_beside(struct pl_maker *maker, const struct pl_word *word) {
    char key[PL_KOREAN_KEY_MAX];
    size_t syllables = 0;
    if (pl_pen_common(maker, word)) {
        return;
    }
    if (word->latin.n == 0) {
        maker->full = true;
        return;
    }
    size_t n = pl_term_is_english(word->latin) ? 0 : pl_korean_key_of_latin(word->latin, false, key, &syllables);
    pl_pen_part(maker, word->cls, word->latin, n > 0 ? pl_str_make(key, n) : word->latin, word);
}

/* A Hangul word with its terms in English. */
static void put_terms(struct pl_maker *maker, const struct pl_hangul_word *word) {
    size_t from = 0;
    for (size_t at = 0; at < word->n;) {
        pl_str english;
        size_t taken = pl_term_at(word->c + at, word->n - at, &english);
        if (taken == 0) {
            at++;
            continue;
        }
        put_text(maker, word->c + from, at - from, false, false, word->word);
        while (english.p != NULL) {
            pl_str piece = pl_str_cut(&english, ' ');
            pl_pen_part_kept(maker, PL_PART_WORD, piece, piece, word->word);
        }
        at += taken;
        from = at;
    }
    put_text(maker, word->c + from, word->n - from, false, false, word->word);
}

static bool has_term(const struct pl_hangul_word *words, size_t n) {
    pl_str english;
    for (size_t i = 0; i < n; i++) {
        for (size_t at = 0; words[i].c != NULL && at < words[i].n; at++) {
            if (pl_term_at(words[i].c + at, words[i].n - at, &english) > 0) {
                return true;
            }
        }
    }
    return false;
}

static void phrase(struct pl_maker *maker, const struct pl_hangul_word *words, size_t n, bool terms) {
    pl_pen_start(maker);
    for (size_t i = 0; i < n; i++) {
        if (words[i].c == NULL) {
            put_beside(maker, words[i].word);
        } else if (terms) {
            put_terms(maker, &words[i]);
        } else {
            put_text(maker, words[i].c, words[i].n, false, false, words[i].word);
        }
    }
}

/* Latin readings: each system writes the words once. A person's given name: joined, but apart as the DPRK does. */
static void romanised(struct pl_maker *maker, const struct pl_hangul_word *words, size_t n, size_t n_family,
                      int system) {
    static const char *const names[PL_HANGUL_SYSTEMS] = {"McCune-Reischauer", "DPRK 1992", "Revised Romanisation"};
    char text[MAX_SYLLABLES * PL_HANGUL_SYLLABLE_MAX];
    pl_pen_start(maker);
    for (size_t i = 0; i < n; i++) {
        const struct pl_hangul_word *word = &words[i];
        if (word->c == NULL) {
            if (!pl_pen_common(maker, word->word)) {
                pl_pen_part_kept(maker, word->word->cls, word->word->latin, word->word->latin, word->word);
            }
            continue;
        }
        for (size_t at = 0; at < word->n;) {
            bool family = n_family > 0 && i == 0 && at < n_family;
            bool apart = n_family > 0 && system == PL_HANGUL_DPRK && !family;
            size_t k = family ? n_family : apart ? 1 : word->n - at;
            bool syllables = n_family > 0 && system == PL_HANGUL_REVISED;
            size_t made = k > MAX_SYLLABLES ? SIZE_MAX : pl_hangul_romanise(word->c + at, k, system, syllables, text);
            if (made == SIZE_MAX) {
                maker->full = true;
                return;
            }
            pl_pen_part(maker, PL_PART_WORD, pl_str_make(text, made), pl_str_make(text, made), word->word);
            at += k;
        }
    }
    pl_pen_end(maker, PL_SPACE_LATIN, names[system], false);
}

/* How many syllables at the beginning are a family name with a given name of one to three behind it; 0: no person. */
static size_t family_of(const uint32_t *c, size_t n) {
    char key[PL_KOREAN_KEY_MAX];
    for (size_t k = 2; k >= 1; k--) {
        size_t made = n > k && n - k <= 3 ? pl_korean_key_of_hangul(c, k, true, key) : 0;
        if (made > 0 && made >= 4 * (k - 1) && pl_korean_is_family(pl_str_make(key, made)) && (k == 1 || n - k >= 1)) {
            return k;
        }
    }
    return 0;
}

/* One word of family and given name; or the family name first (or last) and the given name in one or more words. */
static size_t person(struct pl_maker *maker, const struct pl_hangul_word *words, size_t n) {
    uint32_t all[8];
    size_t total = 0;
    for (size_t i = 0; i < n; i++) {
        if (words[i].c == NULL || total + words[i].n > 8) {
            return 0;
        }
        memcpy(all + total, words[i].c, words[i].n * sizeof *all);
        total += words[i].n;
    }
    size_t family = n > 0 ? (n == 1 ? family_of(all, total) : words[0].n) : 0;
    char key[PL_KOREAN_KEY_MAX];
    size_t made =
        family > 0 && family <= 2 && total - family <= 3 ? pl_korean_key_of_hangul(all, family, true, key) : 0;
    if (made == 0 || !pl_korean_is_family(pl_str_make(key, made))) {
        return 0;
    }
    pl_pen_start(maker);
    put_text(maker, all, family, true, false, words[0].word);
    put_text(maker, all + family, total - family, false, true, words[n - 1].word);
    return family;
}

void pl_korean_read_hangul(struct pl_maker *maker, const struct pl_hangul_word *words, size_t n, const char *source) {
    bool own = strcmp(source, "Hangul") == 0;
    size_t family = 0;
    if (maker->kind == PL_NAME_PERSON || maker->kind == PL_NAME_ANY) {
        family = person(maker, words, n);
        if (family > 0) {
            pl_pen_end(maker, PL_SPACE_KOREAN, source, true);
        }
    }
    if (family == 0 || maker->kind == PL_NAME_ANY) {
        phrase(maker, words, n, false);
        pl_pen_end(maker, PL_SPACE_KOREAN, source, true);
        if (maker->kind != PL_NAME_PERSON && has_term(words, n)) {
            phrase(maker, words, n, true);
            pl_pen_end(maker, PL_SPACE_KOREAN, own ? "Hangul, terms in English" : "kHangul, terms in English", true);
            phrase(maker, words, n, true);
            for (size_t i = 0; i < maker->n_parts; i++) {
                if (maker->parts[i].cls == PL_PART_WORD) {
                    maker->parts[i].key = maker->parts[i].text;
                }
            }
            pl_pen_end(maker, PL_SPACE_LATIN, own ? "DPRK 1992, terms in English" : "kHangul, terms in English", false);
        }
    }
    for (int system = 0; own && system < PL_HANGUL_SYSTEMS; system++) {
        if (family > 0) {
            romanised(maker, words, n, n == 1 ? family : words[0].n, system);
        }
        if (family == 0 || maker->kind == PL_NAME_ANY) {
            romanised(maker, words, n, 0, system);
        }
    }
}

/* A Latin name as a person's: the family name at word `at` (first or last), the rest its given name. */
static bool latin_person(struct pl_maker *maker, const struct pl_word **words, size_t n, size_t at,
                         const char *system) {
    char family[PL_KOREAN_KEY_MAX];
    char given[PL_KOREAN_KEY_MAX];
    char spelled[PL_KOREAN_KEY_MAX];
    char text[PL_KOREAN_KEY_MAX];
    size_t n_spelled = 0;
    size_t n_text = 0;
    size_t syllables = 0;
    size_t n_family = pl_korean_key_of_latin(words[at]->latin, true, family, &syllables);
    if (n_family == 0 || syllables > 2 || !pl_korean_is_family(pl_str_make(family, n_family))) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        pl_str latin = words[i]->latin;
        if (i == at) {
            continue;
        }
        if (n_spelled + latin.n + 1 >= sizeof spelled / 2) {
            return false;
        }
        if (n_spelled > 0) {
            spelled[n_spelled++] = ' ';
        }
        memcpy(spelled + n_spelled, latin.p, latin.n);
        memcpy(text + n_text, latin.p, latin.n);
        n_spelled += latin.n;
        n_text += latin.n;
    }
    size_t n_given = pl_korean_key_of_latin(pl_str_make(spelled, n_spelled), false, given, &syllables);
    if (n_given == 0 || syllables > 3) {
        return false;
    }
    pl_pen_start(maker);
    pl_pen_part(maker, PL_PART_WORD, words[at]->latin, pl_str_make(family, n_family), words[at]);
    pl_pen_part(maker, PL_PART_WORD, pl_str_make(text, n_text), pl_str_make(given, n_given),
                words[at == 0 ? n - 1 : 0]);
    pl_pen_end(maker, PL_SPACE_KOREAN, system, false);
    return true;
}

static bool is_common(pl_str latin) {
    char key[PL_KOREAN_KEY_MAX];
    size_t syllables = 0;
    size_t n = pl_korean_key_of_latin(latin, true, key, &syllables);
    return n > 0 && pl_korean_is_common_family(pl_str_make(key, n));
}

static void read_latin_person(struct pl_maker *maker) {
    const struct pl_word *words[4];
    size_t n = 0;
    for (size_t i = 0; i < maker->cut->n; i++) {
        const struct pl_word *word = &maker->cut->words[i];
        if (word->cls == PL_PART_HONORIFIC) {
            continue;
        }
        if (word->cls == PL_PART_NUMBER || (word->cls == PL_PART_COMPANY_FORM && word->latin.n > 2) || n == 4) {
            return;
        }
        words[n++] = word;
    }
    if (n < 2) {
        return;
    }
    bool first = latin_person(maker, words, n, 0, "family name first");
    const struct pl_word *last = words[n - 1];
    bool sure = first && (words[1]->gap == PL_GAP_COMMA || last->gap == PL_GAP_HYPHEN ||
                          (is_common(words[0]->latin) && !is_common(last->latin)));
    if (!sure && last->gap != PL_GAP_HYPHEN) {
        (void)latin_person(maker, words, n, n - 1, "family name last");
    }
}

/* Runs of words that may be Korean are one part each; the others stay as they are written. */
static void latin_phrase(struct pl_maker *maker) {
    char key[PL_KOREAN_KEY_MAX];
    size_t syllables = 0;
    bool any = false;
    pl_pen_start(maker);
    for (size_t i = 0; i < maker->cut->n; i++) {
        const struct pl_word *word = &maker->cut->words[i];
        char run[PL_KOREAN_KEY_MAX];
        char text[PL_KOREAN_KEY_MAX];
        size_t n_run = 0;
        size_t n_text = 0;
        size_t n_key = 0;
        size_t from = i;
        if (pl_pen_common(maker, word)) {
            continue;
        }
        for (; i < maker->cut->n; i++) {
            const struct pl_word *next = &maker->cut->words[i];
            if (next->cls != PL_PART_WORD || n_run + next->latin.n + 1 >= sizeof run / 2 ||
                pl_term_is_english(next->latin) || pl_korean_key_of_latin(next->latin, false, key, &syllables) == 0) {
                break;
            }
            if (n_run > 0) {
                run[n_run++] = ' ';
            }
            memcpy(run + n_run, next->latin.p, next->latin.n);
            memcpy(text + n_text, next->latin.p, next->latin.n);
            n_run += next->latin.n;
            n_text += next->latin.n;
        }
        if (n_run > 0 && (n_key = pl_korean_key_of_latin(pl_str_make(run, n_run), false, key, &syllables)) > 0) {
            pl_pen_part(maker, PL_PART_WORD, pl_str_make(text, n_text), pl_str_make(key, n_key), word);
            any = true;
            i--;
        } else {
            i = from;
            pl_pen_part_kept(maker, word->cls, word->latin, word->latin, word);
        }
    }
    if (any) {
        pl_pen_end(maker, PL_SPACE_KOREAN, "as spelled", false);
    }
}

void pl_read_korean(struct pl_maker *maker) {
    const struct pl_cut *cut = maker->cut;
    if (pl_cut_only_latin(cut)) {
        bool may_be_person = maker->kind == PL_NAME_PERSON || maker->kind == PL_NAME_ANY;
        if (may_be_person) {
            read_latin_person(maker);
        }
        if (maker->kind != PL_NAME_PERSON) {
            latin_phrase(maker);
        }
        return;
    }
    if (pl_cut_only(cut, PL_WRITTEN_CYRILLIC)) {
        pl_korean_read_spelled(maker, PL_WRITTEN_CYRILLIC);
    } else if (pl_cut_only(cut, PL_WRITTEN_KANA)) {
        pl_korean_read_spelled(maker, PL_WRITTEN_KANA);
    }
    if (!pl_cut_only(cut, PL_WRITTEN_HANGUL)) {
        return;
    }
    struct pl_hangul_word words[PL_FORM_MAX_PARTS];
    for (size_t i = 0; i < cut->n; i++) {
        const struct pl_word *w = &cut->words[i];
        bool hangul = w->script == PL_WRITTEN_HANGUL && w->cls == PL_PART_WORD;
        words[i] = (struct pl_hangul_word){hangul ? w->c : NULL, hangul ? w->n : 0, w};
    }
    pl_korean_read_hangul(maker, words, cut->n, "Hangul");
}
