#include "store/event.h"

#include <stdlib.h>
#include <string.h>

#include "store/case_in.h"

#include "base/ban.h"

#define BODY_MAX     65536
#define BODY_VERSION 2

/* ---- body ---- */

/* One list of fields for both directions, so that they cannot differ. */
struct wire {
    struct pl_buf *out; /* NULL: reading */
    pl_str in;
    bool first; /* a body of version 1: without what the second stage brought */
    bool bad;
};

static void wire_bytes(struct wire *w, void *p, size_t n) {
    if (w->out != NULL) {
        pl_buf_add(w->out, p, n);
        return;
    }
    if (w->bad || w->in.n < n) {
        w->bad = true;
        memset(p, 0, n);
        return;
    }
    memcpy(p, w->in.p, n);
    w->in = pl_str_make(w->in.p + n, w->in.n - n);
}

static void wire_u64(struct wire *w, uint64_t *v) {
    unsigned char raw[8];
    for (unsigned i = 0; w->out != NULL && i < 8; i++) {
        raw[i] = (unsigned char)(*v >> (56 - 8 * i));
    }
    wire_bytes(w, raw, sizeof raw);
    *v = pl_be64(raw);
}

static void wire_i64(struct wire *w, int64_t *v) {
    uint64_t u = (uint64_t)*v;
    wire_u64(w, &u);
    *v = (int64_t)u;
}

static void wire_u32(struct wire *w, uint32_t *v) {
    uint64_t u = *v;
    wire_u64(w, &u);
    w->bad |= u > UINT32_MAX;
    *v = (uint32_t)u;
}

static void wire_unsigned(struct wire *w, unsigned *v, unsigned most) {
    uint64_t u = *v;
    wire_u64(w, &u);
    w->bad |= u > most;
    *v = w->bad ? 0 : (unsigned)u;
}

static void wire_int(struct wire *w, int *v) {
    int64_t i = *v;
    wire_i64(w, &i);
    w->bad |= i < INT32_MIN || i > INT32_MAX;
    *v = (int)i;
}

static void wire_bool(struct wire *w, bool *v) {
    unsigned char b = *v ? 1 : 0;
    wire_bytes(w, &b, 1);
    w->bad |= b > 1;
    *v = b != 0;
}

static void wire_double(struct wire *w, double *v) {
    uint64_t u;
    memcpy(&u, v, sizeof u);
    wire_u64(w, &u);
    memcpy(v, &u, sizeof u);
}

static void wire_pos(struct wire *w, pl_pos *v) {
    int64_t lon = v->lon, lat = v->lat;
    wire_i64(w, &lon);
    wire_i64(w, &lat);
    w->bad |= lon < INT32_MIN || lon > INT32_MAX || lat < INT32_MIN || lat > INT32_MAX;
    v->lon = (int32_t)lon;
    v->lat = (int32_t)lat;
}

static void wire_text(struct wire *w, char *v, size_t cap) {
    unsigned char n = w->out != NULL ? (unsigned char)strnlen(v, cap - 1) : 0;
    wire_bytes(w, &n, 1);
    if (n >= cap) {
        w->bad = true;
        return;
    }
    wire_bytes(w, v, n);
    memset(v + n, 0, cap - n);
    w->bad |= strlen(v) != n;
}

static void wire_vessel(struct wire *w, struct pl_event_vessel *v) {
    wire_u32(w, &v->mmsi);
    wire_bool(w, &v->has_track);
    wire_bytes(w, v->track.b, PL_HASH_BYTES);
    wire_u32(w, &v->imo);
    wire_text(w, v->name, sizeof v->name);
    wire_text(w, v->callsign, sizeof v->callsign);
    if (w->first) {
        return;
    }
    wire_bytes(w, &v->shiptype, 1);
    for (unsigned i = 0; i < 4; i++) {
        unsigned dim = v->dim[i];
        wire_unsigned(w, &dim, UINT16_MAX);
        v->dim[i] = (uint16_t)dim;
    }
}

