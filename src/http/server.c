#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "app/basemap.h"
#include "base/time.h"
#include "http/asset.h"
#include "http/login.h"
#include "http/phase.h"
#include "http/send.h"

#include "base/ban.h"

#define CONNECTIONS    512
#define OF_ONE_IP      256               /* connections */
#define STACK_BYTES    ((size_t)8 << 20) /* of address space */
#define HEADER_BYTES   ((size_t)32 << 10)
#define IDLE_S         20
#define ARENA_MAX      ((size_t)256 << 20)
#define NAMES_MAX      16
#define QUEUE_S        30
#define STRANGER_BYTES 65536 /* of a body that is read of somebody who may not ask; its refusal is recorded, then */
#define WRITERS        1     /* the case takes one at a time; the others wait here, in order, and not at its lock */
#define SIGNING_IN     2     /* each takes 64 MiB */
#define LISTENERS      1     /* many ask at the same moment, each for little: nobody who reads waits behind them */
#define ANSWER_STEPS   1000  /* of 10 ms, that answers have to be made at the end */
#define SEND_STEPS     100   /* and to be sent */
#define HELD_MAX       ((uint64_t)256 << 20) /* of all bodies that are arriving */

enum turn { READING, LISTENING, WRITING, LASTING, ENTERING, TURNS };

struct pl_server {
    struct pl_server_options options;
    struct MHD_Daemon *daemon;
    unsigned port;
    bool loopback;
    char names[NAMES_MAX][256]; /* a Host may say */
    size_t n_names;
    sem_t turns[TURNS];
    unsigned n_turns;               /* that were made */
    atomic_uint answering, sending; /* requests */
    atomic_bool ending;
    _Atomic uint64_t held; /* bytes of bodies */
    struct pl_phases *phases;
};

/* What is kept of a request while it arrives. */
struct arriving {
    char target[PL_TARGET_MAX + 2]; /* as received, cut where it is too long: then it is refused */
    bool started, too_long, answered;
    bool refused; /* before the body */
    bool crowded; /* its body was dropped for want of room */
    struct pl_buf body;
    uint64_t body_max, held;
};

/* False after QUEUE_S, when too many are before it, and when the server ends. */
static bool take_turn(struct pl_server *server, enum turn turn) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    for (int s = 0; s < QUEUE_S && !atomic_load(&server->ending); s++) {
        int rc;
        until.tv_sec++;
        do {
            rc = sem_timedwait(&server->turns[turn], &until);
        } while (rc != 0 && errno == EINTR);
        if (rc == 0 && atomic_load(&server->ending)) { /* no write begins then */
            (void)sem_post(&server->turns[turn]);
            return false;
        }
        if (rc == 0) {
            return true;
        }
    }
    return false;
}

/* ---- what is refused before anything is read ---- */

/* Under TLS, TLS is demanded from now on; but a browser keeps that for all ports of a name, so never for this machine's
 * own, where others serve without. */
static bool demands_tls(const struct pl_server *server, struct MHD_Connection *connection) {
    const char *text = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
    pl_str host = pl_str_from(text);
    return server->options.certificate != NULL && !pl_str_eq_nocase(pl_str_cut(&host, ':'), PL_STR("localhost"));
}

static enum MHD_Result refuse(const struct pl_server *server, struct MHD_Connection *connection, int status,
                              enum pl_code code, const char *why) {
    return pl_send_refusal(connection, status, code, why, demands_tls(server, connection));
}

struct counting {
    unsigned lengths, encodings, hosts, odd;
};

/* RFC 9110 5.6.2. The library takes "Content-Length :" for a field of another name, and the body for a request. */
static bool is_token(pl_str name) {
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        if (c <= ' ' || c >= 0x7f || strchr("\"(),/:;<=>?@[\\]{}", c) != NULL) {
            return false;
        }
    }
    return name.n > 0;
}

