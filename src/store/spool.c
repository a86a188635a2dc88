#include "store/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/running.h"

#include "base/ban.h"

#define NAME_DIGITS 20

bool pl_live_name_ok(pl_str name) {
    static const char OK[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == '\0' || strchr(OK, name.p[i]) == NULL) {
            return false;
        }
    }
    return name.n > 0 && name.n <= PL_LIVE_NAME_MAX && name.p[0] != '.';
}

int pl_live_path(const char *case_dir, const char *feed, const char *name, char *out, struct pl_error *err) {
    int n = snprintf(out, PL_LIVE_PATH_MAX, "%s/live/%s%s%s", case_dir, feed, name[0] != '\0' ? "/" : "", name);
    return n > 0 && n < PL_LIVE_PATH_MAX - NAME_DIGITS - 2
               ? PL_E_OK
               : pl_fail(err, PL_E_LIMIT, "the path of the case is too long");
}

static int make_folders(const char *case_dir, const char *feed, struct pl_error *err) {
    char path[PL_LIVE_PATH_MAX];
    int rc = snprintf(path, sizeof path, "%s/live", case_dir) < PL_LIVE_PATH_MAX
                 ? pl_file_make_own_dir(path, 0700, err)
                 : pl_fail(err, PL_E_LIMIT, "the path of the case is too long");
    rc = rc == PL_E_OK ? pl_file_sync_dir(case_dir, err) : rc;
    rc = rc == PL_E_OK ? pl_live_path(case_dir, feed, "", path, err) : rc;
    rc = rc == PL_E_OK ? pl_file_make_own_dir(path, 0700, err) : rc;
    rc = rc == PL_E_OK ? pl_live_path(case_dir, feed, "spool", path, err) : rc;
    rc = rc == PL_E_OK ? pl_file_make_own_dir(path, 0700, err) : rc;
    rc = rc == PL_E_OK ? pl_live_path(case_dir, feed, "", path, err) : rc;
    return rc == PL_E_OK ? pl_file_sync_dir(path, err) : rc;
}

int pl_live_lock(const char *case_dir, const char *feed, int *ret_fd, struct pl_error *err) {
    char path[PL_LIVE_PATH_MAX];
    int rc = make_folders(case_dir, feed, err);
    rc = rc == PL_E_OK ? pl_live_path(case_dir, feed, "lock", path, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%.150s cannot be written", path);
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        pl_file_close(&fd);
        return pl_fail(err, PL_E_BUSY, "another watch follows the feed %s; --feed NAME keeps two apart", feed);
    }
    pl_lock_show(fd);
    *ret_fd = fd;
    return PL_E_OK;
}

int pl_live_each(const char *case_dir, int (*sink)(void *ctx, const char *feed, struct pl_error *err), void *ctx,
                 struct pl_error *err) {
    char path[PL_LIVE_PATH_MAX];
    struct dirent **names = NULL;
    int rc = PL_E_OK;
    if (snprintf(path, sizeof path, "%s/live", case_dir) >= PL_LIVE_PATH_MAX) {
        return pl_fail(err, PL_E_LIMIT, "the path of the case is too long");
    }
    int n = scandir(path, &names, NULL, alphasort);
    if (n < 0) {
        return errno == ENOENT ? PL_E_OK : pl_fail_errno(err, PL_E_IO, errno, "%.150s cannot be read", path);
    }
    for (int i = 0; i < n; i++) {
        bool feed = pl_live_name_ok(pl_str_from(names[i]->d_name));
        rc = rc == PL_E_OK && feed ? sink(ctx, names[i]->d_name, err) : rc;
        free(names[i]);
    }
    free(names);
    return rc;
}

/* ---- files ---- */

static bool offset_of(const char *name, uint64_t *ret) {
    return strlen(name) == NAME_DIGITS && pl_str_u64(pl_str_from(name), ret);
}

/* The file with the greatest first offset that is at most `at`; false: none. */
static int find_file(const char *folder, uint64_t at, bool *ret_found, uint64_t *ret_start, struct pl_error *err) {
    DIR *d = opendir(folder);
    uint64_t start = 0;
    *ret_found = false;
    if (d == NULL) {
        return pl_fail_errno(err, PL_E_IO, errno, "%.150s cannot be read", folder);
    }
    for (const struct dirent *entry; (entry = readdir(d)) != NULL;) {
        if (offset_of(entry->d_name, &start) && start <= at && (!*ret_found || start > *ret_start)) {
            *ret_found = true;
            *ret_start = start;
        }
    }
    closedir(d);
    return PL_E_OK;
}

