/* The server under load, for ThreadSanitizer: eight clients that read, write, sign in and out, guess, and break off,
 * while accounts change and the record of access turns. Every answer is one of those that are meant; what was written
 * is counted once for each 200. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <cmocka.h>

#include "app/init.h"
#include "base/thread.h"
#include "http/access.h"
#include "http/account.h"
#include "http/login.h"
#include "http/server.h"
#include "http/site.h"

#include "base/ban.h"

#define NOW     ((pl_time)1800000000 * 1000000)
#define HOST    "Host: localhost\r\n"
#define JSON    "Content-Type: application/json\r\n"
#define CLIENTS 8
#define ROUNDS  30

struct place {
    char root[64], dir[80];
    struct pl_site *site;
    struct pl_login *login;
    struct pl_access *access;
    struct pl_server *server;
    atomic_uint written;
};

struct client {
    struct place *p;
    unsigned number, reads, writes, other;
    char first_other[200]; /* what went otherwise first */
    char cookie[128], token[80], got[65536];
};

static int count_write(void *ctx, const struct pl_request *req, const struct pl_viewer *viewer,
                       struct pl_answer *answer, struct pl_error *err) {
    struct place *p = ctx;
    (void)req;
    (void)viewer;
    atomic_fetch_add(&p->written, 1);
    pl_buf_add_str(&answer->body, PL_STR("{}"));
    return pl_answer_done(answer, PL_FORM_JSON, err);
}

static void add_account(struct place *p, const char *name) {
    struct pl_account account = {
        .name = pl_str_from(name), .role = PL_ROLE_ADMIN, .clearance = PL_STR("TLP:RED"), .person = PL_STR("A. Clerk")};
    assert_int_equal(pl_account_add(p->dir, &account, PL_STR("a long password"), NOW, NULL), 0);
}

static int set_up(void **state) {
    struct place *p = calloc(1, sizeof *p);
    struct pl_init_done done;
    struct pl_init_options options = {.participant = PL_STR("Test"), .person = PL_STR("A. Clerk"), .now = NOW};
    assert_non_null(p);
    snprintf(p->root, sizeof p->root, "/tmp/plimsoll-unit-load.XXXXXX");
    assert_non_null(mkdtemp(p->root));
    snprintf(p->dir, sizeof p->dir, "%s/case", p->root);
    assert_int_equal(pl_init_run(p->dir, &options, &done, NULL), 0);
    add_account(p, "anna");
    add_account(p, "ben");
    assert_int_equal(pl_login_open(p->dir, false, 0, &p->login, NULL), 0);
    assert_int_equal(pl_access_open(p->dir, 2000, &p->access, NULL), 0);
    struct pl_site_options site = {
        .case_dir = p->dir, .listen = "", .write = count_write, .write_ctx = p, .login = p->login, .access = p->access};
    assert_int_equal(pl_site_open(&site, &p->site, NULL), 0);
    struct pl_server_options server = {
        .site = p->site, .listen = "127.0.0.1:0", .csrf = "", .threads = 4, .login = p->login};
    assert_int_equal(pl_server_open(&server, &p->server, NULL), 0);
    *state = p;
    return 0;
}

static int tear_down(void **state) {
    struct place *p = *state;
    char command[128];
    pl_server_close(p->server);
    pl_site_close(p->site);
    pl_access_close(p->access);
    pl_login_close(p->login);
    snprintf(command, sizeof command, "rm -rf '%s'", p->root);
    assert_int_equal(system(command), 0);
    free(p);
    return 0;
}

/* The status of one request on a connection of its own; 0 where there was no answer. */
__attribute__((format(printf, 3, 4))) static unsigned ask(struct client *c, bool wait, const char *fmt, ...) {
    char bytes[2048];
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)pl_server_port(c->p->server))};
    struct timeval limit = {.tv_sec = 60};
    size_t n = 0;
    uint64_t status = 0;
    va_list args;
    va_start(args, fmt);
    int length = vsnprintf(bytes, sizeof bytes, fmt, args);
    va_end(args);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0 ||
        connect(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
        send(fd, bytes, (size_t)length, MSG_NOSIGNAL) != length) {
        abort();
    }
    for (ssize_t got = 1; wait && got > 0 && n<sizeof c->got - 1; n += got> 0 ? (size_t)got : 0) {
        got = recv(fd, c->got + n, sizeof c->got - 1 - n, 0);
    }
    c->got[n] = '\0';
    close(fd);
    return strncmp(c->got, "HTTP/1.1 ", 9) == 0 && pl_str_u64(pl_str_make(c->got + 9, 3), &status) ? (unsigned)status
                                                                                                   : 0;
}

