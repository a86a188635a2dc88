/* Static files of a log: what is written is read back as tiles, and damage is told. That the bytes are those of C2SP
 * tlog-tiles, tests/cli/test_log_check.sh shows. */
#include "app/tile_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"

struct site {
    char dir[64];
};

static void make(struct site *s, uint64_t n) {
    struct pl_tile_files *files = NULL;
    uint64_t size = 0, written = 0;
    pl_hash root;
    snprintf(s->dir, sizeof s->dir, "/tmp/plimsoll-tiles.XXXXXX");
    assert_non_null(mkdtemp(s->dir));
    assert_int_equal(pl_tile_files_open(s->dir, &files, NULL), 0);
    for (uint64_t i = 0; i < n; i++) {
        char entry[32];
        int length = snprintf(entry, sizeof entry, "entry %llu", (unsigned long long)i);
        assert_int_equal(pl_tile_files_add(files, pl_str_make(entry, (size_t)length), NULL), 0);
    }
    assert_int_equal(pl_tile_files_end(files, &size, &root, &written, NULL), 0);
    assert_true(size == n);
    pl_tile_files_close(files);
}

static void end(struct site *s) {
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", s->dir);
    assert_int_equal(system(command), 0);
}

static void put(const struct site *s, const char *name, pl_str bytes) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", s->dir, name);
    assert_int_equal(pl_file_write(path, bytes, 0644, NULL), 0);
}

static void test_reading(void **state) {
    (void)state;
    struct site s;
    pl_hash full[PL_TILE_WIDTH], part[PL_TILE_WIDTH], leaf = pl_tile_leaf(PL_STR("entry 99"));
    make(&s, 300);
    assert_int_equal(pl_tile_files_read(s.dir, (struct pl_tile){0, 0, 256}, full, NULL), 0);
    assert_int_equal(pl_hash_cmp(full[99], leaf), 0);
    assert_int_equal(pl_tile_files_read(s.dir, (struct pl_tile){0, 1, 44}, part, NULL), 0);
    assert_int_equal(pl_hash_cmp(part[43], pl_tile_leaf(PL_STR("entry 299"))), 0);
    /* the partial tile of a smaller tree is the beginning of the full one; of a partial one it is not known */
    assert_int_equal(pl_tile_files_read(s.dir, (struct pl_tile){0, 0, 100}, part, NULL), 0);
    assert_memory_equal(part, full, 100 * sizeof *part);
    assert_int_equal(pl_tile_files_read(s.dir, (struct pl_tile){0, 1, 43}, part, NULL), PL_E_INPUT);
    assert_int_equal(pl_tile_files_read(s.dir, (struct pl_tile){0, 2, 1}, part, NULL), PL_E_INPUT);
    assert_int_equal(pl_tile_files_read(s.dir, (struct pl_tile){99, 0, 1}, part, NULL), PL_E_USAGE);
    put(&s, "tile/0/001.p/44", PL_STR("short"));
    assert_int_equal(pl_tile_files_read(s.dir, (struct pl_tile){0, 1, 44}, part, NULL), PL_E_FORMAT);
    put(&s, "tile/0/000", PL_STR("short"));
    assert_int_equal(pl_tile_files_read(s.dir, (struct pl_tile){0, 0, 100}, part, NULL), PL_E_INPUT);
    end(&s);
}

static void test_no_folder(void **state) {
    (void)state;
    struct pl_tile_files *files = NULL;
    char *large = calloc(1, PL_TILE_ENTRY_MAX + 1);
    assert_int_equal(pl_tile_files_open("/dev/null/x", &files, NULL), PL_E_IO);
    assert_null(files);
    pl_tile_files_close(NULL);
    assert_int_equal(pl_tile_files_open(NULL, &files, NULL), 0); /* only computes */
    assert_int_equal(pl_tile_files_add(files, pl_str_make(large, PL_TILE_ENTRY_MAX), NULL), 0);
    assert_int_equal(pl_tile_files_add(files, pl_str_make(large, PL_TILE_ENTRY_MAX + 1), NULL), PL_E_LIMIT);
    uint64_t size = 0, written = 9;
    pl_hash root;
    assert_int_equal(pl_tile_files_end(files, &size, &root, &written, NULL), 0);
    assert_true(size == 1 && written == 0);
    assert_int_equal(pl_hash_cmp(root, pl_tile_leaf(pl_str_make(large, PL_TILE_ENTRY_MAX))), 0);
    pl_tile_files_close(files);
    free(large);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reading), cmocka_unit_test(test_no_folder)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
