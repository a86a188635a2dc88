/* Screeners that are kept: the same one while nothing changed, another one when a list came, what is decided and
 * required anew after each commit; what is held does not change. The lists are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "app/act.h"
#include "app/clearance.h"
#include "app/decision.h"
#include "app/import.h"
#include "app/init.h"
#include "app/screener_cache.h"

#include "base/ban.h"

#define NOW ((pl_time)1800000000 * 1000000)

struct place {
    char root[64], dir[80];
    struct pl_screener_cache *cache;
    struct pl_error err;
};

#define must(call) assert_int_equal(call, 0)

static int set_up(void **state) {
    struct place *p = calloc(1, sizeof *p);
    struct pl_init_done done;
    struct pl_init_options options = {.participant = PL_STR("Test"), .person = PL_STR("A. Clerk"), .now = NOW};
    assert_non_null(p);
    snprintf(p->root, sizeof p->root, "/tmp/plimsoll-unit-cache.XXXXXX");
    assert_non_null(mkdtemp(p->root));
    snprintf(p->dir, sizeof p->dir, "%s/case", p->root);
    assert_int_equal(setenv("TMPDIR", p->root, 1), 0);
    must(pl_init_run(p->dir, &options, &done, &p->err));
    must(pl_screener_cache_open(p->dir, &p->cache, &p->err));
    *state = p;
    return 0;
}

static int tear_down(void **state) {
    struct place *p = *state;
    char command[128];
    pl_screener_cache_close(p->cache);
    snprintf(command, sizeof command, "rm -rf '%s'", p->root);
    assert_int_equal(system(command), 0);
    free(p);
    return 0;
}

static int on_file(void *ctx, const struct pl_import_file *file, struct pl_error *err) {
    (void)ctx;
    (void)file;
    (void)err;
    return 0;
}

/* A list of one person, published on that day. */
static void import_marked(struct place *p, const char *list, const char *person, const char *day, const char *marking) {
    char path[128];
    const char *paths[] = {path};
    struct pl_import_done done;
    struct pl_import_options options = {.paths = paths,
                                        .n_paths = 1,
                                        .list = pl_str_from(list),
                                        .received = PL_TIME_NONE,
                                        .date = pl_str_from(day),
                                        .marking = pl_str_from(marking),
                                        .now = NOW};
    snprintf(path, sizeof path, "%s/list.ftm.json", p->root);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fprintf(f,
            "{\"id\":\"x-1\",\"schema\":\"Person\",\"caption\":\"%s\",\"properties\":{\"name\":[\"%s\"]},"
            "\"target\":true}\n",
            person, person);
    assert_int_equal(fclose(f), 0);
    must(pl_import_run(p->dir, &options, on_file, NULL, &done, &p->err));
    assert_int_equal(done.imported, 1);
}

static void import(struct place *p, const char *list, const char *person, const char *day) {
    import_marked(p, list, person, day, "");
}

static void require(struct place *p, const char *list) {
    PL_ACTING_AUTO acting = {0};
    int64_t seq;
    must(pl_acting_open(p->dir, "test", NOW, &acting, &p->err));
    must(pl_requirements_change(&acting, &list, 1, false, &seq, &p->err));
}

static struct pl_screener_held take_list(struct place *p, const char *list, pl_time now) {
    struct pl_screener_held held;
    struct pl_screener_wish wish = {.view = p->dir, .list = pl_str_from(list), .now = now};
    must(pl_screener_take(p->cache, &wish, &held, &p->err));
    return held;
}

static struct pl_screener_held take(struct place *p) { return take_list(p, "", NOW); }

static size_t candidates(const struct pl_screener_held *held, const char *name) {
    PL_ARENA_AUTO arena;
    struct pl_entity party;
    struct pl_screen_answer answer;
    struct pl_screen_ask ask = {.limit = 5, .threshold = 0.9, .lacking = held->lacking};
    struct pl_screen_question question = {
        .name = pl_str_from(name), .birth_date = PL_STR(""), .country = PL_STR(""), .imo = PL_STR(""), .schema = -1};
    pl_arena_open(&arena, (size_t)1 << 26);
    must(pl_screen_question_party(&question, false, &arena, &party, NULL));
    must(pl_screen_party(held->asker, &party, &ask, &arena, &answer, NULL));
    return answer.n;
}

