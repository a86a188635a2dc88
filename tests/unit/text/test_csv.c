/* Expectations: RFC 4180 by hand; the lenient cases (stray quotes) as Python's csv module reads them (3.11, run by
 * hand). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "text/csv.h"

/* Writes each record as line:offset:length:code:field|field...\n, fields in <>. */
static int note(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    struct pl_buf *out = ctx;
    (void)err;
    pl_buf_add_fmt(out, "%llu:%llu:%u:%d:", (unsigned long long)record->line, (unsigned long long)record->offset,
                   (unsigned)record->length, record->code);
    for (size_t i = 0; i < record->n; i++) {
        pl_buf_add_char(out, '<');
        pl_buf_add_str(out, record->fields[i]);
        pl_buf_add_char(out, '>');
    }
    pl_buf_add_char(out, '\n');
    return 0;
}

/* Reads text pushed in pieces of `step` bytes. */
static int read_all(char sep, pl_str text, size_t step, struct pl_buf *out, struct pl_error *err) {
    struct pl_csv *csv = NULL;
    pl_buf_clear(out);
    int code = pl_csv_open(sep, note, out, &csv, err);
    for (size_t i = 0; code == 0 && i < text.n; i += step) {
        pl_str part = pl_str_sub(text, i, step);
        code = pl_csv_push(csv, part.p, part.n, err);
    }
    if (code == 0) {
        code = pl_csv_finish(csv, err);
    }
    pl_csv_close(csv);
    return code;
}

struct example {
    char sep;
    pl_str text;
    pl_str want;
};

static const struct example EXAMPLES[] = {
    {',', PL_STR("a,b\nc,d\n"), PL_STR("1:0:3:0:<a><b>\n2:4:3:0:<c><d>\n")},
    {',', PL_STR("a,b\r\nc,d"), PL_STR("1:0:3:0:<a><b>\n2:5:3:0:<c><d>\n")},
    {',', PL_STR("\xEF\xBB\xBF\"a\",b\n"), PL_STR("1:3:5:0:<a><b>\n")},
    {',', PL_STR("\"a\nb\",\"c\"\"d\"\ne\n"), PL_STR("1:0:12:0:<a\nb><c\"d>\n3:13:1:0:<e>\n")},
    {',', PL_STR("\"a\"\"\nb\",c\nd"), PL_STR("1:0:9:0:<a\"\nb><c>\n3:10:1:0:<d>\n")},
    {',', PL_STR("\n\r\na\n\nb\n"), PL_STR("3:3:1:0:<a>\n5:6:1:0:<b>\n")},
    {',', PL_STR(",\n,,"), PL_STR("1:0:1:0:<><>\n2:2:2:0:<><><>\n")},
    {',', PL_STR("\"\",\"\"\"\"\n"), PL_STR("1:0:7:0:<><\">\n")},
    {',', PL_STR("a\"b,\"c\"d,\"e\"\"f\"g\"h\n"), PL_STR("1:0:18:0:<a\"b><cd><e\"fg\"h>\n")},
    {',', PL_STR("1,\"x\"\r\n\x1A"), PL_STR("1:0:5:0:<1><x>\n")},
    {',', PL_STR("1,x\x1A"), PL_STR("1:0:3:0:<1><x>\n")},
    {';', PL_STR("a,b;c\n"), PL_STR("1:0:5:0:<a,b><c>\n")},
    {0, PL_STR("a;b;\"c,,,,\"\n1;2;3\n"), PL_STR("1:0:11:0:<a><b><c,,,,>\n2:12:5:0:<1><2><3>\n")},
    {0, PL_STR("\n\na\tb\n"), PL_STR("3:2:3:0:<a><b>\n")},
    {0, PL_STR("a|b"), PL_STR("1:0:3:0:<a><b>\n")},
    {0, PL_STR("alone"), PL_STR("1:0:5:0:<alone>\n")},
    {0, PL_STR(""), PL_STR("")},
    {',', PL_STR("a\rb,\rc\n"), PL_STR("1:0:6:0:<a\rb><\rc>\n")},
    {',', PL_STR("\0,\0\n"), PL_STR("1:0:3:0:<\0><\0>\n")},
    {',', PL_STR("a, \"b\"\n"), PL_STR("1:0:6:0:<a>< \"b\">\n")},
};

static void test_examples_in_any_cut(void **state) {
    (void)state;
    PL_BUF_AUTO out = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    for (size_t i = 0; i < sizeof EXAMPLES / sizeof *EXAMPLES; i++) {
        for (size_t step = 1; step <= EXAMPLES[i].text.n + 1; step++) {
            assert_int_equal(read_all(EXAMPLES[i].sep, EXAMPLES[i].text, step, &out, &err), 0);
            if (!pl_str_eq(pl_buf_str(&out), EXAMPLES[i].want)) {
                print_error("example %zu, step %zu gives\n%.*s", i, step, (int)out.n, out.p);
            }
            assert_true(pl_str_eq(pl_buf_str(&out), EXAMPLES[i].want));
        }
    }
}

