/* A recording, as bytes, into messages heard: NMEA/AIVDM of every kind, table rows, or lines of JSON.
 *
 * Push-style and pure: the caller opens the file, decompresses it and pushes bytes in order; the feed finds lines,
 * sentences, tag blocks, parts and rows and calls the sink once per message. Nothing is invented: what cannot be
 * joined or read is counted by reason and reported with its place. One feed per archive member; not shared between
 * threads; memory is bounded (lines <= 64 KiB, 1,024 messages that wait for parts). */
#ifndef PL_AIS_FEED_H
#define PL_AIS_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

#define PL_AIS_MAX_PARTS 9

/* Where a sentence or row stands in the decoded bytes of its member. */
struct pl_span {
    uint64_t offset; /* bytes */
    uint32_t length; /* bytes, without the line end, with its tag block where it has one */
};

/* A table row's fields, each with its own presence bit; values as said, in AIS units, unavailable values absent. */
enum pl_row_field {
    PL_ROW_POSITION = 1 << 0,
    PL_ROW_SOG = 1 << 1,
    PL_ROW_COG = 1 << 2,
    PL_ROW_HEADING = 1 << 3,
    PL_ROW_STATUS = 1 << 4,
    PL_ROW_IMO = 1 << 5,
    PL_ROW_SHIPTYPE = 1 << 6,
    PL_ROW_DRAUGHT = 1 << 7,
    PL_ROW_LENGTH = 1 << 8,
    PL_ROW_WIDTH = 1 << 9,
    PL_ROW_DIM = 1 << 10,
    PL_ROW_CLASS_B = 1 << 11,
    PL_ROW_TURN = 1 << 12,
    PL_ROW_NAME = 1 << 13,
    PL_ROW_CALLSIGN = 1 << 14,
    PL_ROW_DESTINATION = 1 << 15,
};

struct pl_ais_row {
    uint32_t has;     /* bits of enum pl_row_field */
    int32_t lon, lat; /* 1/600,000 degree */
    int16_t sog_dkn;  /* 0.1 kn */
    int16_t cog_ddeg; /* 0.1 degree */
    int16_t heading_deg;
    int16_t turn;   /* as the column says it, rounded */
    uint8_t status; /* navigational status 0-15 */
    uint8_t shiptype;
    uint16_t draught_dm; /* 0.1 m */
    uint16_t length_m, width_m;
    uint16_t to_bow_m, to_stern_m, to_port_m, to_starboard_m;
    uint32_t imo;                       /* digits as given, validated nowhere here */
    pl_str name, callsign, destination; /* trimmed, UTF-8 as given */
    double lon_deg, lat_deg;            /* as written, for printing */
};

/* One message heard once. Pointers live until the sink returns. */
struct pl_hearing {
    pl_time at;     /* PL_TIME_NONE: no time was given */
    pl_str station; /* "" none */
    pl_str channel; /* "A", "B", "1" ..., "" none */
    uint32_t mmsi;
    uint8_t msg;         /* 1-27; 0 where a row has none */
    bool own;            /* VDO */
    bool exercise;       /* station starts with EXERCISE- */
    const uint8_t *bits; /* the payload, first bit = 0x80 of byte 0, zero padded; NULL for a row */
    uint32_t n_bits;
    const struct pl_ais_row *row; /* NULL for NMEA; of a line of JSON what it says, like a row */
    const struct pl_span *parts;  /* n_parts >= 1; parts[0] names the message */
    unsigned n_parts;
    uint64_t line;   /* 1-based, of parts[0] */
    pl_str raw_tags; /* unknown tag-block keys as received, "" none */
};

/* Returns 0 to go on; another code stops the feed, which returns it. */
typedef int (*pl_hearing_sink)(void *ctx, const struct pl_hearing *hearing, struct pl_error *err);

/* name, JSON key; the order is the order of the summary. */
#define PL_AIS_REJECTIONS(X)                                                                                           \
    X(CHECKSUM, "checksum")                                                                                            \
    X(AMBIGUOUS_PART, "ambiguous_part")                                                                                \
    X(STALE_PART, "stale_part")                                                                                        \
    X(ORPHAN_PART, "orphan_part")                                                                                      \
    X(EMPTY_PAYLOAD, "empty_payload")                                                                                  \
    X(UNKNOWN_TYPE, "unknown_type")                                                                                    \
    X(LENGTH, "length")                                                                                                \
    X(MALFORMED, "malformed")

