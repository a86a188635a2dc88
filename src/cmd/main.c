#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/clearance.h"
#include "base/log.h"
#include "cmd/args.h"
#include "cmd/cmd.h"
#include "cmd/csv.h"
#include "cmd/manual.h"

#include "base/ban.h"

/* Everything that a case needs to survive is on disk before it counts (docs/adr/0005), so nothing is left to do. */
static void on_interrupt(int signal_number) {
    static const char MESSAGE[] = "\nplimsoll: interrupted\n";
    ssize_t ignored = write(STDERR_FILENO, MESSAGE, sizeof MESSAGE - 1);
    (void)ignored;
    (void)signal_number;
    _exit(130);
}

/* Without this, a file opened later could become descriptor 1 or 2 and receive what we print. */
static void guard_standard_files(void) {
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
            int got = open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY);
            (void)got; /* the lowest free descriptor is fd itself */
        }
    }
}

static void set_signals(void) {
    struct sigaction action = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &action, NULL);
    sigaction(SIGINT, NULL, &action);
    if (action.sa_handler == SIG_DFL) { /* a background job has it ignored: leave that */
        action = (struct sigaction){.sa_handler = on_interrupt};
        sigaction(SIGINT, &action, NULL);
    }
}

/* `plimsoll: BEFORE WORD AFTER` */
static int usage(const char *before, const char *word, const char *after) {
    pl_log_note("%s%s%s", before, word, after);
    pl_log_note("see: plimsoll help");
    return pl_code_exit_status(PL_E_USAGE);
}

/* Whose key signs: as the folder of the case may come from the environment, so this may, and store/keys reads it. */
static int choose_person(const char *person) {
    return person == NULL || setenv("PLIMSOLL_PERSON", person, 1) == 0 ? 0 : pl_code_exit_status(PL_E_NOMEM);
}

/* Of a case as somebody sees it: that a command finds nothing is then no word of the case. */
static void tell_withheld(const char *case_dir) {
    bool withholds = false;
    if (strstr(case_dir, "//up-to=") != NULL && pl_view_withholds(case_dir, &withholds, NULL) == 0 && withholds) {
        pl_log_note("things of this case are withheld from you: what is not shown may be there");
    }
}

static int run_command(const char *const *words, size_t n, const char *case_dir) {
    size_t used = 0;
    const struct pl_cmd *cmd = pl_args_command(words[0], n > 1 ? words[1] : NULL, &used);
    if (cmd == NULL) {
        bool alone = n == 1 || strcmp(words[1], "--help") == 0 || strcmp(words[1], "-h") == 0;
        if (pl_args_is_group(words[0]) && alone) {
            pl_manual_group(n == 1 ? stderr : stdout, words[0]);
            return n == 1 ? pl_code_exit_status(PL_E_USAGE) : 0;
        }
        char hint[96];
        char name[128];
        snprintf(name, sizeof name, "%s%s%s", words[0], pl_args_is_group(words[0]) ? " " : "",
                 pl_args_is_group(words[0]) ? words[1] : "");
        pl_args_suggest_command(name, hint, sizeof hint);
        return usage("unknown command ", name, hint);
    }
    struct pl_error err = {0};
    struct pl_args *args = NULL;
    if (pl_args_parse(cmd, words + used, n - used, case_dir, &args, &err) != 0) {
        pl_log_error(cmd->name, &err);
        pl_log_note("see: plimsoll help %s", cmd->name);
        return pl_code_exit_status(err.code);
    }
    if (args == NULL) {
        pl_manual_command(stdout, cmd);
        return 0;
    }
    int status = choose_person(pl_args_person(args));
    status = status == 0 ? pl_cmd_run(cmd, args) : status;
    if (cmd->needs_case) {
        tell_withheld(pl_args_case(args));
    }
    pl_args_free(args);
    return status;
}

/* What stands before the command. */
static int run_program(const char *const *words, size_t n) {
    const char *case_dir = NULL;
    size_t at = 0;
    while (at < n && words[at][0] == '-') {
        if (strcmp(words[at], "--help") == 0 || strcmp(words[at], "-h") == 0) {
            pl_manual_overview(stdout);
            return 0;
        }
        if (strcmp(words[at], "--version") == 0) {
            puts("plimsoll " PL_VERSION);
            return 0;
        }
        bool as = strcmp(words[at], "--as") == 0;
        if (strcmp(words[at], "-C") != 0 && !as) {
            return usage("unknown option ", words[at],
                         " before the command: only -C DIR, --as PERSON, --help and --version stand there");
        }
        if (at + 1 >= n || (as && words[at + 1][0] == '\0')) {
            return as ? usage("--as needs the name of a person: ", "--as PERSON", "")
                      : usage("-C needs the folder of a case: ", "-C DIR", "");
        }
        if (!as) {
            case_dir = words[at + 1];
        } else if (choose_person(words[at + 1]) != 0) {
            return pl_code_exit_status(PL_E_NOMEM);
        }
        at += 2;
    }
    if (at == n) {
        pl_manual_overview(stderr);
        return pl_code_exit_status(PL_E_USAGE);
    }
    return run_command(words + at, n - at, case_dir);
}

int main(int argc, char **argv) {
    guard_standard_files();
    set_signals();
    int status = run_program((const char *const *)argv + (argc > 0), argc > 0 ? (size_t)argc - 1 : 0);
    errno = 0;
    bool said = ferror(stdout) && status == pl_code_exit_status(PL_E_IO); /* the command noticed, and stopped */
    if ((fflush(stdout) != 0 || ferror(stdout)) && !said) {
        struct pl_error err = {0};
        if (errno != 0) {
            pl_fail_errno(&err, PL_E_IO, errno, "the output is incomplete");
        } else {
            pl_fail(&err, PL_E_IO, "the output is incomplete: it could not be written");
        }
        return pl_cmd_fail(NULL, &err);
    }
    return status;
}
