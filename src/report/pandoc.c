#include "report/pandoc.h"

#include "base/base64.h"
#include "report/edition.h"
#include "report/safe.h"
#include "text/json.h"

#include "base/ban.h"

struct writer {
    struct pl_edition *e;
    struct pl_json json;
    struct pl_buf scratch;
    size_t figure;
    int shift;
    bool *note_seen;
    int note_depth; /* a note inside a note is shown by its number */
};

static void key(struct writer *w, const char *k) { pl_json_key_n(&w->json, k, strlen(k)); }

/* {"t":TYPE,"c": ... and its end. */
static void begin(struct writer *w, const char *type) {
    pl_json_object(&w->json);
    key(w, "t");
    pl_json_text(&w->json, type);
    key(w, "c");
}
static void finish(struct writer *w) { pl_json_object_end(&w->json); }

static void bare(struct writer *w, const char *type) {
    pl_json_object(&w->json);
    key(w, "t");
    pl_json_text(&w->json, type);
    pl_json_object_end(&w->json);
}

static void safe(struct writer *w, pl_str s) {
    pl_buf_clear(&w->scratch);
    pl_safe_lines(&w->scratch, s);
    pl_json_str(&w->json, pl_buf_str(&w->scratch));
}

/* [id, [class], []] */
static void attributes(struct writer *w, pl_str id, pl_str class) {
    pl_json_array(&w->json);
    pl_json_str(&w->json, id);
    pl_json_array(&w->json);
    if (class.n > 0) {
        pl_json_str(&w->json, class);
    }
    pl_json_array_end(&w->json);
    pl_json_array(&w->json);
    pl_json_array_end(&w->json);
    pl_json_array_end(&w->json);
}

static void inlines(struct writer *w, const struct pl_report_node *list);
static void blocks(struct writer *w, const struct pl_report_node *list);

/* Words and spaces: pandoc wants them apart. */
static void text(struct writer *w, pl_str s) {
    pl_str rest = s;
    while (rest.n > 0) {
        size_t n = 0;
        while (n < rest.n && rest.p[n] != ' ' && rest.p[n] != '\t' && rest.p[n] != '\n') {
            n++;
        }
        if (n > 0) {
            begin(w, "Str");
            safe(w, pl_str_sub(rest, 0, n));
            finish(w);
        }
        if (n < rest.n) {
            bare(w, "Space");
            n++;
        }
        rest = pl_str_sub(rest, n, rest.n);
    }
}

static void literal(struct writer *w, const char *s) { text(w, pl_str_from(s)); }

static void wrapped(struct writer *w, const char *type, const struct pl_report_node *n) {
    begin(w, type);
    pl_json_array(&w->json);
    inlines(w, n->first);
    pl_json_array_end(&w->json);
    finish(w);
}

/* A link to an address, around what the caller writes until link_end. */
static void link_start(struct writer *w) {
    begin(w, "Link");
    pl_json_array(&w->json);
    attributes(w, (pl_str){0}, (pl_str){0});
    pl_json_array(&w->json);
}

static void link_end(struct writer *w, pl_str url) {
    pl_json_array_end(&w->json);
    pl_json_array(&w->json);
    safe(w, url);
    pl_json_text(&w->json, "");
    pl_json_array_end(&w->json);
    pl_json_array_end(&w->json);
    finish(w);
}

static void cite(struct writer *w, const struct pl_report_node *n) {
    const struct pl_report_statement *s = pl_report_find(w->e->report, n->text);
    PL_BUF_AUTO label = {.max_bytes = 4096};
    PL_BUF_AUTO url = {.max_bytes = 4096};
    if (n->index > 0) {
        pl_buf_add_fmt(&label, "[%zu]", n->index);
        pl_buf_add_fmt(&url, "#e-%zu", n->index);
    } else {
        pl_buf_add_fmt(&label, s != NULL ? "[%.*s]" : "[%.*s?]", (int)n->text.n, n->text.p);
        pl_buf_add_fmt(&url, "#s-%.*s", (int)n->text.n, n->text.p);
    }
    if (n->index > 0 || s != NULL) {
        link_start(w);
        text(w, pl_buf_str(&label));
        link_end(w, pl_buf_str(&url));
    } else {
        text(w, pl_buf_str(&label));
    }
}

