/* What the two halves of the block codec share: the head, the columns, the shapes, and the state that both sides carry
 * from one item to the next. Not for other files. */
#ifndef PL_TRACK_BLOCK_IN_H
#define PL_TRACK_BLOCK_IN_H

#include <stdint.h>

#include <zstd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "track/block.h"

#define BLOCK_HEAD_BYTES   52 /* magic, MMSI, count, positions, first, last, unit, box */
#define BLOCK_DIGEST_BYTES 8
#define BLOCK_MAGIC        "PLB1"

/* The shape byte of an item. */
enum {
    SHAPE_RAW = 0, /* AIS payload by the dictionary */
    SHAPE_ROW = 1, /* table row: template by the dictionary, kinematics in columns */
    SHAPE_A = 2,   /* + (type - 1) * 4 + repeat: types 1-3 of 168 bits, to 13 */
    SHAPE_B = 14,  /* + repeat: type 18 of 168 bits, to 17 */
    SHAPE_END = 18
};

#define POSITION_BITS         168
#define POSITION_RECORD_BYTES 36 /* head, n_bits, 21 bytes */

/* How a column is kept. */
enum { MODE_STORED = 0, MODE_CONSTANT = 1, MODE_ZSTD = 2 };

/* A position report of types 1-3 or 18, bit for bit beside type, repeat and MMSI. */
struct block_message {
    uint32_t status, rot, sog, cog, heading, flags, second, radio;
    int32_t lon, lat;
};

struct block_fix {
    pl_time at;
    pl_pos pos;
};

/* What the columns of the next item are differences from. */
struct block_state {
    int64_t unit_us;
    pl_time at;
    int64_t delta;             /* of the last two times, in units */
    struct block_fix fixes[2]; /* the last, the one before */
    unsigned n_fixes;
    int32_t sog, cog, heading;
    uint32_t source;
    uint64_t offset;
    uint32_t length;
    /* the box, unwrapped around the first position */
    uint32_t n_positions;
    pl_pos origin;
    int64_t west, east;
    int32_t south, north;
};

/* A distinct byte string of a block: a payload, a row's template or a station set. */
struct block_entry {
    const uint8_t *p;
    uint32_t n;
};

struct block_dict {
    struct block_entry *entries; /* PL_BLOCK_MAX_ITEMS */
    uint32_t n;
    uint32_t *slots; /* of the encoder: hash -> entry + 1 */
    uint32_t n_slots;
};

struct pl_block_codec {
    ZSTD_CCtx *compress;
    ZSTD_DCtx *decompress;
    struct pl_buf columns[PL_BLOCK_COLUMN_COUNT];
    struct pl_buf body;
    struct block_dict payloads, sets;
    struct pl_arena arena; /* templates of rows, for one block */
    struct pl_block_item *items;
    struct pl_buf records;
    struct pl_buf stations;
};

void pl_block_state_start(struct block_state *state, pl_time first, int64_t unit_us);

/* Where dead reckoning from the last two fixes puts the ship at `at`: the last fix where there are not two, and across
 * equal times or long silences. Integers only. */
pl_pos pl_block_reckon(const struct block_state *state, pl_time at);

/* A position that is available: the next fix, and part of the box. */
void pl_block_fix(struct block_state *state, pl_time at, pl_pos pos);

/* Whether a message's longitude and latitude are a position. */
static inline bool block_is_position(int32_t lon, int32_t lat) {
    return lon >= -PL_LON_HALF && lon <= PL_LON_HALF && lat >= -PL_LAT_MAX && lat <= PL_LAT_MAX;
}

void pl_block_info_of(const struct block_state *state, uint32_t mmsi, uint32_t count, pl_time first,
                      struct pl_block_info *ret);

/* What a block's head and its list of columns say. */
struct block_layout {
    struct pl_block_info info;
    int64_t unit_us;
    struct block_column {
        uint8_t mode;
        uint32_t n_raw;
        uint32_t at, n; /* its bytes in the block */
    } columns[PL_BLOCK_COLUMN_COUNT];
    uint32_t n; /* bytes of the block, with its digest */
};

PL_MUST int pl_block_layout_read(pl_str block, struct block_layout *ret, struct pl_error *err);

static inline uint64_t block_zigzag(int64_t v) { return ((uint64_t)v << 1) ^ (uint64_t)(v >> 63); }
static inline int64_t block_unzigzag(uint64_t v) { return (int64_t)(v >> 1) ^ -(int64_t)(v & 1); }

/* Writes v in seven-bit groups, low first; at most 10 bytes. */
static inline uint8_t *block_put(uint8_t *p, uint64_t v) {
    while (v >= 128) {
        *p++ = (uint8_t)(v | 128);
        v >>= 7;
    }
    *p++ = (uint8_t)v;
    return p;
}

#endif
