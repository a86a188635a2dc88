/* A ship as JSON Lines: one way of writing for `vessel` and for the API.
 *
 * A line each of ship, identity, identity_remark, list_hit, track, paper, the events as `events` prints them,
 * destination and reception, in the order of app/vessel; a summary ends it. Appends to a buffer; the caller checks it.
 */
#ifndef PL_APP_VESSEL_JSON_H
#define PL_APP_VESSEL_JSON_H

#include "app/vessel.h"
#include "base/buf.h"

PL_MUST int pl_vessel_json(const struct pl_vessel_ask *ask, struct pl_arena *arena, struct pl_buf *out,
                           struct pl_vessel_done *ret, struct pl_error *err);

#endif
