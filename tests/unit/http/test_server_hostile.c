/* What strangers send to the server over sockets: slowly, too much, in other shapes than text, along other ways than
 * the routes'; and that nobody else waits for it. Where time runs out with options.hurry = 30, the stated 30 s for
 * fields are 1 s and the 120 s for a body 4 s; all else has the stated times, which no busy machine needs. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
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
#include "base/time.h"
#include "http/server.h"
#include "http/site.h"

#include "base/ban.h"

#define NOW    ((pl_time)1800000000 * 1000000)
#define TOKEN  "00112233445566778899"
#define HOST   "Host: localhost\r\n"
#define LAST   "Connection: close\r\n\r\n"
#define POST   "POST /api/screen HTTP/1.1\r\n" HOST "Content-Type: application/json\r\n"
#define MANY   100
#define SECOND INT64_C(1000000)

struct place {
    char root[64], dir[80];
    struct pl_site *site;
    struct pl_server *server;
    atomic_uint writing;
    atomic_bool release; /* of writes */
    char got[1 << 18];
};

/* A write that takes until it is let go. */
static int slow_write(void *ctx, const struct pl_request *req, const struct pl_viewer *viewer, struct pl_answer *answer,
                      struct pl_error *err) {
    struct place *p = ctx;
    (void)req;
    (void)viewer;
    atomic_fetch_add(&p->writing, 1);
    for (int i = 0; i < 6000 && !atomic_load(&p->release); i++) {
        (void)poll(NULL, 0, 10);
    }
    pl_buf_add_str(&answer->body, PL_STR("{}"));
    return pl_answer_done(answer, PL_FORM_JSON, err);
}

static int set_up_hurried(void **state, unsigned hurry) {
    struct place *p = calloc(1, sizeof *p);
    struct pl_init_done done;
    struct pl_error err;
    struct pl_init_options options = {.participant = PL_STR("Test"), .person = PL_STR("A. Clerk"), .now = NOW};
    assert_non_null(p);
    snprintf(p->root, sizeof p->root, "/tmp/plimsoll-unit-hostile.XXXXXX");
    assert_non_null(mkdtemp(p->root));
    snprintf(p->dir, sizeof p->dir, "%s/case", p->root);
    assert_int_equal(pl_init_run(p->dir, &options, &done, &err), 0);
    struct pl_site_options site = {.case_dir = p->dir, .listen = "", .write = slow_write, .write_ctx = p};
    assert_int_equal(pl_site_open(&site, &p->site, &err), 0);
    struct pl_server_options server = {.site = p->site,
                                       .listen = "127.0.0.1:0",
                                       .csrf = TOKEN,
                                       .threads = 2,
                                       .held = (uint64_t)3 << 19,
                                       .hurry = hurry};
    assert_int_equal(pl_server_open(&server, &p->server, &err), 0);
    *state = p;
    return 0;
}

static int set_up(void **state) { return set_up_hurried(state, 1); }
static int set_up_hasty(void **state) { return set_up_hurried(state, 30); }

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

static int connected(const struct place *p) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)pl_server_port(p->server))};
    struct timeval limit = {.tv_sec = 100};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

/* As much as is taken: the server may end the connection before it has read all. */
static bool send_all(int fd, const char *bytes, size_t n) {
    size_t at = 0;
    while (at < n) {
        ssize_t did = send(fd, bytes + at, n - at, MSG_NOSIGNAL);
        if (did <= 0) {
            return false;
        }
        at += (size_t)did;
    }
    return true;
}

static void receive_all(int fd, char *out, size_t max) {
    size_t n = 0;
    ssize_t got;
    while (n < max - 1 && (got = recv(fd, out + n, max - 1 - n, 0)) > 0) {
        n += (size_t)got;
    }
    out[n] = '\0';
}

/* The status of the first answer; 0: the connection was ended without one. */
static int ask(struct place *p, const char *bytes, size_t n) {
    int fd = connected(p);
    send_all(fd, bytes, n);
    receive_all(fd, p->got, sizeof p->got);
    close(fd);
    uint64_t status = 0;
    bool answered = strncmp(p->got, "HTTP/1.1 ", 9) == 0 && pl_str_u64(pl_str_make(p->got + 9, 3), &status);
    return answered ? (int)status : 0;
}

