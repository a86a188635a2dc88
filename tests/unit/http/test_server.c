/* The server over a socket, byte by byte, where a client such as curl would not send what is tested: fields of two
 * readings, what stands behind a refused request, and what is answered behind one that is not. A request that is
 * refused must end the connection with ONE answer: what follows may be another's. Statuses: RFC 9110 and RFC 9112 (5.1:
 * a space before the colon is 400; 6.3: lengths; 3.2: Host). */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <cmocka.h>

#include "app/init.h"
#include "base/thread.h"
#include "http/server.h"
#include "http/site.h"

#include "base/ban.h"

#define NOW    ((pl_time)1800000000 * 1000000)
#define POST   "POST /api/screen HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
#define BEHIND "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

struct place {
    char root[64], dir[80];
    struct pl_site *site;
    struct pl_server *server;
    atomic_bool writing;
    char got[1 << 17];
};

/* A write that takes 300 ms. */
static int slow_write(void *ctx, const struct pl_request *req, const struct pl_viewer *viewer, struct pl_answer *answer,
                      struct pl_error *err) {
    struct place *p = ctx;
    (void)req;
    (void)viewer;
    atomic_store(&p->writing, true);
    (void)poll(NULL, 0, 300);
    pl_buf_add_str(&answer->body, PL_STR("{}"));
    return pl_answer_done(answer, PL_FORM_JSON, err);
}

static int set_up(void **state) {
    struct place *p = calloc(1, sizeof *p);
    struct pl_init_done done;
    struct pl_error err;
    struct pl_init_options options = {.participant = PL_STR("Test"), .person = PL_STR("A. Clerk"), .now = NOW};
    assert_non_null(p);
    snprintf(p->root, sizeof p->root, "/tmp/plimsoll-unit-server.XXXXXX");
    assert_non_null(mkdtemp(p->root));
    snprintf(p->dir, sizeof p->dir, "%s/case", p->root);
    assert_int_equal(setenv("TMPDIR", p->root, 1), 0);
    assert_int_equal(pl_init_run(p->dir, &options, &done, &err), 0);
    struct pl_site_options site = {.case_dir = p->dir, .write = slow_write, .write_ctx = p};
    assert_int_equal(pl_site_open(&site, &p->site, &err), 0);
    struct pl_server_options server = {
        .site = p->site, .listen = "127.0.0.1:0", .csrf = "00112233445566778899", .threads = 2};
    assert_int_equal(pl_server_open(&server, &p->server, &err), 0);
    *state = p;
    return 0;
}

static int tear_down(void **state) {
    struct place *p = *state;
    char command[128];
    pl_server_close(p->server);
    pl_site_close(p->site);
    snprintf(command, sizeof command, "rm -rf '%s'", p->root);
    assert_int_equal(system(command), 0);
    free(p);
    return 0;
}

/* Sends, and reads until the server closes. */
static void talk(struct place *p, const char *bytes) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)pl_server_port(p->server))};
    struct timeval limit = {.tv_sec = 10};
    size_t n = 0, length = strlen(bytes);
    ssize_t got;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(send(fd, bytes, length, MSG_NOSIGNAL), length);
    while ((got = recv(fd, p->got + n, sizeof p->got - 1 - n, 0)) > 0) {
        n += (size_t)got;
    }
    p->got[n] = '\0';
    close(fd);
}

static unsigned answers(const struct place *p) {
    unsigned n = 0;
    for (const char *at = p->got; (at = strstr(at, "HTTP/1.1 ")) != NULL; at++) {
        n++;
    }
    return n;
}

static void wants(struct place *p, const char *bytes, const char *status, unsigned n) {
    char line[16];
    talk(p, bytes);
    snprintf(line, sizeof line, "HTTP/1.1 %s", status);
    if (strncmp(p->got, line, 12) != 0 || answers(p) != n) {
        fail_msg("%s\n-> wanted %s and %u answers, got %u:\n%s", bytes, status, n, answers(p), p->got);
    }
}

