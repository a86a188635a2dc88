/* Judging by facts: what must hold of the trees whatever they were fitted to, and alignments whose facts were counted
 * by hand. */
#include "names/judge.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

#include "names/judge_row.h"
#include "names/match_in.h"
#include "names/weight.h"
#include "names_by_hand.h"

#include "base/ban.h"

#define ROUNDS 20000

static uint64_t next(uint64_t *state) { /* xorshift64 */
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Facts as they may come, and beyond. */
static void draw(uint64_t *state, int32_t facts[PL_JUDGE_COUNT]) {
    for (int i = 0; i < PL_JUDGE_COUNT; i++) {
        const uint64_t most = i == PL_JUDGE_LETTERS                         ? 40000
                              : i == PL_JUDGE_KIND || i == PL_JUDGE_NUMBERS ? 4
                              : i == PL_JUDGE_WORDS || i == PL_JUDGE_CONFLICTS || i == PL_JUDGE_EXTRAS ||
                                      i == PL_JUDGE_FALLS || i == PL_JUDGE_INITIALS || i == PL_JUDGE_BEST_LETTERS
                                  ? 12
                              : i == PL_JUDGE_LIKENESS || i == PL_JUDGE_LEAST || i == PL_JUDGE_SHARE ? 1001
                                                                                                     : 4000;
        facts[i] = (int32_t)(next(state) % most);
    }
}

/* More likeness never lowers a score, more contradiction never raises it: fact by fact, as the header says. */
static void ways_hold(void **unused) {
    (void)unused;
    uint64_t state = 0x706c696d736f6c6cU;
    size_t moved = 0;
    for (size_t round = 0; round < ROUNDS; round++) {
        int32_t facts[PL_JUDGE_COUNT];
        draw(&state, facts);
        const int how = (int)(round % PL_JUDGE_HOWS);
        const double before = pl_judge_score(facts, how);
        assert_true(before >= 0 && before <= 1);
        for (int i = 0; i < PL_JUDGE_COUNT; i++) {
            const int32_t keep = facts[i];
            facts[i] += (int32_t)(next(&state) % 300) + 1;
            const double after = pl_judge_score(facts, how);
            facts[i] = keep;
            const int way = pl_judge_fact_at(i)->way;
            moved += after < before || after > before;
            if ((after - before) * way < 0) {
                print_error("round %zu, %s from %d: %.4f to %.4f\n", round, pl_judge_fact_at(i)->name, keep, before,
                            after);
            }
            assert_true((after - before) * way >= 0);
        }
    }
    assert_true(moved > ROUNDS); /* a table of nothing would hold too */
}

static void every_fact_is_named(void **unused) {
    (void)unused;
    for (int i = 0; i < PL_JUDGE_COUNT; i++) {
        const struct pl_judge_fact_kind *kind = pl_judge_fact_at(i);
        assert_true(kind->name[0] != 0 && kind->way >= -1 && kind->way <= 1);
    }
}

static void trees_ask_about_facts(void **unused) {
    (void)unused;
    for (int how = 0; how < PL_JUDGE_HOWS; how++) {
        for (int i = 0; i < PL_JUDGE_TREES; i++) {
            for (int k = 0; k < 7; k++) {
                const int fact = pl_judge_trees[how][i].ask[k].fact;
                assert_true(fact >= -1 && fact < PL_JUDGE_COUNT);
            }
        }
    }
}

/* The trees one after the other, question by question. */
static int32_t walk(const int32_t *facts, int how) {
    int32_t odds = 0;
    for (int i = 0; i < PL_JUDGE_TREES; i++) {
        const struct pl_judge_tree *tree = &pl_judge_trees[how][i];
        int at = 0;
        while (at < 7) {
            const int fact = tree->ask[at].fact;
            at = 2 * at + (fact < 0 || facts[fact] <= tree->ask[at].most ? 1 : 2);
        }
        odds += tree->leaf[at - 7];
    }
    return odds;
}

/* All at once gives what one by one gives: for facts of all sizes, and for each threshold met, just missed and just
 * passed. */
static void rows_ask_what_trees_ask(void **unused) {
    (void)unused;
    uint64_t state = 0x726f7773U;
    for (int how = 0; how < PL_JUDGE_HOWS; how++) {
        int32_t facts[PL_JUDGE_COUNT];
        for (size_t round = 0; round < ROUNDS; round++) {
            draw(&state, facts);
            facts[next(&state) % PL_JUDGE_COUNT] = -1;
            assert_int_equal(pl_judge_odds(facts, how), walk(facts, how));
        }
        for (int i = 0; i < PL_JUDGE_TREES * 7; i++) {
            const int fact = pl_judge_trees[how][i / 7].ask[i % 7].fact;
            for (int32_t aside = -1; fact >= 0 && aside <= 1; aside++) {
                facts[fact] = pl_judge_trees[how][i / 7].ask[i % 7].most + aside;
                assert_int_equal(pl_judge_odds(facts, how), walk(facts, how));
            }
        }
        for (int i = 0; i < PL_JUDGE_COUNT; i++) {
            facts[i] = INT32_MAX;
        }
        assert_int_equal(pl_judge_odds(facts, how), walk(facts, how));
    }
}

/* Counted by hand. "boris karasin general ltd" and "boris karasim tver": boris agrees (weight 1, 5 letters), karasin
 * slips, tver is more on one side, general and ltd on the other. */
static void facts_are_counted(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 26);
    const struct pl_form a = hand_form(&arena, PL_NAME_ORGANIZATION, "boris karasin general +ltd #7");
    const struct pl_form b = hand_form(&arena, PL_NAME_ORGANIZATION, "karasim boris tver");
    int32_t f[PL_JUDGE_COUNT];
    assert_true(pl_match_facts(&a, &b, f));
    assert_int_equal(f[PL_JUDGE_WORDS], 2);
    assert_int_equal(f[PL_JUDGE_EXTRAS], 1);
    assert_int_equal(f[PL_JUDGE_CONFLICTS], 0);
    assert_int_equal(f[PL_JUDGE_EXTRA], PL_THOUSANDTHS_WORD_4);
    assert_int_equal(f[PL_JUDGE_GENERIC_CONFLICT], 0);
    assert_int_equal(f[PL_JUDGE_GENERIC_EXTRA], PL_THOUSANDTHS_BUSINESS + PL_THOUSANDTHS_COMPANY_FORM);
    assert_int_equal(f[PL_JUDGE_NUMBERS], 1);
    assert_int_equal(f[PL_JUDGE_FALLS], 1);
    assert_int_equal(f[PL_JUDGE_BEST], 1000);
    assert_int_equal(f[PL_JUDGE_BEST_LETTERS], 5);
    assert_int_equal(f[PL_JUDGE_SECOND], f[PL_JUDGE_LEAST]); /* karasin, weight 1 */
    assert_int_equal(f[PL_JUDGE_KIND], PL_NAME_ORGANIZATION);
    assert_int_equal(f[PL_JUDGE_KOREAN], -1);
    assert_in_range(f[PL_JUDGE_AGREED], 1000 + f[PL_JUDGE_LEAST] - 1, 1000 + f[PL_JUDGE_LEAST] + 1);
}

