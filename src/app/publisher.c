#include "app/publisher.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/facts.h"
#include "base/arena.h"
#include "base/file.h"
#include "text/csv.h"
#include "text/json.h"

#include "base/ban.h"

#define TABLE_MAX  ((uint64_t)1 << 20)
#define TABLE_ROWS 1024
#define NOTE_MAX   ((uint64_t)65536)
#define ARENA_MAX  ((size_t)16 << 20)

struct row {
    pl_str list, file, url;
};

struct table {
    struct pl_arena *arena;
    struct row rows[TABLE_ROWS];
    size_t n;
};

/* text + suffix, NUL-terminated; NULL when the arena is full. */
static const char *joined(struct pl_arena *arena, pl_str text, const char *suffix) {
    size_t n = strlen(suffix);
    char *p = pl_arena_alloc(arena, text.n + n + 1);
    if (p != NULL) {
        memcpy(p, text.p, text.n);
        memcpy(p + text.n, suffix, n + 1);
    }
    return p;
}

static bool ends_with(pl_str name, pl_str end) {
    return name.n >= end.n && pl_str_eq(pl_str_sub(name, name.n - end.n, name.n), end);
}

/* A file name that stays in its folder and is no note or part of another. */
static bool plain_name(pl_str name) {
    bool plain = name.n > 0 && name.n < 128 && name.p[0] != '.';
    for (size_t i = 0; plain && i < name.n; i++) {
        char c = name.p[i];
        plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                c == '-';
    }
    return plain && !ends_with(name, PL_STR(".fetch")) && !ends_with(name, PL_STR(".part"));
}

static int take_row(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    struct table *table = ctx;
    if (record->line == 1) {
        bool head = record->n == 3 && pl_str_eq(record->fields[0], PL_STR("list")) &&
                    pl_str_eq(record->fields[1], PL_STR("file")) && pl_str_eq(record->fields[2], PL_STR("url"));
        return head ? 0 : pl_fail_at(err, PL_E_FORMAT, 1, 0, "a table of publishers begins with list,file,url");
    }
    if (table->n == TABLE_ROWS) {
        return pl_fail_at(err, PL_E_LIMIT, record->line, record->offset, "more than %d rows", TABLE_ROWS);
    }
    if (record->n != 3 || record->fields[0].n == 0 || !plain_name(record->fields[1]) ||
        !pl_str_starts(record->fields[2], PL_STR("https://"))) {
        return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset,
                          "a row is a list, a plain file name and an https:// address");
    }
    for (size_t i = 0; i < table->n; i++) {
        if (pl_str_eq_nocase(table->rows[i].file, record->fields[1])) {
            return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset, "two rows have the same file name");
        }
    }
    struct row row = {pl_str_copy(table->arena, record->fields[0]), pl_str_copy(table->arena, record->fields[1]),
                      pl_str_copy(table->arena, record->fields[2])};
    if (row.list.p == NULL || row.file.p == NULL || row.url.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    table->rows[table->n++] = row;
    return 0;
}

static int read_table(const char *path, struct table *table, struct pl_error *err) {
    PL_BUF_AUTO file;
    pl_buf_open(&file, TABLE_MAX + 1);
    pl_str text = pl_facts_publishers();
    if (path != NULL) {
        int code = pl_file_read(path, TABLE_MAX, &file, err);
        if (code != 0) {
            return code;
        }
        text = pl_buf_str(&file);
    }
    struct pl_csv *csv = NULL;
    int code = pl_csv_open(',', take_row, table, &csv, err);
    code = code == 0 ? pl_csv_push(csv, text.p, text.n, err) : code;
    code = code == 0 ? pl_csv_finish(csv, err) : code;
    pl_csv_close(csv);
    return code;
}

/* What NAME.fetch says of the copy at hand. */
struct note {
    pl_str url, etag, last_modified, sha256;
};

static pl_str member(const struct pl_jval *note, const char *key) {
    const struct pl_jval *value = pl_jval_get(note, key);
    return value != NULL && value->kind == PL_JVAL_STR ? value->str : PL_STR("");
}

