#include <stdio.h>

#include "app/list_answer.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"

#include "base/ban.h"

#define ANSWER_MAX ((size_t)2 << 30)

/* What the four commands have in common. 0, or the exit status of a usage error. */
static int read_ask(const struct pl_args *args, struct pl_list_ask *ask) {
    pl_time as_of = pl_args_time(args, "as-of");
    *ask = (struct pl_list_ask){.dir = pl_args_case(args),
                                .has_as_of = as_of != PL_TIME_NONE,
                                .as_of = as_of != PL_TIME_NONE ? (int32_t)(as_of / PL_DAY_US) : 0,
                                .now = pl_time_now(),
                                .json = pl_args_flag(args, "json")};
    return pl_cmd_known_at(args, &ask->known_at);
}

static int finish(int code, const struct pl_buf *out, struct pl_error *err) {
    if (code == 0 && out->n > 0 && fwrite(out->p, 1, out->n, stdout) != out->n) {
        code = pl_fail(err, PL_E_IO, "the output cannot be written");
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, err);
}

static int run_list(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_list_ask ask;
    PL_BUF_AUTO out = {0};
    int status = read_ask(args, &ask);
    if (status != 0) {
        return status;
    }
    ask.all = pl_args_flag(args, "all");
    pl_buf_open(&out, ANSWER_MAX);
    return finish(pl_list_overview(&ask, &out, &err), &out, &err);
}

static int run_diff(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_list_ask ask;
    PL_BUF_AUTO out = {0};
    int status = read_ask(args, &ask);
    if (status != 0) {
        return status;
    }
    pl_buf_open(&out, ANSWER_MAX);
    return finish(pl_list_diff(&ask, pl_args_at(args, 0), pl_args_at(args, 1), &out, &err), &out, &err);
}

static int run_show(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_list_ask ask;
    PL_BUF_AUTO out = {0};
    int status = read_ask(args, &ask);
    if (status != 0) {
        return status;
    }
    pl_buf_open(&out, ANSWER_MAX);
    return finish(pl_list_show(&ask, pl_args_at(args, 0), &out, &err), &out, &err);
}

static int run_compare(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_list_ask ask;
    PL_BUF_AUTO out = {0};
    int status = read_ask(args, &ask);
    if (status != 0) {
        return status;
    }
    if (pl_str_trim(pl_str_from(pl_args_at(args, 0))).n == 0) {
        return pl_cmd_usage(args, "WHAT is empty");
    }
    pl_buf_open(&out, ANSWER_MAX);
    return finish(pl_list_compare(&ask, pl_args_at(args, 0), &out, &err), &out, &err);
}

#define AS_OF                                                                                                          \
    { .name = "as-of", .kind = PL_OPT_TIME, .value = "DAY", .text = "what was in force or published on that day" }
#define JSON                                                                                                           \
    { .name = "json", .text = "JSON Lines, the last a summary" }

const struct pl_cmd pl_cmd_list = {
    .name = "list",
    .summary = "the sanctions lists of the case: which, how old, how many entries",
    .text = "Shows the newest publication of each list, its day and age, what it holds and what changed since the "
            "copy before it. Every publication that was imported is kept: --all shows them.",
    .opts =
        (const struct pl_opt[]){
            PL_CMD_KNOWN_AT, AS_OF, {.name = "all", .text = "every publication"}, JSON, PL_CMD_CSV, {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case list", "what a screening would ask", NULL},
    .records = "ScreenLists",
    .needs_case = true,
    .run = run_list,
};

const struct pl_cmd pl_cmd_list_diff = {
    .name = "list diff",
    .summary = "what changed between two publications of a list",
    .text = "A and B are each a publication of the case, LIST (its newest) or LIST@DAY, or a file; for a list in parts "
            "the folder that holds them. Two files need no case. Entries are compared by the list's own stable ids; of "
            "a changed one the values are shown that came and went.",
    .opts = (const struct pl_opt[]){PL_CMD_KNOWN_AT, AS_OF, JSON, PL_CMD_CSV, {.name = NULL}},
    .args = (const struct pl_arg[]){{"A", "the earlier publication: LIST, LIST@DAY or a file", 1, 1},
                                    {"B", "the later one", 1, 1},
                                    {.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll -C demo-case list diff un-sc@2018-10-29 un-sc", "since that publication", NULL},
    .records = "ScreenChanges",
    .needs_case = true,
    .run = run_diff,
};

const struct pl_cmd pl_cmd_list_show = {
    .name = "list show",
    .summary = "everything known of an entry, across the publications of its list",
    .text = "Each value is shown with the field of the list that it stands in, and since and until which publication "
            "the list said so. --as-of adds whether the entry was listed on that day, which kept publications can "
            "answer, or that they cannot.",
    .opts = (const struct pl_opt[]){PL_CMD_KNOWN_AT, AS_OF, JSON, PL_CMD_CSV, {.name = NULL}},
    .args = (const struct pl_arg[]){{"ID", "the list's id or reference of an entry, or LIST:ID", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case list show KPi.001", "an entry by its reference", NULL},
    .records = "ScreenLines",
    .needs_case = true,
    .run = run_show,
};

const struct pl_cmd pl_cmd_list_compare = {
    .name = "list compare",
    .summary = "who lists this party or ship: the lists of the case side by side",
    .text = "Entries are the same by an equal valid number (IMO, MMSI, LEI) or where one list refers to the other "
            "(UN reference); what agrees by name is shown as a candidate with its score. Then since when each list "
            "has it, and where those that are the same differ.",
    .opts = (const struct pl_opt[]){PL_CMD_KNOWN_AT, AS_OF, JSON, PL_CMD_CSV, {.name = NULL}},
    .args = (const struct pl_arg[]){{"WHAT", "an IMO number, an id or reference, LIST:ID, or a name", 1, 1},
                                    {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case list compare KPe.001", "an entry in all lists", NULL},
    .records = "ScreenCompared",
    .needs_case = true,
    .run = run_compare,
};
