/* The readers on real lists, where ../shared/data is at hand. Counts: Python 3.11's csv and json modules on the same
 * files (run by hand); the line of the first control byte: counted with Python. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/file.h"
#include "text/csv.h"
#include "text/json.h"
#include "text/xml.h"

#define LISTS "../shared/data/lists/"

static void read_file(const char *path, struct pl_buf *buf) {
    struct pl_error err = {0};
    pl_buf_open(buf, 64 << 20);
    if (pl_file_read(path, 64 << 20, buf, &err) != 0) {
        fail_msg("%s", err.msg);
    }
}

struct counts {
    uint64_t records, fields, bytes;
};

static int count(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    struct counts *c = ctx;
    (void)err;
    c->records++;
    c->fields += record->n;
    for (size_t i = 0; i < record->n; i++) {
        c->bytes += record->fields[i].n;
    }
    return 0;
}

static void csv_like_python(void **state) {
    (void)state;
    static const struct {
        const char *path;
        struct counts want;
    } ROWS[] = {
        {LISTS "ofac/sdn.csv", {8976, 107712, 1830095}},
        {LISTS "ofac/add.csv", {13837, 83022, 735595}},
        {LISTS "ofac/alt.csv", {11910, 59550, 476780}},
        {LISTS "ofac/sdn_comments.csv", {5, 10, 2231}},
        {LISTS "ofac/cons_prim.csv", {442, 5304, 230078}},
        {LISTS "ofac/us-csl-sample.csv", {14, 406, 7439}},
        {LISTS "uk/ofsi-conlist-sample-2020-04-27.csv", {25, 900, 6825}},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        for (size_t step = 777; step < 10000000; step *= 101) {
            PL_BUF_AUTO text;
            struct counts got = {0};
            struct pl_csv *csv = NULL;
            struct pl_error err = {0};
            read_file(ROWS[i].path, &text);
            assert_int_equal(pl_csv_open(',', count, &got, &csv, &err), 0);
            for (size_t at = 0; at < text.n; at += step) {
                pl_str part = pl_str_sub(pl_buf_str(&text), at, step);
                assert_int_equal(pl_csv_push(csv, part.p, part.n, &err), 0);
            }
            assert_int_equal(pl_csv_finish(csv, &err), 0);
            pl_csv_close(csv);
            assert_int_equal(got.records, ROWS[i].want.records);
            assert_int_equal(got.fields, ROWS[i].want.fields);
            assert_int_equal(got.bytes, ROWS[i].want.bytes);
        }
    }
}

static void json_lines(void **state) {
    (void)state;
    PL_BUF_AUTO text;
    read_file(LISTS "opensanctions/zala.entities.ftm.json", &text);
    pl_str rest = pl_buf_str(&text);
    size_t n = 0;
    while (rest.p != NULL) {
        pl_str line = pl_str_cut(&rest, '\n');
        if (line.n == 0) {
            continue;
        }
        PL_ARENA_AUTO arena = {.max_bytes = 16 << 20};
        struct pl_error err = {0};
        const struct pl_jval *value = NULL;
        assert_int_equal(pl_json_read(line, &arena, &value, &err), 0);
        assert_int_equal(pl_jval_get(value, "id")->kind, PL_JVAL_STR);
        assert_int_equal(pl_jval_get(value, "properties")->kind, PL_JVAL_OBJECT);
        n++;
    }
    assert_int_equal(n, 91);
}

static void control_byte_in_a_list(void **state) {
    (void)state;
    PL_BUF_AUTO text;
    read_file(LISTS "un/un-consolidated-2025-08-16.illformed-excerpt.xml", &text);
    struct pl_xml_handler handler = {0};
    struct pl_xml *xml = NULL;
    struct pl_error err = {0};
    assert_int_equal(pl_xml_open(&handler, &xml, &err), 0);
    assert_int_equal(pl_xml_push(xml, text.p, text.n, &err), PL_E_FORMAT);
    assert_int_equal(err.line, 53);
    assert_int_equal(err.offset, 2110);
    pl_xml_close(xml);
}

static void whole_list(void **state) {
    (void)state;
    PL_BUF_AUTO text;
    read_file(LISTS "un/un-consolidated-2026-02-27.xml", &text);
    struct pl_xml_handler handler = {0};
    struct pl_xml *xml = NULL;
    struct pl_error err = {0};
    assert_int_equal(pl_xml_open(&handler, &xml, &err), 0);
    assert_int_equal(pl_xml_push(xml, text.p, text.n, &err), 0);
    assert_int_equal(pl_xml_finish(xml, &err), 0);
    pl_xml_close(xml);
}

int main(void) {
    if (!pl_file_exists(LISTS "ofac/sdn.csv")) {
        printf("skipped: CSV, JSON and XML readers on real lists (../shared/data/lists is absent)\n");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_like_python),
        cmocka_unit_test(json_lines),
        cmocka_unit_test(control_byte_in_a_list),
        cmocka_unit_test(whole_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
