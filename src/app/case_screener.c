#include "app/case_screener.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/facts.h"
#include "store/journal.h"

#include "base/ban.h"

struct pl_case_screener {
    struct pl_arena arena;
    struct pl_pool *pool;
    struct pl_screener *screener;
    struct pl_screen_copy *copies;
    struct pl_list_row *rows;
    struct pl_book **books;
    size_t n;
};

void pl_case_screener_close(struct pl_case_screener *s) {
    if (s == NULL) {
        return;
    }
    pl_screener_close(s->screener);
    for (size_t i = 0; i < s->n && s->books != NULL; i++) {
        pl_book_close(s->books[i]);
    }
    pl_pool_close(s->pool);
    pl_arena_close(&s->arena);
    free(s);
}

static bool counts(const struct pl_case_screener_options *o, const struct pl_list_row *row) {
    return (o->only < 0 || o->only == row->seq) && (o->list.n == 0 || pl_str_eq(o->list, row->list));
}

#define FILES_MAX 64 /* parts and deltas of one copy */

static int add_file(struct pl_case_screener *s, const struct pl_journal_field *fields, size_t n, const char *name,
                    const char *sha256, struct pl_screen_file *files, size_t *n_files, struct pl_error *err) {
    const struct pl_journal_field *hash = pl_journal_field_of(fields, n, sha256);
    const struct pl_journal_field *said = pl_journal_field_of(fields, n, name);
    PL_BUF_AUTO hex;
    pl_buf_open(&hex, 256);
    if (hash == NULL) {
        return 0;
    }
    if (*n_files == FILES_MAX) {
        return pl_fail(err, PL_E_LIMIT, "a list with more than %d deltas; import the whole list", FILES_MAX);
    }
    pl_buf_add_hex(&hex, hash->value.p, hash->value.n);
    struct pl_screen_file file = {.name = said != NULL ? said->value : PL_STR(""),
                                  .sha256 = pl_str_copy(&s->arena, pl_buf_str(&hex))};
    files[(*n_files)++] = file;
    return file.sha256.p != NULL ? 0 : pl_fail(err, PL_E_NOMEM, "out of memory");
}

/* What a delta changed stands before it. */
static int add_files(struct pl_case_screener *s, struct pl_case *c, int64_t seq, const struct pl_list_row *rows,
                     size_t n_rows, struct pl_screen_file *files, size_t *n_files, struct pl_error *err) {
    static const char *const NAMES[][2] = {
        {"name", "sha256"}, {"name.1", "sha256.1"}, {"name.2", "sha256.2"}, {"name.3", "sha256.3"}};
    struct pl_journal_field *fields = NULL;
    int64_t chain[FILES_MAX];
    size_t n_chain = 0, n = 0;
    int code = 0;
    while (seq >= 0 && n_chain < FILES_MAX) {
        int64_t base = -1;
        chain[n_chain++] = seq;
        for (size_t i = 0; i < n_rows; i++) {
            base = rows[i].seq == seq ? rows[i].base : base;
        }
        seq = base;
    }
    while (code == 0 && n_chain > 0) {
        code = pl_journal_payload(c, chain[--n_chain], &s->arena, &fields, &n, err);
        for (size_t i = 0; code == 0 && i < sizeof NAMES / sizeof NAMES[0]; i++) {
            code = add_file(s, fields, n, NAMES[i][0], NAMES[i][1], files, n_files, err);
        }
    }
    return code;
}

static int add_copy(struct pl_case_screener *s, struct pl_case *c, const struct pl_list_row *row,
                    const struct pl_list_row *all, size_t n_all, struct pl_error *err) {
    char order[32];
    snprintf(order, sizeof order, "%020lld", (long long)row->seq);
    struct pl_screen_file *files = pl_arena_calloc(&s->arena, FILES_MAX, sizeof *files);
    struct pl_screen_copy copy = {.list = row->list,
                                  .published = row->published,
                                  .has_day = row->published.n > 0,
                                  .day = row->day,
                                  .order = pl_str_copy(&s->arena, pl_str_from(order)),
                                  .files = files};
    if (copy.order.p == NULL || files == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    int code = add_files(s, c, row->seq, all, n_all, files, &copy.n_files, err);
    code = code == 0 ? pl_case_book(c, row, &s->books[s->n], err) : code;
    if (code == 0) {
        copy.book = s->books[s->n];
        s->rows[s->n] = *row;
        s->copies[s->n++] = copy;
    }
    return code;
}

static int read_copies(struct pl_case_screener *s, struct pl_case *c, const struct pl_case_screener_options *o,
                       struct pl_error *err) {
    struct pl_list_row *rows = NULL, *all = NULL;
    size_t n = 0, n_all = 0;
    int code = pl_list_publications(c, o->list, o->before, &s->arena, &all, &n_all, err);
    if (o->has_as_of || o->only >= 0) {
        rows = all;
        n = n_all;
    } else if (code == 0) {
        code = pl_list_newest(c, o->before, &s->arena, &rows, &n, err);
    }
    if (code != 0) {
        return code;
    }
    s->rows = pl_arena_calloc(&s->arena, n + 1, sizeof *s->rows);
    s->copies = pl_arena_calloc(&s->arena, n + 1, sizeof *s->copies);
    s->books = pl_arena_calloc(&s->arena, n + 1, sizeof *s->books);
    if (s->rows == NULL || s->copies == NULL || s->books == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; code == 0 && i < n; i++) {
        code = counts(o, &rows[i]) ? add_copy(s, c, &rows[i], all, n_all, err) : 0;
    }
    return code;
}

int pl_case_screener_open(struct pl_case *c, const struct pl_case_screener_options *o, struct pl_case_screener **ret,
                          struct pl_error *err) {
    struct pl_case_screener *s = calloc(1, sizeof *s);
    struct pl_screen_options options = {
        .has_as_of = o->has_as_of, .as_of = o->as_of, .today = o->today, .exercise = o->exercise};
    if (s == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    pl_arena_open(&s->arena, (size_t)256 << 20);
    int code = pl_countries_parse(pl_facts_countries(), &s->arena, &options.countries, err);
    code = code == 0 ? read_copies(s, c, o, err) : code;
    code = code == 0 && o->threads > 1 ? pl_pool_open(o->threads, &s->pool, err) : code;
    options.pool = s->pool;
    code = code == 0 ? pl_screener_build(&options, s->copies, s->n, &s->screener, err) : code;
    if (code != 0) {
        pl_case_screener_close(s);
        return code;
    }
    *ret = s;
    return 0;
}

const struct pl_screener *pl_case_screener_of(const struct pl_case_screener *s) { return s->screener; }

const struct pl_list_row *pl_case_screener_row(const struct pl_case_screener *s, const struct pl_screen_copy *copy) {
    for (size_t i = 0; i < s->n; i++) {
        if (&s->copies[i] == copy || s->copies[i].book == copy->book) {
            return &s->rows[i];
        }
    }
    return NULL;
}
