#include "ais/sentence.h"
#include "ais/table.h"
#include "ais/table_in.h"
#include "ais/table_time.h"
#include "geo/sphere.h"

#include "base/ban.h"

/* What tables write where they have nothing. */
static bool is_nothing(pl_str s) {
    static const char *const WORDS[] = {"none", "null", "nan", "na", "n/a", "unknown", "undefined", "\\n"};
    if (s.n == 0 || s.p[0] <= '9') {
        return s.n == 0; /* a number */
    }
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (pl_str_eq_nocase(s, pl_str_from(WORDS[i]))) {
            return true;
        }
    }
    return false;
}

/* v * scale, rounded, when it lies in [0, max]. */
static bool read_scaled(pl_str s, double scale, int max, int *ret) {
    double v = 0;
    if (!pl_str_double(s, &v) || !(v >= 0) || !(v * scale < max + 0.5)) {
        return false;
    }
    *ret = (int)(v * scale + 0.5);
    return true;
}

struct place {
    bool has_lon, has_lat;
};

struct reading {
    const struct pl_table *table;
    struct pl_table_row *out;
    struct place place;
    int milli;
    bool has_time;
};

typedef const char *(*setter)(struct reading *r, pl_str value);

static const char *set_mmsi(struct reading *r, pl_str value) {
    uint64_t v = 0;
    pl_str digits = pl_str_sub(value, 0, pl_str_find(value, '.'));
    pl_str fraction = pl_str_sub(value, digits.n + 1, value.n);
    for (size_t i = 0; i < fraction.n; i++) {
        if (fraction.p[i] != '0') {
            return "the MMSI is no whole number";
        }
    }
    if (!pl_str_u64(digits, &v) || v > UINT32_MAX) {
        return "the MMSI is no number";
    }
    r->out->mmsi = (uint32_t)v;
    return NULL;
}

static const char *set_time(struct reading *r, pl_str value) {
    r->has_time = true;
    return pl_table_time(value, r->table->day_first, &r->out->at);
}

static const char *set_milli(struct reading *r, pl_str value) {
    (void)read_scaled(value, 1, 999, &r->milli);
    return NULL;
}

static const char *set_degrees(pl_str value, double *ret_deg, bool *ret_has) {
    if (!pl_str_double(value, ret_deg)) {
        return "a coordinate is no number";
    }
    *ret_has = true;
    return NULL;
}

static const char *set_lat(struct reading *r, pl_str value) {
    return set_degrees(value, &r->out->row.lat_deg, &r->place.has_lat);
}

static const char *set_lon(struct reading *r, pl_str value) {
    return set_degrees(value, &r->out->row.lon_deg, &r->place.has_lon);
}

static const char *set_sog(struct reading *r, pl_str value) {
    int v = 0;
    if (read_scaled(value, 10, 1022, &v)) {
        r->out->row.sog_dkn = (int16_t)v;
        r->out->row.has |= PL_ROW_SOG;
    }
    return NULL;
}

static const char *set_cog(struct reading *r, pl_str value) {
    int v = 0;
    double deg = 0;
    if (pl_str_double(value, &deg) && deg < 360 && read_scaled(value, 10, 3600, &v)) {
        r->out->row.cog_ddeg = (int16_t)(v == 3600 ? 0 : v);
        r->out->row.has |= PL_ROW_COG;
    }
    return NULL;
}

static const char *set_heading(struct reading *r, pl_str value) {
    int v = 0;
    double deg = 0;
    if (pl_str_double(value, &deg) && deg < 360 && read_scaled(value, 1, 360, &v)) {
        r->out->row.heading_deg = (int16_t)(v == 360 ? 0 : v);
        r->out->row.has |= PL_ROW_HEADING;
    }
    return NULL;
}

static const char *set_turn(struct reading *r, pl_str value) {
    double v = 0;
    if (pl_str_double(value, &v) && v > -721 && v < 721) {
        r->out->row.turn = (int16_t)(v < 0 ? v - 0.5 : v + 0.5);
        r->out->row.has |= PL_ROW_TURN;
    }
    return NULL;
}

struct word {
    const char *text;
    int value;
};

static int find_word(const struct word *words, size_t n, pl_str value) {
    for (size_t i = 0; i < n; i++) {
        if (pl_str_eq_nocase(value, pl_str_from(words[i].text))) {
            return words[i].value;
        }
    }
    return -1;
}

