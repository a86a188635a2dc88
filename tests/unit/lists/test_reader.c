/* What a list file is, by its content; and the reader's own rules. Which shared file is what is stated by
 * ../shared/data/lists/PROVENANCE.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <ftw.h>
#include <cmocka.h>

#include "input/open.h"
#include "lists/ofac.h"
#include "unit/lists/read_list.h"

static int guess_of(const char *text, const char *name) {
    return pl_list_guess_head(pl_str_from(text), pl_str_from(name)).format;
}

static void tells_xml_by_its_first_element(void **state) {
    (void)state;
    assert_int_equal(guess_of("<CONSOLIDATED_LIST dateGenerated=\"2026\">", ""), PL_LIST_FORMAT_UN_XML);
    assert_int_equal(guess_of("\xEF\xBB\xBF \n<?xml version=\"1.0\"?>\n<!-- <export> -->\n<CONSOLIDATED_LIST>", ""),
                     PL_LIST_FORMAT_UN_XML);
    assert_int_equal(guess_of("<!DOCTYPE a [<!ENTITY b \"c\">]><x:CONSOLIDATED_LIST/>", ""), PL_LIST_FORMAT_UN_XML);
    assert_int_equal(guess_of("<!-- <CONSOLIDATED_LIST> --><kml>", ""), PL_LIST_FORMAT_NONE);
    assert_int_equal(guess_of("<CONSOLIDATED_LISTS>", ""), PL_LIST_FORMAT_NONE);
    assert_int_equal(guess_of("<?xml version=\"1.0\"?>", ""), PL_LIST_FORMAT_NONE);
    assert_int_equal(guess_of("", ""), PL_LIST_FORMAT_NONE);
}

static void tells_utf16(void **state) {
    (void)state;
    static const char TEXT[] = "<?xml version=\"1.0\"?><CONSOLIDATED_LIST a=\"1\">";
    for (int shape = 0; shape < 4; shape++) { /* big or little endian, with a byte order mark or not */
        PL_BUF_AUTO bytes;
        pl_buf_open(&bytes, 1000);
        bool big = shape % 2 == 0;
        if (shape >= 2) {
            pl_buf_add(&bytes, big ? "\xFE\xFF" : "\xFF\xFE", 2);
        }
        for (size_t i = 0; i + 1 < sizeof TEXT; i++) {
            pl_buf_add_char(&bytes, big ? '\0' : TEXT[i]);
            pl_buf_add_char(&bytes, big ? TEXT[i] : '\0');
        }
        assert_int_equal(pl_list_guess_head(pl_buf_str(&bytes), PL_STR("x")).format, PL_LIST_FORMAT_UN_XML);
    }
}

static void tells_json_by_its_keys(void **state) {
    (void)state;
    assert_int_equal(guess_of("{\"id\":\"1\",\"schema\":\"Person\",\"properties\":{\"name\":[\"A", ""),
                     PL_LIST_FORMAT_FTM);
    assert_int_equal(guess_of("{\"caption\":\"\\\"\",\"id\":\"1\",\"properties\":{", ""), PL_LIST_FORMAT_FTM);
    assert_int_equal(guess_of("{\"op\":\"DEL\",\"entity\":{\"id\":\"1\"}}", ""), PL_LIST_FORMAT_FTM_DELTA);
    assert_int_equal(guess_of("", "a.entities.delta.json"), PL_LIST_FORMAT_FTM_DELTA);
    assert_int_equal(
        guess_of("{\"type\":\"Feature\",\"id\":\"1\",\"caption\":\"\",\"geometry\":{},\"properties\":{}}", ""),
        PL_LIST_FORMAT_NONE);
    assert_int_equal(guess_of("{\"a\":{\"id\":1,\"schema\":2,\"properties\":3}}", ""), PL_LIST_FORMAT_NONE);
    assert_int_equal(guess_of("{\"id\":\"properties\",\"schema\":\"properties\"}", ""), PL_LIST_FORMAT_NONE);
    assert_int_equal(guess_of("[{\"id\":\"1\",\"schema\":\"Person\",\"properties\":{}}]", ""), PL_LIST_FORMAT_NONE);
    struct pl_list_guess guess =
        pl_list_guess_head(PL_STR("{\"id\":1,\"schema\":2,\"properties\":{}}"), PL_STR("zala.entities.ftm.json"));
    assert_true(pl_str_eq(guess.list, PL_STR("zala")));
}