static void statement(struct writer *w, const struct pl_report_node *n) {
    const struct pl_report_statement *s = &w->e->report->statements[n->index];
    bool quiet = s->kind == PL_STATEMENT_BACKGROUND || s->kind == PL_STATEMENT_METHOD;
    PL_BUF_AUTO id = {.max_bytes = 256};
    pl_buf_add_fmt(&id, "s-%.*s", (int)s->id.n, s->id.p);
    begin(w, "Span");
    pl_json_array(&w->json);
    attributes(w, pl_buf_str(&id), pl_str_from(pl_statement_word(s->kind)));
    pl_json_array(&w->json);
    if (!quiet) {
        begin(w, "Strong");
        pl_json_array(&w->json);
        literal(w, pl_statement_title(s->kind));
        bare(w, "Space");
        text(w, s->id);
        literal(w, ".");
        pl_json_array_end(&w->json);
        finish(w);
        bare(w, "Space");
    }
    inlines(w, n->first);
    const struct pl_report_node *tail = pl_edition_tail(w->e, n->index);
    if (tail != NULL) {
        begin(w, "Superscript");
        pl_json_array(&w->json);
        inlines(w, tail);
        pl_json_array_end(&w->json);
        finish(w);
    }
    pl_json_array_end(&w->json);
    pl_json_array_end(&w->json);
    finish(w);
}

/* pandoc numbers notes itself, in the same order; one that is referred to again is shown by its number. */
static void note(struct writer *w, const struct pl_report_node *n) {
    const struct pl_report_footnote *f = &w->e->report->footnotes[n->index];
    PL_BUF_AUTO number = {.max_bytes = 32};
    if (!w->note_seen[n->index] && w->note_depth == 0 && f->content != NULL) {
        w->note_seen[n->index] = true;
        w->note_depth++;
        begin(w, "Note");
        pl_json_array(&w->json);
        begin(w, "Para");
        pl_json_array(&w->json);
        inlines(w, f->content);
        pl_json_array_end(&w->json);
        finish(w);
        pl_json_array_end(&w->json);
        finish(w);
        w->note_depth--;
        return;
    }
    pl_buf_add_u64(&number, f->number);
    begin(w, "Superscript");
    pl_json_array(&w->json);
    text(w, pl_buf_str(&number));
    pl_json_array_end(&w->json);
    finish(w);
}

static void link_out(struct writer *w, const struct pl_report_node *n) {
    if (n->url.n == 0) {
        inlines(w, n->first);
        return;
    }
    link_start(w);
    inlines(w, n->first);
    link_end(w, n->url);
}

static void code(struct writer *w, const char *type, pl_str s) {
    begin(w, type);
    pl_json_array(&w->json);
    attributes(w, (pl_str){0}, (pl_str){0});
    safe(w, s);
    pl_json_array_end(&w->json);
    finish(w);
}

static void one_inline(struct writer *w, const struct pl_report_node *n) {
    switch ((int)n->kind) {
    case PL_NODE_TEXT:
        text(w, n->text);
        break;
    case PL_NODE_SOFT_BREAK:
        bare(w, "SoftBreak");
        break;
    case PL_NODE_HARD_BREAK:
        bare(w, "LineBreak");
        break;
    case PL_NODE_EMPHASIS:
        wrapped(w, "Emph", n);
        break;
    case PL_NODE_STRONG:
        wrapped(w, "Strong", n);
        break;
    case PL_NODE_CODE:
        code(w, "Code", n->text);
        break;
    case PL_NODE_LINK:
        link_out(w, n);
        break;
    case PL_NODE_NOTE:
        note(w, n);
        break;
    case PL_NODE_STATEMENT:
        statement(w, n);
        break;
    case PL_NODE_CITE:
        cite(w, n);
        break;
    default:
        break;
    }
}

