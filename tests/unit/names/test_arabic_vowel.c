/* Long vowels that Arabic writes against Latin spellings. By hand: letters as names/arabic.c shows them (حسين hsyn),
 * and spellings that the UN and OFAC lists print. */
#include "names/arabic_vowel.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/ban.h"

static const struct {
    const char *letters, *spelled;
    bool agree;
} cases[] = {
    {"hsyn", "husayn", true}, /* حسين */
    {"hsyn", "hussein", true},   {"hsyn", "hossein", true},
    {"hsyn", "hassan", false},   {"hsyn", "hassaan", false},
    {"hsn", "hasan", true},                                   /* حسن */
    {"hsn", "hussein", false},   {"hsyny", "husayni", true},  /* الحسيني */
    {"hsyny", "husseini", true}, {"hsyny", "hussein", false}, /* the last ya */
    {"hsyn", "husseini", false}, {"mhmd", "muhammad", true},  /* محمد */
    {"mhmwd", "mahmud", true},                                /* محمود */
    {"mhmwd", "mahmoud", true},  {"mhmwd", "muhammad", false},
    {"slym", "salim", true},                                       /* سليم */
    {"salm", "salim", true},                                       /* سالم: a short i is not written */
    {"mstfy", "mustafa", true},                                    /* مصطفي: ya for the a at the end */
    {"ansar", "ansar", true},    {"zydan", "zidane", true},        /* زيدان: a French e at the end */
    {"mtmn", "motmaen", true},                                     /* مطمئن: hamza is no letter here */
    {"ywsf", "yusuf", true},                                       /* يوسف: y in front is a consonant */
    {"ahmd", "ahmed", true},     {"abdrhmn", "abdulrahman", true}, /* other consonants: nothing is said */
    {"", "husayn", true},        {"", "", true},
};

static void compares(void **unused) {
    (void)unused;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (pl_arabic_vowels_agree(pl_str_from(cases[i].letters), pl_str_from(cases[i].spelled)) != cases[i].agree) {
            print_error("%s, %s: not %d\n", cases[i].letters, cases[i].spelled, cases[i].agree);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* At the ceiling of consonants (12), one less and one more: beyond it nothing is said. */
static void has_a_ceiling(void **unused) {
    (void)unused;
    assert_false(pl_arabic_vowels_agree(PL_STR("bdkbdkbdkbyd"), PL_STR("badakabadakabadakabad")));
    assert_false(pl_arabic_vowels_agree(PL_STR("bdkbdkbdkbydk"), PL_STR("badakabadakabadakabadak")));
    assert_true(pl_arabic_vowels_agree(PL_STR("bdkbdkbdkbydkb"), PL_STR("badakabadakabadakabadakab")));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(compares), cmocka_unit_test(has_a_ceiling)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
