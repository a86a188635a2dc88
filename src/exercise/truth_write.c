#include "exercise/truth.h"

#include <string.h>

#include "text/json.h"

#include "base/ban.h"

static const char *const observables[] = {"no", "partly", "yes"};

static void put_pos(struct pl_json *json, const char *lat_key, const char *lon_key, pl_pos pos) {
    pl_json_key(json, lat_key);
    pl_json_fixed(json, pl_pos_lat_deg(pos), 6);
    pl_json_key(json, lon_key);
    pl_json_fixed(json, pl_pos_lon_deg(pos), 6);
}

static void put_number(struct pl_json *json, const char *key, double value, unsigned decimals) {
    pl_json_key(json, key);
    pl_json_fixed(json, value, decimals);
}

static void put_time(struct pl_json *json, const char *key, pl_time at) {
    pl_json_key(json, key);
    pl_json_time(json, at);
}

static void put_text(struct pl_json *json, const char *key, const char *value) {
    pl_json_key(json, key);
    pl_json_text(json, value);
}

static void put_measures(struct pl_json *json, const struct pl_truth_entry *e) {
    if (e->within_m > 0) {
        put_number(json, "within_m", e->within_m, 0);
        put_number(json, "least_distance_m", e->distance_m, 1);
    } else {
        put_number(json, "distance_nm", e->distance_m / PL_NM_M, 3);
    }
    if (e->under_kn > 0) {
        put_number(json, "under_kn", e->under_kn, 1);
    }
    put_number(json, "speed_kn", e->speed_kn, 3);
    if (e->port_distance_m >= 0) {
        put_number(json, "port_distance_km", e->port_distance_m / 1000, 3);
    }
    put_number(json, "longest_hole_hours", e->longest_hole_h, 4);
    if (e->port) {
        pl_json_key(json, "port");
        pl_json_str(json, pl_str_make(e->port, e->port_n));
        put_number(json, "stop_hours", e->stop_hours, 4);
    }
    if (e->field) {
        put_text(json, "field", e->field);
    }
    if (e->cause) {
        put_text(json, "cause", e->cause);
    }
    if (strcmp(e->type, "gap") == 0) {
        put_number(json, "heard_if_sent", e->heard_if_sent, 2);
    }
}

static void put_entry(struct pl_json *json, const struct pl_truth_entry *e) {
    pl_json_object(json);
    put_text(json, "type", e->type);
    put_text(json, "observable", observables[e->observable]);
    pl_json_key(json, "mmsi");
    pl_json_array(json);
    for (unsigned i = 0; i < e->n_vessels; i++) {
        pl_json_u64(json, e->mmsi[i]);
    }
    pl_json_array_end(json);
    pl_json_key(json, "ships");
    pl_json_array(json);
    for (unsigned i = 0; i < e->n_vessels; i++) {
        pl_json_i64(json, e->ships[i]);
    }
    pl_json_array_end(json);
    put_time(json, "start", e->start);
    put_time(json, "end", e->end);
    put_number(json, "hours", (double)(e->end - e->start) / (double)PL_HOUR_US, 4);
    pl_json_key(json, "open");
    pl_json_bool(json, e->open);
    put_time(json, "told_start", e->told_start);
    put_time(json, "told_end", e->told_end);
    put_pos(json, "start_lat", "start_lon", e->start_pos);
    put_pos(json, "end_lat", "end_lon", e->end_pos);
    put_measures(json, e);
    pl_json_object_end(json);
}

static void put_identity(struct pl_json *json, const struct pl_alias *alias, pl_time start) {
    const struct pl_identity *who = &alias->who;
    pl_json_object(json);
    put_time(json, "from", alias->from < start ? start : alias->from);
    pl_json_key(json, "mmsi");
    pl_json_u64(json, who->mmsi);
    pl_json_key(json, "imo");
    pl_json_u64(json, who->imo);
    put_text(json, "name", who->name);
    put_text(json, "callsign", who->callsign);
    put_text(json, "class", who->class_b ? "B" : "A");
    pl_json_object_end(json);
}

