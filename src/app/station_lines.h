/* What is said of the feed itself: outages of stations and the offsets of their clocks (detect/station), as JSON Lines.
 * They are leads about no ship. */
#ifndef PL_APP_STATION_LINES_H
#define PL_APP_STATION_LINES_H

#include <stdbool.h>

#include "base/buf.h"
#include "detect/station.h"

/* {"type":"feed_outage",...} and {"type":"station_clock",...}, a line each; docs/silence.md. The stations were judged.
 */
void pl_station_lines(const struct pl_stations *stations, bool exercise, struct pl_buf *out);

#endif
