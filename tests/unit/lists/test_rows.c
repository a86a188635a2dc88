/* The rules that all CSV lists with a header share, shown with maritime.csv (one row each) and the OFSI list (joined).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lists/ofsi.h"
#include "lists/targets.h"
#include "unit/lists/read_list.h"

#define HEADER "type,caption,imo,risk,id\n"
#define GOOD   "VESSEL,A,,,1\n"

static int reads(const char *text, unsigned entries, unsigned rejected, struct pl_error *err) {
    struct pl_publication pub = {0};
    memset(err, 0, sizeof *err);
    int code = read_bytes(PL_LIST_FORMAT_MARITIME_CSV, PL_STR(""), pl_str_from(text), 4, collect, NULL, &pub, err);
    if (code == 0) {
        assert_int_equal(pub.entries, entries);
        assert_int_equal(pub.rejected, rejected);
    }
    return code;
}

static void names_the_missing_column(void **state) {
    (void)state;
    struct pl_error err;
    assert_int_equal(reads("type,caption,risk,id\nVESSEL,A,,1\n", 0, 0, &err), PL_E_FORMAT);
    assert_non_null(strstr(err.msg, "column \"imo\""));
    assert_int_equal(err.line, 1);
    /* below its one line of preamble the header must come; the line is named */
    assert_int_equal(refused(PL_LIST_FORMAT_OFSI_CSV, PL_STR("Last Updated,01/02/2020\nName 6,Name 1\nA,B\n"), &err),
                     PL_E_FORMAT);
    assert_non_null(strstr(err.msg, "column \"Group ID\""));
    assert_int_equal(err.line, 2);
    assert_int_equal(err.offset, 24);
}

static void refuses_other_bytes(void **state) {
    (void)state;
    struct pl_error err;
    assert_int_equal(reads(HEADER GOOD "VESSEL,\xE9,,,2\n", 0, 0, &err), PL_E_FORMAT); /* Latin-1 */
    assert_int_equal(err.line, 3);
    assert_int_equal(err.offset, sizeof(HEADER GOOD) - 1);
    assert_non_null(strstr(err.msg, "cell 2"));
    assert_int_equal(refused(PL_LIST_FORMAT_MARITIME_CSV, PL_STR(HEADER "VESSEL,A\0B,,,2\n"), &err), PL_E_FORMAT);
    assert_int_equal(refused(PL_LIST_FORMAT_MARITIME_CSV, PL_STR("\xFF\xFEt\0y\0p\0e\0,\0\n\0"), &err), PL_E_FORMAT);
    assert_int_equal(reads(HEADER "VESSEL,\"A,,,1\n", 0, 0, &err), PL_E_FORMAT); /* a quote that does not close */
    assert_int_equal(err.line, 2);
    assert_int_equal(reads("<CONSOLIDATED_LIST/>\n", 0, 0, &err), PL_E_FORMAT);
}

static void empty_is_an_error(void **state) {
    (void)state;
    struct pl_error err;
    assert_int_equal(reads(HEADER, 0, 0, &err), PL_E_EMPTY);
    assert_int_equal(reads("", 0, 0, &err), PL_E_EMPTY);
    assert_int_equal(reads("\n\r\n", 0, 0, &err), PL_E_EMPTY);
}

static void counts_rows_that_it_cannot_use(void **state) {
    (void)state;
    struct pl_error err;
    assert_int_equal(reads(HEADER GOOD "VESSEL,B\n", 1, 1, &err), 0);       /* too short */
    assert_int_equal(reads(HEADER GOOD "VESSEL,B,,,2,,\n", 2, 0, &err), 0); /* empty cells beyond */
    assert_int_equal(reads(HEADER GOOD "VESSEL,B,,,2,x\n", 1, 1, &err), 0); /* something beyond */
    assert_int_equal(reads(HEADER GOOD "VESSEL,B,,,\n", 1, 1, &err), 0);    /* no id */
    assert_int_equal(reads(HEADER GOOD "x\nx\n", 1, 2, &err), PL_E_FORMAT); /* more than half */
    assert_non_null(strstr(err.msg, "2 rows rejected, 1 accepted"));
    assert_int_equal(reads(HEADER GOOD "\n\r\n\x1A", 1, 0, &err), 0); /* what OFAC's files end with */
}

