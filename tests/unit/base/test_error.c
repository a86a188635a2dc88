/* pl_error and pl_log_safe: by hand from the headers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>

#include "base/error.h"
#include "base/log.h"

static void fills_the_error(void **state) {
    (void)state;
    struct pl_error err;
    memset(&err, 0xEE, sizeof err);
    assert_int_equal(pl_fail(&err, PL_E_FORMAT, "bad %s %d", "thing", 7), PL_E_FORMAT);
    assert_int_equal(err.code, PL_E_FORMAT);
    assert_string_equal(err.msg, "bad thing 7");
    assert_true(err.line == 0 && err.offset == 0 && !err.has_offset);
    assert_int_equal(pl_fail_at(&err, PL_E_LIMIT, 3, 120, "x"), PL_E_LIMIT);
    assert_true(err.line == 3 && err.offset == 120 && err.has_offset);
    assert_int_equal(pl_fail_errno(&err, PL_E_IO, ENOSPC, "a"), PL_E_IO);
    assert_string_equal(err.msg, "a: No space left on device");
    assert_true(err.line == 0 && !err.has_offset);
    assert_int_equal(pl_fail(NULL, PL_E_IO, "nobody listens"), PL_E_IO);
    assert_int_equal(pl_fail_at(NULL, PL_E_IO, 1, 1, "nobody"), PL_E_IO);
    assert_int_equal(pl_fail_errno(NULL, PL_E_IO, 1, "nobody"), PL_E_IO);
}

static void quotes_itself(void **state) {
    (void)state;
    struct pl_error err = {0};
    assert_int_equal(pl_fail(&err, PL_E_IO, "disk full"), PL_E_IO);
    assert_int_equal(pl_fail_at(&err, PL_E_FORMAT, 3, 4, "%s: %s", "a.csv", err.msg), PL_E_FORMAT);
    assert_string_equal(err.msg, "a.csv: disk full");
    assert_int_equal(err.line, 3);
    pl_fail_errno(&err, PL_E_IO, 99999, "x");
    assert_string_equal(err.msg, "x: unknown error");
}

static void cuts_long_messages_at_a_character(void **state) {
    (void)state;
    for (size_t lead = 230; lead < 242; lead++) {
        struct pl_error err;
        char text[400];
        memset(text, 'a', lead);
        memcpy(text + lead, "\xed\x95\x9c\xea\xb8\x80", 7); /* two Hangul syllables of three bytes */
        pl_fail(&err, PL_E_FORMAT, "%s", text);
        size_t n = strlen(err.msg);
        assert_true(n <= 239);
        assert_memory_equal(err.msg, text, n);
        /* whole characters only */
        assert_true(n <= lead || (n - lead) % 3 == 0);
        assert_true(n >= (lead < 239 ? lead : 236));
    }
}

static void knows_every_code(void **state) {
    (void)state;
    for (int code = 0; code < (int)PL_E_COUNT; code++) {
        assert_true(pl_code_name(code)[0] != '\0' && pl_code_text(code)[0] != '\0');
        int status = pl_code_exit_status(code);
        assert_true((status >= 0 && status <= 5) || status == 130);
        assert_true((code == 0) == (status == 0));
    }
    assert_string_equal(pl_code_name(PL_E_REFUSED), "REFUSED");
    assert_int_equal(pl_code_exit_status(PL_E_REFUSED), 5);
    assert_int_equal(pl_code_http_status(PL_E_NOT_FOUND), 404);
    assert_string_equal(pl_code_name(-1), "IO");
    assert_string_equal(pl_code_name(9999), "IO");
}

static void shows_foreign_text_safely(void **state) {
    (void)state;
    static const struct {
        const char *in;
        size_t n;
        const char *want;
    } ROWS[] = {
        {"plain \xed\x95\x9c", 9, "plain \xed\x95\x9c"},
        {"\x1b[2J", 4, "\\u{001B}[2J"},
        {"a\nb\0c", 5, "a\\u{000A}b\\u{0000}c"},
        {"\xe2\x80\xae!", 4, "\\u{202E}!"}, /* right-to-left override */
        {"\xc2\x9b", 2, "\\u{009B}"},       /* C1 control */
        {"\xff\xfe", 2, "\\x{FF}\\x{FE}"},  /* no UTF-8 */
        {"\xc0\xaf", 2, "\\x{C0}\\x{AF}"},  /* overlong */
        {"\xe2\x80", 2, NULL},              /* cut short: escaped, in one piece or two */
    };
    char out[256];
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        pl_log_safe(pl_str_make(ROWS[i].in, ROWS[i].n), out, sizeof out);
        if (ROWS[i].want != NULL) {
            assert_string_equal(out, ROWS[i].want);
        } else {
            assert_int_equal(out[0], '\\');
        }
    }
    char small[20];
    memset(small, 'Z', sizeof small);
    pl_log_safe(PL_STR("0123456789012345678901234567890"), small, sizeof small);
    assert_true(strlen(small) < sizeof small);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_the_error),
        cmocka_unit_test(quotes_itself),
        cmocka_unit_test(cuts_long_messages_at_a_character),
        cmocka_unit_test(knows_every_code),
        cmocka_unit_test(shows_foreign_text_safely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
