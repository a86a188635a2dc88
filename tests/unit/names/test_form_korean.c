/* The space KOREAN against published spellings: tests/data/names/korean.csv. */
#include "form_pairs.h"

static void published(void **unused) {
    (void)unused;
    check_pairs("tests/data/names/korean.csv", PL_SPACE_KOREAN, 170);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(published)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
