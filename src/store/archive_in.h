/* Shared by the writer, the reader and the check of the archive; private to store/. */
#ifndef PL_STORE_ARCHIVE_IN_H
#define PL_STORE_ARCHIVE_IN_H

#include "store/archive.h"
#include "store/case_in.h"
#include "track/block.h"

int64_t pl_archive_month(pl_time at);

/* Seconds since 2000-01-01, as the box index has them, clamped. */
int32_t pl_archive_second(pl_time at);

/* Opens the file of a month; with create, makes it and its schema. STORE when a file that case.db names is missing. */
PL_MUST int pl_archive_open(struct pl_case *c, int64_t month, bool create, sqlite3 **ret_db, struct pl_error *err);

/* The months that hold committed blocks, ascending; malloc'd. */
PL_MUST int pl_archive_months(struct pl_case *c, int64_t **ret_months, size_t *ret_n, struct pl_error *err);

/* The latest batch that case.db knows; -1 none. */
PL_MUST int pl_archive_last_batch(struct pl_case *c, int64_t *ret, struct pl_error *err);

#endif
