/* The archive of positions: what was said, by MMSI and time, in compressed blocks (track/block).
 *
 * An import writes its distinct (time, record) pairs with the stations that heard each and the place of one of them;
 * nothing is thinned further. Blocks lie in positions/<UTC month>.db (after a rebuild or a compaction: <UTC
 * month>.g<generation>.db), belong to one import batch (the journal entry's seq) and end by count, by the half day (so
 * that a re-run of a slot reads that slot) or by extent. A block counts once case.db knows its batch. Compaction merges
 * the blocks of many batches; a merged block stands under the first batch of its kind (own ship or others) in the
 * month. Readers merge blocks in (time, record) order and give equal records once, with the place in the earliest
 * batch: the one of the least block id. */
#ifndef PL_STORE_ARCHIVE_H
#define PL_STORE_ARCHIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "geo/sphere.h"
#include "store/case.h"
#include "track/report.h"

#define PL_ARCHIVE_BLOCK_REPORTS 1000
#define PL_ARCHIVE_SLOT_US       (12 * PL_HOUR_US) /* no block crosses a multiple of it */
#define PL_ARCHIVE_EXTENT        (3 * PL_POS_UNIT) /* of a block, either way */
#define PL_ARCHIVE_EXTENT_REPORTS                                                                                      \
    200                                /* a block of fewer goes on: two hulls on one number would cut at every report  \
                                        */
#define PL_ARCHIVE_RUN_REPORTS 2000000 /* sorted in memory at once */
#define PL_ARCHIVE_RUN_BYTES   ((size_t)1 << 28)

struct pl_archive_writer;

/* Starts batch seq inside a transaction of the case; position files get transactions of their own. */
PL_MUST int pl_archive_begin(struct pl_case *c, int64_t seq, struct pl_archive_writer **ret_writer,
                             struct pl_error *err);

/* One report, in any order; the record is copied. station 0: none. */
PL_MUST int pl_archive_add(struct pl_archive_writer *writer, pl_str record, struct pl_loc src, uint32_t station,
                           struct pl_error *err);

struct pl_archive_written {
    uint64_t reports; /* distinct */
    uint64_t blocks;
    uint64_t bytes;      /* of the blocks */
    pl_time first, last; /* PL_TIME_NONE without reports */
};

/* Writes what is left, commits the position files (on disk when this returns) and notes the batch in case.db, which the
 * caller commits after. Frees the writer, also on failure. */
PL_MUST int pl_archive_end(struct pl_archive_writer *writer, struct pl_archive_written *ret, struct pl_error *err);

/* Frees a writer whose batch did not work out; accepts NULL. */
void pl_archive_drop(struct pl_archive_writer *writer);

struct pl_archive_query {
    uint32_t mmsi;                 /* 0: every ship */
    pl_time from, to;              /* from <= time < to */
    bool skip_own;                 /* leave out imports of own-ship sentences only */
    bool has_box;                  /* reports with a position in the box only */
    pl_pos south_west, north_east; /* west > east crosses 180 degrees */
};

/* The report lives until the sink returns. A code other than 0 stops the reading, which returns it, but for
 * PL_ARCHIVE_STOP, which ends it well. */
#define PL_ARCHIVE_STOP (-1)
typedef int (*pl_archive_sink)(void *ctx, const struct pl_report *report, struct pl_error *err);

/* *ret_read (may be NULL): reports decoded, those outside the query and repeats included. STORE names a damaged block;
 * nothing behind it was given. */
PL_MUST int pl_archive_read(struct pl_case *c, const struct pl_archive_query *query, pl_archive_sink sink, void *ctx,
                            uint64_t *ret_read, struct pl_error *err);

/* First and last report of the case; PL_TIME_NONE when there is none. */
PL_MUST int pl_archive_span(struct pl_case *c, pl_time *ret_first, pl_time *ret_last, struct pl_error *err);

/* Reads every block of every batch: digests, order, what the index says. Called with each fault. */
typedef int (*pl_archive_complaint)(void *ctx, const char *file, int64_t block, const char *why, struct pl_error *err);
PL_MUST int pl_archive_check(struct pl_case *c, pl_archive_complaint complain, void *ctx, uint64_t *ret_reports,
                             struct pl_error *err);

struct pl_archive_compacted {
    uint64_t months, months_merged;
    uint64_t blocks_before, blocks; /* of the months that were merged */
    uint64_t reports;               /* in them: of each import its own */
};

/* Inside a transaction of the case: writes the blocks of months that hold more than they need anew, full ones, into
 * files of a new generation, on disk when this returns; the commit of the case swaps them. Readers give the same
 * reports in the same order with the same places and stations. The old files go with the next sweep. STORE where a
 * block is damaged: nothing is changed then. */
PL_MUST int pl_archive_compact(struct pl_case *c, struct pl_archive_compacted *ret, struct pl_error *err);

/* Files in positions/ that no batch names; name is relative to the case and lives until the sink returns. */
typedef int (*pl_archive_stray)(void *ctx, const char *name, struct pl_error *err);
PL_MUST int pl_archive_strays(struct pl_case *c, pl_archive_stray stray, void *ctx, struct pl_error *err);

/* The name of the file of a month (months since 1970-01) relative to the case. */
#define PL_ARCHIVE_NAME_MAX 64
void pl_archive_name(int64_t month, int64_t generation, char out[PL_ARCHIVE_NAME_MAX]);

#endif
