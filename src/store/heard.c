#include "store/heard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "store/case_in.h"
#include "store/seen.h"

#include "base/ban.h"

#define ENTRIES_MAX  ((size_t)1 << 20)       /* of one tally, then it is written out */
#define LOGGED_MAX   ((uint64_t)1 << 24)     /* hearings in a log of stations */
#define STATIONS_MAX (((size_t)1 << 20) - 1) /* ids from 1, in the 20 bits of reception_key */

struct span {
    pl_time first, last;
    uint64_t n, positions;
};

/* u64 -> count, in order of appearance. */
struct tally {
    struct pl_map index;
    uint64_t *keys;
    struct span *spans;
    size_t n, cap;
};

struct pl_heard {
    struct pl_case *c;
    int64_t seq;
    struct pl_strmap stations; /* name -> id */
    struct tally ships;        /* mmsi */
    struct tally presence;     /* cell << 32 | mmsi */
    struct tally reception;    /* see reception_key */
    struct pl_stations *log;   /* under the numbers of this case */
    bool logs, places;         /* whether an import of this age counts them, see pl_heard_as_in */
    uint64_t logged;
    struct pl_strmap said; /* mmsi be32, field number, value -> index into said_spans */
    struct span *said_spans;
    size_t cap_said;
};

static const char *const FIELDS[] = {"imo", "name", "callsign", "shiptype", "dimensions", "destination"};
enum { F_IMO, F_NAME, F_CALLSIGN, F_SHIPTYPE, F_DIMENSIONS, F_DESTINATION };

/* ---- tallies ---- */

static void tally_close(struct tally *t) {
    pl_map_close(&t->index);
    free(t->keys);
    free(t->spans);
    memset(t, 0, sizeof *t);
}

static void tally_open(struct tally *t) {
    memset(t, 0, sizeof *t);
    pl_map_open(&t->index, 2 * ENTRIES_MAX);
}

static int grow(void **p, size_t *cap, size_t n, size_t size, struct pl_error *err) {
    if (n < *cap) {
        return PL_E_OK;
    }
    size_t bigger = *cap > 0 ? 2 * *cap : 1024;
    void *q = reallocarray(*p, bigger, size);
    if (q == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to count what was heard");
    }
    *p = q;
    *cap = bigger;
    return PL_E_OK;
}

static void span_add(struct span *s, pl_time at, bool positioned) {
    if (s->n == 0 || at < s->first) {
        s->first = at;
    }
    if (s->n == 0 || at > s->last) {
        s->last = at;
    }
    s->n++;
    s->positions += positioned;
}

static int tally_add(struct tally *t, uint64_t key, pl_time at, bool positioned, struct pl_error *err) {
    bool fresh = false;
    uint64_t *slot = pl_map_put(&t->index, key, &fresh);
    if (slot == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to count what was heard");
    }
    if (fresh) {
        size_t cap = t->cap, cap_spans = t->cap;
        int rc = grow((void **)&t->keys, &cap, t->n, sizeof *t->keys, err);
        if (rc == PL_E_OK) {
            rc = grow((void **)&t->spans, &cap_spans, t->n, sizeof *t->spans, err);
        }
        if (rc != PL_E_OK) {
            return rc;
        }
        t->cap = cap;
        t->keys[t->n] = key;
        t->spans[t->n] = (struct span){0};
        *slot = t->n++;
    }
    span_add(&t->spans[*slot], at, positioned);
    return PL_E_OK;
}

/* ---- beginning ---- */

static int read_stations(struct pl_heard *h, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(h->c->db, "SELECT id, name FROM station ORDER BY id", &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        uint64_t *slot = pl_strmap_put(&h->stations, pl_db_col(stmt, 1), NULL);
        if (slot == NULL) {
            return pl_fail(err, PL_E_LIMIT, "a case has at most 1,048,575 stations");
        }
        *slot = (uint64_t)sqlite3_column_int64(stmt, 0);
    }
    return rc;
}

