/* What each receiving station heard, and when: outages of the feed, which are events of the feed and not of ships, and
 * the offset of each station's clock.
 *
 * Counted from every hearing before de-duplication, as sets and whole-number sums that only add up, so neither the
 * order of the hearings nor the cut of the recording can change a result: for each station and quarter of an hour the
 * number of hearings with the first and the last of them; for each station, day and ship the quarters in which it was
 * heard, and in which cell of a degree it said to be meanwhile; and how far the station's stamps lie from the UTC that
 * the messages themselves carry (base stations say date and second, ships the second of the minute).
 *
 * Hearings without a station are those of station 0, "". Memory: some 40 bytes for each (station, day, ship), 30 for
 * each (station, quarter), 56 for each (station, day, ship, cell), and while one of these lists grows, its old half
 * again; beyond PL_STATIONS_SHIPS_MAX nothing more is counted and nothing is told, beyond PL_STATIONS_PLACES_MAX no
 * place is given and nothing is told of places. One caller at a time until it was judged, then
 * const. Pure. */
#ifndef PL_DETECT_STATION_H
#define PL_DETECT_STATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "detect/rules.h"
#include "geo/sphere.h"

#define PL_STATIONS_MAX        ((uint32_t)1 << 17) /* more are not counted */
#define PL_STATIONS_SHIPS_MAX  ((size_t)1 << 24)
#define PL_STATIONS_PLACES_MAX ((size_t)1 << 26)
#define PL_QUARTER_US          (15 * PL_MINUTE_US)

struct pl_stations;

/* NOMEM. */
PL_MUST int pl_stations_open(struct pl_stations **ret_stations, struct pl_error *err);
void pl_stations_close(struct pl_stations *stations); /* accepts NULL */

/* The number of a station, made at its first appearance; 0 for "". NOMEM. */
PL_MUST int pl_stations_id(struct pl_stations *stations, pl_str name, uint32_t *ret_id, struct pl_error *err);
pl_str pl_stations_name(const struct pl_stations *stations, uint32_t id);

/* One hearing: its station and canonical record (track/report). NOMEM. */
PL_MUST int pl_stations_hear(struct pl_stations *stations, uint32_t id, pl_str record, struct pl_error *err);

/* The counts themselves, for a case to keep and to give back: add means sum, union, least and greatest. */
struct pl_station_quarter {
    uint32_t station;
    int64_t quarter; /* at / PL_QUARTER_US */
    uint64_t n;
    pl_time first, last;
};

struct pl_station_ship {
    uint32_t station, mmsi;
    int64_t day;
    uint64_t am, pm; /* bit q: heard in quarter q of 48 */
};

/* Where a ship that a station heard said to be, one cell of a degree in one day. Not 0, 0, which receivers without a
 * fix say. A ship that says more than PL_STATION_CELLS cells in a day is SCATTERED: a number that many use, or noise;
 * nothing else is then told of its day. */
struct pl_station_place {
    uint32_t station, mmsi;
    int64_t day;
    uint32_t cell;       /* (degrees of latitude + 90) * 360 + degrees of longitude + 180, or PL_STATION_SCATTERED */
    uint64_t am, pm;     /* as above */
    pl_time first, last; /* hearings in it */
    pl_pos least, most;  /* the corners of what was said in it, least in both and most in both */
};

#define PL_STATION_CELLS     64
#define PL_STATION_SCATTERED UINT32_C(0xFFFF)

/* Hearings whose stamp differs so much from the UTC that they carry. */
struct pl_station_clock {
    uint32_t station;
    bool dated;     /* a base station's whole date: `bucket` is whole seconds; else 0.1 s in a minute: 0 to 599 */
    int32_t bucket; /* for ships: (stamp - second said) mod 60 s */
    uint64_t n;
};

PL_MUST int pl_stations_add_quarter(struct pl_stations *stations, const struct pl_station_quarter *row,
                                    struct pl_error *err);
PL_MUST int pl_stations_add_ship(struct pl_stations *stations, const struct pl_station_ship *row, struct pl_error *err);
PL_MUST int pl_stations_add_place(struct pl_stations *stations, const struct pl_station_place *row,
                                  struct pl_error *err);
PL_MUST int pl_stations_add_clock(struct pl_stations *stations, const struct pl_station_clock *row,
                                  struct pl_error *err);

/* Everything counted, in no promised order; a code other than 0 ends it and is returned. Any may be NULL. Of places all
 * or none, see above. */
struct pl_stations_sink {
    int (*quarter)(void *ctx, const struct pl_station_quarter *row, struct pl_error *err);
    int (*ship)(void *ctx, const struct pl_station_ship *row, struct pl_error *err);
    int (*place)(void *ctx, const struct pl_station_place *row, struct pl_error *err);
    int (*clock)(void *ctx, const struct pl_station_clock *row, struct pl_error *err);
    void *ctx;
};
PL_MUST int pl_stations_each(const struct pl_stations *stations, const struct pl_stations_sink *sink,
                             struct pl_error *err);

/* A station heard nothing although it usually does and its ships went on being heard by others; or the whole feed heard
 * nothing. */
struct pl_outage {
    uint32_t station; /* see whole */
    bool whole;       /* of all stations */
    pl_time start;    /* its last hearing before */
    pl_time end;      /* its first hearing after; PL_TIME_NONE: the data end before it hears again */
    double usual;     /* hearings in a quarter of an hour, median of the day before and after */
    unsigned ships;   /* heard by it in the hour before */
    unsigned alive;   /* of these, heard by other stations meanwhile */
};

/* How far a station's clock is ahead of UTC. */
struct pl_clock {
    uint32_t station;
    bool known; /* false: too few messages, or they do not agree */
    bool dated; /* a base station's date bears it out; else it is known but for whole minutes */
    double offset_s;
    uint64_t n; /* messages that it rests on */
};

/* Finds both, once, after everything was added: outages by start, station name; clocks by station name. Lives as long
 * as the stations. NOMEM. */
PL_MUST int pl_stations_judge(struct pl_stations *stations, const struct pl_rules *rules, struct pl_error *err);
const struct pl_outage *pl_stations_outages(const struct pl_stations *stations, size_t *ret_n);
const struct pl_clock *pl_stations_clocks(const struct pl_stations *stations, size_t *ret_n);

/* Once judged: the outage of a station that heard the ship in the hour before `at` (`after`: in the hour behind it),
 * and in which `at` lies, or NULL. */
const struct pl_outage *pl_stations_outage_at(const struct pl_stations *stations, uint32_t mmsi, pl_time at,
                                              bool after);

#endif
