#include "store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#include "base/ban.h"

#define BUSY_MS 5000

static enum pl_code code_of(int rc) {
    switch (rc & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return PL_E_BUSY;
    case SQLITE_NOMEM:
        return PL_E_NOMEM;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return PL_E_IO;
    case SQLITE_TOOBIG:
        return PL_E_LIMIT;
    default:
        return PL_E_STORE;
    }
}

static bool is_full(sqlite3 *db, int rc) {
    int why = db != NULL ? sqlite3_system_errno(db) : 0;
    return (rc & 0xFF) == SQLITE_FULL || (code_of(rc) == PL_E_IO && (why == ENOSPC || why == EDQUOT));
}

int pl_db_fail(sqlite3 *db, struct pl_error *err, const char *what) {
    int rc = db != NULL ? sqlite3_extended_errcode(db) : SQLITE_NOMEM;
    const char *path = db != NULL ? sqlite3_db_filename(db, "main") : NULL;
    const char *slash = path != NULL ? strrchr(path, '/') : NULL;
    if (is_full(db, rc)) { /* SQLite calls it an I/O error where a file beside the database cannot grow */
        return pl_fail(err, PL_E_IO, "%s: the disk is full (%s); make room and try again",
                       slash != NULL ? slash + 1 : "case", what);
    }
    return pl_fail(err, code_of(rc), "%s: %s: %s", slash != NULL ? slash + 1 : "case", what,
                   db != NULL ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
}

/* SQLite would make it 0644. Never opens a file that is there: closing it would drop the locks on it. */
static void make_private(const char *path) {
    PL_FD_AUTO fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    (void)fd; /* what stands in the way, SQLite says */
}

/* ---- media that cannot be written ---- */

static bool has_bytes(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && st.st_size > 0;
}

/* Nothing can change there, so SQLite needs neither lock nor shared memory. What a killed writer left in its log would
 * be left out: then it is no copy to read. */
static int open_unchanging(const char *path, sqlite3 **db, struct pl_error *err) {
    static const char HEX[] = "0123456789ABCDEF";
    char wal[PATH_MAX], uri[3 * PATH_MAX + 64];
    size_t n = (size_t)snprintf(uri, sizeof uri, path[0] == '/' ? "file://" : "file:");
    if (snprintf(wal, sizeof wal, "%s-wal", path) >= (int)sizeof wal) {
        return pl_fail(err, PL_E_LIMIT, "the path of the case is too long");
    }
    if (has_bytes(wal)) {
        return pl_fail(
            err, PL_E_IO,
            "%s was not finished by its writer, and this medium cannot be written; copy the case to a folder "
            "that can",
            wal);
    }
    for (const char *p = path; *p != '\0'; p++) {
        if (strchr("%?#", *p) != NULL) {
            uri[n++] = '%';
            uri[n++] = HEX[(unsigned char)*p >> 4];
            uri[n++] = HEX[(unsigned char)*p & 15];
        } else {
            uri[n++] = *p;
        }
    }
    snprintf(uri + n, sizeof uri - n, "?immutable=1");
    return sqlite3_open_v2(uri, db,
                           SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                           NULL) == SQLITE_OK
               ? PL_E_OK
               : pl_db_fail(*db, err, "cannot be opened");
}

static bool is_on_read_only_medium(const char *path) { return access(path, W_OK) != 0 && errno == EROFS; }

static int open_any(const char *path, int flags, sqlite3 **db, struct pl_error *err) {
    if ((flags & SQLITE_OPEN_CREATE) != 0) {
        make_private(path);
    } else if (is_on_read_only_medium(path)) {
        return open_unchanging(path, db, err);
    }
    int rc = sqlite3_open_v2(path, db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    return rc == SQLITE_OK ? PL_E_OK : pl_db_fail(*db, err, "cannot be opened");
}

int pl_db_open(const char *path, int flags, sqlite3 **ret_db, struct pl_error *err) {
    sqlite3 *db = NULL;
    int rc = open_any(path, flags, &db, err);
    if (rc != PL_E_OK) {
        sqlite3_close(db);
        return rc;
    }
    sqlite3_busy_timeout(db, BUSY_MS);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    rc = pl_db_exec(
        db, "PRAGMA synchronous=FULL; PRAGMA cell_size_check=ON; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY",
        err);
    if (rc != PL_E_OK) {
        sqlite3_close(db);
        return rc;
    }
    *ret_db = db;
    return PL_E_OK;
}

void pl_db_close(sqlite3 **db) {
    if (db != NULL && *db != NULL) {
        sqlite3_close_v2(*db);
        *db = NULL;
    }
}

/* The tables of an rtree prepare their own writing when they are opened; whether it runs is for query_only to say. */
static bool is_of_rtree(const char *table) { return table != NULL && strncmp(table, "block_box_", 10) == 0; }

static int authorize(void *ctx, int action, const char *a, const char *b, const char *schema, const char *by) {
    static const char *const PRAGMAS[] = {"data_version", "integrity_check", "query_only", "user_version",
                                          "application_id"};
    (void)ctx;
    (void)schema;
    (void)by;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return b != NULL && strcmp(b, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_UPDATE: /* opening a table of words asks for its own row of the schema */
        return is_of_rtree(a) || (a != NULL && strcmp(a, "sqlite_master") == 0) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_INSERT:
    case SQLITE_DELETE:
        return is_of_rtree(a) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_PRAGMA:
        for (size_t i = 0; i < sizeof PRAGMAS / sizeof PRAGMAS[0]; i++) {
            if (a != NULL && strcmp(a, PRAGMAS[i]) == 0) {
                /* asked for, or a check with its count of complaints: never set */
                return b == NULL || i == 1 ? SQLITE_OK : SQLITE_DENY;
            }
        }
        return SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

void pl_db_only_read(sqlite3 *db) { sqlite3_set_authorizer(db, authorize, NULL); }

int pl_db_exec(sqlite3 *db, const char *sql, struct pl_error *err) {
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? PL_E_OK : pl_db_fail(db, err, "statement failed");
}

int pl_db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **ret_stmt, struct pl_error *err) {
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK) {
        return pl_db_fail(db, err, "statement is not understood");
    }
    *ret_stmt = stmt;
    return PL_E_OK;
}

int pl_db_step(sqlite3_stmt *stmt, bool *ret_row, struct pl_error *err) {
    int rc = sqlite3_step(stmt);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
        return pl_db_fail(sqlite3_db_handle(stmt), err, "cannot be read or written");
    }
    *ret_row = rc == SQLITE_ROW;
    return PL_E_OK;
}

int pl_db_run(sqlite3_stmt *stmt, struct pl_error *err) {
    int rc = sqlite3_step(stmt);
    if (rc != SQLITE_DONE && rc != SQLITE_ROW) {
        int code = pl_db_fail(sqlite3_db_handle(stmt), err, "cannot be written");
        sqlite3_reset(stmt);
        return code;
    }
    sqlite3_reset(stmt);
    return PL_E_OK;
}

int pl_db_int(sqlite3 *db, const char *sql, int64_t missing, int64_t *ret, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = false;
    int rc = pl_db_prepare(db, sql, &stmt, err);
    if (rc == PL_E_OK) {
        rc = pl_db_step(stmt, &row, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    *ret = row && sqlite3_column_type(stmt, 0) != SQLITE_NULL ? sqlite3_column_int64(stmt, 0) : missing;
    return PL_E_OK;
}

void pl_db_bind_int(sqlite3_stmt *stmt, int i, int64_t v) { sqlite3_bind_int64(stmt, i, v); }

void pl_db_bind_blob(sqlite3_stmt *stmt, int i, const void *p, size_t n) {
    if (n == 0) {
        sqlite3_bind_zeroblob(stmt, i, 0);
    } else {
        sqlite3_bind_blob64(stmt, i, p, n, SQLITE_STATIC);
    }
}

void pl_db_bind_text(sqlite3_stmt *stmt, int i, pl_str s) {
    sqlite3_bind_text64(stmt, i, s.n > 0 ? s.p : "", s.n, SQLITE_STATIC, SQLITE_UTF8);
}

void pl_db_bind_hash(sqlite3_stmt *stmt, int i, const pl_hash *hash) { pl_db_bind_blob(stmt, i, hash->b, 32); }

pl_str pl_db_col(sqlite3_stmt *stmt, int i) {
    const void *p = sqlite3_column_blob(stmt, i);
    int n = sqlite3_column_bytes(stmt, i);
    return pl_str_make(p, n > 0 ? (size_t)n : 0);
}

bool pl_db_col_hash(sqlite3_stmt *stmt, int i, pl_hash *ret) {
    pl_str col = pl_db_col(stmt, i);
    if (col.n != PL_HASH_BYTES) {
        return false;
    }
    memcpy(ret->b, col.p, PL_HASH_BYTES);
    return true;
}

void pl_db_finalize(sqlite3_stmt **stmt) {
    if (stmt != NULL) {
        sqlite3_finalize(*stmt);
        *stmt = NULL;
    }
}
