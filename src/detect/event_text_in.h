/* Inside of events as text: shared by event_json.c (JSON, GeoJSON) and event_table.c (CSV, the table for people). */
#ifndef PL_DETECT_EVENT_TEXT_IN_H
#define PL_DETECT_EVENT_TEXT_IN_H

#include "detect/event_text.h"

/* Distances 3 decimals, hours 4, degrees 6 (docs/format/event.md). */
enum { DEG_DECIMALS = 6, DISTANCE_DECIMALS = 3, SPEED_DECIMALS = 3, HOUR_DECIMALS = 4 };

/* From its start to its end, < 0 where one of them is not known. */
static inline double moved_m(const struct pl_event *event) {
    return event->has_start_pos && event->has_end_pos ? pl_sphere_distance_m(event->start_pos, event->end_pos) : -1;
}

#endif
