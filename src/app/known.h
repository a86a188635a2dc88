/* Known static data by MMSI, from `--static FILE`: what an event says about a ship that did not say it itself.
 *
 * JSON: an array of {"mmsi","imo","name","callsign","type","dim":[bow,stern,port,starboard]}; all but mmsi may be
 * missing or null; numbers may be strings (but those of type, ITU-R M.1371 table 53, and dim, metres up to 1022: what
 * is no such number is not known); unknown keys are ignored. Of several entries of one MMSI the first counts.
 * Const after it is read. */
#ifndef PL_APP_KNOWN_H
#define PL_APP_KNOWN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "detect/event.h"

struct pl_known;

/* At most 1,000,000 entries. FORMAT naming the entry, LIMIT, NOMEM. All memory from the arena. */
PL_MUST int pl_known_parse(pl_str json, struct pl_arena *arena, const struct pl_known **ret_known,
                           struct pl_error *err);

/* Fills imo, name, callsign, type and dimensions of the event's ships where they are missing. known may be NULL. */
void pl_known_fill(const struct pl_known *known, struct pl_event *event);

size_t pl_known_count(const struct pl_known *known);

#endif
