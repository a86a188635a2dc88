/* The canonical record. The golden bytes were put together by hand from docs/format/record.md, message bits by the
 * layouts of ITU-R M.1371-5; SHA-256 values by sha256sum(1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "track/report.h"

#define T0 INT64_C(1700000000000000) /* 0x00060a24181e4000 */

static struct pl_buf written(const struct pl_hearing *hearing) {
    struct pl_buf buf;
    struct pl_error err;
    pl_buf_open(&buf, 65536);
    assert_int_equal(pl_record_write(hearing, &buf, &err), 0);
    return buf;
}

static void assert_hex(const struct pl_buf *buf, const char *hex) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 65536);
    pl_buf_add_hex(&text, buf->p, buf->n);
    pl_buf_add_char(&text, '\0');
    assert_string_equal(text.p, hex);
}

static const uint8_t type1[21] = {0x04, 0x15, 0xd1, 0x87, 0x59}; /* head only */

static struct pl_hearing hearing_of(const uint8_t *bits, uint32_t n_bits, uint32_t mmsi, uint8_t msg) {
    return (struct pl_hearing){.at = T0, .mmsi = mmsi, .msg = msg, .bits = bits, .n_bits = n_bits};
}

static void put_bits(uint8_t *p, unsigned from, unsigned n, uint64_t v) {
    for (unsigned i = 0; i < n; i++) {
        unsigned bit = from + i;
        p[bit / 8] &= (uint8_t) ~(0x80 >> (bit % 8));
        p[bit / 8] |= (uint8_t)(((v >> (n - 1 - i)) & 1) << (7 - bit % 8));
    }
}

static void test_ais_golden(void **state) {
    (void)state;
    /* time 00060a24181e4000, MMSI 366053209 = 15d18759, kind 01, 168 bits = 00a8, then the payload */
    uint8_t bits[21] = {0};
    put_bits(bits, 0, 6, 1);
    put_bits(bits, 8, 30, 366053209);
    put_bits(bits, 38, 4, 3);
    put_bits(bits, 50, 10, 0);
    put_bits(bits, 61, 28, (uint32_t)(-73407500) & 0xfffffff); /* -122.345833 degrees */
    put_bits(bits, 89, 27, 22680900);                          /* 37.8015 degrees */
    put_bits(bits, 116, 12, 2193);
    put_bits(bits, 128, 9, 1);
    struct pl_hearing hearing = hearing_of(bits, 168, 366053209, 1);
    struct pl_buf record = written(&hearing);
    assert_int_equal(record.n, 36);
    struct pl_buf head = {.p = record.p, .n = 15};
    assert_hex(&head, "00060a24181e400015d187590100a8");
    assert_memory_equal(record.p + 15, bits, 21);
    struct pl_report r;
    struct pl_error err;
    assert_int_equal(pl_report_read(pl_buf_str(&record), &r, &err), 0);
    assert_int_equal(r.at, T0);
    assert_int_equal(r.mmsi, 366053209);
    assert_int_equal(r.msg, 1);
    assert_true(r.has_position);
    assert_false(r.has_static);
    assert_false(r.class_b);
    assert_int_equal(r.pos.lon, -73407500);
    assert_int_equal(r.pos.lat, 22680900);
    assert_int_equal(r.sog_dkn, 0);
    assert_int_equal(r.cog_ddeg, 2193);
    assert_int_equal(r.heading_deg, 1);
    assert_int_equal(r.status, 3);
    assert_ptr_equal(r.record.p, record.p);
    assert_true(pl_str_eq(pl_record_payload(r.record), pl_str_make(record.p + 8, 28)));
    pl_buf_close(&record);
}

static void test_padding_is_cut(void **state) {
    (void)state;
    uint8_t bits[10];
    memset(bits, 0xff, sizeof bits);
    put_bits(bits, 0, 6, 24);
    put_bits(bits, 8, 30, 5);
    struct pl_hearing hearing = hearing_of(bits, 73, 5, 24);
    struct pl_buf record = written(&hearing);
    assert_int_equal(record.n, 25);
    assert_int_equal((uint8_t)record.p[24], 0x80); /* bit 72 alone */
    struct pl_report r;
    assert_int_equal(pl_report_read(pl_buf_str(&record), &r, NULL), 0);
    assert_true(r.class_b);
    assert_true(r.has_static);
    record.p[24] = (char)0xc0;
    assert_int_equal(pl_report_read(pl_buf_str(&record), &r, NULL), PL_E_FORMAT);
    pl_buf_close(&record);
}

