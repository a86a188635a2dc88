#include "names/distance.h"

#if defined __SSE2__
#include <emmintrin.h>
#endif

#include "names/distance_in.h"
#include "names/weight.h"

#include "base/ban.h"

#define COST(name) (PL_W_INTEGER(name) * PL_DISTANCE_ONE / 1000)
#define CHEAPEST   3 /* of what is gained or lost: the width of the band */
#define FAR        (1 << 14)

#define B(letter) (1u << ((letter) - 'a'))
#define VOWELS    (B('a') | B('e') | B('i') | B('o') | B('u') | B('y'))

/* Letter, what it is confused with. Symmetric (a test looks). */
#define LATIN_LETTERS(X)                                                                                               \
    X('a', VOWELS & ~B('y'))                                                                                           \
    X('e', VOWELS)                                                                                                     \
    X('i', VOWELS | B('j') | B('l'))                                                                                   \
    X('o', VOWELS & ~B('y'))                                                                                           \
    X('u', VOWELS | B('w') | B('v'))                                                                                   \
    X('y', B('e') | B('i') | B('u') | B('j'))                                                                          \
    X('b', B('p') | B('v'))                                                                                            \
    X('p', B('b') | B('f'))                                                                                            \
    X('f', B('p') | B('v'))                                                                                            \
    X('v', B('b') | B('f') | B('w') | B('u'))                                                                          \
    X('w', B('v') | B('u'))                                                                                            \
    X('c', B('k') | B('q') | B('s') | B('z'))                                                                          \
    X('k', B('c') | B('q') | B('g') | B('x'))                                                                          \
    X('q', B('c') | B('k') | B('g'))                                                                                   \
    X('g', B('k') | B('q') | B('j'))                                                                                   \
    X('j', B('g') | B('i') | B('y') | B('z'))                                                                          \
    X('s', B('c') | B('z') | B('x'))                                                                                   \
    X('z', B('c') | B('s') | B('j') | B('d'))                                                                          \
    X('x', B('k') | B('s'))                                                                                            \
    X('t', B('d'))                                                                                                     \
    X('d', B('t') | B('z'))                                                                                            \
    X('l', B('r') | B('i'))                                                                                            \
    X('r', B('l'))                                                                                                     \
    X('m', B('n'))                                                                                                     \
    X('n', B('m'))

#define SKELETON_LETTERS(X)                                                                                            \
    X('a', B('y') | B('h') | B('w'))                                                                                   \
    X('y', B('a') | B('j') | B('w'))                                                                                   \
    X('w', B('a') | B('y') | B('b') | B('f'))                                                                          \
    X('h', B('a') | B('k') | B('x'))                                                                                   \
    X('x', B('h') | B('k'))                                                                                            \
    X('k', B('h') | B('x') | B('g') | B('s') | B('j'))                                                                 \
    X('g', B('k') | B('j'))                                                                                            \
    X('j', B('g') | B('y') | B('k') | B('z') | B('s'))                                                                 \
    X('s', B('t') | B('z') | B('k') | B('j'))                                                                          \
    X('z', B('d') | B('s') | B('t') | B('j'))                                                                          \
    X('t', B('s') | B('z') | B('d'))                                                                                   \
    X('d', B('t') | B('z'))                                                                                            \
    X('b', B('p') | B('f') | B('w'))                                                                                   \
    X('p', B('b') | B('f'))                                                                                            \
    X('f', B('b') | B('p') | B('w'))

