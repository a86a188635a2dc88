#include "track/report.h"

#include <string.h>

#include "track/record_in.h"

#include "base/ban.h"

/* Bytes behind each tag. */
static const uint8_t tag_width[PL_TAG_COUNT] = {
    [PL_TAG_MSG] = 1,
    [PL_TAG_POSITION] = 8,
    [PL_TAG_SOG] = 2,
    [PL_TAG_COG] = 2,
    [PL_TAG_HEADING] = 2,
    [PL_TAG_STATUS] = 1,
    [PL_TAG_TURN] = 2,
    [PL_TAG_CLASS_B] = 0,
    [PL_TAG_IMO] = 4,
    [PL_TAG_NAME] = PL_WIDTH_TEXT,
    [PL_TAG_CALLSIGN] = PL_WIDTH_TEXT,
    [PL_TAG_SHIPTYPE] = 1,
    [PL_TAG_DIM] = 8,
    [PL_TAG_LENGTH] = 2,
    [PL_TAG_WIDTH] = 2,
    [PL_TAG_DRAUGHT] = 2,
    [PL_TAG_DESTINATION] = PL_WIDTH_TEXT,
};

bool pl_record_time_ok(pl_time at) { return at >= PL_RECORD_TIME_FIRST && at < PL_RECORD_TIME_END; }

static uint8_t *put16(uint8_t *p, uint16_t v) {
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
    return p + 2;
}

static uint8_t *put32(uint8_t *p, uint32_t v) {
    v = __builtin_bswap32(v);
    memcpy(p, &v, sizeof v);
    return p + 4;
}

static uint8_t *put64(uint8_t *p, uint64_t v) {
    v = __builtin_bswap64(v);
    memcpy(p, &v, sizeof v);
    return p + 8;
}

static uint8_t *tag8(uint8_t *p, uint8_t tag, uint8_t v) {
    p[0] = tag;
    p[1] = v;
    return p + 2;
}

static uint8_t *tag16(uint8_t *p, uint8_t tag, uint16_t v) {
    p[0] = tag;
    return put16(p + 1, v);
}

static uint8_t *tag_text(uint8_t *p, uint8_t tag, pl_str text) {
    p[0] = tag;
    p = put16(p + 1, (uint16_t)text.n);
    memcpy(p, text.p, text.n);
    return p + text.n;
}

static uint8_t *write_head(uint8_t *p, const struct pl_hearing *hearing, uint8_t kind) {
    p = put64(p, (uint64_t)hearing->at);
    p = put32(p, hearing->mmsi);
    *p = kind;
    return p + 1;
}

static int write_ais(const struct pl_hearing *hearing, struct pl_buf *record, struct pl_error *err) {
    size_t n_bytes = ((size_t)hearing->n_bits + 7) / 8;
    size_t n = PL_RECORD_HEAD + 2 + n_bytes;
    if (n > PL_RECORD_MAX) {
        return pl_fail(err, PL_E_LIMIT, "a message of %u bits is longer than a record may be", hearing->n_bits);
    }
    uint8_t *p = (uint8_t *)pl_buf_reserve(record, n);
    if (p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no room for a record");
    }
    p = write_head(p, hearing, PL_KIND_AIS);
    p = put16(p, (uint16_t)hearing->n_bits);
    memcpy(p, hearing->bits, n_bytes);
    if (hearing->n_bits % 8 != 0) {
        p[n_bytes - 1] &= (uint8_t)(0xff00 >> (hearing->n_bits % 8));
    }
    record->n += n;
    return 0;
}

static uint8_t *write_kinematics(uint8_t *p, const struct pl_ais_row *row) {
    if (row->has & PL_ROW_POSITION) {
        *p = PL_TAG_POSITION;
        p = put32(p + 1, (uint32_t)pl_lon_wrap(row->lon));
        p = put32(p, (uint32_t)row->lat);
    }
    if (row->has & PL_ROW_SOG) {
        p = tag16(p, PL_TAG_SOG, (uint16_t)row->sog_dkn);
    }
    if (row->has & PL_ROW_COG) {
        p = tag16(p, PL_TAG_COG, (uint16_t)row->cog_ddeg);
    }
    if (row->has & PL_ROW_HEADING) {
        p = tag16(p, PL_TAG_HEADING, (uint16_t)row->heading_deg);
    }
    if (row->has & PL_ROW_STATUS) {
        p = tag8(p, PL_TAG_STATUS, row->status);
    }
    if (row->has & PL_ROW_TURN) {
        p = tag16(p, PL_TAG_TURN, (uint16_t)row->turn);
    }
    if (row->has & PL_ROW_CLASS_B) {
        *p++ = PL_TAG_CLASS_B;
    }
    return p;
}