static unsigned answers(const char *text) {
    unsigned n = 0;
    for (const char *at = text; (at = strstr(at, "HTTP/1.1 ")) != NULL; at++) {
        n++;
    }
    return n;
}

/* Answered before the socket's 100 s are over. In haste a busy machine may not find a second for it at once. */
static void is_alive(struct place *p) {
    static const char HEALTH[] = "GET /readyz HTTP/1.1\r\n" HOST LAST;
    int status = 0;
    for (int i = 0; i < 20 && status == 0; i++) {
        status = ask(p, HEALTH, sizeof HEALTH - 1);
    }
    assert_int_equal(status, 200);
}

/* ---- slowly ---- */

/* One byte each 100 ms, so that the connection is never without one for long: how long it lives, in us. */
static int64_t trickle(struct place *p, const char *head, int64_t most_us) {
    int64_t since = pl_time_monotonic_us();
    int fd = connected(p);
    char byte;
    bool open = true;
    send_all(fd, head, strlen(head));
    while (open && pl_time_monotonic_us() - since < most_us) {
        open = send(fd, "a", 1, MSG_NOSIGNAL) == 1 && !(recv(fd, &byte, 1, MSG_DONTWAIT) == 0);
        (void)poll(NULL, 0, 100);
    }
    close(fd);
    return pl_time_monotonic_us() - since;
}

static void test_slow(void **state) {
    struct place *p = *state;
    assert_in_range(trickle(p, "", 60 * SECOND), SECOND, 25 * SECOND);
    assert_in_range(trickle(p, "GET /healthz HTTP/1.1\r\n" HOST "X-Slow: ", 60 * SECOND), SECOND, 25 * SECOND);
    assert_in_range(trickle(p, POST "Content-Length: 100000\r\n\r\n{", 100 * SECOND), 4 * SECOND, 50 * SECOND);
    is_alive(p);
}

/* Connections that say nothing, or half of it, keep nobody waiting, and end. */
static void test_idle(void **state) {
    struct place *p = *state;
    int fds[MANY];
    char byte;
    for (int i = 0; i < MANY; i++) {
        fds[i] = connected(p);
        if (i % 2 == 1) {
            send_all(fds[i], "GET /healthz HTTP/1.1\r\n", 23);
        }
    }
    is_alive(p);
    for (int i = 0; i < MANY; i++) { /* those with half a request may be told 408 or the like first */
        int64_t since = pl_time_monotonic_us();
        while (recv(fds[i], &byte, 1, 0) > 0) {
        }
        assert_in_range(pl_time_monotonic_us() - since, 0, 25 * SECOND);
        close(fds[i]);
    }
}

/* ---- writes keep no reader waiting ---- */

static const char WRITE[] =
    "POST /api/watch-list HTTP/1.1\r\n" HOST
    "Content-Type: application/json\r\nContent-Length: 2\r\nX-Plimsoll-Token: " TOKEN "\r\nConnection: close\r\n\r\n{}";

struct writer {
    struct place *p;
    char got[4096];
};

static void write_slowly(void *ctx) {
    struct writer *w = ctx;
    int fd = connected(w->p);
    send_all(fd, WRITE, sizeof WRITE - 1);
    receive_all(fd, w->got, sizeof w->got);
    close(fd);
}

static void test_slow_writes(void **state) {
    struct place *p = *state;
    struct writer writers[3] = {{.p = p}, {.p = p}, {.p = p}};
    struct pl_thread *threads[3];
    for (int i = 0; i < 3; i++) {
        assert_int_equal(pl_thread_start(write_slowly, &writers[i], &threads[i], NULL), 0);
    }
    while (atomic_load(&p->writing) == 0) {
        (void)poll(NULL, 0, 10);
    }
    for (int i = 0; i < 5; i++) {
        is_alive(p);
    }
    assert_int_equal(atomic_load(&p->writing), 1); /* the others wait for it */
    atomic_store(&p->release, true);
    for (int i = 0; i < 3; i++) {
        pl_thread_join(threads[i]);
        assert_int_equal(strncmp(writers[i].got, "HTTP/1.1 200", 12), 0);
    }
}

/* ---- too much, and in other shapes ---- */

