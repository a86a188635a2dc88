#include "report/markdown.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "report/markdown_in.h"

#include "base/ban.h"

static const struct {
    const char *word, *title;
} KINDS[] = {
#define PL_STATEMENT_ROW(name, word, title) {word, title},
    PL_STATEMENT_KINDS(PL_STATEMENT_ROW)
#undef PL_STATEMENT_ROW
};

const char *pl_statement_word(enum pl_statement_kind kind) { return KINDS[kind].word; }
const char *pl_statement_title(enum pl_statement_kind kind) { return KINDS[kind].title; }

void *pl_reader_grow(struct pl_report_reader *reader, const void *items, size_t n, size_t *cap, size_t size) {
    if (n < *cap) {
        return (void *)(uintptr_t)items;
    }
    size_t more = *cap == 0 ? 16 : *cap * 2;
    char *grown = pl_arena_calloc(reader->arena, more, size);
    if (grown == NULL) {
        reader->nomem = true;
        *cap = 0;
        return NULL;
    }
    if (n > 0) {
        memcpy(grown, items, n * size);
    }
    *cap = more;
    return grown;
}

struct pl_report_node *pl_reader_node(struct pl_report_reader *reader, enum pl_report_node_kind kind, uint64_t line) {
    struct pl_report_node *node = pl_arena_calloc(reader->arena, 1, sizeof *node);
    if (node == NULL) {
        reader->nomem = true;
        return NULL;
    }
    node->kind = kind;
    node->line = line;
    return node;
}

struct pl_report_node *pl_reader_text(struct pl_report_reader *reader, pl_str text, uint64_t line) {
    struct pl_report_node *node = pl_reader_node(reader, PL_NODE_TEXT, line);
    if (node != NULL) {
        node->text = text;
    }
    return node;
}

pl_str pl_reader_restored(struct pl_report_reader *reader, pl_str text) {
    PL_BUF_AUTO out = {.max_bytes = PL_REPORT_MAX_BYTES + 1};
    pl_token_restore(&reader->tokens, text, &out);
    reader->nomem = reader->nomem || pl_buf_failed(&out);
    return pl_str_copy(reader->arena, pl_buf_str(&out));
}

pl_str pl_reader_collapsed(struct pl_report_reader *reader, pl_str text) {
    char *out = pl_arena_alloc(reader->arena, text.n + 1);
    size_t n = 0;
    text = pl_str_trim(text);
    if (out == NULL) {
        reader->nomem = true;
        return (pl_str){0};
    }
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i] == '\t' || text.p[i] == '\n' || text.p[i] == '\r' ? ' ' : text.p[i];
        if (c != ' ' || (n > 0 && out[n - 1] != ' ')) {
            out[n++] = c;
        }
    }
    return pl_str_make(out, n);
}

