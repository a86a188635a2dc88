/* The coarse trail of each track, for drawing a large case: of the positions that detection took from six hours of the
 * data, at most PL_TRAIL_POINTS a track, those that shape its way most (geo/thin).
 *
 * Rests on fixes, as told apart by hull and without positions that cannot be true; takes at most one in
 * encounter.sample_s, as encounters do. Times are whole seconds. A builder holds at most PL_TRAIL_HELD points a track,
 * whatever is added; one caller at a time. Pure. */
#ifndef PL_DETECT_TRAIL_H
#define PL_DETECT_TRAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "detect/fold.h"
#include "geo/sphere.h"

#define PL_TRAIL_SLOT_US    (6 * PL_HOUR_US)  /* of the data: what is packed at once */
#define PL_TRAIL_TRACKS_MAX ((size_t)1 << 22) /* of a builder */
#define PL_TRAIL_POINTS     8 /* of a track in six hours: the first, the last, and what lies farthest off an even way */
#define PL_TRAIL_HELD       512 /* of a track, before they are thinned */
#define PL_TRAIL_PAUSE_US                                                                                              \
    (2 * PL_HOUR_US)        /* a longer silence is marked, and both its ends stay beside the points above */
#define PL_TRAIL_OFF_M 30.0 /* what is less far off is left out */

struct pl_trail;

PL_MUST int pl_trail_open(struct pl_trail **ret, struct pl_error *err); /* NOMEM */
void pl_trail_close(struct pl_trail *trail);                            /* accepts NULL */

/* At most so many tracks, in place of PL_TRAIL_TRACKS_MAX; before the first is added. */
void pl_trail_limit(struct pl_trail *trail, size_t max_tracks);

/* The next fix of a track; those of one track in the order of their times, else it is left out. LIMIT for one track too
 * many, NOMEM. */
PL_MUST int pl_trail_add(struct pl_trail *trail, const struct pl_track_name *track, pl_time at, pl_pos pos,
                         struct pl_error *err);

/* Appends what was added, by number and track, and begins anew. */
void pl_trail_pack(struct pl_trail *trail, struct pl_buf *out);

struct pl_trail_point {
    pl_time at;
    pl_pos pos;
    bool paused; /* a silence of more than PL_TRAIL_PAUSE_US before it; not said of a track's first point in the six
                  * hours
                  */
};

/* The points of a track, which live until the sink returns. `track`: the first 8 bytes of its reference. A code other
 * than 0 stops the reading, which returns it. */
typedef int (*pl_trail_sink)(void *ctx, uint32_t mmsi, uint64_t track, const struct pl_trail_point *points, size_t n,
                             struct pl_error *err);

/* FORMAT for anything but what was packed; what came before it was given. */
PL_MUST int pl_trail_unpack(pl_str bytes, pl_trail_sink sink, void *ctx, struct pl_error *err);

/* The first 8 bytes of a track's reference, as above. */
uint64_t pl_trail_track(pl_hash ref);

#endif
