/* What the parts of watch share: watch_live.c (the loop), live_flow.c (bytes to reports to events), live_case.c (the
 * state that the case keeps, and sealing). For these only. */
#ifndef PL_APP_LIVE_IN_H
#define PL_APP_LIVE_IN_H

#include "ais/feed.h"
#include "app/detect.h"
#include "app/live_told.h"
#include "app/watch_live.h"
#include "base/arena.h"
#include "base/buf.h"
#include "detect/pipeline.h"
#include "store/spool.h"
#include "track/reorder.h"

/* In a report's place: a byte of the feed, by its stream offset, not of an exhibit. */
#define PL_LIVE_SOURCE UINT32_MAX

/* A message whose bytes may not be in the next exhibit. */
struct pl_live_recent {
    uint64_t offset;
    pl_time at;
};

/* A stretch of the feed that became an exhibit while this process ran. */
struct pl_live_range {
    uint64_t from, to;
    uint64_t shift; /* bytes that stand before it in the exhibit */
    uint32_t member;
};

struct pl_live {
    const char *case_dir;
    const struct pl_live_options *options;
    struct pl_live_address address;
    const char *feed_name;
    struct pl_live_counts *counts;
    struct pl_live_told *told;
    struct pl_live_source *source;
    struct pl_live_state state;
    bool arrives; /* now, with times of reception: not a file, and no replay */

    /* bytes to messages */
    struct pl_feed *feed;
    uint64_t base; /* stream offset of the feed's first byte */
    uint64_t at;   /* stream offset up to which it has been given bytes */
    struct pl_spool_reader *reader;
    char *chunk;
    size_t n_chunk, chunk_at; /* read from the spool, and of these given to the feed */
    struct pl_buf header;     /* of a table: its first line, with its end; empty for what is none */
    uint64_t header_at;       /* stream offset where it stands */
    bool first_line;          /* it has not been looked at yet */
    struct pl_buf record;
    bool refused; /* the message in hand mixes exercise and real: it begins at refused_at */
    uint64_t refused_at;
    int exercise; /* -1 undecided */
    bool others;  /* something but own-ship sentences was heard */
    struct pl_live_recent *recent;
    size_t n_recent, cap_recent;

    /* messages to events */
    struct pl_reorder *reorder; /* NULL where events are told graded */
    struct pl_pipeline *pipeline;
    pl_time passed;    /* the last report of the pipeline */
    pl_time newest;    /* the latest time that was heard */
    int64_t last_data; /* monotonic: when a message came last */
    pl_time clock0;    /* of a replay: its clock when it began ... */
    int64_t wall0;     /* ... monotonic */

    /* the case */
    struct pl_arena facts_arena, style_arena;
    struct pl_detect_facts facts;
    struct pl_event_style case_style, style; /* style knows bytes of the feed as well */
    struct pl_live_range *ranges;
    size_t n_ranges, cap_ranges;
    int64_t sealed_us; /* monotonic: when it was sealed last, or tried */
    int64_t stop_us;   /* monotonic: when `for_us` has passed; INT64_MAX never */
    bool retry;        /* the case was being written to */
    bool reload;       /* the case has other rules now */
};

/* ---- live_flow.c ---- */

/* Gives the feed what the spool holds, up to `end`; paced as a replay asks. Events go to what is told. */
PL_MUST int pl_live_flow(struct pl_live *live, uint64_t end, struct pl_error *err);

/* Time goes on without data. */
PL_MUST int pl_live_tick(struct pl_live *live, struct pl_error *err);

/* The end of the data: what waits goes through. */
PL_MUST int pl_live_flow_end(struct pl_live *live, struct pl_error *err);

/* A new feed that begins at stream offset `at`. */
PL_MUST int pl_live_open_feed(struct pl_live *live, uint64_t at, struct pl_error *err);

/* Stream offset before which all is decided; the earliest time of what was heard behind it (INT64_MAX: nothing). */
uint64_t pl_live_settled(struct pl_live *live, pl_time *ret_earliest);

/* Sink of reorder and of the archive: pushes into the pipeline. ctx is a struct pl_live. */
PL_MUST int pl_live_push(void *ctx, const struct pl_report *report, struct pl_error *err);

/* A pipeline of the facts. */
PL_MUST int pl_live_open_pipeline(struct pl_live *live, struct pl_error *err);

void pl_live_pause(unsigned ms);

/* Whether it is time to go: asked while something takes long. */
bool pl_live_stops(const struct pl_live *live);

/* ---- live_case.c ---- */

/* The facts of the case, its style, and where events are told as they become certain the pipeline as it stands before
 * the first byte of the spool. */
PL_MUST int pl_live_load(struct pl_live *live, struct pl_error *err);

/* The same anew, and the bytes behind the last exhibit again: the case has other rules. */
PL_MUST int pl_live_reload(struct pl_live *live, struct pl_error *err);

/* The bytes up to `to` become an exhibit; then detection, and a comparison of what was told with it, as far as
 * `horizon`. *ret_done false: the case was being written to, it has to be tried again. */
PL_MUST int pl_live_seal(struct pl_live *live, uint64_t to, pl_time horizon, bool *ret_done, struct pl_error *err);

/* The bytes up to `to` cannot be in an exhibit with what was before: kept apart, with the reason. */
PL_MUST int pl_live_refuse(struct pl_live *live, uint64_t to, const struct pl_error *why, struct pl_error *err);

/* A piece that a crash interrupted. */
PL_MUST int pl_live_seal_pending(struct pl_live *live, bool *ret_done, struct pl_error *err);

/* Evidence in the feed's own bytes becomes evidence in exhibits where it can. */
void pl_live_place(const struct pl_live *live, struct pl_event *event);

/* Detection over what the case holds and has not seen. *ret_done as above. */
PL_MUST int pl_live_detect(struct pl_live *live, bool *ret_done, struct pl_error *err);

/* Compares as far as the horizon. */
PL_MUST int pl_live_reconcile(struct pl_live *live, pl_time horizon, struct pl_error *err);

#endif