static enum MHD_Result count_field(void *ctx, enum MHD_ValueKind kind, const char *key, const char *value) {
    struct counting *c = ctx;
    pl_str name = pl_str_from(key);
    (void)kind;
    (void)value;
    c->lengths += pl_str_eq_nocase(name, PL_STR("Content-Length"));
    c->encodings += pl_str_eq_nocase(name, PL_STR("Transfer-Encoding"));
    c->hosts += pl_str_eq_nocase(name, PL_STR("Host"));
    c->odd += !is_token(name);
    return MHD_YES;
}

/* Without its port, which only tells where the connection goes. */
static bool knows_host(const struct pl_server *server, pl_str host) {
    size_t n = host.n;
    while (n > 0 && host.p[n - 1] >= '0' && host.p[n - 1] <= '9') {
        n--;
    }
    if (n > 0 && n < host.n && host.p[n - 1] == ':') {
        host.n = n - 1;
    }
    for (size_t i = 0; i < server->n_names; i++) {
        if (pl_str_eq_nocase(host, pl_str_from(server->names[i]))) {
            return true;
        }
    }
    return false;
}

static void find_viewer(const struct pl_server *server, const struct pl_request *req, struct pl_arena *arena,
                        struct pl_viewer *ret);

/* The ceiling of its body: that of its route. *ret_missing, where it is large: the status for whoever may not ask this
 * anyway, so that strangers send no large body; 0. */
static uint64_t body_max_of(const struct pl_server *server, struct MHD_Connection *connection, const char *method,
                            const char *target, bool large, int *ret_missing) {
    PL_ARENA_AUTO arena;
    struct pl_request req;
    struct pl_viewer viewer;
    pl_str values[PL_PATH_VALUES];
    bool other;
    const char *cookie = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Cookie");
    pl_arena_open(&arena, (size_t)1 << 20);
    if (pl_request_target(pl_str_from(method), pl_str_from(target), &arena, &req, NULL) != PL_E_OK ||
        (cookie != NULL && pl_request_add_header(&req, PL_STR("Cookie"), pl_str_from(cookie), NULL) != PL_E_OK)) {
        return 0;
    }
    const struct pl_route *route = pl_route_find(&req, values, &other);
    if (route == NULL || route->body == NULL) {
        return route == NULL ? PL_BODY_MAX : 0; /* read, to be told 404 or 405 */
    }
    if (large) {
        find_viewer(server, &req, &arena, &viewer);
    }
    if (large && viewer.role < pl_route_role(route)) {
        *ret_missing = viewer.role == PL_ROLE_NOBODY ? 401 : 403;
    }
    return route->body_max > 0 ? route->body_max : PL_BODY_MAX;
}

static enum MHD_Result refuse_length(const struct pl_server *server, struct MHD_Connection *connection,
                                     const char *method, const char *target) {
    PL_ARENA_AUTO arena;
    struct pl_request req;
    struct pl_error err = {0};
    pl_str values[PL_PATH_VALUES];
    bool other;
    pl_arena_open(&arena, (size_t)1 << 20);
    int rc = pl_request_target(pl_str_from(method), pl_str_from(target), &arena, &req, NULL);
    (void)pl_route_too_long(rc == PL_E_OK ? pl_route_find(&req, values, &other) : NULL, &err);
    return refuse(server, connection, 413, PL_E_LIMIT, err.msg);
}

