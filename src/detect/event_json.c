#include <string.h>

#include "detect/event_text_in.h"
#include "geo/prism.h"

#include "base/ban.h"

void pl_event_track_key(const struct pl_event_vessel *vessel, char out[32]) {
    out[0] = '\0';
    if (!vessel->has_track) {
        return;
    }
    char hex[65];
    pl_hash_hex(vessel->track, hex);
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, 32);
    pl_buf_add_u64(&buf, vessel->mmsi);
    pl_buf_add_char(&buf, '-');
    pl_buf_add(&buf, hex, 16);
    if (!pl_buf_failed(&buf)) {
        memcpy(out, buf.p, buf.n);
        out[buf.n] = '\0';
    }
}

static void write_text_or_null(struct pl_json *json, const char *key, const char *text) {
    pl_json_key(json, key);
    pl_json_text(json, text[0] != '\0' ? text : NULL);
}

static void write_hash(struct pl_json *json, const char *key, pl_hash hash) {
    pl_json_key(json, key);
    pl_json_hex(json, hash.b, sizeof hash.b);
}

static void write_vessel(struct pl_json *json, const struct pl_event_vessel *vessel) {
    char track[32];
    pl_event_track_key(vessel, track);
    pl_json_object(json);
    pl_json_key(json, "mmsi");
    pl_json_u64(json, vessel->mmsi);
    write_text_or_null(json, "track", track);
    pl_json_key(json, "imo");
    if (vessel->imo != 0) {
        pl_json_u64(json, vessel->imo);
    } else {
        pl_json_null(json);
    }
    write_text_or_null(json, "name", vessel->name);
    write_text_or_null(json, "callsign", vessel->callsign);
    pl_json_object_end(json);
}

static void write_vessels(struct pl_json *json, const struct pl_event *event) {
    pl_json_key(json, "vessels");
    pl_json_array(json);
    for (unsigned i = 0; i < event->n_vessels; i++) {
        write_vessel(json, &event->vessels[i]);
    }
    pl_json_array_end(json);
}

static void write_lat_lon(struct pl_json *json, bool has, pl_pos pos) {
    pl_json_key(json, "lat");
    if (has) {
        pl_json_fixed(json, pl_pos_lat_deg(pos), DEG_DECIMALS);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "lon");
    if (has) {
        pl_json_fixed(json, pl_pos_lon_deg(pos), DEG_DECIMALS);
    } else {
        pl_json_null(json);
    }
}

static void write_pos(struct pl_json *json, const char *key, bool has, pl_pos pos) {
    pl_json_key(json, key);
    if (!has) {
        pl_json_null(json);
        return;
    }
    pl_json_object(json);
    write_lat_lon(json, true, pos);
    pl_json_object_end(json);
}

static void write_number(struct pl_json *json, const char *key, double value, unsigned decimals) {
    pl_json_key(json, key);
    pl_json_fixed(json, value, decimals);
}

static void write_nm(struct pl_json *json, const char *key, double metres) {
    pl_json_key(json, key);
    if (metres < 0) {
        pl_json_null(json);
    } else {
        pl_json_fixed(json, metres / PL_NM_M, DISTANCE_DECIMALS);
    }
}

static void write_bool(struct pl_json *json, const char *key, bool value) {
    pl_json_key(json, key);
    pl_json_bool(json, value);
}

/* Of kind range: who received it, how far off it said to be, and how far that station hears. */
static void write_synthetic(struct pl_json *json, const struct pl_event *event) {
    write_text_or_null(json, "kind", event->kind);
    write_pos(json, "centre", event->has_pos, event->pos);
    bool range = strcmp(event->kind, "range") == 0;
    write_nm(json, "radius_nm", range ? 0 : event->radius_m);
    if (range) {
        pl_json_key(json, "station");
        pl_json_text(json, event->value);
        write_nm(json, "distance_nm", event->distance_m);
        write_nm(json, "reach_nm", event->radius_m);
    }
    write_text_or_null(json, "why", event->why);
}

static void write_known(struct pl_json *json, const char *key, double value, unsigned decimals) {
    pl_json_key(json, key);
    if (value < 0) {
        pl_json_null(json);
    } else {
        pl_json_fixed(json, value, decimals);
    }
}

static void write_gap(struct pl_json *json, const struct pl_event *event) {
    write_nm(json, "distance_nm", event->open ? -1 : event->distance_m);
    pl_json_key(json, "implied_kn");
    if (event->open) {
        pl_json_null(json);
    } else {
        pl_json_fixed(json, event->speed_kn, SPEED_DECIMALS);
    }
    write_bool(json, "in_port", event->in_port);
}