static void wire_by_type(struct wire *w, struct pl_event *e) {
    wire_bool(w, &e->in_port);
    wire_double(w, &e->distance_m);
    wire_double(w, &e->speed_kn);
    wire_double(w, &e->port_distance_m);
    wire_double(w, &e->implied_kn);
    wire_text(w, e->port, sizeof e->port);
    wire_int(w, &e->confidence);
    wire_bool(w, &e->has_gap);
    wire_text(w, e->field, sizeof e->field);
    wire_text(w, e->value, sizeof e->value);
    wire_text(w, e->why, sizeof e->why);
    wire_bytes(w, e->ambiguous_with.b, PL_HASH_BYTES);
    wire_bool(w, &e->has_ambiguous_with);
    if (w->first) {
        e->top_kn = e->needs_kn = e->by_chance = -1;
        return;
    }
    wire_double(w, &e->top_kn);
    wire_double(w, &e->radius_m);
    wire_text(w, e->kind, sizeof e->kind);
    wire_int(w, &e->draught_from_dm);
    wire_int(w, &e->draught_to_dm);
    wire_u32(w, &e->loiterer);
    wire_u32(w, &e->silent);
    wire_bool(w, &e->feasible);
    wire_double(w, &e->needs_kn);
    wire_double(w, &e->cover_h);
    wire_double(w, &e->by_chance);
    wire_unsigned(w, &e->n_ships, UINT32_MAX);
    wire_bool(w, &e->class_b);
    wire_u32(w, &e->own_chances);
    wire_u32(w, &e->own_taken);
}

static void wire_call(struct wire *w, struct pl_event_call *call) {
    wire_text(w, call->port, sizeof call->port);
    wire_int(w, &call->verdict);
    wire_double(w, &call->in_m);
    wire_double(w, &call->out_m);
    wire_double(w, &call->required_kn);
    wire_double(w, &call->slack_h);
}

static void wire_bound(struct wire *w, struct pl_event_bound *b) {
    wire_int(w, &b->verdict);
    wire_text(w, b->said, sizeof b->said);
    wire_text(w, b->port, sizeof b->port);
    wire_bool(w, &b->has_eta);
    wire_i64(w, &b->eta);
    wire_double(w, &b->eta_off_h);
    w->bad |= b->verdict < 0 || b->verdict >= (int)PL_ARRIVAL_COUNT;
}

static void wire_notes(struct wire *w, struct pl_event_notes *n) {
    wire_int(w, &n->grade);
    wire_double(w, &n->expected);
    wire_double(w, &n->chance);
    wire_text(w, n->basis, sizeof n->basis);
    wire_double(w, &n->assumed_kn);
    wire_unsigned(w, &n->n_calls, PL_EVENT_CALLS);
    for (unsigned i = 0; i < n->n_calls; i++) {
        wire_call(w, &n->calls[i]);
    }
    wire_unsigned(w, &n->calls_beyond, UINT32_MAX);
    wire_unsigned(w, &n->calls_more, UINT32_MAX);
    wire_bool(w, &n->has_explained_by);
    wire_bytes(w, n->explained_by.b, PL_HASH_BYTES);
    wire_unsigned(w, &n->anchorage_ships, UINT32_MAX);
    wire_int(w, &n->habit);
    wire_bool(w, &n->phases.known);
    wire_u32(w, &n->phases.waited);
    wire_u32(w, &n->phases.stayed);
    wire_double(w, &n->phases.before_h);
    wire_double(w, &n->phases.after_h);
    wire_unsigned(w, &n->n_with, PL_EVENT_WITH);
    for (unsigned i = 0; i < PL_EVENT_WITH; i++) {
        wire_u32(w, &n->with[i]);
    }
    wire_text(w, n->remark, sizeof n->remark);
    if (w->out != NULL || w->in.n > 0) { /* what was kept before there was one lacks it */
        wire_bool(w, &n->of_feed);
    }
    if (w->out != NULL || w->in.n > 0) {
        wire_bound(w, &n->bound);
    }
}

