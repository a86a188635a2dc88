/* What every detector shares: the fix it is fed, the fix it holds on to, what an event rests on, and where events go.
 *
 * A detector is a fold: `fold(state, fix)` with all it remembers in an explicit state that a pl_wire saves and loads.
 * Detectors never fail aloud; a lack of memory is remembered in struct pl_detect and stops the pipeline. Pure. */
#ifndef PL_DETECT_FOLD_H
#define PL_DETECT_FOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "base/time.h"
#include "detect/event.h"
#include "detect/rules.h"
#include "geo/port.h"
#include "geo/sea.h"
#include "geo/sphere.h"
#include "track/report.h"
#include "track/wire.h"

/* A report of one track, decided and in time order. The record is borrowed. */
struct pl_fix {
    pl_time at;
    pl_pos pos;
    double sog_kn; /* broadcast and borne out by the positions; < 0 unknown */
    struct pl_loc src;
    pl_str record;
};

/* A fix kept for later: owns a copy of the record. Zeroed is empty (n == 0). */
struct pl_held {
    pl_time at;
    pl_pos pos;
    double sog_kn;
    struct pl_loc src;
    uint16_t n, cap;
    char *p;
};

/* Who: one track of one MMSI. */
struct pl_track_name {
    uint32_t mmsi;
    pl_hash ref;
};

typedef void (*pl_detect_sink)(void *ctx, const struct pl_event *event);

struct pl_detect {
    const struct pl_rules *rules;
    const struct pl_ports *ports;
    const struct pl_sea *sea; /* or NULL: nothing is said of land */
    pl_detect_sink sink;
    void *ctx;
    bool failed; /* out of memory */
};

static inline double pl_rule(const struct pl_detect *detect, enum pl_rule_key key) { return detect->rules->v[key]; }

/* A rule in minutes or hours as microseconds. */
pl_time pl_rule_hours_us(const struct pl_detect *detect, enum pl_rule_key key);
pl_time pl_rule_minutes_us(const struct pl_detect *detect, enum pl_rule_key key);

double pl_hours(pl_time from, pl_time to);

void pl_held_set(struct pl_held *held, const struct pl_fix *fix, struct pl_detect *detect);
struct pl_fix pl_held_fix(const struct pl_held *held);
void pl_held_free(struct pl_held *held);
void pl_held_wire(struct pl_held *held, struct pl_wire *wire);

/* The running digest over input records, with the places of the first two and last two of each vessel. */
struct pl_basis {
    struct pl_sha256 sha;
    uint64_t n;
    pl_time from, to;
    pl_hash first; /* reference of the first input */
    uint32_t n_places[PL_EVENT_PAIR];
    struct pl_loc places[PL_EVENT_PAIR][4];
};

void pl_basis_start(struct pl_basis *basis);
void pl_basis_add(struct pl_basis *basis, unsigned vessel, const struct pl_fix *input); /* in (time, record) order */
void pl_basis_wire(struct pl_basis *basis, struct pl_wire *wire);

/* An event of a type about n tracks, otherwise zero. */
struct pl_event pl_event_about(int type, const struct pl_track_name *tracks, unsigned n);

/* Fills inputs, evidence and id (docs/rules.md, "Ids"; extra tells apart what type, tracks and first input do not),
 * sorts the vessels and gives the event to the sink. Evidence of basis vessel i is of tracks[i] as given above. */
void pl_detect_emit(struct pl_detect *detect, struct pl_event *event, const struct pl_basis *basis, pl_str extra);

/* docs/rules.md, "Ids"; the event's vessels are sorted by (mmsi, track). */
pl_hash pl_event_id_of(const struct pl_event *event, const struct pl_rules *rules, pl_hash first_input, pl_str extra);

/* True within `within_m` of a port, its uncertainty taken off; *ret_port (may be NULL) is that port. */
bool pl_near_port(const struct pl_detect *detect, pl_pos pos, double within_m, const struct pl_port **ret_port);

/* Distance to the nearest port, -1 where none lies within 500 km. */
double pl_port_distance_m(const struct pl_detect *detect, pl_pos pos);

#endif
