/* The spool and the log of a feed: what was synced comes back over files and openings; what a crash leaves of a last
 * line goes; damage and other versions are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "ledger/hash.h"
#include "store/spool.h"
#include "store/told.h"

struct place {
    char dir[64];
    int lock;
};

static int make_place(void **state) {
    struct place *p = calloc(1, sizeof *p);
    assert_non_null(p);
    snprintf(p->dir, sizeof p->dir, "/tmp/plimsoll-live.XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    assert_int_equal(pl_live_lock(p->dir, "feed", &p->lock, NULL), 0);
    *state = p;
    return 0;
}

static int remove_place(void **state) {
    struct place *p = *state;
    char command[128];
    pl_file_close(&p->lock);
    snprintf(command, sizeof command, "rm -rf %s", p->dir);
    assert_int_equal(system(command), 0);
    free(p);
    return 0;
}

static void append_to(const char *path, const char *bytes) {
    FILE *f = fopen(path, "a");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, strlen(bytes), f), strlen(bytes));
    assert_int_equal(fclose(f), 0);
}

static void test_names_and_lock(void **state) {
    struct place *p = *state;
    char long_name[PL_LIVE_NAME_MAX + 2];
    int second = -1;
    memset(long_name, 'x', sizeof long_name);
    assert_true(pl_live_name_ok(PL_STR("tcp-host.local-4001_a")));
    assert_true(pl_live_name_ok(pl_str_make(long_name, PL_LIVE_NAME_MAX)));
    assert_false(pl_live_name_ok(pl_str_make(long_name, PL_LIVE_NAME_MAX + 1)));
    assert_false(pl_live_name_ok(PL_STR("")));
    assert_false(pl_live_name_ok(PL_STR("..")));
    assert_false(pl_live_name_ok(PL_STR(".a")));
    assert_false(pl_live_name_ok(PL_STR("a/b")));
    assert_false(pl_live_name_ok(pl_str_make("a\0b", 3)));
    assert_int_equal(pl_live_lock(p->dir, "feed", &second, NULL), PL_E_BUSY);
    assert_int_equal(pl_live_lock(p->dir, "other", &second, NULL), 0);
    pl_file_close(&second);
}

static void write_lines(struct pl_spool *spool, unsigned from, unsigned n) {
    for (unsigned i = from; i < from + n; i++) {
        char line[32];
        snprintf(line, sizeof line, "line %010u\n", i);
        assert_int_equal(pl_spool_append(spool, pl_str_from(line), NULL), 0);
    }
    assert_int_equal(pl_spool_sync(spool, NULL), 0);
}

#define LINE 16 /* bytes */

static void expect_lines(struct pl_spool_reader *reader, uint64_t from, unsigned first, unsigned n) {
    for (unsigned i = first; i < first + n; i++, from += LINE) {
        char line[32], got[LINE];
        size_t have = 0;
        snprintf(line, sizeof line, "line %010u\n", i);
        while (have < LINE) {
            size_t more = 0;
            assert_int_equal(pl_spool_read(reader, from + have, got + have, LINE - have, &more, NULL), 0);
            assert_true(more > 0);
            have += more;
        }
        assert_memory_equal(line, got, LINE);
    }
}

static void test_spool(void **state) {
    struct place *p = *state;
    struct pl_spool *spool = NULL;
    struct pl_spool_reader *reader = NULL;
    struct pl_error err;
    char path[PL_LIVE_PATH_MAX], byte;
    uint64_t end = 7;
    pl_time last = 0;
    size_t n = 1;
    assert_int_equal(pl_spool_open(p->dir, "feed", 0, &spool, &end, &last, NULL), 0);
    assert_int_equal(end, 0);
    assert_true(last == PL_TIME_NONE);
    assert_int_equal(pl_spool_reader_open(p->dir, "feed", &reader, NULL), 0);
    assert_int_equal(pl_spool_read(reader, 0, &byte, 1, &n, NULL), 0);
    assert_int_equal(n, 0);
    write_lines(spool, 0, 100);
    expect_lines(reader, 0, 0, 100);
    pl_spool_close(spool);
    /* what a crash left behind the last line end is gone */
    assert_int_equal(pl_live_path(p->dir, "feed", "spool/00000000000000000000", path, NULL), 0);
    append_to(path, "line 00");
    assert_int_equal(pl_spool_open(p->dir, "feed", 0, &spool, &end, &last, NULL), 0);
    assert_int_equal(end, 100 * LINE);
    assert_true(last != PL_TIME_NONE);
    write_lines(spool, 100, 1);
    expect_lines(reader, 100 * LINE, 100, 1);
    pl_spool_close(spool);
    /* but not what is in an exhibit already */
    append_to(path, "no end");
    assert_int_equal(pl_spool_open(p->dir, "feed", 101 * LINE + 6, &spool, &end, &last, NULL), 0);
    assert_int_equal(end, 101 * LINE + 6);
    pl_spool_close(spool);
    assert_int_equal(pl_spool_open(p->dir, "feed", 101 * LINE + 7, &spool, &end, &last, &err), PL_E_STORE);
    pl_spool_reader_close(reader);
}