/* A version in the name is a day and no part of the list's name. */
static void reads_the_version_in_a_name(void **state) {
    (void)state;
    static const char DELTA[] = "{\"op\":\"ADD\",\"entity\":{}}";
    static const struct {
        const char *name, *list, *day;
    } NAMES[] = {{"delta-20240527134702-zbn.entities.delta.json", "", "2024-05-27"},
                 {"20240527134702-zbn.entities.delta.json", "", "2024-05-27"},
                 {"toy-20240527134702-zbn.entities.delta.json", "toy", "2024-05-27"},
                 {"toy.entities.delta.json", "toy", ""},
                 {"toy-20241327134702-zbn.entities.delta.json", "toy", ""}, /* no such month */
                 {"toy-2024052713470-zbn.entities.delta.json", "toy-2024052713470-zbn", ""},
                 {"toy-120240527134702-zbn.entities.delta.json", "toy-120240527134702-zbn", ""},
                 {"toy-20240527134702-zb.entities.delta.json", "toy-20240527134702-zb", ""},
                 {"delta.entities.delta.json", "", ""},
                 {"", "", ""}};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        char day[11];
        struct pl_list_guess guess = pl_list_guess_head(pl_str_from(DELTA), pl_str_from(NAMES[i].name));
        assert_int_equal(guess.format, PL_LIST_FORMAT_FTM_DELTA);
        assert_true(pl_str_eq(guess.list, pl_str_from(NAMES[i].list)));
        assert_int_equal(pl_list_name_day(pl_str_from(NAMES[i].name), day), NAMES[i].day[0] != '\0');
        assert_string_equal(day, NAMES[i].day);
    }
}

/* <export> with any of its three marks; without one it is somebody else's. */
static void tells_the_eu_by_any_of_its_marks(void **state) {
    (void)state;
    assert_int_equal(guess_of("<export xmlns='http://eu.europa.ec/fpi/fsd/export'>", "x"), PL_LIST_FORMAT_EU_XML);
    assert_int_equal(guess_of("<export globalFileId='1'>", "x"), PL_LIST_FORMAT_EU_XML);
    assert_int_equal(guess_of("<export><sanctionEntity logicalId='1'/>", "x"), PL_LIST_FORMAT_EU_XML);
    assert_int_equal(guess_of("<export><row/>", "x"), PL_LIST_FORMAT_NONE);
}

static void tells_ofac_parts_by_name_and_content(void **state) {
    (void)state;
    static const char ALT[] = "1,2,\"aka\",\"B\",\"\"\r\n";
    static const char PRIM[] = "1,\"A, B\",\"vessel\",\"X\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"\r\n";
    struct pl_list_guess guess = pl_list_guess_head(pl_str_from(ALT), PL_STR("cons_alt.csv"));
    assert_int_equal(guess.format, PL_LIST_FORMAT_OFAC_CSV);
    assert_int_equal(guess.part, PL_OFAC_ALT);
    assert_true(pl_str_eq(guess.list, PL_STR("ofac-cons")));
    assert_int_equal(guess_of(ALT, "cons_prim.csv"), PL_LIST_FORMAT_NONE); /* the name says another part */
    assert_int_equal(guess_of(ALT, "x.csv"), PL_LIST_FORMAT_OFAC_CSV);     /* "aka" tells; which list is not known */
    assert_int_equal(pl_list_guess_head(pl_str_from(ALT), PL_STR("x.csv")).list.n, 0);
    assert_int_equal(guess_of(PRIM, "SDN.CSV"), PL_LIST_FORMAT_OFAC_CSV);
    assert_int_equal(guess_of(PRIM, "x.csv"), PL_LIST_FORMAT_NONE);
    assert_int_equal(guess_of("", "sdn_comments.csv"), PL_LIST_FORMAT_OFAC_CSV);
    assert_int_equal(guess_of("7,\"text\"\r\n", "sdn_comments.csv"), PL_LIST_FORMAT_OFAC_CSV);
    assert_int_equal(guess_of("mmsi,t\r\n", "sdn_comments.csv"), PL_LIST_FORMAT_NONE);
}

