/* Objects: the ceiling of a file, below, at and above it, and what is no file. Sizes and texts by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/store/fresh_case.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/file.h"
#include "store/object.h"

static struct fresh w;

/* A file of n bytes. */
static void make(const char *path, size_t n) {
    FILE *f = fopen(path, "wbe");
    assert_non_null(f);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(fputc('x', f), 'x');
    }
    assert_int_equal(fclose(f), 0);
}

static void nothing_is_left(void) {
    char incoming[96];
    snprintf(incoming, sizeof incoming, "%s/objects/incoming", w.dir);
    assert_false(pl_file_exists(incoming));
}

static void test_ceiling(void **state) {
    struct pl_error err = {0};
    struct pl_object object = {.bytes = 77};
    char path[96];
    (void)state;
    fresh_open(&w);
    snprintf(path, sizeof path, "%s.file", w.dir);
    for (size_t n = 4; n <= 6; n++) {
        make(path, n);
        int code = pl_object_put_most(w.c, path, 5, &object, &err);
        assert_int_equal(code, n <= 5 ? PL_E_OK : PL_E_LIMIT);
        assert_int_equal(object.bytes, n <= 5 ? n : 5); /* untouched by a failure */
        nothing_is_left();
    }
    assert_non_null(strstr(err.msg, "larger than the 5 bytes"));
    assert_int_equal(unlink(path), 0);
}

/* A pipe has no size beforehand: it is counted. */
static void test_pipe(void **state) {
    (void)state;
    for (size_t n = 4; n <= 6; n++) {
        struct pl_error err = {0};
        struct pl_object object = {.bytes = 77};
        int ends[2], was = dup(STDIN_FILENO);
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(write(ends[1], "xxxxxx", n), (int)n);
        close(ends[1]);
        assert_true(dup2(ends[0], STDIN_FILENO) >= 0);
        close(ends[0]);
        int code = pl_object_put_most(w.c, "-", 5, &object, &err);
        assert_true(dup2(was, STDIN_FILENO) >= 0);
        close(was);
        assert_int_equal(code, n <= 5 ? PL_E_OK : PL_E_LIMIT);
        assert_int_equal(object.bytes, n <= 5 ? n : 77);
        nothing_is_left();
    }
}

static void test_no_file(void **state) {
    struct pl_error err = {0};
    struct pl_object object;
    (void)state;
    assert_int_equal(pl_object_put_most(w.c, "/dev/zero", 100, &object, &err), PL_E_INPUT);
    assert_non_null(strstr(err.msg, "is a device"));
    assert_int_equal(pl_object_put(w.c, w.dir, &object, &err), PL_E_INPUT);
    assert_non_null(strstr(err.msg, "is a folder"));
    nothing_is_left();
    fresh_close(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ceiling), cmocka_unit_test(test_pipe),
                                       cmocka_unit_test(test_no_file)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
