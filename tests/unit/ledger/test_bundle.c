/* Bundles and their archive: what is written reads back the same, and every other byte is refused or tells. The layout
 * is worked out by hand from docs/format/bundle.md; that it is an ustar archive, tests/cli/test_bundle.sh asks tar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/bundle.h"
#include "ledger/ustar.h"

static void add(struct pl_buf *buf, const char *last, const char *name, const char *bytes) {
    struct pl_error err = {0};
    assert_int_equal(pl_ustar_add(buf, pl_str_from(last), pl_str_from(name), pl_str_from(bytes), &err), 0);
}

static void test_archive(void **state) {
    (void)state;
    PL_BUF_AUTO buf = {0};
    PL_ARENA_AUTO arena;
    struct pl_ustar archive;
    struct pl_error err = {0};
    pl_arena_open(&arena, 1 << 20);
    pl_buf_open(&buf, 1 << 20);
    add(&buf, "", "a", "one");
    add(&buf, "a", "b/c.txt", "");
    pl_ustar_end(&buf);
    assert_int_equal(buf.n, 512 + 512 + 512 + 1024);
    assert_int_equal(pl_ustar_read(pl_buf_str(&buf), &arena, &archive, &err), 0);
    assert_int_equal(archive.n, 2);
    assert_true(pl_str_eq(pl_ustar_find(&archive, PL_STR("a"))->bytes, PL_STR("one")));
    assert_int_equal(pl_ustar_find(&archive, PL_STR("b/c.txt"))->bytes.n, 0);
    assert_null(pl_ustar_find(&archive, PL_STR("b")));
    /* every bit: refused, or it changes what is told */
    for (size_t i = 0; i < buf.n * 8; i++) {
        struct pl_ustar other;
        buf.p[i / 8] = (char)(buf.p[i / 8] ^ (1 << (i % 8)));
        if (pl_ustar_read(pl_buf_str(&buf), &arena, &other, &err) == 0 &&
            (other.n != 2 || pl_str_eq(other.files[0].bytes, PL_STR("one")))) {
            fail_msg("bit %zu of byte %zu may turn unseen", i % 8, i / 8);
        }
        buf.p[i / 8] = (char)(buf.p[i / 8] ^ (1 << (i % 8)));
    }
    for (size_t n = 0; n < buf.n; n++) {
        assert_int_equal(pl_ustar_read(pl_str_make(buf.p, n), &arena, &archive, &err), PL_E_FORMAT);
    }
    pl_buf_add_char(&buf, '\0');
    assert_int_equal(pl_ustar_read(pl_buf_str(&buf), &arena, &archive, &err), PL_E_FORMAT);
}

static void test_names(void **state) {
    (void)state;
    static const char *const BAD[] = {"",     "/a", "a/",  "../a", "a/../b", "a//b", ".a",
                                      "a/.b", "A",  "a b", "a\\b", "a\n",    "b",    "a\xc3\xa9"};
    char longest[PL_USTAR_NAME_MAX + 2];
    PL_BUF_AUTO buf = {0};
    struct pl_error err = {0};
    pl_buf_open(&buf, 1 << 20);
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_int_equal(pl_ustar_add(&buf, PL_STR("b"), pl_str_from(BAD[i]), PL_STR("x"), &err), PL_E_USAGE);
    }
    assert_int_equal(buf.n, 0);
    memset(longest, 'c', sizeof longest);
    for (size_t n = PL_USTAR_NAME_MAX - 1; n <= PL_USTAR_NAME_MAX + 1; n++) {
        int want = n <= PL_USTAR_NAME_MAX ? 0 : PL_E_USAGE;
        assert_int_equal(pl_ustar_add(&buf, PL_STR("b"), pl_str_make(longest, n), PL_STR("x"), &err), want);
    }
}

static const pl_hash PATH[2] = {{{1, 2, 3}}, {{4, 5, 6}}};

