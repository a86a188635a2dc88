/* When and for how long a silent ship could have been at a place where another one waited: arithmetic alone.
 *
 * Hours are times of observed reports; ways in metres, by sea or straight, as the caller has them. Pure. */
#ifndef PL_DETECT_MEETING_H
#define PL_DETECT_MEETING_H

#include <stdbool.h>

#include "base/time.h"
#include "geo/sphere.h"

struct pl_silence {
    pl_time start, end; /* end of the data while open */
    bool open;          /* where it ended is not known: only the way in counts */
    pl_pos from, to;
    double speed_kn; /* the most that it is taken to make; > 0 */
};

struct pl_meeting {
    double cover_h;  /* hours that it could have been there between `from` and `to` of the wait, at that speed; may be
                        negative: by so much it misses */
    double needs_kn; /* the least speed at which it could have been there for min_h of them; -1 where no speed is
                        enough */
};

/* in_m: from where the silence began to the place; out_m: from there to where it ended (not looked at while open). */
struct pl_meeting pl_meeting_of(const struct pl_silence *silence, pl_time from, pl_time to, double in_m, double out_m,
                                double min_h);

/* How far out of its way: in and out together, divided by the square of the share of wait_h that is covered. The square
 * because a wait that is covered by half is at either end as likely another ship's. cover_h > 0, wait_h > 0. */
double pl_meeting_detour_m(double in_m, double out_m, double cover_h, double wait_h);

#endif
