/* Reports of a live feed into time order: a heap that holds each until the stream's clock is `lateness` past it.
 *
 * The clock is what the feed as a whole says, never one report: the median of the times of the last PL_REORDER_WINDOW
 * reports, and never past `now`, the time of reception, where that is given (where it is not, PL_REORDER_QUORUM
 * reports must have come first). So neither a station whose clock runs years ahead nor a ship that comes late moves
 * it, and a pause in the data is passed once half a window lies behind it (or with pl_reorder_flush, at the end of the
 * data).
 *
 * Bounded: beyond max_bytes the earliest reports leave before their time (counted: hurried), so lateness shrinks; where
 * all that waits lies ahead of the clock, more of that is turned away (counted: ahead). What comes behind a report that
 * has left is late: it is counted and not taken; the caller has it elsewhere. Order and result depend on what was added
 * and in which order and on `now`, on nothing else. Pure; not shared between threads. */
#ifndef PL_TRACK_REORDER_H
#define PL_TRACK_REORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "track/report.h"

#define PL_REORDER_WINDOW 63
#define PL_REORDER_QUORUM 16

struct pl_reorder;

struct pl_reorder_counts {
    uint64_t taken;
    uint64_t late;    /* behind one that has left: not taken */
    uint64_t ahead;   /* full, and ahead of the clock: not taken */
    uint64_t hurried; /* left before their time */
    uint64_t waiting; /* now */
    uint64_t bytes;   /* of these */
};

/* The report lives until the sink returns; its src and station are those of the hearing. */
typedef int (*pl_reorder_sink)(void *ctx, const struct pl_report *report, struct pl_error *err);

/* lateness in microseconds, 0 or more. NOMEM. */
PL_MUST int pl_reorder_open(pl_time lateness_us, size_t max_bytes, pl_reorder_sink sink, void *ctx,
                            struct pl_reorder **ret, struct pl_error *err);

/* Takes a copy of the report. ticks: it counts for the clock (false for what comes from an archive). NOMEM, the sink's
 * code. *ret_taken false: late or ahead. */
PL_MUST int pl_reorder_add(struct pl_reorder *reorder, const struct pl_report *report, bool ticks, bool *ret_taken,
                           struct pl_error *err);

/* Gives what is due. now: no report behind it moves the clock past it, PL_TIME_NONE: no such bound. quiet_us: how long
 * ago the last report came; the clock goes on by it. */
PL_MUST int pl_reorder_drain(struct pl_reorder *reorder, pl_time now, pl_time quiet_us, struct pl_error *err);

/* The end of the data: gives everything. */
PL_MUST int pl_reorder_flush(struct pl_reorder *reorder, struct pl_error *err);

/* Everything up to that time has gone another way: what is added at or before it is late. Before the first report. */
void pl_reorder_start(struct pl_reorder *reorder, pl_time passed);

/* What was given last; PL_TIME_NONE before. What is added behind it is late. */
pl_time pl_reorder_passed(const struct pl_reorder *reorder);

/* The clock; PL_TIME_NONE before the first report. */
pl_time pl_reorder_clock(const struct pl_reorder *reorder);

struct pl_reorder_counts pl_reorder_counts(const struct pl_reorder *reorder);

void pl_reorder_close(struct pl_reorder *reorder); /* accepts NULL */

#endif
