/* Every detector as one fold over reports: the single oracle behind scan, detect, rebuild and live watching.
 *
 * Reports go in in (time, record) order. Inside: de-duplicate (track/dedupe) -> split by hull (track/segment) -> gap,
 * loitering, port, jump, identity by track; encounter by time slot x cell. The state is explicit: saved to bytes and
 * loaded, it goes on as if never interrupted, and two runs that will behave alike from here on have equal bytes (so a
 * re-run may stop where its state meets an older snapshot). Locations of evidence may be part of the state.
 *
 * The threads option changes speed only, never a byte of the result. Memory grows with live ships, not with the
 * length of the input. Not for use from several threads at once. */
#ifndef PL_DETECT_PIPELINE_H
#define PL_DETECT_PIPELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/pool.h"
#include "detect/event.h"
#include "detect/reception.h"
#include "detect/rules.h"
#include "geo/port.h"
#include "geo/sea.h"
#include "names/identifier.h"
#include "track/report.h"

struct pl_pipeline;
struct pl_track_name; /* detect/fold.h */
struct pl_fix;

/* Event pointers live until the sink returns; a code other than 0 stops the pipeline, which returns it. Events come
 * in no promised order; sort with pl_event_cmp. */
typedef int (*pl_event_sink)(void *ctx, const struct pl_event *event, struct pl_error *err);

/* How ships were heard (detect/reception): sums that belong to the six hours that begin at `slot`, sorted by key, at
 * most once for a key. `tail`: of six hours that are not over, told by pl_pipeline_finish; the same sums come again. */
typedef int (*pl_pipeline_heard)(void *ctx, pl_time slot, bool tail, const struct pl_reception_sum *sums, size_t n,
                                 struct pl_error *err);

/* A fix that is decided, of each track in the order of times: at most one in encounter.sample_s, as encounters take
 * them. */
typedef int (*pl_pipeline_fixed)(void *ctx, const struct pl_track_name *track, const struct pl_fix *fix,
                                 struct pl_error *err);

struct pl_pipeline_options {
    const struct pl_rules *rules; /* outlives the pipeline */
    const struct pl_ports *ports; /* or NULL: no ports; outlives the pipeline */
    const struct pl_sea *sea;     /* or NULL: nothing is said of land; outlives the pipeline */
    const struct pl_mids *mids;   /* or NULL: country digits are checked by range only; outlives the pipeline */
    bool exercise;                /* reserved number ranges are valid */
    struct pl_pool *pool;         /* or NULL: one thread */
    pl_pipeline_heard heard;      /* or NULL: reception is not counted; ctx is the event sink's */
    pl_pipeline_fixed fixed;      /* or NULL; ctx is the event sink's */
};

struct pl_pipeline_counts {
    uint64_t reports;    /* pushed */
    uint64_t duplicates; /* of these */
    uint64_t positions;  /* used in tracks */
    uint64_t statics;
    uint64_t tracks;  /* begun */
    uint64_t vessels; /* MMSIs seen */
};

PL_MUST int pl_pipeline_open(const struct pl_pipeline_options *options, pl_event_sink sink, void *ctx,
                             struct pl_pipeline **ret_pipeline, struct pl_error *err);

/* The next report; its record is copied where needed. USAGE when it is before the last one. */
PL_MUST int pl_pipeline_push(struct pl_pipeline *pipeline, const struct pl_report *report, struct pl_error *err);

/* Hands out what was heard since it was last asked for or the time of the data passed a multiple of six hours, where it
 * is handed out by itself. The saved state does not hold it: ask before a state is kept. */
PL_MUST int pl_pipeline_tell_heard(struct pl_pipeline *pipeline, struct pl_error *err);

/* Events that are still open at the end of the data go to the sink; the state does not change, so more reports may
 * follow (then the open events of this call are superseded). */
PL_MUST int pl_pipeline_finish(struct pl_pipeline *pipeline, pl_event_sink sink, void *ctx, struct pl_error *err);

/* The same events, to the sink of the pipeline, which is spent then: it may only be asked for its counts (with the
 * tracks that begin in these last events) and closed. Needs no memory for a copy of the state. */
PL_MUST int pl_pipeline_end(struct pl_pipeline *pipeline, struct pl_error *err);

/* Appends the whole state; reads it back into a fresh pipeline of the same options. VERSION, FORMAT. */
PL_MUST int pl_pipeline_save(struct pl_pipeline *pipeline, struct pl_buf *state, struct pl_error *err);
PL_MUST int pl_pipeline_load(struct pl_pipeline *pipeline, pl_str state, struct pl_error *err);

struct pl_pipeline_counts pl_pipeline_counts(const struct pl_pipeline *pipeline);

void pl_pipeline_close(struct pl_pipeline *pipeline);

#endif
