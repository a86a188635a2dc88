#include "detect/station.h"

#include <stdlib.h>
#include <string.h>

#include "ais/message.h"
#include "base/map.h"
#include "detect/station_in.h"
#include "track/report.h"

#include "base/ban.h"

#define QUARTERS_MAX ((size_t)1 << 24)
#define DAY_BITS     16
#define MMSI_BITS    30
#define DATED_MOST   1000000 /* seconds; a clock that is farther off counts as so far off */

int pl_stations_open(struct pl_stations **ret_stations, struct pl_error *err) {
    struct pl_stations *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to count what stations heard");
    }
    s->places_max = PL_STATIONS_PLACES_MAX;
    pl_strmap_open(&s->names, PL_STATIONS_MAX, (size_t)1 << 26);
    pl_map_open(&s->quarter_index, QUARTERS_MAX);
    pl_map_open(&s->ship_index, PL_STATIONS_SHIPS_MAX);
    pl_map_open(&s->clock_index, QUARTERS_MAX);
    if (pl_strmap_intern(&s->names, PL_STR("")) != 0) {
        pl_stations_close(s);
        return pl_fail(err, PL_E_NOMEM, "no memory to count what stations heard");
    }
    *ret_stations = s;
    return PL_E_OK;
}

void pl_stations_close(struct pl_stations *s) {
    if (s == NULL) {
        return;
    }
    pl_strmap_close(&s->names);
    pl_map_close(&s->quarter_index);
    pl_map_close(&s->ship_index);
    pl_map_close(&s->clock_index);
    free(s->quarters);
    free(s->ships);
    free(s->first_place);
    free(s->places);
    free(s->clocks);
    free(s->by_ship);
    free(s->outages);
    free(s->offsets);
    free(s);
}

int pl_stations_id(struct pl_stations *s, pl_str name, uint32_t *ret_id, struct pl_error *err) {
    if (s->names.n >= PL_STATIONS_MAX - 1) {
        s->full = true;
        *ret_id = 0;
        return PL_E_OK;
    }
    size_t id = pl_strmap_intern(&s->names, name);
    if (id == SIZE_MAX) {
        return pl_fail(err, PL_E_NOMEM, "no memory to count what stations heard");
    }
    *ret_id = (uint32_t)id;
    return PL_E_OK;
}

pl_str pl_stations_name(const struct pl_stations *s, uint32_t id) {
    return id < s->names.n ? s->names.entries[id].key : (pl_str){0};
}

/* Rows */

static int no_memory(struct pl_error *err) {
    return pl_fail(err, PL_E_NOMEM, "no memory to count what stations heard");
}

/* The place of a key in a table of n rows, which has room for one more. */
static int place(struct pl_map *index, uint64_t key, void **rows, size_t n, size_t *cap, size_t size, size_t *ret,
                 bool *ret_new, struct pl_error *err) {
    uint64_t *at = pl_map_get(index, key);
    *ret_new = at == NULL;
    if (at != NULL) {
        *ret = (size_t)*at;
        return PL_E_OK;
    }
    if (n == *cap) {
        size_t more = *cap == 0 ? 256 : *cap * 2;
        void *grown = reallocarray(*rows, more, size);
        if (grown == NULL) {
            return no_memory(err);
        }
        *rows = grown;
        *cap = more;
    }
    at = pl_map_put(index, key, NULL);
    if (at == NULL) {
        return no_memory(err);
    }
    *at = n;
    *ret = n;
    return PL_E_OK;
}

int pl_stations_add_quarter(struct pl_stations *s, const struct pl_station_quarter *row, struct pl_error *err) {
    uint64_t key = (uint64_t)row->station << 32 | (uint64_t)(row->quarter & UINT32_MAX);
    size_t at = 0;
    bool fresh = false;
    if (s->full || s->n_quarters == QUARTERS_MAX) {
        s->full = true;
        return PL_E_OK;
    }
    void *rows = s->quarters;
    int rc =
        place(&s->quarter_index, key, &rows, s->n_quarters, &s->cap_quarters, sizeof *s->quarters, &at, &fresh, err);
    s->quarters = rows;
    if (rc != PL_E_OK) {
        return rc;
    }
    struct pl_station_quarter *q = &s->quarters[at];
    if (fresh) {
        *q = *row;
        s->n_quarters++;
        return PL_E_OK;
    }
    q->n += row->n;
    q->first = row->first < q->first ? row->first : q->first;
    q->last = row->last > q->last ? row->last : q->last;
    return PL_E_OK;
}

int pl_stations_ship_row(struct pl_stations *s, const struct pl_station_ship *row, size_t *ret_at,
                         struct pl_error *err) {
    uint64_t key = (uint64_t)row->station << (DAY_BITS + MMSI_BITS) |
                   ((uint64_t)row->day & ((1u << DAY_BITS) - 1)) << MMSI_BITS | (row->mmsi & ((1u << MMSI_BITS) - 1));
    size_t at = 0;
    bool fresh = false;
    *ret_at = SIZE_MAX;
    if (s->full || s->n_ships == PL_STATIONS_SHIPS_MAX) {
        s->full = true;
        return PL_E_OK;
    }
    void *rows = s->ships;
    int rc = place(&s->ship_index, key, &rows, s->n_ships, &s->cap_ships, sizeof *s->ships, &at, &fresh, err);
    s->ships = rows;
    if (rc != PL_E_OK) {
        return rc;
    }
    *ret_at = at;
    if (fresh) {
        s->ships[at] = *row;
        s->n_ships++;
        return PL_E_OK;
    }
    s->ships[at].am |= row->am;
    s->ships[at].pm |= row->pm;
    return PL_E_OK;
}

