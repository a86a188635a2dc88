#include "exercise/encode.h"

#include "base/ban.h"

void pl_bits_put(struct pl_bits *bits, uint32_t value, unsigned width) {
    for (unsigned i = width; i-- > 0;) {
        if (bits->n >= PL_ENCODE_MAX_BITS) {
            return;
        }
        unsigned byte = bits->n / 8;
        unsigned mask = 0x80u >> (bits->n % 8);
        if (i < 32 && ((value >> i) & 1u)) {
            bits->bits[byte] = (uint8_t)(bits->bits[byte] | mask);
        } else {
            bits->bits[byte] = (uint8_t)(bits->bits[byte] & ~mask);
        }
        bits->n++;
    }
}

static uint32_t six_bits(char c) {
    if (c >= '@' && c <= '_') {
        return (uint32_t)(c - '@');
    }
    if (c >= ' ' && c <= '?') {
        return (uint32_t)c;
    }
    return '?';
}

void pl_bits_text(struct pl_bits *bits, const char *text, unsigned chars) {
    bool ended = false;
    for (unsigned i = 0; i < chars; i++) {
        ended = ended || text[i] == '\0';
        pl_bits_put(bits, ended ? 0 : six_bits(text[i]), 6);
    }
}

static uint32_t clamp(int64_t v, int64_t low, int64_t high) {
    return (uint32_t)(int32_t)(v < low ? low : v > high ? high : v);
}

static void put_lon_lat(struct pl_bits *bits, pl_pos pos) {
    pl_bits_put(bits, (uint32_t)pos.lon, 28);
    pl_bits_put(bits, (uint32_t)pos.lat, 27);
}

static void head(struct pl_bits *bits, unsigned type, uint32_t mmsi) {
    bits->n = 0;
    pl_bits_put(bits, type, 6);
    pl_bits_put(bits, 0, 2); /* repeat */
    pl_bits_put(bits, mmsi, 30);
}

void pl_encode_position_a(struct pl_bits *bits, unsigned type, uint32_t mmsi, const struct pl_movement *move) {
    head(bits, type, mmsi);
    pl_bits_put(bits, clamp(move->status, 0, 15), 4);
    pl_bits_put(bits, clamp(move->turn, -128, 127), 8);
    pl_bits_put(bits, clamp(move->sog_dkn, 0, 1023), 10);
    pl_bits_put(bits, move->accurate, 1);
    put_lon_lat(bits, move->pos);
    pl_bits_put(bits, clamp(move->cog_ddeg, 0, 3600), 12);
    pl_bits_put(bits, clamp(move->heading_deg, 0, 511), 9);
    pl_bits_put(bits, clamp(move->second, 0, 63), 6);
    pl_bits_put(bits, 0, 2 + 3 + 1); /* manoeuvre, spare, RAIM */
    pl_bits_put(bits, type == 1 ? 0x14000u : 0x38000u, 19);
}

void pl_encode_position_b(struct pl_bits *bits, uint32_t mmsi, const struct pl_movement *move) {
    head(bits, 18, mmsi);
    pl_bits_put(bits, 0, 8);
    pl_bits_put(bits, clamp(move->sog_dkn, 0, 1023), 10);
    pl_bits_put(bits, move->accurate, 1);
    put_lon_lat(bits, move->pos);
    pl_bits_put(bits, clamp(move->cog_ddeg, 0, 3600), 12);
    pl_bits_put(bits, clamp(move->heading_deg, 0, 511), 9);
    pl_bits_put(bits, clamp(move->second, 0, 63), 6);
    pl_bits_put(bits, 0, 2);
    pl_bits_put(bits, 0x5, 3); /* carrier sense, no display, DSC */
    pl_bits_put(bits, 0x6, 3); /* band, message 22, autonomous */
    pl_bits_put(bits, 0, 1);
    pl_bits_put(bits, 0xE0006u, 20);
}

static void put_dimensions(struct pl_bits *bits, const struct pl_identity *who) {
    pl_bits_put(bits, clamp(who->to_bow_m, 0, 511), 9);
    pl_bits_put(bits, clamp(who->to_stern_m, 0, 511), 9);
    pl_bits_put(bits, clamp(who->to_port_m, 0, 63), 6);
    pl_bits_put(bits, clamp(who->to_starboard_m, 0, 63), 6);
}

void pl_encode_extended_b(struct pl_bits *bits, const struct pl_identity *who, const struct pl_movement *move) {
    head(bits, 19, who->mmsi);
    pl_bits_put(bits, 0, 8);
    pl_bits_put(bits, clamp(move->sog_dkn, 0, 1023), 10);
    pl_bits_put(bits, move->accurate, 1);
    put_lon_lat(bits, move->pos);
    pl_bits_put(bits, clamp(move->cog_ddeg, 0, 3600), 12);
    pl_bits_put(bits, clamp(move->heading_deg, 0, 511), 9);
    pl_bits_put(bits, clamp(move->second, 0, 63), 6);
    pl_bits_put(bits, 0, 4);
    pl_bits_text(bits, who->name, 20);
    pl_bits_put(bits, who->shiptype, 8);
    put_dimensions(bits, who);
    pl_bits_put(bits, 1, 4);         /* GPS */
    pl_bits_put(bits, 0, 1 + 1 + 1); /* RAIM, DTE, assigned */
    pl_bits_put(bits, 0, 4);
}

/* To 1/600 degree, half away from zero. */
static int32_t tenth_minutes(int32_t units) { return (units + (units < 0 ? -500 : 500)) / 1000; }

