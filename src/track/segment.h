/* Which hull sent which report: the reports of one MMSI, in time order, divided into tracks.
 *
 * A fold with explicit state, one struct pl_segment per MMSI. Several explanations ("this report continues track 2",
 * "it is a hull not seen before") are carried side by side with their costs in nats: the miss of a dead reckoning
 * from the track's own positions (from broadcast speed and course only where positions bear them out), in units of an
 * error that grows with time and that each track teaches. A report is decided once all remaining explanations agree
 * on it, at latest after pending_reports reports or pending_hours; most are decided at once. A track beyond reach
 * (max_speed_kn) is no candidate. After silence_hours a track goes on only where it is the only one within reach;
 * otherwise a new track begins that names the best candidate (ambiguous_with). Decisions are final.
 *
 * Pure and deterministic; memory is bounded (PL_SEGMENT_TRACKS live tracks, the longest silent one makes room).
 * docs/adr/0014-segmenter.md says why. */
#ifndef PL_TRACK_SEGMENT_H
#define PL_TRACK_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/time.h"
#include "geo/sphere.h"
#include "track/wire.h"

#define PL_SEGMENT_TRACKS  20 /* live tracks of one MMSI */
#define PL_SEGMENT_PENDING 24 /* reports that wait for a decision */

/* Thresholds: the section `track` of the rules. */
struct pl_segment_params {
    double max_speed_kn;    /* no hull is faster */
    double likely_speed_kn; /* after a silence, one that would have to be faster is no rival */
    double reach_slack_m;
    double fix_sigma_nm, drift_sigma_kn;
    double new_hull_nats, more_hull_nats, decide_nats, give_up_nats;
    unsigned pending_reports; /* 1..PL_SEGMENT_PENDING */
    pl_time pending_us, silence_us, max_silence_us;
};

/* A report as far as segmentation looks at it. */
struct pl_segment_fix {
    pl_time at;
    pl_pos pos;
    int16_t sog_dkn, cog_ddeg; /* or PL_AIS_NONE */
};

/* A live track. id counts the tracks of its MMSI from 0. */
struct pl_segment_track {
    uint32_t id;
    uint32_t n; /* reports, up to three */
    pl_pos pos, anchor;
    pl_time at, anchor_at; /* velocity is measured from an anchor some three minutes back */
    double east_kn, north_kn;
    double drift_kn; /* learned: how fast dead reckonings of this track go wrong */
    bool has_velocity;
    bool doubtful; /* see pl_segment_doubt */
    int8_t trust;  /* >= 0: positions bear broadcast speeds out */
    int16_t sog_dkn, cog_ddeg;
};

/* What was decided about the oldest undecided report. */
struct pl_segment_step {
    uint32_t track;     /* id */
    bool born;          /* its first report */
    bool within_reach;  /* born although another live track could have come here */
    bool sog_trusted;   /* the track's broadcast speed is borne out (or untested) */
    bool has_ambiguous; /* born after a silence of several: one of them is */
    uint32_t ambiguous; /* the nearest fit */
};

struct pl_segment_state; /* explanations side by side; NULL while there is one */

struct pl_segment {
    struct pl_segment_track *tracks; /* meaningful while explanations is NULL */
    uint32_t n_tracks, cap_tracks;
    uint32_t next_id;
    struct pl_segment_state *explanations;
};

/* Zeroed is empty; close frees and zeroes. */
void pl_segment_close(struct pl_segment *segment);

/* The next report (not before the last). Steps for the oldest undecided reports, in order, go to steps (room for
 * PL_SEGMENT_PENDING + 1). NOMEM. */
PL_MUST int pl_segment_push(struct pl_segment *segment, const struct pl_segment_params *params,
                            const struct pl_segment_fix *fix, struct pl_segment_step *steps, unsigned *ret_n,
                            struct pl_error *err);

/* Time goes on without a report: decides what has waited longer than pending_us (all of it with `all`), and drops
 * tracks silent for more than max_silence_us when nothing waits. */
PL_MUST int pl_segment_advance(struct pl_segment *segment, const struct pl_segment_params *params, pl_time now,
                               bool all, struct pl_segment_step *steps, unsigned *ret_n, struct pl_error *err);

/* The track was an error or has gone on as another one: after a silence it is no rival of one that is not doubtful.
 * Its next report clears it. */
void pl_segment_doubt(struct pl_segment *segment, uint32_t id);

/* Gives a track another id (while nothing waits). */
void pl_segment_renumber(struct pl_segment *segment, uint32_t id, uint32_t to);

/* Reports that wait, and since when (PL_TIME_NONE: none). */
unsigned pl_segment_waiting(const struct pl_segment *segment, pl_time *ret_since);

/* False once no explanation holds the track and no waiting report may be its. */
bool pl_segment_live(const struct pl_segment *segment, uint32_t id);

/* Writes the state, or reads it into an empty segment; the wire remembers a failure (also of memory). */
void pl_segment_wire(struct pl_segment *segment, struct pl_wire *wire);

#endif
