/* The space SLAVIC against published spellings: tests/data/names/slavic.csv. */
#include "form_pairs.h"

static void published(void **unused) {
    (void)unused;
    check_pairs("tests/data/names/slavic.csv", PL_SPACE_SLAVIC, 53);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(published)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