static void test_long_fields(void **state) {
    struct place *p = *state;
    static char bytes[(1 << 20) + 4096];
    int n = snprintf(bytes, 64, "GET /healthz HTTP/1.1\r\n" HOST "X-Long: ");
    memset(bytes + n, 'a', 1 << 20);
    snprintf(bytes + n + (1 << 20), 64, "\r\n" LAST);
    int status = ask(p, bytes, strlen(bytes));
    assert_true(status == 0 || status == 431); /* 0: its end was lost with what was left unread */
    n = snprintf(bytes, 64, "GET /healthz HTTP/1.1\r\n" HOST);
    for (int i = 0; i < 65; i++) { /* with Host and Connection 67, of 64 */
        n += snprintf(bytes + n, 32, "X-%d: 1\r\n", i);
    }
    snprintf(bytes + n, 32, LAST);
    assert_int_equal(ask(p, bytes, strlen(bytes)), 400);
    is_alive(p);
}

static void test_ways(void **state) {
    static const struct {
        const char *target;
        int status;
    } WAYS[] = {
        {"/../../etc/passwd", 400},
        {"/assets/../../etc/passwd", 400},
        {"/%2e%2e/%2e%2e/etc/passwd", 400},
        {"/api/%2E%2E/log", 400},
        {"/%252e%252e/etc/passwd", 404}, /* decoded once: a name, and no such thing */
        {"/api/exhibits/%2e%2e%2f%2e%2e%2fcase.db", 400},
        {"/api/exhibits/..%5c..%5ccase.db", 400},
        {"/api\\..\\log", 400},
        {"/api/log%00.csv", 400},
        {"/api/log%0d%0aX-Evil:%20a", 400},
        {"/api/%c0%ae%c0%ae/log", 400}, /* an overlong dot */
        {"/api/%ed%a0%80", 400},        /* half of a surrogate pair */
        {"/api/log%", 400},
        {"/api/log%zz", 400},
        {"//api/log", 400},
        {"/api/./log", 400},
        {"*", 400},
        {"http://evil.example/api/log", 400},
        {"/API/log", 404},
        {"/api/log/", 404},
        {"/access/accounts", 404},
        {"/case.db", 404},
    };
    struct place *p = *state;
    char bytes[256];
    for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++) {
        snprintf(bytes, sizeof bytes, "GET %s HTTP/1.1\r\n" HOST LAST, WAYS[i].target);
        int got = ask(p, bytes, strlen(bytes));
        if (got != WAYS[i].status) {
            fail_msg("%s: %d, not %d: %s", WAYS[i].target, got, WAYS[i].status, p->got);
        }
        assert_null(strstr(p->got, "X-Evil: a"));
        assert_null(strstr(p->got, "root:"));
    }
    static const char NUL[] = "GET /api/log\0/x HTTP/1.1\r\n" HOST LAST,
                      FIELD[] = "GET /healthz HTTP/1.1\r\n" HOST "X-A: b\0c\r\n" LAST;
    int got = ask(p, NUL, sizeof NUL - 1); /* the library cuts there: the address before it, asked by the same rights */
    assert_true(got == 400 || got == 0 || got == 200);
    got = ask(p, FIELD, sizeof FIELD - 1);
    assert_true(got == 400 || got == 200 || got == 0); /* what is cut at the NUL is no field that we read */
    is_alive(p);
}

static int post(struct place *p, const char *body, size_t n) {
    char *bytes = malloc(n + 512);
    assert_non_null(bytes);
    int head = snprintf(bytes, 512, POST "Connection: close\r\nContent-Length: %zu\r\n\r\n", n);
    memcpy(bytes + head, body, n);
    int status = ask(p, bytes, (size_t)head + n);
    free(bytes);
    return status;
}

static void test_bodies(void **state) {
    struct place *p = *state;
    size_t most = (size_t)1 << 20;
    char *body = malloc(most + 1), deep[256];
    assert_non_null(body);
    memset(body, ' ', most + 1);
    memcpy(body, "{\"x\":1}", 7);
    assert_int_equal(post(p, body, most - 1), 400); /* read, and told that there is no member x */
    assert_int_equal(post(p, body, most), 400);
    free(body);
    memset(deep, '[', 64);
    memset(deep + 64, ']', 64);
    assert_int_equal(post(p, deep, 128), 400); /* 64 deep is JSON, and no object */
    memset(deep, '[', 65);
    memset(deep + 65, ']', 65);
    assert_int_equal(post(p, deep, 130), 413); /* 65 is a ceiling */
    static const char *const BROKEN[] = {
        "{\"a\":\"\xff\"}", "{\"a\":\"\xc0\xaf\"}", "{\"a\":1,\"a\":2}", "{\"a\":\"\\u0000\"}", "{", "",
        "{\"a\":1e999}",    "\xed\xa0\x80"};
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
        assert_int_equal(post(p, BROKEN[i], strlen(BROKEN[i])), 422);
    }
    assert_int_equal(post(p, "{\0}", 3), 422);
    is_alive(p);
}

