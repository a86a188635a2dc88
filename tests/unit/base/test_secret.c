/* Secrets from files: only what its owner alone may read, the first line of it, within its ceiling. */
#include <fcntl.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/secret.h"

static char path[] = "/tmp/plimsoll-secret.XXXXXX";

static int read_one(const char *text, size_t n, mode_t mode, pl_str want) {
    struct pl_error err = {0};
    PL_SECRET_AUTO secret = {0};
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, mode), 0);
    int code = pl_secret_read(path, "", &secret, &err);
    assert_true(code == 0 ? pl_str_eq(pl_buf_str(&secret), want) : err.msg[0] != '\0');
    return code;
}

static void test_files(void **state) {
    (void)state;
    assert_int_equal(read_one("horse\nmore\n", 11, 0600, PL_STR("horse")), 0);
    assert_int_equal(read_one("horse", 5, 0400, PL_STR("horse")), 0);
    assert_int_equal(read_one("horse", 5, 0640, PL_STR("")), PL_E_REFUSED);
    assert_int_equal(read_one("horse", 5, 0604, PL_STR("")), PL_E_REFUSED);
    assert_int_equal(read_one("", 0, 0600, PL_STR("")), PL_E_EMPTY);
    assert_int_equal(read_one("\nhorse", 6, 0600, PL_STR("")), PL_E_EMPTY);
    unlink(path);
    struct pl_error err = {0};
    PL_SECRET_AUTO secret = {0};
    assert_int_equal(pl_secret_read(path, "", &secret, &err), PL_E_NOT_FOUND);
}

static void test_ceiling(void **state) {
    (void)state;
    char text[PL_SECRET_MAX + 1];
    memset(text, 'x', sizeof text);
    assert_int_equal(read_one(text, PL_SECRET_MAX - 1, 0600, pl_str_make(text, PL_SECRET_MAX - 1)), 0);
    assert_int_equal(read_one(text, PL_SECRET_MAX, 0600, pl_str_make(text, PL_SECRET_MAX)), 0);
    assert_int_not_equal(read_one(text, PL_SECRET_MAX + 1, 0600, PL_STR("")), 0);
    unlink(path);
}

/* ---- at a terminal ---- */

static bool echoes(int master) {
    struct termios is;
    assert_int_equal(tcgetattr(master, &is), 0);
    return (is.c_lflag & ECHO) != 0;
}

/* A child of its own terminal is asked; `typed` follows once nothing is shown any more. */
static int asked(const char *typed, int *ret_master) {
    int master = -1, status = 0;
    pid_t child = forkpty(&master, NULL, NULL, NULL);
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGINT, SIG_DFL); /* whoever starts the tests behind a `&` has them ignored */
        signal(SIGQUIT, SIG_DFL);
        PL_SECRET_AUTO secret = {0};
        int code = pl_secret_read(NULL, "passphrase: ", &secret, NULL);
        _exit(code == 0 && pl_str_eq(pl_buf_str(&secret), PL_STR("horse")) ? 7 : 8);
    }
    for (int i = 0; i < 12000 && echoes(master); i++) {
        usleep(10000);
    }
    assert_false(echoes(master));
    usleep(100000); /* it flushes what was typed too early */
    assert_int_equal(write(master, typed, strlen(typed)), strlen(typed));
    assert_int_equal(waitpid(child, &status, 0), child);
    *ret_master = master;
    return status;
}

static void test_terminal(void **state) {
    (void)state;
    static const int ENDING[] = {SIGINT, SIGQUIT};
    static const char *const KEYS[] = {"\x03", "hor\x1c"};
    int master = -1, status = asked("horse\n", &master);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
    assert_true(echoes(master));
    close(master);
    for (int i = 0; i < 2; i++) { /* Ctrl-C ends it as ever, and the terminal shows again what is typed */
        status = asked(KEYS[i], &master);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == ENDING[i]);
        assert_true(echoes(master));
        close(master);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_terminal), cmocka_unit_test(test_files),
                                       cmocka_unit_test(test_ceiling)};
    int fd = mkstemp(path);
    if (fd < 0) {
        return 1;
    }
    close(fd);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