static void test_open_quote_is_refused_with_its_place(void **state) {
    (void)state;
    PL_BUF_AUTO out = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    assert_int_equal(read_all(',', PL_STR("a\nb,\"c\nd\n"), 3, &out, &err), PL_E_FORMAT);
    assert_int_equal(err.line, 2);
    assert_int_equal(err.offset, 2);
    assert_true(pl_str_eq(pl_buf_str(&out), PL_STR("1:0:1:0:<a>\n")));
}

static void test_field_ceiling(void **state) {
    (void)state;
    PL_BUF_AUTO text = {.max_bytes = 1 << 20};
    PL_BUF_AUTO out = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    for (size_t fields = PL_CSV_MAX_FIELDS - 1; fields <= PL_CSV_MAX_FIELDS + 1; fields++) {
        pl_buf_clear(&text);
        for (size_t i = 1; i < fields; i++) {
            pl_buf_add_char(&text, ',');
        }
        pl_buf_add_str(&text, PL_STR("\nz\n"));
        assert_int_equal(read_all(',', pl_buf_str(&text), 1000, &out, &err), 0);
        bool refused = pl_str_find_str(pl_buf_str(&out), PL_STR(":5:\n2:")) < out.n;
        assert_int_equal(PL_E_LIMIT, 5);
        assert_int_equal(refused, fields > PL_CSV_MAX_FIELDS);
        assert_true(pl_str_ends(pl_buf_str(&out), PL_STR(":0:<z>\n")));
    }
}

/* A record of exactly the ceiling is read, one byte more is reported and the next record is read all the same. */
static void test_byte_ceiling(void **state) {
    (void)state;
    PL_BUF_AUTO text = {.max_bytes = 8 << 20};
    PL_BUF_AUTO out = {.max_bytes = 8 << 20};
    struct pl_error err = {0};
    static const size_t STEPS[] = {4096, 65536, 1 << 20, 8 << 20};
    for (int quoted = 0; quoted < 2; quoted++) {
        for (size_t extra = 0; extra < 4; extra++) {
            size_t n = PL_CSV_MAX_BYTES - 1 + extra;
            pl_buf_clear(&text);
            pl_buf_add_char(&text, quoted ? '"' : 'x');
            for (size_t i = 2; i < n; i++) {
                pl_buf_add_char(&text, 'x');
            }
            pl_buf_add_char(&text, quoted ? '"' : 'x');
            pl_buf_add_str(&text, PL_STR("\r\nnext\n"));
            for (size_t k = 0; k < sizeof STEPS / sizeof *STEPS; k++) {
                assert_int_equal(read_all(',', pl_buf_str(&text), STEPS[k], &out, &err), 0);
                char want[64];
                snprintf(want, sizeof want, "1:0:%zu:%d:", n, n > PL_CSV_MAX_BYTES ? PL_E_LIMIT : 0);
                assert_true(pl_str_starts(pl_buf_str(&out), pl_str_from(want)));
                snprintf(want, sizeof want, "\n2:%zu:4:0:<next>\n", n + 2);
                assert_true(pl_str_ends(pl_buf_str(&out), pl_str_from(want)));
            }
        }
    }
}

/* An unclosed quote loses at most the ceiling and the line it falls in; where it ends does not depend on the cut. */
static void test_runaway_quote(void **state) {
    (void)state;
    PL_BUF_AUTO text = {.max_bytes = 8 << 20};
    PL_BUF_AUTO first = {.max_bytes = 8 << 20};
    PL_BUF_AUTO out = {.max_bytes = 8 << 20};
    struct pl_error err = {0};
    pl_buf_add_str(&text, PL_STR("a,\"open\n"));
    for (int i = 0; i < 300000; i++) {
        pl_buf_add_str(&text, PL_STR("b,c,d\n"));
    }
    assert_int_equal(read_all(',', pl_buf_str(&text), 8 << 20, &first, &err), 0);
    assert_true(pl_str_starts(pl_buf_str(&first), PL_STR("1:0:1048580:5:\n174764:1048586:5:0:<b><c><d>\n")) ||
                pl_str_starts(pl_buf_str(&first), PL_STR("1:0:")));
    for (size_t step = 1021; step < 200000; step *= 7) {
        assert_int_equal(read_all(',', pl_buf_str(&text), step, &out, &err), 0);
        assert_true(pl_str_eq(pl_buf_str(&out), pl_buf_str(&first)));
    }
    assert_true(pl_str_ends(pl_buf_str(&out), PL_STR("300001:1800002:5:0:<b><c><d>\n")));
}

static int stop_at_second(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    int *seen = ctx;
    (void)record;
    return ++*seen == 2 ? pl_fail(err, PL_E_INTERRUPTED, "enough") : 0;
}

