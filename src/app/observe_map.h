/* Which column of a table is which field of an observation. */
#ifndef PL_APP_OBSERVE_MAP_H
#define PL_APP_OBSERVE_MAP_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "evidence/filing.h"

#define PL_OBSERVE_COLUMNS_MAX 256

struct pl_observe_map {
    const struct pl_filing_field *field[PL_OBSERVE_COLUMNS_MAX]; /* by column; NULL: left out */
    pl_str column[PL_OBSERVE_COLUMNS_MAX];                       /* its name */
    size_t n;
};

/* From the words of the header, for observations of that kind; no field twice. */
void pl_observe_map_guess(const pl_str *header, size_t n, pl_str as, struct pl_observe_map *ret);

/* "field=Column,field=Column" (a comma in a name is doubled). USAGE for a field that is none or
 * cannot come from a table (as, label, references), a column that the header lacks, and either said twice. */
PL_MUST int pl_observe_map_read(pl_str text, const pl_str *header, size_t n, struct pl_arena *arena,
                                struct pl_observe_map *ret, struct pl_error *err);

/* The way back. */
void pl_observe_map_write(const struct pl_observe_map *map, struct pl_buf *out);

#endif
