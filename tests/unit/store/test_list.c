/* Publications of lists in a case: each content once, deltas, changes by day, what an earlier journal knew. The lists
 * are made here; counts follow by hand from what each publication holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fresh_case.h"
#include "store/list.h"

struct made {
    struct fresh f;
    struct pl_arena arena;
};

static void setup(struct made *m) {
    fresh_open(&m->f);
    pl_arena_open(&m->arena, (size_t)256 << 20);
}

static void teardown(struct made *m) {
    pl_arena_close(&m->arena);
    fresh_close(&m->f);
}

/* "id=NAME": an entity of one name, and of the IMO number where the name begins with a digit. */
static struct pl_entity make(struct made *m, const char *text) {
    pl_str name = pl_str_from(text);
    struct pl_entity e = {.list = PL_STR("toy"), .id = pl_str_cut(&name, '='), .schema = PL_SCHEMA_VESSEL};
    e.reference = e.id;
    if (name.p == NULL) {
        e.op = PL_ENTITY_DEL;
        return e;
    }
    e.caption = name;
    bool number = name.n > 0 && name.p[0] >= '0' && name.p[0] <= '9';
    assert_int_equal(pl_entity_add(&e, &m->arena, number ? PL_PROP_IMO : PL_PROP_NAME, name, "NAME_FIELD", NULL), 0);
    return e;
}

/* Writes a publication and its journal entry; entries are "id=NAME" and, of a delta, "id" for one that goes. */
static int64_t publish(struct made *m, int32_t day, int64_t base, const char *const *entries,
                       struct pl_list_changes *ret_changes, struct pl_publication *ret) {
    struct pl_error err = {0};
    struct pl_list_writer *w = NULL;
    struct pl_publication p = {.list = PL_STR("toy")};
    struct pl_list_changes changes;
    uint64_t seq = 0;
    int64_t made = -1;
    uint8_t hash[32] = {(uint8_t)day, (uint8_t)(day >> 8), 1};
    struct pl_journal_field fields[] = {{.name = PL_STR("sha256"), .value = pl_str_make((char *)hash, 32)}};
    fresh_must(pl_case_begin(m->f.c, &err), &err);
    fresh_must(pl_journal_count(m->f.c, &seq, &err), &err);
    fresh_must(pl_list_begin(m->f.c, (int64_t)seq, &w, &err), &err);
    if (base >= 0) {
        fresh_must(pl_list_base(w, base, &err), &err);
    }
    for (size_t i = 0; entries[i] != NULL; i++) {
        struct pl_entity e = make(m, entries[i]);
        fresh_must(pl_list_add(w, &e, NULL, &err), &err);
        if (base < 0) {
            pl_publication_count(&p, &e);
        }
    }
    fresh_must(pl_list_end(w, &p, "ftm", PL_STR("2024-01-01"), day, &m->arena, &changes, &err), &err);
    fresh_must(pl_journal_append(m->f.c, &m->f.keys, 3000, PL_STR("list"), PL_STR("TLP:RED"), fields, 1, &made, &err),
               &err);
    fresh_must(pl_case_commit(m->f.c, &err), &err);
    assert_int_equal(made, (int64_t)seq);
    if (ret_changes != NULL) {
        *ret_changes = changes;
    }
    if (ret != NULL) {
        *ret = p;
    }
    return made;
}

static int64_t count(struct made *m, const char *sql) {
    int64_t n = -1;
    assert_int_equal(pl_db_int(m->f.c->db, sql, -1, &n, NULL), 0);
    return n;
}

