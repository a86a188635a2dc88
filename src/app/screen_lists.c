#include "app/screen_lists.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/list.h"
#include "base/file.h"
#include "base/log.h"
#include "base/pool.h"
#include "input/open.h"
#include "ledger/hash.h"
#include "lists/ofac.h"
#include "lists/reader.h"

#include "base/ban.h"

#define BOOK_BYTES  ((size_t)4 << 30) /* of memory for one copy */
#define ARENA_BYTES ((size_t)256 << 20)
#define CHUNK       ((size_t)1 << 16)
#define MAX_LISTS   100000

/* One list to be read: a file, or the parts of OFAC's CSV. */
struct source {
    int format;
    pl_str list;
    pl_str folder; /* of OFAC's parts */
    const char *paths[PL_LIST_MAX_PARTS];
    pl_str date; /* "" not given */
};

struct pl_screen_lists {
    struct pl_arena arena;
    struct source *sources;
    size_t n_sources;
    struct pl_screen_copy *copies;
    struct pl_book **books; /* of the copies */
    int *formats;           /* enum pl_list_format of the copies */
    pl_str *datasets;       /* the one that all entities of a copy name; "" */
    const struct pl_publication **publications;
    size_t n_copies;
    bool exercise, real;
    struct pl_pool *pool; /* the caller's, while the lists are read; NULL: one thread */
};

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "out of memory"); }

/* ---- names of lists ---- */

static bool names_itself(int format) {
    return format != PL_LIST_FORMAT_FTM && format != PL_LIST_FORMAT_FTM_DELTA && format != PL_LIST_FORMAT_TARGETS_CSV &&
           format != PL_LIST_FORMAT_MARITIME_CSV;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Without a day at its end: "sanctions-2024-05-01", "sanctions_20240501". */
static pl_str without_day(pl_str name) {
    size_t n = name.n;
    unsigned digits = 0;
    while (n > 0 && digits < 8 && (is_digit(name.p[n - 1]) || (digits > 0 && name.p[n - 1] == '-'))) {
        digits += is_digit(name.p[--n]) ? 1 : 0;
    }
    bool cut = digits == 8 && n > 1 && strchr("-_.@", name.p[n - 1]) != NULL;
    return cut ? pl_str_sub(name, 0, n - 1) : name;
}

/* A list that does not say which it is, is called by its file. */
static pl_str name_of_file(const char *path, pl_str guessed) {
    const char *slash = strrchr(path, '/');
    pl_str name = pl_str_from(slash != NULL ? slash + 1 : path);
    size_t dot = pl_str_find(name, '.');
    return without_day(guessed.n > 0 ? guessed : pl_str_sub(name, 0, dot > 0 ? dot : name.n));
}

/* ---- arguments ---- */

/* Cuts "FILE@DATE": the date may stand behind the last @ of what is no file itself. */
static int split_date(struct pl_screen_lists *l, const char *arg, const char **ret_path, pl_str *ret_date,
                      struct pl_error *err) {
    const char *at = strrchr(arg, '@');
    int32_t day = 0;
    *ret_path = arg;
    *ret_date = PL_STR("");
    if (at == NULL || pl_file_exists(arg)) {
        return 0;
    }
    if (!pl_list_day_number(pl_str_from(at + 1), &day)) {
        return pl_fail(err, PL_E_USAGE, "--list %.120s: behind @ stands no date; write FILE@YYYY-MM-DD", arg);
    }
    *ret_date = pl_str_from(at + 1);
    *ret_path = pl_arena_copy(&l->arena, arg, (size_t)(at - arg));
    return *ret_path != NULL ? 0 : no_memory(err);
}

static pl_str folder_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? pl_str_make(path, (size_t)(slash - path)) : PL_STR(".");
}

/* A part joins the parts of the same list and folder, as long as that one lacks it. */
static struct source *joined(struct pl_screen_lists *l, const struct pl_list_guess *guess, const char *path) {
    for (size_t i = 0; i < l->n_sources; i++) {
        struct source *s = &l->sources[i];
        if (s->format == PL_LIST_FORMAT_OFAC_CSV && guess->format == PL_LIST_FORMAT_OFAC_CSV &&
            pl_str_eq(s->list, guess->list) && pl_str_eq(s->folder, folder_of(path))) {
            return s;
        }
    }
    return NULL;
}

