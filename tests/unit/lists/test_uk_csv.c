/* The UK Sanctions List as CSV. No sample is at hand: tests/data/lists/uk/uk-sanctions-list.csv is written by hand with
 * the headings that the list is known to have; its .want is derived by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lists/uk_csv.h"
#include "unit/lists/read_list.h"

#define DATA "tests/data/lists/uk/"

static void joins_rows(void **state) {
    (void)state;
    struct pl_publication pub = {0};
    expect_file(PL_LIST_FORMAT_UK_CSV, DATA "uk-sanctions-list.csv", DATA "uk-sanctions-list.want", &pub);
    assert_int_equal(pub.entries, 3);
    assert_int_equal(pub.vessels, 1);
    assert_int_equal(pub.unread, 1); /* the column that is not known */
}

static void reads_the_line_above_the_header(void **state) {
    (void)state;
    static const char HEADER[] =
        "UNIQUE-ID,name 6,name 1,Name2,Name3,Name4,Name5,NAME TYPE,Regime Name,Designation Type\n"
        "T1,A,,,,,,Primary Name,R,Entity\n";
    static const struct {
        const char *line, *published;
    } LINES[] = {{"", ""},
                 {"Report Date: 10-Sep-2026,,\n", "2026-09-10"},
                 {"Last Updated,10/09/2026\n", "2026-09-10"},
                 {"\"UK Sanctions List\",2026-09-10T01:02:03\n", "2026-09-10"},
                 {"no date,2026\n", ""}};
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
        struct pl_list_reader_options options = {.format = PL_LIST_FORMAT_UK_CSV};
        struct pl_list_reader *reader = NULL;
        struct pl_publication pub = {0};
        struct pl_error err = {0};
        PL_BUF_AUTO text;
        pl_buf_open(&text, 4096);
        pl_buf_add_fmt(&text, "%s%s", LINES[i].line, HEADER);
        assert_int_equal(pl_list_guess_head(pl_buf_str(&text), PL_STR("x.csv")).format, PL_LIST_FORMAT_UK_CSV);
        assert_int_equal(pl_list_reader_open(&options, line_of, NULL, &reader, &err), 0);
        assert_int_equal(pl_list_reader_push(reader, 0, text.p, text.n, &err), 0);
        assert_int_equal(pl_list_reader_finish(reader, &pub, &err), 0);
        assert_true(pl_str_eq(pub.published, pl_str_from(LINES[i].published)));
        pl_list_reader_close(reader);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(joins_rows), cmocka_unit_test(reads_the_line_above_the_header)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