static void put_ship(struct pl_json *json, const struct pl_world *world, const struct pl_air *air, int index) {
    const struct pl_ship *ship = &world->ships[index];
    pl_json_object(json);
    pl_json_key(json, "ship");
    pl_json_i64(json, index);
    put_text(json, "role", ship->role);
    pl_json_key(json, "reports_received");
    pl_json_u64(json, pl_air_seen_count(air, index));
    pl_json_key(json, "identities");
    pl_json_array(json);
    for (size_t i = 0; i < ship->n_aliases; i++) {
        put_identity(json, &ship->aliases[i], world->params.start);
    }
    pl_json_array_end(json);
    pl_json_key(json, "orders");
    pl_json_array(json);
    for (size_t i = 0; i < ship->n_orders; i++) {
        const struct pl_order *order = &ship->orders[i];
        if (order->end > world->params.start && order->start < world->end) {
            pl_json_object(json);
            put_text(json, "duty", pl_duty_name(order->duty));
            put_time(json, "start", order->start);
            put_time(json, "end", order->end);
            put_number(json, "speed_kn", order->speed_kn, 2);
            pl_json_object_end(json);
        }
    }
    pl_json_array_end(json);
    pl_json_key(json, "silences");
    pl_json_array(json);
    for (size_t i = 0; i < ship->n_silences; i++) {
        pl_json_object(json);
        put_time(json, "start", ship->silences[i].start);
        put_time(json, "end", ship->silences[i].end);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
    pl_json_key(json, "false_positions");
    pl_json_array(json);
    for (size_t i = 0; i < ship->n_falsehoods; i++) {
        const struct pl_falsehood *lie = &ship->falsehoods[i];
        pl_json_object(json);
        put_text(json, "kind", lie->interference ? "interference" : lie->kind == PL_FALSE_LINE ? "line" : "ring");
        put_time(json, "start", lie->start);
        put_time(json, "end", lie->end);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
    pl_json_object_end(json);
}

static void put_note(struct pl_json *json, const struct pl_world *world, const struct pl_note *note) {
    pl_json_object(json);
    put_text(json, "kind", pl_note_name(note->kind));
    pl_json_key(json, "ships");
    pl_json_array(json);
    pl_json_i64(json, note->ships[0]);
    if (note->ships[1] >= 0) {
        pl_json_i64(json, note->ships[1]);
    }
    pl_json_array_end(json);
    put_time(json, "start", note->start);
    put_time(json, "end", note->end);
    put_pos(json, "lat", "lon", note->pos);
    if (note->kind == PL_NOTE_MEETING) {
        put_number(json, "metres_apart", note->ordered, 0);
    } else if (note->kind == PL_NOTE_ORDERED_SILENCE) {
        put_number(json, "hours", note->ordered, 4);
    }
    if (note->berth) {
        pl_json_key(json, "port");
        pl_json_str(json, note->berth->port->id);
    }
    if (note->listed >= 0) {
        const struct pl_listed *l = &world->listed[note->listed];
        put_text(json, "reference", l->reference);
        pl_json_key(json, "listed_imo");
        pl_json_u64(json, l->imo);
        pl_json_key(json, "lead"); /* whether the list gives a reason to look at this ship */
        pl_json_bool(json, note->kind != PL_NOTE_LOOK_ALIKE);
    }
    pl_json_object_end(json);
}

static void put_station(struct pl_json *json, const struct pl_station *station) {
    pl_json_object(json);
    put_text(json, "name", station->name);
    put_pos(json, "lat", "lon", station->pos);
    put_number(json, "clock_s", (double)station->clock_us / 1e6, 3);
    if (station->down_until > station->down_from) {
        put_time(json, "down_from", station->down_from);
        put_time(json, "down_until", station->down_until);
    }
    pl_json_object_end(json);
}

void pl_truth_write(const struct pl_world *world, const struct pl_air *air, const struct pl_truth *truth,
                    struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_object(&json);
    put_text(&json, "type", "truth");
    pl_json_key(&json, "exercise");
    pl_json_bool(&json, true);
    pl_json_key(&json, "seed");
    pl_json_u64(&json, world->params.seed);
    put_time(&json, "start", world->params.start);
    put_time(&json, "end", world->end);
    pl_json_key(&json, "vessels");
    pl_json_i64(&json, world->n_ships);
    put_number(&json, "interval_s", world->params.interval_s, 1);
    pl_json_key(&json, "positions_received");
    pl_json_u64(&json, air->counts.positions);
    pl_json_key(&json, "events");
    pl_json_array(&json);
    for (size_t i = 0; i < truth->n; i++) {
        pl_buf_add_char(out, '\n');
        put_entry(&json, &truth->entries[i]);
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "arranged");
    pl_json_array(&json);
    for (size_t i = 0; i < world->n_notes; i++) {
        put_note(&json, world, &world->notes[i]);
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "ships");
    pl_json_array(&json);
    for (int i = 0; i < world->n_ships; i++) {
        put_ship(&json, world, air, i);
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "stations");
    pl_json_array(&json);
    for (size_t i = 0; i < world->n_stations; i++) {
        put_station(&json, &world->stations[i]);
    }
    pl_json_array_end(&json);
    pl_json_object_end(&json);
    pl_json_line_end(&json);
}
