/* Inside of the segmenter: what segment.c (explanations side by side, until they agree) asks of segment_track.c (one
 * report and the tracks of one explanation). For these two only. */
#ifndef PL_TRACK_SEGMENT_IN_H
#define PL_TRACK_SEGMENT_IN_H

#include <math.h>

#include "track/segment.h"

#define TRUST_MAX 8

/* What a report could be within one explanation. */
struct choice {
    double cost;
    uint32_t explanation;
    int32_t track; /* place in tracks, -1 a new one */
    bool within_reach, has_ambiguous;
    uint32_t ambiguous;
};

static inline double vector_length(double east, double north) { return sqrt(east * east + north * north); }

double pl_segment_cos_lat(pl_pos pos);

/* Forgets tracks that can go on no more; returns how many are left. */
uint32_t pl_segment_drop_silent(struct pl_segment_track *tracks, uint32_t n, const struct pl_segment_params *p,
                                pl_time now);

/* All choices of one explanation; returns how many (at most PL_SEGMENT_TRACKS + 1). */
unsigned pl_segment_choices(const struct pl_segment_track *tracks, uint32_t n, const struct pl_segment_fix *fix,
                            const struct pl_segment_params *p, double cos_lat, struct choice *out);

/* Carries a choice out on a list of tracks with room for PL_SEGMENT_TRACKS. */
struct pl_segment_step pl_segment_apply(struct pl_segment_track *tracks, uint32_t *n, uint32_t *next_id,
                                        const struct choice *choice, const struct pl_segment_fix *fix,
                                        const struct pl_segment_params *p, double cos_lat);

#endif
