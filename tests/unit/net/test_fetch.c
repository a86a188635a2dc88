/* pl_fetch against a publisher on 127.0.0.1 (tests/https_server.h), and the table of private addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "https_server.h"
#include "net/fetch.h"

static struct https_server server;

static int start(void **state) {
    (void)state;
    return https_server_start(&server);
}

static int stop(void **state) {
    (void)state;
    https_server_stop(&server);
    return 0;
}

struct asked {
    int code;
    struct pl_fetched found;
    struct pl_error err;
    char text[256];
};

static struct asked ask(const char *page, struct pl_fetch_options options) {
    struct asked asked = {0};
    char url[128];
    PL_FD_AUTO fd = -1;
    if (page[0] == '/') {
        snprintf(url, sizeof url, "https://localhost:%d%s", server.port, page);
    } else {
        snprintf(url, sizeof url, "%s", page);
    }
    options.url = url;
    options.ca_file = options.ca_file == NULL ? server.ca : options.ca_file;
    options.max_bytes = options.max_bytes == 0 ? 1 << 20 : options.max_bytes;
    options.timeout_s = 120;
    assert_int_equal(pl_file_scratch(&fd, NULL), 0);
    asked.code = pl_fetch(&options, fd, &asked.found, &asked.err);
    assert_int_equal(asked.code, asked.err.code);
    assert_true(lseek(fd, 0, SEEK_END) <= (off_t)options.max_bytes); /* whatever came */
    ssize_t n = pread(fd, asked.text, sizeof asked.text - 1, 0);
    assert_true(n >= 0);
    return asked;
}

#define LOCAL                                                                                                          \
    (struct pl_fetch_options) { .allow_private = true }

static void test_whole(void **state) {
    (void)state;
    struct asked asked = ask("/list", LOCAL);
    assert_int_equal(asked.code, 0);
    assert_int_equal(asked.found.status, PL_FETCH_NEW);
    assert_int_equal(asked.found.bytes, 21);
    assert_string_equal(asked.text, LIST_TEXT);
    assert_string_equal(asked.found.etag, "\"v1\"");
    assert_string_equal(asked.found.last_modified, "Sat, 21 Nov 2026 10:00:00 GMT");
    asked = ask("/tag", LOCAL); /* a control character in a header is not kept */
    assert_int_equal(asked.code, 0);
    assert_string_equal(asked.found.etag, "");
}

static void test_unchanged(void **state) {
    (void)state;
    struct asked asked = ask("/list", (struct pl_fetch_options){.allow_private = true, .etag = "\"v1\""});
    assert_int_equal(asked.code, 0);
    assert_int_equal(asked.found.status, PL_FETCH_UNCHANGED);
    assert_int_equal(asked.found.bytes, 0);
    asked = ask("/list", (struct pl_fetch_options){.allow_private = true, .etag = "\"v0\""});
    assert_int_equal(asked.found.status, PL_FETCH_NEW);
    /* What would be another header line, or is too long, is not sent: then nothing was asked for but the file. */
    asked = ask("/list", (struct pl_fetch_options){.allow_private = true, .etag = "x\r\nIf-None-Match: \"v1\""});
    assert_int_equal(asked.code, 0);
    assert_int_equal(asked.found.status, PL_FETCH_NEW);
    char tag[PL_FETCH_MAX_TAG + 2];
    memset(tag, 'x', sizeof tag);
    for (size_t n = PL_FETCH_MAX_TAG - 1; n < PL_FETCH_MAX_TAG + 2; n++) {
        tag[n] = '\0';
        asked = ask("/same", (struct pl_fetch_options){.allow_private = true, .last_modified = tag});
        assert_int_equal(asked.code, n < PL_FETCH_MAX_TAG ? 0 : PL_E_INPUT);
        tag[n] = 'x';
    }
}

static void test_redirects(void **state) {
    (void)state;
    struct asked asked = ask("/moved", LOCAL);
    assert_int_equal(asked.code, 0);
    assert_string_equal(asked.text, LIST_TEXT); /* nothing of the page that redirected */
    assert_string_equal(asked.found.etag, "\"v1\"");
    assert_int_equal(ask("/plain", LOCAL).code, PL_E_REFUSED);
    assert_int_equal(ask("/file", LOCAL).code, PL_E_REFUSED);
    assert_int_equal(ask("/loop", LOCAL).code, PL_E_REFUSED);
    assert_int_equal(ask("/leave", LOCAL).code, PL_E_LIMIT); /* its page never ends */
}

