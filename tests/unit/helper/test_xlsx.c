/* Workbooks made here (tests/samples.h). Expectations by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper/xlsx.h"
#include "samples.h"

struct read {
    int code;
    struct pl_buf csv;
    struct pl_xlsx_counts counts;
    struct pl_error err;
};

static void read_bytes(pl_str bytes, const char *sheet, struct read *r) {
    PL_ARENA_AUTO arena = {0};
    struct pl_xlsx *xlsx = NULL;
    memset(r, 0, sizeof *r);
    pl_buf_open(&r->csv, 64 << 20);
    pl_arena_open(&arena, 64 << 20);
    r->code = pl_xlsx_open(bytes, &arena, &xlsx, &r->err);
    r->code = r->code == 0 ? pl_xlsx_rows(xlsx, pl_str_from(sheet), &r->csv, &r->counts, &r->err) : r->code;
    pl_xlsx_close(xlsx);
}

static void read_rows(const char *rows, const char *strings, struct read *r) {
    struct sample_zip z;
    read_bytes(sample_xlsx(&z, rows, strings, ""), "", r);
    sample_zip_close(&z);
}

static void expect(const char *rows, const char *strings, const char *want) {
    struct read r;
    read_rows(rows, strings, &r);
    if (r.code != 0 || !pl_str_eq(pl_buf_str(&r.csv), pl_str_from(want))) {
        fail_msg("%s\n%d %s\n%.*s", rows, r.code, r.err.msg, (int)r.csv.n, r.csv.p);
    }
    pl_buf_close(&r.csv);
}

static void expect_code(const char *rows, const char *strings, int want) {
    struct read r;
    read_rows(rows, strings, &r);
    if (r.code != want) {
        fail_msg("%s\n%d %s", rows, r.code, r.err.msg);
    }
    pl_buf_close(&r.csv);
}

static void test_values(void **state) {
    (void)state;
    expect("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>",
           "<si><t>Ship</t></si><si><r><t>Da</t></r><r><rPr/><t>te</t></r><rPh sb=\"0\"><t>phonetic</t></rPh></si>",
           "\"Ship\",\"Date\"\n");
    expect("<row><c t=\"inlineStr\"><is><t>in</t><rPh><t>no</t></rPh></is></c><c t=\"b\"><v>1</v></c><c "
           "t=\"b\"><v>0</v></c>"
           "<c t=\"e\"><v>#N/A</v></c><c t=\"d\"><v>2026-03-01T02:30:00</v></c><c "
           "t=\"str\"><f>A1</f><v>text</v></c></row>",
           "", "\"in\",true,false,\"#N/A\",\"2026-03-01T02:30:00\",\"text\"\n");
    expect("<row><c><v>9074729</v></c><c><v>38.200000000000003</v></c><c><v>-1.5E-3</v></c><c><v>1E3</v></c>"
           "<c t=\"n\"><v>412000001</v></c></row>",
           "", "9074729,38.2,-0.0015,1000,412000001\n");
    expect("<row><c s=\"1\"><v>46082</v></c><c s=\"2\"><v>46082.104166666664</v></c><c s=\"3\"><v>1.5</v></c>"
           "<c s=\"4\"><v>0.75</v></c><c s=\"1\"><v>60</v></c><c s=\"99\"><v>46082</v></c></row>",
           "", "2026-03-01,2026-03-01T02:30:00,PT36H,18:00:00,60,46082\n");
}

/* Text is kept as it is: what a spreadsheet would run as a formula too; quotes doubled; _x000A_ is a line feed. */
static void test_text(void **state) {
    (void)state;
    expect("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c></row>",
           "<si><t>=cmd|x</t></si><si><t>a \"b\", "
           "c_x000A_d_x0001_e_xZZZZ_</t></si><si><t>\xEC\xA1\xB0\xEC\x84\xA0</t></si>",
           "\"=cmd|x\",\"a \"\"b\"\", c\nd_x0001_e_xZZZZ_\",\"\xEC\xA1\xB0\xEC\x84\xA0\"\n");
}

/* Rows and columns that are left out stand as blanks, so that line N is row N. */
static void test_places(void **state) {
    (void)state;
    expect("<row r=\"3\"><c r=\"B3\"><v>1</v></c><c r=\"D3\"><v>2</v></c></row><row r=\"4\"/>"
           "<row r=\"6\"><c r=\"A6\"><v>3</v></c><c r=\"C6\" s=\"1\"/></row>",
           "", "\n\n,1,,2\n\n\n3\n");
    expect("<row r=\"1\"><c r=\"AA1\"><v>1</v></c></row>", "", ",,,,,,,,,,,,,,,,,,,,,,,,,,1\n");
    expect_code("<row r=\"2\"/><row r=\"2\"/>", "", PL_E_FORMAT);
    expect_code("<row r=\"2\"/><row r=\"1\"/>", "", PL_E_FORMAT);
    expect_code("<row r=\"x\"/>", "", PL_E_FORMAT);
    expect_code("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>", "", PL_E_FORMAT);
    expect_code("<row r=\"1\"><c r=\"A2\"/></row>", "", PL_E_FORMAT);
    expect_code("<c r=\"A1\"/>", "", PL_E_FORMAT);
}

