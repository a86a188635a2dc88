/* Sentences, payload bits and tag blocks, piece by piece; checksums and bits by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ais/bits.h"
#include "ais/message.h"
#include "ais/sentence.h"

#include "base/ban.h"

static void payload_characters(void **state) {
    static const char SIX[] = "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVW`abcdefghijklmnopqrstuvw";
    uint8_t bits[64];
    (void)state;
    struct pl_sentence s = {.payload = pl_str_make(SIX, 64)};
    assert_int_equal(pl_sentence_bits(&s, bits, 0, 64 * 6), 64 * 6);
    for (uint32_t i = 0; i < 64; i++) {
        assert_int_equal(pl_bits_u(bits, 64 * 6, i * 6, 6), i);
    }
    for (int c = 0; c < 256; c++) {
        char one = (char)c;
        s.payload = pl_str_make(&one, 1);
        bool good = (c >= '0' && c <= 'W') || (c >= '`' && c <= 'w');
        assert_int_equal(pl_sentence_bits(&s, bits, 0, 64), good ? 6 : UINT32_MAX);
    }
}

static void fill_bits_are_dropped_and_zeroed(void **state) {
    uint8_t bits[16];
    (void)state;
    for (unsigned fill = 0; fill <= 5; fill++) {
        for (size_t chars = 1; chars <= 9; chars++) {
            memset(bits, 0xff, sizeof bits);
            struct pl_sentence s = {.payload = pl_str_make("wwwwwwwww", chars), .fill = fill};
            uint32_t n = pl_sentence_bits(&s, bits, 0, 100);
            assert_int_equal(n, chars * 6 - fill);
            assert_int_equal(pl_bits_u(bits, n, n - 1, 1), 1);
            for (uint32_t at = n; at < (n + 7) / 8 * 8; at++) {
                assert_int_equal(bits[at / 8] >> (7 - at % 8) & 1, 0);
            }
        }
    }
}

static void room_is_respected(void **state) {
    uint8_t bits[16];
    struct pl_sentence s = {.payload = PL_STR("wwww")};
    (void)state;
    assert_int_equal(pl_sentence_bits(&s, bits, 0, 24), 24);
    assert_int_equal(pl_sentence_bits(&s, bits, 0, 23), UINT32_MAX);
    assert_int_equal(pl_sentence_bits(&s, bits, 24, 48), 48);
    assert_int_equal(pl_sentence_bits(&s, bits, 25, 48), UINT32_MAX);
}

static void bit_fields(void **state) {
    static const uint8_t BITS[] = {0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x0f, 0x80};
    (void)state;
    assert_int_equal(pl_bits_u(BITS, 80, 4, 8), 0x23);
    assert_int_equal(pl_bits_u(BITS, 80, 3, 32), 0x91a2b3c4);
    assert_int_equal(pl_bits_i(BITS, 80, 68, 5), -1); /* 11111 */
    assert_int_equal(pl_bits_i(BITS, 80, 67, 5), 15); /* 01111 */
    assert_int_equal(pl_bits_u(BITS, 73, 65, 8), 0x1f);
    assert_int_equal(pl_bits_u(BITS, 72, 65, 8), 0); /* not wholly there */
    assert_int_equal(pl_bits_u(BITS, 80, UINT32_MAX, 8), 0);
}

static void sentences(void **state) {
    static const struct {
        const char *text;
        enum pl_ais_rejection verdict;
    } CASES[] = {
        {"!AIVDM,1,1,,A,0,0*16", PL_AIS_REJECT_COUNT},     {"!AIVDM,1,1,,A,0,0*17", PL_AIS_REJECT_CHECKSUM},
        {"!AIVDM,1,1,,A,0,0*1", PL_AIS_REJECT_CHECKSUM},   {"!AIVDM,1,1,,A,0,0", PL_AIS_REJECT_CHECKSUM},
        {"!AIVDM,1,1,,A,0,0*1G", PL_AIS_REJECT_CHECKSUM},  {"!AIVDM,1,1,,A,0,5*13", PL_AIS_REJECT_COUNT},
        {"!AIVDM,1,1,,A,0,6*10", PL_AIS_REJECT_MALFORMED}, {"!AIVDM,1,1,,A,,0*26", PL_AIS_REJECT_EMPTY_PAYLOAD},
        {"!AIVDM,1,2,,A,0,0*15", PL_AIS_REJECT_MALFORMED}, {"!AIVDM,9,9,3,B,0,0*26", PL_AIS_REJECT_COUNT},
    };
    struct pl_sentence s;
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        int got = (int)pl_sentence_read(pl_str_from(CASES[i].text), &s);
        if (got != (int)CASES[i].verdict) {
            print_error("%s: %d\n", CASES[i].text, got);
        }
        assert_int_equal(got, (int)CASES[i].verdict);
    }
    assert_int_equal(s.count, 9);
    assert_int_equal(s.number, 9);
    assert_int_equal(s.sequence, '3');
    assert_true(pl_str_eq(s.channel, PL_STR("B")));
}

