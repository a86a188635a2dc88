/* An event: something that happened to one or two tracks, with the rule that says so and the bytes it rests on.
 *
 * A lead, never a finding. Values only: an event owns nothing but the arrays inside it and may be copied. Times are
 * observed report times, never extrapolated. JSON form: docs/format/event.md. */
#ifndef PL_DETECT_EVENT_H
#define PL_DETECT_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "ais/message.h"
#include "base/time.h"
#include "geo/sphere.h"
#include "ledger/hash.h"
#include "track/report.h"

/* enum name, JSON name, rule section */
#define PL_EVENT_TYPES(X)                                                                                              \
    X(GAP, "gap", "gap")                                                                                               \
    X(ENCOUNTER, "encounter", "encounter")                                                                             \
    X(LOITERING, "loitering", "loitering")                                                                             \
    X(PORT_VISIT, "port_visit", "port_visit")                                                                          \
    X(IDENTITY_CONFLICT, "identity_conflict", "identity_conflict")                                                     \
    X(IDENTIFIER_INVALID, "identifier_invalid", "identifier_invalid")                                                  \
    X(POSITION_JUMP, "position_jump", "position_jump")

enum pl_event_type {
#define PL_EVENT_TYPE_ENUM(name, json, rule) PL_EVENT_##name,
    PL_EVENT_TYPES(PL_EVENT_TYPE_ENUM)
#undef PL_EVENT_TYPE_ENUM
        PL_EVENT_TYPE_COUNT
};

#define PL_EVENT_VESSELS  2
#define PL_EVENT_EVIDENCE 8

struct pl_event_vessel {
    uint32_t mmsi;
    bool has_track; /* identifier_invalid may rest on static reports of a ship without a position */
    pl_hash track;  /* reference of the track's first report; the track key is "MMSI-<first 16 hex digits>" */
    uint32_t imo;   /* what the event's own record says, else the last static report up to its emission; 0 unknown,
                       contradictory */
    char name[PL_AIS_NAME_MAX];
    char callsign[8];
};

struct pl_event {
    int type; /* enum pl_event_type */
    pl_hash id;
    unsigned n_vessels;
    struct pl_event_vessel vessels[PL_EVENT_VESSELS]; /* sorted by track key */
    pl_time start;
    pl_time end;  /* PL_TIME_NONE when open */
    bool open;    /* the data end before the event does */
    double hours; /* end - start; for an open event up to the last report of the data */
    pl_pos pos;   /* a representative position: of the start for gaps and jumps, the mean place otherwise */
    bool has_pos;
    pl_pos start_pos, end_pos;
    bool has_start_pos, has_end_pos;

    /* by type */
    bool in_port;      /* gap */
    double distance_m; /* gap: start to end; encounter: least distance; loitering: sailed */
    double speed_kn;   /* gap: implied; encounter: median of both; loitering: mean, sailed over time with reports */
    double port_distance_m; /* encounter, loitering: to the nearest port, < 0 unknown */
    double implied_kn;      /* position_jump */
    char port[64];          /* port_visit: id */
    int confidence;         /* port_visit: 1-4 */
    bool has_gap;           /* port_visit */
    char field[16];         /* identifier_invalid: "imo" or "mmsi" */
    char value[32];         /* identifier_invalid: as said */
    char why[96];           /* identifier_invalid: reason in words */
    pl_hash ambiguous_with; /* gap: its continuation is one of several; conflict: a track may be this one's going on */
    bool has_ambiguous_with;

    /* what it rests on */
    uint64_t n_inputs; /* reports */
    pl_time inputs_from, inputs_to;
    pl_hash digest; /* SHA-256 over the input records in order */
    unsigned n_evidence;
    struct pl_loc evidence[PL_EVENT_EVIDENCE];
    uint32_t evidence_mmsi[PL_EVENT_EVIDENCE];

    pl_time emitted_at; /* position in the stream at which it became certain; never printed */
};

/* The JSON name, and the section of the rules file that decides it; "unknown" beyond the types. */
const char *pl_event_type_name(int type);
const char *pl_event_type_rule(int type);

/* The type of that JSON name, or -1. */
int pl_event_type_of(pl_str name);

/* The printed order: (start, type name, id). */
int pl_event_cmp(const struct pl_event *a, const struct pl_event *b);

#endif
