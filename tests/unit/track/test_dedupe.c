/* De-duplication. Cases as data: (seconds, MMSI, content) and whether the report is a duplicate, worked out by hand
 * from the rule in track/dedupe.h; a plain O(n^2) model for random streams. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "track/dedupe.h"

#define T0     INT64_C(1700000000000000)
#define WINDOW (10 * PL_SECOND_US)

/* The smallest record: a row that says only its status. */
static struct pl_report report_of(struct pl_arena *arena, pl_time at, uint32_t mmsi, uint8_t status) {
    struct pl_ais_row row = {.has = PL_ROW_STATUS, .status = status};
    struct pl_hearing hearing = {.at = at, .mmsi = mmsi, .row = &row};
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, 4096);
    assert_int_equal(pl_record_write(&hearing, &buf, NULL), 0);
    struct pl_report report;
    assert_int_equal(pl_report_read(pl_str_copy(arena, pl_buf_str(&buf)), &report, NULL), 0);
    return report;
}

static bool push(struct pl_dedupe *d, pl_time at, uint32_t mmsi, uint8_t status) {
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 4096);
    struct pl_report report = report_of(&arena, at, mmsi, status);
    bool duplicate = false;
    struct pl_error err;
    assert_int_equal(pl_dedupe_push(d, &report, &duplicate, &err), 0);
    return duplicate;
}

static void test_cases(void **state) {
    (void)state;
    static const struct {
        int64_t us;
        uint32_t mmsi;
        uint8_t status;
        bool duplicate;
    } cases[] = {
        {0, 1, 1, false},        {0, 1, 1, true},        /* the same record */
        {0, 2, 1, false},                                /* another ship */
        {1, 1, 2, false},                                /* another content */
        {9000000, 1, 1, true},   {10000000, 1, 1, true}, /* the edge belongs to the window */
        {10000001, 1, 1, false},                         /* a new window, not one that the duplicates stretched */
        {10000001, 1, 2, true},                          /* opened at 1 us */
        {20000001, 1, 1, true},  {20000002, 1, 1, false}, {20000002, 2, 1, false},
    };
    struct pl_dedupe *d = NULL;
    assert_int_equal(pl_dedupe_open(WINDOW, &d, NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (push(d, T0 + cases[i].us, cases[i].mmsi, cases[i].status) != cases[i].duplicate) {
            fail_msg("case %zu", i);
        }
    }
    pl_dedupe_close(d);
}

static void test_refusals(void **state) {
    (void)state;
    struct pl_dedupe *d = NULL;
    assert_int_equal(pl_dedupe_open(-1, &d, NULL), PL_E_USAGE);
    assert_int_equal(pl_dedupe_open(PL_DAY_US + 1, &d, NULL), PL_E_USAGE);
    assert_null(d);
    assert_int_equal(pl_dedupe_open(0, &d, NULL), 0);
    assert_false(push(d, T0, 1, 1));
    assert_true(push(d, T0, 1, 1));
    assert_false(push(d, T0 + 1, 1, 1));
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 4096);
    struct pl_report late = report_of(&arena, T0, 1, 1);
    bool duplicate = false;
    assert_int_equal(pl_dedupe_push(d, &late, &duplicate, NULL), PL_E_USAGE);
    pl_dedupe_close(d);
    pl_dedupe_close(NULL);
}

static uint64_t seed;

static uint32_t below(uint32_t n) {
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % n;
}

