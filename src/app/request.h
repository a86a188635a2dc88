/* Requests: letters of the case with what became of them: sent, answered, or waiting beyond their day.
 *
 * A letter waits from its sending until a reply to it is filed; its day is over when that UTC day has ended. One that
 * was never recorded as sent waits for nobody: it is `not_sent`. */
#ifndef PL_APP_REQUEST_H
#define PL_APP_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "app/known_at.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

enum pl_request_state {
    PL_REQUEST_OVERDUE,
    PL_REQUEST_WAITING,
    PL_REQUEST_NOT_SENT,
    PL_REQUEST_ANSWERED,
    PL_REQUEST_STATES
};
const char *pl_request_state_word(int state);

struct pl_request_row {
    pl_str id, template, to, about, party;
    pl_str dated, due; /* YYYY-MM-DD or "" */
    pl_str by;
    pl_time at, sent_at; /* PL_TIME_NONE: not recorded as sent */
    pl_str way;
    uint64_t replies;
    pl_str reply, stance, from; /* of the last reply: id, what it says in short, who */
    pl_time replied_at;
    int state;         /* enum pl_request_state */
    int64_t days_left; /* to the end of the last day; negative: over since so many; valid where due is given */
};

struct pl_requests {
    struct pl_request_row *list; /* by state, then by day: the longest overdue first */
    size_t n;
    uint64_t counts[PL_REQUEST_STATES];
    struct pl_knowledge known;
    bool exercise;
};

/* In the arena. LIMIT beyond 100,000 letters. */
PL_MUST int pl_requests_read(const char *dir, pl_time known_at, pl_time now, struct pl_arena *arena,
                             struct pl_requests *ret, struct pl_error *err);

/* One as a line, {"type":"request"}. */
void pl_request_json(const struct pl_request_row *row, bool exercise, struct pl_buf *out);

/* A line each, then a summary. state: one of the words, or "" for all; USAGE for another. */
PL_MUST int pl_requests_json(const char *dir, pl_time known_at, pl_time now, const char *state, struct pl_buf *out,
                             struct pl_error *err);

#endif
