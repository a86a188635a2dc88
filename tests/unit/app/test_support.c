/* What stands behind claims: graphs drawn by hand, each with the number of origins that a person would count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/support.h"
#include "unit/filing_case.h"

static struct filing_case w;

#define FILE_(letter, ...)          assert_int_equal(filing_case_file(&w, NULL, letter, __VA_ARGS__, NULL), 0)
#define SOURCE(alias, party, label) FILE_('S', "alias", alias, "kind", "press", "party", party, "label", label)
#define SEEN(source, label)         FILE_('O', "as", "sighting", "subject", "X", "source", source, "label", label)
#define CLAIM(label)                FILE_('C', "who", "X", "label", label)
#define SUPPORT(claim, evidence)    FILE_('P', "claim", claim, "evidence", evidence)
#define DERIVED(child, parent, how) FILE_('D', "child", child, "parent", parent, "as", how)

static int setup(void **state) {
    (void)state;
    filing_case_make(&w);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    filing_case_close(&w);
    return 0;
}

struct asked {
    uint32_t count, at_most, parties, after;
};

/* of `what`; without: NULL or a name */
static struct asked ask(const char *what, const char *without, int64_t before) {
    struct pl_error err = {0};
    PL_SUPPORT_AUTO *s = NULL;
    PL_ARENA_AUTO arena;
    struct pl_origin_graph graph;
    struct pl_origin_count count, after;
    struct pl_support_without away;
    struct pl_case *c = NULL;
    pl_str id = pl_str_from(what);
    pl_arena_open(&arena, 1 << 26);
    filing_case_must(pl_case_open(w.dir, PL_CASE_READ, NULL, &c, &err), &err);
    filing_case_must(pl_support_open(c, before, &s, &err), &err);
    filing_case_must(pl_support_graph(s, &id, 1, &arena, &graph, &err), &err);
    filing_case_must(pl_origin_count(&graph, NULL, &arena, &count, &err), &err);
    struct asked a = {.count = count.count, .at_most = count.at_most, .parties = count.parties, .after = UINT32_MAX};
    if (without != NULL) {
        int code = pl_support_think_away(s, pl_str_from(without), &arena, &away, &err);
        if (code == 0) {
            filing_case_must(pl_origin_count(&graph, &away.without, &arena, &after, &err), &err);
            a.after = after.count;
        } else {
            assert_int_equal(code, PL_E_NOT_FOUND);
        }
    }
    pl_case_close(c);
    return a;
}

static uint32_t origins(const char *what) { return ask(what, NULL, INT64_MAX).count; }

static void one_source_is_one(void **state) {
    (void)state;
    SOURCE("Paper", "P", "a");
    SOURCE("other", "Q", "b");
    SOURCE("PAPER", "P", "c"); /* filed twice, in other letters */
    SEEN("a", "o1");           /* never put under a claim */
    SEEN("a", "o2");
    SEEN("a", "o3");
    SEEN("b", "o4");
    SEEN("c", "o5");
    CLAIM("x");
    assert_int_equal(origins("x"), 0);
    SUPPORT("x", "o2");
    assert_int_equal(origins("x"), 1);
    SUPPORT("x", "o3"); /* both only share a source with o1 */
    assert_int_equal(origins("x"), 1);
    SUPPORT("x", "o4");
    assert_int_equal(origins("x"), 2);
    SUPPORT("x", "o5");
    assert_int_equal(origins("x"), 2);
    assert_int_equal(ask("x", NULL, INT64_MAX).parties, 2);
    assert_int_equal(origins("o2"), 1);
}

static void one_upstream_is_one(void **state) {
    (void)state;
    SOURCE("A", "P", "a");
    SOURCE("B", "Q", "b");
    SOURCE("C", "R", "c");
    FILE_('O', "as", "image-count", "place", "X", "source", "a", "upstream", "Pass 7", "label", "o1");
    FILE_('O', "as", "image-count", "place", "X", "source", "b", "upstream", "pass 7", "label", "o2");
    SEEN("a", "o3");
    SEEN("b", "o4");
    SEEN("c", "o5");
    DERIVED("o3", "o4", "common-upstream");
    DERIVED("o4", "o5", "common-upstream");
    CLAIM("x");
    SUPPORT("x", "o1");
    SUPPORT("x", "o2");
    assert_int_equal(origins("x"), 1);
    CLAIM("y"); /* o3 and o5 have one upstream through o4, which is not under the claim */
    SUPPORT("y", "o3");
    SUPPORT("y", "o5");
    assert_int_equal(origins("y"), 1);
}

static void copies(void **state) {
    (void)state;
    SOURCE("A", "P", "a");
    SOURCE("B", "Q", "b");
    SOURCE("C", "R", "c");
    SEEN("a", "o1");
    SEEN("b", "o2");
    SEEN("c", "o3");
    DERIVED("o2", "o1", "quotation");
    CLAIM("x");
    SUPPORT("x", "o2");
    assert_int_equal(origins("x"), 1); /* its root is o1, under the claim or not */
    SUPPORT("x", "o1");
    assert_int_equal(origins("x"), 1);
    SUPPORT("x", "o3");
    assert_int_equal(origins("x"), 2);
    DERIVED("o3", "o1", "copy-suspected");
    assert_int_equal(origins("x"), 1);
    assert_int_equal(ask("x", NULL, INT64_MAX).at_most, 2);
    SOURCE("D", "S", "d");
    SEEN("d", "o4");
    FILE_('P', "claim", "x", "evidence", "o4", "stance", "against"); /* counts for nothing */
    assert_int_equal(origins("x"), 1);
}