static void test_row_golden(void **state) {
    (void)state;
    struct pl_ais_row row = {.has = 0xffff,
                             .lon = 108000000, /* 180 degrees east is 180 degrees west */
                             .lat = -2,
                             .sog_dkn = 123,
                             .cog_ddeg = 3599,
                             .heading_deg = 359,
                             .turn = -128,
                             .status = 15,
                             .shiptype = 70,
                             .draught_dm = 81,
                             .length_m = 200,
                             .width_m = 30,
                             .to_bow_m = 1,
                             .to_stern_m = 2,
                             .to_port_m = 3,
                             .to_starboard_m = 4,
                             .imo = 9307839,
                             .name = PL_STR("AB"),
                             .callsign = PL_STR("C"),
                             .destination = PL_STR("")};
    struct pl_hearing hearing = {.at = T0, .mmsi = 1, .msg = 3, .row = &row};
    struct pl_buf record = written(&hearing);
    assert_hex(&record, "00060a24181e4000"   /* time */
                        "00000001"           /* MMSI */
                        "02"                 /* kind */
                        "0103"               /* message 3 */
                        "02f9900d00fffffffe" /* longitude -108000000, latitude -2 */
                        "03007b"             /* 12.3 kn */
                        "040e0f"             /* 359.9 degrees */
                        "050167"             /* 359 degrees */
                        "060f"               /* status 15 */
                        "07ff80"             /* turn -128 */
                        "08"                 /* class B */
                        "09008e06bf"         /* IMO 9307839 */
                        "0a00024142"         /* name AB */
                        "0b000143"           /* call sign C */
                        "0c46"               /* type 70 */
                        "0d0001000200030004" /* dimensions */
                        "0e00c8"             /* length 200 m */
                        "0f001e"             /* width 30 m */
                        "100051"             /* draught 8.1 m */
                        "110000");           /* destination "" */
    struct pl_report r;
    assert_int_equal(pl_report_read(pl_buf_str(&record), &r, NULL), 0);
    assert_int_equal(r.pos.lon, -PL_LON_HALF);
    assert_int_equal(r.pos.lat, -2);
    assert_int_equal(r.sog_dkn, 123);
    assert_int_equal(r.cog_ddeg, 3599);
    assert_int_equal(r.heading_deg, 359);
    assert_int_equal(r.status, 15);
    assert_int_equal(r.msg, 3);
    assert_true(r.class_b);
    struct pl_ais_static s;
    assert_true(pl_report_static(&r, &s));
    assert_int_equal(s.imo, 9307839);
    assert_string_equal(s.name, "AB");
    assert_string_equal(s.callsign, "C");
    assert_string_equal(s.destination, "");
    assert_int_equal(s.shiptype, 70);
    assert_int_equal(s.to_bow_m, 1);
    assert_int_equal(s.to_starboard_m, 4);
    assert_int_equal(s.draught_dm, 81);
    pl_buf_close(&record);
}

static void test_row_without_anything(void **state) {
    (void)state;
    struct pl_ais_row row = {.has = PL_ROW_LENGTH | PL_ROW_WIDTH, .length_m = 90, .width_m = 12, .lon = 5};
    struct pl_hearing hearing = {.at = T0, .mmsi = 7, .row = &row};
    struct pl_buf record = written(&hearing);
    struct pl_report r;
    struct pl_ais_static s;
    assert_int_equal(record.n, 13 + 6);
    assert_int_equal(pl_report_read(pl_buf_str(&record), &r, NULL), 0);
    assert_false(r.has_position);
    assert_int_equal(r.msg, 0);
    assert_int_equal(r.sog_dkn, PL_AIS_NONE);
    assert_int_equal(r.status, PL_AIS_NONE);
    assert_true(pl_report_static(&r, &s));
    assert_int_equal(s.to_stern_m, 90); /* no reference point: B and D, as ITU-R M.1371 has it */
    assert_int_equal(s.to_starboard_m, 12);
    row.has = PL_ROW_SOG;
    struct pl_buf bare = written(&hearing);
    assert_int_equal(pl_report_read(pl_buf_str(&bare), &r, NULL), 0);
    assert_false(r.has_static);
    assert_false(pl_report_static(&r, &s));
    pl_buf_close(&record);
    pl_buf_close(&bare);
}