static bool copy_behind(const char *text, const char *what, char end, char *out, size_t max) {
    const char *from = strstr(text, what), *to = from != NULL ? strchr(from + strlen(what), end) : NULL;
    if (to == NULL || (size_t)(to - from) - strlen(what) >= max) {
        return false;
    }
    size_t n = (size_t)(to - from) - strlen(what);
    memcpy(out, from + strlen(what), n);
    out[n] = '\0';
    return true;
}

static void expect(struct client *c, bool as_wanted, const char *what, unsigned status) {
    if (!as_wanted && c->other++ == 0) {
        (void)snprintf(c->first_other, sizeof c->first_other, "%s: %u: %.150s", what, status, c->got);
    }
}

static void sign_in(struct client *c) {
    static const char BODY[] = "{\"name\":\"anna\",\"password\":\"a long password\"}";
    unsigned status =
        ask(c, true, "POST /api/session HTTP/1.1\r\n" HOST JSON "Connection: close\r\nContent-Length: %zu\r\n\r\n%s",
            sizeof BODY - 1, BODY);
    bool in = status == 200 && copy_behind(c->got, "Set-Cookie: ", ';', c->cookie, sizeof c->cookie) &&
              copy_behind(c->got, "\"csrf\":\"", '"', c->token, sizeof c->token);
    expect(c, in, "signing in", status);
}

static void run_client(void *ctx) {
    static const char *const PATHS[] = {"/api/log", "/api/access?limit=5", "/api/accounts", "/api/session",
                                        "/api/stream"};
    struct client *c = ctx;
    sign_in(c);
    for (unsigned i = 0; i < ROUNDS; i++) {
        unsigned status = ask(c, true, "GET %s HTTP/1.1\r\n" HOST "Cookie: %s\r\nConnection: close\r\n\r\n",
                              PATHS[(i + c->number) % 5], c->cookie);
        c->reads += status == 200;
        status = ask(c, true,
                     "POST /api/requirements HTTP/1.1\r\n" HOST JSON
                     "Cookie: %s\r\nX-Plimsoll-Token: %s\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
                     c->cookie, c->token);
        c->writes += status == 200;
        status = ask(c, true, "GET /api/log HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
        expect(c, status == 401, "without a session", status);
        (void)ask(c, false, "GET /api/log HTTP/1.1\r\n" HOST "Cookie: %s\r\n", c->cookie); /* and is gone */
    }
    unsigned status =
        ask(c, true,
            "DELETE /api/session HTTP/1.1\r\n" HOST "Cookie: %s\r\nX-Plimsoll-Token: %s\r\nConnection: close\r\n\r\n",
            c->cookie, c->token);
    expect(c, status == 200, "signing out", status);
}

static void test_load(void **state) {
    struct place *p = *state;
    static struct client clients[CLIENTS];
    struct pl_thread *threads[CLIENTS];
    unsigned writes = 0;
    for (unsigned i = 0; i < CLIENTS; i++) {
        clients[i] = (struct client){.p = p, .number = i};
        assert_int_equal(pl_thread_start(run_client, &clients[i], &threads[i], NULL), 0);
    }
    for (int i = 0; i < 3; i++) { /* the accounts file becomes another meanwhile */
        assert_int_equal(pl_account_password(p->dir, PL_STR("ben"), PL_STR("another password"), NOW + i, NULL), 0);
    }
    for (unsigned i = 0; i < CLIENTS; i++) {
        pl_thread_join(threads[i]);
    }
    for (unsigned i = 0; i < CLIENTS; i++) {
        if (clients[i].other > 0) {
            fail_msg("client %u: %u answers otherwise, first %s", i, clients[i].other, clients[i].first_other);
        }
        assert_int_equal(clients[i].reads, ROUNDS);
        assert_int_equal(clients[i].writes, ROUNDS);
        writes += clients[i].writes;
    }
    assert_int_equal(atomic_load(&p->written), writes);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(test_load, set_up, tear_down)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
