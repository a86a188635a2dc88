#include "text/plural.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void one_and_more(void **state) {
    (void)state;
    assert_string_equal(pl_plural(0, "ship", "ships"), "ships");
    assert_string_equal(pl_plural(1, "ship", "ships"), "ship");
    assert_string_equal(pl_plural(2, "ship", "ships"), "ships");
    assert_string_equal(pl_plural(UINT64_MAX, "entry", "entries"), "entries");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_and_more)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
