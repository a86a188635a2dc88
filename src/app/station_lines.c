#include "app/station_lines.h"

#include "text/json.h"

#include "base/ban.h"

static void begin(struct pl_json *json, struct pl_buf *out, const char *type, bool exercise) {
    pl_json_start(json, out);
    pl_json_record(json, type);
    if (exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
}

static void write_station(struct pl_json *json, const struct pl_stations *stations, uint32_t id) {
    pl_str name = pl_stations_name(stations, id);
    pl_json_key(json, "station");
    if (name.n > 0) {
        pl_json_str(json, name);
    } else {
        pl_json_null(json);
    }
}

static void write_outage(const struct pl_stations *stations, const struct pl_outage *o, bool exercise,
                         struct pl_buf *out) {
    struct pl_json json;
    begin(&json, out, "feed_outage", exercise);
    if (o->whole) {
        pl_json_key(&json, "station");
        pl_json_null(&json);
    } else {
        write_station(&json, stations, o->station);
    }
    pl_json_key(&json, "start");
    pl_json_time(&json, o->start);
    pl_json_key(&json, "end");
    pl_json_time(&json, o->end);
    pl_json_key(&json, "usual");
    pl_json_fixed(&json, o->usual, 1);
    pl_json_key(&json, "heard");
    pl_json_u64(&json, 0);
    pl_json_key(&json, "ships");
    pl_json_u64(&json, o->ships);
    pl_json_key(&json, "ships_heard_elsewhere");
    pl_json_u64(&json, o->alive);
    pl_json_object_end(&json);
    pl_json_line_end(&json);
}

static void write_clock(const struct pl_stations *stations, const struct pl_clock *clock, bool exercise,
                        struct pl_buf *out) {
    struct pl_json json;
    begin(&json, out, "station_clock", exercise);
    write_station(&json, stations, clock->station);
    pl_json_key(&json, "offset_s");
    if (clock->known) {
        pl_json_fixed(&json, clock->offset_s, 1);
    } else {
        pl_json_null(&json);
    }
    pl_json_key(&json, "messages");
    pl_json_u64(&json, clock->n);
    pl_json_key(&json, "whole_minutes_known");
    pl_json_bool(&json, clock->dated);
    pl_json_object_end(&json);
    pl_json_line_end(&json);
}

void pl_station_lines(const struct pl_stations *stations, bool exercise, struct pl_buf *out) {
    size_t n = 0;
    const struct pl_outage *outages = pl_stations_outages(stations, &n);
    for (size_t i = 0; i < n; i++) {
        write_outage(stations, &outages[i], exercise, out);
    }
    const struct pl_clock *clocks = pl_stations_clocks(stations, &n);
    for (size_t i = 0; i < n; i++) {
        write_clock(stations, &clocks[i], exercise, out);
    }
}
