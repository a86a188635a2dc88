/* Tracks too smooth to be real: circles and straight lines (synthetic_track, kinds circle and line).
 *
 * Satellite positions scatter by a metre and more, and no ship keeps a course to the metre. So each hour of the clock
 * is looked at by itself: of the reports within two minutes the first, at least six over half an hour, faster than
 * synthetic_track.min_kn. A parabola is laid through them along their chord (a great circle, a rhumb line and a line
 * straight in degrees are that over an hour), or a circle, and their scatter across it is measured: across only, since
 * the clocks of receiving stations are seconds wrong and would show as scatter along.
 *   without scatter: noise_m or less, in every hour;
 *   steady: a circle with scatter up to steady_share of its radius, over steady_turns at steady_kn.
 * Hours that agree (kind, and for circles centre and radius) follow each other into one event. Positions too coarse to
 * tell (whole 0.0001 degree or 0.01 minute, as long-range reports) are left out. */
#ifndef PL_DETECT_SMOOTH_H
#define PL_DETECT_SMOOTH_H

#include "detect/fold.h"

struct pl_smooth_streak;

/* Zeroed is the start. What a ship in doubt needs is on the heap; most hours are given up after five reports. */
struct pl_smooth {
    int64_t window;                  /* of the clock */
    bool given_up;                   /* this window is not smooth */
    uint16_t n, cap;                 /* points of this window */
    struct pl_held *points;          /* owned */
    struct pl_smooth_streak *streak; /* owned; hours before this one that were smooth, or NULL */
};

void pl_smooth_fold(struct pl_smooth *state, struct pl_detect *detect, const struct pl_track_name *track,
                    const struct pl_fix *fix);

/* The track or the data end: what runs is told with its observed end. */
void pl_smooth_end(struct pl_smooth *state, struct pl_detect *detect, const struct pl_track_name *track);

void pl_smooth_free(struct pl_smooth *state);
void pl_smooth_wire(struct pl_smooth *state, struct pl_wire *wire);

/* A position given only to 0.0001 degree or 0.01 minute. */
bool pl_smooth_coarse(pl_pos pos);

/* The shape of one window, for tests: n places in order and when the first and last were. */
struct pl_shape {
    enum { PL_SHAPE_NONE, PL_SHAPE_LINE, PL_SHAPE_CIRCLE } kind;
    double scatter_m; /* root of the mean square across the shape, for n - 3 degrees of freedom */
    double sailed_m;  /* along the places */
    double radius_m;  /* CIRCLE */
    pl_pos centre;    /* CIRCLE */
    double turned;    /* CIRCLE: radians, clockwise positive */
};

/* n from 4. NONE where neither fits in any sense. */
struct pl_shape pl_smooth_shape(const pl_pos *places, unsigned n);

#endif
