/* Reading of recordings: the ceiling of files and members, at -1, 0 and +1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/source.h"
#include "base/file.h"

#include "base/ban.h"

#define CEILING 5

static char folder[64];

static int nothing(void *ctx, uint32_t source, const struct pl_hearing *hearing, struct pl_error *err) {
    uint32_t *last = ctx;
    (void)hearing;
    (void)err;
    *last = source;
    return 0;
}

static void path_of(char *out, size_t n, unsigned i) { snprintf(out, n, "%s/%u.nmea", folder, i); }

static void make_files(unsigned n) {
    char path[96];
    struct pl_error err;
    snprintf(folder, sizeof folder, "/tmp/plimsoll-source.XXXXXX");
    assert_non_null(mkdtemp(folder));
    for (unsigned i = 0; i < n; i++) {
        path_of(path, sizeof path, i);
        assert_int_equal(pl_file_write(path, PL_STR("!AIVDM,1,1,,B,13:BuN001=15mQFOjcOBG1p800SK,0*7B\n"), 0600, &err),
                         0);
    }
}

static void drop_files(unsigned n) {
    char path[96];
    for (unsigned i = 0; i < n; i++) {
        path_of(path, sizeof path, i);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

/* Reads the folder, or its files one by one. */
static void read_them(unsigned n, bool one_by_one) {
    struct pl_source_options options = {.quiet = true, .max_part_s = 5, .max_members = CEILING};
    struct pl_source *source = NULL;
    struct pl_error err = {0};
    uint32_t last = 0;
    int code = 0;
    make_files(n);
    assert_int_equal(pl_source_open(&options, nothing, &last, &source, &err), 0);
    for (unsigned i = 0; one_by_one && code == 0 && i < n; i++) {
        char path[96];
        path_of(path, sizeof path, i);
        code = pl_source_read(source, path, &err);
    }
    if (!one_by_one) {
        code = pl_source_read(source, folder, &err);
    }
    assert_int_equal(code, n <= CEILING ? 0 : PL_E_LIMIT);
    if (code == 0) {
        assert_int_equal(pl_source_count(source), n);
        assert_int_equal(last, n - 1);
        assert_int_equal(pl_source_failures(source), 0);
    }
    pl_source_close(source);
    drop_files(n);
}

static void the_ceiling_of_members(void **state) {
    (void)state;
    for (unsigned n = CEILING - 1; n <= CEILING + 1; n++) {
        read_them(n, false);
        read_them(n, true);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_ceiling_of_members)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
