/* The OFAC CSV reader. Expectations for tests/data/lists/ofac are derived by hand; the counts of the real files by
 * counting rows with another program (a CSV reader in a scripting language). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lists/ofac.h"
#include "unit/lists/entity_list.h"

static const char WANT[] =
    "101|101|Vessel|VOLANA REEF|name=VOLANA REEF|programId=TEST|programId=TEST2|callSign=ZZ4T1|type=General Cargo"
    "|tonnage=2,597|grossRegisteredTonnage=1,098|flag=Nowhere|owner=Meru Shipping Co.|alias=VOLANA RIF"
    "|previousName=TESSIL|pastFlags=Elsewhere|pastFlags=Faraway|imoNumber=9074729|mmsi=123456789"
    "|associates=MERU SHIPPING\n"
    "102|102|Person|MERU, Tavo|name=MERU, Tavo|programId=TEST|title=Captain|birthDate=circa 1961"
    "|birthDate=03 Mar 1963|nationality=Nowhere|gender=Male|passportNumber=X123 (Nowhere)|weakAlias=OLD SALT"
    "|associates=MERU LINES|website=meru.invalid\n"
    "103|103|LegalEntity|MERU SHIPPING|name=MERU SHIPPING|programId=TEST|alias=MERU LINES"
    "|address=1 Quay, Harbour, Nowhere|country=Nowhere|address=Elsewhere|country=Elsewhere"
    "|imoCompanyNumber=0289239|registrationNumber=77\n"
    "105|105|LegalEntity|NO \"ALIAS\" LTD|name=NO \"ALIAS\" LTD|programId=TEST\n";

static int read_set(const char *folder, const char *const names[PL_OFAC_PARTS], struct pl_buf *lines,
                    struct pl_publication *pub, struct pl_error *err) {
    struct pl_ofac_set set = {.list = PL_STR("ofac-sdn")};
    struct pl_buf bytes[PL_OFAC_PARTS];
    int code = 0;
    for (int i = 0; i < PL_OFAC_PARTS; i++) {
        char path[256];
        pl_buf_open(&bytes[i], 64 << 20);
        if (names[i] == NULL) {
            continue;
        }
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        code = code == 0 ? pl_file_read(path, 64 << 20, &bytes[i], err) : code;
        set.bytes[i] = pl_buf_str(&bytes[i]);
        set.file[i] = names[i];
    }
    code = code == 0 ? pl_ofac_read(&set, collect, lines, pub, err) : code;
    for (int i = 0; i < PL_OFAC_PARTS; i++) {
        pl_buf_close(&bytes[i]);
    }
    return code;
}

static const char *const SDN[PL_OFAC_PARTS] = {"sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"};
static const char *const CONS[PL_OFAC_PARTS] = {"cons_prim.csv", "cons_alt.csv", "cons_add.csv", "cons_comments.csv"};

static void joins_the_parts(void **state) {
    (void)state;
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    pl_buf_open(&lines, 1 << 20);
    assert_int_equal(read_set("tests/data/lists/ofac", SDN, &lines, &pub, &err), 0);
    expect_lines(&lines, WANT);
    assert_int_equal(pub.entries, 4);
    assert_int_equal(pub.rejected, 1);
    assert_int_equal(pub.vessels, 1);
}

static void refuses_a_part_alone(void **state) {
    (void)state;
    static const char *const ALONE[PL_OFAC_PARTS] = {"sdn.csv", NULL, NULL, NULL};
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    pl_buf_open(&lines, 1 << 20);
    assert_int_equal(read_set("tests/data/lists/ofac", ALONE, &lines, &pub, &err), PL_E_USAGE);
}

static void tells_parts_apart(void **state) {
    (void)state;
    pl_str list = {0};
    int part = -1;
    assert_true(pl_ofac_name(PL_STR("cons_alt.csv"), &list, &part));
    assert_true(pl_str_eq(list, PL_STR("ofac-cons")));
    assert_int_equal(part, PL_OFAC_ALT);
    assert_false(pl_ofac_name(PL_STR("list.csv"), &list, &part));
    assert_int_equal(pl_ofac_guess(PL_STR("1,\"A, B\",-0- ,\"X\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n")),
                     PL_OFAC_PRIM);
    assert_int_equal(pl_ofac_guess(PL_STR("1,2,\"aka\",\"B\",-0- \r\n")), PL_OFAC_ALT);
    assert_int_equal(pl_ofac_guess(PL_STR("1,2,\"aka\",\"B\nC\",-0- \r\n1,3")), PL_OFAC_ALT);
    assert_true(pl_ofac_sure(PL_STR("1,2,\"aka\",\"B\nC\",-0- \r\n")));
    assert_int_equal(pl_ofac_guess(PL_STR("mmsi,t,lat,lon,sog\n")), -1);
}

/* Each form that OFAC's remarks have, and the values by hand. */
static void reads_every_form_of_remark(void **state) {
    (void)state;
    static const struct {
        const char *type, *remarks, *want;
    } FORMS[] = {
        {"individual",
         "DOB 03 Mar 1961; alt. DOB 1962; alt. DOB circa 1963; alt. DOB 1964 to 1966; POB Harbour, Nowhere.",
         "|birthDate=03 Mar 1961|birthDate=1962|birthDate=circa 1963|birthDate=1964 to 1966|birthPlace=Harbour, "
         "Nowhere"},
        {"individual", "DOB 03 Mar 1961 to 04 Apr 1962; alt. DOB Mar 1963; (Linked To: MERU)",
         "|birthDate=03 Mar 1961 to 04 Apr 1962|birthDate=Mar 1963|associates=MERU"},
        {"individual",
         "a.k.a. 'OLD SALT'; f.k.a. 'YOUNG SALT'; n.k.a. 'NEW SALT'; citizen Nowhere; nationality Elsewhere; Gender "
         "Female.",
         "|weakAlias=OLD SALT|previousName=YOUNG SALT|weakAlias=NEW "
         "SALT|nationality=Nowhere|nationality=Elsewhere|gender=Female"},
        {"individual",
         "Passport X1 (Nowhere) expires 03 Mar 2030; Diplomatic Passport D2 (Nowhere); Cedula No. 3 (Nowhere); "
         "Tax ID No. 4; SSN 5; Driver's License No. 6; Kenyan ID No. 7.",
         "|passportNumber=X1 (Nowhere) expires 03 Mar 2030|passportNumber=D2 (Nowhere)|idNumber=3 (Nowhere)|taxNumber=4"
         "|idNumber=5|idNumber=6|idNumber=7"},
        {"-0- ", "Email Address a@meru.invalid; Website meru.invalid; Phone Number 1 2; Telephone (1)(2); Fax 3.",
         "|email=a@meru.invalid|website=meru.invalid|phone=1 2|phone=(1)(2)|notes=Fax 3"},
        {"-0- ", "Digital Currency Address - XBT 1abc; alt. Digital Currency Address - ETH 0x2d.",
         "|publicKey=1abc|publicKey=0x2d"},
        {"-0- ",
         "Unified Social Credit Code (USCC) 91 (Nowhere); Business Registration Document # CUD: 92; V.A.T. Number 93; "
         "Registration ID 94; Government Gazette Number 95; Chinese Commercial Code 1 2 3.",
         "|registrationNumber=91 "
         "(Nowhere)|registrationNumber=92|taxNumber=93|registrationNumber=94|registrationNumber=95"
         "|notes=Chinese Commercial Code 1 2 3"},
        {"-0- ",
         "Organization Established Date 03 Mar 1990; Organization Type: Postal activities; Linked To: MERU LINES; "
         "SWIFT/BIC MERUXX2X; ISIN XX1.",
         "|incorporationDate=03 Mar 1990|sector=Postal activities|associates=MERU LINES|swiftBic=MERUXX2X|isin=XX1"},
        {"-0- ",
         "Secondary sanctions risk: section 1.2 of Test Regulations No. 3; Executive Order 1 Directive 2; held at "
         "Berth "
         "No. 4; All offices worldwide.",
         "|notes=Secondary sanctions risk: section 1.2 of Test Regulations No. 3|notes=Executive Order 1 Directive 2"
         "|notes=held at Berth No. 4|notes=All offices worldwide"},
        {"aircraft",
         "Aircraft Manufacture Date 03 Mar 1990; Aircraft Model B1; Aircraft Operator Meru Air; Aircraft "
         "Manufacturer's Serial Number (MSN) 5; Aircraft Tail Number ZZ-T6; Aircraft Mode S Transponder Code 7A.",
         "|buildDate=03 Mar 1990|model=B1|operator=Meru Air|serialNumber=5|registrationNumber=ZZ-T6|icaoCode=7A"},
        {"vessel",
         "Vessel Registration Identification IMO 9074729; MMSI 123456789; Former Vessel Flag Nowhere; alt. Former "
         "Vessel Flag Elsewhere; Vessel Type Tanker; Vessel Owner Meru; Vessel Call Sign ZZ4T1.",
         "|imoNumber=9074729|mmsi=123456789|pastFlags=Nowhere|pastFlags=Elsewhere|type=Tanker|owner=Meru|callSign="
         "ZZ4T1"},
        {"vessel", "Vessel Registration Identification IMO 9074720; MMSI 12345678.",
         "|imoNumber!=9074720|mmsi!=12345678"},
        /* without the word IMO: seven digits with a vessel are one all the same, other numbers are a registry's */
        {"vessel", "Vessel Registration Identification 9074729; alt. Vessel Registration Identification 15411.",
         "|imoNumber=9074729|registrationNumber=15411"},
        /* of a company the number is a company's, whatever kind of number it is called: 5878589 passes as such */
        {"-0- ", "Vessel Registration Identification IMO 5878589; Identification Number IMO 9074729.",
         "|imoCompanyNumber=5878589|relatedImoNumber=9074729"},
        {"-0- ", "Company Number IMO 543400; Identification Number ISIN: XX1.",
         "|imoCompanyNumber!=IMO 543400|idNumber=ISIN: XX1"},
        /* a series in capitals before a number belongs to it: HRA 7 and HRB 7 are two companies */
        {"-0- ", "Registration Number HRB 7; Business Registration Number C 8 (Nowhere); Fax No. C 9; Tax Code: T10.",
         "|registrationNumber=HRB 7|registrationNumber=C 8 (Nowhere)|notes=Fax No. C 9|idNumber=T10"},
        {"individual",
         "Elsewhere National Overseas Passport 11 (Nowhere); Personal ID Card AK 12 (Nowhere); N.I.E. X-13-B "
         "(Nowhere).",
         "|passportNumber=11 (Nowhere)|idNumber=AK 12 (Nowhere)|idNumber=X-13-B (Nowhere)"},
        {"aircraft", "Aircraft Manufacture Date Sep 1984.", "|buildDate=Sep 1984"},
        {"-0- ", "Organization Established Date Jun 1961; EMAIL a@meru.invalid; www.meru.invalid (website).",
         "|incorporationDate=Jun 1961|notes=EMAIL a@meru.invalid|notes=www.meru.invalid (website)"
         "|email=a@meru.invalid|website=www.meru.invalid"},
    };
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
        struct pl_ofac_set set = {.list = PL_STR("ofac-sdn"), .file = {"sdn.csv", "alt.csv", NULL, NULL}};
        struct pl_publication pub = {0};
        struct pl_error err = {0};
        PL_BUF_AUTO lines;
        PL_BUF_AUTO bytes;
        PL_BUF_AUTO want;
        pl_buf_open(&lines, 1 << 16);
        pl_buf_open(&bytes, 1 << 16);
        pl_buf_open(&want, 1 << 16);
        pl_buf_add_fmt(&bytes, "7,\"A\",\"%s\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"%s\"\r\n", FORMS[i].type,
                       FORMS[i].remarks);
        set.bytes[PL_OFAC_PRIM] = pl_buf_str(&bytes);
        set.bytes[PL_OFAC_ALT] = PL_STR("");
        assert_int_equal(pl_ofac_read(&set, collect, &lines, &pub, &err), 0);
        pl_str line = pl_buf_str(&lines);
        size_t at = pl_str_find_str(line, PL_STR("|name=A")) + 7;
        pl_buf_add_fmt(&want, "%.*s%s\n", (int)at, line.p, FORMS[i].want);
        pl_buf_add_char(&want, '\0');
        expect_lines(&lines, want.p);
    }
}