static void write_rendezvous(struct pl_json *json, const struct pl_event *event) {
    pl_json_key(json, "loiterer");
    pl_json_u64(json, event->loiterer);
    pl_json_key(json, "silent");
    pl_json_u64(json, event->silent);
    write_bool(json, "feasible", event->feasible);
    write_known(json, "required_speed_kn", event->needs_kn, SPEED_DECIMALS);
    write_known(json, "cover_hours", event->cover_h, HOUR_DECIMALS);
    write_known(json, "by_chance", event->by_chance, DISTANCE_DECIMALS);
    write_text_or_null(json, "why", event->why);
}

/* What only events of this type say. */
static void write_particulars(struct pl_json *json, const struct pl_event *event) {
    switch ((enum pl_event_type)event->type) {
    case PL_EVENT_GAP:
        write_gap(json, event);
        break;
    case PL_EVENT_ENCOUNTER:
        write_number(json, "distance_m", event->distance_m, DISTANCE_DECIMALS);
        write_number(json, "median_speed_kn", event->speed_kn, SPEED_DECIMALS);
        write_nm(json, "port_distance_nm", event->port_distance_m);
        break;
    case PL_EVENT_LOITERING:
        write_nm(json, "distance_nm", event->distance_m);
        write_number(json, "mean_speed_kn", event->speed_kn, SPEED_DECIMALS);
        write_nm(json, "port_distance_nm", event->port_distance_m);
        break;
    case PL_EVENT_PORT_VISIT:
        write_text_or_null(json, "port", event->port);
        pl_json_key(json, "confidence");
        pl_json_i64(json, event->confidence);
        write_bool(json, "has_gap", event->has_gap);
        break;
    case PL_EVENT_POSITION_JUMP:
        write_nm(json, "distance_nm", moved_m(event));
        write_number(json, "implied_kn", event->implied_kn, SPEED_DECIMALS);
        break;
    case PL_EVENT_IDENTIFIER_INVALID:
        write_text_or_null(json, "field", event->field);
        write_text_or_null(json, "value", event->value);
        write_text_or_null(json, "why", event->why);
        break;
    case PL_EVENT_SYNTHETIC_TRACK:
        write_synthetic(json, event);
        break;
    case PL_EVENT_DRAUGHT_CHANGE:
        write_number(json, "draught_from_m", event->draught_from_dm / 10.0, 1);
        write_number(json, "draught_to_m", event->draught_to_dm / 10.0, 1);
        write_text_or_null(json, "why", event->why);
        break;
    case PL_EVENT_IDENTITY_CHANGE:
        write_nm(json, "distance_nm", event->distance_m);
        write_known(json, "required_speed_kn", event->needs_kn, SPEED_DECIMALS);
        write_text_or_null(json, "why", event->why);
        break;
    case PL_EVENT_INTERFERENCE:
        pl_json_key(json, "ships");
        pl_json_u64(json, event->n_ships);
        write_nm(json, "radius_nm", event->radius_m);
        break;
    case PL_EVENT_RENDEZVOUS:
        write_rendezvous(json, event);
        break;
    case PL_EVENT_POSITION_ON_LAND:
    case PL_EVENT_IDENTITY_CONFLICT:
    case PL_EVENT_TRACK:
    case PL_EVENT_BOUND:
    case PL_EVENT_UNPLACED:
    case PL_EVENT_TYPE_COUNT:
        break;
    }
}

static void write_rule(struct pl_json *json, const struct pl_event *event, const struct pl_event_style *style) {
    pl_json_key(json, "rule");
    pl_json_object(json);
    pl_json_key(json, "name");
    pl_json_text(json, pl_event_type_rule(event->type));
    pl_json_key(json, "version");
    pl_json_str(json, style->version);
    pl_json_key(json, "params");
    pl_str params = style->params[event->type];
    pl_json_raw(json, params.n > 0 ? params : PL_STR("{}"));
    pl_json_key(json, "hash");
    pl_json_text(json, style->rules_hash);
    pl_json_object_end(json);
}

static void write_profiles(struct pl_json *json, const struct pl_event *event, const struct pl_event_style *style) {
    if (style->profiles == NULL) {
        return;
    }
    pl_json_key(json, "profiles");
    pl_json_object(json);
    for (unsigned i = 0; i < style->profiles->n; i++) {
        PL_BUF_AUTO words = {0};
        pl_buf_open(&words, 4096);
        pl_profile_says(style->profiles, i, event, &words);
        pl_json_key(json, style->profiles->names[i]);
        pl_json_str(json, pl_buf_str(&words));
    }
    pl_json_object_end(json);
}

