#include <stdio.h>

#include "app/claim.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"

#include "base/ban.h"

#define ANSWER_MAX  ((size_t)1 << 30)
#define WITHOUT_MAX 64

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    PL_BUF_AUTO out = {0};
    pl_str without[WITHOUT_MAX];
    struct pl_claim_show show = {.dir = pl_args_case(args),
                                 .id = pl_str_from(pl_args_n(args) > 0 ? pl_args_at(args, 0) : NULL),
                                 .without = without,
                                 .n_without = pl_args_count(args, "without"),
                                 .max_speed_kn = pl_args_number(args, "max-speed", 0),
                                 .json = pl_args_flag(args, "json"),
                                 .prov = pl_args_flag(args, "prov")};
    int status = pl_cmd_known_at(args, &show.known_at);
    if (status != 0) {
        return status;
    }
    if (!(show.max_speed_kn > 0) || show.max_speed_kn > 100) {
        return pl_cmd_usage(args, "--max-speed must be more than 0 and at most 100 kn");
    }
    if (show.n_without > WITHOUT_MAX) {
        return pl_cmd_usage(args, "at most %d can be thought away at once", WITHOUT_MAX);
    }
    for (size_t i = 0; i < show.n_without; i++) {
        without[i] = pl_str_from(pl_args_nth(args, "without", i));
    }
    pl_buf_open(&out, ANSWER_MAX);
    int code = pl_claim_show(&show, &out, &err);
    if (code == 0 && out.n > 0 && fwrite(out.p, 1, out.n, stdout) != out.n) {
        code = pl_fail(&err, PL_E_IO, "the output cannot be written");
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_claim_show = {
    .name = "claim show",
    .summary = "a claim with its support, its independent origins and why not more, and what it leaves open",
    .text = "Origins are counted at the root, after citations, copies and common upstreams; suspected copies count as "
            "copies. `--without` says what is left when a state, a source or a feed is thought away.",
    .opts = (const struct pl_opt[]){{.name = "without",
                                     .kind = PL_OPT_TEXT,
                                     .value = "NAME",
                                     .repeat = true,
                                     .text = "what is left without this party, source or feed (state:NAME, "
                                             "source:NAME, feed:NAME)"},
                                    {.name = "max-speed",
                                     .kind = PL_OPT_NUMBER,
                                     .value = "KN",
                                     .text = "what a ship is taken to do at most, where claims put it in two places",
                                     .def = "25"},
                                    PL_CMD_KNOWN_AT,
                                    {.name = "json", .text = "JSON Lines, the last a summary"},
                                    PL_CMD_CSV,
                                    {.name = "prov", .text = "the graph of its evidence as W3C PROV-JSON"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"CLAIM", "a claim; without one, every claim", 0, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case claim show C16 --without \"State A\"",
                                      "what is left when State A leaves", NULL},
    .records = "ClaimLines",
    .needs_case = true,
    .run = run,
};