/* A part of which more rows are malformed than not is no such part; half and half is read, and counted. */
static void refuses_what_is_mostly_rejected(void **state) {
    (void)state;
    static const char GOOD[] = "1,\"A\",-0- ,\"T\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n";
    PL_BUF_AUTO lines;
    PL_BUF_AUTO bytes;
    struct pl_ofac_set set = {.list = PL_STR("ofac-sdn"), .file = {"sdn.csv", "alt.csv", NULL, NULL}};
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    pl_buf_open(&lines, 1 << 20);
    pl_buf_open(&bytes, 1 << 20);
    pl_buf_add_fmt(&bytes, "%s2,broken\r\n", GOOD);
    set.bytes[PL_OFAC_PRIM] = pl_buf_str(&bytes);
    set.bytes[PL_OFAC_ALT] = PL_STR("1,1,\"aka\",\"B\",-0- \r\n");
    assert_int_equal(pl_ofac_read(&set, collect, &lines, &pub, &err), 0);
    assert_int_equal(pub.rejected, 1);
    assert_int_equal(pub.first_rejected.part, PL_OFAC_PRIM);
    assert_int_equal(pub.first_rejected.line, 2);
    assert_int_equal(pub.first_rejected.offset, sizeof GOOD - 1);
    assert_string_equal(pub.first_rejected.why, "has another number of columns");
    pl_buf_add_str(&bytes, PL_STR("3,broken\r\n"));
    set.bytes[PL_OFAC_PRIM] = pl_buf_str(&bytes);
    assert_int_equal(pl_ofac_read(&set, collect, &lines, &pub, &err), PL_E_FORMAT);
    assert_non_null(strstr(err.msg, "sdn.csv: 2 rows of an OFAC list rejected, 1 accepted"));
    set.bytes[PL_OFAC_PRIM] = pl_str_from(GOOD);
    set.bytes[PL_OFAC_ALT] = PL_STR("1,broken\r\n");
    assert_int_equal(pl_ofac_read(&set, collect, &lines, &pub, &err), PL_E_FORMAT);
    assert_non_null(strstr(err.msg, "alt.csv: 1 rows of an OFAC list rejected, 0 accepted"));
}

