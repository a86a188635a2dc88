#include "report/html.h"

#include "base/base64.h"
#include "base/utf8.h"
#include "ledger/hash.h"
#include "report/edition.h"
#include "report/style.h"
#include "text/html.h"

#include "base/ban.h"

struct page {
    struct pl_edition *e;
    struct pl_buf *out;
    uint32_t *note_uses; /* how often each footnote was referred to so far */
    size_t figure;
    int shift;  /* added to the author's heading levels */
    bool tight; /* inside a tight list */
};

static void raw(struct page *p, const char *text) { pl_buf_add_str(p->out, pl_str_from(text)); }

/* Foreign text; a tab is a space. */
static void text(struct page *p, pl_str s) {
    pl_str rest = s;
    while (rest.p != NULL) {
        pl_html_text(p->out, pl_str_cut(&rest, '\t'));
        if (rest.p != NULL) {
            pl_buf_add_char(p->out, ' ');
        }
    }
}

static void attribute(struct page *p, const char *name, pl_str value) {
    pl_buf_add_fmt(p->out, " %s=\"", name);
    text(p, value);
    pl_buf_add_char(p->out, '"');
}

static void inlines(struct page *p, const struct pl_report_node *list);
static void blocks(struct page *p, const struct pl_report_node *list);

/* ---- inlines ---- */

static void cite(struct page *p, const struct pl_report_node *n) {
    const struct pl_report_statement *s = pl_report_find(p->e->report, n->text);
    if (n->index > 0) {
        pl_buf_add_fmt(p->out, "<a href=\"#e-%zu\"", n->index);
        attribute(p, "title", n->text);
        pl_buf_add_fmt(p->out, ">[%zu]</a>", n->index);
    } else if (s != NULL) {
        pl_buf_add_fmt(p->out, "<a href=\"#s-%.*s\">[", (int)s->id.n, s->id.p);
        text(p, s->id);
        raw(p, "]</a>");
    } else {
        raw(p, "<span>[");
        text(p, n->text);
        raw(p, "?]</span>");
    }
}

static bool ends_in_note(const struct pl_report_node *list) {
    bool note = false;
    for (const struct pl_report_node *n = list; n != NULL; n = n->next) {
        note = n->kind == PL_NODE_NOTE;
    }
    return note;
}

static void statement(struct page *p, const struct pl_report_node *n) {
    const struct pl_report_statement *s = &p->e->report->statements[n->index];
    const char *word = pl_statement_word(s->kind);
    bool quiet = s->kind == PL_STATEMENT_BACKGROUND || s->kind == PL_STATEMENT_METHOD;
    pl_str link = pl_edition_permalink(p->e, s);
    pl_buf_add_fmt(p->out, "<span class=\"s s-%s\" id=\"s-%.*s\">", word, (int)s->id.n, s->id.p);
    if (!quiet) {
        pl_buf_add_fmt(p->out, "<a class=\"k\" href=\"#s-%.*s\"", (int)s->id.n, s->id.p);
        attribute(p, "title", link);
        pl_buf_add_fmt(p->out, ">%s %.*s</a> ", pl_statement_title(s->kind), (int)s->id.n, s->id.p);
    }
    inlines(p, n->first);
    const struct pl_report_node *tail = pl_edition_tail(p->e, n->index);
    if (tail != NULL) {
        raw(p, ends_in_note(n->first) ? "<sup>\xE2\x80\x89" : "<sup>"); /* a thin space keeps the numbers apart */
        inlines(p, tail);
        raw(p, "</sup>");
    }
    if (quiet) {
        pl_buf_add_fmt(p->out, "<a class=\"p\" href=\"#s-%.*s\"", (int)s->id.n, s->id.p);
        attribute(p, "title", link);
        pl_buf_add_fmt(p->out, " aria-label=\"Link to this %s statement\">\xC2\xB6</a>", word);
    }
    raw(p, "</span>");
}

