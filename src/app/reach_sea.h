/* The reachable sea of a prism as GeoJSON: one MultiPolygon of rectangles, no two of which overlap, none over 180
 * degrees. Rows of cells with the same ends are one rectangle. */
#ifndef PL_APP_REACH_SEA_H
#define PL_APP_REACH_SEA_H

#include "base/buf.h"
#include "base/error.h"
#include "geo/prism.h"

/* Appends a FeatureCollection: the sea, and the two places. LIMIT where it is larger than the buffer may be. */
PL_MUST int pl_reach_sea(const struct pl_prism *prism, const struct pl_prism_ask *ask, struct pl_buf *out,
                         struct pl_error *err);

#endif
