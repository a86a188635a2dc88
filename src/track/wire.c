#include "track/wire.h"

#include <string.h>

#include "base/ban.h"

void pl_wire_bytes(struct pl_wire *wire, void *bytes, size_t n) {
    if (wire->out) {
        pl_buf_add(wire->out, bytes, n);
        return;
    }
    if (wire->failed || wire->in.n < n) {
        wire->failed = true;
        memset(bytes, 0, n);
        return;
    }
    memcpy(bytes, wire->in.p, n);
    wire->in = pl_str_make(wire->in.p + n, wire->in.n - n);
}

void pl_wire_u64(struct pl_wire *wire, uint64_t *v) {
    uint8_t b[8];
    for (unsigned i = 0; i < 8; i++) {
        b[i] = (uint8_t)(*v >> (56 - 8 * i));
    }
    pl_wire_bytes(wire, b, sizeof b);
    if (pl_wire_reading(wire)) {
        *v = pl_be64(b);
    }
}

void pl_wire_u32(struct pl_wire *wire, uint32_t *v) {
    uint8_t b[4] = {(uint8_t)(*v >> 24), (uint8_t)(*v >> 16), (uint8_t)(*v >> 8), (uint8_t)*v};
    pl_wire_bytes(wire, b, sizeof b);
    if (pl_wire_reading(wire)) {
        *v = pl_be32(b);
    }
}

void pl_wire_u16(struct pl_wire *wire, uint16_t *v) {
    uint8_t b[2] = {(uint8_t)(*v >> 8), (uint8_t)*v};
    pl_wire_bytes(wire, b, sizeof b);
    if (pl_wire_reading(wire)) {
        *v = pl_be16(b);
    }
}

void pl_wire_u8(struct pl_wire *wire, uint8_t *v) { pl_wire_bytes(wire, v, 1); }

void pl_wire_bool(struct pl_wire *wire, bool *v) {
    uint8_t b = !pl_wire_reading(wire) && *v ? 1 : 0;
    pl_wire_u8(wire, &b);
    if (pl_wire_reading(wire)) {
        wire->failed = wire->failed || b > 1;
        *v = b == 1;
    }
}

void pl_wire_i16(struct pl_wire *wire, int16_t *v) {
    uint16_t u = (uint16_t)*v;
    pl_wire_u16(wire, &u);
    if (pl_wire_reading(wire)) {
        *v = (int16_t)u;
    }
}

void pl_wire_time(struct pl_wire *wire, int64_t *v) {
    uint64_t u = (uint64_t)*v;
    pl_wire_u64(wire, &u);
    if (pl_wire_reading(wire)) {
        *v = (int64_t)u;
        if (*v != PL_TIME_NONE && !pl_record_time_ok(*v)) {
            wire->failed = true;
            *v = PL_TIME_NONE;
        }
    }
}

void pl_wire_f64(struct pl_wire *wire, double *v) {
    uint64_t u;
    memcpy(&u, v, sizeof u);
    pl_wire_u64(wire, &u);
    if (pl_wire_reading(wire)) {
        memcpy(v, &u, sizeof u);
        if (!(*v > -1e300 && *v < 1e300)) {
            wire->failed = true;
            *v = 0;
        }
    }
}

void pl_wire_pos(struct pl_wire *wire, pl_pos *v) {
    uint32_t lon = (uint32_t)v->lon;
    uint32_t lat = (uint32_t)v->lat;
    pl_wire_u32(wire, &lon);
    pl_wire_u32(wire, &lat);
    if (pl_wire_reading(wire)) {
        *v = (pl_pos){(int32_t)lon, (int32_t)lat};
        if (v->lon < -PL_LON_HALF || v->lon >= PL_LON_HALF || v->lat < -PL_LAT_MAX || v->lat > PL_LAT_MAX) {
            wire->failed = true;
            *v = (pl_pos){0, 0};
        }
    }
}

void pl_wire_hash(struct pl_wire *wire, pl_hash *v) { pl_wire_bytes(wire, v->b, sizeof v->b); }

void pl_wire_sha(struct pl_wire *wire, struct pl_sha256 *v) {
    for (unsigned i = 0; i < 8; i++) {
        pl_wire_u32(wire, &v->h[i]);
    }
    pl_wire_u64(wire, &v->n_bytes);
    pl_wire_bytes(wire, v->tail, sizeof v->tail);
}

void pl_wire_loc(struct pl_wire *wire, struct pl_loc *v) {
    pl_wire_u32(wire, &v->source);
    pl_wire_u32(wire, &v->length);
    pl_wire_u64(wire, &v->offset);
}

void pl_wire_count(struct pl_wire *wire, uint32_t *v, uint32_t max) {
    pl_wire_u32(wire, v);
    if (pl_wire_reading(wire) && *v > max) {
        wire->failed = true;
        *v = 0;
    }
}