static void takes_nothing_else_for_a_list(void **state) {
    (void)state;
    static const char *const OTHERS[] = {
        "!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24\n",
        "\\s:1,c:1*00\\!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24\n",
        "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status\n",
        "mmsi,imo,name,flag,type\n",
        "123456789,2024,1.5,2.5,0,0,0,,,,,\n",
        "id,name,schema,birth_date,country,imo\n",
        "{\"type\":\"ais\",\"mmsi\":1}\n",
        "plain text",
        "\x1F\x8B\x08",
        "%PDF-1.4",
    };
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        assert_int_equal(guess_of(OTHERS[i], "list.csv"), PL_LIST_FORMAT_NONE);
    }
}

static const struct {
    const char *file;
    int format;
    const char *list;
} SHARED[] = {
    {"un/un-consolidated-2018-10-29.xml", PL_LIST_FORMAT_UN_XML, "un-sc"},
    {"un/un-consolidated-2025-08-16.illformed-excerpt.xml", PL_LIST_FORMAT_UN_XML, "un-sc"},
    {"un/un-consolidated-2025-11-18.xml", PL_LIST_FORMAT_UN_XML, "un-sc"},
    {"un/un-consolidated-2026-02-27.xml", PL_LIST_FORMAT_UN_XML, "un-sc"},
    {"ofac/sdn.csv", PL_LIST_FORMAT_OFAC_CSV, "ofac-sdn"},
    {"ofac/alt.csv", PL_LIST_FORMAT_OFAC_CSV, "ofac-sdn"},
    {"ofac/add.csv", PL_LIST_FORMAT_OFAC_CSV, "ofac-sdn"},
    {"ofac/sdn_comments.csv", PL_LIST_FORMAT_OFAC_CSV, "ofac-sdn"},
    {"ofac/cons_prim.csv", PL_LIST_FORMAT_OFAC_CSV, "ofac-cons"},
    {"ofac/cons_alt.csv", PL_LIST_FORMAT_OFAC_CSV, "ofac-cons"},
    {"ofac/cons_add.csv", PL_LIST_FORMAT_OFAC_CSV, "ofac-cons"},
    {"ofac/cons_comments.csv", PL_LIST_FORMAT_OFAC_CSV, "ofac-cons"},
    {"opensanctions/zala.entities.ftm.json", PL_LIST_FORMAT_FTM, "zala"},
    {"opensanctions/t1.entities.ftm.json", PL_LIST_FORMAT_FTM, "t1"},
    {"opensanctions/delta-20240527134702-zbn.entities.delta.json", PL_LIST_FORMAT_FTM_DELTA, ""},
    {"opensanctions/delta-20240527194702-wnk.entities.delta.json", PL_LIST_FORMAT_FTM_DELTA, ""},
    {"opensanctions/delta-20240528014702-pfh.entities.delta.json", PL_LIST_FORMAT_FTM_DELTA, ""},
    {"opensanctions/delta-20240528074703-npf.entities.delta.json", PL_LIST_FORMAT_FTM_DELTA, ""},
    {"opensanctions/delta-20240528134729-3iv.entities.delta.json", PL_LIST_FORMAT_FTM_DELTA, ""},
    {"ofac/us-csl-sample.csv", PL_LIST_FORMAT_CSL_CSV, "us-csl"},
    {"ofac/sdn-sample-2020-04-22.xml", PL_LIST_FORMAT_OFAC_XML, ""},
    {"eu/eu-fsf-sample-2020-04-15.xml", PL_LIST_FORMAT_EU_XML, "eu-fsf"},
    {"uk/uk-sanctions-list-2026-09-10-excerpt.xml", PL_LIST_FORMAT_UK_XML, "uk-sl"},
    {"uk/ofsi-conlist-sample-2020-04-27.csv", PL_LIST_FORMAT_OFSI_CSV, "uk-ofsi"},
    {"opensanctions/delta-index.json", PL_LIST_FORMAT_NONE, ""},
    {"xsd/un-sc-sanctions.xsd", PL_LIST_FORMAT_NONE, ""},
    {"xsd/eu-fsf-schema_1_1.xsd", PL_LIST_FORMAT_NONE, ""},
    {"xsd/ofac-sdn_advanced.xsd", PL_LIST_FORMAT_NONE, ""},
    {"PROVENANCE.md", PL_LIST_FORMAT_NONE, ""},
};

