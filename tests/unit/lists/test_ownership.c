/* The 50 per cent rules, worked out by hand: each case is a handful of stakes and what must come of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "lists/ownership.h"
#include "text/interval.h"

/* Parties with a capital L are listed, with a ? it is not known; a lower-case p in front makes a natural person. */
static int listed(void *ctx, pl_str id) {
    (void)ctx;
    return pl_str_find(id, 'L') < id.n ? PL_MAYBE_YES : pl_str_find(id, '?') < id.n ? PL_MAYBE_UNKNOWN : PL_MAYBE_NO;
}

struct world {
    struct pl_ownership *ownership;
    struct pl_arena arena;
};

/* "owner>asset:share[;start;end] ..." */
static struct world world_of(const char *stakes) {
    struct world w;
    assert_int_equal(pl_ownership_open(&w.ownership, NULL), 0);
    pl_arena_open(&w.arena, 1 << 20);
    pl_str rest = pl_str_from(stakes);
    while (rest.n > 0) {
        pl_str stake = pl_str_cut(&rest, ' ');
        pl_str owner = pl_str_cut(&stake, '>');
        pl_str asset = pl_str_cut(&stake, ':');
        pl_str share = pl_str_cut(&stake, ';');
        pl_str start = stake.p != NULL ? pl_str_cut(&stake, ';') : PL_STR("");
        pl_str end = stake.p != NULL ? stake : PL_STR("");
        if (owner.p[0] == 'p') {
            assert_int_equal(pl_ownership_person(w.ownership, owner, NULL), 0);
        }
        assert_int_equal(pl_ownership_add(w.ownership, owner, asset, share, start, end, PL_STR("test"), NULL), 0);
        rest = rest.p != NULL ? rest : PL_STR("");
    }
    assert_int_equal(pl_ownership_seal(w.ownership, NULL), 0);
    return w;
}

static void world_close(struct world *w) {
    pl_ownership_close(w->ownership);
    pl_arena_close(&w->arena);
}

static struct pl_ownership_answer ask_on(struct world *w, const char *id, int rule, const char *day) {
    struct pl_interval at = {0};
    struct pl_ownership_answer answer = {0};
    struct pl_ownership_question q = {.rule = rule, .day = 20000, .listed = listed};
    if (day != NULL) {
        assert_true(pl_interval_parse(pl_str_from(day), &at));
        q.day = at.first_day;
    }
    assert_int_equal(pl_ownership_ask(w->ownership, pl_str_from(id), &q, &w->arena, &answer, NULL), 0);
    return answer;
}

enum { NO = PL_MAYBE_NO, YES = PL_MAYBE_YES, OPEN = PL_MAYBE_UNKNOWN };

/* Each: the world, who is asked for, the verdicts by OFAC's and the UK's rule, the interval by OFAC's, how many parties
 * are missing. */
static const struct {
    const char *what, *stakes, *id;
    int ofac, uk;
    uint32_t lo, hi;
    size_t missing;
} CASES[] = {
    {"one listed owner just at the limit", "L>a:50 p1>a:50", "a", YES, NO, 500000, 500000, 0},
    {"just below it", "L>a:49.9999 p1>a:50.0001", "a", NO, NO, 499999, 499999, 0},
    {"just above it", "L>a:50.0001 p1>a:49.9999", "a", YES, YES, 500001, 500001, 0},
    {"two listed owners are added by OFAC only", "L1>a:30 L2>a:25 p1>a:45", "a", YES, NO, 550000, 550000, 0},
    {"nobody known", "a>b:100", "a", OPEN, OPEN, 0, 1000000, 1},
    {"not in the book at all", "a>b:100", "z", OPEN, OPEN, 0, 1000000, 0},
    {"an unknown share", "L>a: p1>a:10", "a", OPEN, OPEN, 0, 900000, 1},
    {"an unknown share beside a known majority", "L>a: p1>a:60", "a", NO, NO, 0, 400000, 0},
    {"a range around the limit", "L>a:25-75 p1>a:25", "a", OPEN, OPEN, 250000, 750000, 1},
    {"through a firm", "L>f:60 p1>f:40 f>a:80 p2>a:20", "a", YES, YES, 800000, 800000, 0},
    {"through a firm held to less than half: nothing of it counts", "L>f:40 p1>f:60 f>a:80 p2>a:20", "a", NO, NO, 0, 0,
     0},
    {"through a firm whose other owners are unknown", "L>f:40 f>a:80 p2>a:20", "a", OPEN, OPEN, 0, 800000, 1},
    {"two ways of one owner", "L>f:50 p1>f:50 L>a:25 f>a:25 p2>a:50", "a", YES, NO, 500000, 500000, 0},
    {"a circle without a listed party", "a>b:50 b>a:50 p1>a:50 p2>b:50", "a", NO, NO, 0, 0, 0},
    {"a circle with one", "L>a:30 b>a:30 a>b:100 p1>a:40", "a", NO, NO, 300000, 300000, 0},
    {"a circle that closes the majority", "L>a:50 b>a:50 a>b:100", "a", YES, NO, 1000000, 1000000, 0},
    {"one stake said twice counts once", "L>a:30 L>a:30 p1>a:70", "a", NO, NO, 300000, 300000, 0},
    {"said twice and differently: from the least to the most", "L>a:30 L>a:60 p1>a:40", "a", OPEN, OPEN, 300000, 600000,
     1},
    {"a statement without a share beside one with it", "L>a: L>a:49 p1>a:51", "a", NO, NO, 490000, 490000, 0},
    {"an owner of whom it is unknown whether it is listed", "?>a:60 p1>a:40", "a", OPEN, OPEN, 0, 600000, 1},
    {"sold, and nobody said when", "L>a:60 p1>a:100", "a", OPEN, OPEN, 0, 1000000, 0},
    {"one of two is out of date", "L>a:80 p1>a:80", "a", OPEN, OPEN, 0, 1000000, 0},
    {"beyond the whole by rounding", "L>a:66.7 p1>a:34.3", "a", YES, YES, 657000, 667000, 0},
    {"just beyond rounding", "L>a:66.7 p1>a:34.3001", "a", OPEN, OPEN, 0, 1000000, 0},
    {"whoever of two listed is right", "L1>a:60 L2>a:60", "a", YES, OPEN, 600000, 1000000, 0},
    {"two of three stay", "L1>a:40 L2>a:40 L3>a:40", "a", YES, OPEN, 800000, 1000000, 0},
    {"the small ones fall together", "L1>a:30 L2>a:30 p1>a:100", "a", OPEN, OPEN, 0, 1000000, 0},
    {"the persons beyond the whole", "p1>a:60 p2>a:60", "a", NO, NO, 0, 400000, 0},
    {"an undated stake of a day nobody says", "L>a:60;?; p1>a:40", "a", OPEN, OPEN, 0, 600000, 1},
    {"a firm that owns itself", "a>a:60 p1>a:100", "a", NO, NO, 0, 0, 0},
    {"a person", "L>p1:100 p1>a:100", "p1", NO, NO, 1000000, 1000000, 0},
};

