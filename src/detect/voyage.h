/* Voyages: what a ship did between two visits to ports, with the silences in which it could have called elsewhere.
 *
 * A fold over the events of one number in printed order. A voyage runs from the last report in a port to the first in
 * the next; where two tracks of a number overlap it is of the track that made the visits. Events that begin while it
 * lasts are its own. A passage through a port's radius (confidence 1: neither a stop nor a silence) ends no voyage.
 * Pure; values only. */
#ifndef PL_DETECT_VOYAGE_H
#define PL_DETECT_VOYAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "detect/event.h"

#define PL_VOYAGE_CALLS 16

/* A silence of the voyage in which a call at a watched port was possible. */
struct pl_voyage_call {
    pl_hash gap;
    int grade;                 /* of that silence: enum pl_event_grade */
    struct pl_event_call call; /* reachable or marginal */
};

/* What the ship said meanwhile of where it was bound, as the second stage judges it (detect/arrival). */
struct pl_voyage_said {
    pl_time from, until; /* first and last heard, of all the time that it was said */
    struct pl_event_bound bound;
    char remark[240]; /* "" none */
};

struct pl_voyage {
    uint32_t mmsi;
    pl_hash track;
    char from[64], to[64]; /* ids of ports; "": not known (the data begin or end at sea) */
    pl_time start, end;    /* PL_TIME_NONE where the end is not known */
    unsigned silences;
    double silent_hours, longest_hours;
    unsigned meetings, loiterings;
    unsigned n_calls; /* the most likely first: reachable before marginal, more slack before less */
    struct pl_voyage_call calls[PL_VOYAGE_CALLS];
    unsigned more_calls;           /* that calls has no room for */
    struct pl_event_bound arrival; /* at `to`, beside what was said before; verdict NONE: nothing was */
    char arrival_remark[240];
    const struct pl_voyage_said *said; /* by the time it was first said; in the arena */
    unsigned n_said;
};

/* Events of any number of ships in printed order with their notes, shown ones and those of type BOUND. Voyages by
 * (mmsi, start, track); in the arena. Only tracks with a visit have voyages: the one before the first visit (from ""),
 * those between, and the one after the last (to ""); voyages without a time (no event, no next visit and no word of a
 * destination) are left out. NOMEM. */
struct pl_voyages;
PL_MUST int pl_voyages_open(struct pl_arena *arena, struct pl_voyages **ret_voyages, struct pl_error *err);
PL_MUST int pl_voyages_add(struct pl_voyages *voyages, const struct pl_event *event, struct pl_error *err);
PL_MUST int pl_voyages_end(struct pl_voyages *voyages, struct pl_voyage **ret_list, size_t *ret_n,
                           struct pl_error *err);

#endif