static void inlines(struct writer *w, const struct pl_report_node *list) {
    for (const struct pl_report_node *n = list; n != NULL; n = n->next) {
        one_inline(w, n);
    }
}

/* ---- blocks ---- */

static void notes_below(struct writer *w, const struct pl_report_node *list) {
    for (const struct pl_report_node *n = list; n != NULL; n = n->next) {
        if (n->kind == PL_NODE_ROW || n->kind == PL_NODE_CELL) {
            notes_below(w, n->first);
        } else if (n->kind == PL_NODE_STATEMENT) {
            blocks(w, pl_edition_note(w->e, n->index));
        }
    }
}

static void block_of(struct writer *w, const char *type, const struct pl_report_node *list) {
    begin(w, type);
    pl_json_array(&w->json);
    inlines(w, list);
    pl_json_array_end(&w->json);
    finish(w);
}

static void heading(struct writer *w, const struct pl_report_node *n) {
    int level = n->line > 0 ? n->level + w->shift : n->level;
    begin(w, "Header");
    pl_json_array(&w->json);
    pl_json_i64(&w->json, (level > 6 ? 6 : level) - 1); /* pandoc's title stands above level 1 */
    attributes(w, n->anchor, (pl_str){0});
    pl_json_array(&w->json);
    inlines(w, n->first);
    pl_json_array_end(&w->json);
    pl_json_array_end(&w->json);
    finish(w);
}

static void items(struct writer *w, const struct pl_report_node *n) {
    pl_json_array(&w->json);
    for (const struct pl_report_node *item = n->first; item != NULL; item = item->next) {
        pl_json_array(&w->json);
        blocks(w, item->first);
        pl_json_array_end(&w->json);
    }
    pl_json_array_end(&w->json);
}

static void list(struct writer *w, const struct pl_report_node *n) {
    if (!n->ordered) {
        begin(w, "BulletList");
        items(w, n);
        finish(w);
        return;
    }
    begin(w, "OrderedList");
    pl_json_array(&w->json);
    pl_json_array(&w->json);
    pl_json_i64(&w->json, n->level);
    bare(w, "Decimal");
    bare(w, "Period");
    pl_json_array_end(&w->json);
    items(w, n);
    pl_json_array_end(&w->json);
    finish(w);
}

static void alignment(struct writer *w, char align) {
    bare(w, align == 'r' ? "AlignRight" : align == 'c' ? "AlignCenter" : "AlignLeft");
}

static void row(struct writer *w, const struct pl_report_node *n) {
    pl_json_array(&w->json);
    attributes(w, (pl_str){0}, (pl_str){0});
    pl_json_array(&w->json);
    for (const struct pl_report_node *cell = n->first; cell != NULL; cell = cell->next) {
        pl_json_array(&w->json);
        attributes(w, (pl_str){0}, (pl_str){0});
        bare(w, "AlignDefault");
        pl_json_i64(&w->json, 1);
        pl_json_i64(&w->json, 1);
        pl_json_array(&w->json);
        block_of(w, "Plain", cell->first);
        pl_json_array_end(&w->json);
        pl_json_array_end(&w->json);
    }
    pl_json_array_end(&w->json);
    pl_json_array_end(&w->json);
}

static void rows(struct writer *w, const struct pl_report_node *from) {
    pl_json_array(&w->json);
    for (const struct pl_report_node *r = from; r != NULL; r = r->next) {
        row(w, r);
    }
    pl_json_array_end(&w->json);
}

static void columns(struct writer *w, const struct pl_report_node *model) {
    size_t n = 0;
    for (const struct pl_report_node *cell = model->first; cell != NULL; cell = cell->next) {
        n++;
    }
    pl_json_array(&w->json);
    for (const struct pl_report_node *cell = model->first; cell != NULL; cell = cell->next) {
        pl_json_array(&w->json);
        alignment(w, cell->align);
        begin(w, "ColWidth");
        pl_json_fixed(&w->json, 1.0 / (double)n, 4);
        finish(w);
        pl_json_array_end(&w->json);
    }
    pl_json_array_end(&w->json);
}

