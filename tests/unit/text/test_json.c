/* Expectations by hand from RFC 8259 and text/json.h; what the writer makes is read back by jansson through the
 * reader. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <math.h>

#include <cmocka.h>

#include "text/json.h"

static void assert_text(struct pl_buf *buf, const char *want) {
    if (!pl_str_eq(pl_buf_str(buf), pl_str_from(want))) {
        print_error("<%.*s>\n<%s>\n", (int)buf->n, buf->p, want);
    }
    assert_true(pl_str_eq(pl_buf_str(buf), pl_str_from(want)));
    assert_false(pl_buf_failed(buf));
    pl_buf_clear(buf);
}

static void writes_values_and_commas(void **state) {
    (void)state;
    PL_BUF_AUTO buf = {.max_bytes = 10000};
    struct pl_json j;
    pl_json_start(&j, &buf);
    pl_json_object(&j);
    pl_json_key(&j, "a");
    pl_json_array(&j);
    pl_json_i64(&j, INT64_MIN);
    pl_json_u64(&j, UINT64_MAX);
    pl_json_bool(&j, true);
    pl_json_null(&j);
    pl_json_object(&j);
    pl_json_object_end(&j);
    pl_json_array(&j);
    pl_json_array_end(&j);
    pl_json_array_end(&j);
    pl_json_key(&j, "b");
    pl_json_text(&j, "x");
    pl_json_key(&j, "c");
    pl_json_text(&j, NULL);
    pl_json_key(&j, "d");
    pl_json_fixed(&j, -0.04, 1);
    pl_json_key(&j, "e");
    pl_json_time(&j, 0);
    pl_json_key(&j, "f");
    pl_json_time(&j, PL_TIME_NONE);
    pl_json_key(&j, "g");
    pl_json_hex(&j, "\x00\xFF", 2);
    pl_json_key(&j, "h");
    pl_json_raw(&j, PL_STR("[1]"));
    pl_json_object_end(&j);
    pl_json_line_end(&j);
    pl_json_bool(&j, false);
    assert_text(&buf, "{\"a\":[-9223372036854775808,18446744073709551615,true,null,{},[]],\"b\":\"x\",\"c\":null,"
                      "\"d\":0.0,\"e\":\"1970-01-01T00:00:00Z\",\"f\":null,\"g\":\"00ff\",\"h\":[1]}\nfalse");
}

static void writes_lines(void **state) {
    (void)state;
    PL_BUF_AUTO buf;
    struct pl_json j;
    pl_buf_open(&buf, 100);
    pl_json_start(&j, &buf);
    pl_json_record(&j, "item");
    pl_json_key(&j, "a");
    pl_json_u64(&j, 1);
    pl_json_record_end(&j);
    pl_json_record(&j, "summary");
    pl_json_record_end(&j);
    assert_text(&buf, "{\"type\":\"item\",\"a\":1}\n{\"type\":\"summary\"}\n");
}

static void writes_numbers_that_do_not_fit(void **state) {
    (void)state;
    static const struct {
        double v;
        const char *want;
    } ROWS[] = {
        {8999999999.0, "8999999999.0"},
        {9e9, "9000000000"},
        {-9e9, "-9000000000"},
        {1e18, "1000000000000000000"},
        {9e18, "null"},
        {1e300, "null"},
        {(double)NAN, "null"},
        {-(double)INFINITY, "null"},
    };
    PL_BUF_AUTO buf = {.max_bytes = 1000};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct pl_json j;
        pl_json_start(&j, &buf);
        pl_json_fixed(&j, ROWS[i].v, 1);
        assert_text(&buf, ROWS[i].want);
    }
}

static void writes_strings(void **state) {
    (void)state;
    static const struct {
        pl_str in;
        const char *want;
    } ROWS[] = {
        {PL_STR(""), "\"\""},
        {PL_STR("plain text of some length"), "\"plain text of some length\""},
        {PL_STR("12345678\"12345678\\"), "\"12345678\\\"12345678\\\\\""},
        {PL_STR("\b\t\n\v\f\r\x1F\x7F\0"), "\"\\b\\t\\n\\u000b\\f\\r\\u001f\\u007f\\u0000\""},
        {PL_STR("\xEA\xB9\x80"), "\"\xEA\xB9\x80\""},
        {PL_STR("a\xE2\x80\xAE"
                "b"),
         "\"a\\u202eb\""},
        {PL_STR("\xE2\x81\xA6\xE2\x80\x8F\xC2\x9B"), "\"\\u2066\\u200f\\u009b\""},
        {PL_STR("\xF3\xA0\x81\x81"), "\"\\udb40\\udc41\""}, /* U+E0041, a tag character */
        {PL_STR("\xF0\x9F\x98\x80"), "\"\xF0\x9F\x98\x80\""},
        {PL_STR("a\xFF\xE2\x82z"), "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\""},
        {PL_STR("</script>"), "\"</script>\""},
    };
    PL_BUF_AUTO buf = {.max_bytes = 1000};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct pl_json j;
        pl_json_start(&j, &buf);
        pl_json_str(&j, ROWS[i].in);
        assert_text(&buf, ROWS[i].want);
    }
}

