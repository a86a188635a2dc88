/* AIS payloads against bits laid out by hand from ITU-R M.1371-5, and against published sentences whose fields are
 * known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "exercise/encode.h"

#include "base/ban.h"

static uint32_t bits_at(const struct pl_bits *bits, unsigned from, unsigned width) {
    uint32_t v = 0;
    for (unsigned i = from; i < from + width; i++) {
        v = (v << 1) | ((uint32_t)(bits->bits[i / 8] >> (7 - i % 8)) & 1u);
    }
    return v;
}

static void bits_go_most_significant_first(void **state) {
    (void)state;
    struct pl_bits bits = {.n = 0};
    pl_bits_put(&bits, 5, 3);     /* 101 */
    pl_bits_put(&bits, 1, 2);     /* 01 */
    pl_bits_put(&bits, 0x1ff, 9); /* 111111111 */
    assert_int_equal(bits.n, 14);
    assert_int_equal(bits.bits[0], 0xaf); /* 10101111 */
    assert_int_equal(bits.bits[1] & 0xfc, 0xfc);
    for (int i = 0; i < 40; i++) {
        pl_bits_put(&bits, 0, 32);
    }
    assert_int_equal(bits.n, PL_ENCODE_MAX_BITS); /* never beyond */
}

static void text_is_six_bit_and_padded(void **state) {
    (void)state;
    struct pl_bits bits = {.n = 0};
    pl_bits_text(&bits, "AZ 9_a", 8);
    assert_int_equal(bits.n, 48);
    static const unsigned want[8] = {1, 26, 32, 57, 31, 63 /* ? for a */, 0, 0};
    for (unsigned i = 0; i < 8; i++) {
        assert_int_equal(bits_at(&bits, i * 6, 6), want[i]);
    }
}

static const struct pl_movement move = {.pos = {.lon = 75000000 /* 125 E */, .lat = -600000 /* 1 S */},
                                        .sog_dkn = 123,
                                        .cog_ddeg = 3599,
                                        .heading_deg = 271,
                                        .status = 7,
                                        .turn = -128,
                                        .second = 59,
                                        .accurate = true};

static void position_a_by_hand(void **state) {
    (void)state;
    struct pl_bits bits;
    pl_encode_position_a(&bits, 1, 299123456, &move);
    assert_int_equal(bits.n, 168);
    assert_int_equal(bits_at(&bits, 0, 6), 1);
    assert_int_equal(bits_at(&bits, 8, 30), 299123456);
    assert_int_equal(bits_at(&bits, 38, 4), 7);
    assert_int_equal(bits_at(&bits, 42, 8), 0x80);
    assert_int_equal(bits_at(&bits, 50, 10), 123);
    assert_int_equal(bits_at(&bits, 60, 1), 1);
    assert_int_equal(bits_at(&bits, 61, 28), 75000000);
    assert_int_equal(bits_at(&bits, 89, 27), 134217728 - 600000); /* two's complement in 27 bits */
    assert_int_equal(bits_at(&bits, 116, 12), 3599);
    assert_int_equal(bits_at(&bits, 128, 9), 271);
    assert_int_equal(bits_at(&bits, 137, 6), 59);
}

static void values_saturate(void **state) {
    (void)state;
    struct pl_movement wild = move;
    wild.sog_dkn = 99999;
    wild.cog_ddeg = -5;
    wild.second = 1000;
    struct pl_bits bits;
    pl_encode_position_a(&bits, 3, 1, &wild);
    assert_int_equal(bits_at(&bits, 50, 10), 1023);
    assert_int_equal(bits_at(&bits, 116, 12), 0);
    assert_int_equal(bits_at(&bits, 137, 6), 63);
}

