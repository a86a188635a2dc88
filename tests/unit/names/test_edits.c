/* What is kept of a question's words: the same distances as without, and none of the question before. */
#include "names/edits.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "base/ban.h"

#define WORDS 60

/* Words of three letters, each elsewhere: more pairs than there are places. */
static void fill(char words[WORDS][4]) {
    for (int i = 0; i < WORDS; i++) {
        words[i][0] = (char)('a' + i % 5);
        words[i][1] = (char)('a' + i / 5 % 4);
        words[i][2] = (char)('a' + i / 20);
        words[i][3] = '\0';
    }
}

static void as_without(void **unused) {
    (void)unused;
    static struct pl_edits edits;
    char words[WORDS][4];
    fill(words);
    pl_edits_begin(&edits);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < WORDS * WORDS; i++) {
            const pl_str a = pl_str_make(words[i / WORDS], 3);
            const pl_str b = pl_str_make(words[i % WORDS], (size_t)(2 + i % 2));
            for (int limit = 5; limit <= 30; limit += 25) {
                for (int table = 0; table < PL_DISTANCE_TABLES; table++) {
                    assert_int_equal(pl_edits_distance(&edits, a, b, table, limit), pl_distance(a, b, table, limit));
                    assert_int_equal(pl_edits_distance(NULL, a, b, table, limit), pl_distance(a, b, table, limit));
                }
            }
        }
    }
}

static void a_pair_is_compared_once(void **unused) {
    (void)unused;
    static struct pl_edits edits;
    char a[] = "boris";
    char b[] = "borys";
    pl_edits_begin(&edits);
    const int first = pl_edits_distance(&edits, pl_str_make(a, 5), pl_str_make(b, 5), PL_DISTANCE_LATIN, 30);
    assert_true(first > 0 && first <= 30);
    memcpy(b, "boris", 5); /* not allowed: it shows that the pair is known */
    assert_int_equal(pl_edits_distance(&edits, pl_str_make(a, 5), pl_str_make(b, 5), PL_DISTANCE_LATIN, 30), first);
}

/* Other words may lie there when the next question is asked, also after as many as can be counted. */
static void a_question_begins_anew(void **unused) {
    (void)unused;
    static struct pl_edits edits;
    const uint32_t questions[] = {0, 7, UINT32_MAX - 2, UINT32_MAX};
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        char a[] = "boris";
        char b[] = "borys";
        edits.question = questions[i];
        pl_edits_begin(&edits);
        assert_true(pl_edits_distance(&edits, pl_str_make(a, 5), pl_str_make(b, 5), PL_DISTANCE_LATIN, 30) > 0);
        memcpy(b, "boris", 5);
        pl_edits_begin(&edits);
        assert_int_equal(pl_edits_distance(&edits, pl_str_make(a, 5), pl_str_make(b, 5), PL_DISTANCE_LATIN, 30), 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_without),
        cmocka_unit_test(a_pair_is_compared_once),
        cmocka_unit_test(a_question_begins_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