static void wire_inputs(struct wire *w, struct pl_event *e) {
    wire_u64(w, &e->n_inputs);
    wire_i64(w, &e->inputs_from);
    wire_i64(w, &e->inputs_to);
    wire_bytes(w, e->digest.b, PL_HASH_BYTES);
    if (!w->first) {
        wire_bytes(w, e->first_input.b, PL_HASH_BYTES);
        wire_unsigned(w, &e->n_parents, PL_EVENT_PARENTS);
    }
    for (unsigned i = 0; i < e->n_parents; i++) {
        wire_bytes(w, e->parents[i].b, PL_HASH_BYTES);
    }
    wire_unsigned(w, &e->n_evidence, PL_EVENT_EVIDENCE);
    for (unsigned i = 0; i < e->n_evidence; i++) {
        wire_u32(w, &e->evidence[i].source);
        wire_u32(w, &e->evidence[i].length);
        wire_u64(w, &e->evidence[i].offset);
        wire_u32(w, &e->evidence_mmsi[i]);
    }
}

static void wire_head(struct wire *w, struct pl_event *e) {
    wire_int(w, &e->type);
    wire_bytes(w, e->id.b, PL_HASH_BYTES);
    wire_unsigned(w, &e->n_vessels, PL_EVENT_VESSELS);
    for (unsigned i = 0; i < e->n_vessels; i++) {
        wire_vessel(w, &e->vessels[i]);
    }
    wire_i64(w, &e->start);
    wire_i64(w, &e->end);
    wire_bool(w, &e->open);
    wire_double(w, &e->hours);
    wire_pos(w, &e->pos);
    wire_bool(w, &e->has_pos);
}

static void wire_event(struct wire *w, struct pl_event *e) {
    wire_head(w, e);
    wire_pos(w, &e->start_pos);
    wire_pos(w, &e->end_pos);
    wire_bool(w, &e->has_start_pos);
    wire_bool(w, &e->has_end_pos);
    wire_by_type(w, e);
    wire_inputs(w, e);
    wire_i64(w, &e->emitted_at);
}

void pl_store_event_write(const struct pl_event *event, struct pl_buf *buf) {
    struct pl_event copy = *event;
    struct wire w = {.out = buf};
    pl_buf_add_char(buf, BODY_VERSION);
    wire_event(&w, &copy);
}

static int read_body(pl_str body, bool head, struct pl_event *ret_event, struct pl_error *err) {
    struct pl_event e;
    memset(&e, 0, sizeof e);
    struct wire w = {.in = pl_str_sub(body, 1, body.n), .first = body.n > 0 && body.p[0] == 1};
    if (body.n == 0 || body.p[0] < 1 || body.p[0] > BODY_VERSION) {
        return pl_fail(err, PL_E_FORMAT, "an event of another version; run `plimsoll rebuild`");
    }
    if (head) {
        wire_head(&w, &e);
    } else {
        wire_event(&w, &e);
    }
    if (w.bad || (!head && w.in.n != 0) || e.type < 0 || e.type >= (int)PL_EVENT_TYPE_COUNT) {
        return pl_fail(err, PL_E_FORMAT, "a damaged event; run `plimsoll rebuild`");
    }
    e.notes.expected = e.notes.chance = -1;
    *ret_event = e;
    return PL_E_OK;
}

int pl_store_event_read(pl_str body, struct pl_event *ret_event, struct pl_error *err) {
    return read_body(body, false, ret_event, err);
}

int pl_store_event_read_head(pl_str body, struct pl_event *ret_event, struct pl_error *err) {
    return read_body(body, true, ret_event, err);
}

int pl_store_event_read_notes(pl_str body, struct pl_event_notes *ret, struct pl_error *err) {
    struct wire w = {.in = body};
    wire_notes(&w, ret);
    if (w.bad || w.in.n != 0 || ret->grade < 0 || ret->grade >= (int)PL_SILENCE_COUNT) {
        return pl_fail(err, PL_E_FORMAT, "damaged notes of an event; run `plimsoll rebuild`");
    }
    return PL_E_OK;
}

/* ---- writing ---- */