/* The day that stands in the name of a file of OpenSanctions. */
static int day_of_name(struct pl_screen_lists *l, struct source *source, const char *path, struct pl_error *err) {
    const char *slash = strrchr(path, '/');
    char day[11];
    if (!pl_list_name_day(pl_str_from(slash != NULL ? slash + 1 : path), day)) {
        return 0;
    }
    source->date = pl_str_copy(&l->arena, pl_str_from(day));
    return source->date.p != NULL ? 0 : no_memory(err);
}

/* Standard input cannot be read twice, a folder is no list. */
static int check_path(const char *path, struct pl_error *err) {
    if (strcmp(path, "-") == 0) {
        return pl_fail(err, PL_E_USAGE, "a list is a file, which is read more than once; it cannot be standard input");
    }
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        return pl_fail(err, PL_E_INPUT,
                       "--list %.120s is a folder; name the file of each list in it (of an OFAC list in CSV one part, "
                       "such as sdn.csv: the others beside it are found)",
                       path);
    }
    return 0;
}

static int add_source(struct pl_screen_lists *l, const char *arg, struct pl_error *err) {
    const char *path = NULL;
    pl_str date = {0};
    struct pl_list_guess guess;
    int code = split_date(l, arg, &path, &date, err);
    code = code == 0 ? check_path(path, err) : code;
    code = code == 0 ? pl_list_guess(path, &l->arena, &guess, err) : code;
    if (code != 0) {
        return code;
    }
    if (guess.format == PL_LIST_FORMAT_NONE || guess.part < 0 || guess.part >= PL_LIST_MAX_PARTS) {
        return pl_fail(err, PL_E_FORMAT, "%.120s: not a list of any known kind (docs/screening.md names them)", path);
    }
    if (!names_itself(guess.format)) {
        guess.list = name_of_file(path, guess.list);
    }
    struct source *source = joined(l, &guess, path);
    if (source == NULL) {
        source = &l->sources[l->n_sources++];
        *source = (struct source){.format = guess.format, .list = guess.list, .folder = folder_of(path)};
    }
    if (source->paths[guess.part] != NULL) {
        return strcmp(source->paths[guess.part], path) == 0
                   ? 0
                   : pl_fail(err, PL_E_USAGE, "%.100s and %.100s are the same part of %.*s", source->paths[guess.part],
                             path, (int)guess.list.n, guess.list.p);
    }
    if (date.n > 0 && source->date.n > 0 && !pl_str_eq(date, source->date)) {
        return pl_fail(err, PL_E_USAGE, "%.120s: the parts of one list have different dates", path);
    }
    source->paths[guess.part] = path;
    source->date = date.n > 0 ? date : source->date;
    return source->date.n == 0 && !names_itself(guess.format) ? day_of_name(l, source, path, err) : 0;
}

/* ---- reading ---- */

/* SHA-256 of a file as received, in pieces: it may be larger than memory. */
static int hash_file(const char *path, struct pl_arena *arena, pl_str *ret_hex, struct pl_error *err) {
    char hex[65];
    char chunk[CHUNK];
    struct pl_sha256 state;
    size_t n = 0;
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return pl_fail_errno(err, PL_E_INPUT, errno, "%s", path);
    }
    pl_sha256_start(&state);
    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0) {
        pl_sha256_add(&state, chunk, n);
    }
    int code = ferror(file) != 0 ? pl_fail(err, PL_E_INPUT, "%s: cannot be read", path) : 0;
    (void)fclose(file);
    pl_hash_hex(pl_sha256_digest(&state), hex);
    if (code == 0) {
        *ret_hex = pl_str_copy(arena, pl_str_make(hex, 64));
        code = ret_hex->p != NULL ? 0 : no_memory(err);
    }
    return code;
}

struct reading {
    struct pl_book *book;
    pl_str list; /* as its first entry says it */
    struct pl_arena *arena;
    bool delta;
    pl_str dataset; /* the only one that any entity names */
    bool datasets;  /* there are several */
};