static void note_mark(struct page *p, const struct pl_report_node *n) {
    unsigned number = p->e->report->footnotes[n->index].number;
    uint32_t use = ++p->note_uses[n->index];
    pl_buf_add_fmt(p->out, "<sup><a href=\"#fn-%u\" id=\"fnref-%u", number, number);
    if (use > 1) {
        pl_buf_add_fmt(p->out, "-%u", use);
    }
    pl_buf_add_fmt(p->out, "\" aria-label=\"Note %u\">%u</a></sup>", number, number);
}

static void wrapped(struct page *p, const char *tag, const struct pl_report_node *n) {
    pl_buf_add_fmt(p->out, "<%s>", tag);
    inlines(p, n->first);
    pl_buf_add_fmt(p->out, "</%s>", tag);
}

static void link_out(struct page *p, const struct pl_report_node *n) {
    if (n->url.n == 0) {
        inlines(p, n->first);
        return;
    }
    raw(p, "<a");
    attribute(p, "href", n->url);
    raw(p, n->url.p[0] == '#' ? ">" : " rel=\"noopener noreferrer nofollow\">");
    inlines(p, n->first);
    raw(p, "</a>");
}

static void one_inline(struct page *p, const struct pl_report_node *n) {
    switch ((int)n->kind) {
    case PL_NODE_TEXT:
        text(p, n->text);
        break;
    case PL_NODE_SOFT_BREAK:
        raw(p, "\n");
        break;
    case PL_NODE_HARD_BREAK:
        raw(p, "<br>\n");
        break;
    case PL_NODE_EMPHASIS:
        wrapped(p, "em", n);
        break;
    case PL_NODE_STRONG:
        wrapped(p, "strong", n);
        break;
    case PL_NODE_CODE:
        raw(p, "<code>");
        text(p, n->text);
        raw(p, "</code>");
        break;
    case PL_NODE_LINK:
        link_out(p, n);
        break;
    case PL_NODE_NOTE:
        note_mark(p, n);
        break;
    case PL_NODE_STATEMENT:
        statement(p, n);
        break;
    case PL_NODE_CITE:
        cite(p, n);
        break;
    default:
        break;
    }
}

static void inlines(struct page *p, const struct pl_report_node *list) {
    for (const struct pl_report_node *n = list; n != NULL; n = n->next) {
        one_inline(p, n);
    }
}

/* ---- blocks ---- */

/* What stands below a block for each statement in it. */
static void notes_below(struct page *p, const struct pl_report_node *list) {
    for (const struct pl_report_node *n = list; n != NULL; n = n->next) {
        if (n->kind == PL_NODE_ROW || n->kind == PL_NODE_CELL) {
            notes_below(p, n->first);
        } else if (n->kind == PL_NODE_STATEMENT) {
            blocks(p, pl_edition_note(p->e, n->index));
        }
    }
}

static void heading(struct page *p, const struct pl_report_node *n) {
    int level = n->line > 0 ? n->level + p->shift : n->level;
    level = level > 6 ? 6 : level;
    pl_buf_add_fmt(p->out, "<h%d id=\"%.*s\">", level, (int)n->anchor.n, n->anchor.p);
    inlines(p, n->first);
    pl_buf_add_fmt(p->out, "</h%d>\n", level);
}

static void paragraph(struct page *p, const struct pl_report_node *n) {
    raw(p, p->tight ? "" : "<p>");
    inlines(p, n->first);
    raw(p, p->tight ? "\n" : "</p>\n");
    notes_below(p, n->first);
}

static void list(struct page *p, const struct pl_report_node *n) {
    bool tight = p->tight;
    p->tight = n->tight;
    if (n->ordered && n->level != 1) {
        pl_buf_add_fmt(p->out, "<ol start=\"%d\">\n", n->level);
    } else {
        raw(p, n->ordered ? "<ol>\n" : "<ul>\n");
    }
    for (const struct pl_report_node *item = n->first; item != NULL; item = item->next) {
        raw(p, "<li>");
        blocks(p, item->first);
        raw(p, "</li>\n");
    }
    raw(p, n->ordered ? "</ol>\n" : "</ul>\n");
    p->tight = tight;
}

