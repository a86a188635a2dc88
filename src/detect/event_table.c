#include <string.h>

#include "detect/event_text_in.h"
#include "text/csv.h"

#include "base/ban.h"

/* CSV */

static const char *const csv_columns[] = {
    "type",    "id",         "start",       "end",       "open",
    "hours",   "lat",        "lon",         "start_lat", "start_lon",
    "end_lat", "end_lon",    "mmsi",        "track",     "imo",
    "name",    "callsign",   "mmsi_2",      "track_2",   "imo_2",
    "name_2",  "callsign_2", "distance_nm", "speed_kn",  "port_distance_nm",
    "in_port", "port",       "confidence",  "has_gap",   "field",
    "value",   "why",        "reports",     "digest",    "rules_hash",
    "exhibit", "member",     "offset",      "length",    "exercise",
    "grade",   "status",
};

void pl_event_csv_header(struct pl_buf *buf) {
    for (size_t i = 0; i < sizeof csv_columns / sizeof csv_columns[0]; i++) {
        pl_csv_write(buf, pl_str_from(csv_columns[i]), i == 0);
    }
    pl_csv_write_end(buf);
}

/* A row under construction: each cell is made in scratch and written from there. */
struct row {
    struct pl_buf *out;
    struct pl_buf cell;
    bool first;
};

static void cell_end(struct row *row) {
    pl_csv_write(row->out, pl_buf_str(&row->cell), row->first);
    row->first = false;
    pl_buf_clear(&row->cell);
}

static void cell_text(struct row *row, const char *text) {
    pl_buf_add_str(&row->cell, pl_str_from(text));
    cell_end(row);
}

static void cell_str(struct row *row, pl_str text) {
    pl_buf_add_str(&row->cell, text);
    cell_end(row);
}

static void cell_fixed(struct row *row, bool has, double value, unsigned decimals) {
    if (has) {
        pl_buf_add_fixed(&row->cell, value, decimals);
    }
    cell_end(row);
}

static void cell_u64(struct row *row, bool has, uint64_t value) {
    if (has) {
        pl_buf_add_u64(&row->cell, value);
    }
    cell_end(row);
}

static void cell_bool(struct row *row, bool has, bool value) { cell_text(row, !has ? "" : value ? "true" : "false"); }

static void cell_time(struct row *row, pl_time at) {
    pl_time_write(&row->cell, at);
    cell_end(row);
}

static void cell_hash(struct row *row, pl_hash hash) {
    pl_buf_add_hex(&row->cell, hash.b, sizeof hash.b);
    cell_end(row);
}

static void cell_pos(struct row *row, bool has, pl_pos pos) {
    cell_fixed(row, has, pl_pos_lat_deg(pos), DEG_DECIMALS);
    cell_fixed(row, has, pl_pos_lon_deg(pos), DEG_DECIMALS);
}

static void cell_vessel(struct row *row, const struct pl_event *event, unsigned i) {
    static const struct pl_event_vessel nobody;
    bool has = i < event->n_vessels;
    const struct pl_event_vessel *vessel = has ? &event->vessels[i] : &nobody;
    char track[32];
    pl_event_track_key(vessel, track);
    cell_u64(row, has, vessel->mmsi);
    cell_text(row, track);
    cell_u64(row, vessel->imo != 0, vessel->imo);
    cell_text(row, vessel->name);
    cell_text(row, vessel->callsign);
}

/* The distance and the speed that each type states; false where it states none. */
static bool stated_distance(const struct pl_event *event, double *ret_m) {
    switch ((enum pl_event_type)event->type) {
    case PL_EVENT_GAP:
        *ret_m = event->distance_m;
        return !event->open;
    case PL_EVENT_ENCOUNTER:
    case PL_EVENT_LOITERING:
        *ret_m = event->distance_m;
        return true;
    case PL_EVENT_POSITION_JUMP:
        *ret_m = moved_m(event);
        return *ret_m >= 0;
    case PL_EVENT_IDENTITY_CHANGE:
        *ret_m = event->distance_m;
        return true;
    case PL_EVENT_PORT_VISIT:
    case PL_EVENT_IDENTITY_CONFLICT:
    case PL_EVENT_IDENTIFIER_INVALID:
    case PL_EVENT_POSITION_ON_LAND:
    case PL_EVENT_SYNTHETIC_TRACK:
    case PL_EVENT_DRAUGHT_CHANGE:
    case PL_EVENT_INTERFERENCE:
    case PL_EVENT_RENDEZVOUS:
    case PL_EVENT_TRACK:
    case PL_EVENT_BOUND:
    case PL_EVENT_UNPLACED:
    case PL_EVENT_TYPE_COUNT:
        break;
    }
    return false;
}

