/* Making nodes of a report's tree by hand: for the parts of an edition that no author wrote.
 *
 * Everything goes to the arena; a full one sets failed, and what is missing then is for the caller to notice at the
 * end. Adding NULL adds nothing. For report/ only. */
#ifndef PL_REPORT_BUILD_H
#define PL_REPORT_BUILD_H

#include "base/arena.h"
#include "base/time.h"
#include "report/markdown.h"

struct pl_build {
    struct pl_arena *arena;
    bool failed;
};

struct pl_build_list {
    struct pl_report_node *first, *last;
};

struct pl_report_node *pl_build_node(struct pl_build *b, enum pl_report_node_kind kind);
struct pl_report_node *pl_build_text(struct pl_build *b, pl_str text);
struct pl_report_node *pl_build_fmt(struct pl_build *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct pl_report_node *pl_build_day(struct pl_build *b, pl_time at);  /* 2026-03-01 */
struct pl_report_node *pl_build_time(struct pl_build *b, pl_time at); /* 2026-03-01T02:00:00Z */
struct pl_report_node *pl_build_code(struct pl_build *b, pl_str text);
struct pl_report_node *pl_build_strong(struct pl_build *b, pl_str text);
struct pl_report_node *pl_build_link(struct pl_build *b, pl_str text, const char *url_fmt, ...)
    __attribute__((format(printf, 3, 4)));

void pl_build_add(struct pl_build_list *list, struct pl_report_node *node);
void pl_build_say(struct pl_build *b, struct pl_build_list *list, const char *text); /* a TEXT */

/* Blocks around inlines. */
struct pl_report_node *pl_build_paragraph(struct pl_build *b, struct pl_build_list inlines);
struct pl_report_node *pl_build_heading(struct pl_build *b, int level, const char *anchor,
                                        struct pl_build_list inlines);
struct pl_report_node *pl_build_box(struct pl_build *b, const char *class, struct pl_build_list blocks);

/* A table: columns of its head, then rows of cells. */
struct pl_report_node *pl_build_table(struct pl_build *b, const char *const *heads, size_t n);
struct pl_report_node *pl_build_row(struct pl_build *b, struct pl_report_node *table);
void pl_build_cell(struct pl_build *b, struct pl_report_node *row, struct pl_build_list inlines);
void pl_build_cell_text(struct pl_build *b, struct pl_report_node *row, pl_str text);

static inline bool pl_build_known(pl_time at) { return at != PL_TIME_NONE && at != 0; }

#endif
