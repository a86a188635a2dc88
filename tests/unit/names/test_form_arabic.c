/* The space ARABIC against published spellings: tests/data/names/arabic.csv. */
#include "form_pairs.h"

static void published(void **unused) {
    (void)unused;
    check_pairs("tests/data/names/arabic.csv", PL_SPACE_ARABIC, 43);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(published)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
