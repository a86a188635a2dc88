/* One line of a recording into its sentences: !AIVDM and its kin, tag blocks, the times and stations around them.
 *
 * Views into the line; nothing is copied and nothing allocated. What is malformed is told by a verdict, never guessed
 * around: a sentence whose checksum is wrong or missing gives no payload. Sources: IEC 61162-1 (NMEA 0183) for
 * sentences and tag blocks, ITU-R M.1371-5 for the six-bit alphabet, and the recordings of the Danish ($PGHP),
 * Norwegian, exactEarth and MSSIS feeds. */
#ifndef PL_AIS_SENTENCE_H
#define PL_AIS_SENTENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ais/feed.h"
#include "base/str.h"
#include "base/time.h"

/* What a tag block, a $PGHP line, or the text around a sentence says about when and where it was received. */
struct pl_tags {
    pl_time at;           /* PL_TIME_NONE: nothing */
    bool bad_time;        /* a time was given, but none between 1990 and `latest` */
    bool bad_checksum;    /* nothing else is set then */
    pl_str station;       /* "" none; at most PL_AIS_STATION_MAX bytes */
    pl_str group;         /* the id of key g, "" none */
    unsigned group_n;     /* sentence n ... */
    unsigned group_total; /* ... of so many; 0 none */
    pl_str raw;           /* unknown keys as received: the part of the block that holds them */
};

#define PL_AIS_STATION_MAX 64 /* bytes; a longer station name is dropped */

/* A VDM or VDO sentence. */
struct pl_sentence {
    bool own;        /* VDO */
    unsigned count;  /* sentences of the message, 1..9 */
    unsigned number; /* this one, 1..count */
    char sequence;   /* the sequential message id, 0 none */
    pl_str channel;  /* "" none */
    pl_str payload;  /* six-bit characters, checked by pl_sentence_bits */
    unsigned fill;   /* bits to drop at the end, 0..5 */
};

/* Where the next sentence of the line stands. */
struct pl_sentence_place {
    pl_str lead;  /* text between the sentence before (or the line's start) and this one's tag block */
    pl_str tags;  /* the tag block's text between its two backslashes, {NULL,0} none */
    pl_str text;  /* from '!' to the end of the checksum, or to where the next one begins or the line ends */
    size_t start; /* byte of the line where tag block or sentence begins */
    size_t end;   /* byte behind `text` */
};

/* Finds the first sentence at or behind byte `from`: a '!', any two printable characters, VDM or VDO,
 * and a comma. */
bool pl_sentence_find(pl_str line, size_t from, struct pl_sentence_place *ret);

/* True for a byte run that is a whole NMEA sentence or tag block that is not AIS: it is told apart from mere text. */
bool pl_sentence_is_nmea(pl_str line);

/* Reads text (from pl_sentence_place). Returns PL_AIS_REJECT_COUNT when it is good, else why not: CHECKSUM,
 * MALFORMED, EMPTY_PAYLOAD. */
enum pl_ais_rejection pl_sentence_read(pl_str text, struct pl_sentence *ret);

/* Unpacks the payload into bits (first bit = 0x80 of byte 0, zero padded) behind n_bits that are already there; cap
 * is the room in bits. Returns the new number of bits, or UINT32_MAX for a character outside the alphabet, or beyond
 * cap. */
uint32_t pl_sentence_bits(const struct pl_sentence *sentence, uint8_t *bits, uint32_t n_bits, uint32_t cap);

/* Reads a tag block (text between the backslashes). latest: times behind it are bad (PL_TIME_NONE: year 2100). */
void pl_tags_read(pl_str text, pl_time latest, struct pl_tags *ret);

/* Reads a $PGHP line; false when it is none or its checksum is bad. The station is formed in scratch. */
bool pl_tags_pghp(pl_str line, pl_time latest, char scratch[PL_AIS_STATION_MAX], struct pl_tags *ret);

/* A Unix time by its number of digits: 9-11 s, 12-14 ms, 15-17 us, 18-20 ns. False for anything else. */
bool pl_tags_unix(pl_str digits, pl_time *ret);

/* True when at lies in 1990 ... latest. */
bool pl_tags_plausible(pl_time at, pl_time latest);

#endif
