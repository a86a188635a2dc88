#include "ais/json_row.h"

#include <string.h>

#include "ais/sentence.h"
#include "geo/sphere.h"

#include "base/ban.h"

/* What of a report a member of an object says. */
enum what { LAT, LON, SOG, COG, HEADING, STATUS, TURN, IMO, SHIPTYPE, DRAUGHT, BOW, STERN, PORT, STARBOARD };

struct number {
    const char *key;
    const char *group; /* of aisstream: the object that holds it; NULL: the message itself */
    enum what what;
};

struct text {
    const char *key;
    const char *group;
    uint32_t bit; /* PL_ROW_NAME, ... */
};

/* How the numbers of one object are to be read. */
struct reading {
    struct pl_table_row *out;
    bool raw; /* gpsd without scaling: 1/600,000 degree, 0.1 kn, 0.1 degree, 0.1 m */
    double lat_deg, lon_deg;
    bool has_lat, has_lon;
};

static const struct number GPSD_NUMBERS[] = {
    {"lat", NULL, LAT},           {"lon", NULL, LON},
    {"speed", NULL, SOG},         {"course", NULL, COG},
    {"heading", NULL, HEADING},   {"status", NULL, STATUS},
    {"turn", NULL, TURN},         {"imo", NULL, IMO},
    {"shiptype", NULL, SHIPTYPE}, {"draught", NULL, DRAUGHT},
    {"to_bow", NULL, BOW},        {"to_stern", NULL, STERN},
    {"to_port", NULL, PORT},      {"to_starboard", NULL, STARBOARD},
};

static const struct text GPSD_TEXTS[] = {
    {"shipname", NULL, PL_ROW_NAME},
    {"name", NULL, PL_ROW_NAME},
    {"callsign", NULL, PL_ROW_CALLSIGN},
    {"destination", NULL, PL_ROW_DESTINATION},
};

static const struct number STREAM_NUMBERS[] = {
    {"Latitude", NULL, LAT},
    {"Longitude", NULL, LON},
    {"Sog", NULL, SOG},
    {"Cog", NULL, COG},
    {"TrueHeading", NULL, HEADING},
    {"NavigationalStatus", NULL, STATUS},
    {"RateOfTurn", NULL, TURN},
    {"ImoNumber", NULL, IMO},
    {"Type", NULL, SHIPTYPE},
    {"ShipType", "ReportB", SHIPTYPE},
    {"MaximumStaticDraught", NULL, DRAUGHT},
    {"A", "Dimension", BOW},
    {"B", "Dimension", STERN},
    {"C", "Dimension", PORT},
    {"D", "Dimension", STARBOARD},
};

static const struct text STREAM_TEXTS[] = {
    {"Name", NULL, PL_ROW_NAME},
    {"Name", "ReportA", PL_ROW_NAME},
    {"CallSign", NULL, PL_ROW_CALLSIGN},
    {"CallSign", "ReportB", PL_ROW_CALLSIGN},
    {"Destination", NULL, PL_ROW_DESTINATION},
};

bool pl_json_row_likely(pl_str line) {
    pl_str text = pl_str_trim(line);
    return text.n > 0 && text.p[0] == '{' &&
           (pl_str_find_str(text, PL_STR("\"class\"")) < text.n ||
            pl_str_find_str(text, PL_STR("\"MessageType\"")) < text.n);
}

/* ---- values ---- */

static bool number_of(const struct pl_jval *v, double *ret) {
    if (v == NULL || (v->kind != PL_JVAL_INT && v->kind != PL_JVAL_REAL)) {
        return false;
    }
    *ret = v->real;
    return true;
}

/* v in [0, max], rounded. */
static bool whole(double v, int max, int *ret) {
    if (!(v >= 0 && v < max + 0.5)) {
        return false;
    }
    *ret = (int)(v + 0.5);
    return true;
}