/* The fields are there, the body is not. */
static enum MHD_Result begin(struct pl_server *server, struct MHD_Connection *connection, const char *method,
                             const char *version, struct arriving *a) {
    struct counting count = {0};
    uint64_t length = 0;
    a->refused = true;
    pl_phase_enter(server->phases, connection, PL_PHASE_BODY);
    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, count_field, &count);
    const char *host = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
    const char *says = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
    if (count.lengths > 1 || (count.lengths > 0 && count.encodings > 0) || count.encodings > 1 || count.hosts > 1 ||
        count.odd > 0 || (count.hosts == 0 && strcmp(version, "HTTP/1.0") != 0) ||
        (says != NULL && !pl_str_u64(pl_str_from(says), &length))) {
        return refuse(server, connection, 400, PL_E_USAGE,
                      "fields of this request contradict each other, or Host is missing");
    }
    const char *coding = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Transfer-Encoding");
    if (coding != NULL && !pl_str_eq_nocase(pl_str_trim(pl_str_from(coding)), PL_STR("chunked"))) {
        return refuse(server, connection, 501, PL_E_USAGE, "of transfer codings only chunked is understood here");
    }
    if (host != NULL && !knows_host(server, pl_str_from(host))) {
        return refuse(server, connection, 421, PL_E_REFUSED, "this server does not answer for that name; see --host");
    }
    if (a->too_long) {
        return refuse(server, connection, 414, PL_E_LIMIT, "the address of this request is too long");
    }
    int missing = 0;
    bool large = length > STRANGER_BYTES || count.encodings > 0;
    a->body_max = body_max_of(server, connection, method, a->target, large, &missing);
    if (missing != 0) {
        return refuse(server, connection, missing, PL_E_REFUSED,
                      missing == 401 ? "sign in first" : "your role may not do this");
    }
    if (length > a->body_max) {
        return refuse_length(server, connection, method, a->target);
    }
    pl_buf_open(&a->body, (size_t)a->body_max + 1);
    a->refused = false;
    return MHD_YES;
}

static void keep_body(struct pl_server *server, struct arriving *a, const char *bytes, size_t n) {
    if (a->crowded || a->held > a->body_max) {
        return;
    }
    a->held += n;
    if (atomic_fetch_add(&server->held, n) + n > (server->options.held > 0 ? server->options.held : HELD_MAX)) {
        a->crowded = true;
        pl_buf_close(&a->body);
        atomic_fetch_sub(&server->held, a->held);
        a->held = 0;
        return;
    }
    pl_buf_add(&a->body, bytes, n); /* beyond the ceiling it remembers, and drops */
}

/* ---- answering ---- */

struct copying {
    struct pl_request *req;
    int rc;
    struct pl_error err;
};

static enum MHD_Result copy_field(void *ctx, enum MHD_ValueKind kind, const char *key, const char *value) {
    struct copying *c = ctx;
    (void)kind;
    c->rc = pl_request_add_header(c->req, pl_str_from(key), pl_str_from(value), &c->err);
    return c->rc == PL_E_OK ? MHD_YES : MHD_NO;
}

/* The page, at whichever of its views. */
static bool is_page(const struct pl_request *req) {
    static const char *const VIEWS[] = {"watch", "vessel", "screen", "evidence", "report", "observe", "work", "case"};
    pl_str path = pl_str_sub(req->whole, 1, req->whole.n), first = pl_str_cut(&path, '/');
    for (size_t i = 0; i < sizeof VIEWS / sizeof VIEWS[0]; i++) {
        if (pl_str_eq(first, pl_str_from(VIEWS[i]))) {
            return true;
        }
    }
    return pl_str_eq(req->whole, PL_STR("/"));
}

/* A browser that follows a link to nowhere: the page itself says that nothing is there. Not for addresses of the API.
 * Asked of the site first, which notes it as any other question. */
static bool is_lost(const struct pl_request *req) {
    pl_str values[PL_PATH_VALUES], accept = pl_request_header(req, "Accept");
    bool other = false, reads = pl_str_eq(req->method, PL_STR("GET")) || pl_str_eq(req->method, PL_STR("HEAD"));
    return reads && accept.p != NULL && pl_str_find_nocase(accept, PL_STR("text/html")) < accept.n &&
           !pl_str_starts(req->whole, PL_STR("/api/")) && pl_asset_find(req->whole) == NULL &&
           pl_route_find(req, values, &other) == NULL && !other;
}

/* The page may load the pictures of one host more, where the server was given one. */
static void allow_pictures(const struct pl_basemap *map, struct pl_answer *answer) {
    char policy[sizeof PL_POLICY(" ") + PL_BASEMAP_ORIGIN_MAX];
    const char *origin = pl_basemap_origin(map);
    _Static_assert(sizeof policy <= sizeof answer->headers[0].value, "an answer's field holds the policy");
    if (origin != NULL) {
        snprintf(policy, sizeof policy, PL_POLICY(" %s"), origin);
        pl_answer_header(answer, "Content-Security-Policy", pl_str_from(policy));
    }
}

