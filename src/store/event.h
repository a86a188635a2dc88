/* Events of a case: what detection concluded, replaced as it concludes anew.
 *
 * Each event stands with the place in the stream at which it became certain, so that a re-run replaces exactly the
 * events of its stretch; events still open at the end of the data (the tail) are replaced every time. */
#ifndef PL_STORE_EVENT_H
#define PL_STORE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "detect/event.h"
#include "detect/pipeline.h"
#include "geo/sphere.h"
#include "store/case.h"

/* Where an event comes from. */
enum pl_event_stage {
    PL_EVENT_CERTAIN = 0, /* first stage, became certain at a time of the stream */
    PL_EVENT_TAIL = 1,    /* first stage, open at the end of the data */
    PL_EVENT_RELATED = 2, /* second stage */
};

struct pl_store_event_query {
    int type;                      /* enum pl_event_type, or -1 */
    uint32_t mmsi;                 /* 0: any */
    pl_time from, to;              /* events that overlap [from, to]; PL_TIME_NONE: no limit */
    bool first_stage;              /* only of the first stage, and those that nobody is shown too; without notes */
    bool said;                     /* also what ships said of where they are bound, which nobody is shown as an event */
    bool has_box;                  /* the representative position lies in it */
    pl_pos south_west, north_east; /* west > east crosses 180 degrees */
};

/* Events in printed order (start, type name, id); query NULL: all. The event lives until the sink returns; a code other
 * than 0 stops, and is returned. */
PL_MUST int pl_store_events(struct pl_case *c, const struct pl_store_event_query *query, pl_event_sink sink, void *ctx,
                            struct pl_error *err);

/* How many events of each type name a ship, each once; also of those that nobody is shown. */
PL_MUST int pl_store_event_counts(struct pl_case *c, uint32_t mmsi, uint64_t ret_counts[PL_EVENT_TYPE_COUNT],
                                  struct pl_error *err);

/* The event of that id; it lives until the sink returns. NOT_FOUND; the sink's code. */
PL_MUST int pl_store_event_find(struct pl_case *c, pl_hash id, pl_event_sink sink, void *ctx, struct pl_error *err);

/* Inside a transaction: removes what became certain in from <= time < to, or the tail. */
PL_MUST int pl_store_events_remove(struct pl_case *c, pl_time from, pl_time to, uint64_t *ret_removed,
                                   struct pl_error *err);
PL_MUST int pl_store_events_remove_tail(struct pl_case *c, struct pl_error *err);

/* Inside a transaction: removes all of the second stage, events and notes. */
PL_MUST int pl_store_events_remove_related(struct pl_case *c, struct pl_error *err);

/* Inside a transaction: keeps what the second stage says of an event; nothing where it says nothing. */
PL_MUST int pl_store_event_note(struct pl_case *c, const struct pl_event *event, struct pl_error *err);

/* Inside a transaction: keeps an event that became certain at `emitted`, is open at the end, or was related. */
PL_MUST int pl_store_event_add(struct pl_case *c, const struct pl_event *event, pl_time emitted,
                               enum pl_event_stage place, struct pl_error *err);

/* Every event reads back, is filed under its own id and ships. Called with each that does not. */
typedef int (*pl_store_event_complaint)(void *ctx, pl_hash id, const char *why, struct pl_error *err);
PL_MUST int pl_store_events_check(struct pl_case *c, pl_store_event_complaint complain, void *ctx, uint64_t *ret_n,
                                  struct pl_error *err);

/* The body of a row: every field but the notes, big-endian; and back. FORMAT for other bytes. */
void pl_store_event_write(const struct pl_event *event, struct pl_buf *buf);
PL_MUST int pl_store_event_read(pl_str body, struct pl_event *ret_event, struct pl_error *err);

/* Of a body its head alone, a third of the time: type, id, vessels, start, end, open, hours, pos and has_pos; the rest
 * is 0. FORMAT. */
PL_MUST int pl_store_event_read_head(pl_str body, struct pl_event *ret_event, struct pl_error *err);

/* What pl_store_event_note kept. FORMAT for other bytes. */
PL_MUST int pl_store_event_read_notes(pl_str body, struct pl_event_notes *ret, struct pl_error *err);

#endif
