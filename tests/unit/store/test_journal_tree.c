/* What is appended is read back before it counts, and the journal as leaves of a tree. A trigger or a bent key stands
 * for the fault; roots and proofs are those of ledger/merkle over the leaves, which has vectors of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fresh_case.h"

static int append(struct fresh *f, struct pl_error *err) {
    int64_t seq = -1;
    struct pl_journal_field fields[] = {{.name = PL_STR("z"), .value = PL_STR("last")},
                                        {.name = PL_STR("a"), .value = PL_STR("first")}};
    return pl_journal_append(f->c, &f->keys, 3000, PL_STR("decision"), PL_STR("TLP:RED"), fields, 2, &seq, err);
}

static void test_read_back(void **state) {
    (void)state;
    static const char *const FAULTS[] = {
        "CREATE TEMP TRIGGER t AFTER INSERT ON main.journal BEGIN UPDATE journal SET entry = CAST(entry || x'00' AS "
        "BLOB) WHERE seq = new.seq; END",
        "CREATE TEMP TRIGGER t AFTER INSERT ON main.journal BEGIN UPDATE journal SET leaf = zeroblob(32) WHERE seq = "
        "new.seq; END",
        "CREATE TEMP TRIGGER t AFTER INSERT ON main.journal BEGIN DELETE FROM journal WHERE seq = new.seq; END",
        "CREATE TEMP TRIGGER t AFTER INSERT ON main.payload BEGIN UPDATE payload SET value = x'79' WHERE seq = new.seq "
        "AND field = 'a'; END",
        "CREATE TEMP TRIGGER t AFTER INSERT ON main.payload BEGIN UPDATE payload SET salt = zeroblob(32) WHERE seq = "
        "new.seq AND field = 'z'; END",
        "CREATE TEMP TRIGGER t AFTER INSERT ON main.payload BEGIN UPDATE payload SET value = NULL WHERE seq = new.seq; "
        "END",
        "CREATE TEMP TRIGGER t AFTER INSERT ON main.payload BEGIN DELETE FROM payload WHERE seq = new.seq AND field = "
        "'a'; END",
    };
    for (size_t i = 0; i < sizeof FAULTS / sizeof FAULTS[0]; i++) {
        struct fresh f;
        struct pl_error err = {0};
        uint64_t size = 0;
        fresh_open(&f);
        fresh_must(pl_db_exec(f.c->db, FAULTS[i], &err), &err);
        fresh_must(pl_case_begin(f.c, &err), &err);
        int rc = append(&f, &err);
        if (rc != PL_E_STORE || strstr(err.msg, "does not read back") == NULL) {
            fail_msg("fault %zu gives %s: %s", i, pl_code_name(rc), err.msg);
        }
        pl_case_rollback(f.c);
        fresh_must(pl_journal_count(f.c, &size, &err), &err);
        assert_int_equal(size, 2);
        fresh_must(pl_db_exec(f.c->db, "DROP TRIGGER t", &err), &err);
        fresh_must(pl_case_begin(f.c, &err), &err);
        fresh_must(append(&f, &err), &err);
        fresh_must(pl_case_commit(f.c, &err), &err);
        fresh_close(&f);
    }
}

/* A secret that is not that of its public key: the signature is made, and does not hold. */
static void test_bad_signature(void **state) {
    (void)state;
    struct fresh f;
    struct pl_error err = {0};
    fresh_open(&f);
    f.keys.person.secret[5] ^= 1;
    fresh_must(pl_case_begin(f.c, &err), &err);
    assert_int_equal(append(&f, &err), PL_E_STORE);
    pl_case_rollback(f.c);
    fresh_close(&f);
}

static int on_fault(void *ctx, int64_t seq, const char *why, struct pl_error *err) {
    (void)ctx;
    return pl_fail(err, PL_E_CHECK, "entry %lld: %s", (long long)seq, why);
}

