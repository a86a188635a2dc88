/* Thinning of a way in time: which of its points a drawing can do without.
 *
 * Time-synchronised Douglas-Peucker (Meratnia & de By 2004, "Spatiotemporal compression techniques for moving point
 * objects"): a point counts by how far the ship was from where it would have been had it gone evenly, in a straight
 * line, from the kept point before to the kept point behind. So a stop within a straight way counts, which the plain
 * distance to the line would miss. Every point gets a rank in metres; whoever keeps all points of a rank above e draws
 * a way that is nowhere, at the time of any point, more than e off. Ranks never rise from a point to those below it, so
 * any e is a good cut and one ranking serves every zoom.
 *
 * Straight means straight in longitude and latitude, with the cosine of the middle latitude: for drawing, not for
 * measuring. A run is taken in pieces of PL_THIN_PIECE points, whose ends stay: that bounds the time (n times
 * PL_THIN_PIECE at worst, about 8 n in practice) and costs one point in so many. Pure; threads may share nothing but
 * the input. */
#ifndef PL_GEO_THIN_H
#define PL_GEO_THIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/time.h"
#include "geo/sphere.h"

#define PL_THIN_PIECE 4096

enum pl_thin_mark {
    PL_THIN_STAYS = 1, /* never dropped: rank PL_THIN_ALWAYS */
    PL_THIN_ASIDE = 2, /* out of view: counts a PL_THIN_ASIDE_SHARE-th, unless a point in view needs it */
};

#define PL_THIN_ALWAYS      (__builtin_inff())
#define PL_THIN_ASIDE_SHARE 64.0f
#define PL_THIN_MOST        1e12f /* no cut is above it, and no rank but PL_THIN_ALWAYS */

struct pl_thin_point {
    pl_time at; /* rising or equal */
    pl_pos pos;
    uint8_t marks; /* enum pl_thin_mark */
    float rank_m;  /* filled */
};

/* Fills the ranks of n points. The first and the last stay. */
void pl_thin_rank(struct pl_thin_point *points, size_t n);

/* The least cut, not below floor_m, above which at most `most` of n ranks lie; those of PL_THIN_ALWAYS are above every
 * cut, also where there are more. -1 where all of them may stay and floor_m is below 0. Reorders ranks. */
float pl_thin_cut(float *ranks, size_t n, size_t most, float floor_m);

/* Metres on the ground that one pixel of a Web Mercator map (256 pixels round the world at zoom 0) shows at a latitude
 * of `deg`; zoom 0..30. */
double pl_thin_pixel_m(double zoom, double deg);

#endif
