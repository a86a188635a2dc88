/* A write in a process of its own: how long it may take by its route, and what ends it. The program is a shell with a
 * script in place of the case's folder (`sh -C SCRIPT get ...`), so that each answers as the script says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "http/child.h"

#include "base/ban.h"

struct asked {
    int code;
    int status;
    char again[32]; /* Retry-After */
    char msg[240];
};

static struct asked ask(const char *words, const char *method, const char *target, unsigned seconds,
                        atomic_bool *ending) {
    PL_ARENA_AUTO arena;
    PL_ANSWER_AUTO answer;
    char path[] = "/tmp/plimsoll-child.XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, words, strlen(words)), (ssize_t)strlen(words));
    pl_file_close(&fd);
    struct pl_request req;
    struct pl_error err = {0};
    struct pl_viewer viewer = {.person = PL_STR(""), .clearance = PL_STR(""), .csrf = PL_STR("")};
    struct pl_child child = {.program = "/bin/sh", .case_dir = path, .seconds = seconds, .ending = ending};
    pl_arena_open(&arena, 1 << 20);
    pl_answer_open(&answer);
    assert_int_equal(pl_request_target(pl_str_from(method), pl_str_from(target), &arena, &req, &err), 0);
    struct asked got = {.code = pl_child_write(&child, &req, &viewer, &answer, &err)};
    got.status = answer.status;
    pl_str again = pl_answer_field(&answer, "Retry-After");
    snprintf(got.again, sizeof got.again, "%.*s", (int)again.n, again.n > 0 ? again.p : "");
    snprintf(got.msg, sizeof got.msg, "%s", err.msg);
    unlink(path);
    return got;
}

static const char SLOW[] = "sleep 2\nprintf 'Status: 201\\nContent-Type: application/json\\n\\n{}'\n";

static void an_import_takes_as_long_as_it_takes(void **state) {
    (void)state;
    struct asked got = ask(SLOW, "POST", "/api/import?name=x", 1, NULL);
    assert_int_equal(got.code, PL_E_OK);
    assert_int_equal(got.status, 201);
    got = ask(SLOW, "POST", "/api/reports/R1/build", 1, NULL);
    assert_int_equal(got.status, 201);
}

static void another_write_is_ended(void **state) {
    (void)state;
    struct asked got = ask("exec sleep 600\n", "POST", "/api/tasks", 1, NULL);
    assert_int_equal(got.code, PL_E_BUSY);
    assert_non_null(strstr(got.msg, "longer than 1 s"));
}

static void a_server_that_ends_ends_it(void **state) {
    (void)state;
    atomic_bool ending = true;
    struct asked got = ask("exec sleep 600\n", "POST", "/api/import?name=x", 1, &ending);
    assert_int_equal(got.code, PL_E_INTERRUPTED);
}

static void who_is_told_to_wait_is_told_how_long(void **state) {
    (void)state;
    struct asked got = ask("printf 'Status: 503\\nRetry-After: 5\\nContent-Type: application/problem+json\\n\\n{}'\n",
                           "POST", "/api/tasks", 0, NULL);
    assert_int_equal(got.status, 503);
    assert_string_equal(got.again, "5");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_import_takes_as_long_as_it_takes), cmocka_unit_test(another_write_is_ended),
        cmocka_unit_test(a_server_that_ends_ends_it), cmocka_unit_test(who_is_told_to_wait_is_told_how_long)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