int pl_stations_add_ship(struct pl_stations *s, const struct pl_station_ship *row, struct pl_error *err) {
    size_t at = 0;
    return pl_stations_ship_row(s, row, &at, err);
}

int pl_stations_add_clock(struct pl_stations *s, const struct pl_station_clock *row, struct pl_error *err) {
    uint64_t key = (uint64_t)row->station << 32 | (uint64_t)row->dated << 31 | (uint64_t)(row->bucket + (1 << 30));
    size_t at = 0;
    bool fresh = false;
    if (s->full || s->n_clocks == QUARTERS_MAX) {
        s->full = true;
        return PL_E_OK;
    }
    void *rows = s->clocks;
    int rc = place(&s->clock_index, key, &rows, s->n_clocks, &s->cap_clocks, sizeof *s->clocks, &at, &fresh, err);
    s->clocks = rows;
    if (rc != PL_E_OK) {
        return rc;
    }
    if (fresh) {
        s->clocks[at] = *row;
        s->n_clocks++;
        return PL_E_OK;
    }
    s->clocks[at].n += row->n;
    return PL_E_OK;
}

int pl_stations_each(const struct pl_stations *s, const struct pl_stations_sink *sink, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && sink->quarter != NULL && i < s->n_quarters; i++) {
        rc = sink->quarter(sink->ctx, &s->quarters[i], err);
    }
    for (size_t i = 0; rc == PL_E_OK && sink->ship != NULL && i < s->n_ships; i++) {
        rc = sink->ship(sink->ctx, &s->ships[i], err);
    }
    rc = rc == PL_E_OK && sink->place != NULL ? pl_stations_each_place(s, sink, err) : rc;
    for (size_t i = 0; rc == PL_E_OK && sink->clock != NULL && i < s->n_clocks; i++) {
        rc = sink->clock(sink->ctx, &s->clocks[i], err);
    }
    return rc;
}

/* Hearings */

static unsigned bits_of(pl_str payload, unsigned from, unsigned n) {
    unsigned v = 0;
    for (unsigned i = from; i < from + n; i++) {
        v = v << 1 | ((unsigned char)payload.p[i / 8] >> (7 - i % 8) & 1);
    }
    return v;
}

#define RECORD_BITS 15 /* time, MMSI, kind 1, number of bits: docs/format/record.md */

/* What the message itself says of the time, against its stamp; false where it says nothing. */
static bool clock_of(pl_str record, pl_time at, struct pl_station_clock *ret) {
    if (record.n < RECORD_BITS + 21 || record.p[12] != 1) {
        return false;
    }
    pl_str payload = pl_str_sub(record, RECORD_BITS, record.n);
    unsigned msg = bits_of(payload, 0, 6);
    if (msg == 4 || msg == 11) {
        struct pl_date date = {.year = (int)bits_of(payload, 38, 14),
                               .month = (int)bits_of(payload, 52, 4),
                               .day = (int)bits_of(payload, 56, 5),
                               .hour = (int)bits_of(payload, 61, 5),
                               .minute = (int)bits_of(payload, 66, 6),
                               .second = (int)bits_of(payload, 72, 6)};
        pl_time said = PL_TIME_NONE;
        if (date.second > 59 || !pl_time_from_date(date, &said)) {
            return false;
        }
        int64_t s = at / PL_SECOND_US - said / PL_SECOND_US;
        s = s > DATED_MOST ? DATED_MOST : s < -DATED_MOST ? -DATED_MOST : s;
        ret->dated = true;
        ret->bucket = (int32_t)s;
        return true;
    }
    unsigned second = msg >= 1 && msg <= 3 ? bits_of(payload, 137, 6) : msg == 18 ? bits_of(payload, 133, 6) : 63;
    if (second > 59) {
        return false;
    }
    /* A stamp of whole seconds lies half a second behind its instant on average, as does the second that was said. */
    int64_t tenths = at % (PL_MINUTE_US) / (PL_SECOND_US / 10) - (int64_t)second * 10;
    tenths -= at % PL_SECOND_US == 0 ? 0 : 5;
    ret->dated = false;
    ret->bucket = (int32_t)((tenths % 600 + 600) % 600);
    return true;
}

int pl_stations_hear(struct pl_stations *s, uint32_t id, pl_str record, struct pl_error *err) {
    uint64_t at_be;
    uint32_t mmsi_be;
    memcpy(&at_be, record.p, sizeof at_be);
    memcpy(&mmsi_be, record.p + 8, sizeof mmsi_be);
    pl_time at = (pl_time)__builtin_bswap64(at_be);
    uint32_t mmsi = __builtin_bswap32(mmsi_be);
    unsigned q = (unsigned)(at % PL_DAY_US / PL_QUARTER_US);
    struct pl_station_quarter quarter = {id, at / PL_QUARTER_US, 1, at, at};
    struct pl_station_clock clock = {.station = id, .n = 1};
    int rc = pl_stations_add_quarter(s, &quarter, err);
    if (rc == PL_E_OK && (pl_station_is_ship(mmsi) || pl_station_is_base(mmsi))) {
        struct pl_station_ship ship = {id, mmsi, at / PL_DAY_US, q < 48 ? UINT64_C(1) << q : 0,
                                       q < 48 ? 0 : UINT64_C(1) << (q - 48)};
        size_t row = SIZE_MAX;
        rc = pl_stations_ship_row(s, &ship, &row, err);
        if (rc == PL_E_OK && row != SIZE_MAX && pl_station_is_ship(mmsi)) {
            rc = pl_stations_hear_place(s, row, record, at, err);
        }
    }
    if (rc == PL_E_OK && id != 0 && clock_of(record, at, &clock)) {
        rc = pl_stations_add_clock(s, &clock, err);
    }
    return rc;
}