#define SIMILAR_ROW(letter, similar) [(letter) - 'a'] = (similar),
static const uint32_t SIMILAR[PL_DISTANCE_TABLES][26] = {
    [PL_DISTANCE_LATIN] = {LATIN_LETTERS(SIMILAR_ROW)},
    [PL_DISTANCE_SKELETON] = {SKELETON_LETTERS(SIMILAR_ROW)},
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

/* How many bits are set in each half. */
static inline uint64_t count_halves(uint64_t x) {
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    x += x >> 8;
    return (x + (x >> 16)) & UINT64_C(0x0000003F0000003F);
}

/* What it costs at least that b lacks letters of a, and a of b: a's letters and costs in the lower half. */
int pl_distance_least(uint32_t letters_a, uint32_t near_a, uint32_t letters_b, uint32_t near_b) {
    const uint64_t cheap =
        (VOWELS | B('h') | B('w') | B('t')) * UINT64_C(0x100000001); /* t: at the end of a skeleton */
    const uint64_t lack = (letters_a & ~letters_b) | (uint64_t)(letters_b & ~letters_a) << 32;
    const uint64_t near = near_b | (uint64_t)near_a << 32;
    const uint64_t cost = count_halves(lack & cheap) * COST(SLIP_VOWELS) +
                          count_halves(lack & ~cheap & near) * COST(SLIP_SIMILAR) +
                          count_halves(lack & ~cheap & ~near) * PL_DISTANCE_ONE;
    const int a = (int)(cost & UINT32_MAX);
    const int b = (int)(cost >> 32);
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

int pl_distance_rows(pl_str a, pl_str b, int table, int limit) {
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

#if defined __SSE2__
/* The same table a column at a time, all cells of it at once: lane i stands for a's first i letters. A byte holds a
 * cell, none above CEILING, which is beyond any limit that is asked for here: sums of a ceiling and eight letters stay
 * below 256. What has no place to come from is NOWHERE. */
typedef uint8_t lanes __attribute__((vector_size(16)));

#define CEILING     (PL_DISTANCE_LANES_LIMIT + 1)
#define NOWHERE     255
#define SHIFT(v, n) ((lanes)_mm_slli_si128((__m128i)(v), (n)))
#define LEAST(a, b) ((lanes)_mm_min_epu8((__m128i)(a), (__m128i)(b)))
#define ALL(byte)   ((lanes)_mm_set1_epi8((char)(byte)))
#define EIGHT(byte) (byte), (byte), (byte), (byte), (byte), (byte), (byte), (byte)
#define SIXTEEN(byte)                                                                                                  \
    { EIGHT((uint8_t)((byte)&255u)), EIGHT((uint8_t)((byte)&255u)) }
#define SIXTEEN_COUNTED 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
#define LANES_ROW(letter, similar)                                                                                     \
    [(letter) - 'a'] = {SIXTEEN(similar), SIXTEEN((similar) >> 8), SIXTEEN((similar) >> 16), SIXTEEN((similar) >> 24)},

_Static_assert(CEILING + 8 * PL_DISTANCE_ONE < NOWHERE, "a cell and eight letters are less than a byte");

/* A letter's row of SIMILAR: the mask's four bytes, each in all lanes. The last row is of what is no letter. */
static const lanes SIMILAR_LANES[PL_DISTANCE_TABLES][27][4] = {
    [PL_DISTANCE_LATIN] = {LATIN_LETTERS(LANES_ROW)},
    [PL_DISTANCE_SKELETON] = {SKELETON_LETTERS(LANES_ROW)},
};

/* A word of at most PL_DISTANCE_LANES_MAX bytes, its first in lane 1. */
struct column {
    lanes byte;   /* as written */
    lanes letter; /* NOWHERE for what is none */
    lanes bit[4]; /* of the letter, as in a mask of letters */
    lanes vowel;
    lanes single; /* what it costs, gained or lost */
    bool cased;   /* has capitals */
};

/* The word's bytes behind one of zero; nothing is read beside them. */
static inline lanes load_word(pl_str s) {
    uint64_t low = 0;
    uint64_t high = 0;
    if (s.n >= 8) {
        memcpy(&low, s.p, 8);
        memcpy(&high, s.p + s.n - 8, 8);
        high = s.n == 8 ? 0 : high >> (8 * (16 - s.n));
    } else if (s.n >= 4) {
        uint32_t begin;
        uint32_t end;
        memcpy(&begin, s.p, 4);
        memcpy(&end, s.p + s.n - 4, 4);
        low = begin | (uint64_t)end << (8 * (s.n - 4));
    } else {
        for (size_t i = 0; i < s.n; i++) {
            low |= (uint64_t)(uint8_t)s.p[i] << (8 * i);
        }
    }
    return SHIFT((lanes)_mm_set_epi64x((long long)high, (long long)low), 1);
}

static inline lanes choose(lanes mask, lanes yes, lanes no) { return (mask & yes) | (~mask & no); }

/* Lanes whose letter is in the mask of which `row` has the bytes. */
static inline lanes is_among(const lanes *bit, const lanes *row) {
    return (lanes)(((bit[0] & row[0]) | (bit[1] & row[1]) | (bit[2] & row[2]) | (bit[3] & row[3])) != 0);
}

/* As cost_single does for each letter. */
static inline lanes cost_singles(const struct column *word, size_t n, int table) {
    const lanes h = (lanes)(word->letter == 'h' - 'a') & (lanes)(word->byte == 'h');
    const lanes digit = (lanes)((lanes)(word->byte - '0') < 10);
    const lanes doubled = (lanes)(word->byte == SHIFT(word->byte, 1));
    lanes cost = choose(word->vowel, ALL(COST(SLIP_VOWEL)), ALL(PL_DISTANCE_ONE));
    cost = choose(h, ALL(COST(SLIP_H)), cost);
    cost = choose(doubled, choose(digit, ALL(PL_DISTANCE_ONE), ALL(COST(SLIP_DOUBLE))), cost);
    if (table == PL_DISTANCE_SKELETON) {
        cost = choose((lanes)(word->byte == 'w'), ALL(COST(SLIP_VOWEL)), cost);
        if (n > 1) {
            const lanes last = (lanes)((const lanes){SIXTEEN_COUNTED} == (uint8_t)n);
            cost = choose((lanes)(word->byte == 't') & last, ALL(COST(SLIP_VOWEL)), cost);
        }
    }
    return cost;
}

static inline void read_column(pl_str word, int table, struct column *ret) {
    static const lanes vowels[4] = {SIXTEEN(VOWELS), SIXTEEN(VOWELS >> 8), SIXTEEN(VOWELS >> 16),
                                    SIXTEEN(VOWELS >> 24)};
    const lanes byte = load_word(word);
    const lanes code = (byte | 32) - 'a';
    const lanes is_letter = (lanes)(LEAST(code, ALL(25)) == code);
    lanes bit = (code & 1) + 1;
    bit = choose((lanes)((code & 2) != 0), bit << 2, bit);
    bit = choose((lanes)((code & 4) != 0), bit << 4, bit);
    ret->byte = byte;
    ret->letter = code | ~is_letter;
    for (size_t i = 0; i < 4; i++) {
        ret->bit[i] = bit & (lanes)((ret->letter & 0xF8) == (uint8_t)(8 * i));
    }
    ret->vowel = is_among(ret->bit, vowels);
    ret->single = cost_singles(ret, word.n, table);
    ret->cased = _mm_movemask_epi8((__m128i)(is_letter & (lanes)((byte & 32) == 0))) != 0;
}

/* The word in the lanes, with what it costs to lose letters on the way down and to put others in their place. */
struct way {
    lanes lost[4];    /* the 1, 2, 4, 8 letters before */
    lanes similar[2]; /* a similar letter for one that is no vowel, for a vowel */
    bool longer;      /* than 7 letters */
};

static inline struct way way_down(const struct column *a, size_t n) {
    const lanes all = ALL(NOWHERE);
    const lanes one = a->single & SHIFT(all, 1);
    const lanes two = one + SHIFT(one, 1);
    const lanes four = two + SHIFT(two, 2);
    return (struct way){
        .lost = {one | ~SHIFT(all, 1), two | ~SHIFT(all, 2), four | ~SHIFT(all, 4),
                 (four + SHIFT(four, 4)) | ~SHIFT(all, 8)},
        .similar = {ALL(COST(SLIP_SIMILAR)), choose(a->vowel, ALL(COST(SLIP_VOWELS)), ALL(COST(SLIP_SIMILAR)))},
        .longer = n > 7};
}

static inline lanes lose(const struct way *way, lanes cell) {
    cell = LEAST(cell, SHIFT(cell, 1) + way->lost[0]);
    cell = LEAST(cell, SHIFT(cell, 2) + way->lost[1]);
    cell = LEAST(cell, SHIFT(cell, 4) + way->lost[2]);
    return way->longer ? LEAST(cell, SHIFT(cell, 8) + way->lost[3]) : cell;
}

int pl_distance_lanes(pl_str a, pl_str b, int table, int limit) {
    struct column column;
    struct column other;
    uint8_t single[PL_DISTANCE_MAX];
    read_column(a, table, &column);
    other.cased = true; /* or not known */
    if (b.n <= PL_DISTANCE_LANES_MAX) {
        read_column(b, table, &other);
        memcpy(single, (const uint8_t *)&other.single + 1, PL_DISTANCE_LANES_MAX);
    } else {
        for (size_t j = 0; j < b.n; j++) {
            single[j] = (uint8_t)cost_single(b, j, table);
        }
    }
    const struct way way = way_down(&column, a.n);
    const bool cased = column.cased || other.cased;
    const lanes most = ALL(limit);
    const lanes ceiling = ALL(CEILING);
    const lanes past = SHIFT(ALL(NOWHERE), 1); /* all but lane 0 */
    lanes before = ceiling;
    lanes cell = LEAST(lose(&way, past & ceiling), ceiling);
    lanes same_before = {0};
    for (size_t j = 0; j < b.n; j++) {
        const int y = letter(b.p[j]);
        const lanes same = (lanes)(column.byte == (uint8_t)b.p[j]) & past;
        const lanes met = is_among(column.bit, SIMILAR_LANES[table][y >= 0 ? y : 26]);
        lanes cost = choose(met, way.similar[y >= 0 && (VOWELS >> y & 1u)], ALL(PL_DISTANCE_ONE));
        if (cased && y >= 0) {
            cost = choose((lanes)(column.letter == (uint8_t)y), ALL(COST(SLIP_CASE)), cost);
        }
        cost = (cost & ~same) | ~past;
        const lanes exchange = (SHIFT(before, 2) + COST(SLIP_EXCHANGE)) | ~(same_before & SHIFT(same, 1));
        lanes next = LEAST(LEAST(SHIFT(cell, 1) + cost, cell + single[j]), LEAST(exchange, ceiling));
        next = lose(&way, next);
        const lanes near = LEAST(LEAST(next, cell), most); /* an exchange reaches back two columns */
        if (_mm_movemask_epi8((__m128i)(LEAST(next, cell) == near)) == 0) {
            return limit + 1;
        }
        before = cell;
        cell = next;
        same_before = same;
    }
    const int whole = ((const uint8_t *)&cell)[a.n];
    return whole > limit ? limit + 1 : whole;
}
#else
int pl_distance_lanes(pl_str a, pl_str b, int table, int limit) { return pl_distance_rows(a, b, table, limit); }
#endif

int pl_distance(pl_str a, pl_str b, int table, int limit) {
    a.n = a.n > PL_DISTANCE_MAX ? PL_DISTANCE_MAX : a.n;
    b.n = b.n > PL_DISTANCE_MAX ? PL_DISTANCE_MAX : b.n;
    const size_t apart = a.n > b.n ? a.n - b.n : b.n - a.n;
    if (limit < 0 || apart * CHEAPEST > (size_t)limit) {
        return limit + 1;
    }
    const pl_str longer = a.n > b.n ? a : b;
    const pl_str shorter = a.n > b.n ? b : a;
    if (limit > PL_DISTANCE_LANES_LIMIT || shorter.n > PL_DISTANCE_LANES_MAX) {
        return pl_distance_rows(a, b, table, limit);
    }
    return longer.n > PL_DISTANCE_LANES_MAX ? pl_distance_lanes(shorter, longer, table, limit)
                                            : pl_distance_lanes(longer, shorter, table, limit);
}
