/* Derivation graphs of tests/data/evidence/origins.txt, in the order of the file and in another; ceilings; and graphs
 * drawn at random against a count by reachability written here (a second way: no rings, no union). */
#include "evidence/origin.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"

#define MAX 64

struct graph_case {
    char name[256];
    struct pl_origin_source sources[MAX];
    struct pl_origin_item items[MAX];
    struct pl_origin_link links[MAX];
    uint32_t n_sources, n_items, n_links;
    pl_str without[3][MAX]; /* item, source, party */
    uint32_t n_without[3];
    bool has_want;
    uint32_t want[5];
    pl_str origins[MAX], whys[MAX];
    uint32_t n_origins, n_whys;
};

static uint32_t item_of(const struct graph_case *c, pl_str id) {
    for (uint32_t i = 0; i < c->n_items; i++) {
        if (pl_str_eq(c->items[i].id, id)) {
            return i;
        }
    }
    fail_msg("%s: no item %.*s", c->name, (int)id.n, id.p);
    return 0;
}

static uint32_t source_of(const struct graph_case *c, pl_str id) {
    for (uint32_t i = 0; i < c->n_sources; i++) {
        if (pl_str_eq(c->sources[i].id, id)) {
            return i;
        }
    }
    return PL_ORIGIN_NONE;
}

static void read_line(struct graph_case *c, pl_str line) {
    pl_str rest = line, word = pl_str_cut(&rest, ' '), all = rest;
    pl_str a = rest.p ? pl_str_cut(&rest, ' ') : PL_STR(""), b = rest.p ? pl_str_cut(&rest, ' ') : PL_STR("");
    if (pl_str_eq(word, PL_STR("source"))) {
        c->sources[c->n_sources++] = (struct pl_origin_source){a, pl_str_eq(b, PL_STR("-")) ? PL_STR("") : b};
    } else if (pl_str_eq(word, PL_STR("item")) || pl_str_eq(word, PL_STR("absent"))) {
        bool absent = word.n == 6;
        int64_t hour = 0;
        bool timed = !absent && pl_str_i64(rest, &hour);
        c->items[c->n_items++] = (struct pl_origin_item){.id = a,
                                                         .source = absent ? PL_ORIGIN_NONE : source_of(c, b),
                                                         .published = timed ? hour * PL_HOUR_US : PL_TIME_NONE,
                                                         .absent = absent};
    } else if (pl_str_eq(word, PL_STR("link"))) {
        struct pl_origin_link *l = &c->links[c->n_links++];
        *l = (struct pl_origin_link){.child = item_of(c, a), .parent = item_of(c, rest), .why = PL_STR("")};
        assert_true(pl_link_kind_parse(b, &l->kind));
    } else if (pl_str_eq(word, PL_STR("without"))) {
        int what = a.p[0] == 'i' ? 0 : a.p[0] == 's' ? 1 : 2;
        c->without[what][c->n_without[what]++] = b;
    } else if (pl_str_eq(word, PL_STR("want"))) {
        c->has_want = true;
        rest = all;
        for (int i = 0; i < 5; i++) {
            uint64_t v;
            assert_true(pl_str_u64(pl_str_cut(&rest, ' '), &v));
            c->want[i] = (uint32_t)v;
        }
    } else if (pl_str_eq(word, PL_STR("origin"))) {
        c->origins[c->n_origins++] = all;
    } else if (pl_str_eq(word, PL_STR("why"))) {
        c->whys[c->n_whys++] = all;
    } else {
        fail_msg("%s: what is %.*s", c->name, (int)line.n, line.p);
    }
}

static void check_origins(const struct graph_case *c, const struct pl_origin_count *count) {
    assert_int_equal(c->n_origins, count->count);
    for (uint32_t i = 0; i < count->count; i++) {
        const struct pl_origin *o = &count->origins[i];
        PL_BUF_AUTO text;
        pl_buf_open(&text, 1000);
        pl_buf_add_str(&text, o->circular ? PL_STR("ring ") : PL_STR(""));
        for (uint32_t k = 0; k <= o->n_items; k++) {
            if (k == o->n_roots) {
                pl_buf_add_str(&text, k > 0 ? PL_STR(" /") : PL_STR("/"));
            }
            if (k < o->n_items) {
                pl_buf_add_str(&text, k > 0 || o->n_roots == 0 ? PL_STR(" ") : PL_STR(""));
                pl_buf_add_str(&text, c->items[o->items[k]].id);
            }
        }
        if (!pl_str_eq(pl_buf_str(&text), c->origins[i])) {
            fail_msg("%s: origin %u is %.*s, not %.*s", c->name, i, (int)text.n, text.p, (int)c->origins[i].n,
                     c->origins[i].p);
        }
    }
}

struct whys {
    const struct graph_case *c;
    uint32_t n;
};

static void on_why(void *ctx, pl_str sentence) {
    struct whys *w = ctx;
    if (w->n >= w->c->n_whys || !pl_str_eq(sentence, w->c->whys[w->n])) {
        fail_msg("%s: says %.*s", w->c->name, (int)sentence.n, sentence.p);
    }
    w->n++;
}

