/* vessel: what a case holds about one ship: what it said, by source and date; entries of lists that bear its numbers or
 * names; its tracks; papers about it by date, with what AIS says otherwise; its events; where it said it was bound;
 * when it was not heard.
 *
 * An IMO number stands for every MMSI that said it: that these are one ship is for a person to judge. */
#ifndef PL_APP_VESSEL_H
#define PL_APP_VESSEL_H

#include <stdbool.h>
#include <stdint.h>

#include "app/events.h"
#include "app/leads.h"
#include "app/ships.h"
#include "app/vessel_heard.h"
#include "app/vessel_identity.h"
#include "app/vessel_papers.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/time.h"
#include "geo/sphere.h"
#include "ledger/hash.h"
#include "store/assertion.h"

/* One hull under one MMSI, as the segmenter tells them apart. */
struct pl_vessel_track {
    uint32_t mmsi;
    pl_hash ref; /* of its first report: the track key is "MMSI-<16 hex digits>" */
    pl_time first, last;
    pl_pos first_pos, last_pos;
    uint64_t reports; /* de-duplicated, with a position */
};

/* Called in this order; all but assertion, track and event may be NULL. Views live until the call returns. */
struct pl_vessel_sinks {
    int (*ship)(void *ctx, const struct pl_ship_row *ship, struct pl_error *err); /* every number */
    /* heard: when the number was, and by whom. */
    int (*assertion)(void *ctx, const struct pl_assertion *assertion, const struct pl_vessel_heard *heard,
                     struct pl_error *err);
    pl_identity_remark_sink remark;
    int (*listed)(void *ctx, const struct pl_lead *lead, struct pl_error *err); /* links to lists (pl_leads_of) */
    int (*track)(void *ctx, const struct pl_vessel_track *track, struct pl_error *err);
    pl_vessel_paper_sink paper;
    pl_events_sink event;
    pl_events_sink bound; /* what it said of where it was bound: events of type BOUND */
    int (*heard)(void *ctx, const struct pl_vessel_heard *heard, struct pl_error *err); /* every number that was */
    bool *exercise; /* set before the first call: every line says so */
    void *ctx;
};

struct pl_screener_cache;
struct pl_vessel_ask {
    const char *dir;
    pl_time known_at; /* PL_TIME_NONE: now */
    pl_time now;
    const char *id;
    bool brief; /* nothing of the archive is read: no tracks, and nothing of what changed within one */
    struct pl_screener_cache *screeners; /* of the same case, asked instead of a screener of its own; or NULL */
};

struct pl_vessel_done {
    struct pl_events_view view;
    uint32_t imo;         /* asked for; 0: an MMSI was */
    const uint32_t *mmsi; /* in the arena */
    size_t n_mmsi;
    uint64_t assertions, remarks, hits, tracks, papers, contradictions, events, destinations;
    uint64_t reports; /* stored, of these numbers; where brief: heard, before de-duplication */
};

/* USAGE where id is neither MMSI nor IMO number. A ship that was never seen is no error: everything is 0. */
PL_MUST int pl_vessel_run(const struct pl_vessel_ask *ask, const struct pl_vessel_sinks *sinks, struct pl_arena *arena,
                          struct pl_vessel_done *ret, struct pl_error *err);

#endif
