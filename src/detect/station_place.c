/* Where ships said to be while a station heard them. */
#include <stdlib.h>
#include <string.h>

#include "ais/message.h"
#include "detect/station_in.h"
#include "track/report.h"

#include "base/ban.h"

#define NO_FIX_UNITS 6000 /* 0.01 degree: so near to 0, 0 it is the place of a receiver without a fix */

static int no_memory(struct pl_error *err) {
    return pl_fail(err, PL_E_NOMEM, "no memory to count what stations heard");
}

static uint32_t cell_of(pl_pos pos) {
    uint32_t lat = (uint32_t)(pos.lat + PL_LAT_MAX) / PL_POS_UNIT,
             lon = (uint32_t)(pos.lon + PL_LON_HALF) / PL_POS_UNIT;
    return (lat > 179 ? 179 : lat) * 360 + lon;
}

/* The list of a ship's places, or NULL. */
static uint32_t *first_of(struct pl_stations *s, size_t ship) {
    if (ship >= s->cap_first) {
        uint32_t *grown = reallocarray(s->first_place, s->cap_ships, sizeof *grown);
        if (grown == NULL) {
            return NULL;
        }
        memset(grown + s->cap_first, 0, (s->cap_ships - s->cap_first) * sizeof *grown);
        s->first_place = grown;
        s->cap_first = s->cap_ships;
    }
    return &s->first_place[ship];
}

static int new_place(struct pl_stations *s, uint32_t *first, const struct pl_place_node *place, struct pl_error *err) {
    if (s->n_places == s->places_max) {
        s->full_places = true;
        return PL_E_OK;
    }
    if (s->n_places == s->cap_places) {
        size_t cap = s->cap_places == 0 ? 256 : s->cap_places * 2;
        struct pl_place_node *grown = reallocarray(s->places, cap, sizeof *grown);
        if (grown == NULL) {
            return no_memory(err);
        }
        s->places = grown;
        s->cap_places = cap;
    }
    s->places[s->n_places] = *place;
    s->places[s->n_places].next = *first;
    *first = (uint32_t)++s->n_places;
    return PL_E_OK;
}

static void widen(struct pl_place_node *to, const struct pl_place_node *by) {
    to->am |= by->am;
    to->pm |= by->pm;
    to->first = by->first < to->first ? by->first : to->first;
    to->last = by->last > to->last ? by->last : to->last;
    to->least.lat = by->least.lat < to->least.lat ? by->least.lat : to->least.lat;
    to->least.lon = by->least.lon < to->least.lon ? by->least.lon : to->least.lon;
    to->most.lat = by->most.lat > to->most.lat ? by->most.lat : to->most.lat;
    to->most.lon = by->most.lon > to->most.lon ? by->most.lon : to->most.lon;
}

/* Sets only grow, and beyond PL_STATION_CELLS all become one: no order of the hearings changes what is left. */
static int add(struct pl_stations *s, size_t ship, const struct pl_place_node *place, struct pl_error *err) {
    uint32_t *first = first_of(s, ship);
    unsigned cells = 0;
    if (first == NULL) {
        return no_memory(err);
    }
    for (uint32_t i = *first; i != 0; i = s->places[i - 1].next, cells++) {
        struct pl_place_node *have = &s->places[i - 1];
        if (have->cell == place->cell || have->cell == PL_STATION_SCATTERED) {
            widen(have, place);
            return PL_E_OK;
        }
    }
    if (cells < PL_STATION_CELLS && place->cell != PL_STATION_SCATTERED) {
        return new_place(s, first, place, err);
    }
    struct pl_place_node all = *place;
    for (uint32_t i = *first; i != 0; i = s->places[i - 1].next) {
        widen(&all, &s->places[i - 1]);
    }
    all.cell = PL_STATION_SCATTERED;
    all.next = 0;
    if (*first == 0) {
        return new_place(s, first, &all, err);
    }
    s->places[*first - 1] = all; /* the others stay unused */
    return PL_E_OK;
}