static void test_once(void **state) {
    (void)state;
    struct made m;
    struct pl_list_changes changes;
    setup(&m);
    publish(&m, 100, -1, (const char *const[]){"a=ONE", "b=TWO", "c=THREE", NULL}, &changes, NULL);
    assert_int_equal(changes.before, -1);
    int64_t second = publish(&m, 200, -1, (const char *const[]){"a=ONE", "b=TWO!", "d=FOUR", NULL}, &changes, NULL);
    assert_int_equal(changes.before, 2);
    assert_int_equal(changes.added, 1);                                 /* d */
    assert_int_equal(changes.changed, 1);                               /* b */
    assert_int_equal(changes.removed, 1);                               /* c */
    assert_int_equal(count(&m, "SELECT count(*) FROM list_entity"), 5); /* a is kept once */
    assert_int_equal(count(&m, "SELECT count(*) FROM list_holds"), 6);
    /* A copy between them, imported last, is compared with the one before it by day. */
    publish(&m, 150, -1, (const char *const[]){"a=ONE", NULL}, &changes, NULL);
    assert_int_equal(changes.before, 2);
    assert_int_equal(changes.removed, 2);
    assert_int_equal(changes.added + changes.changed, 0);
    struct pl_list_row *rows = NULL;
    size_t n = 0;
    assert_int_equal(pl_list_newest(m.f.c, INT64_MAX, &m.arena, &rows, &n, NULL), 0);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].seq, second);
    assert_int_equal(pl_list_newest(m.f.c, second, &m.arena, &rows, &n, NULL), 0); /* as the journal was before it */
    assert_int_equal(rows[0].seq, 2);
    assert_int_equal(pl_list_publications(m.f.c, PL_STR(""), INT64_MAX, &m.arena, &rows, &n, NULL), 0);
    assert_int_equal(n, 3);
    assert_int_equal(rows[1].day, 150);
    assert_int_equal(pl_list_publications(m.f.c, PL_STR("other"), INT64_MAX, &m.arena, &rows, &n, NULL), 0);
    assert_int_equal(n, 0);
    teardown(&m);
}

static int add_id(void *ctx, const struct pl_list_entry *entry, struct pl_error *err) {
    struct pl_buf *ids = ctx;
    (void)err;
    pl_buf_add_str(ids, entry->entity.id);
    pl_buf_add_char(ids, entry->entity.n_values == 1 ? ':' : '?');
    pl_buf_add_str(ids, pl_str_from(entry->entity.values[0].from));
    pl_buf_add_fmt(ids, "@%lld ", (long long)entry->source);
    return 0;
}

static void test_delta(void **state) {
    (void)state;
    struct made m;
    struct pl_list_changes changes;
    struct pl_publication p;
    PL_BUF_AUTO ids;
    setup(&m);
    pl_buf_open(&ids, 4096);
    int64_t base = publish(&m, 100, -1, (const char *const[]){"a=ONE", "b=TWO", "c=9074729", NULL}, NULL, NULL);
    int64_t delta = publish(&m, 101, base, (const char *const[]){"b=OTHER", "c", "x", "e=NEW", NULL}, &changes, &p);
    assert_int_equal(changes.added, 1);
    assert_int_equal(changes.changed, 1);
    assert_int_equal(changes.removed, 1);
    assert_int_equal(p.entries, 3); /* a, b, e: counted over all that it now holds */
    assert_int_equal(p.identifiers, 0);
    assert_int_equal(pl_list_entries(m.f.c, delta, add_id, &ids, NULL), 0);
    pl_buf_add_char(&ids, '\0');
    assert_string_equal(ids.p, "a:NAME_FIELD@2 b:NAME_FIELD@3 e:NAME_FIELD@3 "); /* a's bytes are the base's */
    /* An empty delta is a publication equal to its base. */
    publish(&m, 102, delta, (const char *const[]){NULL}, &changes, &p);
    assert_int_equal(changes.added + changes.changed + changes.removed, 0);
    assert_int_equal(p.entries, 3);
    teardown(&m);
}

struct found {
    unsigned n;
    char references[64];
};

static int on_hit(void *ctx, const struct pl_list_hit *hit, struct pl_error *err) {
    struct found *f = ctx;
    (void)err;
    f->n++;
    snprintf(f->references, sizeof f->references, "%.*s", (int)hit->reference.n, hit->reference.p);
    return 0;
}

