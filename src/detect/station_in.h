/* Inside of the stations: shared by station.c (counting) and outage.c (judging). */
#ifndef PL_DETECT_STATION_IN_H
#define PL_DETECT_STATION_IN_H

#include "base/map.h"
#include "detect/station.h"

struct pl_stations {
    struct pl_strmap names; /* entry number = id */
    struct pl_map quarter_index, ship_index, clock_index;
    struct pl_station_quarter *quarters;
    size_t n_quarters, cap_quarters;
    struct pl_station_ship *ships;
    size_t n_ships, cap_ships;
    struct pl_station_clock *clocks;
    size_t n_clocks, cap_clocks;
    bool full; /* there was more than can be counted */

    struct pl_station_ship **by_ship; /* once judged: (mmsi, day, station) */
    pl_time end_room;                 /* feed_outage.end_minutes, from the rules it was judged by */
    struct pl_outage *outages;
    size_t n_outages, cap_outages;
    struct pl_clock *offsets;
    size_t n_offsets;
};

/* Numbers of ships: not of aids to navigation, aircraft, groups. */
static inline bool pl_station_is_ship(uint32_t mmsi) { return mmsi >= 200000000 && mmsi < 800000000; }

/* Numbers of base stations (00MIDxxxx), which send every few seconds or minutes as long as they stand. */
static inline bool pl_station_is_base(uint32_t mmsi) { return mmsi >= 2000000 && mmsi < 8000000; }

#endif
