/* The archive's codec: the reports of one MMSI in (time, record) order, as columns.
 *
 * Lossless: canonical records, places and station sets come back byte for byte. Position reports (types 1-3 and 18, and
 * table rows) become columns -- time as delta of delta, longitude and latitude against dead reckoning from the two
 * fixes before, speed, course, heading, status as differences, the rest of the message's bits in columns of their own
 * --; everything else, static messages above all, is written once and then named again. Each column is a zstd frame of
 * level 3 with its checksum (tiny and constant ones are stored), and the block ends with a digest over its bytes.
 * docs/format/block.md.
 *
 * An archive may fold *equal* records into one item and unite their stations; it must not thin them further (see
 * track/dedupe.h). Blocks are foreign bytes when read: every size has a ceiling, damage is FORMAT. A codec holds the
 * scratch memory; one caller at a time. */
#ifndef PL_TRACK_BLOCK_H
#define PL_TRACK_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "track/report.h"

#define PL_BLOCK_MAX_ITEMS    65536
#define PL_BLOCK_MAX_STATIONS 4096       /* of one item */
#define PL_BLOCK_MAX_BYTES    (1u << 26) /* of one column, decoded; and of a block */

struct pl_block_item {
    pl_str record;            /* canonical */
    struct pl_loc src;        /* of the representative; the caller's numbering */
    const uint32_t *stations; /* ascending, each once; the caller's numbering */
    uint32_t n_stations;
};

/* What the head of a block says; enough for an index. */
struct pl_block_info {
    uint32_t mmsi;
    uint32_t count;       /* items */
    uint32_t n_positions; /* items with a position */
    pl_time first, last;
    /* The box of the positions: the shortest from west eastwards to east (so west > east crosses 180 degrees), south
     * to north; 1/600,000 degree; all 0 without a position. */
    int32_t west, east, south, north;
};

struct pl_block_codec;

PL_MUST int pl_block_codec_open(struct pl_block_codec **ret_codec, struct pl_error *err);
void pl_block_codec_close(struct pl_block_codec *codec); /* accepts NULL */

/* Appends one block of n items to out. USAGE where they are not canonical records of one MMSI, ascending by record and
 * each once, or stations do not ascend; LIMIT for n = 0, beyond PL_BLOCK_MAX_ITEMS or PL_BLOCK_MAX_BYTES; NOMEM. */
PL_MUST int pl_block_encode(struct pl_block_codec *codec, const struct pl_block_item *items, size_t n,
                            struct pl_buf *out, struct pl_block_info *ret_info, struct pl_error *err);

/* Reads a whole block back. The items live in the codec until its next call. FORMAT for anything but what
 * pl_block_encode made, LIMIT, NOMEM. ret_info may be NULL. */
PL_MUST int pl_block_decode(struct pl_block_codec *codec, pl_str block, const struct pl_block_item **ret_items,
                            size_t *ret_n, struct pl_block_info *ret_info, struct pl_error *err);

/* Only the head; nothing is decompressed and the digest is not checked. FORMAT. */
PL_MUST int pl_block_head(pl_str block, struct pl_block_info *ret_info, struct pl_error *err);

/* The columns in their order: names, and the compressed bytes of each in a block, for figures. */
#define PL_BLOCK_COLUMNS(X)                                                                                            \
    X(SHAPE, "shape")                                                                                                  \
    X(TIME, "time")                                                                                                    \
    X(LON, "lon")                                                                                                      \
    X(LAT, "lat")                                                                                                      \
    X(SOG, "sog")                                                                                                      \
    X(COG, "cog")                                                                                                      \
    X(HEADING, "heading")                                                                                              \
    X(STATUS, "status")                                                                                                \
    X(ROT, "rot")                                                                                                      \
    X(FLAGS, "flags")                                                                                                  \
    X(SECOND, "second")                                                                                                \
    X(RADIO_HIGH, "radio0")                                                                                            \
    X(RADIO_MID, "radio1")                                                                                             \
    X(RADIO_LOW, "radio2")                                                                                             \
    X(REFERENCE, "reference")                                                                                          \
    X(DICTIONARY, "dictionary")                                                                                        \
    X(SOURCE, "source")                                                                                                \
    X(OFFSET, "offset")                                                                                                \
    X(LENGTH, "length")                                                                                                \
    X(STATION, "station")                                                                                              \
    X(STATION_SET, "station_set")

enum pl_block_column {
#define PL_BLOCK_COLUMN_ENUM(name, text) PL_BLOCK_##name,
    PL_BLOCK_COLUMNS(PL_BLOCK_COLUMN_ENUM)
#undef PL_BLOCK_COLUMN_ENUM
        PL_BLOCK_COLUMN_COUNT
};

const char *pl_block_column_name(unsigned column);
PL_MUST int pl_block_sizes(pl_str block, uint32_t ret_bytes[PL_BLOCK_COLUMN_COUNT], struct pl_error *err);

#endif