static void table(struct writer *w, const struct pl_report_node *n) {
    const struct pl_report_node *head = n->first;
    bool has_head = head != NULL && head->first != NULL;
    const struct pl_report_node *body = head != NULL ? head->next : NULL;
    const struct pl_report_node *model = has_head ? head : body;
    if (model == NULL || model->first == NULL) {
        return;
    }
    begin(w, "Table");
    pl_json_array(&w->json);
    attributes(w, (pl_str){0}, (pl_str){0});
    pl_json_raw(&w->json, PL_STR("[null,[]]")); /* no caption */
    columns(w, model);
    pl_json_array(&w->json);
    attributes(w, (pl_str){0}, (pl_str){0});
    pl_json_array(&w->json);
    if (has_head) {
        row(w, head);
    }
    pl_json_array_end(&w->json);
    pl_json_array_end(&w->json);
    pl_json_array(&w->json); /* one body: attributes, no row headers, no intermediate head, rows */
    pl_json_array(&w->json);
    attributes(w, (pl_str){0}, (pl_str){0});
    pl_json_i64(&w->json, 0);
    pl_json_raw(&w->json, PL_STR("[]"));
    rows(w, body);
    pl_json_array_end(&w->json);
    pl_json_array_end(&w->json);
    pl_json_raw(&w->json, PL_STR("[[\"\",[],[]],[]]")); /* no foot */
    pl_json_array_end(&w->json);
    finish(w);
    notes_below(w, n->first);
}

static void picture(struct writer *w, const struct pl_report_figure *f) {
    pl_buf_clear(&w->scratch);
    pl_buf_add_str(&w->scratch, PL_STR("data:image/svg+xml;base64,"));
    pl_base64_write(&w->scratch, f->svg.p, f->svg.n);
    begin(w, "Image");
    pl_json_array(&w->json);
    attributes(w, (pl_str){0}, (pl_str){0});
    pl_json_array(&w->json);
    pl_json_array_end(&w->json);
    pl_json_array(&w->json);
    pl_json_str(&w->json, pl_buf_str(&w->scratch));
    pl_json_text(&w->json, "");
    pl_json_array_end(&w->json);
    pl_json_array_end(&w->json);
    finish(w);
}

static void figure(struct writer *w, const struct pl_report_node *n) {
    const struct pl_report_figure *f = pl_report_figure_find(w->e->facts, n->text);
    PL_BUF_AUTO label = {.max_bytes = 64};
    if (f != NULL) {
        begin(w, "Para");
        pl_json_array(&w->json);
        picture(w, f);
        pl_json_array_end(&w->json);
        finish(w);
    }
    pl_buf_add_fmt(&label, "Figure %zu. ", ++w->figure);
    begin(w, "Para");
    pl_json_array(&w->json);
    text(w, pl_buf_str(&label));
    inlines(w, n->first);
    if (f != NULL && f->source.n > 0) {
        literal(w, " Source: ");
        text(w, f->source);
        literal(w, ".");
    }
    pl_json_array_end(&w->json);
    finish(w);
}

static void box(struct writer *w, const struct pl_report_node *n) {
    begin(w, "Div");
    pl_json_array(&w->json);
    attributes(w, (pl_str){0}, n->text);
    pl_json_array(&w->json);
    blocks(w, n->first);
    pl_json_array_end(&w->json);
    pl_json_array_end(&w->json);
    finish(w);
}

static void one_block(struct writer *w, const struct pl_report_node *n) {
    switch ((int)n->kind) {
    case PL_NODE_HEADING:
        heading(w, n);
        break;
    case PL_NODE_PARAGRAPH:
        block_of(w, "Para", n->first);
        notes_below(w, n->first);
        break;
    case PL_NODE_QUOTE:
        begin(w, "BlockQuote");
        pl_json_array(&w->json);
        blocks(w, n->first);
        pl_json_array_end(&w->json);
        finish(w);
        break;
    case PL_NODE_LIST:
        list(w, n);
        break;
    case PL_NODE_CODE_BLOCK:
        code(w, "CodeBlock", n->text);
        break;
    case PL_NODE_RULE:
        bare(w, "HorizontalRule");
        break;
    case PL_NODE_TABLE:
        table(w, n);
        break;
    case PL_NODE_FIGURE:
        figure(w, n);
        break;
    case PL_NODE_BOX:
        box(w, n);
        break;
    default:
        break;
    }
}

