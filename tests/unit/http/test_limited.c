/* What is said of withheld things where a body nears its ceiling, and where it was said before. Sizes by hand:
 * {"a":1} and a line's end are 8 bytes; with the member they are 7 - 1 + 23 = 29. Where the case cannot
 * be read it is said, too: the case of these tests is gone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "app/init.h"
#include "http/limited.h"
#include "http/site.h"

#include "base/ban.h"

#define NOW ((pl_time)1800000000 * 1000000)

struct place {
    char root[64], dir[80];
    struct pl_site *site;
    struct pl_limited *limited;
};

static int set_up(void **state) {
    struct place *p = calloc(1, sizeof *p);
    struct pl_init_done done;
    struct pl_error err;
    struct pl_init_options options = {.participant = PL_STR("Test"), .person = PL_STR("A. Clerk"), .now = NOW};
    assert_non_null(p);
    snprintf(p->root, sizeof p->root, "/tmp/plimsoll-unit-limited.XXXXXX");
    assert_non_null(mkdtemp(p->root));
    snprintf(p->dir, sizeof p->dir, "%s/case", p->root);
    assert_int_equal(pl_init_run(p->dir, &options, &done, &err), 0);
    struct pl_site_options site = {.case_dir = p->dir, .listen = ""};
    assert_int_equal(pl_site_open(&site, &p->site, &err), 0);
    assert_int_equal(pl_limited_open(&p->limited, &err), 0);
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", p->dir);
    assert_int_equal(system(command), 0);
    *state = p;
    return 0;
}

static int tear_down(void **state) {
    struct place *p = *state;
    char command[128];
    pl_limited_close(p->limited);
    pl_site_close(p->site);
    snprintf(command, sizeof command, "rm -rf '%s'", p->root);
    assert_int_equal(system(command), 0);
    free(p);
    return 0;
}

static void try(struct place *p, const char *body, size_t max, const char *want) {
    PL_ARENA_AUTO arena;
    PL_ANSWER_AUTO answer;
    struct pl_request req;
    pl_str values[PL_PATH_VALUES];
    bool other = false;
    pl_arena_open(&arena, (size_t)1 << 20);
    assert_int_equal(pl_request_target(PL_STR("GET"), PL_STR("/api/log"), &arena, &req, NULL), 0);
    pl_answer_open(&answer);
    pl_buf_close(&answer.body);
    pl_buf_open(&answer.body, max);
    answer.type = "application/json";
    pl_buf_add_str(&answer.body, pl_str_from(body));
    struct pl_call call = {.site = p->site,
                           .req = &req,
                           .route = pl_route_find(&req, values, &other),
                           .viewer = {.role = PL_ROLE_READER, .clearance = PL_STR("TLP:GREEN")},
                           .arena = &arena,
                           .answer = &answer};
    assert_non_null(call.route);
    pl_limited_say(p->limited, &call, 1);
    assert_false(pl_buf_failed(&answer.body));
    assert_int_equal(answer.body.n, strlen(want));
    assert_memory_equal(answer.body.p, want, answer.body.n);
    assert_non_null(pl_answer_field(&answer, "X-Plimsoll-Withheld").p);
}

static void test_room(void **state) {
    const char *whole = "{\"a\":1}\n", *said = "{\"a\":1,\"case_withheld\":true}\n";
    try(*state, whole, 28, whole); /* and no half of a member */
    try(*state, whole, 29, said);
    try(*state, whole, 30, said);
    try(*state, whole, 8, whole);
}

static void test_once(void **state) {
    try(*state, "{}", 100, "{\"case_withheld\":true}\n");
    try(*state, "{\"case_withheld\":true}\n", 100, "{\"case_withheld\":true}\n");
    try(*state, "{\"a\":1,\"case_withheld\":true}\n", 100, "{\"a\":1,\"case_withheld\":true}\n");
    try(*state, "{\"a\":{\"b\":1,\"case_withheld\":true}}", 100,
        "{\"a\":{\"b\":1,\"case_withheld\":true},\"case_withheld\":true}\n"); /* another's member */
    try(*state, "[1]\n", 100, "[1]\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_room, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_once, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
