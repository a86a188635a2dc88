/* What an import says besides its reports: who was seen where, what ships said about themselves, what each station
 * heard.
 *
 * Counted in memory while the import reads, added to the tables of the case (ship, dirty, identity, presence,
 * reception, station, station_quarter, station_ship, station_place,
 * station_clock) at the end or when it grows. Counts are taken
 * before de-duplication: every hearing counts. */
#ifndef PL_STORE_HEARD_H
#define PL_STORE_HEARD_H

#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "detect/station.h"
#include "store/case.h"
#include "track/report.h"

struct pl_heard;

/* Inside a transaction. */
PL_MUST int pl_heard_begin(struct pl_case *c, int64_t seq, struct pl_heard **ret_heard, struct pl_error *err);

/* The number of a station, made at its first appearance; 0 for "". */
PL_MUST int pl_heard_station(struct pl_heard *heard, pl_str name, uint32_t *ret_station, struct pl_error *err);

/* One hearing, as report (its station is the number from above). */
PL_MUST int pl_heard_add(struct pl_heard *heard, const struct pl_report *report, struct pl_error *err);

/* All that the stations of a case heard, given back to `stations` under its own numbers for their names; no places
 * where an import did not count them. */
PL_MUST int pl_heard_stations(struct pl_case *c, struct pl_stations *stations, struct pl_error *err);

/* Imports made before a version of the schema that counts more did not count it, until a rebuild does. Has `c`, before
 * it is derived, count as they did in `from`, to compare the two; *ret_older: something was not counted there. */
PL_MUST int pl_heard_as_in(struct pl_case *c, struct pl_case *from, bool *ret_older, struct pl_error *err);

/* Writes what is left and frees; also on failure. */
PL_MUST int pl_heard_end(struct pl_heard *heard, struct pl_error *err);
void pl_heard_drop(struct pl_heard *heard); /* accepts NULL */

#endif
