/* pl_arena: alignment, ceilings, marks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

static void aligns_and_counts(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    for (size_t n = 0; n < 200; n++) {
        unsigned char *p = pl_arena_alloc(&arena, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        memset(p, 0xAB, n);
    }
    unsigned char *zero = pl_arena_calloc(&arena, 100, 3);
    for (size_t i = 0; i < 300; i++) {
        assert_int_equal(zero[i], 0);
    }
    assert_string_equal(pl_arena_copy(&arena, "abc", 3), "abc");
    assert_string_equal(pl_arena_copy(&arena, NULL, 0), "");
    assert_false(pl_arena_failed(&arena));
}

static void keeps_to_its_ceiling(void **state) {
    (void)state;
    for (size_t n = 4096 - 16; n <= 4096 + 16; n += 16) {
        PL_ARENA_AUTO arena;
        pl_arena_open(&arena, 4096);
        assert_int_equal(pl_arena_alloc(&arena, n) != NULL, n <= 4096);
        assert_int_equal(pl_arena_failed(&arena), n > 4096);
        PL_ARENA_AUTO two; /* what was handed out before counts */
        pl_arena_open(&two, 4096);
        assert_non_null(pl_arena_alloc(&two, 1024));
        assert_int_equal(pl_arena_alloc(&two, n - 1024) != NULL, n <= 4096);
    }
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, SIZE_MAX);
    volatile size_t huge = SIZE_MAX; /* the compiler would warn of a constant */
    assert_null(pl_arena_alloc(&arena, huge));
    assert_null(pl_arena_alloc(&arena, huge - 8));
    assert_null(pl_arena_copy(&arena, "", huge));
    assert_null(pl_arena_calloc(&arena, huge / 2, 3));
    assert_true(pl_arena_failed(&arena));
}

static void goes_back_to_a_mark(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    struct pl_arena_mark start = pl_arena_mark(&arena);
    char *kept = pl_arena_copy(&arena, "kept", 4);
    struct pl_arena_mark mark = pl_arena_mark(&arena);
    void *first = pl_arena_alloc(&arena, 32);
    for (int i = 0; i < 5; i++) {
        assert_non_null(pl_arena_alloc(&arena, 100000));
    }
    pl_arena_rewind(&arena, mark);
    assert_string_equal(kept, "kept");
    assert_ptr_equal(pl_arena_alloc(&arena, 32), first);
    pl_arena_rewind(&arena, start);
    assert_int_equal(arena.used_bytes, 0);
    /* What was given back counts no more: the ceiling can be reached again and again. */
    for (int i = 0; i < 50; i++) {
        assert_non_null(pl_arena_alloc(&arena, 1 << 20));
        pl_arena_rewind(&arena, start);
    }
    struct pl_arena zeroed = {0};
    pl_arena_close(&zeroed);
    pl_arena_close(NULL);
}

/* 64, 128, 256 ...: what is in the list stays, the rest is zeroed; beyond the ceiling all is as it was. */
static void more(void **state) {
    PL_ARENA_AUTO arena;
    uint32_t *list = NULL;
    size_t n = 0, cap = 0;
    (void)state;
    pl_arena_open(&arena, (64 + 128 + 256) * sizeof *list);
    for (; n < 256; n++) {
        uint32_t *grown = pl_arena_more(&arena, list, n, &cap, sizeof *list);
        assert_non_null(grown);
        assert_true(grown == list || n == 0 || n == 64 || n == 128);
        list = grown;
        assert_int_equal(cap, n < 64 ? 64 : n < 128 ? 128 : 256);
        assert_int_equal(list[cap - 1], 0);
        list[n] = (uint32_t)n + 1;
    }
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(list[i], i + 1);
    }
    assert_null(pl_arena_more(&arena, list, n, &cap, sizeof *list));
    assert_int_equal(cap, 256);
    assert_int_equal(list[255], 256);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more),
        cmocka_unit_test(aligns_and_counts),
        cmocka_unit_test(keeps_to_its_ceiling),
        cmocka_unit_test(goes_back_to_a_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