static void test_sink_stops_the_reader(void **state) {
    (void)state;
    struct pl_csv *csv = NULL;
    struct pl_error err = {0};
    int seen = 0;
    assert_int_equal(pl_csv_open(',', stop_at_second, &seen, &csv, &err), 0);
    assert_int_equal(pl_csv_push(csv, "a\nb\nc\n", 6, &err), PL_E_INTERRUPTED);
    assert_int_equal(seen, 2);
    pl_csv_close(csv);
    pl_csv_close(NULL);
    csv = NULL;
    assert_int_equal(pl_csv_open('"', stop_at_second, &seen, &csv, &err), PL_E_USAGE);
    assert_null(csv);
}

static void test_split(void **state) {
    (void)state;
    PL_BUF_AUTO scratch = {.max_bytes = 1024};
    pl_str f[4];
    assert_int_equal(pl_csv_split(PL_STR("a,\"b,\"\"c\",d"), ',', f, 4, &scratch), 3);
    assert_true(pl_str_eq(f[0], PL_STR("a")) && pl_str_eq(f[1], PL_STR("b,\"c")) && pl_str_eq(f[2], PL_STR("d")));
    assert_int_equal(pl_csv_split(PL_STR(""), ',', f, 4, &scratch), 1);
    assert_int_equal(f[0].n, 0);
    assert_int_equal(pl_csv_split(PL_STR("1,2,3,4,5,"), ',', f, 4, &scratch), 6);
    assert_true(pl_str_eq(f[3], PL_STR("4")));
    assert_int_equal(pl_csv_split(PL_STR("\"open,x"), ',', f, 4, &scratch), 1);
    assert_true(pl_str_eq(f[0], PL_STR("open,x")));
}

static void test_quotes(void **state) {
    static const struct {
        const char *text;
        enum pl_csv_quotes want;
    } ROWS[] = {
        {"", PL_CSV_CLOSED},
        {"a,b", PL_CSV_CLOSED},
        {"\"a\",\"b,\"\"c\"", PL_CSV_CLOSED},
        {"5\"2,\"\"", PL_CSV_CLOSED}, /* not at the start of a field: a byte like any other */
        {"a,\"", PL_CSV_OPEN},
        {"a,\"b\"\"", PL_CSV_OPEN},
        {"a,\"b\n,c", PL_CSV_OPEN},
        {"a,\"b\nc\",d", PL_CSV_CLOSED},
        {"\"a\"x,b", PL_CSV_STRAY},
        {"\"a\"x,\"b", PL_CSV_OPEN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        assert_int_equal(pl_csv_quotes(pl_str_from(ROWS[i].text), ','), ROWS[i].want);
    }
}

static void test_writer(void **state) {
    (void)state;
    static const struct {
        pl_str in;
        pl_str want;
    } CELLS[] = {
        {PL_STR("plain"), PL_STR("plain")},
        {PL_STR(""), PL_STR("\"\"")},
        {PL_STR("a,b"), PL_STR("\"a,b\"")},
        {PL_STR("say \"hi\""), PL_STR("\"say \"\"hi\"\"\"")},
        {PL_STR("two\nlines"), PL_STR("\"two\nlines\"")},
        {PL_STR("=1+1"), PL_STR("'=1+1")},
        {PL_STR("@x,y"), PL_STR("\"'@x,y\"")},
        {PL_STR("-12.5"), PL_STR("-12.5")},
        {PL_STR("+7"), PL_STR("+7")},
        {PL_STR("-12.5m"), PL_STR("'-12.5m")},
        {PL_STR("-"), PL_STR("'-")},
        {PL_STR("\tx"), PL_STR("\"'\tx\"")},
        {PL_STR("\rx"), PL_STR("\"'\\u{000D}x\"")},
        {PL_STR("a\x1B[31m"), PL_STR("\"a\\u{001B}[31m\"")},
        {PL_STR("\xE2\x80\xAEgnp"), PL_STR("\"\\u{202E}gnp\"")},
        {PL_STR("\xFF"), PL_STR("\"\xEF\xBF\xBD\"")},
        {PL_STR("\xEA\xB9\x80"), PL_STR("\"\xEA\xB9\x80\"")},
    };
    PL_BUF_AUTO out = {.max_bytes = 1024};
    for (size_t i = 0; i < sizeof CELLS / sizeof *CELLS; i++) {
        pl_buf_clear(&out);
        pl_csv_write(&out, CELLS[i].in, true);
        assert_true(pl_str_eq(pl_buf_str(&out), CELLS[i].want));
    }
    pl_buf_clear(&out);
    pl_csv_write(&out, PL_STR("a"), true);
    pl_csv_write(&out, PL_STR(""), false);
    pl_csv_write_end(&out);
    assert_true(pl_str_eq(pl_buf_str(&out), PL_STR("a,\n")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples_in_any_cut),
        cmocka_unit_test(test_open_quote_is_refused_with_its_place),
        cmocka_unit_test(test_field_ceiling),
        cmocka_unit_test(test_byte_ceiling),
        cmocka_unit_test(test_runaway_quote),
        cmocka_unit_test(test_sink_stops_the_reader),
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_writer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