/* Another encoding, or a NUL: which part, line and byte. */
static void refuses_what_is_not_utf8(void **state) {
    (void)state;
    static const char PRIM[] = "1,\"A\",-0- ,\"T\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n";
    for (int part = 0; part < 2; part++) {
        struct pl_ofac_set set = {.list = PL_STR("ofac-sdn"), .file = {"sdn.csv", "alt.csv", NULL, NULL}};
        struct pl_publication pub = {0};
        struct pl_error err = {0};
        set.bytes[PL_OFAC_PRIM] = part == 0 ? PL_STR("1,\"\xE9\",-0- ,,,,,,,,,\r\n") : pl_str_from(PRIM);
        set.bytes[PL_OFAC_ALT] = part == 0 ? PL_STR("") : PL_STR("1,2,\"aka\",\"B\",\r\n1,3,\"aka\",\"C\0\",\r\n");
        assert_int_equal(pl_ofac_read(&set, collect, NULL, &pub, &err), PL_E_FORMAT);
        assert_non_null(strstr(err.msg, part == 0 ? "sdn.csv: cell 2" : "alt.csv: cell 4"));
        assert_int_equal(err.line, part + 1);
        assert_int_equal(err.offset, part == 0 ? 0 : 16);
    }
}

static void refuses_a_part_that_is_too_large(void **state) {
    (void)state;
    static const char PRIM[] = "1,\"A\",-0- ,\"T\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n";
    PL_BUF_AUTO lines;
    pl_buf_open(&lines, 1 << 16);
    for (int part = PL_OFAC_PRIM; part <= PL_OFAC_ALT; part++) {
        for (int over = -1; over <= 1; over++) {
            struct pl_ofac_options options = {.list = PL_STR("ofac-sdn"),
                                              .max_part = (uint64_t)(sizeof PRIM - 1) - (uint64_t)over};
            struct pl_ofac *ofac = NULL;
            struct pl_publication pub = {0};
            struct pl_error err = {0};
            char spaces[sizeof PRIM];
            memset(spaces, '\n', sizeof spaces);
            assert_int_equal(pl_ofac_open(&options, collect, &lines, &ofac, &err), 0);
            int code = pl_ofac_push(ofac, PL_OFAC_ALT, spaces, part == PL_OFAC_ALT ? sizeof PRIM - 1 : 0, &err);
            code = code == 0 ? pl_ofac_push(ofac, PL_OFAC_PRIM, PRIM, 9, &err) : code;
            code = code == 0 && part == PL_OFAC_PRIM
                       ? pl_ofac_push(ofac, PL_OFAC_PRIM, PRIM + 9, sizeof PRIM - 10, &err)
                       : code;
            assert_int_equal(code, over <= 0 ? 0 : PL_E_LIMIT);
            assert_true(over <= 0 || strstr(err.msg, part == PL_OFAC_PRIM ? "primary" : "aliases") != NULL);
            code = part == PL_OFAC_PRIM && over <= 0 ? pl_ofac_finish(ofac, &pub, &err) : 0;
            assert_int_equal(code, 0);
            pl_ofac_close(ofac);
        }
    }
}

