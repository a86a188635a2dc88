#include "store/told.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "ledger/hash.h"
#include "store/spool.h"

#include "base/ban.h"

#define SUM_DIGITS  8
#define PENDING_MAX ((size_t)256 << 20)
#define READ_BYTES  (PL_TOLD_LINE_MAX + 65536)

struct pl_told {
    int fd;
    uint64_t end; /* of the last whole line */
    struct pl_buf pending;
};

static void sum_of(pl_str line, char out[SUM_DIGITS]) {
    char hex[65];
    pl_hash_hex(pl_sha256_of(line.p, line.n), hex);
    memcpy(out, hex, SUM_DIGITS);
}

/* A line without its end: the letter and what stands behind it, or false. */
static bool take_apart(pl_str line, char *ret_letter, pl_str *ret_text) {
    char sum[SUM_DIGITS];
    if (line.n < SUM_DIGITS + 3 || line.p[line.n - SUM_DIGITS - 1] != ' ' || line.p[1] != ' ') {
        return false;
    }
    pl_str said = pl_str_sub(line, 0, line.n - SUM_DIGITS - 1);
    sum_of(said, sum);
    if (memcmp(sum, line.p + line.n - SUM_DIGITS, SUM_DIGITS) != 0) {
        return false;
    }
    *ret_letter = line.p[0];
    *ret_text = pl_str_sub(said, 2, said.n);
    return true;
}

/* A walk through the file. */
struct walk {
    int fd;
    const char *feed;
    pl_told_sink sink;
    void *ctx;
    char *bytes;
    size_t n;     /* in bytes */
    uint64_t at;  /* of bytes[0] */
    uint64_t end; /* of the last good line */
    uint64_t bad; /* where a line begins that does not hold; UINT64_MAX none */
    bool first;
};

static int one_line(struct walk *w, pl_str line, uint64_t at, struct pl_error *err) {
    char letter = 0;
    pl_str text;
    if (w->bad != UINT64_MAX) {
        return PL_E_OK;
    }
    if (!take_apart(line, &letter, &text)) {
        w->bad = at;
        return PL_E_OK;
    }
    if (w->first) {
        w->first = false;
        bool ours = letter == 'V' && pl_str_starts(text, PL_STR(PL_TOLD_FORM " "));
        return ours ? PL_E_OK
                    : pl_fail(
                          err, PL_E_VERSION,
                          "the log of the feed %s is of another version of the program; --feed NAME begins a new one",
                          w->feed);
    }
    return w->sink != NULL ? w->sink(w->ctx, letter, text, err) : PL_E_OK;
}

static int take_lines(struct walk *w, struct pl_error *err) {
    size_t used = 0;
    int rc = PL_E_OK;
    while (rc == PL_E_OK) {
        const char *end = memchr(w->bytes + used, '\n', w->n - used);
        if (end == NULL) {
            break;
        }
        size_t length = (size_t)(end - w->bytes) - used;
        bool good = w->bad == UINT64_MAX;
        rc = one_line(w, pl_str_make(w->bytes + used, length), w->at + used, err);
        used += length + 1;
        if (good && w->bad == UINT64_MAX) {
            w->end = w->at + used;
        } else if (!good && rc == PL_E_OK) {
            /* A line behind a bad one: the bad one is no torn end. */
            rc = pl_fail(err, PL_E_STORE, "the log of the feed %s is damaged at byte %llu", w->feed,
                         (unsigned long long)w->bad);
        }
    }
    memmove(w->bytes, w->bytes + used, w->n - used);
    w->n -= used;
    w->at += used;
    return rc;
}

static int walk(struct walk *w, struct pl_error *err) {
    int rc = PL_E_OK;
    w->bytes = malloc(READ_BYTES);
    w->bad = UINT64_MAX;
    w->first = true;
    if (w->bytes == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    while (rc == PL_E_OK) {
        ssize_t n = pread(w->fd, w->bytes + w->n, READ_BYTES - w->n, (off_t)(w->at + w->n));
        if (n < 0) {
            rc = pl_fail_errno(err, PL_E_IO, errno, "the log of the feed %s cannot be read", w->feed);
        } else if (n == 0) {
            break;
        } else {
            w->n += (size_t)n;
            rc = take_lines(w, err);
        }
        if (rc == PL_E_OK && w->n == READ_BYTES) {
            rc = pl_fail(err, PL_E_STORE, "the log of the feed %s is damaged at byte %llu", w->feed,
                         (unsigned long long)w->at);
        }
    }
    free(w->bytes);
    return rc;
}

int pl_told_read(const char *case_dir, const char *feed, pl_told_sink sink, void *ctx, struct pl_error *err) {
    char path[PL_LIVE_PATH_MAX];
    struct walk w = {.feed = feed, .sink = sink, .ctx = ctx};
    int rc = pl_live_path(case_dir, feed, "log", path, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    PL_FD_AUTO fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? pl_fail(err, PL_E_NOT_FOUND, "no feed %s was followed into this case", feed)
                               : pl_fail_errno(err, PL_E_IO, errno, "%.150s cannot be read", path);
    }
    w.fd = fd;
    return walk(&w, err);
}

static int make(struct pl_told *t, const char *path, const char *folder, const char *feed, pl_str about,
                struct pl_error *err) {
    PL_BUF_AUTO first;
    pl_buf_open(&first, 8192);
    t->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND | O_NOFOLLOW, 0600);
    if (t->fd < 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%.150s cannot be written", path);
    }
    pl_buf_add_fmt(&first, PL_TOLD_FORM " %s ", feed);
    pl_buf_add_str(&first, about);
    int rc = ftruncate(t->fd, 0) == 0 ? pl_told_add(t, 'V', pl_buf_str(&first), err)
                                      : pl_fail_errno(err, PL_E_IO, errno, "%.150s cannot be written", path);
    rc = rc == PL_E_OK ? pl_told_commit(t, true, err) : rc;
    return rc == PL_E_OK ? pl_file_sync_dir(folder, err) : rc;
}

