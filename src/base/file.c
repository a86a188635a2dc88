#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ban.h"

#define MAX_DEPTH 64

void pl_file_close(int *fd) {
    if (*fd >= 0) {
        close(*fd);
        *fd = -1;
    }
}

int pl_file_read(const char *path, uint64_t max_bytes, struct pl_buf *buf, struct pl_error *err) {
    PL_FD_AUTO fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return pl_fail_errno(err, PL_E_INPUT, errno, "%s", path);
    }
    pl_buf_clear(buf);
    for (;;) {
        size_t room = buf->max_bytes - buf->n;
        size_t want = room < 64 * 1024 ? room : 64 * 1024;
        char spare; /* a full buffer may be followed by the end of the file, and by nothing else */
        char *p = want > 0 ? pl_buf_reserve(buf, want) : &spare;
        if (p == NULL) {
            return pl_fail(err, PL_E_NOMEM, "%s: no memory for %zu bytes", path, buf->n + want);
        }
        ssize_t n = read(fd, p, want > 0 ? want : 1);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return pl_fail_errno(err, PL_E_INPUT, errno, "%s", path);
        }
        if (n == 0) {
            return 0;
        }
        if (want == 0) {
            return pl_fail(err, PL_E_LIMIT, "%s: larger than the %zu bytes that can be held", path, buf->max_bytes);
        }
        buf->n += (size_t)n;
        if (buf->n > max_bytes) {
            return pl_fail(err, PL_E_LIMIT, "%s: larger than %llu bytes", path, (unsigned long long)max_bytes);
        }
    }
}

int pl_file_write_all(int fd, const void *bytes, size_t n, struct pl_error *err) {
    const char *p = bytes;
    while (n > 0) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            return pl_fail_errno(err, PL_E_IO, errno, "cannot write");
        }
        p += done;
        n -= (size_t)done;
    }
    return 0;
}

/* The folder that holds path, as a NUL-terminated copy the caller frees. */
static char *parent_of(const char *path) {
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return strdup(".");
    }
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

int pl_file_sync_dir(const char *path, struct pl_error *err) {
    PL_FD_AUTO fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s: cannot sync the folder", path);
    }
    return 0;
}

static int write_and_sync(const char *path, pl_str bytes, mode_t mode, struct pl_error *err) {
    PL_FD_AUTO fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s", path);
    }
    int code = pl_file_write_all(fd, bytes.p, bytes.n, err);
    if (code != 0) {
        return code;
    }
    if (fsync(fd) != 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s: cannot sync", path);
    }
    return 0;
}

int pl_file_write(const char *path, pl_str bytes, mode_t mode, struct pl_error *err) {
    char temporary[4096];
    int n = snprintf(temporary, sizeof temporary, "%s.%ld.tmp", path, (long)getpid());
    if (n < 0 || (size_t)n >= sizeof temporary) {
        return pl_fail(err, PL_E_IO, "the path is too long");
    }
    int code = write_and_sync(temporary, bytes, mode, err);
    if (code == 0 && rename(temporary, path) != 0) {
        code = pl_fail_errno(err, PL_E_IO, errno, "%s", path);
    }
    if (code != 0) {
        unlink(temporary);
        return code;
    }
    char *parent = parent_of(path);
    code = parent != NULL ? pl_file_sync_dir(parent, err) : pl_fail(err, PL_E_NOMEM, "out of memory");
    free(parent);
    return code;
}

int pl_file_make_dir(const char *path, mode_t mode, struct pl_error *err) {
    struct stat st;
    if (mkdir(path, mode) == 0 || (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))) {
        return 0;
    }
    return pl_fail_errno(err, PL_E_IO, errno, "%s: cannot make the folder", path);
}

int pl_file_make_own_dir(const char *path, mode_t mode, struct pl_error *err) {
    struct stat st;
    if (mkdir(path, mode) == 0) {
        return 0;
    }
    if (errno != EEXIST || lstat(path, &st) != 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s: cannot make the folder", path);
    }
    if (!S_ISDIR(st.st_mode)) {
        return pl_fail(err, PL_E_IO, "%s is not a folder (links are not followed)", path);
    }
    if (st.st_uid != geteuid()) {
        return pl_fail(err, PL_E_IO, "%s belongs to another user", path);
    }
    if ((st.st_mode & 07777 & ~mode) != 0) {
        return pl_fail(err, PL_E_IO, "%s is open to others (mode %04o, not %04o)", path, (unsigned)st.st_mode & 07777,
                       (unsigned)mode);
    }
    return 0;
}