static void test_spool_files(void **state) {
    struct place *p = *state;
    struct pl_spool *spool = NULL;
    struct pl_spool_reader *reader = NULL;
    size_t big = 4 << 20, n = 0;
    char *bytes = malloc(big), path[PL_LIVE_PATH_MAX];
    uint64_t end = 0;
    pl_time last;
    assert_non_null(bytes);
    memset(bytes, 'x', big);
    bytes[big - 1] = '\n';
    assert_int_equal(pl_spool_open(p->dir, "feed", 1000, &spool, &end, &last, NULL), 0);
    assert_int_equal(end, 1000);
    for (uint64_t i = 0; i < PL_SPOOL_FILE_BYTES / big + 1; i++) { /* one file, and one piece of the next */
        assert_int_equal(pl_spool_append(spool, pl_str_make(bytes, big), NULL), 0);
    }
    write_lines(spool, 0, 10);
    uint64_t second = 1000 + PL_SPOOL_FILE_BYTES;
    snprintf(path, sizeof path, "%s/live/feed/spool/%020llu", p->dir, (unsigned long long)second);
    assert_true(pl_file_exists(path));
    assert_int_equal(pl_spool_reader_open(p->dir, "feed", &reader, NULL), 0);
    expect_lines(reader, second + big, 0, 10);
    /* from one file into the next */
    assert_int_equal(pl_spool_read(reader, second - 1, bytes, 10, &n, NULL), 0);
    assert_true(n == 1 && bytes[0] == '\n');
    assert_int_equal(pl_spool_read(reader, second, bytes, 10, &n, NULL), 0);
    assert_int_equal(n, 10);
    /* what is before goes, the last stays */
    assert_int_equal(pl_spool_drop(reader, second - 1, NULL), 0);
    assert_int_equal(pl_spool_read(reader, 1000, bytes, 10, &n, NULL), 0);
    assert_int_equal(pl_spool_drop(reader, second + big + 160, NULL), 0);
    assert_true(pl_file_exists(path));
    pl_spool_reader_close(reader);
    assert_int_equal(pl_spool_reader_open(p->dir, "feed", &reader, NULL), 0);
    assert_int_equal(pl_spool_read(reader, second, bytes, 10, &n, NULL), 0);
    assert_int_equal(pl_spool_read(reader, 1000, bytes, 10, &n, NULL), PL_E_STORE);
    pl_spool_reader_close(reader);
    pl_spool_close(spool);
    free(bytes);
}

struct lines {
    unsigned n;
    char letters[16];
    char last[64];
};

static int on_line(void *ctx, char letter, pl_str text, struct pl_error *err) {
    struct lines *l = ctx;
    (void)err;
    l->letters[l->n++] = letter;
    snprintf(l->last, sizeof l->last, "%.*s", (int)text.n, text.p);
    return 0;
}

static int open_log(struct place *p, struct lines *lines, struct pl_told **ret) {
    *lines = (struct lines){0};
    return pl_told_open(p->dir, "feed", PL_STR("tcp://x"), on_line, lines, ret, NULL);
}