/* False where no file of the page is asked for. */
static bool answer_asset(const struct pl_basemap *map, const struct pl_request *req, struct pl_answer *answer) {
    bool page = is_page(req);
    const struct pl_asset *asset = pl_asset_find(page ? PL_STR("/") : req->whole);
    if ((asset != NULL || page) && !pl_str_eq(req->method, PL_STR("GET")) && !pl_str_eq(req->method, PL_STR("HEAD"))) {
        pl_answer_other_method(answer, req->method, "GET, HEAD, OPTIONS");
        return true;
    }
    if (asset == NULL && page) {
        answer->status = 200;
        answer->type = "text/plain; charset=utf-8";
        pl_buf_add_str(&answer->body, PL_STR("This program was built without its page; the API alone answers here. "
                                             "/openapi.json describes it.\n"));
        return true;
    }
    if (asset == NULL) {
        return false;
    }
    char tag[96 + PL_BASEMAP_ORIGIN_MAX];
    const char *origin = page ? pl_basemap_origin(map) : NULL; /* the page with its policy is another one */
    snprintf(tag, sizeof tag, "W/\"%.70s%s%s\"", asset->hash, origin != NULL ? "-" : "", origin != NULL ? origin : "");
    allow_pictures(page ? map : NULL, answer);
    answer->status = 200;
    answer->type = asset->type;
    pl_answer_header(answer, "ETag", pl_str_from(tag));
    pl_answer_header(answer, "Cache-Control",
                     asset->immutable ? PL_STR("public, max-age=31536000, immutable") : PL_STR("no-cache"));
    pl_answer_tag(answer, pl_request_header(req, "If-None-Match"));
    if (answer->status != 304) {
        answer->gzip = true;
        answer->fixed = asset->bytes;
        answer->n_fixed = asset->n;
    }
    return true;
}

/* The page in place of the problem, where there is one in this program. */
static void answer_lost(const struct pl_basemap *map, struct pl_answer *answer) {
    const struct pl_asset *asset = pl_asset_find(PL_STR("/"));
    if (asset == NULL) {
        return;
    }
    pl_answer_close(answer);
    pl_answer_open(answer);
    allow_pictures(map, answer);
    answer->status = 404;
    answer->type = asset->type;
    pl_answer_header(answer, "Cache-Control", PL_STR("no-cache"));
    answer->gzip = true;
    answer->fixed = asset->bytes;
    answer->n_fixed = asset->n;
}

static enum turn turn_of(const struct pl_request *req) {
    pl_str values[PL_PATH_VALUES];
    bool other;
    const struct pl_route *route = pl_route_find(req, values, &other);
    struct pl_call call = {.req = req, .route = route};
    if (route != NULL && pl_call_writes(&call)) {
        return route->lasting ? LASTING : WRITING;
    }
    bool enters = pl_str_eq(req->method, PL_STR("POST")) && pl_str_eq(req->whole, PL_STR("/api/session"));
    return enters ? ENTERING : pl_str_eq(req->whole, PL_STR("/api/stream")) ? LISTENING : READING;
}

static void find_address(struct MHD_Connection *connection, char out[INET_ADDRSTRLEN]) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    union {
        struct sockaddr any;
        struct sockaddr_in in;
    } at = {.any = {0}};
    out[0] = '\0';
    if (info != NULL && info->client_addr != NULL && info->client_addr->sa_family == AF_INET) {
        memcpy(&at, info->client_addr, sizeof at.in);
        (void)inet_ntop(AF_INET, &at.in.sin_addr, out, INET_ADDRSTRLEN);
    }
}

static void find_viewer(const struct pl_server *server, const struct pl_request *req, struct pl_arena *arena,
                        struct pl_viewer *ret) {
    struct pl_login *login = server->options.login;
    bool stream = pl_str_eq(req->whole, PL_STR("/api/stream"));
    *ret = (struct pl_viewer){.role = PL_ROLE_ADMIN,
                              .person = PL_STR(""),
                              .clearance = PL_STR(""),
                              .csrf = pl_str_from(server->options.csrf)};
    if (login != NULL && pl_login_demanded(login)) {
        pl_login_viewer(login, req, pl_time_monotonic_us(), !stream, arena, ret);
    }
}

