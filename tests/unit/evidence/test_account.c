/* Files of sources, items and links: what is kept, what is complained about and where. Lines are in place; expectations
 * by hand. */
#include "evidence/account.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define SOURCES "{\"source_id\":\"s\",\"party\":\"p\"}\n{\"source_id\":\"t\",\"party\":\"q\",\"kind\":7}\n"

struct faults {
    struct pl_buf text; /* "1:3 left out MESSAGE\n" */
    int stop_at;        /* the n-th complaint stops the reading */
    int n;
};

static int on_fault(void *ctx, const struct pl_account_fault *fault, struct pl_error *err) {
    struct faults *f = ctx;
    pl_buf_add_fmt(&f->text, "%u:%llu %s%s\n", fault->file, (unsigned long long)fault->error.line,
                   fault->left_out ? "" : "(kept) ", fault->error.msg);
    return ++f->n == f->stop_at ? pl_fail(err, PL_E_FORMAT, "stopped") : 0;
}

struct read {
    struct pl_arena arena;
    struct faults faults;
    struct pl_error err;
    const struct pl_account *a;
    int code;
};

static void read_all(struct read *r, pl_str sources, pl_str items, pl_str links) {
    memset(r, 0, sizeof *r);
    pl_arena_open(&r->arena, (size_t)1 << 30);
    pl_buf_open(&r->faults.text, 1 << 20);
    r->code = pl_account_read(sources, items, links, on_fault, &r->faults, &r->arena, &r->a, &r->err);
    pl_buf_add_char(&r->faults.text, 0);
}

static void done(struct read *r) {
    pl_arena_close(&r->arena);
    pl_buf_close(&r->faults.text);
}

static void graph(void **unused) {
    (void)unused;
    struct read r;
    read_all(
        &r, PL_STR(SOURCES),
        PL_STR(
            "\n{\"item_id\":\"c\",\"event_id\":\"e2\",\"source_id\":\"s\",\"published\":\"2026-01-02T00:00:00Z\"}\r\n"
            "{\"item_id\":\"b\",\"event_id\":\"e1\",\"source_id\":\"t\",\"published\":\"2026-01-03\",\"cites\":[\"a\","
            "\"x\",\"a\"],\"text\":\"T\"}\n"
            "{\"item_id\":\"a\",\"event_id\":\"e1\",\"source_id\":null,\"published\":null,\"cites\":null}\n"
            "{\"item_id\":\"d\",\"event_id\":\"e2\",\"source_id\":\"u\",\"cites\":[\"a\",\"d\"]}"),
        PL_STR("{\"child\":\"d\",\"parent\":\"c\",\"as\":\"same-leak\",\"by\":\"K. Example\"}\n"));
    assert_int_equal(r.code, 0);
    assert_string_equal(r.faults.text.p,
                        "1:5 (kept) its source is not among the sources: who collected it is not known\n"
                        "1:3 (kept) it cites what is no item of its event; that is kept as something unseen\n"
                        "1:5 (kept) it cites what is no item of its event; that is kept as something unseen\n"
                        "1:5 (kept) it cites itself, which says nothing\n");
    /* e1: a (undated), x (absent), b; e2: a (absent), d (undated), c */
    const struct pl_origin_graph *g = &r.a->graph;
    const char *const ids[] = {"a", "x", "b", "a", "d", "c"};
    const bool absent[] = {false, true, false, true, false, false};
    assert_int_equal(g->n_items, 6);
    for (uint32_t i = 0; i < 6; i++) {
        assert_true(pl_str_eq(g->items[i].id, pl_str_from(ids[i])));
        assert_int_equal(g->items[i].absent, absent[i]);
        assert_int_equal(r.a->items[i].event, i >= 3);
    }
    assert_int_equal(r.a->n_events, 2);
    assert_int_equal(r.a->event_first[1], 3);
    assert_int_equal(r.a->event_first[2], 6);
    assert_int_equal(g->n_sources, 3);
    assert_int_equal(g->items[0].source, PL_ORIGIN_NONE);
    assert_true(pl_str_eq(g->sources[g->items[2].source].party, PL_STR("q")));
    assert_true(pl_str_eq(g->sources[g->items[4].source].id, PL_STR("u")));
    assert_int_equal(g->sources[g->items[4].source].party.n, 0);
    assert_int_equal(g->n_links, 4);
    assert_int_equal(g->links[0].child, 2);
    assert_int_equal(g->links[0].parent, 0);
    assert_int_equal(g->links[1].parent, 1);
    assert_int_equal(g->links[2].child, 4);
    assert_int_equal(g->links[2].parent, 3);
    assert_int_equal(g->links[3].kind, PL_LINK_SAME_LEAK);
    assert_true(pl_str_eq(g->links[3].why, PL_STR("said by K. Example")));
    assert_int_equal(r.a->items[2].n_cites, 2);
    assert_int_equal(r.a->absent_cites, 2);
    assert_int_equal(r.a->unknown_sources, 1);
    assert_int_equal(r.a->counts[1].lines, 4);
    assert_int_equal(r.a->counts[1].accepted, 4);
    done(&r);
}