void pl_heard_drop(struct pl_heard *h) {
    if (h == NULL) {
        return;
    }
    pl_strmap_close(&h->stations);
    pl_strmap_close(&h->said);
    tally_close(&h->ships);
    tally_close(&h->presence);
    tally_close(&h->reception);
    pl_stations_close(h->log);
    free(h->said_spans);
    free(h);
}

int pl_heard_first_counted(struct pl_case *c, const char *key, int64_t *ret_seq, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = false;
    int rc = pl_db_prepare(c->db, "SELECT CAST(value AS INTEGER) FROM case_state WHERE key = ?", &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_text(stmt, 1, pl_str_from(key));
        rc = pl_db_step(stmt, &row, err);
    }
    if (rc == PL_E_OK) {
        *ret_seq = row ? sqlite3_column_int64(stmt, 0) : 0;
    }
    return rc;
}

int pl_heard_as_in(struct pl_case *c, struct pl_case *from, bool *ret_older, struct pl_error *err) {
    static const char *const KEYS[] = {"stations", "places"};
    PL_ARENA_AUTO arena;
    bool older = false;
    int rc = PL_E_OK;
    pl_arena_open(&arena, (size_t)1 << 16);
    for (size_t i = 0; rc == PL_E_OK && i < sizeof KEYS / sizeof KEYS[0]; i++) {
        pl_str value = {0};
        rc = pl_case_state(from, KEYS[i], &arena, &value, err);
        rc = rc == PL_E_OK ? pl_case_set_state(c, KEYS[i], value, err) : rc;
        older |= value.n > 0;
    }
    if (rc == PL_E_OK) {
        *ret_older = older;
    }
    return rc;
}

int pl_heard_begin(struct pl_case *c, int64_t seq, struct pl_heard **ret_heard, struct pl_error *err) {
    struct pl_heard *h = calloc(1, sizeof *h);
    if (h == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to count what was heard");
    }
    h->c = c;
    h->seq = seq;
    pl_strmap_open(&h->stations, STATIONS_MAX, (size_t)1 << 28);
    pl_strmap_open(&h->said, 2 * ENTRIES_MAX, (size_t)1 << 28);
    tally_open(&h->ships);
    tally_open(&h->presence);
    tally_open(&h->reception);
    int64_t stations = 0, places = 0;
    int rc = pl_stations_open(&h->log, err);
    rc = rc == PL_E_OK ? read_stations(h, err) : rc;
    rc = rc == PL_E_OK ? pl_heard_first_counted(c, "stations", &stations, err) : rc;
    rc = rc == PL_E_OK ? pl_heard_first_counted(c, "places", &places, err) : rc;
    h->logs = seq >= stations;
    h->places = seq >= places;
    if (rc != PL_E_OK) {
        pl_heard_drop(h);
        return rc;
    }
    *ret_heard = h;
    return PL_E_OK;
}

