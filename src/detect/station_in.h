/* Inside of the stations: shared by station.c and station_place.c (counting) and outage.c (judging). */
#ifndef PL_DETECT_STATION_IN_H
#define PL_DETECT_STATION_IN_H

#include "base/map.h"
#include "detect/station.h"

/* One of a ship's places in a day; the first of them hangs on the row of the ship. */
struct pl_place_node {
    uint64_t am, pm;
    pl_time first, last;
    pl_pos least, most;
    uint32_t cell;
    uint32_t next; /* its number + 1; 0 none */
};

struct pl_stations {
    struct pl_strmap names; /* entry number = id */
    struct pl_map quarter_index, ship_index, clock_index;
    struct pl_station_quarter *quarters;
    size_t n_quarters, cap_quarters;
    struct pl_station_ship *ships;
    size_t n_ships, cap_ships;
    uint32_t *first_place; /* of each ship: the number of a place + 1; 0 none */
    struct pl_place_node *places;
    size_t n_places, cap_places, cap_first, places_max;
    bool full_places; /* there was a place more than places_max */
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

/* station_place.c: the record of a ship's hearing that is counted in ships[ship] says where it is, or does not. */
PL_MUST int pl_stations_hear_place(struct pl_stations *stations, size_t ship, pl_str record, pl_time at,
                                   struct pl_error *err);
/* None where not all were kept. */
PL_MUST int pl_stations_each_place(const struct pl_stations *stations, const struct pl_stations_sink *sink,
                                   struct pl_error *err);

/* station.c: the row of a ship's day, made where there is none; SIZE_MAX where it is full. */
PL_MUST int pl_stations_ship_row(struct pl_stations *stations, const struct pl_station_ship *row, size_t *ret_at,
                                 struct pl_error *err);

/* Numbers of ships: not of aids to navigation, aircraft, groups. */
static inline bool pl_station_is_ship(uint32_t mmsi) { return mmsi >= 200000000 && mmsi < 800000000; }

/* Numbers of base stations (00MIDxxxx), which send every few seconds or minutes as long as they stand. */
static inline bool pl_station_is_base(uint32_t mmsi) { return mmsi >= 2000000 && mmsi < 8000000; }

#endif
