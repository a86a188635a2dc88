#include "names/distance.h"

#include "names/weight.h"

#include "base/ban.h"

#define COST(name) (PL_W_INTEGER(name) * PL_DISTANCE_ONE / 1000)
#define CHEAPEST   3 /* of what is gained or lost: the width of the band */
#define FAR        (1 << 14)

#define B(letter) (1u << ((letter) - 'a'))
#define VOWELS    (B('a') | B('e') | B('i') | B('o') | B('u') | B('y'))

/* Letter: what it is confused with. Symmetric (a test looks). */
static const uint32_t SIMILAR[PL_DISTANCE_TABLES][26] =
    {
        [PL_DISTANCE_LATIN] =
            {
                ['a' - 'a'] = VOWELS & ~B('y'),
                ['e' - 'a'] = VOWELS,
                ['i' - 'a'] = VOWELS | B('j') | B('l'),
                ['o' - 'a'] = VOWELS & ~B('y'),
                ['u' - 'a'] = VOWELS | B('w') | B('v'),
                ['y' - 'a'] = B('e') | B('i') | B('u') | B('j'),
                ['b' - 'a'] = B('p') | B('v'),
                ['p' - 'a'] = B('b') | B('f'),
                ['f' - 'a'] = B('p') | B('v'),
                ['v' - 'a'] = B('b') | B('f') | B('w') | B('u'),
                ['w' - 'a'] = B('v') | B('u'),
                ['c' - 'a'] = B('k') | B('q') | B('s') | B('z'),
                ['k' - 'a'] = B('c') | B('q') | B('g') | B('x'),
                ['q' - 'a'] = B('c') | B('k') | B('g'),
                ['g' - 'a'] = B('k') | B('q') | B('j'),
                ['j' - 'a'] = B('g') | B('i') | B('y') | B('z'),
                ['s' - 'a'] = B('c') | B('z') | B('x'),
                ['z' - 'a'] = B('c') | B('s') | B('j') | B('d'),
                ['x' - 'a'] = B('k') | B('s'),
                ['t' - 'a'] = B('d'),
                ['d' - 'a'] = B('t') | B('z'),
                ['l' - 'a'] = B('r') | B('i'),
                ['r' - 'a'] = B('l'),
                ['m' - 'a'] = B('n'),
                ['n' - 'a'] = B('m'),
            },
        [PL_DISTANCE_SKELETON] =
            {
                ['a' - 'a'] = B('y') | B('h') | B('w'),
                ['y' - 'a'] = B('a') | B('j') | B('w'),
                ['w' - 'a'] = B('a') | B('y') | B('b') | B('f'),
                ['h' - 'a'] = B('a') | B('k') | B('x'),
                ['x' - 'a'] = B('h') | B('k'),
                ['k' - 'a'] = B('h') | B('x') | B('g') | B('s') | B('j'),
                ['g' - 'a'] = B('k') | B('j'),
                ['j' - 'a'] = B('g') | B('y') | B('k') | B('z') | B('s'),
                ['s' - 'a'] = B('t') | B('z') | B('k') | B('j'),
                ['z' - 'a'] = B('d') | B('s') | B('t') | B('j'),
                ['t' - 'a'] = B('s') | B('z') | B('d'),
                ['d' - 'a'] = B('t') | B('z'),
                ['b' - 'a'] = B('p') | B('f') | B('w'),
                ['p' - 'a'] = B('b') | B('f'),
                ['f' - 'a'] = B('b') | B('p') | B('w'),
            },
};

static int letter(char c) { /* reduced spaces write a second s as S */
    return c >= 'a' && c <= 'z' ? c - 'a' : c >= 'A' && c <= 'Z' ? c - 'A' : -1;
}

/* Of the letter at s[i], gained or lost. */
static int cost_single(pl_str s, size_t i, int table) {
    const char c = s.p[i];
    if (table == PL_DISTANCE_SKELETON && (c == 'w' || (c == 't' && i > 0 && i + 1 == s.n))) {
        return COST(SLIP_VOWEL);
    }
    if (i > 0 && s.p[i - 1] == c) {
        return c >= '0' && c <= '9' ? PL_DISTANCE_ONE : COST(SLIP_DOUBLE);
    }
    if (c == 'h') {
        return COST(SLIP_H);
    }
    const int x = letter(c);
    return x >= 0 && (VOWELS >> x & 1u) ? COST(SLIP_VOWEL) : PL_DISTANCE_ONE;
}

uint32_t pl_distance_letters(pl_str word, int table, uint32_t *ret_near) {
    uint32_t letters = 0;
    uint32_t near = 0;
    for (size_t i = 0; i < word.n; i++) {
        const int x = letter(word.p[i]);
        letters |= x >= 0 ? 1u << x : 1u << (26 + (unsigned char)word.p[i] % 6);
        near |= x >= 0 ? SIMILAR[table][x] : 0;
    }
    *ret_near = near | letters;
    return letters;
}

