/* Tasks, and letters that wait for an answer. */
#include <stdio.h>

#include "app/case_view.h"
#include "app/request.h"
#include "app/task.h"
#include "base/log.h"
#include "cmd/filing_cmd.h"
#include "cmd/knowledge.h"
#include "text/plural.h"

#include "base/ban.h"

#define ARENA_MAX  ((size_t)1 << 30)
#define ANSWER_MAX ((size_t)1 << 30)

static int print(struct pl_buf *out, struct pl_error *err) {
    if (pl_buf_failed(out)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory for the output");
    }
    return out->n == 0 || fwrite(out->p, 1, out->n, stdout) == out->n
               ? 0
               : pl_fail(err, PL_E_IO, "the output cannot be written");
}

#define OPT_JSON                                                                                                       \
    { .name = "json", .text = "JSON Lines, the last a summary" }
#define ARG_TASK                                                                                                       \
    { "TASK", "the task: its id or label", 1, 1 }

static int run_add(const struct pl_args *args) {
    static const char *const PLACES[] = {"title", NULL};
    return pl_cmd_file(args, 'T', PLACES);
}

const struct pl_cmd pl_cmd_task_add = {
    .name = "task add",
    .summary = "write down what is to be done, by whom and until when",
    .text =
        "A task may concern anything: a filing, an event or an alert by its id, a ship by its number, an entry of a "
        "list. It is a signed entry; `find` finds it, `task set` says how it stands.",
    .opts = PL_CMD_FILING_OPTIONS(TASK),
    .args = (const struct pl_arg[]){{"TITLE", "what is to be done", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case task add \"Ask the port for its log\" --about 299000020 "
                                      "--owner \"B. Second\" --due 2026-04-01",
                                      "about a ship, with a last day", NULL},
    .needs_case = true,
    .run = run_add,
};

static int run_set(const struct pl_args *args) {
    static const char *const PLACES[] = {"task", NULL};
    return pl_cmd_file(args, 'K', PLACES);
}

const struct pl_cmd pl_cmd_task_set = {
    .name = "task set",
    .summary = "say how a task stands: its state, owner or day",
    .text = "The last word on each of state, owner and day counts. `task undo` takes the last step back.",
    .opts = PL_CMD_FILING_OPTIONS(TASK_STEP),
    .args = (const struct pl_arg[]){ARG_TASK, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case task set ask-port --state done --text \"they sent it\"",
                                      "done, with a note", NULL},
    .needs_case = true,
    .run = run_set,
};

static int run_undo(const struct pl_args *args) {
    struct pl_error err = {0};
    int64_t seq = -1;
    bool whole = false;
    int code = pl_task_undo(pl_args_case(args), pl_time_now(), pl_str_from(pl_args_at(args, 0)), PL_STR(""), &seq,
                            &whole, &err);
    if (code == 0) {
        pl_log_note("%s; signed as journal entry %lld", whole ? "the task is withdrawn" : "its last step is withdrawn",
                    (long long)seq);
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_task_undo = {
    .name = "task undo",
    .summary = "take the last step of a task back; without steps, the task",
    .opts = (const struct pl_opt[]){{.name = NULL}},
    .args = (const struct pl_arg[]){ARG_TASK, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case task undo ask-port", "as it stood before", NULL},
    .needs_case = true,
    .run = run_undo,
};

static void say_task(struct pl_buf *out, const struct pl_task *t) {
    pl_case_say(out, t->id);
    pl_buf_add_fmt(out, "  %-8s", pl_task_state_word(t->state));
    if (t->due.n > 0) {
        pl_buf_add_str(out, PL_STR("  by "));
        pl_case_say(out, t->due);
        pl_buf_add_str(out, t->overdue ? PL_STR(" (overdue)") : PL_STR(""));
    }
    pl_buf_add_str(out, PL_STR("  "));
    pl_case_say(out, t->title);
    if (t->about.n > 0) {
        pl_buf_add_str(out, PL_STR("  about "));
        pl_case_say(out, t->about);
    }
    if (t->owner.n > 0) {
        pl_buf_add_str(out, PL_STR("  "));
        pl_case_say(out, t->owner);
    }
    pl_buf_add_char(out, '\n');
}

static int say_tasks(const struct pl_task_ask *ask, struct pl_buf *out, struct pl_error *err) {
    struct pl_tasks tasks;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, ARENA_MAX);
    int code = pl_tasks_read(ask, &arena, &tasks, err);
    if (code != 0) {
        return code;
    }
    for (size_t i = 0; i < tasks.n; i++) {
        say_task(out, &tasks.list[i]);
    }
    pl_buf_add_fmt(out, "%s%zu %s; %llu overdue\n", tasks.exercise ? "EXERCISE: " : "", tasks.n,
                   pl_plural(tasks.n, "task", "tasks"), (unsigned long long)tasks.overdue);
    pl_cmd_tell_knowledge(&tasks.known);
    return PL_E_OK;
}

static int run_list(const struct pl_args *args) {
    struct pl_error err = {0};
    const char *state = pl_args_text(args, "state");
    struct pl_task_ask ask = {.dir = pl_args_case(args),
                              .now = pl_time_now(),
                              .owner = pl_str_from(pl_args_text(args, "owner")),
                              .about = pl_str_from(pl_args_text(args, "about"))};
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    ask.state = state != NULL ? state : pl_args_flag(args, "all") ? "all" : "active";
    int status = pl_cmd_known_at(args, &ask.known_at);
    if (status != 0) {
        return status;
    }
    ask.now = ask.known_at != PL_TIME_NONE ? ask.known_at : ask.now;
    int code = pl_args_flag(args, "json") ? pl_tasks_json(&ask, &out, &err) : say_tasks(&ask, &out, &err);
    code = code == 0 ? print(&out, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_task_list = {
    .name = "task list",
    .summary = "what is to be done: overdue first",
    .opts =
        (const struct pl_opt[]){
            {.name = "all", .text = "also what is done or dropped"},
            {.name = "state",
             .kind = PL_OPT_TEXT,
             .value = "STATE",
             .text = "only these: open, doing, done or dropped"},
            {.name = "owner", .kind = PL_OPT_TEXT, .value = "PERSON", .text = "only what that person does"},
            {.name = "about", .kind = PL_OPT_TEXT, .value = "ID", .text = "only what concerns this"},
            PL_CMD_KNOWN_AT,
            OPT_JSON,
            PL_CMD_CSV,
            {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case task list", "open ones and those being done", NULL},
    .records = "TaskList",
    .needs_case = true,
    .run = run_list,
};

/* ---- letters ---- */

static int say_letters(const char *dir, pl_time known_at, pl_time now, struct pl_buf *out, struct pl_error *err) {
    struct pl_requests requests;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, ARENA_MAX);
    int code = pl_requests_read(dir, known_at, now, &arena, &requests, err);
    for (size_t i = 0; code == 0 && i < requests.n; i++) {
        const struct pl_request_row *r = &requests.list[i];
        pl_case_say(out, r->id);
        pl_buf_add_fmt(out, "  %-8s  ", pl_request_state_word(r->state));
        if (r->due.n > 0) {
            pl_buf_add_str(out, PL_STR("by "));
            pl_case_say(out, r->due);
            pl_buf_add_str(out, PL_STR("  "));
        }
        pl_case_say(out, r->template);
        pl_buf_add_str(out, PL_STR(" to "));
        pl_case_say(out, r->to);
        if (r->about.n > 0) {
            pl_buf_add_str(out, PL_STR("  about "));
            pl_case_say(out, r->about);
        }
        pl_buf_add_char(out, '\n');
    }
    if (code == 0) {
        pl_buf_add_fmt(out, "%s%zu %s; %llu overdue, %llu waiting\n", requests.exercise ? "EXERCISE: " : "", requests.n,
                       pl_plural(requests.n, "letter", "letters"),
                       (unsigned long long)requests.counts[PL_REQUEST_OVERDUE],
                       (unsigned long long)requests.counts[PL_REQUEST_WAITING]);
        pl_cmd_tell_knowledge(&requests.known);
    }
    return code;
}

static int run_letters(const struct pl_args *args) {
    struct pl_error err = {0};
    const char *dir = pl_args_case(args);
    pl_time known_at = PL_TIME_NONE, now = pl_time_now();
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    int status = pl_cmd_known_at(args, &known_at);
    if (status != 0) {
        return status;
    }
    now = known_at != PL_TIME_NONE ? known_at : now;
    int code = pl_args_flag(args, "json") ? pl_requests_json(dir, known_at, now, "", &out, &err)
                                          : say_letters(dir, known_at, now, &out, &err);
    code = code == 0 ? print(&out, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_letter_list = {
    .name = "letter list",
    .summary = "the letters of the case and what became of them: overdue first",
    .text = "A letter waits from its sending (`letter sent`) until a reply to it is filed (`letter reply`); it is "
            "overdue when the UTC day by which an answer was asked for is over.",
    .opts = (const struct pl_opt[]){PL_CMD_KNOWN_AT, OPT_JSON, PL_CMD_CSV, {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case letter list", "who has not answered", NULL},
    .records = "RequestList",
    .needs_case = true,
    .run = run_letters,
};
