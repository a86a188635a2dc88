/* Masks written here by hand, byte by byte as docs/format/landmask.md says. The shipped mask:
 * tests/unit/app/test_facts.c. */
#include "geo/sea.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "base/buf.h"

static void add_head(struct pl_buf *buf, unsigned version, unsigned n) {
    pl_buf_open(buf, 1 << 20);
    pl_buf_add(buf, "PLMASK1\n", 8);
    for (unsigned i = 0; i < 32; i++) {
        pl_buf_add_char(buf, (char)(i * 9));
    }
    pl_buf_add_be16(buf, (uint16_t)version);
    pl_buf_add_be16(buf, (uint16_t)n);
}

static void add_grid(struct pl_buf *buf, const int32_t values[6]) {
    for (unsigned i = 0; i < 6; i++) {
        pl_buf_add_be32(buf, (uint32_t)values[i]);
    }
}

/* World of 10-degree cells: land at 0..10 N, 0..10 E and at 80..90 S, 170..180 E; over it a fine grid of 1' cells,
 * 10 columns from 2 E and 3 rows from 5 N, rows of bits: 1111111111, 1000000001, 1111111111. */
static void make(struct pl_buf *buf) {
    add_head(buf, 1, 2);
    const size_t at = 40 + 4 + 48;
    add_grid(buf, (int32_t[]){600, -10800, 5400, 36, 18, (int32_t)at});
    add_grid(buf, (int32_t[]){1, 120, 300, 10, 3, (int32_t)at + 18 * 5});
    for (unsigned row = 0; row < 18; row++) {
        unsigned char bits[5] = {0xff, 0xff, 0xff, 0xff, 0xf0};
        if (row == 8) { /* 0 to 10 N; column 18 begins at 0 E */
            bits[2] = 0xdf;
        } else if (row == 17) {
            bits[4] = 0xe0;
        }
        pl_buf_add(buf, bits, 5);
    }
    static const unsigned char fine[6] = {0xff, 0xc0, 0x80, 0x40, 0xff, 0xc0};
    pl_buf_add(buf, fine, 6);
}

static pl_pos at(double lat, double lon) {
    pl_pos pos = {0, 0};
    assert_true(pl_pos_from_deg(lon, lat, &pos));
    return pos;
}

static void finest_grid_answers(void **unused) {
    (void)unused;
    PL_BUF_AUTO buf;
    make(&buf);
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    const struct pl_sea *sea = NULL;
    struct pl_error err = {0};
    assert_int_equal(pl_sea_open(pl_buf_str(&buf), &arena, &sea, &err), 0);
    assert_string_equal(pl_sea_hash(sea), "0009121b242d363f48515a636c757e879099a2abb4bdc6cfd8e1eaf3fc050e17");
    static const struct {
        double lat, lon;
        enum pl_sea_kind want;
    } cases[] = {
        {0.1, 0.1, PL_SEA_LAND},
        {9.9, 9.9, PL_SEA_LAND},
        {-0.1, 5, PL_SEA_WATER},
        {10, 0.1, PL_SEA_LAND}, /* the north edge belongs to the cell below it */
        {10.001, 0.1, PL_SEA_WATER},
        {5, 10, PL_SEA_WATER}, /* the east edge to the next cell */
        {5, -0.001, PL_SEA_WATER},
        {90, 0, PL_SEA_WATER},
        {-90, 175, PL_SEA_LAND},
        {-90, 169.9, PL_SEA_WATER},
        {-85, 179.99, PL_SEA_LAND},
        {-85, -180, PL_SEA_WATER},
        {-80, 175, PL_SEA_LAND},
        {-79.99, 175, PL_SEA_WATER},
        /* the fine grid, 4.95 to 5 N, 2 to 2.1667 E */
        {4.99, 2.05, PL_SEA_WATER},
        {4.975, 2.05, PL_SEA_LAND},
        {4.975, 2.01, PL_SEA_WATER},
        {4.975, 2.16, PL_SEA_WATER},
        {4.96, 2.16, PL_SEA_WATER},
        {4.94, 2.05, PL_SEA_LAND},
        {4.99, 2.17, PL_SEA_LAND},
        {4.99, 1.999, PL_SEA_LAND},
        {5, 2, PL_SEA_WATER},
        {5.001, 2, PL_SEA_LAND},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (pl_sea_at(sea, at(cases[i].lat, cases[i].lon)) != cases[i].want) {
            print_error("case %zu: %g %g\n", i, cases[i].lat, cases[i].lon);
            assert_true(false);
        }
    }
}

static void segments(void **unused) {
    (void)unused;
    PL_BUF_AUTO buf;
    make(&buf);
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    const struct pl_sea *sea = NULL;
    assert_int_equal(pl_sea_open(pl_buf_str(&buf), &arena, &sea, NULL), 0);
    assert_true(pl_sea_clear(sea, at(-5, -20), at(-5, 30)));
    assert_false(pl_sea_clear(sea, at(5, -20), at(5, 30))); /* through the land */
    assert_true(pl_sea_clear(sea, at(5, 30), at(5, -179))); /* the short way is over 180 */
    assert_false(pl_sea_clear(sea, at(5, 5), at(5, 5)));
    assert_true(pl_sea_clear(sea, at(-5, 5), at(-5, 5)));
    assert_false(pl_sea_clear(sea, at(5, 5), at(-5, 5)));
    assert_false(pl_sea_clear(sea, at(-5, 5), at(5, 5)));
    assert_true(pl_sea_clear(sea, at(4.995, 2.001), at(4.995, 2.16)));
    assert_false(pl_sea_clear(sea, at(4.995, 2.001), at(4.955, 2.16))); /* clips the land in the middle row */
    assert_true(pl_sea_clear(sea, at(4.995, 2.001), at(4.955, 2.001)));
}

