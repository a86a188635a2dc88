#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/basemap.h"
#include "app/seaway_keep.h"
#include "base/file.h"
#include "base/log.h"
#include "base/secret.h"
#include "cmd/cmd.h"
#include "http/access.h"
#include "http/child.h"
#include "http/login.h"
#include "http/server.h"

#include "base/ban.h"

#define HOSTS_MAX 13
#define PEM_MAX   ((uint64_t)1 << 20)

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

static int serve(const struct pl_args *args, struct pl_server_options *options, atomic_bool *ending,
                 struct pl_error *err) {
    struct pl_server *server = NULL;
    pl_str rest = pl_str_from(options->listen);
    pl_str host = pl_str_cut(&rest, ':');
    block_ends();
    int rc = pl_server_open(options, &server, err);
    if (rc == PL_E_OK) {
        printf("http%s://%.*s:%u/\n", options->certificate != NULL ? "s" : "", (int)host.n, host.p,
               pl_server_port(server));
        rc = fflush(stdout) == 0 ? PL_E_OK : pl_fail(err, PL_E_IO, "the address cannot be printed");
    }
    if (rc == PL_E_OK) {
        pl_log_note("the case %s is open at that address for %s; Ctrl-C ends it", pl_args_case(args),
                    pl_login_demanded(options->login) ? "whoever signs in by one of its accounts"
                                                      : "everybody on this machine");
        (void)wait_for_end();
    }
    atomic_store(ending, true);
    pl_server_close(server);
    return rc;
}

/* A PEM file; a key must be its owner's alone. */
static int read_pem(const char *path, bool secret, struct pl_buf *out, struct pl_error *err) {
    struct stat st;
    if (path == NULL) {
        return PL_E_OK;
    }
    if (stat(path, &st) != 0) {
        return pl_fail_errno(err, PL_E_INPUT, errno, "%.120s cannot be read", path);
    }
    if (!S_ISREG(st.st_mode)) {
        return pl_fail(err, PL_E_INPUT, "%.120s is no file", path);
    }
    if (secret && ((st.st_mode & 077) != 0 || (st.st_uid != geteuid() && st.st_uid != 0))) {
        return pl_fail(err, PL_E_REFUSED, "others may read the key %.120s, or it is another's: chmod 600", path);
    }
    int rc = pl_file_read(path, PEM_MAX, out, err);
    pl_buf_add_char(out, '\0');
    return rc == PL_E_OK && pl_buf_failed(out) ? pl_fail(err, PL_E_LIMIT, "%.120s is too long", path) : rc;
}

static unsigned port_of(const char *listen) {
    uint64_t port = 0;
    pl_str rest = pl_str_from(listen);
    (void)pl_str_cut(&rest, ':');
    return pl_str_u64(rest, &port) && port <= 65535 ? (unsigned)port : 0;
}

struct parts {
    struct pl_login *login;
    struct pl_access *access;
    struct pl_site *site;
    struct pl_basemap *map;
    struct pl_buf certificate, key;
    atomic_bool *ending;
};

/* The tiles below the coast, and who is told what by them. */
static int open_map(const struct pl_args *args, struct parts *parts, struct pl_error *err) {
    const struct pl_basemap_options options = {.archive = pl_args_text(args, "tiles"),
                                               .address = pl_args_text(args, "tile-url"),
                                               .credit = pl_args_text(args, "tile-credit"),
                                               .tls = pl_args_text(args, "certificate") != NULL};
    if (options.archive == NULL && options.address == NULL) {
        return PL_E_OK;
    }
    int rc = pl_basemap_open(&options, &parts->map, err);
    if (rc == PL_E_OK && pl_basemap_origin(parts->map) != NULL) {
        pl_log_note("whoever shows the background map asks %s for it: that host learns what is looked at",
                    pl_basemap_origin(parts->map));
    }
    return rc;
}

/* A land mask that is none is said now, not when somebody asks for what is reachable. */
static int check_coast(const struct pl_site *site, const struct pl_site_options *options, struct pl_error *err) {
    const struct pl_seaway *way;
    return options->coast != NULL || options->links != NULL ? pl_seaway_keep_get(pl_site_seaway(site), &way, err)
                                                            : PL_E_OK;
}

