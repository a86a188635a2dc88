/* Gaps: a track that was silent for longer than gap.min_hours (strict), whatever else its number did meanwhile.
 *
 * No state of its own: it compares two consecutive reports of one track. An open gap is a track that ends before the
 * data do. A gap is a silence in the data at hand, not proof that a transmitter was off. */
#ifndef PL_DETECT_GAP_H
#define PL_DETECT_GAP_H

#include "detect/fold.h"

/* What the track was like up to its silence. */
struct pl_gap_past {
    double top_kn; /* the fastest that it was seen to sail; < 0 unknown */
    uint32_t own_chances, own_taken;
};

void pl_gap_fold(struct pl_detect *detect, const struct pl_track_name *track, const struct pl_fix *last,
                 const struct pl_fix *now, struct pl_gap_past past);

/* until: the last report of the data (or the time at which the track was given up). continuation: the first report of
 * a track that may be its going on, or NULL. */
void pl_gap_open(struct pl_detect *detect, const struct pl_track_name *track, const struct pl_fix *last, pl_time until,
                 const pl_hash *continuation, struct pl_gap_past past);

#endif
