/* The US Consolidated Screening List. tests/data/lists/csl is written by hand with the header of the real sample; the
 * counts of the sample are those of a one-off with python3's csv (rows; distinct names in name and alt_names). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lists/csl.h"
#include "unit/lists/read_list.h"

#define DATA   "tests/data/lists/csl/"
#define SAMPLE SHARED_LISTS "ofac/us-csl-sample.csv"

static void reads_all_columns(void **state) {
    (void)state;
    struct pl_publication pub = {0};
    expect_file(PL_LIST_FORMAT_CSL_CSV, DATA "csl.csv", DATA "csl.want", &pub);
    assert_int_equal(pub.entries, 3);
    assert_int_equal(pub.rejected, 1);
    assert_int_equal(pub.unread, 0);
}

static void reads_the_real_sample(void **state) {
    (void)state;
    PL_BUF_AUTO bytes;
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    if (!have_shared(SAMPLE)) {
        skip();
    }
    pl_buf_open(&bytes, 1 << 20);
    pl_buf_open(&lines, 1 << 20);
    assert_int_equal(pl_file_read(SAMPLE, 1 << 20, &bytes, &err), 0);
    assert_int_equal(pl_list_guess_head(pl_buf_str(&bytes), PL_STR("x.csv")).format, PL_LIST_FORMAT_CSL_CSV);
    assert_int_equal(
        read_bytes(PL_LIST_FORMAT_CSL_CSV, PL_STR(""), pl_buf_str(&bytes), 100, collect, &lines, &pub, &err), 0);
    assert_int_equal(pub.entries, 13);
    assert_int_equal(pub.rejected, 0);
    assert_int_equal(pub.unread, 0);
    assert_int_equal(pub.names, 28);
    pl_str all = pl_buf_str(&lines);
    assert_true(pl_str_find_str(all, PL_STR("|passportNumber=836238033 (KP)|")) < all.n);
    assert_true(pl_str_find_str(all, PL_STR("|swiftBic=RUDVRUMM|website=mspbank.ru")) < all.n);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_all_columns), cmocka_unit_test(reads_the_real_sample)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return failed == 0 && access(SAMPLE, R_OK) != 0 ? 77 : failed;
}
