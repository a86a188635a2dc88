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
    uint32_t imo;                /* digits as sent, 0 = none */
    char name[PL_AIS_NAME_MAX];  /* "" none; ends at the first @, no trailing spaces */
    char callsign[8];
    char destination[21];
    uint8_t shiptype;            /* 0 none */
    uint16_t to_bow_m, to_stern_m, to_port_m, to_starboard_m;
    uint16_t draught_dm;         /* 0 none */
};

/* The type (0-63) and MMSI; false when there are fewer than 38 bits. */
bool pl_ais_head(const uint8_t *bits, uint32_t n_bits, uint8_t *ret_msg, uint32_t *ret_mmsi);

/* False when the message carries no position by its type (has_position false also when it says "not available"). */
bool pl_ais_kinematics(const uint8_t *bits, uint32_t n_bits, struct pl_ais_kinematics *ret);

/* False when the message carries no name, call sign or IMO by its type (5, 19, 21, 24 do). */
bool pl_ais_static(const uint8_t *bits, uint32_t n_bits, struct pl_ais_static *ret);

#endif