static void test_empty_case(void **state) {
    struct place *p = *state;
    struct pl_screener_held held = take(p);
    assert_int_equal(pl_screener_n_searched(held.screener), 0);
    assert_true(pl_str_starts(held.lacking, PL_STR("the case holds no list")));
    pl_screener_give(p->cache, &held);
    assert_null(held.state);
    pl_screener_give(p->cache, &held); /* one that is all zero */
}

static void test_kept_until_a_list_comes(void **state) {
    struct place *p = *state;
    import(p, "one", "Ulla Harbour", "2026-01-01");
    struct pl_screener_held a = take(p), b = take(p);
    assert_ptr_equal(a.screener, b.screener);
    assert_ptr_not_equal(a.asker, b.asker);
    assert_int_equal(candidates(&a, "Ulla Harbour"), 1);
    pl_screener_give(p->cache, &b);
    import(p, "two", "Brigid Quay", "2026-01-01");
    struct pl_screener_held c = take(p);
    assert_ptr_not_equal(a.screener, c.screener);
    assert_int_equal(candidates(&c, "Brigid Quay"), 1);
    assert_int_equal(candidates(&a, "Brigid Quay"), 0); /* what is held does not change */
    assert_int_equal(candidates(&a, "Ulla Harbour"), 1);
    pl_screener_give(p->cache, &a);
    pl_screener_give(p->cache, &c);
}

static void test_newer_copy_takes_over(void **state) {
    struct place *p = *state;
    import(p, "one", "Ulla Harbour", "2026-01-01");
    struct pl_screener_held a = take(p);
    pl_screener_give(p->cache, &a);
    import(p, "one", "Maren Dock", "2026-02-01");
    struct pl_screener_held b = take(p);
    assert_int_equal(candidates(&b, "Ulla Harbour"), 0);
    assert_int_equal(candidates(&b, "Maren Dock"), 1);
    pl_screener_give(p->cache, &b);
}

/* A commit that leaves the lists alone costs no new screener, and is seen all the same. */
static void test_decided_and_required(void **state) {
    struct place *p = *state;
    PL_ARENA_AUTO arena;
    struct pl_decided done;
    pl_arena_open(&arena, (size_t)1 << 26);
    import(p, "one", "Ulla Harbour", "2026-01-01");
    struct pl_screener_held a = take(p);
    assert_int_equal(a.decisions->n, 0);
    assert_int_equal(a.lacking.n, 0);
    struct pl_decide decide = {.dir = p->dir,
                               .now = NOW,
                               .query = "Ulla Harbour",
                               .entry = "x-1",
                               .verdict = PL_DECIDED_MATCH,
                               .reason = PL_STR("other"),
                               .text = PL_STR("seen"),
                               .by = PL_STR("")};
    must(pl_decide(&decide, &arena, &done, &p->err));
    struct pl_screener_held b = take(p);
    assert_ptr_equal(a.screener, b.screener);
    assert_int_equal(a.decisions->n, 0);
    assert_int_equal(b.decisions->n, 1);
    require(p, "two");
    struct pl_screener_held c = take(p);
    assert_ptr_equal(a.screener, c.screener);
    assert_true(c.lacking.n > 0);
    assert_int_equal(b.lacking.n, 0);
    pl_screener_give(p->cache, &a);
    pl_screener_give(p->cache, &b);
    pl_screener_give(p->cache, &c);
}

