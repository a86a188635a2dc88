#include <stdio.h>
#include <string.h>

#include "cmd/args.h"
#include "cmd/cmd.h"
#include "cmd/manual.h"
#include "http/openapi.h"

#include "base/ban.h"

static void print_http(void) {
    PL_BUF_AUTO page = {0};
    pl_buf_open(&page, (size_t)4 << 20);
    pl_openapi_markdown(&page);
    fwrite(page.p, 1, page.n, stdout);
}

static int run(const struct pl_args *args) {
    const char *shell = pl_args_text(args, "completion");
    unsigned asked = (unsigned)pl_args_flag(args, "man") + (unsigned)pl_args_flag(args, "markdown") +
                     (unsigned)pl_args_flag(args, "errors") + (unsigned)pl_args_flag(args, "http") + (shell != NULL);
    if (asked + (pl_args_n(args) > 0) > 1) {
        return pl_cmd_usage(args, "only one thing can be printed at a time");
    }
    if (shell != NULL && strcmp(shell, "bash") != 0) {
        return pl_cmd_usage(args, "there is completion for bash only, not for \"%s\"", shell);
    }
    if (shell != NULL) {
        pl_manual_bash(stdout);
    } else if (pl_args_flag(args, "man")) {
        pl_manual_roff(stdout);
    } else if (pl_args_flag(args, "markdown")) {
        pl_manual_markdown(stdout);
    } else if (pl_args_flag(args, "errors")) {
        pl_manual_errors(stdout);
    } else if (pl_args_flag(args, "http")) {
        print_http();
    } else if (pl_args_n(args) == 0) {
        pl_manual_overview(stdout);
    } else {
        const char *first = pl_args_at(args, 0);
        const char *second = pl_args_at(args, 1);
        size_t used = 0;
        const struct pl_cmd *cmd = pl_args_command(first, second, &used);
        if (cmd != NULL && used == pl_args_n(args)) {
            pl_manual_command(stdout, cmd);
        } else if (pl_args_n(args) == 1 && pl_args_is_group(first)) {
            pl_manual_group(stdout, first);
        } else {
            char hint[96];
            pl_args_suggest_command(first, hint, sizeof hint);
            return pl_cmd_usage(args, "there is no command \"%s%s%s\"%s", first, second != NULL ? " " : "",
                                second != NULL ? second : "", hint);
        }
    }
    return 0;
}

const struct pl_cmd pl_cmd_help = {
    .name = "help",
    .summary = "tell what the commands do, and print the manual",
    .text = "Without arguments it lists the commands.",
    .opts =
        (const struct pl_opt[]){
            {.name = "man", .text = "print plimsoll(1) in roff"},
            {.name = "markdown", .text = "print docs/reference/cli.md"},
            {.name = "errors", .text = "print docs/reference/errors.md"},
            {.name = "http", .text = "print docs/reference/http.md"},
            {.name = "completion", .kind = PL_OPT_TEXT, .value = "SHELL", .text = "print completion for a shell: bash"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"COMMAND", "the command to explain: one word or two", 0, 2}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll help help", "explain this command", NULL},
    .run = run,
};
