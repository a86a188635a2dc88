/* LD_PRELOAD shim: makes the N-th operation that changes a file fail, or stops the program there and forgets what was
 * never synced. For tests only; one operation at a time, whichever thread asks.
 *
 *   PL_FAULT_DIR    only paths below this absolute folder count
 *   PL_FAULT_AT     which operation, from 1; 0 never
 *   PL_FAULT_KIND   enospc (from there on, writes and new files), eio (once), kill (SIGKILL before it)
 *   PL_FAULT_BASE   operations that earlier processes made
 *   PL_FAULT_COUNT  a file that receives the number of operations so far, when the program ends by itself
 *
 * Counted: open for writing, write, pwrite, fsync, fdatasync, ftruncate, rename, unlink, mkdir. Remembered until an
 * fsync: the bytes that a write replaced (by file), names made, renamed or removed (by folder). A kill undoes what is
 * remembered, newest first, as a disk does whose caches were lost at the worst moment. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum op { OP_WRITE, OP_CREATE, OP_RENAME, OP_UNLINK, OP_MKDIR, OP_DONE };

struct undo {
    enum op op;
    dev_t dev; /* of the file written */
    ino_t ino;
    int fd;     /* a handle of our own on it */
    off_t size; /* before the write */
    off_t offset;
    size_t n;
    char *old;        /* n bytes, may be short at the end of the file */
    char path[512];   /* made, removed; the old name of a rename */
    char to[512];     /* the new name */
    char backup[512]; /* link to what was replaced or removed; "" none */
};

struct handle {
    dev_t dev;
    ino_t ino;
    int fd;
};

static pthread_mutex_t gate = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

static int take_gate(void) { return pthread_mutex_lock(&gate); }
static void leave_gate(int *held) { *held = pthread_mutex_unlock(&gate); }
#define ONE_AT_A_TIME __attribute__((cleanup(leave_gate), unused)) int held = take_gate()

static struct undo *undos;
static size_t n_undos, cap_undos;
static struct handle handles[4096];
static size_t n_handles;
static long count, fault_at = -1;
static int backups;
static bool enospc_on;

/* ---- the real ones ---- */

static void *real(const char *name) {
    void *f = dlsym(RTLD_NEXT, name);
    if (f == NULL) {
        abort();
    }
    return f;
}

static int real_open(const char *path, int flags, mode_t mode) {
    static int (*f)(const char *, int, ...);
    if (f == NULL) {
        f = (int (*)(const char *, int, ...))real("open");
    }
    return f(path, flags, mode);
}

static ssize_t real_pwrite(int fd, const void *p, size_t n, off_t at) {
    static ssize_t (*f)(int, const void *, size_t, off_t);
    if (f == NULL) {
        f = (ssize_t(*)(int, const void *, size_t, off_t))real("pwrite");
    }
    return f(fd, p, n, at);
}

static int real_ftruncate(int fd, off_t size) {
    static int (*f)(int, off_t);
    if (f == NULL) {
        f = (int (*)(int, off_t))real("ftruncate");
    }
    return f(fd, size);
}

static int real_rename(const char *from, const char *to) {
    static int (*f)(const char *, const char *);
    if (f == NULL) {
        f = (int (*)(const char *, const char *))real("rename");
    }
    return f(from, to);
}

static int real_unlink(const char *path) {
    static int (*f)(const char *);
    if (f == NULL) {
        f = (int (*)(const char *))real("unlink");
    }
    return f(path);
}

/* ---- what counts ---- */

static const char *fault_dir(void) { return getenv("PL_FAULT_DIR"); }

static bool below(const char *path) {
    const char *dir = fault_dir();
    size_t n = dir != NULL ? strlen(dir) : 0;
    return n > 0 && strncmp(path, dir, n) == 0 && (path[n] == '/' || path[n] == '\0') && strstr(path, "-shm") == NULL;
}

static bool path_of(int fd, char out[512]) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, out, 511);
    if (n <= 0) {
        return false;
    }
    out[n] = '\0';
    return true;
}

static bool fd_below(int fd) {
    char path[512];
    return path_of(fd, path) && below(path);
}

/* ---- undo ---- */

static struct undo *note(enum op op) {
    if (n_undos == cap_undos) {
        cap_undos = cap_undos > 0 ? 2 * cap_undos : 256;
        undos = realloc(undos, cap_undos * sizeof *undos);
        if (undos == NULL) {
            abort();
        }
    }
    struct undo *u = &undos[n_undos++];
    memset(u, 0, sizeof *u);
    u->op = op;
    u->fd = -1;
    return u;
}

