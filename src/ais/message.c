#include "ais/message.h"

#include "ais/bits.h"
#include "ais/field.h"
#include "base/time.h"

#include "base/ban.h"

#define MAX_CHARS (PL_AIS_MAX_BITS / 6)
#define LON_NONE  108600000 /* 181 degrees */
#define LAT_NONE  54600000  /* 91 degrees */

bool pl_ais_head(const uint8_t *bits, uint32_t n_bits, uint8_t *ret_msg, uint32_t *ret_mmsi) {
    if (n_bits < 38) {
        return false;
    }
    *ret_msg = (uint8_t)pl_bits_u(bits, n_bits, 0, 6);
    *ret_mmsi = pl_bits_u(bits, n_bits, 8, 30);
    return true;
}

/* Six-bit characters from start: at most `chars` of them, those wholly inside; cut at the first @, trailing spaces
 * off. Returns the length. */
static uint32_t read_text(const uint8_t *bits, uint32_t n_bits, uint32_t start, uint32_t chars, char *out,
                          bool *ret_ended) {
    uint32_t n = 0;
    *ret_ended = false;
    for (; n < chars && pl_bits_have(n_bits, start, 6); n++, start += 6) {
        uint32_t c = pl_bits_u(bits, n_bits, start, 6);
        if (c == 0) {
            *ret_ended = true;
            break;
        }
        out[n] = (char)(c < 32 ? c + 64 : c);
    }
    return n;
}

static uint32_t trim_spaces(const char *text, uint32_t n) {
    while (n > 0 && text[n - 1] == ' ') {
        n--;
    }
    return n;
}

/* Where the fields that tracks need stand in each type that has a position; 0 where it has none. */
struct motion {
    uint8_t lon, lat, sog, sog_width, cog, cog_width, heading, status;
    uint8_t coarse; /* positions in 1/600 degree, whole knots and degrees */
    uint8_t class_b;
    uint16_t sog_none, sog_scale;
};