static void malformed(void **unused) {
    (void)unused;
    struct read r;
    read_all(
        &r, PL_STR(SOURCES),
        PL_STR("{\"item_id\":\"a\",\"event_id\":\"e\"}\n{\"item_id\":\"b\",\"event_id\":\"e\"}\n{\"item_id\":\"c\","
               "\"event_"
               "id\":\"e\"}\n{\"item_id\":\"d\",\"event_id\":\"e\"}\n"
               "{\"item_id\":\"f\",\"event_id\":\"e\"}\n{\"item_id\":\"g\",\"event_id\":\"e\"}\n{\"item_id\":\"h\","
               "\"event_"
               "id\":\"e\"}\n"
               "[]\n{\"item_id\":5,\"event_id\":\"e\"}\n{\"item_id\":\"z\"}\n{\"item_id\":\"z\",\"event_id\":\"\"}\n"
               "{\"item_id\":\"z\",\"event_id\":\"e\",\"published\":\"yesterday\"}\n"
               "{\"item_id\":\"z\",\"event_id\":\"e\",\"cites\":\"a\"}\n{\"item_id\":\"z\",\"event_id\":\"e\","
               "\"cites\":[1]}"),
        PL_STR(""));
    assert_int_equal(r.code, 0);
    assert_string_equal(r.faults.text.p,
                        "1:8 no JSON object\n1:9 `item_id` is no text\n1:10 `event_id` is missing\n"
                        "1:11 `event_id` is empty\n1:12 `published` is no ISO 8601 time\n1:13 `cites` is no array\n"
                        "1:14 a citation is no id of 1 to 256 bytes\n");
    assert_int_equal(r.a->counts[1].rejected, 7);
    done(&r);
    /* one more bad line than good ones */
    read_all(&r, PL_STR(SOURCES), PL_STR("{\"item_id\":\"a\",\"event_id\":\"e\"}\nx\ny\n"), PL_STR(""));
    assert_int_equal(r.code, PL_E_FORMAT);
    assert_string_equal(r.err.msg, "2 of 3 items were rejected");
    done(&r);
    read_all(&r, PL_STR(SOURCES), PL_STR("x\n"), PL_STR(""));
    assert_int_equal(r.code, PL_E_EMPTY);
    done(&r);
    read_all(&r, PL_STR(SOURCES), PL_STR("\n \n"), PL_STR(""));
    assert_int_equal(r.code, PL_E_EMPTY);
    done(&r);
    read_all(&r, PL_STR(""), PL_STR("{\"item_id\":\"a\",\"event_id\":\"e\"}"), PL_STR(""));
    assert_int_equal(r.code, PL_E_EMPTY);
    done(&r);
}