static void set_metres(struct pl_ais_row *row, double v, int max, uint16_t *out, uint32_t bit) {
    int n = 0;
    if (whole(v, max, &n) && n > 0) {
        *out = (uint16_t)n;
        row->has |= bit;
    }
}

/* Speed in 0.1 kn: types 9 (whole knots to 1022) and 27 (whole knots, 63 none) have units of their own. */
static void set_speed(struct reading *r, double v) {
    int n = 0;
    uint8_t msg = r->out->msg;
    bool knots = msg == 9 || msg == 27;
    double dkn = r->raw && !knots ? v : v * 10;
    if ((msg == 27 && v >= 63) || !whole(dkn, 1022, &n)) {
        return;
    }
    r->out->row.sog_dkn = (int16_t)n;
    r->out->row.has |= PL_ROW_SOG;
}

static void set_course(struct reading *r, double v) {
    int n = 0;
    double ddeg = r->raw && r->out->msg != 27 ? v : v * 10;
    if (ddeg < 3600 && whole(ddeg, 3600, &n)) {
        r->out->row.cog_ddeg = (int16_t)(n == 3600 ? 0 : n);
        r->out->row.has |= PL_ROW_COG;
    }
}

/* Raw positions are minutes: 1/10,000, of types 17 and 27 1/10. */
static double degrees(const struct reading *r, double v) {
    bool coarse = r->out->msg == 17 || r->out->msg == 27;
    return r->raw ? v / (coarse ? 600.0 : 600000.0) : v;
}

static void set_small(struct reading *r, enum what what, double v) {
    struct pl_ais_row *row = &r->out->row;
    int n = 0;
    if (what == HEADING && v < 360 && whole(v, 360, &n)) {
        row->heading_deg = (int16_t)(n == 360 ? 0 : n);
        row->has |= PL_ROW_HEADING;
    } else if (what == STATUS && whole(v, 15, &n)) {
        row->status = (uint8_t)n;
        row->has |= PL_ROW_STATUS;
    } else if (what == TURN && v > -721 && v < 721 && v != -128) {
        row->turn = (int16_t)(v < 0 ? v - 0.5 : v + 0.5);
        row->has |= PL_ROW_TURN;
    } else if (what == IMO && v >= 1 && v <= UINT32_MAX) {
        row->imo = (uint32_t)v;
        row->has |= PL_ROW_IMO;
    } else if (what == SHIPTYPE && whole(v, 255, &n) && n > 0) {
        row->shiptype = (uint8_t)n;
        row->has |= PL_ROW_SHIPTYPE;
    }
}

static void set_number(struct reading *r, enum what what, double v) {
    struct pl_ais_row *row = &r->out->row;
    switch (what) {
    case LAT:
        r->lat_deg = degrees(r, v);
        r->has_lat = true;
        break;
    case LON:
        r->lon_deg = degrees(r, v);
        r->has_lon = true;
        break;
    case SOG:
        set_speed(r, v);
        break;
    case COG:
        set_course(r, v);
        break;
    case DRAUGHT:
        set_metres(row, r->raw ? v : v * 10, 1000, &row->draught_dm, PL_ROW_DRAUGHT);
        break;
    case BOW:
        set_metres(row, v, 511, &row->to_bow_m, PL_ROW_DIM);
        break;
    case STERN:
        set_metres(row, v, 511, &row->to_stern_m, PL_ROW_DIM);
        break;
    case PORT:
        set_metres(row, v, 63, &row->to_port_m, PL_ROW_DIM);
        break;
    case STARBOARD:
        set_metres(row, v, 63, &row->to_starboard_m, PL_ROW_DIM);
        break;
    case HEADING:
    case STATUS:
    case TURN:
    case IMO:
    case SHIPTYPE:
        set_small(r, what, v);
        break;
    }
}

