/* Saved state, written and read by the same code: a field function writes the value when the wire has an output and
 * reads it back when it has an input, so the two cannot drift apart.
 *
 * Big-endian, fixed widths; doubles as their IEEE 754 bits. Reading foreign bytes never crashes: past the end values
 * are zero and `failed` stays set. The caller checks once at the end. */
#ifndef PL_TRACK_WIRE_H
#define PL_TRACK_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "geo/sphere.h"
#include "ledger/hash.h"
#include "track/report.h"

struct pl_wire {
    struct pl_buf *out; /* NULL: reading */
    pl_str in;          /* what is left to read */
    bool failed;
};

static inline bool pl_wire_reading(const struct pl_wire *wire) { return wire->out == NULL; }

void pl_wire_bytes(struct pl_wire *wire, void *bytes, size_t n);
void pl_wire_u8(struct pl_wire *wire, uint8_t *v);
void pl_wire_bool(struct pl_wire *wire, bool *v); /* anything but 0 and 1 fails */
void pl_wire_u16(struct pl_wire *wire, uint16_t *v);
void pl_wire_u32(struct pl_wire *wire, uint32_t *v);
void pl_wire_u64(struct pl_wire *wire, uint64_t *v);
void pl_wire_i16(struct pl_wire *wire, int16_t *v);
void pl_wire_time(struct pl_wire *wire, int64_t *v); /* PL_TIME_NONE, or a time that a record may have; else fails */
void pl_wire_f64(struct pl_wire *wire, double *v);   /* not a number fails */
void pl_wire_pos(struct pl_wire *wire, pl_pos *v);   /* outside the Earth fails */
void pl_wire_hash(struct pl_wire *wire, pl_hash *v);
void pl_wire_sha(struct pl_wire *wire, struct pl_sha256 *v);
void pl_wire_loc(struct pl_wire *wire, struct pl_loc *v);

/* A count; beyond max it fails and is 0. */
void pl_wire_count(struct pl_wire *wire, uint32_t *v, uint32_t max);

#endif