void pl_encode_long_range(struct pl_bits *bits, uint32_t mmsi, const struct pl_movement *move) {
    head(bits, 27, mmsi);
    pl_bits_put(bits, move->accurate, 1);
    pl_bits_put(bits, 0, 1);
    pl_bits_put(bits, clamp(move->status, 0, 15), 4);
    pl_bits_put(bits, (uint32_t)tenth_minutes(move->pos.lon), 18);
    pl_bits_put(bits, (uint32_t)tenth_minutes(move->pos.lat), 17);
    pl_bits_put(bits, move->sog_dkn >= 1023 ? 63 : clamp((move->sog_dkn + 5) / 10, 0, 62), 6);
    pl_bits_put(bits, move->cog_ddeg >= 3600 ? 511 : clamp((move->cog_ddeg + 5) / 10 % 360, 0, 359), 9);
    pl_bits_put(bits, 0, 2); /* latency below 5 s, spare */
}

void pl_encode_static_a(struct pl_bits *bits, const struct pl_identity *who, struct pl_date eta) {
    head(bits, 5, who->mmsi);
    pl_bits_put(bits, 0, 2);
    pl_bits_put(bits, who->imo, 30);
    pl_bits_text(bits, who->callsign, 7);
    pl_bits_text(bits, who->name, 20);
    pl_bits_put(bits, who->shiptype, 8);
    put_dimensions(bits, who);
    pl_bits_put(bits, 1, 4);
    pl_bits_put(bits, clamp(eta.month, 0, 12), 4);
    pl_bits_put(bits, clamp(eta.day, 0, 31), 5);
    pl_bits_put(bits, clamp(eta.hour, 0, 24), 5);
    pl_bits_put(bits, clamp(eta.minute, 0, 60), 6);
    pl_bits_put(bits, clamp(who->draught_dm, 0, 255), 8);
    pl_bits_text(bits, who->destination, 20);
    pl_bits_put(bits, 0, 2);
}

void pl_encode_static_b(struct pl_bits *bits, const struct pl_identity *who, unsigned part) {
    head(bits, 24, who->mmsi);
    pl_bits_put(bits, part, 2);
    if (part == 0) {
        pl_bits_text(bits, who->name, 20);
        return;
    }
    pl_bits_put(bits, who->shiptype, 8);
    pl_bits_text(bits, "EXR", 3); /* vendor */
    pl_bits_put(bits, 0, 24);
    pl_bits_text(bits, who->callsign, 7);
    put_dimensions(bits, who);
    pl_bits_put(bits, 0, 6);
}

void pl_encode_base(struct pl_bits *bits, uint32_t mmsi, pl_pos pos, pl_time at) {
    struct pl_date date = pl_time_to_date(at);
    head(bits, 4, mmsi);
    pl_bits_put(bits, (uint32_t)date.year, 14);
    pl_bits_put(bits, (uint32_t)date.month, 4);
    pl_bits_put(bits, (uint32_t)date.day, 5);
    pl_bits_put(bits, (uint32_t)date.hour, 5);
    pl_bits_put(bits, (uint32_t)date.minute, 6);
    pl_bits_put(bits, (uint32_t)date.second, 6);
    pl_bits_put(bits, 1, 1);
    put_lon_lat(bits, pos);
    pl_bits_put(bits, 7, 4);      /* surveyed */
    pl_bits_put(bits, 0, 10 + 1); /* long-range control, spare, RAIM */
    pl_bits_put(bits, 0x14000u, 19);
}

unsigned pl_encode_armour(const struct pl_bits *bits, struct pl_buf *out) {
    for (unsigned i = 0; i < bits->n; i += 6) {
        unsigned v = 0;
        for (unsigned k = 0; k < 6; k++) {
            unsigned at = i + k;
            unsigned bit = at < bits->n ? (unsigned)(bits->bits[at / 8] >> (7 - at % 8)) & 1u : 0;
            v = (v << 1) | bit;
        }
        pl_buf_add_char(out, (char)(v < 40 ? v + 48 : v + 56));
    }
    return (6 - bits->n % 6) % 6;
}

uint8_t pl_encode_checksum(pl_str body) {
    unsigned sum = 0;
    for (size_t i = 0; i < body.n; i++) {
        sum ^= (unsigned char)body.p[i];
    }
    return (uint8_t)sum;
}

static void add_checksum(struct pl_buf *out, size_t from) {
    static const char digits[] = "0123456789ABCDEF";
    uint8_t sum = pl_encode_checksum(pl_str_sub(pl_buf_str(out), from, out->n - from));
    pl_buf_add_char(out, '*');
    pl_buf_add_char(out, digits[sum >> 4]);
    pl_buf_add_char(out, digits[sum & 15]);
}

void pl_encode_sentence(struct pl_buf *out, unsigned count, unsigned index, int sequence, char channel, pl_str payload,
                        unsigned fill) {
    pl_buf_add_char(out, '!');
    size_t from = out->n;
    pl_buf_add_str(out, PL_STR("AIVDM,"));
    pl_buf_add_u64(out, count);
    pl_buf_add_char(out, ',');
    pl_buf_add_u64(out, index);
    pl_buf_add_char(out, ',');
    if (sequence >= 0) {
        pl_buf_add_i64(out, sequence);
    }
    pl_buf_add_char(out, ',');
    pl_buf_add_char(out, channel);
    pl_buf_add_char(out, ',');
    pl_buf_add_str(out, payload);
    pl_buf_add_char(out, ',');
    pl_buf_add_u64(out, fill);
    add_checksum(out, from);
}

void pl_encode_tag_block(struct pl_buf *out, pl_str body) {
    pl_buf_add_char(out, '\\');
    size_t from = out->n;
    pl_buf_add_str(out, body);
    add_checksum(out, from);
    pl_buf_add_char(out, '\\');
}