/* Every byte at every place of a word, so that the eight-at-a-time scan has no blind spot; read back it is the same,
 * or U+FFFD for a byte that is no character. */
static void every_byte_at_every_place(void **state) {
    (void)state;
    PL_BUF_AUTO buf = {.max_bytes = 1000};
    struct pl_error err = {0};
    for (unsigned b = 0; b < 256; b++) {
        for (size_t place = 0; place < 20; place++) {
            char text[20];
            memset(text, 'x', sizeof text);
            text[place] = (char)b;
            struct pl_json j;
            pl_buf_clear(&buf);
            pl_json_start(&j, &buf);
            pl_json_str(&j, pl_str_make(text, sizeof text));
            if (b == 0) {
                continue; /* the reader refuses NUL */
            }
            PL_ARENA_AUTO arena = {.max_bytes = 10000};
            const struct pl_jval *value = NULL;
            assert_int_equal(pl_json_read(pl_buf_str(&buf), &arena, &value, &err), 0);
            if (b < 0x80) {
                assert_true(pl_str_eq(value->str, pl_str_make(text, sizeof text)));
            } else {
                assert_int_equal(value->str.n, sizeof text + 2);
                assert_memory_equal(value->str.p + place, "\xEF\xBF\xBD", 3);
            }
        }
    }
}

/* A buffer that is too small says so and holds no more than its ceiling. */
static void keeps_to_the_ceiling(void **state) {
    (void)state;
    for (size_t max = 0; max < 40; max++) {
        PL_BUF_AUTO buf = {.max_bytes = max};
        struct pl_json j;
        pl_json_start(&j, &buf);
        pl_json_object(&j);
        pl_json_key(&j, "key");
        pl_json_str(&j, PL_STR("value \n and more"));
        pl_json_object_end(&j);
        assert_int_equal(pl_buf_failed(&buf), max < strlen("{\"key\":\"value \\n and more\"}"));
        assert_true(buf.n <= max);
    }
}

