/* What a case was known to be at some time, derived once and kept for the next question: for a server, whose permalinks
 * ask for the same past again and again.
 *
 * A few pasts are kept, each a scratch case with a folder of its own (store/scratch); the one that was used longest ago
 * goes. As soon as anybody commits to the case all of them are derived anew when they are next asked for, so that what
 * was erased is gone here, too. All functions may be called by any thread; one past is derived at a time. */
#ifndef PL_APP_PAST_KEEP_H
#define PL_APP_PAST_KEEP_H

#include "app/known_at.h"
#include "base/arena.h"

#define PL_PAST_KEPT 4

struct pl_past_keep;
struct pl_past; /* one that is held */

/* dir must outlive it. NOMEM; nothing is derived yet. */
PL_MUST int pl_past_keep_open(const char *dir, struct pl_past_keep **ret, struct pl_error *err);
void pl_past_keep_close(struct pl_past_keep *keep); /* accepts NULL; nothing may be held */

/* A name for the verbs of app/, instead of dir: as known at that time they then read what is kept. In the arena; it is
 * dir itself where nothing came since, and *ret_past NULL then. What pl_known_at_open says. */
PL_MUST int pl_past_take(struct pl_past_keep *keep, pl_time at, struct pl_arena *arena, const char **ret_name,
                         struct pl_past **ret_past, struct pl_error *err);
void pl_past_give(struct pl_past_keep *keep, struct pl_past *past); /* accepts NULL */

/* A number that is another once anybody committed to the case since it was last asked for; below 0: nobody knows. */
int64_t pl_past_version(struct pl_past_keep *keep);

#endif
