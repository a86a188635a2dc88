#include <stdio.h>

#include "app/alert_json.h"
#include "app/case_view.h"
#include "app/handover.h"
#include "base/log.h"
#include "cmd/cmd.h"

#include "base/ban.h"

#define ANSWER_MAX ((size_t)1 << 30)

static int print(struct pl_buf *out, struct pl_error *err) {
    if (pl_buf_failed(out)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory for the output");
    }
    return out->n == 0 || fwrite(out->p, 1, out->n, stdout) == out->n
               ? 0
               : pl_fail(err, PL_E_IO, "the output cannot be written");
}

static int run_note(const struct pl_args *args) {
    PL_ACTING_AUTO acting = {0};
    struct pl_error err = {0};
    int64_t seq = -1;
    int code = pl_acting_open(pl_args_case(args), "plimsoll shift note", pl_time_now(), &acting, &err);
    code = code == 0 ? pl_shift_note(&acting, pl_str_from(pl_args_at(args, 0)), &seq, &err) : code;
    if (code == 0) {
        pl_log_note("signed as journal entry %lld", (long long)seq);
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_shift_note = {
    .name = "shift note",
    .summary = "write a note into the shift log",
    .opts = (const struct pl_opt[]){{.name = NULL}},
    .args = (const struct pl_arg[]){{"TEXT", "what the next watch has to know", 1, 1}, {.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll -C demo-case shift note \"Station Vralth is down for repair until noon\"",
                              "signed, and on the hand-over sheet", NULL},
    .needs_case = true,
    .run = run_note,
};

/* ---- the log ---- */

static int say_entry(void *ctx, const struct pl_shift_entry *e, struct pl_error *err) {
    struct pl_buf *out = ctx;
    const pl_str texts[] = {e->by, e->change, e->about, e->text};
    (void)err;
    pl_time_write(out, e->at - e->at % PL_SECOND_US);
    pl_buf_add_fmt(out, "  %lld  ", (long long)e->seq);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].n > 0) {
            pl_case_say(out, texts[i]);
            pl_buf_add_str(out, PL_STR("  "));
        }
    }
    pl_buf_add_char(out, '\n');
    return 0;
}

static int say_log(const char *dir, pl_time from, pl_time to, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    int code = pl_case_view_open(dir, PL_TIME_NONE, &view, err);
    return code == 0 ? pl_shift_each(view.c, view.before, from, to, say_entry, out, err) : code;
}

static int run_log(const struct pl_args *args) {
    struct pl_error err = {0};
    const char *dir = pl_args_case(args);
    pl_time from = pl_args_time(args, "from"), to = pl_args_time(args, "to");
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    int code = pl_args_flag(args, "json") ? pl_shift_lines(dir, PL_TIME_NONE, from, to, &out, &err)
                                          : say_log(dir, from, to, &out, &err);
    code = code == 0 ? print(&out, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

#define OPT_JSON                                                                                                       \
    { .name = "json", .text = "JSON Lines, the last a summary" }

const struct pl_cmd pl_cmd_shift_log = {
    .name = "shift log",
    .summary = "what was done with alerts, and the notes of the shifts",
    .text = "Every line is a signed entry of the journal: it cannot be changed afterwards.",
    .opts = (const struct pl_opt[]){{.name = "from", .kind = PL_OPT_TIME, .value = "TIME", .text = "from then on"},
                                    {.name = "to", .kind = PL_OPT_TIME, .value = "TIME", .text = "before then"},
                                    OPT_JSON,
                                    PL_CMD_CSV,
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case shift log", "all of it", NULL},
    .records = "ShiftList",
    .needs_case = true,
    .run = run_log,
};

static int run_handover(const struct pl_args *args) {
    struct pl_error err = {0};
    pl_time now = pl_time_now(), since = pl_args_time(args, "since");
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    since = since == PL_TIME_NONE ? now - 12 * PL_HOUR_US : since;
    if (since > now) {
        return pl_cmd_usage(args, "--since is a time to come");
    }
    int code = pl_handover(pl_args_case(args), PL_TIME_NONE, since, now, pl_args_flag(args, "json"), &out, &err);
    code = code == 0 ? print(&out, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_handover = {
    .name = "handover",
    .summary = "the hand-over sheet of a watch",
    .text =
        "What was received, alerts that are open and with whom, those put aside and why, and what was done and noted "
        "since.",
    .opts = (const struct pl_opt[]){{.name = "since",
                                     .kind = PL_OPT_TIME,
                                     .value = "TIME",
                                     .text = "when the shift began; 12 hours ago where not said"},
                                    OPT_JSON,
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case handover", "the last twelve hours", NULL},
    .needs_case = true,
    .run = run_handover,
};
