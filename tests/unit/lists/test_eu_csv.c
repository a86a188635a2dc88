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
    assert_int_equal(pl_list_reader_open(&options, collect, NULL, &reader, &err), 0);
    assert_int_equal(pl_list_reader_push(reader, 0, TEXT, sizeof TEXT - 1, &err), 0);
    assert_int_equal(pl_list_reader_finish(reader, &pub, &err), 0);
    assert_true(pl_str_eq(pub.published, PL_STR("2024-03-02")));
    assert_true(pl_str_eq(pub.list, PL_STR("eu-fsf")));
    pl_list_reader_close(reader);
}

/* Every column that the format is known to have, each with a value of its own; what becomes of each by hand. */
static void reads_every_column(void **state) {
    (void)state;
    static const char TEXT[] =
        "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_UnitedNationId;Entity_Designati"
        "onDate;Entity_DelistingDate;Entity_DesignationDetails;Entity_Remark;Entity_SubjectType;Entity_Subjec"
        "tType_ClassificationCode;Entity_Regulation_NumberTitle;Entity_Regulation_PublicationDate;Entity_Regu"
        "lation_Programme;NameAlias_FirstName;NameAlias_MiddleName;NameAlias_LastName;NameAlias_WholeName;Nam"
        "eAlias_NameLanguage;NameAlias_Strong;NameAlias_Remark;NameAlias_Gender;NameAlias_Title;NameAlias_Fun"
        "ction;Address_Street;Address_PoBox;Address_ZipCode;Address_City;Address_Place;Address_Region;Address"
        "_CountryDescription;Address_CountryIso2Code;Address_Remark;Address_ContactInfo;BirthDate_BirthDate;B"
        "irthDate_Day;BirthDate_Month;BirthDate_Year;BirthDate_Circa;BirthDate_CalendarType;BirthDate_ZipCode"
        ";BirthDate_City;BirthDate_Place;BirthDate_Region;BirthDate_CountryDescription;BirthDate_CountryIso2C"
        "ode;BirthDate_Remark;Identification_Number;Identification_LatinNumber;Identification_TypeCode;Identi"
        "fication_TypeDescription;Identification_KnownFalse;Identification_Remark;Citizenship_CountryIso2Code"
        ";Citizenship_Remark\n02/03/2024;10;EU.1.1;KPi.9;2019-04-05;2020-05-06;details;remark;person;P;2019/1"
        ";2019-04-04;TEST;Tavo;Ilan;Meru;Tavo Ilan Meru;EN;true;name remark;M;Captain;Master;1 Quay;Box 2;77;"
        "Harbour;Place;Region;FRANCE;FR;address remark;contact;;7;3;1961;false;GREGORIAN;78;Port;Bplace;Bregi"
        "on;SPAIN;ES;birth remark;X1;X2;passport;National passport;false;id remark;IT;citizenship remark\n";
    static const char LINE[] =
        "10|EU.1.1|Person|Tavo Ilan Meru|name{en,}=Tavo Ilan Meru|firstName=Tavo|middleName=Ilan|lastName=Mer"
        "u|gender=M|unscId=KPi.9|listingDate=2019-04-05|endDate=2020-05-06|programId=TEST|title=Captain|posit"
        "ion=Master|notes=details|notes=remark|notes=name remark|notes=address remark|notes=contact|notes=bir"
        "th remark|notes=id remark|notes=citizenship remark|legalBasis=2019/1 of 2019-04-04|address=1 Quay, B"
        "ox 2, 77, Harbour, Place, Region, FRANCE|country=FR|birthDate=1961-03-07|birthPlace=78, Port, Bplace"
        ", Bregion, SPAIN|birthCountry=ES|passportNumber=X1|passportNumber=X2|nationality=IT\n";
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    pl_buf_open(&lines, 1 << 16);
    assert_int_equal(read_bytes(PL_LIST_FORMAT_EU_CSV, PL_STR(""), pl_str_from(TEXT), 7, collect, &lines, &pub, &err),
                     0);
    pl_buf_add_char(&lines, '\0');
    assert_string_equal(lines.p, LINE);
    assert_int_equal(pub.unread, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(joins_rows_that_are_apart),
                                       cmocka_unit_test(reads_every_column),
                                       cmocka_unit_test(keeps_the_day_of_the_file)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
