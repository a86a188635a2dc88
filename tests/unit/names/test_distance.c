/* Expectations computed by hand from the costs in src/names/weight.h: an edit 10, vowels exchanged 3, confusable
 * letters 5, a letter doubled 3, an h 3, a vowel gained 6, neighbours exchanged 8. */
#include "names/distance.h"
#include "names/distance_in.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

#include "base/ban.h"

static const struct {
    const char *a, *b;
    int distance;
} ROWS[] = {
    {"", "", 0},
    {"kim", "kim", 0},
    {"kim", "", 25},             /* k 10, i 5, m 10 */
    {"hasan", "hassan", 3},      /* doubled */
    {"osama", "usama", 5},       /* vowels */
    {"khan", "kan", 3},          /* h */
    {"zdrav", "zdarv", 3},       /* exchange */
    {"gary", "gray", 3},         /* exchange */
    {"said", "sayd", 5},         /* i/y are both vowels */
    {"said", "saeid", 5},        /* a vowel gained */
    {"qasim", "kasim", 5},       /* q/k */
    {"boris", "xoris", 10},      /* plain */
    {"abcd", "dcba", 23},        /* by another program: the same recurrence in Python */
    {"muhammad", "mohamed", 13}, /* u/o 5, mm 3, a/e 5 */
    {"ab12", "ab13", 10},        /* digits are never alike */
    {"11", "111", 10},           /* nor doubled */
};

static void distances(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        const pl_str a = pl_str_from(ROWS[i].a);
        const pl_str b = pl_str_from(ROWS[i].b);
        const int got = pl_distance(a, b, PL_DISTANCE_LATIN, 100);
        if (got != ROWS[i].distance) {
            print_error("%s %s: %d, not %d\n", ROWS[i].a, ROWS[i].b, got, ROWS[i].distance);
        }
        assert_int_equal(got, ROWS[i].distance);
        assert_int_equal(pl_distance(b, a, PL_DISTANCE_LATIN, 100), ROWS[i].distance);
        assert_int_equal(pl_distance(a, b, PL_DISTANCE_LATIN, ROWS[i].distance),
                         ROWS[i].distance); /* the limit itself is in */
        if (ROWS[i].distance > 0) {
            assert_int_equal(pl_distance(a, b, PL_DISTANCE_LATIN, ROWS[i].distance - 1), ROWS[i].distance);
        }
    }
    assert_int_equal(pl_distance(PL_STR("a"), PL_STR("a"), PL_DISTANCE_LATIN, -1), 0);
    assert_int_equal(pl_distance(PL_STR("skb"), PL_STR("tkb"), PL_DISTANCE_LATIN, 100), 10);
    assert_int_equal(pl_distance(PL_STR("skb"), PL_STR("tkb"), PL_DISTANCE_SKELETON, 100), 5);  /* Saqib, Thaqib */
    assert_int_equal(pl_distance(PL_STR("asb"), PL_STR("asbt"), PL_DISTANCE_SKELETON, 100), 5); /* Asba, Asbat */
    assert_int_equal(pl_distance(PL_STR("Sr"), PL_STR("sr"), PL_DISTANCE_SKELETON, 100), 3);    /* sh, s */
}

/* Without a band: the plain recurrence, written again, over random words. */
static int similar(char a, char b) {
    return pl_distance(pl_str_make(&a, 1), pl_str_make(&b, 1), PL_DISTANCE_LATIN, 100);
}

static uint32_t next(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

static void bounded_is_whole(void **unused) {
    (void)unused;
    uint64_t state = 42;
    for (int round = 0; round < 20000; round++) {
        char a[12];
        char b[12];
        const size_t n = next(&state) % 12;
        const size_t m = next(&state) % 12;
        for (size_t i = 0; i < n; i++) {
            a[i] = "aehkimnost"[next(&state) % 10];
        }
        for (size_t i = 0; i < m; i++) {
            b[i] = "aehkimnost"[next(&state) % 10];
        }
        const pl_str x = pl_str_make(a, n);
        const pl_str y = pl_str_make(b, m);
        const int whole = pl_distance(x, y, PL_DISTANCE_LATIN, 400);
        assert_in_range(whole, 0, 240);
        assert_int_equal(pl_distance(y, x, PL_DISTANCE_LATIN, 400), whole);
        for (int limit = 0; limit < 60; limit += 7) {
            assert_int_equal(pl_distance(x, y, PL_DISTANCE_LATIN, limit), whole > limit ? limit + 1 : whole);
        }
    }
    assert_int_equal(similar('a', 'a'), 0);
    for (int a = 'a'; a <= 'z'; a++) { /* the table is symmetric, and nothing costs more than an edit */
        for (int b = 'a'; b <= 'z'; b++) {
            assert_int_equal(similar((char)a, (char)b), similar((char)b, (char)a));
            assert_in_range(similar((char)a, (char)b), 0, 10);
        }
    }
}

/* Both ways of computing give the same, for words of any letters and lengths, whichever is asked. */
static size_t random_word(uint64_t *state, const char *alphabet, size_t n_alphabet, size_t longest, char *word) {
    const size_t n = next(state) % (longest + 1);
    for (size_t i = 0; i < n; i++) {
        word[i] = alphabet[next(state) % n_alphabet];
    }
    return n;
}

/* A few slips in a word, so that near words are met too. */
static size_t slip(uint64_t *state, const char *word, size_t n, char *ret) {
    size_t to = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t how = next(state) % 12;
        if (how == 0 && i + 1 < n) { /* neighbours exchanged */
            ret[to++] = word[i + 1];
            ret[to++] = word[i++];
        } else if (how == 1) { /* doubled */
            ret[to++] = word[i];
            ret[to++] = word[i];
        } else if (how == 2) { /* another letter */
            ret[to++] = "abcdefgijklmnopqrstuvwxyz"[next(state) % 25];
        } else if (how != 3) { /* lost */
            ret[to++] = word[i];
        }
    }
    return to;
}

