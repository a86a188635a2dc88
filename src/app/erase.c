#include "app/erase.h"
#include "app/erase_scope.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/act.h"
#include "app/rebuild.h"
#include "app/report_built.h"
#include "base/file.h"
#include "store/erase.h"
#include "store/filing.h"
#include "store/object.h"

#include "base/ban.h"

#define ARENA_MAX   ((size_t)1 << 30)
#define FILES_MAX   ((size_t)10000000)
#define NEEDLE_MIN  ((size_t)8) /* shorter values stand everywhere by chance */
#define NEEDLE_MAX  ((size_t)4096)
#define PIECE       ((size_t)64) /* of an object */
#define PIECES      8
#define NEEDLES_MAX 4096
#define READ        ((size_t)1 << 20)

/* What must not be found any more. */
struct needles {
    struct pl_arena arena;
    pl_str list[NEEDLES_MAX];
    pl_str field[NEEDLES_MAX]; /* that said it */
    size_t n;
};

static void add_needle(struct needles *n, pl_str field, const void *bytes, size_t length) {
    length = length < NEEDLE_MAX ? length : NEEDLE_MAX;
    if (length >= NEEDLE_MIN && n->n < NEEDLES_MAX) {
        n->field[n->n] = pl_str_copy(&n->arena, field);
        n->list[n->n++] = pl_str_copy(&n->arena, pl_str_make(bytes, length));
    }
}

/* Pieces spread over an object that will be removed. */
static int add_object(struct needles *n, pl_str field, const char *path, struct pl_error *err) {
    PL_BUF_AUTO bytes = {0};
    pl_buf_open(&bytes, ARENA_MAX);
    int code = pl_file_read(path, ARENA_MAX, &bytes, err);
    for (size_t i = 0; code == 0 && i < PIECES && bytes.n >= PIECE; i++) {
        add_needle(n, field, bytes.p + (bytes.n - PIECE) / PIECES * i, PIECE);
    }
    return code;
}

/* ---- what is to go ---- */

struct erasing {
    const struct pl_erase *e;
    struct pl_acting *acting;
    struct needles needles;
    int64_t seq;
    pl_str kind;
    struct pl_journal_field *fields;
    size_t n;
    bool whole; /* all of its fields go */
    struct pl_erased done;
};

static bool may_go(pl_str kind) {
    static const char *const STAY[] = {"case", "delegation", "revocation", "withdrawal", "release", "erasure"};
    for (size_t i = 0; i < sizeof STAY / sizeof STAY[0]; i++) {
        if (pl_str_eq(kind, pl_str_from(STAY[i]))) {
            return false;
        }
    }
    return true;
}

/* Other answers rest on the rest of it: without it they would say another thing. */
static int check_field(const struct erasing *x, struct pl_error *err) {
    const char *words = pl_erase_words(x->kind);
    bool is_there = x->e->field.n == 0 || pl_journal_field_named(x->fields, x->n, x->e->field.p) != NULL;
    if (!is_there || (x->e->field.n > 0 ? pl_erase_goes_alone(x->kind, x->e->field) : x->whole || words[0] != '\0')) {
        return 0;
    }
    bool whole = pl_erase_goes_whole(x->kind, x->fields, x->n);
    return pl_fail(err, PL_E_REFUSED, "other answers rest on that: of %s %.*s %s%s%s%s",
                   strchr("aeiou", x->kind.p[0]) != NULL ? "an" : "a", (int)x->kind.n, x->kind.p,
                   whole ? "the whole may be erased" : "",
                   whole && words[0] != '\0' ? ", or alone: "
                   : words[0] != '\0'        ? "may be erased: "
                                             : "",
                   words, !whole && words[0] == '\0' ? "nothing may be erased" : "");
}

static int find_entry(struct erasing *x, struct pl_error *err) {
    struct pl_filing f;
    struct pl_entry entry;
    pl_str bytes;
    int code = 0;
    if (!pl_str_i64(x->e->id, &x->seq)) {
        code = pl_filing_get(x->acting->c, x->e->id, INT64_MAX, &x->acting->arena, &f, NULL, err);
        if (code == 0 && f.row > 0) {
            code = pl_fail(err, PL_E_USAGE,
                           "one row of a table cannot be erased alone: erase the table (%lld), or "
                           "withdraw the row",
                           (long long)f.seq);
        }
        if (code == PL_E_NOT_FOUND) {
            struct pl_error none = {0};
            int64_t rows = 0, by = -1;
            code = pl_filing_table(x->acting->c, x->e->id, INT64_MAX, &f.seq, &rows, &by, &none) == 0 ? 0 : code;
        }
        x->seq = code == 0 ? f.seq : -1;
    }
    code = code == 0 ? pl_journal_read(x->acting->c, x->seq, &x->acting->arena, &entry, &bytes, err) : code;
    code = code == 0 ? pl_journal_payload(x->acting->c, x->seq, &x->acting->arena, &x->fields, &x->n, err) : code;
    if (code == 0 && !may_go(entry.kind)) {
        code = pl_fail(err, PL_E_REFUSED, "the log rests on entries of kind %.*s: they stay", (int)entry.kind.n,
                       entry.kind.p);
    }
    x->kind = code == 0 ? entry.kind : (pl_str){0};
    x->whole = code == 0 && x->e->field.n == 0 && pl_erase_goes_whole(entry.kind, x->fields, x->n);
    return code == 0 ? check_field(x, err) : code;
}