static int open_and_serve(const struct pl_args *args, struct parts *parts, struct pl_site_options *site_options,
                          struct pl_server_options *options, struct pl_error *err) {
    const char *certificate = pl_args_text(args, "certificate"), *key = pl_args_text(args, "key");
    int rc = read_pem(certificate, false, &parts->certificate, err);
    rc = rc == PL_E_OK ? read_pem(key, true, &parts->key, err) : rc;
    rc = rc == PL_E_OK
             ? pl_login_open(pl_args_case(args), certificate != NULL, port_of(options->listen), &parts->login, err)
             : rc;
    rc = rc == PL_E_OK ? pl_access_open(pl_args_case(args), PL_ACCESS_BYTES, &parts->access, err) : rc;
    site_options->login = parts->login;
    site_options->access = parts->access;
    rc = rc == PL_E_OK ? open_map(args, parts, err) : rc;
    site_options->map = parts->map;
    rc = rc == PL_E_OK ? pl_site_open(site_options, &parts->site, err) : rc;
    rc = rc == PL_E_OK ? check_coast(parts->site, site_options, err) : rc;
    options->site = parts->site;
    options->login = parts->login;
    options->certificate = certificate != NULL ? parts->certificate.p : NULL;
    options->key = key != NULL ? parts->key.p : NULL;
    return rc == PL_E_OK ? serve(args, options, parts->ending, err) : rc;
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    atomic_bool ending = false;
    struct parts parts = {.ending = &ending};
    char program[PATH_MAX] = "";
    char csrf[65];
    const char *hosts[HOSTS_MAX];
    size_t n_hosts = pl_args_count(args, "host");
    if (n_hosts > HOSTS_MAX) {
        return pl_cmd_usage(args, "at most %d --host", HOSTS_MAX);
    }
    if ((pl_args_text(args, "certificate") == NULL) != (pl_args_text(args, "key") == NULL)) {
        return pl_cmd_usage(args, "--certificate and --key go together");
    }
    if (pl_args_text(args, "tiles") != NULL && pl_args_text(args, "tile-url") != NULL) {
        return pl_cmd_usage(args, "choose one of --tiles and --tile-url");
    }
    if (pl_args_text(args, "tile-credit") != NULL && pl_args_text(args, "tiles") == NULL &&
        pl_args_text(args, "tile-url") == NULL) {
        return pl_cmd_usage(args, "--tile-credit goes with --tiles or --tile-url");
    }
    for (size_t i = 0; i < n_hosts; i++) {
        hosts[i] = pl_args_nth(args, "host", i);
    }
    pl_buf_open(&parts.certificate, PEM_MAX + 1);
    pl_buf_open(&parts.key, PEM_MAX + 1);
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    int rc = n > 0 ? pl_login_secret(csrf, &err) : pl_fail(&err, PL_E_IO, "/proc/self/exe cannot be read");
    struct pl_child child = {.program = program, .case_dir = pl_args_case(args), .ending = &ending};
    struct pl_site_options site_options = {.case_dir = pl_args_case(args),
                                           .listen = pl_args_text(args, "listen"),
                                           .coast = pl_args_text(args, "coast"),
                                           .links = pl_args_text(args, "links"),
                                           .write = pl_child_write,
                                           .write_ctx = &child};
    struct pl_server_options options = {.listen = pl_args_text(args, "listen"),
                                        .hosts = hosts,
                                        .n_hosts = n_hosts,
                                        .csrf = csrf,
                                        .threads = (unsigned)pl_args_int(args, "threads", 4)};
    rc = rc == PL_E_OK ? open_and_serve(args, &parts, &site_options, &options, &err) : rc;
    pl_site_close(parts.site);
    pl_basemap_close(parts.map);
    pl_access_close(parts.access);
    pl_login_close(parts.login);
    pl_buf_close(&parts.certificate);
    pl_secret_wipe(&parts.key);
    return rc == PL_E_OK ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_serve = {
    .name = "serve",
    .summary = "answer the page and the API of a case at an address of this machine",
    .text =
        "Prints its address on one line once it listens, and ends well with SIGTERM or Ctrl-C. On 127.0.0.1 and "
        "without "
        "accounts, whoever is on this machine is taken for the case's own person (or the one of --as). Once there are "
        "accounts (`plimsoll account add`) one signs in by them, there too; any other address is refused without "
        "accounts and without --certificate and --key. Every write runs in a process of its own and needs the token of "
        "/api/session; reads cannot write. docs/serve.md says how a team uses it, docs/reference/http.md what can be "
        "asked.",
    .opts =
        (const struct pl_opt[]){{.name = "listen",
                                 .kind = PL_OPT_TEXT,
                                 .value = "ADDR:PORT",
                                 .text = "where; port 0 lets the system choose",
                                 .def = "127.0.0.1:8080"},
                                {.name = "host",
                                 .kind = PL_OPT_TEXT,
                                 .value = "NAME",
                                 .text = "a further name by which it may be asked, as of a tunnel",
                                 .repeat = true},
                                {.name = "certificate",
                                 .kind = PL_OPT_TEXT,
                                 .value = "FILE",
                                 .text = "PEM, with the certificates up to the root: speak TLS"},
                                {.name = "key",
                                 .kind = PL_OPT_TEXT,
                                 .value = "FILE",
                                 .text = "PEM, its owner's alone (0600): of the certificate"},
                                {.name = "threads",
                                 .kind = PL_OPT_INT,
                                 .value = "N",
                                 .text = "how many reads are answered at once",
                                 .def = "4",
                                 .min = 1,
                                 .max = 64},
                                {.name = "coast",
                                 .kind = PL_OPT_TEXT,
                                 .value = "FILE",
                                 .text = "a land mask instead of the shipped one, for what is reachable"},
                                {.name = "links",
                                 .kind = PL_OPT_TEXT,
                                 .value = "FILE",
                                 .text = "sea links in place of the shipped ones, as in reach; none"},
                                {.name = "tiles",
                                 .kind = PL_OPT_TEXT,
                                 .value = "FILE.pmtiles",
                                 .text = "a map archive (PMTiles 3) as the map's background; no request leaves"},
                                {.name = "tile-url",
                                 .kind = PL_OPT_TEXT,
                                 .value = "URL",
                                 .text = "tiles of another host, https://host/{z}/{x}/{y}.png: whoever switches them "
                                         "on ASKS THAT HOST, which learns what is looked at"},
                                {.name = "tile-credit",
                                 .kind = PL_OPT_TEXT,
                                 .value = "TEXT",
                                 .text = "whose background map it is, shown on it"},
                                {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case serve", "the case's page at http://127.0.0.1:8080/",
                                      "plimsoll -C demo-case serve --listen 0.0.0.0:8443 --host desk.example "
                                      "--certificate desk.pem --key desk.key",
                                      "for a team that signs in", NULL},
    .needs_case = true,
    .run = run,
};