static void row(struct page *p, const struct pl_report_node *n, const char *tag) {
    raw(p, "<tr>");
    for (const struct pl_report_node *cell = n->first; cell != NULL; cell = cell->next) {
        const char *class = cell->align == 'r' ? " class=\"r\"" : cell->align == 'c' ? " class=\"c\"" : "";
        const char *scope = tag[1] == 'h' ? " scope=\"col\"" : "";
        pl_buf_add_fmt(p->out, "<%s%s%s>", tag, scope, class);
        inlines(p, cell->first);
        pl_buf_add_fmt(p->out, "</%s>", tag);
    }
    raw(p, "</tr>\n");
}

static void table(struct page *p, const struct pl_report_node *n) {
    raw(p, "<div class=\"wide\"><table>\n");
    if (n->first != NULL && n->first->first != NULL) {
        raw(p, "<thead>");
        row(p, n->first, "th");
        raw(p, "</thead>\n");
    }
    raw(p, "<tbody>\n");
    for (const struct pl_report_node *r = n->first != NULL ? n->first->next : NULL; r != NULL; r = r->next) {
        row(p, r, "td");
    }
    raw(p, "</tbody></table></div>\n");
    notes_below(p, n->first);
}

static void figure(struct page *p, const struct pl_report_node *n) {
    const struct pl_report_figure *f = pl_report_figure_find(p->e->facts, n->text);
    pl_buf_add_fmt(p->out, "<figure id=\"fig-%.*s\">\n", (int)n->text.n, n->text.p);
    if (f != NULL) {
        pl_buf_add_str(p->out, f->svg);
    } else {
        raw(p, "<p>[There is no such figure.]</p>");
    }
    pl_buf_add_fmt(p->out, "\n<figcaption><b>Figure %zu.</b> ", ++p->figure);
    inlines(p, n->first);
    if (f != NULL && f->source.n > 0) {
        raw(p, " Source: ");
        text(p, f->source);
        raw(p, ".");
    }
    raw(p, f != NULL && f->n_columns > 0 ? " <a href=\"#annex-figures\">As a table</a>." : "");
    raw(p, "</figcaption>\n</figure>\n");
}

static void box(struct page *p, const struct pl_report_node *n) {
    pl_buf_add_fmt(p->out, "<div class=\"%.*s", (int)n->text.n, n->text.p);
    if (pl_str_eq(n->text, PL_STR("note"))) {
        pl_buf_add_fmt(p->out, " n-%s", pl_statement_word((enum pl_statement_kind)n->index));
    }
    bool tight = p->tight;
    p->tight = false;
    raw(p, "\">");
    blocks(p, n->first);
    raw(p, "</div>\n");
    p->tight = tight;
}

static void code_block(struct page *p, const struct pl_report_node *n) {
    raw(p, "<pre><code>");
    pl_str rest = n->text;
    while (rest.p != NULL) {
        pl_html_text(p->out, pl_str_cut(&rest, '\t'));
        raw(p, rest.p != NULL ? "    " : "");
    }
    raw(p, "</code></pre>\n");
}

static void one_block(struct page *p, const struct pl_report_node *n) {
    switch ((int)n->kind) {
    case PL_NODE_HEADING:
        heading(p, n);
        break;
    case PL_NODE_PARAGRAPH:
        paragraph(p, n);
        break;
    case PL_NODE_QUOTE:
        raw(p, "<blockquote>\n");
        blocks(p, n->first);
        raw(p, "</blockquote>\n");
        break;
    case PL_NODE_LIST:
        list(p, n);
        break;
    case PL_NODE_CODE_BLOCK:
        code_block(p, n);
        break;
    case PL_NODE_RULE:
        raw(p, "<hr>\n");
        break;
    case PL_NODE_TABLE:
        table(p, n);
        break;
    case PL_NODE_FIGURE:
        figure(p, n);
        break;
    case PL_NODE_BOX:
        box(p, n);
        break;
    default:
        break;
    }
}

static void blocks(struct page *p, const struct pl_report_node *list) {
    for (const struct pl_report_node *n = list; n != NULL && !pl_buf_failed(p->out); n = n->next) {
        one_block(p, n);
    }
}

