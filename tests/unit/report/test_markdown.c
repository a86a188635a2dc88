/* The reader of reports: trees, footnotes and faults of tests/data/report/markdown.txt, written by hand (derived ids:
 * by Python's hashlib); ceilings one below, at and one beyond; bytes that are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/file.h"
#include "report/markdown.h"

#define HEAD "---\ntitle: T\n---\n"

static void quoted(struct pl_buf *out, pl_str s) {
    pl_buf_add_char(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\n') {
            pl_buf_add_str(out, PL_STR("\\n"));
        } else if (s.p[i] == '"' || s.p[i] == '\\') {
            pl_buf_add_char(out, '\\');
            pl_buf_add_char(out, s.p[i]);
        } else {
            pl_buf_add_char(out, s.p[i]);
        }
    }
    pl_buf_add_char(out, '"');
}

static void dump_statement(struct pl_buf *out, const struct pl_report_statement *s) {
    pl_buf_add_fmt(out, "S %s %.*s", pl_statement_word(s->kind), (int)s->id.n, s->id.p);
    for (size_t i = 0; i < s->n_cites; i++) {
        pl_buf_add_fmt(out, "%s%.*s", i == 0 ? " cites=" : ",", (int)s->cites[i].n, s->cites[i].p);
    }
    if (s->likelihood != 0) {
        pl_buf_add_fmt(out, " %s/%d", pl_likelihood_word((enum pl_likelihood)s->likelihood, s->row), s->row);
    }
    if (s->confidence != 0) {
        pl_buf_add_fmt(out, " %s", pl_confidence_word((enum pl_confidence)s->confidence));
    }
    if (s->actor.n > 0) {
        pl_buf_add_fmt(out, " actor=%.*s", (int)s->actor.n, s->actor.p);
    }
    if (s->priority.n > 0) {
        pl_buf_add_fmt(out, " priority=%.*s", (int)s->priority.n, s->priority.p);
    }
    if (s->by.n > 0) {
        pl_buf_add_fmt(out, " by=%.*s", (int)s->by.n, s->by.p);
    }
    pl_buf_add_char(out, ' ');
    quoted(out, s->text);
}

static void dump_node(struct pl_buf *out, const struct pl_report_doc *doc, const struct pl_report_node *n) {
    static const char *const WORDS[] = {"h",      "p",    "quote",  "",     "li",   "code", "hr",   "table",
                                        "row",    "cell", "figure", "box",  "text", "soft", "hard", "em",
                                        "strong", "code", "link",   "note", "S",    "cite"};
    if (n->kind == PL_NODE_LIST) {
        pl_buf_add_fmt(out, n->ordered ? "ol %d" : "ul", n->level);
        pl_buf_add_fmt(out, "%s", n->tight ? " tight" : "");
    } else if (n->kind == PL_NODE_HEADING) {
        pl_buf_add_fmt(out, "h%d %.*s", n->level, (int)n->anchor.n, n->anchor.p);
    } else if (n->kind == PL_NODE_STATEMENT) {
        dump_statement(out, &doc->statements[n->index]);
    } else if (n->kind == PL_NODE_NOTE) {
        pl_buf_add_fmt(out, "note %u", doc->footnotes[n->index].number);
    } else if (n->kind == PL_NODE_LINK) {
        pl_buf_add_fmt(out, "link %.*s", n->url.n > 0 ? (int)n->url.n : 1, n->url.n > 0 ? n->url.p : "-");
    } else if (n->kind == PL_NODE_CELL) {
        pl_buf_add_fmt(out, "cell %c", n->align);
    } else if (n->kind == PL_NODE_FIGURE) {
        pl_buf_add_fmt(out, "figure %.*s", (int)n->text.n, n->text.p);
    } else {
        pl_buf_add_fmt(out, "%s", WORDS[n->kind]);
        if (n->text.n > 0) {
            pl_buf_add_char(out, ' ');
            quoted(out, n->text);
        }
    }
    pl_buf_add_char(out, '\n');
}

static void dump(struct pl_buf *out, const struct pl_report_doc *doc, const struct pl_report_node *list, int depth) {
    for (const struct pl_report_node *n = list; n != NULL; n = n->next) {
        pl_buf_add_fmt(out, "%*s", depth * 2, "");
        dump_node(out, doc, n);
        dump(out, doc, n->first, depth + 1);
    }
}

static void dump_all(struct pl_buf *out, const struct pl_report_doc *doc) {
    dump(out, doc, doc->body, 0);
    for (size_t i = 0; i < doc->n_footnotes; i++) {
        const struct pl_report_footnote *f = &doc->footnotes[i];
        pl_buf_add_fmt(out, "fn %u %.*s\n", f->number, (int)f->name.n, f->name.p);
        dump(out, doc, f->content, 1);
    }
    for (size_t i = 0; i < doc->n_faults; i++) {
        const struct pl_report_fault *f = &doc->faults[i];
        pl_buf_add_fmt(out, "%s %llu:%llu %.*s\n", f->is_error ? "error" : "warning", (unsigned long long)f->line,
                       (unsigned long long)f->offset, (int)f->text.n, f->text.p);
    }
}

static bool one_case(pl_str name, pl_str source, pl_str want) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO text = {.max_bytes = 1 << 20};
    PL_BUF_AUTO got = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    const struct pl_report_doc *doc = NULL;
    pl_arena_open(&arena, 16 << 20);
    pl_buf_add_str(&text, PL_STR(HEAD));
    pl_buf_add_str(&text, source);
    if (pl_report_parse(pl_buf_str(&text), &arena, &doc, &err) != 0) {
        fail_msg("%.*s: %s", (int)name.n, name.p, err.msg);
    }
    dump_all(&got, doc);
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
    assert_int_equal(pl_file_read("tests/data/report/markdown.txt", 1 << 20, &file, &err), 0);
    pl_str rest = pl_buf_str(&file);
    for (;;) {
        size_t at = pl_str_find_str(rest, PL_STR("\n<<< "));
        if (at == rest.n) {
            break;
        }
        rest = pl_str_sub(rest, at + 5, rest.n);
        pl_str name = pl_str_cut(&rest, '\n');
        size_t end = pl_str_find_str(rest, PL_STR("\n>>>\n"));
        pl_str source = pl_str_sub(rest, 0, end + 1);
        rest = pl_str_sub(rest, end + 5, rest.n);
        bad += !one_case(name, source, pl_str_sub(rest, 0, pl_str_find_str(rest, PL_STR("\n<<< "))));
        n++;
    }
    assert_int_equal(bad, 0);
    assert_int_equal(n, 16);
}

/* ---- the head and refused bytes ---- */

