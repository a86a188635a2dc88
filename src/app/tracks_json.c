#include "app/tracks.h"

#include "detect/event_text.h"
#include "text/json.h"

#include "base/ban.h"

#define UNITS_OF_5 (PL_POS_UNIT / 100000) /* AIS units in 1/100,000 degree */

static int64_t rounded(int64_t v) { return (v >= 0 ? v + UNITS_OF_5 / 2 : v - UNITS_OF_5 / 2) / UNITS_OF_5; }

static int64_t whole_seconds(pl_time at) {
    return at >= 0 ? at / PL_SECOND_US : -((-at + PL_SECOND_US - 1) / PL_SECOND_US);
}

enum column { TIMES, LATS, LONS };

static void write_column(const struct pl_track_line *line, enum column column, struct pl_json *json) {
    int64_t last = column == TIMES ? whole_seconds(line->points[0].at) : 0, lon = line->points[0].pos.lon;
    pl_json_array(json);
    for (size_t i = 0; i < line->n; i++) {
        const struct pl_thin_point *p = &line->points[i];
        lon += i > 0 ? pl_lon_diff(p[-1].pos.lon, p->pos.lon) : 0; /* goes on beyond 180 degrees */
        int64_t now = column == TIMES ? whole_seconds(p->at) : rounded(column == LATS ? p->pos.lat : lon);
        pl_json_i64(json, now - last);
        last = now;
    }
    pl_json_array_end(json);
}

static void write_breaks(const struct pl_track_line *line, struct pl_json *json) {
    pl_json_array(json);
    for (size_t i = 1; i < line->n; i++) {
        if ((line->points[i].marks & PL_TRACKS_PAUSED) != 0) {
            pl_json_u64(json, i);
        }
    }
    pl_json_array_end(json);
}

static void write_key(const struct pl_track_line *line, struct pl_json *json) {
    struct pl_event_vessel vessel = {.mmsi = line->mmsi, .has_track = true, .track = line->ref};
    char key[32];
    pl_event_track_key(&vessel, key);
    pl_json_key(json, "track");
    if (line->named) {
        pl_json_text(json, key);
    } else {
        pl_buf_add_fmt(json->buf, "\"%09u\"", (unsigned)line->mmsi);
        json->comma = true;
    }
    pl_json_key(json, "mmsi");
    pl_json_u64(json, line->mmsi);
    pl_json_key(json, "name");
    pl_json_text(json, line->name[0] != '\0' ? line->name : NULL);
}

static void write_line(const struct pl_track_line *line, struct pl_json *json) {
    pl_json_record(json, "track");
    write_key(line, json);
    pl_json_key(json, "start");
    pl_json_time(json, whole_seconds(line->points[0].at) * PL_SECOND_US);
    pl_json_key(json, "n");
    pl_json_u64(json, line->n);
    pl_json_key(json, "reports");
    pl_json_u64(json, line->read);
    pl_json_key(json, "t");
    write_column(line, TIMES, json);
    pl_json_key(json, "lat");
    write_column(line, LATS, json);
    pl_json_key(json, "lon");
    write_column(line, LONS, json);
    pl_json_key(json, "breaks");
    write_breaks(line, json);
    pl_json_record_end(json);
}

void pl_tracks_json(const struct pl_tracks *tracks, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    for (size_t i = 0; i < tracks->n; i++) {
        write_line(&tracks->lines[i], &json);
    }
    pl_json_record(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, tracks->n);
    pl_json_key(&json, "reports");
    pl_json_u64(&json, tracks->reports);
    pl_json_key(&json, "points");
    pl_json_u64(&json, tracks->points);
    pl_json_key(&json, "left_out_below_m");
    if (tracks->cut_m < 0) {
        pl_json_null(&json);
    } else {
        pl_json_fixed(&json, (double)tracks->cut_m, 1);
    }
    pl_json_key(&json, "coarse");
    pl_json_bool(&json, tracks->coarse);
    pl_json_key(&json, "known_at");
    pl_json_time(&json, tracks->known.at);
    pl_json_key(&json, "journal");
    pl_json_u64(&json, tracks->known.size);
    pl_json_key(&json, "detected");
    pl_json_bool(&json, !tracks->unseen);
    if (tracks->exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_record_end(&json);
}

/* GeoJSON */

static void write_place(pl_pos pos, struct pl_json *json) {
    pl_json_array(json);
    pl_json_fixed(json, pl_pos_lon_deg(pos), 5);
    pl_json_fixed(json, pl_pos_lat_deg(pos), 5);
    pl_json_array_end(json);
}

/* A line goes from one point to the next, unless nobody heard the ship in between or it crosses 180 degrees. */
static bool goes_on(const struct pl_thin_point *p) {
    int64_t step = (int64_t)p->pos.lon - p[-1].pos.lon;
    return (p->marks & PL_TRACKS_PAUSED) == 0 && step <= PL_LON_HALF && step >= -PL_LON_HALF;
}

static void write_pieces(const struct pl_track_line *line, struct pl_json *json) {
    pl_json_array(json);
    for (size_t i = 0, end; i < line->n; i = end) {
        for (end = i + 1; end < line->n && goes_on(&line->points[end]);) {
            end++;
        }
        pl_json_array(json);
        for (size_t k = i; k < end; k++) {
            write_place(line->points[k].pos, json);
        }
        if (end == i + 1) {
            write_place(line->points[i].pos, json);
        }
        pl_json_array_end(json);
    }
    pl_json_array_end(json);
}

void pl_tracks_geojson(const struct pl_tracks *tracks, struct pl_buf *out) {
    struct pl_json json;
    pl_buf_add_str(out, PL_STR("{\"type\":\"FeatureCollection\",\"features\":["));
    for (size_t i = 0; i < tracks->n; i++) {
        const struct pl_track_line *line = &tracks->lines[i];
        pl_buf_add_str(out, i > 0 ? PL_STR(",\n{\"type\":\"Feature\",") : PL_STR("\n{\"type\":\"Feature\","));
        pl_json_start(&json, out);
        pl_json_key(&json, "geometry");
        pl_json_object(&json);
        pl_json_key(&json, "type");
        pl_json_text(&json, "MultiLineString");
        pl_json_key(&json, "coordinates");
        write_pieces(line, &json);
        pl_json_object_end(&json);
        pl_json_key(&json, "properties");
        pl_json_object(&json);
        write_key(line, &json);
        pl_json_key(&json, "start");
        pl_json_time(&json, line->points[0].at);
        pl_json_key(&json, "end");
        pl_json_time(&json, line->points[line->n - 1].at);
        pl_json_key(&json, "points");
        pl_json_u64(&json, line->n);
        pl_json_key(&json, "reports");
        pl_json_u64(&json, line->read);
        if (tracks->exercise) {
            pl_json_key(&json, "exercise");
            pl_json_bool(&json, true);
        }
        pl_json_object_end(&json);
        pl_buf_add_char(out, '}');
    }
    pl_buf_add_str(out, PL_STR("\n]}\n"));
}
