#include <stdio.h>

#include "app/filing.h"
#include "app/find.h"
#include "app/sighting.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"

#include "base/ban.h"

#define ANSWER_MAX ((size_t)1 << 30)

static int print(const struct pl_buf *out, struct pl_error *err) {
    return out->n == 0 || fwrite(out->p, 1, out->n, stdout) == out->n
               ? 0
               : pl_fail(err, PL_E_IO, "the output cannot be written");
}

static int run_find(const struct pl_args *args) {
    struct pl_error err = {0};
    PL_BUF_AUTO out = {0};
    struct pl_knowledge known;
    struct pl_find find = {.dir = pl_args_case(args),
                           .words = pl_str_from(pl_args_n(args) > 0 ? pl_args_at(args, 0) : NULL),
                           .kind = pl_str_from(pl_args_text(args, "kind")),
                           .imo = pl_str_from(pl_args_text(args, "imo")),
                           .mmsi = pl_str_from(pl_args_text(args, "mmsi")),
                           .name = pl_str_from(pl_args_text(args, "name")),
                           .from = pl_args_time(args, "from"),
                           .to = pl_args_time(args, "to"),
                           .withdrawn = pl_args_flag(args, "withdrawn"),
                           .json = pl_args_flag(args, "json")};
    int status = pl_cmd_known_at(args, &find.known_at);
    if (status != 0) {
        return status;
    }
    pl_buf_open(&out, ANSWER_MAX);
    int code = pl_find_run(&find, &out, &known, &err);
    if (code == 0) {
        pl_cmd_tell_knowledge(&known);
        code = print(&out, &err);
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int run_show(const struct pl_args *args) {
    struct pl_error err = {0};
    PL_BUF_AUTO out = {0};
    pl_time known_at = PL_TIME_NONE;
    int status = pl_cmd_known_at(args, &known_at);
    if (status != 0) {
        return status;
    }
    pl_buf_open(&out, ANSWER_MAX);
    int code = pl_find_show(pl_args_case(args), known_at, pl_str_from(pl_args_at(args, 0)), pl_args_flag(args, "json"),
                            &out, &err);
    code = code == 0 ? print(&out, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int run_observe_check(const struct pl_args *args) {
    struct pl_error err = {0};
    PL_BUF_AUTO out = {0};
    struct pl_sighting_counts counts;
    struct pl_sighting_check check = {.dir = pl_args_case(args),
                                      .id = pl_str_from(pl_args_n(args) > 0 ? pl_args_at(args, 0) : NULL),
                                      .json = pl_args_flag(args, "json")};
    int status = pl_cmd_known_at(args, &check.known_at);
    if (status != 0) {
        return status;
    }
    pl_buf_open(&out, ANSWER_MAX);
    int code = pl_sighting_check_run(&check, &out, &counts, &err);
    code = code == 0 ? print(&out, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int run_withdraw(const struct pl_args *args) {
    struct pl_error err = {0};
    int64_t seq = -1;
    const char *text = pl_args_text(args, "text");
    if (text == NULL || text[0] == '\0') {
        return pl_cmd_usage(args, "a withdrawal needs its reason: --text");
    }
    int code = pl_filing_withdrawal(pl_args_case(args), pl_time_now(), pl_str_from(pl_args_at(args, 0)),
                                    pl_str_from(pl_args_text(args, "by")), pl_str_from(text), &seq, &err);
    if (code == 0) {
        pl_log_note("withdrawn by journal entry %lld; what it said stays in the journal", (long long)seq);
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_find = {
    .name = "find",
    .summary = "search what was filed: words in notes, originals and translations; ships; times",
    .text = "All words must occur, in any order; what stands in quotes is a phrase. Chinese, Japanese and Korean words "
            "are found as they stand.",
    .opts =
        (const struct pl_opt[]){
            {.name = "kind", .kind = PL_OPT_TEXT, .value = "KIND", .text = "source, item, observation, claim ..."},
            {.name = "imo", .kind = PL_OPT_TEXT, .value = "N", .text = "what names this IMO number"},
            {.name = "mmsi", .kind = PL_OPT_TEXT, .value = "N", .text = "what names this MMSI"},
            {.name = "name", .kind = PL_OPT_TEXT, .value = "NAME", .text = "whose subject bears this name"},
            {.name = "from", .kind = PL_OPT_TIME, .value = "TIME", .text = "what lasted until then or longer"},
            {.name = "to", .kind = PL_OPT_TIME, .value = "TIME", .text = "what began by then"},
            {.name = "withdrawn", .text = "what was withdrawn too"},
            PL_CMD_KNOWN_AT,
            {.name = "json", .text = "JSON Lines, the last a summary"},
            PL_CMD_CSV,
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"WORDS", "what to search for", 0, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case find \"crane barge\"", "all that mentions both", NULL},
    .records = "FilingList",
    .needs_case = true,
    .run = run_find,
};

const struct pl_cmd pl_cmd_show = {
    .name = "show",
    .summary = "one filing by id or label, and all that was filed about it",
    .text = NULL,
    .opts = (const struct pl_opt[]){PL_CMD_KNOWN_AT,
                                    {.name = "json", .text = "JSON Lines, the last a summary"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"ID", "such as C12, O12.3, or a label", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case show C16", "a claim", NULL},
    .needs_case = true,
    .run = run_show,
};

const struct pl_cmd pl_cmd_withdraw = {
    .name = "withdraw",
    .summary = "say that something filed no longer stands, and why",
    .text = "The entry stays in the journal and its proofs hold; answers no longer count it, and say so where it is "
            "cited.",
    .opts = (const struct pl_opt[]){{.name = "by",
                                     .kind = PL_OPT_TEXT,
                                     .value = "NAME",
                                     .text = "who says so; the case's person where not said"},
                                    {.name = "text", .kind = PL_OPT_TEXT, .value = "T", .text = "why"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"ID", "such as C12, O12.3, or a label", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case withdraw O15 --text \"another ship\"", "an error", NULL},
    .needs_case = true,
    .run = run_withdraw,
};

const struct pl_cmd pl_cmd_observe_check = {
    .name = "observe check",
    .summary = "observations with place and time against what ships said: explained, unexplained, contradicted",
    .text =
        "Within the stated error of the place (--accuracy-m) and the time. `unexplained` means: not explained by the "
        "AIS of this case.",
    .opts = (const struct pl_opt[]){PL_CMD_KNOWN_AT,
                                    {.name = "json", .text = "JSON Lines, the last a summary"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"ID", "an observation; without one, every one", 0, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case observe check", "every sighting", NULL},
    .needs_case = true,
    .run = run_observe_check,
};