static uint8_t *write_statics(uint8_t *p, const struct pl_ais_row *row) {
    if (row->has & PL_ROW_IMO) {
        *p = PL_TAG_IMO;
        p = put32(p + 1, row->imo);
    }
    if (row->has & PL_ROW_NAME) {
        p = tag_text(p, PL_TAG_NAME, row->name);
    }
    if (row->has & PL_ROW_CALLSIGN) {
        p = tag_text(p, PL_TAG_CALLSIGN, row->callsign);
    }
    if (row->has & PL_ROW_SHIPTYPE) {
        p = tag8(p, PL_TAG_SHIPTYPE, row->shiptype);
    }
    if (row->has & PL_ROW_DIM) {
        p = tag16(p, PL_TAG_DIM, row->to_bow_m);
        p = put16(p, row->to_stern_m);
        p = put16(p, row->to_port_m);
        p = put16(p, row->to_starboard_m);
    }
    if (row->has & PL_ROW_LENGTH) {
        p = tag16(p, PL_TAG_LENGTH, row->length_m);
    }
    if (row->has & PL_ROW_WIDTH) {
        p = tag16(p, PL_TAG_WIDTH, row->width_m);
    }
    if (row->has & PL_ROW_DRAUGHT) {
        p = tag16(p, PL_TAG_DRAUGHT, row->draught_dm);
    }
    if (row->has & PL_ROW_DESTINATION) {
        p = tag_text(p, PL_TAG_DESTINATION, row->destination);
    }
    return p;
}

/* Room for every field without its text. */
#define ROW_FIXED_BYTES 128

static int write_row(const struct pl_hearing *hearing, struct pl_buf *record, struct pl_error *err) {
    const struct pl_ais_row *row = hearing->row;
    size_t n_text = 0;
    n_text += row->has & PL_ROW_NAME ? row->name.n : 0;
    n_text += row->has & PL_ROW_CALLSIGN ? row->callsign.n : 0;
    n_text += row->has & PL_ROW_DESTINATION ? row->destination.n : 0;
    if (n_text > PL_RECORD_MAX) {
        return pl_fail(err, PL_E_LIMIT, "a row with %zu bytes of text is longer than a record may be", n_text);
    }
    uint8_t *start = (uint8_t *)pl_buf_reserve(record, ROW_FIXED_BYTES + n_text);
    if (start == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no room for a record");
    }
    uint8_t *p = write_head(start, hearing, PL_KIND_ROW);
    if (hearing->msg != 0) {
        p = tag8(p, PL_TAG_MSG, hearing->msg);
    }
    p = write_kinematics(p, row);
    p = write_statics(p, row);
    size_t n = (size_t)(p - start);
    if (n > PL_RECORD_MAX) {
        return pl_fail(err, PL_E_LIMIT, "a row of %zu bytes is longer than a record may be", n);
    }
    record->n += n;
    return 0;
}

int pl_record_write(const struct pl_hearing *hearing, struct pl_buf *record, struct pl_error *err) {
    if (!pl_record_time_ok(hearing->at)) {
        return pl_fail(err, PL_E_USAGE, "a record needs a time from 1990 to 2099");
    }
    return hearing->row != NULL ? write_row(hearing, record, err) : write_ais(hearing, record, err);
}

static int not_a_record(struct pl_error *err, const char *why) {
    return pl_fail(err, PL_E_FORMAT, "not a canonical record: %s", why);
}

static bool type_has_static(uint8_t msg) { return msg == 5 || msg == 19 || msg == 21 || msg == 24; }