uint64_t pl_reader_line_of(const struct pl_report_reader *reader, size_t offset) {
    size_t low = 0;
    size_t high = reader->n_lines;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (reader->lines[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low + 1;
}

size_t pl_reader_offset_of(const struct pl_report_reader *reader, uint64_t line) {
    return line > 0 && line <= reader->n_lines ? reader->lines[line - 1] : 0;
}

void pl_reader_fault(struct pl_report_reader *reader, bool is_error, size_t offset, const char *fmt, ...) {
    struct pl_report_doc *report = reader->report;
    char text[400];
    report->n_errors += is_error;
    if (report->n_faults > PL_REPORT_MAX_FAULTS) {
        return;
    }
    va_list args;
    va_start(args, fmt);
    int n = report->n_faults == PL_REPORT_MAX_FAULTS ? snprintf(text, sizeof text, "more faults are not listed")
                                                     : vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    report->faults =
        pl_reader_grow(reader, report->faults, report->n_faults, &reader->cap_faults, sizeof *report->faults);
    if (report->faults == NULL || n < 0) {
        report->n_faults = 0;
        return;
    }
    report->faults[report->n_faults++] = (struct pl_report_fault){
        is_error || report->n_faults == PL_REPORT_MAX_FAULTS, pl_reader_line_of(reader, offset), offset,
        pl_str_copy(reader->arena, pl_str_make(text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1))};
}

/* ---- the head ---- */

static pl_str *head_field(struct pl_report_doc *report, pl_str key) {
    const struct {
        const char *key;
        pl_str *field;
    } fields[] = {
        {"title", &report->title},     {"subtitle", &report->subtitle}, {"series", &report->series},
        {"authors", &report->authors}, {"language", &report->language}, {"marking", &report->marking},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (pl_str_eq(key, pl_str_from(fields[i].key))) {
            return fields[i].field;
        }
    }
    return NULL;
}

static void head_line(struct pl_report_reader *reader, pl_str line, size_t offset) {
    size_t colon = pl_str_find(line, ':');
    pl_str key = pl_str_trim(pl_str_sub(line, 0, colon));
    pl_str value = pl_str_trim(pl_str_sub(line, colon + 1, line.n));
    pl_str *field = head_field(reader->report, key);
    if (pl_str_trim(line).n == 0) {
        return;
    }
    if (field == NULL || value.n == 0) {
        pl_reader_fault(reader, true, offset,
                        "the head has lines `key: value` with title, subtitle, series, authors, language and marking");
    } else if (field->n > 0) {
        pl_reader_fault(reader, true, offset, "%.*s is given twice", (int)key.n, key.p);
    } else if (value.n > 500) {
        pl_reader_fault(reader, true, offset, "a line of the head is at most 500 bytes long");
    } else {
        *field = pl_str_copy(reader->arena, value);
    }
}

static bool is_language(pl_str s) {
    for (size_t i = 0; i < s.n; i++) {
        bool letter = (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z');
        if (!letter && (i == 0 || !(s.p[i] == '-' || (s.p[i] >= '0' && s.p[i] <= '9')))) {
            return false;
        }
    }
    return s.n >= 2 && s.n <= 35;
}

/* Reads `---` ... `---` at the front; returns where the text starts. */
static size_t head(struct pl_report_reader *reader, pl_str source) {
    struct pl_report_doc *report = reader->report;
    size_t at = pl_str_starts(source, PL_STR("\xEF\xBB\xBF")) ? 3 : 0;
    pl_str rest = pl_str_sub(source, at, source.n);
    size_t body = at;
    if (pl_str_starts(rest, PL_STR("---\n")) || pl_str_starts(rest, PL_STR("---\r\n"))) {
        bool closed = false;
        (void)pl_str_cut(&rest, '\n');
        while (rest.p != NULL && !closed) {
            size_t offset = (size_t)(rest.p - source.p);
            pl_str line = pl_str_cut(&rest, '\n');
            closed = pl_str_eq(pl_str_trim(line), PL_STR("---"));
            if (!closed) {
                head_line(reader, line, offset);
            }
        }
        body = rest.p != NULL ? (size_t)(rest.p - source.p) : source.n;
        if (!closed) {
            pl_reader_fault(reader, true, at, "the head that starts with --- has no second --- to end it");
        }
    }
    if (report->title.n == 0) {
        pl_reader_fault(reader, true, at, "a report starts with a head: ---, title: ..., ---");
    }
    if (report->language.n > 0 && !is_language(report->language)) {
        pl_reader_fault(reader, true, at, "language: is a tag such as en or fr-CA");
        report->language = (pl_str){0};
    }
    if (report->language.n == 0) {
        report->language = PL_STR("en");
    }
    return body;
}

/* ---- blocks ---- */

static struct pl_report_node *blocks(struct pl_report_reader *reader, cmark_node *parent, int depth);

static uint64_t line_of(const struct pl_report_reader *reader, cmark_node *block) {
    return reader->head_lines + (uint64_t)cmark_node_get_start_line(block);
}

static struct pl_report_node *heading(struct pl_report_reader *reader, cmark_node *from) {
    struct pl_pieces pieces = {0};
    struct pl_mark mark;
    uint64_t line = line_of(reader, from);
    struct pl_report_doc *report = reader->report;
    struct pl_report_node *node = pl_reader_node(reader, PL_NODE_HEADING, line);
    pl_inline_read(reader, from, &pieces);
    report->sections =
        pl_reader_grow(reader, report->sections, report->n_sections, &reader->cap_sections, sizeof *report->sections);
    if (node == NULL || report->sections == NULL) {
        return NULL;
    }
    reader->section_kind = -1;
    int kind = -1;
    for (size_t i = 0; i < pieces.n; i++) {
        if (pieces.items[i].kind != PL_PIECE_MARK) {
            continue;
        }
        if (pl_mark_read(reader, pieces.items[i].token, &mark)) {
            bool may = !mark.is_figure && mark.bare && i + 1 == pieces.n &&
                       (mark.kind == PL_STATEMENT_BACKGROUND || mark.kind == PL_STATEMENT_METHOD);
            kind = may ? (int)mark.kind : kind;
            if (!may) {
                pl_reader_fault(reader, true, pieces.items[i].token->offset,
                                "a heading may end in {background} or {method}, for all text below it; nothing else");
            }
        }
        pieces.n = i;
    }
    node->first = pl_statement_join(reader, &pieces, 0, pieces.n, line, false);
    node->level = cmark_node_get_heading_level(from);
    node->index = report->n_sections;
    PL_BUF_AUTO anchor = {.max_bytes = 32};
    pl_buf_add_fmt(&anchor, "sec-%zu", report->n_sections + 1);
    node->anchor = pl_str_copy(reader->arena, pl_buf_str(&anchor));
    report->sections[report->n_sections++] =
        (struct pl_report_section){pl_reader_collapsed(reader, pl_buf_str(&reader->plain)), node->anchor, node->level};
    reader->section_kind = kind;
    return node;
}

static void footnote(struct pl_report_reader *reader, const struct pl_pieces *pieces, size_t from, size_t to) {
    const struct pl_token *token = pieces->items[from].token;
    pl_str name = pl_token_name(&reader->tokens, token);
    size_t index = pl_note_index(reader, name);
    if (index == SIZE_MAX) {
        reader->nomem = true;
        return;
    }
    if (reader->report->footnotes[index].content != NULL) {
        pl_reader_fault(reader, true, token->offset, "the footnote [^%.*s] is defined twice", (int)name.n, name.p);
        return;
    }
    for (size_t i = from + 1; i < to; i++) {
        if (pieces->items[i].kind == PL_PIECE_MARK) {
            pl_reader_fault(reader, true, pieces->items[i].token->offset,
                            "a footnote makes no statement: write \\{ for a brace");
            return;
        }
    }
    uint64_t line = pl_reader_line_of(reader, token->offset);
    int kind = reader->section_kind;
    reader->section_kind = -1;
    struct pl_report_node *content = pl_statement_join(reader, pieces, from + 1, to, line, false);
    reader->section_kind = kind;
    if (content == NULL) {
        pl_reader_fault(reader, true, token->offset, "the footnote [^%.*s] is empty", (int)name.n, name.p);
    }
    struct pl_report_footnote *note = &reader->report->footnotes[index];
    note->content = content;
    note->line = line;
    note->offset = token->offset;
}

/* A paragraph that is one mark {figure ...} and its caption. */
static struct pl_report_node *figure(struct pl_report_reader *reader, const struct pl_pieces *pieces, size_t to,
                                     uint64_t line) {
    struct pl_mark mark;
    struct pl_report_node *node = pl_reader_node(reader, PL_NODE_FIGURE, line);
    if (node == NULL || !pl_mark_read(reader, pieces->items[0].token, &mark)) {
        return NULL;
    }
    int kind = reader->section_kind;
    reader->section_kind = -1;
    node->text = mark.attributes.id;
    node->first = pl_statement_join(reader, pieces, 1, to, line, false);
    reader->section_kind = kind;
    reader->report->figures++;
    return node;
}

static bool is_figure(const struct pl_report_reader *reader, const struct pl_pieces *pieces) {
    return pieces->n > 0 && pieces->items[0].kind == PL_PIECE_MARK &&
           pl_str_starts(pl_token_text(&reader->tokens, pieces->items[0].token), PL_STR("{figure"));
}

/* May be nothing: a paragraph of footnotes only. */
static struct pl_report_node *paragraph(struct pl_report_reader *reader, cmark_node *from) {
    struct pl_pieces pieces = {0};
    uint64_t line = line_of(reader, from);
    size_t to = 0;
    struct pl_report_node *node = NULL;
    pl_inline_read(reader, from, &pieces);
    while (to < pieces.n && pieces.items[to].kind != PL_PIECE_DEF) {
        to++;
    }
    if (to > 0 && is_figure(reader, &pieces)) {
        node = figure(reader, &pieces, to, line);
    } else if (to > 0 && pieces.items[0].kind == PL_PIECE_BAR) {
        node = pl_report_table_read(reader, &pieces, 0, to, line);
    }
    if (to > 0 && node == NULL && !is_figure(reader, &pieces)) { /* what is no table after all, too */
        node = pl_reader_node(reader, PL_NODE_PARAGRAPH, line);
        if (node != NULL) {
            node->first = pl_statement_join(reader, &pieces, 0, to, line, true);
        }
    }
    for (size_t at = to; at < pieces.n && !reader->nomem;) {
        size_t end = at + 1;
        while (end < pieces.n && pieces.items[end].kind != PL_PIECE_DEF) {
            end++;
        }
        footnote(reader, &pieces, at, end);
        at = end;
    }
    return node;
}

static struct pl_report_node *verbatim(struct pl_report_reader *reader, cmark_node *from) {
    struct pl_report_node *node = pl_reader_node(reader, PL_NODE_CODE_BLOCK, line_of(reader, from));
    if (node == NULL) {
        return NULL;
    }
    if (cmark_node_get_type(from) == CMARK_NODE_HTML_BLOCK) {
        pl_reader_fault(reader, false, pl_reader_offset_of(reader, node->line), "HTML is shown as text");
    }
    node->text = pl_reader_restored(reader, pl_str_from(cmark_node_get_literal(from)));
    reader->report->words += pl_report_words(node->text);
    return node;
}

static struct pl_report_node *container(struct pl_report_reader *reader, cmark_node *from,
                                        enum pl_report_node_kind kind, int depth) {
    struct pl_report_node *node = pl_reader_node(reader, kind, line_of(reader, from));
    if (node != NULL) {
        node->ordered = kind == PL_NODE_LIST && cmark_node_get_list_type(from) == CMARK_ORDERED_LIST;
        node->tight = kind == PL_NODE_LIST && cmark_node_get_list_tight(from);
        node->level = node->ordered ? cmark_node_get_list_start(from) : 0;
        node->first = blocks(reader, from, depth + 1);
    }
    return node;
}

static struct pl_report_node *block(struct pl_report_reader *reader, cmark_node *from, int depth) {
    switch ((int)cmark_node_get_type(from)) {
    case CMARK_NODE_HEADING:
        return heading(reader, from);
    case CMARK_NODE_PARAGRAPH:
        return paragraph(reader, from);
    case CMARK_NODE_BLOCK_QUOTE:
        return container(reader, from, PL_NODE_QUOTE, depth);
    case CMARK_NODE_LIST:
        return container(reader, from, PL_NODE_LIST, depth);
    case CMARK_NODE_ITEM:
        return container(reader, from, PL_NODE_ITEM, depth);
    case CMARK_NODE_CODE_BLOCK:
    case CMARK_NODE_HTML_BLOCK:
        return verbatim(reader, from);
    case CMARK_NODE_THEMATIC_BREAK:
        return pl_reader_node(reader, PL_NODE_RULE, line_of(reader, from));
    default:
        return NULL;
    }
}

static struct pl_report_node *blocks(struct pl_report_reader *reader, cmark_node *parent, int depth) {
    struct pl_report_node *first = NULL;
    struct pl_report_node **tail = &first;
    if (depth > PL_REPORT_MAX_DEPTH) {
        pl_reader_fault(reader, true, pl_reader_offset_of(reader, line_of(reader, parent)),
                        "lists and quotes are nested more than %d deep: the rest is left out", PL_REPORT_MAX_DEPTH);
        return NULL;
    }
    for (cmark_node *n = cmark_node_first_child(parent); n != NULL && !reader->nomem; n = cmark_node_next(n)) {
        struct pl_report_node *node = block(reader, n, depth);
        if (node != NULL) {
            *tail = node;
            tail = &node->next;
        }
    }
    return first;
}

/* ---- the whole ---- */

static int refuse_bytes(pl_str source, struct pl_error *err) {
    uint64_t line = 1;
    if (source.n > PL_REPORT_MAX_BYTES) {
        return pl_fail(err, PL_E_LIMIT, "a report is at most %zu bytes", PL_REPORT_MAX_BYTES);
    }
    for (size_t i = 0; i < source.n;) {
        uint32_t c = 0;
        size_t n = pl_utf8_next(pl_str_sub(source, i, source.n), &c);
        if (c == PL_UTF8_BROKEN || c == 0) {
            return pl_fail_at(err, PL_E_FORMAT, line, i,
                              c == 0 ? "a NUL byte in a report" : "these bytes are no UTF-8");
        }
        if (c >= 0xFDD0 && c <= 0xFDEF) {
            return pl_fail_at(err, PL_E_FORMAT, line, i, "U+%04X is no character", (unsigned)c);
        }
        line += c == '\n';
        i += n;
    }
    return 0;
}

static int list_lines(struct pl_report_reader *reader, pl_str source, struct pl_error *err) {
    size_t n = 1;
    for (size_t i = 0; i < source.n; i++) {
        n += source.p[i] == '\n' || (source.p[i] == '\r' && !(i + 1 < source.n && source.p[i + 1] == '\n'));
    }
    reader->lines = pl_arena_calloc(reader->arena, n, sizeof *reader->lines);
    if (reader->lines == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read a report");
    }
    reader->n_lines = 1;
    for (size_t i = 0; i < source.n; i++) {
        if (source.p[i] == '\n' || (source.p[i] == '\r' && !(i + 1 < source.n && source.p[i + 1] == '\n'))) {
            reader->lines[reader->n_lines++] = (uint32_t)(i + 1);
        }
    }
    return 0;
}

static int by_number(const void *a, const void *b) {
    const struct pl_report_footnote *x = a;
    const struct pl_report_footnote *y = b;
    unsigned nx = x->number > 0 ? x->number : UINT32_MAX;
    unsigned ny = y->number > 0 ? y->number : UINT32_MAX;
    return nx != ny ? (nx < ny ? -1 : 1) : (x->offset > y->offset) - (x->offset < y->offset);
}

static int by_offset(const void *a, const void *b) {
    const struct pl_report_fault *x = a;
    const struct pl_report_fault *y = b;
    return x->offset != y->offset ? (x->offset < y->offset ? -1 : 1) : pl_str_cmp(x->text, y->text);
}

static void renumber(struct pl_report_node *node, const size_t *where) {
    for (; node != NULL; node = node->next) {
        if (node->kind == PL_NODE_NOTE) {
            node->index = where[node->index];
        }
        renumber(node->first, where);
    }
}

/* Notes in the order of their numbers, and a fault for each that lacks its other half. */
static void order_notes(struct pl_report_reader *reader) {
    struct pl_report_doc *report = reader->report;
    size_t *where = pl_arena_calloc(reader->arena, report->n_footnotes + 1, sizeof *where);
    if (where == NULL) {
        reader->nomem = true;
        return;
    }
    if (report->n_footnotes > 0) {
        qsort(report->footnotes, report->n_footnotes, sizeof *report->footnotes, by_number);
    }
    for (size_t i = 0; i < report->n_footnotes; i++) {
        const struct pl_report_footnote *f = &report->footnotes[i];
        where[pl_strmap_intern(&reader->notes, f->name)] = i;
        if (f->content == NULL) {
            pl_reader_fault(reader, true, f->offset, "the footnote [^%.*s] has no text: a line [^%.*s]: ... gives it",
                            (int)f->name.n, f->name.p, (int)f->name.n, f->name.p);
        } else if (f->number == 0) {
            pl_reader_fault(reader, false, f->offset, "nothing refers to the footnote [^%.*s]", (int)f->name.n,
                            f->name.p);
        }
    }
    renumber(report->body, where);
    for (size_t i = 0; i < report->n_footnotes; i++) {
        renumber(report->footnotes[i].content, where);
    }
}

static int parse(struct pl_report_reader *reader, pl_str source, struct pl_error *err) {
    PL_BUF_AUTO text = {.max_bytes = PL_REPORT_MAX_BYTES + (size_t)PL_TOKEN_MAX * 20};
    size_t from = head(reader, source);
    int code = pl_token_replace(source, from, reader->arena, &text, &reader->tokens, err);
    if (code != 0) {
        return code;
    }
    reader->head_lines = pl_reader_line_of(reader, from) - 1;
    cmark_node *document = cmark_parse_document(text.p != NULL ? text.p : "", text.n, CMARK_OPT_DEFAULT);
    if (document == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read a report");
    }
    reader->report->body = blocks(reader, document, 0);
    cmark_node_free(document);
    order_notes(reader);
    return 0;
}

int pl_report_parse(pl_str source, struct pl_arena *arena, const struct pl_report_doc **ret_report,
                    struct pl_error *err) {
    struct pl_report_reader reader = {.arena = arena, .section_kind = -1};
    int code = refuse_bytes(source, err);
    code = code == 0 ? list_lines(&reader, source, err) : code;
    reader.report = pl_arena_calloc(arena, 1, sizeof *reader.report);
    if (code != 0 || reader.report == NULL) {
        return code != 0 ? code : pl_fail(err, PL_E_NOMEM, "no memory to read a report");
    }
    pl_buf_open(&reader.plain, PL_REPORT_MAX_BYTES * 4);
    pl_strmap_open(&reader.ids, PL_REPORT_MAX_STATEMENTS + 1, PL_REPORT_MAX_BYTES);
    pl_strmap_open(&reader.repeats, PL_REPORT_MAX_STATEMENTS + 1, PL_REPORT_MAX_BYTES);
    pl_strmap_open(&reader.notes, PL_REPORT_MAX_FOOTNOTES + 1, PL_REPORT_MAX_BYTES);
    code = parse(&reader, source, err);
    pl_buf_close(&reader.plain);
    pl_strmap_close(&reader.ids);
    pl_strmap_close(&reader.repeats);
    pl_strmap_close(&reader.notes);
    struct pl_report_doc *report = reader.report;
    if (code == 0 && (reader.nomem || pl_arena_failed(arena))) {
        bool many = report->n_statements >= PL_REPORT_MAX_STATEMENTS || report->n_footnotes >= PL_REPORT_MAX_FOOTNOTES;
        code = many ? pl_fail(err, PL_E_LIMIT, "a report has at most %d statements and %d footnotes",
                              PL_REPORT_MAX_STATEMENTS, PL_REPORT_MAX_FOOTNOTES)
                    : pl_fail(err, PL_E_NOMEM, "no memory to read a report");
    }
    if (code == 0 && report->body == NULL && report->n_errors == 0) {
        code = pl_fail(err, PL_E_EMPTY, "the report has no text");
    }
    if (code != 0) {
        return code;
    }
    if (report->n_faults > 0) {
        qsort(report->faults, report->n_faults, sizeof *report->faults, by_offset);
    }
    *ret_report = report;
    return 0;
}

const struct pl_report_statement *pl_report_find(const struct pl_report_doc *report, pl_str id) {
    for (size_t i = 0; i < report->n_statements; i++) {
        if (pl_str_eq(report->statements[i].id, id)) {
            return &report->statements[i];
        }
    }
    return NULL;
}

size_t pl_report_pages(const struct pl_report_doc *report) {
    size_t words = report->words + report->figures * PL_REPORT_FIGURE_WORDS + report->table_rows * PL_REPORT_ROW_WORDS;
    return (words + PL_REPORT_PAGE_WORDS - 1) / PL_REPORT_PAGE_WORDS;
}
