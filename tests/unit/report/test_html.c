/* The page of a report: exercise.html was read in Chromium 156, on a screen and as PDF, before it was kept. Beside
 * that: every link inside the page arrives, no id twice, nothing is loaded or run, the policy holds the hashes of the
 * styles (computed anew here), and nothing hostile gets through raw. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base64.h"
#include "base/map.h"
#include "ledger/hash.h"
#include "report/html.h"
#include "report_facts.h"

#define HEAD "---\ntitle: T\n---\n"

static pl_str data_file(struct pl_arena *arena, const char *name) {
    struct facts_reader reader = {arena, 0};
    return facts_file(&reader, pl_str_from(name));
}

static void page(struct pl_arena *arena, pl_str source, pl_str json, struct pl_buf *out) {
    struct pl_error err = {0};
    struct pl_report_facts facts;
    const struct pl_report_doc *doc = NULL;
    const struct pl_report_check *check = NULL;
    facts_read(json, arena, &facts);
    assert_int_equal(pl_report_parse(source, arena, &doc, &err), 0);
    assert_int_equal(pl_report_check_run(doc, &facts, arena, &check, &err), 0);
    assert_int_equal(pl_report_html(doc, &facts, check, arena, out, &err), 0);
}

static bool has(const struct pl_buf *page, const char *needle) {
    return pl_str_find_str(pl_buf_str(page), pl_str_from(needle)) < page->n;
}

static size_t count(pl_str text, pl_str needle) {
    size_t n = 0;
    for (size_t at = pl_str_find_str(text, needle); at < text.n; at = pl_str_find_str(text, needle)) {
        text = pl_str_sub(text, at + needle.n, text.n);
        n++;
    }
    return n;
}

/* Calls each(value) for each attribute that starts with `name`, such as ` id="`. */
static void attributes(pl_str text, pl_str name, void (*each)(void *ctx, pl_str value), void *ctx) {
    for (size_t at = pl_str_find_str(text, name); at < text.n; at = pl_str_find_str(text, name)) {
        text = pl_str_sub(text, at + name.n, text.n);
        each(ctx, pl_str_sub(text, 0, pl_str_find(text, '"')));
    }
}

static void add_id(void *ctx, pl_str id) {
    bool is_new = false;
    assert_non_null(pl_strmap_put(ctx, id, &is_new));
    if (!is_new) {
        fail_msg("the id %.*s stands twice", (int)id.n, id.p);
    }
}

static void arrives(void *ctx, pl_str id) {
    if (pl_strmap_get(ctx, id) == NULL) {
        fail_msg("nothing has the id %.*s", (int)id.n, id.p);
    }
}

static void check_links(const struct pl_buf *html) {
    struct pl_strmap ids;
    pl_strmap_open(&ids, 10000, 1 << 20);
    attributes(pl_buf_str(html), PL_STR(" id=\""), add_id, &ids);
    attributes(pl_buf_str(html), PL_STR(" href=\"#"), arrives, &ids);
    pl_strmap_close(&ids);
}

static void check_policy(const struct pl_buf *html) {
    pl_str rest = pl_buf_str(html);
    size_t n = 0;
    for (size_t at = pl_str_find_str(rest, PL_STR("<style>")); at < rest.n;
         at = pl_str_find_str(rest, PL_STR("<style>"))) {
        PL_BUF_AUTO want = {.max_bytes = 256};
        rest = pl_str_sub(rest, at + 7, rest.n);
        pl_str style = pl_str_sub(rest, 0, pl_str_find_str(rest, PL_STR("</style>")));
        pl_hash hash = pl_sha256_of(style.p, style.n);
        pl_buf_add_str(&want, PL_STR("'sha256-"));
        pl_base64_write(&want, hash.b, sizeof hash.b);
        pl_buf_add_str(&want, PL_STR("'"));
        assert_true(pl_str_find_str(pl_buf_str(html), pl_buf_str(&want)) < html->n);
        n++;
    }
    assert_int_equal(n, 2);
    assert_true(has(html, "content=\"default-src 'none'; style-src 'sha256-"));
}

static void check_quiet(const struct pl_buf *html) {
    static const char *const NEVER[] = {"<script", " src=",    "url(",      "@import",  "<link", "<iframe",
                                        "<img",    "<object",  " style=",   "srcset",   "<base", "<form",
                                        "xlink",   " onload=", " onclick=", " onerror="};
    for (size_t i = 0; i < sizeof NEVER / sizeof *NEVER; i++) {
        if (has(html, NEVER[i])) {
            fail_msg("the page has %s", NEVER[i]);
        }
    }
}

static void a_whole_page(void **state) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO html = {.max_bytes = PL_REPORT_HTML_MAX};
    PL_BUF_AUTO again = {.max_bytes = PL_REPORT_HTML_MAX};
    (void)state;
    pl_arena_open(&arena, 256 << 20);
    page(&arena, data_file(&arena, "exercise.md"), data_file(&arena, "exercise.facts.json"), &html);
    page(&arena, data_file(&arena, "exercise.md"), data_file(&arena, "exercise.facts.json"), &again);
    assert_true(pl_str_eq(pl_buf_str(&html), pl_buf_str(&again)));
    check_links(&html);
    check_policy(&html);
    check_quiet(&html);
    if (!pl_str_eq(pl_buf_str(&html), data_file(&arena, "exercise.html"))) {
        fail_msg("not as in tests/data/report/exercise.html:\n%.*s", (int)html.n, html.p);
    }
}