/* SHA-256 of a file; false where it cannot be read. */
static bool hash_file(const char *path, pl_hash *ret) {
    static const size_t CHUNK = 65536;
    PL_FD_AUTO fd = open(path, O_RDONLY | O_CLOEXEC);
    PL_BUF_AUTO chunk;
    pl_buf_open(&chunk, CHUNK);
    char *bytes = pl_buf_reserve(&chunk, CHUNK);
    struct pl_sha256 sha;
    pl_sha256_start(&sha);
    ssize_t n = fd >= 0 && bytes != NULL ? 1 : -1;
    while (n > 0) {
        n = read(fd, bytes, CHUNK);
        if (n > 0) {
            pl_sha256_add(&sha, bytes, (size_t)n);
        }
    }
    *ret = pl_sha256_digest(&sha);
    return n == 0;
}

/* The note of a copy counts only where the copy is the one it speaks of: same address, same bytes. */
static struct note read_note(const char *path, const char *note_path, pl_str url, struct pl_arena *arena,
                             pl_hash *ret_sha256) {
    PL_BUF_AUTO file;
    const struct pl_jval *json = NULL;
    char hex[65];
    pl_buf_open(&file, NOTE_MAX + 1);
    struct note none = {PL_STR(""), PL_STR(""), PL_STR(""), PL_STR("")};
    if (!pl_file_exists(note_path) || pl_file_read(note_path, NOTE_MAX, &file, NULL) != 0 ||
        pl_json_read(pl_buf_str(&file), arena, &json, NULL) != 0 || !hash_file(path, ret_sha256)) {
        return none;
    }
    struct note note = {member(json, "url"), member(json, "etag"), member(json, "last_modified"),
                        member(json, "sha256")};
    pl_hash_hex(*ret_sha256, hex);
    return pl_str_eq(note.url, url) && pl_str_eq(note.sha256, pl_str_from(hex)) ? note : none;
}

static int write_note(const char *note_path, const struct pl_publisher_copy *copy, const struct pl_fetched *fetched,
                      pl_time now, struct pl_error *err) {
    PL_BUF_AUTO text;
    struct pl_json json;
    char hex[65];
    pl_buf_open(&text, NOTE_MAX);
    pl_hash_hex(copy->sha256, hex);
    pl_json_start(&json, &text);
    pl_json_object(&json);
    pl_json_key(&json, "url");
    pl_json_str(&json, copy->url);
    pl_json_key(&json, "fetched");
    pl_json_time(&json, now);
    pl_json_key(&json, "etag");
    pl_json_text(&json, fetched->etag);
    pl_json_key(&json, "last_modified");
    pl_json_text(&json, fetched->last_modified);
    pl_json_key(&json, "sha256");
    pl_json_text(&json, hex);
    pl_json_record_end(&json);
    return pl_file_write(note_path, pl_buf_str(&text), 0644, err);
}

/* The paths of one copy. */
struct place {
    const char *file, *note, *part;
};

/* A file without a name, where the file system has such: half a list that an interrupt leaves behind could be taken for
 * one. Else the part's own. */
static int open_part(const char *dir, const char *part, bool *ret_named) {
    int fd = open(dir, O_WRONLY | O_TMPFILE | O_CLOEXEC, 0644);
    *ret_named = fd < 0;
    return fd >= 0 ? fd : open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
}

static bool name_part(int fd, const char *part) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, path, AT_FDCWD, part, AT_SYMLINK_FOLLOW) == 0;
}

static int fetch_to(const struct pl_publisher_options *options, const struct place *at, const struct note *note,
                    struct pl_arena *arena, struct pl_publisher_copy *copy, struct pl_error *err) {
    struct pl_fetched fetched = {0};
    struct pl_fetch_options ask = {.url = joined(arena, copy->url, ""),
                                   .etag = joined(arena, note->etag, ""),
                                   .last_modified = joined(arena, note->last_modified, ""),
                                   .max_bytes = options->max_bytes > 0 ? options->max_bytes : PL_PUBLISHER_MAX_BYTES,
                                   .ca_file = options->ca_file,
                                   .allow_private = options->allow_private};
    if (ask.url == NULL || ask.etag == NULL || ask.last_modified == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    (void)unlink(at->part); /* of a run that was killed, or of somebody who wants us to write elsewhere */
    bool named = false;
    PL_FD_AUTO fd = open_part(options->dir, at->part, &named);
    if (fd < 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be written", at->part);
    }
    int code = pl_fetch(&ask, fd, &fetched, err);
    copy->status = fetched.status;
    copy->bytes = fetched.bytes;
    if (code != 0 || fetched.status == PL_FETCH_UNCHANGED) {
        return code;
    }
    if (fetched.bytes == 0) {
        return pl_fail(err, PL_E_EMPTY, "%s: the answer is empty", ask.url);
    }
    if (fsync(fd) != 0 || (!named && !name_part(fd, at->part)) || !hash_file(at->part, &copy->sha256)) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be written", at->part);
    }
    /* The old note goes first: a note must never speak of bytes that it does not know. */
    (void)unlink(at->note);
    if (rename(at->part, at->file) != 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be replaced", at->file);
    }
    code = pl_file_sync_dir(options->dir, err);
    return code == 0 ? write_note(at->note, copy, &fetched, options->now, err) : code;
}

