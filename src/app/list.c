#include "app/list.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "input/open.h"
#include "lists/ofac.h"
#include "text/interval.h"

#include "base/ban.h"

#define BOOK_MAX   ((size_t)2 << 30)
#define HEAD_BYTES 4096
#define BESIDE_MAX ((size_t)1000000) /* files of a folder that is searched for parts */
#define CHUNK      ((size_t)1 << 16)

/* ---- what a file is ---- */

static int read_head(const char *path, struct pl_buf *head, struct pl_error *err) {
    struct pl_input *input = NULL;
    struct pl_member member;
    int more = 0;
    size_t n = 1;
    int code = pl_input_open(path, &input, err);
    code = code == 0 ? pl_input_next(input, &more, &member, err) : code;
    while (code == 0 && more && n > 0 && head->n < HEAD_BYTES) {
        char *p = pl_buf_reserve(head, HEAD_BYTES);
        code = p == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory") : pl_input_read(input, p, HEAD_BYTES, &n, err);
        head->n += code == 0 ? n : 0;
    }
    pl_input_close(input);
    return code;
}

static pl_str base_name(const char *path) {
    static const char *const SUFFIXES[] = {".gz", ".zst", ".xz", ".bz2", ".zip"};
    const char *slash = strrchr(path, '/');
    pl_str name = pl_str_from(slash != NULL ? slash + 1 : path);
    for (size_t i = 0; i < sizeof SUFFIXES / sizeof SUFFIXES[0]; i++) {
        pl_str suffix = pl_str_from(SUFFIXES[i]);
        if (pl_str_ends(name, suffix)) {
            return pl_str_sub(name, 0, name.n - suffix.n);
        }
    }
    return name;
}

int pl_list_guess(const char *path, struct pl_arena *arena, struct pl_list_guess *ret, struct pl_error *err) {
    PL_BUF_AUTO head;
    pl_buf_open(&head, 4 * HEAD_BYTES);
    int code = read_head(path, &head, err);
    if (code != 0) {
        return code;
    }
    struct pl_list_guess guess = pl_list_guess_head(pl_buf_str(&head), base_name(path));
    guess.list = pl_str_copy(arena, guess.list);
    if (guess.list.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    *ret = guess;
    return 0;
}

static const char *folder_of(const char *path, struct pl_arena *arena) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? "." : slash == path ? "/" : pl_arena_copy(arena, path, (size_t)(slash - path));
}

/* The part that a file beside others is, by name and content; -1: none of that list. */
static int part_beside(const char *path, pl_str list, struct pl_arena *arena, int *ret_part, struct pl_error *err) {
    struct pl_list_guess guess = {.format = PL_LIST_FORMAT_NONE};
    pl_str named = {0};
    int part = -1;
    bool usual = pl_ofac_name(base_name(path), &named, &part) && pl_str_eq(named, list);
    int code = usual ? pl_list_guess(path, arena, &guess, err) : 0;
    if (code == 0 && usual && (guess.format != PL_LIST_FORMAT_OFAC_CSV || guess.part != part)) {
        char name[512];
        pl_log_warning("%s: has the name of a part of %.*s, but not its columns; it is left out",
                       pl_log_safe(pl_str_from(path), name, sizeof name), (int)list.n, list.p);
    }
    *ret_part = usual && guess.format == PL_LIST_FORMAT_OFAC_CSV && guess.part == part ? part : -1;
    return code;
}

int pl_list_parts_beside(const char *path, pl_str list, struct pl_arena *arena, const char *paths[PL_LIST_MAX_PARTS],
                         struct pl_error *err) {
    const char *found[PL_LIST_MAX_PARTS] = {NULL};
    const char **files = NULL;
    size_t n = 0;
    const char *folder = folder_of(path, arena);
    int code = folder == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory")
                              : pl_file_list_flat(folder, BESIDE_MAX, arena, &files, &n, err);
    for (size_t i = 0; code == 0 && i < n; i++) {
        int part = -1;
        code = part_beside(files[i], list, arena, &part, err);
        if (code != 0 || part < 0 || paths[part] != NULL) {
            continue;
        }
        if (found[part] != NULL) {
            code =
                pl_fail(err, PL_E_USAGE, "%.100s and %.100s could be the same part of %.*s; name the one that is meant",
                        found[part], files[i], (int)list.n, list.p);
        }
        found[part] = files[i];
    }
    for (size_t i = 0; code == 0 && i < PL_LIST_MAX_PARTS; i++) {
        char name[512];
        if (found[i] != NULL) {
            paths[i] = found[i];
            pl_log_note("%s: read as a part of %.*s", pl_log_safe(pl_str_from(found[i]), name, sizeof name),
                        (int)list.n, list.p);
        }
    }
    return code;
}

int pl_list_part_of(pl_str name) {
    static const char *const NAMES[PL_LIST_MAX_PARTS] = {"prim", "alt", "add", "comments"};
    for (int i = 0; i < PL_LIST_MAX_PARTS; i++) {
        if (pl_str_eq(name, pl_str_from(NAMES[i]))) {
            return i;
        }
    }
    return -1;
}

