/* Copies of lists in a folder: whole or not at all, asked for again only where they changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/stat.h>

#include "app/publisher.h"
#include "base/buf.h"
#include "base/file.h"
#include "https_server.h"

static struct https_server server;
static char folder[64];

static int start(void **state) {
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/plimsoll-publisher.XXXXXX");
    return mkdtemp(folder) != NULL ? https_server_start(&server) : -1;
}

static int stop(void **state) {
    (void)state;
    char command[128];
    https_server_stop(&server);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void write_file(const char *name, const char *text) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(pl_file_write(path, pl_str_from(text), 0644, NULL), 0);
}

static bool exists(const char *name) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return pl_file_exists(path);
}

static void assert_file(const char *name, const char *text) {
    char path[256];
    PL_BUF_AUTO bytes;
    pl_buf_open(&bytes, 65536);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(pl_file_read(path, 65535, &bytes, NULL), 0);
    assert_true(pl_str_eq(pl_buf_str(&bytes), pl_str_from(text)));
}

/* A table whose addresses are pages of the server. */
static void write_table(const char *rows) {
    char text[2048] = "list,file,url\n";
    size_t n = strlen(text);
    for (const char *row = rows; *row != '\0'; row = strchr(row, '\n') + 1) {
        const char *page = strrchr(row, '\n') != NULL ? memchr(row, '@', strlen(row)) : NULL;
        assert_non_null(page);
        n += (size_t)snprintf(text + n, sizeof text - n, "%.*shttps://localhost:%d%.*s", (int)(page - row), row,
                              server.port, (int)(strchr(row, '\n') + 1 - page - 1), page + 1);
    }
    write_file("table.csv", text);
}

struct seen {
    int status[8], code[8];
    size_t n;
};

static int see(void *ctx, const struct pl_publisher_copy *copy, struct pl_error *err) {
    struct seen *seen = ctx;
    (void)err;
    seen->status[seen->n] = copy->status;
    seen->code[seen->n++] = copy->error.code;
    return 0;
}

static int fetch(const char *list, struct seen *seen, struct pl_publisher_done *done, struct pl_error *err) {
    char dir[128], table[128];
    snprintf(dir, sizeof dir, "%s/copies", folder);
    snprintf(table, sizeof table, "%s/table.csv", folder);
    *seen = (struct seen){0};
    struct pl_publisher_options options = {.lists = &list,
                                           .n_lists = 1,
                                           .dir = dir,
                                           .table = table,
                                           .ca_file = server.ca,
                                           .allow_private = true,
                                           .now = 1};
    return pl_publisher_fetch(&options, see, seen, done, err);
}

static void test_fetch_twice(void **state) {
    (void)state;
    struct seen seen;
    struct pl_publisher_done done;
    write_table("a,one.xml,@/list\nb,other.csv,@/other\n");
    assert_int_equal(fetch("a", &seen, &done, NULL), 0);
    assert_int_equal(seen.n, 1);
    assert_int_equal(seen.status[0], PL_FETCH_NEW);
    assert_int_equal(done.fetched, 1);
    assert_file("copies/one.xml", LIST_TEXT);
    assert_true(exists("copies/one.xml.fetch"));
    assert_false(exists("copies/one.xml.part"));
    assert_false(exists("copies/other.csv"));
    assert_int_equal(fetch("a", &seen, &done, NULL), 0);
    assert_int_equal(seen.status[0], PL_FETCH_UNCHANGED);
    assert_int_equal(done.unchanged, 1);
    assert_false(exists("copies/one.xml.part"));
    /* A copy that is not what the note speaks of is fetched anew, not believed. */
    write_file("copies/one.xml", "changed by hand\n");
    assert_int_equal(fetch("a", &seen, &done, NULL), 0);
    assert_int_equal(seen.status[0], PL_FETCH_NEW);
    assert_file("copies/one.xml", LIST_TEXT);
    /* So is one of another address. */
    write_table("a,one.xml,@/moved\n");
    assert_int_equal(fetch("a", &seen, &done, NULL), 0);
    assert_int_equal(seen.status[0], PL_FETCH_NEW);
}

static void test_failures_keep_the_copy(void **state) {
    (void)state;
    struct seen seen;
    struct pl_publisher_done done;
    write_table("c,kept.xml,@/other\n");
    assert_int_equal(fetch("c", &seen, &done, NULL), 0);
    write_table("c,kept.xml,@/short\nc,empty.xml,@/empty\nc,gone.xml,@/gone\nc,good.xml,@/other\n");
    assert_int_equal(fetch("c", &seen, &done, NULL), 0);
    assert_int_equal(seen.n, 4);
    assert_int_equal(seen.code[0], PL_E_INPUT);
    assert_int_equal(seen.code[1], PL_E_EMPTY);
    assert_int_equal(seen.code[2], PL_E_INPUT);
    assert_int_equal(seen.status[3], PL_FETCH_NEW);
    assert_int_equal(done.failed, 3);
    assert_file("copies/kept.xml", "other\n");
    assert_false(exists("copies/kept.xml.part"));
    assert_false(exists("copies/empty.xml"));
}