static enum MHD_Result answer_read(struct pl_server *server, struct MHD_Connection *connection, const char *method,
                                   struct arriving *a) {
    PL_ARENA_AUTO arena;
    PL_ANSWER_AUTO answer;
    char address[INET_ADDRSTRLEN];
    struct pl_request req;
    struct pl_viewer viewer;
    pl_arena_open(&arena, ARENA_MAX);
    pl_answer_open(&answer);
    struct copying copy = {.req = &req};
    if (strcmp(method, "OPTIONS") == 0 && strcmp(a->target, "*") == 0) { /* of the server as a whole: RFC 9110 7.1 */
        pl_answer_other_method(&answer, PL_STR("OPTIONS"), "GET, HEAD, POST, PUT, DELETE, OPTIONS");
        return pl_send_answer(connection, &answer, NULL, demands_tls(server, connection), false);
    }
    copy.rc = pl_request_target(pl_str_from(method), pl_str_from(a->target), &arena, &req, &copy.err);
    if (copy.rc == PL_E_OK) {
        (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, copy_field, &copy);
    }
    if (copy.rc != PL_E_OK) {
        return refuse(server, connection, 400, PL_E_USAGE, copy.err.msg);
    }
    if (a->crowded) {
        return refuse(server, connection, 503, PL_E_BUSY, "too much is being sent by others; send again");
    }
    if (pl_buf_failed(&a->body) || a->body.n > a->body_max) {
        return refuse_length(server, connection, method, a->target);
    }
    find_address(connection, address);
    req.body = pl_buf_str(&a->body);
    req.address = pl_str_from(address);
    req.secure = server->options.certificate != NULL;
    if (!answer_asset(pl_site_options(server->options.site)->map, &req, &answer)) {
        enum turn turn = turn_of(&req);
        if (!take_turn(server, turn)) {
            if (atomic_load(&server->ending)) {
                return refuse(server, connection, 503, PL_E_INTERRUPTED, "the server ends");
            }
            return refuse(server, connection, 503, PL_E_BUSY,
                          turn == LASTING ? "another import or build is running (/api/imports/running); ask again"
                                          : "too many others are being answered; ask again");
        }
        find_viewer(server, &req, &arena, &viewer);
        pl_site_answer(server->options.site, &req, &viewer, pl_time_now(), &arena, &answer);
        (void)sem_post(&server->turns[turn]);
        if (answer.status == 404 && is_lost(&req)) { /* 503 where it could not be noted */
            answer_lost(pl_site_options(server->options.site)->map, &answer);
        }
    }
    return pl_send_answer(connection, &answer, &req, demands_tls(server, connection), false);
}

static enum MHD_Result answer_whole(struct pl_server *server, struct MHD_Connection *connection, const char *method,
                                    struct arriving *a) {
    if (atomic_load(&server->ending)) {
        return refuse(server, connection, 503, PL_E_INTERRUPTED, "the server ends");
    }
    pl_phase_enter(server->phases, connection, PL_PHASE_ANSWERING);
    atomic_fetch_add(&server->sending, 1);
    atomic_fetch_add(&server->answering, 1);
    a->answered = true;
    enum MHD_Result rc = answer_read(server, connection, method, a);
    atomic_fetch_sub(&server->answering, 1);
    pl_phase_enter(server->phases, connection, PL_PHASE_SENDING);
    return rc;
}

/* ---- what libmicrohttpd calls ---- */

static void *on_target(void *ctx, const char *target, struct MHD_Connection *connection) {
    struct arriving *a = calloc(1, sizeof *a);
    (void)ctx;
    (void)connection;
    if (a != NULL) {
        size_t n = strnlen(target, PL_TARGET_MAX + 1);
        a->too_long = n > PL_TARGET_MAX;
        memcpy(a->target, target, n);
    }
    return a;
}