static void run_case(const struct graph_case *c) {
    PL_ARENA_AUTO arena;
    struct pl_error err = {0};
    struct pl_origin_count count;
    struct pl_origin_graph g = {c->sources, c->n_sources, c->items, c->n_items, c->links, c->n_links};
    struct pl_origin_without w = {c->without[0],   c->n_without[0], c->without[1],
                                  c->n_without[1], c->without[2],   c->n_without[2]};
    struct whys whys = {.c = c};
    pl_arena_open(&arena, 1 << 20);
    assert_true(c->has_want);
    assert_int_equal(pl_origin_count(&g, &w, &arena, &count, &err), 0);
    const uint32_t got[5] = {count.count, count.at_most, count.parties, count.unnamed_parties, count.unsupported};
    for (int i = 0; i < 5; i++) {
        if (got[i] != c->want[i]) {
            fail_msg("%s: value %d is %u, not %u", c->name, i, got[i], c->want[i]);
        }
    }
    check_origins(c, &count);
    assert_int_equal(pl_origin_why_not_more(&g, &arena, on_why, &whys, &err), 0);
    assert_int_equal(whys.n, c->n_whys);
    struct pl_grade_basis basis = pl_origin_basis(&count);
    assert_int_equal(basis.origins, c->want[0]);
    assert_int_equal(basis.suspected, c->want[1] - c->want[0]);
    assert_int_equal(basis.parties, c->want[2]);
}

/* The same case with items and links the other way round. */
static void turn(struct graph_case *c) {
    struct graph_case old = *c;
    for (uint32_t i = 0; i < c->n_items; i++) {
        c->items[i] = old.items[c->n_items - 1 - i];
    }
    for (uint32_t i = 0; i < c->n_links; i++) {
        struct pl_origin_link l = old.links[c->n_links - 1 - i];
        l.child = c->n_items - 1 - l.child;
        l.parent = c->n_items - 1 - l.parent;
        c->links[i] = l;
    }
}

static void cases(void **unused) {
    (void)unused;
    PL_BUF_AUTO text;
    static struct graph_case c;
    unsigned n = 0;
    pl_buf_open(&text, 1 << 20);
    assert_int_equal(pl_file_read("tests/data/evidence/origins.txt", 1 << 20, &text, NULL), 0);
    pl_buf_add_str(&text, PL_STR("\ncase end"));
    for (pl_str rest = pl_buf_str(&text); rest.p;) {
        pl_str line = pl_str_trim(pl_str_cut(&rest, '\n'));
        if (pl_str_starts(line, PL_STR("case "))) {
            if (n++ > 0) {
                run_case(&c);
                turn(&c);
                run_case(&c);
            }
            memset(&c, 0, sizeof c);
            snprintf(c.name, sizeof c.name, "%.*s", (int)line.n, line.p);
        } else if (line.n > 0 && line.p[0] != '#') {
            read_line(&c, line);
        }
    }
    assert_int_equal(n, 24 + 1);
}

/* ---- a second way ---- */