static int read_ais(pl_str record, struct pl_report *r, struct pl_error *err) {
    const uint8_t *p = (const uint8_t *)record.p + PL_RECORD_HEAD;
    if (record.n < PL_RECORD_HEAD + 2) {
        return not_a_record(err, "cut short");
    }
    uint32_t n_bits = pl_be16(p);
    const uint8_t *bits = p + 2;
    if (record.n != PL_RECORD_HEAD + 2 + ((size_t)n_bits + 7) / 8) {
        return not_a_record(err, "its length is not that of its bits");
    }
    uint32_t mmsi = 0;
    if (!pl_ais_head(bits, n_bits, &r->msg, &mmsi) || mmsi != r->mmsi) {
        return not_a_record(err, "its MMSI is not that of its payload");
    }
    if (n_bits % 8 != 0 && (bits[n_bits / 8] & (0xff >> (n_bits % 8))) != 0) {
        return not_a_record(err, "its padding is not zero");
    }
    struct pl_ais_kinematics k;
    if (pl_ais_kinematics(bits, n_bits, &k)) {
        r->has_position = k.has_position;
        r->pos = k.has_position ? k.pos : (pl_pos){0, 0};
        r->sog_dkn = k.sog_dkn;
        r->cog_ddeg = k.cog_ddeg;
        r->heading_deg = k.heading_deg;
        r->status = k.status;
        r->class_b = k.class_b;
    } else {
        r->class_b = r->msg == 24;
    }
    r->has_static = type_has_static(r->msg);
    return 0;
}

unsigned pl_record_tag_width(uint8_t tag) { return tag_width[tag]; }

int pl_record_fields_next(struct pl_record_fields *f) {
    if (f->left == 0) {
        return 0;
    }
    uint8_t tag = f->p[0];
    if (tag <= f->tag || tag >= PL_TAG_COUNT) {
        return -1;
    }
    size_t head = 1;
    size_t n = tag_width[tag];
    if (n == PL_WIDTH_TEXT) {
        if (f->left < 3) {
            return -1;
        }
        head = 3;
        n = pl_be16(f->p + 1);
    }
    if (f->left - head < n) {
        return -1;
    }
    f->tag = tag;
    f->value = f->p + head;
    f->n = n;
    f->p += head + n;
    f->left -= head + n;
    return 1;
}

struct pl_record_fields pl_record_fields_of(pl_str record) {
    return (struct pl_record_fields){.p = (const uint8_t *)record.p + PL_RECORD_HEAD,
                                     .left = record.n - PL_RECORD_HEAD};
}

static bool read_position(const uint8_t *value, struct pl_report *r) {
    r->pos.lon = (int32_t)pl_be32(value);
    r->pos.lat = (int32_t)pl_be32(value + 4);
    r->has_position = true;
    return r->pos.lon >= -PL_LON_HALF && r->pos.lon < PL_LON_HALF && r->pos.lat >= -PL_LAT_MAX &&
           r->pos.lat <= PL_LAT_MAX;
}

static int read_row(pl_str record, struct pl_report *r, struct pl_error *err) {
    struct pl_record_fields f = pl_record_fields_of(record);
    int more;
    while ((more = pl_record_fields_next(&f)) > 0) {
        switch (f.tag) {
        case PL_TAG_MSG:
            r->msg = f.value[0];
            if (r->msg < 1 || r->msg > 27) {
                return not_a_record(err, "its message type");
            }
            r->class_b = r->msg == 18 || r->msg == 19 || r->msg == 24;
            break;
        case PL_TAG_POSITION:
            if (!read_position(f.value, r)) {
                return not_a_record(err, "its position is outside the Earth");
            }
            break;
        case PL_TAG_SOG:
            r->sog_dkn = (int16_t)pl_be16(f.value);
            break;
        case PL_TAG_COG:
            r->cog_ddeg = (int16_t)pl_be16(f.value);
            break;
        case PL_TAG_HEADING:
            r->heading_deg = (int16_t)pl_be16(f.value);
            break;
        case PL_TAG_STATUS:
            r->status = f.value[0];
            break;
        case PL_TAG_TURN:
            break;
        case PL_TAG_CLASS_B:
            r->class_b = true;
            break;
        default:
            r->has_static = true;
        }
    }
    return more == 0 ? 0 : not_a_record(err, "its fields are out of order, unknown or cut short");
}

int pl_report_read(pl_str record, struct pl_report *ret, struct pl_error *err) {
    if (record.n < PL_RECORD_HEAD || record.n > PL_RECORD_MAX) {
        return not_a_record(err, "its length");
    }
    struct pl_report r = {
        .at = (pl_time)pl_be64(record.p),
        .mmsi = pl_be32(record.p + 8),
        .sog_dkn = PL_AIS_NONE,
        .cog_ddeg = PL_AIS_NONE,
        .heading_deg = PL_AIS_NONE,
        .status = PL_AIS_NONE,
        .record = record,
    };
    if (!pl_record_time_ok(r.at)) {
        return not_a_record(err, "its time is outside 1990 to 2099");
    }
    int code;
    switch (record.p[12]) {
    case PL_KIND_AIS:
        code = read_ais(record, &r, err);
        break;
    case PL_KIND_ROW:
        code = read_row(record, &r, err);
        break;
    default:
        code = not_a_record(err, "its kind");
    }
    if (code == 0) {
        *ret = r;
    }
    return code;
}