static void tells_real_files(void **state) {
    (void)state;
    if (!have_shared(SHARED_LISTS "PROVENANCE.md")) {
        skip();
    }
    for (size_t i = 0; i < sizeof SHARED / sizeof SHARED[0]; i++) {
        char path[300];
        char head[4096];
        snprintf(path, sizeof path, "%s%s", SHARED_LISTS, SHARED[i].file);
        FILE *f = fopen(path, "rb");
        assert_non_null(f);
        size_t n = fread(head, 1, sizeof head, f);
        fclose(f);
        struct pl_list_guess guess = pl_list_guess_head(pl_str_make(head, n), pl_str_from(strrchr(path, '/') + 1));
        if (guess.format != SHARED[i].format) {
            print_error("%s\n", SHARED[i].file);
        }
        assert_string_equal(pl_list_format_name(guess.format), pl_list_format_name(SHARED[i].format));
        assert_true(pl_str_eq(guess.list, pl_str_from(SHARED[i].list)));
    }
}

static unsigned others;

/* Every other file of the shared data, decompressed: recordings, tables, pages. */
static int expect_none(const char *path, const struct stat *st, int kind, struct FTW *ftw) {
    (void)st;
    (void)ftw;
    char head[4096];
    size_t n = 0;
    size_t got = 1;
    struct pl_input *input = NULL;
    struct pl_member member;
    int more = 0;
    if (kind != FTW_F || strstr(path, "/lists/") != NULL) {
        return 0;
    }
    if (pl_input_open(path, &input, NULL) == 0 && pl_input_next(input, &more, &member, NULL) == 0 && more) {
        while (got > 0 && n < sizeof head) {
            got = 0;
            if (pl_input_read(input, head + n, sizeof head - n, &got, NULL) != 0) {
                break;
            }
            n += got;
        }
    }
    pl_input_close(input);
    int format = pl_list_guess_head(pl_str_make(head, n), pl_str_from(strrchr(path, '/') + 1)).format;
    if (format != PL_LIST_FORMAT_NONE) {
        print_error("%s is taken for %s\n", path, pl_list_format_name(format));
        return 1;
    }
    others++;
    return 0;
}

static void takes_no_recording_for_a_list(void **state) {
    (void)state;
    if (!have_shared("../shared/data/ais")) {
        skip();
    }
    assert_int_equal(nftw("../shared/data", expect_none, 8, FTW_PHYS), 0);
    assert_true(others > 40);
}

/* A failed reader says the same on each further call. */
static void stays_failed(void **state) {
    (void)state;
    struct pl_list_reader_options options = {.format = PL_LIST_FORMAT_FTM};
    struct pl_list_reader *reader = NULL;
    struct pl_publication pub = {.entries = 77};
    struct pl_error first = {0};
    struct pl_error later = {0};
    assert_int_equal(pl_list_reader_open(&options, collect, NULL, &reader, &first), 0);
    assert_int_equal(pl_list_reader_push(reader, 0, "{\n", 2, &first), PL_E_FORMAT);
    assert_int_equal(pl_list_reader_push(reader, 0, "{}\n", 3, &later), PL_E_FORMAT);
    assert_string_equal(first.msg, later.msg);
    assert_int_equal(pl_list_reader_finish(reader, &pub, &later), PL_E_FORMAT);
    assert_string_equal(first.msg, later.msg);
    assert_int_equal(pub.entries, 77);
    pl_list_reader_close(reader);
    pl_list_reader_close(NULL);
}