int pl_file_scratch(int *ret_fd, struct pl_error *err) {
    const char *dir = getenv("TMPDIR");
    if (dir == NULL || dir[0] == '\0') {
        dir = "/tmp";
    }
    int fd = open(dir, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    if (fd < 0) {
        char path[4096];
        snprintf(path, sizeof path, "%s/plimsoll-XXXXXX", dir);
        fd = mkostemp(path, O_CLOEXEC);
        if (fd >= 0) {
            unlink(path);
        }
    }
    if (fd < 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s: cannot make a temporary file (set TMPDIR)", dir);
    }
    *ret_fd = fd;
    return 0;
}

const char *pl_file_join(struct pl_arena *arena, const char *dir, const char *name) {
    size_t nd = strlen(dir);
    size_t nn = strlen(name);
    char *p = pl_arena_alloc(arena, nd + nn + 2);
    if (p == NULL) {
        return NULL;
    }
    memcpy(p, dir, nd);
    size_t at = nd;
    if (nd == 0 || dir[nd - 1] != '/') {
        p[at++] = '/';
    }
    memcpy(p + at, name, nn + 1);
    return p;
}

bool pl_file_exists(const char *path) { return access(path, F_OK) == 0; }

struct listing {
    struct pl_arena *arena;
    const char **paths;
    size_t n;
    size_t cap;
    size_t max_files;
    bool flat;
};

static int keep_path(struct listing *list, const char *path, struct pl_error *err) {
    if (list->n >= list->max_files) {
        return pl_fail(err, PL_E_LIMIT, "%s: more than %zu files", path, list->max_files);
    }
    if (list->n == list->cap) {
        size_t cap = list->cap > 0 ? list->cap * 2 : 64;
        const char **paths = pl_arena_calloc(list->arena, cap, sizeof *paths);
        if (paths == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        if (list->n > 0) {
            memcpy(paths, list->paths, list->n * sizeof *paths);
        }
        list->paths = paths;
        list->cap = cap;
    }
    const char *copy = pl_arena_copy(list->arena, path, strlen(path));
    if (copy == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    list->paths[list->n++] = copy;
    return 0;
}

static int walk(struct listing *list, const char *path, unsigned depth, struct pl_error *err);

static int walk_dir(struct listing *list, const char *path, unsigned depth, struct pl_error *err) {
    DIR *dir = opendir(path);
    if (dir == NULL) {
        return pl_fail_errno(err, PL_E_INPUT, errno, "%s", path);
    }
    int code = 0;
    while (code == 0) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (entry == NULL) {
            code = errno != 0 ? pl_fail_errno(err, PL_E_INPUT, errno, "%s", path) : 0;
            break;
        }
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        const char *child = pl_file_join(list->arena, path, entry->d_name);
        code = child != NULL ? walk(list, child, depth + 1, err) : pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    closedir(dir);
    return code;
}

static int walk(struct listing *list, const char *path, unsigned depth, struct pl_error *err) {
    struct stat st;
    if (depth > MAX_DEPTH) {
        return pl_fail(err, PL_E_LIMIT, "%s: folders nested deeper than %d", path, MAX_DEPTH);
    }
    if ((depth == 0 ? stat(path, &st) : lstat(path, &st)) != 0) {
        return pl_fail_errno(err, PL_E_INPUT, errno, "%s", path);
    }
    if (S_ISLNK(st.st_mode) && (stat(path, &st) != 0 || S_ISDIR(st.st_mode))) {
        return 0;
    }
    if (S_ISDIR(st.st_mode)) {
        return list->flat && depth > 0 ? 0 : walk_dir(list, path, depth, err);
    }
    if (depth > 0 && !S_ISREG(st.st_mode)) {
        return 0;
    }
    return keep_path(list, path, err);
}

static int by_bytes(const void *a, const void *b) {
    const char *const *pa = a;
    const char *const *pb = b;
    return strcmp(*pa, *pb);
}

static int list_files(struct listing *list, const char *path, const char ***ret_paths, size_t *ret_n,
                      struct pl_error *err) {
    int code = walk(list, path, 0, err);
    if (code != 0) {
        return code;
    }
    if (list->n > 0) {
        qsort(list->paths, list->n, sizeof *list->paths, by_bytes);
    }
    *ret_paths = list->paths;
    *ret_n = list->n;
    return 0;
}

int pl_file_list(const char *path, size_t max_files, struct pl_arena *arena, const char ***ret_paths, size_t *ret_n,
                 struct pl_error *err) {
    struct listing list = {.arena = arena, .max_files = max_files};
    return list_files(&list, path, ret_paths, ret_n, err);
}

int pl_file_list_flat(const char *path, size_t max_files, struct pl_arena *arena, const char ***ret_paths,
                      size_t *ret_n, struct pl_error *err) {
    struct listing list = {.arena = arena, .max_files = max_files, .flat = true};
    return list_files(&list, path, ret_paths, ret_n, err);
}