static int handle_of(int fd, const struct stat *st) {
    for (size_t i = 0; i < n_handles; i++) {
        if (handles[i].dev == st->st_dev && handles[i].ino == st->st_ino) {
            return handles[i].fd;
        }
    }
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int own = real_open(link, O_RDWR | O_CLOEXEC, 0);
    if (own < 0 || n_handles == sizeof handles / sizeof handles[0]) {
        abort();
    }
    handles[n_handles++] = (struct handle){st->st_dev, st->st_ino, own};
    return own;
}

/* Remembers the n bytes at offset, and the size. */
static void note_write(int fd, off_t offset, size_t n) {
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return;
    }
    struct undo *u = note(OP_WRITE);
    u->dev = st.st_dev;
    u->ino = st.st_ino;
    u->fd = handle_of(fd, &st);
    u->size = st.st_size;
    u->offset = offset;
    if (offset < st.st_size) {
        size_t there = (size_t)(st.st_size - offset);
        u->n = n < there ? n : there;
        u->old = malloc(u->n + 1);
        if (u->old == NULL || pread(u->fd, u->old, u->n, offset) != (ssize_t)u->n) {
            abort();
        }
    }
}

static void keep_backup(struct undo *u, const char *path) {
    snprintf(u->backup, sizeof u->backup, "%s.fault-backup-%ld-%d", fault_dir(), (long)getpid(), backups++);
    if (link(path, u->backup) != 0) {
        u->backup[0] = '\0';
    }
}

static void forget(struct undo *u) {
    free(u->old);
    if (u->backup[0] != '\0') {
        real_unlink(u->backup);
    }
    u->old = NULL;
    u->op = OP_DONE;
}

static bool in_folder(const char *path, const char *folder) {
    size_t n = strlen(folder);
    const char *slash = strrchr(path, '/');
    return slash != NULL && (size_t)(slash - path) == n && strncmp(path, folder, n) == 0;
}

static void synced(int fd) {
    struct stat st;
    char path[512];
    if (fstat(fd, &st) != 0 || !path_of(fd, path)) {
        return;
    }
    for (size_t i = 0; i < n_undos; i++) {
        struct undo *u = &undos[i];
        bool file = u->op == OP_WRITE && u->dev == st.st_dev && u->ino == st.st_ino;
        bool name = S_ISDIR(st.st_mode) && (u->op == OP_CREATE || u->op == OP_UNLINK || u->op == OP_MKDIR) &&
                    in_folder(u->path, path);
        bool renamed = S_ISDIR(st.st_mode) && u->op == OP_RENAME && in_folder(u->to, path);
        if (file || name || renamed) {
            forget(u);
        }
    }
}

static void undo_one(struct undo *u) {
    switch (u->op) {
    case OP_WRITE:
        if (u->n > 0 && real_pwrite(u->fd, u->old, u->n, u->offset) < 0) {
            abort();
        }
        if (real_ftruncate(u->fd, u->size) != 0) {
            abort();
        }
        break;
    case OP_CREATE:
        real_unlink(u->path);
        break;
    case OP_MKDIR:
        rmdir(u->path);
        break;
    case OP_RENAME:
        real_rename(u->to, u->path);
        if (u->backup[0] != '\0') {
            real_rename(u->backup, u->to);
        }
        break;
    case OP_UNLINK:
        if (u->backup[0] != '\0') {
            real_rename(u->backup, u->path);
        }
        break;
    case OP_DONE:
        break;
    }
}

static void lose_power(void) {
    for (size_t i = n_undos; i > 0; i--) {
        undo_one(&undos[i - 1]);
        forget(&undos[i - 1]);
    }
    kill(getpid(), SIGKILL);
    for (;;) {
        pause();
    }
}

/* ---- the fault ---- */

/* True when this operation fails, errno set. grows: it needs room on the disk. */
static bool fails(bool grows) {
    const char *kind = getenv("PL_FAULT_KIND");
    if (fault_at < 0) {
        const char *at = getenv("PL_FAULT_AT"), *base = getenv("PL_FAULT_BASE");
        fault_at = at != NULL ? strtol(at, NULL, 10) : 0;
        count = base != NULL ? strtol(base, NULL, 10) : 0;
    }
    count++;
    if (enospc_on && grows) {
        errno = ENOSPC;
        return true;
    }
    if (count != fault_at || kind == NULL) {
        return false;
    }
    if (strcmp(kind, "kill") == 0) {
        lose_power();
    }
    enospc_on = strcmp(kind, "enospc") == 0;
    errno = enospc_on ? ENOSPC : EIO;
    return !enospc_on || grows;
}

__attribute__((destructor)) static void tell_count(void) {
    const char *path = getenv("PL_FAULT_COUNT");
    for (size_t i = 0; i < n_undos; i++) {
        forget(&undos[i]);
    }
    if (path == NULL || fault_at < 0) {
        return;
    }
    int fd = real_open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    char text[32];
    int n = snprintf(text, sizeof text, "%ld\n", count);
    if (fd >= 0) {
        (void)!real_pwrite(fd, text, (size_t)n, 0);
        close(fd);
    }
}