/* ---- the page ---- */

/* A string of CSS: whatever is no plain letter, digit or space as \HEX and a space. */
static void css_string(struct pl_buf *out, pl_str value) {
    while (value.n > 0) {
        uint32_t c = 0;
        size_t n = pl_utf8_next(value, &c);
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
        if (plain) {
            pl_buf_add_char(out, (char)c);
        } else if (c != PL_UTF8_BROKEN && !pl_utf8_is_unsafe(c)) {
            pl_buf_add_fmt(out, "\\%X ", (unsigned)c);
        }
        value = pl_str_sub(value, n, value.n);
    }
}

/* What stands at the top of each printed page. */
static void running_style(struct page *p, struct pl_buf *out) {
    pl_str parts[] = {p->e->facts->exercise ? PL_STR("EXERCISE EXERCISE EXERCISE") : pl_str_make("", 0),
                      pl_edition_marking(p->e), p->e->facts->report_id};
    bool any = false;
    pl_buf_add_str(out, PL_STR("@page{@top-center{content:\""));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].n > 0) {
            pl_buf_add_str(out, any ? PL_STR(" \\B7 ") : PL_STR(""));
            css_string(out, parts[i]);
            any = true;
        }
    }
    pl_buf_add_str(out, PL_STR("\";font:8pt sans-serif;letter-spacing:.08em;color:#555}}"));
}

static void style_hash(struct page *p, pl_str style) {
    pl_hash hash = pl_sha256_of(style.p, style.n);
    raw(p, " 'sha256-");
    pl_base64_write(p->out, hash.b, sizeof hash.b);
    raw(p, "'");
}

static void head(struct page *p) {
    const struct pl_report_doc *r = p->e->report;
    PL_BUF_AUTO running = {.max_bytes = 1 << 16};
    running_style(p, &running);
    raw(p, "<!DOCTYPE html>\n<html");
    attribute(p, "lang", r->language);
    raw(p, ">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src");
    style_hash(p, pl_report_style());
    style_hash(p, pl_buf_str(&running));
    raw(p, "; base-uri 'none'; form-action 'none'\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"generator\"");
    attribute(p, "content", p->e->facts->program);
    raw(p, ">\n<title>");
    raw(p, p->e->facts->exercise ? "EXERCISE: " : "");
    text(p, r->title);
    raw(p, "</title>\n<style>");
    pl_buf_add_str(p->out, pl_report_style());
    raw(p, "</style>\n<style>");
    pl_buf_add_str(p->out, pl_buf_str(&running));
    raw(p, "</style>\n</head>\n<body>\n");
}

static void line(struct page *p, const char *class, const pl_str *parts, size_t n) {
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        if (parts[i].n == 0) {
            continue;
        }
        if (!any) {
            pl_buf_add_fmt(p->out, "<p class=\"%s\">", class);
        } else {
            raw(p, " \xC2\xB7 ");
        }
        any = true;
        text(p, parts[i]);
    }
    raw(p, any ? "</p>\n" : "");
}

static void header(struct page *p) {
    const struct pl_report_doc *r = p->e->report;
    const struct pl_report_facts *f = p->e->facts;
    PL_BUF_AUTO day = {.max_bytes = 64};
    if (pl_build_known(f->date)) {
        pl_time_write(&day, f->date);
    }
    pl_str kicker[] = {r->series, pl_edition_marking(p->e)};
    pl_str by[] = {r->authors, f->participant, pl_str_sub(pl_buf_str(&day), 0, 10), f->report_id, f->release};
    raw(p, "<header>\n");
    line(p, "kicker", kicker, 2);
    raw(p, "<h1>");
    text(p, r->title);
    raw(p, "</h1>\n");
    line(p, "subtitle", &r->subtitle, 1);
    line(p, "by", by, 5);
    raw(p, "</header>\n");
}

