#include <sys/stat.h>

#include "app/list.h"
#include "app/list_answer_in.h"
#include "base/file.h"

#include "base/ban.h"

#define FILES_MAX ((size_t)1000)

/* One side: a book and what it is called. */
struct side {
    struct pl_book *book;
    pl_str list, published;
};

/* LIST or LIST@DAY in the case; or, so many `back`, a publication before it. */
static int side_of_case(const struct pl_case_view *view, const char *what, size_t back, struct pl_arena *arena,
                        struct side *ret, struct pl_error *err) {
    pl_str day = pl_str_from(what);
    pl_str list = pl_str_cut(&day, '@');
    struct pl_list_row *rows = NULL;
    size_t n = 0;
    const struct pl_list_row *row = NULL;
    int code = pl_list_publications(view->c, list, view->before, arena, &rows, &n, err);
    for (size_t i = 0; code == 0 && i < n; i++) {
        row = day.p == NULL || pl_str_eq(rows[i].published, day) ? &rows[i] : row;
    }
    if (code == 0 && row == NULL) {
        return pl_fail(err, PL_E_NOT_FOUND,
                       "\"%.100s\" is neither a file nor a publication in the case; `plimsoll list "
                       "--all` shows those",
                       what);
    }
    if (code == 0 && (size_t)(row - rows) < back) {
        return pl_fail(err, PL_E_NOT_FOUND, "the case has no publication of \"%.100s\" before that one", what);
    }
    if (code == 0) {
        row -= back;
        ret->list = row->list;
        ret->published = row->published;
        code = pl_case_book(view->c, row, &ret->book, err);
    }
    return code;
}

/* A file, or a folder with the parts of an OFAC list. */
static int find_files(const char *path, struct pl_arena *arena, struct pl_list_input *input, struct pl_error *err) {
    struct stat st;
    struct pl_list_guess guess;
    const char **paths = NULL;
    size_t n = 0;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        int code = pl_file_list(path, FILES_MAX, arena, &paths, &n, err);
        for (size_t i = 0; code == 0 && i < n; i++) {
            code = pl_list_guess(paths[i], arena, &guess, err);
            if (code == 0 && guess.format == PL_LIST_FORMAT_OFAC_CSV) {
                input->format = guess.format;
                input->list = guess.list;
                input->paths[guess.part] = paths[i];
                input->files[guess.part] = paths[i];
            }
        }
        return code;
    }
    int code = pl_list_guess(path, arena, &guess, err);
    if (code == 0) {
        input->format = guess.format;
        input->list = guess.list;
        input->paths[guess.part] = input->files[guess.part] = path;
    }
    return code;
}

static int side_of_file(const char *path, struct pl_arena *arena, struct side *ret, struct pl_error *err) {
    struct pl_list_input input = {.format = PL_LIST_FORMAT_NONE};
    struct pl_publication publication;
    char day[16];
    int code = find_files(path, arena, &input, err);
    if (code == 0 && (input.format == PL_LIST_FORMAT_NONE || input.format == PL_LIST_FORMAT_FTM_DELTA)) {
        code = pl_fail(err, PL_E_FORMAT, "%.100s: no whole list that this program reads", path);
    }
    code = code == 0 ? pl_list_book(&input, arena, &ret->book, &publication, err) : code;
    if (code == 0) {
        (void)pl_list_day(publication.published, input.format, day);
        ret->list = publication.list;
        ret->published = pl_str_copy(arena, pl_str_from(day));
    }
    return code;
}

/* ---- rendering ---- */

struct diff {
    const struct pl_list_ask *ask;
    struct pl_buf *out;
    struct pl_json json;
    uint64_t n[3];
};

static bool has_value(const struct pl_entity *e, const struct pl_value *value) {
    for (size_t i = 0; i < e->n_values; i++) {
        if (e->values[i].prop == value->prop && pl_str_eq(e->values[i].text, value->text)) {
            return true;
        }
    }
    return false;
}

static void write_value(struct diff *d, const char *change, const struct pl_value *value) {
    if (d->ask->json) {
        pl_json_object(&d->json);
        pl_json_key(&d->json, "change");
        pl_json_text(&d->json, change);
        pl_json_key(&d->json, "property");
        pl_json_text(&d->json, pl_prop_name(value->prop));
        pl_list_json_text(&d->json, "value", value->text);
        pl_list_json_text(&d->json, "field", pl_str_from(value->from));
        pl_json_object_end(&d->json);
        return;
    }
    pl_buf_add_fmt(d->out, "    %s %s: ", change[0] == 'a' ? "+" : "-", pl_prop_name(value->prop));
    pl_case_say(d->out, value->text);
    pl_buf_add_char(d->out, '\n');
}

static void write_values(struct diff *d, const struct pl_entity *before, const struct pl_entity *after) {
    for (size_t i = 0; i < before->n_values; i++) {
        if (!has_value(after, &before->values[i])) {
            write_value(d, "removed", &before->values[i]);
        }
    }
    for (size_t i = 0; i < after->n_values; i++) {
        if (!has_value(before, &after->values[i])) {
            write_value(d, "added", &after->values[i]);
        }
    }
}

