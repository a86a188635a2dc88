/* An area of the sea: a polygon of up to PL_AREA_CORNERS corners, its sides straight in longitude and latitude, as a
 * map draws them. It may cross 180 degrees, but must be less than 180 degrees wide; its corners go either way round,
 * and where its sides cross each other, what lies within an even number of turns is outside. Pure, in whole units: the
 * same answer everywhere; of two areas that share a side, a place on it lies in one. */
#ifndef PL_GEO_AREA_H
#define PL_GEO_AREA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/str.h"
#include "geo/sphere.h"

#define PL_AREA_CORNERS 1000

struct pl_area {
    pl_pos corners[PL_AREA_CORNERS];
    size_t n; /* 0: no area, which holds nothing */
};

/* "lon,lat,lon,lat,...": degrees, three corners at least; the first may be said again at the end. USAGE, saying what is
 * wrong. */
PL_MUST int pl_area_read(pl_str text, struct pl_area *ret, struct pl_error *err);

bool pl_area_holds(const struct pl_area *area, pl_pos pos);

/* The least box around it; west > east where it crosses 180 degrees. n > 0. */
void pl_area_box(const struct pl_area *area, pl_pos *ret_south_west, pl_pos *ret_north_east);

#endif
