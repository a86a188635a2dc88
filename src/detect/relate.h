/* The second stage of detection: what only several events together show, and what must be said beside one event because
 * of others.
 *
 * A function of the finished events of the first stage (detect/pipeline), the reception they were heard with, the sea,
 * the ports and the rules, and of nothing else: so a scan, a case that was imported in any order, a rebuild and a live
 * feed agree. Use: open, add every event of the first stage (those of type TRACK too) in printed order, run once, then
 * ask for the notes of any event. Each part (detect/relate_in.h) keeps what it needs of what is added; memory grows
 * with the silences, loiterings, jumps and tracks. Pure; one caller at a time.
 *
 * An event made here rests on events: inputs.reports is the sum of theirs, digest is SHA-256 over their digests in
 * printed order, the first input is that of the first of them, and its id follows from that as every id does
 * (docs/rules.md). Its evidence is theirs, every vessel with at least one. */
#ifndef PL_DETECT_RELATE_H
#define PL_DETECT_RELATE_H

#include "base/error.h"
#include "detect/event.h"
#include "detect/pipeline.h"
#include "detect/reception.h"
#include "detect/rules.h"
#include "detect/station.h"
#include "geo/passage.h"
#include "geo/port.h"

struct pl_relate;

struct pl_relate_options {
    const struct pl_rules *rules;         /* all outlive the relate */
    const struct pl_ports *ports;         /* or NULL: no ports */
    const struct pl_passages *passages;   /* or NULL: no question of ways by sea is answered */
    const struct pl_reception *reception; /* or NULL: nothing is graded */
    const struct pl_stations *stations;   /* judged; or NULL: nothing is known of the feed */
    pl_time until;                        /* the last report of the data */
};

/* The ways by sea, where they were not given before: once all events were added it is known whether they are needed. */
void pl_relate_give(struct pl_relate *relate, const struct pl_passages *passages);

PL_MUST int pl_relate_open(const struct pl_relate_options *options, struct pl_relate **ret_relate,
                           struct pl_error *err);

/* The next event of the first stage, in printed order (pl_event_cmp). NOMEM. */
PL_MUST int pl_relate_add(struct pl_relate *relate, const struct pl_event *event, struct pl_error *err);

/* Events of the second stage, in no promised order. Once. NOMEM, or the sink's code. */
PL_MUST int pl_relate_run(struct pl_relate *relate, pl_event_sink sink, void *ctx, struct pl_error *err);

/* After the run: fills event->notes of an event of either stage. The same event gets the same notes. */
PL_MUST int pl_relate_note(struct pl_relate *relate, struct pl_event *event, struct pl_error *err);

void pl_relate_close(struct pl_relate *relate); /* accepts NULL */

#endif
