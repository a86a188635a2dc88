/* A number that sends an old track again (synthetic_track, kind copy): exact places of its own past, in the same order
 * and the same time apart.
 *
 * Of each track the first report in every cell of a tenth of a degree is kept as a fingerprint of its exact place, with
 * its time: the same whenever the same places are sent again. Two voyages of a ferry never agree to the tenth of a
 * metre; positions given only to 0.0001 degree or 0.01 minute could, and are left out. A ship remembers its last
 * PL_PAST_MAX fingerprints, at most synthetic_track.copy_max_days old. copy_min_reports of them met again one after the
 * other, each the same time (to a minute) after the first sending, are a copy. Inputs are the reports of the repetition
 * that met one. Tracks of other ships are not compared. */
#ifndef PL_DETECT_COPY_H
#define PL_DETECT_COPY_H

#include "detect/fold.h"

#define PL_PAST_MAX 96

struct pl_past_place {
    uint32_t print; /* of the exact place */
    uint32_t at_s;  /* since 2000 */
};

/* What a number remembers of where it was, oldest first; zeroed is empty. */
struct pl_past {
    struct pl_past_place *places; /* owned */
    uint16_t n, cap;
};

struct pl_copy_run;

/* Of one track; zeroed is the start. */
struct pl_copy {
    int16_t row, column;     /* the cell of its last report */
    bool begun;              /* they are set */
    struct pl_copy_run *run; /* owned; NULL: nothing is met again */
};

void pl_copy_fold(struct pl_copy *state, struct pl_past *past, struct pl_detect *detect,
                  const struct pl_track_name *track, const struct pl_fix *fix);

/* The track or the data end: what runs is told with its observed end. */
void pl_copy_end(struct pl_copy *state, struct pl_detect *detect, const struct pl_track_name *track);

/* Forgets what is too old. */
void pl_past_advance(struct pl_past *past, const struct pl_detect *detect, pl_time now);

void pl_copy_free(struct pl_copy *state);
void pl_copy_wire(struct pl_copy *state, struct pl_wire *wire);
void pl_past_free(struct pl_past *past);
void pl_past_wire(struct pl_past *past, struct pl_wire *wire);

#endif
