#include <stdio.h>
#include <string.h>

#include "app/key.h"
#include "base/file.h"
#include "base/log.h"
#include "base/secret.h"
#include "cmd/cmd.h"
#include "http/account.h"
#include "http/route.h"
#include "text/json.h"

#include "base/ban.h"

/* From the file, or twice from the terminal. */
static int read_password(const char *file, struct pl_buf *out, struct pl_error *err) {
    PL_SECRET_AUTO again = {0};
    int rc = pl_secret_read(file, "password of the account: ", out, err);
    if (rc == 0 && file == NULL) {
        rc = pl_secret_read(NULL, "once more: ", &again, err);
        if (rc == 0 && !pl_str_eq(pl_buf_str(out), pl_buf_str(&again))) {
            rc = pl_fail(err, PL_E_USAGE, "the two differ; nothing was changed");
        }
    }
    return rc;
}

static int role_of(const char *name) {
    for (int role = PL_ROLE_READER; role < PL_ROLE_COUNT; role++) {
        if (strcmp(name, pl_role_name(role)) == 0) {
            return role;
        }
    }
    return PL_ROLE_NOBODY;
}

static bool is_key_of(const struct pl_jval *line, pl_str person) {
    const struct pl_jval *who = pl_jval_get(line, "person"), *here = pl_jval_get(line, "here");
    bool elsewhere = here != NULL && here->kind == PL_JVAL_BOOL && !here->boolean;
    return who != NULL && who->kind == PL_JVAL_STR && pl_str_eq(who->str, person) && !elsewhere;
}

/* Their key must be here, or every write of the account would fail. */
static int check_person(const struct pl_args *args, pl_str person, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO lines = {0};
    pl_arena_open(&arena, (size_t)64 << 20);
    pl_buf_open(&lines, (size_t)8 << 20);
    int rc = pl_key_list(pl_args_case(args), true, &lines, err); /* it is a case, too */
    if (rc != 0 || person.n == 0) {
        return rc;
    }
    for (pl_str rest = pl_buf_str(&lines); rest.p != NULL;) {
        pl_str text = pl_str_cut(&rest, '\n');
        const struct pl_jval *line = NULL;
        if (text.n > 0 && pl_json_read(text, &arena, &line, NULL) == 0 && is_key_of(line, person)) {
            return 0;
        }
    }
    return pl_fail(err, PL_E_NOT_FOUND, "%.*s has no key here: `plimsoll key add` makes one",
                   (int)pl_str_sub(person, 0, 80).n, person.p);
}