static void test_rules(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct world w = world_of(CASES[i].stakes);
        struct pl_ownership_answer ofac = ask_on(&w, CASES[i].id, PL_OWNERSHIP_OFAC_50, NULL);
        struct pl_ownership_answer uk = ask_on(&w, CASES[i].id, PL_OWNERSHIP_UK_50, NULL);
        struct pl_ownership_answer eu = ask_on(&w, CASES[i].id, PL_OWNERSHIP_EU_50, NULL);
        if (ofac.verdict != CASES[i].ofac || uk.verdict != CASES[i].uk || eu.verdict != CASES[i].ofac ||
            ofac.lo_ppm != CASES[i].lo || ofac.hi_ppm != CASES[i].hi || ofac.n_missing != CASES[i].missing) {
            fail_msg("%s: OFAC %d [%u, %u], %zu missing; UK %d; EU %d", CASES[i].what, ofac.verdict, ofac.lo_ppm,
                     ofac.hi_ppm, ofac.n_missing, uk.verdict, eu.verdict);
        }
        world_close(&w);
    }
}

static void test_dates(void **state) {
    (void)state;
    static const struct {
        const char *stakes, *day;
        int verdict;
    } DAYS[] = {
        {"L>a:60;2015-03-01;2018-06-30 p1>a:40", "2015-02-28", OPEN}, /* then 60 % was somebody's */
        {"L>a:60;2015-03-01;2018-06-30 p1>a:100", "2015-02-28", NO},
        {"L>a:60;2015-03-01;2018-06-30 p1>a:100", "2015-03-01", OPEN}, /* more than the whole */
        {"L>a:60;2015-03-01;2018-06-30 p1>a:40", "2015-03-01", YES},
        {"L>a:60;2015-03-01;2018-06-30 p1>a:40", "2018-06-30", YES},
        {"L>a:60;2015-03-01;2018-06-30 p1>a:100", "2018-07-01", NO},
        {"L>a:60;2015; p1>a:40", "2015-06-01", OPEN}, /* some time in 2015 */
        {"L>a:60;2015; p1>a:40", "2016-01-01", YES},
        {"L>a:60;;2015 p1>a:40", "2015-01-01", YES},
        {"L>a:60;;2015 p1>a:40", "2015-06-01", OPEN},
        {"L>a:60;soon; p1>a:40", "2015-06-01", OPEN}, /* a date that nobody can read */
        {"L>a:60;2015-03-01; p1>a:40", NULL, YES},
        {"L>a:60;;2018-06-30 p1>a:100", NULL, NO},
        {"L>a:60;;2033-06-30 p1>a:40", NULL, YES}, /* has not ended yet */
    };
    for (size_t i = 0; i < sizeof DAYS / sizeof DAYS[0]; i++) {
        struct world w = world_of(DAYS[i].stakes);
        struct pl_ownership_answer answer = ask_on(&w, "a", PL_OWNERSHIP_OFAC_50, DAYS[i].day);
        if (answer.verdict != DAYS[i].verdict) {
            fail_msg("%s on %s: %d", DAYS[i].stakes, DAYS[i].day != NULL ? DAYS[i].day : "no day", answer.verdict);
        }
        world_close(&w);
    }
}