/* OFAC's parts through the one reader, in another order than they are read in, in small pieces. */
static void reads_parts_in_any_order(void **state) {
    (void)state;
    static const char *const FILES[] = {"sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"};
    struct pl_list_reader_options options = {.format = PL_LIST_FORMAT_OFAC_CSV, .list = PL_STR("ofac-sdn")};
    struct pl_list_reader *reader = NULL;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    PL_BUF_AUTO lines;
    pl_buf_open(&lines, 1 << 20);
    assert_int_equal(pl_list_reader_open(&options, collect, &lines, &reader, &err), 0);
    for (int i = 0; i < PL_OFAC_PARTS; i++) {
        static const int ORDER[] = {3, 0, 2, 1};
        int part = ORDER[i];
        PL_BUF_AUTO bytes;
        char path[200];
        pl_buf_open(&bytes, 1 << 20);
        snprintf(path, sizeof path, "tests/data/lists/ofac/%s", FILES[part]);
        assert_int_equal(pl_file_read(path, 1 << 20, &bytes, &err), 0);
        for (size_t at = 0; at < bytes.n; at += 3) {
            size_t n = bytes.n - at < 3 ? bytes.n - at : 3;
            assert_int_equal(pl_list_reader_push(reader, part, bytes.p + at, n, &err), 0);
        }
    }
    assert_int_equal(pl_list_reader_finish(reader, &pub, &err), 0);
    assert_int_equal(pub.entries, 4);
    assert_true(pl_str_find_str(pl_buf_str(&lines), PL_STR("alias=VOLANA RIF|previousName=TESSIL")) < lines.n);
    pl_list_reader_close(reader);
    assert_int_equal(pl_list_reader_open(&options, collect, &lines, &reader, &err), 0);
    assert_int_equal(pl_list_reader_push(reader, 0, "1,2\n", 4, &err), 0);
    assert_int_equal(pl_list_reader_finish(reader, &pub, &err), PL_E_USAGE);
    pl_list_reader_close(reader);
}

static void names_formats(void **state) {
    (void)state;
    for (int i = 0; i < (int)PL_LIST_FORMAT_COUNT; i++) {
        assert_int_equal(pl_list_format_of(pl_str_from(pl_list_format_name(i))), i);
        assert_true(strlen(pl_list_format_words(i)) > 0);
    }
    assert_int_equal(pl_list_format_of(PL_STR("none")), PL_LIST_FORMAT_NONE);
    struct pl_list_reader_options options = {.format = PL_LIST_FORMAT_NONE};
    struct pl_list_reader *reader = NULL;
    assert_int_equal(pl_list_reader_open(&options, collect, NULL, &reader, NULL), PL_E_USAGE);
    assert_null(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_xml_by_its_first_element),   cmocka_unit_test(tells_utf16),
        cmocka_unit_test(tells_json_by_its_keys),           cmocka_unit_test(reads_the_version_in_a_name),
        cmocka_unit_test(tells_the_eu_by_any_of_its_marks), cmocka_unit_test(tells_ofac_parts_by_name_and_content),
        cmocka_unit_test(takes_nothing_else_for_a_list),    cmocka_unit_test(tells_real_files),
        cmocka_unit_test(takes_no_recording_for_a_list),    cmocka_unit_test(stays_failed),
        cmocka_unit_test(reads_parts_in_any_order),         cmocka_unit_test(names_formats),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return failed == 0 && access(SHARED_LISTS, R_OK) != 0 ? 77 : failed;
}
