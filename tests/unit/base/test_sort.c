/* Property tests against qsort; the seed is printed and may be given as PL_SEED. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "base/sort.h"

static uint64_t next_random(uint64_t *state) {
    *state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static int by_bytes(const void *a, const void *b) {
    const pl_str *pa = a;
    const pl_str *pb = b;
    return pl_str_cmp(*pa, *pb);
}

/* Sorts with both and compares; returns the bytes spilled. */
static uint64_t check_against_qsort(pl_str *items, size_t n, size_t memory) {
    struct pl_sort *sort = NULL;
    struct pl_error err = {0};
    assert_int_equal(pl_sort_open(memory, &sort, &err), 0);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(pl_sort_add(sort, items[i].p, items[i].n, &err), 0);
    }
    assert_int_equal(pl_sort_items(sort), n);
    assert_int_equal(pl_sort_done(sort, &err), 0);
    qsort(items, n, sizeof *items, by_bytes);
    int more = 0;
    pl_str item = {0};
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(pl_sort_next(sort, &more, &item, &err), 0);
        assert_int_equal(more, 1);
        assert_true(pl_str_eq(item, items[i]));
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pl_sort_next(sort, &more, &item, &err), 0);
        assert_int_equal(more, 0);
    }
    uint64_t spilled = pl_sort_spilled_bytes(sort);
    pl_sort_close(sort);
    return spilled;
}

enum shape { RANDOM, SORTED, NEARLY, REVERSED, TWO_FILES, EQUAL, SHAPES };

static void fill(pl_str *items, char *bytes, size_t n, enum shape shape, uint64_t *random) {
    for (size_t i = 0; i < n; i++) {
        size_t len = 8 + next_random(random) % 40;
        uint64_t r = next_random(random);
        uint64_t t = shape == RANDOM      ? r
                     : shape == NEARLY    ? i * 16 + r % 256 + (r % 1000 == 0 ? 0 : 100000)
                     : shape == REVERSED  ? n - i
                     : shape == TWO_FILES ? i % (n / 2 + 1)
                     : shape == EQUAL     ? 7
                                          : i;
        char *p = bytes + i * 48;
        for (size_t k = 0; k < 8; k++) {
            p[k] = (char)(t >> (56 - 8 * k));
        }
        for (size_t k = 8; k < len; k++) {
            p[k] = (char)(next_random(random) % 3);
        }
        /* short keys too: a prefix of another item, the empty item */
        items[i] = pl_str_make(p, shape == RANDOM && r % 16 == 0 ? r / 16 % 9 : len);
    }
}

static void test_like_qsort(void **state) {
    (void)state;
    const char *given = getenv("PL_SEED");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 0) : 20261122;
    print_message("PL_SEED=%llu\n", (unsigned long long)seed);
    const size_t n = 30000;
    pl_str *items = calloc(n, sizeof *items);
    char *bytes = malloc(n * 48);
    for (int shape = 0; shape < SHAPES; shape++) {
        fill(items, bytes, n, (enum shape)shape, &seed);
        assert_int_equal(check_against_qsort(items, n, 0), 0);
        fill(items, bytes, n, (enum shape)shape, &seed);
        assert_true(check_against_qsort(items, n, 1) > 0); /* the least memory: spills, several merge passes */
        fill(items, bytes, n, (enum shape)shape, &seed);
        assert_true(check_against_qsort(items, n, 1 << 20) > 0);
    }
    free(items);
    free(bytes);
}

static void test_few(void **state) {
    (void)state;
    pl_str none[1] = {{"", 0}};
    assert_int_equal(check_against_qsort(none, 0, 0), 0);
    assert_int_equal(check_against_qsort(none, 1, 0), 0);
    /* A zero byte is more than no byte, also within the eight bytes of the key and across them. */
    pl_str zeros[] = {PL_STR("a\0\0"),        PL_STR("a"),           PL_STR("a\0"),  PL_STR("abcdefgh"),
                      PL_STR("abcdefgh\0"),   PL_STR("abcdefg"),     PL_STR("\xFF"), PL_STR("\x7F"),
                      PL_STR("abcdefgh\xFF"), PL_STR("abcdefgh\x01")};
    assert_int_equal(check_against_qsort(zeros, sizeof zeros / sizeof *zeros, 0), 0);
}

static void test_item_ceiling(void **state) {
    (void)state;
    char *big = calloc(1, PL_SORT_ITEM_MAX + 1);
    struct pl_sort *sort = NULL;
    struct pl_error err = {0};
    assert_int_equal(pl_sort_open(1, &sort, &err), 0);
    for (int i = 0; i < 40; i++) { /* more than the memory holds */
        big[0] = (char)(40 - i);
        assert_int_equal(pl_sort_add(sort, big, PL_SORT_ITEM_MAX - (size_t)(i % 2), &err), 0);
    }
    assert_int_equal(pl_sort_add(sort, big, PL_SORT_ITEM_MAX + 1, &err), PL_E_LIMIT);
    assert_int_equal(pl_sort_done(sort, &err), 0);
    for (int i = 1; i <= 40; i++) {
        int more = 0;
        pl_str item = {0};
        assert_int_equal(pl_sort_next(sort, &more, &item, &err), 0);
        assert_int_equal(more, 1);
        assert_int_equal(item.p[0], i);
    }
    pl_sort_close(sort);
    pl_sort_close(NULL);
    free(big);
}

/* A file-size limit stands for the full disk: the write fails, the text says where. */
static void test_full_disk(void **state) {
    (void)state;
    struct rlimit before = {0};
    struct pl_sort *sort = NULL;
    struct pl_error err = {0};
    char item[1000] = {0};
    int code = 0;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit small = {.rlim_cur = 300000, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_int_equal(pl_sort_open(1, &sort, &err), 0);
    for (int i = 0; i < 10000 && code == 0; i++) {
        code = pl_sort_add(sort, item, sizeof item, &err);
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(code, PL_E_IO);
    assert_non_null(strstr(err.msg, "TMPDIR"));
    pl_sort_close(sort);
}

static void test_no_temporary_folder(void **state) {
    (void)state;
    struct pl_sort *sort = NULL;
    struct pl_error err = {0};
    char item[1000] = {0};
    int code = 0;
    const char *before = getenv("TMPDIR");
    char *kept = before != NULL ? strdup(before) : NULL;
    setenv("TMPDIR", "/nonexistent-folder", 1);
    assert_int_equal(pl_sort_open(1, &sort, &err), 0);
    for (int i = 0; i < 10000 && code == 0; i++) {
        code = pl_sort_add(sort, item, sizeof item, &err);
    }
    assert_int_equal(code, PL_E_IO);
    assert_non_null(strstr(err.msg, "/nonexistent-folder"));
    pl_sort_close(sort);
    if (kept != NULL) {
        setenv("TMPDIR", kept, 1);
        free(kept);
    } else {
        unsetenv("TMPDIR");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_like_qsort),          cmocka_unit_test(test_few),
        cmocka_unit_test(test_item_ceiling),        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_no_temporary_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
