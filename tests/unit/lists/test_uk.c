/* The UK list reader. tests/data/lists/uk.want is derived by hand from uk.xml; the counts of the real excerpt with
 * Python's xml.etree (elements Designation, Name, NameNonLatinScript, IMONumber and the like). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "unit/lists/xml_case.h"

static const char REAL[] = "../shared/data/lists/uk/uk-sanctions-list-2026-09-10-excerpt.xml";

static void reads_every_field(void **state) {
    (void)state;
    expect_case(PL_LIST_FORMAT_UK_XML, "uk");
}

static void refuses_other_bytes(void **state) {
    (void)state;
    expect_refusals(PL_LIST_FORMAT_UK_XML, "Designations", "<Designations>", "<Designation><Name6>");
}

static void counts_the_real_list(void **state) {
    (void)state;
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    read_real(PL_LIST_FORMAT_UK_XML, REAL, &lines, &pub);
    assert_non_null(strstr(lines.p, "published=2026-09-10 "));
    assert_int_equal(pub.entries, 4);
    assert_int_equal(pub.vessels, 1);
    assert_int_equal(pub.names, 11); /* 9 Name, 2 NameNonLatinScript */
    assert_int_equal(pub.unread, 0);
    /* 1 PhoneNumber, 1 EmailAddress, 1 Website, 1 BusinessRegistrationNumber, 1 NationalIdentifierNumber, 1 IMONumber,
     * 2 PassportNumber that are the same */
    assert_int_equal(pub.identifiers, 7);
    assert_int_equal(pub.invalid_identifiers, 0);
    assert_non_null(strstr(lines.p, "|imoNumber=9562233"));
    assert_non_null(strstr(lines.p, "AFG0006|AFG0006|Person|MOHAMMAD HASSAN AKHUND|"));
    assert_non_null(strstr(lines.p, "|weakAlias=BNK|"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_field),
        cmocka_unit_test(refuses_other_bytes),
        cmocka_unit_test(counts_the_real_list),
    };
    return result(cmocka_run_group_tests(tests, NULL, NULL), REAL);
}