static void test_keys(void **state) {
    (void)state;
    struct made m;
    struct pl_list_asker *asker = NULL;
    struct found found = {0};
    setup(&m);
    publish(&m, 100, -1, (const char *const[]){"a=9074729", "b=TWO", NULL}, NULL, NULL);
    assert_int_equal(pl_list_asker_open(m.f.c, &asker, NULL), 0);
    assert_int_equal(pl_list_find(asker, PL_KEY_IMO, PL_STR("9074729"), on_hit, &found, NULL), 0);
    assert_int_equal(found.n, 1);
    assert_string_equal(found.references, "a");
    pl_list_asker_close(asker);
    /* The newest copy no longer has it: no hit, though its row stays. */
    publish(&m, 101, -1, (const char *const[]){"b=TWO", NULL}, NULL, NULL);
    assert_int_equal(pl_list_asker_open(m.f.c, &asker, NULL), 0);
    assert_int_equal(pl_list_find(asker, PL_KEY_IMO, PL_STR("9074729"), on_hit, &found, NULL), 0);
    assert_int_equal(found.n, 1);
    pl_list_asker_close(asker);
    teardown(&m);
}

static void test_versions(void **state) {
    (void)state;
    struct made m;
    struct pl_list_version *v = NULL;
    struct pl_list_entry entry;
    size_t n = 0;
    int64_t row = -1;
    setup(&m);
    int64_t first = publish(&m, 100, -1, (const char *const[]){"a=ONE", NULL}, NULL, NULL);
    publish(&m, 101, -1, (const char *const[]){"a=ONE", NULL}, NULL, NULL);
    publish(&m, 102, -1, (const char *const[]){"a=CHANGED", NULL}, NULL, NULL);
    assert_int_equal(pl_list_versions(m.f.c, PL_STR(""), PL_STR(" a "), INT64_MAX, &m.arena, &v, &n, NULL), 0);
    assert_int_equal(n, 2);
    assert_int_equal(v[0].n_seqs, 2);
    assert_int_equal(v[0].seqs[0], first);
    assert_int_equal(v[1].n_seqs, 1);
    assert_int_equal(pl_list_entry_read(m.f.c, v[1].row, &m.arena, &entry, NULL), 0);
    assert_true(pl_str_eq(entry.entity.caption, PL_STR("CHANGED")));
    assert_int_equal(pl_list_row_of(m.f.c, &entry.hash, &row, NULL), 0);
    assert_int_equal(row, v[1].row);
    entry.hash.b[0] ^= 1;
    assert_int_equal(pl_list_row_of(m.f.c, &entry.hash, &row, NULL), 0);
    assert_int_equal(row, -1);
    assert_int_equal(pl_list_versions(m.f.c, PL_STR("other"), PL_STR("a"), INT64_MAX, &m.arena, &v, &n, NULL), 0);
    assert_int_equal(n, 0);
    assert_int_equal(pl_list_entry_read(m.f.c, 999, &m.arena, &entry, NULL), PL_E_NOT_FOUND);
    teardown(&m);
}

/* What an older program derived is refused, and a damaged row is damage. */
static void test_refused(void **state) {
    (void)state;
    struct made m;
    struct pl_list_row *rows = NULL;
    struct pl_error err = {0};
    PL_BUF_AUTO ids;
    size_t n = 0;
    setup(&m);
    pl_buf_open(&ids, 4096);
    int64_t seq = publish(&m, 100, -1, (const char *const[]){"a=ONE", NULL}, NULL, NULL);
    fresh_must(pl_db_exec(m.f.c->db, "UPDATE list_entity SET body = x'00'", &err), &err);
    assert_int_equal(pl_list_entries(m.f.c, seq, add_id, &ids, &err), PL_E_STORE);
    fresh_must(pl_case_set_state(m.f.c, "lists", PL_STR("stale"), &err), &err);
    assert_int_equal(pl_list_newest(m.f.c, INT64_MAX, &m.arena, &rows, &n, &err), PL_E_VERSION);
    assert_non_null(strstr(err.msg, "rebuild"));
    assert_int_equal(pl_list_entries(m.f.c, seq, add_id, &ids, &err), PL_E_VERSION);
    teardown(&m);
}

struct first_field {
    char field[16];
    int hits;
};

static int note_field(void *ctx, const struct pl_list_hit *hit, struct pl_error *err) {
    struct first_field *first = ctx;
    (void)err;
    first->hits++;
    snprintf(first->field, sizeof first->field, "%.*s", (int)hit->field.n, hit->field.p);
    return 0;
}