static void reads_any_csv(void **state) {
    (void)state;
    struct pl_error err;
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    pl_buf_open(&lines, 4096);
    static const char TEXT[] = "\xEF\xBB\xBF\"ID\",\" Ri-sk\",\"IMO\",\"Cap_tion\",\"TYPE\",\"new\",\"id\"\r\n"
                               "1,,,\"A \"\"quoted\"\"\r\nname\",VESSEL,x,9\r\n";
    assert_int_equal(
        read_bytes(PL_LIST_FORMAT_MARITIME_CSV, PL_STR(""), pl_str_from(TEXT), 1, collect, &lines, &pub, &err), 0);
    pl_buf_add_char(&lines, '\0');
    assert_string_equal(lines.p, "1|1|Vessel|A \"quoted\"\r\nname|name=A \"quoted\"\r\nname\n");
    assert_int_equal(pub.unread, 2); /* "new", and the second "id" */
}

/* Where the first row stands that is rejected, and why; by hand from the lines. */
static void says_which_row_it_rejected(void **state) {
    (void)state;
    static const struct {
        const char *row, *why;
    } ROWS[] = {{"VESSEL,B\n", "has fewer cells than the header"},
                {"VESSEL,B,,,2,x\n", "has more cells than the header"},
                {"VESSEL,B,,,\n", "lacks what such a row must have (an id, a name)"}};
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        PL_BUF_AUTO text;
        struct pl_publication pub = {0};
        struct pl_error err = {0};
        pl_buf_open(&text, 4096);
        pl_buf_add_fmt(&text, "%s%s%s%s", HEADER, GOOD, ROWS[i].row, "x\n" GOOD);
        assert_int_equal(
            read_bytes(PL_LIST_FORMAT_MARITIME_CSV, PL_STR(""), pl_buf_str(&text), 5, collect, NULL, &pub, &err), 0);
        assert_int_equal(pub.rejected, 2);
        assert_int_equal(pub.first_rejected.line, 3);
        assert_int_equal(pub.first_rejected.offset, strlen(HEADER GOOD));
        assert_string_equal(pub.first_rejected.why, ROWS[i].why);
    }
}

/* With a byte order mark UTF-16 is named as what it is; without one its NULs are. */
static void names_utf16(void **state) {
    (void)state;
    static const pl_str TEXTS[] = {PL_STR("\xFF\xFEt\0y\0"), PL_STR("\xFE\xFF\0t\0y"), PL_STR("t\0y\0p\0e\0\n\0")};
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        struct pl_error err;
        assert_int_equal(refused(PL_LIST_FORMAT_MARITIME_CSV, TEXTS[i], &err), PL_E_FORMAT);
        assert_non_null(strstr(err.msg, "UTF-16"));
        assert_non_null(strstr(err.msg, "UTF-8"));
        assert_int_equal(err.line, 1);
    }
}

/* Any one of the columns that tell a list may be missing: it is told all the same and refused by that column's name.
 * Two missing make it another file. */
static void tells_a_header_that_lacks_a_column(void **state) {
    (void)state;
    static const char *const COLUMNS[] = {"Unique ID", "Name 1", "Name 2",    "Name 3",      "Name 4",
                                          "Name 5",    "Name 6", "Name type", "Regime Name", "Designation Type"};
    const size_t n = sizeof COLUMNS / sizeof COLUMNS[0];
    for (size_t lacks = 0; lacks < n; lacks++) {
        for (int above = 0; above < 2; above++) {
            PL_BUF_AUTO text;
            struct pl_error err;
            char want[100];
            pl_buf_open(&text, 4096);
            pl_buf_add_str(&text, above ? PL_STR("Report Date: 10-Sep-2026\n") : PL_STR(""));
            for (size_t c = 0; c < n; c++) {
                pl_buf_add_fmt(&text, "%s,", c == lacks ? "Other" : COLUMNS[c]);
            }
            pl_buf_add_str(&text, PL_STR("Last\nT1,,,,,,,,,,\n"));
            assert_int_equal(pl_list_guess_head(pl_buf_str(&text), PL_STR("x.csv")).format, PL_LIST_FORMAT_UK_CSV);
            assert_int_equal(refused(PL_LIST_FORMAT_UK_CSV, pl_buf_str(&text), &err), PL_E_FORMAT);
            snprintf(want, sizeof want, "no column \"%s\"", COLUMNS[lacks]);
            assert_non_null(strstr(err.msg, want));
            assert_int_equal(err.line, 1 + above);
        }
    }
    static const char TWO[] =
        "Other,Other 2,Name 2,Name 3,Name 4,Name 5,Name 6,Name type,Regime Name,Designation Type\n";
    assert_int_equal(pl_list_guess_head(pl_str_from(TWO), PL_STR("x.csv")).format, PL_LIST_FORMAT_NONE);
}

