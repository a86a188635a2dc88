#include "report/markdown_in.h"

#include "base/utf8.h"

#include "base/ban.h"

/* Where converted inlines go: to the pieces at the top, to a parent's children below. */
struct sink {
    struct pl_report_reader *reader;
    struct pl_pieces *pieces;
    struct pl_report_node **tail; /* NULL: to the pieces */
    uint64_t line;
    int depth;
};

static void inlines(struct sink *sink, cmark_node *parent);

static void emit_piece(struct sink *sink, struct pl_piece piece) {
    struct pl_pieces *p = sink->pieces;
    p->items = pl_reader_grow(sink->reader, p->items, p->n, &p->cap, sizeof *p->items);
    if (p->items != NULL) {
        p->items[p->n++] = piece;
    } else {
        *p = (struct pl_pieces){0};
    }
}

static void emit(struct sink *sink, struct pl_report_node *node) {
    if (node == NULL) {
        return;
    }
    if (sink->tail == NULL) {
        emit_piece(sink, (struct pl_piece){PL_PIECE_NODE, node, NULL});
        return;
    }
    *sink->tail = node;
    sink->tail = &node->next;
}

static void emit_text(struct sink *sink, pl_str text) {
    if (text.n > 0) {
        emit(sink, pl_reader_text(sink->reader, text, sink->line));
    }
}

size_t pl_note_index(struct pl_report_reader *reader, pl_str name) {
    struct pl_report_doc *report = reader->report;
    size_t i = pl_strmap_intern(&reader->notes, name);
    if (i == SIZE_MAX || i >= PL_REPORT_MAX_FOOTNOTES) {
        return SIZE_MAX;
    }
    if (i == report->n_footnotes) {
        report->footnotes =
            pl_reader_grow(reader, report->footnotes, i, &reader->cap_footnotes, sizeof *report->footnotes);
        if (report->footnotes == NULL) {
            report->n_footnotes = 0;
            return SIZE_MAX;
        }
        report->footnotes[report->n_footnotes++] =
            (struct pl_report_footnote){.name = pl_str_copy(reader->arena, name)};
    }
    return i;
}

static void note(struct sink *sink, const struct pl_token *token) {
    struct pl_report_reader *reader = sink->reader;
    size_t index = pl_note_index(reader, pl_token_name(&reader->tokens, token));
    struct pl_report_node *node = index != SIZE_MAX ? pl_reader_node(reader, PL_NODE_NOTE, sink->line) : NULL;
    if (node == NULL) {
        reader->nomem = true;
        return;
    }
    struct pl_report_footnote *footnote = &reader->report->footnotes[index];
    if (footnote->number == 0) {
        footnote->number = ++reader->n_notes_seen;
    }
    if (footnote->content == NULL && footnote->line == 0) {
        footnote->offset = token->offset;
        footnote->line = pl_reader_line_of(reader, token->offset);
    }
    node->index = index;
    emit(sink, node);
}

static void token_met(struct sink *sink, const struct pl_token *token) {
    struct pl_report_reader *reader = sink->reader;
    if (token->kind == PL_TOKEN_NOTE) {
        note(sink, token);
    } else if (sink->tail == NULL) {
        enum pl_piece_kind kind = token->kind == PL_TOKEN_MARK  ? PL_PIECE_MARK
                                  : token->kind == PL_TOKEN_BAR ? PL_PIECE_BAR
                                                                : PL_PIECE_DEF;
        emit_piece(sink, (struct pl_piece){kind, NULL, token});
    } else {
        if (token->kind == PL_TOKEN_MARK) {
            pl_reader_fault(reader, true, token->offset,
                            "a mark stands outside emphasis and links, or write \\{ for a brace");
        }
        emit_text(sink, pl_str_copy(reader->arena, pl_token_text(&reader->tokens, token)));
    }
}

static void text(struct sink *sink, pl_str s) {
    const struct pl_token *token = NULL;
    size_t n = 0;
    size_t from = 0;
    for (size_t i = 0; i < s.n;) {
        if (pl_token_at(&sink->reader->tokens, pl_str_sub(s, i, s.n), &token, &n)) {
            emit_text(sink, pl_str_copy(sink->reader->arena, pl_str_sub(s, from, i - from)));
            token_met(sink, token);
            i += n;
            from = i;
        } else {
            i++;
        }
    }
    emit_text(sink, pl_str_copy(sink->reader->arena, pl_str_sub(s, from, s.n - from)));
}

