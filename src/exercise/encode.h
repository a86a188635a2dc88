/* AIS payloads, sentences and tag blocks, written from ITU-R M.1371-5 and NMEA 0183: the independent witness of the
 * decoder in src/ais, of which it shares nothing.
 *
 * Types 1, 3, 4, 5, 18, 19, 24 A and B, 27. Values come in the units of the message and are range-checked by
 * saturation: an exercise never sends what its bits cannot hold. Pure; fixed memory. */
#ifndef PL_EXERCISE_ENCODE_H
#define PL_EXERCISE_ENCODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/time.h"
#include "geo/sphere.h"

#define PL_ENCODE_MAX_BITS 424 /* type 5, the longest here */

struct pl_bits {
    uint8_t bits[(PL_ENCODE_MAX_BITS + 7) / 8]; /* first bit = 0x80 of byte 0 */
    unsigned n;
};

/* What a ship says about itself. */
struct pl_identity {
    uint32_t mmsi;
    uint32_t imo;  /* 0 none */
    char name[21]; /* AIS characters: space .. _ without lower case */
    char callsign[8];
    char destination[21];
    uint8_t shiptype;
    uint16_t to_bow_m, to_stern_m, to_port_m, to_starboard_m;
    uint16_t draught_dm;
    bool class_b;
};

/* What a ship says about its movement. */
struct pl_movement {
    pl_pos pos;
    int32_t sog_dkn;     /* 0.1 kn; 1023 none */
    int32_t cog_ddeg;    /* 0.1 degree; 3600 none */
    int32_t heading_deg; /* 511 none */
    int32_t status;      /* 0-15 */
    int32_t turn;        /* -128 none */
    int32_t second;      /* 0-59 */
    bool accurate;
};

/* Appends the low `width` (1..32) bits of value, most significant first; beyond the ceiling nothing. */
void pl_bits_put(struct pl_bits *bits, uint32_t value, unsigned width);

/* Appends `chars` six-bit characters: text, then '@'. A byte that AIS cannot say becomes '?'. */
void pl_bits_text(struct pl_bits *bits, const char *text, unsigned chars);

void pl_encode_position_a(struct pl_bits *bits, unsigned type, uint32_t mmsi,
                          const struct pl_movement *move);                                      /* 1, 3 */
void pl_encode_position_b(struct pl_bits *bits, uint32_t mmsi, const struct pl_movement *move); /* 18 */
void pl_encode_extended_b(struct pl_bits *bits, const struct pl_identity *who, const struct pl_movement *move); /* 19 */
void pl_encode_long_range(struct pl_bits *bits, uint32_t mmsi, const struct pl_movement *move);                 /* 27 */
void pl_encode_static_a(struct pl_bits *bits, const struct pl_identity *who, struct pl_date eta);               /* 5 */
void pl_encode_static_b(struct pl_bits *bits, const struct pl_identity *who, unsigned part); /* 24, part 0 or 1 */
void pl_encode_base(struct pl_bits *bits, uint32_t mmsi, pl_pos pos, pl_time at);            /* 4 */

/* The six-bit armour of bits; returns the number of fill bits (0-5) of the last character. */
unsigned pl_encode_armour(const struct pl_bits *bits, struct pl_buf *out);

/* `!AIVDM,count,index,sequence,channel,payload,fill*hh` without a line end; sequence < 0 is left empty. */
void pl_encode_sentence(struct pl_buf *out, unsigned count, unsigned index, int sequence, char channel, pl_str payload,
                        unsigned fill);

/* `\body*hh\`: the tag block round body. */
void pl_encode_tag_block(struct pl_buf *out, pl_str body);

/* The NMEA checksum: exclusive or of all bytes. */
uint8_t pl_encode_checksum(pl_str body);

#endif