/* ---- days ---- */

bool pl_list_day_number(pl_str day, int32_t *ret) {
    struct pl_interval is;
    if (day.n != 10 || day.p[4] != '-' || !pl_interval_parse(day, &is) || is.precision != PL_PRECISION_DAY) {
        return false;
    }
    *ret = is.first_day;
    return true;
}

/* "04/22/2020": the month first. */
static pl_str swap_month(pl_str said, char out[16]) {
    if (said.n != 10 || said.p[2] != '/' || said.p[5] != '/') {
        return said;
    }
    int n = snprintf(out, 16, "%.4s-%.2s-%.2s", said.p + 6, said.p, said.p + 3);
    return pl_str_make(out, (size_t)n);
}

bool pl_list_day(pl_str said, int format, char day[16]) {
    bool month_first = format == PL_LIST_FORMAT_OFAC_XML || format == PL_LIST_FORMAT_OFAC_ADVANCED;
    struct pl_interval is;
    pl_time at = 0;
    char room[16];
    PL_BUF_AUTO text;
    pl_buf_open(&text, 64);
    day[0] = '\0';
    said = pl_str_trim(said);
    said = month_first ? swap_month(said, room) : said;
    if (!pl_time_parse(said, &at)) {
        if (!pl_interval_parse(said, &is) || is.precision != PL_PRECISION_DAY || is.circa) {
            return false;
        }
        at = (pl_time)is.first_day * PL_DAY_US;
    }
    pl_time_write(&text, at);
    snprintf(day, 16, "%.10s", text.p != NULL ? text.p : "");
    return day[0] != '\0';
}

void pl_list_warn_of_day(const char *path, pl_str said, int format) {
    char day[16];
    char name[512];
    char text[128];
    if (said.n > 0 && !pl_list_day(said, format, day)) {
        pl_log_warning(
            "%s: its own date, %s, is no day that can be read; the copy counts as undated where no other is given",
            pl_log_safe(pl_str_from(path), name, sizeof name), pl_log_safe(said, text, sizeof text));
    }
}

/* ---- reading ---- */

struct loading {
    const struct pl_list_input *input;
    struct pl_list_writer *writer; /* or NULL: into the book */
    struct pl_book *book;          /* or NULL, too: only looked at */
    int64_t base;
    uint64_t unknown; /* records of a delta about ids that its base lacks */
};

static int on_entity(void *ctx, const struct pl_entity *entity, struct pl_error *err) {
    struct loading *l = ctx;
    struct pl_entity named = *entity;
    bool known = true;
    if (l->input->list.n > 0) {
        named.list = l->input->list;
    }
    if (l->writer == NULL) {
        return l->book != NULL ? pl_book_add(l->book, &named, err) : 0;
    }
    int code = pl_list_add(l->writer, &named, l->base >= 0 ? &known : NULL, err);
    l->unknown += !known && (entity->op == PL_ENTITY_MOD || entity->op == PL_ENTITY_DEL);
    return code;
}

static int push_part(struct pl_list_reader *reader, int part, const char *path, struct pl_error *err) {
    struct pl_input *input = NULL;
    struct pl_member member;
    char chunk[CHUNK];
    int more = 0;
    size_t n = 1;
    int code = pl_input_open(path, &input, err);
    code = code == 0 ? pl_input_next(input, &more, &member, err) : code;
    code = code == 0 ? pl_list_reader_push(reader, part, chunk, 0, err) : code; /* the part is there, empty or not */
    while (code == 0 && more && n > 0) {
        code = pl_input_read(input, chunk, sizeof chunk, &n, err);
        code = code == 0 && n > 0 ? pl_list_reader_push(reader, part, chunk, n, err) : code;
    }
    pl_input_close(input);
    return code;
}

/* Strings of the publication go to the arena: the reader's end with it. */
static int read_all(struct loading *l, struct pl_arena *arena, struct pl_publication *ret, struct pl_error *err) {
    struct pl_list_reader_options options = {
        .format = l->input->format, .list = l->input->list, .pool = l->input->pool};
    struct pl_list_reader *reader = NULL;
    struct pl_publication pub;
    memcpy(options.file, l->input->files, sizeof options.file);
    int code = pl_list_reader_open(&options, on_entity, l, &reader, err);
    for (int i = 0; code == 0 && i < PL_LIST_MAX_PARTS; i++) {
        code = l->input->paths[i] != NULL ? push_part(reader, i, l->input->paths[i], err) : 0;
    }
    code = code == 0 ? pl_list_reader_finish(reader, &pub, err) : code;
    if (code == 0) {
        pub.list = pl_str_copy(arena, l->input->list.n > 0 ? l->input->list : pub.list);
        pub.published = pl_str_copy(arena, pub.published);
        pub.dangling += l->unknown;
        *ret = pub;
        code = pub.list.p == NULL || pub.published.p == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory") : 0;
    }
    pl_list_reader_close(reader);
    if (code == 0 && ret->list.n == 0) {
        code = pl_fail(err, PL_E_USAGE, "neither the file nor its name says which list this is; say --list NAME");
    }
    return code;
}