/* What it costs at least that b lacks letters of a. */
static int cost_lack(uint32_t lack, uint32_t near) {
    const uint32_t cheap = VOWELS | B('h') | B('w') | B('t'); /* t: at the end of a skeleton */
    return COST(SLIP_VOWELS) * __builtin_popcount(lack & cheap) +
           COST(SLIP_SIMILAR) * __builtin_popcount(lack & ~cheap & near) +
           PL_DISTANCE_ONE * __builtin_popcount(lack & ~cheap & ~near);
}

int pl_distance_least(uint32_t letters_a, uint32_t near_a, uint32_t letters_b, uint32_t near_b) {
    const int a = cost_lack(letters_a & ~letters_b, near_b);
    const int b = cost_lack(letters_b & ~letters_a, near_a);
    return a > b ? a : b;
}

static int least(int a, int b) { return a < b ? a : b; }

/* A word with what each of its letters costs. */
struct word {
    const char *p;
    size_t n;
    uint8_t letter[PL_DISTANCE_MAX]; /* 31 for what is none */
    uint8_t single[PL_DISTANCE_MAX];
};

static void read_word(pl_str s, int table, struct word *word) {
    word->p = s.p;
    word->n = s.n;
    for (size_t i = 0; i < s.n; i++) {
        const int x = letter(s.p[i]);
        word->letter[i] = (uint8_t)(x >= 0 ? x : 31);
        word->single[i] = (uint8_t)cost_single(s, i, table);
    }
}

/* How far a path within the limit may leave the diagonal. */
struct band {
    size_t below, above;
};

/* Row i of the table: a's first i letters against all of b's. Cells outside the band are FAR. Returns the least cell.
 */
static int fill_row(const struct word *a, const struct word *b, size_t i, int table, struct band band,
                    const int *before, const int *above, int *row) {
    const size_t from = i > band.below ? i - band.below : 0;
    const size_t to = i + band.above < b->n ? i + band.above : b->n;
    const char c = a->p[i - 1];
    const uint8_t x = a->letter[i - 1];
    const int single = a->single[i - 1];
    const uint32_t similar = x < 26 ? SIMILAR[table][x] : 0;
    const uint32_t vowels = x < 26 && (VOWELS >> x & 1u) ? VOWELS : 0;
    int left = FAR;
    int smallest = FAR;
    size_t j = from;
    if (from > 0) {
        row[from - 1] = FAR;
    } else {
        left = row[0] = smallest = above[0] + single;
        j = 1;
    }
    for (; j <= to; j++) {
        const uint8_t y = b->letter[j - 1];
        int cell = least(above[j] + single, left + b->single[j - 1]);
        if (c == b->p[j - 1]) {
            cell = least(cell, above[j - 1]);
        } else {
            const int cost = x == y && x < 26          ? COST(SLIP_CASE)
                             : !(similar >> y & 1u)    ? PL_DISTANCE_ONE
                             : (vowels >> y & 1u) != 0 ? COST(SLIP_VOWELS)
                                                       : COST(SLIP_SIMILAR);
            cell = least(cell, above[j - 1] + cost);
            if (j > 1 && i > 1 && c == b->p[j - 2] && a->p[i - 2] == b->p[j - 1]) {
                cell = least(cell, before[j - 2] + COST(SLIP_EXCHANGE));
            }
        }
        row[j] = left = cell;
        smallest = least(smallest, cell);
    }
    if (to < b->n) {
        row[to + 1] = FAR;
    }
    return smallest;
}

int pl_distance(pl_str a, pl_str b, int table, int limit) {
    a.n = a.n > PL_DISTANCE_MAX ? PL_DISTANCE_MAX : a.n;
    b.n = b.n > PL_DISTANCE_MAX ? PL_DISTANCE_MAX : b.n;
    const size_t apart = a.n > b.n ? a.n - b.n : b.n - a.n;
    const size_t most = (size_t)(limit < 0 ? 0 : limit) / CHEAPEST; /* letters gained and lost */
    if (limit < 0 || apart > most) {
        return limit + 1;
    }
    const size_t aside = (most - apart) / 2; /* what is lost on the way must be gained again, beyond the difference */
    const struct band band = {.below = aside + (a.n > b.n ? apart : 0), .above = aside + (b.n > a.n ? apart : 0)};
    int rows[3][PL_DISTANCE_MAX + 2];
    struct word x;
    struct word y;
    read_word(a, table, &x);
    read_word(b, table, &y);
    rows[0][0] = 0;
    for (size_t j = 1; j <= b.n; j++) {
        rows[0][j] = rows[0][j - 1] + y.single[j - 1];
    }
    const int *before = rows[0];
    const int *above = rows[0];
    int last_smallest = 0;
    for (size_t i = 1; i <= a.n; i++) {
        int *row = rows[i % 3];
        const int smallest = fill_row(&x, &y, i, table, band, before, above, row);
        if (smallest > limit && last_smallest > limit) { /* an exchange reaches back two rows */
            return limit + 1;
        }
        last_smallest = smallest;
        before = above;
        above = row;
    }
    return above[b.n] > limit ? limit + 1 : above[b.n];
}
