/* The list of findings: order, each once, the ceiling. By hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "evidence/finding.h"

static int add(struct pl_findings *f, int kind, uint32_t a, uint32_t b, const char *why) {
    uint32_t claims[2] = {a, b};
    return pl_findings_add(f, kind, claims, 2, pl_str_from(why), PL_STR(""), NULL);
}

static void sorted_and_once(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    struct pl_findings f = {.arena = &arena};
    assert_int_equal(add(&f, PL_FINDING_UNIT, 2, 1, "a"), 0);
    assert_int_equal(add(&f, PL_FINDING_PERIOD, 3, 3, "b"), 0);
    assert_int_equal(add(&f, PL_FINDING_UNIT, 1, 2, "later"), 0);
    assert_int_equal(add(&f, PL_FINDING_PERIOD, 1, 9, "c"), 0);
    assert_int_equal(pl_findings_sort(&f, NULL), 0);
    assert_int_equal(f.n, 3);
    assert_true(pl_str_eq(f.items[0].why, PL_STR("c")) && f.items[0].n == 2);
    assert_true(pl_str_eq(f.items[1].why, PL_STR("b")) && f.items[1].n == 1 && f.items[1].claims[0] == 3);
    assert_true(pl_str_eq(f.items[2].why, PL_STR("a")) && f.items[2].claims[0] == 1 && f.items[2].claims[1] == 2);
}

static void there_is_a_ceiling(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)256 << 20);
    struct pl_findings f = {.arena = &arena};
    for (uint32_t i = 0; i < PL_FINDINGS_MAX; i++) {
        assert_int_equal(add(&f, PL_FINDING_VAGUE, i, i, ""), 0);
    }
    assert_int_equal(add(&f, PL_FINDING_VAGUE, 0, 0, ""), PL_E_LIMIT);
}

/* DESIGN's list: which kinds end the command with 1. */
static void kinds_that_fail(void **state) {
    (void)state;
    static const char *const FAIL[] = {"contradiction", "circular", "relay", "arithmetic", "plausibility", "cap"};
    size_t n = 0;
    for (int kind = 0; kind < PL_FINDING_COUNT; kind++) {
        bool fails = false;
        for (size_t i = 0; i < 6; i++) {
            fails = fails || pl_str_eq(pl_str_from(pl_finding_word(kind)), pl_str_from(FAIL[i]));
        }
        assert_int_equal(fails, pl_finding_fails(kind));
        n += fails;
    }
    assert_int_equal(n, 6);
    assert_int_equal(PL_FINDING_COUNT, 13);
    assert_string_equal(pl_finding_word(99), "?");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorted_and_once),
        cmocka_unit_test(there_is_a_ceiling),
        cmocka_unit_test(kinds_that_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