/* What must stand in it, by DESIGN invariant 9 and the issue: said in words, without looking at the kept page. */
static void what_a_reader_needs(void **state) {
    static const char *const NEEDED[] = {
        "lead, not a finding.",
        "self-check: not proof.",
        "sha256:5d1f0c33a8b74a3a9d1b0c8ee2c5d0f29a1f4f6f9e4f2f0f3a0b1c2d3e4f5061",
        "plimsoll-verify ex-2026-1.bundle --policy",
        "verify.html",
        "EXERCISE EXERCISE EXERCISE",
        "a dissent exists and is withheld",
        "The ship waited for a tug.",
        "No tug reported in the area",
        "for eight hours",
        "1234#s-meeting",
        ("very likely, 80\xE2\x80\x93"
         "95 %"),
        "confidence: moderate",
        "7 of 212 ships there met another one that month",
        "help to a ship in distress",
        "Withheld: would identify the source",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    };
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO html = {.max_bytes = PL_REPORT_HTML_MAX};
    (void)state;
    pl_arena_open(&arena, 256 << 20);
    page(&arena, data_file(&arena, "exercise.md"), data_file(&arena, "exercise.facts.json"), &html);
    for (size_t i = 0; i < sizeof NEEDED / sizeof *NEEDED; i++) {
        if (!has(&html, NEEDED[i])) {
            fail_msg("the page lacks %s", NEEDED[i]);
        }
    }
    assert_false(has(&html, "javascript:alert(1)\""));
}

