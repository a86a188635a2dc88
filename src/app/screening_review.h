/* What kept screenings left to judge: the queue of a reviewer, and the report that an auditor asks for.
 *
 * Both fold the same things: every candidate at or above the threshold that a kept screening showed, once for each pair
 * of party and entry (the first screening that showed it is when it began to wait), with what was decided about it; and
 * every pair about which a decision says something that no such screening showed (it waits since that decision). */
#ifndef PL_APP_SCREENING_REVIEW_H
#define PL_APP_SCREENING_REVIEW_H

#include "app/decision.h"
#include "app/screening.h"
#include "base/buf.h"

/* enum name, name in output, words */
#define PL_REVIEW_STATES(X)                                                                                            \
    X(OPEN, "open", "nobody has decided")                                                                              \
    X(UNSURE, "unsure", "the reviewer was unsure")                                                                     \
    X(SECOND, "second_reviewer", "a second reviewer must agree")                                                       \
    X(EXPIRED, "expired", "the decision has expired")                                                                  \
    X(CHANGED, "changed", "the list's entry has changed since the decision")                                           \
    X(CLEARED, "cleared", "decided no match")                                                                          \
    X(CONFIRMED, "confirmed", "decided match")                                                                         \
    X(GONE, "gone", "the newest copy of the list no longer has the entry, and nobody had decided")

enum pl_review_state {
#define PL_REVIEW_ENUM(name, text, words) PL_REVIEW_##name,
    PL_REVIEW_STATES(PL_REVIEW_ENUM)
#undef PL_REVIEW_ENUM
        PL_REVIEW_STATE_COUNT
};
const char *pl_review_state_name(int state);

struct pl_review_pair {
    int64_t screening; /* the first that showed it; of a pair that none showed what the decision names, or -1 */
    pl_str row;        /* of a batch; "" */
    pl_time since;
    pl_str query, list, entity, reference, caption;
    double score;
    int state; /* enum pl_review_state */
    bool has_ruling;
    struct pl_screen_ruling ruling;
    pl_time decided; /* where has_ruling */
    unsigned shown;  /* in so many screenings; 0: only decided about */
};

struct pl_review {
    struct pl_review_pair *pairs; /* by since, then screening, then list and entity */
    size_t n;
    size_t waiting; /* OPEN to CHANGED */
};

/* Screenings of from <= time < to (PL_TIME_NONE: no bound) and what was decided within it; the state of each pair is by
 * all that the view knows. In the arena. */
PL_MUST int pl_review_read(const struct pl_case_view *view, pl_time from, pl_time to, pl_time now,
                           struct pl_arena *arena, struct pl_review *ret, struct pl_error *err);

/* The queue: pairs that wait, oldest first. Rendered. */
struct pl_review_ask {
    const char *dir;
    pl_time known_at, from, to, now;
    int form; /* enum pl_screen_form */
    int overdue_days;
};
PL_MUST int pl_review_queue(const struct pl_review_ask *ask, struct pl_buf *out, struct pl_error *err);

/* The report: each screening with its lists, then each pair with its state, who decided, why and when, and what has
 * waited longer than overdue_days. */
PL_MUST int pl_review_report(const struct pl_review_ask *ask, struct pl_buf *out, struct pl_error *err);

#endif