static void same_id(void **unused) {
    (void)unused;
    struct read r;
    const char *const one = "{\"item_id\":\"a\",\"event_id\":\"e1\"}\n",
                      *const two = "{\"item_id\":\"a\",\"event_id\":\"e2\"}\n";
    for (int turn = 0; turn < 2; turn++) { /* the lesser line counts, whichever comes first; the same line is one */
        char items[400];
        snprintf(items, sizeof items, "%s%s%s{\"item_id\":\"b\",\"event_id\":\"e1\"}\n", turn ? two : one,
                 turn ? one : two, one);
        read_all(&r, PL_STR(SOURCES), pl_str_from(items), PL_STR(""));
        assert_int_equal(r.code, 0);
        assert_int_equal(r.a->n_events, 1);
        assert_true(pl_str_eq(r.a->events[0], PL_STR("e1")));
        assert_int_equal(r.a->counts[1].repeated, 1);
        assert_int_equal(r.a->counts[1].rejected, 1);
        assert_string_equal(r.faults.text.p,
                            turn ? "1:1 the id stands in line 2 too, with other content; that line counts\n"
                                 : "1:2 the id stands in line 1 too, with other content; that line counts\n");
        done(&r);
    }
}

static void bad_links(void **unused) {
    (void)unused;
    struct read r;
    pl_str items =
        PL_STR("{\"item_id\":\"a\",\"event_id\":\"e\"}\n{\"item_id\":\"b\",\"event_id\":\"e\"}\n{\"item_id\":\"c\","
               "\"event_id\":\"f\"}\n");
    read_all(
        &r, PL_STR(SOURCES), items,
        PL_STR(
            "{\"child\":\"a\",\"parent\":\"b\",\"as\":\"copy-confirmed\"}\n{\"child\":\"a\",\"parent\":\"b\",\"as\":"
            "\"same-"
            "leak\"}\n{\"child\":\"b\",\"parent\":\"a\",\"as\":\"revision\"}\n{\"child\":\"b\",\"parent\":\"a\",\"as\":"
            "\"translation\"}\n"
            "{\"child\":\"a\",\"parent\":\"c\",\"as\":\"revision\"}\n{\"child\":\"a\",\"parent\":\"y\",\"as\":"
            "\"revision\"}\n"
            "{\"child\":\"a\",\"parent\":\"a\",\"as\":\"revision\"}\n{\"child\":\"a\",\"parent\":\"b\",\"as\":"
            "\"theft\"}\n"));
    assert_int_equal(r.code, 0);
    assert_string_equal(r.faults.text.p,
                        "2:8 `as` is no kind of link\n2:7 a link must join two items of one event\n"
                        "2:5 a link must join two items of one event\n2:6 a link must join two items of one event\n");
    assert_int_equal(r.a->counts[2].accepted, 4);
    assert_int_equal(r.a->counts[2].rejected, 4);
    done(&r);
    read_all(&r, PL_STR(SOURCES), items, PL_STR("{\"child\":\"a\",\"parent\":\"c\",\"as\":\"revision\"}\n"));
    assert_int_equal(r.code, PL_E_EMPTY);
    done(&r);
}

static void sink_stops(void **unused) {
    (void)unused;
    struct pl_arena arena;
    struct pl_error err = {0};
    const struct pl_account *a = NULL;
    struct faults faults = {.stop_at = 2};
    pl_arena_open(&arena, (size_t)1 << 24);
    pl_buf_open(&faults.text, 1 << 20);
    int code = pl_account_read(PL_STR(SOURCES), PL_STR("x\ny\nz\n"), PL_STR(""), on_fault, &faults, &arena, &a, &err);
    assert_int_equal(code, PL_E_FORMAT);
    assert_string_equal(err.msg, "stopped");
    assert_int_equal(faults.n, 2);
    assert_null(a);
    pl_buf_close(&faults.text);
    pl_arena_close(&arena);
}

