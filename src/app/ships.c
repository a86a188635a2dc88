#include "app/ships.h"

#include <string.h>

#include "app/facts.h"
#include "app/known_json.h"
#include "app/vessel_identity.h"
#include "store/event.h"
#include "store/seen.h"
#include "text/json.h"

#include "base/ban.h"

#define LIMIT_MAX ((uint64_t)1000000)

/* ---- one ship ---- */

struct reading {
    struct pl_arena *arena;
    struct pl_ship_row *row;
    pl_time name_at[PL_SHIP_NAMES];
    pl_time imo_at, callsign_at, shiptype_at, destination_at, size_at;
};

/* The last said first; of those said last at the same time the one that sorts first. */
static void add_name(struct reading *r, pl_str name, pl_time at) {
    struct pl_ship_row *row = r->row;
    unsigned i = 0;
    while (i < row->n_names && r->name_at[i] >= at) {
        i++;
    }
    row->more_names += row->n_names == PL_SHIP_NAMES;
    if (i == PL_SHIP_NAMES) {
        return;
    }
    row->n_names += row->n_names < PL_SHIP_NAMES;
    for (unsigned k = row->n_names - 1; k > i; k--) {
        row->names[k] = row->names[k - 1];
        r->name_at[k] = r->name_at[k - 1];
    }
    row->names[i] = pl_str_copy(r->arena, name);
    r->name_at[i] = at;
}

static void take(struct reading *r, pl_str *field, pl_time *when, const struct pl_seen_identity *said) {
    if (field->p == NULL || said->last > *when) {
        *field = pl_str_copy(r->arena, said->value);
        *when = said->last;
    }
}

static int on_said(void *ctx, const struct pl_seen_identity *said, struct pl_error *err) {
    struct reading *r = ctx;
    struct pl_ship_row *row = r->row;
    unsigned length = 0, beam = 0;
    (void)err;
    if (pl_str_eq(said->field, PL_STR("name"))) {
        add_name(r, said->value, said->last);
    } else if (pl_str_eq(said->field, PL_STR("imo"))) {
        take(r, &row->imo, &r->imo_at, said);
    } else if (pl_str_eq(said->field, PL_STR("callsign"))) {
        take(r, &row->callsign, &r->callsign_at, said);
    } else if (pl_str_eq(said->field, PL_STR("shiptype"))) {
        take(r, &row->shiptype, &r->shiptype_at, said);
    } else if (pl_str_eq(said->field, PL_STR("destination"))) {
        take(r, &row->destination, &r->destination_at, said);
    } else if (pl_identity_size(said->value, &length, &beam) && (row->length_m == 0 || said->last > r->size_at)) {
        row->length_m = length;
        row->beam_m = beam;
        r->size_at = said->last;
    }
    return 0;
}

static int fill(struct pl_case *c, const struct pl_mids *mids, const struct pl_seen_ship *ship, struct pl_arena *arena,
                struct pl_ship_row *row, struct pl_error *err) {
    struct reading r = {.arena = arena, .row = row};
    *row = (struct pl_ship_row){.mmsi = ship->mmsi,
                                .first = ship->reports > 0 ? ship->first : PL_TIME_NONE,
                                .last = ship->reports > 0 ? ship->last : PL_TIME_NONE,
                                .reports = ship->reports,
                                .positions = ship->positions,
                                .flag = pl_mmsi_country(mids, ship->mmsi)};
    int rc = pl_seen_identities(c, ship->mmsi, on_said, &r, err);
    rc = rc == 0 ? pl_store_event_counts(c, ship->mmsi, row->events, err) : rc;
    return rc == 0 && pl_arena_failed(arena) ? pl_fail(err, PL_E_NOMEM, "no memory for what ships said") : rc;
}

int pl_ship_row_read(struct pl_case *c, const struct pl_mids *mids, uint32_t mmsi, struct pl_arena *arena,
                     struct pl_ship_row *ret, struct pl_error *err) {
    struct pl_seen_ship ship;
    int rc = pl_seen_ship(c, mmsi, &ship, err);
    return rc == 0 ? fill(c, mids, &ship, arena, ret, err) : rc;
}

/* ---- many ---- */

struct finding {
    struct pl_arena *arena;
    struct pl_seen_ship *ships;
    size_t n, cap;
};

static int on_ship(void *ctx, const struct pl_seen_ship *ship, struct pl_error *err) {
    struct finding *f = ctx;
    if (f->n == f->cap) {
        size_t cap = f->cap > 0 ? 2 * f->cap : 128;
        struct pl_seen_ship *more = pl_arena_calloc(f->arena, cap, sizeof *more);
        if (more == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for the ships of a case");
        }
        if (f->n > 0) {
            memcpy(more, f->ships, f->n * sizeof *more);
        }
        f->ships = more;
        f->cap = cap;
    }
    f->ships[f->n++] = *ship;
    return 0;
}