int pl_heard_station(struct pl_heard *h, pl_str name, uint32_t *ret_station, struct pl_error *err) {
    if (name.n == 0) {
        *ret_station = 0;
        return PL_E_OK;
    }
    bool fresh = false;
    uint64_t *slot = pl_strmap_put(&h->stations, name, &fresh);
    if (slot == NULL) {
        return pl_fail(err, PL_E_LIMIT, "a case has at most 1,048,575 stations");
    }
    if (fresh) {
        PL_STMT_AUTO *stmt = NULL;
        *slot = h->stations.n;
        int rc = pl_db_prepare(h->c->db, "INSERT INTO station (id, name) VALUES (?, ?)", &stmt, err);
        if (rc == PL_E_OK) {
            pl_db_bind_int(stmt, 1, (int64_t)*slot);
            pl_db_bind_text(stmt, 2, name);
            rc = pl_db_run(stmt, err);
        }
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    *ret_station = (uint32_t)*slot;
    return PL_E_OK;
}

/* ---- writing out ---- */

static int flush_ships(struct pl_heard *h, struct pl_error *err) {
    PL_STMT_AUTO *ship = NULL;
    PL_STMT_AUTO *dirty = NULL;
    int rc =
        pl_db_prepare(h->c->db,
                      "INSERT INTO ship (mmsi, seq, reports, positions, first_us, last_us) VALUES (?1, ?2, ?3, ?4, "
                      "?5, ?6) ON CONFLICT (mmsi, seq) DO UPDATE SET reports = reports + ?3, positions = positions "
                      "+ ?4, first_us = min(first_us, ?5), last_us = max(last_us, ?6)",
                      &ship, err);
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(h->c->db,
                           "INSERT INTO dirty (mmsi, from_us, to_us, seq) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (mmsi, "
                           "from_us, seq) DO UPDATE SET to_us = max(to_us, ?3)",
                           &dirty, err);
    }
    for (size_t i = 0; rc == PL_E_OK && i < h->ships.n; i++) {
        const struct span *s = &h->ships.spans[i];
        pl_db_bind_int(ship, 1, (int64_t)h->ships.keys[i]);
        pl_db_bind_int(ship, 2, h->seq);
        pl_db_bind_int(ship, 3, (int64_t)s->n);
        pl_db_bind_int(ship, 4, (int64_t)s->positions);
        pl_db_bind_int(ship, 5, s->first);
        pl_db_bind_int(ship, 6, s->last);
        rc = pl_db_run(ship, err);
        if (rc == PL_E_OK) {
            pl_db_bind_int(dirty, 1, (int64_t)h->ships.keys[i]);
            pl_db_bind_int(dirty, 2, s->first);
            pl_db_bind_int(dirty, 3, s->last);
            pl_db_bind_int(dirty, 4, h->seq);
            rc = pl_db_run(dirty, err);
        }
    }
    tally_close(&h->ships);
    tally_open(&h->ships);
    return rc;
}

static int flush_presence(struct pl_heard *h, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int rc = pl_db_prepare(h->c->db,
                           "INSERT INTO presence (cell, mmsi, seq, n) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (cell, mmsi, "
                           "seq) DO UPDATE SET n = n + ?4",
                           &stmt, err);
    for (size_t i = 0; rc == PL_E_OK && i < h->presence.n; i++) {
        pl_db_bind_int(stmt, 1, (int64_t)(h->presence.keys[i] >> 32));
        pl_db_bind_int(stmt, 2, (int64_t)(h->presence.keys[i] & UINT32_MAX));
        pl_db_bind_int(stmt, 3, h->seq);
        pl_db_bind_int(stmt, 4, (int64_t)h->presence.spans[i].n);
        rc = pl_db_run(stmt, err);
    }
    tally_close(&h->presence);
    tally_open(&h->presence);
    return rc;
}

/* station 20 bits, cell 17, hour 26, class 1 */
static uint64_t reception_key(uint32_t station, int64_t cell, int64_t hour, bool class_b) {
    return (uint64_t)station << 44 | (uint64_t)cell << 27 | ((uint64_t)hour & 0x3FFFFFF) << 1 | class_b;
}

static int flush_reception(struct pl_heard *h, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int rc = pl_db_prepare(h->c->db,
                           "INSERT INTO reception (seq, station, cell, hour, class_b, n) VALUES (?1, ?2, ?3, ?4, ?5, "
                           "?6) ON CONFLICT (station, cell, hour, class_b, seq) DO UPDATE SET n = n + ?6",
                           &stmt, err);
    for (size_t i = 0; rc == PL_E_OK && i < h->reception.n; i++) {
        uint64_t key = h->reception.keys[i];
        pl_db_bind_int(stmt, 1, h->seq);
        pl_db_bind_int(stmt, 2, (int64_t)(key >> 44));
        pl_db_bind_int(stmt, 3, (int64_t)(key >> 27 & 0x1FFFF));
        pl_db_bind_int(stmt, 4, (int64_t)(key >> 1 & 0x3FFFFFF));
        pl_db_bind_int(stmt, 5, (int64_t)(key & 1));
        pl_db_bind_int(stmt, 6, (int64_t)h->reception.spans[i].n);
        rc = pl_db_run(stmt, err);
    }
    tally_close(&h->reception);
    tally_open(&h->reception);
    return rc;
}