static bool is_chosen(const struct erasing *x, const struct pl_journal_field *f) {
    return !f->erased && !pl_str_eq(f->name, PL_STR("exercise")) &&
           (x->e->field.n > 0 ? pl_str_eq(f->name, x->e->field) : x->whole || pl_erase_goes_with(x->kind, f->name));
}

/* A word of the program's own ("sighting") says nothing that could be left over: any text may have it. */
static bool is_word(const struct erasing *x, pl_str name) {
    const struct pl_filing_kind *kind = pl_filing_kind_of(x->kind);
    const struct pl_filing_field *field = kind != NULL ? pl_filing_field_of(kind, name) : NULL;
    return field != NULL && field->type == PL_FILING_WORD;
}

static int note_needles(struct erasing *x, struct pl_error *err) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < x->n; i++) {
        const struct pl_journal_field *f = &x->fields[i];
        char path[PL_OBJECT_PATH_MAX];
        pl_hash hash;
        if (!is_chosen(x, f)) {
            x->done.kept += !f->erased && x->e->field.n == 0;
            continue;
        }
        x->done.fields++;
        add_needle(&x->needles, f->name, f->salt, PL_SALT_BYTES);
        if (!pl_str_starts(f->name, PL_STR("sha256")) || f->value.n != PL_HASH_BYTES) {
            if (!is_word(x, f->name)) {
                add_needle(&x->needles, f->name, f->value.p, f->value.n);
                x->done.unsearched += f->value.n > 0 && f->value.n < NEEDLE_MIN;
            }
            continue;
        }
        memcpy(hash.b, f->value.p, PL_HASH_BYTES);
        code = pl_object_path(x->acting->c, &hash, path, err);
        if (code == 0 && pl_file_exists(path)) {
            x->done.objects++;
            code = add_object(&x->needles, f->name, path, err);
        }
    }
    if (code == 0 && x->done.fields == 0 && x->done.kept > 0) {
        return pl_fail(err, PL_E_REFUSED,
                       "it has no words of its own: what was done, by whom and about what stays, for "
                       "other answers rest on that");
    }
    return code == 0 && x->done.fields == 0
               ? pl_fail(err, PL_E_NOT_FOUND,
                         "there is nothing to erase: it is gone already, or there is no such field")
               : code;
}

/* ---- going ---- */

static int erase_field(struct erasing *x, const struct pl_journal_field *f, struct pl_error *err) {
    struct pl_act_fields fields = {.arena = &x->acting->arena, .about = &x->seq, .n_about = 1};
    int64_t seq = -1;
    pl_act_add_number(&fields, "entry", x->seq);
    pl_act_add_text(&fields, "field", f->name);
    pl_act_add_text(&fields, "authority", x->e->authority);
    pl_act_add_text(&fields, "by", x->e->by.n > 0 ? x->e->by : x->acting->person);
    pl_act_add_text(&fields, "text", x->e->reason);
    int code = pl_journal_append_about(x->acting->c, &x->acting->keys, x->acting->now, PL_STR("erasure"),
                                       PL_STR("TLP:RED"), fields.about, 1, fields.f, fields.n, &seq, err);
    return code == 0 ? pl_erase_field(x->acting->c, x->seq, f->name, err) : code;
}

static int erase_all(struct erasing *x, struct pl_error *err) {
    int code = pl_case_begin(x->acting->c, err);
    for (size_t i = 0; code == 0 && i < x->n; i++) {
        code = is_chosen(x, &x->fields[i]) ? erase_field(x, &x->fields[i], err) : 0;
    }
    code = code == 0 && pl_filing_kind_of(x->kind) != NULL ? pl_erase_filings_again(x->acting->c, err) : code;
    code = code == 0 ? pl_case_commit(x->acting->c, err) : code;
    pl_case_rollback(x->acting->c);
    return code;
}

/* Who the case and its persons are is said for good by the entries on which the log rests, and every filing of theirs
 * repeats it: no news. */
static int count_elsewhere(struct erasing *x, pl_str field, int64_t seq, struct pl_error *err) {
    struct pl_entry entry;
    pl_str bytes;
    int code = pl_journal_read(x->acting->c, seq, &x->acting->arena, &entry, &bytes, err);
    if (code == 0 && !pl_str_eq(entry.kind, PL_STR("case")) && !pl_str_eq(entry.kind, PL_STR("delegation")) &&
        x->done.elsewhere++ == 0) {
        x->done.elsewhere_seq = seq;
        snprintf(x->done.elsewhere_field, sizeof x->done.elsewhere_field, "%.*s", (int)field.n, field.p);
    }
    return code;
}

