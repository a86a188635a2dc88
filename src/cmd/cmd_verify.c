#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "cmd/cmd.h"
#include "verify/run.h"

#include "base/ban.h"

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    int status = 0;
    size_t n = pl_args_n(args);
    const char **files = calloc(n + 1, sizeof *files);
    if (files == NULL) {
        (void)pl_fail(&err, PL_E_NOMEM, "no memory for the names of the files");
        return pl_cmd_fail(NULL, &err);
    }
    for (size_t i = 0; i < n; i++) {
        files[i] = pl_args_at(args, i);
    }
    struct pl_verify_line line = {.files = files,
                                  .n = n,
                                  .policy = pl_args_text(args, "policy"),
                                  .trust = pl_args_text(args, "trust"),
                                  .entry = pl_args_text(args, "entry"),
                                  .checkpoint = pl_args_text(args, "checkpoint"),
                                  .consistency = pl_args_text(args, "consistency"),
                                  .json = pl_args_flag(args, "json")};
    int code = pl_verify_run(&line, stdout, &status, &err);
    free(files);
    return code == 0 ? status : code == PL_E_USAGE ? pl_cmd_usage(args, "%s", err.msg) : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_verify = {
    .name = "verify",
    .summary = "say of proofs, checkpoints and bundles what holds",
    .text =
        "What a FILE is, its content tells: a tlog-proof, a signed checkpoint or a bundle. Whose signatures count, "
        "and how many witnesses, a policy says that you have from elsewhere (--policy, docs/format/policy.md); one "
        "that came along counts only where you know its fingerprint (--trust). Without either nothing is said to "
        "hold: a file can be consistent in itself and still be made by anyone. A tlog-proof is about an entry, whose "
        "exact bytes --entry gives.\n\nplimsoll-verify is the same as a small static program, for machines without "
        "anything else.\n\nThe status is 0 where all hold, 1 where something does not or is not decided, 3 where a "
        "file is malformed or cannot be read.",
    .opts =
        (const struct pl_opt[]){
            {.name = "policy", .kind = PL_OPT_TEXT, .value = "FILE", .text = "whose signatures count"},
            {.name = "trust",
             .kind = PL_OPT_TEXT,
             .value = "FINGERPRINT",
             .text = "trust the policy that comes along if this is its fingerprint"},
            {.name = "entry", .kind = PL_OPT_TEXT, .value = "FILE", .text = "the entry that a tlog-proof is about"},
            {.name = "checkpoint",
             .kind = PL_OPT_TEXT,
             .value = "FILE",
             .text = "a newer checkpoint of the same log, or a newer bundle"},
            {.name = "consistency",
             .kind = PL_OPT_TEXT,
             .value = "FILE",
             .text = "a proof that the one checkpoint goes on from the other (`log consistency OLD NEW`)"},
            {.name = "json", .text = "JSON Lines, the last a summary"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"FILE", "what is to be verified", 1, 0}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll verify entry.tlog-proof --entry entry --policy policy",
                                      "does this entry stand in a log that the policy names?", NULL},
    .run = run,
};