static void test_long_text(void **state) {
    (void)state;
    char text[PL_RECORD_MAX + 1];
    memset(text, 'x', sizeof text);
    memcpy(text + 33, "\xc3\xa9", 2); /* a character that does not fit into 34 bytes */
    struct pl_ais_row row = {.has = PL_ROW_NAME, .name = {text, PL_RECORD_MAX - 13 - 3}};
    struct pl_hearing hearing = {.at = T0, .mmsi = 7, .row = &row};
    struct pl_buf record = written(&hearing); /* exactly PL_RECORD_MAX */
    assert_int_equal(record.n, PL_RECORD_MAX);
    struct pl_report r;
    struct pl_ais_static s;
    assert_int_equal(pl_report_read(pl_buf_str(&record), &r, NULL), 0);
    assert_true(pl_report_static(&r, &s));
    assert_int_equal(strlen(s.name), 33);
    row.name.n++;
    size_t before = record.n;
    assert_int_equal(pl_record_write(&hearing, &record, NULL), PL_E_LIMIT);
    row.name.n = PL_RECORD_MAX + 1;
    assert_int_equal(pl_record_write(&hearing, &record, NULL), PL_E_LIMIT);
    assert_int_equal(record.n, before);
    pl_buf_close(&record);
    static const uint8_t bits[PL_RECORD_MAX];
    struct pl_hearing ais = hearing_of(bits, (PL_RECORD_MAX - 15) * 8, 0, 0);
    struct pl_buf longest = written(&ais);
    assert_int_equal(longest.n, PL_RECORD_MAX);
    ais.n_bits++;
    assert_int_equal(pl_record_write(&ais, &longest, NULL), PL_E_LIMIT);
    pl_buf_close(&longest);
}