static void two_ways(void **unused) {
    static const char *const ALPHABETS[] = {"aehkimnost", "abcdefghijklmnopqrstuvwxyzSZ0123456789'", "swthyaS", "ab",
                                            "A\x1fz1\xc3"};
    (void)unused;
    uint64_t state = 7;
    for (int round = 0; round < 60000; round++) {
        const char *alphabet = ALPHABETS[next(&state) % 5];
        char a[PL_DISTANCE_LANES_MAX];
        char b[2 * PL_DISTANCE_MAX];
        const size_t n = random_word(&state, alphabet, strlen(alphabet), PL_DISTANCE_LANES_MAX, a);
        const size_t m =
            round % 2 ? random_word(&state, alphabet, strlen(alphabet), PL_DISTANCE_MAX / (1 + next(&state) % 5), b)
                      : slip(&state, a, n, b);
        const int table = (int)(next(&state) % PL_DISTANCE_TABLES);
        const int limit = (int)(next(&state) % (PL_DISTANCE_LANES_LIMIT + 1));
        const pl_str x = pl_str_make(a, n);
        const pl_str y = pl_str_make(b, m);
        const int rows = pl_distance_rows(x, y, table, limit);
        const int lanes = pl_distance_lanes(x, y, table, limit);
        if (rows != lanes) {
            print_error("seed 7 round %d: %.*s %.*s table %d limit %d: rows %d, lanes %d\n", round, (int)n, a, (int)m,
                        b, table, limit, rows, lanes);
        }
        assert_int_equal(rows, lanes);
        assert_int_equal(pl_distance(x, y, table, limit), rows);
        assert_int_equal(pl_distance(y, x, table, limit), rows);
    }
}

/* Letters alone never say more than the distance, in words without an h. */
static void letters_say_less(void **unused) {
    (void)unused;
    uint64_t state = 11;
    for (int round = 0; round < 40000; round++) {
        char a[PL_DISTANCE_LANES_MAX];
        char b[2 * PL_DISTANCE_LANES_MAX];
        const size_t n = random_word(&state, "abcdefgijklmnopqrstuvwxyzS09", 28, PL_DISTANCE_LANES_MAX, a);
        const size_t m = slip(&state, a, n, b);
        for (int table = 0; table < PL_DISTANCE_TABLES; table++) {
            uint32_t near_a = 0;
            uint32_t near_b = 0;
            const uint32_t letters_a = pl_distance_letters(pl_str_make(a, n), table, &near_a);
            const uint32_t letters_b = pl_distance_letters(pl_str_make(b, m), table, &near_b);
            assert_true(pl_distance_least(letters_a, near_a, letters_b, near_b) <=
                        pl_distance(pl_str_make(a, n), pl_str_make(b, m), table, 400));
        }
    }
}

static void ceiling(void **unused) {
    (void)unused;
    char a[PL_DISTANCE_MAX + 2];
    char b[PL_DISTANCE_MAX + 2];
    memset(a, 'k', sizeof a);
    memset(b, 'k', sizeof b);
    b[PL_DISTANCE_MAX - 1] = 'm';
    b[PL_DISTANCE_MAX] = 'm';
    b[PL_DISTANCE_MAX + 1] = 'm';
    assert_int_equal(
        pl_distance(pl_str_make(a, PL_DISTANCE_MAX - 1), pl_str_make(b, PL_DISTANCE_MAX - 1), PL_DISTANCE_LATIN, 40),
        0);
    assert_int_equal(
        pl_distance(pl_str_make(a, PL_DISTANCE_MAX), pl_str_make(b, PL_DISTANCE_MAX), PL_DISTANCE_LATIN, 40), 10);
    assert_int_equal(
        pl_distance(pl_str_make(a, PL_DISTANCE_MAX + 1), pl_str_make(b, PL_DISTANCE_MAX + 1), PL_DISTANCE_LATIN, 40),
        10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances),        cmocka_unit_test(bounded_is_whole), cmocka_unit_test(two_ways),
        cmocka_unit_test(letters_say_less), cmocka_unit_test(ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
