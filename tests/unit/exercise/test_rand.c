/* The counter-based numbers: the first draws were computed with an independent Python script of the same definition
 * (arbitrary-precision integers), so that they hold on every machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "exercise/rand.h"

#include "base/ban.h"

static void first_draws(void **state) {
    (void)state;
    struct pl_rand r;
    pl_rand_open(&r, 7, 11);
    assert_true(pl_rand_u64(&r) == UINT64_C(0x322f961aed3ff5a1));
    assert_true(pl_rand_u64(&r) == UINT64_C(0x12fc5abe306bbd0d));
    pl_rand_open(&r, 0, 0);
    assert_true(pl_rand_u64(&r) == UINT64_C(0x85c61a300ec70fa1));
}

static void streams_do_not_disturb_each_other(void **state) {
    (void)state;
    struct pl_rand a;
    struct pl_rand b;
    pl_rand_open(&a, 1, 1);
    pl_rand_open(&b, 1, 2);
    uint64_t first = pl_rand_u64(&b);
    pl_rand_open(&b, 1, 2);
    for (int i = 0; i < 1000; i++) {
        (void)pl_rand_u64(&a);
    }
    assert_true(pl_rand_u64(&b) == first);
    pl_rand_open(&a, 1, 1);
    assert_true(pl_rand_u64(&a) != first);
}

static void ranges_hold_and_means_are_near(void **state) {
    (void)state;
    struct pl_rand r;
    pl_rand_open(&r, 3, 9);
    double unit = 0;
    double normal = 0;
    double square = 0;
    int counts[5] = {0};
    const int n = 200000;
    for (int i = 0; i < n; i++) {
        double u = pl_rand_unit(&r);
        assert_true(u >= 0 && u < 1);
        unit += u;
        double z = pl_rand_normal(&r);
        assert_true(z >= -6 && z <= 6);
        normal += z;
        square += z * z;
        counts[pl_rand_below(&r, 5)]++;
    }
    assert_true(unit / n > 0.497 && unit / n < 0.503);
    assert_true(normal / n > -0.01 && normal / n < 0.01);
    assert_true(square / n > 0.98 && square / n < 1.02);
    for (int i = 0; i < 5; i++) {
        assert_in_range(counts[i], n / 5 - 1000, n / 5 + 1000);
    }
    assert_int_equal(pl_rand_below(&r, 0), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_draws),
        cmocka_unit_test(streams_do_not_disturb_each_other),
        cmocka_unit_test(ranges_hold_and_means_are_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
