/* Every part once, told apart by all that makes it another; the numbers stay through growth. Expectations are the parts
 * that were put in. */
#include "names/vocabulary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/ban.h"

static uint32_t add(struct pl_vocabulary *v, const char *text, const char *key, uint8_t cls, uint32_t number,
                    int space) {
    const struct pl_part part = {
        .text = pl_str_from(text), .key = pl_str_from(key), .cls = cls, .number = number, .at = 3, .n = 5};
    uint32_t at = UINT32_MAX;
    assert_int_equal(pl_vocabulary_add(v, &part, space, &at, NULL), 0);
    return at;
}

static void each_once(void **state) {
    struct pl_vocabulary *v = NULL;
    (void)state;
    assert_int_equal(pl_vocabulary_open(&v, NULL), 0);
    const uint32_t first = add(v, "ivanov", "ivanov", PL_PART_WORD, 0, PL_SPACE_LATIN);
    assert_int_equal(add(v, "ivanov", "ivanov", PL_PART_WORD, 0, PL_SPACE_LATIN), first);
    assert_int_equal(add(v, "ivanov", "ivanov", PL_PART_WORD, 0, PL_SPACE_SLAVIC),
                     first); /* letters meet alike there */
    assert_int_equal(pl_vocabulary_n(v), 1);
    const uint32_t others[] = {
        add(v, "ivanof", "ivanov", PL_PART_WORD, 0, PL_SPACE_LATIN), /* another text */
        add(v, "ivanov", "ivanof", PL_PART_WORD, 0, PL_SPACE_LATIN), /* another key */
        add(v, "ivanov", "ivanov", PL_PART_PARTICLE, 0, PL_SPACE_LATIN),
        add(v, "ivanov", "ivanov", PL_PART_WORD, 0, PL_SPACE_ARABIC), /* other letters are near */
        add(v, "ivanov", "ivanov", PL_PART_WORD, 0, PL_SPACE_KOREAN),
        add(v, "5", "5", PL_PART_NUMBER, 5, PL_SPACE_LATIN),
        add(v, "5", "5", PL_PART_NUMBER, 6, PL_SPACE_LATIN),
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_int_equal(others[i], i + 1);
    }
    const struct pl_ready_part *part = pl_vocabulary_part(v, others[0]);
    assert_true(pl_str_eq(pl_ready_text(part), PL_STR("ivanof")));
    assert_memory_equal(part->key, "ivanov", 6);
    assert_int_equal(part->n, 6);
    assert_false(part->plain);
    assert_true(pl_vocabulary_part(v, first)->plain);
    assert_int_equal(pl_vocabulary_part(v, others[6])->number, 6);
    pl_vocabulary_close(v);
}

/* Through every growth of the table and of the blocks: 20,000 parts, each asked for twice. */
static void many(void **state) {
    struct pl_vocabulary *v = NULL;
    (void)state;
    assert_int_equal(pl_vocabulary_open(&v, NULL), 0);
    char text[32];
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 20000; i++) {
            (void)snprintf(text, sizeof text, "word%u", i);
            assert_int_equal(add(v, text, text, PL_PART_WORD, 0, PL_SPACE_LATIN), i);
        }
    }
    for (uint32_t i = 0; i < 5000; i++) { /* spellings of one key, whose hashes crowd the table */
        (void)snprintf(text, sizeof text, "spelling%u", i);
        assert_int_equal(add(v, text, "key", PL_PART_WORD, 0, PL_SPACE_LATIN), 20000 + i);
    }
    assert_int_equal(pl_vocabulary_n(v), 25000);
    const size_t before = pl_vocabulary_bytes(v);
    pl_vocabulary_seal(v);
    assert_true(pl_vocabulary_bytes(v) < before);
    assert_true(pl_str_eq(pl_ready_text(pl_vocabulary_part(v, 12345)), PL_STR("word12345")));
    pl_vocabulary_close(v);
}

static void systems(void **state) {
    struct pl_vocabulary *v = NULL;
    uint32_t a = 9, b = 9, c = 9;
    (void)state;
    assert_int_equal(pl_vocabulary_open(&v, NULL), 0);
    char copy[] = "pinyin";
    assert_int_equal(pl_vocabulary_add_system(v, "pinyin", &a, NULL), 0);
    assert_int_equal(pl_vocabulary_add_system(v, "BGN", &b, NULL), 0);
    assert_int_equal(pl_vocabulary_add_system(v, copy, &c, NULL), 0);
    assert_int_equal(a, 0);
    assert_int_equal(b, 1);
    assert_int_equal(c, 0);
    assert_string_equal(pl_vocabulary_system(v, 1), "BGN");
    pl_vocabulary_close(v);
}

static char long_text[UINT16_MAX + 1];

static void ceiling(void **state) {
    struct pl_vocabulary *v = NULL;
    struct pl_error err = {0};
    (void)state;
    memset(long_text, 'k', sizeof long_text);
    assert_int_equal(pl_vocabulary_open(&v, NULL), 0);
    for (size_t n = UINT16_MAX - 1; n <= UINT16_MAX + 1; n++) {
        const struct pl_part part = {.text = pl_str_make(long_text, n), .key = PL_STR("k"), .cls = PL_PART_WORD};
        const struct pl_part key = {.text = PL_STR("k"), .key = pl_str_make(long_text, n), .cls = PL_PART_WORD};
        uint32_t at = 77;
        assert_int_equal(pl_vocabulary_add(v, &part, PL_SPACE_LATIN, &at, &err), n > UINT16_MAX ? PL_E_LIMIT : 0);
        assert_int_equal(at == 77, n > UINT16_MAX); /* untouched on failure */
        assert_int_equal(pl_vocabulary_add(v, &key, PL_SPACE_LATIN, &at, &err), n > UINT16_MAX ? PL_E_LIMIT : 0);
    }
    pl_vocabulary_close(v);
    pl_vocabulary_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_once), cmocka_unit_test(many), cmocka_unit_test(systems),
                                       cmocka_unit_test(ceiling)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
