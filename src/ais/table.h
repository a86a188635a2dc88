/* Rows of a table (CSV) into reports: which column is what, how its dialect writes times and "not available".
 *
 * Dialects are told by their header: NOAA (both column orders), Danish, exactEarth, and any other with named columns.
 * A row gives what was said, in AIS units; values that mean "not available" are absent. One table per member; not
 * shared between threads; a row's text lives until the next one is read. Pure. */
#ifndef PL_AIS_TABLE_H
#define PL_AIS_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "ais/feed.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

struct pl_table;

struct pl_table_row {
    pl_time at;    /* PL_TIME_NONE: none given */
    bool bad_time; /* a time was given that lies before 1990 or behind `latest` */
    uint32_t mmsi;
    uint8_t msg; /* 0 none */
    struct pl_ais_row row;
};

/* True where header is the first line of a table whose MMSI column is known: by its name, or by the option. */
bool pl_table_is_header(pl_str header, pl_str columns);

/* Reads the first line. It is no header but a row where every column of the option is a number that is the name of none
 * of its cells, and the cell of the MMSI holds a whole number.
 * FORMAT: no MMSI column, naming what was found; USAGE: a malformed columns option, or one that names a column which
 * is not there; NOMEM. columns and day_first as in struct pl_feed_options. */
PL_MUST int pl_table_open(pl_str header, pl_str columns, bool day_first, pl_time latest, struct pl_table **ret_table,
                          struct pl_error *err);

bool pl_table_has_header(const struct pl_table *table); /* false: the first line is a row, to be read as one */
char pl_table_separator(const struct pl_table *table);

/* NULL when the row is good, else what is wrong with it (a literal). */
const char *pl_table_read(struct pl_table *table, pl_str line, struct pl_table_row *ret);

/* "csv:noaa", "csv:danish", "csv:exactearth" or "csv". */
const char *pl_table_name(const struct pl_table *table);

/* The columns that are not known, joined by ", "; "" none. */
pl_str pl_table_unknown(const struct pl_table *table);

void pl_table_close(struct pl_table *table);

/* Checks the grammar of a columns option: no field twice, no column twice. USAGE. */
PL_MUST int pl_table_check_columns(pl_str columns, struct pl_error *err);

#endif