static void withdrawn_evidence(void **state) {
    (void)state;
    SOURCE("A", "P", "a");
    SOURCE("B", "Q", "b");
    SOURCE("C", "R", "c");
    SEEN("a", "o1");
    SEEN("b", "o2");
    SEEN("c", "o3");
    DERIVED("o2", "o1", "quotation");
    DERIVED("o3", "o2", "quotation");
    CLAIM("x");
    SUPPORT("x", "o3"); /* entry 12 */
    assert_int_equal(origins("x"), 1);
    filing_case_withdraw(&w, "o2"); /* what o3 quotes is gone; that o1 said it too, nobody put under the claim */
    assert_int_equal(origins("x"), 0);
    assert_int_equal(ask("x", NULL, 12).count, 1); /* before */
    CLAIM("y");
    SUPPORT("y", "o1");
    assert_int_equal(origins("y"), 1);
    filing_case_withdraw(&w, "o1");
    assert_int_equal(origins("y"), 0);
}

static void claims_on_claims(void **state) {
    (void)state;
    SOURCE("A", "P", "a");
    SOURCE("B", "Q", "b");
    SEEN("a", "o1");
    SEEN("b", "o2");
    CLAIM("x");
    CLAIM("y");
    CLAIM("z");
    SUPPORT("y", "o1");
    SUPPORT("y", "o2");
    SUPPORT("x", "y");
    assert_int_equal(origins("x"), 2);
    SUPPORT("x", "o1"); /* already counted */
    assert_int_equal(origins("x"), 2);
    SUPPORT("x", "z"); /* says somebody, on nothing: a root */
    assert_int_equal(origins("x"), 3);
    SUPPORT("z", "x"); /* a ring adds none: z rests on x, which rests on o1 and o2 */
    assert_int_equal(origins("x"), 2);
}

static void without(void **state) {
    (void)state;
    SOURCE("Norland", "Q", "a"); /* a source called as a state is */
    SOURCE("B", "Norland", "b");
    SOURCE("C", "R", "c");
    SEEN("a", "o1");
    SEEN("b", "o2");
    FILE_('O', "as", "sighting", "subject", "X", "source", "c", "upstream", "feed 3", "label", "o3");
    CLAIM("x");
    SUPPORT("x", "o1");
    SUPPORT("x", "o2");
    SUPPORT("x", "o3");
    assert_int_equal(origins("x"), 3);
    assert_int_equal(ask("x", "Norland", INT64_MAX).after, 1); /* both */
    assert_int_equal(ask("x", "state:norland", INT64_MAX).after, 2);
    assert_int_equal(ask("x", "source:Norland", INT64_MAX).after, 2);
    assert_int_equal(ask("x", "feed:feed 3", INT64_MAX).after, 2);
    assert_int_equal(ask("x", "S4", INT64_MAX).after, 2);
    assert_int_equal(ask("x", "c", INT64_MAX).after, 2); /* a label */
    assert_int_equal(ask("x", "", INT64_MAX).after, UINT32_MAX);
    assert_int_equal(ask("x", "state:", INT64_MAX).after, UINT32_MAX);
    assert_int_equal(ask("x", "feed:Norland", INT64_MAX).after, UINT32_MAX);
}

static void what_is_about_what(void **state) {
    (void)state;
    struct pl_error err = {0};
    SOURCE("A", "P", "a"); /* S2 */
    SEEN("a", "o1");       /* O3 */
    CLAIM("x");            /* C4 */
    SUPPORT("x", "o1");    /* P5 */
    SUPPORT("x", "o1");    /* P6 */
    SUPPORT("x", "o1");    /* P7 */
    filing_case_withdraw(&w, "P5");
    PL_SUPPORT_AUTO *s = NULL;
    filing_case_must(pl_case_open(w.dir, PL_CASE_READ, NULL, &w.c, &err), &err);
    filing_case_must(pl_support_open(w.c, INT64_MAX, &s, &err), &err);
    const struct pl_filing *first = pl_support_about(s, 'P', PL_STR("C4"), 0);
    const struct pl_filing *second = pl_support_about(s, 'P', PL_STR("C4"), 1);
    assert_non_null(first);
    assert_int_equal(first->seq, 6);
    assert_non_null(second);
    assert_int_equal(second->seq, 7);
    assert_null(pl_support_about(s, 'P', PL_STR("C4"), 2));
    assert_null(pl_support_about(s, 'P', PL_STR("C40"), 0));
    assert_null(pl_support_about(s, 'G', PL_STR("C4"), 0));
    assert_null(pl_support_about(s, 'P', PL_STR(""), 0));
    assert_int_equal(pl_support_about(s, 'O', PL_STR("S2"), 0)->seq, 3);
    assert_int_equal(pl_support_nth(s, 'P', 0)->seq, 6);
    assert_null(pl_support_nth(s, 'P', 2));
    assert_null(pl_support_nth(s, 'F', 0));
    int64_t by = 0;
    assert_non_null(pl_support_filing(s, PL_STR("P5"), &by));
    assert_int_equal(by, 8);
    assert_true(pl_str_eq(pl_support_node_of(s, PL_STR("o1"))->source_name, PL_STR("A")));
    assert_null(pl_support_node_of(s, PL_STR("S2")));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(one_source_is_one, setup, teardown),
                                       cmocka_unit_test_setup_teardown(one_upstream_is_one, setup, teardown),
                                       cmocka_unit_test_setup_teardown(copies, setup, teardown),
                                       cmocka_unit_test_setup_teardown(withdrawn_evidence, setup, teardown),
                                       cmocka_unit_test_setup_teardown(claims_on_claims, setup, teardown),
                                       cmocka_unit_test_setup_teardown(without, setup, teardown),
                                       cmocka_unit_test_setup_teardown(what_is_about_what, setup, teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
