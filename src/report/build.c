#include "report/build.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/ban.h"

struct pl_report_node *pl_build_node(struct pl_build *b, enum pl_report_node_kind kind) {
    struct pl_report_node *node = pl_arena_calloc(b->arena, 1, sizeof *node);
    if (node == NULL) {
        b->failed = true;
        return NULL;
    }
    node->kind = kind;
    return node;
}

static struct pl_report_node *with_text(struct pl_build *b, enum pl_report_node_kind kind, pl_str text) {
    struct pl_report_node *node = pl_build_node(b, kind);
    if (node != NULL) {
        node->text = text;
    }
    return node;
}

struct pl_report_node *pl_build_text(struct pl_build *b, pl_str text) {
    return with_text(b, PL_NODE_TEXT, text);
}
struct pl_report_node *pl_build_code(struct pl_build *b, pl_str text) {
    return with_text(b, PL_NODE_CODE, text);
}

static __attribute__((format(printf, 2, 0))) pl_str format(struct pl_build *b, const char *fmt, va_list args) {
    char text[1024];
    int n = vsnprintf(text, sizeof text, fmt, args);
    pl_str s = pl_str_copy(b->arena, pl_str_make(text, n < 0                     ? 0
                                                       : (size_t)n < sizeof text ? (size_t)n
                                                                                 : sizeof text - 1));
    b->failed = b->failed || s.p == NULL;
    return s;
}

struct pl_report_node *pl_build_fmt(struct pl_build *b, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    pl_str s = format(b, fmt, args);
    va_end(args);
    return pl_build_text(b, s);
}

static struct pl_report_node *time_text(struct pl_build *b, pl_time at, size_t most) {
    PL_BUF_AUTO text = {.max_bytes = 64};
    pl_time_write(&text, at);
    return pl_build_text(b, pl_str_copy(b->arena, pl_str_sub(pl_buf_str(&text), 0, most)));
}

struct pl_report_node *pl_build_day(struct pl_build *b, pl_time at) {
    return time_text(b, at, 10);
}
struct pl_report_node *pl_build_time(struct pl_build *b, pl_time at) {
    return time_text(b, at, SIZE_MAX);
}

struct pl_report_node *pl_build_strong(struct pl_build *b, pl_str text) {
    struct pl_report_node *node = pl_build_node(b, PL_NODE_STRONG);
    if (node != NULL) {
        node->first = pl_build_text(b, text);
    }
    return node;
}

struct pl_report_node *pl_build_link(struct pl_build *b, pl_str text, const char *url_fmt, ...) {
    struct pl_report_node *node = pl_build_node(b, PL_NODE_LINK);
    va_list args;
    va_start(args, url_fmt);
    pl_str url = format(b, url_fmt, args);
    va_end(args);
    if (node != NULL) {
        node->url = url;
        node->first = pl_build_text(b, text);
    }
    return node;
}

void pl_build_add(struct pl_build_list *list, struct pl_report_node *node) {
    if (node == NULL) {
        return;
    }
    if (list->last != NULL) {
        list->last->next = node;
    } else {
        list->first = node;
    }
    while (node->next != NULL) {
        node = node->next;
    }
    list->last = node;
}

void pl_build_say(struct pl_build *b, struct pl_build_list *list, const char *text) {
    pl_build_add(list, pl_build_text(b, pl_str_from(text)));
}

struct pl_report_node *pl_build_paragraph(struct pl_build *b, struct pl_build_list inlines) {
    struct pl_report_node *node = pl_build_node(b, PL_NODE_PARAGRAPH);
    if (node != NULL) {
        node->first = inlines.first;
    }
    return node;
}

struct pl_report_node *pl_build_heading(struct pl_build *b, int level, const char *anchor,
                                        struct pl_build_list inlines) {
    struct pl_report_node *node = pl_build_node(b, PL_NODE_HEADING);
    if (node != NULL) {
        node->level = level;
        node->anchor = pl_str_copy(b->arena, pl_str_from(anchor));
        node->first = inlines.first;
    }
    return node;
}

struct pl_report_node *pl_build_box(struct pl_build *b, const char *class, struct pl_build_list blocks) {
    struct pl_report_node *node = with_text(b, PL_NODE_BOX, pl_str_from(class));
    if (node != NULL) {
        node->first = blocks.first;
    }
    return node;
}

struct pl_report_node *pl_build_row(struct pl_build *b, struct pl_report_node *table) {
    struct pl_report_node *row = pl_build_node(b, PL_NODE_ROW);
    if (row == NULL || table == NULL) {
        return row;
    }
    if (table->last != NULL) {
        table->last->next = row;
    } else {
        table->first = row;
    }
    table->last = row;
    return row;
}

void pl_build_cell(struct pl_build *b, struct pl_report_node *row, struct pl_build_list inlines) {
    struct pl_report_node *cell = pl_build_node(b, PL_NODE_CELL);
    if (cell == NULL || row == NULL) {
        return;
    }
    cell->first = inlines.first;
    struct pl_report_node **tail = &row->first;
    while (*tail != NULL) {
        tail = &(*tail)->next;
    }
    *tail = cell;
}

void pl_build_cell_text(struct pl_build *b, struct pl_report_node *row, pl_str text) {
    struct pl_build_list inlines = {0};
    pl_build_add(&inlines, pl_build_text(b, text));
    pl_build_cell(b, row, inlines);
}

struct pl_report_node *pl_build_table(struct pl_build *b, const char *const *heads, size_t n) {
    struct pl_report_node *table = pl_build_node(b, PL_NODE_TABLE);
    struct pl_report_node *row = pl_build_row(b, table);
    for (size_t i = 0; i < n; i++) {
        pl_build_cell_text(b, row, pl_str_from(heads[i]));
    }
    return table;
}