static void test_log(void **state) {
    struct place *p = *state;
    struct pl_told *told = NULL;
    struct lines lines = {0};
    char path[PL_LIVE_PATH_MAX];
    assert_int_equal(pl_told_read(p->dir, "feed", on_line, &lines, NULL), PL_E_NOT_FOUND);
    assert_int_equal(open_log(p, &lines, &told), 0);
    assert_int_equal(lines.n, 0);
    assert_int_equal(pl_told_add(told, 'T', PL_STR("1 one"), NULL), 0);
    assert_int_equal(pl_told_add(told, 'P', PL_STR("1"), NULL), 0);
    pl_told_close(told); /* never committed */
    assert_int_equal(open_log(p, &lines, &told), 0);
    assert_int_equal(lines.n, 0);
    assert_int_equal(pl_told_add(told, 'T', PL_STR("1 one"), NULL), 0);
    assert_int_equal(pl_told_commit(told, true, NULL), 0);
    assert_int_equal(pl_told_add(told, 'P', PL_STR("1"), NULL), 0);
    assert_int_equal(pl_told_commit(told, false, NULL), 0);
    pl_told_close(told);
    /* a torn end goes, with or without a line end */
    assert_int_equal(pl_live_path(p->dir, "feed", "log", path, NULL), 0);
    append_to(path, "T 2 two 0123");
    assert_int_equal(open_log(p, &lines, &told), 0);
    assert_string_equal(lines.letters, "TP");
    assert_string_equal(lines.last, "1");
    pl_told_close(told);
    append_to(path, "T 2 two 00000000\n");
    assert_int_equal(open_log(p, &lines, &told), 0);
    assert_string_equal(lines.letters, "TP");
    assert_int_equal(pl_told_add(told, 'O', PL_STR("2 x"), NULL), 0);
    assert_int_equal(pl_told_commit(told, true, NULL), 0);
    pl_told_close(told);
    assert_int_equal(pl_told_read(p->dir, "feed", on_line, &lines, NULL), 0);
    assert_int_equal(lines.letters[4], 'O');
    /* a bad line before a good one is damage */
    PL_BUF_AUTO all;
    pl_buf_open(&all, 4096);
    assert_int_equal(pl_file_read(path, 4096, &all, NULL), 0);
    char *one = memmem(all.p, all.n, "T 1 one", 7);
    assert_non_null(one);
    one[4] = 'O';
    assert_int_equal(pl_file_write(path, pl_buf_str(&all), 0600, NULL), 0);
    assert_int_equal(open_log(p, &lines, &told), PL_E_STORE);
}

static void test_log_version(void **state) {
    struct place *p = *state;
    struct pl_told *told = NULL;
    struct lines lines;
    char path[PL_LIVE_PATH_MAX], hex[65], line[200];
    const char *first = "V plimsoll-live/2 feed tcp://x";
    pl_hash_hex(pl_sha256_of(first, strlen(first)), hex);
    snprintf(line, sizeof line, "%s %.8s\n", first, hex);
    assert_int_equal(pl_live_path(p->dir, "feed", "log", path, NULL), 0);
    append_to(path, line);
    assert_int_equal(open_log(p, &lines, &told), PL_E_VERSION);
    assert_int_equal(pl_told_read(p->dir, "feed", on_line, &lines, NULL), PL_E_VERSION);
}

static void test_log_ceiling(void **state) {
    struct place *p = *state;
    struct pl_told *told = NULL;
    struct lines lines;
    char *text = malloc(PL_TOLD_LINE_MAX);
    assert_non_null(text);
    memset(text, 'x', PL_TOLD_LINE_MAX);
    assert_int_equal(open_log(p, &lines, &told), 0);
    /* letter, space, text, space, sum, end */
    assert_int_equal(pl_told_add(told, 'T', pl_str_make(text, PL_TOLD_LINE_MAX - 11), NULL), PL_E_LIMIT);
    assert_int_equal(pl_told_add(told, 'T', pl_str_make(text, PL_TOLD_LINE_MAX - 12), NULL), 0);
    assert_int_equal(pl_told_commit(told, true, NULL), 0);
    pl_told_close(told);
    assert_int_equal(open_log(p, &lines, &told), 0);
    assert_int_equal(lines.n, 1);
    pl_told_close(told);
    free(text);
}

#define WITH_PLACE(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int main(void) {
    const struct CMUnitTest tests[] = {WITH_PLACE(test_names_and_lock), WITH_PLACE(test_spool),
                                       WITH_PLACE(test_spool_files),    WITH_PLACE(test_log),
                                       WITH_PLACE(test_log_version),    WITH_PLACE(test_log_ceiling)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
