#include "store/object.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/map.h"
#include "store/case_in.h"

#include "base/ban.h"

#define CHUNK    ((size_t)1 << 18)
#define INCOMING "objects/incoming" /* one writer at a time, so one name */

/* For a reader who does not see all of the case: does anything that they see name the object? */
static int check_seen(const struct pl_case *c, const pl_hash *sha256, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = false;
    int rc = pl_db_prepare(c->db,
                           "SELECT 1 FROM exhibit WHERE sha256 = ?1 UNION ALL SELECT 1 FROM payload WHERE field GLOB "
                           "'sha256*' AND value = ?1 LIMIT 1",
                           &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_hash(stmt, 1, sha256);
        rc = pl_db_step(stmt, &row, err);
    }
    return rc != PL_E_OK || row ? rc : pl_fail(err, PL_E_NOT_FOUND, "there is no such object");
}

int pl_object_path(const struct pl_case *c, const pl_hash *sha256, char *out, struct pl_error *err) {
    char hex[65], name[96];
    int rc = c->up_to[0] != '\0' ? check_seen(c, sha256, err) : PL_E_OK;
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_hash_hex(*sha256, hex);
    snprintf(name, sizeof name, "objects/%.2s/%s", hex, hex);
    return pl_case_path(c->objects_of != NULL ? c->objects_of : c, name, out, err);
}

static int too_large(uint64_t max_bytes, struct pl_error *err) {
    return pl_fail(err, PL_E_LIMIT, "is larger than the %llu bytes that are kept of one file",
                   (unsigned long long)max_bytes);
}

/* Reads fd to its end: hashes, and writes to out unless it is -1. */
static int copy_hashed(int in, int out, uint64_t max_bytes, struct pl_object *ret, bool *ret_read_failed,
                       struct pl_error *err) {
    struct pl_sha256 state;
    char *chunk = malloc(CHUNK);
    uint64_t bytes = 0;
    int rc = chunk == NULL ? pl_fail(err, PL_E_NOMEM, "no memory to copy a file") : PL_E_OK;
    pl_sha256_start(&state);
    while (rc == PL_E_OK) {
        ssize_t n = read(in, chunk, CHUNK);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            *ret_read_failed = n < 0;
            rc = n < 0 ? pl_fail_errno(err, PL_E_INPUT, errno, "cannot be read") : PL_E_OK;
            break;
        }
        pl_sha256_add(&state, chunk, (size_t)n);
        bytes += (uint64_t)n;
        if (bytes > max_bytes) {
            rc = too_large(max_bytes, err);
            break;
        }
        rc = out >= 0 ? pl_file_write_all(out, chunk, (size_t)n, err) : PL_E_OK;
    }
    free(chunk);
    if (rc == PL_E_OK) {
        *ret = (struct pl_object){pl_sha256_digest(&state), bytes};
    }
    return rc;
}

/* A device has no end, or none that is the same again; what stands at standard input was chosen by whoever gave "-". */
static int open_source(const char *path, uint64_t max_bytes, int *ret_fd, struct pl_error *err) {
    struct stat st = {0};
    bool given = strcmp(path, "-") == 0;
    int fd = given ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return pl_fail_errno(err, PL_E_INPUT, errno, "%s cannot be read", path);
    }
    int rc = PL_E_OK;
    if (fstat(fd, &st) != 0) {
        rc = pl_fail_errno(err, PL_E_INPUT, errno, "%s cannot be read", path);
    } else if (S_ISDIR(st.st_mode)) {
        rc = pl_fail(err, PL_E_INPUT, "%s is a folder", path);
    } else if (!given && (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode))) {
        rc = pl_fail(err, PL_E_INPUT, "%s is a device, not a file", path);
    } else if (S_ISREG(st.st_mode) && (uint64_t)st.st_size > max_bytes) {
        rc = too_large(max_bytes, err);
    }
    if (rc != PL_E_OK) {
        pl_file_close(&fd);
        return rc;
    }
    *ret_fd = fd;
    return PL_E_OK;
}

