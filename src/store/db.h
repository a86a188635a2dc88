/* SQLite for the files of store/: opening, statements, errors. Private to this folder (the only one with sqlite3.h).
 *
 * SQL is literal and bound. Text and blobs read from a row live until the next step: copy them before. A statement that
 * waits longer than 5 s for a lock is BUSY; a full disk or a failed write is IO; damage is STORE. */
#ifndef PL_STORE_DB_H
#define PL_STORE_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "ledger/hash.h"

#define PL_DB_APPLICATION_ID 0x504C4D53 /* "PLMS": case.db */
#define PL_DB_POSITIONS_ID   0x504C4D50 /* "PLMP": positions/ */

/* Changed pages that a writer keeps in memory before they go to the log: 256 MiB, as they come. With SQLite's own 2 MiB
 * every insert into an index of a large list reads and writes a page. */
#define PL_DB_WRITER_CACHE "PRAGMA cache_size=-262144"

/* flags: SQLITE_OPEN_READWRITE and so on. A file that is made is 0600, and so is what SQLite puts beside it. A missing
 * file without CREATE is NOT_FOUND. On a medium that cannot be written (a file system mounted read-only) a file is
 * opened as one that nobody changes, without lock or helper files; IO where its writer left something in its log. What
 * SQLite sorts or materialises on the way stays in memory: no text reaches a file that no erasure looks into. */
PL_MUST int pl_db_open(const char *path, int flags, sqlite3 **ret_db, struct pl_error *err);
void pl_db_close(sqlite3 **db);

/* From here on no statement that writes, attaches or changes settings can be prepared on db: STORE says what it tried.
 */
void pl_db_only_read(sqlite3 *db);

/* The error of the last call on db, as ours. */
int pl_db_fail(sqlite3 *db, struct pl_error *err, const char *what);

/* One or more statements without results. */
PL_MUST int pl_db_exec(sqlite3 *db, const char *sql, struct pl_error *err);

PL_MUST int pl_db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **ret_stmt, struct pl_error *err);

/* The next row: *ret_row says whether there is one. */
PL_MUST int pl_db_step(sqlite3_stmt *stmt, bool *ret_row, struct pl_error *err);

/* Runs a statement without rows to its end and resets it. */
PL_MUST int pl_db_run(sqlite3_stmt *stmt, struct pl_error *err);

/* One integer, or `missing` where there is no row or NULL. */
PL_MUST int pl_db_int(sqlite3 *db, const char *sql, int64_t missing, int64_t *ret, struct pl_error *err);

/* Binding cannot fail but for lack of memory, which the next step reports. */
void pl_db_bind_int(sqlite3_stmt *stmt, int i, int64_t v);
void pl_db_bind_blob(sqlite3_stmt *stmt, int i, const void *p, size_t n); /* must stay until the step is done */
void pl_db_bind_text(sqlite3_stmt *stmt, int i, pl_str s);                /* the same */
void pl_db_bind_hash(sqlite3_stmt *stmt, int i, const pl_hash *hash);     /* the same */

/* A view that lives until the next step or reset. */
pl_str pl_db_col(sqlite3_stmt *stmt, int i);
/* False where the column is not 32 bytes. */
bool pl_db_col_hash(sqlite3_stmt *stmt, int i, pl_hash *ret);

void pl_db_finalize(sqlite3_stmt **stmt);
#define PL_STMT_AUTO __attribute__((cleanup(pl_db_finalize))) sqlite3_stmt

#endif