static void file_path(const char *folder, uint64_t start, char *out, size_t cap) {
    snprintf(out, cap, "%s/%0*llu", folder, NAME_DIGITS, (unsigned long long)start);
}

/* ---- writing ---- */

struct pl_spool {
    char folder[PL_LIVE_PATH_MAX];
    int fd; /* -1: the next write begins a file */
    uint64_t start, end;
};

/* The length up to the last line end, or to what is in an exhibit: what stands behind it was never published. */
static int cut_unfinished(int fd, uint64_t least, uint64_t *size, struct pl_error *err) {
    char tail[65536];
    uint64_t keep = *size;
    while (keep > least) {
        size_t n = keep < sizeof tail ? (size_t)keep : sizeof tail;
        ssize_t got = pread(fd, tail, n, (off_t)(keep - n));
        if (got != (ssize_t)n) {
            return pl_fail_errno(err, PL_E_IO, got < 0 ? errno : EIO, "a spool file cannot be read");
        }
        const char *last = memrchr(tail, '\n', n);
        if (last != NULL) {
            keep = keep - n + (uint64_t)(last - tail) + 1;
            break;
        }
        keep -= n;
    }
    keep = keep > least ? keep : least < *size ? least : *size;
    if (keep != *size && ftruncate(fd, (off_t)keep) != 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "a spool file cannot be cut");
    }
    *size = keep;
    return PL_E_OK;
}

static int resume(struct pl_spool *s, pl_time *ret_last, struct pl_error *err) {
    char path[PL_LIVE_PATH_MAX + NAME_DIGITS + 2];
    bool found = false;
    struct stat st;
    uint64_t start = 0;
    int rc = find_file(s->folder, UINT64_MAX, &found, &start, err);
    if (rc != PL_E_OK || !found) {
        return rc;
    }
    file_path(s->folder, start, path, sizeof path);
    s->fd = open(path, O_RDWR | O_CLOEXEC | O_APPEND);
    if (s->fd < 0 || fstat(s->fd, &st) != 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%.150s cannot be opened", path);
    }
    uint64_t size = (uint64_t)st.st_size;
    rc = cut_unfinished(s->fd, s->end > start ? s->end - start : 0, &size, err);
    if (rc == PL_E_OK && start + size < s->end) {
        rc = pl_fail(err, PL_E_STORE, "%.120s ends before byte %llu of the feed, which is in an exhibit already", path,
                     (unsigned long long)s->end);
    }
    s->start = start;
    s->end = start + size;
    *ret_last = (pl_time)st.st_mtim.tv_sec * PL_SECOND_US + st.st_mtim.tv_nsec / 1000;
    return rc;
}

int pl_spool_open(const char *case_dir, const char *feed, uint64_t least, struct pl_spool **ret_spool,
                  uint64_t *ret_end, pl_time *ret_last, struct pl_error *err) {
    struct pl_spool *s = calloc(1, sizeof *s);
    pl_time last = PL_TIME_NONE;
    if (s == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    s->fd = -1;
    s->end = least;
    int rc = pl_live_path(case_dir, feed, "spool", s->folder, err);
    rc = rc == PL_E_OK ? resume(s, &last, err) : rc;
    if (rc != PL_E_OK) {
        pl_spool_close(s);
        return rc;
    }
    *ret_spool = s;
    *ret_end = s->end;
    *ret_last = last;
    return PL_E_OK;
}

static int begin_file(struct pl_spool *s, struct pl_error *err) {
    char path[PL_LIVE_PATH_MAX + NAME_DIGITS + 2];
    int rc = s->fd >= 0 ? pl_spool_sync(s, err) : PL_E_OK;
    if (rc != PL_E_OK) {
        return rc;
    }
    file_path(s->folder, s->end, path, sizeof path);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_APPEND, 0600);
    if (fd < 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%.150s cannot be made", path);
    }
    pl_file_close(&s->fd);
    s->fd = fd;
    s->start = s->end;
    return pl_file_sync_dir(s->folder, err);
}

