/* One event of a case: its record, and for a silence where the ship can have been meanwhile.
 *
 * The reach of a silence is what app/reach says between its two ends, at the speed and dwell that detection tried its
 * calls with (docs/silence.md); watched ports keep what detection said of them, to the digit. Of a silence that is
 * still open nothing is said of the way out. */
#ifndef PL_APP_EVENT_ONE_H
#define PL_APP_EVENT_ONE_H

#include "app/events.h"
#include "app/reach.h"
#include "ledger/hash.h"

/* The event as the view of app/events prints it. NOT_FOUND also for what nobody is shown. */
PL_MUST int pl_event_one(const char *case_dir, pl_time known_at, pl_hash id, struct pl_arena *arena,
                         pl_events_sink sink, void *ctx, struct pl_error *err);

struct pl_event_reach_ask {
    double max_speed_kn; /* 0: as detection assumed */
    double dwell_h;      /* < 0: as the rules say */
    double search_nm;    /* as in pl_reach_ask, but 0 is only as far as the limit */
    bool all;            /* also ports out of reach */
    enum pl_reach_form form;
    const struct pl_seaway *way; /* open */
    struct pl_buf *sea;          /* as in pl_reach_ask */
};

/* Appends the answer to out. NOT_FOUND also where the event is no silence or has no place; USAGE where no speed is
 * known and none was given; what pl_reach_run says. */
PL_MUST int pl_event_reach(const char *case_dir, pl_time known_at, pl_hash id, const struct pl_event_reach_ask *ask,
                           struct pl_arena *arena, struct pl_buf *out, struct pl_error *err);

/* The ports of the case, in the order of their table: JSON Lines {type:"port", id, name, country, kind, lat, lon,
 * uncertainty_m} and a summary, or a GeoJSON collection of points. */
PL_MUST int pl_event_ports(const char *case_dir, pl_time known_at, bool geojson, struct pl_buf *out,
                           struct pl_error *err);

#endif
