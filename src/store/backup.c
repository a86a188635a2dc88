#include "store/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/hash.h"
#include "store/archive_in.h"
#include "store/journal.h"
#include "store/spool.h"

#include "base/ban.h"

#define CHUNK     ((size_t)1 << 18)
#define TRIES     3
#define SINCE_MAX ((size_t)1 << 20) /* bytes of a feed's log that may come while a copy is made */

struct backup {
    struct pl_case *c;
    char tmp[PATH_MAX]; /* dest + ".part" */
    bool made;          /* tmp is there and this run made it, as the folder dev, ino */
    dev_t dev;
    ino_t ino;
    struct pl_backup_done done;
};

static int in_copy(const struct backup *b, const char *name, char *out, struct pl_error *err) {
    return snprintf(out, PATH_MAX, "%s/%s", b->tmp, name) < PATH_MAX
               ? PL_E_OK
               : pl_fail(err, PL_E_LIMIT, "the path of the copy is too long");
}

static void count_file(struct backup *b, const char *path) {
    struct stat st;
    if (stat(path, &st) == 0) {
        b->done.files++;
        b->done.bytes += (uint64_t)st.st_size;
    }
}

static int sync_file(const char *path, struct pl_error *err) {
    PL_FD_AUTO fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0 ? PL_E_OK : pl_fail_errno(err, PL_E_IO, errno, "%s cannot be written", path);
}

/* ---- databases ---- */

static int copy_db(struct backup *b, sqlite3 *from, const char *path, struct pl_error *err) {
    sqlite3 *to = NULL;
    int rc = pl_db_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &to, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    sqlite3_backup *copy = sqlite3_backup_init(to, "main", from, "main");
    int step = copy != NULL ? sqlite3_backup_step(copy, -1) : SQLITE_ERROR;
    int end = copy != NULL ? sqlite3_backup_finish(copy) : SQLITE_ERROR;
    if (step != SQLITE_DONE || end != SQLITE_OK) {
        rc = pl_fail(err, (step & 0xFF) == SQLITE_BUSY ? PL_E_BUSY : PL_E_IO, "%s cannot be copied: %s", path,
                     sqlite3_errmsg(to));
    }
    pl_db_close(&to);
    if (rc == PL_E_OK) {
        rc = sync_file(path, err);
    }
    count_file(b, path);
    return rc;
}

