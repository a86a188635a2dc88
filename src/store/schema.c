/* The schema of case.db and of positions/, version by version, as SQL files put into the program. */
#include "store/case_in.h"

#include <stdio.h>

#include "base/ban.h"

#define EMBED(symbol, file)                                                                                            \
    __asm__(".pushsection .rodata\n.global " symbol "\n" symbol ":\n.incbin \"" file "\"\n.byte 0\n.popsection\n")

EMBED("pl_schema_001", "store/schema/001.sql");
EMBED("pl_schema_002", "store/schema/002.sql");
EMBED("pl_schema_003", "store/schema/003.sql");
EMBED("pl_schema_004", "store/schema/004.sql");
EMBED("pl_schema_005", "store/schema/005.sql");
EMBED("pl_schema_006", "store/schema/006.sql");
EMBED("pl_schema_007", "store/schema/007.sql");
EMBED("pl_schema_008", "store/schema/008.sql");
EMBED("pl_schema_positions", "store/schema/positions.sql");

extern const char pl_schema_001[];
extern const char pl_schema_002[];
extern const char pl_schema_003[];
extern const char pl_schema_004[];
extern const char pl_schema_005[];
extern const char pl_schema_006[];
extern const char pl_schema_007[];
extern const char pl_schema_008[];
extern const char pl_schema_positions[];

/* MIGRATIONS[v] leads from version v to v + 1. */
static const char *const MIGRATIONS[PL_CASE_SCHEMA] = {pl_schema_001, pl_schema_002, pl_schema_003, pl_schema_004,
                                                       pl_schema_005, pl_schema_006, pl_schema_007, pl_schema_008};

int pl_schema_version(sqlite3 *db, int64_t *ret_version, struct pl_error *err) {
    int64_t id = 0, version = 0;
    int rc = pl_db_int(db, "PRAGMA application_id", 0, &id, err);
    if (rc == PL_E_OK) {
        rc = pl_db_int(db, "PRAGMA user_version", 0, &version, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    if (version > 0 && id != PL_DB_APPLICATION_ID) {
        return pl_fail(err, PL_E_STORE, "case.db is a database of another program");
    }
    *ret_version = version;
    return PL_E_OK;
}

static int set_version(sqlite3 *db, int64_t id, int64_t version, struct pl_error *err) {
    char sql[128];
    snprintf(sql, sizeof sql, "PRAGMA application_id=%lld; PRAGMA user_version=%lld", (long long)id,
             (long long)version); /* a pragma takes no bound value; both are ours */
    return pl_db_exec(db, sql, err);
}

int pl_schema_make(sqlite3 *db, struct pl_error *err) {
    int rc = pl_db_exec(db, "BEGIN IMMEDIATE", err);
    int64_t version = 0;
    if (rc != PL_E_OK) {
        return rc;
    }
    rc = pl_schema_version(db, &version, err);
    for (int64_t v = version; rc == PL_E_OK && v < PL_CASE_SCHEMA; v++) {
        rc = pl_db_exec(db, MIGRATIONS[v], err);
    }
    if (rc == PL_E_OK) {
        rc = set_version(db, PL_DB_APPLICATION_ID, PL_CASE_SCHEMA, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_exec(db, "COMMIT", err);
    }
    if (rc != PL_E_OK) {
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    return rc;
}

int pl_schema_make_positions(sqlite3 *db, struct pl_error *err) {
    int64_t version = 0;
    int rc = pl_db_int(db, "PRAGMA user_version", 0, &version, err);
    if (rc != PL_E_OK || version > 0) {
        return rc;
    }
    rc = pl_db_exec(db, "PRAGMA journal_mode=WAL; BEGIN IMMEDIATE", err);
    if (rc == PL_E_OK) {
        rc = pl_db_exec(db, pl_schema_positions, err);
    }
    if (rc == PL_E_OK) {
        rc = set_version(db, PL_DB_POSITIONS_ID, 1, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_exec(db, "COMMIT", err);
    }
    if (rc != PL_E_OK) {
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    return rc;
}