static void class_b_by_hand(void **state) {
    (void)state;
    struct pl_bits bits;
    pl_encode_position_b(&bits, 299000001, &move);
    assert_int_equal(bits.n, 168);
    assert_int_equal(bits_at(&bits, 0, 6), 18);
    assert_int_equal(bits_at(&bits, 46, 10), 123);
    assert_int_equal(bits_at(&bits, 57, 28), 75000000);
    assert_int_equal(bits_at(&bits, 112, 12), 3599);
    assert_int_equal(bits_at(&bits, 124, 9), 271);
    assert_int_equal(bits_at(&bits, 133, 6), 59);
    struct pl_identity who = {.mmsi = 299000001,
                              .name = "ABC",
                              .shiptype = 30,
                              .to_bow_m = 20,
                              .to_stern_m = 5,
                              .to_port_m = 3,
                              .to_starboard_m = 4,
                              .callsign = "0EX0001"};
    pl_encode_extended_b(&bits, &who, &move);
    assert_int_equal(bits.n, 312);
    assert_int_equal(bits_at(&bits, 143, 6), 1); /* A */
    assert_int_equal(bits_at(&bits, 263, 8), 30);
    assert_int_equal(bits_at(&bits, 271, 9), 20);
    assert_int_equal(bits_at(&bits, 295, 6), 4);
    pl_encode_static_b(&bits, &who, 0);
    assert_int_equal(bits.n, 160);
    assert_int_equal(bits_at(&bits, 38, 2), 0);
    assert_int_equal(bits_at(&bits, 40, 6), 1);
    pl_encode_static_b(&bits, &who, 1);
    assert_int_equal(bits.n, 168);
    assert_int_equal(bits_at(&bits, 38, 2), 1);
    assert_int_equal(bits_at(&bits, 40, 8), 30);
    assert_int_equal(bits_at(&bits, 90, 6), 48); /* 0 */
    assert_int_equal(bits_at(&bits, 132, 9), 20);
}

static void static_a_by_hand(void **state) {
    (void)state;
    struct pl_identity who = {.mmsi = 299000002,
                              .imo = 4900009,
                              .name = "TEST NAME",
                              .callsign = "0EX0002",
                              .destination = "NOWHERE",
                              .shiptype = 70,
                              .to_bow_m = 511,
                              .to_stern_m = 1,
                              .to_port_m = 63,
                              .to_starboard_m = 2,
                              .draught_dm = 123};
    struct pl_bits bits;
    pl_encode_static_a(&bits, &who, (struct pl_date){.year = 2026, .month = 3, .day = 31, .hour = 23, .minute = 59});
    assert_int_equal(bits.n, 424);
    assert_int_equal(bits_at(&bits, 40, 30), 4900009);
    assert_int_equal(bits_at(&bits, 112, 6), 20); /* T */
    assert_int_equal(bits_at(&bits, 232, 8), 70);
    assert_int_equal(bits_at(&bits, 240, 9), 511);
    assert_int_equal(bits_at(&bits, 264, 6), 2);
    assert_int_equal(bits_at(&bits, 274, 4), 3);
    assert_int_equal(bits_at(&bits, 278, 5), 31);
    assert_int_equal(bits_at(&bits, 283, 5), 23);
    assert_int_equal(bits_at(&bits, 288, 6), 59);
    assert_int_equal(bits_at(&bits, 294, 8), 123);
    assert_int_equal(bits_at(&bits, 302, 6), 14); /* N */
}

static void long_range_rounds_to_tenths_of_a_minute(void **state) {
    (void)state;
    struct pl_bits bits;
    struct pl_movement m = move;
    m.pos.lat = -600499;  /* -600.499 tenths: -600 */
    m.pos.lon = 75000500; /* 75000.5: 75001 */
    pl_encode_long_range(&bits, 299000003, &m);
    assert_int_equal(bits.n, 96);
    assert_int_equal(bits_at(&bits, 44, 18), 75001);
    assert_int_equal(bits_at(&bits, 62, 17), 131072 - 600);
    assert_int_equal(bits_at(&bits, 79, 6), 12); /* 12.3 kn */
    assert_int_equal(bits_at(&bits, 85, 9), 0);  /* 359.9 is 360 is 0 */
    m.sog_dkn = 1023;
    m.cog_ddeg = 3600;
    pl_encode_long_range(&bits, 299000003, &m);
    assert_int_equal(bits_at(&bits, 79, 6), 63);
    assert_int_equal(bits_at(&bits, 85, 9), 511);
}

