/* The EU's list as CSV. No sample is at hand: tests/data/lists/eu/fsf.csv is written by hand after what is known of the
 * format; fsf.want is derived by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lists/eu_csv.h"
#include "unit/lists/read_list.h"

#define DATA "tests/data/lists/eu/"

static void joins_rows_that_are_apart(void **state) {
    (void)state;
    struct pl_publication pub = {0};
    expect_file(PL_LIST_FORMAT_EU_CSV, DATA "fsf.csv", DATA "fsf.want", &pub);
    assert_int_equal(pub.entries, 3);
    assert_int_equal(pub.rejected, 0);
    assert_int_equal(pub.vessels, 1);
    assert_int_equal(pub.unread, 3); /* columns: Regulation_Type, NameAlias_LogicalId, Identification_CountryIso2Code */
}

static void keeps_the_day_of_the_file(void **state) {
    (void)state;
    static const char TEXT[] = "NameAlias_WholeName;Entity_SubjectType;Entity_EU_ReferenceNumber;Entity_LogicalId;"
                               "fileGenerationDate\r\nA;P;EU.1.1;1;02/03/2024\r\n";
    struct pl_list_reader_options options = {.format = PL_LIST_FORMAT_EU_CSV};
    struct pl_list_reader *reader = NULL;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    assert_int_equal(pl_list_guess_head(pl_str_from(TEXT), PL_STR("x.csv")).format, PL_LIST_FORMAT_EU_CSV);
    assert_int_equal(pl_list_reader_open(&options, line_of, NULL, &reader, &err), 0);
    assert_int_equal(pl_list_reader_push(reader, 0, TEXT, sizeof TEXT - 1, &err), 0);
    assert_int_equal(pl_list_reader_finish(reader, &pub, &err), 0);
    assert_true(pl_str_eq(pub.published, PL_STR("2024-03-02")));
    assert_true(pl_str_eq(pub.list, PL_STR("eu-fsf")));
    pl_list_reader_close(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(joins_rows_that_are_apart),
                                       cmocka_unit_test(keeps_the_day_of_the_file)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
