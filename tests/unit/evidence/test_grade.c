/* The Admiralty code as AJP-2.1 has it: order, missing values, and the gate of digit 1. Expectations by hand. */
#include "evidence/grade.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static void signs(void **unused) {
    (void)unused;
    enum pl_reliability r = PL_RELIABILITY_C;
    enum pl_credibility c = PL_CREDIBILITY_3;
    const char letters[] = "ABCDEF", digits[] = "123456";
    for (int i = 0; i < 6; i++) {
        assert_true(pl_reliability_parse(pl_str_make(letters + i, 1), &r));
        assert_int_equal(r, i);
        assert_int_equal(pl_reliability_sign(r), letters[i]);
        assert_true(pl_credibility_parse(pl_str_make(digits + i, 1), &c));
        assert_int_equal(c, i);
        assert_int_equal(pl_credibility_sign(c), digits[i]);
    }
    assert_true(pl_reliability_parse(PL_STR("b"), &r));
    assert_int_equal(r, PL_RELIABILITY_B);
    const char *const bad[] = {"", "G", "AA", " A", "1", "a1", "@", "["};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(pl_reliability_parse(pl_str_from(bad[i]), &r));
    }
    assert_int_equal(r, PL_RELIABILITY_B);
    assert_false(pl_credibility_parse(PL_STR("0"), &c));
    assert_false(pl_credibility_parse(PL_STR("7"), &c));
    assert_false(pl_credibility_parse(PL_STR("12"), &c));
    assert_int_equal(c, PL_CREDIBILITY_6);
    assert_string_equal(pl_reliability_words(PL_RELIABILITY_F), "reliability cannot be judged");
    assert_string_equal(pl_credibility_words(PL_CREDIBILITY_1), "confirmed by other sources");
}

static void missing_is_no_place(void **unused) {
    (void)unused;
    assert_int_equal(pl_reliability_compare(PL_RELIABILITY_A, PL_RELIABILITY_E), PL_GRADE_BETTER);
    assert_int_equal(pl_reliability_compare(PL_RELIABILITY_D, PL_RELIABILITY_B), PL_GRADE_WORSE);
    assert_int_equal(pl_reliability_compare(PL_RELIABILITY_C, PL_RELIABILITY_C), PL_GRADE_SAME);
    assert_int_equal(pl_credibility_compare(PL_CREDIBILITY_5, PL_CREDIBILITY_1), PL_GRADE_WORSE);
    for (int i = 0; i < PL_RELIABILITY_COUNT; i++) { /* F is neither below E nor equal to itself */
        assert_int_equal(pl_reliability_compare(PL_RELIABILITY_F, (enum pl_reliability)i), PL_GRADE_UNKNOWN);
        assert_int_equal(pl_credibility_compare((enum pl_credibility)i, PL_CREDIBILITY_6), PL_GRADE_UNKNOWN);
    }
    assert_true(pl_reliability_missing(PL_RELIABILITY_F));
    assert_false(pl_reliability_missing(PL_RELIABILITY_E));
    assert_true(pl_credibility_missing(PL_CREDIBILITY_6));
    assert_false(pl_credibility_missing(PL_CREDIBILITY_5));
}

static void gate(void **unused) {
    (void)unused;
    static const struct {
        struct pl_grade_basis basis;
        enum pl_grade_refusal refusal;
        const char *why;
    } cases[] = {
        {{.origins = 2, .parties = 2}, PL_GRADE_REFUSAL_NONE, ""},
        {{.origins = 3, .parties = 2, .unnamed_parties = 1, .suspected = 4}, PL_GRADE_REFUSAL_NONE, ""},
        {{.origins = 0}, PL_GRADE_REFUSAL_NO_ORIGIN, "no origin is left"},
        {{.origins = 1, .parties = 1}, PL_GRADE_REFUSAL_ONE_ORIGIN, "everything goes back to one origin"},
        {{.origins = 1, .parties = 2}, PL_GRADE_REFUSAL_ONE_ORIGIN, "everything goes back to one origin"},
        {{.origins = 1, .parties = 1, .suspected = 2},
         PL_GRADE_REFUSAL_SUSPECTED,
         "everything goes back to one origin; 2 more only if what is suspected to be a copy is none"},
        {{.origins = 3, .parties = 1}, PL_GRADE_REFUSAL_ONE_PARTY, "all 3 origins were collected by one party"},
        {{.origins = 2, .parties = 1, .unnamed_parties = 1},
         PL_GRADE_REFUSAL_UNNAMED_PARTY,
         "of 2 origins, 1 do not say which party collected them, so that a second party is not shown"},
        {{.origins = 2, .parties = 0, .unnamed_parties = 2},
         PL_GRADE_REFUSAL_UNNAMED_PARTY,
         "of 2 origins, 2 do not say which party collected them, so that a second party is not shown"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        PL_BUF_AUTO why;
        pl_buf_open(&why, 1000);
        assert_int_equal(pl_grade_one(&cases[i].basis), cases[i].refusal);
        pl_grade_one_why(&cases[i].basis, &why);
        pl_buf_add_char(&why, 0);
        assert_string_equal(why.p, cases[i].why);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(signs), cmocka_unit_test(missing_is_no_place),
                                       cmocka_unit_test(gate)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
