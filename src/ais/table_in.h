/* What the header of a table (table.c) tells the reader of its rows (table_row.c). For these two only. */
#ifndef PL_AIS_TABLE_IN_H
#define PL_AIS_TABLE_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/time.h"
#include "text/csv.h"

enum field {
    UNKNOWN, /* not a column of ours */
    MMSI,
    TIME,
    MILLI,
    LAT,
    LON,
    SOG,
    COG,
    HEADING,
    STATUS,
    TURN,
    MSG,
    NAME,
    CALLSIGN,
    IMO,
    SHIPTYPE,
    DRAUGHT,
    DESTINATION,
    LENGTH,
    WIDTH,
    TO_BOW,
    TO_STERN,
    TO_PORT,
    TO_STARBOARD,
    CLASS,
    FIELD_COUNT
};

enum dialect { PLAIN, NOAA, DANISH, EXACTEARTH };

struct pl_table {
    char sep;
    enum dialect dialect;
    bool day_first;
    bool headless; /* the first line is a row */
    bool doubtful; /* the header has what --columns names, but two of its choices meet there */
    pl_time latest;
    size_t n_columns;
    uint8_t fields[PL_CSV_MAX_FIELDS]; /* enum field of each column */
    pl_str cells[PL_CSV_MAX_FIELDS];
    struct pl_buf scratch;
    struct pl_buf unknown;
};

#endif