static void write_inputs(struct pl_json *json, const struct pl_event *event) {
    pl_json_key(json, "inputs");
    pl_json_object(json);
    pl_json_key(json, "reports");
    pl_json_u64(json, event->n_inputs);
    pl_json_key(json, "from");
    pl_json_time(json, event->inputs_from);
    pl_json_key(json, "to");
    pl_json_time(json, event->inputs_to);
    write_hash(json, "digest", event->digest);
    if (event->n_parents > 0) {
        pl_json_key(json, "events");
        pl_json_array(json);
        for (unsigned i = 0; i < event->n_parents; i++) {
            pl_json_hex(json, event->parents[i].b, PL_HASH_BYTES);
        }
        pl_json_array_end(json);
    }
    pl_json_object_end(json);
}

static void write_str_or_null(struct pl_json *json, const char *key, pl_str text) {
    pl_json_key(json, key);
    if (text.n > 0) {
        pl_json_str(json, text);
    } else {
        pl_json_null(json);
    }
}

static void write_evidence(struct pl_json *json, const struct pl_event *event, const struct pl_event_style *style) {
    pl_json_key(json, "evidence");
    pl_json_array(json);
    for (unsigned i = 0; i < event->n_evidence; i++) {
        const struct pl_loc *loc = &event->evidence[i];
        struct pl_event_place place = {0};
        if (style->resolve == NULL || !style->resolve(style->ctx, loc->source, &place)) {
            place = (struct pl_event_place){0};
        }
        pl_json_object(json);
        write_str_or_null(json, "exhibit", place.exhibit);
        write_str_or_null(json, "root", place.root);
        write_str_or_null(json, "member", place.member);
        pl_json_key(json, "offset");
        pl_json_u64(json, loc->offset);
        pl_json_key(json, "length");
        pl_json_u64(json, loc->length);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

static void write_grade(struct pl_json *json, const struct pl_event_notes *notes) {
    pl_json_key(json, "expected_reception");
    if (notes->grade == PL_SILENCE_NONE) {
        pl_json_null(json);
        return;
    }
    pl_json_object(json);
    pl_json_key(json, "grade");
    pl_json_text(json, pl_event_grade_name(notes->grade));
    write_known(json, "reports", notes->expected, 1);
    write_known(json, "chance", notes->chance, DISTANCE_DECIMALS);
    write_text_or_null(json, "why", notes->basis);
    pl_json_object_end(json);
}

static void write_calls(struct pl_json *json, const struct pl_event_notes *notes) {
    write_number(json, "assumed_speed_kn", notes->assumed_kn, SPEED_DECIMALS);
    pl_json_key(json, "calls");
    pl_json_array(json);
    for (unsigned i = 0; i < notes->n_calls; i++) {
        const struct pl_event_call *call = &notes->calls[i];
        pl_json_object(json);
        pl_json_key(json, "port");
        pl_json_text(json, call->port);
        pl_json_key(json, "verdict");
        pl_json_text(json, pl_verdict_word((enum pl_verdict)call->verdict));
        write_nm(json, "distance_in_nm", call->in_m);
        write_nm(json, "distance_out_nm", call->out_m);
        write_known(json, "required_speed_kn", call->required_kn, SPEED_DECIMALS);
        pl_json_key(json, "slack_h");
        if (call->in_m < 0) {
            pl_json_null(json);
        } else {
            pl_json_fixed(json, call->slack_h, DISTANCE_DECIMALS);
        }
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
    pl_json_key(json, "calls_beyond");
    pl_json_u64(json, notes->calls_beyond);
    pl_json_key(json, "calls_more");
    pl_json_u64(json, notes->calls_more);
}

static void write_mmsi(struct pl_json *json, const char *key, uint32_t mmsi) {
    pl_json_key(json, key);
    if (mmsi != 0) {
        pl_json_u64(json, mmsi);
    } else {
        pl_json_null(json);
    }
}

/* How two ships came together and parted, who else lay there, and what kind of ships do so in their work. */
static void write_meeting(struct pl_json *json, const struct pl_event *event) {
    const struct pl_event_notes *notes = &event->notes;
    if (notes->habit != PL_HABIT_NONE) {
        write_text_or_null(json, "habit", pl_event_habit_name(notes->habit));
    }
    if (notes->phases.known) {
        pl_json_key(json, "phases");
        pl_json_object(json);
        write_mmsi(json, "waited", notes->phases.waited);
        write_number(json, "before_hours", notes->phases.before_h, HOUR_DECIMALS);
        write_number(json, "together_hours", event->hours, HOUR_DECIMALS);
        write_mmsi(json, "stayed", notes->phases.stayed);
        write_number(json, "after_hours", notes->phases.after_h, HOUR_DECIMALS);
        pl_json_object_end(json);
    }
    if (notes->n_with > 0) {
        pl_json_key(json, "with");
        pl_json_array(json);
        for (unsigned i = 0; i < notes->n_with && i < PL_EVENT_WITH; i++) {
            pl_json_u64(json, notes->with[i]);
        }
        pl_json_array_end(json);
    }
}

void pl_event_bound_json(const struct pl_event_bound *bound, bool arrived, struct pl_json *json) {
    write_text_or_null(json, "said", bound->said);
    write_text_or_null(json, "port", bound->port);
    write_text_or_null(json, "verdict", pl_event_arrival_name(bound->verdict));
    pl_json_key(json, "eta");
    pl_json_time(json, bound->has_eta ? bound->eta : PL_TIME_NONE);
    pl_json_key(json, "eta_off_hours");
    if (bound->has_eta && arrived) {
        pl_json_fixed(json, bound->eta_off_h, HOUR_DECIMALS);
    } else {
        pl_json_null(json);
    }
}

/* What the second stage says: never part of the id. */
static void write_notes(struct pl_json *json, const struct pl_event *event) {
    const struct pl_event_notes *notes = &event->notes;
    write_grade(json, notes);
    if (notes->assumed_kn > 0) {
        write_calls(json, notes);
    }
    if (notes->has_explained_by) {
        write_hash(json, "explained_by", notes->explained_by);
    }
    if (notes->anchorage_ships > 0) {
        pl_json_key(json, "anchorage_ships");
        pl_json_u64(json, notes->anchorage_ships);
    }
    write_meeting(json, event);
    if (notes->bound.verdict != PL_ARRIVAL_NONE) {
        pl_json_key(json, "destination");
        pl_json_object(json);
        pl_event_bound_json(&notes->bound, true, json);
        pl_json_object_end(json);
    }
    if (notes->remark[0] != '\0') {
        write_text_or_null(json, "remark", notes->remark);
    }
}

void pl_event_json(const struct pl_event *event, const struct pl_event_style *style, struct pl_json *json) {
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_text(json, pl_event_type_name(event->type));
    if (style->exercise) {
        write_bool(json, "exercise", true);
    }
    write_hash(json, "id", event->id);
    write_vessels(json, event);
    pl_json_key(json, "start");
    pl_json_time(json, event->start);
    pl_json_key(json, "end");
    pl_json_time(json, event->open ? PL_TIME_NONE : event->end);
    write_bool(json, "open", event->open);
    write_number(json, "hours", event->hours, HOUR_DECIMALS);
    write_lat_lon(json, event->has_pos, event->pos);
    write_pos(json, "start_pos", event->has_start_pos, event->start_pos);
    write_pos(json, "end_pos", event->has_end_pos, event->end_pos);
    write_particulars(json, event);
    if (event->has_ambiguous_with) {
        write_hash(json, "ambiguous_with", event->ambiguous_with);
    }
    write_notes(json, event);
    write_rule(json, event, style);
    write_profiles(json, event, style);
    write_inputs(json, event);
    write_evidence(json, event, style);
    pl_json_key(json, "status");
    pl_json_text(json, "lead");
    pl_json_object_end(json);
}

static void write_coordinates(struct pl_json *json, pl_pos pos, int32_t lon) {
    pl_json_array(json);
    /* The second end of a line over 180 degrees goes on beyond it, as RFC 7946 readers draw it best. */
    pl_json_fixed(json, (double)lon / PL_POS_UNIT, DEG_DECIMALS);
    pl_json_fixed(json, pl_pos_lat_deg(pos), DEG_DECIMALS);
    pl_json_array_end(json);
}

static void write_geometry(struct pl_json *json, const struct pl_event *event) {
    bool line = event->has_start_pos && event->has_end_pos &&
                (event->start_pos.lon != event->end_pos.lon || event->start_pos.lat != event->end_pos.lat);
    pl_json_key(json, "geometry");
    if (!line && !event->has_pos) {
        pl_json_null(json);
        return;
    }
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_text(json, line ? "LineString" : "Point");
    pl_json_key(json, "coordinates");
    if (line) {
        int32_t lon = event->start_pos.lon + pl_lon_diff(event->start_pos.lon, event->end_pos.lon);
        pl_json_array(json);
        write_coordinates(json, event->start_pos, event->start_pos.lon);
        write_coordinates(json, event->end_pos, lon);
        pl_json_array_end(json);
    } else {
        write_coordinates(json, event->pos, event->pos.lon);
    }
    pl_json_object_end(json);
}

void pl_event_geojson(const struct pl_event *event, const struct pl_event_style *style, struct pl_json *json) {
    char hex[65];
    pl_hash_hex(event->id, hex);
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_text(json, "Feature");
    pl_json_key(json, "id");
    pl_json_text(json, hex);
    write_geometry(json, event);
    pl_json_key(json, "properties");
    pl_event_json(event, style, json);
    pl_json_object_end(json);
}