static void base_station_by_hand(void **state) {
    (void)state;
    struct pl_bits bits;
    pl_encode_base(&bits, 2990001, move.pos, INT64_C(1772323199000000)); /* 2026-02-28T23:59:59Z */
    assert_int_equal(bits.n, 168);
    assert_int_equal(bits_at(&bits, 38, 14), 2026);
    assert_int_equal(bits_at(&bits, 52, 4), 2);
    assert_int_equal(bits_at(&bits, 56, 5), 28);
    assert_int_equal(bits_at(&bits, 61, 5), 23);
    assert_int_equal(bits_at(&bits, 66, 6), 59);
    assert_int_equal(bits_at(&bits, 72, 6), 59);
    assert_int_equal(bits_at(&bits, 79, 28), 75000000);
}

/* The example of the AIVDM description that every decoder is shown (type 1, MMSI 477553000, 122.345832 W 47.582833 N,
 * 0.0 kn, course 51.0, heading 181, second 15, status 5; gpsdecode -u prints the raw -73407500 and 28549700): its first
 * 144 bits, before the radio's own. */
static void a_published_sentence(void **state) {
    (void)state;
    struct pl_bits bits;
    struct pl_movement m = {.pos = {.lon = -73407500, .lat = 28549700},
                            .sog_dkn = 0,
                            .cog_ddeg = 510,
                            .heading_deg = 181,
                            .status = 5,
                            .turn = 0,
                            .second = 15};
    pl_encode_position_a(&bits, 1, 477553000, &m);
    PL_BUF_AUTO out;
    pl_buf_open(&out, 64);
    assert_int_equal(pl_encode_armour(&bits, &out), 0);
    assert_int_equal(out.n, 28);
    assert_memory_equal(out.p, "177KQJ5000G?tO`K>RA1wUbN", 24); /* 144 bits */
}

static void armour_fills_up(void **state) {
    (void)state;
    struct pl_bits bits = {.n = 0};
    pl_bits_put(&bits, 0xff, 8); /* 111111 11(0000) */
    PL_BUF_AUTO out;
    pl_buf_open(&out, 64);
    assert_int_equal(pl_encode_armour(&bits, &out), 4);
    assert_int_equal(out.n, 2);
    assert_int_equal(out.p[0], 'w'); /* 63 */
    assert_int_equal(out.p[1], 'h'); /* 48 */
    pl_buf_clear(&out);
    bits.n = 0;
    pl_bits_put(&bits, 39, 6); /* the last before the jump */
    pl_bits_put(&bits, 40, 6); /* the first behind it */
    assert_int_equal(pl_encode_armour(&bits, &out), 0);
    assert_memory_equal(out.p, "W`", 2);
}

static void sentences_have_their_checksum(void **state) {
    (void)state;
    PL_BUF_AUTO out;
    pl_buf_open(&out, 256);
    /* a real receiver's line, its checksum 5C */
    pl_encode_sentence(&out, 1, 1, -1, 'B', PL_STR("177KQJ5000G?tO`K>RA1wUbN0TKH"), 0);
    assert_int_equal(out.n, strlen("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C"));
    assert_memory_equal(out.p, "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C", out.n);
    pl_buf_clear(&out);
    pl_encode_tag_block(&out, PL_STR("s:2573238,c:1733782034")); /* checksum 0A by the same bytes in a Norwegian feed */
    assert_memory_equal(out.p, "\\s:2573238,c:1733782034*0A\\", out.n);
    pl_buf_clear(&out);
    pl_encode_sentence(&out, 2, 2, 7, 'A', PL_STR("88888888880"), 2);
    assert_memory_equal(out.p, "!AIVDM,2,2,7,A,88888888880,2*", 29);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_go_most_significant_first),
        cmocka_unit_test(text_is_six_bit_and_padded),
        cmocka_unit_test(position_a_by_hand),
        cmocka_unit_test(values_saturate),
        cmocka_unit_test(class_b_by_hand),
        cmocka_unit_test(static_a_by_hand),
        cmocka_unit_test(long_range_rounds_to_tenths_of_a_minute),
        cmocka_unit_test(base_station_by_hand),
        cmocka_unit_test(a_published_sentence),
        cmocka_unit_test(armour_fills_up),
        cmocka_unit_test(sentences_have_their_checksum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
