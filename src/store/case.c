#include "store/case.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/case_in.h"
#include "store/journal.h"

#include "base/ban.h"

#define FRESH_DB "case.db.new"

int pl_case_path(const struct pl_case *c, const char *name, char *out, struct pl_error *err) {
    if (snprintf(out, PATH_MAX, "%s/%s", c->dir, name) >= PATH_MAX) {
        return pl_fail(err, PL_E_LIMIT, "the path of the case is too long");
    }
    return PL_E_OK;
}

static int make_handle(const char *dir, struct pl_case **ret_case, struct pl_error *err) {
    struct pl_case *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to open a case");
    }
    c->lock_fd = -1;
    if (snprintf(c->dir, sizeof c->dir, "%s", dir) >= (int)sizeof c->dir - 100) {
        free(c);
        return pl_fail(err, PL_E_LIMIT, "the path of the case is too long");
    }
    for (size_t n = strlen(c->dir); n > 1 && c->dir[n - 1] == '/'; n--) {
        c->dir[n - 1] = '\0';
    }
    *ret_case = c;
    return PL_E_OK;
}

/* ---- making ---- */

static bool is_ours(const char *name) {
    static const char *const NAMES[] = {".",    "..",     "objects",       "positions",     "keys",
                                        "lock", FRESH_DB, FRESH_DB "-wal", FRESH_DB "-shm", FRESH_DB "-journal"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (strcmp(name, NAMES[i]) == 0) {
            return true;
        }
    }
    return false;
}

static int refuse_used_folder(const char *dir, struct pl_error *err) {
    DIR *d = opendir(dir);
    if (d == NULL) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be read", dir);
    }
    int rc = PL_E_OK;
    for (struct dirent *entry; rc == PL_E_OK && (entry = readdir(d)) != NULL;) {
        if (strcmp(entry->d_name, "case.db") == 0) {
            rc = pl_fail(err, PL_E_USAGE, "%s is a case already; nothing was changed", dir);
        } else if (!is_ours(entry->d_name)) {
            rc = pl_fail(err, PL_E_USAGE, "%s is not empty (it holds %.60s); name a new folder", dir, entry->d_name);
        }
    }
    closedir(d);
    return rc;
}

