/* A reader's handle: no statement that writes can be prepared on it, nor one that attaches or changes settings;
 * reading, boxes and words go on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/db.h"

#include "fresh_case.h"

#include "base/ban.h"

static const char *const REFUSED[] = {
    "INSERT INTO journal (seq, entry, leaf) VALUES (99, x'00', x'00')",
    "DELETE FROM payload",
    "UPDATE payload SET value = NULL",
    "DROP TABLE journal",
    "CREATE TABLE mine (x)",
    "ATTACH DATABASE ':memory:' AS other",
    "PRAGMA writable_schema=ON",
    "PRAGMA query_only=OFF",
    "PRAGMA journal_mode=DELETE",
    "DELETE FROM filing_text",
};

static const char *const GRANTED[] = {
    "SELECT count(*) FROM journal",
    "SELECT rowid FROM filing_text WHERE filing_text MATCH 'word'",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT max(i) FROM n",
    "PRAGMA data_version",
};

static int prepare(struct pl_case *c, const char *sql) {
    PL_STMT_AUTO *stmt = NULL;
    struct pl_error err = {0};
    return pl_db_prepare(c->db, sql, &stmt, &err);
}

static void test_reader(void **state) {
    struct fresh f;
    struct pl_error err = {0};
    struct pl_case *c = NULL;
    (void)state;
    fresh_open(&f);
    fresh_must(pl_case_open(f.dir, PL_CASE_READ, NULL, &c, &err), &err);
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
        if (prepare(c, REFUSED[i]) == PL_E_OK) {
            fail_msg("a reader may prepare: %s", REFUSED[i]);
        }
    }
    for (size_t i = 0; i < sizeof GRANTED / sizeof *GRANTED; i++) {
        if (prepare(c, GRANTED[i]) != PL_E_OK) {
            fail_msg("a reader may not prepare: %s", GRANTED[i]);
        }
    }
    /* this one attaches its target when it runs */
    assert_int_equal(pl_db_exec(c->db, "VACUUM INTO ':memory:'", &err), PL_E_STORE);
    pl_case_close(c);
    fresh_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reader)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
