#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "cmd/cmd.h"
#include "http/child.h"
#include "http/server.h"

#include "base/ban.h"

#define HOSTS_MAX 13

static int wait_for_end(void) {
    sigset_t ends;
    int got = 0;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigwait(&ends, &got);
    return got;
}

/* Before the server's threads begin: they inherit it, and only this one waits. */
static void block_ends(void) {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, NULL);
}

static int serve(const struct pl_args *args, struct pl_server_options *options, struct pl_error *err) {
    struct pl_server *server = NULL;
    pl_str rest = pl_str_from(options->listen);
    pl_str host = pl_str_cut(&rest, ':');
    block_ends();
    int rc = pl_server_open(options, &server, err);
    if (rc == PL_E_OK) {
        printf("http://%.*s:%u/\n", (int)host.n, host.p, pl_server_port(server));
        rc = fflush(stdout) == 0 ? PL_E_OK : pl_fail(err, PL_E_IO, "the address cannot be printed");
    }
    if (rc == PL_E_OK) {
        pl_log_note("the case %s is open at that address for everybody on this machine; Ctrl-C ends it",
                    pl_args_case(args));
        (void)wait_for_end();
    }
    pl_server_close(server);
    return rc;
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    char program[PATH_MAX] = "";
    char csrf[65];
    const char *hosts[HOSTS_MAX];
    size_t n_hosts = pl_args_count(args, "host");
    if (n_hosts > HOSTS_MAX) {
        return pl_cmd_usage(args, "at most %d --host", HOSTS_MAX);
    }
    for (size_t i = 0; i < n_hosts; i++) {
        hosts[i] = pl_args_nth(args, "host", i);
    }
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    int rc = n > 0 ? pl_server_secret(csrf, &err) : pl_fail(&err, PL_E_IO, "/proc/self/exe cannot be read");
    struct pl_child child = {.program = program, .case_dir = pl_args_case(args)};
    struct pl_site_options site_options = {.case_dir = pl_args_case(args),
                                           .listen = pl_args_text(args, "listen"),
                                           .write = pl_child_write,
                                           .write_ctx = &child};
    struct pl_site *site = NULL;
    rc = rc == PL_E_OK ? pl_site_open(&site_options, &site, &err) : rc;
    struct pl_server_options options = {.site = site,
                                        .listen = pl_args_text(args, "listen"),
                                        .hosts = hosts,
                                        .n_hosts = n_hosts,
                                        .csrf = csrf,
                                        .threads = (unsigned)pl_args_int(args, "threads", 2)};
    rc = rc == PL_E_OK ? serve(args, &options, &err) : rc;
    pl_site_close(site);
    return rc == PL_E_OK ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_serve = {
    .name = "serve",
    .summary = "answer the page and the API of a case at an address of this machine",
    .text =
        "Prints its address on one line once it listens, and ends well with SIGTERM or Ctrl-C. It listens on "
        "127.0.0.1 alone: whoever is on this machine is taken for the case's own person (or the one of --as), so any "
        "other address is refused. Every write runs in a process of its own and needs the token of /api/session; "
        "reads cannot write. docs/reference/http.md lists what can be asked.",
    .opts = (const struct pl_opt[]){{.name = "listen",
                                     .kind = PL_OPT_TEXT,
                                     .value = "ADDR:PORT",
                                     .text = "where; port 0 lets the system choose",
                                     .def = "127.0.0.1:8080"},
                                    {.name = "host",
                                     .kind = PL_OPT_TEXT,
                                     .value = "NAME",
                                     .text = "a further name by which it may be asked, as of a tunnel",
                                     .repeat = true},
                                    {.name = "threads",
                                     .kind = PL_OPT_INT,
                                     .value = "N",
                                     .text = "how many answer at once",
                                     .def = "2",
                                     .min = 1,
                                     .max = 64},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case serve", "the case's page at http://127.0.0.1:8080/", NULL},
    .needs_case = true,
    .run = run,
};
