/* The second stage of detection (detect/relate) with what it needs: the sea opened once there is a question of ways,
 * the reception that the first stage measured. The one place where scan, detect and watch take finished events further.
 */
#ifndef PL_APP_RELATING_H
#define PL_APP_RELATING_H

#include "base/error.h"
#include "detect/relate.h"
#include "geo/sea.h"

struct pl_relating;

struct pl_relating_options {
    const struct pl_rules *rules;         /* all outlive the relating */
    const struct pl_ports *ports;         /* or NULL */
    const struct pl_sea *sea;             /* or NULL: no question of ways is answered */
    const struct pl_reception *reception; /* sealed; or NULL: no silence is graded */
    const struct pl_stations *stations;   /* judged; or NULL */
    pl_time until;                        /* the last report of the data */
};

PL_MUST int pl_relating_open(const struct pl_relating_options *options, struct pl_relating **ret_relating,
                             struct pl_error *err);

/* As pl_relate_add, pl_relate_run and pl_relate_note. */
PL_MUST int pl_relating_add(struct pl_relating *relating, const struct pl_event *event, struct pl_error *err);
PL_MUST int pl_relating_run(struct pl_relating *relating, pl_event_sink sink, void *ctx, struct pl_error *err);
PL_MUST int pl_relating_note(struct pl_relating *relating, struct pl_event *event, struct pl_error *err);

void pl_relating_close(struct pl_relating *relating); /* accepts NULL */

#endif
