/* The space LATIN against published spellings: tests/data/names/latin.csv. */
#include "form_pairs.h"

static void published(void **unused) {
    (void)unused;
    check_pairs("tests/data/names/latin.csv", PL_SPACE_LATIN, 28);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(published)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