/* One entry with n rows in a part: refused, with its number, above the ceiling; below it every row counts. */
static int read_rows(int part, unsigned n, struct pl_buf *lines, struct pl_error *err) {
    static const char *const FILES[PL_OFAC_PARTS] = {"sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"};
    struct pl_ofac_set set = {.list = PL_STR("ofac-sdn")};
    struct pl_publication pub = {0};
    PL_BUF_AUTO bytes;
    pl_buf_open(&bytes, 1 << 20);
    pl_buf_clear(lines);
    for (unsigned i = 1; i <= n; i++) {
        if (part == PL_OFAC_ALT) {
            pl_buf_add_fmt(&bytes, "7012,%u,\"aka\",\"ROW %u.\",-0- \r\n", i, i);
        } else if (part == PL_OFAC_ADD) {
            pl_buf_add_fmt(&bytes, "7012,%u,\"ROW %u.\",-0- ,-0- ,-0- \r\n", i, i);
        } else {
            pl_buf_add_fmt(&bytes, "7012,\"ROW %u.; \"\r\n", i);
        }
    }
    for (int i = 0; i < PL_OFAC_PARTS; i++) {
        set.bytes[i] = PL_STR("");
        set.file[i] = FILES[i];
    }
    set.bytes[PL_OFAC_PRIM] = PL_STR("7012,\"MERU\",-0- ,\"T\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n");
    set.bytes[part] = pl_buf_str(&bytes);
    return pl_ofac_read(&set, collect, lines, &pub, err);
}