/* Copies text, cut at a character where it is longer than the room. */
static void copy_text(char *out, size_t cap, const uint8_t *text, size_t n) {
    if (n >= cap) {
        n = cap - 1;
        while (n > 0 && (text[n] & 0xc0) == 0x80) {
            n--;
        }
    }
    memcpy(out, text, n);
    out[n] = '\0';
}

static bool row_static(const struct pl_report *report, struct pl_ais_static *s) {
    struct pl_record_fields f = pl_record_fields_of(report->record);
    uint16_t length_m = 0, width_m = 0;
    bool any = false;
    while (pl_record_fields_next(&f) > 0) {
        any |= f.tag >= PL_TAG_IMO;
        switch (f.tag) {
        case PL_TAG_IMO:
            s->imo = pl_be32(f.value);
            break;
        case PL_TAG_NAME:
            copy_text(s->name, sizeof s->name, f.value, f.n);
            break;
        case PL_TAG_CALLSIGN:
            copy_text(s->callsign, sizeof s->callsign, f.value, f.n);
            break;
        case PL_TAG_SHIPTYPE:
            s->shiptype = f.value[0];
            break;
        case PL_TAG_DIM:
            s->to_bow_m = pl_be16(f.value);
            s->to_stern_m = pl_be16(f.value + 2);
            s->to_port_m = pl_be16(f.value + 4);
            s->to_starboard_m = pl_be16(f.value + 6);
            break;
        case PL_TAG_LENGTH:
            length_m = pl_be16(f.value);
            break;
        case PL_TAG_WIDTH:
            width_m = pl_be16(f.value);
            break;
        case PL_TAG_DRAUGHT:
            s->draught_dm = pl_be16(f.value);
            break;
        case PL_TAG_DESTINATION:
            copy_text(s->destination, sizeof s->destination, f.value, f.n);
            break;
        default:
            break;
        }
    }
    /* ITU-R M.1371: dimensions without a reference point stand in B and D alone. */
    if (s->to_bow_m == 0 && s->to_stern_m == 0) {
        s->to_stern_m = length_m;
    }
    if (s->to_port_m == 0 && s->to_starboard_m == 0) {
        s->to_starboard_m = width_m;
    }
    return any;
}

bool pl_report_static(const struct pl_report *report, struct pl_ais_static *ret) {
    if (!report->has_static) {
        return false;
    }
    struct pl_ais_static s;
    memset(&s, 0, sizeof s);
    const uint8_t *p = (const uint8_t *)report->record.p + PL_RECORD_HEAD;
    bool any = report->record.p[12] == PL_KIND_ROW ? row_static(report, &s) : pl_ais_static(p + 2, pl_be16(p), &s);
    if (any) {
        *ret = s;
    }
    return any;
}

bool pl_report_placed(const struct pl_report *report) {
    return report->has_position && (report->pos.lat != 0 || report->pos.lon != 0);
}

int pl_report_cmp(const struct pl_report *a, const struct pl_report *b) {
    return pl_str_cmp(a->record, b->record); /* a record begins with its time, big-endian and positive */
}

pl_hash pl_report_reference(const struct pl_report *report) {
    struct pl_sha256 state;
    pl_sha256_start(&state);
    pl_sha256_add(&state, "plimsoll-report/v1", 18);
    pl_sha256_add(&state, report->record.p, report->record.n);
    return pl_sha256_digest(&state);
}

pl_str pl_record_payload(pl_str record) { return pl_str_sub(record, 8, record.n); }

bool pl_record_class_b(pl_str record) {
    if (record.n > PL_RECORD_HEAD + 2 && record.p[PL_RECORD_HEAD - 1] == PL_KIND_AIS) {
        unsigned msg = (unsigned char)record.p[PL_RECORD_HEAD + 2] >> 2;
        return msg == 18 || msg == 19 || msg == 24;
    }
    struct pl_report report;
    return pl_report_read(record, &report, NULL) == PL_E_OK && report.class_b;
}