/* Somebody put links where the copy and its part go: they are replaced, and what they point to stays as it was. */
static void test_links(void **state) {
    (void)state;
    struct seen seen;
    struct pl_publisher_done done;
    char target[128], link[128];
    write_table("d,linked.xml,@/list\n");
    write_file("aim", "untouched\n");
    snprintf(target, sizeof target, "%s/aim", folder);
    static const char *const NAMES[] = {"linked.xml", "linked.xml.part", "linked.xml.fetch"};
    for (size_t i = 0; i < 3; i++) {
        snprintf(link, sizeof link, "%s/copies/%s", folder, NAMES[i]);
        assert_int_equal(symlink(target, link), 0);
    }
    assert_int_equal(fetch("d", &seen, &done, NULL), 0);
    assert_int_equal(seen.status[0], PL_FETCH_NEW);
    assert_file("aim", "untouched\n");
    assert_file("copies/linked.xml", LIST_TEXT);
    assert_false(exists("copies/linked.xml.part"));
}

/* While a list comes, no file has its name or one that `import` might take for a list. */
static int nothing_there(void *ctx, const struct pl_publisher_copy *copy, struct pl_error *err) {
    (void)ctx, (void)copy, (void)err;
    return exists("copies/endless.xml") || exists("copies/endless.xml.part") ? PL_E_IO : 0;
}

/* It has a file of this folder open, of whatever name or none, and something stands in it. */
static bool has_begun(pid_t pid, const char *dir) {
    for (int fd = 3; fd < 64; fd++) {
        char link[64], path[256] = {0};
        struct stat st;
        snprintf(link, sizeof link, "/proc/%ld/fd/%d", (long)pid, fd);
        if (readlink(link, path, sizeof path - 1) > 0 && strncmp(path, dir, strlen(dir)) == 0 && stat(link, &st) == 0 &&
            S_ISREG(st.st_mode) && st.st_size > 0) {
            return true;
        }
    }
    return false;
}

static void test_killed(void **state) {
    (void)state;
    char dir[128], table[128];
    snprintf(dir, sizeof dir, "%s/copies", folder);
    snprintf(table, sizeof table, "%s/table.csv", folder);
    write_table("e,endless.xml,@/endless\n");
    const char *list = "e";
    struct pl_publisher_options options = {.lists = &list,
                                           .n_lists = 1,
                                           .dir = dir,
                                           .table = table,
                                           .ca_file = server.ca,
                                           .allow_private = true,
                                           .max_bytes = 1 << 16,
                                           .now = 1};
    struct pl_publisher_done done;
    assert_int_equal(pl_publisher_fetch(&options, nothing_there, NULL, &done, NULL), 0);
    assert_int_equal(done.failed, 1);
    options.max_bytes = (uint64_t)1 << 30;
    pid_t child = fork();
    if (child == 0) {
        _exit(pl_publisher_fetch(&options, nothing_there, NULL, &done, NULL));
    }
    for (int i = 0; i < 12000 && !has_begun(child, dir); i++) {
        usleep(10000);
    }
    assert_true(has_begun(child, dir));
    assert_int_equal(kill(child, SIGKILL), 0);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status)); /* it was under way */
    assert_int_equal(nothing_there(NULL, NULL, NULL), 0);
}

static void test_bad_tables(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int code;
        uint64_t line;
    } BAD[] = {
        {"list,file\na,b\n", PL_E_FORMAT, 1},
        {"list,file,url\na,one.xml,http://x/\n", PL_E_FORMAT, 2},
        {"list,file,url\na,../one.xml,https://x/\n", PL_E_FORMAT, 2},
        {"list,file,url\na,.hidden,https://x/\n", PL_E_FORMAT, 2},
        {"list,file,url\na,,https://x/\n", PL_E_FORMAT, 2},
        {"list,file,url\na,one.xml.fetch,https://x/\n", PL_E_FORMAT, 2},
        {"list,file,url\na,one.xml.part,https://x/\n", PL_E_FORMAT, 2},
        {"list,file,url\na,one.xml,https://x/\nb,ONE.xml,https://x/\n", PL_E_FORMAT, 3},
        {"list,file,url\nb,one.xml,https://x/\nb,two.xml\n", PL_E_FORMAT, 3},
        {"list,file,url\nb,one.xml,https://x/\n", PL_E_USAGE, 0},
    };
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        struct seen seen;
        struct pl_publisher_done done;
        struct pl_error err = {0};
        write_file("table.csv", BAD[i].text);
        assert_int_equal(fetch("a", &seen, &done, &err), BAD[i].code);
        assert_int_equal(err.line, BAD[i].line);
    }
}

/* The shipped table is one of these, and has the four lists that the manual names. */
static void test_shipped(void **state) {
    (void)state;
    PL_BUF_AUTO bytes;
    pl_buf_open(&bytes, 65536);
    assert_int_equal(pl_file_read("data/publishers.csv", 65535, &bytes, NULL), 0);
    pl_buf_add_char(&bytes, '\0');
    write_file("table.csv", bytes.p);
    struct seen seen;
    struct pl_publisher_done done;
    struct pl_error err = {0};
    assert_int_equal(fetch("nobody", &seen, &done, &err), PL_E_USAGE);
    static const char *const LISTS[] = {"\nun,", "\nofac,", "\neu,", "\nuk,"};
    for (size_t i = 0; i < 4; i++) {
        assert_non_null(strstr(bytes.p, LISTS[i]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fetch_twice), cmocka_unit_test(test_failures_keep_the_copy),
        cmocka_unit_test(test_links),       cmocka_unit_test(test_killed),
        cmocka_unit_test(test_bad_tables),  cmocka_unit_test(test_shipped),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
