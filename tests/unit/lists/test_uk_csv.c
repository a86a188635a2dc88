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
        assert_int_equal(pl_list_reader_open(&options, collect, NULL, &reader, &err), 0);
        assert_int_equal(pl_list_reader_push(reader, 0, text.p, text.n, &err), 0);
        assert_int_equal(pl_list_reader_finish(reader, &pub, &err), 0);
        assert_true(pl_str_eq(pub.published, pl_str_from(LINES[i].published)));
        pl_list_reader_close(reader);
    }
}

/* Every column that the format is known to have, each with a value of its own; what becomes of each by hand. */
static void reads_every_column(void **state) {
    (void)state;
    static const char TEXT[] =
        "Report Date: 10-Sep-2026\nLast Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Nam"
        "e 2,Name 3,Name 4,Name 5,Name type,Alias strength,Title,Name non-latin script,Non-latin script type,"
        "Non-latin script language,Regime Name,Designation Type,Designation source,Sanctions Imposed,Other In"
        "formation,UK Statement of Reasons,Address Line 1,Address Line 2,Address Line 3,Address Line 4,Addres"
        "s Line 5,Address Line 6,Address Postal Code,Address Country,Phone number,Website,Email address,Date "
        "Designated,D.O.B,Date of death,Nationality(/ies),National Identifier number,National Identifier addi"
        "tional information,Passport number,Passport additional information,Position,Gender,Town of birth,Cou"
        "ntry of birth,Type of entity,Subsidiaries,Parent company,Business registration number (s),IMO number"
        ",Current owner/operator (s),Previous owner/operator (s),Current believed flag of ship,Previous flags"
        ",Type of ship,Tonnage of ship,Length of ship,Year Built,Hull identification number (HIN)\n01/02/2026"
        ",TST1,12|13,KPi.9,MERU,Tavo,Ilan,Third,Fourth,Fifth,Primary Name,Good quality a.k.a,Captain,Таво|Мер"
        "у,Cyrillic,Russian,Test,Individual,UN,Asset freeze|Travel Ban,other,reasons,1 Quay,L2,L3,L4,L5,L6,77"
        ",Nowhere,1|2,w.invalid,a@w.invalid,03/04/2025,dd/mm/1961|dd/12/1962,05/06/2020,Elsewhere,N1,n notes,"
        "P1|P2,p notes,Master,Male,Port,Faraway,Type,Sub A|Sub B,Parent,R1,9074729,Owner,Past owner,Flag,Past"
        " flag,Bulk,7078,134,1994,H1\n";
    static const char LINE[] =
        "TST1|TST1|Person|Tavo Ilan Third Fourth Fifth MERU|name=Tavo Ilan Third Fourth Fifth MERU|firstName="
        "Tavo|secondName=Ilan|middleName=Third|middleName=Fourth|middleName=Fifth|lastName=MERU|originalName{"
        "ru,Cyrl}=Таво|originalName{ru,Cyrl}=Меру|address=1 Quay, L2, L3, L4, L5, L6, 77, Nowhere|country=Now"
        "here|birthPlace=Port, Faraway|birthCountry=Faraway|modifiedAt=01/02/2026|listingDate=03/04/2025|auth"
        "orityId=12|authorityId=13|unscId=KPi.9|title=Captain|programId=Test|authority=UN|provisions=Asset fr"
        "eeze|provisions=Travel Ban|notes=other|reason=reasons|phone=1|phone=2|website=w.invalid|email=a@w.in"
        "valid|birthDate=dd/mm/1961|birthDate=dd/12/1962|deathDate=05/06/2020|nationality=Elsewhere|idNumber="
        "N1|notes=n notes|passportNumber=P1|passportNumber=P2|notes=p notes|position=Master|gender=Male|secto"
        "r=Type|subsidiaries=Sub A|subsidiaries=Sub B|parent=Parent|registrationNumber=R1|relatedImoNumber=90"
        "74729|owner=Owner|pastOwner=Past owner|flag=Flag|pastFlags=Past flag|type=Bulk|tonnage=7078|length=1"
        "34|buildDate=1994|serialNumber=H1\n";
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    pl_buf_open(&lines, 1 << 16);
    assert_int_equal(read_bytes(PL_LIST_FORMAT_UK_CSV, PL_STR(""), pl_str_from(TEXT), 7, collect, &lines, &pub, &err),
                     0);
    pl_buf_add_char(&lines, '\0');
    assert_string_equal(lines.p, LINE);
    assert_int_equal(pub.unread, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(joins_rows), cmocka_unit_test(reads_every_column),
                                       cmocka_unit_test(reads_the_line_above_the_header)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