static void ceilings(void **unused) {
    (void)unused;
    PL_BUF_AUTO items;
    struct read r;
    pl_buf_open(&items, (size_t)64 << 20);
    for (size_t n = PL_ACCOUNT_MAX_ID - 1; n <= PL_ACCOUNT_MAX_ID + 1; n++) {
        pl_buf_clear(&items);
        pl_buf_add_str(&items, PL_STR("{\"event_id\":\"e\",\"item_id\":\"ok\"}\n{\"event_id\":\"e\",\"item_id\":\""));
        for (size_t i = 0; i < n; i++) {
            pl_buf_add_char(&items, 'i');
        }
        pl_buf_add_str(&items, PL_STR("\"}"));
        read_all(&r, PL_STR(SOURCES), pl_buf_str(&items), PL_STR(""));
        assert_int_equal(r.code, 0);
        assert_int_equal(r.a->counts[1].accepted, n <= PL_ACCOUNT_MAX_ID ? 2 : 1);
        done(&r);
    }
    for (unsigned n = PL_ACCOUNT_MAX_CITES - 1; n <= PL_ACCOUNT_MAX_CITES + 1; n++) {
        pl_buf_clear(&items);
        pl_buf_add_str(
            &items,
            PL_STR("{\"event_id\":\"e\",\"item_id\":\"ok\"}\n{\"event_id\":\"e\",\"item_id\":\"a\",\"cites\":["));
        for (unsigned i = 0; i < n; i++) {
            pl_buf_add_fmt(&items, "%s\"%u\"", i > 0 ? "," : "", i);
        }
        pl_buf_add_str(&items, PL_STR("]}"));
        read_all(&r, PL_STR(SOURCES), pl_buf_str(&items), PL_STR(""));
        assert_int_equal(r.code, 0);
        assert_int_equal(r.a->graph.n_links, n <= PL_ACCOUNT_MAX_CITES ? n : 0);
        done(&r);
    }
    for (size_t n = PL_ACCOUNT_MAX_LINE - 1; n <= PL_ACCOUNT_MAX_LINE + 1; n++) {
        pl_str head = PL_STR("{\"event_id\":\"e\",\"item_id\":\"a\",\"text\":\""), tail = PL_STR("\"}");
        pl_buf_clear(&items);
        pl_buf_add_str(&items, PL_STR("{\"event_id\":\"e\",\"item_id\":\"ok\"}\n"));
        pl_buf_add_str(&items, head);
        for (size_t i = head.n + tail.n; i < n; i++) {
            pl_buf_add_char(&items, 't');
        }
        pl_buf_add_str(&items, tail);
        read_all(&r, PL_STR(SOURCES), pl_buf_str(&items), PL_STR(""));
        assert_int_equal(r.code, 0);
        assert_int_equal(r.a->counts[1].accepted, n <= PL_ACCOUNT_MAX_LINE ? 2 : 1);
        done(&r);
    }
}

static void little_memory(void **unused) {
    (void)unused;
    for (size_t max = 0; max < 6000; max += 64) {
        struct pl_arena arena;
        struct pl_error err = {0};
        const struct pl_account *a = NULL;
        pl_arena_open(&arena, max);
        int code = pl_account_read(PL_STR(SOURCES),
                                   PL_STR("{\"event_id\":\"e\",\"item_id\":\"a\",\"cites\":[\"b\"],\"text\":\"t\"}"),
                                   PL_STR(""), NULL, NULL, &arena, &a, &err);
        assert_true(code == 0 || code == PL_E_NOMEM);
        assert_true((code == 0) == (a != NULL));
        pl_arena_close(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(graph),        cmocka_unit_test(malformed),
                                       cmocka_unit_test(same_id),      cmocka_unit_test(bad_links),
                                       cmocka_unit_test(sink_stops),   cmocka_unit_test(ceilings),
                                       cmocka_unit_test(little_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
