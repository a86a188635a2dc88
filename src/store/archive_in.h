/* Shared by the writer, the reader and the check of the archive; private to store/. */
#ifndef PL_STORE_ARCHIVE_IN_H
#define PL_STORE_ARCHIVE_IN_H

#include "store/archive.h"
#include "store/case_in.h"
#include "track/block.h"

int64_t pl_archive_month(pl_time at);

/* Seconds since 2000-01-01, as the box index has them, clamped. */
int32_t pl_archive_second(pl_time at);

/* What case.db says of a month's file beside its batches: case_state `merged:MONTH` where `compact` made it. */
struct pl_archive_month {
    int64_t month;
    int64_t generation;
    int64_t merged;          /* the blocks of all batches up to this one were merged; -1: none were */
    int64_t blocks, reports; /* of them; reports count what several imports hold as often */
    pl_hash digest;          /* SHA-256 over them, in order of id */
};
PL_MUST int pl_archive_month_read(struct pl_case *c, int64_t month, struct pl_archive_month *ret, struct pl_error *err);

/* Opens the file of a month; with create, makes it and its schema. STORE when a file that case.db names is missing. */
PL_MUST int pl_archive_open(struct pl_case *c, int64_t month, bool create, sqlite3 **ret_db, struct pl_error *err);
PL_MUST int pl_archive_open_generation(struct pl_case *c, int64_t month, int64_t generation, bool create,
                                       sqlite3 **ret_db, struct pl_error *err);

/* A month's file that is written, in a transaction of its own. */
struct pl_archive_file {
    int64_t month;
    sqlite3 *db;
    sqlite3_stmt *insert, *box;
};
PL_MUST int pl_archive_file_begin(struct pl_case *c, int64_t month, int64_t generation, struct pl_archive_file *ret,
                                  struct pl_error *err);
PL_MUST int pl_archive_file_put(struct pl_archive_file *file, int64_t batch, const struct pl_block_info *info,
                                pl_str bytes, struct pl_error *err);
/* Commits; what was not committed, the close takes back. */
PL_MUST int pl_archive_file_commit(struct pl_archive_file *file, struct pl_error *err);
void pl_archive_file_close(struct pl_archive_file *file);

/* The extent of a block that is being filled. */
struct pl_archive_box {
    bool any;
    pl_pos first;
    int32_t west, east, south, north; /* relative to first */
};

/* Whether a block of n reports may take this report too: false when it would grow beyond its extent. */
bool pl_archive_box_takes(struct pl_archive_box *box, size_t n, pl_str record);

static inline int64_t pl_archive_slot(pl_str record) {
    return (int64_t)(pl_be64(record.p) / (uint64_t)PL_ARCHIVE_SLOT_US);
}

/* The batches of own-ship sentences only, ascending; malloc'd, NULL for none. */
PL_MUST int pl_archive_own_batches(struct pl_case *c, int64_t **ret_own, size_t *ret_n, struct pl_error *err);

/* Whether the blocks of a month are what the imports, and what merged them, wrote. */
PL_MUST int pl_archive_check_month(struct pl_case *c, struct pl_block_codec *codec, int64_t month,
                                   pl_archive_complaint complain, void *ctx, uint64_t *reports, struct pl_error *err);

/* Merges the blocks of all batches up to `upto` in a month into a new file of the given generation and commits that
 * file, and no more: the caller makes case.db name it. Where the case holds the same reports, the bytes are the same,
 * whatever was merged before. STORE where a block is damaged or a report would be lost. */
PL_MUST int pl_archive_merge_month(struct pl_case *c, int64_t month, int64_t upto, int64_t generation,
                                   struct pl_archive_month *ret, struct pl_error *err);

/* The months that hold committed blocks, ascending; malloc'd. */
PL_MUST int pl_archive_months(struct pl_case *c, int64_t **ret_months, size_t *ret_n, struct pl_error *err);

/* The latest batch that case.db knows; -1 none. */
PL_MUST int pl_archive_last_batch(struct pl_case *c, int64_t *ret, struct pl_error *err);

#endif
