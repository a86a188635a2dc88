/* The inside of struct pl_case, for the files of store/ only. */
#ifndef PL_STORE_CASE_IN_H
#define PL_STORE_CASE_IN_H

#include <limits.h>

#include "store/case.h"
#include "store/db.h"

struct pl_case {
    char dir[PATH_MAX];
    sqlite3 *db;
    int lock_fd; /* -1: not the writer */
    bool writing;
    bool in_tx;
    bool fresh;         /* made by pl_case_create, not yet published */
    int64_t generation; /* of positions/, as of the last begin */
};

/* dir/name into out (PATH_MAX bytes); LIMIT when it does not fit. */
PL_MUST int pl_case_path(const struct pl_case *c, const char *name, char *out, struct pl_error *err);

/* The writer's lock. BUSY naming the holder after 5 s. */
PL_MUST int pl_lock_take(const char *dir, const char *command, int *ret_fd, struct pl_error *err);
void pl_lock_free(int *fd);

/* Brings case.db from its version to PL_CASE_SCHEMA in one transaction. */
PL_MUST int pl_schema_make(sqlite3 *db, struct pl_error *err);
PL_MUST int pl_schema_version(sqlite3 *db, int64_t *ret_version, struct pl_error *err);
PL_MUST int pl_schema_make_positions(sqlite3 *db, struct pl_error *err);

PL_MUST int pl_archive_sweep(struct pl_case *c, struct pl_error *err);
PL_MUST int pl_object_sweep(struct pl_case *c, struct pl_error *err);

#endif
