#include "app/decode.h"

#include "ais/message.h"
#include "base/log.h"

#include "base/ban.h"

/* number / 10^decimals, exactly. */
static void put_scaled(struct pl_json *json, int64_t number, unsigned decimals) {
    char text[32];
    char *p = text + sizeof text;
    uint64_t v = number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number;
    for (unsigned i = 0; i < decimals; i++) {
        *--p = (char)('0' + v % 10);
        v /= 10;
    }
    *--p = '.';
    do {
        *--p = (char)('0' + v % 10);
        v /= 10;
    } while (v > 0);
    if (number < 0) {
        *--p = '-';
    }
    pl_json_raw(json, pl_str_make(p, (size_t)(text + sizeof text - p)));
}

/* "bits:hex", as gpsd writes payloads that are not taken apart. */
static void put_data(struct pl_json *json, const struct pl_ais_value *v) {
    static const char HEX[] = "0123456789abcdef";
    char text[16 + PL_AIS_MAX_BITS / 4];
    size_t n_bytes = (v->n + 7) / 8;
    size_t at = 16;
    uint32_t bits = v->n;
    text[--at] = ':';
    do {
        text[--at] = (char)('0' + bits % 10);
        bits /= 10;
    } while (bits > 0);
    size_t end = 16;
    for (size_t i = 0; i < n_bytes; i++) {
        unsigned char c = (unsigned char)v->text[i];
        text[end++] = HEX[c >> 4];
        text[end++] = HEX[c & 15];
    }
    pl_json_str(json, pl_str_make(text + at, end - at));
}

static void put_field(void *ctx, const char *name, const struct pl_ais_value *v) {
    struct pl_json *json = ctx;
    if (name != NULL) {
        pl_json_key(json, name);
    }
    switch ((enum pl_ais_shape)v->shape) {
    case PL_AIS_IS_NULL:
        pl_json_null(json);
        break;
    case PL_AIS_IS_NUMBER:
        if (v->decimals > 0) {
            put_scaled(json, v->number, v->decimals);
        } else {
            pl_json_i64(json, v->number);
        }
        break;
    case PL_AIS_IS_BOOL:
        pl_json_bool(json, v->number != 0);
        break;
    case PL_AIS_IS_TEXT:
        pl_json_str(json, pl_str_make(v->text, v->n));
        break;
    case PL_AIS_IS_DATA:
        put_data(json, v);
        break;
    case PL_AIS_IS_OBJECT:
        pl_json_object(json);
        break;
    case PL_AIS_IS_OBJECT_END:
        pl_json_object_end(json);
        break;
    case PL_AIS_IS_ARRAY:
        pl_json_array(json);
        break;
    case PL_AIS_IS_ARRAY_END:
        pl_json_array_end(json);
        break;
    }
}

static void key_number(struct pl_json *json, const char *key, bool has, int64_t number, unsigned decimals) {
    pl_json_key(json, key);
    if (!has) {
        pl_json_null(json);
    } else if (decimals > 0) {
        put_scaled(json, number, decimals);
    } else {
        pl_json_i64(json, number);
    }
}

/* The columns that a row may have and then prints: key, bit, where the number stands. */
static void put_row_static(struct pl_json *json, const struct pl_ais_row *row) {
    const struct {
        const char *key;
        uint32_t bit;
        int64_t number;
        unsigned decimals;
    } numbers[] = {
        {"imo", PL_ROW_IMO, row->imo, 0},
        {"shiptype", PL_ROW_SHIPTYPE, row->shiptype, 0},
        {"to_bow", PL_ROW_DIM, row->to_bow_m, 0},
        {"to_stern", PL_ROW_DIM, row->to_stern_m, 0},
        {"to_port", PL_ROW_DIM, row->to_port_m, 0},
        {"to_starboard", PL_ROW_DIM, row->to_starboard_m, 0},
        {"length", PL_ROW_LENGTH, row->length_m, 0},
        {"width", PL_ROW_WIDTH, row->width_m, 0},
        {"draught", PL_ROW_DRAUGHT, row->draught_dm, 1},
    };
    const struct {
        const char *key;
        uint32_t bit;
        pl_str text;
    } texts[] = {
        {"shipname", PL_ROW_NAME, row->name},
        {"callsign", PL_ROW_CALLSIGN, row->callsign},
        {"destination", PL_ROW_DESTINATION, row->destination},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (row->has & texts[i].bit) {
            pl_json_key(json, texts[i].key);
            pl_json_str(json, texts[i].text);
        }
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (row->has & numbers[i].bit) {
            key_number(json, numbers[i].key, true, numbers[i].number, numbers[i].decimals);
        }
    }
}

