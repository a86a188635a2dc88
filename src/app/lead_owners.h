/* Leads: what the lists say of the owners of the listed ships that leads are linked to.
 *
 * A remark for each owner of such a ship that is, or may be, listed itself. It is about the ship of the entry, whether
 * or not the ship seen is that one, counts in no class or rank, and accuses no owner of anything but being listed. */
#ifndef PL_APP_LEAD_OWNERS_H
#define PL_APP_LEAD_OWNERS_H

#include <stddef.h>
#include <stdint.h>

#include "app/leads.h"
#include "base/arena.h"
#include "base/error.h"
#include "store/case.h"

#define PL_LEAD_MAX_OWNERS 10 /* remarks on one lead; of more, a last one says how many */

/* Fills `owners` of each lead, from the newest copies of the lists that its links name, as of the day `today`. The
 * remarks live in the arena. STORE, NOMEM, LIMIT. */
PL_MUST int pl_lead_owners_add(struct pl_case *c, int32_t today, struct pl_lead *leads, size_t n,
                               struct pl_arena *arena, struct pl_error *err);

#endif