static void test_refused_and_closed(void **state) {
    static const char *const BAD[] = {
        POST "Content-Length: 0\r\nContent-Length: 40\r\n\r\n" BEHIND,
        POST "Content-Length: 0\r\nContent-Length: 0\r\n\r\n" BEHIND,
        POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" BEHIND,
        POST "Content-Length : 5\r\n\r\nhello" BEHIND,
        POST "Content-Length\t: 5\r\n\r\nhello" BEHIND,
        POST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" BEHIND,
        POST "X(A): b\r\n\r\n" BEHIND,
        "GET /healthz HTTP/1.1\r\n\r\n" BEHIND,
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n" BEHIND,
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost : evil.example\r\n\r\n" BEHIND,
    };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        wants(*state, BAD[i], "400", 1);
    }
    static const char *const CODINGS[] = {"xchunked", "gzip, chunked", "chunked, gzip", "identity", ""};
    for (size_t i = 0; i < sizeof CODINGS / sizeof *CODINGS; i++) {
        char bytes[256];
        snprintf(bytes, sizeof bytes, POST "Transfer-Encoding: %s\r\n\r\n" BEHIND, CODINGS[i]);
        wants(*state, bytes, "501", 1);
    }
    wants(*state, "GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n" BEHIND, "421", 1);
    wants(*state, POST "Content-Length: 1048577\r\n\r\n" BEHIND, "413", 1);
    wants(*state, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx" BEHIND, "413", 1);
}

static void test_pipelined(void **state) {
    struct place *p = *state;
    wants(p, "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n" BEHIND, "200", 2);
    wants(p, POST "Content-Length: 5\r\n\r\nhello" BEHIND, "422", 2);
    wants(p, "HEAD /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" BEHIND, "200", 2);
    assert_null(strstr(p->got, "\"openapi\"")); /* a head has no body, and what follows is not taken for one */
}

/* What libmicrohttpd refuses before it asks us (docs/serve.md): the status and the end of the connection are right, and
 * nothing of the request is repeated; the form of its answers is not ours. */
static void test_refused_by_the_library(void **state) {
    static const struct {
        const char *ask, *status;
    } CASES[] = {
        {POST "Content-Length: abc\r\n\r\nmarker" BEHIND, "400"},
        {POST "Content-Length: +4\r\n\r\nmarker" BEHIND, "400"},
        {POST "Content-Length: 4, 4\r\n\r\nmarker" BEHIND, "400"},
        {POST "Content-Length: -1\r\n\r\nmarker" BEHIND, "400"},
        {POST "Transfer-Encoding: chunked\r\n\r\nmarker\r\n{}\r\n0\r\n\r\n" BEHIND, "400"},
        {"GET /marker HTTP/2.0\r\nHost: localhost\r\n\r\n" BEHIND, "505"},
    };
    struct place *p = *state;
    char line[16];
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        talk(p, CASES[i].ask); /* up to the end of the connection */
        snprintf(line, sizeof line, "HTTP/1.1 %s", CASES[i].status);
        if (strncmp(p->got, line, 12) != 0 || strstr(p->got, "HTTP/1.1 200") != NULL) {
            fail_msg("%s\n-> %s", CASES[i].ask, p->got);
        }
        assert_non_null(strstr(p->got, "\r\nConnection: close\r\n"));
        assert_null(strstr(p->got, "marker"));
    }
}

