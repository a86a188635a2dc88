#include "names/arabic_vowel.h"

#include "base/ban.h"

#define MAX_SLOTS 12

/* The vowels behind each consonant. */
struct slots {
    char consonant[MAX_SLOTS];
    struct {
        bool i, iy, u, y, w; /* i, e or y; i or y; u, o or w; and as they are written */
        unsigned n;          /* letters */
    } vowels[MAX_SLOTS];
    size_t n;
};

/* A sound of one or two letters, without what spellings disagree on. */
static char consonant_of(pl_str rest, size_t *ret_n) {
    static const struct {
        char spelled[3];
        char as;
    } pairs[] = {{"dj", 'j'}, {"dh", 'z'}, {"kh", 'x'}, {"gh", 'g'}, {"th", 't'},
                 {"sh", 'c'}, {"ch", 'c'}, {"ph", 'f'}, {"zh", 'z'}, {"ck", 'k'}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (rest.n >= 2 && memcmp(rest.p, pairs[i].spelled, 2) == 0) {
            *ret_n = 2;
            return pairs[i].as;
        }
    }
    *ret_n = 1;
    char c = rest.p[0];
    return c == 'p' ? 'b' : c == 'q' || c == 'c' || c == 'g' ? 'k' : c == 'v' ? 'f' : c;
}

static bool is_vowel(char c) { return strchr("aeiouwy", c) != NULL; }

/* What stands before the first consonant says nothing; y and w at the beginning are consonants. */
static bool find_slots(pl_str word, struct slots *s) {
    memset(s, 0, sizeof *s);
    for (size_t at = 0; at < word.n;) {
        pl_str rest = pl_str_sub(word, at, word.n);
        char c = rest.p[0];
        bool glide = at == 0 && (c == 'y' || c == 'w');
        size_t taken = 1;
        if (is_vowel(c) && !glide) {
            size_t k = s->n - 1;
            if (s->n > 0) {
                s->vowels[k].i |= c == 'i' || c == 'e' || c == 'y';
                s->vowels[k].iy |= c == 'i' || c == 'y';
                s->vowels[k].u |= c == 'u' || c == 'o' || c == 'w';
                s->vowels[k].y |= c == 'y';
                s->vowels[k].w |= c == 'w';
                s->vowels[k].n++;
            }
        } else {
            char as = consonant_of(rest, &taken);
            if (s->n == 0 || s->consonant[s->n - 1] != as) {
                if (s->n == MAX_SLOTS) {
                    return false;
                }
                s->consonant[s->n++] = as;
            }
        }
        at += taken;
    }
    return s->n > 0;
}

bool pl_arabic_vowels_agree(pl_str letters, pl_str spelled) {
    struct slots a;
    struct slots b;
    if (!find_slots(letters, &a) || !find_slots(spelled, &b) || a.n != b.n) {
        return true;
    }
    for (size_t i = 0; i + 1 < a.n; i++) {
        bool long_i = a.vowels[i].y && !b.vowels[i].i;                              /* Husayn, Hasan */
        bool long_u = a.vowels[i].w && !b.vowels[i].u;                              /* Mahmud, Muhammad */
        bool diphthong = a.vowels[i].n == 0 && b.vowels[i].n > 1 && b.vowels[i].iy; /* Hasan, Hussein */
        if (long_i || long_u || diphthong) {
            return false;
        }
    }
    size_t end = a.n - 1; /* al-Husayni, Husayn; a final ya may be the a of Mustafa, a final e is French */
    return a.vowels[end].y ? b.vowels[end].n > 0 : !(a.vowels[end].n == 0 && b.vowels[end].iy);
}
