/* Who looks on at a writer keeps nobody from writing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "store/running.h"

#include "base/ban.h"

static void a_lock_is_seen(void **state) {
    char path[] = "/tmp/plimsoll-running.XXXXXX";
    int fd = mkstemp(path);
    (void)state;
    assert_true(fd >= 0);
    assert_false(pl_lock_is_held(path));
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
    pl_lock_show(fd);
    assert_true(pl_lock_is_held(path));
    assert_true(pl_lock_is_held(path)); /* looking takes nothing away */
    pl_file_close(&fd);
    assert_false(pl_lock_is_held(path));
    unlink(path);
    assert_false(pl_lock_is_held(path)); /* no such file */
}

/* A process that does nothing but look, and this one that locks without waiting: it is never refused. */
static void looking_refuses_nobody(void **state) {
    char path[] = "/tmp/plimsoll-running.XXXXXX";
    int made = mkstemp(path), refused = 0;
    (void)state;
    assert_true(made >= 0);
    pl_file_close(&made);
    pid_t looker = fork();
    assert_true(looker >= 0);
    while (looker == 0) {
        (void)pl_lock_is_held(path);
    }
    for (int i = 0; i < 20000; i++) {
        int fd = open(path, O_RDWR | O_CLOEXEC);
        refused += flock(fd, LOCK_EX | LOCK_NB) != 0;
        pl_lock_show(fd);
        pl_file_close(&fd);
    }
    kill(looker, SIGKILL);
    assert_int_equal(waitpid(looker, NULL, 0), looker);
    unlink(path);
    assert_int_equal(refused, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_lock_is_seen), cmocka_unit_test(looking_refuses_nobody)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
