/* Expectations by hand from XML 1.0. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "text/xml.h"

/* Writes `<name attr a @line:offset`, text in [], `>name @offset`. */
static int on_start(void *ctx, const struct pl_xml_start *start, struct pl_error *err) {
    struct pl_buf *out = ctx;
    (void)err;
    pl_str a = pl_xml_attr(start, "a");
    pl_buf_add_fmt(out, "<%.*s '%.*s' @%d:%d", (int)start->name.n, start->name.p, (int)a.n, a.p, (int)start->line,
                   (int)start->offset);
    return 0;
}

static int on_text(void *ctx, pl_str text, struct pl_error *err) {
    struct pl_buf *out = ctx;
    (void)err;
    pl_buf_add_str(out, text);
    return 0;
}

static int on_end(void *ctx, const struct pl_xml_end *end, struct pl_error *err) {
    struct pl_buf *out = ctx;
    (void)err;
    pl_buf_add_fmt(out, ">%.*s @%d", (int)end->name.n, end->name.p, (int)end->offset);
    return 0;
}

static int read_all(pl_str text, size_t step, struct pl_buf *out, struct pl_error *err) {
    struct pl_xml *xml = NULL;
    struct pl_xml_handler handler = {.start = on_start, .text = on_text, .end = on_end, .ctx = out};
    pl_buf_clear(out);
    int code = pl_xml_open(&handler, &xml, err);
    for (size_t i = 0; i < text.n && code == 0; i += step) {
        pl_str part = pl_str_sub(text, i, step);
        code = pl_xml_push(xml, part.p, part.n, err);
    }
    code = code == 0 ? pl_xml_finish(xml, err) : code;
    pl_xml_close(xml);
    return code;
}

static void same_in_any_cut(void **state) {
    (void)state;
    pl_str text =
        PL_STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<list a='1 &amp; 2'>\n <x/>t&lt;&#x41;<![CDATA[<&]]>"
               "<n:y a=\"\xEA\xB9\x80\"></n:y></list>\n");
    const char *want = "<list '1 & 2' @2:39\n <x '' @3:61>x @65t<A<&<n:y '\xEA\xB9\x80' @3:90>n:y @109>list @116";
    PL_BUF_AUTO out = {.max_bytes = 10000};
    struct pl_error err = {0};
    for (size_t step = 1; step <= text.n; step++) {
        assert_int_equal(read_all(text, step, &out, &err), 0);
        if (!pl_str_eq(pl_buf_str(&out), pl_str_from(want))) {
            print_error("step %zu: %.*s\n", step, (int)out.n, out.p);
        }
        assert_true(pl_str_eq(pl_buf_str(&out), pl_str_from(want)));
    }
}

static void refuses_with_the_place(void **state) {
    (void)state;
    static const struct {
        pl_str in;
        int code;
        uint64_t line;
        uint64_t offset;
    } ROWS[] = {
        {PL_STR("<a>\n<b>\x19</b></a>"), PL_E_FORMAT, 2, 7}, /* a control byte, as one real copy has it */
        {PL_STR("<a>\n</b>"), PL_E_FORMAT, 2, 6},
        {PL_STR("<a>"), PL_E_FORMAT, 1, 3},
        {PL_STR(""), PL_E_FORMAT, 1, 0},
        {PL_STR("<a>\xFF</a>"), PL_E_FORMAT, 1, 3},
        {PL_STR("<a/><b/>"), PL_E_FORMAT, 1, 4},
        {PL_STR("<a>&nope;</a>"), PL_E_FORMAT, 1, 3},
        {PL_STR("<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>"), PL_E_FORMAT, 1, 24},
        {PL_STR("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>"), PL_E_FORMAT, 1, 51},
    };
    PL_BUF_AUTO out = {.max_bytes = 10000};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct pl_error err = {0};
        int code = read_all(ROWS[i].in, 1000, &out, &err);
        if (code != ROWS[i].code || err.line != ROWS[i].line || err.offset != ROWS[i].offset) {
            print_error("row %zu: %d line %d byte %d %s\n", i, code, (int)err.line, (int)err.offset, err.msg);
        }
        assert_int_equal(code, ROWS[i].code);
        assert_int_equal(err.line, ROWS[i].line);
        assert_int_equal(err.offset, ROWS[i].offset);
    }
}

/* What an entity would have brought in is never seen. */
static void expands_no_entity(void **state) {
    (void)state;
    pl_str laughs =
        PL_STR("<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>");
    PL_BUF_AUTO out = {.max_bytes = 10000};
    struct pl_error err = {0};
    assert_int_equal(read_all(laughs, 7, &out, &err), PL_E_FORMAT);
    assert_int_equal(out.n, 0);
    assert_non_null(strstr(err.msg, "entit"));
}

static void keeps_to_its_ceilings(void **state) {
    (void)state;
    PL_BUF_AUTO text = {.max_bytes = 8 << 20};
    PL_BUF_AUTO out = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    for (int depth = PL_XML_MAX_DEPTH - 1; depth <= PL_XML_MAX_DEPTH + 1; depth++) {
        pl_buf_clear(&text);
        for (int i = 0; i < depth; i++) {
            pl_buf_add_str(&text, PL_STR("<d>"));
        }
        for (int i = 0; i < depth; i++) {
            pl_buf_add_str(&text, PL_STR("</d>"));
        }
        assert_int_equal(read_all(pl_buf_str(&text), 1000, &out, &err), depth > PL_XML_MAX_DEPTH ? PL_E_LIMIT : 0);
    }
    for (size_t n = PL_XML_MAX_NAME - 1; n <= PL_XML_MAX_NAME + 1; n++) {
        pl_buf_clear(&text);
        pl_buf_add_char(&text, '<');
        for (size_t i = 0; i < n; i++) {
            pl_buf_add_char(&text, 'n');
        }
        pl_buf_add_str(&text, PL_STR("/>"));
        assert_int_equal(read_all(pl_buf_str(&text), 1000, &out, &err), n > PL_XML_MAX_NAME ? PL_E_LIMIT : 0);
    }
    pl_buf_clear(&text);
    pl_buf_add_str(&text, PL_STR("<a x='"));
    for (size_t i = 0; i < PL_XML_MAX_TOKEN + (1 << 18); i++) {
        pl_buf_add_char(&text, 'n');
    }
    assert_int_equal(read_all(pl_buf_str(&text), 1 << 16, &out, &err), PL_E_LIMIT);
}

static int refuse_text(void *ctx, pl_str text, struct pl_error *err) {
    (void)text;
    ++*(int *)ctx;
    return pl_fail(err, PL_E_REFUSED, "no");
}

static void a_handler_stops_the_reader(void **state) {
    (void)state;
    int calls = 0;
    struct pl_xml_handler handler = {.text = refuse_text, .ctx = &calls};
    struct pl_xml *xml = NULL;
    struct pl_error err = {0};
    assert_int_equal(pl_xml_open(&handler, &xml, &err), 0);
    assert_int_equal(pl_xml_push(xml, "<a>x<b/>y</a>", 13, &err), PL_E_REFUSED);
    assert_int_equal(pl_xml_push(xml, "z", 1, NULL), PL_E_REFUSED);
    assert_int_equal(pl_xml_finish(xml, &err), PL_E_REFUSED);
    assert_int_equal(calls, 1);
    pl_xml_close(xml);
    pl_xml_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_in_any_cut),
        cmocka_unit_test(refuses_with_the_place),
        cmocka_unit_test(expands_no_entity),
        cmocka_unit_test(keeps_to_its_ceilings),
        cmocka_unit_test(a_handler_stops_the_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
