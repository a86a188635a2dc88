/* OFAC's legacy XML. tests/data/lists/ofac.want is derived by hand from ofac.xml; the counts of the real excerpt by
 * counting its sdnEntry (8), aka (27) and identifying id elements (6) with grep. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lists/ofac_xml.h"
#include "unit/lists/xml_case.h"

static const char REAL[] = "../shared/data/lists/ofac/sdn-sample-2020-04-22.xml";

static void reads_every_field(void **state) {
    (void)state;
    expect_case(PL_LIST_FORMAT_OFAC_XML, "ofac");
}

static void refuses_other_bytes(void **state) {
    (void)state;
    expect_refusals(PL_LIST_FORMAT_OFAC_XML, "sdnList", "<sdnList>", "<sdnEntry><remarks>");
}

/* Which list it is: by the first entry's programmes, all of which must be the non-SDN lists' own. */
static void tells_the_list(void **state) {
    (void)state;
    static const struct {
        const char *programmes;
        const char *list;
    } CASES[] = {{"<program>NS-PLC</program>", "ofac-cons "},
                 {"<program>SDGT</program><program>NS-PLC</program>", "ofac-sdn "},
                 {"", "ofac-sdn "}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        PL_BUF_AUTO text;
        PL_BUF_AUTO lines;
        struct pl_publication pub = {0};
        struct pl_error err = {0};
        pl_buf_open(&text, 1 << 16);
        pl_buf_open(&lines, 1 << 16);
        pl_buf_add_fmt(&text,
                       "<sdnList><sdnEntry><uid>1</uid><lastName>A</lastName><programList>%s</programList></sdnEntry>"
                       "</sdnList>",
                       CASES[i].programmes);
        assert_int_equal(read_xml(PL_LIST_FORMAT_OFAC_XML, pl_buf_str(&text), 7, &lines, &pub, &err), 0);
        pl_buf_add_char(&lines, '\0');
        assert_non_null(strstr(lines.p, CASES[i].list));
    }
}

static void counts_the_real_list(void **state) {
    (void)state;
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    read_real(PL_LIST_FORMAT_OFAC_XML, REAL, &lines, &pub);
    assert_non_null(strstr(lines.p, "ofac-sdn published=2020-04-22 "));
    assert_int_equal(pub.entries, 8);
    assert_int_equal(pub.names, 8 + 27);
    assert_int_equal(pub.identifiers, 6);
    assert_int_equal(pub.unread, 0);
    assert_non_null(strstr(lines.p, "|weakAlias=TATA JI|"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_field),
        cmocka_unit_test(refuses_other_bytes),
        cmocka_unit_test(tells_the_list),
        cmocka_unit_test(counts_the_real_list),
    };
    return result(cmocka_run_group_tests(tests, NULL, NULL), REAL);
}
