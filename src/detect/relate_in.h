/* Inside of the second stage: what each of its parts is, and what they share. A new part is a file, a row in the table
 * in relate.c, and its rules. */
#ifndef PL_DETECT_RELATE_IN_H
#define PL_DETECT_RELATE_IN_H

#include "base/arena.h"
#include "detect/on_air.h"
#include "detect/relate.h"

struct pl_relate {
    struct pl_relate_options options;
    struct pl_arena arena;   /* what parts keep until the end */
    void **states;           /* one for each part */
    struct pl_on_air on_air; /* sealed before the parts run */
    pl_event_sink sink;      /* while it runs */
    void *ctx;
};

/* Any function may be NULL. The state is what open gave; events are borrowed. Parts run in the order of the table, and
 * see what was added, not what others found, but for `found`. */
struct pl_relate_part {
    const char *name;
    int (*open)(struct pl_relate *relate, void **ret_state, struct pl_error *err);
    int (*add)(struct pl_relate *relate, void *state, const struct pl_event *event, struct pl_error *err);
    int (*run)(struct pl_relate *relate, void *state, struct pl_error *err);
    /* An event that a part before it in the table, or itself, has just told. */
    int (*found)(struct pl_relate *relate, void *state, const struct pl_event *event, struct pl_error *err);
    int (*note)(struct pl_relate *relate, void *state, struct pl_event *event, struct pl_error *err);
    void (*close)(void *state);
};

extern const struct pl_relate_part pl_relate_silence;      /* silence.c: how surprising a gap is */
extern const struct pl_relate_part pl_relate_call;         /* call.c: watched ports inside a gap */
extern const struct pl_relate_part pl_relate_interference; /* interference.c: many ships jump together */
extern const struct pl_relate_part pl_relate_change;       /* change.c: one track ends, another begins */
extern const struct pl_relate_part pl_relate_rendezvous;   /* rendezvous.c: a loiterer and a silent ship */
extern const struct pl_relate_part pl_relate_anchorage;    /* anchored.c: lying still where many do */
extern const struct pl_relate_part pl_relate_habit;        /* habit.c: what kind of ships meet, phases of it */
extern const struct pl_relate_part pl_relate_too_far;      /* too_far.c: heard by a station that cannot hear there */
extern const struct pl_relate_part pl_relate_arrival;      /* arrival.c: did it call where it said it was bound? */

static inline double pl_relate_rule(const struct pl_relate *relate, enum pl_rule_key key) {
    return relate->options.rules->v[key];
}

/* Appends a sentence part to the event's remark; one that does not fit is left out whole. */
void pl_relate_say(struct pl_event *event, const char *part);

/* What is kept of an event so that another one may rest on it. */
struct pl_relate_parent {
    pl_time start;
    int type;
    pl_hash id, digest, first_input;
    pl_time inputs_from, inputs_to;
    uint64_t n_inputs;
    unsigned n_evidence;
    struct pl_loc evidence[4]; /* the first two and the last two */
    uint32_t evidence_mmsi[4];
};

struct pl_relate_parent pl_relate_parent_of(const struct pl_event *event);

/* Fills inputs, digest, parents, evidence and id from 1 or more parents (in any order; the first PL_EVENT_PARENTS in
 * printed order are named, all enter the sums), sorts the vessels, and tells it: to the sink, and to each part that
 * asks for what was found. */
PL_MUST int pl_relate_tell(struct pl_relate *relate, struct pl_event *event, struct pl_relate_parent *parents, size_t n,
                           pl_str extra, struct pl_error *err);

#endif