static int insert_event(struct pl_case *c, const struct pl_event *e, pl_time emitted, enum pl_event_stage place,
                        pl_str body, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int rc = pl_db_prepare(c->db,
                           "INSERT OR REPLACE INTO event (id, emitted, tail, type, start_us, end_us, lat, lon, body) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                           &stmt, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_db_bind_hash(stmt, 1, &e->id);
    pl_db_bind_int(stmt, 2, emitted);
    pl_db_bind_int(stmt, 3, place);
    pl_db_bind_int(stmt, 4, e->type);
    pl_db_bind_int(stmt, 5, e->start);
    pl_db_bind_int(stmt, 6, e->end != PL_TIME_NONE ? e->end : e->inputs_to > e->start ? e->inputs_to : e->start);
    if (e->has_pos) {
        pl_db_bind_int(stmt, 7, e->pos.lat);
        pl_db_bind_int(stmt, 8, e->pos.lon);
    }
    pl_db_bind_blob(stmt, 9, body.p, body.n);
    return pl_db_run(stmt, err);
}

int pl_store_event_add(struct pl_case *c, const struct pl_event *event, pl_time emitted, enum pl_event_stage place,
                       struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    PL_BUF_AUTO body;
    pl_buf_open(&body, BODY_MAX);
    pl_store_event_write(event, &body);
    int rc = pl_buf_failed(&body) ? pl_fail(err, PL_E_NOMEM, "no memory to keep an event")
                                  : insert_event(c, event, emitted, place, pl_buf_str(&body), err);
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(c->db, "INSERT OR IGNORE INTO event_vessel (event, tail, mmsi, emitted) VALUES (?, ?, ?, ?)",
                           &stmt, err);
    }
    for (unsigned i = 0; rc == PL_E_OK && i < event->n_vessels; i++) {
        pl_db_bind_hash(stmt, 1, &event->id);
        pl_db_bind_int(stmt, 2, place);
        pl_db_bind_int(stmt, 3, event->vessels[i].mmsi);
        pl_db_bind_int(stmt, 4, emitted);
        rc = pl_db_run(stmt, err);
    }
    return rc;
}

int pl_store_events_remove(struct pl_case *c, pl_time from, pl_time to, uint64_t *ret_removed, struct pl_error *err) {
    static const char *const SQL[] = {"DELETE FROM event_vessel WHERE tail = 0 AND emitted >= ?1 AND emitted < ?2",
                                      "DELETE FROM event WHERE tail = 0 AND emitted >= ?1 AND emitted < ?2"};
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < 2; i++) {
        PL_STMT_AUTO *stmt = NULL;
        rc = pl_db_prepare(c->db, SQL[i], &stmt, err);
        if (rc == PL_E_OK) {
            pl_db_bind_int(stmt, 1, from);
            pl_db_bind_int(stmt, 2, to);
            rc = pl_db_run(stmt, err);
        }
    }
    if (rc == PL_E_OK) {
        *ret_removed = (uint64_t)sqlite3_changes64(c->db);
    }
    return rc;
}

int pl_store_events_remove_tail(struct pl_case *c, struct pl_error *err) {
    return pl_db_exec(c->db, "DELETE FROM event_vessel WHERE tail = 1; DELETE FROM event WHERE tail = 1", err);
}

int pl_store_events_remove_related(struct pl_case *c, struct pl_error *err) {
    return pl_db_exec(c->db,
                      "DELETE FROM event_vessel WHERE tail = 2; DELETE FROM event WHERE tail = 2; "
                      "DELETE FROM event_note",
                      err);
}

int pl_store_event_note(struct pl_case *c, const struct pl_event *event, struct pl_error *err) {
    static const struct pl_event_notes NOTHING = {.expected = -1, .chance = -1};
    PL_STMT_AUTO *stmt = NULL;
    PL_BUF_AUTO body, nothing;
    pl_buf_open(&body, BODY_MAX);
    pl_buf_open(&nothing, BODY_MAX);
    struct pl_event_notes notes = event->notes, none = NOTHING;
    struct wire w = {.out = &body};
    wire_notes(&w, &notes);
    w.out = &nothing;
    wire_notes(&w, &none);
    if (pl_buf_failed(&body) || pl_buf_failed(&nothing)) {
        return pl_fail(err, PL_E_NOMEM, "no memory to keep what is said of an event");
    }
    if (pl_str_eq(pl_buf_str(&body), pl_buf_str(&nothing))) {
        return PL_E_OK;
    }
    int rc = pl_db_prepare(c->db, "INSERT OR REPLACE INTO event_note (id, body) VALUES (?, ?)", &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_hash(stmt, 1, &event->id);
        pl_db_bind_blob(stmt, 2, body.p, body.n);
        rc = pl_db_run(stmt, err);
    }
    return rc;
}

