/* A report's source: whatever parses is checked and written; the page has no element of the author's, the tree for
 * pandoc is one JSON value, ids are unique, and reading twice gives the same page. */
#include <stdlib.h>

#include "base/map.h"
#include "report/html.h"
#include "report/outline.h"
#include "report/pandoc.h"
#include "text/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const pl_str UNDER[] = {{"exhibit-1", 9}};
static const pl_str OTHERS[] = {{"EXAMPLE HERRON", 14}, {"a", 1}};
static const struct pl_report_ref REFS[] = {
    {.id = {"a", 1}, .kind = PL_REPORT_REF_CLAIM, .rests_on = UNDER, .n_rests_on = 1},
    {.id = {"c", 1}, .kind = PL_REPORT_REF_ITEM, .withdrawn = true},
    {.id = {"exhibit-1", 9}, .kind = PL_REPORT_REF_EXHIBIT},
    {.id = {"obs-7", 5}, .kind = PL_REPORT_REF_OBSERVATION, .against = UNDER, .n_against = 1},
};
static const struct pl_report_about ABOUT[] = {{.statement = {"f", 1}, .reviewed = true},
                                               {.statement = {"meeting", 7}}};
static const struct pl_report_name NAMES[] = {{.preferred = {"EXAMPLE HERON", 13}, .others = OTHERS, .n_others = 2},
                                              {.preferred = {"Kim Chol Su", 11}, .kind = {"person", 6}}};
static const struct pl_report_figure FIGURES[] = {{.id = {"map", 3}, .svg = {"<svg></svg>", 11}, .title = {"M", 1}}};
static const struct pl_report_facts FACTS = {.refs = REFS,
                                             .n_refs = 4,
                                             .about = ABOUT,
                                             .n_about = 2,
                                             .names_known = true,
                                             .names = NAMES,
                                             .n_names = 2,
                                             .figures = FIGURES,
                                             .n_figures = 1};

static void must(bool holds) {
    if (!holds) {
        abort();
    }
}

/* Every '<' of the page starts one of our own elements. */
static void only_our_elements(pl_str page) {
    static const char *const OURS[] = {
        "!DOCTYPE", "html", "head", "meta",   "title",  "style",      "body", "p",   "header",     "h1",    "h2",
        "h3",       "h4",   "h5",   "h6",     "div",    "nav",        "ol",   "ul",  "li",         "main",  "span",
        "a",        "sup",  "em",   "strong", "code",   "pre",        "br",   "hr",  "blockquote", "table", "thead",
        "tbody",    "tr",   "th",   "td",     "figure", "figcaption", "b",    "svg", "section",    "footer"};
    for (size_t at = pl_str_find_str(page, PL_STR("</style>\n</head>")); at < page.n; at++) {
        if (page.p[at] != '<') {
            continue;
        }
        size_t from = at + 1 + (page.p[at + 1] == '/');
        bool ours = false;
        for (size_t i = 0; i < sizeof OURS / sizeof *OURS && !ours; i++) {
            size_t n = strlen(OURS[i]);
            ours = pl_str_starts(pl_str_sub(page, from, page.n), pl_str_from(OURS[i])) &&
                   memchr(" >\n", page.p[from + n], 3) != NULL;
        }
        must(ours);
    }
}

static void unique_ids(const struct pl_report_doc *doc) {
    struct pl_strmap ids;
    pl_strmap_open(&ids, PL_REPORT_MAX_STATEMENTS + 1, PL_REPORT_MAX_BYTES);
    for (size_t i = 0; i < doc->n_statements && doc->n_errors == 0; i++) {
        bool is_new = false;
        must(doc->statements[i].id.n > 0 && pl_strmap_put(&ids, doc->statements[i].id, &is_new) != NULL && is_new);
    }
    pl_strmap_close(&ids);
}

/* Every statement lies in the source, behind where it begins; the lines are JSON. */
static int outline(const struct pl_report_doc *doc, pl_str source, struct pl_arena *arena) {
    PL_BUF_AUTO lines = {.max_bytes = 256 << 20};
    struct pl_error err = {0};
    must(pl_report_outline_json(doc, &FACTS, source, arena, &lines) && !pl_buf_failed(&lines));
    pl_str rest = pl_buf_str(&lines);
    for (int i = 0; i < 50 && rest.n > 0; i++) {
        const struct pl_jval *value = NULL;
        must(pl_json_read(pl_str_cut(&rest, '\n'), arena, &value, &err) == 0);
        const struct pl_jval *from = pl_jval_get(value, "offset"), *to = pl_jval_get(value, "end");
        must(from == NULL || (to != NULL && to->integer >= from->integer && to->integer <= (int64_t)source.n));
    }
    return 0;
}

static int write(pl_str source, struct pl_arena *arena, struct pl_buf *html, struct pl_buf *tree) {
    const struct pl_report_doc *doc = NULL;
    const struct pl_report_check *check = NULL;
    struct pl_error err = {0};
    int code = pl_report_parse(source, arena, &doc, &err);
    if (code != 0) {
        return code;
    }
    unique_ids(doc);
    must(pl_report_check_run(doc, &FACTS, arena, &check, &err) == 0);
    must(doc->n_errors == 0 || check->n_errors > 0);
    must(pl_report_html(doc, &FACTS, check, arena, html, &err) == 0);
    must(pl_report_pandoc(doc, &FACTS, check, arena, tree, &err) == 0);
    PL_BUF_AUTO text = {.max_bytes = 64 << 20};
    pl_report_check_text(doc, &FACTS, check, &text);
    pl_report_check_json(doc, &FACTS, check, source, &text);
    must(!pl_buf_failed(&text));
    return outline(doc, source, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO html = {.max_bytes = PL_REPORT_HTML_MAX};
    PL_BUF_AUTO again = {.max_bytes = PL_REPORT_HTML_MAX};
    PL_BUF_AUTO tree = {.max_bytes = PL_REPORT_HTML_MAX};
    PL_BUF_AUTO unused = {.max_bytes = PL_REPORT_HTML_MAX};
    pl_str source = pl_str_make((const char *)data, size);
    pl_arena_open(&arena, (size_t)512 << 20);
    if (size > 65536) {
        return 0;
    }
    if (write(source, &arena, &html, &tree) != 0) {
        pl_arena_close(&arena);
        return 0;
    }
    only_our_elements(pl_buf_str(&html));
    must(write(source, &arena, &again, &unused) == 0 && pl_str_eq(pl_buf_str(&html), pl_buf_str(&again)));
    const struct pl_jval *value = NULL;
    struct pl_error err = {0};
    int code = pl_json_read(pl_buf_str(&tree), &arena, &value, &err);
    must(code == 0 || code == PL_E_LIMIT); /* pandoc has no limit of depth, our reader has */
    return 0;
}