static void outside_of_all_grids_is_unknown(void **unused) {
    (void)unused;
    PL_BUF_AUTO buf;
    add_head(&buf, 1, 1);
    add_grid(&buf, (int32_t[]){60, 10500, 60, 10, 1, 68}); /* 175 E over 180 to 175 W, 0 to 1 N */
    pl_buf_add(&buf, "\xff\xc0", 2);
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    const struct pl_sea *sea = NULL;
    assert_int_equal(pl_sea_open(pl_buf_str(&buf), &arena, &sea, NULL), 0);
    assert_int_equal(pl_sea_at(sea, at(0.5, 175)), PL_SEA_WATER);
    assert_int_equal(pl_sea_at(sea, at(0.5, -175.001)), PL_SEA_WATER);
    assert_int_equal(pl_sea_at(sea, at(0.5, -175)), PL_SEA_UNKNOWN);
    assert_int_equal(pl_sea_at(sea, at(0.5, 174.999)), PL_SEA_UNKNOWN);
    assert_int_equal(pl_sea_at(sea, at(1.001, 176)), PL_SEA_UNKNOWN);
    assert_int_equal(pl_sea_at(sea, at(0, 176)), PL_SEA_UNKNOWN);
    assert_true(pl_sea_clear(sea, at(0.5, 176), at(0.5, -176)));
    assert_false(pl_sea_clear(sea, at(0.5, 176), at(1.5, 176)));
}

static void foreign_and_truncated_files_are_refused(void **unused) {
    (void)unused;
    PL_BUF_AUTO whole;
    make(&whole);
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    const struct pl_sea *sea = NULL;
    struct pl_error err;
    for (size_t n = 0; n < whole.n; n++) { /* cut anywhere */
        assert_int_equal(pl_sea_open(pl_str_make(whole.p, n), &arena, &sea, &err), PL_E_FORMAT);
        assert_null(sea);
    }
    assert_int_equal(pl_sea_open(pl_buf_str(&whole), &arena, &sea, &err), 0);
    sea = NULL;
    whole.p[41] = 2;
    assert_int_equal(pl_sea_open(pl_buf_str(&whole), &arena, &sea, &err), PL_E_VERSION);
    whole.p[41] = 1;
    whole.p[43] = 0;
    assert_int_equal(pl_sea_open(pl_buf_str(&whole), &arena, &sea, &err), PL_E_FORMAT);
    whole.p[43] = 17;
    assert_int_equal(pl_sea_open(pl_buf_str(&whole), &arena, &sea, &err), PL_E_LIMIT);
    whole.p[43] = 2;
    whole.p[3] = 'X';
    assert_int_equal(pl_sea_open(pl_buf_str(&whole), &arena, &sea, &err), PL_E_FORMAT);
    static const int32_t impossible[][6] = {
        {0, 0, 60, 1, 1, 68},      {601, 0, 0, 1, 1, 68},      {60, 0, 60, 0, 1, 68},   {60, 0, 60, 1, 0, 68},
        {60, 10800, 60, 1, 1, 68}, {60, -10801, 60, 1, 1, 68}, {60, 0, 60, 361, 1, 68}, {60, 0, 5401, 1, 1, 68},
        {60, 0, -5341, 1, 1, 68},  {60, 0, 60, 1, 1, 69},      {60, 0, 60, 1, 1, -1},   {60, 0, 60, 9, 1, 68},
        {1, 0, 0, 8, -2, 68},
    };
    for (size_t i = 0; i < sizeof impossible / sizeof *impossible; i++) {
        PL_BUF_AUTO buf;
        add_head(&buf, 1, 1);
        add_grid(&buf, impossible[i]);
        pl_buf_add_char(&buf, 0); /* one row of at most 8 cells */
        if (pl_sea_open(pl_buf_str(&buf), &arena, &sea, &err) != PL_E_FORMAT) {
            print_error("case %zu\n", i);
            assert_true(false);
        }
    }
    PL_BUF_AUTO right;
    add_head(&right, 1, 1);
    add_grid(&right, (int32_t[]){60, 0, 60, 8, 1, 68});
    pl_buf_add_char(&right, 0);
    assert_int_equal(pl_sea_open(pl_buf_str(&right), &arena, &sea, &err), 0);
    PL_ARENA_AUTO none;
    pl_arena_open(&none, 10);
    assert_int_equal(pl_sea_open(pl_buf_str(&right), &none, &sea, &err), PL_E_NOMEM);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finest_grid_answers),
        cmocka_unit_test(segments),
        cmocka_unit_test(outside_of_all_grids_is_unknown),
        cmocka_unit_test(foreign_and_truncated_files_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