static int copy_case_db(struct backup *b, pl_str why, struct pl_error *err) {
    char path[PATH_MAX];
    PL_STMT_AUTO *stmt = NULL;
    sqlite3 *db = NULL;
    int rc = in_copy(b, "case.db", path, err);
    if (rc == PL_E_OK) {
        rc = copy_db(b, b->c->db, path, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_open(path, SQLITE_OPEN_READWRITE, &db, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(db, "INSERT OR REPLACE INTO case_state (key, value) VALUES ('read_only', ?)", &stmt, err);
    }
    if (rc == PL_E_OK) {
        pl_db_bind_text(stmt, 1, why);
        rc = pl_db_run(stmt, err);
    }
    pl_db_finalize(&stmt);
    pl_db_close(&db);
    return rc == PL_E_OK ? sync_file(path, err) : rc;
}

/* What the copy, not the original, says now: the original may have gone on. */
static int read_copy(struct backup *b, struct pl_case *copy, struct pl_error *err) {
    char path[PATH_MAX];
    int rc = in_copy(b, "case.db", path, err);
    if (rc == PL_E_OK) {
        rc = pl_db_open(path, SQLITE_OPEN_READWRITE, &copy->db, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_int(copy->db, "SELECT CAST(value AS INTEGER) FROM case_state WHERE key='generation'", 0,
                       &copy->generation, err);
    }
    return rc == PL_E_OK ? pl_journal_count(copy, &b->done.entries, err) : rc;
}

static int copy_positions(struct backup *b, struct pl_case *copy, struct pl_error *err) {
    int64_t *months = NULL;
    size_t n = 0;
    int rc = pl_archive_months(copy, &months, &n, err);
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        char name[PL_ARCHIVE_NAME_MAX], from[PATH_MAX], to[PATH_MAX];
        sqlite3 *db = NULL;
        struct pl_archive_month month;
        rc = pl_archive_month_read(copy, months[i], &month, err);
        if (rc == PL_E_OK) {
            pl_archive_name(months[i], month.generation, name);
            rc = pl_case_path(b->c, name, from, err);
        }
        if (rc == PL_E_OK) {
            rc = in_copy(b, name, to, err);
        }
        if (rc == PL_E_OK) {
            rc = pl_db_open(from, SQLITE_OPEN_READWRITE, &db, err);
        }
        if (rc == PL_E_OK) {
            rc = copy_db(b, db, to, err);
        }
        pl_db_close(&db);
    }
    free(months);
    return rc;
}

/* ---- plain files ---- */

static int copy_bytes(int in, int out, const char *path, struct pl_error *err) {
    char *chunk = malloc(CHUNK);
    int rc = chunk == NULL ? pl_fail(err, PL_E_NOMEM, "no memory to copy %s", path) : PL_E_OK;
    while (rc == PL_E_OK) {
        ssize_t n = read(in, chunk, CHUNK);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            rc = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be read", path);
        }
        if (n <= 0) {
            break;
        }
        rc = pl_file_write_all(out, chunk, (size_t)n, err);
    }
    free(chunk);
    return rc;
}

static int copy_file(struct backup *b, const char *name, mode_t mode, struct pl_error *err) {
    char from[PATH_MAX], to[PATH_MAX];
    int rc = pl_case_path(b->c, name, from, err);
    if (rc == PL_E_OK) {
        rc = in_copy(b, name, to, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    PL_FD_AUTO in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0) {
        return pl_fail_errno(err, errno == ENOENT ? PL_E_STORE : PL_E_IO, errno, "%s cannot be read", from);
    }
    PL_FD_AUTO out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (out < 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be written", to);
    }
    rc = copy_bytes(in, out, from, err);
    if (rc == PL_E_OK && fsync(out) != 0) {
        rc = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be written", to);
    }
    count_file(b, to);
    return rc;
}

static int make_dir(const struct backup *b, const char *name, mode_t mode, struct pl_error *err) {
    char path[PATH_MAX];
    int rc = in_copy(b, name, path, err);
    return rc == PL_E_OK ? pl_file_make_dir(path, mode, err) : rc;
}

static int sync_dir(const struct backup *b, const char *name, struct pl_error *err) {
    char path[PATH_MAX];
    int rc = in_copy(b, name, path, err);
    return rc == PL_E_OK ? pl_file_sync_dir(path, err) : rc;
}

/* Every object that the copy's journal names. */
static int copy_objects(struct backup *b, struct pl_case *copy, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(copy->db,
                           "SELECT DISTINCT value FROM payload WHERE field GLOB 'sha256*' AND value IS NOT NULL "
                           "ORDER BY value",
                           &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        pl_hash hash;
        char hex[65], name[96], folder[16];
        if (!pl_db_col_hash(stmt, 0, &hash)) {
            continue;
        }
        pl_hash_hex(hash, hex);
        snprintf(folder, sizeof folder, "objects/%.2s", hex);
        snprintf(name, sizeof name, "objects/%.2s/%s", hex, hex);
        rc = make_dir(b, folder, 0700, err);
        if (rc == PL_E_OK) {
            rc = copy_file(b, name, 0600, err);
        }
        if (rc == PL_E_OK) {
            rc = sync_dir(b, folder, err);
        }
    }
    return rc;
}

static int copy_keys(struct backup *b, struct pl_error *err) {
    static const char *const KEYS[] = {"keys/participant.key", "keys/person.key"};
    char path[PATH_MAX];
    int rc = make_dir(b, "keys", 0700, err);
    for (size_t i = 0; rc == PL_E_OK && i < 2; i++) {
        rc = pl_case_path(b->c, KEYS[i], path, err);
        if (rc == PL_E_OK && pl_file_exists(path)) {
            rc = copy_file(b, KEYS[i], 0600, err);
        }
    }
    return rc == PL_E_OK ? sync_dir(b, "keys", err) : rc;
}

/* ---- live feeds ---- */

/* Copies a folder of plain files, as deep as live/FEED/spool lies. What a feed's follower takes away meanwhile (a spool
 * file whose bytes are in an exhibit by now) is not missed: the case of the copy holds it, or the next try does. */
static int copy_folder(struct backup *b, const char *name, int depth, struct pl_error *err);

static int copy_one(struct backup *b, const char *folder, const struct dirent *entry, int depth, struct pl_error *err) {
    char name[PATH_MAX], path[PATH_MAX];
    struct stat st;
    if (snprintf(name, sizeof name, "%s/%s", folder, entry->d_name) >= (int)sizeof name) {
        return pl_fail(err, PL_E_LIMIT, "the path of the copy is too long");
    }
    int rc = pl_case_path(b->c, name, path, err);
    if (rc != PL_E_OK || lstat(path, &st) != 0) {
        return rc;
    }
    if (S_ISDIR(st.st_mode) && depth > 0) {
        return copy_folder(b, name, depth - 1, err);
    }
    return S_ISREG(st.st_mode) ? copy_file(b, name, 0600, err) : PL_E_OK;
}

static int copy_folder(struct backup *b, const char *name, int depth, struct pl_error *err) {
    char path[PATH_MAX];
    int rc = pl_case_path(b->c, name, path, err);
    DIR *d = rc == PL_E_OK ? opendir(path) : NULL;
    if (d == NULL) {
        return rc != PL_E_OK || errno == ENOENT ? rc : pl_fail_errno(err, PL_E_IO, errno, "%s cannot be read", path);
    }
    rc = make_dir(b, name, 0700, err);
    for (struct dirent *entry; rc == PL_E_OK && (entry = readdir(d)) != NULL;) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            rc = copy_one(b, name, entry, depth, err);
        }
    }
    closedir(d);
    return rc == PL_E_OK ? sync_dir(b, name, err) : rc;
}

