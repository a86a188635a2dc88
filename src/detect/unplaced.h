/* A ship that goes on sending but says no position: nothing is heard of where it is, and its transmitter is on.
 *
 * For the second stage alone (event UNPLACED, never printed): it speaks against silences (detect/silence), and several
 * ships near each other that lose their position together are interference (detect/interference). From the last report
 * with a position to the last without one before the next with one; begun unplaced.min_minutes after the first of
 * these, told where unplaced.min_reports came. Of numbers that several hulls share it is that of them all. start is
 * that last position's time, own_chances the reports since the beginning, own_taken those of them that are position
 * reports whose position is not available (the others are static), start_pos and end_pos the last position. */
#ifndef PL_DETECT_UNPLACED_H
#define PL_DETECT_UNPLACED_H

#include "detect/fold.h"

/* Zeroed is the start. */
struct pl_unplaced {
    pl_time placed;       /* the last report with a position; 0 none yet */
    pl_pos pos;           /* that position */
    struct pl_held first; /* without one, since it counts; empty: none */
    struct pl_held last;
    uint32_t n, n_position_reports;
};

void pl_unplaced_reset(struct pl_unplaced *state); /* forgets and frees everything */

/* Any report of the number, in order. report: its time, record and place in the evidence, and its position where it
 * has one. position_report: it is one, with or without a position. */
void pl_unplaced_fold(struct pl_unplaced *state, struct pl_detect *detect, uint32_t mmsi, const struct pl_fix *report,
                      bool has_position, bool position_report);

/* The data end, or nothing more is heard of the number. */
void pl_unplaced_end(struct pl_unplaced *state, struct pl_detect *detect, uint32_t mmsi);

void pl_unplaced_wire(struct pl_unplaced *state, struct pl_wire *wire);

#endif