static int flush_said(struct pl_heard *h, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int rc = pl_db_prepare(h->c->db,
                           "INSERT INTO identity (mmsi, field, value, seq, first_us, last_us, n) VALUES (?1, ?2, ?3, "
                           "?4, ?5, ?6, ?7) ON CONFLICT (mmsi, field, value, seq) DO UPDATE SET first_us = "
                           "min(first_us, ?5), last_us = max(last_us, ?6), n = n + ?7",
                           &stmt, err);
    for (size_t i = 0; rc == PL_E_OK && i < h->said.n; i++) {
        pl_str key = h->said.entries[i].key;
        const struct span *s = &h->said_spans[i];
        pl_db_bind_int(stmt, 1, pl_be32(key.p));
        pl_db_bind_text(stmt, 2, pl_str_from(FIELDS[(unsigned char)key.p[4]]));
        pl_db_bind_text(stmt, 3, pl_str_sub(key, 5, key.n));
        pl_db_bind_int(stmt, 4, h->seq);
        pl_db_bind_int(stmt, 5, s->first);
        pl_db_bind_int(stmt, 6, s->last);
        pl_db_bind_int(stmt, 7, (int64_t)s->n);
        rc = pl_db_run(stmt, err);
    }
    pl_strmap_close(&h->said);
    pl_strmap_open(&h->said, 2 * ENTRIES_MAX, (size_t)1 << 28);
    return rc;
}

struct log_writer {
    struct pl_heard *h;
    sqlite3_stmt *quarter, *ship, *place, *clock;
};

static int write_quarter(void *ctx, const struct pl_station_quarter *row, struct pl_error *err) {
    struct log_writer *w = ctx;
    pl_db_bind_int(w->quarter, 1, row->station);
    pl_db_bind_int(w->quarter, 2, row->quarter);
    pl_db_bind_int(w->quarter, 3, w->h->seq);
    pl_db_bind_int(w->quarter, 4, (int64_t)row->n);
    pl_db_bind_int(w->quarter, 5, row->first);
    pl_db_bind_int(w->quarter, 6, row->last);
    return pl_db_run(w->quarter, err);
}

static int write_ship(void *ctx, const struct pl_station_ship *row, struct pl_error *err) {
    struct log_writer *w = ctx;
    pl_db_bind_int(w->ship, 1, row->station);
    pl_db_bind_int(w->ship, 2, row->day);
    pl_db_bind_int(w->ship, 3, row->mmsi);
    pl_db_bind_int(w->ship, 4, w->h->seq);
    pl_db_bind_int(w->ship, 5, (int64_t)row->am);
    pl_db_bind_int(w->ship, 6, (int64_t)row->pm);
    return pl_db_run(w->ship, err);
}

static int write_place(void *ctx, const struct pl_station_place *row, struct pl_error *err) {
    struct log_writer *w = ctx;
    pl_db_bind_int(w->place, 1, row->station);
    pl_db_bind_int(w->place, 2, row->day);
    pl_db_bind_int(w->place, 3, row->mmsi);
    pl_db_bind_int(w->place, 4, row->cell);
    pl_db_bind_int(w->place, 5, w->h->seq);
    pl_db_bind_int(w->place, 6, (int64_t)row->am);
    pl_db_bind_int(w->place, 7, (int64_t)row->pm);
    pl_db_bind_int(w->place, 8, row->first);
    pl_db_bind_int(w->place, 9, row->last);
    pl_db_bind_int(w->place, 10, row->least.lat);
    pl_db_bind_int(w->place, 11, row->least.lon);
    pl_db_bind_int(w->place, 12, row->most.lat);
    pl_db_bind_int(w->place, 13, row->most.lon);
    return pl_db_run(w->place, err);
}

