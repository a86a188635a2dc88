/* register: who stands behind an alias, in a sealed file of its own. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

#define LINE_MAX_BYTES ((size_t)16384)

/* What is known of a person, each from the command line or a line of standard input. */
struct words {
    struct pl_buf line[3];
};

static const struct {
    const char *option, *ask;
} WORDS[] = {
    {"name", "Real name: "}, {"contact", "How to reach them (may be empty): "}, {"notes", "Notes (may be empty): "}};

static void close_words(struct words *w) {
    for (size_t i = 0; i < 3; i++) {
        pl_secret_wipe(&w->line[i]);
    }
}
#define WORDS_AUTO __attribute__((cleanup(close_words))) struct words

/* Byte by byte: what stands behind the line is left to whoever reads next. */
static int read_line(const char *ask, struct pl_buf *line, struct pl_error *err) {
    char c = 0;
    ssize_t n = 0;
    if (isatty(STDIN_FILENO)) {
        fputs(ask, stderr);
    }
    while ((n = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n') {
        pl_buf_add_char(line, c);
    }
    if (line->n > 0 && line->p[line->n - 1] == '\r') {
        line->n--;
    }
    return n < 0                 ? pl_fail_errno(err, PL_E_INPUT, errno, "standard input cannot be read")
           : pl_buf_failed(line) ? pl_fail(err, PL_E_LIMIT, "a line has more than %zu bytes", LINE_MAX_BYTES)
                                 : 0;
}

/* What others of this machine could see while the command runs is better not on its line. */
static int read_words(const struct pl_args *args, struct words *w, struct pl_error *err) {
    const char *name = pl_args_text(args, "name");
    bool asked = name == NULL || strcmp(name, "-") == 0, shown = false;
    int code = 0;
    for (size_t i = 0; code == 0 && i < 3; i++) {
        const char *given = pl_args_text(args, WORDS[i].option);
        pl_buf_open(&w->line[i], LINE_MAX_BYTES);
        if (given != NULL ? strcmp(given, "-") == 0 : asked) {
            code = read_line(WORDS[i].ask, &w->line[i], err);
        } else if (given != NULL) {
            pl_buf_add_str(&w->line[i], pl_str_from(given));
            shown = true;
        }
    }
    if (shown) {
        pl_log_warning("what stands on the command line can be read by others of this machine while it runs, and in "
                       "the shell's history; leave it out and it is asked for");
    }
    return code;
}

static int run_put(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_register r = register_of(args);
    WORDS_AUTO w = {.line = {{0}}};
    int code = r.file == NULL
                   ? pl_fail(&err, PL_E_USAGE, "say where the register lies: --register FILE, not in the case")
                   : read_words(args, &w, &err);
    struct pl_register_person person = {.alias = pl_str_from(pl_args_at(args, 0)),
                                        .name = pl_buf_str(&w.line[0]),
                                        .contact = pl_buf_str(&w.line[1]),
                                        .notes = pl_buf_str(&w.line[2])};
    code = code == 0 ? pl_register_put(&r, &person, &err) : code;
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
    .text =
        "Never synced, bundled or backed up with a case. Each register has a passphrase of its own.\n\nName, contact "
        "and notes that are not given are asked for, or read from standard input, a line each in this order; the "
        "last two may be empty. Where --name is given, only those given as - are read. What is given on the "
        "command line can be seen by others of the machine.",
    .opts =
        (const struct pl_opt[]){
            REGISTER,
            PASSPHRASE,
            {.name = "name", .kind = PL_OPT_TEXT, .value = "TEXT", .text = "the real name; - or left out: asked for"},
            {.name = "contact", .kind = PL_OPT_TEXT, .value = "TEXT", .text = "how to reach them; - is asked for"},
            {.name = "notes", .kind = PL_OPT_TEXT, .value = "TEXT", .text = "what else matters; - is asked for"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"ALIAS", "as the case has it", 1, 1}, {.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll register put witness-3 --register ~/sources.sealed", "a human source", NULL},
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
