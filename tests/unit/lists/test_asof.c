/* The as-of rule (docs/format/asof.md) over hand-made data: each file of tests/data/asof is one branch. Lines
 * `copy DAY holds [LISTING DATE]`, `copy DAY lacks`, `ask DAY ANSWER`; the answers are derived by hand from the rule.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/time.h"
#include "lists/asof.h"

#include "base/ban.h"

static const char *const ANSWERS[] = {"not_listed", "listed", "undetermined"};

static int32_t day_of(pl_str text) {
    pl_time at = 0;
    assert_true(pl_time_parse(text, &at));
    return (int32_t)(at >= 0 ? at / PL_DAY_US : -((-at + PL_DAY_US - 1) / PL_DAY_US));
}

static struct pl_asof_copy read_copy(pl_str rest) {
    struct pl_asof_copy copy = {.day = day_of(pl_str_cut(&rest, ' '))};
    pl_str word = pl_str_cut(&rest, ' ');
    copy.holds = pl_str_eq(word, PL_STR("holds"));
    assert_true(copy.holds || pl_str_eq(word, PL_STR("lacks")));
    if (rest.p != NULL) {
        copy.has_listed = true;
        assert_true(pl_interval_parse(rest, &copy.listed));
    }
    return copy;
}

static unsigned run_file(const char *path) {
    struct pl_asof_copy copies[16];
    size_t n = 0;
    unsigned asked = 0;
    PL_BUF_AUTO bytes;
    pl_buf_open(&bytes, 1 << 16);
    assert_int_equal(pl_file_read(path, 1 << 16, &bytes, NULL), 0);
    pl_str rest = pl_buf_str(&bytes);
    while (rest.p != NULL) {
        pl_str line = pl_str_cut(&rest, '\n');
        pl_str word = pl_str_cut(&line, ' ');
        if (pl_str_eq(word, PL_STR("copy"))) {
            assert_true(n < 16);
            copies[n++] = read_copy(line);
            assert_true(n < 2 || copies[n - 2].day < copies[n - 1].day);
        } else if (pl_str_eq(word, PL_STR("ask"))) {
            pl_str day = pl_str_cut(&line, ' ');
            struct pl_asof got = pl_asof_decide(copies, n, day_of(day));
            if (!pl_str_eq(line, pl_str_from(ANSWERS[got.answer]))) {
                fail_msg("%s: on %.*s %s (%s), wanted %.*s", path, (int)day.n, day.p, ANSWERS[got.answer], got.why,
                         (int)line.n, line.p);
            }
            assert_non_null(got.why);
            asked++;
        }
    }
    return asked;
}

static void every_branch(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    const char **paths = NULL;
    size_t n = 0;
    unsigned asked = 0;
    pl_arena_open(&arena, 1 << 20);
    assert_int_equal(pl_file_list("tests/data/asof", 1000, &arena, &paths, &n, NULL), 0);
    for (size_t i = 0; i < n; i++) {
        asked += run_file(paths[i]);
    }
    assert_true(n >= 20);
    assert_true(asked >= 50);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_branch)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
