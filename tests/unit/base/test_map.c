/* pl_map and pl_strmap against plain arrays: a random run of puts and removes, seed printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/map.h"

#define KEYS 700

static void agrees_with_an_array(void **state) {
    (void)state;
    uint64_t seed = 20261122;
    print_message("seed %llu\n", (unsigned long long)seed);
    struct pl_map map;
    bool present[KEYS] = {false};
    uint64_t values[KEYS] = {0};
    size_t n = 0;
    pl_map_open(&map, KEYS);
    assert_null(pl_map_get(&map, 1));
    assert_false(pl_map_remove(&map, 1));
    for (int i = 0; i < 60000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        size_t k = (size_t)(seed >> 33) % KEYS;
        uint64_t key = (uint64_t)k << (k % 3 * 20); /* near and far apart; 0 among them */
        if (k % 3 != 0 && k < 3) {
            continue;
        }
        if (seed >> 60 < 9) {
            bool is_new = false;
            uint64_t *value = pl_map_put(&map, key, &is_new);
            assert_non_null(value);
            assert_int_equal(is_new, !present[k]);
            assert_true(*value == (present[k] ? values[k] : 0));
            *value = seed;
            n += is_new;
            present[k] = true;
            values[k] = seed;
        } else {
            assert_int_equal(pl_map_remove(&map, key), present[k]);
            n -= present[k];
            present[k] = false;
        }
        assert_int_equal(map.n, n);
        if (i % 1000 == 0) {
            for (size_t j = 3; j < KEYS; j++) {
                uint64_t *value = pl_map_get(&map, (uint64_t)j << (j % 3 * 20));
                assert_int_equal(value != NULL, present[j]);
                assert_true(value == NULL || *value == values[j]);
            }
        }
    }
    pl_map_close(&map);
    pl_map_close(&map);
    pl_map_close(NULL);
}

static void keeps_to_its_ceiling(void **state) {
    (void)state;
    struct pl_map map;
    pl_map_open(&map, 100);
    for (uint64_t i = 0; i < 100; i++) {
        assert_non_null(pl_map_put(&map, i, NULL));
    }
    assert_null(pl_map_put(&map, 100, NULL));
    assert_non_null(pl_map_put(&map, 99, NULL)); /* an old key is no new entry */
    assert_true(pl_map_remove(&map, 0));
    assert_non_null(pl_map_put(&map, 100, NULL));
    pl_map_close(&map);
}

static void numbers_strings_as_they_come(void **state) {
    (void)state;
    struct pl_strmap map;
    bool is_new = false;
    char text[32];
    pl_strmap_open(&map, 1000, 1 << 20);
    for (size_t i = 0; i < 1000; i++) {
        size_t n = (size_t)snprintf(text, sizeof text, "key %zu", i);
        assert_int_equal(pl_strmap_intern(&map, pl_str_make(text, n)), i);
    }
    assert_int_equal(pl_strmap_intern(&map, PL_STR("key 500")), 500);
    assert_int_equal(pl_strmap_intern(&map, PL_STR("one too many")), SIZE_MAX);
    assert_null(pl_strmap_put(&map, PL_STR("one too many"), &is_new));
    uint64_t *value = pl_strmap_put(&map, PL_STR("key 7"), &is_new);
    assert_non_null(value);
    assert_false(is_new);
    *value = 77;
    assert_int_equal(*pl_strmap_get(&map, PL_STR("key 7")), 77);
    assert_null(pl_strmap_get(&map, PL_STR("key")));
    assert_true(pl_str_eq(map.entries[999].key, PL_STR("key 999")));
    pl_strmap_close(&map);
    pl_strmap_close(NULL);
}

static void keeps_to_its_bytes(void **state) {
    (void)state;
    struct pl_strmap map;
    pl_strmap_open(&map, 1000, 32);
    assert_int_equal(pl_strmap_intern(&map, PL_STR("")), 0); /* the empty string is a key; it takes 16 bytes */
    assert_int_equal(pl_strmap_intern(&map, PL_STR("012345678901234")), 1);
    assert_int_equal(pl_strmap_intern(&map, PL_STR("x")), SIZE_MAX);
    assert_int_equal(pl_strmap_intern(&map, PL_STR("")), 0);
    pl_strmap_close(&map);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_an_array),
        cmocka_unit_test(keeps_to_its_ceiling),
        cmocka_unit_test(numbers_strings_as_they_come),
        cmocka_unit_test(keeps_to_its_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
