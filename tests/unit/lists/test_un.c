/* The UN list reader. Expectations for tests/data/lists/un-small.xml are derived by hand from the file; the counts of
 * the real lists with Python's xml.etree: different names of an entry by kind (ALIAS_NAME parted by
 * "; "), different document numbers of an entry by kind, and IMO numbers of companies read by eye. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lists/un.h"
#include "unit/lists/xml_case.h"

static const char WANT[] =
    "900001|TTi.001|Person|TAVO MERU|programId=TEST|listingDate=2030-11-30|nationality=Nowhere|alias=Tavo Meruh"
    "|alias=T. Meru|weakAlias=Old Salt|birthDate=1961 to 1963|birthDate=circa 1970|passportNumber=X123|name=TAVO MERU"
    "|firstName=TAVO|secondName=MERU|notes=Captain of the VOLANA REEF.\n"
    "900002|TTe.001|Vessel|VOLANA REEF|programId=TEST|listingDate=2030-12-01|previousName=TESSIL|name=VOLANA REEF"
    "|notes=Vessel. IMO number: 9074729. MMSI 123456789. Call sign: ZZ4T1. Not the ship with IMO 9074728 & others."
    "|imoNumber=9074729|mmsi=123456789|callSign=ZZ4T1|imoNumber!=9074728\n"
    "900003|TTe.002|LegalEntity|MERU SHIPPING & CO|listingDate=2030-12-01|address=1 Quay, Harbour, Nowhere"
    "|country=Nowhere|name=MERU SHIPPING & CO|notes=Ship manager of the TESSIL (IMO 9074729). IMO number: 0289239. "
    "The IMO resolution 1234567 says so.|relatedImoNumber=9074729|imoCompanyNumber=0289239\n";

static int read_list(const char *path, size_t step, struct pl_buf *lines, struct pl_publication *pub, char *published,
                     struct pl_error *err) {
    PL_BUF_AUTO bytes;
    struct pl_un *un = NULL;
    pl_buf_open(&bytes, 64 << 20);
    int code = pl_file_read(path, 64 << 20, &bytes, err);
    code = code == 0 ? pl_un_open(collect, lines, &un, err) : code;
    for (size_t at = 0; code == 0 && at < bytes.n; at += step) {
        code = pl_un_push(un, bytes.p + at, at + step < bytes.n ? step : bytes.n - at, err);
    }
    code = code == 0 ? pl_un_finish(un, pub, err) : code;
    if (code == 0 && published != NULL) {
        snprintf(published, 64, "%.*s", (int)pub->published.n, pub->published.p);
    }
    pl_un_close(un);
    return code;
}

static void reads_every_field(void **state) {
    (void)state;
    static const size_t STEPS[] = {1, 7, 1 << 20};
    for (size_t i = 0; i < 3; i++) {
        PL_BUF_AUTO lines;
        struct pl_publication pub = {0};
        struct pl_error err = {0};
        char published[64];
        pl_buf_open(&lines, 1 << 20);
        assert_int_equal(read_list("tests/data/lists/un-small.xml", STEPS[i], &lines, &pub, published, &err), 0);
        expect_lines(&lines, WANT);
        assert_string_equal(published, "2031-02-03T00:00:09.554Z");
        assert_int_equal(pub.entries, 3);
        assert_int_equal(pub.rejected, 1);
        assert_int_equal(pub.vessels, 1);
        assert_int_equal(pub.invalid_identifiers, 1);
        assert_false(pub.exercise);
    }
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

static void refuses_other_xml(void **state) {
    (void)state;
    struct pl_un *un = NULL;
    struct pl_error err = {0};
    struct pl_publication pub;
    assert_int_equal(pl_un_open(collect, NULL, &un, &err), 0);
    assert_int_equal(pl_un_push(un, "<rss></rss>", 11, &err), PL_E_FORMAT);
    pl_un_close(un);
    assert_int_equal(pl_un_open(collect, NULL, &un, &err), 0);
    const char empty[] = "<CONSOLIDATED_LIST></CONSOLIDATED_LIST>";
    assert_int_equal(pl_un_push(un, empty, sizeof empty - 1, &err), 0);
    assert_int_equal(pl_un_finish(un, &pub, &err), PL_E_EMPTY);
    pl_un_close(un);
}

/* One sound entry beside one and two without a DATAID. */
static void refuses_what_is_mostly_rejected(void **state) {
    (void)state;
    static const char GOOD[] = "<ENTITY><DATAID>1</DATAID><FIRST_NAME>MERU</FIRST_NAME></ENTITY>";
    static const char BAD[] = "<ENTITY><FIRST_NAME>TAVO</FIRST_NAME></ENTITY>";
    for (int bad = 1; bad <= 2; bad++) {
        struct pl_un *un = NULL;
        struct pl_error err = {0};
        struct pl_publication pub = {0};
        PL_BUF_AUTO text;
        PL_BUF_AUTO lines;
        pl_buf_open(&lines, 1 << 20);
        pl_buf_open(&text, 1 << 16);
        pl_buf_add_fmt(&text, "<CONSOLIDATED_LIST><ENTITIES>%s%s%s</ENTITIES></CONSOLIDATED_LIST>", GOOD, BAD,
                       bad > 1 ? BAD : "");
        assert_int_equal(pl_un_open(collect, &lines, &un, &err), 0);
        assert_int_equal(pl_un_push(un, text.p, text.n, &err), 0);
        assert_int_equal(pl_un_finish(un, &pub, &err), bad > 1 ? PL_E_FORMAT : 0);
        if (bad > 1) {
            assert_non_null(strstr(err.msg, "2 entries rejected"));
        } else {
            assert_int_equal(pub.rejected, 1);
        }
        pl_un_close(un);
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
    } REAL[] = {{"../shared/data/lists/un/un-consolidated-2018-10-29.xml", 1093, 4208, 288, 114, 3},
                {"../shared/data/lists/un/un-consolidated-2025-11-18.xml", 1000, 4193, 309, 139, 16},
                {"../shared/data/lists/un/un-consolidated-2026-02-27.xml", 1003, 4194, 309, 139, 16}};
    for (size_t i = 0; i < 3; i++) {
        PL_BUF_AUTO lines;
        struct pl_publication pub = {0};
        struct pl_error err = {0};
        if (!pl_file_exists(REAL[i].path)) {
            printf("skipped: %s is not here\n", REAL[i].path);
            skip();
        }
        pl_buf_open(&lines, 64 << 20);
        assert_int_equal(read_list(REAL[i].path, 65536, &lines, &pub, NULL, &err), 0);
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
    PL_BUF_AUTO lines;
    struct pl_publication pub;
    struct pl_error err = {0};
    if (!pl_file_exists(PATH)) {
        printf("skipped: %s is not here\n", PATH);
        skip();
    }
    pl_buf_open(&lines, 64 << 20);
    assert_int_equal(read_list(PATH, 65536, &lines, &pub, NULL, &err), PL_E_FORMAT);
    assert_int_equal(err.line, 53);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_field),
        cmocka_unit_test(reads_every_element),
        cmocka_unit_test(refuses_other_bytes),
        cmocka_unit_test(refuses_other_xml),
        cmocka_unit_test(refuses_what_is_mostly_rejected),
        cmocka_unit_test(counts_real_lists),
        cmocka_unit_test(says_where_it_is_ill_formed),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    /* What could not be read must be seen: ctest lists the program as skipped. */
    return failed == 0 && !pl_file_exists("../shared/data/lists/un/un-consolidated-2018-10-29.xml") ? 77 : failed;
}
