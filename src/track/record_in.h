/* The fields of a table row's canonical record, for the two files that read them: report.c and the block codec. */
#ifndef PL_TRACK_RECORD_IN_H
#define PL_TRACK_RECORD_IN_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define PL_RECORD_HEAD 13 /* bytes: time, MMSI, kind */

enum { PL_KIND_AIS = 1, PL_KIND_ROW = 2 };

/* The tags, in the order in which they stand. docs/format/record.md */
enum {
    PL_TAG_MSG = 1,
    PL_TAG_POSITION = 2,
    PL_TAG_SOG = 3,
    PL_TAG_COG = 4,
    PL_TAG_HEADING = 5,
    PL_TAG_STATUS = 6,
    PL_TAG_TURN = 7,
    PL_TAG_CLASS_B = 8,
    PL_TAG_IMO = 9,
    PL_TAG_NAME = 10,
    PL_TAG_CALLSIGN = 11,
    PL_TAG_SHIPTYPE = 12,
    PL_TAG_DIM = 13,
    PL_TAG_LENGTH = 14,
    PL_TAG_WIDTH = 15,
    PL_TAG_DRAUGHT = 16,
    PL_TAG_DESTINATION = 17,
    PL_TAG_COUNT
};

/* A walk over the fields of a row. */
struct pl_record_fields {
    const uint8_t *p;
    size_t left;
    uint8_t tag; /* of the present field; 0 before the first */
    const uint8_t *value;
    size_t n;
};

#define PL_WIDTH_TEXT 255 /* u16 length, then the bytes */

/* Bytes behind a tag below PL_TAG_COUNT. */
unsigned pl_record_tag_width(uint8_t tag);

struct pl_record_fields pl_record_fields_of(pl_str record);

/* 1: a field, 0: the end, -1: malformed. */
int pl_record_fields_next(struct pl_record_fields *fields);

#endif
