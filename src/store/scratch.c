#include "store/scratch.h"

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
#include "store/case_in.h"

#include "base/ban.h"

#define ATTEMPTS 5

/* What a scratch case is for, by which its folder is called. */
static const char *const PREFIXES[] = {
    [PL_SCRATCH_CHECK] = "plimsoll-check-", [PL_SCRATCH_KNOWN_AT] = "plimsoll-known-at-"};
static const char *const COMMANDS[] = {
    [PL_SCRATCH_CHECK] = "plimsoll check", [PL_SCRATCH_KNOWN_AT] = "plimsoll --known-at"};
#define PURPOSES (sizeof PREFIXES / sizeof PREFIXES[0])

static const char *scratch_root(void) {
    const char *root = getenv("TMPDIR");
    return root != NULL && root[0] != '\0' ? root : "/tmp";
}

/* ---- the folder ---- */

/* The plain files of a folder, and it: nothing below it, nothing behind a link. */
static void remove_folder(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
    if (d == NULL) {
        pl_file_close(&fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(d)) != NULL;) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            (void)unlinkat(dirfd(d), entry->d_name, 0);
        }
    }
    closedir(d);
    (void)rmdir(path);
}

void pl_scratch_remove(const char *dir) {
    char positions[PATH_MAX];
    if (snprintf(positions, sizeof positions, "%s/positions", dir) < (int)sizeof positions) {
        remove_folder(positions);
    }
    remove_folder(dir);
}

/* A folder whose lock nobody holds belongs to a program that was killed. */
static void remove_if_left(const char *dir) {
    char path[PATH_MAX];
    struct stat st;
    if (lstat(dir, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid() ||
        snprintf(path, sizeof path, "%s/lock", dir) >= (int)sizeof path) {
        return;
    }
    PL_FD_AUTO fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
        pl_scratch_remove(dir);
    }
}

static bool is_ours(const char *name) {
    for (size_t i = 0; i < PURPOSES; i++) {
        if (strncmp(name, PREFIXES[i], strlen(PREFIXES[i])) == 0) {
            return true;
        }
    }
    return false;
}

static void remove_left_overs(const char *root) {
    DIR *d = opendir(root);
    if (d == NULL) {
        return;
    }
    for (struct dirent *entry; (entry = readdir(d)) != NULL;) {
        char path[PATH_MAX];
        if (is_ours(entry->d_name) && snprintf(path, sizeof path, "%s/%s", root, entry->d_name) < (int)sizeof path) {
            remove_if_left(path);
        }
    }
    closedir(d);
}

/* One attempt; where it fails, what it made is gone again. */
static int try_folder(struct pl_case *c, const char *root, enum pl_scratch_purpose purpose, struct pl_error *err) {
    char positions[PATH_MAX];
    if (snprintf(c->dir, sizeof c->dir, "%s/%sXXXXXX", root, PREFIXES[purpose]) >= (int)sizeof c->dir - 100) {
        return pl_fail(err, PL_E_LIMIT, "the path of the temporary folder is too long (TMPDIR)");
    }
    if (mkdtemp(c->dir) == NULL) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s: cannot make a temporary folder (set TMPDIR)", root);
    }
    c->scratch = true;
    int rc = pl_lock_take(c->dir, COMMANDS[purpose], &c->lock_fd, err);
    if (rc == PL_E_OK) {
        rc = pl_case_path(c, "positions", positions, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_file_make_dir(positions, 0700, err);
    }
    if (rc != PL_E_OK) {
        pl_file_close(&c->lock_fd);
        c->lock_fd = -1;
        pl_scratch_remove(c->dir);
        c->scratch = false;
    }
    return rc;
}

/* Between the making of a folder and its lock another program that clears left-overs may take it for one: then again.
 */
static int make_folder(struct pl_case *c, enum pl_scratch_purpose purpose, struct pl_error *err) {
    const char *root = scratch_root();
    int rc = PL_E_OK;
    remove_left_overs(root);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        rc = try_folder(c, root, purpose, err);
        if (rc != PL_E_IO && rc != PL_E_BUSY) {
            break;
        }
    }
    return rc;
}

/* ---- what it is filled with ---- */

/* select has one parameter: the first entry that stays behind. */
static int copy_rows(sqlite3 *from, const char *select, int64_t end, sqlite3 *to, const char *insert,
                     struct pl_error *err) {
    PL_STMT_AUTO *read = NULL;
    PL_STMT_AUTO *write = NULL;
    bool row = true;
    int rc = pl_db_prepare(from, select, &read, err);
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(to, insert, &write, err);
    }
    if (rc == PL_E_OK) {
        pl_db_bind_int(read, 1, end);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(read, &row, err)) == PL_E_OK && row) {
        for (int i = 0; i < sqlite3_column_count(read); i++) {
            sqlite3_bind_value(write, i + 1, sqlite3_column_value(read, i));
        }
        rc = pl_db_run(write, err);
    }
    return rc;
}

static int fill(struct pl_case *c, struct pl_case *from, uint64_t entries, struct pl_error *err) {
    char path[PATH_MAX];
    int64_t end = entries < INT64_MAX ? (int64_t)entries : INT64_MAX;
    int rc = pl_case_path(c, "case.db", path, err);
    if (rc == PL_E_OK) {
        rc = pl_db_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &c->db, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_exec(c->db, "PRAGMA synchronous=OFF; " PL_DB_WRITER_CACHE, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_schema_make(c->db, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_exec(c->db, "BEGIN", err);
    }
    if (rc == PL_E_OK) {
        rc = copy_rows(from->db, "SELECT seq, entry, leaf FROM main.journal WHERE seq < ? ORDER BY seq", end, c->db,
                       "INSERT INTO journal (seq, entry, leaf) VALUES (?, ?, ?)", err);
    }
    if (rc == PL_E_OK) {
        rc = copy_rows(from->db, "SELECT seq, field, salt, value FROM main.payload WHERE seq < ? ORDER BY seq, field",
                       end, c->db, "INSERT INTO payload (seq, field, salt, value) VALUES (?, ?, ?, ?)", err);
    }
    return rc == PL_E_OK ? pl_db_exec(c->db, "COMMIT", err) : rc;
}

int pl_case_scratch(struct pl_case *from, uint64_t entries, enum pl_scratch_purpose purpose, struct pl_case **ret_case,
                    struct pl_error *err) {
    struct pl_case *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to derive the case anew");
    }
    c->lock_fd = -1;
    c->objects_of = from;
    int rc = make_folder(c, purpose, err);
    if (rc == PL_E_OK) {
        c->writing = true;
        rc = fill(c, from, entries, err);
    }
    if (rc != PL_E_OK) {
        pl_case_close(c);
        return rc;
    }
    *ret_case = c;
    return PL_E_OK;
}