static int fetch_row(const struct pl_publisher_options *options, const struct row *row, struct pl_arena *arena,
                     struct pl_publisher_copy *copy, struct pl_error *err) {
    const char *name = joined(arena, row->file, "");
    struct place at = {.file = name != NULL ? pl_file_join(arena, options->dir, name) : NULL};
    if (at.file != NULL) {
        at.note = joined(arena, pl_str_from(at.file), ".fetch");
        at.part = joined(arena, pl_str_from(at.file), ".part");
    }
    if (at.file == NULL || at.note == NULL || at.part == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    *copy = (struct pl_publisher_copy){.list = row->list, .url = row->url, .path = at.file};
    struct note note = read_note(at.file, at.note, row->url, arena, &copy->sha256);
    copy->error.code = fetch_to(options, &at, &note, arena, copy, &copy->error);
    if (copy->error.code != 0) {
        copy->status = -1;
    }
    if (copy->status != PL_FETCH_NEW) {
        (void)unlink(at.part);
    }
    return 0;
}

static bool wanted(const struct pl_publisher_options *options, pl_str list) {
    for (size_t i = 0; i < options->n_lists; i++) {
        if (pl_str_eq(pl_str_from(options->lists[i]), list)) {
            return true;
        }
    }
    return false;
}

static int check_lists(const struct pl_publisher_options *options, const struct table *table, struct pl_error *err) {
    for (size_t i = 0; i < options->n_lists; i++) {
        bool known = false;
        for (size_t k = 0; k < table->n && !known; k++) {
            known = pl_str_eq(table->rows[k].list, pl_str_from(options->lists[i]));
        }
        if (!known) {
            return pl_fail(err, PL_E_USAGE, "the table of publishers has no list \"%s\"", options->lists[i]);
        }
    }
    return 0;
}

static int fetch_all(const struct pl_publisher_options *options, struct pl_arena *arena, pl_publisher_sink sink,
                     void *ctx, struct pl_publisher_done *done, struct pl_error *err) {
    struct table *table = pl_arena_calloc(arena, 1, sizeof *table);
    if (table == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    table->arena = arena;
    int code = read_table(options->table, table, err);
    code = code == 0 ? check_lists(options, table, err) : code;
    code = code == 0 ? pl_file_make_dir(options->dir, 0755, err) : code;
    for (size_t i = 0; code == 0 && i < table->n; i++) {
        struct pl_publisher_copy copy;
        if (!wanted(options, table->rows[i].list)) {
            continue;
        }
        code = fetch_row(options, &table->rows[i], arena, &copy, err);
        if (code == 0) {
            done->fetched += copy.status == PL_FETCH_NEW ? 1 : 0;
            done->unchanged += copy.status == PL_FETCH_UNCHANGED ? 1 : 0;
            done->failed += copy.status < 0 ? 1 : 0;
            code = sink(ctx, &copy, err);
        }
    }
    return code;
}

int pl_publisher_fetch(const struct pl_publisher_options *options, pl_publisher_sink sink, void *ctx,
                       struct pl_publisher_done *ret, struct pl_error *err) {
    struct pl_publisher_done done = {0};
    struct pl_arena arena;
    pl_arena_open(&arena, ARENA_MAX);
    int code = fetch_all(options, &arena, sink, ctx, &done, err);
    pl_arena_close(&arena);
    if (code == 0) {
        *ret = done;
    }
    return code;
}
