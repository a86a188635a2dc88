#include "app/event_one.h"

#include "app/detect.h"
#include "detect/rules.h"
#include "text/json.h"

#include "base/ban.h"

#define FACTS_MAX ((size_t)1 << 28)

struct one {
    struct pl_event event;
};

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct one *one = ctx;
    (void)err;
    one->event = *event;
    return PL_E_OK;
}

static int find(struct pl_case *c, pl_hash id, struct one *one, struct pl_error *err) {
    int rc = pl_store_event_find(c, id, on_event, one, err);
    return rc == PL_E_OK && !pl_event_type_shown(one->event.type)
               ? pl_fail(err, PL_E_NOT_FOUND, "the case has no such event")
               : rc;
}

int pl_event_one(const char *case_dir, pl_time known_at, pl_hash id, struct pl_arena *arena, pl_events_sink sink,
                 void *ctx, struct pl_error *err) {
    PL_KNOWN_AT_AUTO known = {0};
    struct one one;
    struct pl_events_view view;
    int rc = pl_known_at_open(case_dir, known_at, &known, err);
    rc = rc == PL_E_OK ? find(known.c, id, &one, err) : rc;
    rc = rc == PL_E_OK ? pl_events_view_read(&known, arena, &view, err) : rc;
    return rc == PL_E_OK ? sink(ctx, &view, &one.event, err) : rc;
}

/* ---- where it can have been ---- */

static int ask_of(const struct pl_event *e, const struct pl_detect_facts *facts, const struct pl_event_reach_ask *ask,
                  struct pl_reach_ask *ret, struct pl_error *err) {
    double kn = ask->max_speed_kn > 0 ? ask->max_speed_kn : e->notes.assumed_kn;
    double hours = e->hours < PL_PRISM_HOURS_MAX ? e->hours : PL_PRISM_HOURS_MAX;
    bool as_detected = !(ask->max_speed_kn > 0) && ask->dwell_h < 0;
    if (e->type != PL_EVENT_GAP || !e->has_start_pos || (!e->open && !e->has_end_pos)) {
        return pl_fail(err, PL_E_NOT_FOUND, "only a silence between two places has a reach");
    }
    if (!(kn > 0)) {
        return pl_fail(err, PL_E_USAGE, "detection assumed no speed for this silence: give max_speed");
    }
    *ret = (struct pl_reach_ask){.search_nm = ask->search_nm > 0 ? ask->search_nm : 1,
                                 .way = ask->way,
                                 .table = facts->ports,
                                 .has_table = true,
                                 .near = !ask->all,
                                 .form = ask->form,
                                 .sea = ask->sea};
    ret->prism = (struct pl_prism_ask){.from = e->start_pos,
                                       .to = e->open ? e->start_pos : e->end_pos,
                                       .open = e->open,
                                       .from_at = e->start,
                                       .to_at = e->start + (pl_time)(hours * (double)PL_HOUR_US + 0.5),
                                       .max_speed_kn = kn,
                                       .dwell_h = ask->dwell_h};
    if (ask->dwell_h < 0) {
        ret->prism.dwell_h = facts->rules.v[PL_RULE_CALL_DWELL_HOURS];
    }
    ret->calls = e->notes.calls;
    ret->n_calls = as_detected ? e->notes.n_calls : 0;
    return PL_E_OK;
}

int pl_event_reach(const char *case_dir, pl_time known_at, pl_hash id, const struct pl_event_reach_ask *ask,
                   struct pl_arena *arena, struct pl_buf *out, struct pl_error *err) {
    PL_KNOWN_AT_AUTO known = {0};
    struct one one;
    struct pl_detect_facts facts;
    struct pl_reach_ask reach;
    const char *file;
    int rc = pl_known_at_open(case_dir, known_at, &known, err);
    rc = rc == PL_E_OK ? find(known.c, id, &one, err) : rc;
    rc = rc == PL_E_OK ? pl_detect_facts_read(known.c, arena, &facts, err) : rc;
    rc = rc == PL_E_OK ? ask_of(&one.event, &facts, ask, &reach, err) : rc;
    return rc == PL_E_OK ? pl_reach_run(&reach, out, &file, err) : rc;
}

/* ---- ports ---- */

static void write_port(const struct pl_port *port, struct pl_json *json) {
    pl_json_key(json, "id");
    pl_json_str(json, port->id);
    pl_json_key(json, "name");
    pl_json_str(json, port->name);
    pl_json_key(json, "country");
    pl_json_str(json, port->country);
    pl_json_key(json, "kind");
    pl_json_str(json, port->kind);
    pl_json_key(json, "lat");
    pl_json_fixed(json, pl_pos_lat_deg(port->pos), 6);
    pl_json_key(json, "lon");
    pl_json_fixed(json, pl_pos_lon_deg(port->pos), 6);
    pl_json_key(json, "uncertainty_m");
    pl_json_fixed(json, port->uncertainty_m, 0);
}

static void write_feature(const struct pl_port *port, struct pl_json *json) {
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_text(json, "Feature");
    pl_json_key(json, "geometry");
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_text(json, "Point");
    pl_json_key(json, "coordinates");
    pl_json_array(json);
    pl_json_fixed(json, pl_pos_lon_deg(port->pos), 6);
    pl_json_fixed(json, pl_pos_lat_deg(port->pos), 6);
    pl_json_array_end(json);
    pl_json_object_end(json);
    pl_json_key(json, "properties");
    pl_json_object(json);
    write_port(port, json);
    pl_json_object_end(json);
    pl_json_object_end(json);
}

static void write_ports(const struct pl_ports *ports, bool geojson, struct pl_json *json) {
    size_t n = ports != NULL ? pl_ports_count(ports) : 0;
    if (geojson) {
        pl_buf_add_str(json->buf, PL_STR("{\"type\":\"FeatureCollection\",\"features\":["));
    }
    for (size_t i = 0; i < n; i++) {
        if (geojson) {
            pl_buf_add_str(json->buf, i > 0 ? PL_STR(",\n") : PL_STR("\n"));
            pl_json_start(json, json->buf);
            write_feature(pl_ports_at(ports, i), json);
        } else {
            pl_json_record(json, "port");
            write_port(pl_ports_at(ports, i), json);
            pl_json_record_end(json);
        }
    }
    if (geojson) {
        pl_buf_add_str(json->buf, PL_STR("\n]}\n"));
        return;
    }
    pl_json_record(json, "summary");
    pl_json_key(json, "results");
    pl_json_u64(json, n);
}

int pl_event_ports(const char *case_dir, pl_time known_at, bool geojson, struct pl_buf *out, struct pl_error *err) {
    PL_KNOWN_AT_AUTO known = {0};
    PL_ARENA_AUTO arena;
    struct pl_detect_facts facts;
    struct pl_json json;
    pl_arena_open(&arena, FACTS_MAX);
    int rc = pl_known_at_open(case_dir, known_at, &known, err);
    rc = rc == PL_E_OK ? pl_detect_facts_read(known.c, &arena, &facts, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_json_start(&json, out);
    write_ports(facts.ports, geojson, &json);
    if (!geojson) {
        pl_json_key(&json, "known_at");
        pl_json_time(&json, known.known.at);
        pl_json_key(&json, "journal");
        pl_json_u64(&json, known.known.size);
        pl_json_record_end(&json);
    }
    return PL_E_OK;
}