static void set_text(struct pl_ais_row *row, uint32_t bit, pl_str value) {
    pl_str text = pl_str_trim(pl_str_sub(value, 0, pl_str_find(value, '@')));
    if (text.n == 0) {
        return;
    }
    if (bit == PL_ROW_NAME) {
        row->name = text;
    } else if (bit == PL_ROW_CALLSIGN) {
        row->callsign = text;
    } else {
        row->destination = text;
    }
    row->has |= bit;
}

static const struct pl_jval *member(const struct pl_jval *object, const char *group, const char *key) {
    return pl_jval_get(group != NULL ? pl_jval_get(object, group) : object, key);
}

static void read_numbers(struct reading *r, const struct pl_jval *object, const struct number *numbers, size_t n) {
    for (size_t i = 0; i < n; i++) {
        double v = 0;
        if (number_of(member(object, numbers[i].group, numbers[i].key), &v)) {
            set_number(r, numbers[i].what, v);
        }
    }
}

static void read_texts(struct pl_ais_row *row, const struct pl_jval *object, const struct text *texts, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const struct pl_jval *v = member(object, texts[i].group, texts[i].key);
        if (v != NULL && v->kind == PL_JVAL_STR) {
            set_text(row, texts[i].bit, v->str);
        }
    }
}

/* 91 and 181 mean "not available"; anything else beyond the Earth is no position. */
static const char *set_position(struct reading *r) {
    struct pl_ais_row *row = &r->out->row;
    pl_pos pos;
    if (!r->has_lat || !r->has_lon || r->lat_deg == 91 || r->lon_deg == 181) {
        return NULL;
    }
    if (!(r->lat_deg >= -90 && r->lat_deg <= 90)) {
        return "a latitude beyond 90 degrees";
    }
    if (!(r->lon_deg >= -180 && r->lon_deg <= 180)) {
        return "a longitude beyond 180 degrees";
    }
    if (pl_pos_from_deg(r->lon_deg, r->lat_deg, &pos)) {
        row->lon_deg = r->lon_deg;
        row->lat_deg = r->lat_deg;
        row->lon = pos.lon;
        row->lat = pos.lat;
        row->has |= PL_ROW_POSITION;
    }
    return NULL;
}

static bool read_mmsi(const struct pl_jval *v, uint32_t *ret) {
    if (v == NULL || v->kind != PL_JVAL_INT || v->integer < 0 || v->integer > UINT32_MAX) {
        return false;
    }
    *ret = (uint32_t)v->integer;
    return true;
}

static void set_time(struct pl_table_row *out, pl_time at, pl_time latest) {
    if (pl_tags_plausible(at, latest)) {
        out->at = at;
    } else {
        out->bad_time = true;
    }
}

/* ---- gpsd, AIS-catcher ---- */

/* 20220928185501, UTC. */
static bool packed_time(pl_str s, pl_time *ret) {
    int v[6];
    static const unsigned WIDTHS[6] = {4, 2, 2, 2, 2, 2};
    size_t at = 0;
    if (s.n != 14) {
        return false;
    }
    for (size_t i = 0; i < 6; i++) {
        uint64_t u = 0;
        if (!pl_str_u64(pl_str_make(s.p + at, WIDTHS[i]), &u)) {
            return false;
        }
        v[i] = (int)u;
        at += WIDTHS[i];
    }
    return pl_time_from_date((struct pl_date){v[0], v[1], v[2], v[3], v[4], v[5], 0}, ret);
}

static void read_gpsd_time(const struct pl_jval *object, pl_time latest, struct pl_table_row *out) {
    const struct pl_jval *unix_s = pl_jval_get(object, "rxuxtime");
    const struct pl_jval *packed = pl_jval_get(object, "rxtime");
    pl_time at = PL_TIME_NONE;
    double s = 0;
    if (number_of(unix_s, &s)) {
        set_time(out, s >= 0 && s < 4e9 ? (pl_time)(s * 1e6 + 0.5) : PL_TIME_NONE, latest);
    } else if (packed != NULL && packed->kind == PL_JVAL_STR) {
        set_time(out, packed_time(packed->str, &at) ? at : PL_TIME_NONE, latest);
    }
}

