/* Suspected copies: small sets whose answer is plain to a person, what may not matter (order, numbers of sources and
 * events), what must (a source's habit), and the ceiling. */
#include "evidence/copying.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "evidence/account.h"

#define HOUR(h) ((pl_time)(h)*PL_HOUR_US)

static void suspect(const struct pl_copying_item *items, uint32_t n, struct pl_arena *arena,
                    const struct pl_origin_link **links, uint32_t *n_links) {
    struct pl_error err = {0};
    assert_int_equal(pl_copying_suspect(items, n, NULL, arena, links, n_links, &err), 0);
}

/* One event, no citations: only what the texts say, against the priors. */
static void one_event(void **unused) {
    (void)unused;
    static const struct {
        const char *first, *second;
        int hours;
        bool copy;
    } cases[] = {
        /* observers who differ as observers do, the same day */
        {"61 containers, 167.6 m long, 2026-04-21 at 10:15 UTC", "64 containers, 168.1 m long, 2026-04-21 at 10:20 UTC",
         5, false},
        {"61 containers, 167.6 m long, 2026-04-21 at 10:15 UTC", "57 containers, 165.0 m long, 2026-04-21 at 10:15 UTC",
         5, false},
        /* all of it the same, days later */
        {"61 containers, 167.6 m long, 2026-04-21 at 10:15 UTC", "61 containers, 167.6 m long, 2026-04-21 at 10:15 UTC",
         80, true},
        /* all of it rounded */
        {"358 containers, 167.6 m long, 2026-04-21 at 10:15 UTC",
         "some 360 containers, about 168 m long, 2026-04-21 in the morning", 80, true},
        /* all of it rounded, but in a way that this report cannot have been */
        {"358 containers, 167.6 m long, 2026-04-21 at 10:15 UTC",
         "some 420 containers, about 175 m long, 2026-04-21 in the evening", 80, false},
        /* sharper than what it would have been taken from */
        {"some 360 containers, about 168 m long, 2026-04-21 in the morning",
         "358 containers, 167.6 m long, 2026-04-21 at 10:15 UTC", 5, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        PL_ARENA_AUTO arena;
        const struct pl_origin_link *links;
        uint32_t n;
        const struct pl_copying_item items[2] = {
            {.source = 0, .published = 0, .text = pl_str_from(cases[i].first)},
            {.source = 1, .published = HOUR(cases[i].hours), .text = pl_str_from(cases[i].second)}};
        pl_arena_open(&arena, 1 << 24);
        suspect(items, 2, &arena, &links, &n);
        if (n != cases[i].copy) {
            fail_msg("case %zu: %u suspected", i, n);
        }
        if (n == 1) {
            assert_int_equal(links[0].child, 1);
            assert_int_equal(links[0].parent, 0);
            assert_int_equal(links[0].kind, PL_LINK_COPY_SUSPECTED);
            assert_true(links[0].why.n > 0);
        }
    }
}

/* The same report in another event, before its parent, or with a citation is nothing to suspect. */
static void no_candidates(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    const struct pl_origin_link *links;
    uint32_t n, cite = 0;
    pl_str text = PL_STR("61 containers, 167.6 m long, 2026-04-21 at 10:15 UTC");
    struct pl_copying_item items[2] = {{.source = 0, .text = text},
                                       {.event = 1, .source = 1, .published = HOUR(80), .text = text}};
    pl_arena_open(&arena, 1 << 24);
    suspect(items, 2, &arena, &links, &n);
    assert_int_equal(n, 0);
    items[1].event = 0;
    suspect(items, 2, &arena, &links, &n);
    assert_int_equal(n, 1);
    items[1].cites = &cite;
    items[1].n_cites = 1;
    suspect(items, 2, &arena, &links, &n);
    assert_int_equal(n, 0);
    items[1].n_cites = 0;
    items[0].absent = true;
    suspect(items, 2, &arena, &links, &n);
    assert_int_equal(n, 0);
    items[0].absent = false;
    items[0].published = HOUR(160); /* then it is the other that came later */
    suspect(items, 2, &arena, &links, &n);
    assert_int_equal(n, 1);
    assert_int_equal(links[0].child, 0);
    items[0].published = PL_TIME_NONE; /* either may be first: each suspects the other, one ring, one origin */
    suspect(items, 2, &arena, &links, &n);
    assert_int_equal(n, 2);
    suspect(items, 0, &arena, &links, &n);
    assert_int_equal(n, 0);
    struct pl_error err = {0};
    cite = 2;
    items[1].cites = &cite;
    items[1].n_cites = 1;
    assert_int_equal(pl_copying_suspect(items, 2, NULL, &arena, &links, &n, &err), PL_E_USAGE);
}

/* Thirty events; in each source 0 observes, 1 observes too (equal by chance in every third), 2 cites what it takes or,
 * in every third event, does not say so. The same pair of texts is a copy or not by who wrote the second. */
static void habit(void **unused) {
    (void)unused;
    enum { EVENTS = 30 };
    PL_ARENA_AUTO arena;
    static struct pl_copying_item items[3 * EVENTS];
    static char texts[3 * EVENTS][128];
    static uint32_t cites[EVENTS];
    const struct pl_origin_link *links;
    uint32_t n, silent = 0, right = 0;
    for (uint32_t e = 0; e < EVENTS; e++) {
        uint32_t count = 100 + 7 * e, minute = 10 + e;
        for (uint32_t k = 0; k < 3; k++) {
            bool same = k == 2 || (k == 1 && e % 3 == 0);
            snprintf(texts[3 * e + k], sizeof texts[0], "%u containers at 10:%02u UTC", same ? count : count + 2 * k,
                     same ? minute : minute + k);
            items[3 * e + k] = (struct pl_copying_item){
                .event = e, .source = k, .published = HOUR(1000 * e + 30 * k), .text = pl_str_from(texts[3 * e + k])};
        }
        cites[e] = 3 * e;
        if (e % 3 != 1) {
            items[3 * e + 2].cites = &cites[e];
            items[3 * e + 2].n_cites = 1;
        }
    }
    pl_arena_open(&arena, 1 << 26);
    suspect(items, 3 * EVENTS, &arena, &links, &n);
    for (uint32_t i = 0; i < n; i++) {
        silent += links[i].child % 3 == 2;
        right += links[i].parent == links[i].child - 2;
    }
    assert_int_equal(silent, EVENTS / 3);
    assert_int_equal(right, EVENTS / 3);
    assert_int_equal(n, EVENTS / 3);
    assert_true(pl_str_find_str(links[0].why, PL_STR("its source takes most of its reports from others")) <
                links[0].why.n);
}

/* A source that repeats itself says nothing of its habits, and nothing is divided by what it did not say: found by
 * fuzzing. Its second report, the same to the letter, is a suspected copy; one that measures anew is not. */
static void own_reports(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    const struct pl_origin_link *links;
    uint32_t n, cite = 0;
    pl_str text = PL_STR("61 containers, 167.6 m long, 2026-04-21 at 10:15 UTC");
    struct pl_copying_item items[3] = {
        {.source = 5, .text = text},
        {.source = 5, .published = HOUR(80), .text = text},
        {.source = 5, .published = HOUR(90), .text = PL_STR("64 containers, 168.3 m long, 2026-04-21 at 10:25 UTC")}};
    pl_arena_open(&arena, 1 << 24);
    suspect(items, 3, &arena, &links, &n);
    assert_int_equal(n, 1);
    assert_int_equal(links[0].child, 1);
    assert_true(pl_str_starts(links[0].why, PL_STR("the same source; ")));
    items[1].cites = &cite;
    items[1].n_cites = 1;
    suspect(items, 3, &arena, &links, &n);
    assert_int_equal(n, 0);
}

/* What a shuffled, renumbered corpus may change: nothing. */
static uint64_t next(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static void order_and_numbers(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO sources, text;
    const struct pl_account *a;
    const struct pl_origin_link *links, *again;
    uint32_t n, m;
    uint64_t seed = 4;
    pl_arena_open(&arena, (size_t)1 << 30);
    pl_buf_open(&sources, 1 << 24);
    pl_buf_open(&text, 1 << 24);
    assert_int_equal(pl_file_read("tests/data/corroboration/sources.jsonl", 1 << 24, &sources, NULL), 0);
    assert_int_equal(pl_file_read("tests/data/corroboration/items.jsonl", 1 << 24, &text, NULL), 0);
    assert_int_equal(pl_account_read(pl_buf_str(&sources), pl_buf_str(&text), PL_STR(""), NULL, NULL, &arena, &a, NULL),
                     0);
    uint32_t count = a->graph.n_items;
    suspect(a->items, count, &arena, &links, &n);
    assert_true(n > 20);
    for (int round = 0; round < 5; round++) {
        uint32_t *place = pl_arena_calloc(&arena, count, 4), *parent = pl_arena_calloc(&arena, count, 4);
        struct pl_copying_item *turned = pl_arena_calloc(&arena, count, sizeof *turned);
        for (uint32_t i = 0; i < count; i++) {
            uint32_t k = (uint32_t)(next(&seed) % (i + 1));
            place[i] = place[k];
            place[k] = i;
        } /* place: new -> old; its inverse below */
        uint32_t *new = pl_arena_calloc(&arena, count, 4);
        for (uint32_t i = 0; i < count; i++) {
            new[place[i]] = i;
            parent[i] = PL_ORIGIN_NONE;
        }
        for (uint32_t i = 0; i < count; i++) {
            struct pl_copying_item item = a->items[place[i]];
            uint32_t *c = pl_arena_calloc(&arena, item.n_cites + 1, 4);
            for (uint32_t k = 0; k < item.n_cites; k++) {
                c[k] = new[item.cites[k]];
            }
            item.cites = c;
            item.event = item.event * 7919 % 100003;
            item.source = item.source == PL_ORIGIN_NONE ? PL_ORIGIN_NONE : (1000 - item.source) * 31;
            turned[i] = item;
        }
        suspect(turned, count, &arena, &again, &m);
        assert_int_equal(m, n);
        for (uint32_t i = 0; i < m; i++) {
            parent[place[again[i].child]] = place[again[i].parent];
        }
        for (uint32_t i = 0; i < n; i++) {
            assert_int_equal(parent[links[i].child], links[i].parent);
        }
    }
}

static void ceiling(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    struct pl_error err = {0};
    struct pl_copying_params params = pl_copying_defaults();
    static struct pl_copying_item items[PL_COPYING_MAX_EVENT + 1];
    const struct pl_origin_link *links;
    uint32_t n;
    params.rounds = 1;
    pl_arena_open(&arena, (size_t)1 << 31);
    for (uint32_t i = 0; i <= PL_COPYING_MAX_EVENT; i++) {
        items[i] = (struct pl_copying_item){.source = i, .published = HOUR(i), .text = PL_STR("")};
    }
    assert_int_equal(pl_copying_suspect(items, PL_COPYING_MAX_EVENT, &params, &arena, &links, &n, &err), 0);
    assert_int_equal(pl_copying_suspect(items, PL_COPYING_MAX_EVENT + 1, &params, &arena, &links, &n, &err),
                     PL_E_LIMIT);
    struct pl_arena small;
    for (size_t max = 0; max < 16000; max += 256) {
        pl_arena_open(&small, max);
        int code = pl_copying_suspect(items, 2, &params, &small, &links, &n, &err);
        assert_true(code == 0 || code == PL_E_NOMEM);
        pl_arena_close(&small);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_event),   cmocka_unit_test(no_candidates),     cmocka_unit_test(habit),
        cmocka_unit_test(own_reports), cmocka_unit_test(order_and_numbers), cmocka_unit_test(ceiling)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
