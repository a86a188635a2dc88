#include <stdio.h>

#include "app/audit.h"
#include "app/reach_claims.h"
#include "cmd/cmd.h"

#include "base/ban.h"

#define ANSWER_MAX ((size_t)1 << 30)

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    bool json = pl_args_flag(args, "json"), csv = pl_args_flag(args, "csv"), failed = false;
    struct pl_reach_claims reach = {.max_speed_kn = pl_args_number(args, "max-speed", 0),
                                    .coast = pl_args_text(args, "coast")};
    struct pl_audit_ask ask = {.path = pl_args_at(args, 0),
                               .caps_path = pl_args_text(args, "caps"),
                               .form = json  ? PL_AUDIT_JSON
                                       : csv ? PL_AUDIT_CSV
                                             : PL_AUDIT_TABLE,
                               .strict = pl_args_flag(args, "strict"),
                               .test = pl_reach_claims_test,
                               .test_ctx = &reach};
    if (!(reach.max_speed_kn > 0) || reach.max_speed_kn > 100) {
        return pl_cmd_usage(args, "--max-speed must be more than 0 and at most 100 kn");
    }
    if (json && csv) {
        return pl_cmd_usage(args, "--json and --csv are two forms of one answer; give one");
    }
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    int code = pl_audit_print(&ask, &out, &failed, &err);
    pl_reach_claims_close(&reach);
    if (code == 0 && fwrite(out.p, 1, out.n, stdout) != out.n) {
        code = pl_fail(&err, PL_E_IO, "the output cannot be written");
    }
    return code != 0 ? pl_cmd_fail(ask.path, &err) : failed ? pl_code_exit_status(PL_E_CHECK) : 0;
}

const struct pl_cmd pl_cmd_audit = {
    .name = "audit",
    .summary = "what in a table of public claims does not agree, has no root, or passes a cap",
    .text =
        "Tests the claims of a CSV against each other and against the caps of UN measures. The columns claim_id, date, "
        "claimant, topic, quantity, unit, qualifier, period_start, period_end and basis are needed; claimant_type, "
        "quantity_max, relayed_by, source_url and, for dated places, subject, lat and lon are read where they are "
        "there. Each finding names the claims it rests on, why, and its arithmetic. The kinds: contradiction, period, "
        "circular, derived, relay, arithmetic, factor, plausibility, category, unit, cap, vague, consistent; "
        "docs/audit.md has the rules. These are tests of what is stated: nothing is said about who is right.\n\n"
        "Exit status 1 where there is a contradiction, circular, relay, arithmetic, plausibility or cap finding. "
        "A malformed row is reported with its place and left out; more than half of them end the command with 3.",
    .opts = (const struct pl_opt[]){{.name = "caps",
                                     .kind = PL_OPT_TEXT,
                                     .value = "FILE",
                                     .text = "caps, factors and limits in place of the shipped ones (data/caps.csv)"},
                                    {.name = "max-speed",
                                     .kind = PL_OPT_NUMBER,
                                     .value = "KN",
                                     .text = "what a ship is taken to do at most, where claims put it in two places",
                                     .def = "25"},
                                    {.name = "coast",
                                     .kind = PL_OPT_TEXT,
                                     .value = "FILE",
                                     .text = "land mask in place of the shipped one (docs/format/landmask.md)"},
                                    {.name = "strict", .text = "stop at the first malformed row"},
                                    {.name = "json", .text = "JSON Lines, the last a summary"},
                                    {.name = "csv", .text = "CSV"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"CLAIMS", "a CSV of claims; compressed is fine; - is standard input", 1, 1},
                                    {.name = NULL}},
    .examples = (const char *const[]){"plimsoll audit claims.csv --json", "every finding as a line of JSON", NULL},
    .run = run,
};
