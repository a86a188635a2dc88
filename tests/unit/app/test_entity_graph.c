/* Ids that are unique among lists, and who refers to whom. Expectations by hand; the hash of an id that loses letters
 * is sha256sum's of "l\0a/b". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/entity_graph.h"
#include "app/ftm_json.h"

#include "base/ban.h"

struct world {
    struct pl_arena arena;
    struct pl_book *books[2];
    struct pl_screen_copy copies[2];
    struct pl_entity_graph *graph;
};

static struct pl_entity *add(struct world *w, struct pl_entity *e, int schema, const char *id) {
    *e = (struct pl_entity){.schema = schema, .id = pl_str_from(id), .reference = pl_str_from(id)};
    e->list = PL_STR("l");
    e->caption = e->id;
    (void)w;
    return e;
}

static void put(struct world *w, struct pl_entity *e, int prop, const char *text, const char *from) {
    assert_int_equal(pl_entity_add(e, &w->arena, prop, pl_str_from(text), from, NULL), 0);
}

static void open_world(struct world *w) {
    struct pl_entity e;
    *w = (struct world){.graph = NULL};
    pl_arena_open(&w->arena, (size_t)1 << 24);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pl_book_open((size_t)1 << 24, &w->books[i], NULL), 0);
    }
    add(w, &e, PL_SCHEMA_PERSON, "7");
    assert_int_equal(pl_book_add(w->books[0], &e, NULL), 0);
    add(w, &e, PL_SCHEMA_PERSON, "a/b");
    assert_int_equal(pl_book_add(w->books[0], &e, NULL), 0);
    add(w, &e, PL_SCHEMA_PERSON, "p");
    put(w, &e, PL_PROP_REFERENT, "old-p", "referents");
    assert_int_equal(pl_book_add(w->books[1], &e, NULL), 0);
    add(w, &e, PL_SCHEMA_COMPANY, "c");
    assert_int_equal(pl_book_add(w->books[1], &e, NULL), 0);
    add(w, &e, PL_SCHEMA_OWNERSHIP, "o");
    put(w, &e, PL_PROP_EDGE_OWNER, "p", "owner");
    put(w, &e, PL_PROP_EDGE_ASSET, "c", "asset");
    put(w, &e, PL_PROP_EDGE_ASSET, "nowhere", "asset");
    assert_int_equal(pl_book_add(w->books[1], &e, NULL), 0);
    add(w, &e, PL_SCHEMA_OWNERSHIP, "o2");
    put(w, &e, PL_PROP_EDGE_ASSET, "c", "asset");
    assert_int_equal(pl_book_add(w->books[1], &e, NULL), 0);
    struct pl_entity_graph_copy copies[2];
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pl_book_seal(w->books[i], NULL, NULL), 0);
        w->copies[i] = (struct pl_screen_copy){.list = i == 0 ? PL_STR("l") : PL_STR("ftm"), .book = w->books[i]};
        copies[i] = (struct pl_entity_graph_copy){.copy = &w->copies[i], .ftm = i == 1};
    }
    assert_int_equal(pl_entity_graph_build(copies, 2, &w->graph, NULL), 0);
}

static void close_world(struct world *w) {
    pl_entity_graph_close(w->graph);
    pl_book_close(w->books[0]);
    pl_book_close(w->books[1]);
    pl_arena_close(&w->arena);
}

static const struct pl_entity_node *find(const struct world *w, const char *id) {
    return pl_entity_graph_find(w->graph, pl_str_from(id));
}

static void test_ids(void **state) {
    struct world w;
    (void)state;
    open_world(&w);
    assert_int_equal(pl_entity_graph_n(w.graph), 6);
    assert_non_null(find(&w, "l-7"));
    assert_null(find(&w, "7"));
    assert_non_null(find(&w, "p")); /* FollowTheMoney's ids are the list's own */
    assert_null(find(&w, "ftm-p"));
    assert_null(find(&w, "l-a/b")); /* what no id may hold is a dash, and a hash tells it from others */
    const struct pl_entity_node *lost = pl_entity_graph_at(w.graph, 1);
    assert_true(pl_str_eq(lost->id, PL_STR("l-a-b-f1830471")));
    assert_ptr_equal(find(&w, lost->id.p), lost);
    assert_ptr_equal(pl_entity_graph_of(w.graph, lost->entry), lost);
    assert_ptr_equal(pl_entity_graph_referent(w.graph, PL_STR("old-p")), find(&w, "p"));
    assert_null(pl_entity_graph_referent(w.graph, PL_STR("p")));
    close_world(&w);
}

static void test_references(void **state) {
    struct world w;
    (void)state;
    open_world(&w);
    const struct pl_entity_node *c = find(&w, "c"), *p = find(&w, "p"), *o = find(&w, "o");
    assert_ptr_equal(pl_entity_graph_referrer(w.graph, p, 0), o);
    assert_null(pl_entity_graph_referrer(w.graph, p, 1));
    assert_ptr_equal(pl_entity_graph_referrer(w.graph, c, 0), o);
    assert_ptr_equal(pl_entity_graph_referrer(w.graph, c, 1), find(&w, "o2"));
    assert_null(pl_entity_graph_referrer(w.graph, c, 2));
    assert_null(pl_entity_graph_referrer(w.graph, o, 0));
    assert_ptr_equal(pl_entity_graph_ref(w.graph, o, PL_STR("c")), c);
    assert_null(pl_entity_graph_ref(w.graph, o, PL_STR("nowhere")));
    assert_null(pl_entity_graph_ref(w.graph, find(&w, "l-7"), PL_STR("c"))); /* an id means nothing in another list */
    close_world(&w);
}

static void test_schemata(void **state) {
    (void)state;
    assert_true(pl_ftm_is_a(PL_SCHEMA_COMPANY, PL_STR("LegalEntity")));
    assert_true(pl_ftm_is_a(PL_SCHEMA_COMPANY, PL_STR("Company")));
    assert_false(pl_ftm_is_a(PL_SCHEMA_LEGAL_ENTITY, PL_STR("Company")));
    assert_false(pl_ftm_is_a(PL_SCHEMA_SANCTION, PL_STR("Thing")));
    assert_true(pl_ftm_may_match(PL_SCHEMA_LEGAL_ENTITY, PL_STR("Person"))); /* may be a person */
    assert_true(pl_ftm_may_match(PL_SCHEMA_PERSON, PL_STR("LegalEntity")));
    assert_false(pl_ftm_may_match(PL_SCHEMA_VESSEL, PL_STR("Person")));
    assert_true(pl_ftm_may_match(PL_SCHEMA_OTHER, PL_STR("Vessel"))); /* nobody said what it is */
    assert_string_equal(pl_ftm_reverse(PL_SCHEMA_OWNERSHIP, PL_PROP_EDGE_ASSET), "ownershipAsset");
    assert_null(pl_ftm_reverse(PL_SCHEMA_PERSON, PL_PROP_NAME));
    /* every schema has its descent, itself first */
    for (int i = 0; i < (int)PL_SCHEMA_COUNT; i++) {
        assert_true(pl_ftm_is_a(i, pl_str_from(pl_schema_name(i))));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_schemata),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