/* ---- what the program calls ---- */

static int open_counted(const char *path, int flags, mode_t mode) {
    ONE_AT_A_TIME;
    bool writes = (flags & O_ACCMODE) != O_RDONLY;
    if (!writes || !below(path)) {
        return real_open(path, flags, mode);
    }
    struct stat st;
    bool there = stat(path, &st) == 0;
    if (fails(!there)) {
        return -1;
    }
    int truncated = -1;
    if (there && (flags & O_TRUNC) != 0 && st.st_size > 0) {
        truncated = real_open(path, O_RDWR | O_CLOEXEC, 0);
        if (truncated >= 0) {
            note_write(truncated, 0, (size_t)st.st_size);
            close(truncated);
        }
    }
    int fd = real_open(path, flags, mode);
    if (fd >= 0 && !there) {
        struct undo *u = note(OP_CREATE);
        snprintf(u->path, sizeof u->path, "%s", path);
    }
    return fd;
}

int open(const char *path, int flags, ...) {
    va_list ap;
    va_start(ap, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    return open_counted(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list ap;
    va_start(ap, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    return open_counted(path, flags, mode);
}

/* Fortified builds call these where no mode is given. */
int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags) { return open_counted(path, flags, 0); }
int __open64_2(const char *path, int flags);
int __open64_2(const char *path, int flags) { return open_counted(path, flags, 0); }

ssize_t write(int fd, const void *p, size_t n) {
    ONE_AT_A_TIME;
    static ssize_t (*f)(int, const void *, size_t);
    if (f == NULL) {
        f = (ssize_t(*)(int, const void *, size_t))real("write");
    }
    if (fd > 2 && fd_below(fd)) {
        if (fails(true)) {
            return -1;
        }
        note_write(fd, lseek(fd, 0, SEEK_CUR), n);
    }
    return f(fd, p, n);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at) {
    ONE_AT_A_TIME;
    if (fd_below(fd)) {
        if (fails(true)) {
            return -1;
        }
        note_write(fd, at, n);
    }
    return real_pwrite(fd, p, n, at);
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at) { return pwrite(fd, p, n, (off_t)at); }

int ftruncate(int fd, off_t size) {
    ONE_AT_A_TIME;
    struct stat st;
    if (fd_below(fd)) {
        if (fails(false)) {
            return -1;
        }
        if (fstat(fd, &st) == 0) {
            note_write(fd, size, st.st_size > size ? (size_t)(st.st_size - size) : 0);
        }
    }
    return real_ftruncate(fd, size);
}

int ftruncate64(int fd, off64_t size) { return ftruncate(fd, (off_t)size); }

int fsync(int fd) {
    ONE_AT_A_TIME;
    static int (*f)(int);
    if (f == NULL) {
        f = (int (*)(int))real("fsync");
    }
    if (fd_below(fd)) {
        if (fails(false)) {
            return -1;
        }
        synced(fd);
        return 0; /* nobody pulls the plug of this machine */
    }
    return f(fd);
}

int fdatasync(int fd) { return fsync(fd); }

int rename(const char *from, const char *to) {
    ONE_AT_A_TIME;
    if (!below(from) && !below(to)) {
        return real_rename(from, to);
    }
    if (fails(false)) {
        return -1;
    }
    struct undo *u = note(OP_RENAME);
    snprintf(u->path, sizeof u->path, "%s", from);
    snprintf(u->to, sizeof u->to, "%s", to);
    keep_backup(u, to);
    int rc = real_rename(from, to);
    if (rc != 0) {
        forget(u);
    }
    return rc;
}

int unlink(const char *path) {
    ONE_AT_A_TIME;
    struct stat st;
    if (!below(path) || lstat(path, &st) != 0) {
        return real_unlink(path);
    }
    if (fails(false)) {
        return -1;
    }
    struct undo *u = note(OP_UNLINK);
    snprintf(u->path, sizeof u->path, "%s", path);
    keep_backup(u, path);
    return real_unlink(path);
}

int mkdir(const char *path, mode_t mode) {
    ONE_AT_A_TIME;
    static int (*f)(const char *, mode_t);
    if (f == NULL) {
        f = (int (*)(const char *, mode_t))real("mkdir");
    }
    if (!below(path)) {
        return f(path, mode);
    }
    if (fails(true)) {
        return -1;
    }
    int rc = f(path, mode);
    if (rc == 0) {
        struct undo *u = note(OP_MKDIR);
        snprintf(u->path, sizeof u->path, "%s", path);
    }
    return rc;
}
