#include "app/voyages_json.h"

#include "app/known_json.h"
#include "geo/prism.h"
#include "text/json.h"

#include "base/ban.h"

static void write_exercise(struct pl_json *json, const struct pl_events_view *view) {
    if (view->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
}

static void write_summary(struct pl_json *json, const struct pl_events_view *view, size_t n) {
    pl_json_record(json, "summary");
    pl_json_key(json, "results");
    pl_json_u64(json, n);
    pl_known_json(json, &view->known);
    pl_json_key(json, "detected");
    pl_json_bool(json, !view->unseen);
    write_exercise(json, view);
    pl_json_key(json, "status");
    pl_json_text(json, "leads, not findings");
    pl_json_record_end(json);
}

static void write_number(struct pl_json *json, const char *key, double value, unsigned decimals) {
    pl_json_key(json, key);
    pl_json_fixed(json, value, decimals);
}

static void write_count(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static void write_call(struct pl_json *json, const struct pl_voyage_call *one) {
    pl_json_object(json);
    pl_json_key(json, "port");
    pl_json_text(json, one->call.port);
    pl_json_key(json, "verdict");
    pl_json_text(json, pl_verdict_word((enum pl_verdict)one->call.verdict));
    write_number(json, "required_speed_kn", one->call.required_kn, 3);
    write_number(json, "slack_h", one->call.slack_h, 3);
    pl_json_key(json, "gap");
    pl_json_hex(json, one->gap.b, sizeof one->gap.b);
    pl_json_key(json, "silence");
    pl_json_text(json, one->grade != PL_SILENCE_NONE ? pl_event_grade_name(one->grade) : NULL);
    pl_json_object_end(json);
}

/* What it said of where it was bound, and how its call agrees. */
static void write_destination(struct pl_json *json, const struct pl_voyage *v) {
    pl_json_key(json, "arrival");
    if (v->arrival.verdict != PL_ARRIVAL_NONE) {
        pl_json_object(json);
        pl_event_bound_json(&v->arrival, true, json);
        pl_json_key(json, "remark");
        pl_json_text(json, v->arrival_remark[0] != '\0' ? v->arrival_remark : NULL);
        pl_json_object_end(json);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "destinations");
    pl_json_array(json);
    for (unsigned i = 0; i < v->n_said; i++) {
        pl_json_object(json);
        pl_json_key(json, "first");
        pl_json_time(json, v->said[i].from);
        pl_json_key(json, "last");
        pl_json_time(json, v->said[i].until);
        pl_event_bound_json(&v->said[i].bound, false, json);
        pl_json_key(json, "remark");
        pl_json_text(json, v->said[i].remark[0] != '\0' ? v->said[i].remark : NULL);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

static void write_voyage(struct pl_json *json, const struct pl_voyage *v, const struct pl_events_view *view) {
    char track[32];
    const struct pl_event_vessel vessel = {.mmsi = v->mmsi, .has_track = true, .track = v->track};
    pl_event_track_key(&vessel, track);
    pl_json_record(json, "voyage");
    write_exercise(json, view);
    write_count(json, "mmsi", v->mmsi);
    pl_json_key(json, "track");
    pl_json_text(json, track);
    pl_json_key(json, "from_port");
    pl_json_text(json, v->from[0] != '\0' ? v->from : NULL);
    pl_json_key(json, "to_port");
    pl_json_text(json, v->to[0] != '\0' ? v->to : NULL);
    pl_json_key(json, "start");
    pl_json_time(json, v->start);
    pl_json_key(json, "end");
    pl_json_time(json, v->end);
    write_count(json, "silences", v->silences);
    write_number(json, "silent_hours", v->silent_hours, 4);
    write_number(json, "longest_silence_hours", v->longest_hours, 4);
    write_count(json, "meetings", v->meetings);
    write_count(json, "loiterings", v->loiterings);
    pl_json_key(json, "possible_calls");
    pl_json_array(json);
    for (unsigned i = 0; i < v->n_calls; i++) {
        write_call(json, &v->calls[i]);
    }
    pl_json_array_end(json);
    if (v->more_calls > 0) {
        write_count(json, "more_possible_calls", v->more_calls);
    }
    write_destination(json, v);
    pl_json_key(json, "status");
    pl_json_text(json, "lead");
    pl_json_record_end(json);
}

/* What is said of one, into an open object. */
static void describe_anchorage(struct pl_json *json, const struct pl_anchorage *a, const struct pl_events_view *view) {
    write_exercise(json, view);
    write_number(json, "lat", pl_pos_lat_deg(a->pos), 6);
    write_number(json, "lon", pl_pos_lon_deg(a->pos), 6);
    write_number(json, "radius_nm", a->radius_m / PL_NM_M, 3);
    write_count(json, "ships", a->ships);
    write_count(json, "stays", a->stays);
    pl_json_key(json, "first");
    pl_json_time(json, a->first);
    pl_json_key(json, "last");
    pl_json_time(json, a->last);
}

void pl_voyages_json(const struct pl_voyage *list, size_t n, const struct pl_events_view *view, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    for (size_t i = 0; i < n; i++) {
        write_voyage(&json, &list[i], view);
    }
    write_summary(&json, view, n);
}

void pl_anchorages_json(const struct pl_anchorage *list, size_t n, const struct pl_events_view *view,
                        struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    for (size_t i = 0; i < n; i++) {
        pl_json_record(&json, "anchorage");
        describe_anchorage(&json, &list[i], view);
        pl_json_record_end(&json);
    }
    write_summary(&json, view, n);
}

void pl_anchorages_geojson(const struct pl_anchorage *list, size_t n, const struct pl_events_view *view,
                           struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_object(&json);
    pl_json_key(&json, "type");
    pl_json_text(&json, "FeatureCollection");
    pl_json_key(&json, "features");
    pl_json_array(&json);
    for (size_t i = 0; i < n; i++) {
        pl_json_object(&json);
        pl_json_key(&json, "type");
        pl_json_text(&json, "Feature");
        pl_json_key(&json, "geometry");
        pl_json_object(&json);
        pl_json_key(&json, "type");
        pl_json_text(&json, "Point");
        pl_json_key(&json, "coordinates");
        pl_json_array(&json);
        pl_json_fixed(&json, pl_pos_lon_deg(list[i].pos), 6);
        pl_json_fixed(&json, pl_pos_lat_deg(list[i].pos), 6);
        pl_json_array_end(&json);
        pl_json_object_end(&json);
        pl_json_key(&json, "properties");
        pl_json_object(&json);
        describe_anchorage(&json, &list[i], view);
        pl_json_object_end(&json);
        pl_json_object_end(&json);
    }
    pl_json_array_end(&json);
    pl_json_object_end(&json);
    pl_buf_add_char(out, '\n');
}
