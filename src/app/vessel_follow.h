/* The reports of one number, each with the track it belongs to: through the same segmenter as detection, from the first
 * report of the case, so that tracks are the same and bear the same names. Costs about a microsecond a report. */
#ifndef PL_APP_VESSEL_FOLLOW_H
#define PL_APP_VESSEL_FOLLOW_H

#include <stdint.h>

#include "app/detect.h"
#include "base/error.h"
#include "detect/fold.h"
#include "track/report.h"

struct pl_follow_sinks {
    /* A report with a position, when it is decided which track it is of: each track in time order, the tracks not. */
    int (*fix)(void *ctx, const struct pl_track_name *track, const struct pl_fix *fix, struct pl_error *err);
    /* Every report but repeats, in time order, before it is decided; may be NULL. */
    int (*report)(void *ctx, const struct pl_report *report, struct pl_error *err);
    void *ctx;
};

/* *ret_reports: stored, repeats included. NOMEM, STORE, and the sinks' codes. */
PL_MUST int pl_vessel_follow(struct pl_case *c, const struct pl_detect_facts *facts, uint32_t mmsi,
                             const struct pl_follow_sinks *sinks, uint64_t *ret_reports, struct pl_error *err);

#endif
