/* The space KANA: Hepburn without length, from kana and from Latin spellings that may be Japanese. */
#include "names/form_in.h"

#include "base/ban.h"

#define MAX_KANA 160

/* U+3041 to U+3096; katakana are 0x60 further on. Small y letters and vowels join what is before them. */
static const char sounds[0x3097 - 0x3041][4] = {
    "a",  "a",  "i",  "i",  "u",   "u",  "e",  "e",  "o",  "o",  "ka", "ga", "ki", "gi", "ku",  "gu", "ke", "ge",
    "ko", "go", "sa", "za", "shi", "ji", "su", "zu", "se", "ze", "so", "zo", "ta", "da", "chi", "ji", "",   "tsu",
    "zu", "te", "de", "to", "do",  "na", "ni", "nu", "ne", "no", "ha", "ba", "pa", "hi", "bi",  "pi", "fu", "bu",
    "pu", "he", "be", "pe", "ho",  "bo", "po", "ma", "mi", "mu", "me", "mo", "ya", "ya", "yu",  "yu", "yo", "yo",
    "ra", "ri", "ru", "re", "ro",  "wa", "wa", "i",  "e",  "o",  "n",  "vu", "ka", "ke"};

static bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

/* Small a, i, u, e, o and ya, yu, yo. */
static bool is_small(uint32_t c) {
    return (c >= 0x3041 && c <= 0x3049 && c % 2 == 1) || c == 0x3083 || c == 0x3085 || c == 0x3087;
}

/* Joins a small letter to the syllable before: ki ya -> kya, shi ya -> sha, te i -> ti, fu a -> fa. */
static size_t join_small(char *out, size_t n, const char *sound) {
    if (n > 0 && is_vowel(out[n - 1])) {
        n--;
    }
    bool hush = n > 0 && (out[n - 1] == 'h' || out[n - 1] == 'j') && sound[0] == 'y'; /* sha, cha, ja */
    for (sound += hush; *sound != 0; sound++) {
        out[n++] = *sound;
    }
    return n;
}

/* Hepburn of kana; false with another character. */
static bool kana(const uint32_t *c, size_t n, char *out, size_t *ret_n) {
    size_t made = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t k = c[i] >= 0x30A1 && c[i] <= 0x30F6 ? c[i] - 0x60 : c[i];
        if (k == 0x30FC) {
            continue; /* only lengthens */
        }
        if (k < 0x3041 || k > 0x3096 || made + 4 >= MAX_KANA) {
            return false;
        }
        const char *sound = sounds[k - 0x3041];
        if (is_small(k)) {
            made = join_small(out, made, sound);
            continue;
        }
        for (; *sound != 0; sound++) {
            out[made++] = *sound;
        }
    }
    *ret_n = made;
    return made > 0;
}

static const struct {
    char from[4];
    char to[4];
} hepburn[] = {{"sy", "sh"}, {"ty", "ch"}, {"zy", "j"},  {"jy", "j"},   {"si", "shi"}, {"ti", "chi"}, {"tu", "tsu"},
               {"hu", "fu"}, {"zi", "ji"}, {"di", "ji"}, {"dzu", "zu"}, {"du", "zu"},  {"vu", "bu"},  {"v", "b"}};

/* Kunrei and loose spellings as Hepburn; long vowels and doubled letters short; m before b, p and m is n. */
static size_t reduce(const char *from, size_t n, char *out) {
    char step[MAX_KANA];
    size_t made = 0;
    for (size_t i = 0; i < n && made + 4 < MAX_KANA;) {
        size_t taken = 0;
        for (size_t r = 0; r < sizeof hepburn / sizeof *hepburn; r++) {
            size_t k = strlen(hepburn[r].from);
            bool behind = i > 0 && (from[i - 1] == 's' || from[i - 1] == 'c' || from[i - 1] == 't') && from[i] == 'h';
            if (k <= n - i && memcmp(from + i, hepburn[r].from, k) == 0 && !behind) {
                size_t m = strlen(hepburn[r].to);
                memcpy(step + made, hepburn[r].to, m);
                made += m;
                taken = k;
                break;
            }
        }
        if (taken == 0) {
            step[made++] = from[i];
            taken = 1;
        }
        i += taken;
    }
    size_t kept = 0;
    for (size_t i = 0; i < made; i++) {
        char c = step[i];
        char before = kept > 0 ? out[kept - 1] : 0;
        char next = i + 1 < made ? step[i + 1] : 0;
        bool longer = (before == 'o' && c == 'u') || c == before || (c == 'h' && is_vowel(before) && !is_vowel(next)) ||
                      (c == 't' && next == 'c');
        if (!longer) {
            out[kept++] = c == 'm' && (next == 'b' || next == 'p' || next == 'm') ? 'n' : c;
        }
    }
    return kept;
}