/* The last column of the aliases and addresses: empty in every copy seen, but a place for words. */
static void keeps_remarks_of_further_parts(void **state) {
    (void)state;
    struct pl_ofac_set set = {.list = PL_STR("ofac-sdn")};
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    PL_BUF_AUTO lines;
    pl_buf_open(&lines, 1 << 16);
    set.bytes[PL_OFAC_PRIM] = PL_STR("1,\"A\",-0- ,\"T\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n");
    set.bytes[PL_OFAC_ALT] = PL_STR("1,2,\"aka\",\"B\",\"of old\"\r\n");
    set.bytes[PL_OFAC_ADD] = PL_STR("1,3,\"Quay\",-0- ,\"Nowhere\",\"at sea\"\r\n");
    assert_int_equal(pl_ofac_read(&set, collect, &lines, &pub, &err), 0);
    expect_lines(&lines, "1|1|LegalEntity|A|name=A|programId=T|alias=B|notes=of old|address=Quay, Nowhere"
                         "|country=Nowhere|notes=at sea\n");
}

/* The reserved range counts where the caller says that this is an exercise: 4900014 has a right check digit. */
static void knows_an_exercise(void **state) {
    (void)state;
    for (int exercise = 0; exercise < 2; exercise++) {
        static const char PRIM[] = "1,\"A\",\"vessel\",\"T\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"Vessel Registration "
                                   "Identification IMO 4900014.\"\r\n";
        struct pl_ofac_options options = {.list = PL_STR("ofac-sdn"), .exercise = exercise != 0};
        struct pl_ofac *ofac = NULL;
        struct pl_publication pub = {0};
        struct pl_error err = {0};
        PL_BUF_AUTO lines;
        pl_buf_open(&lines, 1 << 16);
        assert_int_equal(pl_ofac_open(&options, collect, &lines, &ofac, &err), 0);
        assert_int_equal(pl_ofac_push(ofac, PL_OFAC_PRIM, PRIM, sizeof PRIM - 1, &err), 0);
        assert_int_equal(pl_ofac_push(ofac, PL_OFAC_ALT, "", 0, &err), 0);
        assert_int_equal(pl_ofac_finish(ofac, &pub, &err), 0);
        assert_int_equal(pub.exercise, exercise);
        assert_int_equal(pub.invalid_identifiers, 1 - exercise);
        pl_ofac_close(ofac);
    }
}

