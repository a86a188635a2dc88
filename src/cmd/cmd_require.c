#include <stdio.h>

#include "app/requirement.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"

#include "base/ban.h"

#define MAX_LISTS 256

static int show(const struct pl_args *args, pl_time known_at, struct pl_error *err) {
    PL_BUF_AUTO out;
    pl_buf_open(&out, (size_t)16 << 20);
    int code = pl_requirements_show(pl_args_case(args), known_at, pl_args_flag(args, "json"), &out, err);
    return code == 0 && fwrite(out.p, 1, out.n, stdout) != out.n ? pl_fail(err, PL_E_IO, "the output cannot be written")
                                                                 : code;
}

static int change(const struct pl_args *args, struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    int64_t seq = -1;
    double second = pl_args_number(args, "second-reviewer", -1);
    const char *lists[MAX_LISTS];
    size_t n = pl_args_n(args) < MAX_LISTS ? pl_args_n(args) : MAX_LISTS;
    int code = n < pl_args_n(args) ? pl_fail(err, PL_E_USAGE, "more than %d lists", MAX_LISTS) : 0;
    for (size_t i = 0; i < n; i++) {
        lists[i] = pl_args_at(args, i);
    }
    code = code == 0 ? pl_acting_open(pl_args_case(args), "plimsoll require", pl_time_now(), &acting, err) : code;
    if (code == 0 && n > 0) {
        code = pl_requirements_change(&acting, lists, n, pl_args_flag(args, "remove"), &seq, err);
    }
    if (code == 0 && pl_args_text(args, "second-reviewer") != NULL) {
        code = pl_requirement_set_second(&acting, second, &seq, err);
    }
    if (code == 0) {
        size_t signed_n = n + (pl_args_text(args, "second-reviewer") != NULL);
        if (signed_n > 1) {
            pl_log_note("signed as journal entries %lld to %lld", (long long)seq - (long long)signed_n + 1,
                        (long long)seq);
        } else {
            pl_log_note("signed as journal entry %lld", (long long)seq);
        }
    }
    return code;
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    pl_time known_at = PL_TIME_NONE;
    int status = pl_cmd_known_at(args, &known_at);
    if (status != 0) {
        return status;
    }
    bool changes = pl_args_n(args) > 0 || pl_args_text(args, "second-reviewer") != NULL;
    if (!changes && pl_args_flag(args, "remove")) {
        return pl_cmd_usage(args, "--remove needs a list");
    }
    int code = changes ? change(args, &err) : 0;
    code = code == 0 ? show(args, known_at, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_require = {
    .name = "require",
    .summary = "which lists a screening in the case needs, and how old they may be",
    .text = "Where a required list is missing, undated or too old, every screening of the case answers undetermined, "
            "and so do owners, leads and the watch list. Without arguments, what is required now. Each change is a "
            "signed journal entry; the last one counts.",
    .opts =
        (const struct pl_opt[]){{.name = "remove", .text = "the lists are required no longer"},
                                {.name = "second-reviewer",
                                 .kind = PL_OPT_NUMBER,
                                 .value = "SCORE",
                                 .text = "a \"no match\" at this score or above needs a second reviewer (0.95 where "
                                         "not said; 2: never)"},
                                PL_CMD_KNOWN_AT,
                                {.name = "json", .text = "JSON Lines, the last a summary"},
                                PL_CMD_CSV,
                                {.name = NULL}},
    .args = (const struct pl_arg[]){{"LIST[:DAYS]", "a list, and the greatest age in days", 0, 0}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case require un-sc:30 ofac-sdn:7", "two required lists", NULL},
    .records = "ScreenRequired",
    .needs_case = true,
    .run = run,
};
