/* Books in memory, deltas and diffs; expectations by hand from the entries that each test makes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "lists/book.h"

#include "base/ban.h"

/* An entry from "id|Schema|prop=value|prop=value". */
static void make(struct pl_arena *arena, const char *text, int op, struct pl_entity *entity) {
    pl_str rest = pl_str_from(text);
    *entity = (struct pl_entity){.op = op, .list = PL_STR("test")};
    entity->id = pl_str_cut(&rest, '|');
    entity->reference = entity->id;
    entity->schema = rest.p != NULL ? pl_schema_of(pl_str_cut(&rest, '|')) : (int)PL_SCHEMA_OTHER;
    while (rest.p != NULL) {
        pl_str value = pl_str_cut(&rest, '|');
        pl_str prop = pl_str_cut(&value, '=');
        assert_int_equal(pl_entity_add(entity, arena, pl_prop_of(prop), value, "test", NULL), 0);
    }
    entity->caption = pl_entity_get(entity, PL_PROP_NAME);
}

static void add(struct pl_book *book, const char *text) {
    PL_ARENA_AUTO arena;
    struct pl_entity entity;
    pl_arena_open(&arena, 1 << 20);
    make(&arena, text, PL_ENTITY_HAS, &entity);
    assert_int_equal(pl_book_add(book, &entity, NULL), 0);
}

static void apply(struct pl_book *book, int op, const char *text) {
    PL_ARENA_AUTO arena;
    struct pl_entity entity;
    pl_arena_open(&arena, 1 << 20);
    make(&arena, text, op, &entity);
    assert_int_equal(pl_book_apply(book, &entity, NULL), 0);
}

static struct pl_book *open_book(void) {
    struct pl_book *book = NULL;
    assert_int_equal(pl_book_open(1 << 24, &book, NULL), 0);
    return book;
}

static void expect_date(bool has, struct pl_interval date, const char *want) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 100);
    if (has) {
        pl_interval_write(&text, date);
    }
    pl_buf_add_char(&text, '\0');
    assert_string_equal(text.p, want);
}

static void expect_listed(const struct pl_book *book, const char *id, const char *listed, const char *ended) {
    const struct pl_book_entry *entry = pl_book_find(book, pl_str_from(id));
    assert_non_null(entry);
    expect_date(entry->has_listed, entry->listed, listed);
    expect_date(entry->has_ended, entry->ended, ended);
}

static void keeps_copies_and_finds_them(void **state) {
    (void)state;
    struct pl_book *book = open_book();
    add(book, "7|Person|name=Tavo Meru|listingDate=2012-05-03|listingDate=2011-02-01");
    add(book, "12|Vessel|name=VOLANA REEF|listingDate=no date");
    add(book, "7|Person|name=Second Meru");
    struct pl_publication publication = {.list = PL_STR("test"), .published = PL_STR("2031-02-03"), .entries = 3};
    assert_int_equal(pl_book_seal(book, &publication, NULL), 0);
    assert_int_equal(pl_book_n(book), 3);
    assert_int_equal(pl_book_repeated(book), 1);
    assert_true(pl_str_eq(pl_book_at(book, 1)->entity.caption, PL_STR("VOLANA REEF")));
    assert_true(pl_str_eq(pl_book_find(book, PL_STR("7"))->entity.caption, PL_STR("Tavo Meru")));
    assert_null(pl_book_find(book, PL_STR("8")));
    assert_null(pl_book_find(book, PL_STR("71")));
    assert_null(pl_book_find(book, PL_STR("")));
    /* in the order of ids as bytes: 12, 7, 7 */
    assert_true(pl_str_eq(pl_book_by_id(book, 0)->entity.id, PL_STR("12")));
    assert_true(pl_str_eq(pl_book_by_id(book, 1)->entity.caption, PL_STR("Tavo Meru")));
    assert_true(pl_str_eq(pl_book_by_id(book, 2)->entity.caption, PL_STR("Second Meru")));
    expect_listed(book, "7", "2011-02-01", "");
    expect_listed(book, "12", "", "");
    assert_int_equal(pl_book_publication(book)->entries, 3);
    struct pl_entity late = {.id = PL_STR("9")};
    assert_int_equal(pl_book_add(book, &late, NULL), PL_E_USAGE);
    assert_int_equal(pl_book_apply(book, &late, NULL), PL_E_USAGE);
    pl_book_close(book);
    pl_book_close(NULL);
}

static void takes_dates_from_sanctions(void **state) {
    (void)state;
    struct pl_book *book = open_book();
    add(book, "s1|Sanction|entity=p1|startDate=2019-04-01|endDate=2020-01-01");
    add(book, "p1|Person|name=Tavo Meru");
    add(book, "s2|Sanction|entity=p1|startDate=2018-03-02|endDate=2021-06-30");
    add(book, "p2|Person|name=Other Meru");
    add(book, "s3|Sanction|entity=p2|startDate=2018|endDate=2020-01-01");
    add(book, "s4|Sanction|entity=p2|startDate=2019-01-01");
    add(book, "p3|Person|name=Third Meru|listingDate=2001-01-01|endDate=2002-02-02");
    add(book, "s5|Sanction|entity=p3|startDate=1999-01-01");
    add(book, "s6|Sanction|entity=nobody|startDate=1999-01-01");
    assert_int_equal(pl_book_seal(book, NULL, NULL), 0);
    expect_listed(book, "p1", "2018-03-02", "2021-06-30");
    expect_listed(book, "p2", "2018", ""); /* one of its sanctions has no end */
    expect_listed(book, "p3", "2001-01-01", "2002-02-02");
    pl_book_close(book);
}

