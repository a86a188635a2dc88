/* Tables of claims: what is a row and what is not, with its place. By hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "evidence/claim_row.h"

#define HEAD                                                                                                           \
    "claim_id,date,claimant,topic,quantity,unit,qualifier,period_start,period_end,basis,quantity_max,subject,lat,"     \
    "lon\n"

struct told {
    unsigned faults;
    struct pl_error last;
    int stop;
};

static int on_fault(void *ctx, const struct pl_error *fault, struct pl_error *err) {
    struct told *told = ctx;
    told->faults++;
    told->last = *fault;
    if (told->stop != 0) {
        *err = *fault;
    }
    return told->stop;
}

static int read(const char *text, struct told *told, struct pl_arena *arena, struct pl_claim_table *table,
                struct pl_error *err) {
    struct pl_claim_reader *reader = NULL;
    struct pl_csv *csv = NULL;
    assert_int_equal(pl_claim_reader_open(arena, on_fault, told, &reader, err), 0);
    assert_int_equal(pl_csv_open(',', pl_claim_reader_record, reader, &csv, err), 0);
    int code = pl_csv_push(csv, text, strlen(text), err);
    code = code == 0 ? pl_csv_finish(csv, err) : code;
    pl_csv_close(csv);
    return code == 0 ? pl_claim_reader_finish(reader, table, err) : code;
}

static void a_row_is_typed(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    struct told told = {0};
    struct pl_claim_table table = {0};
    pl_arena_open(&arena, (size_t)16 << 20);
    assert_int_equal(read(HEAD
                          "X1,2024-02-26,Who,shells capacity 152mm,\"3,000,000\",rounds,\"more than, if all 152mm\","
                          "2023-08,2024-02-26,\"conversion of 6,700 containers\",,Star,-12.5,130\n",
                          &told, &arena, &table, NULL),
                     0);
    assert_int_equal(table.n, 1);
    const struct pl_claim_row *row = &table.rows[0];
    assert_true(row->quantity.value > 2999999 && row->quantity.value < 3000001);
    assert_int_equal(row->quantity.bound, PL_BOUND_MORE_THAN);
    assert_true(pl_str_eq(row->quantity.condition, PL_STR("if all 152mm")));
    assert_true(row->quantity.period.has_start && row->quantity.period.has_end);
    assert_int_equal(row->topic.category, PL_CATEGORY_CAPACITY);
    assert_int_equal(row->basis.n, 1);
    assert_true(row->has_place && row->lat_deg < -12.4 && row->lon_deg > 129.9);
    assert_int_equal(row->line, 2);
    assert_int_equal(row->offset, sizeof HEAD - 1);
}

/* Each bad row stands between two good ones. */
static void bad_rows_are_left_out_with_their_place(void **state) {
    (void)state;
    static const struct {
        const char *row, *says;
    } CASES[] = {
        {",2024-01-01,W,t,5,t,,,,b,,,,", "claim_id is empty"},
        {"A,2024-01-01,W,t,5,t,,,,b,,,,", "was there before"},
        {"X,,W,t,5,t,,,,b,,,,", "the date"},
        {"X,2024-02-30,W,t,5,t,,,,b,,,,", "the date"},
        {"X,01/02/2024,W,t,5,t,,,,b,,,,", "the date"},
        {"X,2024-01-01,W,t,many,t,,,,b,,,,", "is no number"},
        {"X,2024-01-01,W,t,-5,t,,,,b,,,,", "is no number"},
        {"X,2024-01-01,W,t,5 t,t,,,,b,,,,", "is no number"},
        {"X,2024-01-01,W,t,1e9,t,,,,b,,,,", "is no number"},
        {"X,2024-01-01,W,t,1000000000000000,t,,,,b,,,,", "is no number"},
        {"X,2024-01-01,W,t,5,t,,,,b,4,,,", "is below quantity"},
        {"X,2024-01-01,W,t,,t,,,,b,4,,,", "there without quantity"},
        {"X,2024-01-01,W,t,5,t,,2024-05,2024-04,b,,,,", "is none"},
        {"X,2024-01-01,W,t,5,t,,2024-13,,b,,,,", "is none"},
        {"X,2024-01-01,W,t,5,t,,,,b,,S,91,0", "is not on the earth"},
        {"X,2024-01-01,W,t,5,t,,,,b,,S,1,", "is not on the earth"},
        {"X,2024-01-01,W,t,5,t,,,,b,,,,,", "the row has 15 cells"},
        {"X,2024-01-01,W,t,5", "ends before its column"},
        {"X,2024-01-01,W\xFF,t,5,t,,,,b,,,,", "not UTF-8"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        PL_ARENA_AUTO arena;
        PL_BUF_AUTO text;
        struct told told = {0};
        struct pl_claim_table table = {0};
        pl_arena_open(&arena, (size_t)16 << 20);
        pl_buf_open(&text, 1 << 16);
        pl_buf_add_fmt(&text, "%sA,2024-01-01,W,t,5,t,,,,b,,,,\n%s\nB,2024,W,t,,date,,,,b,,,,\n%c", HEAD, CASES[i].row,
                       0);
        assert_int_equal(read(text.p, &told, &arena, &table, NULL), 0);
        assert_int_equal(table.n, 2);
        assert_int_equal(table.rejected, 1);
        assert_int_equal(told.faults, 1);
        if (strstr(told.last.msg, CASES[i].says) == NULL) {
            fail_msg("%s: %s", CASES[i].row, told.last.msg);
        }
        assert_int_equal(told.last.line, 3);
        assert_int_equal(told.last.offset, sizeof HEAD - 1 + strlen("A,2024-01-01,W,t,5,t,,,,b,,,,\n"));
    }
}

static void headers_and_halves(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int code;
    } CASES[] = {
        {"", PL_E_EMPTY},
        {HEAD, PL_E_EMPTY},
        {HEAD "A,,,,,,,,,,,,,\n", PL_E_EMPTY},
        {"claim_id,date\nA,2024\n", PL_E_FORMAT},
        {"claim_id,claim_id,date,claimant,topic,quantity,unit,qualifier,period_start,period_end,basis\n", PL_E_FORMAT},
        {HEAD "A,2024,W,t,5,t,,,,b,,,,\nB,2024,W,t,x,t,,,,b,,,,\n", 0},
        {HEAD "A,2024,W,t,5,t,,,,b,,,,\nB,2024,W,t,x,t,,,,b,,,,\nC,2024,W,t,x,t,,,,b,,,,\n", PL_E_FORMAT},
        {HEAD "A,2024,W,t,5,t,,,,\"b,,,,\n", PL_E_FORMAT},
        {"BASIS,Period_End,period_start,qualifier,unit,quantity,topic,claimant,date,Claim_ID\nb,,,,t,5,t,W,2024,A\n",
         0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        PL_ARENA_AUTO arena;
        struct told told = {0};
        struct pl_claim_table table = {0};
        pl_arena_open(&arena, (size_t)16 << 20);
        if (read(CASES[i].text, &told, &arena, &table, NULL) != CASES[i].code) {
            fail_msg("case %zu", i);
        }
    }
    PL_ARENA_AUTO arena;
    struct told strict = {.stop = PL_E_FORMAT};
    struct pl_claim_table table = {0};
    struct pl_error err = {0};
    pl_arena_open(&arena, (size_t)16 << 20);
    assert_int_equal(read(HEAD "A,2024,W,t,5,t,,,,b,,,,\nB,2024,W,t,x,t,,,,b,,,,\n", &strict, &arena, &table, &err),
                     PL_E_FORMAT);
    assert_int_equal(err.line, 3);
}

static void rows_have_a_ceiling(void **state) {
    (void)state;
    for (int more = -1; more <= 1; more++) {
        PL_ARENA_AUTO arena;
        PL_BUF_AUTO text;
        struct told told = {0};
        struct pl_claim_table table = {0};
        pl_arena_open(&arena, (size_t)64 << 20);
        pl_buf_open(&text, 1 << 20);
        pl_buf_add_str(&text, PL_STR(HEAD));
        for (int i = 0; i < (int)PL_CLAIM_ROWS_MAX + more; i++) {
            pl_buf_add_fmt(&text, "A%d,2024,W,t,5,t,,,,b,,,,\n", i);
        }
        pl_buf_add_char(&text, '\0');
        assert_int_equal(read(text.p, &told, &arena, &table, NULL), more > 0 ? PL_E_LIMIT : 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_typed),
        cmocka_unit_test(bad_rows_are_left_out_with_their_place),
        cmocka_unit_test(headers_and_halves),
        cmocka_unit_test(rows_have_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
