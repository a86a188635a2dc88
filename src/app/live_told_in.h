/* Inside of what a watch has told: shared by live_told.c (entries, the queue, telling, sealing), live_told_log.c (the
 * log read again) and live_told_case.c (beside what the case concludes). */
#ifndef PL_APP_LIVE_TOLD_IN_H
#define PL_APP_LIVE_TOLD_IN_H

#include "app/live_told.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "store/told.h"

/* An event as it was told last. */
struct entry {
    pl_hash id;
    uint64_t version; /* of what the event says, without places and notes */
    uint64_t text;    /* of its line without the evidence: version and notes */
    pl_time emitted, start;
    uint32_t mmsi[2];
    uint8_t type;
    bool related;  /* of the second stage */
    bool gone;     /* superseded, and not told again */
    bool baseline; /* the case had it before the feed was first followed */
    bool met;      /* in this reconciliation */
    bool fresh;    /* told in this reconciliation */
};

struct queued {
    struct pl_live_item item;
    struct queued *next;
};

struct pl_live_told {
    const struct pl_live_options *options;
    struct pl_live_counts *counts;
    const char *feed;
    struct pl_told *log;
    struct entry *entries;
    size_t n, cap;
    struct pl_map by_id; /* first 8 bytes of the id -> entry + 1 */
    struct pl_live_sealed sealed;
    uint64_t number;  /* of the last item */
    uint64_t printed; /* of the last that the sink has seen for certain */
    bool has_baseline;
    struct pl_arena arena; /* of the queue */
    struct queued *first, **last;
    size_t n_queued;
    struct pl_buf line, text, header;
};

/* The entry of an event, or NULL. Entries move when one is added. */
struct entry *pl_live_told_find(struct pl_live_told *t, pl_hash id);
PL_MUST int pl_live_told_add(struct pl_live_told *t, const struct entry *entry, struct pl_error *err);
/* In the place of the one it has, or new. */
PL_MUST int pl_live_told_put(struct pl_live_told *t, const struct entry *e, struct pl_error *err);

/* What an event says, and how it reads, without the places of its bytes. */
PL_MUST int pl_live_told_entry(struct pl_live_told *t, const struct pl_event *event, const struct pl_event_style *style,
                               struct entry *ret, struct pl_error *err);
void pl_live_told_write(struct pl_buf *line, const struct entry *e);

/* An item for the sink; the event, which may be NULL, is copied. Then: the queue is done with. */
PL_MUST int pl_live_told_queue(struct pl_live_told *t, const struct pl_live_item *item, const struct pl_event *event,
                               struct pl_error *err);
void pl_live_told_forget(struct pl_live_told *t);

/* A line of the log, for pl_told_open: ctx is a struct pl_live_told. STORE: one of no known form. */
PL_MUST int pl_live_told_line(void *ctx, char letter, pl_str text, struct pl_error *err);

/* An event to be told, unless it was told as it is; graded: it comes from the case, with what the second stage says. */
PL_MUST int pl_live_told_take(struct pl_live_told *t, const struct pl_event *event, const struct pl_event_style *style,
                              bool graded, struct pl_error *err);
PL_MUST int pl_live_told_deliver_some(struct pl_live_told *t, struct pl_error *err); /* where much waits */

PL_MUST int pl_live_told_superseded(struct pl_live_told *t, pl_hash id, const pl_hash *by, const char *why,
                                    bool exercise, struct pl_error *err);

#endif