/* The Danish feed writes the status and the ship's type in words. */
static const struct word STATUS_WORDS[] = {
    {"under way using engine", 0},
    {"at anchor", 1},
    {"not under command", 2},
    {"restricted maneuverability", 3},
    {"constrained by her draught", 4},
    {"moored", 5},
    {"aground", 6},
    {"engaged in fishing", 7},
    {"under way sailing", 8},
    {"reserved for future amendment [hsc]", 9},
    {"reserved for future amendment [wig]", 10},
    {"power-driven vessel towing astern", 11},
    {"power-driven vessel pushing ahead or towing alongside", 12},
    {"ais-sart", 14},
    {"ais-sart (active)", 14},
};

static const struct word TYPE_WORDS[] = {
    {"wig", 20},       {"fishing", 30},     {"towing", 31},         {"towing long/wide", 32},
    {"dredging", 33},  {"diving", 34},      {"military", 35},       {"sailing", 36},
    {"pleasure", 37},  {"hsc", 40},         {"pilot", 50},          {"sar", 51},
    {"tug", 52},       {"port tender", 53}, {"anti-pollution", 54}, {"law enforcement", 55},
    {"spare 1", 56},   {"spare 2", 57},     {"medical", 58},        {"not party to conflict", 59},
    {"passenger", 60}, {"cargo", 70},       {"tanker", 80},         {"other", 90},
};

static const char *set_status(struct reading *r, pl_str value) {
    int v = 0;
    if (!read_scaled(value, 1, 15, &v)) {
        v = find_word(STATUS_WORDS, sizeof STATUS_WORDS / sizeof STATUS_WORDS[0], value);
    }
    if (v >= 0) {
        r->out->row.status = (uint8_t)v;
        r->out->row.has |= PL_ROW_STATUS;
    }
    return NULL;
}

static const char *set_shiptype(struct reading *r, pl_str value) {
    int v = 0;
    if (!read_scaled(value, 1, 255, &v)) {
        v = find_word(TYPE_WORDS, sizeof TYPE_WORDS / sizeof TYPE_WORDS[0], value);
    }
    if (v > 0) {
        r->out->row.shiptype = (uint8_t)v;
        r->out->row.has |= PL_ROW_SHIPTYPE;
    }
    return NULL;
}

static const char *set_msg(struct reading *r, pl_str value) {
    int v = 0;
    if (read_scaled(value, 1, 27, &v)) {
        r->out->msg = (uint8_t)v;
        r->out->row.has |= v == 18 || v == 19 || v == 24 ? PL_ROW_CLASS_B : 0;
    }
    return NULL;
}

static const char *set_imo(struct reading *r, pl_str value) {
    pl_str digits = value;
    uint64_t v = 0;
    if (digits.n > 3 && pl_str_eq_nocase(pl_str_sub(digits, 0, 3), PL_STR("imo"))) {
        digits = pl_str_trim(pl_str_sub(digits, 3, digits.n));
    }
    digits = pl_str_sub(digits, 0, pl_str_find(digits, '.'));
    if (pl_str_u64(digits, &v) && v > 0 && v <= UINT32_MAX) {
        r->out->row.imo = (uint32_t)v;
        r->out->row.has |= PL_ROW_IMO;
    }
    return NULL;
}

static const char *set_name(struct reading *r, pl_str value) {
    r->out->row.name = value;
    r->out->row.has |= PL_ROW_NAME;
    return NULL;
}

static const char *set_callsign(struct reading *r, pl_str value) {
    r->out->row.callsign = value;
    r->out->row.has |= PL_ROW_CALLSIGN;
    return NULL;
}

static const char *set_destination(struct reading *r, pl_str value) {
    r->out->row.destination = value;
    r->out->row.has |= PL_ROW_DESTINATION;
    return NULL;
}

/* A length in metres times scale into *out; 0 means "not available". */
static const char *set_metres(struct reading *r, pl_str value, double scale, int max, uint16_t *out, uint32_t bit) {
    int v = 0;
    if (read_scaled(value, scale, max, &v) && v > 0) {
        *out = (uint16_t)v;
        r->out->row.has |= bit;
    }
    return NULL;
}

static const char *set_draught(struct reading *r, pl_str value) {
    return set_metres(r, value, 10, 1000, &r->out->row.draught_dm, PL_ROW_DRAUGHT);
}

static const char *set_length(struct reading *r, pl_str value) {
    return set_metres(r, value, 1, 1022, &r->out->row.length_m, PL_ROW_LENGTH);
}

static const char *set_width(struct reading *r, pl_str value) {
    return set_metres(r, value, 1, 126, &r->out->row.width_m, PL_ROW_WIDTH);
}