/* The library's own decoding would hide what was sent. */
static size_t leave_escaped(void *ctx, struct MHD_Connection *connection, char *text) {
    (void)ctx;
    (void)connection;
    return strlen(text);
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *bytes, size_t *n_bytes, void **state) {
    struct pl_server *server = ctx;
    struct arriving *a = *state;
    (void)url;
    if (a == NULL) {
        return MHD_NO;
    }
    if (!a->started) {
        a->started = true;
        return begin(server, connection, method, version, a);
    }
    if (*n_bytes > 0) {
        keep_body(server, a, bytes, *n_bytes);
        *n_bytes = 0;
        return MHD_YES;
    }
    return answer_whole(server, connection, method, a);
}

static void on_completed(void *ctx, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode how) {
    struct pl_server *server = ctx;
    struct arriving *a = *state;
    pl_phase_enter(server->phases, connection, PL_PHASE_WAITING);
    if (a != NULL) {
        if (a->answered) {
            atomic_fetch_sub(&server->sending, 1);
        }
        if (a->refused && how == MHD_REQUEST_TERMINATED_COMPLETED_OK) {
            pl_phase_linger(server->phases, connection);
        }
        atomic_fetch_sub(&server->held, a->held);
        pl_buf_close(&a->body);
        free(a);
        *state = NULL;
    }
}

/* ---- opening ---- */

static int read_listen(const char *text, struct sockaddr_in *ret, char host[64], struct pl_error *err) {
    pl_str rest = pl_str_from(text);
    pl_str name = pl_str_cut(&rest, ':');
    uint64_t port = 0;
    struct sockaddr_in at = {.sin_family = AF_INET};
    if (name.n == 0 || name.n >= 64 || rest.p == NULL || !pl_str_u64(rest, &port) || port > 65535) {
        return pl_fail(err, PL_E_USAGE, "%.60s is no address; write 127.0.0.1:8080", text);
    }
    memcpy(host, name.p, name.n);
    host[name.n] = '\0';
    if (inet_pton(AF_INET, pl_str_eq(name, PL_STR("localhost")) ? "127.0.0.1" : host, &at.sin_addr) != 1) {
        return pl_fail(err, PL_E_USAGE, "%.60s is no IPv4 address; write 127.0.0.1:8080", text);
    }
    at.sin_port = htons((uint16_t)port);
    *ret = at;
    return PL_E_OK;
}

static int note_names(struct pl_server *server, const char *host, struct pl_error *err) {
    const struct pl_server_options *o = &server->options;
    if (o->n_hosts > NAMES_MAX - 3) {
        return pl_fail(err, PL_E_LIMIT, "at most %d names", NAMES_MAX - 3);
    }
    snprintf(server->names[server->n_names++], sizeof server->names[0], "%s", host);
    snprintf(server->names[server->n_names++], sizeof server->names[0], "localhost");
    for (size_t i = 0; i < o->n_hosts; i++) {
        snprintf(server->names[server->n_names++], sizeof server->names[0], "%s", o->hosts[i]);
    }
    return PL_E_OK;
}

/* Others may reach it: only under TLS, and by an account. */
static int check_reach(const struct pl_server *server, const char *host, struct pl_error *err) {
    const struct pl_server_options *o = &server->options;
    if (server->loopback) {
        return PL_E_OK;
    }
    if (o->certificate == NULL || o->key == NULL) {
        return pl_fail(err, PL_E_REFUSED,
                       "%s can be reached by others: that needs --certificate and --key (and accounts); or listen on "
                       "127.0.0.1",
                       host);
    }
    if (o->login == NULL || !pl_login_demanded(o->login)) {
        return pl_fail(err, PL_E_REFUSED,
                       "%s can be reached by others, and this case has no accounts: `plimsoll account add NAME --role "
                       "admin` makes the first",
                       host);
    }
    return PL_E_OK;
}

static int make_turns(struct pl_server *server, struct pl_error *err) {
    const unsigned many[TURNS] = {[READING] = server->options.threads,
                                  [LISTENING] = LISTENERS,
                                  [WRITING] = WRITERS,
                                  [LASTING] = WRITERS,
                                  [ENTERING] = SIGNING_IN};
    while (server->n_turns < TURNS && sem_init(&server->turns[server->n_turns], 0, many[server->n_turns]) == 0) {
        server->n_turns++;
    }
    return server->n_turns == TURNS ? PL_E_OK : pl_fail_errno(err, PL_E_IO, errno, "no turns can be counted");
}

