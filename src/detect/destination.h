/* Which port the destination that a ship transmits names: message 5 has twenty characters of free text, where some
 * write a UN/LOCODE ("KRPUS", "CNSHA>KR PUS": the last counts), some a name ("BUSAN, KOREA", "FOR PUSAN ANCH"), some
 * "ORDERS".
 *
 * Only whole names and codes of the table of ports are matched (name, its parts at brackets and slashes, `also`; of a
 * table without names the id), never one that is merely near: letters and digits count, case, spaces and signs do not.
 * Words that name no port ("FOR", "PORT", "ANCH", "OPL", "ROADS") and a state at the end are set aside, the state then
 * has to be the port's. Names that several ports far from each other have are several: the caller says undetermined.
 * Pure; const after opening, in the caller's arena. */
#ifndef PL_DETECT_DESTINATION_H
#define PL_DETECT_DESTINATION_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "geo/port.h"

struct pl_destinations;

#define PL_DESTINATION_MOST 8 /* ports of one name that are told apart */

/* Ports of one name within so many metres of each other are one place: the first in the table stands for them. */
#define PL_DESTINATION_SAME_M 30000.0

struct pl_destination {
    unsigned n; /* ports of that name: 0 none, 1 that one; more: it cannot be told which */
    const struct pl_port *ports[PL_DESTINATION_MOST]; /* the first of them */
};

/* ports may be NULL (nothing is ever found) and outlive it. NOMEM. */
PL_MUST int pl_destinations_open(const struct pl_ports *ports, struct pl_arena *arena,
                                 const struct pl_destinations **ret_destinations, struct pl_error *err);

/* Text of any length; beyond 64 bytes nothing is looked for. */
struct pl_destination pl_destinations_find(const struct pl_destinations *destinations, pl_str text);

#endif