static void test_ceilings(void **state) {
    (void)state;
    expect_code("<row r=\"1048576\"><c><v>1</v></c></row>", "", 0);
    expect_code("<row r=\"1048577\"><c><v>1</v></c></row>", "", PL_E_LIMIT);
    expect_code("<row r=\"1\"><c r=\"AMI1\"><v>1</v></c></row>", "", 0);          /* column 1023 */
    expect_code("<row r=\"1\"><c r=\"AMJ1\"><v>1</v></c></row>", "", 0);          /* column 1024 */
    expect_code("<row r=\"1\"><c r=\"AMK1\"><v>1</v></c></row>", "", PL_E_LIMIT); /* column 1025 */
    expect_code("<row r=\"1\"><c r=\"AMK1\"/></row>", "", 0);                     /* and holds nothing */
}

/* The cell's ceiling is beyond what the sample's page holds: written here. */
static void test_cell_max(void **state) {
    (void)state;
    for (size_t n = PL_XLSX_CELL_MAX; n <= PL_XLSX_CELL_MAX + 1; n++) {
        struct read r;
        struct sample_zip big;
        struct pl_buf sheet;
        pl_buf_open(&sheet, 1 << 20);
        pl_buf_add_str(&sheet, PL_STR("<worksheet><sheetData><row><c t=\"str\"><v>"));
        for (size_t i = 0; i < n; i++) {
            pl_buf_add_char(&sheet, (char)('a' + i * i % 23));
        }
        pl_buf_add_str(&sheet, PL_STR("</v></c></row></sheetData></worksheet>"));
        pl_str workbook = PL_STR("<workbook><sheets><sheet name=\"A\" r:id=\"x\"/></sheets></workbook>");
        sample_zip_open(&big);
        sample_zip_add(&big, "xl/workbook.xml", workbook, 0);
        sample_zip_add(&big, "xl/_rels/workbook.xml.rels",
                       PL_STR("<R><Relationship Id=\"x\" Type=\"/worksheet\" Target=\"s.xml\"/></R>"), 0);
        sample_zip_add(&big, "xl/s.xml", pl_buf_str(&sheet), 8);
        read_bytes(sample_zip_end(&big), "A", &r);
        assert_int_equal(r.code, n > PL_XLSX_CELL_MAX ? PL_E_LIMIT : 0);
        pl_buf_close(&r.csv);
        pl_buf_close(&sheet);
        sample_zip_close(&big);
    }
}

static void test_counts(void **state) {
    struct read r;
    (void)state;
    read_rows("<row hidden=\"1\"><c><f>1+1</f><v>2</v></c><c t=\"e\"><v>#REF!</v></c></row><row/>"
              "<row><c s=\"1\"><v>0</v></c></row>",
              "", &r);
    assert_int_equal(r.code, 0);
    assert_int_equal(r.counts.rows, 2);
    assert_int_equal(r.counts.cells, 3);
    assert_int_equal(r.counts.formulas, 1);
    assert_int_equal(r.counts.errors, 1);
    assert_int_equal(r.counts.hidden_rows, 1);
    assert_int_equal(r.counts.bad_dates, 1);
    pl_buf_close(&r.csv);
}

static void test_damage(void **state) {
    (void)state;
    expect_code("<row><c t=\"s\"><v>1</v></c></row>", "<si><t>only 0</t></si>", PL_E_FORMAT);
    expect_code("<row><c t=\"s\"><v>-1</v></c></row>", "<si><t>only 0</t></si>", PL_E_FORMAT);
    expect_code("<row><c><v>twelve</v></c></row>", "", PL_E_FORMAT);
    expect_code("<row><c t=\"zz\"><v>1</v></c></row>", "", PL_E_FORMAT);
    expect_code("<row><c t=\"muchtoolongtype\"><v>1</v></c></row>", "", PL_E_FORMAT);
    expect_code("<row><c s=\"x\"><v>1</v></c></row>", "", PL_E_FORMAT);
    expect_code("<row><c>", "", PL_E_FORMAT);
}

/* A billion laughs, and a file that an entity would read: refused by text/xml at the declaration. */
static void test_entities(void **state) {
    static const char *const PARTS[] = {
        "<!DOCTYPE w [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><worksheet>&b;</worksheet>",
        "<!DOCTYPE w [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><worksheet>&a;</worksheet>",
    };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct read r;
        struct sample_zip z;
        sample_zip_open(&z);
        sample_zip_add(&z, "xl/workbook.xml", PL_STR("<w><sheet name=\"A\" r:id=\"x\"/></w>"), 0);
        sample_zip_add(&z, "xl/_rels/workbook.xml.rels",
                       PL_STR("<R><Relationship Id=\"x\" Type=\"/worksheet\" Target=\"s.xml\"/></R>"), 0);
        sample_zip_add(&z, "xl/s.xml", pl_str_from(PARTS[i]), 0);
        read_bytes(sample_zip_end(&z), "", &r);
        assert_int_equal(r.code, PL_E_FORMAT);
        assert_int_equal(r.csv.n, 0);
        pl_buf_close(&r.csv);
        sample_zip_close(&z);
    }
}

