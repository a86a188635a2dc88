/* Inside copying: its thresholds, and what copying_pairs.c (reports read, names judged, pairs found) hands to copying.c
 * (learning, suspicions). For these two only; everything lives in the learner's arena. */
#ifndef PL_EVIDENCE_COPYING_IN_H
#define PL_EVIDENCE_COPYING_IN_H

#include "evidence/agreement.h"
#include "evidence/copying.h"

/* ---- every threshold, in one place ---- */

/* An item is called a suspected copy from odds of 1 : 10 on. Missing a copy counts an origin too many, which is the
 * harm; a suspicion too many costs a person one look. From 1 : 6 on, up to 4 events in 100 were counted too high where
 * only one to ten events were at hand to learn from; from 1 : 10 on at most 2 in 100, whatever was taken away. */
#define PL_COPYING_SUSPECT_FROM 0.1
/* Each source starts as if it had been seen to copy once and to observe once. */
#define PL_COPYING_RELAY_PRIOR 2.0
/* The habit of a source alone never decides: its odds stay within these, so that what the texts say can outweigh it. */
#define PL_COPYING_HABIT_LEAST (1.0 / 30.0)
#define PL_COPYING_HABIT_MOST  30.0
/* The tables of cases start from PRIOR (copying.c), worth this many reports. */
#define PL_COPYING_PRIOR_WEIGHT 24.0
/* From 4 rounds to 100, no count changed in six corpora. */
#define PL_COPYING_ROUNDS 24
/* A name ("container", "m") measures one thing where that many pairs of reports of one event agree within a tenth. */
#define PL_COPYING_NAME_PAIRS 4
#define PL_COPYING_NAME_SHARE 0.5
/* Wording that more than 1 in 50 other events has is a house style. */
#define PL_COPYING_WORDING_SHARE 50
/* Who reports an event again mostly repeats or corrects what it said: worth this much beside what the texts say. */
#define PL_COPYING_OWN_RATIO 10.0
/* What one pair may weigh at most. */
#define PL_COPYING_RATIO_MOST 1e8
/* Pairs compared in one run. */
#define PL_COPYING_MAX_PAIRS 8000000u

#define PL_COPYING_ONE 1e9 /* weights are summed as whole billionths: sums do not depend on the order */

/* ---- state ---- */

struct pl_copying_pair {
    uint32_t parent;
    uint32_t habit; /* number of (source of the child, source of the parent) */
    int64_t weight; /* how likely this is where the child came from, in billionths */
    bool own;       /* both are of one source */
    struct pl_agreement agreement;
};

struct pl_copying_report {
    struct pl_reading reading;
    struct pl_agreement_side side;
    uint32_t first_pair, n_pairs;
    bool declared; /* it says where it has it from */
    bool again;    /* its source reported the event before */
    int64_t copy;  /* how likely it is a copy, in billionths */
    double odds;
};

struct pl_copying_learner {
    const struct pl_copying_item *items;
    uint32_t n;
    struct pl_copying_params params;
    struct pl_arena *arena;
    struct pl_copying_report *reports;
    uint32_t *order; /* items by event, then by place in the input */
    struct pl_copying_pair *pairs;
    uint32_t n_pairs;
    uint32_t *source; /* item -> source, numbered anew; items that name none have one of their own */
    uint32_t n_sources;
    int64_t *copied, *seen; /* of sources: items that are copies, all items */
    int64_t *habit;         /* of (source, source): items of the one taken from the other */
    uint32_t n_habits;
    double ratio[PL_SLOT_COUNT][PL_CASE_COUNT];
};

/* Fills a learner whose items, n, params and arena are set. As pl_copying_suspect. */
PL_MUST int pl_copying_prepare(struct pl_copying_learner *l, struct pl_error *err);

static inline bool pl_copying_same_source(const struct pl_copying_learner *l, uint32_t a, uint32_t b) {
    return l->source[a] == l->source[b];
}

#endif
