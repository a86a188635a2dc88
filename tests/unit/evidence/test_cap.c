/* The table of caps, and which year of a cap a period touches. By hand; what claims do against caps: tests/data/audit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "evidence/cap.h"
#include "evidence/period.h"

#define HEAD  "kind,id,measure,thing,direction,value,unit,year_start,from,to,notice_percent,source,verification\n"
#define CRUDE "cap,c,m,crude,to DPRK,4000000,barrels,12-22,2017-12-22,,,s,v\n"

static int read_caps(const char *text, struct pl_arena *arena, struct pl_caps *ret, struct pl_error *err) {
    return pl_caps_read(pl_str_from(text), arena, ret, err);
}

static void bad_tables_are_refused(void **state) {
    (void)state;
    static const char *const BAD[] = {
        "kind,id\n",
        HEAD "cap,c,m,crude,to DPRK,0,barrels,12-22,2017-12-22,,,s,v\n",
        HEAD "cap,c,m,crude,to DPRK,x,barrels,12-22,2017-12-22,,,s,v\n",
        HEAD "cap,c,m,crude,sideways,5,barrels,12-22,2017-12-22,,,s,v\n",
        HEAD "cap,c,m,crude,to DPRK,5,barrels,02-29,2017-12-22,,,s,v\n",
        HEAD "cap,c,m,crude,to DPRK,5,barrels,13-01,2017-12-22,,,s,v\n",
        HEAD "cap,c,m,crude,to DPRK,5,barrels,,2017-12-22,,,s,v\n",
        HEAD "cap,c,m,crude,to DPRK,5,barrels,12-22,,,,s,v\n",
        HEAD "cap,c,m,crude,to DPRK,5,barrels,12-22,2017-12-22,2017-12-21,,s,v\n",
        HEAD "cap,c,m,crude,to DPRK,5,barrels,12-22,2017-12-22,,90;75,s,v\n",
        HEAD "cap,c,m,crude,to DPRK,5,barrels,12-22,2017-12-22,,101,s,v\n",
        HEAD "cap,c,m,crude,to DPRK,5,barrels,12-22,2017-12-22,,1;2;3;4;5;6;7;8;9,s,v\n",
        HEAD "cap,c,m,crude,to DPRK,5,barrels,12-22,2017-12-22,,,,v\n",
        HEAD "rule,c,m,crude,to DPRK,5,barrels,12-22,2017-12-22,,,s,v\n",
        HEAD "cap,c,m\n",
    };
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        PL_ARENA_AUTO arena;
        struct pl_caps caps;
        struct pl_error err = {0};
        pl_arena_open(&arena, (size_t)4 << 20);
        if (read_caps(BAD[i], &arena, &caps, &err) != PL_E_FORMAT || err.line != (i == 0 ? 1 : 2)) {
            fail_msg("case %zu: line %u: %s", i, (unsigned)err.line, err.msg);
        }
    }
}

static void rows_have_a_ceiling(void **state) {
    (void)state;
    for (int more = -1; more <= 1; more++) {
        PL_ARENA_AUTO arena;
        PL_BUF_AUTO text;
        struct pl_caps caps;
        pl_arena_open(&arena, (size_t)16 << 20);
        pl_buf_open(&text, 1 << 20);
        pl_buf_add_str(&text, PL_STR(HEAD));
        for (int i = 0; i < (int)PL_CAPS_MAX + more; i++) {
            pl_buf_add_str(&text, PL_STR("limit,l,,ship,,5,t,,,,,s,v\n"));
        }
        assert_int_equal(pl_caps_read(pl_buf_str(&text), &arena, &caps, NULL), more > 0 ? PL_E_LIMIT : 0);
    }
}

static void years_begin_where_the_cap_says(void **state) {
    (void)state;
    static const struct {
        const char *start, *end;
        unsigned years;
    } CASES[] = {
        {"2017-12-22", "2018-12-21", 1},
        {"2017-12-22", "2018-12-22", 2},
        {"2018", "2018", 2},
        {"2018-01", "2018-11", 1},
        {"2018-12-21", "2018-12-21", 1},
        {"2018-12-22", "2018-12-22", 1},
        {"2018-12-21", "2018-12-22", 2},
        {"2017-12-21", "2018-01", 0},
        {"2018", "2020", 4},
        {"", "2018", 0},
        {"2018", "", 0},
    };
    PL_ARENA_AUTO arena;
    struct pl_caps caps;
    pl_arena_open(&arena, (size_t)4 << 20);
    assert_int_equal(read_caps(HEAD CRUDE, &arena, &caps, NULL), 0);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct pl_period p;
        int32_t first = 0, last = 0;
        assert_true(pl_period_parse(pl_str_from(CASES[i].start), pl_str_from(CASES[i].end), &p));
        unsigned years = pl_cap_years(&caps.caps[0], &p, &first, &last);
        if (years != CASES[i].years || (years > 0 && (first > p.start.first_day || last - first < 364))) {
            fail_msg("%s to %s: %u years", CASES[i].start, CASES[i].end, years);
        }
    }
}

static void the_shipped_table_is_read(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO file;
    struct pl_caps caps;
    struct pl_topic topic;
    double least = 0, most = 0;
    pl_arena_open(&arena, (size_t)4 << 20);
    pl_buf_open(&file, 1 << 20);
    assert_int_equal(pl_file_read("data/caps.csv", 1 << 20, &file, NULL), 0);
    assert_int_equal(pl_caps_read(pl_buf_str(&file), &arena, &caps, NULL), 0);
    assert_true(caps.n_caps >= 7 && caps.n_factors >= 3 && caps.n_limits >= 5);
    assert_int_equal(pl_topic_read(PL_STR("diesel reported"), NULL, PL_STR(""), &arena, &topic, NULL), 0);
    assert_true(pl_caps_barrels(&caps, &topic, &least, &most));
    assert_true(least > 7.89 && least < 7.91 && most > 8.32 && most < 8.34);
    assert_int_equal(pl_topic_read(PL_STR("coal DPRK->China"), NULL, PL_STR(""), &arena, &topic, NULL), 0);
    assert_false(pl_caps_barrels(&caps, &topic, &least, &most));
    static const char *const LIMITS[] = {"container-gross", "round-lightest",  "round-heaviest",
                                         "round-152mm",     "ship-containers", "ship-barrels"};
    for (size_t i = 0; i < sizeof LIMITS / sizeof LIMITS[0]; i++) {
        assert_non_null(pl_caps_limit(&caps, pl_str_from(LIMITS[i])));
    }
    assert_null(pl_caps_limit(&caps, PL_STR("no such limit")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_tables_are_refused),
        cmocka_unit_test(rows_have_a_ceiling),
        cmocka_unit_test(years_begin_where_the_cap_says),
        cmocka_unit_test(the_shipped_table_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
