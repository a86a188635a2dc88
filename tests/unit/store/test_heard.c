/* What an import says besides its reports: here the ceiling of stations, whose numbers must fit the 20 bits in which
 * reception counts them. The stations below the ceiling are put into the table by SQL, not one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fresh_case.h"
#include "store/heard.h"

#define CEILING 1048575 /* 2^20 - 1: numbers count from 1 */

/* Stations 1 to n, named s1, s2, ... */
static void fill(struct fresh *f, int n) {
    struct pl_error err = {0};
    char sql[256];
    snprintf(sql, sizeof sql,
             "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < %d) INSERT INTO station "
             "SELECT i, 's' || i FROM c",
             n);
    fresh_must(pl_db_exec(f->c->db, sql, &err), &err);
}

static void the_ceiling_of_stations(void **state) {
    struct fresh f;
    struct pl_error err = {0};
    struct pl_heard *heard = NULL;
    uint32_t station = 7;
    (void)state;
    fresh_open(&f);
    fresh_must(pl_case_begin(f.c, &err), &err);
    fill(&f, CEILING - 2);
    fresh_must(pl_heard_begin(f.c, 1, &heard, &err), &err);
    fresh_must(pl_heard_station(heard, PL_STR("below"), &station, &err), &err);
    assert_int_equal(station, CEILING - 1);
    fresh_must(pl_heard_station(heard, PL_STR("at"), &station, &err), &err);
    assert_int_equal(station, CEILING);
    assert_int_equal(station >> 20, 0);
    assert_int_equal(pl_heard_station(heard, PL_STR("beyond"), &station, &err), PL_E_LIMIT);
    assert_int_equal(station, CEILING); /* as it was */
    fresh_must(pl_heard_station(heard, PL_STR("s1"), &station, &err), &err);
    assert_int_equal(station, 1); /* known ones go on */
    fresh_must(pl_heard_station(heard, PL_STR(""), &station, &err), &err);
    assert_int_equal(station, 0);
    fresh_must(pl_heard_end(heard, &err), &err);
    int64_t n = 0;
    fresh_must(pl_db_int(f.c->db, "SELECT count(*) FROM station WHERE name IN ('below', 'at', 'beyond')", 0, &n, &err),
               &err);
    assert_int_equal(n, 2);
    fresh_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_ceiling_of_stations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
