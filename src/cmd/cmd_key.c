#include <stdio.h>

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

static int run_add(const struct pl_args *args) {
    struct pl_error err = {0};
    int64_t seq = -1;
    int code =
        pl_key_add(pl_args_case(args), pl_time_now(), pl_str_from(pl_args_at(args, 0)),
                   pl_args_text(args, "new-passphrase-file"), pl_str_from(pl_args_text(args, "text")), &seq, &err);
    if (code == 0) {
        pl_log_note("%s may sign from here on (journal entry %lld): --as \"%s\"", pl_args_at(args, 0), (long long)seq,
                    pl_args_at(args, 0));
        if (pl_args_text(args, "new-passphrase-file") == NULL) {
            pl_log_note("whoever can read this folder can sign so: `key passphrase --as` seals the key");
        }
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int run_revoke(const struct pl_args *args) {
    struct pl_error err = {0};
    int64_t seq = -1;
    int code = pl_key_revoke(pl_args_case(args), pl_time_now(), pl_str_from(pl_args_at(args, 0)),
                             pl_str_from(pl_args_text(args, "text")), &seq, &err);
    if (code == 0) {
        pl_log_note("journal entry %lld revokes the key; what it signed before stays valid", (long long)seq);
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int run_list(const struct pl_args *args) {
    struct pl_error err = {0};
    PL_BUF_AUTO out = {0};
    pl_buf_open(&out, (size_t)8 << 20);
    int code = pl_key_list(pl_args_case(args), pl_args_flag(args, "json"), &out, &err);
    if (code == 0 && fwrite(out.p, 1, out.n, stdout) != out.n) {
        code = pl_fail(&err, PL_E_IO, "the output cannot be written");
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_key_add = {
    .name = "key add",
    .summary = "a key for a further person, delegated in the log by the participant's key",
    .text = "With `--as PERSON` that person signs what is filed: a review signed so is a second person's, one that "
            "only names another is not. The participant's key is needed to add somebody, and to sign checkpoints; it "
            "should be sealed under a passphrase that only its holder knows, for whoever has it can delegate any name.",
    .opts = (const struct pl_opt[]){{.name = "new-passphrase-file",
                                     .kind = PL_OPT_TEXT,
                                     .value = "FILE",
                                     .text = "seal the new key under its first line; without it the key lies open"},
                                    {.name = "text", .kind = PL_OPT_TEXT, .value = "T", .text = "why"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"PERSON", "their name", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case key add \"B. Second\"", "a reviewer", NULL},
    .needs_case = true,
    .run = run_add,
};

const struct pl_cmd pl_cmd_key_revoke = {
    .name = "key revoke",
    .summary = "end the keys of a person, in the log; what they signed before stays valid",
    .opts = (const struct pl_opt[]){{.name = "text", .kind = PL_OPT_TEXT, .value = "T", .text = "why"}, {.name = NULL}},
    .args = (const struct pl_arg[]){{"PERSON", "their name, as `key list` prints it", 1, 1}, {.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll -C demo-case key revoke \"B. Second\" --text \"left\"", "somebody left", NULL},
    .needs_case = true,
    .run = run_revoke,
};

const struct pl_cmd pl_cmd_key_list = {
    .name = "key list",
    .summary = "whose keys may sign in this case, and which of them are on this machine",
    .opts =
        (const struct pl_opt[]){{.name = "json", .text = "JSON Lines, the last a summary"}, PL_CMD_CSV, {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case key list", "who may sign", NULL},
    .records = "person,entry,key,here,sealed",
    .needs_case = true,
    .run = run_list,
};

const struct pl_cmd pl_cmd_key_passphrase = {
    .name = "key passphrase",
    .summary = "seal the keys of the case under a passphrase, or take it away",
    .text =
        "Every command that writes then asks for it at the terminal, or reads it from the file that "
        "$PLIMSOLL_PASSPHRASE_FILE names (0600). With --as PERSON only that person's key is sealed; its passphrase may "
        "come from $PLIMSOLL_PERSON_PASSPHRASE_FILE.",
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
    .text = "With --as PERSON that person's key. --person NAME hands the place to another. What the old key signed "
            "before stays valid. The participant's key is needed.",
    .opts =
        (const struct pl_opt[]){{.name = "person", .kind = PL_OPT_TEXT, .value = "NAME", .text = "who signs from now"},
                                {.name = "text", .kind = PL_OPT_TEXT, .value = "T", .text = "why"},
                                {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case key rotate --text \"laptop lost\"", "a new key", NULL},
    .needs_case = true,
    .run = run_rotate,
};