static void reads_values(void **state) {
    (void)state;
    PL_ARENA_AUTO arena = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    const struct pl_jval *v = NULL;
    assert_int_equal(
        pl_json_read(PL_STR("\xEF\xBB\xBF {\"z\":[1,-2.5,true,false,null,\"\\u00e9\\ud83d\\ude00\"],\"a\":{},"
                            "\"big\":9223372036854775807} \n"),
                     &arena, &v, &err),
        0);
    assert_int_equal(v->kind, PL_JVAL_OBJECT);
    assert_int_equal(v->n, 3);
    assert_true(pl_str_eq(v->keys[0], PL_STR("z"))); /* in their order, not sorted */
    assert_true(pl_str_eq(v->keys[1], PL_STR("a")));
    const struct pl_jval *z = pl_jval_get(v, "z");
    assert_int_equal(z->n, 6);
    assert_int_equal(z->items[0].kind, PL_JVAL_INT);
    assert_int_equal(z->items[0].integer, 1);
    assert_true(z->items[0].real > 0.9 && z->items[0].real < 1.1);
    assert_int_equal(z->items[1].kind, PL_JVAL_REAL);
    assert_true(z->items[1].real < -2.4);
    assert_true(z->items[2].boolean && !z->items[3].boolean);
    assert_int_equal(z->items[4].kind, PL_JVAL_NULL);
    assert_true(pl_str_eq(z->items[5].str, PL_STR("\xC3\xA9\xF0\x9F\x98\x80")));
    assert_true(pl_jval_get(v, "big")->integer == INT64_MAX);
    assert_null(pl_jval_get(v, "none"));
    assert_null(pl_jval_get(z, "a"));
    assert_null(pl_jval_get(NULL, "a"));
    assert_int_equal(pl_json_read(PL_STR("7"), &arena, &v, &err), 0);
    assert_int_equal(v->integer, 7);
    assert_int_equal(pl_json_read(PL_STR("[]"), &arena, &v, &err), 0);
    assert_int_equal(v->n, 0);
}

static void refuses_what_is_not_strict(void **state) {
    (void)state;
    static const struct {
        pl_str in;
        uint64_t line;
        uint64_t offset; /* UINT64_MAX: any */
    } ROWS[] = {
        {PL_STR(""), 1, 0},
        {PL_STR("{\"a\":1,\"a\":2}"), 1, 10},
        {PL_STR("[1,]"), 1, 4},
        {PL_STR("[1]\n x"), 2, 6},
        {PL_STR("{'a':1}"), 1, 2},
        {PL_STR("[\"\xFF\"]"), 1, UINT64_MAX},
        {PL_STR("[\"\\u0000\"]"), 1, UINT64_MAX},
        {PL_STR("[\"\\ud800\"]"), 1, UINT64_MAX},
        {PL_STR("[01]"), 1, UINT64_MAX},
        {PL_STR("[9223372036854775808,1e999]"), 1, UINT64_MAX},
        {PL_STR("[1e999]"), 1, UINT64_MAX},
        {PL_STR("[NaN]"), 1, UINT64_MAX},
        {PL_STR("[\"a\nb\"]"), 1, UINT64_MAX},
        {PL_STR("\n\n[1\n,\n"), 5, UINT64_MAX},
        {PL_STR("[1] // x"), 1, UINT64_MAX},
        {PL_STR("[1\0]"), 1, UINT64_MAX},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        PL_ARENA_AUTO arena = {.max_bytes = 1 << 20};
        struct pl_error err = {0};
        const struct pl_jval *v = NULL;
        int code = pl_json_read(ROWS[i].in, &arena, &v, &err);
        if (code != PL_E_FORMAT) {
            print_error("row %zu is taken\n", i);
        }
        assert_int_equal(code, PL_E_FORMAT);
        assert_null(v);
        if (err.line != ROWS[i].line || (ROWS[i].offset != UINT64_MAX && err.offset != ROWS[i].offset)) {
            print_error("row %zu: line %d byte %d: %s\n", i, (int)err.line, (int)err.offset, err.msg);
        }
        assert_int_equal(err.line, ROWS[i].line);
        assert_true(ROWS[i].offset == UINT64_MAX || err.offset == ROWS[i].offset);
        assert_true(err.offset <= ROWS[i].in.n);
    }
}