static void places(void **state) {
    struct pl_sentence_place p;
    pl_str line = PL_STR("lead \\s:x*00\\!AIVDM,1,1,,A,0,0*26,trail\\c:1*00\\!BSVDO,1,1,,A,0,0*26");
    (void)state;
    assert_true(pl_sentence_find(line, 0, &p));
    assert_true(pl_str_eq(p.lead, PL_STR("lead ")));
    assert_true(pl_str_eq(p.tags, PL_STR("s:x*00")));
    assert_true(pl_str_eq(p.text, PL_STR("!AIVDM,1,1,,A,0,0*26")));
    assert_int_equal(p.start, 5);
    assert_true(pl_sentence_find(line, p.end, &p));
    assert_true(pl_str_eq(p.lead, PL_STR(",trail")));
    assert_true(pl_str_eq(p.tags, PL_STR("c:1*00")));
    assert_true(pl_str_eq(p.text, PL_STR("!BSVDO,1,1,,A,0,0*26")));
    assert_int_equal(p.end, line.n);
    assert_false(pl_sentence_find(line, p.end, &p));
    /* one that is cut off ends where the next begins */
    line = PL_STR("!AIVDM,1,1,,A,0!AIVDM,1,1,,A,0,0*26");
    assert_true(pl_sentence_find(line, 0, &p));
    assert_int_equal(p.end, 15);
    line = PL_STR("!AIVDM,1,1,,A,0\\s:x*00\\!AIVDM,1,1,,A,0,0*26");
    assert_true(pl_sentence_find(line, 0, &p));
    assert_int_equal(p.end, 15);
    assert_true(pl_sentence_find(line, p.end, &p));
    assert_true(pl_str_eq(p.tags, PL_STR("s:x*00")));
    assert_false(pl_sentence_find(PL_STR("!AIVDM"), 0, &p));
    assert_true(pl_sentence_find(PL_STR("!--VDM,1"), 0, &p));
    assert_false(pl_sentence_find(PL_STR("! aVDM,1"), 0, &p));
    assert_false(pl_sentence_find(PL_STR("!a,VDM,1"), 0, &p));
    assert_false(pl_sentence_find(PL_STR("!AIVDX,1"), 0, &p));
}

static void unix_times(void **state) {
    pl_time at = 0;
    (void)state;
    assert_true(pl_tags_unix(PL_STR("999999999"), &at));
    assert_int_equal(at, INT64_C(999999999) * PL_SECOND_US);
    assert_false(pl_tags_unix(PL_STR("99999999"), &at));
    assert_true(pl_tags_unix(PL_STR("1700000000123"), &at));
    assert_int_equal(at, INT64_C(1700000000123000));
    assert_true(pl_tags_unix(PL_STR("1700000000123456"), &at));
    assert_int_equal(at, INT64_C(1700000000123456));
    assert_true(pl_tags_unix(PL_STR("1700000000123456789"), &at));
    assert_int_equal(at, INT64_C(1700000000123456));
    assert_false(pl_tags_unix(PL_STR("17000000001234567890a"), &at));
    assert_false(pl_tags_unix(PL_STR("-1700000000"), &at));
    assert_false(pl_tags_unix(PL_STR("99999999999999999999"), &at));
    assert_true(pl_tags_plausible(INT64_C(631152000) * PL_SECOND_US, PL_TIME_NONE)); /* 1990-01-01 */
    assert_false(pl_tags_plausible(INT64_C(631152000) * PL_SECOND_US - 1, PL_TIME_NONE));
    assert_true(pl_tags_plausible(100 + INT64_C(631152000) * PL_SECOND_US, 100 + INT64_C(631152000) * PL_SECOND_US));
    assert_false(pl_tags_plausible(101 + INT64_C(631152000) * PL_SECOND_US, 100 + INT64_C(631152000) * PL_SECOND_US));
}

static void stations_have_a_ceiling(void **state) {
    char text[200];
    struct pl_tags tags;
    (void)state;
    for (size_t n = PL_AIS_STATION_MAX - 1; n <= PL_AIS_STATION_MAX + 1; n++) {
        memset(text, 'a', sizeof text);
        memcpy(text, "s:", 2);
        unsigned sum = 0;
        for (size_t i = 0; i < n + 2; i++) {
            sum ^= (unsigned char)text[i];
        }
        text[n + 2] = '*';
        text[n + 3] = "0123456789ABCDEF"[sum >> 4];
        text[n + 4] = "0123456789ABCDEF"[sum & 15];
        pl_tags_read(pl_str_make(text, n + 5), PL_TIME_NONE, &tags);
        assert_false(tags.bad_checksum);
        assert_int_equal(tags.station.n, n <= PL_AIS_STATION_MAX ? n : 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(payload_characters), cmocka_unit_test(fill_bits_are_dropped_and_zeroed),
        cmocka_unit_test(room_is_respected),  cmocka_unit_test(bit_fields),
        cmocka_unit_test(sentences),          cmocka_unit_test(places),
        cmocka_unit_test(unix_times),         cmocka_unit_test(stations_have_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
