/* events: what detection concluded in a case, filtered, ready to print. */
#ifndef PL_APP_EVENTS_H
#define PL_APP_EVENTS_H

#include <stdint.h>

#include "app/known_at.h"
#include "app/undetected.h"
#include "base/arena.h"
#include "base/error.h"
#include "detect/event_text.h"
#include "detect/pipeline.h"
#include "store/event.h"

struct pl_events_view {
    struct pl_event_style style; /* lives in the caller's arena */
    bool exercise;
    struct pl_knowledge known;
    bool unseen; /* something imported has not been through detection */
    struct pl_undetected undetected;
    uint64_t shown; /* events given */
};

/* vessel: an MMSI, or an IMO number (with or without "IMO"), "" any. An IMO number stands for every MMSI that said it.
 * known_at: PL_TIME_NONE for all there is. The view is filled before the first event. USAGE for a vessel that is
 * neither, NOT_FOUND without a case. */
typedef int (*pl_events_sink)(void *ctx, const struct pl_events_view *view, const struct pl_event *event,
                              struct pl_error *err);
PL_MUST int pl_events_run(const char *case_dir, pl_time known_at, const struct pl_store_event_query *query,
                          const char *vessel, struct pl_arena *arena, pl_events_sink sink, void *ctx,
                          struct pl_events_view *ret, struct pl_error *err);

/* How events of an open case are printed, and what they rest on; shown is 0. */
PL_MUST int pl_events_view_read(const struct pl_known_at *known, struct pl_arena *arena, struct pl_events_view *ret,
                                struct pl_error *err);

/* The same of a case that is open. */
PL_MUST int pl_events_read(const struct pl_known_at *known, const struct pl_store_event_query *query,
                           const char *vessel, struct pl_arena *arena, pl_events_sink sink, void *ctx,
                           struct pl_events_view *ret, struct pl_error *err);

/* Outages of the feed and the clocks of its stations (app/station_lines), as scan prints them for the same recordings.
 */
PL_MUST int pl_events_feed(const char *case_dir, pl_time known_at, struct pl_buf *out, struct pl_error *err);

/* "123456789" -> that MMSI; "IMO 9074729", "9074729" -> the MMSIs that said it, ascending, in the arena. */
PL_MUST int pl_events_vessel(struct pl_case *c, const char *vessel, struct pl_arena *arena, uint32_t **ret_mmsi,
                             size_t *ret_n, uint32_t *ret_imo, struct pl_error *err);

#endif
