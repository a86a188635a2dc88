/* pl_file: whole files, folders, listings; refusals come from /dev/full, missing paths and folders in the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

struct place {
    char dir[64];
    struct pl_arena arena;
    struct pl_error err;
};

static const char *at(struct place *p, const char *name) { return pl_file_join(&p->arena, p->dir, name); }

static int set_up(void **state) {
    struct place *p = calloc(1, sizeof *p);
    snprintf(p->dir, sizeof p->dir, "/tmp/plimsoll-file-XXXXXX");
    pl_arena_open(&p->arena, 1 << 20);
    *state = p;
    return mkdtemp(p->dir) == NULL;
}

static int tear_down(void **state) {
    struct place *p = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", p->dir);
    int status = system(command);
    pl_arena_close(&p->arena);
    free(p);
    return status;
}

static size_t count(struct place *p) {
    const char **paths = NULL;
    size_t n = 0;
    assert_int_equal(pl_file_list(p->dir, 1000, &p->arena, &paths, &n, &p->err), 0);
    return n;
}

static void writes_and_reads_whole_files(void **state) {
    struct place *p = *state;
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, 1 << 20);
    static char big[200000];
    memset(big, 'x', sizeof big);
    assert_int_equal(pl_file_write(at(p, "a"), pl_str_make(big, sizeof big), 0600, &p->err), 0);
    assert_int_equal(pl_file_read(at(p, "a"), sizeof big, &buf, &p->err), 0);
    assert_int_equal(buf.n, sizeof big);
    assert_memory_equal(buf.p, big, sizeof big);
    assert_int_equal(pl_file_read(at(p, "a"), sizeof big + 1, &buf, &p->err), 0);
    assert_int_equal(pl_file_read(at(p, "a"), sizeof big - 1, &buf, &p->err), PL_E_LIMIT);
    for (size_t max = sizeof big - 1; max <= sizeof big + 1; max++) { /* the buffer's own ceiling */
        PL_BUF_AUTO tight;
        pl_buf_open(&tight, max);
        assert_int_equal(pl_file_read(at(p, "a"), UINT64_MAX, &tight, &p->err), max < sizeof big ? PL_E_LIMIT : 0);
    }
    struct stat st;
    assert_int_equal(stat(at(p, "a"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(pl_file_write(at(p, "a"), PL_STR("new"), 0600, &p->err), 0);
    assert_int_equal(pl_file_read(at(p, "a"), 10, &buf, &p->err), 0);
    assert_true(pl_str_eq(pl_buf_str(&buf), PL_STR("new")));
    assert_int_equal(pl_file_write(at(p, "empty"), PL_STR(""), 0644, &p->err), 0);
    assert_int_equal(pl_file_read(at(p, "empty"), 0, &buf, &p->err), 0);
    assert_int_equal(buf.n, 0);
    assert_int_equal(count(p), 2); /* and no temporary file is left */
}

static void a_failed_write_leaves_the_old_file(void **state) {
    struct place *p = *state;
    assert_int_equal(pl_file_make_dir(at(p, "d"), 0700, &p->err), 0);
    assert_int_equal(pl_file_write(at(p, "d/in"), PL_STR("x"), 0600, &p->err), 0);
    /* a folder that is not empty cannot be replaced by rename */
    assert_int_equal(pl_file_write(at(p, "d"), PL_STR("y"), 0600, &p->err), PL_E_IO);
    assert_true(pl_file_exists(at(p, "d/in")));
    assert_int_equal(count(p), 1);
    assert_int_equal(pl_file_write(at(p, "no/such"), PL_STR("y"), 0600, &p->err), PL_E_IO);
    assert_non_null(strstr(p->err.msg, "No such file"));
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_int_equal(pl_file_write_all(fd, "abc", 3, &p->err), PL_E_IO);
    assert_non_null(strstr(p->err.msg, "No space left"));
    pl_file_close(&fd);
    assert_int_equal(fd, -1);
    pl_file_close(&fd);
}

static void says_what_cannot_be_read(void **state) {
    struct place *p = *state;
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, 1000);
    assert_int_equal(pl_file_read(at(p, "none"), 10, &buf, &p->err), PL_E_INPUT);
    assert_int_equal(pl_file_read(p->dir, 10, &buf, &p->err), PL_E_INPUT);
    assert_non_null(strstr(p->err.msg, "directory"));
    const char **paths = NULL;
    size_t n = 0;
    assert_int_equal(pl_file_list(at(p, "none"), 10, &p->arena, &paths, &n, &p->err), PL_E_INPUT);
    assert_null(paths);
    assert_false(pl_file_exists(at(p, "none")));
    assert_int_equal(pl_file_sync_dir(at(p, "none"), &p->err), PL_E_IO);
}

static void an_own_folder_is_nobody_elses(void **state) {
    struct place *p = *state;
    struct stat st;
    assert_int_equal(pl_file_make_own_dir(at(p, "own"), 0700, &p->err), 0);
    assert_int_equal(pl_file_make_own_dir(at(p, "own"), 0700, &p->err), 0);
    assert_int_equal(stat(at(p, "own"), &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    static const mode_t OPEN[] = {0777, 0701, 0710, 0704, 01700};
    for (size_t i = 0; i < sizeof OPEN / sizeof OPEN[0]; i++) {
        assert_int_equal(chmod(at(p, "own"), OPEN[i]), 0);
        assert_int_equal(pl_file_make_own_dir(at(p, "own"), 0700, &p->err), PL_E_IO);
        assert_non_null(strstr(p->err.msg, "open to others"));
    }
    assert_int_equal(chmod(at(p, "own"), 0700), 0);
    assert_int_equal(symlink("own", at(p, "link")), 0);
    assert_int_equal(pl_file_make_own_dir(at(p, "link"), 0700, &p->err), PL_E_IO);
    assert_non_null(strstr(p->err.msg, "not a folder"));
    assert_int_equal(pl_file_write(at(p, "file"), PL_STR("1"), 0600, &p->err), 0);
    assert_int_equal(pl_file_make_own_dir(at(p, "file"), 0700, &p->err), PL_E_IO);
    assert_int_equal(pl_file_make_own_dir(at(p, "no/such"), 0700, &p->err), PL_E_IO);
}

static void lists_in_order(void **state) {
    struct place *p = *state;
    const char **paths = NULL;
    size_t n = 0;
    assert_int_equal(pl_file_make_dir(at(p, "b"), 0700, &p->err), 0);
    assert_int_equal(pl_file_make_dir(at(p, "b"), 0700, &p->err), 0);
    assert_int_equal(pl_file_write(at(p, "c"), PL_STR("1"), 0600, &p->err), 0);
    assert_int_equal(pl_file_write(at(p, "b/z"), PL_STR("2"), 0600, &p->err), 0);
    assert_int_equal(pl_file_write(at(p, "Z"), PL_STR("3"), 0600, &p->err), 0);
    assert_int_equal(symlink("../..", at(p, "b/loop")), 0);
    assert_int_equal(symlink("nothing", at(p, "dangling")), 0);
    assert_int_equal(pl_file_make_dir(at(p, "c"), 0700, &p->err), PL_E_IO); /* a file is in the way */
    assert_int_equal(pl_file_list(p->dir, 3, &p->arena, &paths, &n, &p->err), 0);
    assert_int_equal(n, 3);
    assert_string_equal(paths[0], at(p, "Z"));
    assert_string_equal(paths[1], at(p, "b/z"));
    assert_string_equal(paths[2], at(p, "c"));
    assert_int_equal(pl_file_list(p->dir, 2, &p->arena, &paths, &n, &p->err), PL_E_LIMIT);
    assert_int_equal(pl_file_list_flat(p->dir, 2, &p->arena, &paths, &n, &p->err), 0); /* b/z is below a folder */
    assert_int_equal(n, 2);
    assert_string_equal(paths[0], at(p, "Z"));
    assert_string_equal(paths[1], at(p, "c"));
    assert_int_equal(pl_file_list_flat(p->dir, 1, &p->arena, &paths, &n, &p->err), PL_E_LIMIT);
    assert_int_equal(pl_file_list(at(p, "c"), 1, &p->arena, &paths, &n, &p->err), 0);
    assert_int_equal(n, 1);
    assert_string_equal(pl_file_join(&p->arena, "a/", "b"), "a/b");
    assert_string_equal(pl_file_join(&p->arena, "", "b"), "/b");
}

static void scratch_files_have_no_name(void **state) {
    struct place *p = *state;
    int fd = -1;
    char byte = 0;
    setenv("TMPDIR", p->dir, 1);
    assert_int_equal(pl_file_scratch(&fd, &p->err), 0);
    assert_int_equal(count(p), 0);
    assert_int_equal(pl_file_write_all(fd, "q", 1, &p->err), 0);
    assert_int_equal(pread(fd, &byte, 1, 0), 1);
    assert_int_equal(byte, 'q');
    pl_file_close(&fd);
    setenv("TMPDIR", at(p, "none"), 1);
    assert_int_equal(pl_file_scratch(&fd, &p->err), PL_E_IO);
    assert_non_null(strstr(p->err.msg, "TMPDIR"));
    unsetenv("TMPDIR");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(writes_and_reads_whole_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_failed_write_leaves_the_old_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_what_cannot_be_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_own_folder_is_nobody_elses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lists_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(scratch_files_have_no_name, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
