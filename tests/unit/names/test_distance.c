/* Expectations computed by hand from the costs in src/names/weight.h: an edit 10, vowels exchanged 3, confusable
 * letters 5, a letter doubled 3, an h 3, a vowel gained 6, neighbours exchanged 8. */
#include "names/distance.h"

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
        cmocka_unit_test(distances),
        cmocka_unit_test(bounded_is_whole),
        cmocka_unit_test(ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
