#include "store/running.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "store/case_in.h"

#include "base/ban.h"

#define LINE_MAX_BYTES 1024

static bool path_of(const char *dir, const char *name, char out[PATH_MAX]) {
    return snprintf(out, PATH_MAX, "%s/%s", dir, name) < PATH_MAX;
}

void pl_running_note(const struct pl_case *c, const char *stage, pl_str name, uint64_t done, uint64_t total,
                     pl_time started) {
    char path[PATH_MAX], line[LINE_MAX_BYTES], safe[256];
    if (c->lock_fd < 0 || !path_of(c->dir, "running", path)) {
        return;
    }
    pl_log_safe(name, safe, sizeof safe);
    int n = snprintf(line, sizeof line, "%ld %s %llu %llu %lld %s\n", (long)getpid(), stage, (unsigned long long)done,
                     (unsigned long long)total, (long long)started, safe);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0) {
        /* One write at the place: a reader sees the old line or the new one; what is left of a longer one is behind a
         * line end. */
        if (pwrite(fd, line, (size_t)n, 0) != n) {
            errno = 0;
        }
        pl_file_close(&fd);
    }
}

void pl_running_clear(const struct pl_case *c) {
    char path[PATH_MAX];
    if (c->lock_fd >= 0 && path_of(c->dir, "running", path)) {
        (void)unlink(path);
    }
}

bool pl_lock_is_held(const char *path) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool held = fd >= 0 && fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    if (fd >= 0) {
        pl_file_close(&fd);
    }
    return held;
}

void pl_lock_show(int fd) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(fd, F_OFD_SETLK, &lock) != 0) {
        errno = 0; /* a file system without such locks: then nobody sees who writes */
    }
}

static size_t read_line(const char *dir, const char *name, char out[LINE_MAX_BYTES]) {
    char path[PATH_MAX];
    int fd = path_of(dir, name, path) ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
    ssize_t n = fd >= 0 ? pread(fd, out, LINE_MAX_BYTES - 1, 0) : 0;
    if (fd >= 0) {
        pl_file_close(&fd);
    }
    n = n > 0 ? n : 0;
    out[n] = '\0';
    out[strcspn(out, "\n")] = '\0';
    return strlen(out);
}

/* "PID STAGE DONE TOTAL STARTED NAME" of the process that the holder's line names. */
static void read_progress(const char *dir, struct pl_running *r) {
    char line[LINE_MAX_BYTES], pid[32];
    uint64_t started = 0;
    (void)read_line(dir, "running", line);
    pl_str rest = pl_str_from(line), who = pl_str_cut(&rest, ' '), stage = pl_str_cut(&rest, ' ');
    int n = snprintf(pid, sizeof pid, "pid %.*s,", (int)(who.n < 20 ? who.n : 20), who.p);
    bool ok = n > 0 && strncmp(r->holder, pid, (size_t)n) == 0 && pl_str_u64(pl_str_cut(&rest, ' '), &r->done) &&
              pl_str_u64(pl_str_cut(&rest, ' '), &r->total) && pl_str_u64(pl_str_cut(&rest, ' '), &started);
    if (ok) {
        r->known = true;
        r->started = (pl_time)started;
        snprintf(r->stage, sizeof r->stage, "%.*s", (int)(stage.n < 20 ? stage.n : 20), stage.p);
        pl_log_safe(rest, r->name, sizeof r->name);
    }
}

int pl_running_read(const char *dir, struct pl_running *ret, struct pl_error *err) {
    char path[PATH_MAX], line[LINE_MAX_BYTES];
    struct pl_running r = {.started = PL_TIME_NONE};
    if (!path_of(dir, "lock", path)) {
        return pl_fail(err, PL_E_LIMIT, "the path of the case is too long");
    }
    if (pl_lock_is_held(path)) {
        (void)read_line(dir, "lock", line);
        pl_log_safe(pl_str_from(line), r.holder, sizeof r.holder);
        if (r.holder[0] == '\0') {
            snprintf(r.holder, sizeof r.holder, "unknown");
        }
        read_progress(dir, &r);
    }
    *ret = r;
    return PL_E_OK;
}