/* RFC 9110 15.5.6: 405 says what is taken. */
static void test_other_methods(void **state) {
    static const struct {
        const char *ask, *status, *allow;
    } CASES[] = {
        {"DELETE /api/log", "405", "GET, HEAD, OPTIONS"},
        {"TRACE /api/log.csv", "405", "GET, HEAD, OPTIONS"},
        {"PUT /healthz", "405", "GET, HEAD, OPTIONS"},
        {"GET /match/default", "405", "POST, OPTIONS"},
        {"PUT /api/session", "405", "GET, HEAD, POST, DELETE, OPTIONS"},
        {"BREW /api/session", "405", "GET, HEAD, POST, DELETE, OPTIONS"},
        {"POST /", "405", "GET, HEAD, OPTIONS"},
        {"DELETE /watch", "405", "GET, HEAD, OPTIONS"},
        {"OPTIONS /", "204", "GET, HEAD, OPTIONS"},
        {"OPTIONS /api/session", "204", "GET, HEAD, POST, DELETE, OPTIONS"},
        {"OPTIONS /match/default", "204", "POST, OPTIONS"},
        {"OPTIONS *", "204", "GET, HEAD, POST, PUT, DELETE, OPTIONS"},
    };
    struct place *p = *state;
    char bytes[512], field[128];
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        snprintf(bytes, sizeof bytes, "%s HTTP/1.1\r\nHost: localhost\r\n\r\n" BEHIND, CASES[i].ask);
        wants(p, bytes, CASES[i].status, 2);
        snprintf(field, sizeof field, "\r\nAllow: %s\r\n", CASES[i].allow);
        if (strstr(p->got, field) == NULL) {
            fail_msg("%s: no%s in %s", CASES[i].ask, field, p->got);
        }
    }
    wants(p, "OPTIONS /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n" BEHIND, "404", 2);
    assert_null(strstr(p->got, "\r\nAllow:"));
}

/* A page of elsewhere, in a browser that knows no Sec-Fetch-Site, and with a token that it should not have. */
static void test_other_origins(void **state) {
    static const struct {
        const char *fields, *status;
    } CASES[] = {
        {"", "200"},
        {"Origin: http://localhost\r\n", "200"},
        {"Origin: https://localhost\r\n", "200"}, /* a proxy in front adds TLS */
        {"Origin: http://LOCALHOST\r\nSec-Fetch-Site: same-origin\r\n", "200"},
        {"Origin: null\r\nSec-Fetch-Site: same-origin\r\n", "200"},
        {"Origin: null\r\n", "403"},
        {"Origin: http://localhost:1\r\n", "403"},
        {"Origin: http://localhost.evil.example\r\n", "403"},
        {"Origin: http://evil.example\r\n", "403"},
        {"Origin: http://evil.example\r\nSec-Fetch-Site: same-origin\r\n", "403"},
        {"Origin: localhost\r\n", "403"},
        {"Origin: http://localhost\r\nSec-Fetch-Site: cross-site\r\n", "403"},
    };
    char bytes[512];
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        snprintf(bytes, sizeof bytes,
                 "POST /api/watch-list HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                 "Content-Length: 2\r\nX-Plimsoll-Token: 00112233445566778899\r\n%s\r\n{}" BEHIND,
                 CASES[i].fields);
        wants(*state, bytes, CASES[i].status, 2);
    }
}

static void test_write_needs_the_token(void **state) {
    wants(*state,
          "POST /api/watch-list HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
          "\r\n{}" BEHIND,
          "403", 2);
    wants(*state,
          "POST /api/watch-list HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
          "X-Plimsoll-Token: 00112233445566778898\r\n\r\n{}" BEHIND,
          "403", 2);
}

static void write_slowly(void *ctx) {
    talk(ctx,
         "POST /api/watch-list HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
         "Content-Length: 2\r\nX-Plimsoll-Token: 00112233445566778899\r\n\r\n{}");
}

/* Whoever wrote learns that it was kept, although the server was told to end meanwhile. */
static void test_end_waits_for_answers(void **state) {
    struct place *p = *state;
    struct pl_thread *client = NULL;
    assert_int_equal(pl_thread_start(write_slowly, p, &client, NULL), 0);
    for (int i = 0; i < 12000 && !atomic_load(&p->writing); i++) {
        (void)poll(NULL, 0, 10);
    }
    pl_server_close(p->server);
    p->server = NULL;
    pl_thread_join(client);
    assert_int_equal(strncmp(p->got, "HTTP/1.1 200", 12), 0);
    assert_non_null(strstr(p->got, "\r\n\r\n{}"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_refused_and_closed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pipelined, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused_by_the_library, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_methods, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_origins, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_write_needs_the_token, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_end_waits_for_answers, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