static void blocks(struct writer *w, const struct pl_report_node *from) {
    for (const struct pl_report_node *n = from; n != NULL && !pl_buf_failed(w->json.buf); n = n->next) {
        one_block(w, n);
    }
}

/* ---- the document ---- */

static void meta(struct writer *w, const char *name, pl_str prefix, pl_str value) {
    if (value.n == 0) {
        return;
    }
    key(w, name);
    begin(w, "MetaInlines");
    pl_json_array(&w->json);
    text(w, prefix);
    text(w, value);
    pl_json_array_end(&w->json);
    finish(w);
}

static void head(struct writer *w) {
    const struct pl_report_doc *r = w->e->report;
    const struct pl_report_facts *f = w->e->facts;
    PL_BUF_AUTO day = {.max_bytes = 64};
    if (pl_build_known(f->date)) {
        pl_time_write(&day, f->date);
    }
    key(w, "meta");
    pl_json_object(&w->json);
    meta(w, "title", f->exercise ? PL_STR("EXERCISE: ") : (pl_str){0}, r->title);
    meta(w, "subtitle", (pl_str){0}, r->subtitle);
    meta(w, "author", (pl_str){0}, r->authors.n > 0 ? r->authors : f->participant);
    meta(w, "date", (pl_str){0}, pl_str_sub(pl_buf_str(&day), 0, 10));
    meta(w, "lang", (pl_str){0}, r->language);
    pl_json_object_end(&w->json);
}

static void marking(struct writer *w) {
    if (pl_edition_marking(w->e).n > 0) {
        begin(w, "Para");
        pl_json_array(&w->json);
        text(w, pl_edition_marking(w->e));
        pl_json_array_end(&w->json);
        finish(w);
    }
}

static int shift_of(const struct pl_report_doc *report) {
    int least = 6;
    for (size_t i = 0; i < report->n_sections; i++) {
        least = report->sections[i].level < least ? report->sections[i].level : least;
    }
    return 2 - least;
}

int pl_report_pandoc(const struct pl_report_doc *report, const struct pl_report_facts *facts,
                     const struct pl_report_check *check, struct pl_arena *arena, struct pl_buf *out,
                     struct pl_error *err) {
    struct pl_edition edition;
    int failed = pl_edition_make(report, facts, check, arena, &edition, err);
    if (failed != 0) {
        return failed;
    }
    struct writer w = {.e = &edition, .shift = shift_of(report)};
    w.note_seen = pl_arena_calloc(arena, report->n_footnotes + 1, sizeof *w.note_seen);
    if (w.note_seen == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to write a report");
    }
    pl_buf_open(&w.scratch, out->max_bytes);
    pl_json_start(&w.json, out);
    pl_json_object(&w.json);
    key(&w, "pandoc-api-version");
    pl_json_raw(&w.json, PL_STR("[1,22,1]"));
    head(&w);
    key(&w, "blocks");
    pl_json_array(&w.json);
    marking(&w);
    blocks(&w, pl_edition_front(&edition));
    blocks(&w, report->body);
    blocks(&w, pl_edition_annex(&edition));
    pl_json_array_end(&w.json);
    pl_json_object_end(&w.json);
    pl_json_line_end(&w.json);
    bool full = pl_buf_failed(out) || pl_buf_failed(&w.scratch);
    pl_buf_close(&w.scratch);
    if (edition.build.failed || pl_arena_failed(arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory to write a report");
    }
    return full ? pl_fail(err, PL_E_LIMIT, "the tree of a report is beyond %zu bytes", out->max_bytes) : 0;
}
