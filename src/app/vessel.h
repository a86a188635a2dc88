/* vessel: what a case holds about one ship: what it said, by source and date; its tracks; papers about it by date, with
 * what AIS says otherwise; its events.
 *
 * An IMO number stands for every MMSI that said it: that these are one ship is for a person to judge. */
#ifndef PL_APP_VESSEL_H
#define PL_APP_VESSEL_H

#include <stdbool.h>
#include <stdint.h>

#include "app/events.h"
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

/* Called in this order: every assertion, every remark (may be NULL), every track, every paper (may be NULL), every
 * event. Views live until the call returns. */
struct pl_vessel_sinks {
    int (*assertion)(void *ctx, const struct pl_assertion *assertion, struct pl_error *err);
    pl_identity_remark_sink remark;
    int (*track)(void *ctx, const struct pl_vessel_track *track, struct pl_error *err);
    pl_vessel_paper_sink paper;
    pl_events_sink event;
    bool *exercise; /* set before the first call: every line says so */
    void *ctx;
};

struct pl_vessel_done {
    struct pl_events_view view;
    uint32_t imo;         /* asked for; 0: an MMSI was */
    const uint32_t *mmsi; /* in the arena */
    size_t n_mmsi;
    uint64_t assertions, remarks, tracks, papers, contradictions, events;
    uint64_t reports; /* stored, of these numbers */
};

/* As known at that time; PL_TIME_NONE: now. USAGE where id is neither MMSI nor IMO number. A ship that was never seen
 * is no error: everything is 0. */
PL_MUST int pl_vessel_run(const char *case_dir, pl_time known_at, const char *id, const struct pl_vessel_sinks *sinks,
                          struct pl_arena *arena, struct pl_vessel_done *ret, struct pl_error *err);

#endif