/* What other entries say as well (a name, a kind) stays, and proves nothing: it is counted, and the first is named. */
static int keep_own_needles(struct erasing *x, struct pl_error *err) {
    size_t n = 0;
    int code = 0;
    for (size_t i = 0; code == 0 && i < x->needles.n; i++) {
        int64_t seq = -1;
        code = pl_erase_said_elsewhere(x->acting->c, x->needles.list[i], &seq, err);
        if (code == 0 && seq >= 0) {
            code = count_elsewhere(x, x->needles.field[i], seq, err);
        } else if (code == 0) {
            x->needles.field[n] = x->needles.field[i];
            x->needles.list[n++] = x->needles.list[i];
        }
    }
    x->needles.n = n;
    return code;
}

/* ---- searching ---- */

static bool holds(pl_str bytes, const struct needles *n) {
    for (size_t i = 0; i < n->n; i++) {
        if (n->list[i].n <= bytes.n && memmem(bytes.p, bytes.n, n->list[i].p, n->list[i].n) != NULL) {
            return true;
        }
    }
    return false;
}

/* Piece by piece, each with the end of the one before it. */
static int search_file(struct erasing *x, const char *path, char *room, struct pl_error *err) {
    PL_FD_AUTO fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t kept = 0;
    ssize_t got = 1;
    if (fd < 0) {
        return pl_fail(err, PL_E_IO, "%s cannot be read", path);
    }
    x->done.files++;
    while ((got = read(fd, room + kept, READ)) > 0) {
        size_t n = kept + (size_t)got;
        x->done.bytes += (uint64_t)got;
        if (x->done.left[0] == '\0' && holds(pl_str_make(room, n), &x->needles)) {
            snprintf(x->done.left, sizeof x->done.left, "%s", path);
        }
        kept = n < NEEDLE_MAX ? n : NEEDLE_MAX;
        memmove(room, room + n - kept, kept);
    }
    return got == 0 ? 0 : pl_fail(err, PL_E_IO, "%s cannot be read", path);
}

static int search(struct erasing *x, struct pl_error *err) {
    const char **paths = NULL;
    size_t n = 0;
    char *room = malloc(READ + NEEDLE_MAX);
    int code = room != NULL ? pl_file_list(x->e->dir, FILES_MAX, &x->needles.arena, &paths, &n, err)
                            : pl_fail(err, PL_E_NOMEM, "no memory to search the case");
    for (size_t i = 0; code == 0 && i < n; i++) {
        code = search_file(x, paths[i], room, err);
    }
    free(room);
    return code;
}

/* ---- all of it ---- */

static int run(struct erasing *x, struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    bool import = false;
    x->acting = &acting;
    int code = pl_acting_open(x->e->dir, "erase", x->e->now, &acting, err);
    if (code == 0 && x->e->id.n > 0) {
        code = find_entry(x, err);
        code = code == 0 ? note_needles(x, err) : code;
        code = code == 0 ? erase_all(x, err) : code;
        code = code == 0 ? pl_report_built_drop(acting.c, err) : code;
        code = code == 0 ? keep_own_needles(x, err) : code;
        import = code == 0 && (pl_str_eq(x->kind, PL_STR("import")) || pl_str_eq(x->kind, PL_STR("list")));
    }
    if (code == 0 && !import) {
        return pl_erase_scrub(acting.c, err);
    }
    if (code != 0) {
        return code;
    }
    pl_acting_close(&acting); /* the reports of an exhibit go with a rebuild, which opens the case itself */
    struct pl_rebuild_done rebuilt;
    code = pl_rebuild_run(x->e->dir, &rebuilt, err);
    struct pl_acting again = {0};
    code = code == 0 ? pl_acting_open(x->e->dir, "erase", x->e->now, &again, err) : code;
    code = code == 0 ? pl_erase_scrub(again.c, err) : code;
    pl_acting_close(&again);
    return code;
}

int pl_erase_run(const struct pl_erase *erase, struct pl_erased *ret, struct pl_error *err) {
    struct erasing *x = calloc(1, sizeof *x);
    if (x == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to erase");
    }
    x->e = erase;
    pl_arena_open(&x->needles.arena, ARENA_MAX);
    int code = erase->id.n > 0 && (erase->reason.n == 0 || erase->authority.n == 0)
                   ? pl_fail(err, PL_E_USAGE, "erasing needs a reason and whose authority it is: --text, --authority")
                   : run(x, err);
    code = code == 0 ? search(x, err) : code;
    if (code == 0) {
        *ret = x->done;
    }
    pl_arena_close(&x->needles.arena);
    free(x);
    return code;
}