/* A line end inside quotes ends no heading: the file is told all the same. */
static void tells_a_header_of_several_lines(void **state) {
    (void)state;
    static const char TEXT[] =
        "\"Unique\r\nID\",\"Name\r\n1\",Name 2,Name 3,Name 4,Name 5,Name 6,Name type,Regime Name,"
        "Designation Type\r\nT1,,,,,,A,Primary Name,R,Entity\r\n";
    struct pl_error err;
    assert_int_equal(pl_list_guess_head(pl_str_from(TEXT), PL_STR("x.csv")).format, PL_LIST_FORMAT_UK_CSV);
    assert_int_equal(refused(PL_LIST_FORMAT_UK_CSV, pl_str_from(TEXT), &err), 0);
}

/* An entity of many rows has the ceiling of values that every entity has. */
static void joins_up_to_the_ceiling(void **state) {
    (void)state;
    for (int over = -1; over <= 1; over++) {
        PL_BUF_AUTO text;
        struct pl_error err = {0};
        pl_buf_open(&text, 1 << 20);
        pl_buf_add_str(&text,
                       PL_STR("Group ID,Name 1,Name 2,Name 3,Name 4,Name 5,Name 6,Group Type,Alias Type,Regime\n"));
        for (int i = 0; i < PL_ENTITY_MAX_VALUES + over; i++) {
            pl_buf_add_fmt(&text, "7,,,,,,N%d,Entity,AKA,\n", i);
        }
        assert_int_equal(refused(PL_LIST_FORMAT_OFSI_CSV, pl_buf_str(&text), &err), over <= 0 ? 0 : PL_E_LIMIT);
    }
}

/* A joined list has a ceiling of bytes, one that is not joined has none. */
static void refuses_what_is_too_large(void **state) {
    (void)state;
    static const char JOINED[] = "Group ID,Name 1,Name 2,Name 3,Name 4,Name 5,Name 6,Group Type,Alias Type,Regime\n"
                                 "7,,,,,,N,Entity,AKA,\n";
    for (int over = -1; over <= 1; over++) {
        struct pl_rows_options options = {.max_joined = (uint64_t)(sizeof JOINED - 1) - (uint64_t)over};
        struct pl_rows *rows = NULL;
        struct pl_publication pub = {0};
        struct pl_error err = {0};
        assert_int_equal(pl_rows_open(&pl_ofsi_format, &options, collect, NULL, &rows, &err), 0);
        int code = pl_rows_push(rows, JOINED, 40, &err);
        code = code == 0 ? pl_rows_push(rows, JOINED + 40, sizeof JOINED - 41, &err) : code;
        code = code == 0 ? pl_rows_finish(rows, &pub, &err) : code;
        assert_int_equal(code, over <= 0 ? 0 : PL_E_LIMIT);
        pl_rows_close(rows);
    }
    struct pl_rows_options options = {.max_joined = 10};
    struct pl_rows *rows = NULL;
    assert_int_equal(pl_rows_open(&pl_maritime_format, &options, collect, NULL, &rows, NULL), 0);
    assert_int_equal(pl_rows_push(rows, HEADER GOOD, sizeof(HEADER GOOD) - 1, NULL), 0);
    pl_rows_close(rows);
}

static int stop(void *ctx, const struct pl_entity *e, struct pl_error *err) {
    (void)ctx;
    (void)e;
    return pl_fail(err, PL_E_STORE, "enough");
}

static void stops_with_the_sink(void **state) {
    (void)state;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    assert_int_equal(
        read_bytes(PL_LIST_FORMAT_MARITIME_CSV, PL_STR(""), PL_STR(HEADER GOOD), 9, stop, NULL, &pub, &err),
        PL_E_STORE);
    assert_string_equal(err.msg, "enough");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_missing_column),
        cmocka_unit_test(refuses_other_bytes),
        cmocka_unit_test(empty_is_an_error),
        cmocka_unit_test(counts_rows_that_it_cannot_use),
        cmocka_unit_test(says_which_row_it_rejected),
        cmocka_unit_test(names_utf16),
        cmocka_unit_test(tells_a_header_of_several_lines),
        cmocka_unit_test(tells_a_header_that_lacks_a_column),
        cmocka_unit_test(reads_any_csv),
        cmocka_unit_test(joins_up_to_the_ceiling),
        cmocka_unit_test(stops_with_the_sink),
        cmocka_unit_test(refuses_what_is_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
