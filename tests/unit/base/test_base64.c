/* Vectors: RFC 4648 section 10; the refused ones follow from section 3.5 (stray bits) and 4. */
#include "base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *bytes, *text;
} VECTORS[] = {{"", ""},
               {"f", "Zg=="},
               {"fo", "Zm8="},
               {"foo", "Zm9v"},
               {"foob", "Zm9vYg=="},
               {"fooba", "Zm9vYmE="},
               {"foobar", "Zm9vYmFy"},
               {"\xFB\xEF\xFF", "++//"}};

static void both_ways(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof VECTORS / sizeof VECTORS[0]; i++) {
        uint8_t out[8] = {0};
        size_t n = 99, bytes = strlen(VECTORS[i].bytes);
        struct pl_buf buf;
        pl_buf_open(&buf, 64);
        pl_base64_write(&buf, VECTORS[i].bytes, bytes);
        assert_true(pl_str_eq(pl_buf_str(&buf), pl_str_from(VECTORS[i].text)));
        pl_buf_close(&buf);
        assert_true(pl_base64_read(pl_str_from(VECTORS[i].text), out, bytes, &n)); /* exactly as much room */
        assert_int_equal(n, bytes);
        assert_memory_equal(out, VECTORS[i].bytes, bytes);
        assert_true(bytes == 0 || !pl_base64_read(pl_str_from(VECTORS[i].text), out, bytes - 1, &n));
    }
}

static void refused(void **state) {
    (void)state;
    static const char *const BAD[] = {"Z",    "Zg",   "Zg=",  "Zh==",     "Zm9=",   "====", "Z===", "=",
                                      "Zm-v", "Zm_v", "Zm9 ", "Zg==Zg==", "Zm9v\n", "Zg=A", "Zm9v="};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        uint8_t out[16];
        size_t n = 99;
        if (pl_base64_read(pl_str_from(BAD[i]), out, sizeof out, &n) || n != 99) {
            fail_msg("\"%s\" is read", BAD[i]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(both_ways), cmocka_unit_test(refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
