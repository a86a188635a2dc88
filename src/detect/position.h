/* Position jumps: what a track that begins beside another one is held to be.
 *
 * A lone foreign group of reports inside one silence of another track, not longer than
 * position_jump.excursion_max_hours nor than gap.min_hours, is an excursion: two jumps, there and back. A track that
 * begins out of reach while the one before it falls silent for good is a relocation: one jump. A group that reports
 * again after the other one did, or that lasts longer, is a second hull (detect/identity). Where a third track came
 * between, the one before it may only be waiting for its turn: the verdict waits. The verdict falls when that time has
 * passed, at the latest at the end of the data. */
#ifndef PL_DETECT_POSITION_H
#define PL_DETECT_POSITION_H

#include "detect/hull.h"

/* Before the fix of hull `now` is taken up: what it means for it and the other tracks. hull->last is still the fix
 * before; a hull that was just born has n == 0 and its verdict, parent and before are set already. */
void pl_position_fold(struct pl_hulls *hulls, struct pl_detect *detect, struct pl_hull *hull, const struct pl_fix *now);

/* Time has passed: verdicts that are due. */
void pl_position_advance(struct pl_hulls *hulls, struct pl_detect *detect, pl_time now);

/* The track is over: its verdict falls. */
void pl_position_close(struct pl_hulls *hulls, struct pl_detect *detect, struct pl_hull *hull);

/* The data end: all verdicts fall. */
void pl_position_end(struct pl_hulls *hulls, struct pl_detect *detect);

#endif