static void fill(struct pl_bundle *b, struct pl_bundle_entry *entries, struct pl_bundle_disclosure *disclosures,
                 struct pl_bundle_member *members, struct pl_bundle_chunk *chunks) {
    entries[0] = (struct pl_bundle_entry){.seq = 3, .bytes = PL_STR("entry three"), .path = PATH, .n_path = 2};
    entries[1] = (struct pl_bundle_entry){.seq = 9, .bytes = PL_STR("entry nine")};
    disclosures[0] = (struct pl_bundle_disclosure){.seq = 3, .name = PL_STR("who"), .salt = {7}, .value = PL_STR("X")};
    disclosures[1] = (struct pl_bundle_disclosure){.seq = 9, .name = PL_STR("did"), .value = PL_STR("")};
    chunks[0] = (struct pl_bundle_chunk){.index = 2, .bytes = PL_STR("bytes"), .path = PATH, .n_path = 1};
    members[0] = (struct pl_bundle_member){.seq = 10, .member = 0, .whole = true};
    members[1] = (struct pl_bundle_member){.seq = 3, .member = 1, .chunks = chunks, .n = 1};
    static const struct pl_bundle_item ITEMS[] = {
        {.seq = 10, .note = PL_STR("withheld")},
        {.seq = 9, .note = PL_STR("stripped"), .has_file = true, .file = PL_STR("picture")}};
    *b = (struct pl_bundle){.items = ITEMS,
                            .n_items = 2,
                            .report_id = PL_STR("R3"),
                            .origin = PL_STR("plimsoll/x"),
                            .checkpoint = PL_STR("note"),
                            .policy = PL_STR("policy"),
                            .entries = entries,
                            .n_entries = 2,
                            .disclosures = disclosures,
                            .n_disclosures = 2,
                            .members = members,
                            .n_members = 2,
                            .rules_json = PL_STR("{}"),
                            .report_md = PL_STR("# x")};
}

static void test_bundle(void **state) {
    (void)state;
    struct pl_bundle b, back;
    struct pl_bundle_entry entries[2];
    struct pl_bundle_disclosure disclosures[2];
    struct pl_bundle_member members[2];
    struct pl_bundle_chunk chunks[1];
    PL_BUF_AUTO buf = {0};
    PL_BUF_AUTO again = {0};
    PL_ARENA_AUTO arena;
    struct pl_error err = {0};
    pl_arena_open(&arena, (size_t)1 << 28);
    pl_buf_open(&buf, 1 << 20);
    pl_buf_open(&again, 1 << 20);
    fill(&b, entries, disclosures, members, chunks);
    assert_int_equal(pl_bundle_write(&b, &buf, &err), 0);
    assert_true(pl_bundle_is(pl_buf_str(&buf)));
    assert_int_equal(pl_bundle_read(pl_buf_str(&buf), &arena, &back, &err), 0);
    assert_true(pl_str_eq(back.report_id, PL_STR("R3")));
    assert_int_equal(back.n_entries, 2);
    assert_int_equal(back.entries[0].n_path, 2);
    assert_memory_equal(back.entries[0].path[1].b, PATH[1].b, PL_HASH_BYTES);
    assert_true(pl_str_eq(pl_bundle_entry_of(&back, 9)->bytes, PL_STR("entry nine")));
    assert_null(pl_bundle_entry_of(&back, 4));
    assert_int_equal(pl_bundle_field(&back, 3, PL_STR("who"))->salt[0], 7);
    assert_null(pl_bundle_field(&back, 3, PL_STR("did")));
    assert_int_equal(back.n_items, 2);
    assert_false(back.items[0].has_file);
    assert_true(pl_str_eq(back.items[1].file, PL_STR("picture")));
    assert_int_equal(back.n_members, 2);
    assert_int_equal(back.members[1].chunks[0].index, 2);
    assert_int_equal(pl_bundle_write(&back, &again, &err), 0);
    assert_int_equal(again.n, buf.n);
    assert_memory_equal(again.p, buf.p, buf.n);
    /* whatever reads, writes again as the same bytes: no bit is without meaning */
    for (size_t i = 0; i < buf.n * 8; i++) {
        struct pl_arena_mark mark = pl_arena_mark(&arena);
        buf.p[i / 8] = (char)(buf.p[i / 8] ^ (1 << (i % 8)));
        if (pl_bundle_read(pl_buf_str(&buf), &arena, &back, &err) == 0) {
            pl_buf_clear(&again);
            assert_int_equal(pl_bundle_write(&back, &again, &err), 0);
            assert_int_equal(again.n, buf.n);
            assert_memory_equal(again.p, buf.p, buf.n);
        }
        buf.p[i / 8] = (char)(buf.p[i / 8] ^ (1 << (i % 8)));
        pl_arena_rewind(&arena, mark);
    }
}