/* Who sends on while he is refused can, and reads why: a program that cannot send may never look for an answer. */
static void test_refused_while_sending(void **state) {
    struct place *p = *state;
    size_t much = (size_t)32 << 20;
    char *bytes = calloc(much, 1);
    assert_non_null(bytes);
    for (int i = 0; i < 4; i++) {
        int fd = connected(p), head = snprintf(bytes, 512, POST "Content-Length: %zu\r\n\r\n", much - 512);
        assert_true(send_all(fd, bytes, (size_t)head));
        (void)poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 100000); /* refused by now */
        assert_true(send_all(fd, bytes + head, much - 512));
        receive_all(fd, p->got, sizeof p->got);
        close(fd);
        assert_int_equal(strncmp(p->got, "HTTP/1.1 413 ", 13), 0);
    }
    free(bytes);
    is_alive(p);
}

/* options.held is one body and a half: a second one finds no room while the first is arriving, and room behind it. On a
 * busy machine the second may be read first: then the first was dropped, and is sent again. */
static void test_no_room_for_bodies(void **state) {
    struct place *p = *state;
    size_t most = (size_t)1 << 20;
    char *first = malloc(most + 512), *body = malloc(most);
    assert_non_null(first);
    assert_non_null(body);
    int head = snprintf(first, 512, POST "Content-Length: %zu\r\n\r\n", most), fd = -1, status = 0;
    memset(first + head, ' ', most);
    memset(body, ' ', most);
    for (int i = 0; i < 200 && status != 503; i++) {
        if (fd >= 0) {
            close(fd);
        }
        fd = connected(p);
        send_all(fd, first, (size_t)head + most - 1);
        (void)poll(NULL, 0, 10 * i); /* the longer the more often it came too late */
        status = post(p, body, most);
    }
    assert_int_equal(status, 503);
    assert_non_null(strstr(p->got, "Retry-After: "));
    close(fd);
    for (int i = 0; i < 200 && status == 503; i++) {
        status = post(p, body, most);
    }
    assert_int_equal(status, 422); /* read: blanks are no JSON */
    free(first);
    free(body);
    is_alive(p);
}

static void test_pipelined(void **state) {
    static const char ONE[] = "GET /healthz HTTP/1.1\r\n" HOST "\r\n", END[] = "GET /healthz HTTP/1.1\r\n" HOST LAST;
    struct place *p = *state;
    char bytes[8192];
    size_t n = 0;
    for (int i = 0; i < 49; i++) {
        memcpy(bytes + n, ONE, sizeof ONE - 1);
        n += sizeof ONE - 1;
    }
    memcpy(bytes + n, END, sizeof END - 1);
    assert_int_equal(ask(p, bytes, n + sizeof END - 1), 200);
    assert_int_equal(answers(p->got), 50);
}

/* ---- the end ---- */

/* Pages that listen, connections that say nothing, half requests and half bodies: the server ends at once. */
static void test_end(void **state) {
    static const char *const OPEN[] = {"GET /api/stream HTTP/1.1\r\n" HOST "\r\n", "", "GET /api/log HTTP/1.1\r\n",
                                       POST "Content-Length: 10\r\n\r\n{"};
    struct place *p = *state;
    int fds[40];
    for (int i = 0; i < 40; i++) {
        fds[i] = connected(p);
        send_all(fds[i], OPEN[i % 4], strlen(OPEN[i % 4]));
    }
    is_alive(p);
    int64_t since = pl_time_monotonic_us();
    pl_server_close(p->server);
    p->server = NULL;
    assert_in_range(pl_time_monotonic_us() - since, 0, 25 * SECOND);
    for (int i = 0; i < 40; i++) {
        close(fds[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_slow, set_up_hasty, tear_down),
        cmocka_unit_test_setup_teardown(test_idle, set_up_hasty, tear_down),
        cmocka_unit_test_setup_teardown(test_slow_writes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_fields, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ways, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bodies, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused_while_sending, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_room_for_bodies, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pipelined, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_end, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