static const char *set_bow(struct reading *r, pl_str value) {
    return set_metres(r, value, 1, 511, &r->out->row.to_bow_m, PL_ROW_DIM);
}

static const char *set_stern(struct reading *r, pl_str value) {
    return set_metres(r, value, 1, 511, &r->out->row.to_stern_m, PL_ROW_DIM);
}

static const char *set_port(struct reading *r, pl_str value) {
    return set_metres(r, value, 1, 63, &r->out->row.to_port_m, PL_ROW_DIM);
}

static const char *set_starboard(struct reading *r, pl_str value) {
    return set_metres(r, value, 1, 63, &r->out->row.to_starboard_m, PL_ROW_DIM);
}

static const char *set_class(struct reading *r, pl_str value) {
    if (pl_str_eq_nocase(value, PL_STR("b")) || pl_str_eq_nocase(value, PL_STR("class b"))) {
        r->out->row.has |= PL_ROW_CLASS_B;
    }
    return NULL;
}

static const setter SETTERS[FIELD_COUNT] = {
    [MMSI] = set_mmsi,
    [TIME] = set_time,
    [MILLI] = set_milli,
    [LAT] = set_lat,
    [LON] = set_lon,
    [SOG] = set_sog,
    [COG] = set_cog,
    [HEADING] = set_heading,
    [STATUS] = set_status,
    [TURN] = set_turn,
    [MSG] = set_msg,
    [NAME] = set_name,
    [CALLSIGN] = set_callsign,
    [IMO] = set_imo,
    [SHIPTYPE] = set_shiptype,
    [DRAUGHT] = set_draught,
    [DESTINATION] = set_destination,
    [LENGTH] = set_length,
    [WIDTH] = set_width,
    [TO_BOW] = set_bow,
    [TO_STERN] = set_stern,
    [TO_PORT] = set_port,
    [TO_STARBOARD] = set_starboard,
    [CLASS] = set_class,
};

/* 91 and 181 are AIS for "not available"; anything else beyond the Earth is no coordinate. */
static const char *set_position(const struct reading *r) {
    struct pl_ais_row *row = &r->out->row;
    pl_pos pos;
    bool no_lat = !r->place.has_lat || row->lat_deg == 91;
    bool no_lon = !r->place.has_lon || row->lon_deg == 181;
    if (!no_lat && !(row->lat_deg >= -90 && row->lat_deg <= 90)) {
        return "a latitude beyond 90 degrees";
    }
    if (!no_lon && !(row->lon_deg >= -180 && row->lon_deg <= 180)) {
        return "a longitude beyond 180 degrees";
    }
    if (!no_lat && !no_lon && pl_pos_from_deg(row->lon_deg, row->lat_deg, &pos)) {
        row->lon = pos.lon;
        row->lat = pos.lat;
        row->has |= PL_ROW_POSITION;
    }
    return NULL;
}

static void set_instant(const struct reading *r) {
    struct pl_table_row *out = r->out;
    if (out->at == PL_TIME_NONE) {
        return;
    }
    out->at += r->milli * INT64_C(1000);
    if (!pl_tags_plausible(out->at, r->table->latest)) {
        out->at = PL_TIME_NONE;
        out->bad_time = true;
    }
}

const char *pl_table_read(struct pl_table *table, pl_str line, struct pl_table_row *ret) {
    struct pl_table_row row = {.at = PL_TIME_NONE};
    struct reading r = {.table = table, .out = &row};
    bool named = false;
    size_t n = pl_csv_split(line, table->sep, table->cells, PL_CSV_MAX_FIELDS, &table->scratch);
    if (n == table->n_columns + 1 && n <= PL_CSV_MAX_FIELDS && table->cells[n - 1].n == 0) {
        n--; /* a separator at the end of the line */
    }
    if (n != table->n_columns) {
        return n < table->n_columns ? "fewer columns than the first line" : "more columns than the first line";
    }
    for (size_t i = 0; i < n; i++) {
        setter set = SETTERS[table->fields[i]];
        if (set == NULL) {
            continue;
        }
        pl_str value = pl_str_trim(table->cells[i]);
        if (is_nothing(value)) {
            continue;
        }
        const char *why = set(&r, value);
        if (why != NULL) {
            return why;
        }
        named = named || table->fields[i] == MMSI;
    }
    if (!named) {
        return "the row has no MMSI";
    }
    const char *why = set_position(&r);
    if (why != NULL) {
        return why;
    }
    set_instant(&r);
    *ret = row;
    return NULL;
}
