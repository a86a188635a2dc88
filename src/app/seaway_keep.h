/* A seaway that is opened when it is first asked for and kept: for a server. All threads share it. */
#ifndef PL_APP_SEAWAY_KEEP_H
#define PL_APP_SEAWAY_KEEP_H

#include "app/seaway.h"

struct pl_seaway_keep;

/* coast and links: as in pl_seaway_open; must outlive it. Opens no mask yet. NOMEM. */
PL_MUST int pl_seaway_keep_open(const char *coast, const char *links, struct pl_seaway_keep **ret,
                                struct pl_error *err);
void pl_seaway_keep_close(struct pl_seaway_keep *keep); /* accepts NULL */

/* That mask with those links; belongs to the keep. What pl_seaway_open says. */
PL_MUST int pl_seaway_keep_get(struct pl_seaway_keep *keep, const struct pl_seaway **ret_way, struct pl_error *err);

#endif
