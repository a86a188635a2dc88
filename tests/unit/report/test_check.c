/* The check of reports: problems and checklists of tests/data/report/check.txt, written by hand; the text and the JSON
 * of one whole report (exercise.md; both read against its facts line by line); length; no memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "report/check.h"
#include "report_facts.h"

#define HEAD "---\ntitle: T\n---\n"

static void dump(const struct pl_report_doc *doc, const struct pl_report_check *check, struct pl_buf *out) {
    for (size_t i = 0; i < check->n_problems; i++) {
        const struct pl_report_problem *p = &check->problems[i];
        pl_str id = p->statement != SIZE_MAX ? doc->statements[p->statement].id : PL_STR("-");
        pl_buf_add_fmt(out, "%s %s %.*s %llu\n", pl_report_problem_key(p->kind), p->is_error ? "error" : "warning",
                       (int)id.n, id.p, (unsigned long long)p->line);
        assert_true(p->text.n > 0);
    }
    for (size_t i = 0; i < check->n_checklists; i++) {
        const struct pl_report_checklist *list = &check->checklists[i];
        pl_buf_add_str(out, doc->statements[list->statement].id);
        pl_buf_add_char(out, ' ');
        for (int k = 0; k < PL_REPORT_ITEM_COUNT; k++) {
            pl_buf_add_char(out, "?yn-"[list->items[k].verdict]);
            assert_true(list->items[k].why.n > 0);
        }
        pl_buf_add_char(out, '\n');
    }
    pl_buf_add_fmt(out, "pages %zu errors %zu\n", check->pages, check->n_errors);
}

static bool one_case(pl_str name, pl_str source, pl_str json, pl_str want) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO text = {.max_bytes = 1 << 20};
    PL_BUF_AUTO got = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    struct pl_report_facts facts;
    const struct pl_report_doc *doc = NULL;
    const struct pl_report_check *check = NULL;
    pl_arena_open(&arena, 64 << 20);
    pl_buf_add_str(&text, PL_STR(HEAD));
    pl_buf_add_str(&text, source);
    assert_int_equal(pl_report_parse(pl_buf_str(&text), &arena, &doc, &err), 0);
    facts_read(json, &arena, &facts);
    assert_int_equal(pl_report_check_run(doc, &facts, &arena, &check, &err), 0);
    dump(doc, check, &got);
    bool same = pl_str_eq(pl_str_trim(pl_buf_str(&got)), pl_str_trim(want));
    if (!same) {
        print_error("%.*s:\n%.*s--- want\n%.*s\n", (int)name.n, name.p, (int)got.n, got.p, (int)want.n, want.p);
    }
    return same;
}

static void cases(void **state) {
    PL_BUF_AUTO file = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    size_t n = 0;
    size_t bad = 0;
    (void)state;
    assert_int_equal(pl_file_read("tests/data/report/check.txt", 1 << 20, &file, &err), 0);
    pl_str rest = pl_buf_str(&file);
    for (;;) {
        size_t at = pl_str_find_str(rest, PL_STR("\n<<< "));
        if (at == rest.n) {
            break;
        }
        rest = pl_str_sub(rest, at + 5, rest.n);
        pl_str name = pl_str_cut(&rest, '\n');
        size_t facts = pl_str_find_str(rest, PL_STR("\n<facts>\n"));
        size_t end = pl_str_find_str(rest, PL_STR("\n>>>\n"));
        pl_str source = pl_str_sub(rest, 0, facts + 1);
        pl_str json = pl_str_sub(rest, facts + 9, end - facts - 9);
        rest = pl_str_sub(rest, end + 5, rest.n);
        bad += !one_case(name, source, json, pl_str_sub(rest, 0, pl_str_find_str(rest, PL_STR("\n<<< "))));
        n++;
    }
    assert_int_equal(bad, 0);
    assert_int_equal(n, 14);
}

static void read_exercise(struct pl_arena *arena, const struct pl_report_doc **doc, struct pl_report_facts *facts) {
    struct pl_error err = {0};
    pl_arena_open(arena, 64 << 20);
    assert_int_equal(
        pl_report_parse(facts_file(&(struct facts_reader){arena, 0}, PL_STR("exercise.md")), arena, doc, &err), 0);
    facts_read(facts_file(&(struct facts_reader){arena, 0}, PL_STR("exercise.facts.json")), arena, facts);
}

static void same_as(struct pl_arena *arena, const struct pl_buf *got, const char *name) {
    pl_str want = facts_file(&(struct facts_reader){arena, 0}, pl_str_from(name));
    if (!pl_str_eq(pl_buf_str(got), want)) {
        fail_msg("not as in tests/data/report/%s:\n%.*s", name, (int)got->n, got->p);
    }
}

static void a_whole_report(void **state) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO text = {.max_bytes = 1 << 20};
    PL_BUF_AUTO json = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    struct pl_report_facts facts;
    const struct pl_report_doc *doc = NULL;
    const struct pl_report_check *check = NULL;
    (void)state;
    read_exercise(&arena, &doc, &facts);
    assert_int_equal(pl_report_check_run(doc, &facts, &arena, &check, &err), 0);
    pl_report_check_text(doc, &facts, check, &text);
    pl_report_check_json(doc, &facts, check, facts_file(&(struct facts_reader){&arena, 0}, PL_STR("exercise.md")),
                         &json);
    same_as(&arena, &text, "exercise.check.txt");
    same_as(&arena, &json, "exercise.check.jsonl");
}

static void length(void **state) {
    static const struct pl_report_facts NOTHING = {0};
    (void)state;
    for (size_t words = 35 * 500 - 1; words <= 35 * 500 + 1; words++) {
        PL_ARENA_AUTO arena;
        PL_BUF_AUTO source = {.max_bytes = 1 << 20};
        struct pl_error err = {0};
        const struct pl_report_doc *doc = NULL;
        const struct pl_report_check *check = NULL;
        pl_arena_open(&arena, 64 << 20);
        pl_buf_add_str(&source, PL_STR(HEAD "{method id=m}"));
        for (size_t i = 0; i < words; i++) {
            pl_buf_add_str(&source, PL_STR(" a"));
        }
        assert_int_equal(pl_report_parse(pl_buf_str(&source), &arena, &doc, &err), 0);
        assert_int_equal(pl_report_check_run(doc, &NOTHING, &arena, &check, &err), 0);
        assert_int_equal(check->n_errors, words > 35 * 500);
        assert_int_equal(check->pages, words > 35 * 500 ? 36 : 35);
    }
}

static void foreign_text_is_escaped(void **state) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO text = {.max_bytes = 1 << 20};
    PL_BUF_AUTO json = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    struct pl_report_facts facts = {0};
    const struct pl_report_doc *doc = NULL;
    const struct pl_report_check *check = NULL;
    (void)state;
    pl_arena_open(&arena, 1 << 20);
    assert_int_equal(pl_report_parse(PL_STR(HEAD "{finding id=f cites=c} A\x1B[2J\xE2\x80\xAE"
                                                 "b\n"),
                                     &arena, &doc, &err),
                     0);
    assert_int_equal(pl_report_check_run(doc, &facts, &arena, &check, &err), 0);
    pl_report_check_text(doc, &facts, check, &text);
    pl_report_check_json(doc, &facts, check, facts_file(&(struct facts_reader){&arena, 0}, PL_STR("exercise.md")),
                         &json);
    assert_true(pl_str_find_str(pl_buf_str(&text), PL_STR("A[U+001B][2J[U+202E]b")) < text.n);
    assert_int_equal(pl_str_find(pl_buf_str(&text), '\x1B'), text.n);
    assert_int_equal(pl_str_find(pl_buf_str(&json), '\x1B'), json.n);
}

static void no_memory(void **state) {
    PL_ARENA_AUTO arena;
    struct pl_report_facts facts;
    const struct pl_report_doc *doc = NULL;
    bool whole = false;
    (void)state;
    read_exercise(&arena, &doc, &facts);
    for (size_t bytes = 0; !whole && bytes < 1 << 20; bytes += 128) {
        PL_ARENA_AUTO small;
        struct pl_error err = {0};
        const struct pl_report_check *check = NULL;
        pl_arena_open(&small, bytes);
        int code = pl_report_check_run(doc, &facts, &small, &check, &err);
        assert_true(code == PL_E_NOMEM || code == 0);
        whole = code == 0;
        assert_int_equal(check != NULL, whole);
    }
    assert_true(whole);
}

static void likelihoods(void **state) {
    static const struct {
        const char *text;
        enum pl_likelihood want;
        size_t at;
    } ROWS[] = {{"", PL_LIKELIHOOD_NONE, 0},
                {"likely", PL_LIKELIHOOD_LIKELY, 0},
                {"unlikely", PL_LIKELIHOOD_UNLIKELY, 0},
                {"It is Very  likely", PL_LIKELIHOOD_LIKELY, 12},
                {"it is VERY LIKELY.", PL_LIKELIHOOD_VERY_LIKELY, 6},
                {"likelyhood, probably, remote", PL_LIKELIHOOD_NONE, 0},
                {"almost certain", PL_LIKELIHOOD_CERTAIN, 0},
                {"(highly improbable)", PL_LIKELIHOOD_VERY_UNLIKELY, 1}};
    unsigned from = 0, to = 0;
    int row = 0;
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct pl_likelihood_hit hit = pl_likelihood_find(pl_str_from(ROWS[i].text));
        assert_int_equal(hit.likelihood, ROWS[i].want);
        assert_int_equal(hit.at, ROWS[i].at);
    }
    pl_likelihood_range(PL_LIKELIHOOD_EVEN, &from, &to);
    assert_int_equal(from, 45);
    assert_int_equal(to, 55);
    assert_int_equal(pl_likelihood_read(PL_STR("remote"), &row), PL_LIKELIHOOD_NO_CHANCE);
    assert_int_equal(row, 2);
    assert_int_equal(pl_likelihood_read(PL_STR("certain"), &row), PL_LIKELIHOOD_NONE);
    assert_int_equal(pl_confidence_read(PL_STR("Moderate")), PL_CONFIDENCE_MODERATE);
    assert_int_equal(pl_confidence_read(PL_STR("medium")), PL_CONFIDENCE_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases),       cmocka_unit_test(a_whole_report),          cmocka_unit_test(length),
        cmocka_unit_test(likelihoods), cmocka_unit_test(foreign_text_is_escaped), cmocka_unit_test(no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
