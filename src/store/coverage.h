/* When who listened: what each station heard in each hour, in an area and anywhere, and how often ships that are known
 * to have been in the area were heard. */
#ifndef PL_STORE_COVERAGE_H
#define PL_STORE_COVERAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "geo/sphere.h"
#include "store/case.h"

/* An area, in whole degrees: every cell of 1 degree that it touches. */
struct pl_coverage_area {
    bool has_box;                  /* false: everywhere */
    pl_pos south_west, north_east; /* west > east crosses 180 degrees */
};

/* Positions that a station heard in an hour (since 1970), before de-duplication: in the area, and anywhere. station 0:
 * no name was given. Ascending by hour, then station. A code other than 0 stops and is returned. */
typedef int (*pl_coverage_sink)(void *ctx, int64_t hour, uint32_t station, uint64_t here, uint64_t anywhere,
                                struct pl_error *err);
PL_MUST int pl_coverage_stations(struct pl_case *c, const struct pl_coverage_area *area, pl_coverage_sink sink,
                                 void *ctx, struct pl_error *err);

/* The same in the area by cell of 1 degree ((floor(lat) + 90) * 360 + floor(lon) + 180): positions that a station heard
 * there in an hour. Ascending by cell, then hour, then station. */
typedef int (*pl_coverage_cell_sink)(void *ctx, uint32_t cell, int64_t hour, uint32_t station, uint64_t n,
                                     struct pl_error *err);
PL_MUST int pl_coverage_cells(struct pl_case *c, const struct pl_coverage_area *area, pl_coverage_cell_sink sink,
                              void *ctx, struct pl_error *err);

/* Chances to be heard and those taken (detect/reception) in the area, by hour and cell of 1 degree; some come several
 * times. On a handle that sees only part of the case: none, for they rest on all of it. FORMAT for a damaged row. */
typedef int (*pl_coverage_chance_sink)(void *ctx, uint32_t cell, int64_t hour, uint32_t chances, uint32_t taken,
                                       struct pl_error *err);
bool pl_coverage_knows_chances(const struct pl_case *c);
PL_MUST int pl_coverage_chances(struct pl_case *c, const struct pl_coverage_area *area, pl_coverage_chance_sink sink,
                                void *ctx, struct pl_error *err);

#endif