static struct first_field ask_field(struct made *m, pl_str name) {
    struct pl_error err = {0};
    struct first_field first = {.hits = 0};
    struct pl_list_asker *asker = NULL;
    struct pl_buf key;
    pl_buf_open(&key, (size_t)1 << 20);
    fresh_must(pl_key_name(name, &key, &err), &err);
    fresh_must(pl_list_asker_open(m->f.c, &asker, &err), &err);
    fresh_must(pl_list_find(asker, PL_KEY_NAME, pl_buf_str(&key), note_field, &first, &err), &err);
    pl_list_asker_close(asker);
    pl_buf_close(&key);
    return first;
}

/* One name under three properties: one key, with the field that came first, whether it waits sorted or is too long for
 * that. */
static void test_field_of_key(void **state) {
    static char longest[70000];
    const pl_str names[] = {PL_STR("MERU"), pl_str_make(longest, sizeof longest)};
    (void)state;
    memset(longest, 'A', sizeof longest);
    for (size_t i = 0; i < 2; i++) {
        struct made m;
        struct pl_error err = {0};
        struct pl_list_writer *w = NULL;
        struct pl_publication p = {.list = PL_STR("toy")};
        struct pl_list_changes changes;
        struct pl_entity e = {.list = PL_STR("toy"), .id = PL_STR("a"), .schema = PL_SCHEMA_VESSEL};
        uint8_t hash[32] = {1};
        struct pl_journal_field fields[] = {{.name = PL_STR("sha256"), .value = pl_str_make((char *)hash, 32)}};
        int64_t made = -1;
        uint64_t seq = 0;
        setup(&m);
        fresh_must(pl_entity_add(&e, &m.arena, PL_PROP_PREVIOUS_NAME, names[i], "FIRST", &err), &err);
        fresh_must(pl_entity_add(&e, &m.arena, PL_PROP_NAME, names[i], "SECOND", &err), &err);
        fresh_must(pl_entity_add(&e, &m.arena, PL_PROP_ALIAS, names[i], "THIRD", &err), &err);
        fresh_must(pl_case_begin(m.f.c, &err), &err);
        fresh_must(pl_journal_count(m.f.c, &seq, &err), &err);
        fresh_must(pl_list_begin(m.f.c, (int64_t)seq, &w, &err), &err);
        fresh_must(pl_list_add(w, &e, NULL, &err), &err);
        fresh_must(pl_list_end(w, &p, "toy", PL_STR(""), 1, &m.arena, &changes, &err), &err);
        fresh_must(pl_journal_append(m.f.c, &m.f.keys, 3000, PL_STR("list"), PL_STR("TLP:RED"), fields, 1, &made, &err),
                   &err);
        struct first_field first = ask_field(&m, names[i]);
        assert_int_equal(first.hits, 1);
        assert_string_equal(first.field, "FIRST");
        pl_case_rollback(m.f.c);
        teardown(&m);
    }
}

#define MANY 30000

/* Two copies without one entry in common: what changed is found by id. A search of the whole other copy for each entry
 * would take minutes, and the runner ends it. */
static void test_many_changes(void **state) {
    static char text[MANY][24];
    static const char *entries[MANY + 1];
    struct made m;
    struct pl_list_changes changes;
    struct pl_publication p;
    (void)state;
    setup(&m);
    for (int32_t copy = 0; copy < 2; copy++) {
        for (int i = 0; i < MANY; i++) {
            snprintf(text[i], sizeof text[i], "e%d=MERU %d", i, i + copy * MANY);
            entries[i] = text[i];
        }
        publish(&m, 100 + copy, -1, entries, &changes, &p);
    }
    assert_int_equal(changes.changed, MANY);
    assert_int_equal(changes.added + changes.removed, 0);
    teardown(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_once),        cmocka_unit_test(test_delta),
                                       cmocka_unit_test(test_keys),        cmocka_unit_test(test_versions),
                                       cmocka_unit_test(test_refused),     cmocka_unit_test(test_field_of_key),
                                       cmocka_unit_test(test_many_changes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
