/* The space MANDARIN against published spellings: tests/data/names/mandarin.csv. */
#include "form_pairs.h"

static void published(void **unused) {
    (void)unused;
    check_pairs("tests/data/names/mandarin.csv", PL_SPACE_MANDARIN, 30);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(published)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