/* Against the rule as it is written, with state saved and loaded anew at random places. */
static void test_model(void **state) {
    (void)state;
    enum { SHIPS = 30, STATUSES = 4 };
    for (unsigned round = 0; round < 20; round++) {
        seed = round + 1;
        pl_time opened[SHIPS][STATUSES];
        for (unsigned i = 0; i < SHIPS * STATUSES; i++) {
            opened[i / STATUSES][i % STATUSES] = 0;
        }
        struct pl_dedupe *d = NULL;
        assert_int_equal(pl_dedupe_open(WINDOW, &d, NULL), 0);
        pl_time at = T0;
        for (unsigned i = 0; i < 5000; i++) {
            at += below(10) == 0 ? below(20000000) : below(100000);
            uint32_t ship = below(SHIPS);
            uint8_t status = (uint8_t)below(STATUSES);
            bool expected = opened[ship][status] != 0 && at <= opened[ship][status] + WINDOW;
            if (!expected) {
                opened[ship][status] = at;
            }
            if (push(d, at, ship + 1, status) != expected) {
                fail_msg("seed %u, report %u", round + 1, i);
            }
            if (below(500) == 0) {
                PL_BUF_AUTO saved;
                PL_BUF_AUTO again;
                pl_buf_open(&saved, 1 << 20);
                pl_buf_open(&again, 1 << 20);
                pl_dedupe_save(d, at, &saved);
                struct pl_dedupe *fresh = NULL;
                assert_int_equal(pl_dedupe_open(WINDOW, &fresh, NULL), 0);
                pl_str rest = pl_buf_str(&saved);
                assert_int_equal(pl_dedupe_load(fresh, &rest, NULL), 0);
                assert_int_equal(rest.n, 0);
                pl_dedupe_save(fresh, at, &again);
                assert_true(pl_str_eq(pl_buf_str(&saved), pl_buf_str(&again)));
                pl_dedupe_close(d);
                d = fresh;
            }
        }
        pl_dedupe_close(d);
    }
}

/* Equal behaviour, equal bytes: what closed long ago is in no state; memory does not grow with the stream. */
static void test_state_forgets(void **state) {
    (void)state;
    struct pl_dedupe *a = NULL, *b = NULL;
    assert_int_equal(pl_dedupe_open(WINDOW, &a, NULL), 0);
    assert_int_equal(pl_dedupe_open(WINDOW, &b, NULL), 0);
    for (unsigned i = 0; i < 100000; i++) {
        push(a, T0 + (int64_t)i * 1000, i, 1);
    }
    assert_int_equal(pl_dedupe_windows(a), 10001); /* 10 s at 1,000 a second, both ends */
    pl_time late = T0 + 1000 * PL_SECOND_US;
    push(a, late, 5, 5);
    push(b, late, 5, 5);
    PL_BUF_AUTO sa;
    PL_BUF_AUTO sb;
    pl_buf_open(&sa, 1 << 20);
    pl_buf_open(&sb, 1 << 20);
    pl_dedupe_save(a, late, &sa);
    pl_dedupe_save(b, late, &sb);
    assert_int_equal(sa.n, 8 + 8 + 2 + 7);
    assert_true(pl_str_eq(pl_buf_str(&sa), pl_buf_str(&sb)));
    pl_buf_clear(&sa);
    pl_dedupe_save(a, late + WINDOW + 1, &sa);
    assert_int_equal(sa.n, 8);
    pl_dedupe_close(a);
    pl_dedupe_close(b);
}

static void test_foreign_state(void **state) {
    (void)state;
    struct pl_dedupe *d = NULL;
    assert_int_equal(pl_dedupe_open(WINDOW, &d, NULL), 0);
    push(d, T0, 1, 1);
    push(d, T0, 2, 1);
    PL_BUF_AUTO saved;
    pl_buf_open(&saved, 4096);
    pl_dedupe_save(d, T0, &saved);
    for (size_t cut = 0; cut < saved.n; cut++) {
        pl_str part = pl_str_make(saved.p, cut);
        assert_int_equal(pl_dedupe_load(d, &part, NULL), PL_E_FORMAT);
        assert_int_equal(part.n, cut);
        assert_int_equal(pl_dedupe_windows(d), 0);
    }
    saved.p[8] = 1; /* a time beyond 2100 */
    pl_str wrong = pl_buf_str(&saved);
    assert_int_equal(pl_dedupe_load(d, &wrong, NULL), PL_E_FORMAT);
    pl_dedupe_close(d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),         cmocka_unit_test(test_refusals),      cmocka_unit_test(test_model),
        cmocka_unit_test(test_state_forgets), cmocka_unit_test(test_foreign_state),
    };
    return cmocka_run_group_tests_name("track/dedupe", tests, NULL, NULL);
}