static void see_datasets(struct reading *r, const struct pl_entity *entity) {
    for (size_t i = 0; i < entity->n_values && !r->datasets; i++) {
        const struct pl_value *value = &entity->values[i];
        if (value->prop == PL_PROP_DATASET && r->dataset.n == 0) {
            r->dataset = pl_str_copy(r->arena, value->text);
        } else if (value->prop == PL_PROP_DATASET) {
            r->datasets = !pl_str_eq(r->dataset, value->text);
        }
    }
}

static int on_entity(void *ctx, const struct pl_entity *entity, struct pl_error *err) {
    struct reading *r = ctx;
    if (r->list.n == 0 && entity->list.n > 0) {
        r->list = pl_str_copy(r->arena, entity->list);
    }
    see_datasets(r, entity);
    return r->delta ? pl_book_apply(r->book, entity, err) : pl_book_add(r->book, entity, err);
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

/* Names the file in an error that does not. */
static int in_file(const char *path, struct pl_error *err, int code) {
    if (code != 0 && err != NULL && strstr(err->msg, path) == NULL) {
        struct pl_error was = *err;
        if (was.line > 0 || was.has_offset) {
            return pl_fail_at(err, (enum pl_code)code, was.line, was.offset, "%s: %s", path, was.msg);
        }
        return pl_fail(err, (enum pl_code)code, "%s: %s", path, was.msg);
    }
    return code;
}

/* Reads all parts of a source through one reader. The publication's strings go to the arena. */
static int read_source(struct pl_screen_lists *l, const struct source *source, struct reading *r,
                       struct pl_publication *ret, struct pl_error *err) {
    struct pl_list_reader_options options = {.format = source->format, .list = source->list, .pool = l->pool};
    struct pl_list_reader *reader = NULL;
    const char *main_path = NULL;
    memcpy(options.file, source->paths, sizeof options.file);
    int code = pl_list_reader_open(&options, on_entity, r, &reader, err);
    for (int i = 0; code == 0 && i < PL_LIST_MAX_PARTS; i++) {
        if (source->paths[i] != NULL) {
            main_path = main_path != NULL ? main_path : source->paths[i];
            code = in_file(source->paths[i], err, push_part(reader, i, source->paths[i], err));
        }
    }
    if (code == 0) {
        code = in_file(main_path, err, pl_list_reader_finish(reader, ret, err));
    }
    if (code == 0) {
        ret->list = pl_str_copy(&l->arena, ret->list);
        ret->published = pl_str_copy(&l->arena, ret->published);
        code = pl_arena_failed(&l->arena) ? no_memory(err) : 0;
    }
    pl_list_reader_close(reader);
    return code;
}

static int add_files(struct pl_screen_lists *l, struct pl_screen_copy *copy, const struct source *source,
                     struct pl_error *err) {
    struct pl_screen_file *files = pl_arena_calloc(&l->arena, copy->n_files + PL_LIST_MAX_PARTS, sizeof *files);
    size_t n = copy->n_files;
    if (files == NULL) {
        return no_memory(err);
    }
    if (n > 0) {
        memcpy(files, copy->files, n * sizeof *files);
    }
    int code = 0;
    for (int i = 0; code == 0 && i < PL_LIST_MAX_PARTS; i++) {
        if (source->paths[i] != NULL) {
            files[n].name = pl_str_from(source->paths[i]);
            code = hash_file(source->paths[i], &l->arena, &files[n++].sha256, err);
        }
    }
    copy->files = files;
    copy->n_files = n;
    return code;
}

/* The day that a copy was published, by the file, else as given. */
static int set_day(struct pl_screen_lists *l, struct pl_screen_copy *copy, const struct source *source, pl_str said,
                   struct pl_error *err) {
    char day[16];
    pl_list_warn_of_day(source->paths[0], said, source->format);
    if (pl_list_day(said, source->format, day)) {
        if (source->date.n > 0 && !pl_str_eq(source->date, pl_str_from(day))) {
            pl_log_note("%s carries its own date, %s; the date given with --list is left out", source->paths[0], day);
        }
        copy->order = said;
    } else if (source->date.n > 0) {
        memcpy(day, source->date.p, source->date.n);
        day[source->date.n] = '\0';
        copy->order = PL_STR("");
    } else {
        return 0;
    }
    copy->published = pl_str_copy(&l->arena, pl_str_from(day));
    copy->has_day = pl_list_day_number(copy->published, &copy->day);
    return copy->published.p != NULL ? 0 : no_memory(err);
}

/* The copy that a delta changes: the last FollowTheMoney one of its list, else the last one. */
static int base_of(struct pl_screen_lists *l, const struct source *delta, size_t *ret_copy, struct pl_error *err) {
    size_t last = SIZE_MAX;
    size_t same = SIZE_MAX;
    for (size_t i = 0; i < l->n_copies; i++) {
        if (l->formats[i] == PL_LIST_FORMAT_FTM) {
            last = i;
            same = pl_str_eq(delta->list, l->copies[i].list) ? i : same;
        }
    }
    if (last == SIZE_MAX) {
        return pl_fail(err, PL_E_USAGE, "%.120s is a delta; name the list that it changes before it", delta->paths[0]);
    }
    *ret_copy = same != SIZE_MAX ? same : last;
    return 0;
}

static int read_delta(struct pl_screen_lists *l, const struct source *source, struct pl_error *err) {
    struct pl_publication publication = {0};
    size_t base = 0;
    int code = base_of(l, source, &base, err);
    if (code != 0) {
        return code;
    }
    struct reading r = {.book = l->books[base], .arena = &l->arena, .delta = true};
    code = read_source(l, source, &r, &publication, err);
    code = code == 0 ? add_files(l, &l->copies[base], source, err) : code;
    int32_t day = 0;
    bool older = l->copies[base].has_day && pl_list_day_number(source->date, &day) && day < l->copies[base].day;
    return code == 0 && !older ? set_day(l, &l->copies[base], source, publication.published, err) : code;
}

static int mark_exercise(struct pl_screen_lists *l, const struct pl_publication *publication, const char *path,
                         struct pl_error *err) {
    l->exercise = l->exercise || publication->exercise;
    l->real = l->real || !publication->exercise;
    return l->exercise && l->real
               ? pl_fail(err, PL_E_REFUSED, "%.120s: an exercise's list and a real one cannot be screened together",
                         path)
               : 0;
}

static int read_list(struct pl_screen_lists *l, const struct source *source, struct pl_error *err) {
    size_t i = l->n_copies;
    struct pl_screen_copy *copy = &l->copies[i];
    struct pl_publication *publication = pl_arena_calloc(&l->arena, 1, sizeof *publication);
    if (publication == NULL) {
        return no_memory(err);
    }
    int code = pl_book_open(BOOK_BYTES, &l->books[i], err);
    l->n_copies += code == 0 ? 1 : 0;
    struct reading r = {.book = l->books[i], .arena = &l->arena};
    code = code == 0 ? read_source(l, source, &r, publication, err) : code;
    code = code == 0 ? mark_exercise(l, publication, source->paths[0], err) : code;
    code = code == 0 ? add_files(l, copy, source, err) : code;
    code = code == 0 ? set_day(l, copy, source, publication->published, err) : code;
    l->publications[i] = publication;
    l->formats[i] = source->format;
    l->datasets[i] = r.datasets || r.dataset.p == NULL ? PL_STR("") : r.dataset;
    copy->list = publication->list.n > 0 ? publication->list : source->list.n > 0 ? source->list : r.list;
    if (code == 0 && publication->rejected > 0) {
        const struct pl_rejection *first = &publication->first_rejected;
        const char *path = source->paths[first->part] != NULL ? source->paths[first->part] : source->paths[0];
        pl_log_warning("%s: %llu entries read, %llu rejected; the first %s (line %llu, byte %llu)", path,
                       (unsigned long long)publication->entries, (unsigned long long)publication->rejected, first->why,
                       (unsigned long long)first->line, (unsigned long long)first->offset);
    }
    return code;
}

/* Whether copy i is dated, and every other copy of its dataset is too and on another day. */
static bool is_publication(const struct pl_screen_lists *l, size_t i) {
    bool others = false;
    for (size_t k = 0; k < l->n_copies; k++) {
        if (k != i && l->datasets[i].n > 0 && pl_str_eq(l->datasets[k], l->datasets[i])) {
            others = true;
            if (!l->copies[k].has_day || l->copies[k].day == l->copies[i].day) {
                return false;
            }
        }
    }
    return others && l->copies[i].has_day;
}

/* Files with other names but one and the same dataset, each of another day, are publications of that dataset. */
static void join_datasets(struct pl_screen_lists *l) {
    for (size_t i = 0; i < l->n_copies; i++) {
        if (is_publication(l, i)) {
            l->copies[i].list = l->datasets[i];
        }
    }
}

static const char *some_path(const struct source *source) {
    size_t i = 0;
    while (i + 1 < PL_LIST_MAX_PARTS && source->paths[i] == NULL) {
        i++;
    }
    return source->paths[i];
}

static int read_sources(struct pl_screen_lists *l, struct pl_error *err) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < l->n_sources; i++) {
        struct source *source = &l->sources[i];
        if (source->format == PL_LIST_FORMAT_OFAC_CSV) {
            code = pl_list_parts_beside(some_path(source), source->list, &l->arena, source->paths, err);
            if (code == 0 && (source->paths[PL_OFAC_PRIM] == NULL || source->paths[PL_OFAC_ALT] == NULL)) {
                code = pl_fail(err, PL_E_USAGE,
                               "a part of %.*s alone would miss most names: its main part and its aliases must lie "
                               "in one folder",
                               (int)source->list.n, source->list.p);
            }
        }
        if (code == 0) {
            code = source->format == PL_LIST_FORMAT_FTM_DELTA ? read_delta(l, source, err) : read_list(l, source, err);
        }
    }
    join_datasets(l);
    for (size_t i = 0; code == 0 && i < l->n_copies; i++) {
        code = pl_book_seal(l->books[i], l->publications[i], err);
        l->copies[i].book = l->books[i];
    }
    return code;
}