/* A file of an item never stands without what is signed about it, nor before another's. */
static void test_items(void **state) {
    (void)state;
    static const struct {
        const char *names[3];
        int want;
    } CASES[] = {{{"items/9/note"}, PL_E_OK},
                 {{"items/9/file", "items/9/note"}, PL_E_OK},
                 {{"items/10/note", "items/9/file", "items/9/note"}, PL_E_OK},
                 {{"items/9/file"}, PL_E_FORMAT},
                 {{"items/10/file", "items/9/note"}, PL_E_FORMAT},
                 {{"items/10/file", "items/9/file", "items/9/note"}, PL_E_FORMAT},
                 {{"items/09/note"}, PL_E_FORMAT},
                 {{"items/x/note"}, PL_E_FORMAT},
                 {{"items/9/name"}, PL_E_FORMAT},
                 {{"items/9"}, PL_E_FORMAT},
                 {{"items/18446744073709551615/note"}, PL_E_OK},
                 {{"items/18446744073709551616/note"}, PL_E_FORMAT}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        PL_BUF_AUTO buf = {0};
        PL_ARENA_AUTO arena;
        struct pl_bundle back;
        struct pl_error err = {0};
        const char *last = "entries";
        pl_arena_open(&arena, 1 << 20);
        pl_buf_open(&buf, 1 << 20);
        add(&buf, "", "bundle", "plimsoll-bundle/v1\n");
        add(&buf, "bundle", "checkpoint", "note");
        add(&buf, "checkpoint", "disclosures", "plimsoll-disclosures/v1\n");
        PL_BUF_AUTO entries = {0};
        pl_buf_open(&entries, 64);
        pl_buf_add_str(&entries, PL_STR("plimsoll-entries/v1\n"));
        pl_buf_add_char(&entries, 0);
        assert_int_equal(pl_ustar_add(&buf, PL_STR("disclosures"), PL_STR("entries"), pl_buf_str(&entries), &err), 0);
        for (size_t k = 0; k < 3 && CASES[i].names[k] != NULL; k++) {
            add(&buf, last, CASES[i].names[k], "x");
            last = CASES[i].names[k];
        }
        pl_ustar_end(&buf);
        assert_int_equal(pl_bundle_read(pl_buf_str(&buf), &arena, &back, &err), CASES[i].want);
    }
}

static void test_out_of_order(void **state) {
    (void)state;
    struct pl_bundle b, back;
    struct pl_bundle_entry entries[2], turned;
    struct pl_bundle_disclosure disclosures[2];
    struct pl_bundle_member members[2];
    struct pl_bundle_chunk chunks[1];
    PL_BUF_AUTO buf = {0};
    PL_ARENA_AUTO arena;
    struct pl_error err = {0};
    pl_arena_open(&arena, 1 << 24);
    pl_buf_open(&buf, 1 << 20);
    fill(&b, entries, disclosures, members, chunks);
    turned = entries[0];
    entries[0] = entries[1];
    entries[1] = turned;
    assert_int_equal(pl_bundle_write(&b, &buf, &err), 0);
    assert_int_equal(pl_bundle_read(pl_buf_str(&buf), &arena, &back, &err), PL_E_FORMAT);
    fill(&b, entries, disclosures, members, chunks);
    members[1].seq = 1; /* chunks/10/0 stands before chunks/1/1 */
    pl_buf_clear(&buf);
    assert_int_equal(pl_bundle_write(&b, &buf, &err), PL_E_USAGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_items),  cmocka_unit_test(test_archive),      cmocka_unit_test(test_names),
        cmocka_unit_test(test_bundle), cmocka_unit_test(test_out_of_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
