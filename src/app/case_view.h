/* A steady view of a case for questions about lists, screenings and decisions, as known at a time.
 *
 * Their rows carry the journal entry they came with, so that leaving out later ones is enough, and nothing is derived
 * anew (unlike app/known_at). `before` is what store/list and store/act take. */
#ifndef PL_APP_CASE_VIEW_H
#define PL_APP_CASE_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "app/known_at.h"
#include "base/buf.h"
#include "base/error.h"
#include "lists/book.h"
#include "store/case.h"
#include "store/list.h"

struct pl_case_view {
    struct pl_case *c;
    struct pl_knowledge known;
    int64_t before; /* entries known */
    bool exercise;
};

/* known_at PL_TIME_NONE: all. NOT_FOUND, VERSION, IO, STORE, NOMEM. */
PL_MUST int pl_case_view_open(const char *dir, pl_time known_at, struct pl_case_view *ret, struct pl_error *err);
void pl_case_view_close(struct pl_case_view *view); /* accepts one that is all zero */
#define PL_CASE_VIEW_AUTO __attribute__((cleanup(pl_case_view_close))) struct pl_case_view

/* A publication as a sealed book. */
PL_MUST int pl_case_book(struct pl_case *c, const struct pl_list_row *row, struct pl_book **ret_book,
                         struct pl_error *err);

struct pl_json;
/* `"exercise":true` into an open object where it is one, and nothing where it is not: every line of an exercise says
 * so. */
void pl_case_mark(struct pl_json *json, bool exercise);

/* Foreign text for a table on a terminal: control and bidirectional characters shown escaped, cut after 1,000 bytes. */
void pl_case_say(struct pl_buf *out, pl_str text);

#endif