static void test_times(void **state) {
    (void)state;
    struct pl_hearing hearing = hearing_of(type1, 168, 366053209, 1);
    static const struct {
        pl_time at;
        int code;
    } cases[] = {
        {PL_TIME_NONE, PL_E_USAGE},
        {0, PL_E_USAGE},
        {PL_RECORD_TIME_FIRST - 1, PL_E_USAGE},
        {PL_RECORD_TIME_FIRST, 0},
        {PL_RECORD_TIME_END - 1, 0},
        {PL_RECORD_TIME_END, PL_E_USAGE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        PL_BUF_AUTO buf;
        pl_buf_open(&buf, 4096);
        hearing.at = cases[i].at;
        assert_int_equal(pl_record_write(&hearing, &buf, NULL), cases[i].code);
        assert_int_equal(buf.n, cases[i].code == 0 ? 36 : 0);
    }
    pl_time first = 0, end = 0;
    assert_true(pl_time_parse(PL_STR("1990-01-01"), &first));
    assert_true(pl_time_parse(PL_STR("2100-01-01"), &end));
    assert_int_equal(first, PL_RECORD_TIME_FIRST);
    assert_int_equal(end, PL_RECORD_TIME_END);
}

static void test_foreign(void **state) {
    (void)state;
    static const struct {
        const char *why;
        const char *bytes;
        size_t n;
    } cases[] = {
        {"empty", "", 0},
        {"head only, AIS", "\0\6\x0a\x24\x18\x1e\x40\0\0\0\0\7\1", 13},
        {"unknown kind", "\0\6\x0a\x24\x18\x1e\x40\0\0\0\0\7\3", 13},
        {"time 0", "\0\0\0\0\0\0\0\0\0\0\0\7\2", 13},
        {"tag 0", "\0\6\x0a\x24\x18\x1e\x40\0\0\0\0\7\2\0", 14},
        {"tag beyond the last", "\0\6\x0a\x24\x18\x1e\x40\0\0\0\0\7\2\x12", 14},
        {"message 0", "\0\6\x0a\x24\x18\x1e\x40\0\0\0\0\7\2\1\0", 15},
        {"message 28", "\0\6\x0a\x24\x18\x1e\x40\0\0\0\0\7\2\1\x1c", 15},
        {"tags out of order", "\0\6\x0a\x24\x18\x1e\x40\0\0\0\0\7\2\6\1\1\1", 17},
        {"tag twice", "\0\6\x0a\x24\x18\x1e\x40\0\0\0\0\7\2\6\1\6\1", 17},
        {"value cut", "\0\6\x0a\x24\x18\x1e\x40\0\0\0\0\7\2\3\1", 15},
        {"text cut", "\0\6\x0a\x24\x18\x1e\x40\0\0\0\0\7\2\x0a\0\2x", 17},
        {"length of text cut", "\0\6\x0a\x24\x18\x1e\x40\0\0\0\0\7\2\x0a\0", 15},
        {"longitude 180", "\0\6\x0a\x24\x18\x1e\x40\0\0\0\0\7\2\2\6\x6f\xf3\0\0\0\0\0", 22},
    };
    struct pl_report r = {.mmsi = 4711};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (pl_report_read(pl_str_make(cases[i].bytes, cases[i].n), &r, NULL) != PL_E_FORMAT) {
            fail_msg("%s was accepted", cases[i].why);
        }
    }
    assert_int_equal(r.mmsi, 4711); /* untouched */
    char big[PL_RECORD_MAX + 1] = {0};
    assert_int_equal(pl_report_read(pl_str_make(big, sizeof big), &r, NULL), PL_E_FORMAT);
}

/* Order is time, then MMSI, then payload; the reference is that of sha256sum(1). */
static void test_order_and_reference(void **state) {
    (void)state;
    struct pl_ais_row row = {.has = PL_ROW_STATUS, .status = 1};
    struct pl_hearing hearing = {.at = T0, .mmsi = 2, .row = &row};
    struct pl_buf a = written(&hearing);
    row.status = 2;
    struct pl_buf b = written(&hearing);
    hearing.mmsi = 1;
    struct pl_buf c = written(&hearing);
    hearing.at = T0 - 1;
    hearing.mmsi = 900000000;
    struct pl_buf d = written(&hearing);
    struct pl_report ra, rb, rc, rd;
    assert_int_equal(pl_report_read(pl_buf_str(&a), &ra, NULL), 0);
    assert_int_equal(pl_report_read(pl_buf_str(&b), &rb, NULL), 0);
    assert_int_equal(pl_report_read(pl_buf_str(&c), &rc, NULL), 0);
    assert_int_equal(pl_report_read(pl_buf_str(&d), &rd, NULL), 0);
    assert_true(pl_report_cmp(&rd, &rc) < 0);
    assert_true(pl_report_cmp(&rc, &ra) < 0);
    assert_true(pl_report_cmp(&ra, &rb) < 0);
    assert_int_equal(pl_report_cmp(&ra, &ra), 0);
    /* printf 'plimsoll-report/v1\0\6\12\44\30\36\100\0\0\0\0\2\2\6\1' | sha256sum */
    char hex[65];
    pl_hash_hex(pl_report_reference(&ra), hex);
    assert_string_equal(hex, "25d83f665f99b0fe88d7d703b21431b74bd8775f157689cba251baf04d5ce5b5");
    pl_buf_close(&a);
    pl_buf_close(&b);
    pl_buf_close(&c);
    pl_buf_close(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ais_golden), cmocka_unit_test(test_padding_is_cut),
        cmocka_unit_test(test_row_golden), cmocka_unit_test(test_row_without_anything),
        cmocka_unit_test(test_long_text),  cmocka_unit_test(test_times),
        cmocka_unit_test(test_foreign),    cmocka_unit_test(test_order_and_reference),
    };
    return cmocka_run_group_tests_name("track/report", tests, NULL, NULL);
}