/* Big-endian bits `from` .. `from + 28` of a payload, as a number with a sign of n bits. */
static int32_t signed_bits(const char *payload, unsigned from, unsigned n) {
    uint64_t bytes;
    memcpy(&bytes, payload + from / 8, sizeof bytes);
    return (int32_t)((int64_t)(__builtin_bswap64(bytes) << from % 8) >> (64 - n));
}

#define RECORD_BITS 15 /* time, MMSI, kind 1, number of bits: docs/format/record.md */
#define LEAST_BYTES 21 /* of a position report */

static bool place_of(pl_str record, pl_pos *ret) {
    struct pl_report report;
    struct pl_error err;
    if (record.n > 12 && record.p[12] != 1) {
        bool has = pl_report_read(record, &report, &err) == PL_E_OK && report.has_position;
        *ret = has ? report.pos : (pl_pos){0};
        return has;
    }
    if (record.n < RECORD_BITS + LEAST_BYTES) {
        return false;
    }
    const char *payload = record.p + RECORD_BITS;
    unsigned msg = (unsigned char)payload[0] >> 2;
    unsigned lon = msg >= 1 && msg <= 3 ? 61 : msg == 18 || msg == 19 ? 57 : 0;
    if (lon == 0) {
        return false;
    }
    *ret = (pl_pos){.lon = signed_bits(payload, lon, 28), .lat = signed_bits(payload, lon + 28, 27)};
    ret->lon = ret->lon == PL_LON_HALF ? -PL_LON_HALF : ret->lon;
    return ret->lon >= -PL_LON_HALF && ret->lon < PL_LON_HALF && ret->lat >= -PL_LAT_MAX && ret->lat <= PL_LAT_MAX;
}

int pl_stations_hear_place(struct pl_stations *s, size_t ship, pl_str record, pl_time at, struct pl_error *err) {
    pl_pos pos;
    if (!place_of(record, &pos) || (abs(pos.lat) <= NO_FIX_UNITS && abs(pos.lon) <= NO_FIX_UNITS)) {
        return PL_E_OK;
    }
    unsigned q = (unsigned)(at % PL_DAY_US / PL_QUARTER_US);
    const struct pl_place_node place = {.am = q < 48 ? UINT64_C(1) << q : 0,
                                        .pm = q < 48 ? 0 : UINT64_C(1) << (q - 48),
                                        .first = at,
                                        .last = at,
                                        .least = pos,
                                        .most = pos,
                                        .cell = cell_of(pos)};
    return add(s, ship, &place, err);
}

int pl_stations_add_place(struct pl_stations *s, const struct pl_station_place *row, struct pl_error *err) {
    const struct pl_station_ship ship = {row->station, row->mmsi, row->day, 0, 0};
    const struct pl_place_node place = {.am = row->am,
                                        .pm = row->pm,
                                        .first = row->first,
                                        .last = row->last,
                                        .least = row->least,
                                        .most = row->most,
                                        .cell = row->cell};
    size_t at = SIZE_MAX;
    int rc = pl_stations_ship_row(s, &ship, &at, err);
    return rc == PL_E_OK && at != SIZE_MAX ? add(s, at, &place, err) : rc;
}

int pl_stations_each_place(const struct pl_stations *s, const struct pl_stations_sink *sink, struct pl_error *err) {
    int rc = PL_E_OK;
    if (s->full || s->full_places) {
        return PL_E_OK; /* which of them were kept depends on the order of the hearings */
    }
    for (size_t ship = 0; rc == PL_E_OK && ship < s->cap_first && ship < s->n_ships; ship++) {
        const struct pl_station_ship *who = &s->ships[ship];
        for (uint32_t i = s->first_place[ship]; rc == PL_E_OK && i != 0; i = s->places[i - 1].next) {
            const struct pl_place_node *p = &s->places[i - 1];
            const struct pl_station_place row = {.station = who->station,
                                                 .mmsi = who->mmsi,
                                                 .day = who->day,
                                                 .cell = p->cell,
                                                 .am = p->am,
                                                 .pm = p->pm,
                                                 .first = p->first,
                                                 .last = p->last,
                                                 .least = p->least,
                                                 .most = p->most};
            rc = sink->place(sink->ctx, &row, err);
        }
    }
    return rc;
}
