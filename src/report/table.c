/* Tables: lines that start with a bar. */
#include "report/markdown_in.h"

#include "base/ban.h"

#define MAX_COLUMNS 32

/* Pieces of one line: [from, to), without its break. */
struct line {
    size_t from, to;
};

static bool is_break(const struct pl_piece *piece) {
    return piece->kind == PL_PIECE_NODE &&
           (piece->node->kind == PL_NODE_SOFT_BREAK || piece->node->kind == PL_NODE_HARD_BREAK);
}

static bool is_blank(const struct pl_piece *piece) {
    return piece->kind == PL_PIECE_NODE && piece->node->kind == PL_NODE_TEXT && pl_str_trim(piece->node->text).n == 0;
}

static size_t line_end(const struct pl_pieces *pieces, size_t from, size_t to) {
    while (from < to && !is_break(&pieces->items[from])) {
        from++;
    }
    return from;
}

/* Cells of a line that starts with a bar; a bar at its end closes the last one. At most MAX_COLUMNS + 1. */
static size_t cut_line(const struct pl_pieces *pieces, struct line line, struct line cells[MAX_COLUMNS + 1]) {
    size_t n = 0;
    while (line.to > line.from && is_blank(&pieces->items[line.to - 1])) {
        line.to--;
    }
    if (line.to > line.from + 1 && pieces->items[line.to - 1].kind == PL_PIECE_BAR) {
        line.to--;
    }
    for (size_t at = line.from; at < line.to && n <= MAX_COLUMNS;) {
        size_t end = at + 1;
        while (end < line.to && pieces->items[end].kind != PL_PIECE_BAR) {
            end++;
        }
        cells[n++] = (struct line){at + 1, end};
        at = end;
    }
    return n;
}

/* :---, :---:, ---: or ---; 0 for anything else. */
static char alignment(const struct pl_pieces *pieces, struct line cell) {
    if (cell.to != cell.from + 1 || pieces->items[cell.from].kind != PL_PIECE_NODE ||
        pieces->items[cell.from].node->kind != PL_NODE_TEXT) {
        return 0;
    }
    pl_str s = pl_str_trim(pieces->items[cell.from].node->text);
    bool left = s.n > 0 && s.p[0] == ':';
    bool right = s.n > 1 && s.p[s.n - 1] == ':';
    pl_str dashes = pl_str_sub(s, left, s.n - left - right);
    for (size_t i = 0; i < dashes.n; i++) {
        if (dashes.p[i] != '-') {
            return 0;
        }
    }
    return dashes.n < 3 ? 0 : left && right ? 'c' : right ? 'r' : 'l';
}

struct table {
    struct pl_report_reader *reader;
    const struct pl_pieces *pieces;
    char align[MAX_COLUMNS];
    size_t columns;
    size_t offset; /* of its first bar */
    uint64_t line;
};

static struct pl_report_node *read_row(struct table *t, struct line line) {
    struct line cells[MAX_COLUMNS + 1];
    size_t n = cut_line(t->pieces, line, cells);
    struct pl_report_node *row = pl_reader_node(t->reader, PL_NODE_ROW, t->line);
    struct pl_report_node **tail = row != NULL ? &row->first : NULL;
    if (n != t->columns) {
        pl_reader_fault(t->reader, true, t->pieces->items[line.from].token->offset,
                        "this line of the table has %zu cells, its head has %zu; write \\| for a bar", n, t->columns);
    }
    for (size_t i = 0; i < t->columns && tail != NULL; i++) {
        struct pl_report_node *cell = pl_reader_node(t->reader, PL_NODE_CELL, t->line);
        if (cell == NULL) {
            break;
        }
        cell->align = t->align[i];
        if (i < n) {
            cell->first = pl_statement_join(t->reader, t->pieces, cells[i].from, cells[i].to, t->line, false);
        }
        *tail = cell;
        tail = &cell->next;
    }
    return row;
}

/* The head and the line below it; false, with a fault, where they make no table. */
static bool read_head(struct table *t, struct line head, struct line rule) {
    struct line cells[MAX_COLUMNS + 1];
    size_t n = cut_line(t->pieces, head, cells);
    if (n > MAX_COLUMNS) {
        pl_reader_fault(t->reader, true, t->offset, "a table has at most %d columns", MAX_COLUMNS);
        return false;
    }
    t->columns = n;
    bool good = rule.to > rule.from && t->pieces->items[rule.from].kind == PL_PIECE_BAR &&
                cut_line(t->pieces, rule, cells) == n;
    for (size_t i = 0; i < n && good; i++) {
        t->align[i] = alignment(t->pieces, cells[i]);
        good = t->align[i] != 0;
    }
    if (!good) {
        pl_reader_fault(t->reader, true, t->offset,
                        "a table needs a second line with as many cells, such as | --- | ---: |; write \\| for a bar");
    }
    return good;
}

struct pl_report_node *pl_report_table_read(struct pl_report_reader *reader, const struct pl_pieces *pieces,
                                            size_t from, size_t to, uint64_t line) {
    struct table t = {.reader = reader, .pieces = pieces, .offset = pieces->items[from].token->offset, .line = line};
    struct line head = {from, line_end(pieces, from, to)};
    struct line rule = {head.to + 1, line_end(pieces, head.to + 1 < to ? head.to + 1 : to, to)};
    struct pl_report_node *table = pl_reader_node(reader, PL_NODE_TABLE, line);
    int kind = reader->section_kind;
    if (table == NULL || !read_head(&t, head, rule)) {
        return NULL;
    }
    reader->section_kind = -1; /* a number in a cell is no statement unless a mark says so */
    table->first = read_row(&t, head);
    struct pl_report_node **tail = table->first != NULL ? &table->first->next : NULL;
    for (size_t at = rule.to + 1; at < to && tail != NULL && !reader->nomem;) {
        size_t end = line_end(pieces, at, to);
        if (pieces->items[at].kind != PL_PIECE_BAR) {
            pl_reader_fault(reader, true, t.offset, "each line of a table starts with a bar; an empty line ends it");
            break;
        }
        struct pl_report_node *row = read_row(&t, (struct line){at, end});
        *tail = row;
        tail = row != NULL ? &row->next : NULL;
        reader->report->table_rows++;
        at = end + 1;
    }
    reader->section_kind = kind;
    return table;
}
