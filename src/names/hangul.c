/* Hangul by McCune and Reischauer (1939), the DPRK's rules of 1992 and the Revised Romanisation (2000), in ASCII: the
 * marks of the first two (breve, apostrophe) are left out, as lists do. The sounds follow the standard pronunciation:
 * liaison, assimilation of nasals and liquids, aspiration by h, palatalisation. docs/names.md has the sources. */
#include "names/form_in.h"

#include "base/ban.h"

/* Onsets in Unicode's order. */
enum onset { G, GG, N, D, DD, R, M, B, BB, S, SS, NONE, J, JJ, CH, K, T, P, H };

/* Codas after neutralisation. */
enum coda { OPEN, CK, CN, CT, CL, CM, CP, CNG };

struct syllable {
    int onset, vowel, coda;
};

/* By the 28 codas of Unicode: what is left before a consonant or the end, what stays before a vowel, and the onset that
 * moves over to that vowel. */
static const struct {
    uint8_t alone, stays, moves;
} codas[28] = {{OPEN, OPEN, NONE}, {CK, OPEN, G}, {CK, OPEN, GG}, {CK, CK, S},       {CN, OPEN, N}, {CN, CN, J},
               {CN, OPEN, N},      {CT, OPEN, D}, {CL, OPEN, R},  {CK, CL, G},       {CM, CL, M},   {CL, CL, B},
               {CL, CL, S},        {CL, CL, T},   {CP, CL, P},    {CL, OPEN, R},     {CM, OPEN, M}, {CP, OPEN, B},
               {CP, CP, S},        {CT, OPEN, S}, {CT, OPEN, SS}, {CNG, CNG, NONE},  {CT, OPEN, J}, {CT, OPEN, CH},
               {CK, OPEN, K},      {CT, OPEN, T}, {CP, OPEN, P},  {OPEN, OPEN, NONE}};

#define CODA_NH 6
#define CODA_LH 15
#define CODA_H  27
#define VOWEL_I 20

static int aspirated(int coda) { return coda == CK ? K : coda == CT ? T : P; }

/* h at the end of a syllable and what follows. */
static bool join_h(int coda, struct syllable *a, struct syllable *b) {
    if (coda != CODA_NH && coda != CODA_LH && coda != CODA_H) {
        return false;
    }
    a->coda = coda == CODA_NH ? CN : coda == CODA_LH ? CL : OPEN;
    b->onset = b->onset == G ? K : b->onset == D ? T : b->onset == J ? CH : b->onset == S ? SS : b->onset;
    if (b->onset == NONE && a->coda != OPEN) {
        b->onset = a->coda == CN ? N : R;
        a->coda = OPEN;
    }
    return true;
}

/* Nasals and liquids that meet. north keeps r after m and ng. */
static void assimilate(struct syllable *a, struct syllable *b, bool north) {
    bool stop = a->coda == CK || a->coda == CT || a->coda == CP;
    if (b->onset == H && stop) {
        b->onset = aspirated(a->coda);
        a->coda = OPEN;
        return;
    }
    if (a->coda == CN && b->onset == R) {
        a->coda = CL;
    } else if (a->coda == CL && b->onset == N) {
        b->onset = R;
    } else if (b->onset == R && (stop || (!north && (a->coda == CM || a->coda == CNG)))) {
        b->onset = N;
    }
    if (stop && (b->onset == N || b->onset == M)) {
        a->coda = a->coda == CK ? CNG : a->coda == CT ? CN : CM;
    }
}

static void join(int coda, struct syllable *a, struct syllable *b, bool north) {
    if (join_h(coda, a, b)) {
        assimilate(a, b, north);
        return;
    }
    if (b->onset == NONE && coda != 0) {
        a->coda = codas[coda].stays;
        if (codas[coda].moves != NONE) {
            b->onset = codas[coda].moves;
        }
        if (b->vowel == VOWEL_I && (b->onset == D || b->onset == T) && (coda == 7 || coda == 25)) {
            b->onset = b->onset == D ? J : CH;
        }
        return;
    }
    a->coda = codas[coda].alone;
    assimilate(a, b, north);
}

static const char vowels[2][21][4] = {{"a",  "ae", "ya", "yae", "o",  "e",  "yo", "ye", "o",  "wa", "wae",
                                       "oe", "yo", "u",  "wo",  "we", "wi", "yu", "u",  "ui", "i"},
                                      {"a",  "ae", "ya", "yae", "eo", "e",  "yeo", "ye", "o",  "wa", "wae",
                                       "oe", "yo", "u",  "wo",  "we", "wi", "yu",  "eu", "ui", "i"}};

static const char onsets[PL_HANGUL_SYSTEMS][19][3] = {
    {"k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "ch", "tch", "ch", "k", "t", "p", "h"},
    {"k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "j", "jj", "ch", "kh", "th", "ph", "h"},
    {"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"}};

static const char tails[8][3] = {"", "k", "n", "t", "l", "m", "p", "ng"};

static size_t add(char *out, size_t n, const char *text, size_t max) {
    for (size_t i = 0; i < max && text[i] != 0; i++) {
        out[n++] = text[i];
    }
    return n;
}

/* before: the coda in front, or -1 at the beginning of a word. */
static size_t write_onset(char *out, size_t n, int onset, int before, int system) {
    bool voiced = before == OPEN || before == CN || before == CL || before == CM || before == CNG;
    if (onset == JJ) {
        return add(out, n, system == PL_HANGUL_MCCUNE ? "tch" : "jj", 3);
    }
    if (onset == R && before == CL) {
        return add(out, n, "l", 1);
    }
    if (voiced && system != PL_HANGUL_REVISED) {
        switch (onset) {
        case G:
            return add(out, n, "g", 1);
        case D:
            return add(out, n, "d", 1);
        case B:
            return add(out, n, "b", 1);
        case J:
            return add(out, n, "j", 1);
        default:
            break;
        }
    }
    return add(out, n, onsets[system][onset], 3);
}

size_t pl_hangul_romanise(const uint32_t *syllables, size_t n, int system, bool apart, char *out) {
    size_t made = 0;
    int before = -1;
    struct syllable next = {0, 0, 0};
    for (size_t i = 0; i < n; i++) {
        if (syllables[i] < 0xAC00 || syllables[i] > 0xD7A3) {
            return SIZE_MAX;
        }
        uint32_t s = syllables[i] - 0xAC00;
        int coda = (int)(s % 28);
        struct syllable here = {(int)(s / 588), (int)(s / 28 % 21), codas[coda].alone};
        if (i > 0 && !apart) {
            here.onset = next.onset;
        }
        if (i + 1 < n && syllables[i + 1] >= 0xAC00 && syllables[i + 1] <= 0xD7A3) {
            uint32_t t = syllables[i + 1] - 0xAC00;
            next = (struct syllable){(int)(t / 588), (int)(t / 28 % 21), 0};
            if (!apart) {
                join(coda, &here, &next, system == PL_HANGUL_DPRK);
            }
        }
        made = write_onset(out, made, here.onset, before, system);
        made = add(out, made, vowels[system == PL_HANGUL_REVISED][here.vowel], 4);
        made = add(out, made, tails[here.coda], 3);
        before = here.coda;
    }
    return made;
}
