/* tcp and udp on 127.0.0.1, ports chosen by the system: what comes, silence, the end, nobody there, a datagram that is
 * too long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/stream.h"

static int bind_one(int kind, char port[8]) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, kind | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
    snprintf(port, 8, "%u", ntohs(a.sin_port));
    return fd;
}

static void expect(struct pl_stream *s, enum pl_stream_state wanted, const char *bytes) {
    enum pl_stream_state state = PL_STREAM_ENDED;
    char got[64];
    size_t n = 0;
    assert_int_equal(pl_stream_read(s, got, sizeof got, wanted == PL_STREAM_QUIET ? 20 : 5000, &state, &n, NULL), 0);
    assert_int_equal(state, wanted);
    assert_int_equal(n, strlen(bytes));
    assert_memory_equal(got, bytes, n);
}

static void test_tcp(void **state) {
    struct pl_stream *s = NULL;
    struct pl_error err;
    char port[8], asked[8];
    int server = bind_one(SOCK_STREAM, port);
    (void)state;
    assert_int_equal(listen(server, 1), 0);
    assert_int_equal(pl_stream_tcp("127.0.0.1", port, 5000, NULL, NULL, &s, NULL), 0);
    int peer = accept(server, NULL, NULL);
    assert_true(peer >= 0);
    expect(s, PL_STREAM_QUIET, "");
    assert_int_equal(write(peer, "hello", 5), 5);
    expect(s, PL_STREAM_DATA, "hello");
    assert_int_equal(pl_stream_send(s, PL_STR("WATCH"), NULL), 0);
    assert_int_equal(read(peer, asked, sizeof asked), 5);
    assert_memory_equal(asked, "WATCH", 5);
    close(peer);
    expect(s, PL_STREAM_ENDED, "");
    assert_int_equal(pl_stream_dropped(s), 0);
    pl_stream_close(s);
    close(server);
    assert_int_equal(pl_stream_tcp("127.0.0.1", port, 5000, NULL, NULL, &s, &err), PL_E_INPUT);
    pl_stream_close(NULL);
}

static bool at_once(void *ctx) {
    (void)ctx;
    return true;
}

static void test_cancelled(void **state) {
    struct pl_stream *s = NULL;
    (void)state;
    /* an address of documentation: nobody answers, or there is no way */
    int code = pl_stream_tcp("192.0.2.1", "9", 5000, at_once, NULL, &s, NULL);
    assert_true(code == PL_E_INTERRUPTED || code == PL_E_INPUT);
}

static void test_udp(void **state) {
    struct pl_stream *s = NULL;
    char port[8], longer[100];
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    (void)state;
    memset(longer, 'x', sizeof longer);
    assert_int_equal(pl_stream_udp("127.0.0.1", "0", &s, NULL), 0);
    to.sin_port = htons(pl_stream_port(s));
    assert_true(to.sin_port != 0);
    int from = bind_one(SOCK_DGRAM, port);
    expect(s, PL_STREAM_QUIET, "");
    assert_int_equal(sendto(from, "one", 3, 0, (struct sockaddr *)&to, sizeof to), 3);
    assert_int_equal(sendto(from, "", 0, 0, (struct sockaddr *)&to, sizeof to), 0);
    assert_int_equal(sendto(from, longer, sizeof longer, 0, (struct sockaddr *)&to, sizeof to), sizeof longer);
    expect(s, PL_STREAM_DATA, "one");
    expect(s, PL_STREAM_DATA, "");
    longer[64] = '\0';
    expect(s, PL_STREAM_DATA, longer);
    assert_int_equal(pl_stream_dropped(s), 1); /* cut */
    /* the port is taken */
    struct pl_stream *second = NULL;
    snprintf(port, sizeof port, "%u", pl_stream_port(s));
    assert_int_equal(pl_stream_udp("127.0.0.1", port, &second, NULL), PL_E_INPUT);
    pl_stream_close(s);
    assert_int_equal(pl_stream_udp("", "0", &s, NULL), 0);
    pl_stream_close(s);
    assert_int_equal(pl_stream_udp("192.0.2.1", "0", &s, NULL), PL_E_INPUT); /* not this machine's */
    close(from);
}

/* A flood: what the system loses is counted. */
static void test_udp_flood(void **state) {
    struct pl_stream *s = NULL;
    char port[8], bytes[1200] = {0};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    enum pl_stream_state now = PL_STREAM_DATA;
    uint64_t sent = 0, got = 0;
    size_t n = 0;
    (void)state;
    assert_int_equal(pl_stream_udp("127.0.0.1", "0", &s, NULL), 0);
    to.sin_port = htons(pl_stream_port(s));
    int from = bind_one(SOCK_DGRAM, port);
    for (int i = 0; i < 40000; i++) {
        sent += sendto(from, bytes, sizeof bytes, 0, (struct sockaddr *)&to, sizeof to) == sizeof bytes;
    }
    for (int round = 0; round < 2; round++) {
        do {
            assert_int_equal(pl_stream_read(s, bytes, sizeof bytes, 50, &now, &n, NULL), 0);
            got += now == PL_STREAM_DATA;
        } while (now == PL_STREAM_DATA);
        /* the count comes with the next datagram */
        sent += sendto(from, bytes, sizeof bytes, 0, (struct sockaddr *)&to, sizeof to) == sizeof bytes;
    }
    assert_int_equal(pl_stream_read(s, bytes, sizeof bytes, 5000, &now, &n, NULL), 0);
    got += now == PL_STREAM_DATA;
    assert_int_equal(got + pl_stream_dropped(s), sent);
    assert_true(pl_stream_dropped(s) > 0);
    close(from);
    pl_stream_close(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tcp), cmocka_unit_test(test_cancelled),
                                       cmocka_unit_test(test_udp), cmocka_unit_test(test_udp_flood)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
