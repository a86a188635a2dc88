/* Secrets from files: only what its owner alone may read, the first line of it, within its ceiling. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_files), cmocka_unit_test(test_ceiling)};
    int fd = mkstemp(path);
    if (fd < 0) {
        return 1;
    }
    close(fd);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