int pl_screen_lists_read(const char *const *args, size_t n, struct pl_pool *pool, struct pl_screen_lists **ret_lists,
                         struct pl_error *err) {
    struct pl_screen_lists *l = calloc(1, sizeof *l);
    if (l == NULL || n > MAX_LISTS) {
        free(l);
        return n > MAX_LISTS ? pl_fail(err, PL_E_LIMIT, "more than %d lists", MAX_LISTS) : no_memory(err);
    }
    l->pool = pool != NULL && pl_pool_threads(pool) > 1 ? pool : NULL;
    pl_arena_open(&l->arena, ARENA_BYTES);
    l->sources = pl_arena_calloc(&l->arena, n, sizeof *l->sources);
    l->copies = pl_arena_calloc(&l->arena, n, sizeof *l->copies);
    l->books = pl_arena_calloc(&l->arena, n, sizeof(struct pl_book *));
    l->datasets = pl_arena_calloc(&l->arena, n, sizeof *l->datasets);
    l->formats = pl_arena_calloc(&l->arena, n, sizeof *l->formats);
    l->publications = pl_arena_calloc(&l->arena, n, sizeof(const struct pl_publication *));
    int code = pl_arena_failed(&l->arena) ? no_memory(err) : 0;
    for (size_t i = 0; code == 0 && i < n; i++) {
        code = add_source(l, args[i], err);
    }
    code = code == 0 ? read_sources(l, err) : code;
    l->pool = NULL;
    if (code != 0) {
        pl_screen_lists_close(l);
        return code;
    }
    *ret_lists = l;
    return 0;
}

const struct pl_screen_copy *pl_screen_lists_copies(const struct pl_screen_lists *l, size_t *ret_n) {
    *ret_n = l->n_copies;
    return l->copies;
}

bool pl_screen_lists_exercise(const struct pl_screen_lists *l) { return l->exercise; }

void pl_screen_lists_close(struct pl_screen_lists *l) {
    if (l != NULL) {
        for (size_t i = 0; i < l->n_copies; i++) {
            pl_book_close(l->books[i]);
        }
        pl_arena_close(&l->arena);
        free(l);
    }
}