static int parse(pl_str source, struct pl_arena *arena, const struct pl_report_doc **doc, struct pl_error *err) {
    pl_arena_open(arena, 512 << 20);
    return pl_report_parse(source, arena, doc, err);
}

static void heads(void **state) {
    static const struct {
        const char *source;
        const char *fault; /* a part of the first fault; NULL: none */
        uint64_t line;
    } ROWS[] = {
        {"---\ntitle: A\n---\nText:", NULL, 0},
        {"\xEF\xBB\xBF---\r\ntitle:  A \r\nlanguage: fr-CA\r\n---\r\nText:", NULL, 0},
        {"Text:", "a report starts with a head", 1},
        {"---\ntitle: A\n", "has no second ---", 1},
        {"---\ntitle: A\ntitle: B\n---\nT:", "given twice", 3},
        {"---\ntitle: A\nwhat: B\n---\nT:", "the head has lines", 3},
        {"---\ntitle: A\nseries:\n---\nT:", "the head has lines", 3},
        {"---\ntitle: A\nlanguage: e\n---\nT:", "language: is a tag", 1},
        {"---\ntitle: A\nlanguage: 3n\n---\nT:", "language: is a tag", 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        PL_ARENA_AUTO arena;
        struct pl_error err = {0};
        const struct pl_report_doc *doc = NULL;
        assert_int_equal(parse(pl_str_from(ROWS[i].source), &arena, &doc, &err), 0);
        assert_int_equal(doc->n_faults > 0, ROWS[i].fault != NULL);
        if (ROWS[i].fault != NULL) {
            assert_non_null(strstr(doc->faults[0].text.p, ROWS[i].fault));
            assert_int_equal(doc->faults[0].line, ROWS[i].line);
            assert_int_equal(doc->n_errors, 1);
        } else {
            assert_true(pl_str_eq(doc->title, PL_STR("A")));
        }
    }
}

static void a_long_line_of_the_head(void **state) {
    (void)state;
    for (size_t n = 499; n <= 501; n++) {
        PL_ARENA_AUTO arena;
        PL_BUF_AUTO source = {.max_bytes = 4096};
        struct pl_error err = {0};
        const struct pl_report_doc *doc = NULL;
        pl_buf_add_str(&source, PL_STR("---\ntitle: "));
        for (size_t i = 0; i < n; i++) {
            pl_buf_add_char(&source, 'x');
        }
        pl_buf_add_str(&source, PL_STR("\n---\nText:"));
        assert_int_equal(parse(pl_buf_str(&source), &arena, &doc, &err), 0);
        assert_int_equal(doc->n_errors > 0, n > 500);
    }
}

static void refused_bytes(void **state) {
    static const struct {
        pl_str source;
        int code;
        uint64_t line, offset;
    } ROWS[] = {
        {PL_STR(""), PL_E_OK, 0, 0}, /* no head: a fault, so that the author sees why */
        {PL_STR(HEAD), PL_E_EMPTY, 0, 0},
        {PL_STR(HEAD "[^a]: b\n"), PL_E_EMPTY, 0, 0},
        {PL_STR("a\n\xFF"), PL_E_FORMAT, 2, 2},
        {PL_STR("a\0b"), PL_E_FORMAT, 1, 1},
        {PL_STR("\n\n\xEF\xB7\x90"), PL_E_FORMAT, 3, 2},           /* U+FDD0 */
        {PL_STR("\n\n\xEF\xB7\xAF"), PL_E_FORMAT, 3, 2},           /* U+FDEF */
        {PL_STR(HEAD "\xEF\xB7\x8F\xEF\xB7\xB0:"), PL_E_OK, 0, 0}, /* U+FDCF, U+FDF0 */
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        PL_ARENA_AUTO arena;
        struct pl_error err = {0};
        const struct pl_report_doc *doc = NULL;
        assert_int_equal(parse(ROWS[i].source, &arena, &doc, &err), ROWS[i].code);
        assert_int_equal(err.line, ROWS[i].line);
        assert_int_equal(err.offset, ROWS[i].offset);
    }
}

/* ---- ceilings ---- */

/* The head, then `what` n times. */
static int repeated(const char *what, size_t n, struct pl_arena *arena, const struct pl_report_doc **doc,
                    struct pl_error *err) {
    PL_BUF_AUTO source = {.max_bytes = 4 << 20};
    pl_buf_add_str(&source, PL_STR(HEAD));
    for (size_t i = 0; i < n; i++) {
        pl_buf_add_str(&source, pl_str_from(what));
    }
    return parse(pl_buf_str(&source), arena, doc, err);
}

static void ceilings(void **state) {
    static const struct {
        const char *what;
        size_t most;
    } ROWS[] = {
        {"a", PL_REPORT_MAX_BYTES - sizeof HEAD + 1},
        {"{method} a\n\n", PL_REPORT_MAX_STATEMENTS},
        {"[a ", PL_REPORT_MAX_BRACKETS},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        for (size_t k = 0; k < 3; k++) {
            PL_ARENA_AUTO arena;
            struct pl_error err = {0};
            const struct pl_report_doc *doc = NULL;
            int code = repeated(ROWS[i].what, ROWS[i].most - 1 + k, &arena, &doc, &err);
            assert_int_equal(code, k == 2 ? PL_E_LIMIT : 0);
        }
    }
}

/* Footnotes: each name once. Tokens: a bar is one. */
static void ceilings_of_notes_and_tokens(void **state) {
    (void)state;
    for (size_t n = PL_REPORT_MAX_FOOTNOTES - 1; n <= PL_REPORT_MAX_FOOTNOTES + 1; n++) {
        PL_ARENA_AUTO arena;
        PL_BUF_AUTO source = {.max_bytes = 4 << 20};
        struct pl_error err = {0};
        const struct pl_report_doc *doc = NULL;
        pl_buf_add_str(&source, PL_STR(HEAD "a"));
        for (size_t i = 0; i < n; i++) {
            pl_buf_add_fmt(&source, "[^n%zu]", i);
        }
        assert_int_equal(parse(pl_buf_str(&source), &arena, &doc, &err), n > PL_REPORT_MAX_FOOTNOTES ? PL_E_LIMIT : 0);
    }
    for (size_t n = 65535; n <= 65537; n++) {
        PL_ARENA_AUTO arena;
        struct pl_error err = {0};
        const struct pl_report_doc *doc = NULL;
        assert_int_equal(repeated("|", n, &arena, &doc, &err), n > 65536 ? PL_E_LIMIT : 0);
    }
}

static size_t deepest(const struct pl_report_node *list) {
    size_t most = 0;
    for (const struct pl_report_node *n = list; n != NULL; n = n->next) {
        size_t below = 1 + deepest(n->first);
        most = below > most ? below : most;
    }
    return most;
}

static void depth(void **state) {
    (void)state;
    for (size_t n = PL_REPORT_MAX_DEPTH - 1; n <= PL_REPORT_MAX_DEPTH + 1; n++) {
        PL_ARENA_AUTO arena;
        PL_BUF_AUTO source = {.max_bytes = 4096};
        struct pl_error err = {0};
        const struct pl_report_doc *doc = NULL;
        pl_buf_add_str(&source, PL_STR(HEAD));
        for (size_t i = 0; i < n; i++) {
            pl_buf_add_str(&source, PL_STR("> "));
        }
        pl_buf_add_str(&source, PL_STR("a:\n"));
        assert_int_equal(parse(pl_buf_str(&source), &arena, &doc, &err), 0);
        assert_int_equal(doc->n_errors, n > PL_REPORT_MAX_DEPTH);
        assert_int_equal(deepest(doc->body), n > PL_REPORT_MAX_DEPTH ? n : n + 2); /* quotes, paragraph, text */
    }
}

static void many_faults(void **state) {
    (void)state;
    for (size_t n = PL_REPORT_MAX_FAULTS - 1; n <= PL_REPORT_MAX_FAULTS + 2; n++) {
        PL_ARENA_AUTO arena;
        struct pl_error err = {0};
        const struct pl_report_doc *doc = NULL;
        assert_int_equal(repeated("{x} a\n\n", n, &arena, &doc, &err), 0);
        assert_int_equal(doc->n_errors, n);
        assert_int_equal(doc->n_faults, n <= PL_REPORT_MAX_FAULTS ? n : PL_REPORT_MAX_FAULTS + 1);
    }
}

static void cites(void **state) {
    (void)state;
    for (size_t n = PL_REPORT_MAX_CITES - 1; n <= PL_REPORT_MAX_CITES + 1; n++) {
        PL_ARENA_AUTO arena;
        PL_BUF_AUTO source = {.max_bytes = 1 << 16};
        struct pl_error err = {0};
        const struct pl_report_doc *doc = NULL;
        pl_buf_add_str(&source, PL_STR(HEAD "{finding id=f cites=c0"));
        for (size_t i = 1; i < n; i++) {
            pl_buf_add_fmt(&source, ",c%zu", i);
        }
        pl_buf_add_str(&source, PL_STR("} a"));
        assert_int_equal(parse(pl_buf_str(&source), &arena, &doc, &err), 0);
        assert_int_equal(doc->n_errors, n > PL_REPORT_MAX_CITES);
        assert_int_equal(doc->n_statements > 0 ? doc->statements[0].n_cites : 0, n > PL_REPORT_MAX_CITES ? 0 : n);
    }
}

static void no_memory(void **state) {
    const char *source =
        HEAD "# H {method}\n\n{finding id=f cites=a,b} A *b*[^n]\n\n| a |\n| --- |\n| b |\n\n[^n]: N\n";
    (void)state;
    bool whole = false;
    for (size_t bytes = 0; !whole && bytes < 1 << 20; bytes += 64) {
        PL_ARENA_AUTO arena;
        struct pl_error err = {0};
        const struct pl_report_doc *doc = NULL;
        pl_arena_open(&arena, bytes);
        int code = pl_report_parse(pl_str_from(source), &arena, &doc, &err);
        assert_true(code == PL_E_NOMEM || code == 0);
        assert_int_equal(doc != NULL, code == 0);
        whole = code == 0;
    }
    assert_true(whole);
}

/* ---- words and pages ---- */

static void words(void **state) {
    static const struct {
        pl_str text;
        size_t words;
    } ROWS[] = {
        {PL_STR(""), 0},
        {PL_STR(" - -- , "), 0},
        {PL_STR("one two-three 4,500 36\xC2\xB0"), 4},
        {PL_STR("\xEA\xB9\x80\xEC\xB1\x85 \xEA\xB3\xB5\xEC\x97\x85"), 2},            /* Hangul: as spaced */
        {PL_STR("\xE4\xB8\xAD\xE5\x9B\xBD\xE9\x93\xB6\xE8\xA1\x8C\xE8\xA1\x8C"), 3}, /* five Han */
        {PL_STR("a\xC2\xA0"
                "b\xE3\x80\x80"
                "c"),
         3},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        assert_int_equal(pl_report_words(ROWS[i].text), ROWS[i].words);
    }
}

static void pages(void **state) {
    static const struct {
        size_t words, figures, rows, pages;
    } ROWS[] = {{0, 0, 0, 0},   {1, 0, 0, 1},   {500, 0, 0, 1}, {501, 0, 0, 2},
                {300, 1, 0, 1}, {301, 1, 0, 2}, {490, 0, 1, 1}, {491, 0, 1, 2}};
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct pl_report_doc doc = {.words = ROWS[i].words, .figures = ROWS[i].figures, .table_rows = ROWS[i].rows};
        assert_int_equal(pl_report_pages(&doc), ROWS[i].pages);
    }
}

static void counted(void **state) {
    PL_ARENA_AUTO arena;
    struct pl_error err = {0};
    const struct pl_report_doc *doc = NULL;
    (void)state;
    assert_int_equal(parse(PL_STR(HEAD "# One two\n\n{method} three[^a] four.\n\n{figure id=x} five six\n\n| seven |\n"
                                       "| --- |\n| eight |\n\n`nine`:\n\n[^a]: ten\n"),
                           &arena, &doc, &err),
                     0);
    assert_int_equal(doc->words, 10);
    assert_int_equal(doc->figures, 1);
    assert_int_equal(doc->table_rows, 1);
    assert_int_equal(doc->n_sections, 1);
    assert_true(pl_str_eq(doc->sections[0].title, PL_STR("One two")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases),         cmocka_unit_test(heads),       cmocka_unit_test(a_long_line_of_the_head),
        cmocka_unit_test(refused_bytes), cmocka_unit_test(ceilings),    cmocka_unit_test(ceilings_of_notes_and_tokens),
        cmocka_unit_test(depth),         cmocka_unit_test(many_faults), cmocka_unit_test(cites),
        cmocka_unit_test(no_memory),     cmocka_unit_test(words),       cmocka_unit_test(pages),
        cmocka_unit_test(counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