static void drops_no_row_in_silence(void **state) {
    (void)state;
    static const struct {
        int part;
        unsigned max;
    } PARTS[] = {{PL_OFAC_ALT, PL_OFAC_MAX_ALIASES},
                 {PL_OFAC_ADD, PL_OFAC_MAX_ADDRESSES},
                 {PL_OFAC_COMMENTS, PL_OFAC_MAX_COMMENTS}};
    PL_BUF_AUTO lines;
    pl_buf_open(&lines, 1 << 20);
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        struct pl_error err = {0};
        for (unsigned n = PARTS[i].max - 1; n <= PARTS[i].max; n++) {
            assert_int_equal(read_rows(PARTS[i].part, n, &lines, &err), 0);
            assert_true(pl_str_find_str(pl_buf_str(&lines), PL_STR("ROW 1.")) < lines.n);
        }
        assert_int_equal(read_rows(PARTS[i].part, PARTS[i].max + 1, &lines, &err), PL_E_LIMIT);
        assert_non_null(strstr(err.msg, "entry 7012"));
    }
}

/* 8,976 and 443 rows; 406 vessels, of which 399 have "IMO" and seven digits and one seven digits alone, all with a
 * right check digit; 81 numbers of companies, all with theirs. */
static void counts_real_lists(void **state) {
    (void)state;
    static const char FOLDER[] = "../shared/data/lists/ofac";
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    if (!pl_file_exists("../shared/data/lists/ofac/sdn.csv")) {
        printf("skipped: %s is not here\n", FOLDER);
        skip();
    }
    pl_buf_open(&lines, 64 << 20);
    assert_int_equal(read_set(FOLDER, SDN, &lines, &pub, &err), 0);
    assert_int_equal(pub.entries, 8976);
    assert_int_equal(pub.vessels, 406);
    assert_int_equal(pub.names, 23325); /* of the columns, alt.csv and the quotes in the remarks, without repeats */
    assert_int_equal(pub.dangling, 0);
    unsigned ships = 0;
    unsigned companies = 0;
    unsigned wrong = 0;
    pl_str rest = pl_buf_str(&lines);
    while (rest.p != NULL && rest.n > 0) {
        pl_str line = pl_str_cut(&rest, '\n');
        bool vessel = pl_str_find_str(line, PL_STR("|Vessel|")) < line.n;
        ships += vessel && pl_str_find_str(line, PL_STR("|imoNumber=")) < line.n ? 1 : 0;
        wrong += pl_str_find_str(line, PL_STR("|imoNumber!=")) < line.n ? 1 : 0;
        assert_true(pl_str_find_str(line, PL_STR("|relatedImoNumber!=")) == line.n);
        pl_str number = line;
        while (pl_str_find_str(number, PL_STR("|imoCompanyNumber=")) < number.n) {
            number = pl_str_sub(number, pl_str_find_str(number, PL_STR("|imoCompanyNumber=")) + 18, number.n);
            companies++;
        }
    }
    assert_int_equal(ships, 400);
    assert_int_equal(companies, 81);
    assert_int_equal(wrong, 1); /* "IMO 15411", said of one vessel */
    assert_int_equal(pub.rejected, 0);
    pl_buf_clear(&lines);
    assert_int_equal(read_set(FOLDER, CONS, &lines, &pub, &err), 0);
    assert_int_equal(pub.entries, 442);
    assert_int_equal(pub.names, 1587);
    assert_int_equal(pub.rejected, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_the_parts),
        cmocka_unit_test(refuses_a_part_alone),
        cmocka_unit_test(tells_parts_apart),
        cmocka_unit_test(drops_no_row_in_silence),
        cmocka_unit_test(keeps_remarks_of_further_parts),
        cmocka_unit_test(knows_an_exercise),
        cmocka_unit_test(reads_every_form_of_remark),
        cmocka_unit_test(refuses_what_is_not_utf8),
        cmocka_unit_test(refuses_a_part_that_is_too_large),
        cmocka_unit_test(refuses_what_is_mostly_rejected),
        cmocka_unit_test(counts_real_lists),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    /* What could not be read must be seen: ctest lists the program as skipped. */
    return failed == 0 && !pl_file_exists("../shared/data/lists/ofac/sdn.csv") ? 77 : failed;
}
