/* import --as: a table of observations (registry rows, port calls, customs rows, counts from images ...) as one entry.
 *
 * One row is one observation (evidence/filing). Which column is which field a person says, an earlier import of a table
 * with the same header said, or the header's words suggest, in this order; a preview shows it before anything is kept.
 * What the command says of the whole table (collector, received) holds where no column says it. The table is kept as
 * received, its rows as an object of filings; both are named by one signed entry. The same table again, read the same
 * way, changes nothing. A workbook (XLSX) is read by the confined helper (app/confined), one sheet of it. */
#ifndef PL_APP_OBSERVE_TABLE_H
#define PL_APP_OBSERVE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

#define PL_OBSERVE_ROWS_MAX    1000000
#define PL_OBSERVE_REASONS_MAX 72 /* a field each (PL_FILING_FIELDS_MAX), and what is of no field */

/* Rows that were left out, by reason: "field.NAME" (that field cannot be what stands there, or does not go with
 * another), "too_long" or "more_cells" (than the header), "nothing_named" (it is of nothing), "other". */
struct pl_observe_refusals {
    struct {
        char reason[48];
        uint64_t n;
    } of[PL_OBSERVE_REASONS_MAX];
    size_t n;
};

/* Counts one. reason NULL: the one that `why` names (evidence/filing). */
void pl_observe_refuse(struct pl_observe_refusals *refusals, const char *reason, const char *why);

/* As an entry keeps them, "field.lat=2,too_long=1", and back: false where they are no such text, or not `sum` rows in
 * all (something of it is erased). */
void pl_observe_refusals_write(const struct pl_observe_refusals *refusals, struct pl_buf *out);
bool pl_observe_refusals_read(pl_str text, uint64_t sum, struct pl_observe_refusals *ret);

struct pl_observe_table {
    const char *dir;
    const char *path; /* with bytes: its name alone */
    pl_str bytes;     /* the file in memory; p NULL: it is read from path */
    pl_str as;        /* sighting, interview, ... of evidence/filing */
    pl_str sheet;     /* of a workbook; "": its only visible one */
    pl_str columns;   /* "field=Column,field=Column"; "" : as before, else a guess */
    pl_str source;    /* an id or label of a source; "" */
    pl_str collector, marking, by;
    pl_time received; /* as claimed, where no column says it; PL_TIME_NONE: not said */
    bool preview;     /* say what would be kept, and keep nothing: reads alone, as who may see the case so far */
    bool strict;      /* the first row that cannot be read refuses all */
    bool json;
    pl_time now;
};

struct pl_observe_tabled {
    int64_t seq;   /* of the entry; -1 under preview, or where it is known */
    int64_t known; /* the standing entry of the same table, read the same way: nothing was written; -1 none */
    uint64_t rows, kept, rejected;
    uint64_t undated; /* of kept: no time of what was seen, so that no track can be set beside them */
    uint64_t journal; /* entries of the log now */
    bool exercise;
    char refused[240];     /* under preview: why the import as a whole would be refused; "" it would not */
    char note[240];        /* on a workbook: formulas, hidden rows ... in words; "" none */
    const char *mapped_by; /* "given", "an earlier import" or "guess"; static */
};

/* Called with each row that is left out: line, byte and why. */
typedef int (*pl_observe_complaint)(void *ctx, const struct pl_error *why, struct pl_error *err);

/* Appends as JSON lines the mapping ({"type":"mapping","by","columns","left_out":[],"header":[],"fields":[]}, fields
 * beside header, null for what is left out), each row that is left out ({"type":"rejected","line","offset","why"}) and,
 * under preview, the first rows as their cells stand ({"type":"row","line","cells":[],"fault"}) and as they would be
 * kept; or text: the mapping and the rows that would be kept. USAGE for a field or column that is none; FORMAT for a
 * table that is none; REFUSED as import does. A table with more than half its rows rejected is FORMAT, one without any
 * EMPTY; under preview both are told in *ret and are no failure. */
PL_MUST int pl_observe_table_run(const struct pl_observe_table *table, pl_observe_complaint complain, void *ctx,
                                 struct pl_buf *out, struct pl_observe_tabled *ret, struct pl_error *err);

/* The summary that `--json` prints of it, as a line. */
void pl_observe_tabled_json(const struct pl_observe_tabled *done, struct pl_buf *out);

#endif
