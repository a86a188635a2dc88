/* The legacy ConList.csv. tests/data/lists/ofsi is written by hand with the header of the real excerpt; the counts of
 * the excerpt are those of a one-off with python3's csv (groups; distinct joined names by kind; distinct dates of
 * birth). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lists/ofsi.h"
#include "unit/lists/read_list.h"

#define DATA   "tests/data/lists/ofsi/"
#define SAMPLE SHARED_LISTS "uk/ofsi-conlist-sample-2020-04-27.csv"

static void joins_rows(void **state) {
    (void)state;
    struct pl_publication pub = {0};
    expect_file(PL_LIST_FORMAT_OFSI_CSV, DATA "conlist.csv", DATA "conlist.want", &pub);
    assert_int_equal(pub.entries, 2);
    assert_int_equal(pub.unread, 0);
}

/* Every column that the format is known to have, each with a value of its own; what becomes of each by hand. */
static void reads_every_column(void **state) {
    (void)state;
    static const char TEXT[] =
        "Last Updated,27/04/2020\nName 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,Non-L"
        "atin Script Type,Non-Latin Script Language,DOB,Town of Birth,Country of Birth,Nationality,Passport N"
        "umber,Passport Details,National Identification Number,National Identification Details,Position,Addre"
        "ss 1,Address 2,Address 3,Address 4,Address 5,Address 6,Post/Zip Code,Country,Other Information,Group"
        " Type,Alias Type,Alias Quality,Regime,Listed On,UK Sanctions List Date Designated,Last Updated,Group"
        " ID\nMERU,Tavo,Ilan,Third,Fourth,Fifth,Captain,Таво Меру,Cyrillic,Russian,00/04/1984,Port,Faraway,(1"
        ") Nowhere (2) Elsewhere,(1) P1 (2) P2,p notes,N1,n notes,(1) Master (2) Mate,1 Quay,L2,L3,L4,L5,L6,7"
        "7,Nowhere,other,Individual,Prime Alias,Good,Test,24/03/2007,31/12/2020,27/06/2017,9001\n";
    static const char LINE[] =
        "9001|9001|Person|Tavo Ilan Third Fourth Fifth MERU|name=Tavo Ilan Third Fourth Fifth MERU|firstName="
        "Tavo|secondName=Ilan|middleName=Third|middleName=Fourth|middleName=Fifth|lastName=MERU|originalName{"
        "ru,Cyrl}=Таво Меру|address=1 Quay, L2, L3, L4, L5, L6, 77, Nowhere|country=Nowhere|birthPlace=Port, "
        "Faraway|birthCountry=Faraway|nationality=Nowhere|nationality=Elsewhere|passportNumber=P1|passportNum"
        "ber=P2|idNumber=N1|position=Master|position=Mate|title=Captain|birthDate=00/04/1984|notes=p notes|no"
        "tes=n notes|programId=Test|notes=other|listingDate=24/03/2007|startDate=31/12/2020|modifiedAt=27/06/"
        "2017\n";
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    pl_buf_open(&lines, 1 << 16);
    assert_int_equal(read_bytes(PL_LIST_FORMAT_OFSI_CSV, PL_STR(""), pl_str_from(TEXT), 7, collect, &lines, &pub, &err),
                     0);
    pl_buf_add_char(&lines, '\0');
    assert_string_equal(lines.p, LINE);
    assert_int_equal(pub.unread, 0);
}

static int count_births(void *ctx, const struct pl_entity *e, struct pl_error *err) {
    (void)err;
    for (size_t i = 0; i < e->n_values; i++) {
        *(unsigned *)ctx += e->values[i].prop == PL_PROP_BIRTH_DATE ? 1 : 0;
    }
    return 0;
}

static void reads_the_real_excerpt(void **state) {
    (void)state;
    PL_BUF_AUTO bytes;
    struct pl_list_reader_options options = {.format = PL_LIST_FORMAT_OFSI_CSV};
    struct pl_list_reader *reader = NULL;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    unsigned births = 0;
    if (!have_shared(SAMPLE)) {
        skip();
    }
    pl_buf_open(&bytes, 1 << 20);
    assert_int_equal(pl_file_read(SAMPLE, 1 << 20, &bytes, &err), 0);
    assert_int_equal(pl_list_guess_head(pl_buf_str(&bytes), PL_STR("x.csv")).format, PL_LIST_FORMAT_OFSI_CSV);
    assert_int_equal(pl_list_reader_open(&options, count_births, &births, &reader, &err), 0);
    assert_int_equal(pl_list_reader_push(reader, 0, bytes.p, bytes.n, &err), 0);
    assert_int_equal(pl_list_reader_finish(reader, &pub, &err), 0);
    assert_int_equal(pub.entries, 6);
    assert_int_equal(pub.rejected, 0);
    assert_int_equal(pub.names, 10);
    assert_int_equal(births, 16);
    assert_true(pl_str_eq(pub.published, PL_STR("2020-04-27")));
    pl_list_reader_close(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(joins_rows), cmocka_unit_test(reads_every_column),
                                       cmocka_unit_test(reads_the_real_excerpt)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return failed == 0 && access(SAMPLE, R_OK) != 0 ? 77 : failed;
}