/* Moves the finished copy to its name; the folder objects/ab and its name are on disk afterwards. */
static int settle(struct pl_case *c, const char *incoming, const struct pl_object *object, struct pl_error *err) {
    char path[PATH_MAX], folder[PATH_MAX], objects[PATH_MAX];
    int rc = pl_object_path(c, &object->sha256, path, err);
    if (rc == PL_E_OK) {
        rc = pl_case_path(c, "objects", objects, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    rc = pl_file_make_dir(folder, 0700, err);
    if (rc == PL_E_OK && rename(incoming, path) != 0) {
        rc = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be renamed", incoming);
    }
    if (rc == PL_E_OK) {
        rc = pl_file_sync_dir(folder, err);
    }
    return rc == PL_E_OK ? pl_file_sync_dir(objects, err) : rc;
}

int pl_object_put(struct pl_case *c, const char *path, struct pl_object *ret, struct pl_error *err) {
    return pl_object_put_most(c, path, PL_OBJECT_MAX, ret, err);
}

int pl_object_put_most(struct pl_case *c, const char *path, uint64_t max_bytes, struct pl_object *ret,
                       struct pl_error *err) {
    char incoming[PATH_MAX];
    PL_FD_AUTO in = -1;
    PL_FD_AUTO out = -1;
    struct pl_object object;
    bool read_failed = false;
    int rc = open_source(path, max_bytes, &in, err);
    if (rc == PL_E_OK) {
        rc = pl_case_path(c, INCOMING, incoming, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    out = open(incoming, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (out < 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be written", incoming);
    }
    rc = copy_hashed(in, out, max_bytes, &object, &read_failed, err);
    if (rc == PL_E_OK && fsync(out) != 0) {
        rc = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be written", incoming);
    }
    if (rc == PL_E_OK) {
        rc = settle(c, incoming, &object, err);
    }
    if (rc != PL_E_OK) {
        unlink(incoming);
        return rc;
    }
    *ret = object;
    return PL_E_OK;
}

int pl_object_check(struct pl_case *c, const pl_hash *sha256, uint64_t bytes, const char **ret_why,
                    struct pl_error *err) {
    char path[PATH_MAX];
    struct pl_object is;
    bool read_failed = false;
    int rc = pl_object_path(c, sha256, path, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    PL_FD_AUTO fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        *ret_why = errno == ENOENT ? "the object is missing" : "the object cannot be opened";
        return PL_E_OK;
    }
    rc = copy_hashed(fd, -1, UINT64_MAX, &is, &read_failed, err);
    if (rc != PL_E_OK && read_failed) {
        *ret_why = "the object cannot be read";
        return PL_E_OK;
    }
    if (rc == PL_E_OK) {
        bool same = is.bytes == bytes && pl_hash_cmp(is.sha256, *sha256) == 0;
        *ret_why = same ? NULL : "the object's bytes have changed";
    }
    return rc;
}

int pl_object_put_bytes(struct pl_case *c, pl_str bytes, struct pl_object *ret, struct pl_error *err) {
    char incoming[PATH_MAX];
    struct pl_object object = {pl_sha256_of(bytes.p, bytes.n), bytes.n};
    int rc = pl_case_path(c, INCOMING, incoming, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    PL_FD_AUTO out = open(incoming, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (out < 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be written", incoming);
    }
    rc = pl_file_write_all(out, bytes.p, bytes.n, err);
    if (rc == PL_E_OK && fsync(out) != 0) {
        rc = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be written", incoming);
    }
    if (rc == PL_E_OK) {
        rc = settle(c, incoming, &object, err);
    }
    if (rc != PL_E_OK) {
        unlink(incoming);
        return rc;
    }
    *ret = object;
    return PL_E_OK;
}

/* ---- sweep ---- */

/* Every object that the journal or an exhibit names, as raw hashes: both are asked, so that a damaged derived table
 * never costs an exhibit. */
static int read_known(struct pl_case *c, struct pl_strmap *known, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc =
        pl_db_prepare(c->db,
                      "SELECT value FROM payload WHERE field GLOB 'sha256*' AND value IS NOT NULL UNION SELECT sha256 "
                      "FROM exhibit",
                      &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        char hex[65];
        pl_hash hash;
        if (!pl_db_col_hash(stmt, 0, &hash)) {
            continue;
        }
        pl_hash_hex(hash, hex);
        if (pl_strmap_intern(known, pl_str_from(hex)) == SIZE_MAX) {
            rc = pl_fail(err, PL_E_NOMEM, "no memory to sweep the objects");
        }
    }
    return rc;
}

static int sweep_folder(const char *folder, const struct pl_strmap *known, struct pl_error *err) {
    DIR *d = opendir(folder);
    int rc = PL_E_OK;
    if (d == NULL) {
        return errno == ENOENT ? PL_E_OK : pl_fail_errno(err, PL_E_IO, errno, "%s cannot be read", folder);
    }
    for (struct dirent *entry; rc == PL_E_OK && (entry = readdir(d)) != NULL;) {
        if (strlen(entry->d_name) != 64 || pl_strmap_get(known, pl_str_from(entry->d_name)) != NULL) {
            continue; /* a name of another length is not ours to remove */
        }
        if (unlinkat(dirfd(d), entry->d_name, 0) != 0 && errno != ENOENT) {
            rc = pl_fail_errno(err, PL_E_IO, errno, "%s/%s cannot be removed", folder, entry->d_name);
        }
    }
    closedir(d);
    return rc;
}

int pl_object_sweep(struct pl_case *c, struct pl_error *err) {
    struct pl_strmap known;
    char path[PATH_MAX];
    int rc = pl_case_path(c, INCOMING, path, err);
    if (rc == PL_E_OK && unlink(path) != 0 && errno != ENOENT) {
        rc = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be removed", path);
    }
    pl_strmap_open(&known, (size_t)1 << 26, (size_t)1 << 32);
    if (rc == PL_E_OK) {
        rc = read_known(c, &known, err);
    }
    for (unsigned i = 0; rc == PL_E_OK && i < 256; i++) {
        char name[16];
        snprintf(name, sizeof name, "objects/%02x", i);
        rc = pl_case_path(c, name, path, err);
        if (rc == PL_E_OK) {
            rc = sweep_folder(path, &known, err);
        }
    }
    pl_strmap_close(&known);
    return rc;
}

/* ---- strays ---- */

static bool is_known(const struct pl_strmap *known, const char *folder, const char *name) {
    return strlen(name) == 64 && strncmp(folder, name, 2) == 0 && pl_strmap_get(known, pl_str_from(name)) != NULL;
}

/* One folder of objects/, or (folder "") objects/ itself, where only folders of two hex digits belong. */
static int strays_of(struct pl_case *c, const char *folder, const struct pl_strmap *known, pl_object_stray stray,
                     void *ctx, struct pl_error *err) {
    char name[PATH_MAX], path[PATH_MAX];
    snprintf(name, sizeof name, "objects%s%s", folder[0] != '\0' ? "/" : "", folder);
    int rc = pl_case_path(c, name, path, err);
    DIR *d = rc == PL_E_OK ? opendir(path) : NULL;
    if (d == NULL) {
        return rc; /* missing objects are named one by one elsewhere; a plain file in place of a folder is a stray */
    }
    for (struct dirent *entry; rc == PL_E_OK && (entry = readdir(d)) != NULL;) {
        const char *is = entry->d_name;
        bool two = strlen(is) == 2 && strspn(is, "0123456789abcdef") == 2;
        if (strcmp(is, ".") == 0 || strcmp(is, "..") == 0 || (folder[0] != '\0' && is_known(known, folder, is)) ||
            (folder[0] == '\0' && two && entry->d_type == DT_DIR)) {
            continue;
        }
        snprintf(name, sizeof name, "objects/%s%s%s", folder, folder[0] != '\0' ? "/" : "", is);
        rc = stray(ctx, name, err);
    }
    closedir(d);
    return rc;
}

int pl_object_strays(struct pl_case *c, pl_object_stray stray, void *ctx, struct pl_error *err) {
    struct pl_strmap known;
    pl_strmap_open(&known, (size_t)1 << 26, (size_t)1 << 32);
    int rc = read_known(c, &known, err);
    if (rc == PL_E_OK) {
        rc = strays_of(c, "", &known, stray, ctx, err);
    }
    for (unsigned i = 0; rc == PL_E_OK && i < 256; i++) {
        char folder[4];
        snprintf(folder, sizeof folder, "%02x", i);
        rc = strays_of(c, folder, &known, stray, ctx, err);
    }
    pl_strmap_close(&known);
    return rc;
}
