/* coverage: when anybody listened, step by step of a time. "Nothing seen" is not "nobody listened".
 *
 * A step is *heard* where a position came from the area. Where none came, it is *silent* if somebody listened there in
 * every hour of it: a station that at some other time of the case heard something from the area was receiving, though
 * from elsewhere, and no ship that is known to have been in the area then (heard before and after, detect/reception)
 * went unheard. Otherwise *nobody*: nothing can be concluded from hearing nothing. A station that never heard the area
 * says nothing of it. To a reader with a clearance nothing is *silent* and nothing *nobody*, but *unknown*: what they
 * may not see may have been there unheard, or have listened. Areas are taken in whole degrees. */
#ifndef PL_APP_COVERAGE_H
#define PL_APP_COVERAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "app/known_at.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "store/coverage.h"

#define PL_COVERAGE_STEPS 1000 /* aimed at: the step is the least of 1, 3, 6, 12, 24 ... hours that needs no more */
#define PL_COVERAGE_MOST  (100u * 366 * 24)

struct pl_coverage_query {
    pl_time from, to; /* PL_TIME_NONE: from the first and to the last hour in which anything was heard */
    struct pl_coverage_area area;
    unsigned step_h; /* 0: chosen by the length; 1..8784 */
};

struct pl_coverage_hour {
    uint64_t reports;             /* from the area */
    uint32_t stations, listening; /* that heard the area; that hear it at other times and were receiving */
    uint32_t chances, taken;
};

struct pl_coverage {
    struct pl_coverage_hour *hours;
    size_t n;
    int64_t first; /* hour since 1970 */
    unsigned step_h;
    bool chances_known; /* false: whoever asks sees part of the case, and chances rest on all of it */
    bool exercise;
    struct pl_knowledge known;
};

/* LIMIT beyond a hundred years. NOT_FOUND without a case, STORE, FORMAT, NOMEM. Free with pl_coverage_close. */
PL_MUST int pl_coverage_read(const char *case_dir, pl_time known_at, const struct pl_coverage_query *query,
                             struct pl_coverage *ret, struct pl_error *err);
void pl_coverage_close(struct pl_coverage *coverage);

/* JSON Lines: {type:"coverage", start, end, reports, stations, chances, taken, listened_h, state, heard} each step,
 * and a summary. stations: the most in any hour of it. heard: true; false: silent; null: nobody, unknown. chances,
 * taken and listened_h are null where they are not known. */
void pl_coverage_json(const struct pl_coverage *coverage, struct pl_buf *out);

/* The same on a map, as GeoJSON: every cell of 1 degree in the area that was ever heard, or in which a ship is known to
 * have been, with the hours of the time asked for (query->step_h is left aside) in which it was heard, was silent and
 * nobody listened, each as steps of one hour in an area of that cell alone have it: {cell, reports, stations (that
 * heard it in that time), chances, taken, heard_h, silent_h, nobody_h, hours, first, last}; chances, taken, silent_h
 * and nobody_h are null where chances are not known. Of a degree of the area that is left out nothing that the reader
 * may see was ever heard, which is not that nothing was there: "note" says so. LIMIT also for a long time of many
 * stations or chances. */
PL_MUST int pl_coverage_geojson(const char *case_dir, pl_time known_at, const struct pl_coverage_query *query,
                                struct pl_buf *out, struct pl_error *err);

#endif