static void put_row(struct pl_json *json, const struct pl_ais_row *row) {
    bool placed = (row->has & PL_ROW_POSITION) != 0;
    pl_json_key(json, "lat");
    if (placed) {
        pl_json_fixed(json, row->lat_deg, 6);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "lon");
    if (placed) {
        pl_json_fixed(json, row->lon_deg, 6);
    } else {
        pl_json_null(json);
    }
    key_number(json, "speed", (row->has & PL_ROW_SOG) != 0, row->sog_dkn, 1);
    key_number(json, "course", (row->has & PL_ROW_COG) != 0, row->cog_ddeg, 1);
    key_number(json, "heading", (row->has & PL_ROW_HEADING) != 0, row->heading_deg, 0);
    if (row->has & PL_ROW_STATUS) {
        key_number(json, "status", true, row->status, 0);
    }
    if (row->has & PL_ROW_TURN) {
        key_number(json, "turn", true, row->turn, 0);
    }
    put_row_static(json, row);
    if (row->has & PL_ROW_CLASS_B) {
        pl_json_key(json, "class_b");
        pl_json_bool(json, true);
    }
}

static void put_place(struct pl_json *json, const struct pl_span *span) {
    pl_json_key(json, "offset");
    pl_json_u64(json, span->offset);
    pl_json_key(json, "length");
    pl_json_u64(json, span->length);
}

static void put_src(struct pl_json *json, const struct pl_source_member *member, const struct pl_hearing *h) {
    pl_json_key(json, "src");
    pl_json_object(json);
    pl_json_key(json, "file");
    pl_json_str(json, member->path);
    pl_json_key(json, "member");
    if (member->member.n > 0) {
        pl_json_str(json, member->member);
    } else {
        pl_json_null(json);
    }
    put_place(json, &h->parts[0]);
    if (h->n_parts > 1) {
        pl_json_key(json, "parts");
        pl_json_array(json);
        for (unsigned i = 0; i < h->n_parts; i++) {
            pl_json_object(json);
            put_place(json, &h->parts[i]);
            pl_json_object_end(json);
        }
        pl_json_array_end(json);
    }
    pl_json_object_end(json);
}