static int run_add(const struct pl_args *args) {
    struct pl_error err = {0};
    PL_SECRET_AUTO password = {0};
    const char *role = pl_args_text(args, "role");
    if (role == NULL) {
        return pl_cmd_usage(args, "--role reader, analyst, reviewer or admin says what the account may");
    }
    struct pl_account account = {.name = pl_str_from(pl_args_at(args, 0)),
                                 .role = role_of(role),
                                 .clearance = pl_str_from(pl_args_text(args, "clearance")),
                                 .person = pl_str_from(pl_args_text(args, "person"))};
    account.person = account.person.p != NULL ? account.person : PL_STR("");
    int rc = check_person(args, account.person, &err);
    rc = rc == 0 ? read_password(pl_args_text(args, "password-file"), &password, &err) : rc;
    rc = rc == 0 ? pl_account_add(pl_args_case(args), &account, pl_buf_str(&password), pl_time_now(), &err) : rc;
    if (rc == 0) {
        pl_log_note("%s may sign in as %s and sees what is marked up to %.*s", pl_args_at(args, 0), role,
                    (int)account.clearance.n, account.clearance.p);
        if (account.person.n == 0 && account.role > PL_ROLE_READER) {
            pl_log_note("without --person it writes nothing: there is no key that would sign");
        }
    }
    return rc == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static void print(const struct pl_account *account) {
    PL_BUF_AUTO since = {0};
    pl_buf_open(&since, 64);
    pl_time_write(&since, account->since);
    printf("%.*s  %s  %.*s  %.*s  since %.*s\n", (int)account->name.n, account->name.p, pl_role_name(account->role),
           (int)account->clearance.n, account->clearance.p, (int)account->person.n, account->person.p, (int)since.n,
           since.p);
}

static int run_list(const struct pl_args *args) {
    struct pl_error err = {0};
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO out = {0};
    struct pl_accounts all;
    pl_arena_open(&arena, (size_t)16 << 20);
    pl_buf_open(&out, (size_t)1 << 20);
    int rc = check_person(args, PL_STR(""), &err);
    rc = rc == 0 ? pl_accounts_read(pl_args_case(args), &arena, &all, &err) : rc;
    for (size_t i = 0; rc == 0 && i < all.n; i++) {
        if (pl_args_flag(args, "json")) {
            pl_account_write(&all.list[i], &out);
        } else {
            print(&all.list[i]);
        }
    }
    if (rc == 0 && pl_args_flag(args, "json")) {
        pl_buf_add_fmt(&out, "{\"type\":\"summary\",\"results\":%zu}\n", all.n);
        fwrite(out.p, 1, out.n, stdout);
    } else if (rc == 0 && all.n == 0) {
        pl_log_note("there are no accounts: a server of this case listens on 127.0.0.1 alone and asks for none");
    }
    return rc == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int run_remove(const struct pl_args *args) {
    struct pl_error err = {0};
    int rc = pl_account_remove(pl_args_case(args), pl_str_from(pl_args_at(args, 0)), &err);
    if (rc == 0) {
        pl_log_note("%s can no longer sign in, and is signed out", pl_args_at(args, 0));
    }
    return rc == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int run_password(const struct pl_args *args) {
    struct pl_error err = {0};
    PL_SECRET_AUTO password = {0};
    int rc = read_password(pl_args_text(args, "password-file"), &password, &err);
    rc = rc == 0 ? pl_account_password(pl_args_case(args), pl_str_from(pl_args_at(args, 0)), pl_buf_str(&password),
                                       pl_time_now(), &err)
                 : rc;
    if (rc == 0) {
        pl_log_note("the password of %s is another; its sessions have ended", pl_args_at(args, 0));
    }
    return rc == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

#define PASSWORD_FILE                                                                                                  \
    {                                                                                                                  \
        .name = "password-file", .kind = PL_OPT_TEXT, .value = "FILE",                                                 \
        .text = "its first line is the password (0600); without it, the terminal is asked"                             \
    }

const struct pl_cmd pl_cmd_account_add = {
    .name = "account add",
    .summary = "let somebody sign in to the server of the case",
    .text = "Accounts guard the server alone; whoever can read the case's folder can read the case. They stand beside "
            "the log, in DIR/access: in no bundle, release or backup. A reader reads; an analyst files, too; a "
            "reviewer decides, too; an admin sees accounts and who asked what. What is written is signed by the key of "
            "--person.",
    .opts = (const struct pl_opt[]){{.name = "role",
                                     .kind = PL_OPT_TEXT,
                                     .value = "ROLE",
                                     .text = "reader, analyst, reviewer or admin; required"},
                                    {.name = "clearance",
                                     .kind = PL_OPT_TEXT,
                                     .value = "MARKING",
                                     .text = "what is marked more restrictively is not there for them",
                                     .def = "TLP:RED"},
                                    {.name = "person",
                                     .kind = PL_OPT_TEXT,
                                     .value = "PERSON",
                                     .text = "whose key signs what they write, as `key list` prints it"},
                                    PASSWORD_FILE,
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"NAME", "with which they sign in: a-z, 0-9, . _ - @", 1, 1}, {.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll -C demo-case account add b.second --role reviewer --person \"B. Second\"",
                              "a reviewer; asks for the password", NULL},
    .needs_case = true,
    .run = run_add,
};

const struct pl_cmd pl_cmd_account_list = {
    .name = "account list",
    .summary = "who may sign in to the server of the case",
    .opts =
        (const struct pl_opt[]){{.name = "json", .text = "JSON Lines, the last a summary"}, PL_CMD_CSV, {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case account list", "names, roles, clearances", NULL},
    .records = "AccountList",
    .needs_case = true,
    .run = run_list,
};

const struct pl_cmd pl_cmd_account_remove = {
    .name = "account remove",
    .summary = "end an account and whoever is signed in by it",
    .opts = (const struct pl_opt[]){{.name = NULL}},
    .args = (const struct pl_arg[]){{"NAME", "as `account list` prints it", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case account remove b.second", "somebody left", NULL},
    .needs_case = true,
    .run = run_remove,
};

const struct pl_cmd pl_cmd_account_password = {
    .name = "account password",
    .summary = "set the password of an account anew; its sessions end",
    .opts = (const struct pl_opt[]){PASSWORD_FILE, {.name = NULL}},
    .args = (const struct pl_arg[]){{"NAME", "as `account list` prints it", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case account password b.second", "asks for the new one", NULL},
    .needs_case = true,
    .run = run_password,
};