int pl_spool_append(struct pl_spool *spool, pl_str lines, struct pl_error *err) {
    struct pl_spool *s = spool;
    int rc = PL_E_OK;
    if (lines.n > 0 && (s->fd < 0 || (s->end - s->start >= PL_SPOOL_FILE_BYTES && s->end > s->start))) {
        rc = begin_file(s, err);
    }
    rc = rc == PL_E_OK ? pl_file_write_all(s->fd, lines.p, lines.n, err) : rc;
    if (rc == PL_E_OK) {
        s->end += lines.n;
    } else if (s->fd >= 0 && ftruncate(s->fd, (off_t)(s->end - s->start)) != 0) {
        errno = 0; /* the next opening cuts it off */
    }
    return rc;
}

int pl_spool_sync(struct pl_spool *spool, struct pl_error *err) {
    return spool->fd < 0 || fdatasync(spool->fd) == 0
               ? PL_E_OK
               : pl_fail_errno(err, PL_E_IO, errno, "the spool of the feed cannot be synced");
}

void pl_spool_close(struct pl_spool *spool) {
    if (spool != NULL) {
        pl_file_close(&spool->fd);
        free(spool);
    }
}

/* ---- reading ---- */

struct pl_spool_reader {
    char folder[PL_LIVE_PATH_MAX];
    int fd;
    uint64_t start;
};

int pl_spool_reader_open(const char *case_dir, const char *feed, struct pl_spool_reader **ret_reader,
                         struct pl_error *err) {
    struct pl_spool_reader *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    r->fd = -1;
    int rc = pl_live_path(case_dir, feed, "spool", r->folder, err);
    if (rc != PL_E_OK) {
        free(r);
        return rc;
    }
    *ret_reader = r;
    return PL_E_OK;
}

static int open_at(struct pl_spool_reader *r, uint64_t at, bool *ret_found, struct pl_error *err) {
    char path[PL_LIVE_PATH_MAX + NAME_DIGITS + 2];
    uint64_t start = 0;
    int rc = find_file(r->folder, at, ret_found, &start, err);
    if (rc != PL_E_OK || !*ret_found || (r->fd >= 0 && start == r->start)) {
        return rc;
    }
    file_path(r->folder, start, path, sizeof path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%.150s cannot be opened", path);
    }
    pl_file_close(&r->fd);
    r->fd = fd;
    r->start = start;
    return PL_E_OK;
}

int pl_spool_read(struct pl_spool_reader *reader, uint64_t from, void *bytes, size_t cap, size_t *ret_n,
                  struct pl_error *err) {
    struct pl_spool_reader *r = reader;
    *ret_n = 0;
    for (int pass = 0; pass < 2; pass++) {
        if (r->fd >= 0 && from >= r->start) {
            ssize_t n = pread(r->fd, bytes, cap, (off_t)(from - r->start));
            if (n < 0) {
                return pl_fail_errno(err, PL_E_IO, errno, "the spool of the feed cannot be read");
            }
            if (n > 0 || pass > 0) {
                *ret_n = (size_t)n;
                return PL_E_OK;
            }
        }
        bool found = false;
        int rc = open_at(r, from, &found, err);
        if (rc != PL_E_OK) {
            return rc;
        }
        if (!found && r->fd >= 0) {
            return pl_fail(err, PL_E_STORE, "byte %llu of the feed is in no file of the spool",
                           (unsigned long long)from);
        }
    }
    return PL_E_OK;
}

int pl_spool_drop(struct pl_spool_reader *reader, uint64_t upto, struct pl_error *err) {
    char path[PL_LIVE_PATH_MAX + NAME_DIGITS + 2];
    bool found = true;
    uint64_t keep = 0, start = 0;
    int rc = find_file(reader->folder, upto, &found, &keep, err); /* holds `upto`, or ends before it */
    while (rc == PL_E_OK && found && keep > 0) {
        rc = find_file(reader->folder, keep - 1, &found, &start, err);
        if (rc == PL_E_OK && found) {
            file_path(reader->folder, start, path, sizeof path);
            if (unlink(path) != 0 && errno != ENOENT) {
                rc = pl_fail_errno(err, PL_E_IO, errno, "%.150s cannot be removed", path);
            }
        }
    }
    return rc == PL_E_OK ? pl_file_sync_dir(reader->folder, err) : rc;
}

void pl_spool_reader_close(struct pl_spool_reader *reader) {
    if (reader != NULL) {
        pl_file_close(&reader->fd);
        free(reader);
    }
}