/* ---- reading ---- */

static bool in_box(const struct pl_store_event_query *q, const struct pl_event *e) {
    if (!e->has_pos || e->pos.lat < q->south_west.lat || e->pos.lat > q->north_east.lat) {
        return false;
    }
    int32_t lon = e->pos.lon, west = q->south_west.lon, east = q->north_east.lon;
    return west <= east ? lon >= west && lon <= east : lon >= west || lon <= east;
}

static bool hidden(const struct pl_store_event_query *q, int type) {
    return !q->first_stage && !pl_event_type_shown(type) && !(q->said && type == PL_EVENT_BOUND);
}

static int by_printed_order(const void *a, const void *b) { return pl_event_cmp(a, b); }

struct group {
    struct pl_event *events; /* of one start time */
    size_t n, cap;
};

static int group_add(struct group *g, const struct pl_event *e, struct pl_error *err) {
    if (g->n == g->cap) {
        size_t cap = g->cap > 0 ? 2 * g->cap : 16;
        struct pl_event *events = reallocarray(g->events, cap, sizeof *events);
        if (events == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to read events");
        }
        g->events = events;
        g->cap = cap;
    }
    g->events[g->n++] = *e;
    return PL_E_OK;
}

static int give_group(struct pl_event *events, size_t n, pl_event_sink sink, void *ctx, struct pl_error *err) {
    int rc = PL_E_OK;
    if (n > 1) {
        qsort(events, n, sizeof *events, by_printed_order);
    }
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        bool again = i > 0 && pl_event_cmp(&events[i - 1], &events[i]) == 0; /* said at two places of the stream */
        rc = again ? PL_E_OK : sink(ctx, &events[i], err);
    }
    return rc;
}

static int prepare(struct pl_case *c, const struct pl_store_event_query *q, sqlite3_stmt **ret, struct pl_error *err) {
    static const char ALL[] =
        "SELECT e.body, n.body FROM event AS e LEFT JOIN event_note AS n ON n.id = e.id AND ?5 <> 0 WHERE (?1 < 0 OR "
        "e.type = ?1) AND e.end_us >= ?2 AND e.start_us <= ?3 AND ?4 = 0 AND (?5 <> 0 OR e.tail < 2) ORDER BY "
        "e.start_us";
    static const char SHIP[] =
        "SELECT e.body, n.body FROM event_vessel AS v CROSS JOIN event AS e ON e.id = v.event AND e.tail = v.tail AND "
        "e.emitted = v.emitted LEFT JOIN event_note AS n ON n.id = e.id AND ?5 <> 0 WHERE v.mmsi = ?4 AND (?1 < 0 OR "
        "e.type = ?1) AND e.end_us >= ?2 AND e.start_us <= ?3 AND (?5 <> 0 OR e.tail < 2) ORDER BY e.start_us";
    int rc = pl_db_prepare(c->db, q->mmsi != 0 ? SHIP : ALL, ret, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(*ret, 1, q->type);
        pl_db_bind_int(*ret, 2, q->from == PL_TIME_NONE ? INT64_MIN : q->from);
        pl_db_bind_int(*ret, 3, q->to == PL_TIME_NONE ? INT64_MAX : q->to);
        pl_db_bind_int(*ret, 4, q->mmsi);
        pl_db_bind_int(*ret, 5, !q->first_stage);
    }
    return rc;
}

int pl_store_events(struct pl_case *c, const struct pl_store_event_query *query, pl_event_sink sink, void *ctx,
                    struct pl_error *err) {
    static const struct pl_store_event_query EVERYTHING = {.type = -1, .from = PL_TIME_NONE, .to = PL_TIME_NONE};
    const struct pl_store_event_query *q = query != NULL ? query : &EVERYTHING;
    PL_STMT_AUTO *stmt = NULL;
    struct group group = {0};
    bool row = true;
    int rc = prepare(c, q, &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        struct pl_event e;
        rc = pl_store_event_read(pl_db_col(stmt, 0), &e, err);
        pl_str notes = pl_db_col(stmt, 1);
        if (rc == PL_E_OK && notes.n > 0) {
            rc = pl_store_event_read_notes(notes, &e.notes, err);
        }
        if (rc != PL_E_OK || hidden(q, e.type) || (q->has_box && !in_box(q, &e))) {
            continue;
        }
        if (group.n > 0 && group.events[0].start != e.start) {
            rc = give_group(group.events, group.n, sink, ctx, err);
            group.n = 0;
        }
        if (rc == PL_E_OK) {
            rc = group_add(&group, &e, err);
        }
    }
    if (rc == PL_E_OK) {
        rc = give_group(group.events, group.n, sink, ctx, err);
    }
    free(group.events);
    return rc;
}

