#include "http/access.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/thread.h"
#include "text/json.h"

#include "base/ban.h"

#define LINE_MAX_BYTES ((size_t)1 << 17) /* PL_TARGET_MAX with every sign escaped, and to spare */

struct pl_access {
    char folder[PATH_MAX - 40];
    uint64_t max_bytes;
    struct pl_gate *gate; /* over what follows */
    int fd;
    uint64_t bytes;
    pl_time last;
};

static void name_file(const char *folder, unsigned number, char path[PATH_MAX]) {
    if (number == 0) {
        snprintf(path, PATH_MAX, "%s/record.jsonl", folder);
    } else {
        snprintf(path, PATH_MAX, "%s/record.%u.jsonl", folder, number);
    }
}

/* ---- writing ---- */

static int open_file(struct pl_access *access, struct pl_error *err) {
    char path[PATH_MAX];
    struct stat st;
    name_file(access->folder, 0, path);
    access->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (access->fd < 0 || fstat(access->fd, &st) != 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be written", path);
    }
    access->bytes = (uint64_t)st.st_size;
    return PL_E_OK;
}

int pl_access_open(const char *case_dir, uint64_t max_bytes, struct pl_access **ret, struct pl_error *err) {
    struct pl_access *access = calloc(1, sizeof *access);
    if (access == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the record of access");
    }
    access->fd = -1;
    access->max_bytes = max_bytes;
    int n = snprintf(access->folder, sizeof access->folder, "%s/access", case_dir);
    int rc = n > 0 && (size_t)n < sizeof access->folder
                 ? pl_gate_open(&access->gate, err)
                 : pl_fail(err, PL_E_USAGE, "the name of the case's folder is too long");
    if (rc != PL_E_OK) {
        pl_access_close(access);
        return rc;
    }
    *ret = access;
    return PL_E_OK;
}

void pl_access_close(struct pl_access *access) {
    if (access != NULL) {
        pl_file_close(&access->fd);
        pl_gate_close(access->gate);
        free(access);
    }
}

/* The oldest goes, each becomes one older, a new one begins. */
static int turn(struct pl_access *access, struct pl_error *err) {
    char from[PATH_MAX], to[PATH_MAX];
    if (fsync(access->fd) != 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "the record of access cannot be written");
    }
    for (unsigned i = PL_ACCESS_FILES; i-- > 0;) {
        name_file(access->folder, i, from);
        name_file(access->folder, i + 1, to);
        if (rename(from, to) != 0 && errno != ENOENT) {
            return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be renamed", from);
        }
    }
    pl_file_close(&access->fd);
    access->fd = -1;
    return open_file(access, err);
}

static void write_line(const struct pl_viewer *viewer, const struct pl_request *req, int status, pl_time at,
                       struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "access");
    pl_json_key(&json, "at");
    pl_json_time(&json, at);
    pl_json_member(&json, "name", viewer->account);
    pl_json_member(&json, "role", pl_str_from(pl_role_name(viewer->role)));
    pl_json_member(&json, "address", req->address);
    pl_json_member(&json, "method", req->method);
    pl_json_member(&json, "path", req->whole);
    pl_json_key(&json, "status");
    pl_json_i64(&json, status);
    pl_json_record_end(&json);
}

int pl_access_note(struct pl_access *access, const struct pl_viewer *viewer, const struct pl_request *req, int status,
                   pl_time now, struct pl_error *err) {
    PL_BUF_AUTO line = {0};
    pl_buf_open(&line, LINE_MAX_BYTES);
    pl_gate_lock(access->gate);
    access->last = now > access->last ? now : access->last + 1;
    write_line(viewer, req, status, access->last, &line);
    int rc = pl_buf_failed(&line) ? pl_fail(err, PL_E_NOMEM, "no memory for the record of access") : PL_E_OK;
    if (rc == PL_E_OK && access->fd < 0) {
        rc = pl_file_make_own_dir(access->folder, 0700, err);
        rc = rc == PL_E_OK ? open_file(access, err) : rc;
    }
    if (rc == PL_E_OK && access->bytes > 0 && access->bytes + line.n > access->max_bytes) {
        rc = turn(access, err);
    }
    rc = rc == PL_E_OK ? pl_file_write_all(access->fd, line.p, line.n, err) : rc;
    access->bytes += rc == PL_E_OK ? line.n : 0;
    pl_gate_unlock(access->gate);
    return rc;
}

/* ---- reading ---- */

struct reading {
    pl_time before;
    pl_str name;
    size_t limit, n;
    pl_time last;
    bool more;
    struct pl_buf *out;
};

static void take_line(struct reading *r, pl_str line, struct pl_arena *arena) {
    const struct pl_jval *read = NULL;
    struct pl_arena_mark mark = pl_arena_mark(arena);
    pl_time at = PL_TIME_NONE;
    if (pl_json_read(line, arena, &read, NULL) == PL_E_OK) {
        const struct pl_jval *when = pl_jval_get(read, "at"), *who = pl_jval_get(read, "name");
        bool good = when != NULL && when->kind == PL_JVAL_STR && pl_time_parse(when->str, &at) && who != NULL &&
                    who->kind == PL_JVAL_STR && (r->name.n == 0 || pl_str_eq(who->str, r->name)) &&
                    (r->before == PL_TIME_NONE || at < r->before);
        if (good && r->n == r->limit) {
            r->more = true;
        } else if (good) {
            pl_buf_add_str(r->out, line);
            pl_buf_add_char(r->out, '\n');
            r->n++;
            r->last = at;
        }
    }
    pl_arena_rewind(arena, mark);
}

/* From its end to its beginning; a last line that was cut off is none. */
static void take_lines(struct reading *r, pl_str text, struct pl_arena *arena) {
    size_t end = text.n;
    while (end > 0 && !r->more) {
        size_t from = end - 1;
        while (from > 0 && text.p[from - 1] != '\n') {
            from--;
        }
        if (text.p[end - 1] == '\n') {
            take_line(r, pl_str_sub(text, from, end - 1 - from), arena);
        }
        end = from;
    }
}

int pl_access_read(const char *case_dir, pl_time before, pl_str name, size_t limit, struct pl_buf *out,
                   pl_time *ret_before, struct pl_error *err) {
    char folder[PATH_MAX - 40], path[PATH_MAX];
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO text = {0};
    struct reading r = {.before = before, .name = name, .limit = limit, .last = PL_TIME_NONE, .out = out};
    pl_arena_open(&arena, (size_t)4 << 20);
    pl_buf_open(&text, (size_t)64 << 20);
    snprintf(folder, sizeof folder, "%s/access", case_dir);
    for (unsigned i = 0; i <= PL_ACCESS_FILES && !r.more; i++) {
        name_file(folder, i, path);
        if (!pl_file_exists(path)) {
            continue; /* it became another just now, or there is none */
        }
        int rc = pl_file_read(path, (uint64_t)64 << 20, &text, err);
        if (rc != PL_E_OK) {
            return rc;
        }
        take_lines(&r, pl_buf_str(&text), &arena);
    }
    *ret_before = r.more ? r.last : PL_TIME_NONE;
    return PL_E_OK;
}