static bool stated_speed(const struct pl_event *event, double *ret_kn) {
    double metres = 0;
    *ret_kn = event->type == PL_EVENT_POSITION_JUMP ? event->implied_kn : event->speed_kn;
    if (event->type == PL_EVENT_IDENTITY_CHANGE) {
        *ret_kn = event->needs_kn;
        return event->needs_kn >= 0;
    }
    return stated_distance(event, &metres);
}

static void cells_evidence(struct row *row, const struct pl_event *event, const struct pl_event_style *style) {
    struct pl_event_place place = {0};
    bool has = event->n_evidence > 0;
    if (has && (style->resolve == NULL || !style->resolve(style->ctx, event->evidence[0].source, &place))) {
        place = (struct pl_event_place){0};
    }
    cell_str(row, place.exhibit);
    cell_str(row, place.member);
    cell_u64(row, has, event->evidence[0].offset);
    cell_u64(row, has, event->evidence[0].length);
}

void pl_event_csv(const struct pl_event *event, const struct pl_event_style *style, struct pl_buf *buf) {
    struct row row = {.out = buf, .first = true};
    pl_buf_open(&row.cell, 65536);
    double distance_m = 0, speed_kn = 0;
    bool has_distance = stated_distance(event, &distance_m);
    bool has_speed = stated_speed(event, &speed_kn);
    bool near = event->type == PL_EVENT_ENCOUNTER || event->type == PL_EVENT_LOITERING;
    bool visit = event->type == PL_EVENT_PORT_VISIT;
    cell_text(&row, pl_event_type_name(event->type));
    cell_hash(&row, event->id);
    cell_time(&row, event->start);
    cell_time(&row, event->open ? PL_TIME_NONE : event->end);
    cell_bool(&row, true, event->open);
    cell_fixed(&row, true, event->hours, HOUR_DECIMALS);
    cell_pos(&row, event->has_pos, event->pos);
    cell_pos(&row, event->has_start_pos, event->start_pos);
    cell_pos(&row, event->has_end_pos, event->end_pos);
    cell_vessel(&row, event, 0);
    cell_vessel(&row, event, 1);
    cell_fixed(&row, has_distance, distance_m / PL_NM_M, DISTANCE_DECIMALS);
    cell_fixed(&row, has_speed, speed_kn, SPEED_DECIMALS);
    cell_fixed(&row, near && event->port_distance_m >= 0, event->port_distance_m / PL_NM_M, DISTANCE_DECIMALS);
    cell_bool(&row, event->type == PL_EVENT_GAP, event->in_port);
    cell_text(&row, visit ? event->port : "");
    cell_u64(&row, visit, (uint64_t)event->confidence);
    cell_bool(&row, visit, event->has_gap);
    cell_text(&row, event->field);
    cell_text(&row, event->value);
    cell_text(&row, event->why);
    cell_u64(&row, true, event->n_inputs);
    cell_hash(&row, event->digest);
    cell_text(&row, style->rules_hash);
    cells_evidence(&row, event, style);
    cell_bool(&row, style->exercise, true);
    cell_text(&row, pl_event_grade_name(event->notes.grade));
    cell_text(&row, "lead");
    pl_csv_write_end(buf);
    pl_buf_close(&row.cell);
}

/* The table */

static void pad(struct pl_buf *buf, size_t from, size_t width) {
    size_t n = buf->n - from;
    do {
        pl_buf_add_char(buf, ' ');
    } while (++n < width);
}

/* s as a JSON string without its quotes: safe on a terminal. */
static void add_safe(struct pl_buf *buf, pl_str s) {
    PL_BUF_AUTO cell;
    struct pl_json json;
    pl_buf_open(&cell, 4096);
    pl_json_start(&json, &cell);
    pl_json_str(&json, s);
    if (!pl_buf_failed(&cell) && cell.n >= 2) {
        pl_buf_add(buf, cell.p + 1, cell.n - 2);
    }
}

static void column_str(struct pl_buf *buf, pl_str text, size_t width) {
    size_t from = buf->n;
    add_safe(buf, text);
    pad(buf, from, width);
}

static void column_time(struct pl_buf *buf, pl_time at, const char *none) {
    size_t from = buf->n;
    if (at == PL_TIME_NONE) {
        pl_buf_add_str(buf, pl_str_from(none));
    } else {
        pl_time_write(buf, at - at % PL_SECOND_US);
    }
    pad(buf, from, 21);
}

