/* What the parts of the reader share. For report/ only. */
#ifndef PL_REPORT_MARKDOWN_IN_H
#define PL_REPORT_MARKDOWN_IN_H

#include <cmark.h>

#include "base/map.h"
#include "report/markdown.h"
#include "report/token.h"

struct pl_report_reader {
    struct pl_tokens tokens;
    struct pl_arena *arena;
    struct pl_report_doc *report;
    size_t cap_sections, cap_statements, cap_footnotes, cap_faults;
    uint32_t *lines; /* where each line of the source starts */
    size_t n_lines;
    uint64_t head_lines;      /* before the text that libcmark sees */
    struct pl_buf plain;      /* the words of the present block, without markup */
    struct pl_strmap ids;     /* statement id -> index */
    struct pl_strmap repeats; /* derived id -> how often its words stood there */
    struct pl_strmap notes;   /* footnote name -> index */
    int section_kind;         /* enum pl_statement_kind that the heading set, or -1 */
    unsigned n_notes_seen;    /* numbers given so far */
    bool nomem;
};

/* A top-level inline of a block: a node, or something of ours. */
enum pl_piece_kind { PL_PIECE_NODE, PL_PIECE_MARK, PL_PIECE_BAR, PL_PIECE_DEF };
struct pl_piece {
    enum pl_piece_kind kind;
    struct pl_report_node *node;
    const struct pl_token *token;
};
struct pl_pieces {
    struct pl_piece *items;
    size_t n, cap;
};

/* A mark taken apart. */
struct pl_mark {
    bool is_figure;
    enum pl_statement_kind kind;
    struct pl_report_statement attributes; /* what the mark gave; text and section are not set */
    bool bare;                             /* a word without attributes */
};

/* report/mark.c: false, with a fault noted, for a mark that is none of ours or carries what it may not. */
bool pl_mark_read(struct pl_report_reader *reader, const struct pl_token *token, struct pl_mark *ret_mark);

/* report/inline.c: the inlines below a block as pieces; marks inside emphasis and links are faults. */
void pl_inline_read(struct pl_report_reader *reader, cmark_node *block, struct pl_pieces *pieces);

/* report/inline.c: the footnote of that name, made where it is new; SIZE_MAX beyond the ceiling. */
size_t pl_note_index(struct pl_report_reader *reader, pl_str name);

/* report/statement.c: pieces [from, to) as inlines with their statements, for a block that starts on `line`. Text that
 * no mark covers is noted where `want_marks`. */
struct pl_report_node *pl_statement_join(struct pl_report_reader *reader, const struct pl_pieces *pieces, size_t from,
                                         size_t to, uint64_t line, bool want_marks);

/* report/table.c: a paragraph whose lines start with bars. */
struct pl_report_node *pl_report_table_read(struct pl_report_reader *reader, const struct pl_pieces *pieces,
                                            size_t from, size_t to, uint64_t line);

/* report/markdown.c */
struct pl_report_node *pl_reader_node(struct pl_report_reader *reader, enum pl_report_node_kind kind, uint64_t line);
struct pl_report_node *pl_reader_text(struct pl_report_reader *reader, pl_str text, uint64_t line);
pl_str pl_reader_restored(struct pl_report_reader *reader, pl_str text);
pl_str pl_reader_collapsed(struct pl_report_reader *reader, pl_str text);
uint64_t pl_reader_line_of(const struct pl_report_reader *reader, size_t offset);
size_t pl_reader_offset_of(const struct pl_report_reader *reader, uint64_t line);
void pl_reader_fault(struct pl_report_reader *reader, bool is_error, size_t offset, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void *pl_reader_grow(struct pl_report_reader *reader, const void *items, size_t n, size_t *cap, size_t size);

/* report/statement.c */
struct pl_report_statement *pl_statement_open(struct pl_report_reader *reader);

#endif
