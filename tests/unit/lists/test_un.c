/* The UN list reader. tests/data/lists/un-small.want is derived by hand from the file; the counts of
 * the real lists with Python's xml.etree: different names of an entry by kind (ALIAS_NAME parted by
 * "; "), different document numbers of an entry by kind, and IMO numbers of companies read by eye. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "unit/lists/xml_case.h"

#define FIRST_REAL "../shared/data/lists/un/un-consolidated-2018-10-29.xml"

static void reads_every_field(void **state) {
    (void)state;
    expect_case(PL_LIST_FORMAT_UN_XML, "un-small");
}

/* tests/data/lists/un-full.want is derived by hand from un-full.xml. */
static void reads_every_element(void **state) {
    (void)state;
    expect_case(PL_LIST_FORMAT_UN_XML, "un-full");
}

static void refuses_other_bytes(void **state) {
    (void)state;
    expect_refusals(PL_LIST_FORMAT_UN_XML, "CONSOLIDATED_LIST", "<CONSOLIDATED_LIST>", "<ENTITIES><ENTITY><COMMENTS1>");
}

/* One sound entry beside one and two without a DATAID. */
static void refuses_what_is_mostly_rejected(void **state) {
    (void)state;
    static const char GOOD[] = "<ENTITY><DATAID>1</DATAID><FIRST_NAME>MERU</FIRST_NAME></ENTITY>";
    static const char BAD[] = "<ENTITY><FIRST_NAME>TAVO</FIRST_NAME></ENTITY>";
    for (int bad = 1; bad <= 2; bad++) {
        struct pl_error err = {0};
        struct pl_publication pub = {0};
        PL_BUF_AUTO text;
        PL_BUF_AUTO lines;
        pl_buf_open(&lines, 1 << 20);
        pl_buf_open(&text, 1 << 16);
        pl_buf_add_fmt(&text, "<CONSOLIDATED_LIST><ENTITIES>%s%s%s</ENTITIES></CONSOLIDATED_LIST>", GOOD, BAD,
                       bad > 1 ? BAD : "");
        int code = read_xml(PL_LIST_FORMAT_UN_XML, pl_buf_str(&text), 7, &lines, &pub, &err);
        assert_int_equal(code, bad > 1 ? PL_E_FORMAT : 0);
        if (bad > 1) {
            assert_non_null(strstr(err.msg, "2 entries rejected"));
        } else {
            assert_int_equal(pub.rejected, 1);
        }
    }
}

static unsigned occurrences(pl_str text, pl_str key) {
    unsigned n = 0;
    for (size_t at = pl_str_find_str(text, key); at < text.n; at = pl_str_find_str(text, key)) {
        n++;
        text = pl_str_sub(text, at + key.n, text.n);
    }
    return n;
}

static void counts_real_lists(void **state) {
    (void)state;
    static const struct {
        const char *path;
        unsigned entries, names, passports, ids, company_imos;
    } REAL[] = {{FIRST_REAL, 1093, 4208, 288, 114, 3},
                {"../shared/data/lists/un/un-consolidated-2025-11-18.xml", 1000, 4193, 309, 139, 16},
                {"../shared/data/lists/un/un-consolidated-2026-02-27.xml", 1003, 4194, 309, 139, 16}};
    for (size_t i = 0; i < 3; i++) {
        PL_BUF_AUTO lines;
        struct pl_publication pub = {0};
        read_real(PL_LIST_FORMAT_UN_XML, REAL[i].path, &lines, &pub);
        assert_int_equal(pub.entries, REAL[i].entries);
        assert_int_equal(pub.rejected, 0);
        assert_int_equal(pub.unread, 0);
        assert_int_equal(pub.names, REAL[i].names);
        pl_str text = pl_buf_str(&lines);
        assert_int_equal(occurrences(text, PL_STR("|passportNumber=")), REAL[i].passports);
        assert_int_equal(occurrences(text, PL_STR("|idNumber=")), REAL[i].ids);
        assert_int_equal(occurrences(text, PL_STR("|imoCompanyNumber=")), REAL[i].company_imos);
    }
}

static void says_where_it_is_ill_formed(void **state) {
    (void)state;
    static const char PATH[] = "../shared/data/lists/un/un-consolidated-2025-08-16.illformed-excerpt.xml";
    PL_BUF_AUTO bytes;
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    if (!pl_file_exists(PATH)) {
        printf("skipped: %s is not here\n", PATH);
        skip();
    }
    pl_buf_open(&bytes, 64 << 20);
    pl_buf_open(&lines, 64 << 20);
    assert_int_equal(pl_file_read(PATH, 64 << 20, &bytes, &err), 0);
    assert_int_equal(read_xml(PL_LIST_FORMAT_UN_XML, pl_buf_str(&bytes), 4096, &lines, &pub, &err), PL_E_FORMAT);
    assert_int_equal(err.line, 53);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_field),   cmocka_unit_test(reads_every_element),
        cmocka_unit_test(refuses_other_bytes), cmocka_unit_test(refuses_what_is_mostly_rejected),
        cmocka_unit_test(counts_real_lists),   cmocka_unit_test(says_where_it_is_ill_formed),
    };
    return result(cmocka_run_group_tests(tests, NULL, NULL), FIRST_REAL);
}
