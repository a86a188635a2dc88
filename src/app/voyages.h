/* voyages, anchorages: what the events of a case say of ships between ports, and of places where many lie still. */
#ifndef PL_APP_VOYAGES_H
#define PL_APP_VOYAGES_H

#include "app/events.h"
#include "detect/anchorage.h"
#include "detect/voyage.h"

/* Voyages of a ship (as pl_events_run; "" all) that overlap [from, to] (PL_TIME_NONE: no limit); in the arena. */
PL_MUST int pl_voyages_read(const char *case_dir, pl_time known_at, const char *vessel, pl_time from, pl_time to,
                            struct pl_arena *arena, struct pl_voyage **ret_list, size_t *ret_n,
                            struct pl_events_view *ret_view, struct pl_error *err);

/* Anchorages learned from all loiterings of the case, by its rules; in the arena. */
PL_MUST int pl_anchorages_read(const char *case_dir, pl_time known_at, struct pl_arena *arena,
                               struct pl_anchorage **ret_list, size_t *ret_n, struct pl_events_view *ret_view,
                               struct pl_error *err);

#endif