static void test_sheets(void **state) {
    PL_ARENA_AUTO arena = {0};
    struct pl_xlsx *xlsx = NULL;
    const struct pl_xlsx_sheet *sheets = NULL;
    struct sample_zip z;
    struct read r;
    (void)state;
    pl_arena_open(&arena, 1 << 20);
    pl_str bytes = sample_xlsx(&z, "<row><c><v>1</v></c></row>", "", "");
    assert_int_equal(pl_xlsx_open(bytes, &arena, &xlsx, NULL), 0);
    assert_int_equal(pl_xlsx_sheets(xlsx, &sheets), 2);
    assert_true(pl_str_eq(sheets[0].name, PL_STR("Ships")) && !sheets[0].hidden);
    assert_true(pl_str_eq(sheets[1].name, PL_STR("Old")) && sheets[1].hidden);
    pl_xlsx_close(xlsx);
    read_bytes(bytes, "Old", &r); /* a hidden one by its name; its target is absolute */
    assert_true(r.code == 0 && pl_str_eq(pl_buf_str(&r.csv), PL_STR("7\n")));
    pl_buf_close(&r.csv);
    read_bytes(bytes, "None", &r);
    assert_int_equal(r.code, PL_E_USAGE);
    assert_non_null(strstr(r.err.msg, "\"Ships\", \"Old\" (hidden)"));
    sample_zip_close(&z);
}

/* Several visible sheets: none is guessed. A sheet whose part leads out of the package, or is not there. */
static void test_choice(void **state) {
    static const struct {
        const char *workbook, *target, *sheet;
        int code;
    } CASES[] = {
        {"<w><sheet name=\"A\" r:id=\"x\"/><sheet name=\"B\" r:id=\"x\"/></w>", "s.xml", "", PL_E_USAGE},
        {"<w><sheet name=\"A\" r:id=\"x\"/><sheet name=\"B\" r:id=\"x\"/></w>", "s.xml", "B", 0},
        {"<w><sheet name=\"A\" r:id=\"x\"/><sheet name=\"A\" r:id=\"x\"/></w>", "s.xml", "A", PL_E_USAGE},
        {"<w><sheet name=\"A\" r:id=\"x\" state=\"veryHidden\"/></w>", "s.xml", "", PL_E_USAGE},
        {"<w></w>", "s.xml", "", PL_E_USAGE},
        {"<w><sheet name=\"A\" r:id=\"x\"/></w>", "../../etc/passwd", "", PL_E_FORMAT},
        {"<w><sheet name=\"A\" r:id=\"x\"/></w>", "t.xml", "", PL_E_FORMAT},
        {"<w><sheet name=\"A\" r:id=\"y\"/></w>", "s.xml", "", PL_E_FORMAT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct read r;
        struct sample_zip z;
        char rels[300];
        snprintf(rels, sizeof rels, "<R><Relationship Id=\"x\" Type=\"/worksheet\" Target=\"%s\"/></R>",
                 CASES[i].target);
        sample_zip_open(&z);
        sample_zip_add(&z, "xl/workbook.xml", pl_str_from(CASES[i].workbook), 0);
        sample_zip_add(&z, "xl/_rels/workbook.xml.rels", pl_str_from(rels), 0);
        sample_zip_add(&z, "xl/s.xml", PL_STR("<s><row><c><v>1</v></c></row></s>"), 0);
        read_bytes(sample_zip_end(&z), CASES[i].sheet, &r);
        if (r.code != CASES[i].code) {
            fail_msg("%zu: %d %s", i, r.code, r.err.msg);
        }
        pl_buf_close(&r.csv);
        sample_zip_close(&z);
    }
}

static void test_1904(void **state) {
    struct sample_zip z;
    struct read r;
    (void)state;
    read_bytes(sample_xlsx(&z, "<row><c s=\"1\"><v>44620</v></c></row>", "", "date1904=\"1\""), "", &r);
    assert_true(r.code == 0 && pl_str_eq(pl_buf_str(&r.csv), PL_STR("2026-03-01\n")));
    pl_buf_close(&r.csv);
    sample_zip_close(&z);
}

static void test_no_workbook(void **state) {
    struct sample_zip z;
    struct read r;
    (void)state;
    sample_zip_open(&z);
    sample_zip_add(&z, "a.csv", PL_STR("a,b\n"), 0);
    read_bytes(sample_zip_end(&z), "", &r);
    assert_int_equal(r.code, PL_E_NOT_FOUND);
    sample_zip_close(&z);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),   cmocka_unit_test(test_text),     cmocka_unit_test(test_places),
        cmocka_unit_test(test_ceilings), cmocka_unit_test(test_cell_max), cmocka_unit_test(test_counts),
        cmocka_unit_test(test_damage),   cmocka_unit_test(test_entities), cmocka_unit_test(test_sheets),
        cmocka_unit_test(test_choice),   cmocka_unit_test(test_1904),     cmocka_unit_test(test_no_workbook),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
