/* The space HEBREW: the consonants of a name, from Hebrew letters and from their Latin spellings.
 *
 * Vav and yod are vowels but at the beginning of a word, or doubled; he at the end is silent. Where a name is written
 * with vav, a second reading takes it for the consonant v (David, Levi), which b is written as too. */
#include "names/form_in.h"

#include "base/ban.h"

#define MAX_SKELETON 128
#define ALEF         0x5D0

/* From alef to tav, the final forms with their letters: t is tet and tav, s is samekh, H is het and
 * soft kaf, which are h once it is known that they are not silent. */
static const char letters[27] = {'-', 'b', 'g', 'd', 'h', 'w', 'z', 'H', 't', 'y', 'H', 'k', 'l', 'm',
                                 'm', 'n', 'n', 's', '-', 'p', 'p', 'z', 'z', 'k', 'r', 's', 't'};
#define FINAL_KAF 0x5DA

/* What unpointed letters leave open: the second reading takes it the other way. */
enum way { VAV_IS_V = 1, KAF_IS_HARD = 2 };

struct skeleton {
    char out[MAX_SKELETON];
    size_t n;
};

static void put(struct skeleton *s, char c) {
    c = c == 'H' ? 'h' : c;
    if (s->n < MAX_SKELETON && (s->n == 0 || s->out[s->n - 1] != c)) {
        s->out[s->n++] = c;
    }
}

/* Consonants beside vav and yod: with one alone (David, Levi) vav is a consonant. */
static size_t certain(const struct pl_word *w) {
    size_t n = 0;
    char before = 0;
    for (size_t i = 0; i < w->n; i++) {
        char as = w->c[i] >= ALEF && w->c[i] - ALEF < sizeof letters ? letters[w->c[i] - ALEF] : 0;
        if (as != 0 && as != '-' && as != 'w' && as != 'y' && as != before && (as != 'h' || i + 1 < w->n)) {
            n++;
            before = as;
        }
    }
    return n;
}

/* False with a letter that is not Hebrew. */
static bool add_hebrew(struct skeleton *s, const struct pl_word *w, unsigned way, unsigned *ret_ways) {
    bool vav_is_v = (way & VAV_IS_V) != 0;
    vav_is_v = vav_is_v || certain(w) < 2;
    for (size_t i = 0; i < w->n; i++) {
        uint32_t c = w->c[i];
        if (c >= 0x591 && c <= 0x5C7) {
            continue; /* points and accents */
        }
        if (c < ALEF || c - ALEF >= sizeof letters) {
            return false;
        }
        char as = letters[c - ALEF];
        bool first = i == 0;
        bool last = i + 1 == w->n;
        if (as == 'w') {
            bool doubled = !last && letters[(w->c[i + 1] - ALEF) % 27] == 'w';
            *ret_ways |= first ? 0 : VAV_IS_V;
            if (first || doubled || vav_is_v) {
                put(s, 'b');
            }
        } else if (as == '-') {
            if (first) {
                put(s, 'a');
            }
        } else if (as == 'y') {
            if (first) {
                put(s, 'y');
            }
        } else if (as == 'h' && last && !first) {
            continue;
        } else if (as == 'k' && c == FINAL_KAF + 1 && !first) {
            put(s, (way & KAF_IS_HARD) != 0 ? 'k' : 'h');
            *ret_ways |= KAF_IS_HARD;
        } else {
            put(s, as);
        }
    }
    return s->n > 0;
}

static char latin_class(pl_str rest, size_t *ret_n) {
    static const struct {
        char spelled[4];
        char as;
    } pairs[] = {{"tch", 'z'}, {"sch", 's'}, {"ch", 'h'}, {"kh", 'h'}, {"sh", 's'}, {"th", 't'},
                 {"tz", 'z'},  {"ts", 'z'},  {"ph", 'p'}, {"ck", 'k'}, {"zh", 'z'}};
    static const char single[] = "-bkd-pghyyklmn-pkrst-bbkyz"; /* by letter; vowels are found before */
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (pairs[i].spelled[0] != rest.p[0]) {
            continue;
        }
        size_t k = strlen(pairs[i].spelled);
        if (rest.n >= k && memcmp(rest.p, pairs[i].spelled, k) == 0) {
            *ret_n = k;
            return pairs[i].as;
        }
    }
    *ret_n = 1;
    return rest.p[0] >= 'a' && rest.p[0] <= 'z' ? single[rest.p[0] - 'a'] : 0;
}

static bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

static void add_latin(struct skeleton *s, pl_str word) {
    bool first = true;
    if (word.n > 2 && word.p[word.n - 1] == 'h' && is_vowel(word.p[word.n - 2])) {
        word.n--;
    }
    for (pl_str rest = word; rest.n > 0; first = false) {
        size_t k = 1;
        if (is_vowel(rest.p[0])) {
            if (first) {
                put(s, 'a');
            }
        } else {
            char as = latin_class(rest, &k);
            if (as != 0 && (as != 'y' || first)) {
                put(s, as);
            }
        }
        rest = pl_str_sub(rest, k, rest.n);
    }
}

/* Returns what may be read otherwise, as enum way. */
static unsigned reading(struct pl_maker *maker, bool native, unsigned way) {
    static const char *const systems[4] = {"Hebrew consonants", "Hebrew consonants, vav as v",
                                           "Hebrew consonants, hard kaf", "Hebrew consonants, vav as v, hard kaf"};
    unsigned ways = 0;
    pl_pen_start(maker);
    for (size_t i = 0; i < maker->cut->n; i++) {
        const struct pl_word *w = &maker->cut->words[i];
        struct skeleton s;
        s.n = 0;
        if (pl_pen_common(maker, w)) {
            continue;
        }
        if (w->cls == PL_PART_INITIAL) {
            pl_pen_part_kept(maker, w->cls, w->latin, w->latin, w);
            continue;
        }
        if (w->latin.n > 0) {
            add_latin(&s, w->latin);
        } else if (!add_hebrew(&s, w, way, &ways)) {
            return 0;
        }
        pl_str key = pl_str_copy(maker->arena, pl_str_make(s.out, s.n));
        pl_pen_part_kept(maker, w->cls, w->latin.n > 0 ? w->latin : key, key, w);
    }
    pl_pen_end(maker, PL_SPACE_HEBREW, native ? systems[way] : "consonants as spelled", native);
    return ways;
}

void pl_read_hebrew(struct pl_maker *maker) {
    bool native = pl_cut_only(maker->cut, PL_WRITTEN_HEBREW);
    if (!native && !pl_cut_only_latin(maker->cut)) {
        return;
    }
    unsigned ways = reading(maker, native, 0);
    for (unsigned way = 1; way <= ways; way++) {
        if ((way & ~ways) == 0) {
            (void)reading(maker, native, way);
        }
    }
}