static void test_refused(void **state) {
    (void)state;
    assert_int_equal(ask("/list", (struct pl_fetch_options){0}).code, PL_E_REFUSED); /* 127.0.0.1 is private */
    assert_int_equal(ask("http://localhost/list", LOCAL).code, PL_E_USAGE);
    assert_int_equal(ask("file:///etc/passwd", LOCAL).code, PL_E_USAGE);
    assert_int_equal(ask("/list", (struct pl_fetch_options){.allow_private = true, .ca_file = "/dev/null"}).code,
                     PL_E_INPUT); /* nobody vouches for the certificate */
}

static void test_bad_answers(void **state) {
    (void)state;
    assert_int_equal(ask("/short", LOCAL).code, PL_E_INPUT);
    assert_int_equal(ask("/gone", LOCAL).code, PL_E_INPUT);
    assert_int_equal(ask("/nothing", LOCAL).code, PL_E_INPUT); /* the server hangs up */
    assert_int_equal(ask("/lost", LOCAL).code, PL_E_INPUT);    /* a page without an end is not read to its end */
    assert_int_equal(ask("/part", LOCAL).code, PL_E_INPUT);
    assert_int_equal(ask("/same", LOCAL).code, PL_E_INPUT); /* nobody asked for changes only */
    assert_int_equal(ask("/empty", LOCAL).code, 0);         /* what an empty list means is for the caller */
}

static void test_ceiling(void **state) {
    (void)state;
    assert_int_equal(ask("/list", (struct pl_fetch_options){.allow_private = true, .max_bytes = 20}).code, PL_E_LIMIT);
    assert_int_equal(ask("/list", (struct pl_fetch_options){.allow_private = true, .max_bytes = 21}).code, 0);
    assert_int_equal(ask("/list", (struct pl_fetch_options){.allow_private = true, .max_bytes = 22}).code, 0);
    assert_int_equal(ask("/endless", (struct pl_fetch_options){.allow_private = true, .max_bytes = 100000}).code,
                     PL_E_LIMIT);
}

static int give_up(void *ctx) { return *(int *)ctx; }

static void test_cancel(void **state) {
    (void)state;
    int now = 1;
    struct asked asked =
        ask("/endless", (struct pl_fetch_options){.allow_private = true, .cancelled = give_up, .ctx = &now});
    assert_int_equal(asked.code, PL_E_INTERRUPTED);
}

static bool private_text(const char *text) {
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &in.sin_addr) == 1) {
        return pl_fetch_address_private(&in);
    }
    assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
    return pl_fetch_address_private(&in6);
}

/* Both edges of each range of the registries, by hand. */
static void test_addresses(void **state) {
    (void)state;
    static const char *const PRIVATE[] = {
        "0.0.0.0",         "0.255.255.255",   "10.0.0.0",      "10.255.255.255",  "100.64.0.0",   "100.127.255.255",
        "127.0.0.1",       "169.254.169.254", "172.16.0.0",    "172.31.255.255",  "192.0.0.1",    "192.0.2.1",
        "192.168.0.0",     "192.168.255.255", "198.18.0.0",    "198.19.255.255",  "198.51.100.7", "203.0.113.9",
        "224.0.0.1",       "239.1.1.1",       "240.0.0.1",     "255.255.255.255", "::",           "::1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "fe80::1",       "fc00::1",         "fd12::1",      "ff02::1",
        "2001:db8::1",     "2001::1",         "2002:7f00:1::", "3fff::1",         "fec0::1",      "100::1",
    };
    static const char *const PUBLIC[] = {
        "1.1.1.1",          "9.255.255.255", "11.0.0.0",        "100.63.255.255", "100.128.0.0",     "126.255.255.255",
        "128.0.0.1",        "169.253.0.1",   "172.15.255.255",  "172.32.0.0",     "192.167.255.255", "192.169.0.0",
        "198.17.0.1",       "198.20.0.0",    "223.255.255.255", "2606:4700::1",   "2a00::1",         "::ffff:8.8.8.8",
        "64:ff9b::808:808", "2001:200::1",   "2001:db9::1",
    };
    for (size_t i = 0; i < sizeof PRIVATE / sizeof PRIVATE[0]; i++) {
        if (!private_text(PRIVATE[i])) {
            fail_msg("%s is let through", PRIVATE[i]);
        }
    }
    for (size_t i = 0; i < sizeof PUBLIC / sizeof PUBLIC[0]; i++) {
        if (private_text(PUBLIC[i])) {
            fail_msg("%s is refused", PUBLIC[i]);
        }
    }
    struct sockaddr other = {.sa_family = AF_UNIX};
    assert_true(pl_fetch_address_private(&other));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),   cmocka_unit_test(test_unchanged),   cmocka_unit_test(test_redirects),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_bad_answers), cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_cancel),  cmocka_unit_test(test_addresses),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
