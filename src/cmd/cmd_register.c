/* register: who stands behind an alias, in a sealed file of its own. */
#include <stdio.h>

#include "app/register.h"
#include "base/log.h"
#include "base/secret.h"
#include "cmd/cmd.h"

#include "base/ban.h"

static struct pl_register register_of(const struct pl_args *args) {
    return (struct pl_register){.file = pl_args_text(args, "register"),
                                .case_dir = pl_args_case(args),
                                .passphrase = pl_args_text(args, "passphrase-file"),
                                .now = pl_time_now()};
}

static int run_put(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_register r = register_of(args);
    struct pl_register_person person = {.alias = pl_str_from(pl_args_at(args, 0)),
                                        .name = pl_str_from(pl_args_text(args, "name")),
                                        .contact = pl_str_from(pl_args_text(args, "contact")),
                                        .notes = pl_str_from(pl_args_text(args, "notes"))};
    int code = r.file == NULL
                   ? pl_fail(&err, PL_E_USAGE, "say where the register lies: --register FILE, not in the case")
                   : pl_register_put(&r, &person, &err);
    if (code == 0) {
        pl_log_note("written to the register; the case holds the alias alone");
    }
    return code == 0 ? 0 : pl_cmd_fail(r.file, &err);
}

static int run_show(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_register r = register_of(args);
    PL_SECRET_AUTO out = {0};
    pl_buf_open(&out, (size_t)16 << 20);
    int code = r.file == NULL ? pl_fail(&err, PL_E_USAGE, "say where the register lies: --register FILE")
                              : pl_register_show(&r, pl_str_from(pl_args_n(args) > 0 ? pl_args_at(args, 0) : NULL),
                                                 pl_args_flag(args, "json"), &out, &err);
    if (code == 0 && out.n > 0 && fwrite(out.p, 1, out.n, stdout) != out.n) {
        code = pl_fail(&err, PL_E_IO, "the output cannot be written");
    }
    return code == 0 ? 0 : pl_cmd_fail(r.file, &err);
}

static int run_remove(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_register r = register_of(args);
    int code = r.file == NULL ? pl_fail(&err, PL_E_USAGE, "say where the register lies: --register FILE")
                              : pl_register_remove(&r, pl_str_from(pl_args_at(args, 0)), &err);
    return code == 0 ? 0 : pl_cmd_fail(r.file, &err);
}

static int run_passphrase(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_register r = register_of(args);
    int code = r.file == NULL ? pl_fail(&err, PL_E_USAGE, "say where the register lies: --register FILE")
                              : pl_register_reseal(&r, pl_args_text(args, "new-passphrase-file"), &err);
    return code == 0 ? 0 : pl_cmd_fail(r.file, &err);
}

#define REGISTER                                                                                                       \
    { .name = "register", .kind = PL_OPT_TEXT, .value = "FILE", .text = "the sealed register, outside every case" }
#define PASSPHRASE                                                                                                     \
    {                                                                                                                  \
        .name = "passphrase-file", .kind = PL_OPT_TEXT, .value = "FILE",                                               \
        .text = "its first line is the passphrase (0600); without it, the terminal is asked"                           \
    }

const struct pl_cmd pl_cmd_register_put = {
    .name = "register put",
    .summary = "write down who stands behind an alias, in a sealed file outside the case",
    .text = "Never synced, bundled or backed up with a case. Each register has a passphrase of its own.",
    .opts =
        (const struct pl_opt[]){REGISTER,
                                PASSPHRASE,
                                {.name = "name", .kind = PL_OPT_TEXT, .value = "TEXT", .text = "the real name"},
                                {.name = "contact", .kind = PL_OPT_TEXT, .value = "TEXT", .text = "how to reach them"},
                                {.name = "notes", .kind = PL_OPT_TEXT, .value = "TEXT", .text = "what else matters"},
                                {.name = NULL}},
    .args = (const struct pl_arg[]){{"ALIAS", "as the case has it", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll register put witness-3 --name \"N. N.\" --register ~/sources.sealed",
                                      "a human source", NULL},
    .needs_case = true,
    .run = run_put,
};

const struct pl_cmd pl_cmd_register_show = {
    .name = "register show",
    .summary = "who stands behind an alias",
    .text = NULL,
    .opts = (const struct pl_opt[]){REGISTER, PASSPHRASE, {.name = "json", .text = "JSON Lines"}, {.name = NULL}},
    .args = (const struct pl_arg[]){{"ALIAS", "one; without it, all", 0, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll register show witness-3 --register ~/sources.sealed", "one", NULL},
    .needs_case = true,
    .run = run_show,
};

const struct pl_cmd pl_cmd_register_remove = {
    .name = "register remove",
    .summary = "remove an alias from the register",
    .text = NULL,
    .opts = (const struct pl_opt[]){REGISTER, PASSPHRASE, {.name = NULL}},
    .args = (const struct pl_arg[]){{"ALIAS", "whose entry goes", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll register remove witness-3 --register ~/sources.sealed", "gone", NULL},
    .needs_case = true,
    .run = run_remove,
};

const struct pl_cmd pl_cmd_register_passphrase = {
    .name = "register passphrase",
    .summary = "seal the register under another passphrase",
    .text = NULL,
    .opts = (const struct pl_opt[]){REGISTER,
                                    PASSPHRASE,
                                    {.name = "new-passphrase-file",
                                     .kind = PL_OPT_TEXT,
                                     .value = "FILE",
                                     .text = "its first line is the new one; without it, the terminal is asked"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll register passphrase --register ~/sources.sealed", "another", NULL},
    .needs_case = true,
    .run = run_passphrase,
};