static void nav_line(struct page *p, int depth, pl_str anchor, const struct pl_report_node *words, pl_str title) {
    pl_buf_add_fmt(p->out, "<li class=\"d%d\"><a href=\"#%.*s\">", depth, (int)anchor.n, anchor.p);
    if (words != NULL) {
        PL_BUF_AUTO plain = {.max_bytes = 1 << 16};
        pl_report_plain(words, true, &plain);
        text(p, pl_buf_str(&plain));
    } else {
        text(p, title);
    }
    raw(p, "</a></li>\n");
}

static void contents(struct page *p, const struct pl_report_node *annex) {
    const struct pl_report_doc *r = p->e->report;
    raw(p, "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ol>\n");
    for (size_t i = 0; i < r->n_sections; i++) {
        int depth = r->sections[i].level + p->shift - 1;
        if (depth <= 2) {
            nav_line(p, depth, r->sections[i].anchor, NULL, r->sections[i].title);
        }
    }
    for (const struct pl_report_node *n = annex; n != NULL; n = n->next) {
        if (n->kind == PL_NODE_HEADING) {
            nav_line(p, 1, n->anchor, n->first, n->text);
        }
    }
    raw(p, "</ol>\n</nav>\n");
}

static void footnotes(struct page *p) {
    const struct pl_report_doc *r = p->e->report;
    if (r->n_footnotes == 0 || r->footnotes[0].number == 0) {
        return;
    }
    raw(p, "<section class=\"notes\" aria-labelledby=\"notes\">\n<h2 id=\"notes\">Notes</h2>\n<ol>\n");
    for (size_t i = 0; i < r->n_footnotes && r->footnotes[i].number > 0; i++) {
        const struct pl_report_footnote *f = &r->footnotes[i];
        pl_buf_add_fmt(p->out, "<li id=\"fn-%u\">", f->number);
        inlines(p, f->content);
        for (uint32_t k = 1; k <= p->note_uses[i]; k++) {
            pl_buf_add_fmt(p->out, " <a class=\"p\" href=\"#fnref-%u", f->number);
            if (k > 1) {
                pl_buf_add_fmt(p->out, "-%u", k);
            }
            raw(p, "\" aria-label=\"Back to the text\">\xE2\x86\xA9</a>");
        }
        raw(p, "</li>\n");
    }
    raw(p, "</ol>\n</section>\n");
}

static int shift_of(const struct pl_report_doc *report) {
    int least = 6;
    for (size_t i = 0; i < report->n_sections; i++) {
        least = report->sections[i].level < least ? report->sections[i].level : least;
    }
    return 2 - least; /* the title is the only h1 */
}

static void whole(struct page *p) {
    const struct pl_report_node *annex = pl_edition_annex(p->e);
    head(p);
    header(p);
    blocks(p, pl_edition_front(p->e));
    contents(p, annex);
    raw(p, "<main>\n");
    blocks(p, p->e->report->body);
    raw(p, "</main>\n");
    footnotes(p);
    raw(p, "<section class=\"annex\">\n");
    blocks(p, annex);
    raw(p, "</section>\n<footer><p>");
    text(p, p->e->facts->program.n > 0 ? p->e->facts->program : PL_STR("plimsoll"));
    raw(p, ". This page loads nothing and runs nothing.</p></footer>\n</body>\n</html>\n");
}

int pl_report_html(const struct pl_report_doc *report, const struct pl_report_facts *facts,
                   const struct pl_report_check *check, struct pl_arena *arena, struct pl_buf *out,
                   struct pl_error *err) {
    struct pl_edition edition;
    int code = pl_edition_make(report, facts, check, arena, &edition, err);
    if (code != 0) {
        return code;
    }
    struct page page = {.e = &edition, .out = out, .shift = shift_of(report)};
    page.note_uses = pl_arena_calloc(arena, report->n_footnotes + 1, sizeof *page.note_uses);
    if (page.note_uses == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to write a report");
    }
    whole(&page);
    if (edition.build.failed || pl_arena_failed(arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory to write a report");
    }
    if (pl_buf_failed(out)) {
        return pl_fail(err, PL_E_LIMIT, "the page of a report is beyond %zu bytes", out->max_bytes);
    }
    return 0;
}