/* Opens an existing log behind its last whole line; *ret_empty: there is none. */
static int go_on(struct pl_told *t, const char *path, const char *feed, pl_told_sink sink, void *ctx, bool *ret_empty,
                 struct pl_error *err) {
    struct walk w = {.feed = feed, .sink = sink, .ctx = ctx};
    t->fd = open(path, O_RDWR | O_CLOEXEC | O_APPEND | O_NOFOLLOW);
    if (t->fd < 0) {
        *ret_empty = errno == ENOENT;
        return *ret_empty ? PL_E_OK : pl_fail_errno(err, PL_E_IO, errno, "%.150s cannot be written", path);
    }
    w.fd = t->fd;
    int rc = walk(&w, err);
    if (rc == PL_E_OK && ftruncate(t->fd, (off_t)w.end) != 0) {
        rc = pl_fail_errno(err, PL_E_IO, errno, "%.150s cannot be written", path);
    }
    t->end = w.end;
    *ret_empty = w.end == 0;
    return rc;
}

int pl_told_open(const char *case_dir, const char *feed, pl_str about, pl_told_sink sink, void *ctx,
                 struct pl_told **ret_told, struct pl_error *err) {
    char path[PL_LIVE_PATH_MAX], folder[PL_LIVE_PATH_MAX];
    struct pl_told *t = calloc(1, sizeof *t);
    bool empty = false;
    if (t == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    t->fd = -1;
    pl_buf_open(&t->pending, PENDING_MAX);
    int rc = pl_live_path(case_dir, feed, "log", path, err);
    rc = rc == PL_E_OK ? pl_live_path(case_dir, feed, "", folder, err) : rc;
    rc = rc == PL_E_OK ? go_on(t, path, feed, sink, ctx, &empty, err) : rc;
    if (rc == PL_E_OK && empty) {
        pl_file_close(&t->fd);
        rc = make(t, path, folder, feed, about, err);
    }
    if (rc != PL_E_OK) {
        pl_told_close(t);
        return rc;
    }
    *ret_told = t;
    return PL_E_OK;
}

int pl_told_add(struct pl_told *told, char letter, pl_str text, struct pl_error *err) {
    char sum[SUM_DIGITS];
    struct pl_buf *p = &told->pending;
    size_t before = p->n;
    pl_buf_add_char(p, letter);
    pl_buf_add_char(p, ' ');
    pl_buf_add_str(p, text);
    if (!pl_buf_failed(p)) {
        sum_of(pl_str_make(p->p + before, p->n - before), sum);
        pl_buf_add_char(p, ' ');
        pl_buf_add(p, sum, sizeof sum);
        pl_buf_add_char(p, '\n');
    }
    if (pl_buf_failed(p) || p->n - before > PL_TOLD_LINE_MAX) {
        p->n = before;
        p->failed = false;
        return pl_fail(err, PL_E_LIMIT, "more is to be told at once than the log of a feed takes");
    }
    return PL_E_OK;
}

int pl_told_commit(struct pl_told *told, bool sync, struct pl_error *err) {
    int rc = PL_E_OK;
    if (told->pending.n > 0) {
        rc = pl_file_write_all(told->fd, told->pending.p, told->pending.n, err);
        if (rc != PL_E_OK) {
            if (ftruncate(told->fd, (off_t)told->end) != 0) {
                errno = 0; /* the next opening cuts it off */
            }
            return rc;
        }
        told->end += told->pending.n;
        pl_buf_clear(&told->pending);
    }
    if (sync && fdatasync(told->fd) != 0) {
        rc = pl_fail_errno(err, PL_E_IO, errno, "the log of the feed cannot be synced");
    }
    return rc;
}

void pl_told_close(struct pl_told *told) {
    if (told != NULL) {
        pl_file_close(&told->fd);
        pl_buf_close(&told->pending);
        free(told);
    }
}