static void reads_integers_beyond_int64(void **state) {
    (void)state;
    PL_ARENA_AUTO arena = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    const struct pl_jval *v = NULL;
    assert_int_equal(
        pl_json_read(PL_STR("[18446744073709551615,-9223372036854775809,7,9007199254740992,1.5]"), &arena, &v, &err),
        0);
    static const int KINDS[] = {PL_JVAL_REAL, PL_JVAL_REAL, PL_JVAL_INT, PL_JVAL_INT, PL_JVAL_REAL};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(v->items[i].kind, KINDS[i]);
    }
    assert_true(v->items[0].real > 1.8e19 && v->items[0].real < 1.9e19);
    assert_true(v->items[1].real < -9.2e18);
    assert_int_equal(v->items[2].integer, 7);
    assert_true(v->items[3].integer == INT64_C(9007199254740992));
    assert_int_equal(pl_json_read(PL_STR("[-9223372036854775808,9223372036854775807]"), &arena, &v, &err), 0);
    assert_true(v->items[0].integer == INT64_MIN && v->items[1].integer == INT64_MAX);
}

static void keeps_to_depth_and_size(void **state) {
    (void)state;
    struct pl_error err = {0};
    const struct pl_jval *v = NULL;
    char text[200];
    for (size_t depth = PL_JSON_MAX_DEPTH - 1; depth <= PL_JSON_MAX_DEPTH + 1; depth++) {
        PL_ARENA_AUTO arena = {.max_bytes = 1 << 20};
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        int code = pl_json_read(pl_str_make(text, 2 * depth), &arena, &v, &err);
        assert_int_equal(code, depth > PL_JSON_MAX_DEPTH ? PL_E_LIMIT : 0);
    }
    assert_int_equal(err.offset, PL_JSON_MAX_DEPTH);
    /* brackets inside strings do not count, escaped quotes do not end a string */
    PL_ARENA_AUTO strings = {.max_bytes = 1 << 20};
    size_t n = (size_t)snprintf(text, sizeof text, "\"\\\"%0*d\"", 100, 0);
    for (size_t i = 3; i < 100; i++) {
        text[i] = '[';
    }
    assert_int_equal(pl_json_read(pl_str_make(text, n), &strings, &v, &err), 0);
    char *big = malloc(PL_JSON_MAX_BYTES + 1);
    memset(big, ' ', PL_JSON_MAX_BYTES + 1);
    big[0] = '1';
    PL_ARENA_AUTO arena = {.max_bytes = 1 << 20};
    assert_int_equal(pl_json_read(pl_str_make(big, PL_JSON_MAX_BYTES), &arena, &v, &err), 0);
    assert_int_equal(pl_json_read(pl_str_make(big, PL_JSON_MAX_BYTES + 1), &arena, &v, &err), PL_E_LIMIT);
    free(big);
}

/* With too little room in the arena: NOMEM, whatever the room. */
static void a_full_arena_is_an_error(void **state) {
    (void)state;
    struct pl_error err = {0};
    size_t enough = 0;
    for (size_t max = 0; max < 2000 && enough == 0; max += 8) {
        PL_ARENA_AUTO arena = {.max_bytes = max};
        const struct pl_jval *v = NULL;
        int code = pl_json_read(PL_STR("{\"a\":[1,{\"b\":\"text\"}],\"c\":null}"), &arena, &v, &err);
        enough = code == 0 ? max : 0;
        assert_true(code == 0 || (code == PL_E_NOMEM && v == NULL));
    }
    assert_true(enough > 300);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_values_and_commas),
        cmocka_unit_test(writes_lines),
        cmocka_unit_test(writes_numbers_that_do_not_fit),
        cmocka_unit_test(writes_strings),
        cmocka_unit_test(every_byte_at_every_place),
        cmocka_unit_test(keeps_to_the_ceiling),
        cmocka_unit_test(reads_values),
        cmocka_unit_test(refuses_what_is_not_strict),
        cmocka_unit_test(keeps_to_depth_and_size),
        cmocka_unit_test(a_full_arena_is_an_error),
        cmocka_unit_test(reads_integers_beyond_int64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
