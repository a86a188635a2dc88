/* Tasks: what is to be done about anything, by whom and until when.
 *
 * A task is a filing of kind `task`; what becomes of it are filings of kind `task-step` (state, owner, day). So each is
 * a signed entry of the log, found by `find`, left out for who is not cleared, and undone by withdrawing it. How a task
 * stands is folded from its steps that were not withdrawn: the last word on each of state, owner and day counts. */
#ifndef PL_APP_TASK_H
#define PL_APP_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "app/known_at.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

enum pl_task_state { PL_TASK_OPEN, PL_TASK_DOING, PL_TASK_DONE, PL_TASK_DROPPED, PL_TASK_STATES };
const char *pl_task_state_word(int state);

struct pl_task {
    pl_str id, title, about, owner, text;
    pl_str due; /* YYYY-MM-DD or "" */
    pl_str by;  /* who filed it */
    pl_time at;
    int state;               /* enum pl_task_state */
    bool overdue;            /* open or being done, and its last day is over (UTC) */
    uint64_t steps;          /* that stand */
    pl_time changed_at;      /* of the last step, or of the task */
    pl_str changed_by, note; /* of the last step; note: its words */
    int64_t last;            /* entry of the last step that stands; of the task where there is none */
};

struct pl_tasks {
    struct pl_task
        *list; /* what is open first: overdue, then by day, then without a day; then the others, newest first */
    size_t n;
    uint64_t counts[PL_TASK_STATES], overdue; /* of all, whatever was asked for */
    struct pl_knowledge known;
    bool exercise;
};

struct pl_task_ask {
    const char *dir;
    pl_time known_at;    /* or PL_TIME_NONE */
    pl_time now;         /* whose day is today */
    const char *state;   /* a state, "open" with what is being done: "active"; "all" */
    pl_str id;           /* that one alone, whatever its state; "" any */
    pl_str owner, about; /* "" any */
};

/* In the arena. NOT_FOUND for an id that is no standing task; USAGE for a state that is none; LIMIT beyond 100,000
 * tasks. */
PL_MUST int pl_tasks_read(const struct pl_task_ask *ask, struct pl_arena *arena, struct pl_tasks *ret,
                          struct pl_error *err);

/* One as a line, {"type":"task"}. */
void pl_task_json(const struct pl_task *task, bool exercise, struct pl_buf *out);

/* A line each, then a summary. */
PL_MUST int pl_tasks_json(const struct pl_task_ask *ask, struct pl_buf *out, struct pl_error *err);

/* Takes the last step back; of a task without steps the task itself. *ret_seq: the withdrawal; *ret_whole: the task is
 * gone. NOT_FOUND. */
PL_MUST int pl_task_undo(const char *dir, pl_time now, pl_str id, pl_str by, int64_t *ret_seq, bool *ret_whole,
                         struct pl_error *err);

#endif
