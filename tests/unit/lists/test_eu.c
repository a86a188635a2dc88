/* The EU list reader. tests/data/lists/eu.want is checked by hand against eu.xml, value by value; the counts of the
 * real excerpt with grep (sanctionEntity 7, nameAlias 15, identification 3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lists/eu.h"
#include "unit/lists/xml_case.h"

static const char REAL[] = "../shared/data/lists/eu/eu-fsf-sample-2020-04-15.xml";

static void reads_every_field(void **state) {
    (void)state;
    expect_case(PL_LIST_FORMAT_EU_XML, "eu");
}

static void refuses_other_bytes(void **state) {
    (void)state;
    expect_refusals(PL_LIST_FORMAT_EU_XML, "export", "<export generationDate='2031-01-01'>",
                    "<sanctionEntity logicalId='1'><remark>");
}

static void tells_weak_names(void **state) {
    (void)state;
    static const char *const WEAK[] = {"low quality alias",   "(Low Quality)", "lo quality",
                                       "a.k.a., low-quality", "weak quality",  "good quality; low quality"};
    static const char *const STRONG[] = {"",     "good quality alias", "god quality", "quality",
                                         "quay", "lower quarters",     "blow quality"};
    for (size_t i = 0; i < sizeof WEAK / sizeof WEAK[0]; i++) {
        assert_true(pl_eu_weak(pl_str_from(WEAK[i])));
    }
    for (size_t i = 0; i < sizeof STRONG / sizeof STRONG[0]; i++) {
        assert_false(pl_eu_weak(pl_str_from(STRONG[i])));
    }
}

/* Without its logicalId an entry is rejected, without a name too; more of these than others: refused. */
static void refuses_what_is_mostly_rejected(void **state) {
    (void)state;
    static const char TEXT[] = "<export><sanctionEntity><nameAlias wholeName='A' strong='true'/></sanctionEntity>"
                               "<sanctionEntity logicalId='2'/>"
                               "<sanctionEntity logicalId='3'><nameAlias wholeName='A' strong='true'/></sanctionEntity>"
                               "</export>";
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    pl_buf_open(&lines, 1 << 16);
    assert_int_equal(read_xml(PL_LIST_FORMAT_EU_XML, pl_str_from(TEXT), 7, &lines, &pub, &err), PL_E_FORMAT);
    assert_string_equal(err.msg,
                        "EU financial sanctions file: 2 entries rejected, 1 accepted; the first has no logicalId "
                        "or no name");
    assert_int_equal(err.line, 1);
    assert_int_equal(err.offset, 8); /* behind <export> */
}

static void tells_kinds_of_subject(void **state) {
    (void)state;
    assert_int_equal(pl_eu_schema(PL_STR("person"), PL_STR("")), PL_SCHEMA_PERSON);
    assert_int_equal(pl_eu_schema(PL_STR(""), PL_STR("P")), PL_SCHEMA_PERSON);
    assert_int_equal(pl_eu_schema(PL_STR("P"), PL_STR("")), PL_SCHEMA_PERSON);
    assert_int_equal(pl_eu_schema(PL_STR("Vessel"), PL_STR("E")), PL_SCHEMA_VESSEL);
    assert_int_equal(pl_eu_schema(PL_STR("enterprise"), PL_STR("E")), PL_SCHEMA_LEGAL_ENTITY);
    assert_int_equal(pl_eu_schema(PL_STR(""), PL_STR("")), PL_SCHEMA_LEGAL_ENTITY);
}

/* A number that is known to be false is kept and marked, whatever kind of number it is. */
static void marks_what_is_known_to_be_false(void **state) {
    (void)state;
    static const char TEXT[] = "<export><sanctionEntity logicalId='1'><nameAlias wholeName='A' strong='true'/>"
                               "<remark>Vessel.</remark>"
                               "<identification number='IMO 9074729' knownFalse='true'/>"
                               "<identification number='X1' identificationTypeCode='passport' knownFalse='true'/>"
                               "<identification number='X2' identificationTypeCode='passport' knownFalse='false'/>"
                               "</sanctionEntity></export>";
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    pl_buf_open(&lines, 1 << 16);
    assert_int_equal(read_xml(PL_LIST_FORMAT_EU_XML, pl_str_from(TEXT), 7, &lines, &pub, &err), 0);
    expect_lines(&lines, "1|1|Vessel|A|name=A|notes=Vessel.|imoNumber!=9074729|passportNumber!=X1|passportNumber=X2\n"
                         "eu-fsf published= entries=1 rejected=0 names=1 vessels=1 identifiers=3 invalid=2 edges=0 "
                         "dangling=0 unread=0\n");
}

static void counts_the_real_list(void **state) {
    (void)state;
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    read_real(PL_LIST_FORMAT_EU_XML, REAL, &lines, &pub);
    assert_int_equal(pub.entries, 7);
    assert_int_equal(pub.names, 15);
    assert_int_equal(pub.identifiers, 3);
    assert_int_equal(pub.unread, 0);
    assert_non_null(strstr(lines.p, "5463|EU.4011.64|Person|Yu-ro Han|listingDate=2009-07-16|programId=PRK|"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_field),      cmocka_unit_test(refuses_other_bytes),
        cmocka_unit_test(tells_weak_names),       cmocka_unit_test(refuses_what_is_mostly_rejected),
        cmocka_unit_test(tells_kinds_of_subject), cmocka_unit_test(marks_what_is_known_to_be_false),
        cmocka_unit_test(counts_the_real_list),
    };
    return result(cmocka_run_group_tests(tests, NULL, NULL), REAL);
}