/* A delta changes the newest copy of its list. */
static int find_base(struct pl_case *c, const struct pl_list_input *input, struct pl_arena *arena,
                     struct pl_list_row *ret_base, struct pl_error *err) {
    struct pl_list_row *rows = NULL;
    size_t n = 0;
    int code = pl_list_newest(c, INT64_MAX, arena, &rows, &n, err);
    for (size_t i = 0; code == 0 && i < n; i++) {
        if (pl_str_eq(rows[i].list, input->list)) {
            *ret_base = rows[i];
            return 0;
        }
    }
    return code != 0 ? code
                     : pl_fail(err, PL_E_USAGE,
                               "this is a delta, and the case has no copy of the list \"%.60s\" that it could change; "
                               "import the whole list first, or say --list NAME",
                               input->list.p != NULL ? input->list.p : "");
}

/* By the file, else as a person said, else by the file's name. A delta of an undated base stays undated: it stands
 * behind that, which stands where it was taken in. */
static int settle_day(const struct loading *l, const struct pl_list_row *base, struct pl_arena *arena,
                      struct pl_publication *pub, int32_t *ret_day, struct pl_error *err) {
    char day[16];
    int32_t number = (int32_t)(l->input->at / PL_DAY_US);
    pl_list_warn_of_day(l->input->files[0], pub->published, l->input->format);
    if (!pl_list_day(pub->published, l->input->format, day) && !pl_list_day(l->input->date, PL_LIST_FORMAT_NONE, day) &&
        (!pl_list_name_day(pl_str_from(l->input->files[0]), day) || (l->base >= 0 && base->published.n == 0))) {
        day[0] = '\0';
    }
    if (day[0] != '\0' && !pl_list_day_number(pl_str_from(day), &number)) {
        return pl_fail(err, PL_E_FORMAT, "%s is no day on which a list was published", day);
    }
    if (l->base >= 0 && number < base->day) {
        return pl_fail(err, PL_E_USAGE, "this delta is older than the newest copy of its list; it cannot change that");
    }
    pub->published = pl_str_copy(arena, pl_str_from(day));
    *ret_day = number;
    return pub->published.p != NULL ? 0 : pl_fail(err, PL_E_NOMEM, "out of memory");
}

int pl_list_load(struct pl_case *c, int64_t seq, const struct pl_list_input *input, struct pl_arena *arena,
                 struct pl_list_loaded *ret, struct pl_error *err) {
    struct loading l = {.input = input, .base = -1};
    struct pl_list_loaded loaded = {.base = -1};
    struct pl_list_row base = {0};
    int32_t day = 0;
    int code = pl_list_begin(c, seq, &l.writer, err);
    if (code == 0 && input->format == PL_LIST_FORMAT_FTM_DELTA) {
        code = find_base(c, input, arena, &base, err);
        l.base = code == 0 ? base.seq : -1;
        code = code == 0 ? pl_list_base(l.writer, l.base, err) : code;
    }
    code = code == 0 ? read_all(&l, arena, &loaded.publication, err) : code;
    code = code == 0 ? settle_day(&l, &base, arena, &loaded.publication, &day, err) : code;
    if (code != 0) {
        pl_list_drop(l.writer);
        return code;
    }
    loaded.base = l.base;
    code = pl_list_end(l.writer, &loaded.publication, pl_list_format_name(input->format), loaded.publication.published,
                       day, arena, &loaded.changes, err);
    if (code == 0) {
        *ret = loaded;
    }
    return code;
}

int pl_list_strict(const struct pl_publication *publication, struct pl_error *err) {
    const struct pl_rejection *first = &publication->first_rejected;
    return publication->rejected == 0
               ? PL_E_OK
               : pl_fail_at(err, PL_E_FORMAT, first->line, first->offset,
                            "%llu records of the list are malformed, beside %llu that can be read; the first %s",
                            (unsigned long long)publication->rejected, (unsigned long long)publication->entries,
                            first->why);
}

int pl_list_look(const struct pl_list_input *input, struct pl_arena *arena, struct pl_publication *ret,
                 struct pl_error *err) {
    struct loading l = {.input = input, .base = -1};
    return read_all(&l, arena, ret, err);
}

int pl_list_book(const struct pl_list_input *input, struct pl_arena *arena, struct pl_book **ret_book,
                 struct pl_publication *ret_publication, struct pl_error *err) {
    struct loading l = {.input = input, .base = -1};
    struct pl_publication publication;
    int code = pl_book_open(BOOK_MAX, &l.book, err);
    code = code == 0 ? read_all(&l, arena, &publication, err) : code;
    code = code == 0 ? pl_book_seal(l.book, &publication, err) : code;
    if (code != 0) {
        pl_book_close(l.book);
        return code;
    }
    *ret_book = l.book;
    *ret_publication = publication;
    return 0;
}