static int write_clock(void *ctx, const struct pl_station_clock *row, struct pl_error *err) {
    struct log_writer *w = ctx;
    pl_db_bind_int(w->clock, 1, row->station);
    pl_db_bind_int(w->clock, 2, row->dated);
    pl_db_bind_int(w->clock, 3, row->bucket);
    pl_db_bind_int(w->clock, 4, w->h->seq);
    pl_db_bind_int(w->clock, 5, (int64_t)row->n);
    return pl_db_run(w->clock, err);
}

static int flush_log(struct pl_heard *h, struct pl_error *err) {
    PL_STMT_AUTO *quarter = NULL;
    PL_STMT_AUTO *ship = NULL;
    PL_STMT_AUTO *place = NULL;
    PL_STMT_AUTO *clock = NULL;
    int rc = pl_db_prepare(h->c->db,
                           "INSERT INTO station_quarter (station, quarter, seq, n, first_us, last_us) VALUES (?1, ?2, "
                           "?3, ?4, ?5, ?6) ON CONFLICT (station, quarter, seq) DO UPDATE SET n = n + ?4, first_us = "
                           "min(first_us, ?5), last_us = max(last_us, ?6)",
                           &quarter, err);
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(h->c->db,
                           "INSERT INTO station_ship (station, day, mmsi, seq, am, pm) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
                           "ON CONFLICT (station, day, mmsi, seq) DO UPDATE SET am = am | ?5, pm = pm | ?6",
                           &ship, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(h->c->db,
                           "INSERT INTO station_place (station, day, mmsi, cell, seq, am, pm, first_us, last_us, "
                           "south, west, north, east) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) "
                           "ON CONFLICT (station, day, mmsi, cell, seq) DO UPDATE SET am = am | ?6, pm = pm | ?7, "
                           "first_us = min(first_us, ?8), last_us = max(last_us, ?9), south = min(south, ?10), west = "
                           "min(west, ?11), north = max(north, ?12), east = max(east, ?13)",
                           &place, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(h->c->db,
                           "INSERT INTO station_clock (station, dated, bucket, seq, n) VALUES (?1, ?2, ?3, ?4, ?5) ON "
                           "CONFLICT (station, dated, bucket, seq) DO UPDATE SET n = n + ?5",
                           &clock, err);
    }
    struct log_writer w = {h, quarter, ship, place, clock};
    const struct pl_stations_sink sink = {.quarter = h->logs ? write_quarter : NULL,
                                          .ship = h->logs ? write_ship : NULL,
                                          .place = h->places ? write_place : NULL,
                                          .clock = h->logs ? write_clock : NULL,
                                          .ctx = &w};
    rc = rc == PL_E_OK ? pl_stations_each(h->log, &sink, err) : rc;
    pl_stations_close(h->log);
    h->log = NULL;
    h->logged = 0;
    return rc == PL_E_OK ? pl_stations_open(&h->log, err) : rc;
}

int pl_heard_end(struct pl_heard *h, struct pl_error *err) {
    int rc = flush_ships(h, err);
    if (rc == PL_E_OK) {
        rc = flush_presence(h, err);
    }
    if (rc == PL_E_OK) {
        rc = flush_reception(h, err);
    }
    if (rc == PL_E_OK) {
        rc = flush_said(h, err);
    }
    if (rc == PL_E_OK) {
        rc = flush_log(h, err);
    }
    pl_heard_drop(h);
    return rc;
}

/* ---- counting ---- */

static int say(struct pl_heard *h, const struct pl_report *r, unsigned field, pl_str value, struct pl_error *err) {
    char key[5 + 128] = {(char)(r->mmsi >> 24), (char)(r->mmsi >> 16), (char)(r->mmsi >> 8), (char)r->mmsi,
                         (char)field};
    if (value.n == 0 || value.n > 128) {
        return PL_E_OK;
    }
    memcpy(key + 5, value.p, value.n);
    size_t i = pl_strmap_intern(&h->said, pl_str_make(key, 5 + value.n));
    if (i == SIZE_MAX) {
        return pl_fail(err, PL_E_NOMEM, "no memory to count what was heard");
    }
    while (i >= h->cap_said) {
        size_t from = h->cap_said;
        int rc = grow((void **)&h->said_spans, &h->cap_said, i, sizeof *h->said_spans, err);
        if (rc != PL_E_OK) {
            return rc;
        }
        memset(h->said_spans + from, 0, (h->cap_said - from) * sizeof *h->said_spans);
    }
    if (h->said.n == i + 1 && h->said.entries[i].value == 0) {
        h->said.entries[i].value = 1;
        h->said_spans[i] = (struct span){0};
    }
    span_add(&h->said_spans[i], r->at, false);
    return PL_E_OK;
}

static int say_number(struct pl_heard *h, const struct pl_report *r, unsigned field, uint32_t n, struct pl_error *err) {
    char text[16];
    int len = snprintf(text, sizeof text, "%u", n);
    return n == 0 ? PL_E_OK : say(h, r, field, pl_str_make(text, (size_t)len), err);
}

static int add_static(struct pl_heard *h, const struct pl_report *r, struct pl_error *err) {
    struct pl_ais_static s;
    char dimensions[64];
    if (!r->has_static || !pl_report_static(r, &s)) {
        return PL_E_OK;
    }
    int n =
        snprintf(dimensions, sizeof dimensions, "%u,%u,%u,%u", s.to_bow_m, s.to_stern_m, s.to_port_m, s.to_starboard_m);
    bool has_dimensions = s.to_bow_m + s.to_stern_m + s.to_port_m + s.to_starboard_m > 0;
    int rc = say_number(h, r, F_IMO, s.imo, err);
    if (rc == PL_E_OK) {
        rc = say(h, r, F_NAME, pl_str_from(s.name), err);
    }
    if (rc == PL_E_OK) {
        rc = say(h, r, F_CALLSIGN, pl_str_from(s.callsign), err);
    }
    if (rc == PL_E_OK) {
        rc = say_number(h, r, F_SHIPTYPE, s.shiptype, err);
    }
    if (rc == PL_E_OK && has_dimensions) {
        rc = say(h, r, F_DIMENSIONS, pl_str_make(dimensions, (size_t)n), err);
    }
    return rc == PL_E_OK ? say(h, r, F_DESTINATION, pl_str_from(s.destination), err) : rc;
}

static int flush_large(struct pl_heard *h, struct pl_error *err) {
    int rc = h->ships.n >= ENTRIES_MAX ? flush_ships(h, err) : PL_E_OK;
    if (rc == PL_E_OK && h->presence.n >= ENTRIES_MAX) {
        rc = flush_presence(h, err);
    }
    if (rc == PL_E_OK && h->reception.n >= ENTRIES_MAX) {
        rc = flush_reception(h, err);
    }
    if (rc == PL_E_OK && h->logged >= LOGGED_MAX) {
        rc = flush_log(h, err);
    }
    return rc == PL_E_OK && h->said.n >= ENTRIES_MAX ? flush_said(h, err) : rc;
}

int pl_heard_add(struct pl_heard *h, const struct pl_report *r, struct pl_error *err) {
    int rc = tally_add(&h->ships, r->mmsi, r->at, r->has_position, err);
    if (rc == PL_E_OK && r->has_position) {
        int64_t cell = pl_seen_cell(r->pos);
        rc = tally_add(&h->presence, (uint64_t)cell << 32 | r->mmsi, r->at, true, err);
        if (rc == PL_E_OK) {
            rc = tally_add(&h->reception, reception_key(r->station, cell, r->at / PL_HOUR_US, r->class_b), r->at, true,
                           err);
        }
    }
    if (rc == PL_E_OK) {
        h->logged++;
        rc = pl_stations_hear(h->log, r->station, r->record, err);
    }
    if (rc == PL_E_OK) {
        rc = add_static(h, r, err);
    }
    return rc == PL_E_OK ? flush_large(h, err) : rc;
}