/* Several entries in one transaction follow each other; those of one that was rolled back leave no trace. */
static void test_one_after_another(void **state) {
    (void)state;
    struct fresh f;
    struct pl_error err = {0};
    uint64_t size = 0;
    fresh_open(&f);
    for (int rolled_back = 1; rolled_back >= 0; rolled_back--) {
        fresh_must(pl_case_begin(f.c, &err), &err);
        for (int i = 0; i < 3; i++) {
            fresh_must(append(&f, &err), &err);
        }
        if (rolled_back) {
            pl_case_rollback(f.c);
        } else {
            fresh_must(pl_case_commit(f.c, &err), &err);
        }
        fresh_must(pl_journal_count(f.c, &size, &err), &err);
        assert_int_equal(size, rolled_back ? 2 : 5);
        fresh_must(pl_journal_check(f.c, on_fault, NULL, &err), &err);
    }
    fresh_close(&f);
}

struct seen {
    pl_hash leaves[16];
    int64_t first;
    size_t n;
    size_t stop_at;
};

static int on_entry(void *ctx, int64_t seq, pl_str bytes, struct pl_error *err) {
    struct seen *s = ctx;
    s->first = s->n == 0 ? seq : s->first;
    assert_int_equal(seq, s->first + (int64_t)s->n);
    s->leaves[s->n++] = pl_entry_leaf(bytes);
    return s->n == s->stop_at ? pl_fail(err, PL_E_INTERRUPTED, "enough") : 0;
}

static void test_tree(void **state) {
    (void)state;
    struct fresh f;
    struct pl_error err = {0};
    pl_hash root, p[PL_MERKLE_TREE_MAX], q[PL_MERKLE_TREE_MAX];
    size_t n = 0;
    fresh_open(&f);
    fresh_must(pl_case_begin(f.c, &err), &err);
    for (int i = 0; i < 9; i++) {
        fresh_must(append(&f, &err), &err);
    }
    fresh_must(pl_case_commit(f.c, &err), &err);
    struct seen all = {.n = 0}, some = {.n = 0};
    fresh_must(pl_journal_each(f.c, 0, 11, on_entry, &all, &err), &err);
    assert_int_equal(all.n, 11);
    struct pl_merkle_reader reader = pl_journal_merkle(f.c);
    for (uint64_t size = 1; size <= 11; size++) {
        fresh_must(pl_merkle_root_from(&reader, size, &root, &err), &err);
        assert_int_equal(pl_hash_cmp(root, pl_merkle_root_of(all.leaves, size)), 0);
        for (uint64_t i = 0; i < size; i++) {
            fresh_must(pl_merkle_path_from(&reader, size, i, p, &n, &err), &err);
            assert_int_equal(n, pl_merkle_path(all.leaves, size, i, q));
            assert_memory_equal(p, q, n * sizeof *p);
        }
    }
    fresh_must(pl_merkle_consistency_from(&reader, 3, 11, p, &n, &err), &err);
    assert_int_equal(n, pl_merkle_consistency(all.leaves, 3, 11, q));
    assert_memory_equal(p, q, n * sizeof *p);
    fresh_must(pl_journal_each(f.c, 4, 7, on_entry, &some, &err), &err);
    assert_true(some.first == 4 && some.n == 3);
    assert_int_equal(pl_hash_cmp(some.leaves[2], all.leaves[6]), 0);
    fresh_must(pl_journal_each(f.c, 5, 5, on_entry, &some, &err), &err);
    some = (struct seen){.stop_at = 2};
    assert_int_equal(pl_journal_each(f.c, 0, 11, on_entry, &some, &err), PL_E_INTERRUPTED);
    some = (struct seen){.n = 0};
    assert_int_equal(pl_journal_each(f.c, 8, 12, on_entry, &some, &err), PL_E_STORE);
    assert_int_equal(pl_merkle_root_from(&reader, 12, &root, &err), PL_E_STORE);
    fresh_must(pl_db_exec(f.c->db, "UPDATE journal SET leaf = x'00' WHERE seq = 6", &err), &err);
    assert_int_equal(pl_merkle_root_from(&reader, 11, &root, &err), PL_E_STORE);
    fresh_must(pl_db_exec(f.c->db, "DELETE FROM journal WHERE seq = 6", &err), &err);
    some = (struct seen){.n = 0};
    assert_int_equal(pl_journal_each(f.c, 0, 11, on_entry, &some, &err), PL_E_STORE);
    assert_int_equal(some.n, 6);
    fresh_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_back),
        cmocka_unit_test(test_bad_signature),
        cmocka_unit_test(test_one_after_another),
        cmocka_unit_test(test_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