static int start_daemon(struct pl_server *server, struct sockaddr_in *at, struct pl_error *err) {
    const struct pl_server_options *o = &server->options;
    union { /* the library takes PEM texts as void *, and leaves them as they are */
        const char *given;
        void *taken;
    } certificate = {.given = o->certificate}, key = {.given = o->key};
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC;
    const struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, certificate.taken},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, key.taken},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t) "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL}};
    const struct MHD_OptionItem open[] = {{MHD_OPTION_END, 0, NULL}};
    bool secure = o->certificate != NULL;
    errno = 0;
    server->daemon = MHD_start_daemon(
        flags | (secure ? MHD_USE_TLS : 0), 0, NULL, NULL, on_request, server, MHD_OPTION_SOCK_ADDR,
        (struct sockaddr *)at, MHD_OPTION_THREAD_STACK_SIZE, STACK_BYTES, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS, MHD_OPTION_PER_IP_CONNECTION_LIMIT, server->loopback ? 0U : (unsigned)OF_ONE_IP,
        MHD_OPTION_CONNECTION_TIMEOUT, (IDLE_S + o->hurry - 1) / o->hurry, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        HEADER_BYTES, MHD_OPTION_URI_LOG_CALLBACK, on_target, server, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, pl_phases_connection,
        server->phases, MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_ARRAY, secure ? tls : open, MHD_OPTION_END);
    if (server->daemon != NULL) {
        return PL_E_OK;
    }
    bool taken = errno == EADDRINUSE || errno == EACCES || errno == EADDRNOTAVAIL;
    return secure && !taken
               ? pl_fail(err, PL_E_FORMAT, "the certificate and the key are not taken: PEM, and of one another?")
               : pl_fail_errno(err, PL_E_IO, errno, "%s cannot be listened on", o->listen);
}

int pl_server_open(const struct pl_server_options *options, struct pl_server **ret, struct pl_error *err) {
    struct sockaddr_in at;
    char host[64];
    int rc = read_listen(options->listen, &at, host, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    struct pl_server *server = calloc(1, sizeof *server);
    if (server == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a server");
    }
    server->options = *options;
    server->options.hurry = options->hurry > 0 ? options->hurry : 1;
    server->loopback = (ntohl(at.sin_addr.s_addr) >> 24) == 127;
    rc = check_reach(server, host, err);
    rc = rc == PL_E_OK ? note_names(server, host, err) : rc;
    rc = rc == PL_E_OK ? make_turns(server, err) : rc;
    rc = rc == PL_E_OK ? pl_phases_open(server->options.hurry, &server->phases, err) : rc;
    rc = rc == PL_E_OK ? start_daemon(server, &at, err) : rc;
    if (rc == PL_E_OK) {
        const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
        server->port = info != NULL ? info->port : ntohs(at.sin_port);
        *ret = server;
        return PL_E_OK;
    }
    pl_server_close(server);
    return rc;
}

unsigned pl_server_port(const struct pl_server *server) { return server->port; }

static void wait_for(const atomic_uint *count, unsigned steps) {
    for (unsigned i = 0; i < steps && atomic_load(count) > 0; i++) {
        (void)poll(NULL, 0, 10);
    }
}

void pl_server_close(struct pl_server *server) {
    if (server == NULL) {
        return;
    }
    atomic_store(&server->ending, true);
    if (server->daemon != NULL) {
        pl_phases_end(server->phases);
        /* The library would drop the answers that are being made: a write would be kept, and nobody told. */
        int fd = MHD_quiesce_daemon(server->daemon);
        wait_for(&server->answering, ANSWER_STEPS);
        wait_for(&server->sending, SEND_STEPS);
        MHD_stop_daemon(server->daemon);
        if (fd >= 0) {
            (void)close(fd);
        }
    }
    pl_phases_close(server->phases);
    while (server->n_turns > 0) {
        (void)sem_destroy(&server->turns[--server->n_turns]);
    }
    free(server);
}