int pl_store_event_counts(struct pl_case *c, uint32_t mmsi, uint64_t ret_counts[PL_EVENT_TYPE_COUNT],
                          struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(c->db,
                           "SELECT e.type, count(DISTINCT e.id) FROM event_vessel AS v CROSS JOIN event AS e ON e.id = "
                           "v.event AND e.tail = v.tail AND e.emitted = v.emitted WHERE v.mmsi = ?1 GROUP BY e.type",
                           &stmt, err);
    memset(ret_counts, 0, PL_EVENT_TYPE_COUNT * sizeof *ret_counts);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, mmsi);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        int64_t type = sqlite3_column_int64(stmt, 0);
        if (type >= 0 && type < (int64_t)PL_EVENT_TYPE_COUNT) {
            ret_counts[type] = (uint64_t)sqlite3_column_int64(stmt, 1);
        }
    }
    return rc;
}

int pl_store_event_find(struct pl_case *c, pl_hash id, pl_event_sink sink, void *ctx, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = false;
    struct pl_event e;
    int rc = pl_db_prepare(c->db,
                           "SELECT e.body, n.body FROM event AS e LEFT JOIN event_note AS n ON n.id = "
                           "e.id WHERE e.id = ?1 ORDER BY e.tail, e.emitted LIMIT 1",
                           &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_hash(stmt, 1, &id);
        rc = pl_db_step(stmt, &row, err);
    }
    if (rc == PL_E_OK && !row) {
        rc = pl_fail(err, PL_E_NOT_FOUND, "the case has no such event");
    }
    rc = rc == PL_E_OK ? pl_store_event_read(pl_db_col(stmt, 0), &e, err) : rc;
    if (rc == PL_E_OK && pl_db_col(stmt, 1).n > 0) {
        rc = pl_store_event_read_notes(pl_db_col(stmt, 1), &e.notes, err);
    }
    return rc == PL_E_OK ? sink(ctx, &e, err) : rc;
}

/* Ships, not tracks: two tracks on one number are one row. */
static unsigned n_ships(const struct pl_event *e) {
    unsigned n = 0;
    for (unsigned i = 0; i < e->n_vessels; i++) {
        n += i == 0 || e->vessels[i].mmsi != e->vessels[i - 1].mmsi;
    }
    return n;
}

static const char *row_fault(sqlite3_stmt *stmt, pl_hash id) {
    struct pl_event e;
    if (pl_store_event_read(pl_db_col(stmt, 1), &e, NULL) != PL_E_OK) {
        return "it cannot be read";
    }
    bool same = pl_hash_cmp(e.id, id) == 0 && e.type == sqlite3_column_int(stmt, 2) &&
                e.start == sqlite3_column_int64(stmt, 3) && n_ships(&e) == (unsigned)sqlite3_column_int(stmt, 4);
    return same ? NULL : "its row does not say what it holds";
}

int pl_store_events_check(struct pl_case *c, pl_store_event_complaint complain, void *ctx, uint64_t *ret_n,
                          struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    uint64_t n = 0;
    bool row = true;
    int rc = pl_db_prepare(c->db,
                           "SELECT id, body, type, start_us, (SELECT count(*) FROM event_vessel AS v WHERE v.event = "
                           "event.id AND v.tail = event.tail AND v.emitted = event.emitted) FROM event ORDER BY id, "
                           "tail, emitted",
                           &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        pl_hash id = {0};
        n++;
        const char *why = pl_db_col_hash(stmt, 0, &id) ? row_fault(stmt, id) : "it has no id";
        rc = why != NULL ? complain(ctx, id, why, err) : PL_E_OK;
    }
    *ret_n = n;
    return rc;
}
