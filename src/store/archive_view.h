/* What a case keeps open between questions to its archive. Private to store/; freed with the case. A view that is in
 * use is lent to nobody else: a question asked within an answer gets one of its own. */
#ifndef PL_STORE_ARCHIVE_VIEW_H
#define PL_STORE_ARCHIVE_VIEW_H

#include "store/archive_in.h"

enum pl_archive_queries { PL_ARCHIVE_ALL, PL_ARCHIVE_SHIP, PL_ARCHIVE_BOX, PL_ARCHIVE_QUERIES };

struct pl_archive_view_file {
    struct pl_archive_month at;
    sqlite3 *db; /* or NULL */
    sqlite3_stmt *stmts[PL_ARCHIVE_QUERIES];
    uint64_t used;
};

/* Changes when case.db may have: by others, by us, by what we took back. */
struct pl_archive_stamp {
    int64_t others, ours, rollbacks, generation;
};

struct pl_archive_view {
    bool busy, filled;
    struct pl_archive_stamp stamp;
    int64_t last_batch;
    int64_t *own; /* batches of own-ship sentences only, ascending */
    size_t n_own;
    struct pl_archive_view_file *files; /* by month */
    size_t n;
    uint64_t uses;
    sqlite3_stmt *version;
    struct pl_block_codec *codec;
    uint32_t wanted[PL_BLOCK_MAX_ITEMS]; /* of a block that is being read */
};

/* As case.db stands now. */
PL_MUST int pl_archive_view_borrow(struct pl_case *c, struct pl_archive_view **ret, struct pl_error *err);
void pl_archive_view_give_back(struct pl_case *c, struct pl_archive_view *view); /* accepts NULL */

/* A statement on file i, to be bound; then done with it. STORE where the file is missing or damaged. */
PL_MUST int pl_archive_view_ask(struct pl_case *c, struct pl_archive_view *view, size_t i,
                                enum pl_archive_queries query, sqlite3_stmt **ret, struct pl_error *err);
void pl_archive_view_done(struct pl_archive_view *view, size_t i, enum pl_archive_queries query, bool well);

#endif
