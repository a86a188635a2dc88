/* Inside of the pipeline: shared by pipeline.c (reports in, events out) and pipeline_state.c (its state as bytes). */
#ifndef PL_DETECT_PIPELINE_IN_H
#define PL_DETECT_PIPELINE_IN_H

#include "base/map.h"
#include "base/str.h"
#include "detect/encounter.h"
#include "detect/pipeline.h"
#include "detect/ship.h"
#include "track/dedupe.h"

#define LANES     16u /* ships are spread over so many, whatever the number of threads */
#define BATCH     32768u
#define SHIPS_MAX (1u << 24)
#define OUT_MAX   ((size_t)1 << 32)

/* What a lane hands to the serial stage; `bytes` follow each other in the lane's out buffer. */
struct item {
    uint64_t seq; /* of the report that brought it about */
    pl_time now;
    int kind;
    uint32_t mmsi;
    pl_hash ref;
    struct pl_fix fix; /* its record: offset in p */
    size_t offset;
};
enum { ITEM_EVENT, ITEM_FIX, ITEM_SAID, ITEM_FORGET };

struct queued {
    struct pl_report report; /* record.p: offset in the lane's records */
    uint64_t seq;
};

struct lane {
    struct pl_pipeline *pipeline;
    struct pl_detect detect;
    struct pl_ship_rules rules;
    struct pl_dedupe *dedupe;
    struct pl_tally tally;
    struct pl_map index; /* mmsi -> place in ships */
    struct pl_ship *ships;
    uint32_t n_ships, cap_ships;
    struct pl_pipeline_counts counts;
    uint64_t seq; /* of the report at work */
    pl_time now;

    struct queued *queue;
    uint32_t n_queue, cap_queue;
    struct pl_buf records;

    struct item *items;
    uint32_t n_items, cap_items, done;
    struct pl_buf bytes; /* events and records of the items */
    int code;
    struct pl_error error;
};

struct pl_pipeline {
    struct pl_pipeline_options options;
    pl_event_sink sink;
    void *ctx;
    struct lane lanes[LANES];
    struct pl_detect detect; /* of the serial stage */
    struct pl_encounters *encounters;
    struct pl_map said_index; /* mmsi -> place + 1 in said */
    struct pl_said *said;
    uint32_t n_said, cap_said;
    uint32_t *unused_said;
    uint32_t n_unused_said;
    uint64_t pushed;
    bool tail; /* a copy that tells the end while more may follow */
    uint32_t batched;
    pl_time last, now;
    int64_t sweep; /* last / PL_SHIP_ADVANCE_US */
    int code;      /* of the sink */
    struct pl_error error;
};

static inline uint32_t lane_of(uint32_t mmsi) { return (mmsi * UINT32_C(2654435761)) >> 28; }

/* Everything that is queued goes through the lanes and out. */
PL_MUST int pl_pipeline_flush(struct pl_pipeline *p, struct pl_error *err);

/* What all lanes heard, as sums that belong to the slot of the last report, to the sink; keeps nothing of it. */
PL_MUST int pl_pipeline_hand_out(struct pl_pipeline *p, bool tail, struct pl_error *err);

/* 0, or what went wrong so far. */
PL_MUST int pl_pipeline_check(struct pl_pipeline *p, struct pl_error *err);

/* Ships in the order of their numbers: what is put out then does not depend on how they came to lie. */
void pl_pipeline_sort_ships(struct lane *lane);

/* The ship of that number, made where it is missing; NULL without memory. */
struct pl_ship *pl_pipeline_ship(struct lane *lane, uint32_t mmsi);

/* What a number says of itself, for events; false without memory. */
bool pl_pipeline_keep_said(struct pl_pipeline *p, uint32_t mmsi, const struct pl_said *said);

#endif
