/* Pairs of names as people write them, through the real readings: tests/data/match/<x>.csv with the verdict and its
 * reason by hand. equal: 1; match: at or above the default threshold and below 1; other: below it by a margin; none:
 * not comparable. */
#include "names/match.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

#include "base/file.h"

#include "base/ban.h"

#define MARGIN 0.02 /* an "other" that is this near the threshold is too near */

static int kind_of(pl_str schema) {
    return pl_str_eq(schema, PL_STR("Person"))   ? PL_NAME_PERSON
           : pl_str_eq(schema, PL_STR("Vessel")) ? PL_NAME_VESSEL
                                                 : PL_NAME_ORGANIZATION;
}

static bool holds(double score, pl_str verdict) {
    if (pl_str_eq(verdict, PL_STR("equal"))) {
        return score >= 1;
    }
    if (pl_str_eq(verdict, PL_STR("match"))) {
        return score >= PL_MATCH_THRESHOLD && score < 1;
    }
    return pl_str_eq(verdict, PL_STR("other")) ? score >= 0 && score < PL_MATCH_THRESHOLD - MARGIN : score < 0;
}

static size_t check_file(const char *path, struct pl_romaniser *romaniser) {
    struct pl_error err;
    PL_BUF_AUTO bytes;
    PL_ARENA_AUTO arena;
    pl_buf_open(&bytes, (size_t)1 << 20);
    pl_arena_open(&arena, (size_t)1 << 28);
    assert_int_equal(pl_file_read(path, (size_t)1 << 20, &bytes, &err), 0);
    pl_str rest = pl_buf_str(&bytes);
    size_t n = 0;
    size_t failed = 0;
    (void)pl_str_cut(&rest, '\n');
    while (rest.p && rest.n > 0) { /* no cell of these files holds a comma */
        pl_str line = pl_str_cut(&rest, '\n');
        const pl_str a = pl_str_cut(&line, ',');
        const pl_str b = pl_str_cut(&line, ',');
        const pl_str schema = pl_str_cut(&line, ',');
        const pl_str verdict = pl_str_cut(&line, ',');
        struct pl_form x;
        struct pl_form y;
        struct pl_name_match match;
        assert_int_equal(pl_form_make(romaniser, a, kind_of(schema), PL_STR(""), PL_STR(""), &arena, &x, &err), 0);
        assert_int_equal(pl_form_make(romaniser, b, kind_of(schema), PL_STR(""), PL_STR(""), &arena, &y, &err), 0);
        assert_int_equal(pl_match_names(&x, &y, NULL, &match, &err), 0);
        if (!holds(match.score, verdict)) {
            print_error("%.*s | %.*s: %.4f is no %.*s (%.*s)\n", (int)a.n, a.p, (int)b.n, b.p, match.score,
                        (int)verdict.n, verdict.p, (int)line.n, line.p);
            failed++;
        }
        n++;
    }
    assert_int_equal(failed, 0);
    return n;
}

static void pairs(void **unused) {
    (void)unused;
    struct pl_romaniser *romaniser = NULL;
    struct pl_error err;
    assert_int_equal(pl_romaniser_open(&romaniser, &err), 0);
    assert_true(check_file("tests/data/match/persons.csv", romaniser) >= 20);
    assert_true(check_file("tests/data/match/others.csv", romaniser) >= 15);
    pl_romaniser_close(romaniser);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(pairs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
