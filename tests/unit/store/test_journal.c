/* The journal's check must find every change that someone with the file could make. Each tampering is done through SQL
 * on an open case; what must be said follows from docs/format/entry.md, "Verify a journal". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fresh_case.h"

struct heard {
    int n;
    int64_t seq;
    char why[200];
};

static int on_fault(void *ctx, int64_t seq, const char *why, struct pl_error *err) {
    struct heard *h = ctx;
    (void)err;
    if (h->n++ == 0) {
        h->seq = seq;
        snprintf(h->why, sizeof h->why, "%s", why);
    }
    return 0;
}

static struct heard check(struct fresh *f) {
    struct heard h = {0};
    struct pl_error err;
    assert_int_equal(pl_journal_check(f->c, on_fault, &h, &err), 0);
    return h;
}

static int64_t append(struct fresh *f, pl_time at, const char *kind, const char *name, pl_str value) {
    struct pl_error err;
    int64_t seq = -1;
    struct pl_journal_field fields[] = {{.name = PL_STR("z"), .value = PL_STR("last")},
                                        {.name = pl_str_from(name), .value = value}};
    fresh_must(pl_case_begin(f->c, &err), &err);
    fresh_must(pl_journal_append(f->c, &f->keys, at, pl_str_from(kind), PL_STR("TLP:RED"), fields, 2, &seq, &err),
               &err);
    fresh_must(pl_case_commit(f->c, &err), &err);
    return seq;
}

static void tamper(struct fresh *f, const char *sql) {
    struct pl_error err;
    fresh_must(pl_db_exec(f->c->db, sql, &err), &err);
}

static void test_sound(void **state) {
    (void)state;
    struct fresh f;
    struct pl_journal_head head;
    fresh_open(&f);
    assert_int_equal(append(&f, 3000, "decision", "a", PL_STR("x")), 2);
    assert_int_equal(append(&f, 2500, "decision", "a", PL_STR("")), 3);
    assert_int_equal(check(&f).n, 0);
    assert_int_equal(pl_journal_head(f.c, &head, NULL), 0);
    assert_true(head.size == 4 && head.at == 3000); /* an earlier clock does not turn time back */
    uint64_t count = 0;
    assert_int_equal(pl_journal_count(f.c, &count, NULL), 0);
    assert_true(count == 4);
    fresh_close(&f);
}

static void test_payload_reads_back(void **state) {
    (void)state;
    struct fresh f;
    PL_ARENA_AUTO arena;
    struct pl_journal_field *fields;
    struct pl_entry entry;
    pl_str bytes;
    size_t n = 0;
    fresh_open(&f);
    pl_arena_open(&arena, 1 << 20);
    int64_t seq = append(&f, 3000, "observation", "what", PL_STR("a\0b"));
    assert_int_equal(pl_journal_payload(f.c, seq, &arena, &fields, &n, NULL), 0);
    assert_true(n == 2 && pl_str_eq(fields[0].name, PL_STR("what")) && pl_str_eq(fields[0].value, PL_STR("a\0b")));
    assert_null(pl_journal_field_of(fields, n, "nothing"));
    assert_int_equal(pl_journal_read(f.c, seq, &arena, &entry, &bytes, NULL), 0);
    assert_true(pl_str_eq(entry.kind, PL_STR("observation")) && entry.at == 3000);
    assert_int_equal(pl_journal_read(f.c, seq + 1, &arena, &entry, &bytes, NULL), PL_E_NOT_FOUND);
    fresh_close(&f);
}