/* True where a Latin word can be cut into Japanese syllables. */
static bool may_be_japanese(pl_str w) {
    static const char *const onsets[] = {"",   "k",  "g",  "s",  "sh", "z",  "j",  "t",  "ch", "ts", "d",  "n",
                                         "h",  "f",  "b",  "p",  "m",  "y",  "r",  "w",  "ky", "gy", "ny", "hy",
                                         "by", "py", "my", "ry", "sy", "ty", "zy", "jy", "v",  "dz"};
    size_t at = 0;
    while (at < w.n) {
        size_t k = 0;
        while (at + k < w.n && !is_vowel(w.p[at + k])) {
            k++;
        }
        if (k > 1 && (w.p[at] == w.p[at + 1] || (w.p[at] == 't' && w.p[at + 1] == 'c')) && at > 0 && w.p[at] != 'n') {
            at++; /* doubled */
            k--;
        }
        bool nasal =
            k > 0 && (w.p[at] == 'n' || (w.p[at] == 'm' && k > 1 && strchr("bpm", w.p[at + 1]) != NULL)) && at > 0;
        if (at + k == w.n) {
            return k == 0 || (k == 1 && (nasal || (w.p[at] == 'h' && at > 0)));
        }
        bool fits = false;
        for (size_t skip = 0; skip <= (size_t)nasal && !fits; skip++) {
            for (size_t i = 0; i < sizeof onsets / sizeof *onsets && !fits; i++) {
                fits = strlen(onsets[i]) == k - skip && memcmp(onsets[i], w.p + at + skip, k - skip) == 0;
            }
        }
        if (!fits && k == 2 && w.p[at] == 'h' && at > 0) { /* ohta, ohno */
            fits = true;
        }
        if (!fits) {
            return false;
        }
        at += k + 1;
    }
    return true;
}

static bool put_word(struct pl_maker *maker, const struct pl_word *w, bool *ret_any) {
    char text[MAX_KANA];
    char key[MAX_KANA];
    size_t n = 0;
    if (w->latin.n > 0) {
        bool japanese = w->latin.n < MAX_KANA / 2 && w->cls == PL_PART_WORD && may_be_japanese(w->latin);
        if (!japanese) {
            pl_pen_part_kept(maker, w->cls, w->latin, w->latin, w);
            return maker->kind != PL_NAME_PERSON;
        }
        n = reduce(w->latin.p, w->latin.n, key);
        pl_pen_part_kept(maker, w->cls, w->latin, pl_str_copy(maker->arena, pl_str_make(key, n)), w);
        *ret_any = *ret_any || w->latin.n > 2;
        return true;
    }
    if (!kana(w->c, w->n, text, &n)) {
        return false;
    }
    size_t n_key = reduce(text, n, key);
    pl_pen_part(maker, w->cls, pl_str_make(text, n), pl_str_make(key, n_key), w);
    *ret_any = true;
    return true;
}

void pl_read_kana(struct pl_maker *maker) {
    bool native = pl_cut_only(maker->cut, PL_WRITTEN_KANA);
    bool any = false;
    if (!native && !pl_cut_only_latin(maker->cut)) {
        return;
    }
    pl_pen_start(maker);
    for (size_t i = 0; i < maker->cut->n; i++) {
        const struct pl_word *w = &maker->cut->words[i];
        if (!pl_pen_common(maker, w) && !put_word(maker, w, &any)) {
            return;
        }
    }
    if (any) {
        pl_pen_end(maker, PL_SPACE_KANA, native ? "Hepburn" : "as spelled", native);
        if (native) {
            for (size_t i = 0; i < maker->n_parts; i++) {
                maker->parts[i].key = maker->parts[i].text;
            }
            pl_pen_end(maker, PL_SPACE_LATIN, "Hepburn", false);
        }
    }
}
