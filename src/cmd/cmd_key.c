#include "app/key.h"
#include "base/log.h"
#include "cmd/cmd.h"

#include "base/ban.h"

static int run_passphrase(const struct pl_args *args) {
    struct pl_error err = {0};
    bool remove = pl_args_flag(args, "remove");
    int code = pl_key_passphrase(pl_args_case(args), pl_args_text(args, "new-passphrase-file"), remove, &err);
    if (code == 0) {
        pl_log_note(remove ? "the keys lie open again, for their owner alone" : "the keys are sealed");
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int run_rotate(const struct pl_args *args) {
    struct pl_error err = {0};
    int64_t seq = -1;
    int code = pl_key_rotate(pl_args_case(args), pl_time_now(), pl_str_from(pl_args_text(args, "person")),
                             pl_str_from(pl_args_text(args, "text")), &seq, &err);
    if (code == 0) {
        pl_log_note("a new key signs from here on; journal entry %lld revokes the old one", (long long)seq);
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_key_passphrase = {
    .name = "key passphrase",
    .summary = "seal the keys of the case under a passphrase, or take it away",
    .text = "Every command that writes then asks for it at the terminal, or reads it from the file that "
            "$PLIMSOLL_PASSPHRASE_FILE names (0600).",
    .opts = (const struct pl_opt[]){{.name = "new-passphrase-file",
                                     .kind = PL_OPT_TEXT,
                                     .value = "FILE",
                                     .text = "its first line is the new one; without it, the terminal is asked"},
                                    {.name = "remove", .text = "write the keys unsealed"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case key passphrase", "seal the keys", NULL},
    .needs_case = true,
    .run = run_passphrase,
};

const struct pl_cmd pl_cmd_key_rotate = {
    .name = "key rotate",
    .summary = "a new key for the person who writes; the old one is revoked in the log",
    .text = "Also for another person: --person NAME. What the old key signed before stays valid.",
    .opts =
        (const struct pl_opt[]){{.name = "person", .kind = PL_OPT_TEXT, .value = "NAME", .text = "who signs from now"},
                                {.name = "text", .kind = PL_OPT_TEXT, .value = "T", .text = "why"},
                                {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case key rotate --text \"laptop lost\"", "a new key", NULL},
    .needs_case = true,
    .run = run_rotate,
};