static int make_folders(const struct pl_case *c, struct pl_error *err) {
    static const struct {
        const char *name;
        mode_t mode;
    } FOLDERS[] = {{"objects", 0700}, {"positions", 0700}, {"keys", 0700}};
    for (size_t i = 0; i < sizeof FOLDERS / sizeof FOLDERS[0]; i++) {
        char path[PATH_MAX];
        int rc = pl_case_path(c, FOLDERS[i].name, path, err);
        if (rc == PL_E_OK) {
            rc = pl_file_make_own_dir(path, FOLDERS[i].mode, err);
        }
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    return PL_E_OK;
}

static int unlink_if_there(const struct pl_case *c, const char *name, struct pl_error *err) {
    char path[PATH_MAX];
    int rc = pl_case_path(c, name, path, err);
    if (rc == PL_E_OK && unlink(path) != 0 && errno != ENOENT) {
        rc = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be removed", path);
    }
    return rc;
}

static int make_db(struct pl_case *c, struct pl_error *err) {
    static const char *const OLD[] = {FRESH_DB, FRESH_DB "-wal", FRESH_DB "-shm", FRESH_DB "-journal"};
    char path[PATH_MAX];
    int rc = pl_case_path(c, FRESH_DB, path, err);
    for (size_t i = 0; rc == PL_E_OK && i < sizeof OLD / sizeof OLD[0]; i++) {
        rc = unlink_if_there(c, OLD[i], err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &c->db, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_schema_make(c->db, err);
    }
    return rc;
}

int pl_case_create(const char *dir, struct pl_case **ret_case, struct pl_error *err) {
    struct pl_case *c = NULL;
    int rc = make_handle(dir, &c, err);
    if (rc == PL_E_OK) {
        rc = pl_file_make_dir(c->dir, 0700, err);
    }
    if (rc == PL_E_OK) {
        rc = refuse_used_folder(c->dir, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_lock_take(c->dir, "plimsoll init", &c->lock_fd, err);
    }
    if (rc == PL_E_OK) {
        rc = refuse_used_folder(c->dir, err); /* another init may have been faster */
    }
    if (rc == PL_E_OK) {
        rc = make_folders(c, err);
    }
    if (rc == PL_E_OK) {
        c->writing = true;
        rc = make_db(c, err);
    }
    if (rc != PL_E_OK) {
        pl_case_close(c);
        return rc;
    }
    *ret_case = c;
    return PL_E_OK;
}

/* The folder that holds the case must know its name, too. */
static int sync_parent(const char *dir, struct pl_error *err) {
    char parent[PATH_MAX];
    snprintf(parent, sizeof parent, "%s", dir);
    char *slash = strrchr(parent, '/');
    if (slash == NULL) {
        return pl_file_sync_dir(".", err);
    }
    *(slash == parent ? slash + 1 : slash) = '\0';
    return pl_file_sync_dir(parent, err);
}

static void close_db(struct pl_case *c) {
    pl_archive_view_close(c->view);
    c->view = NULL;
    for (size_t i = 0; i < PL_KEPT_COUNT; i++) {
        pl_db_finalize(&c->kept[i]);
    }
    pl_db_close(&c->db);
}

int pl_case_publish(struct pl_case *c, struct pl_error *err) {
    char from[PATH_MAX], to[PATH_MAX];
    int rc = pl_case_path(c, FRESH_DB, from, err);
    if (rc == PL_E_OK) {
        rc = pl_case_path(c, "case.db", to, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_exec(c->db, "PRAGMA journal_mode=WAL", err); /* written into the file; the log goes at the close */
    }
    close_db(c);
    if (rc == PL_E_OK) {
        rc = pl_file_sync_dir(c->dir, err);
    }
    if (rc == PL_E_OK && rename(from, to) != 0) {
        rc = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be renamed", from);
    }
    if (rc == PL_E_OK) {
        rc = pl_file_sync_dir(c->dir, err);
    }
    return rc == PL_E_OK ? sync_parent(c->dir, err) : rc;
}

/* ---- opening ---- */

static int open_db(struct pl_case *c, struct pl_error *err) {
    char path[PATH_MAX];
    int rc = pl_case_path(c, "case.db", path, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (!pl_file_exists(path)) {
        return pl_fail(err, PL_E_NOT_FOUND, "%s is no case; make one with `plimsoll init %s --participant NAME`",
                       c->dir, c->dir);
    }
    return pl_db_open(path, SQLITE_OPEN_READWRITE, &c->db, err);
}

static int bring_up_to_date(struct pl_case *c, struct pl_error *err) {
    int64_t version = 0;
    int rc = pl_schema_version(c->db, &version, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (version > PL_CASE_SCHEMA) {
        return pl_fail(err, PL_E_VERSION, "this case has schema %lld, made by a newer program; this one knows %d",
                       (long long)version, PL_CASE_SCHEMA);
    }
    if (version < 1) {
        return pl_fail(err, PL_E_STORE, "case.db holds no case; restore a backup");
    }
    if (version == PL_CASE_SCHEMA) {
        return PL_E_OK;
    }
    if (sqlite3_db_readonly(c->db, "main") == 1) {
        return pl_fail(
            err, PL_E_IO,
            "this case has schema %lld and must be brought up to date, which this medium does not allow; copy "
            "it to a folder that can be written",
            (long long)version);
    }
    int fd = c->lock_fd;
    if (fd < 0) {
        rc = pl_lock_take(c->dir, "plimsoll (bringing the case up to date)", &fd, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_schema_make(c->db, err);
    }
    if (c->lock_fd < 0) {
        pl_lock_free(&fd);
    }
    return rc;
}

static int refuse_restored(struct pl_case *c, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    pl_str why = {0};
    pl_arena_open(&arena, 4096);
    int rc = pl_case_state(c, "read_only", &arena, &why, err);
    if (rc == PL_E_OK && why.n > 0) {
        return pl_fail(err, PL_E_REFUSED, "this case is read-only: %.*s", (int)why.n, why.p);
    }
    return rc;
}

static int read_generation(struct pl_case *c, struct pl_error *err) {
    return pl_db_int(c->db, "SELECT CAST(value AS INTEGER) FROM case_state WHERE key='generation'", 0, &c->generation,
                     err);
}

static int start_writing(struct pl_case *c, enum pl_case_mode mode, struct pl_error *err) {
    int rc = mode == PL_CASE_WRITE ? refuse_restored(c, err) : PL_E_OK;
    if (rc == PL_E_OK) {
        c->writing = true;
        rc = pl_db_exec(c->db, "PRAGMA journal_mode=WAL; " PL_DB_WRITER_CACHE, err);
    }
    return rc == PL_E_OK && mode == PL_CASE_WRITE ? pl_case_sweep(c, err) : rc;
}

/* Nothing is written by a reader's handle: SQLite refuses it twice, when a statement runs and when it is prepared. */
static int start_reading(struct pl_case *c, pl_str up_to, struct pl_error *err) {
    int rc = pl_case_limit(c, up_to, err);
    rc = rc == PL_E_OK ? pl_db_exec(c->db, "PRAGMA query_only=ON", err) : rc;
    if (rc == PL_E_OK) {
        pl_db_only_read(c->db);
    }
    return rc;
}

/* Cuts "//up-to=MARKING" off a name (store/clearance.h). */
static pl_str cut_clearance(char dir[PATH_MAX], char up_to[64]) {
    char *mark = strstr(dir, PL_CASE_UP_TO);
    up_to[0] = '\0';
    if (mark != NULL) {
        snprintf(up_to, 64, "%.63s", mark + sizeof PL_CASE_UP_TO - 1);
        *mark = '\0';
        if (up_to[0] == '\0') { /* a limit that is none shows the least */
            snprintf(up_to, 64, "nothing");
        }
    }
    return pl_str_from(up_to);
}

static void cut_past(char dir[PATH_MAX]) {
    char *mark = strstr(dir, PL_CASE_PAST);
    if (mark != NULL) {
        *mark = '\0';
    }
}

bool pl_case_past_of(const char *name, char ret_folder[PATH_MAX]) {
    const char *mark = strstr(name, PL_CASE_PAST);
    char word[64];
    if (mark == NULL || snprintf(ret_folder, PATH_MAX, "%s", mark + sizeof PL_CASE_PAST - 1) >= PATH_MAX) {
        return false;
    }
    (void)cut_clearance(ret_folder, word);
    return ret_folder[0] != '\0';
}

int pl_case_open_past(struct pl_case *whole, const char *folder, struct pl_case **ret_case, struct pl_error *err) {
    struct pl_case *c = NULL;
    int rc = make_handle(folder, &c, err);
    if (rc == PL_E_OK) {
        c->objects_of = whole;
        rc = open_db(c, err);
    }
    rc = rc == PL_E_OK ? read_generation(c, err) : rc;
    rc = rc == PL_E_OK ? start_reading(c, pl_case_limited(whole), err) : rc;
    if (rc != PL_E_OK) {
        pl_case_close(c);
        return rc;
    }
    *ret_case = c;
    return PL_E_OK;
}

int pl_case_open(const char *dir, enum pl_case_mode mode, const char *command, struct pl_case **ret_case,
                 struct pl_error *err) {
    struct pl_case *c = NULL;
    char folder[PATH_MAX], word[64];
    if (snprintf(folder, sizeof folder, "%s", dir) >= (int)sizeof folder) {
        return pl_fail(err, PL_E_LIMIT, "the path of the case is too long");
    }
    pl_str up_to = cut_clearance(folder, word);
    cut_past(folder);
    if (up_to.n > 0 && mode != PL_CASE_READ) {
        return pl_fail(err, PL_E_REFUSED, "a view of a case is only for reading");
    }
    int rc = make_handle(folder, &c, err);
    if (rc == PL_E_OK) {
        rc = open_db(c, err);
    }
    if (rc == PL_E_OK && mode != PL_CASE_READ) {
        rc = pl_lock_take(c->dir, command, &c->lock_fd, err);
    }
    if (rc == PL_E_OK) {
        rc = bring_up_to_date(c, err);
    }
    if (rc == PL_E_OK) {
        rc = read_generation(c, err);
    }
    if (rc == PL_E_OK && mode != PL_CASE_READ) {
        rc = start_writing(c, mode, err);
    } else if (rc == PL_E_OK) {
        rc = start_reading(c, up_to, err);
    }
    if (rc != PL_E_OK) {
        pl_case_close(c);
        return rc;
    }
    *ret_case = c;
    return PL_E_OK;
}

void pl_case_close(struct pl_case *c) {
    if (c == NULL) {
        return;
    }
    pl_case_rollback(c);
    close_db(c);
    if (c->scratch) {
        pl_scratch_remove(c->dir);
    }
    pl_lock_free(&c->lock_fd);
    if (c->has_fields) {
        pl_strmap_close(&c->fields);
    }
    free(c->hidden_members);
    free(c);
}

const char *pl_case_dir(const struct pl_case *c) { return c->dir; }

/* ---- transactions ---- */

int pl_case_begin(struct pl_case *c, struct pl_error *err) {
    if (!c->writing || c->in_tx) {
        return pl_fail(err, PL_E_USAGE, "a transaction is begun by a writer, and once");
    }
    int rc = pl_db_exec(c->db, "BEGIN IMMEDIATE", err);
    c->in_tx = rc == PL_E_OK;
    c->has_head = false;
    return rc;
}

int pl_case_commit(struct pl_case *c, struct pl_error *err) {
    int rc = pl_db_exec(c->db, "COMMIT", err);
    if (rc == PL_E_OK) {
        c->in_tx = false;
    } else {
        pl_case_rollback(c);
    }
    return rc;
}

void pl_case_rollback(struct pl_case *c) {
    if (c->in_tx) {
        sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
        c->in_tx = false;
        c->rollbacks++;
        if (read_generation(c, NULL) != PL_E_OK) {
            c->generation = 0;
        }
    }
}

int pl_case_begin_read(struct pl_case *c, struct pl_error *err) {
    int rc = c->steady ? PL_E_OK : pl_db_exec(c->db, "BEGIN", err);
    return rc == PL_E_OK ? read_generation(c, err) : rc;
}

/* ---- texts about the case ---- */

int pl_case_state(struct pl_case *c, const char *key, struct pl_arena *arena, pl_str *ret, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = false;
    int rc = pl_db_prepare(c->db, "SELECT value FROM case_state WHERE key=?", &stmt, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_db_bind_text(stmt, 1, pl_str_from(key));
    rc = pl_db_step(stmt, &row, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    *ret = row ? pl_str_copy(arena, pl_db_col(stmt, 0)) : (pl_str){0};
    return PL_E_OK;
}

int pl_case_set_state(struct pl_case *c, const char *key, pl_str value, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    const char *sql = value.n > 0 ? "INSERT OR REPLACE INTO case_state (key, value) VALUES (?1, ?2)"
                                  : "DELETE FROM case_state WHERE key=?1 AND ?2=''";
    int rc = pl_db_prepare(c->db, sql, &stmt, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_db_bind_text(stmt, 1, pl_str_from(key));
    pl_db_bind_text(stmt, 2, value);
    return pl_db_run(stmt, err);
}

/* Does the opening entry commit to a mark? */
static int opened_as_exercise(struct pl_case *c, bool *ret, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_entry first = {.n_fields = 0};
    pl_str bytes;
    pl_arena_open(&arena, (size_t)1 << 20);
    int rc = pl_journal_read(c, 0, &arena, &first, &bytes, err);
    if (rc == PL_E_NOT_FOUND || rc == PL_E_FORMAT) {
        rc = PL_E_OK; /* nothing is known yet; or the journal's own check says so */
    }
    *ret = false;
    for (size_t i = 0; rc == PL_E_OK && i < first.n_fields; i++) {
        *ret |= pl_str_eq(first.fields[i].name, PL_STR("exercise"));
    }
    return rc;
}

int pl_case_exercise(struct pl_case *c, enum pl_case_exercise *ret, struct pl_error *err) {
    int64_t mark = -1, content = 0;
    bool opened = false;
    c = c->objects_of != NULL ? c->objects_of : c; /* a past was of what the case turned out to be */
    int rc = pl_db_int(c->db,
                       "SELECT coalesce(CAST(value AS TEXT)='yes', 2) FROM main.payload WHERE field='exercise' "
                       "ORDER BY seq LIMIT 1",
                       -1, &mark, err);
    if (rc == PL_E_OK) {
        rc = opened_as_exercise(c, &opened, err);
    }
    if (rc == PL_E_OK) { /* exhibits that are one, or whose mark is gone */
        rc = pl_db_int(
            c->db,
            "SELECT count(*) FROM main.exhibit e LEFT JOIN main.payload p ON p.seq=e.seq AND p.field='exercise' "
            "WHERE e.exercise=1 OR p.value IS NULL OR CAST(p.value AS TEXT)='yes'",
            0, &content, err);
    }
    if (rc == PL_E_OK && (mark == 2 || (mark != 1 && (opened || content > 0)))) {
        rc = pl_fail(err, PL_E_STORE,
                     "the mark whether this case is an exercise was erased or changed; restore a backup");
    }
    if (rc == PL_E_OK) {
        *ret = mark < 0 ? PL_CASE_UNDECIDED : mark == 0 ? PL_CASE_REAL : PL_CASE_EXERCISE;
    }
    return rc;
}

int pl_case_sweep(struct pl_case *c, struct pl_error *err) {
    if (c->scratch) {
        return PL_E_OK; /* nothing of it stays, and the objects are another's */
    }
    int rc = pl_archive_sweep(c, err);
    return rc == PL_E_OK ? pl_object_sweep(c, err) : rc;
}

int pl_case_check_db(struct pl_case *c, struct pl_arena *arena, pl_str *ret, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = false;
    int rc = pl_db_prepare(c->db, "PRAGMA integrity_check(1)", &stmt, err);
    if (rc == PL_E_OK) {
        rc = pl_db_step(stmt, &row, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_str says = row ? pl_db_col(stmt, 0) : PL_STR("no answer");
    *ret = pl_str_eq(says, PL_STR("ok")) ? (pl_str){0} : pl_str_copy(arena, says);
    return PL_E_OK;
}