static void applies_deltas_by_id(void **state) {
    (void)state;
    struct pl_book *book = open_book();
    add(book, "1|Person|name=One");
    add(book, "2|Person|name=Two");
    add(book, "2|Person|name=Two again");
    add(book, "3|Person|name=Three|listingDate=2011-01-01");
    apply(book, PL_ENTITY_MOD, "3|Person|name=Three changed|listingDate=2012-01-01");
    apply(book, PL_ENTITY_DEL, "2");
    apply(book, PL_ENTITY_DEL, "2");
    apply(book, PL_ENTITY_ADD, "4|Person|name=Four");
    apply(book, PL_ENTITY_MOD, "5|Person|name=Five");
    apply(book, PL_ENTITY_ADD, "1|Person|name=One anew");
    apply(book, PL_ENTITY_ADD, "2|Person|name=Two is back");
    assert_int_equal(pl_book_seal(book, NULL, NULL), 0);
    assert_int_equal(pl_book_n(book), 5);
    assert_int_equal(pl_book_dangling(book), 2);
    static const char *const NAMES[] = {"One anew", "Two is back", "Three changed", "Four", "Five"};
    for (size_t i = 0; i < 5; i++) {
        char id[2] = {(char)('1' + i), '\0'};
        const struct pl_book_entry *entry = pl_book_find(book, pl_str_from(id));
        assert_non_null(entry);
        assert_true(pl_str_eq(entry->entity.caption, pl_str_from(NAMES[i])));
        assert_int_equal(entry->entity.op, PL_ENTITY_HAS);
    }
    expect_listed(book, "3", "2012-01-01", "");
    pl_book_close(book);
}

static int note_change(void *ctx, const struct pl_book_change *change, struct pl_error *err) {
    static const char KINDS[] = "+*-";
    struct pl_buf *out = ctx;
    (void)err;
    const struct pl_book_entry *entry = change->after != NULL ? change->after : change->before;
    assert_true((change->kind == PL_BOOK_ADDED) == (change->before == NULL));
    assert_true((change->kind == PL_BOOK_REMOVED) == (change->after == NULL));
    pl_buf_add_char(out, KINDS[change->kind]);
    pl_buf_add_str(out, entry->entity.id);
    pl_buf_add_char(out, ' ');
    return entry->entity.id.n > 2 ? PL_E_CHECK : 0;
}

static void expect_diff(const struct pl_book *a, const struct pl_book *b, const char *want, int code) {
    PL_BUF_AUTO got;
    pl_buf_open(&got, 1000);
    assert_int_equal(pl_book_diff(a, b, note_change, &got, NULL), code);
    pl_buf_add_char(&got, '\0');
    assert_string_equal(got.p, want);
}

static void tells_what_changed(void **state) {
    (void)state;
    struct pl_book *a = open_book();
    struct pl_book *b = open_book();
    struct pl_book *c = open_book();
    add(a, "9|Person|name=Same|alias=Too");
    add(a, "1|Person|name=Gone");
    add(a, "2|Person|name=Changed");
    add(a, "4|Person|name=Twice");
    add(b, "3|Person|name=New");
    add(b, "2|Person|name=Changed|alias=Now");
    add(b, "9|Person|name=Same|alias=Too");
    add(b, "4|Person|name=Twice");
    add(b, "4|Person|name=Twice, again");
    add(c, "333|Person|name=Stops the walk");
    assert_int_equal(pl_book_seal(a, NULL, NULL), 0);
    assert_int_equal(pl_book_seal(b, NULL, NULL), 0);
    assert_int_equal(pl_book_seal(c, NULL, NULL), 0);
    expect_diff(a, b, "-1 *2 +3 +4 ", 0);
    expect_diff(b, a, "+1 *2 -3 -4 ", 0);
    expect_diff(a, a, "", 0);
    expect_diff(a, c, "-1 -2 +333 ", PL_E_CHECK);
    pl_book_close(a);
    pl_book_close(b);
    pl_book_close(c);
}

static void has_a_ceiling(void **state) {
    (void)state;
    struct pl_book *book = NULL;
    struct pl_error err = {0};
    struct pl_entity entity = {.id = PL_STR("1"), .caption = PL_STR("a caption that takes some room in the arena")};
    assert_int_equal(pl_book_open(4096, &book, NULL), 0);
    int code = 0;
    for (int i = 0; code == 0 && i < 100; i++) {
        code = pl_book_add(book, &entity, &err);
    }
    assert_int_equal(code, PL_E_LIMIT);
    assert_non_null(strstr(err.msg, "4096 bytes"));
    pl_book_close(book);
}

static void may_be_empty(void **state) {
    (void)state;
    struct pl_book *book = open_book();
    assert_int_equal(pl_book_seal(book, NULL, NULL), 0);
    assert_int_equal(pl_book_n(book), 0);
    assert_null(pl_book_find(book, PL_STR("1")));
    expect_diff(book, book, "", 0);
    pl_book_close(book);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_copies_and_finds_them),
        cmocka_unit_test(takes_dates_from_sanctions),
        cmocka_unit_test(applies_deltas_by_id),
        cmocka_unit_test(tells_what_changed),
        cmocka_unit_test(has_a_ceiling),
        cmocka_unit_test(may_be_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
