/* Every allocation of the readers fails once, those of the libraries below them too: each answers NOMEM and leaves its
 * results untouched, or does without. Not for libarchive, which ends the program where a name finds no memory. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/sort.h"
#include "input/open.h"
#include "text/csv.h"
#include "text/json.h"
#include "text/unicode.h"
#include "text/xml.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAVE_OWN_MALLOC 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define HAVE_OWN_MALLOC 0
#endif
#endif
#ifndef HAVE_OWN_MALLOC
#define HAVE_OWN_MALLOC 1
#endif

#if HAVE_OWN_MALLOC
static long countdown = -1; /* the allocation that fails; below zero: none */

static int refuse(void) {
    if (countdown > 0 && --countdown == 0) {
        errno = ENOMEM;
        return 1;
    }
    return 0;
}

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t count, size_t n);
void *__libc_realloc(void *p, size_t n);
void *malloc(size_t n) { return refuse() ? NULL : __libc_malloc(n); }
void *calloc(size_t count, size_t n) { return refuse() ? NULL : __libc_calloc(count, n); }
void *realloc(void *p, size_t n) { return refuse() ? NULL : __libc_realloc(p, n); }
void *reallocarray(void *p, size_t count, size_t n) {
    size_t bytes = 0;
    return refuse() || __builtin_mul_overflow(count, n, &bytes) ? NULL : __libc_realloc(p, bytes);
}

static int drop_record(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    (void)ctx, (void)record, (void)err;
    return 0;
}

static int run_csv(struct pl_error *err) {
    struct pl_csv *csv = NULL;
    int code = pl_csv_open(0, drop_record, NULL, &csv, err);
    code = code == 0 ? pl_csv_push(csv, "a;b\n\"x\"\"y\n", 10, err) : code;
    code = code == 0 ? pl_csv_push(csv, "z\";2\n", 5, err) : code;
    code = code == 0 ? pl_csv_finish(csv, err) : code;
    pl_csv_close(csv);
    return code;
}

static int run_json(struct pl_error *err) {
    PL_ARENA_AUTO arena = {.max_bytes = 1 << 20};
    const struct pl_jval *value = NULL;
    int code = pl_json_read(PL_STR("{\"a\":[1,2.5,\"text\",{\"b\":null}],\"c\":\"\\u00e9\"}"), &arena, &value, err);
    assert_int_equal(value == NULL, code != 0);
    return code;
}

static int run_xml(struct pl_error *err) {
    struct pl_xml_handler handler = {0};
    struct pl_xml *xml = NULL;
    int code = pl_xml_open(&handler, &xml, err);
    code = code == 0 ? pl_xml_push(xml, "<a b='c'><d>text</d><e/></a>", 28, err) : code;
    code = code == 0 ? pl_xml_finish(xml, err) : code;
    pl_xml_close(xml);
    return code;
}

static int run_sort(struct pl_error *err) {
    struct pl_sort *sort = NULL;
    int code = pl_sort_open(1, &sort, err);
    char item[2000] = {0};
    for (int i = 0; i < 600 && code == 0; i++) { /* spills and merges */
        item[0] = (char)(i * 7);
        code = pl_sort_add(sort, item, sizeof item, err);
    }
    code = code == 0 ? pl_sort_done(sort, err) : code;
    for (int more = 1; code == 0 && more;) {
        pl_str got = {0};
        code = pl_sort_next(sort, &more, &got, err);
    }
    pl_sort_close(sort);
    return code;
}

static int run_fold(struct pl_error *err) {
    PL_BUF_AUTO out = {.max_bytes = 1 << 20};
    char name[900];
    memset(name, 'x', sizeof name);
    memcpy(name, "\xC3\x89", 2);
    int code = pl_unicode_fold(pl_str_make(name, sizeof name), &out, err);
    return code == 0 && pl_buf_failed(&out) ? pl_fail(err, PL_E_NOMEM, "out of memory") : code;
}

static int run_input(struct pl_error *err) {
    /* printf 'hello' | gzip -n */
    static const char GZ[] = "\x1f\x8b\x08\0\0\0\0\0\0\x03\xcb\x48\xcd\xc9\xc9\x07\0\x86\xa6\x10\x36\x05\0\0\0";
    struct pl_input *input = NULL;
    struct pl_member member = {0};
    char buf[100];
    size_t n = 0;
    size_t total = 0;
    int more = 0;
    int code = pl_input_open_bytes(pl_str_make(GZ, sizeof GZ - 1), "t", &input, err);
    code = code == 0 ? pl_input_next(input, &more, &member, err) : code;
    do {
        n = 0;
        code = code == 0 ? pl_input_read(input, buf, sizeof buf, &n, err) : code;
        total += n;
    } while (code == 0 && n > 0);
    assert_true(code != 0 || total == 5);
    pl_input_close(input);
    return code;
}

static void each_allocation_fails_once(void **state) {
    (void)state;
    static int (*const RUNS[])(struct pl_error * err) = {run_csv, run_json, run_xml, run_sort, run_fold, run_input};
    for (size_t i = 0; i < sizeof RUNS / sizeof *RUNS; i++) {
        struct pl_error err = {0};
        assert_int_equal(RUNS[i](&err), 0); /* and what is kept for ever is there */
        int refused = 0;
        for (long nth = 1;; nth++) {
            countdown = nth;
            int code = RUNS[i](&err);
            bool reached = countdown == 0;
            countdown = -1;
            if (!reached) {
                if (code != 0) {
                    print_error("run %zu, no allocation refused (%ld): %s %s\n", i, nth, pl_code_name(code), err.msg);
                }
                assert_int_equal(code, 0);
                break;
            }
            if (code == PL_E_FORMAT && RUNS[i] == run_json) {
                code = PL_E_NOMEM; /* jansson's lexer calls a string that found no memory malformed */
            }
            if (code != 0 && code != PL_E_NOMEM) {
                print_error("run %zu, allocation %ld: %s %s\n", i, nth, pl_code_name(code), err.msg);
            }
            assert_true(code == 0 || code == PL_E_NOMEM);
            refused += code != 0;
            assert_true(nth < 10000);
        }
        assert_true(refused > 0);
    }
}
#endif

int main(void) {
#if HAVE_OWN_MALLOC
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation_fails_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
#else
    printf("skipped: failing allocations (the sanitizer owns them)\n");
    return 77;
#endif
}