static int on_change(void *ctx, const struct pl_book_change *change, struct pl_error *err) {
    static const char *const NAMES[] = {
        [PL_BOOK_ADDED] = "added", [PL_BOOK_CHANGED] = "changed", [PL_BOOK_REMOVED] = "removed"};
    struct diff *d = ctx;
    const struct pl_entity *e = change->after != NULL ? &change->after->entity : &change->before->entity;
    (void)err;
    d->n[change->kind]++;
    if (!d->ask->json) {
        pl_buf_add_fmt(d->out, "%-8s", NAMES[change->kind]);
        pl_case_say(d->out, e->reference);
        pl_buf_add_fmt(d->out, "  %s  ", pl_schema_name(e->schema));
        pl_case_say(d->out, e->caption);
        pl_buf_add_char(d->out, '\n');
        if (change->kind == PL_BOOK_CHANGED) {
            write_values(d, &change->before->entity, &change->after->entity);
        }
        return 0;
    }
    pl_json_record(&d->json, "change");
    pl_json_key(&d->json, "change");
    pl_json_text(&d->json, NAMES[change->kind]);
    pl_list_json_text(&d->json, "id", e->id);
    pl_list_json_text(&d->json, "reference", e->reference);
    pl_json_key(&d->json, "schema");
    pl_json_text(&d->json, pl_schema_name(e->schema));
    pl_list_json_text(&d->json, "caption", e->caption);
    pl_json_key(&d->json, "values");
    pl_json_array(&d->json);
    if (change->kind == PL_BOOK_CHANGED) {
        write_values(d, &change->before->entity, &change->after->entity);
    }
    pl_json_array_end(&d->json);
    pl_json_record_end(&d->json);
    return 0;
}

static void conclude(struct diff *d, const struct side *a, const struct side *b, const struct pl_case_view *view) {
    const struct side *sides[2] = {a, b};
    if (!d->ask->json) {
        pl_buf_add_fmt(d->out, "%llu added, %llu changed, %llu removed\n", (unsigned long long)d->n[PL_BOOK_ADDED],
                       (unsigned long long)d->n[PL_BOOK_CHANGED], (unsigned long long)d->n[PL_BOOK_REMOVED]);
        return;
    }
    pl_json_record(&d->json, "summary");
    for (int i = 0; i < 2; i++) {
        pl_json_key(&d->json, i == 0 ? "from" : "to");
        pl_json_object(&d->json);
        pl_list_json_text(&d->json, "list", sides[i]->list);
        pl_list_json_text(&d->json, "published", sides[i]->published);
        pl_json_key(&d->json, "entries");
        pl_json_u64(&d->json, pl_book_n(sides[i]->book));
        pl_json_object_end(&d->json);
    }
    pl_json_key(&d->json, "added");
    pl_json_u64(&d->json, d->n[PL_BOOK_ADDED]);
    pl_json_key(&d->json, "changed");
    pl_json_u64(&d->json, d->n[PL_BOOK_CHANGED]);
    pl_json_key(&d->json, "removed");
    pl_json_u64(&d->json, d->n[PL_BOOK_REMOVED]);
    pl_list_json_basis(&d->json, d->ask, view);
    pl_json_record_end(&d->json);
}

static bool is_file(const char *what) {
    struct stat st;
    return stat(what, &st) == 0;
}

static int read_side(const struct pl_list_ask *ask, const char *what, size_t back, struct pl_arena *arena,
                     struct pl_case_view *view, struct side *ret, struct pl_error *err) {
    if (!ask->case_only && is_file(what)) {
        return side_of_file(what, arena, ret, err);
    }
    int code = view->c == NULL ? pl_case_view_open(ask->dir, ask->known_at, view, err) : 0;
    return code == 0 ? side_of_case(view, what, back, arena, ret, err) : code;
}

int pl_list_diff(const struct pl_list_ask *ask, const char *a, const char *b, struct pl_buf *out,
                 struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct side sides[2] = {{0}, {0}};
    struct diff d = {.ask = ask, .out = out};
    pl_arena_open(&arena, (size_t)256 << 20);
    pl_json_start(&d.json, out);
    int code = read_side(ask, a != NULL ? a : b, a != NULL ? 0 : 1, &arena, &view, &sides[0], err);
    code = code == 0 ? read_side(ask, b, 0, &arena, &view, &sides[1], err) : code;
    if (code == 0 && !pl_str_eq(sides[0].list, sides[1].list)) {
        code = pl_fail(err, PL_E_USAGE, "two publications of one list are compared; these are %.40s and %.40s",
                       sides[0].list.p, sides[1].list.p);
    }
    code = code == 0 ? pl_book_diff(sides[0].book, sides[1].book, on_change, &d, err) : code;
    if (code == 0) {
        conclude(&d, &sides[0], &sides[1], view.c != NULL ? &view : NULL);
        code = pl_list_answer_end(out, err);
    }
    pl_book_close(sides[0].book);
    pl_book_close(sides[1].book);
    return code;
}
