/* Expectations by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/html.h"

static void escapes(void **state) {
    (void)state;
    static const struct {
        pl_str in;
        const char *want;
    } ROWS[] = {
        {PL_STR(""), ""},
        {PL_STR("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c&#39;"},
        {PL_STR("two\nlines"), "two\nlines"},
        {PL_STR("\t\x1B\0"), "[U+0009][U+001B][U+0000]"},
        {PL_STR("a\xE2\x80\xAE"
                "b"),
         "a[U+202E]b"},
        {PL_STR("\xF3\xA0\x81\x81"), "[U+E0041]"},
        {PL_STR("\xFFx\xE2\x82"), "\xEF\xBF\xBDx\xEF\xBF\xBD"},
        {PL_STR("\xEA\xB9\x80\xD9\x85"), "\xEA\xB9\x80\xD9\x85"},
    };
    PL_BUF_AUTO out = {.max_bytes = 1000};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        pl_buf_clear(&out);
        pl_html_text(&out, ROWS[i].in);
        assert_true(pl_str_eq(pl_buf_str(&out), pl_str_from(ROWS[i].want)));
    }
    pl_buf_clear(&out);
    pl_html_foreign(&out, PL_STR("<x>"));
    assert_true(pl_str_eq(pl_buf_str(&out), PL_STR("<bdi>&lt;x&gt;</bdi>")));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(escapes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
