#include "app/case_view.h"

#include "base/log.h"
#include "text/json.h"

#include "base/ban.h"

#define BOOK_MAX ((size_t)2 << 30)

int pl_case_view_open(const char *dir, pl_time known_at, struct pl_case_view *ret, struct pl_error *err) {
    struct pl_case_view view = {.before = 0};
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    int code = pl_case_open(dir, PL_CASE_READ, NULL, &view.c, err);
    code = code == 0 ? pl_case_begin_read(view.c, err) : code;
    code = code == 0 ? pl_known_at_read(view.c, known_at, &view.known, err) : code;
    code = code == 0 ? pl_case_exercise(view.c, &exercise, err) : code;
    if (code != 0) {
        pl_case_view_close(&view);
        return code;
    }
    view.before = (int64_t)view.known.size;
    view.exercise = exercise == PL_CASE_EXERCISE;
    *ret = view;
    return 0;
}

void pl_case_view_close(struct pl_case_view *view) {
    pl_case_close(view->c);
    view->c = NULL;
}

static int add(void *ctx, const struct pl_list_entry *entry, struct pl_error *err) {
    return pl_book_add(ctx, &entry->entity, err);
}

int pl_case_book(struct pl_case *c, const struct pl_list_row *row, struct pl_book **ret_book, struct pl_error *err) {
    struct pl_publication publication = {.list = row->list,
                                         .published = row->published,
                                         .entries = row->entries,
                                         .rejected = row->rejected,
                                         .names = row->names,
                                         .vessels = row->vessels,
                                         .identifiers = row->identifiers,
                                         .invalid_identifiers = row->invalid,
                                         .edges = row->edges,
                                         .dangling = row->dangling,
                                         .unread = row->unread};
    struct pl_book *book = NULL;
    int code = pl_book_open(BOOK_MAX, &book, err);
    code = code == 0 ? pl_list_entries(c, row->seq, add, book, err) : code;
    code = code == 0 ? pl_book_seal(book, &publication, err) : code;
    if (code != 0) {
        pl_book_close(book);
        return code;
    }
    *ret_book = book;
    return 0;
}

void pl_case_say(struct pl_buf *out, pl_str text) {
    char safe[1024];
    pl_log_safe(text, safe, sizeof safe);
    pl_buf_add_str(out, pl_str_from(safe));
}

void pl_case_mark(struct pl_json *json, bool exercise) {
    if (exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
}
