/* store/keyring and the keys of further persons: which stand after delegations and revocations (by hand), and that
 * without the participant's secret nobody is delegated. */
#include "store/keyring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fresh_case.h"

static int say(struct fresh *f, const char *kind, const char *person, const pl_public_key *key, struct pl_error *err) {
    int64_t seq = 0;
    struct pl_journal_field fields[2] = {
        {.name = PL_STR("person"), .value = pl_str_from(person)},
        {.name = PL_STR("person_key"), .value = pl_str_make((const char *)key->b, PL_KEY_BYTES)}};
    return pl_journal_append(f->c, &f->keys, 1, pl_str_from(kind), PL_STR("TLP:RED"), fields, 2, &seq, err);
}

static void test_standing(void **state) {
    struct fresh f = {0};
    struct pl_error err = {0};
    struct pl_arena arena;
    struct pl_keyring_key *keys = NULL;
    struct pl_key b = {.public = {{0}}};
    size_t n = 0, before = 0;
    (void)state;
    fresh_open(&f);
    pl_arena_open(&arena, (size_t)16 << 20);
    fresh_must(pl_keyring_read(f.c, &arena, &keys, &before, &err), &err);
    fresh_must(pl_case_keys_make_person(f.c, PL_STR(""), &b, &err), &err);
    pl_public_key c = {{7}};
    fresh_must(pl_case_begin(f.c, &err), &err);
    fresh_must(say(&f, "delegation", "B", &b.public, &err), &err);
    fresh_must(say(&f, "delegation", "C", &c, &err), &err);
    fresh_must(pl_case_commit(f.c, &err), &err);
    fresh_must(pl_keyring_read(f.c, &arena, &keys, &n, &err), &err);
    assert_int_equal(n, before + 2);
    assert_true(pl_str_eq(keys[n - 2].person, PL_STR("B")));
    assert_true(pl_public_key_eq(&keys[n - 1].key, &c));
    bool here = false, sealed = true, unsure = true;
    fresh_must(pl_case_keys_here(f.c, &b.public, &here, &sealed, &unsure, &err), &err);
    assert_true(here && !sealed && !unsure);
    fresh_must(pl_case_keys_here(f.c, &c, &here, &sealed, &unsure, &err), &err);
    assert_false(here);

    fresh_must(pl_case_begin(f.c, &err), &err);
    fresh_must(say(&f, "revocation", "B", &b.public, &err), &err);
    fresh_must(pl_case_commit(f.c, &err), &err);
    fresh_must(pl_keyring_read(f.c, &arena, &keys, &n, &err), &err);
    assert_int_equal(n, before + 1);
    assert_true(pl_str_eq(keys[n - 1].person, PL_STR("C")));
    fresh_must(pl_case_keys_drop_person(f.c, &b.public, &err), &err);
    fresh_must(pl_case_keys_drop_person(f.c, &b.public, &err), &err); /* gone is gone */

    f.keys.has_participant = false;
    fresh_must(pl_case_begin(f.c, &err), &err);
    assert_int_equal(say(&f, "delegation", "D", &c, &err), PL_E_REFUSED);
    assert_int_equal(say(&f, "revocation", "C", &c, &err), PL_E_REFUSED);
    pl_case_rollback(f.c);
    pl_key_wipe(&b);
    pl_arena_close(&arena);
    fresh_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_standing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
