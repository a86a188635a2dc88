/* Identity: numbers that cannot be right, and one number on two hulls.
 *
 * identifier_invalid: an IMO number with a wrong check digit, an MMSI of impossible shape or country digits; once for
 * each (MMSI, value). identity_conflict: two tracks of one MMSI overlap in time, both held to be hulls; one event a
 * pair, from the later beginning to the earlier end, told when the first of them is over. */
#ifndef PL_DETECT_IDENTITY_H
#define PL_DETECT_IDENTITY_H

#include "detect/hull.h"
#include "names/identifier.h"

#define PL_IDENTITY_TOLD 8 /* wrong IMO numbers remembered for an MMSI; more are not told */

/* Zeroed is the start. */
struct pl_identity {
    bool checked; /* the MMSI */
    uint32_t n_told;
    uint32_t told[PL_IDENTITY_TOLD];
};

/* A report of the ship: its number, and what it says of itself (NULL: nothing). */
void pl_identity_fold(struct pl_identity *state, struct pl_detect *detect, uint32_t mmsi,
                      const struct pl_ais_static *said, bool exercise, const struct pl_mids *mids,
                      const struct pl_fix *fix);

/* The track in this place is over (or the data are): its conflicts with those behind `from`. */
void pl_identity_conflicts(const struct pl_hulls *hulls, struct pl_detect *detect, uint32_t place, uint32_t from);

void pl_identity_wire(struct pl_identity *state, struct pl_wire *wire);

#endif