void pl_decode_json(struct pl_json *json, const struct pl_source_member *member, const struct pl_hearing *hearing) {
    const struct pl_hearing *h = hearing;
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_raw(json, PL_STR("\"ais\""));
    pl_json_key(json, "time");
    pl_json_time(json, h->at);
    pl_json_member_or_null(json, "station", h->station);
    pl_json_member_or_null(json, "channel", h->channel);
    key_number(json, "msg", h->msg > 0, h->msg, 0);
    key_number(json, "mmsi", true, h->mmsi, 0);
    if (h->own) {
        pl_json_key(json, "own");
        pl_json_bool(json, true);
    }
    if (h->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
    if (h->raw_tags.n > 0) {
        pl_json_member_or_null(json, "tags", h->raw_tags);
    }
    if (h->row != NULL) {
        put_row(json, h->row);
    } else {
        pl_ais_each(h->bits, h->n_bits, put_field, json);
    }
    put_src(json, member, h);
    pl_json_object_end(json);
}

/* -- for people -- */

static void text_value(struct pl_buf *out, const char *name, pl_str value) {
    char safe[256];
    pl_buf_add_char(out, ' ');
    pl_buf_add_str(out, pl_str_from(name));
    pl_buf_add_char(out, '=');
    pl_buf_add_str(out, pl_str_from(pl_log_safe(value, safe, sizeof safe)));
}

/* What JSON says, without its braces: the same values, read by the same visitor. */
static void text_field(void *ctx, const char *name, const struct pl_ais_value *v) {
    struct pl_buf *out = ctx;
    if (v->shape == PL_AIS_IS_TEXT) {
        text_value(out, name, pl_str_make(v->text, v->n));
        return;
    }
    if (v->shape == PL_AIS_IS_NULL || v->shape == PL_AIS_IS_OBJECT_END || v->shape == PL_AIS_IS_ARRAY_END) {
        return;
    }
    if (v->shape == PL_AIS_IS_OBJECT || v->shape == PL_AIS_IS_ARRAY) {
        if (name != NULL) {
            pl_buf_add_char(out, ' ');
            pl_buf_add_str(out, pl_str_from(name));
            pl_buf_add_char(out, ':');
        }
        return;
    }
    struct pl_json value;
    pl_buf_add_char(out, ' ');
    pl_buf_add_str(out, pl_str_from(name));
    pl_buf_add_char(out, '=');
    pl_json_start(&value, out);
    put_field(&value, NULL, v);
}

static void text_row(struct pl_buf *out, const struct pl_ais_row *row) {
    PL_BUF_AUTO json = {0};
    struct pl_json writer;
    pl_buf_open(&json, 1 << 20);
    pl_json_start(&writer, &json);
    put_row(&writer, row);
    pl_buf_add_char(out, ' ');
    pl_buf_add_str(out, pl_buf_str(&json));
}

void pl_decode_text(struct pl_buf *out, const struct pl_hearing *hearing) {
    const struct pl_hearing *h = hearing;
    if (h->at != PL_TIME_NONE) {
        pl_time_write(out, h->at);
    } else {
        pl_buf_add_char(out, '-');
    }
    pl_buf_add_char(out, ' ');
    pl_buf_add_u64(out, h->mmsi);
    text_value(out, "msg", PL_STR(""));
    if (h->msg > 0) {
        pl_buf_add_u64(out, h->msg);
    } else {
        pl_buf_add_char(out, '-');
    }
    if (h->station.n > 0) {
        text_value(out, "station", h->station);
    }
    if (h->own) {
        pl_buf_add_str(out, PL_STR(" own"));
    }
    if (h->exercise) {
        pl_buf_add_str(out, PL_STR(" EXERCISE"));
    }
    if (h->row != NULL) {
        text_row(out, h->row);
    } else {
        pl_ais_each(h->bits, h->n_bits, text_field, out);
    }
    pl_buf_add_char(out, '\n');
}

/* -- the summary -- */

static void put_counts(struct pl_json *json, const struct pl_feed_counts *c) {
    const struct {
        const char *key;
        uint64_t n;
    } numbers[] = {
        {"read", c->sentences},  {"results", c->results},
        {"lines", c->lines},     {"with_sentence", c->with_sentence},
        {"blank", c->blank},     {"comment", c->comment},
        {"other", c->other},     {"sentences", c->sentences},
        {"singles", c->singles}, {"parts_joined", c->parts_joined},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        pl_json_key(json, numbers[i].key);
        pl_json_u64(json, numbers[i].n);
    }
    pl_source_write_rejected(json, c);
    pl_json_key(json, "tag_checksum");
    pl_json_u64(json, c->tag_checksum);
    pl_json_key(json, "no_time");
    pl_json_u64(json, c->no_time);
    pl_json_key(json, "bad_time");
    pl_json_u64(json, c->bad_time);
    pl_json_key(json, "own");
    pl_json_u64(json, c->own);
}

void pl_decode_summary(struct pl_json *json, const struct pl_source *source) {
    struct pl_feed_counts counts = pl_source_counts(source);
    pl_json_record(json, "summary");
    if (counts.exercise > 0) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
    put_counts(json, &counts);
    pl_json_key(json, "members");
    pl_json_u64(json, pl_source_count(source));
    pl_json_key(json, "failed");
    pl_json_u64(json, pl_source_failures(source));
    pl_json_key(json, "left_aside");
    pl_json_u64(json, pl_source_left_aside(source));
    pl_json_key(json, "formats");
    pl_json_object(json);
    const char *format = NULL;
    uint64_t members = 0;
    struct pl_feed_counts sum;
    for (unsigned i = 0; pl_source_format(source, i, &format, &members, &sum); i++) {
        pl_json_key(json, format[0] != '\0' ? format : "unknown");
        pl_json_u64(json, members);
    }
    pl_json_object_end(json);
    pl_json_object_end(json);
}