/* http, https and mailto, or #anchor; nothing that could look like something else. */
static bool may_be_followed(pl_str url) {
    static const pl_str SCHEMES[] = {PL_STR("http://"), PL_STR("https://"), PL_STR("mailto:")};
    bool good = url.n > 1 && url.p[0] == '#';
    for (size_t i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++) {
        good = good || (url.n > SCHEMES[i].n && pl_str_eq_nocase(pl_str_sub(url, 0, SCHEMES[i].n), SCHEMES[i]));
    }
    for (pl_str rest = url; rest.n > 0 && good;) {
        uint32_t c = 0;
        size_t n = pl_utf8_next(rest, &c);
        good = c > ' ' && c != PL_UTF8_BROKEN && !pl_utf8_is_unsafe(c) && c != '\\' && c != '"' && c != '<' && c != '>';
        rest = pl_str_sub(rest, n, rest.n);
    }
    return good && url.n <= 2000;
}

static void link_node(struct sink *sink, cmark_node *from) {
    struct pl_report_reader *reader = sink->reader;
    pl_str url = pl_reader_restored(reader, pl_str_from(cmark_node_get_url(from)));
    bool picture = cmark_node_get_type(from) == CMARK_NODE_IMAGE;
    struct pl_report_node *node = pl_reader_node(reader, PL_NODE_LINK, sink->line);
    if (node == NULL) {
        return;
    }
    struct sink below = {reader, sink->pieces, &node->first, sink->line, sink->depth + 1};
    bool follow = !picture && may_be_followed(url);
    inlines(&below, from);
    node->url = follow ? url : pl_str_make("", 0);
    emit(sink, node);
    if (!follow) {
        size_t offset = pl_reader_offset_of(reader, sink->line);
        pl_reader_fault(reader, false, offset,
                        picture ? "a picture is shown as its text: give it as a figure, {figure id=...}"
                                : "a link that is not http, https, mailto or #anchor is shown as text");
        emit_text(sink, PL_STR(" ("));
        emit_text(sink, url);
        emit_text(sink, PL_STR(")"));
    }
}

static void nested(struct sink *sink, cmark_node *from, enum pl_report_node_kind kind) {
    struct pl_report_node *node = pl_reader_node(sink->reader, kind, sink->line);
    if (node != NULL) {
        struct sink below = {sink->reader, sink->pieces, &node->first, sink->line, sink->depth + 1};
        inlines(&below, from);
        emit(sink, node);
    }
}

static void one(struct sink *sink, cmark_node *from) {
    struct pl_report_reader *reader = sink->reader;
    struct pl_report_node *node = NULL;
    switch ((int)cmark_node_get_type(from)) {
    case CMARK_NODE_TEXT:
        text(sink, pl_str_from(cmark_node_get_literal(from)));
        break;
    case CMARK_NODE_SOFTBREAK:
        emit(sink, pl_reader_node(reader, PL_NODE_SOFT_BREAK, sink->line));
        break;
    case CMARK_NODE_LINEBREAK:
        emit(sink, pl_reader_node(reader, PL_NODE_HARD_BREAK, sink->line));
        break;
    case CMARK_NODE_CODE:
        node = pl_reader_node(reader, PL_NODE_CODE, sink->line);
        if (node != NULL) {
            node->text = pl_reader_restored(reader, pl_str_from(cmark_node_get_literal(from)));
        }
        emit(sink, node);
        break;
    case CMARK_NODE_HTML_INLINE:
        pl_reader_fault(reader, false, pl_reader_offset_of(reader, sink->line), "HTML is shown as text");
        emit_text(sink, pl_reader_restored(reader, pl_str_from(cmark_node_get_literal(from))));
        break;
    case CMARK_NODE_EMPH:
        nested(sink, from, PL_NODE_EMPHASIS);
        break;
    case CMARK_NODE_STRONG:
        nested(sink, from, PL_NODE_STRONG);
        break;
    case CMARK_NODE_LINK:
    case CMARK_NODE_IMAGE:
        link_node(sink, from);
        break;
    default:
        break;
    }
}

static void inlines(struct sink *sink, cmark_node *parent) {
    if (sink->depth > PL_REPORT_MAX_DEPTH) {
        pl_reader_fault(sink->reader, true, pl_reader_offset_of(sink->reader, sink->line),
                        "emphasis and links are nested more than %d deep: the rest is left out", PL_REPORT_MAX_DEPTH);
        return;
    }
    for (cmark_node *n = cmark_node_first_child(parent); n != NULL && !sink->reader->nomem; n = cmark_node_next(n)) {
        one(sink, n);
    }
}

void pl_inline_read(struct pl_report_reader *reader, cmark_node *block, struct pl_pieces *pieces) {
    struct sink sink = {reader, pieces, NULL, reader->head_lines + (uint64_t)cmark_node_get_start_line(block), 0};
    inlines(&sink, block);
}