static uint64_t next(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* Without upstream links: an item is of a root where it reaches no item that does not reach it; count those sets. */
static uint32_t count_by_reach(const struct pl_origin_graph *g, bool suspected) {
    static bool reach[12][12];
    uint32_t n = g->n_items, count = 0;
    memset(reach, 0, sizeof reach);
    for (uint32_t i = 0; i < g->n_links; i++) {
        reach[g->links[i].child][g->links[i].parent] |= suspected || g->links[i].kind != PL_LINK_COPY_SUSPECTED;
    }
    for (uint32_t k = 0; k < n; k++) {
        for (uint32_t i = 0; i < n; i++) {
            for (uint32_t j = 0; j < n; j++) {
                reach[i][j] |= reach[i][k] && reach[k][j];
            }
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        bool root = true, first = true;
        for (uint32_t j = 0; j < n; j++) {
            root = root && (!reach[i][j] || i == j || reach[j][i]);
            first = first && !(j < i && reach[i][j] && reach[j][i]);
        }
        count += root && first;
    }
    return count;
}

static void random_graphs(void **unused) {
    (void)unused;
    uint64_t seed = 20261123;
    for (int round = 0; round < 3000; round++) {
        PL_ARENA_AUTO arena;
        struct pl_origin_item items[12];
        struct pl_origin_link links[40];
        struct pl_origin_count count;
        char ids[12][4];
        uint32_t n = 1 + (uint32_t)next(&seed) % 12, n_links = 0;
        for (uint32_t i = 0; i < n; i++) {
            snprintf(ids[i], sizeof ids[i], "%u", i);
            items[i] = (struct pl_origin_item){
                .id = pl_str_from(ids[i]), .source = PL_ORIGIN_NONE, .published = (int64_t)next(&seed) % 5};
        }
        for (uint32_t i = (uint32_t)next(&seed) % 20; i > 0; i--) {
            uint32_t a = (uint32_t)next(&seed) % n, b = (uint32_t)next(&seed) % n;
            enum pl_link_kind kind = next(&seed) % 3 == 0 ? PL_LINK_COPY_SUSPECTED : PL_LINK_QUOTATION;
            if (a != b) {
                links[n_links++] = (struct pl_origin_link){a, b, kind, PL_STR("")};
            }
        }
        struct pl_origin_graph g = {NULL, 0, items, n, links, n_links};
        pl_arena_open(&arena, 1 << 20);
        assert_int_equal(pl_origin_count(&g, NULL, &arena, &count, NULL), 0);
        assert_int_equal(count.count, count_by_reach(&g, true));
        assert_int_equal(count.at_most, count_by_reach(&g, false));
        assert_int_equal(count.unsupported, 0);
        if (n_links > 0) { /* knowing that two rest on one thing never raises the count */
            struct pl_origin_count joined;
            links[n_links - 1].kind = PL_LINK_SAME_FEED;
            struct pl_origin_count before;
            g.n_links = n_links - 1;
            assert_int_equal(pl_origin_count(&g, NULL, &arena, &before, NULL), 0);
            g.n_links = n_links;
            assert_int_equal(pl_origin_count(&g, NULL, &arena, &joined, NULL), 0);
            assert_true(joined.count <= before.count && joined.at_most <= before.at_most &&
                        joined.count <= joined.at_most);
        }
    }
}

static void bad_graphs(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    struct pl_error err = {0};
    struct pl_origin_count count = {.count = 77};
    struct pl_origin_item items[2] = {{.id = PL_STR("a"), .source = PL_ORIGIN_NONE},
                                      {.id = PL_STR("b"), .source = PL_ORIGIN_NONE}};
    struct pl_origin_link link = {0, 0, PL_LINK_QUOTATION, PL_STR("")};
    struct pl_origin_graph g = {NULL, 0, items, 2, &link, 1};
    pl_arena_open(&arena, 1 << 20);
    assert_int_equal(pl_origin_count(&g, NULL, &arena, &count, &err), PL_E_USAGE);
    link.parent = 2;
    assert_int_equal(pl_origin_count(&g, NULL, &arena, &count, &err), PL_E_USAGE);
    link.parent = 1;
    items[1].source = 0;
    assert_int_equal(pl_origin_count(&g, NULL, &arena, &count, &err), PL_E_USAGE);
    items[1].source = PL_ORIGIN_NONE;
    g.n_items = PL_ORIGIN_MAX_ITEMS + 1; /* looked at before the items are */
    assert_int_equal(pl_origin_count(&g, NULL, &arena, &count, &err), PL_E_LIMIT);
    g.n_items = 2;
    g.n_links = PL_ORIGIN_MAX_LINKS + 1;
    assert_int_equal(pl_origin_count(&g, NULL, &arena, &count, &err), PL_E_LIMIT);
    g.n_links = 1;
    assert_int_equal(count.count, 77);
    link.parent = 0;
    assert_int_equal(pl_origin_why_not_more(&g, &arena, on_why, NULL, &err), PL_E_USAGE);
    link.parent = 1;
    struct pl_arena small;
    for (size_t max = 0; max < 2000; max += 16) {
        pl_arena_open(&small, max);
        int code = pl_origin_count(&g, NULL, &small, &count, &err);
        assert_true(code == PL_E_NOMEM || (code == 0 && count.count == 1));
        pl_arena_close(&small);
    }
    assert_int_equal(pl_origin_count(&g, NULL, &arena, &count, &err), 0);
    assert_int_equal(count.count, 1);
}

/* A chain and a ring of 200,000: no recursion, no square. */
static void large(void **unused) {
    (void)unused;
    enum { N = 200000 };
    PL_ARENA_AUTO arena;
    struct pl_origin_count count;
    pl_arena_open(&arena, (size_t)1 << 30);
    struct pl_origin_item *items = pl_arena_calloc(&arena, N, sizeof *items);
    struct pl_origin_link *links = pl_arena_calloc(&arena, N, sizeof *links);
    for (uint32_t i = 0; i < N; i++) {
        items[i] = (struct pl_origin_item){.id = PL_STR("x"), .source = PL_ORIGIN_NONE, .published = i};
        links[i] = (struct pl_origin_link){i, (i + N - 1) % N, PL_LINK_QUOTATION, PL_STR("")};
    }
    struct pl_origin_graph g = {NULL, 0, items, N, links + 1, N - 1};
    assert_int_equal(pl_origin_count(&g, NULL, &arena, &count, NULL), 0);
    assert_int_equal(count.count, 1);
    assert_false(count.origins[0].circular);
    assert_int_equal(count.origins[0].n_items, N);
    g.links = links;
    g.n_links = N;
    assert_int_equal(pl_origin_count(&g, NULL, &arena, &count, NULL), 0);
    assert_int_equal(count.count, 1);
    assert_true(count.origins[0].circular);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(cases), cmocka_unit_test(random_graphs),
                                       cmocka_unit_test(bad_graphs), cmocka_unit_test(large)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
