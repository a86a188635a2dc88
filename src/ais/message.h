/* The content of AIS messages 1-27 (ITU-R M.1371-5), from field tables.
 *
 * Payload bits come packed, first bit = 0x80 of byte 0. Two ways in: pl_ais_each walks every field of a message from
 * the tables (printing, checksums); pl_ais_kinematics and pl_ais_static read only what tracks and identities need.
 * Pure; no allocation. */
#ifndef PL_AIS_MESSAGE_H
#define PL_AIS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "geo/sphere.h"

/* Where a field has no value ("not available", or absent from this message). */
#define PL_AIS_NONE INT16_MIN

/* The longest payload that is decoded: four times what five slots of the radio channel can carry. */
#define PL_AIS_MAX_BITS 4096

struct pl_ais_kinematics {
    bool has_position;   /* lon and lat available and inside the Earth's range */
    pl_pos pos;          /* type 27 and 17: their coarser units, scaled */
    int16_t sog_dkn;     /* 0.1 kn, or PL_AIS_NONE (types 9 and 27: whole knots scaled) */
    int16_t cog_ddeg;    /* 0.1 degree, or PL_AIS_NONE */
    int16_t heading_deg; /* or PL_AIS_NONE */
    int16_t status;      /* navigational status, or PL_AIS_NONE */
    bool class_b;        /* types 18, 19, 24 */
};

#define PL_AIS_NAME_MAX 35 /* 20 characters, or 34 with type 21's extension, and a NUL */

struct pl_ais_static {
    uint32_t imo;               /* digits as sent, 0 = none */
    char name[PL_AIS_NAME_MAX]; /* "" none; ends at the first @, no trailing spaces */
    char callsign[8];
    char destination[21];
    uint32_t eta;     /* as sent, in 20 bits: month 4, day 5, hour 5, minute 6; 0 not said by this message */
    uint8_t shiptype; /* 0 none */
    uint16_t to_bow_m, to_stern_m, to_port_m, to_starboard_m;
    uint16_t draught_dm; /* 0 none */
};

/* The type (0-63) and MMSI; false when there are fewer than 38 bits. */
bool pl_ais_head(const uint8_t *bits, uint32_t n_bits, uint8_t *ret_msg, uint32_t *ret_mmsi);

/* False when the message carries no position by its type (has_position false also when it says "not available"). */
bool pl_ais_kinematics(const uint8_t *bits, uint32_t n_bits, struct pl_ais_kinematics *ret);

/* False when the message carries no name, call sign or IMO by its type (5, 19, 21, 24 do). */
bool pl_ais_static(const uint8_t *bits, uint32_t n_bits, struct pl_ais_static *ret);

/* Whether a payload is a message: of a known type, and long enough for everything in it but spare bits and the
 * radio's own status. Longer than its type is accepted, because receivers pad; what stands behind is not read. */
enum pl_ais_verdict { PL_AIS_IS_MESSAGE, PL_AIS_IS_UNKNOWN_TYPE, PL_AIS_IS_TOO_SHORT, PL_AIS_IS_TOO_LONG };
enum pl_ais_verdict pl_ais_judge(const uint8_t *bits, uint32_t n_bits);

/* A field's value as it is to be printed. */
enum pl_ais_shape {
    PL_AIS_IS_NULL,       /* not available, or beyond the end of the payload */
    PL_AIS_IS_NUMBER,     /* number / 10^decimals */
    PL_AIS_IS_BOOL,       /* number is 0 or 1 */
    PL_AIS_IS_TEXT,       /* ASCII, cut at the first @, without trailing spaces */
    PL_AIS_IS_DATA,       /* n bits in bytes */
    PL_AIS_IS_OBJECT,     /* what follows up to the matching END is inside it */
    PL_AIS_IS_OBJECT_END, /* name NULL */
    PL_AIS_IS_ARRAY,      /* of objects, whose names are NULL */
    PL_AIS_IS_ARRAY_END,
};

struct pl_ais_value {
    uint8_t shape;    /* enum pl_ais_shape */
    uint8_t decimals; /* NUMBER */
    uint32_t n;       /* TEXT: bytes; DATA: bits */
    int64_t number;
    const char *text; /* TEXT, DATA; lives until the visitor returns */
};

typedef void (*pl_ais_visitor)(void *ctx, const char *name, const struct pl_ais_value *value);

/* Calls visit for each field of an accepted message (pl_ais_judge) behind type and MMSI, in the order of the table;
 * nothing for another payload. Names are JSON keys: ASCII literals. */
void pl_ais_each(const uint8_t *bits, uint32_t n_bits, pl_ais_visitor visit, void *ctx);

#endif