static const struct motion MOTIONS[28] = {
    [1] = {61, 89, 50, 10, 116, 12, 128, 38, 0, 0, 1023, 1}, [2] = {61, 89, 50, 10, 116, 12, 128, 38, 0, 0, 1023, 1},
    [3] = {61, 89, 50, 10, 116, 12, 128, 38, 0, 0, 1023, 1}, [4] = {79, 107, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    [9] = {61, 89, 50, 10, 116, 12, 0, 0, 0, 0, 1023, 10},   [11] = {79, 107, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    [17] = {40, 58, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0},           [18] = {57, 85, 46, 10, 112, 12, 124, 0, 0, 1, 1023, 1},
    [19] = {57, 85, 46, 10, 112, 12, 124, 0, 0, 1, 1023, 1}, [21] = {164, 192, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    [27] = {44, 62, 79, 6, 85, 9, 0, 40, 1, 0, 63, 10},
};

static bool read_position(const struct motion *m, const uint8_t *bits, uint32_t n_bits, pl_pos *ret) {
    uint32_t lon_width = m->coarse ? 18 : 28;
    if (!pl_bits_have(n_bits, m->lon, lon_width) || !pl_bits_have(n_bits, m->lat, lon_width - 1)) {
        return false;
    }
    int32_t scale = m->coarse ? 1000 : 1;
    int32_t lon = pl_bits_i(bits, n_bits, m->lon, lon_width) * scale;
    int32_t lat = pl_bits_i(bits, n_bits, m->lat, lon_width - 1) * scale;
    if (lon > PL_LON_HALF || lon < -PL_LON_HALF || lat > PL_LAT_MAX || lat < -PL_LAT_MAX) {
        return false;
    }
    *ret = (pl_pos){.lon = lon == PL_LON_HALF ? -PL_LON_HALF : lon, .lat = lat};
    return true;
}

/* The number at start, times scale; NONE where it is not there or says `none`. */
static int16_t read_number(const uint8_t *bits, uint32_t n_bits, uint32_t start, uint32_t width, uint32_t none,
                           uint32_t scale) {
    if (start == 0 || !pl_bits_have(n_bits, start, width)) {
        return PL_AIS_NONE;
    }
    uint32_t v = pl_bits_u(bits, n_bits, start, width);
    return v >= none ? PL_AIS_NONE : (int16_t)(v * scale);
}

bool pl_ais_kinematics(const uint8_t *bits, uint32_t n_bits, struct pl_ais_kinematics *ret) {
    uint8_t msg = 0;
    uint32_t mmsi = 0;
    if (!pl_ais_head(bits, n_bits, &msg, &mmsi) || msg > 27 || MOTIONS[msg].lon == 0) {
        return false;
    }
    const struct motion *m = &MOTIONS[msg];
    struct pl_ais_kinematics k = {.class_b = m->class_b != 0};
    k.has_position = read_position(m, bits, n_bits, &k.pos);
    k.sog_dkn = read_number(bits, n_bits, m->sog, m->sog_width, m->sog_none, m->sog_scale);
    k.cog_ddeg = read_number(bits, n_bits, m->cog, m->cog_width, m->coarse ? 360 : 3600, m->coarse ? 10 : 1);
    k.heading_deg = read_number(bits, n_bits, m->heading, 9, 360, 1);
    k.status = read_number(bits, n_bits, m->status, 4, 16, 1);
    *ret = k;
    return true;
}

static void static_text(const uint8_t *bits, uint32_t n_bits, uint32_t start, uint32_t chars, char *out) {
    bool ended = false;
    uint32_t n = read_text(bits, n_bits, start, chars, out, &ended);
    out[trim_spaces(out, n)] = '\0';
}

static void static_dimensions(const uint8_t *bits, uint32_t n_bits, uint32_t start, struct pl_ais_static *s) {
    s->to_bow_m = (uint16_t)pl_bits_u(bits, n_bits, start, 9);
    s->to_stern_m = (uint16_t)pl_bits_u(bits, n_bits, start + 9, 9);
    s->to_port_m = (uint16_t)pl_bits_u(bits, n_bits, start + 18, 6);
    s->to_starboard_m = (uint16_t)pl_bits_u(bits, n_bits, start + 24, 6);
}

static bool is_aux_craft(uint32_t mmsi) { return mmsi / 10000000 == 98; }

static void static_b(const uint8_t *bits, uint32_t n_bits, uint32_t mmsi, struct pl_ais_static *s) {
    if (pl_bits_u(bits, n_bits, 38, 2) == 0) {
        static_text(bits, n_bits, 40, 20, s->name);
        return;
    }
    s->shiptype = (uint8_t)pl_bits_u(bits, n_bits, 40, 8);
    static_text(bits, n_bits, 90, 7, s->callsign);
    if (!is_aux_craft(mmsi)) {
        static_dimensions(bits, n_bits, 132, s);
    }
}

static void static_aid(const uint8_t *bits, uint32_t n_bits, struct pl_ais_static *s) {
    bool ended = false;
    uint32_t n = read_text(bits, n_bits, 43, 20, s->name, &ended);
    if (n == 20) {
        n += read_text(bits, n_bits, 272, 14, s->name + 20, &ended);
    }
    s->name[trim_spaces(s->name, n)] = '\0';
    static_dimensions(bits, n_bits, 219, s);
}

bool pl_ais_static(const uint8_t *bits, uint32_t n_bits, struct pl_ais_static *ret) {
    uint8_t msg = 0;
    uint32_t mmsi = 0;
    struct pl_ais_static s = {0};
    if (!pl_ais_head(bits, n_bits, &msg, &mmsi) || pl_ais_judge(bits, n_bits) != PL_AIS_IS_MESSAGE) {
        return false;
    }
    if (msg == 5) {
        s.imo = pl_bits_u(bits, n_bits, 40, 30);
        static_text(bits, n_bits, 70, 7, s.callsign);
        static_text(bits, n_bits, 112, 20, s.name);
        s.shiptype = (uint8_t)pl_bits_u(bits, n_bits, 232, 8);
        static_dimensions(bits, n_bits, 240, &s);
        s.draught_dm = (uint16_t)pl_bits_u(bits, n_bits, 294, 8);
        s.eta = pl_bits_u(bits, n_bits, 274, 20);
        static_text(bits, n_bits, 302, 20, s.destination);
    } else if (msg == 19) {
        static_text(bits, n_bits, 143, 20, s.name);
        s.shiptype = (uint8_t)pl_bits_u(bits, n_bits, 263, 8);
        static_dimensions(bits, n_bits, 271, &s);
    } else if (msg == 21) {
        static_aid(bits, n_bits, &s);
    } else if (msg == 24) {
        static_b(bits, n_bits, mmsi, &s);
    } else {
        return false;
    }
    *ret = s;
    return true;
}

enum pl_ais_verdict pl_ais_judge(const uint8_t *bits, uint32_t n_bits) {
    uint8_t msg = (uint8_t)pl_bits_u(bits, n_bits, 0, 6);
    if (n_bits >= 6 && (msg == 0 || msg > 27)) {
        return PL_AIS_IS_UNKNOWN_TYPE;
    }
    if (n_bits < 38 || n_bits < pl_ais_layouts[msg].min_bits) {
        return PL_AIS_IS_TOO_SHORT;
    }
    if (n_bits > PL_AIS_MAX_BITS) {
        return PL_AIS_IS_TOO_LONG;
    }
    if (msg == 24) {
        uint32_t part = pl_bits_u(bits, n_bits, 38, 2);
        if (part > 1) {
            return PL_AIS_IS_UNKNOWN_TYPE;
        }
        return part == 1 && n_bits < pl_ais_layouts[msg].min_bits_part_b ? PL_AIS_IS_TOO_SHORT : PL_AIS_IS_MESSAGE;
    }
    return PL_AIS_IS_MESSAGE;
}

/* The walk. `base` is the bit where a group's element begins; fields of a message have base 0. */
struct walk {
    const uint8_t *bits;
    uint32_t n_bits;
    uint32_t base;
    bool addressed; /* type 6 */
    bool aux_craft;
    pl_ais_visitor visit;
    void *ctx;
};

static void walk_fields(const struct walk *w, const struct pl_ais_field *fields);

/* raw * num / den, half away from zero. */
static int64_t scale_round(int64_t raw, int64_t num, int64_t den) {
    int64_t v = raw * num;
    int64_t half = den / 2;
    return v < 0 ? -((-v + half) / den) : (v + half) / den;
}

static void put(const struct walk *w, const struct pl_ais_field *f, struct pl_ais_value v) {
    w->visit(w->ctx, f->name, &v);
}

static void put_null(const struct walk *w, const struct pl_ais_field *f) {
    put(w, f, (struct pl_ais_value){.shape = PL_AIS_IS_NULL});
}

static void put_text(const struct walk *w, const struct pl_ais_field *f, const char *text, size_t n) {
    put(w, f, (struct pl_ais_value){.shape = PL_AIS_IS_TEXT, .text = text, .n = (uint32_t)n});
}

static void walk_number(const struct walk *w, const struct pl_ais_field *f) {
    uint32_t start = f->flags & PL_AIS_FROM_END ? w->n_bits - f->start : w->base + f->start;
    if (f->width > 0 && !pl_bits_have(w->n_bits, start, f->width)) {
        if (f->flags & PL_AIS_OPTIONAL) {
            put(w, f, (struct pl_ais_value){.shape = PL_AIS_IS_NUMBER});
        } else {
            put_null(w, f);
        }
        return;
    }
    int64_t raw = 0;
    if (f->width > 0) {
        raw = f->kind == PL_AIS_INT ? pl_bits_i(w->bits, w->n_bits, start, f->width)
                                    : (int64_t)pl_bits_u(w->bits, w->n_bits, start, f->width);
    }
    if (f->has_none && raw == f->none) {
        put_null(w, f);
        return;
    }
    raw += f->offset;
    put(w, f,
        (struct pl_ais_value){.shape = f->kind == PL_AIS_BOOL ? PL_AIS_IS_BOOL : PL_AIS_IS_NUMBER,
                              .decimals = f->decimals,
                              .number = f->den > 1 || f->num > 1 ? scale_round(raw, f->num, f->den) : raw});
}

static void walk_text(const struct walk *w, const struct pl_ais_field *f) {
    char text[MAX_CHARS + 1];
    uint32_t start = w->base + f->start;
    uint32_t chars = f->width > 0 ? f->width / 6 : MAX_CHARS;
    bool ended = false;
    uint32_t n = read_text(w->bits, w->n_bits, start, chars, text, &ended);
    if ((f->flags & PL_AIS_EXTENDS) && !ended && n == chars) {
        n += read_text(w->bits, w->n_bits, f->more, MAX_CHARS - n, text + n, &ended);
    }
    put_text(w, f, text, trim_spaces(text, n));
}

static void put_data(const struct walk *w, const char *name, uint32_t start, uint32_t n_bits) {
    char bytes[PL_AIS_MAX_BITS / 8];
    uint32_t n = 0;
    for (uint32_t at = 0; at < n_bits; at += 8) {
        uint32_t width = n_bits - at < 8 ? n_bits - at : 8;
        bytes[n++] = (char)(pl_bits_u(w->bits, w->n_bits, start + at, width) << (8 - width));
    }
    struct pl_ais_value v = {.shape = PL_AIS_IS_DATA, .n = n_bits, .text = bytes};
    w->visit(w->ctx, name, &v);
}

static void walk_data(const struct walk *w, const struct pl_ais_field *f) {
    uint32_t start = w->base + f->start;
    uint32_t end = f->width > 0 ? start + f->width : w->n_bits - f->tail;
    put_data(w, f->name, start, end > start && end <= w->n_bits ? end - start : 0);
}

static void walk_turn(const struct walk *w, const struct pl_ais_field *f) {
    int32_t raw = pl_bits_i(w->bits, w->n_bits, w->base + f->start, f->width);
    if (raw == -128) {
        put_null(w, f);
    } else if (raw == 127) {
        put_text(w, f, "fastright", 9);
    } else if (raw == -127) {
        put_text(w, f, "fastleft", 8);
    } else {
        int64_t square = (int64_t)raw * raw * (raw < 0 ? -1 : 1);
        put(w, f, (struct pl_ais_value){.shape = PL_AIS_IS_NUMBER, .number = scale_round(square, 1000000, 22401289)});
    }
}

static char *put2(char *p, uint32_t v, char behind) {
    p[0] = (char)('0' + v / 10 % 10);
    p[1] = (char)('0' + v % 10);
    p[2] = behind;
    return p + 3;
}

/* The clock fields are printed as they are sent ("00-00T24:60Z" says that none was given). */
static void walk_clock(const struct walk *w, const struct pl_ais_field *f) {
    char text[24];
    char *p = text;
    uint32_t at = w->base + f->start;
    if (f->kind == PL_AIS_MONTHTIME) {
        p = put2(p, pl_bits_u(w->bits, w->n_bits, at, 4), '-');
        at += 4;
    } else if (f->kind == PL_AIS_DAYMONTHTIME) {
        p = put2(p, pl_bits_u(w->bits, w->n_bits, at + 5, 4), '-');
    }
    p = put2(p, pl_bits_u(w->bits, w->n_bits, at, 5), 'T');
    at += f->kind == PL_AIS_DAYMONTHTIME ? 9 : 5;
    p = put2(p, pl_bits_u(w->bits, w->n_bits, at, 5), ':');
    p = put2(p, pl_bits_u(w->bits, w->n_bits, at + 5, 6), 'Z');
    put_text(w, f, text, (size_t)(p - text) - (f->kind == PL_AIS_DAYMONTHTIME ? 1 : 0));
}

static void walk_datetime(const struct walk *w, const struct pl_ais_field *f) {
    uint32_t at = w->base + f->start;
    struct pl_date d = {.year = (int)pl_bits_u(w->bits, w->n_bits, at, 14),
                        .month = (int)pl_bits_u(w->bits, w->n_bits, at + 14, 4),
                        .day = (int)pl_bits_u(w->bits, w->n_bits, at + 18, 5),
                        .hour = (int)pl_bits_u(w->bits, w->n_bits, at + 23, 5),
                        .minute = (int)pl_bits_u(w->bits, w->n_bits, at + 28, 6),
                        .second = (int)pl_bits_u(w->bits, w->n_bits, at + 34, 6)};
    pl_time ignored = 0;
    if (!pl_time_from_date(d, &ignored)) {
        put_null(w, f);
        return;
    }
    char text[24];
    char *p = put2(text, (uint32_t)d.year / 100, '0') - 1;
    p = put2(p, (uint32_t)d.year % 100, '-');
    p = put2(p, (uint32_t)d.month, '-');
    p = put2(p, (uint32_t)d.day, 'T');
    p = put2(p, (uint32_t)d.hour, ':');
    p = put2(p, (uint32_t)d.minute, ':');
    p = put2(p, (uint32_t)d.second, 'Z');
    put_text(w, f, text, (size_t)(p - text));
}

static void walk_choice(const struct walk *w, const struct pl_ais_field *f) {
    if (!pl_bits_have(w->n_bits, w->base + f->start, f->width)) {
        put_null(w, f);
        return;
    }
    const char *label = f->labels[pl_bits_u(w->bits, w->n_bits, w->base + f->start, f->width)];
    put_text(w, f, label, strlen(label));
}

static void walk_groups(const struct walk *w, const struct pl_ais_field *f) {
    struct walk element = *w;
    uint32_t count = f->max;
    if (f->count_width > 0) {
        uint32_t said = pl_bits_u(w->bits, w->n_bits, w->base + f->count_start, f->count_width);
        count = said < count ? said : count;
    }
    put(w, f, (struct pl_ais_value){.shape = PL_AIS_IS_ARRAY});
    for (uint32_t i = 0; i < count; i++) {
        element.base = w->base + f->start + i * f->width;
        if (!pl_bits_have(w->n_bits, element.base, f->width)) {
            break;
        }
        w->visit(w->ctx, NULL, &(struct pl_ais_value){.shape = PL_AIS_IS_OBJECT});
        walk_fields(&element, f->sub);
        w->visit(w->ctx, NULL, &(struct pl_ais_value){.shape = PL_AIS_IS_OBJECT_END});
    }
    w->visit(w->ctx, NULL, &(struct pl_ais_value){.shape = PL_AIS_IS_ARRAY_END});
}

static void walk_app(const struct walk *w, const struct pl_ais_field *f) {
    uint32_t dac = pl_bits_u(w->bits, w->n_bits, f->start, 10);
    uint32_t fid = pl_bits_u(w->bits, w->n_bits, f->start + 10u, 6);
    uint32_t min_bits = 0;
    const struct pl_ais_field *fields = pl_ais_app_fields(w->addressed, dac, fid, &min_bits);
    put(w, f, (struct pl_ais_value){.shape = PL_AIS_IS_OBJECT});
    w->visit(w->ctx, "dac", &(struct pl_ais_value){.shape = PL_AIS_IS_NUMBER, .number = dac});
    w->visit(w->ctx, "fid", &(struct pl_ais_value){.shape = PL_AIS_IS_NUMBER, .number = fid});
    if (fields != NULL && w->n_bits >= min_bits) {
        walk_fields(w, fields);
    } else {
        put_data(w, "data", f->start + 16u, w->n_bits - f->start - 16u);
    }
    w->visit(w->ctx, NULL, &(struct pl_ais_value){.shape = PL_AIS_IS_OBJECT_END});
}

static bool applies(const struct walk *w, const struct pl_ais_field *f) {
    if ((f->flags & PL_AIS_AUX_CRAFT && !w->aux_craft) || (f->flags & PL_AIS_NO_AUX && w->aux_craft)) {
        return false;
    }
    return f->when_width == 0 ||
           (f->when_mask >> pl_bits_u(w->bits, w->n_bits, w->base + f->when_start, f->when_width)) & 1;
}

typedef void (*walker)(const struct walk *w, const struct pl_ais_field *f);

static const walker WALKERS[] = {
    [PL_AIS_UINT] = walk_number,        [PL_AIS_INT] = walk_number,      [PL_AIS_BOOL] = walk_number,
    [PL_AIS_TEXT] = walk_text,          [PL_AIS_DATA] = walk_data,       [PL_AIS_TURN] = walk_turn,
    [PL_AIS_DATETIME] = walk_datetime,  [PL_AIS_MONTHTIME] = walk_clock, [PL_AIS_DAYTIME] = walk_clock,
    [PL_AIS_DAYMONTHTIME] = walk_clock, [PL_AIS_CHOICE] = walk_choice,   [PL_AIS_APP] = walk_app,
    [PL_AIS_GROUPS] = walk_groups,
};

static void walk_fields(const struct walk *w, const struct pl_ais_field *fields) {
    for (const struct pl_ais_field *f = fields; f->kind != PL_AIS_END; f++) {
        if (applies(w, f)) {
            WALKERS[f->kind](w, f);
        }
    }
}

void pl_ais_each(const uint8_t *bits, uint32_t n_bits, pl_ais_visitor visit, void *ctx) {
    uint8_t msg = 0;
    uint32_t mmsi = 0;
    if (pl_ais_judge(bits, n_bits) != PL_AIS_IS_MESSAGE || !pl_ais_head(bits, n_bits, &msg, &mmsi)) {
        return;
    }
    struct walk w = {.bits = bits,
                     .n_bits = n_bits,
                     .addressed = msg == 6,
                     .aux_craft = is_aux_craft(mmsi),
                     .visit = visit,
                     .ctx = ctx};
    walk_fields(&w, pl_ais_layouts[msg].fields);
}
