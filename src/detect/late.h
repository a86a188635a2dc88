/* Late copies: reports that a feed gives minutes too late a time.
 *
 * A station or relay whose stamps run minutes behind sends what the others sent before: the same reports to the last
 * bit, between those that are on time. Taken as they are stamped, a ship would be in two places, L seconds of its way
 * apart, for as long as both are heard: an identity conflict, jumps, interference, where nothing but a clock is wrong.
 * So a report of a ship under way is left out where it equals one of the last hour and the ship could not have come
 * back to that place from where it was heard since. Where PL_LATE_MET such copies were met, reports that only the late
 * station heard are left out, too: those that the ship cannot have sent now and that lie on the way it has come, and
 * where the copies came late by the same time, those that lie where it was so long before and 1 km and more from where
 * it is. The first of two copies is never left out, and before copies were met nothing is that the ship could have sent
 * now: who turns in circles over the same points, or stands still, is not late.
 *
 * Remembered are the last PL_LATE_PLACES places of PL_LATE_US at most, from one of a ship under way on; where it lies
 * still afterwards is remembered, too, for that is where it was heard last. Lags of more than that are not looked for.
 * Pure but for memory: a failure sets detect->failed. */
#ifndef PL_DETECT_LATE_H
#define PL_DETECT_LATE_H

#include "detect/fold.h"

#define PL_LATE_PLACES 64
#define PL_LATE_US     PL_HOUR_US
#define PL_LATE_DKN    30 /* under way: at this or more is a ship looked at, 0.1 kn */
#define PL_LATE_MET    3

struct pl_late_place {
    uint32_t at_s;  /* since 2000 */
    uint32_t print; /* of the report's content */
    pl_pos pos;
};

/* Of one number; zeroed is the start. */
struct pl_late {
    struct pl_late_place *places; /* owned, a ring from `first` on, oldest first; NULL: none */
    uint8_t first, n, cap;
    uint8_t n_met;    /* copies met, up to PL_LATE_MET */
    uint8_t n_steady; /* the last ones in a row that were late by lag_s, likewise; 0 where n_met is */
    uint32_t lag_s;   /* of the last copy, where n_met > 0 */
    pl_time met;      /* and when it came */
};

/* The next report with a position; true: it is late and counts for nothing. */
bool pl_late_fold(struct pl_late *late, struct pl_detect *detect, const struct pl_report *report);

/* Time has passed: what is too old is forgotten. */
void pl_late_advance(struct pl_late *late, pl_time now);

void pl_late_wire(struct pl_late *late, struct pl_wire *wire);
void pl_late_free(struct pl_late *late);

#endif