static enum pl_json_row_kind read_gpsd(const struct pl_jval *object, pl_time latest, struct pl_table_row *row,
                                       pl_str *ret_channel, const char **ret_why) {
    const struct pl_jval *type = pl_jval_get(object, "type");
    const struct pl_jval *scaled = pl_jval_get(object, "scaled");
    const struct pl_jval *channel = pl_jval_get(object, "channel");
    struct reading r = {.out = row, .raw = scaled != NULL && scaled->kind == PL_JVAL_BOOL && !scaled->boolean};
    if (!read_mmsi(pl_jval_get(object, "mmsi"), &row->mmsi)) {
        *ret_why = "an AIS object without an MMSI";
        return PL_JSON_ROW_BAD;
    }
    if (type == NULL || type->kind != PL_JVAL_INT || type->integer < 1 || type->integer > 27) {
        return PL_JSON_ROW_UNKNOWN;
    }
    row->msg = (uint8_t)type->integer;
    read_gpsd_time(object, latest, row);
    read_numbers(&r, object, GPSD_NUMBERS, sizeof GPSD_NUMBERS / sizeof GPSD_NUMBERS[0]);
    read_texts(&row->row, object, GPSD_TEXTS, sizeof GPSD_TEXTS / sizeof GPSD_TEXTS[0]);
    *ret_channel = channel != NULL && channel->kind == PL_JVAL_STR && channel->str.n <= 4 ? channel->str : PL_STR("");
    *ret_why = set_position(&r);
    return *ret_why == NULL ? PL_JSON_ROW_GPSD : PL_JSON_ROW_BAD;
}

/* ---- aisstream ---- */

/* MessageType and the types of ITU-R M.1371 it stands for where the message does not say. */
static const struct {
    const char *name;
    uint8_t msg;
} STREAM_TYPES[] = {
    {"PositionReport", 1},
    {"BaseStationReport", 4},
    {"ShipStaticData", 5},
    {"AddressedBinaryMessage", 6},
    {"BinaryAcknowledge", 7},
    {"BinaryBroadcastMessage", 8},
    {"StandardSearchAndRescueAircraftReport", 9},
    {"CoordinatedUTCInquiry", 10},
    {"AddressedSafetyMessage", 12},
    {"SafetyBroadcastMessage", 14},
    {"Interrogation", 15},
    {"AssignedModeCommand", 16},
    {"GnssBroadcastBinaryMessage", 17},
    {"StandardClassBPositionReport", 18},
    {"ExtendedClassBPositionReport", 19},
    {"DataLinkManagementMessage", 20},
    {"AidsToNavigationReport", 21},
    {"ChannelManagement", 22},
    {"GroupAssignmentCommand", 23},
    {"StaticDataReport", 24},
    {"SingleSlotBinaryMessage", 25},
    {"MultiSlotBinaryMessage", 26},
    {"LongRangeAisBroadcastMessage", 27},
};

static uint8_t stream_type(pl_str name, const struct pl_jval *message) {
    const struct pl_jval *id = pl_jval_get(message, "MessageID");
    for (size_t i = 0; i < sizeof STREAM_TYPES / sizeof STREAM_TYPES[0]; i++) {
        if (pl_str_eq(name, pl_str_from(STREAM_TYPES[i].name))) {
            bool said = id != NULL && id->kind == PL_JVAL_INT && id->integer >= 1 && id->integer <= 27;
            return said ? (uint8_t)id->integer : STREAM_TYPES[i].msg;
        }
    }
    return 0;
}

