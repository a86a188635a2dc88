/* Parts of addresses. Expectations by hand from RFC 3986. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "text/uri.h"

#include "base/ban.h"

static void encodes(void **state) {
    static const char *const CASES[][2] = {{"", ""},
                                           {"KPi.001", "KPi.001"},
                                           {"aZ09-._~", "aZ09-._~"},
                                           {"NK/1 a?b&c#d%e", "NK%2F1%20a%3Fb%26c%23d%25e"},
                                           {"\xED\x95\x9C", "%ED%95%9C"},
                                           {"\x01\x7F\xFF", "%01%7F%FF"}};
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        PL_BUF_AUTO out = {.max_bytes = 256};
        pl_uri_encode(pl_str_from(CASES[i][0]), &out);
        assert_int_equal(out.n, strlen(CASES[i][1]));
        assert_memory_equal(out.n > 0 ? out.p : "", CASES[i][1], out.n);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(encodes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