static int fill_all(struct pl_case *c, const struct finding *f, size_t n, struct pl_ship_row **ret_rows,
                    struct pl_error *err) {
    const struct pl_mids *mids = NULL;
    struct pl_ship_row *rows = pl_arena_calloc(f->arena, n > 0 ? n : 1, sizeof *rows);
    int rc = rows == NULL ? pl_fail(err, PL_E_NOMEM, "no memory for the ships of a case")
                          : pl_mids_parse(pl_facts_mid(), f->arena, &mids, err);
    for (size_t i = 0; rc == 0 && i < n; i++) {
        rc = fill(c, mids, &f->ships[i], f->arena, &rows[i], err);
    }
    *ret_rows = rows;
    return rc;
}

int pl_ships_find(const struct pl_ships_ask *ask, struct pl_arena *arena, struct pl_ship_row **ret_rows,
                  struct pl_ships_done *ret, struct pl_error *err) {
    struct finding f = {.arena = arena};
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    uint64_t limit = ask->limit < LIMIT_MAX ? ask->limit : LIMIT_MAX;
    PL_KNOWN_AT_AUTO known = {0};
    int rc = pl_known_at_open(ask->dir, ask->known_at, &known, err);
    rc = rc == 0 ? pl_seen_find(known.c, pl_str_trim(ask->text), ask->after, limit + 1, on_ship, &f, err) : rc;
    rc = rc == 0 ? pl_case_exercise(known.c, &exercise, err) : rc;
    size_t n = f.n < limit ? f.n : limit;
    rc = rc == 0 ? fill_all(known.c, &f, n, ret_rows, err) : rc;
    if (rc == 0) {
        *ret = (struct pl_ships_done){.known = known.known,
                                      .exercise = exercise == PL_CASE_EXERCISE,
                                      .n = n,
                                      .next = f.n > n && n > 0 ? f.ships[n - 1].mmsi : 0};
    }
    return rc;
}

/* ---- as JSON ---- */

static void write_text(struct pl_json *json, const char *key, pl_str text) {
    pl_json_key(json, key);
    if (text.n > 0) {
        pl_json_str(json, text);
    } else {
        pl_json_null(json);
    }
}

static void write_count(struct pl_json *json, const char *key, uint64_t n, bool or_null) {
    pl_json_key(json, key);
    if (n == 0 && or_null) {
        pl_json_null(json);
    } else {
        pl_json_u64(json, n);
    }
}

static void write_number(struct pl_json *json, const char *key, pl_str text) {
    uint64_t n = 0;
    write_count(json, key, pl_str_u64(text, &n) ? n : 0, true);
}

void pl_ship_row_json(const struct pl_ship_row *row, bool exercise, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "ship");
    write_count(&json, "mmsi", row->mmsi, false);
    write_text(&json, "name", row->n_names > 0 ? row->names[0] : PL_STR(""));
    pl_json_key(&json, "names");
    pl_json_array(&json);
    for (unsigned i = 0; i < row->n_names; i++) {
        pl_json_str(&json, row->names[i]);
    }
    pl_json_array_end(&json);
    write_count(&json, "more_names", row->more_names, false);
    write_number(&json, "imo", row->imo);
    write_text(&json, "callsign", row->callsign);
    pl_json_key(&json, "flag");
    pl_json_text(&json, row->flag);
    write_number(&json, "shiptype", row->shiptype);
    write_count(&json, "length_m", row->length_m, true);
    write_count(&json, "beam_m", row->beam_m, true);
    write_text(&json, "destination", row->destination);
    pl_json_key(&json, "first");
    pl_json_time(&json, row->first);
    pl_json_key(&json, "last");
    pl_json_time(&json, row->last);
    write_count(&json, "reports", row->reports, false);
    write_count(&json, "positions", row->positions, false);
    pl_json_key(&json, "events");
    pl_json_object(&json);
    for (int type = 0; type < (int)PL_EVENT_TYPE_COUNT; type++) {
        if (row->events[type] > 0 && pl_event_type_shown(type)) {
            write_count(&json, pl_event_type_name(type), row->events[type], false);
        }
    }
    pl_json_object_end(&json);
    if (exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_record_end(&json);
}

void pl_ships_json(const struct pl_ship_row *rows, const struct pl_ships_done *done, struct pl_buf *out) {
    struct pl_json json;
    for (uint64_t i = 0; i < done->n; i++) {
        pl_ship_row_json(&rows[i], done->exercise, out);
    }
    pl_json_start(&json, out);
    pl_json_record(&json, "summary");
    write_count(&json, "results", done->n, false);
    pl_known_json(&json, &done->known);
    if (done->exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_record_end(&json);
}
