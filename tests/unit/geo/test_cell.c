/* The promise is a property; it is tried on random pairs, most of them at awkward places. */
#include "geo/cell.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>

#include "unit/geo/bits.h"

static const double radii_m[] = {50, 500, 1234.5, 5000, 20000, 150000, 1000000};
#define RADII (sizeof radii_m / sizeof *radii_m)

static bool is_around(const struct pl_cells *cells, pl_cell a, pl_cell b) {
    pl_cell around[PL_CELLS_AROUND_MAX];
    const unsigned n = pl_cells_around(cells, a, around);
    assert_true(n >= 1 && n <= PL_CELLS_AROUND_MAX);
    for (unsigned i = 0; i < n; i++) {
        if (around[i] == b) {
            return true;
        }
    }
    return false;
}

/* A place anywhere, near a pole, at 180 degrees, or both. */
static pl_pos awkward(uint64_t *state, unsigned i, double radius_m) {
    pl_pos a = bits_pos(state);
    const int32_t some = (int32_t)(radius_m / 0.185 * 6 * bits_unit(state));
    if (i % 3 == 0) {
        const int32_t lat = PL_LAT_MAX - (some < PL_LAT_MAX ? some : 0);
        a.lat = i % 2 ? lat : -lat;
    }
    if (i % 4 == 0) {
        a.lon = pl_lon_wrap((int64_t)PL_LON_HALF + (i % 8 ? some : -some));
    }
    return a;
}

static void pairs_within_the_radius_are_always_found(void **unused) {
    (void)unused;
    uint64_t state = 42;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 64 << 20);
    for (size_t k = 0; k < RADII; k++) {
        const struct pl_cells *cells = NULL;
        assert_int_equal(pl_cells_open(radii_m[k], &arena, &cells, NULL), 0);
        unsigned crossing = 0;
        for (unsigned i = 0; i < 40000; i++) {
            const pl_pos a = awkward(&state, i, radii_m[k]);
            const double course = i % 5 ? 360 * bits_unit(&state) : 90 * (double)(i % 4);
            const double distance = i % 2 ? radii_m[k] - 0.3 : radii_m[k] * bits_unit(&state);
            const pl_pos b = pl_sphere_move(a, course, distance);
            if (pl_sphere_distance_m(a, b) > radii_m[k]) {
                continue;
            }
            const pl_cell ca = pl_cells_of(cells, a);
            const pl_cell cb = pl_cells_of(cells, b);
            crossing += ca != cb;
            if (!is_around(cells, ca, cb) || !is_around(cells, cb, ca)) {
                print_error("radius %g: %d,%d and %d,%d\n", radii_m[k], a.lat, a.lon, b.lat, b.lon);
                assert_true(false);
            }
        }
        assert_true(crossing > 5000);
    }
}

static void around_is_symmetric_sorted_and_small(void **unused) {
    (void)unused;
    uint64_t state = 43;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 64 << 20);
    for (size_t k = 0; k < RADII; k++) {
        const struct pl_cells *cells = NULL;
        assert_int_equal(pl_cells_open(radii_m[k], &arena, &cells, NULL), 0);
        unsigned most = 0;
        double total = 0;
        for (unsigned i = 0; i < 20000; i++) {
            const pl_cell a = pl_cells_of(cells, awkward(&state, i, radii_m[k]));
            pl_cell around[PL_CELLS_AROUND_MAX];
            const unsigned n = pl_cells_around(cells, a, around);
            assert_true(around[0] == a);
            for (unsigned j = 1; j < n; j++) {
                assert_true(around[j] != a && (j == 1 || around[j] > around[j - 1])); /* so none stands there twice */
                assert_true(is_around(cells, around[j], a));
            }
            most = n > most ? n : most;
            total += n;
        }
        printf("  radius %8g m: at most %u cells around, %.2f on average\n", radii_m[k], most, total / 20000);
        assert_true(most < PL_CELLS_AROUND_MAX); /* so the ceiling never cut one off */
    }
}

/* By hand: cells are useful only where they are small. At 40 N a cell for 500 m is at most 2 by 2 km. */
static void cells_are_not_much_larger_than_the_radius(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    const struct pl_cells *cells = NULL;
    assert_int_equal(pl_cells_open(500, &arena, &cells, NULL), 0);
    const pl_pos a = {.lon = 75000000, .lat = 24000000};
    const pl_cell home = pl_cells_of(cells, a);
    assert_true(pl_cells_of(cells, pl_sphere_move(a, 90, 700)) != home);
    assert_true(pl_cells_of(cells, pl_sphere_move(a, 0, 510)) != home);
    assert_false(is_around(cells, home, pl_cells_of(cells, pl_sphere_move(a, 90, 1500))));
    assert_false(is_around(cells, home, pl_cells_of(cells, pl_sphere_move(a, 180, 1100))));
}

static void poles_and_the_far_meridian(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    const struct pl_cells *cells = NULL;
    assert_int_equal(pl_cells_open(1000, &arena, &cells, NULL), 0);
    assert_true(pl_cells_of(cells, (pl_pos){5, PL_LAT_MAX}) == pl_cells_of(cells, (pl_pos){-PL_LON_HALF, PL_LAT_MAX}));
    assert_true(pl_cells_of(cells, (pl_pos){5, -PL_LAT_MAX}) == 0);
    const pl_cell west = pl_cells_of(cells, (pl_pos){PL_LON_HALF - 1, 20000000});
    const pl_cell east = pl_cells_of(cells, (pl_pos){-PL_LON_HALF, 20000000});
    assert_true(west != east && is_around(cells, west, east));
}

static void radii_out_of_range_are_refused(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 24);
    const struct pl_cells *cells = NULL;
    const double bad[] = {0, -1, 49.9, 1000000.1, (double)NAN, HUGE_VAL};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(pl_cells_open(bad[i], &arena, &cells, NULL), PL_E_USAGE);
        assert_null(cells);
    }
    assert_int_equal(pl_cells_open(50, &arena, &cells, NULL), 0);
    cells = NULL;
    PL_ARENA_AUTO small;
    pl_arena_open(&small, 1000);
    assert_int_equal(pl_cells_open(500, &small, &cells, NULL), PL_E_NOMEM);
    assert_null(cells);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_within_the_radius_are_always_found),
        cmocka_unit_test(around_is_symmetric_sorted_and_small),
        cmocka_unit_test(cells_are_not_much_larger_than_the_radius),
        cmocka_unit_test(poles_and_the_far_meridian),
        cmocka_unit_test(radii_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
