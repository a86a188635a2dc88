/* The canonical bytes of a list entry; the expected bytes are typed by hand from docs/format/entity.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lists/entity.h"

static const char WANT[] = "plimsoll-entity/v2\n"
                           "\0\0\0\4test\0\0\0\1"
                           "7\0\0\0\3T.7\0\0\0\6Vessel\0\0\0\4MERU\0\0\0\3"
                           "\0\0\0\4name\0\0\0\4MERU\0\0\0\2ko\0\0\0\4Hang\1"
                           "\0\0\0\4name\0\0\0\4MERU\0\0\0\0\0\0\0\0\1"
                           "\0\0\0\11imoNumber\0\0\0\7"
                           "9074728\0\0\0\0\0\0\0\0\0";

static void build(struct pl_entity *e, struct pl_arena *arena) {
    struct pl_error err = {0};
    *e = (struct pl_entity){.list = PL_STR("test"),
                            .id = PL_STR("7"),
                            .reference = PL_STR("T.7"),
                            .schema = PL_SCHEMA_VESSEL,
                            .caption = PL_STR("MERU")};
    assert_int_equal(
        pl_entity_add_name(e, arena, PL_PROP_NAME, PL_STR(" MERU "), PL_STR("ko"), PL_STR("Hang"), "A", &err), 0);
    assert_int_equal(pl_entity_add(e, arena, PL_PROP_NAME, PL_STR("MERU"), "A", &err), 0);
    assert_int_equal(pl_entity_add(e, arena, PL_PROP_NAME, PL_STR("MERU"), "A", &err), 0);
    assert_int_equal(pl_entity_add(e, arena, PL_PROP_NAME, PL_STR("  "), "A", &err), 0);
    assert_int_equal(pl_entity_add(e, arena, PL_PROP_IMO, PL_STR("9074728"), "A", &err), 0);
    e->values[2].valid = false;
}

static void writes_the_stated_bytes(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO bytes;
    struct pl_entity e;
    pl_arena_open(&arena, 1 << 20);
    pl_buf_open(&bytes, 1 << 20);
    build(&e, &arena);
    pl_entity_write(&e, &bytes);
    assert_int_equal(bytes.n, sizeof WANT - 1);
    assert_memory_equal(bytes.p, WANT, bytes.n);
}

static void reads_what_it_wrote(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO again;
    struct pl_entity e;
    struct pl_error err = {0};
    pl_arena_open(&arena, 1 << 20);
    pl_buf_open(&again, 1 << 20);
    assert_int_equal(pl_entity_read(pl_str_make(WANT, sizeof WANT - 1), &arena, &e, &err), 0);
    assert_int_equal(e.n_values, 3);
    assert_true(pl_str_eq(e.values[0].script, PL_STR("Hang")));
    assert_false(e.values[2].valid);
    pl_entity_write(&e, &again);
    assert_int_equal(again.n, sizeof WANT - 1);
    assert_memory_equal(again.p, WANT, again.n);
}

/* Every cut, and every single byte changed: refused, or read as an entry that is written as it stands. */
static void refuses_other_bytes(void **state) {
    (void)state;
    struct pl_entity e;
    struct pl_error err = {0};
    for (size_t n = 0; n < sizeof WANT - 1; n++) {
        PL_ARENA_AUTO arena;
        pl_arena_open(&arena, 1 << 20);
        assert_int_equal(pl_entity_read(pl_str_make(WANT, n), &arena, &e, &err), PL_E_FORMAT);
    }
    PL_ARENA_AUTO other;
    pl_arena_open(&other, 1 << 20);
    assert_int_equal(pl_entity_read(pl_str_make(WANT, sizeof WANT), &other, &e, &err), PL_E_FORMAT);
    for (size_t at = 0; at < sizeof WANT - 1; at++) {
        PL_ARENA_AUTO arena;
        PL_BUF_AUTO again;
        char changed[sizeof WANT];
        pl_arena_open(&arena, 1 << 20);
        pl_buf_open(&again, 1 << 20);
        memcpy(changed, WANT, sizeof WANT);
        changed[at] ^= 2;
        if (pl_entity_read(pl_str_make(changed, sizeof WANT - 1), &arena, &e, &err) == 0) {
            pl_entity_write(&e, &again);
            assert_int_equal(again.n, sizeof WANT - 1);
            assert_memory_equal(again.p, changed, again.n);
        }
    }
}

static void counts_what_an_entry_holds(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    struct pl_entity e;
    struct pl_publication pub = {0};
    pl_arena_open(&arena, 1 << 20);
    build(&e, &arena);
    pl_publication_count(&pub, &e);
    e = (struct pl_entity){.schema = PL_SCHEMA_OWNERSHIP};
    pl_publication_count(&pub, &e);
    assert_int_equal(pub.entries, 2);
    assert_int_equal(pub.edges, 1);
    assert_int_equal(pub.vessels, 1);
    assert_int_equal(pub.names, 2);
    assert_int_equal(pub.identifiers, 1);
    assert_int_equal(pub.invalid_identifiers, 1);
}

static void tells_kinds_of_properties(void **state) {
    (void)state;
    static const int IDS[] = {PL_PROP_IMO,   PL_PROP_RELATED_IMO, PL_PROP_CALL_SIGN, PL_PROP_PASSPORT,
                              PL_PROP_EMAIL, PL_PROP_WEBSITE,     PL_PROP_WALLET,    PL_PROP_LEI};
    static const int OTHERS[] = {PL_PROP_NAME, PL_PROP_FLAG, PL_PROP_POSITION, PL_PROP_LINKED_TO, PL_PROP_UN_REFERENCE};
    for (size_t i = 0; i < sizeof IDS / sizeof IDS[0]; i++) {
        assert_true(pl_prop_is_identifier(IDS[i]));
    }
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        assert_false(pl_prop_is_identifier(OTHERS[i]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_the_stated_bytes),   cmocka_unit_test(reads_what_it_wrote),
        cmocka_unit_test(refuses_other_bytes),       cmocka_unit_test(counts_what_an_entry_holds),
        cmocka_unit_test(tells_kinds_of_properties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
