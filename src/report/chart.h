/* Pictures for reports as SVG: a map of positions, and values or spans over time.
 *
 * One <svg> element each: no script, no style, no link, no font but the reader's; role="img" with title and desc, so
 * that it can be heard; shapes differ in more than colour, so that it can be printed in grey. The same input gives the
 * same bytes (fixed decimals, geo/trig only where needed). Pure. */
#ifndef PL_REPORT_CHART_H
#define PL_REPORT_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "geo/sphere.h"

#define PL_CHART_MAX_POINTS 200000 /* of a map's tracks and coast together */

enum pl_chart_mark {
    PL_CHART_DOT,    /* reported position */
    PL_CHART_RING,   /* detection that nothing explains */
    PL_CHART_SQUARE, /* port or anchorage */
    PL_CHART_CROSS,  /* event */
    PL_CHART_DIAMOND
};

/* A ship's way: solid between reports, dashed where `gap_after` says so. */
struct pl_chart_track {
    pl_str label;
    const pl_pos *at;
    const bool *gap_after; /* n flags, or NULL: the way from at[i] to at[i+1] was not heard */
    size_t n;
    unsigned colour; /* 0..7 of the palette, with a dash or width of its own */
};

struct pl_chart_point {
    pl_pos at;
    pl_str label; /* "" for none */
    enum pl_chart_mark mark;
    double radius_m; /* accuracy, drawn as a circle; 0 for none */
};

/* A closed ring (filled as land) or an open line. */
struct pl_chart_coast {
    const pl_pos *at;
    size_t n;
    bool closed;
};

struct pl_chart_map {
    pl_str id; /* unique in the page: [a-z0-9-] */
    pl_str title, desc;
    const struct pl_chart_track *tracks;
    size_t n_tracks;
    const struct pl_chart_point *points;
    size_t n_points;
    const struct pl_chart_coast *coasts; /* clipped to the frame by us */
    size_t n_coasts;
    pl_str coast_source; /* printed in the corner; with the mask's hash where that was used */
};

/* Mercator within a frame around tracks and points (at least 0.2 degrees, across the antimeridian where that is
 * shorter), with graticule, labels in degrees and minutes, a scale bar in nautical miles. USAGE for a map without a
 * point or beyond 84 degrees of latitude; LIMIT beyond the ceiling or where out is full. */
PL_MUST int pl_chart_map_svg(const struct pl_chart_map *map, struct pl_buf *out, struct pl_error *err);

/* A row of a time chart: a span (from < to), an instant (from == to), or open (to PL_TIME_NONE). */
struct pl_chart_span {
    size_t lane;
    pl_time from, to;
    pl_str label;
    unsigned colour;
};

struct pl_chart_time {
    pl_str id;
    pl_str title, desc;
    const pl_str *lanes; /* names, top first */
    size_t n_lanes;
    const struct pl_chart_span *spans;
    size_t n_spans;
    pl_time from, to; /* the axis; UTC */
};

/* USAGE without lanes, or from >= to. Spans are cut at the axis; those outside are left out. */
PL_MUST int pl_chart_time_svg(const struct pl_chart_time *chart, struct pl_buf *out, struct pl_error *err);

/* Bars with values, such as amounts against a cap. */
struct pl_chart_bar {
    pl_str label;
    double low, high; /* a bound on each side where the value is a range; equal otherwise; 0 <= low <= high < 9e9 */
};
struct pl_chart_bars {
    pl_str id;
    pl_str title, desc, unit;
    const struct pl_chart_bar *bars;
    size_t n_bars;
    double limit; /* a line, such as a cap; 0 for none */
    pl_str limit_label;
    unsigned decimals;
};
PL_MUST int pl_chart_bars_svg(const struct pl_chart_bars *chart, struct pl_buf *out, struct pl_error *err);

#endif
