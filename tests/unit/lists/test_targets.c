/* OpenSanctions' tables. No sample is at hand: tests/data/lists/targets is written by hand after the columns that the
 * format's description names, and its .want files too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lists/targets.h"
#include "unit/lists/read_list.h"

#define DATA "tests/data/lists/targets/"

static void reads_targets(void **state) {
    (void)state;
    struct pl_publication pub = {0};
    expect_file(PL_LIST_FORMAT_TARGETS_CSV, DATA "targets.simple.csv", DATA "targets.want", &pub);
    assert_int_equal(pub.entries, 5);
    assert_int_equal(pub.rejected, 1); /* without an id */
    assert_int_equal(pub.vessels, 1);
    assert_int_equal(pub.unread, 1); /* the schema Project */
}

/* Every column that the format is known to have, each with a value of its own; what becomes of each by hand. */
static void reads_every_column(void **state) {
    (void)state;
    static const char TEXT[] =
        "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,program_id"
        "s,dataset,first_seen,last_seen,last_change\n\"v-1\",\"Vessel\",\"VOLANA REEF\",\"VOLANA RIF;\"\"TESS"
        "IL; II\"\"\",\"1961;1962-03\",\"xx;yy\",\"1 Quay;2 Quay\",\"IMO9074729;9074729;123456789;77\",\"Prog"
        " A;Prog B\",\"+1;+2\",\"a@w.invalid\",\"XX-A;XX-B\",\"Test\",\"2024-01-02T03:04:05\",\"2024-05-06T07"
        ":08:09\",\"2024-02-03T04:05:06\"\n";
    static const char LINE[] =
        "v-1|v-1|Vessel|VOLANA REEF|name=VOLANA REEF|alias=VOLANA RIF|alias=TESSIL; II|birthDate=1961|birthDa"
        "te=1962-03|country=xx|country=yy|address=1 Quay|address=2 Quay|notes=Prog A|notes=Prog B|phone=+1|ph"
        "one=+2|email=a@w.invalid|programId=XX-A|programId=XX-B|datasets=Test|firstSeen=2024-01-02T03:04:05|l"
        "astChange=2024-02-03T04:05:06|imoNumber=9074729|idNumber=123456789|idNumber=77\n";
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    pl_buf_open(&lines, 1 << 16);
    assert_int_equal(
        read_bytes(PL_LIST_FORMAT_TARGETS_CSV, PL_STR(""), pl_str_from(TEXT), 7, collect, &lines, &pub, &err), 0);
    pl_buf_add_char(&lines, '\0');
    assert_string_equal(lines.p, LINE);
    assert_int_equal(pub.unread, 0);
}

/* Copies before 2024 have no program_ids; any order of columns. */
static void needs_no_program_ids(void **state) {
    (void)state;
    static const char OLD[] = "dataset,id,name,schema,aliases,birth_date,countries,addresses,identifiers,sanctions\n"
                              "Test,v-1,A,Vessel,B;C,,xx,,,\n";
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    pl_buf_open(&lines, 1000);
    assert_int_equal(
        read_bytes(PL_LIST_FORMAT_TARGETS_CSV, PL_STR("mine"), pl_str_from(OLD), 3, collect, &lines, &pub, &err), 0);
    pl_buf_add_char(&lines, '\0');
    assert_string_equal(lines.p, "v-1|v-1|Vessel|A|name=A|alias=B|alias=C|country=xx|datasets=Test\n");
}

static void reads_maritime(void **state) {
    (void)state;
    struct pl_publication pub = {0};
    expect_file(PL_LIST_FORMAT_MARITIME_CSV, DATA "maritime.csv", DATA "maritime.want", &pub);
    assert_int_equal(pub.entries, 4);
    assert_int_equal(pub.vessels, 3);
    assert_int_equal(pub.unread, 0);
}

static void tells_them(void **state) {
    (void)state;
    static const char TARGETS[] = "\xEF\xBB\xBF\"id\",\"schema\",\"name\",\"aliases\",\"birth_date\",\"countries\","
                                  "\"addresses\",\"identifiers\",\"sanctions\",\"dataset\"\n";
    struct pl_list_guess guess = pl_list_guess_head(pl_str_from(TARGETS), PL_STR("x.targets.simple.csv"));
    assert_int_equal(guess.format, PL_LIST_FORMAT_TARGETS_CSV);
    assert_true(pl_str_eq(guess.list, PL_STR("x")));
    guess =
        pl_list_guess_head(PL_STR("type,caption,imo,risk,countries,flag,mmsi,id,url,datasets,aliases\n"), PL_STR("m"));
    assert_int_equal(guess.format, PL_LIST_FORMAT_MARITIME_CSV);
    guess = pl_list_guess_head(PL_STR("id,name,schema,birth_date,country,imo\n1,A,,,,\n"), PL_STR("batch.csv"));
    assert_int_equal(guess.format, PL_LIST_FORMAT_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_targets),  cmocka_unit_test(reads_every_column), cmocka_unit_test(needs_no_program_ids),
        cmocka_unit_test(reads_maritime), cmocka_unit_test(tells_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