static void test_every_tampering_shows(void **state) {
    (void)state;
    static const struct {
        const char *sql;
        int64_t seq;
        const char *why;
    } CASES[] = {
        {"UPDATE journal SET entry = CAST(entry || x'00' AS BLOB) WHERE seq = 2", 2,
         "its leaf hash is not that of its bytes"},
        {"DELETE FROM journal WHERE seq = 2", 3, "entries are missing before it"},
        {"DELETE FROM payload WHERE seq = 2 AND field = 'a'", 2, "its payload has other fields than it commits to"},
        {"UPDATE payload SET value = x'79' WHERE seq = 2 AND field = 'a'", 2,
         "a payload value is not the one it commits to"},
        {"UPDATE payload SET salt = randomblob(32) WHERE seq = 3 AND field = 'a'", 3,
         "a payload value is not the one it commits to"},
        {"INSERT INTO payload VALUES (2, 'b', randomblob(32), x'00')", 2,
         "its payload has other fields than it commits to"},
        {"INSERT INTO payload VALUES (9, 'b', randomblob(32), x'00')", -1, "there are payload rows without an entry"},
        {"DELETE FROM journal; DELETE FROM payload", -1, "the journal is empty"},
        {"DELETE FROM journal WHERE seq = 0; DELETE FROM payload WHERE seq = 0; UPDATE journal SET seq = seq - 1; "
         "UPDATE "
         "payload SET seq = seq - 1",
         0, "the first entry is not the opening of a case"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct fresh f;
        fresh_open(&f);
        append(&f, 3000, "decision", "a", PL_STR("x"));
        append(&f, 4000, "decision", "a", PL_STR("y"));
        tamper(&f, CASES[i].sql);
        struct heard h = check(&f);
        assert_true(h.n > 0);
        assert_string_equal(h.why, CASES[i].why);
        assert_int_equal(h.seq, CASES[i].seq);
        fresh_close(&f);
    }
}

/* Re-hashing is not enough: the leaf is recomputed by the forger, the signature cannot be. */
static void test_forged_leaf(void **state) {
    (void)state;
    struct fresh f;
    PL_ARENA_AUTO arena;
    struct pl_entry entry;
    struct pl_error err;
    pl_str bytes;
    fresh_open(&f);
    pl_arena_open(&arena, 1 << 20);
    int64_t seq = append(&f, 3000, "decision", "a", PL_STR("x"));
    assert_int_equal(pl_journal_read(f.c, seq, &arena, &entry, &bytes, NULL), 0);
    char *forged = pl_arena_copy(&arena, bytes.p, bytes.n);
    forged[bytes.n - 80] ^= 1; /* inside the last commitment */
    pl_hash leaf = pl_entry_leaf(pl_str_make(forged, bytes.n));
    PL_STMT_AUTO *stmt = NULL;
    fresh_must(pl_db_prepare(f.c->db, "UPDATE journal SET entry = ?, leaf = ? WHERE seq = 2", &stmt, &err), &err);
    pl_db_bind_blob(stmt, 1, forged, bytes.n);
    pl_db_bind_hash(stmt, 2, &leaf);
    fresh_must(pl_db_run(stmt, &err), &err);
    struct heard h = check(&f);
    assert_true(h.n >= 1);
    assert_string_equal(h.why, "its signature does not hold");
    pl_db_finalize(&stmt);
    fresh_close(&f);
}

/* Each entry alone is sound and signed; but the last follows from another history. */
static void test_changed_history(void **state) {
    (void)state;
    struct fresh f;
    fresh_open(&f);
    append(&f, 3000, "decision", "a", PL_STR("x"));
    append(&f, 4000, "decision", "a", PL_STR("y"));
    tamper(&f,
           "CREATE TEMP TABLE j AS SELECT * FROM journal WHERE seq = 3; CREATE TEMP TABLE p AS SELECT * FROM payload "
           "WHERE seq = 3; DELETE FROM journal WHERE seq > 1; DELETE FROM payload WHERE seq > 1");
    append(&f, 3000, "decision", "a", PL_STR("what never was"));
    tamper(&f, "INSERT INTO journal SELECT * FROM j; INSERT INTO payload SELECT * FROM p");
    struct heard h = check(&f);
    assert_int_equal(h.n, 1);
    assert_int_equal(h.seq, 3);
    assert_string_equal(h.why, "it does not follow from the entry before");
    fresh_close(&f);
}

static int64_t append_erasure(struct fresh *f, const char *kind, const char *entry, const char *field) {
    struct pl_error err;
    int64_t seq = -1;
    struct pl_journal_field fields[] = {{.name = PL_STR("entry"), .value = pl_str_from(entry)},
                                        {.name = PL_STR("field"), .value = pl_str_from(field)}};
    fresh_must(pl_case_begin(f->c, &err), &err);
    fresh_must(pl_journal_append(f->c, &f->keys, 9000, pl_str_from(kind), PL_STR("TLP:RED"), fields, 2, &seq, &err),
               &err);
    fresh_must(pl_case_commit(f->c, &err), &err);
    return seq;
}

#define ERASED "a payload value was erased, and no later entry says so"
#define TORN   "a payload value and its salt are not both whole"
#define BARRED "whether it is an exercise was erased, which nothing allows"

/* Entry 2 has the fields a (or exercise) and z; entry 3, where given, is to name what was erased. */
static void test_only_a_named_erasure_is_sound(void **state) {
    (void)state;
    static const struct {
        const char *name, *kind, *entry, *field, *set;
        const char *why; /* NULL: sound */
    } CASES[] = {
        {"a", NULL, NULL, NULL, "salt = NULL, value = NULL", ERASED},
        {"a", "erasure", "2", "a", "salt = NULL, value = NULL", NULL},
        {"a", "erasure", "2", "z", "salt = NULL, value = NULL", ERASED},
        {"a", "erasure", "1", "a", "salt = NULL, value = NULL", ERASED},
        {"a", "decision", "2", "a", "salt = NULL, value = NULL", ERASED},
        {"a", "erasure", "2", "a", "value = NULL", TORN},
        {"a", "erasure", "2", "a", "salt = NULL", TORN},
        {"a", "erasure", "2", "a", "value = NULL, salt = randomblob(31)", TORN},
        {"a", NULL, NULL, NULL, "salt = randomblob(31)", TORN},
        {"a", NULL, NULL, NULL, "salt = CAST(salt || x'00' AS BLOB)", TORN},
        {"a", NULL, NULL, NULL, "salt = x''", TORN},
        {"exercise", NULL, NULL, NULL, "salt = NULL, value = NULL", BARRED},
        {"exercise", "erasure", "2", "exercise", "salt = NULL, value = NULL", BARRED},
        {"exercise", NULL, NULL, NULL, "value = NULL", TORN},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct fresh f;
        char sql[200];
        fresh_open(&f);
        append(&f, 3000, "decision", CASES[i].name, PL_STR("yes"));
        if (CASES[i].kind != NULL) {
            assert_int_equal(append_erasure(&f, CASES[i].kind, CASES[i].entry, CASES[i].field), 3);
        }
        assert_int_equal(check(&f).n, 0);
        snprintf(sql, sizeof sql, "UPDATE payload SET %s WHERE seq = 2 AND field = '%s'", CASES[i].set, CASES[i].name);
        tamper(&f, sql);
        struct heard h = check(&f);
        assert_int_equal(h.n, CASES[i].why != NULL);
        if (CASES[i].why != NULL) {
            assert_string_equal(h.why, CASES[i].why);
            assert_int_equal(h.seq, 2);
        }
        fresh_close(&f);
    }
}

/* An erasure is not to be erased in turn by itself, nor can one stand before what it erases. */
static void test_erasure_must_stay(void **state) {
    (void)state;
    struct fresh f;
    fresh_open(&f);
    append(&f, 3000, "decision", "a", PL_STR("x"));
    assert_int_equal(append_erasure(&f, "erasure", "4", "a"), 3);
    assert_int_equal(append(&f, 3000, "decision", "a", PL_STR("y")), 4);
    tamper(&f, "UPDATE payload SET salt = NULL, value = NULL WHERE seq = 4 AND field = 'a'");
    assert_string_equal(check(&f).why, ERASED);
    assert_int_equal(append_erasure(&f, "erasure", "4", "a"), 5);
    assert_int_equal(check(&f).n, 0);
    tamper(&f, "UPDATE payload SET salt = NULL, value = NULL WHERE seq = 5 AND field = 'field'");
    assert_int_equal(check(&f).n, 2);
    fresh_close(&f);
}

static void test_revoked_person(void **state) {
    (void)state;
    struct fresh f;
    fresh_open(&f);
    pl_str person = pl_str_make((const char *)f.keys.person.public.b, 32);
    append(&f, 3000, "decision", "a", PL_STR("x"));
    append(&f, 4000, "revocation", "person_key", person);
    assert_int_equal(check(&f).n, 0); /* what stands before the revocation holds */
    int64_t seq = append(&f, 5000, "decision", "a", PL_STR("y"));
    struct heard h = check(&f);
    assert_int_equal(h.n, 1);
    assert_int_equal(h.seq, seq);
    assert_string_equal(h.why, "its signer had no delegation by the participant");
    fresh_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound),
        cmocka_unit_test(test_payload_reads_back),
        cmocka_unit_test(test_every_tampering_shows),
        cmocka_unit_test(test_forged_leaf),
        cmocka_unit_test(test_changed_history),
        cmocka_unit_test(test_only_a_named_erasure_is_sound),
        cmocka_unit_test(test_erasure_must_stay),
        cmocka_unit_test(test_revoked_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
