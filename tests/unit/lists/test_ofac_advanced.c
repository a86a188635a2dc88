/* OFAC's advanced XML. tests/data/lists/ofac-advanced.want is derived by hand from ofac-advanced.xml; the counts of the
 * real excerpt with Python's xml.etree (DistinctParty, DocumentedName) and by hand for its dangling numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "unit/lists/xml_case.h"

static const char REAL[] = "../shared/data/lists/ofac/sdn-advanced-2026-09-09-excerpt.xml";

static void reads_every_field(void **state) {
    (void)state;
    expect_case(PL_LIST_FORMAT_OFAC_ADVANCED, "ofac-advanced");
}

static void refuses_other_bytes(void **state) {
    (void)state;
    expect_refusals(PL_LIST_FORMAT_OFAC_ADVANCED, "Sanctions", "<Sanctions>",
                    "<DistinctParties><DistinctParty><Comment>");
}

static void counts_the_real_list(void **state) {
    (void)state;
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    read_real(PL_LIST_FORMAT_OFAC_ADVANCED, REAL, &lines, &pub);
    assert_non_null(strstr(lines.p, "ofac-sdn published=2026-09-09 "));
    assert_int_equal(pub.entries, 3);
    assert_int_equal(pub.vessels, 1);
    assert_int_equal(pub.names, 10); /* DocumentedName: 2, 7, 1 */
    assert_int_equal(pub.unread, 0);
    /* Country 11082 and 11073, AreaCode 11291, DetailReference 91526, 92084 and 705, LegalBasis 1, 1828 and 1 */
    assert_int_equal(pub.dangling, 9);
    assert_non_null(strstr(lines.p, "36|36|LegalEntity|AEROCARIBBEAN AIRLINES|"));
    assert_non_null(strstr(lines.p, "|name{,Latn}=Al-Zomor, Abboud Abdul Latif Hassan|"));
    assert_non_null(strstr(lines.p, "|originalName{,Arab}=عبود عبداللطيف حسن الزمر|"));
    assert_non_null(strstr(lines.p, "|birthDate=1947-04-19|"));
    assert_non_null(strstr(lines.p, "4238|4238|Vessel|MAR AZUL|name{,Latn}=MAR AZUL|callSign=CL2192|flag=Cuba"
                                    "|owner=Samir de Navegacion S.A.|grossRegisteredTonnage=212"
                                    "|listingDate=1989-01-05|provisions=Block|programId=CUBA\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_field),
        cmocka_unit_test(refuses_other_bytes),
        cmocka_unit_test(counts_the_real_list),
    };
    return result(cmocka_run_group_tests(tests, NULL, NULL), REAL);
}