static void banners(void **state) {
    static const struct {
        const char *source, *json, *needle;
        bool there;
    } ROWS[] = {
        {HEAD "{finding id=f cites=c} F", "{\"refs\":[{\"id\":\"c\",\"kind\":\"claim\"}]}", "lead, not a finding.",
         true},
        {HEAD "{finding id=f cites=c} F",
         "{\"refs\":[{\"id\":\"c\",\"kind\":\"claim\"}],\"about\":[{\"statement\":\"f\",\"reviewed\":true}]}",
         "lead, not a finding.", false},
        {HEAD "{method id=m} F", "{}", "lead, not a finding.", false},
        {HEAD "{finding id=f cites=c} F", "{}", "Not for release.", true},
        {HEAD "{method id=m} F", "{}", "Not for release.", false},
        {HEAD "{method id=m} F", "{}", "self-check: not proof.", true},
        {HEAD "{method id=m} F", "{}", "EXERCISE", false},
        {HEAD "{method id=m} F", "{\"exercise\":true}", "<title>EXERCISE: T", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        PL_ARENA_AUTO arena;
        PL_BUF_AUTO html = {.max_bytes = PL_REPORT_HTML_MAX};
        pl_arena_open(&arena, 64 << 20);
        page(&arena, pl_str_from(ROWS[i].source), pl_str_from(ROWS[i].json), &html);
        assert_int_equal(has(&html, ROWS[i].needle), ROWS[i].there);
        check_links(&html);
    }
}

/* Every text of the facts and of the source, each as it would break out of an element or an attribute. */
#define EVIL "\\\"'><x onload=1>&\\u202e"
static const char HOSTILE[] =
    "{\"report_id\":\"" EVIL "\",\"participant\":\"" EVIL "\",\"log_origin\":\"" EVIL
    "\",\"log_size\":1,\"log_root\":\"" EVIL "\",\"checkpoint\":\"" EVIL "\",\"policy_fingerprint\":\"" EVIL
    "\",\"permalink_base\":\"" EVIL "\",\"bundle_name\":\"" EVIL "\",\"program\":\"" EVIL "\",\"release\":\"" EVIL
    "\",\"stripped\":[\"" EVIL "\"],\"refs\":[{\"id\":\"c\",\"kind\":\"item\","
    "\"title\":\"" EVIL "\",\"text\":\"" EVIL "\",\"entry\":{\"seq\":1,\"leaf\":\"" EVIL "\",\"signer\":\"" EVIL
    "\"},\"withdrawn\":true,\"withdrawn_why\":\"" EVIL "\",\"rests_on\":[\"" EVIL "\"],\"sources\":[{\"name\":\"" EVIL
    "\",\"withheld\":true,\"reason\":\"" EVIL "\",\"grade\":\"A1\",\"assessor\":\"" EVIL "\",\"collector\":\"" EVIL
    "\"}],\"origins\":{\"count\":1,\"why_not_more\":\"" EVIL "\"},\"verified\":\"yes\",\"verified_how\":\"" EVIL
    "\",\"place\":\"" EVIL "\",\"rule\":\"" EVIL "\",\"recomputed\":\"" EVIL "\",\"digest\":\"" EVIL
    "\",\"extent\":\"" EVIL "\",\"innocent\":[\"" EVIL "\"],\"how_common\":\"" EVIL "\",\"against\":[\"" EVIL
    "\"]}],\"about\":[{\"statement\":\"f\","
    "\"reviewed\":true,\"author\":\"" EVIL "\",\"reviewer\":\"" EVIL "\",\"subjects\":[\"" EVIL
    "\"],\"measure\":\"" EVIL "\",\"measure_how\":\"" EVIL "\",\"dissents\":[{\"participant\":\"" EVIL
    "\",\"text\":\"" EVIL "\"}],\"replies\":[{\"party\":\"" EVIL "\",\"not_asked_why\":\"" EVIL "\",\"text\":\"" EVIL
    "\",\"assessment\":\"" EVIL "\"}],\"outcomes\":[{\"what\":\"" EVIL "\",\"authority\":\"" EVIL "\",\"text\":\"" EVIL
    "\"}],\"corrections\":[{\"was\":\"" EVIL "\",\"is\":\"" EVIL "\",\"reason\":\"" EVIL "\",\"by\":\"" EVIL
    "\",\"notified\":\"" EVIL "\"}],\"innocent\":[\"" EVIL "\"],\"how_common\":\"" EVIL
    "\"}],\"names\":[{\"preferred\":\"" EVIL "\",\"kind\":\"" EVIL "\",\"others\":[\"" EVIL
    "\"]}],\"figures\":[{\"id\":\"m\",\"title\":\"" EVIL "\",\"source\":\"" EVIL "\",\"columns\":1,\"cells\":[\"" EVIL
    "\",\"" EVIL "\"]}],\"without\":[{\"what\":\"state\",\"name\":\"" EVIL
    "\",\"losses\":[{\"statement\":\"f\",\"before\":1}]}]}";

static void nothing_hostile(void **state) {
    static const char SOURCE[] =
        "---\ntitle: \"'><x>\nseries: <x>\nmarking: \"}</style><x>\nauthors: <x>\n---\n"
        "# \"'><x> `<x>`\n\n{finding id=f cites=c} \"'><x> `<x>` [<x>](<http://a/\"'><x>)[^n]\n\n"
        "{recommendation id=r actor='><x> priority=1} <x>\n\n{figure id=m} <x>\n\n"
        "<x>\n\n```\n<x>\n```\n\n| <x> |\n| --- |\n| <x> |\n\n[^n]: <x> \xE2\x80\xAE\n";
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO html = {.max_bytes = PL_REPORT_HTML_MAX};
    (void)state;
    pl_arena_open(&arena, 256 << 20);
    page(&arena, pl_str_from(SOURCE), pl_str_from(HOSTILE), &html);
    assert_int_equal(count(pl_buf_str(&html), PL_STR("<x")), 0);
    assert_int_equal(count(pl_buf_str(&html), PL_STR("\xE2\x80\xAE")), 0);
    assert_int_equal(count(pl_buf_str(&html), PL_STR("<style>")), 2);
    assert_int_equal(count(pl_buf_str(&html), PL_STR("</style>")), 2);
    assert_true(count(pl_buf_str(&html), PL_STR("[U+202E]")) > 50);
    assert_true(count(pl_buf_str(&html), PL_STR("&lt;x")) > 60);
    check_policy(&html);
}

static void room(void **state) {
    PL_ARENA_AUTO arena;
    struct pl_error err = {0};
    struct pl_report_facts facts = {0};
    const struct pl_report_doc *doc = NULL;
    const struct pl_report_check *check = NULL;
    (void)state;
    pl_arena_open(&arena, 64 << 20);
    assert_int_equal(pl_report_parse(PL_STR(HEAD "{method id=m} M"), &arena, &doc, &err), 0);
    assert_int_equal(pl_report_check_run(doc, &facts, &arena, &check, &err), 0);
    PL_BUF_AUTO whole = {.max_bytes = 1 << 20};
    assert_int_equal(pl_report_html(doc, &facts, check, &arena, &whole, &err), 0);
    for (size_t n = whole.n - 1; n <= whole.n + 1; n++) {
        PL_BUF_AUTO out = {.max_bytes = n};
        assert_int_equal(pl_report_html(doc, &facts, check, &arena, &out, &err), n < whole.n ? PL_E_LIMIT : 0);
    }
    bool done = false;
    for (size_t bytes = 0; !done && bytes < 1 << 20; bytes += 256) {
        PL_ARENA_AUTO small;
        PL_BUF_AUTO out = {.max_bytes = 1 << 20};
        pl_arena_open(&small, bytes);
        int code = pl_report_html(doc, &facts, check, &small, &out, &err);
        assert_true(code == 0 || code == PL_E_NOMEM);
        done = code == 0;
    }
    assert_true(done);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_page), cmocka_unit_test(what_a_reader_needs),
        cmocka_unit_test(banners),      cmocka_unit_test(nothing_hostile),
        cmocka_unit_test(room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
