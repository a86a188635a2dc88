/* Targets, fields and ranges as they come from anybody. Expectations by hand from RFC 3986 and RFC 9110. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "http/request.h"

#include "base/ban.h"

static int read_target(const char *target, struct pl_arena *arena, struct pl_request *ret) {
    struct pl_error err = {0};
    return pl_request_target(PL_STR("GET"), pl_str_from(target), arena, ret, &err);
}

static void assert_str(pl_str got, const char *want) {
    assert_int_equal(got.n, strlen(want));
    assert_memory_equal(got.p != NULL ? got.p : "", want, got.n);
}

static void test_targets(void **state) {
    static const struct {
        const char *target, *path;
        int form;
    } GOOD[] = {{"/", "/", 0},
                {"/api/events", "/api/events", 0},
                {"/api/events.csv", "/api/events", PL_FORM_CSV},
                {"/api/events.geojson?x=1", "/api/events", PL_FORM_GEOJSON},
                {"/api/filings/a%20b", "/api/filings/a b", 0},
                {"/api/filings/%ED%95%9C", "/api/filings/\xED\x95\x9C", 0},
                {"/api/.csv", "/api/.csv", 0},
                {"/a/", "/a/", 0}};
    static const char *const BAD[] = {"",       "x",      "*",       "/a//b",    "/a/../b",    "/a/%2e%2e/b", "/./a",
                                      "/a%2fb", "/a%5cb", "/a%",     "/a%4",     "/a%zz",      "/a%00",       "/a%0a",
                                      "/a%7f",  "/%ff",   "/%c0%af", "/a?b=%0d", "/%ED%A0%80", "/a?%ff=1"};
    PL_ARENA_AUTO arena;
    struct pl_request req;
    (void)state;
    pl_arena_open(&arena, (size_t)1 << 22);
    for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
        assert_int_equal(read_target(GOOD[i].target, &arena, &req), 0);
        assert_str(req.path, GOOD[i].path);
        assert_int_equal(req.form, GOOD[i].form);
    }
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        if (read_target(BAD[i], &arena, &req) != PL_E_USAGE) {
            fail_msg("taken: %s", BAD[i]);
        }
    }
}

static void test_length(void **state) {
    char target[PL_TARGET_MAX + 2];
    PL_ARENA_AUTO arena;
    struct pl_request req;
    struct pl_error err = {0};
    (void)state;
    pl_arena_open(&arena, (size_t)1 << 22);
    memset(target, 'a', sizeof target);
    memcpy(target, "/?", 2);
    for (int more = -1; more <= 1; more++) {
        pl_str t = pl_str_make(target, (size_t)(PL_TARGET_MAX + more));
        assert_int_equal(pl_request_target(PL_STR("GET"), t, &arena, &req, &err), more <= 0 ? 0 : PL_E_USAGE);
    }
}

static void test_query(void **state) {
    PL_ARENA_AUTO arena;
    struct pl_request req;
    (void)state;
    pl_arena_open(&arena, (size_t)1 << 20);
    assert_int_equal(read_target("/a?q=one+two%2B3&flag&empty=&last=a=b", &arena, &req), 0);
    assert_str(pl_request_query(&req, "q"), "one two+3");
    assert_non_null(pl_request_query(&req, "flag").p);
    assert_str(pl_request_query(&req, "empty"), "");
    assert_str(pl_request_query(&req, "last"), "a=b");
    assert_null(pl_request_query(&req, "none").p);
}

static void test_fields(void **state) {
    PL_ARENA_AUTO arena;
    struct pl_request req;
    struct pl_error err = {0};
    (void)state;
    pl_arena_open(&arena, (size_t)1 << 20);
    assert_int_equal(read_target("/a", &arena, &req), 0);
    assert_int_equal(pl_request_add_header(&req, PL_STR("cookie"), PL_STR("a=1; session=xyz; b"), &err), 0);
    assert_str(pl_request_header(&req, "Cookie"), "a=1; session=xyz; b");
    assert_str(pl_request_cookie(&req, "session"), "xyz");
    assert_null(pl_request_cookie(&req, "sess").p);
    assert_null(pl_request_cookie(&req, "b").p);
    for (size_t i = 1; i < PL_HEADERS_MAX; i++) {
        assert_int_equal(pl_request_add_header(&req, PL_STR("x"), PL_STR("y"), &err), 0);
    }
    assert_int_equal(pl_request_add_header(&req, PL_STR("x"), PL_STR("y"), &err), PL_E_USAGE);
}

static void test_ranges(void **state) {
    static const struct {
        const char *range;
        uint64_t from, n;
        int code;
    } CASES[] = {{"bytes=0-0", 0, 1, 0},
                 {"bytes=2-4", 2, 3, 0},
                 {"bytes=5-", 5, 5, 0},
                 {"bytes=-3", 7, 3, 0},
                 {"bytes=-30", 0, 10, 0},
                 {"bytes=8-99", 8, 2, 0},
                 {"bytes=10-", 0, 0, PL_E_FORMAT},
                 {"bytes=-0", 0, 0, PL_E_FORMAT},
                 {"bytes=4-2", 0, 0, 0},
                 {"bytes=0-1,3-4", 0, 0, 0},
                 {"lines=1-2", 0, 0, 0},
                 {"bytes=x-2", 0, 0, 0},
                 {"bytes=-", 0, 0, 0}};
    PL_ARENA_AUTO arena;
    struct pl_error err = {0};
    (void)state;
    pl_arena_open(&arena, (size_t)1 << 20);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct pl_request req;
        uint64_t from = 77, n = 77;
        assert_int_equal(read_target("/a", &arena, &req), 0);
        assert_int_equal(pl_request_add_header(&req, PL_STR("Range"), pl_str_from(CASES[i].range), &err), 0);
        assert_int_equal(pl_request_range(&req, 10, PL_STR("\"t\""), &from, &n, &err), CASES[i].code);
        assert_int_equal(from, CASES[i].from);
        assert_int_equal(n, CASES[i].n);
    }
}

/* Only the very bytes that the asker holds a part of are sent in parts (RFC 9110 13.1.5: by strong comparison). */
static void test_range_if(void **state) {
    static const struct {
        const char *condition;
        uint64_t n;
    } CASES[] = {{"\"t\"", 3}, {"W/\"t\"", 0}, {"\"x\"", 0}, {"t", 0}, {"Sat, 29 Oct 1994 19:43:31 GMT", 0}};
    PL_ARENA_AUTO arena;
    struct pl_error err = {0};
    struct pl_request req;
    uint64_t from, n;
    (void)state;
    pl_arena_open(&arena, (size_t)1 << 20);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        assert_int_equal(read_target("/a", &arena, &req), 0);
        assert_int_equal(pl_request_add_header(&req, PL_STR("Range"), PL_STR("bytes=2-4"), &err), 0);
        assert_int_equal(pl_request_add_header(&req, PL_STR("If-Range"), pl_str_from(CASES[i].condition), &err), 0);
        assert_int_equal(pl_request_range(&req, 10, PL_STR("\"t\""), &from, &n, &err), 0);
        assert_int_equal(n, CASES[i].n);
    }
    assert_int_equal(read_target("/a", &arena, &req), 0);
    assert_int_equal(pl_request_add_header(&req, PL_STR("Range"), PL_STR("bytes=20-"), &err), 0);
    req.method = PL_STR("HEAD");
    assert_int_equal(pl_request_range(&req, 10, PL_STR("\"t\""), &from, &n, &err), 0);
    assert_int_equal(n, 0);
}

static void test_secrets(void **state) {
    (void)state;
    assert_true(pl_http_same_secret(PL_STR("abc"), PL_STR("abc")));
    assert_false(pl_http_same_secret(PL_STR("abc"), PL_STR("abd")));
    assert_false(pl_http_same_secret(PL_STR("abc"), PL_STR("ab")));
    assert_false(pl_http_same_secret(PL_STR(""), PL_STR("")));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_targets), cmocka_unit_test(test_length),
                                       cmocka_unit_test(test_query),   cmocka_unit_test(test_fields),
                                       cmocka_unit_test(test_ranges),  cmocka_unit_test(test_range_if),
                                       cmocka_unit_test(test_secrets)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
