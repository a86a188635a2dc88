/* What a watch has told of its feed, and what it has still to tell: the log of the feed (store/told) in memory, and the
 * queue between log and sink. For app/watch_live. */
#ifndef PL_APP_LIVE_TOLD_H
#define PL_APP_LIVE_TOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "app/watch_live.h"
#include "store/case.h"

struct pl_live_told;

/* Up to where the feed is in exhibits, and a piece that a crash interrupted. */
struct pl_live_sealed {
    uint64_t end;     /* everything before it is in an exhibit, or was refused */
    pl_time horizon;  /* no message behind `end` was earlier, as far as was known; PL_TIME_NONE: nothing sealed */
    uint64_t pending; /* a piece from end to here is to be sealed; 0 none */
    pl_time pending_horizon;
    pl_str header; /* of a table: its first line, with its end; "" it is none. Lives until the next cut */
    bool prepend;  /* the piece does not begin with it: it goes before it in the exhibit */
};

/* Reads the log and opens it. feed, counts and options, its sink among them, must outlive it. VERSION, STORE, IO,
 * NOMEM. */
PL_MUST int pl_live_told_open(const char *case_dir, const char *feed, pl_str about,
                              const struct pl_live_options *options, struct pl_live_counts *counts,
                              struct pl_live_told **ret_told, struct pl_error *err);

struct pl_live_sealed pl_live_told_sealed(const struct pl_live_told *told);

/* Items that the sink may not have seen go to it again. The sink's code. */
PL_MUST int pl_live_told_again(struct pl_live_told *told, struct pl_error *err);

/* The first time a feed is followed: what the case concludes already is nothing new. NOMEM, STORE. */
PL_MUST int pl_live_told_baseline(struct pl_live_told *told, struct pl_case *c, const struct pl_event_style *style,
                                  struct pl_error *err);

/* An event of the pipeline, or one that the case holds: told unless it was told as it is. */
PL_MUST int pl_live_told_event(struct pl_live_told *told, const struct pl_event *event,
                               const struct pl_event_style *style, struct pl_error *err);

/* An outage; of a stall or a loss that goes on only the end is kept for showing, but both are told. */
PL_MUST int pl_live_told_outage(struct pl_live_told *told, const struct pl_live_outage *outage, bool exercise,
                                struct pl_error *err);

/* Compares what was told with what the case concludes, as far as it became certain before `horizon` (INT64_MAX: with
 * what is open at the end of the data, too): tells what is missing, grades, supersedes. */
PL_MUST int pl_live_told_reconcile(struct pl_live_told *told, struct pl_case *c, pl_time horizon,
                                   const struct pl_event_style *style, struct pl_error *err);

/* The bytes from the end of what is sealed to `to` become an exhibit: noted before; after, with its hash (NULL: they
 * were refused). On disk when they return. */
PL_MUST int pl_live_told_cut(struct pl_live_told *told, uint64_t to, pl_time horizon, pl_str header, bool prepend,
                             struct pl_error *err);
PL_MUST int pl_live_told_seal(struct pl_live_told *told, const pl_hash *exhibit, struct pl_error *err);

/* What was taken goes to the log, is synced, and then to the sink. */
PL_MUST int pl_live_told_deliver(struct pl_live_told *told, struct pl_error *err);

void pl_live_told_close(struct pl_live_told *told); /* accepts NULL */

#endif
