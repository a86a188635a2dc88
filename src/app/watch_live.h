/* watch: a live feed into a case, and its events told as they become certain. docs/watch.md, docs/adr/0041.
 *
 * Life of a byte: app/live_source brings it into the spool of the case, synced before it is read; ais/feed makes
 * messages of it; track/reorder puts them in time order; detect/pipeline, started from the last state that the case
 * keeps, makes events. Now and then (seal_us, and at the end) what is in the spool becomes one exhibit by the same
 * import as any file, the case detects over everything it holds, and what was told is compared with what the case now
 * concludes: what is missing is told, what changed is superseded. So nothing depends on this process: what it has not
 * told yet is told by the next one, and what the case concludes in the end is what `scan` says of the same bytes.
 *
 * What is told goes to the log of the feed first, then to the sink, one after the other; so a sink sees each item
 * once, but for those of which a crash leaves open whether it saw them: they come again, marked, unless `seen` says
 * that it did. One feed has one watch. Memory: the reports of `lateness` (bounded), what the pipeline keeps of live
 * ships, and 100 bytes for each event told. */
#ifndef PL_APP_WATCH_LIVE_H
#define PL_APP_WATCH_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "app/live_source.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "detect/event.h"
#include "detect/event_text.h"
#include "text/json.h"

/* When an event is told. */
enum pl_live_tell {
    PL_LIVE_TELL_CERTAIN, /* at once; what the second stage says of it (grade, calls) follows with the next exhibit */
    PL_LIVE_TELL_GRADED,  /* with the exhibit that holds it, as `scan` prints it */
};

enum pl_live_news {
    PL_LIVE_EVENT,      /* told for the first time, or in place of what was told under the same id */
    PL_LIVE_GRADED,     /* told before: now with what the second stage says of it */
    PL_LIVE_SUPERSEDED, /* what was told before holds no more */
    PL_LIVE_OUTAGE,     /* the feed was down or silent, or lost something */
};

struct pl_live_item {
    enum pl_live_news news;
    uint64_t number; /* 1, 2, 3 ... of the feed, in the order of telling */
    pl_time told_at;
    pl_str line;                        /* one JSON object, as it stands in the log; lives until the sink returns */
    const struct pl_event *event;       /* EVENT and GRADED; NULL where `again` */
    const struct pl_event_style *style; /* with event */
    pl_hash id;                         /* of the event; all zero for an OUTAGE */
    bool again;                         /* a crash left open whether the sink has seen it */
};

/* Called in order, when the item is safe in the log. A code other than 0 stops the watch, which returns it; the item
 * then comes again in the next run. */
typedef int (*pl_live_sink)(void *ctx, const struct pl_live_item *item, struct pl_error *err);

struct pl_live_options {
    const char *source; /* see app/live_source.h */
    const char *feed;   /* its name in the case; NULL: made from the source */
    bool replay;        /* the source is a recording: its own times count */
    double speed;       /* of a replay; 0: as fast as it goes */
    enum pl_live_tell tell;
    bool until_eof;       /* end where a file ends now; a pipe always ends the watch */
    pl_time for_us;       /* end after so long; 0: not */
    pl_time lateness_us;  /* reports that come later than this behind the others are told with the next exhibit */
    pl_time seal_us;      /* at most so long until bytes become an exhibit; 0: only at the end */
    unsigned stall_s;     /* see app/live_source.h */
    size_t memory_bytes;  /* for reports that wait to be in order */
    uint64_t spool_bytes; /* bytes that wait to be read; beyond, the source waits or loses */
    pl_str who, collector, marking; /* of the exhibits, as in an import: source, collector, marking; "" not said */
    bool (*interrupted)(void *ctx); /* asked now and then; NULL */
    pl_live_sink sink;
    int (*flush)(void *ctx, struct pl_error *err);            /* after some items: they are with the reader now; NULL */
    bool (*seen)(void *ctx, const struct pl_live_item *item); /* of an item that comes again; NULL: not known */
    void *ctx;
};

struct pl_live_counts {
    uint64_t bytes, sentences, messages, reports; /* read; read; heard; in the pipeline */
    uint64_t no_time, bad_time, rejected, other_lines;
    uint64_t late, ahead, hurried;                /* see track/reorder.h */
    uint64_t events, graded, superseded, outages; /* told */
    uint64_t dropped;                             /* datagrams */
    uint64_t exhibits, refused;                   /* made of the spool; pieces that are no recording */
    bool exercise, interrupted, ended;
};

/* Follows the feed until it ends, `for_us` has passed, or it is interrupted; then what is in the spool is sealed.
 * NOT_FOUND, BUSY (another watch of this feed; a case that is being written to is waited for), USAGE, INPUT (a file
 * that cannot be read), FORMAT (a recording of no known format), EMPTY (a whole recording without a record), REFUSED
 * (exercise and real in one, a restored backup), VERSION (a log of another version), IO, STORE, NOMEM, the sink's code.
 * *ret_counts is filled in any case. */
PL_MUST int pl_live_run(const char *case_dir, const struct pl_live_options *options, struct pl_live_counts *ret_counts,
                        struct pl_error *err);

/* What was told of a feed, oldest first: each item with its line; event NULL. NOT_FOUND, VERSION, STORE, the sink's
 * code. */
PL_MUST int pl_live_told(const char *case_dir, const char *feed, pl_live_sink sink, void *ctx, struct pl_error *err);

/* The feeds that were followed into the case, sorted; the names live until the sink returns. */
typedef int (*pl_live_feed_sink)(void *ctx, const char *feed, struct pl_error *err);
PL_MUST int pl_live_feeds(const char *case_dir, pl_live_feed_sink sink, void *ctx, struct pl_error *err);

#endif