void pl_event_table_header(const struct pl_event_style *style, struct pl_buf *buf) {
    if (style->exercise) {
        pl_buf_add_str(buf, PL_STR("EXERCISE EXERCISE EXERCISE: invented ships and events\n"));
    }
    column_str(buf, PL_STR("start"), 21);
    column_str(buf, PL_STR("end"), 21);
    column_str(buf, PL_STR("hours"), 9);
    column_str(buf, PL_STR("type"), 19);
    column_str(buf, PL_STR("lat"), 11);
    column_str(buf, PL_STR("lon"), 12);
    pl_buf_add_str(buf, PL_STR("ships and particulars\n"));
}

static void add_particulars(struct pl_buf *buf, const struct pl_event *event) {
    double metres = 0, kn = 0;
    if (stated_distance(event, &metres)) {
        pl_buf_add_str(buf, PL_STR("  "));
        pl_buf_add_fixed(buf, metres / PL_NM_M, 2);
        pl_buf_add_str(buf, PL_STR(" nm"));
    }
    if (stated_speed(event, &kn)) {
        pl_buf_add_str(buf, PL_STR("  "));
        pl_buf_add_fixed(buf, kn, 1);
        pl_buf_add_str(buf, PL_STR(" kn"));
    }
    if (event->type == PL_EVENT_GAP && event->in_port) {
        pl_buf_add_str(buf, PL_STR("  in port"));
    }
    if (event->notes.grade != PL_SILENCE_NONE) {
        pl_buf_add_str(buf, PL_STR("  silence "));
        pl_buf_add_str(buf, pl_str_from(pl_event_grade_name(event->notes.grade)));
    }
    if (event->type == PL_EVENT_RENDEZVOUS) {
        pl_buf_add_str(buf, event->feasible ? PL_STR("  feasible") : PL_STR("  not feasible"));
    }
    if (event->type == PL_EVENT_SYNTHETIC_TRACK) {
        pl_buf_add_str(buf, PL_STR("  "));
        add_safe(buf, pl_str_from(event->kind));
    }
    if (event->notes.has_explained_by) {
        pl_buf_add_str(buf, PL_STR("  explained by an event of the area"));
    }
    if (event->notes.of_feed) {
        pl_buf_add_str(buf, PL_STR("  a fault of the feed"));
    }
    if (event->type == PL_EVENT_PORT_VISIT) {
        pl_buf_add_str(buf, PL_STR("  "));
        add_safe(buf, pl_str_from(event->port));
        pl_buf_add_str(buf,
                       event->confidence < 2 ? PL_STR("  no call is certain: it may have sailed past") : PL_STR(""));
        if (event->notes.bound.verdict == PL_ARRIVAL_OTHER_PORT) {
            pl_buf_add_str(buf, PL_STR("  had said "));
            add_safe(buf, pl_str_from(event->notes.bound.said));
        }
    }
    if (event->type == PL_EVENT_IDENTIFIER_INVALID) {
        pl_buf_add_str(buf, PL_STR("  "));
        add_safe(buf, pl_str_from(event->field));
        pl_buf_add_char(buf, ' ');
        add_safe(buf, pl_str_from(event->value));
        pl_buf_add_str(buf, PL_STR(": "));
        add_safe(buf, pl_str_from(event->why));
    }
}

void pl_event_table(const struct pl_event *event, const struct pl_event_style *style, struct pl_buf *buf) {
    (void)style;
    column_time(buf, event->start, "");
    column_time(buf, event->open ? PL_TIME_NONE : event->end, "(open)");
    size_t from = buf->n;
    pl_buf_add_fixed(buf, event->hours, 2);
    pad(buf, from, 9);
    column_str(buf, pl_str_from(pl_event_type_name(event->type)), 19);
    from = buf->n;
    if (event->has_pos) {
        pl_buf_add_fixed(buf, pl_pos_lat_deg(event->pos), 5);
    }
    pad(buf, from, 11);
    from = buf->n;
    if (event->has_pos) {
        pl_buf_add_fixed(buf, pl_pos_lon_deg(event->pos), 5);
    }
    pad(buf, from, 12);
    for (unsigned i = 0; i < event->n_vessels; i++) {
        const struct pl_event_vessel *vessel = &event->vessels[i];
        pl_buf_add_str(buf, i > 0 ? PL_STR(" + ") : PL_STR(""));
        pl_buf_add_u64(buf, vessel->mmsi);
        if (vessel->name[0] != '\0') {
            pl_buf_add_char(buf, ' ');
            add_safe(buf, pl_str_from(vessel->name));
        }
    }
    add_particulars(buf, event);
    pl_buf_add_char(buf, '\n');
}