enum pl_ais_rejection {
#define PL_AIS_REJECTION_ENUM(name, key) PL_AIS_REJECT_##name,
    PL_AIS_REJECTIONS(PL_AIS_REJECTION_ENUM)
#undef PL_AIS_REJECTION_ENUM
        PL_AIS_REJECT_COUNT
};

const char *pl_feed_rejection_key(int reason); /* its JSON key */

/* sentences = singles + parts_joined + sum of rejected; lines = with_sentence + blank + comment + other. For tables a
 * row is a line and a sentence; the header is `other`. */
struct pl_feed_counts {
    uint64_t lines, with_sentence, blank, comment, other;
    uint64_t sentences, singles, parts_joined;
    uint64_t rejected[PL_AIS_REJECT_COUNT];
    uint64_t results;       /* messages given to the sink */
    uint64_t no_time;       /* of these, without any time */
    uint64_t tag_checksum;  /* tag blocks with a bad checksum: sentence kept, values dropped */
    uint64_t exercise;      /* messages from EXERCISE- stations */
    uint64_t exercise_torn; /* tag blocks with a wrong checksum in which such a station can still be read */
    uint64_t own;
    uint64_t bad_time; /* sentences and rows whose time lies before 1990 or behind `latest`: kept, without time */
    uint64_t too_long; /* of the malformed: lines beyond 64 KiB */
};

/* Called for a rejected sentence, message or row: why, with line and byte. Return as for the sink (strict stops
 * here). */
typedef int (*pl_feed_complaint)(void *ctx, enum pl_ais_rejection reason, const struct pl_error *where,
                                 struct pl_error *err);

/* Called where something was read although a part of it had to be dropped: a time that cannot be, a tag block with a
 * bad checksum, columns that are not known (once). */
typedef void (*pl_feed_note)(void *ctx, const struct pl_error *where);

enum pl_feed_format {
    PL_FEED_AUTO, /* by content */
    PL_FEED_NMEA,
    PL_FEED_CSV, /* any table: columns by name */
    PL_FEED_JSON /* lines of JSON: gpsd's class AIS, aisstream.io's messages; and of sentences, as gpsd mixes them */
};

/* Of a word that a person writes: "auto", "nmea", "csv" or "json"; false for another. */
bool pl_feed_format_of(pl_str word, int *ret_format);

struct pl_feed_options {
    enum pl_feed_format format;
    pl_str columns;        /* "mmsi=A,t=B,..." or "" */
    bool day_first;        /* dd/mm/yyyy where the header does not settle it */
    unsigned max_part_s;   /* assemble.max_part_s */
    bool exercise_numbers; /* reserved MMSI and IMO ranges are valid */
    pl_time latest;        /* times behind it cannot be; 0: the end of 2100 */
    pl_feed_note note;     /* or NULL */
};

struct pl_feed;

/* complain may be NULL. USAGE for a malformed columns option, NOMEM. */
PL_MUST int pl_feed_open(const struct pl_feed_options *options, pl_hearing_sink sink, pl_feed_complaint complain,
                         void *ctx, struct pl_feed **ret_feed, struct pl_error *err);

/* The next n bytes of the member; any cut is fine. FORMAT when the content is no known format, or what a callback
 * returned. */
PL_MUST int pl_feed_push(struct pl_feed *feed, const void *bytes, size_t n, struct pl_error *err);

/* The end of the member: the last line without its end, parts that never met. EMPTY for a member without a byte,
 * FORMAT as above, or what a callback returned. */
PL_MUST int pl_feed_finish(struct pl_feed *feed, struct pl_error *err);

const struct pl_feed_counts *pl_feed_counts(const struct pl_feed *feed);

/* Everything before this byte of the member is decided: no message that comes later rests on it. Where a recording that
 * still grows is cut there, the two pieces give the messages of the whole. */
uint64_t pl_feed_settled(const struct pl_feed *feed);

/* "nmea", "csv:noaa", "csv:danish", "csv:exactearth", "csv", "json:gpsd", "json:aisstream", "json" or "" while unknown.
 */
const char *pl_feed_format_name(const struct pl_feed *feed);

void pl_feed_close(struct pl_feed *feed);

#endif
