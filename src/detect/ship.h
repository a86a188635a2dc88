/* One MMSI: its tracks, their detectors, what it says of itself, and the reports that wait for the segmenter.
 *
 * Everything that depends on one number alone, so that ships can be worked on side by side. What comes out (events,
 * fixes for the encounters, names) goes to struct pl_ship_out in order. */
#ifndef PL_DETECT_SHIP_H
#define PL_DETECT_SHIP_H

#include "detect/bound.h"
#include "detect/draught.h"
#include "detect/hull.h"
#include "detect/identity.h"
#include "detect/late.h"
#include "detect/reception.h"
#include "detect/unplaced.h"
#include "track/segment.h"

struct pl_ship {
    uint32_t mmsi;
    pl_time last; /* last report of any kind */
    struct pl_segment segment;
    struct pl_hulls hulls;
    int64_t at_sea; /* slot of detect/land in which it was last at sea; 0 never */
    struct pl_past past;
    struct pl_late late;
    struct pl_held *waiting; /* PL_SEGMENT_PENDING + 1 places once needed */
    uint32_t n_waiting;
    struct pl_identity identity;
    struct pl_draught draught;
    struct pl_bound bound;
    struct pl_unplaced unplaced;
    struct pl_said said, other; /* last said; said before and different */
    struct pl_said shown;       /* as last given out */
    struct pl_said heard;       /* said since the last report of a track: of the track that reports next */
};

/* Where a ship's output goes; events go to detect->sink. */
struct pl_ship_out {
    void (*fix)(void *ctx, const struct pl_track_name *track, const struct pl_fix *fix);
    void (*said)(void *ctx, uint32_t mmsi, const struct pl_said *said);
    void (*born)(void *ctx);
    void *ctx;
};

struct pl_ship_rules {
    struct pl_detect *detect;
    struct pl_segment_params segment;
    pl_time sample_us;
    pl_time hole_us;        /* a longer hole gives no chances */
    struct pl_tally *tally; /* or NULL: reception is not counted */
    const struct pl_mids *mids;
    bool exercise;
    uint64_t n_late; /* counted here: reports left out as late copies (detect/late) */
    struct pl_ship_out out;
};

/* What the rules say to the segmenter. */
struct pl_segment_params pl_ship_segment_params(const struct pl_detect *detect);

/* Whoever follows ships calls pl_ship_advance() when the time of the data passes a multiple of this, before the report
 * behind it: only so do all see the same tracks. */
#define PL_SHIP_ADVANCE_US (6 * PL_HOUR_US)

/* The next report of this number (not a duplicate). */
PL_MUST int pl_ship_fold(struct pl_ship *ship, struct pl_ship_rules *rules, const struct pl_report *report,
                         struct pl_error *err);

/* Time has passed. *ret_idle: nothing is left to remember. */
PL_MUST int pl_ship_advance(struct pl_ship *ship, struct pl_ship_rules *rules, pl_time now, bool *ret_idle,
                            struct pl_error *err);

/* The data end at `until`: all that is open is told. */
PL_MUST int pl_ship_end(struct pl_ship *ship, struct pl_ship_rules *rules, pl_time until, struct pl_error *err);

/* Writes the state (tracks are numbered anew first), or reads it into a zeroed ship. */
void pl_ship_wire(struct pl_ship *ship, struct pl_ship_rules *rules, struct pl_wire *wire);
void pl_ship_free(struct pl_ship *ship);

/* True for messages and numbers of ships; base stations, aids to navigation and aircraft are not segmented. */
bool pl_ship_report(const struct pl_report *report);

#endif
