#include <stdio.h>

#include "app/owners.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"

#include "base/ban.h"

#define ANSWER_MAX ((size_t)1 << 30)
#define MAX_LISTS  256

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    const char *lists[MAX_LISTS];
    const char *rule = pl_args_text(args, "rule");
    pl_time as_of = pl_args_time(args, "as-of");
    struct pl_owners_ask ask = {.lists = lists,
                                .n_lists = pl_args_count(args, "list"),
                                .dir = pl_args_case(args),
                                .has_as_of = as_of != PL_TIME_NONE,
                                .day = (int32_t)((as_of != PL_TIME_NONE ? as_of : pl_time_now()) / PL_DAY_US),
                                .id = pl_args_at(args, 0),
                                .rule = rule != NULL ? pl_ownership_rule_of(pl_str_from(rule)) : -1,
                                .json = pl_args_flag(args, "json")};
    int status = pl_cmd_known_at(args, &ask.known_at);
    if (status != 0) {
        return status;
    }
    if (rule != NULL && ask.rule < 0) {
        return pl_cmd_usage(args, "there is no rule %s; the rules are ofac-50, eu-50 and uk-50", rule);
    }
    if (ask.n_lists > 0 && ask.known_at != PL_TIME_NONE) {
        return pl_cmd_usage(args, "--known-at is a question to a case; with --list there is none");
    }
    if (ask.n_lists > MAX_LISTS) {
        return pl_cmd_usage(args, "more than %d lists", MAX_LISTS);
    }
    for (size_t i = 0; i < ask.n_lists; i++) {
        lists[i] = pl_args_nth(args, "list", i);
    }
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    int code = pl_owners_print(&ask, &out, &err);
    if (code == 0 && fwrite(out.p, 1, out.n, stdout) != out.n) {
        code = pl_fail(&err, PL_E_IO, "the output cannot be written");
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_owners = {
    .name = "owners",
    .summary = "who owns a party of the lists, and how much of it listed parties hold",
    .text = "Shows every stake in the party and above it, and by each 50 per cent rule whether listed parties hold "
            "enough of it: yes, no, or undetermined with the parties whose owners are missing. Shares are intervals: "
            "an unknown share stays unknown, what two statements say of one stake is never added up, shares that "
            "exceed the whole leave it open, and a share that no known owner holds may be anybody's. Directors, kin, "
            "operators, former owners and what the party owns are shown as links, which count in no share. Parties "
            "are the entries of one list; entries of different lists are not joined. Listed is who any of the lists "
            "lists. With --as-of, stakes and listings count by their dates and by the publications around that day.",
    .opts =
        (const struct pl_opt[]){
            {.name = "list",
             .kind = PL_OPT_TEXT,
             .value = "FILE[@DATE]",
             .text = "a list; without it, the case's",
             .repeat = true},
            PL_CMD_KNOWN_AT,
            {.name = "as-of",
             .kind = PL_OPT_TIME,
             .value = "DAY",
             .text = "who owned it, and who was listed, on that day"},
            {.name = "rule", .kind = PL_OPT_TEXT, .value = "RULE", .text = "ofac-50, eu-50 or uk-50 alone"},
            {.name = "json", .text = "JSON Lines, the last a summary"},
            PL_CMD_CSV,
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"PARTY", "a list's id or reference of it, LIST:ID, or a ship's IMO number", 1, 1},
                                    {.name = NULL}},
    .examples = (const char *const[]){"plimsoll owners NK-A7z --list entities.ftm.json",
                                      "by a file of FollowTheMoney entities", NULL},
    .records = "ScreenLines",
    .needs_case = true,
    .run = run,
};