/* "2022-12-29 18:22:32.318353 +0000 UTC", as Go writes an instant; or ISO 8601. */
static void read_stream_time(const struct pl_jval *meta, pl_time latest, struct pl_table_row *out) {
    const struct pl_jval *v = pl_jval_get(meta, "time_utc");
    pl_time at = PL_TIME_NONE;
    if (v == NULL || v->kind != PL_JVAL_STR) {
        return;
    }
    pl_str text = v->str;
    pl_str zone = PL_STR(" +0000 UTC");
    text = pl_str_ends(text, zone) ? pl_str_sub(text, 0, text.n - zone.n) : text;
    set_time(out, pl_time_parse(text, &at) ? at : PL_TIME_NONE, latest);
}

static enum pl_json_row_kind read_stream(const struct pl_jval *object, pl_str type, pl_time latest,
                                         struct pl_table_row *row, const char **ret_why) {
    const struct pl_jval *messages = pl_jval_get(object, "Message");
    const struct pl_jval *meta = pl_jval_get(object, "MetaData");
    const struct pl_jval *message = NULL;
    struct reading r = {.out = row};
    for (size_t i = 0; messages != NULL && messages->kind == PL_JVAL_OBJECT && i < messages->n; i++) {
        message = pl_str_eq(messages->keys[i], type) ? &messages->items[i] : message;
    }
    if (message == NULL || message->kind != PL_JVAL_OBJECT) {
        *ret_why = "a MessageType without its Message";
        return PL_JSON_ROW_BAD;
    }
    const struct pl_jval *valid = pl_jval_get(message, "Valid");
    if (valid != NULL && valid->kind == PL_JVAL_BOOL && !valid->boolean) {
        *ret_why = "the feed says that the message is not valid";
        return PL_JSON_ROW_BAD;
    }
    row->msg = stream_type(type, message);
    if (row->msg == 0) {
        return PL_JSON_ROW_UNKNOWN;
    }
    if (!read_mmsi(pl_jval_get(message, "UserID"), &row->mmsi) && !read_mmsi(pl_jval_get(meta, "MMSI"), &row->mmsi)) {
        *ret_why = "a message without an MMSI";
        return PL_JSON_ROW_BAD;
    }
    read_stream_time(meta, latest, row);
    read_numbers(&r, message, STREAM_NUMBERS, sizeof STREAM_NUMBERS / sizeof STREAM_NUMBERS[0]);
    read_numbers(&r, pl_jval_get(message, "ReportB"), STREAM_NUMBERS, sizeof STREAM_NUMBERS / sizeof STREAM_NUMBERS[0]);
    read_texts(&row->row, message, STREAM_TEXTS, sizeof STREAM_TEXTS / sizeof STREAM_TEXTS[0]);
    *ret_why = set_position(&r);
    return *ret_why == NULL ? PL_JSON_ROW_AISSTREAM : PL_JSON_ROW_BAD;
}

enum pl_json_row_kind pl_json_row_read(const struct pl_jval *object, pl_time latest, struct pl_table_row *ret,
                                       pl_str *ret_channel, const char **ret_why) {
    struct pl_table_row row = {.at = PL_TIME_NONE};
    const struct pl_jval *class = pl_jval_get(object, "class");
    const struct pl_jval *type = pl_jval_get(object, "MessageType");
    pl_str channel = PL_STR("");
    enum pl_json_row_kind kind = PL_JSON_ROW_OTHER;
    if (class != NULL && class->kind == PL_JVAL_STR && pl_str_eq(class->str, PL_STR("AIS"))) {
        kind = read_gpsd(object, latest, &row, &channel, ret_why);
    } else if (class == NULL && type != NULL && type->kind == PL_JVAL_STR) {
        kind = read_stream(object, type->str, latest, &row, ret_why);
    }
    if (kind == PL_JSON_ROW_GPSD || kind == PL_JSON_ROW_AISSTREAM) {
        row.row.has |= row.msg == 18 || row.msg == 19 || row.msg == 24 ? (uint32_t)PL_ROW_CLASS_B : 0;
        *ret = row;
        *ret_channel = channel;
    }
    return kind;
}