/* Another script is not judged by these, nor is what is hardly alike. */
static void others_are_not_judged(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 26);
    const struct pl_form latin = hand_form(&arena, PL_NAME_PERSON, "muhammad hasan|arabic:mhmd hsn");
    const struct pl_form arabic = hand_form(&arena, PL_NAME_PERSON, "arabic!:mhmd hsn");
    const struct pl_form far = hand_form(&arena, PL_NAME_PERSON, "wolfgang kruger");
    int32_t facts[PL_JUDGE_COUNT];
    assert_false(pl_match_facts(&latin, &arabic, facts));
    assert_false(pl_match_facts(&latin, &far, facts));
    assert_true(pl_match_facts(&latin, &latin, facts));
}

/* A list is not believed as easily as a pair: two common names in common, and one left out. */
static void lists_are_asked_for_more(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 26);
    const struct pl_form a = hand_form(&arena, PL_NAME_PERSON, "ahmed hassan");
    const struct pl_form b = hand_form(&arena, PL_NAME_PERSON, "ahmed hassan ~al turabi");
    struct pl_name_match pair;
    struct pl_name_match listed;
    struct pl_error err;
    assert_int_equal(pl_match_unready(&a, &b, false, NULL, &pair, &err), 0);
    assert_int_equal(pl_match_unready(&a, &b, true, NULL, &listed, &err), 0);
    assert_true(listed.score < pair.score);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ways_hold),
        cmocka_unit_test(every_fact_is_named),
        cmocka_unit_test(trees_ask_about_facts),
        cmocka_unit_test(rows_ask_what_trees_ask),
        cmocka_unit_test(facts_are_counted),
        cmocka_unit_test(others_are_not_judged),
        cmocka_unit_test(lists_are_asked_for_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