/* Of one list alone its own requirement counts; a list that is not there lacks. */
static void test_one_list(void **state) {
    struct place *p = *state;
    import(p, "one", "Ulla Harbour", "2026-01-01");
    import(p, "two", "Brigid Quay", "2026-01-01");
    require(p, "two:1");
    struct pl_screener_held one = take_list(p, "one", NOW), two = take_list(p, "two", NOW), all = take(p);
    struct pl_screener_held none = take_list(p, "three", NOW);
    assert_int_equal(candidates(&one, "Brigid Quay"), 0);
    assert_int_equal(candidates(&two, "Brigid Quay"), 1);
    assert_int_equal(one.lacking.n, 0);
    assert_true(two.lacking.n > 0 && all.lacking.n > 0 && none.lacking.n > 0);
    pl_screener_give(p->cache, &one);
    pl_screener_give(p->cache, &two);
    pl_screener_give(p->cache, &all);
    pl_screener_give(p->cache, &none);
}

/* On the next day a list is a day older, though nobody wrote. */
static void test_another_day(void **state) {
    struct place *p = *state;
    import(p, "one", "Ulla Harbour", "2027-01-14"); /* the day before NOW */
    require(p, "one:1");
    struct pl_screener_held today = take(p);
    struct pl_screener_held later = take_list(p, "", NOW + PL_DAY_US);
    assert_int_equal(today.lacking.n, 0);
    assert_true(later.lacking.n > 0);
    pl_screener_give(p->cache, &today);
    pl_screener_give(p->cache, &later);
}

/* More wishes than are kept: each is answered all the same. */
static void test_many_wishes(void **state) {
    struct place *p = *state;
    import(p, "one", "Ulla Harbour", "2026-01-01");
    for (int32_t round = 0; round < 2; round++) {
        for (int32_t day = 0; day < 12; day++) {
            struct pl_screener_held held;
            struct pl_screener_wish wish = {
                .view = p->dir, .list = PL_STR(""), .has_as_of = true, .as_of = 20450 + day, .now = NOW};
            must(pl_screener_take(p->cache, &wish, &held, &p->err));
            assert_int_equal(candidates(&held, "Ulla Harbour"), 1);
            pl_screener_give(p->cache, &held);
        }
    }
}

static size_t seen(struct place *p, const char *up_to, const char *name) {
    PL_ARENA_AUTO arena;
    struct pl_screener_held held;
    pl_arena_open(&arena, (size_t)1 << 16);
    struct pl_screener_wish wish = {
        .view = pl_view_name(&arena, p->dir, pl_str_from(up_to)), .list = PL_STR(""), .now = NOW};
    must(pl_screener_take(p->cache, &wish, &held, &p->err));
    size_t n = candidates(&held, name);
    pl_screener_give(p->cache, &held);
    return n;
}

/* Each clearance has its own screener, whoever asked before: a list marked TLP:AMBER is searched for those who may see
 * it, and nobody else. */
static void test_clearances(void **state) {
    struct place *p = *state;
    import_marked(p, "one", "Ulla Harbour", "2026-01-01", "TLP:GREEN");
    import_marked(p, "two", "Meru Tavo", "2026-01-01", "TLP:AMBER");
    for (int round = 0; round < 2; round++) { /* built, then kept */
        assert_int_equal(seen(p, "", "Meru Tavo"), 1);
        assert_int_equal(seen(p, "TLP:GREEN", "Meru Tavo"), 0);
        assert_int_equal(seen(p, "TLP:GREEN", "Ulla Harbour"), 1);
        assert_int_equal(seen(p, "TLP:AMBER", "Meru Tavo"), 1);
        assert_int_equal(seen(p, "TLP:CLEAR", "Ulla Harbour"), 0);
    }
    import_marked(p, "one", "Orla Quay", "2026-02-01", "TLP:AMBER"); /* a newer copy that some may not see */
    assert_int_equal(seen(p, "TLP:GREEN", "Orla Quay"), 0);
    assert_int_equal(seen(p, "TLP:GREEN", "Ulla Harbour"), 1);
    assert_int_equal(seen(p, "TLP:AMBER", "Orla Quay"), 1);
    assert_int_equal(seen(p, "TLP:AMBER", "Ulla Harbour"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_empty_case, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_kept_until_a_list_comes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_newer_copy_takes_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_decided_and_required, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_list, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_another_day, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_wishes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_clearances, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
