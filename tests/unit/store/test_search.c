/* What ships said, by words: each value of each ship once, however many imports brought it (7, 8, 9 and 40 rows stand
 * on both sides of where the search leaps), in the order of ships, and nothing that came later than asked. The rows are
 * put into the table by SQL; what is wanted is counted by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fresh_case.h"
#include "store/search.h"

/* n imports from entry `first` on, in which a ship said this; the last at n seconds. */
static void say(struct fresh *f, int mmsi, const char *field, const char *value, int first, int n) {
    struct pl_error err = {0};
    char sql[400];
    snprintf(sql, sizeof sql,
             "WITH RECURSIVE c (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < %d) INSERT INTO identity "
             "SELECT %d, '%s', '%s', %d + i, 0, i * 1000000, 1 FROM c",
             n - 1, mmsi, field, value, first);
    fresh_must(pl_db_exec(f->c->db, sql, &err), &err);
}

struct told {
    char text[1000];
    size_t n;
};

static int on_ship(void *ctx, const struct pl_search_ship *ship, struct pl_error *err) {
    struct told *told = ctx;
    (void)err;
    told->n += (size_t)snprintf(told->text + told->n, sizeof told->text - told->n, "%u %.*s %.*s %lld\n", ship->mmsi,
                                (int)ship->field.n, ship->field.p, (int)ship->value.n, ship->value.p,
                                (long long)(ship->last / 1000000));
    return PL_E_OK;
}

static void search(struct fresh *f, const char *word, int64_t before, const char *want) {
    struct pl_error err = {0};
    struct told told = {.text = ""};
    struct pl_search_words words = {.folded = {pl_str_from(word)}, .n = 1, .whole = pl_str_from(word)};
    fresh_must(pl_search_ships(f->c, &words, before, on_ship, &told, &err), &err);
    assert_string_equal(told.text, want);
}

static void values_of_ships(void **state) {
    struct fresh f;
    struct pl_error err = {0};
    (void)state;
    fresh_open(&f);
    fresh_must(pl_case_begin(f.c, &err), &err);
    say(&f, 300000001, "name", "AMBER SEA", 10, 7);
    say(&f, 300000002, "name", "AMBER SEA", 10, 9);
    say(&f, 300000003, "name", "AMBER SEA", 10, 8);
    say(&f, 300000001, "name", "AMBER SEA II", 10, 40);
    say(&f, 300000004, "name", "AMBER SKY", 30, 40);
    say(&f, 300000004, "name", "OTHER", 10, 40);
    say(&f, 300000002, "destination", "AMBER BAY", 10, 1);
    say(&f, 300000002, "callsign", "AMBER1", 10, 12);
    say(&f, 300000002, "shiptype", "AMBER", 10, 1); /* is no word that is searched */
    search(&f, "amber", 1000,
           "300000001 name AMBER SEA II 39\n"
           "300000001 name AMBER SEA 6\n"
           "300000002 name AMBER SEA 8\n"
           "300000002 destination AMBER BAY 0\n"
           "300000002 callsign AMBER1 11\n"
           "300000003 name AMBER SEA 7\n"
           "300000004 name AMBER SKY 39\n");
    search(&f, "amber s", 12,
           "300000001 name AMBER SEA 1\n"
           "300000001 name AMBER SEA II 1\n"
           "300000002 name AMBER SEA 1\n"
           "300000003 name AMBER SEA 1\n");
    search(&f, "sky", 30, "");
    search(&f, "sky", 31, "300000004 name AMBER SKY 0\n");
    fresh_must(pl_case_commit(f.c, &err), &err);
    fresh_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_ships),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