/* What came of live feeds and is in no exhibit yet, and what was told of them. It goes before case.db, so that no byte
 * is missing: what becomes an exhibit between the two would be in both, and not_sealed sees that. */
static int copy_live(struct backup *b, struct pl_error *err) { return copy_folder(b, "live", 2, err); }

/* A line of a feed's log that says that a piece becomes an exhibit, or became one. */
static bool has_seal(pl_str lines) {
    while (lines.n > 0) {
        pl_str line = pl_str_cut(&lines, '\n');
        if (pl_str_starts(line, PL_STR("C ")) || pl_str_starts(line, PL_STR("D "))) {
            return true;
        }
    }
    return false;
}

/* BUSY, for another try, where a piece of the feed went into an exhibit since its log was copied. */
static int feed_not_sealed(void *ctx, const char *feed, struct pl_error *err) {
    struct backup *b = ctx;
    char name[PATH_MAX], copied[PATH_MAX], log[PATH_MAX];
    struct stat st;
    PL_BUF_AUTO since = {0};
    pl_buf_open(&since, SINCE_MAX);
    if (snprintf(name, sizeof name, "live/%s/log", feed) >= (int)sizeof name) {
        return pl_fail(err, PL_E_LIMIT, "the path of the copy is too long");
    }
    int rc = in_copy(b, name, copied, err);
    rc = rc == PL_E_OK ? pl_case_path(b->c, name, log, err) : rc;
    if (rc != PL_E_OK || stat(copied, &st) != 0) {
        return rc; /* a feed that is followed only since */
    }
    PL_FD_AUTO fd = open(log, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n = 0;
    char *p = pl_buf_reserve(&since, SINCE_MAX - 1);
    if (fd >= 0 && p != NULL) {
        n = pread(fd, p, SINCE_MAX - 1, st.st_size);
        since.n = n > 0 ? (size_t)n : 0;
    }
    return has_seal(pl_buf_str(&since)) || since.n == SINCE_MAX - 1
               ? pl_fail(err, PL_E_BUSY, "the live feed %s was taken in while the copy was made; try again", feed)
               : PL_E_OK;
}

static int not_sealed(struct backup *b, struct pl_error *err) {
    return pl_live_each(b->c->dir, feed_not_sealed, b, err);
}

/* ---- the whole ---- */

/* Removes what the open folder holds; takes fd. Links go, what they point to stays. */
static void clear_folder(int fd, int depth) {
    DIR *d = depth < 6 ? fdopendir(fd) : NULL;
    if (d == NULL) {
        close(fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(d)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        if (unlinkat(dirfd(d), entry->d_name, 0) != 0) {
            int below = openat(dirfd(d), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            if (below >= 0) {
                clear_folder(below, depth + 1);
                unlinkat(dirfd(d), entry->d_name, AT_REMOVEDIR);
            }
        }
    }
    closedir(d);
}

/* Makes the folder of the copy; one that is there already is another's, whatever it holds. */
static int make_tmp(struct backup *b, struct pl_error *err) {
    struct stat st;
    if (mkdir(b->tmp, 0700) != 0) {
        return errno == EEXIST ? pl_fail(err, PL_E_USAGE,
                                         "%s exists: another backup is at work, or one was broken off; look into it, "
                                         "remove it, or name another folder",
                                         b->tmp)
                               : pl_fail_errno(err, PL_E_IO, errno, "%s cannot be made", b->tmp);
    }
    if (lstat(b->tmp, &st) != 0 || !S_ISDIR(st.st_mode)) {
        return pl_fail(err, PL_E_IO, "%s was exchanged while the copy was made", b->tmp);
    }
    b->made = true;
    b->dev = st.st_dev;
    b->ino = st.st_ino;
    return PL_E_OK;
}

/* Removes the folder that this run made, and no other that stands in its place. */
static void remove_tmp(struct backup *b) {
    struct stat st;
    int fd = b->made ? open(b->tmp, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    b->made = false;
    if (fd < 0) {
        return;
    }
    if (fstat(fd, &st) != 0 || st.st_dev != b->dev || st.st_ino != b->ino) {
        close(fd);
        return;
    }
    clear_folder(fd, 0);
    rmdir(b->tmp);
}

static int fill(struct backup *b, pl_str why, struct pl_error *err) {
    struct pl_case copy = {.lock_fd = -1};
    b->done = (struct pl_backup_done){0};
    remove_tmp(b); /* of the attempt before */
    int rc = make_tmp(b, err);
    if (rc == PL_E_OK) {
        rc = make_dir(b, "objects", 0700, err);
    }
    if (rc == PL_E_OK) {
        rc = make_dir(b, "positions", 0700, err);
    }
    if (rc == PL_E_OK) {
        rc = copy_live(b, err);
    }
    if (rc == PL_E_OK) {
        rc = copy_case_db(b, why, err);
    }
    if (rc == PL_E_OK) {
        rc = not_sealed(b, err);
    }
    if (rc == PL_E_OK) {
        rc = read_copy(b, &copy, err);
    }
    if (rc == PL_E_OK) {
        rc = copy_positions(b, &copy, err);
    }
    if (rc == PL_E_OK) {
        rc = copy_objects(b, &copy, err);
    }
    pl_db_close(&copy.db);
    return rc == PL_E_OK ? copy_keys(b, err) : rc;
}

static int settle(struct backup *b, const char *dest, struct pl_error *err) {
    char parent[PATH_MAX];
    static const char *const FOLDERS[] = {"objects", "positions", "."};
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < sizeof FOLDERS / sizeof FOLDERS[0]; i++) {
        rc = sync_dir(b, FOLDERS[i], err);
    }
    if (rc == PL_E_OK && renameat2(AT_FDCWD, b->tmp, AT_FDCWD, dest, RENAME_NOREPLACE) != 0 &&
        (errno != EINVAL || rename(b->tmp, dest) != 0)) { /* EINVAL: a file system that cannot tell */
        rc = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be renamed to %s", b->tmp, dest);
    }
    snprintf(parent, sizeof parent, "%s", dest);
    char *slash = strrchr(parent, '/');
    if (slash != NULL) {
        slash[slash == parent] = '\0';
    }
    return rc == PL_E_OK ? pl_file_sync_dir(slash != NULL ? parent : ".", err) : rc;
}

/* A copy inside the case would be copied into the next copy, and lost with the case. */
static int refuse_inside(const struct pl_case *c, const char *to, struct pl_error *err) {
    char parent[PATH_MAX], is[PATH_MAX], dir[PATH_MAX];
    snprintf(parent, sizeof parent, "%s", to);
    char *slash = strrchr(parent, '/');
    if (slash != NULL) {
        slash[slash == parent] = '\0';
    }
    if (realpath(slash != NULL ? parent : ".", is) == NULL || realpath(c->dir, dir) == NULL) {
        return PL_E_OK; /* no folder to make it in: making it says so */
    }
    size_t n = strlen(dir);
    bool inside = strncmp(is, dir, n) == 0 && (is[n] == '\0' || is[n] == '/' || n == 1);
    return inside ? pl_fail(err, PL_E_USAGE, "%s lies in the case itself; name a folder outside of it", to) : PL_E_OK;
}

int pl_backup_run(struct pl_case *c, const char *dest, pl_str read_only_why, struct pl_backup_done *ret,
                  struct pl_error *err) {
    struct backup b = {.c = c};
    char to[PATH_MAX];
    size_t n = strlen(dest);
    while (n > 1 && dest[n - 1] == '/') {
        n--;
    }
    if (n == 0 || n > sizeof to - 100) {
        return pl_fail(err, PL_E_USAGE, "name the folder that receives the copy");
    }
    snprintf(to, sizeof to, "%.*s", (int)n, dest);
    if (snprintf(b.tmp, sizeof b.tmp, "%s.part", to) >= (int)sizeof b.tmp) {
        return pl_fail(err, PL_E_LIMIT, "the path of the copy is too long");
    }
    if (pl_file_exists(to)) {
        return pl_fail(err, PL_E_USAGE, "%s exists; name a new folder", to);
    }
    int rc = refuse_inside(c, to, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    rc = PL_E_BUSY;
    for (int i = 0; i < TRIES && (rc == PL_E_BUSY || rc == PL_E_STORE || rc == PL_E_IO) && (i == 0 || rc != PL_E_IO);
         i++) {
        rc = fill(&b, read_only_why, err); /* a rebuild in between swaps positions: then once more */
    }
    if (rc == PL_E_OK) {
        rc = settle(&b, to, err);
    }
    if (rc != PL_E_OK) {
        remove_tmp(&b);
        return rc;
    }
    *ret = b.done;
    return PL_E_OK;
}
