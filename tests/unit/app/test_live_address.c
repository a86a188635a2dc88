/* Sources as a user names them. By hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/live_source.h"

static void reads(const char *text, enum pl_live_kind kind, const char *host, const char *port, const char *feed) {
    struct pl_live_address a;
    struct pl_error err = {0};
    if (pl_live_address_read(text, &a, &err) != 0) {
        fail_msg("%s: %s", text, err.msg);
    }
    assert_int_equal(a.kind, kind);
    assert_string_equal(a.host, host);
    assert_string_equal(a.port, port);
    assert_string_equal(a.feed, feed);
    assert_true(pl_live_name_ok(pl_str_from(a.feed)));
}

static void test_sources(void **state) {
    struct pl_live_address a, b;
    (void)state;
    reads("tcp://host.local:4001", PL_LIVE_TCP, "host.local", "4001", "tcp-host.local-4001");
    reads("tcp://127.0.0.1:2947", PL_LIVE_GPSD, "127.0.0.1", "2947", "tcp-127.0.0.1-2947");
    reads("gpsd://box", PL_LIVE_GPSD, "box", "2947", "gpsd-box-2947");
    reads("gpsd://box:4000", PL_LIVE_GPSD, "box", "4000", "gpsd-box-4000");
    reads("tcp://[::1]:99", PL_LIVE_TCP, "::1", "99", "tcp-__1-99");
    reads("udp://:10110", PL_LIVE_UDP, "", "10110", "udp-any-10110");
    reads("udp://127.0.0.1:10110", PL_LIVE_UDP, "127.0.0.1", "10110", "udp-127.0.0.1-10110");
    reads("-", PL_LIVE_PIPE, "", "", "stdin");
    assert_int_equal(pl_live_address_read("/var/log/a day.nmea", &a, NULL), 0);
    assert_int_equal(a.kind, PL_LIVE_FILE);
    assert_int_equal(strncmp(a.feed, "file-a_day.nmea-", 16), 0);
    assert_int_equal(pl_live_address_read("/var/spool/a day.nmea", &b, NULL), 0);
    assert_string_not_equal(a.feed, b.feed);
}

static void test_refused(void **state) {
    static const char *const BAD[] = {
        "",           "tcp://",         "tcp://host",     "tcp://host:65536", "tcp://:5000",
        "http://x:1", "tcp://a/b:5000", "tcp://host:abc", "udp://",           "tcp://[::1]"};
    struct pl_live_address a;
    char longer[5000];
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        if (pl_live_address_read(BAD[i], &a, NULL) != PL_E_USAGE) {
            fail_msg("taken: %s", BAD[i]);
        }
    }
    memset(longer, 'x', sizeof longer - 1);
    longer[4096] = '\0';
    assert_int_equal(pl_live_address_read(longer, &a, NULL), PL_E_LIMIT);
    longer[4095] = '\0';
    assert_int_equal(pl_live_address_read(longer, &a, NULL), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sources), cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