static void test_stakes(void **state) {
    (void)state;
    struct world w = world_of("L>f:60 p1>f:40 g>a:20 f>a:80");
    struct pl_ownership_answer answer = ask_on(&w, "a", PL_OWNERSHIP_OFAC_50, NULL);
    assert_int_equal(answer.n, 4);
    assert_true(pl_str_eq(answer.stakes[0].owner, PL_STR("f")));
    assert_int_equal(answer.stakes[0].depth, 1);
    assert_int_equal(answer.stakes[0].counts, YES);
    assert_int_equal(answer.stakes[0].listed, NO);
    assert_true(pl_str_eq(answer.stakes[1].owner, PL_STR("g")));
    assert_int_equal(answer.stakes[1].counts, OPEN); /* nobody knows who owns g */
    assert_true(pl_str_eq(answer.stakes[2].owner, PL_STR("L")));
    assert_int_equal(answer.stakes[2].depth, 2);
    assert_int_equal(answer.stakes[2].listed, YES);
    assert_true(pl_str_eq(answer.stakes[3].owner, PL_STR("p1")));
    assert_int_equal(answer.stakes[3].counts, NO);
    assert_int_equal(answer.hi_ppm, 1000000);
    world_close(&w);
}

static void test_entities(void **state) {
    (void)state;
    struct world w = world_of("");
    struct pl_entity person = {.id = PL_STR("one"), .schema = PL_SCHEMA_PERSON};
    struct pl_entity edge = {.id = PL_STR("edge-1"), .schema = PL_SCHEMA_OWNERSHIP};
    assert_int_equal(pl_entity_add(&edge, &w.arena, PL_PROP_EDGE_OWNER, PL_STR("L"), "owner", NULL), 0);
    assert_int_equal(pl_entity_add(&edge, &w.arena, PL_PROP_EDGE_OWNER, PL_STR("one"), "owner", NULL), 0);
    assert_int_equal(pl_entity_add(&edge, &w.arena, PL_PROP_EDGE_ASSET, PL_STR("a"), "asset", NULL), 0);
    assert_int_equal(pl_entity_add(&edge, &w.arena, PL_PROP_PERCENTAGE, PL_STR("50"), "percentage", NULL), 0);
    assert_int_equal(pl_ownership_add_entity(w.ownership, &person, NULL), 0);
    assert_int_equal(pl_ownership_add_entity(w.ownership, &edge, NULL), 0);
    assert_int_equal(pl_ownership_seal(w.ownership, NULL), 0);
    struct pl_ownership_answer answer = ask_on(&w, "a", PL_OWNERSHIP_OFAC_50, NULL);
    assert_int_equal(answer.verdict, YES);
    assert_int_equal(answer.n, 2);
    assert_true(pl_str_eq(answer.stakes[0].source, PL_STR("edge-1")));
    world_close(&w);
}

/* A chain of the greatest length that is followed, and one more. */
static void test_ceiling(void **state) {
    (void)state;
    for (unsigned more = 0; more < 2; more++) {
        struct world w = world_of("");
        char owner[16] = "n0";
        char asset[16];
        pl_arena_close(&w.arena);
        pl_arena_open(&w.arena, 1 << 28);
        for (unsigned i = 1; i < PL_OWNERSHIP_MAX_REACH + more; i++) {
            memcpy(asset, owner, sizeof asset);
            snprintf(owner, sizeof owner, "n%u", i);
            assert_int_equal(pl_ownership_add(w.ownership, pl_str_from(owner), pl_str_from(asset), PL_STR("100"),
                                              PL_STR(""), PL_STR(""), PL_STR(""), NULL),
                             0);
        }
        /* the world was sealed empty: seal again */
        assert_int_equal(pl_ownership_seal(w.ownership, NULL), 0);
        struct pl_ownership_answer answer = {0};
        struct pl_ownership_question q = {.rule = PL_OWNERSHIP_OFAC_50, .listed = listed};
        assert_int_equal(pl_ownership_ask(w.ownership, PL_STR("n0"), &q, &w.arena, &answer, NULL),
                         more == 0 ? 0 : PL_E_LIMIT);
        world_close(&w);
    }
}

static void test_names(void **state) {
    (void)state;
    for (int i = 0; i < (int)PL_OWNERSHIP_RULE_COUNT; i++) {
        assert_int_equal(pl_ownership_rule_of(pl_str_from(pl_ownership_rule_name(i))), i);
        assert_true(strlen(pl_ownership_rule_words(i)) > 20);
    }
    assert_int_equal(pl_ownership_rule_of(PL_STR("ofac")), -1);
    assert_string_equal(pl_ownership_rule_name(-1), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),    cmocka_unit_test(test_dates),   cmocka_unit_test(test_stakes),
        cmocka_unit_test(test_entities), cmocka_unit_test(test_ceiling), cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
