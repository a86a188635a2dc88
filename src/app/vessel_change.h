/* Name, call sign or IMO number that one number changes within one track: the ship sailed on, under another name.
 *
 * Fed with every report of one number in time order. A change counts where both values were said while one track ran
 * and no other track of the number did, so that two ships under one number are none. Told as remarks of the kind
 * changed_within_track (app/vessel_identity), one for each track and field, with the first change, the last, and how
 * many. What is not said ("" or 0) changes nothing. */
#ifndef PL_APP_VESSEL_CHANGE_H
#define PL_APP_VESSEL_CHANGE_H

#include "app/vessel.h"
#include "track/report.h"

#define PL_VESSEL_CHANGES_MAX ((size_t)1 << 16) /* of one number; later ones are not looked at */

enum pl_vessel_changed { PL_CHANGED_NAME, PL_CHANGED_CALLSIGN, PL_CHANGED_IMO, PL_CHANGED_COUNT };

struct pl_vessel_change {
    enum pl_vessel_changed field;
    pl_time before, at; /* when the old value was last said, and the new one first */
    char from[24], to[24];
};

/* Zero is the start; freed with pl_vessel_changes_free. */
struct pl_vessel_changes {
    char value[PL_CHANGED_COUNT][24];
    pl_time said[PL_CHANGED_COUNT];
    struct pl_vessel_change *list;
    size_t n, cap;
};

PL_MUST int pl_vessel_changes_add(struct pl_vessel_changes *changes, const struct pl_report *report,
                                  struct pl_error *err);
void pl_vessel_changes_free(struct pl_vessel_changes *changes);

/* tracks: of the number, by first report. Texts in the arena. By (track, field). */
PL_MUST int pl_vessel_changes_tell(const struct pl_vessel_changes *changes, const struct pl_vessel_track *tracks,
                                   size_t n_tracks, struct pl_arena *arena, pl_identity_remark_sink sink, void *ctx,
                                   struct pl_error *err);

#endif
