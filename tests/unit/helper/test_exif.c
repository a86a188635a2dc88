/* EXIF blocks by hand (tests/samples.h counts the offsets). 38 deg 12' 36" is 38.21; 11:30 at +09:00. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper/exif.h"
#include "samples.h"

static void make(struct pl_buf *b, unsigned orientation) {
    pl_buf_open(b, 4096);
    sample_exif(b, orientation);
}

static void test_read(void **state) {
    struct pl_buf b;
    struct pl_exif e;
    (void)state;
    make(&b, 6);
    assert_int_equal(pl_exif_read(pl_buf_str(&b), &e, NULL), 0);
    assert_string_equal(e.time, "2026-03-01T11:30:00+09:00");
    assert_string_equal(e.gps_time, "");
    assert_true(e.has_position);
    assert_float_equal(e.lat_deg, 38.21, 1e-9);
    assert_float_equal(e.lon_deg, 124.9, 1e-9);
    assert_true(pl_str_eq(e.maker, PL_STR("KAMEO")) && pl_str_eq(e.model, PL_STR("KAMEO 7")));
    assert_int_equal(e.orientation, 6);
    assert_int_equal(e.others, 0);
    pl_buf_close(&b);
}

/* One byte of the block changed: what is then left out, and what stays. Offsets as in tests/samples.h. */
static void test_bounds(void **state) {
    struct pl_buf b;
    struct pl_exif e;
    (void)state;
    make(&b, 9);          /* no orientation that there is */
    b.p[224] = (char)181; /* degrees of longitude */
    assert_int_equal(pl_exif_read(pl_buf_str(&b), &e, NULL), 0);
    assert_int_equal(e.orientation, 0);
    assert_false(e.has_position);
    b.p[224] = (char)180;
    b.p[232] = 0; /* 180 degrees, 0 minutes: the last that there is */
    assert_int_equal(pl_exif_read(pl_buf_str(&b), &e, NULL), 0);
    assert_true(e.has_position && e.lon_deg == 180);
    b.p[232] = 60; /* minutes */
    assert_int_equal(pl_exif_read(pl_buf_str(&b), &e, NULL), 0);
    assert_false(e.has_position);
    b.p[232] = 0;
    b.p[228] = 0; /* 180 / 0 */
    assert_int_equal(pl_exif_read(pl_buf_str(&b), &e, NULL), 0);
    assert_false(e.has_position);
    b.p[228] = 1;
    b.p[148 + 8] = 'S';
    b.p[148 + 24 + 8] = 'W';
    assert_int_equal(pl_exif_read(pl_buf_str(&b), &e, NULL), 0);
    assert_true(e.has_position && e.lat_deg < 0 && e.lon_deg == -180);
    b.p[148 + 8] = 'X';
    assert_int_equal(pl_exif_read(pl_buf_str(&b), &e, NULL), 0);
    assert_false(e.has_position);
    pl_buf_close(&b);
}

static void test_times(void **state) {
    struct pl_buf b;
    struct pl_exif e;
    (void)state;
    make(&b, 1);
    memcpy(b.p + 118, "2026:02:29", 10); /* no such day */
    assert_int_equal(pl_exif_read(pl_buf_str(&b), &e, NULL), 0);
    assert_string_equal(e.time, "");
    memcpy(b.p + 118, "2024:02:29", 10);
    memcpy(b.p + 138, "+9:00\0", 6); /* no offset: none is added */
    assert_int_equal(pl_exif_read(pl_buf_str(&b), &e, NULL), 0);
    assert_string_equal(e.time, "2024-02-29T11:30:00");
    pl_buf_close(&b);
}

/* A chain that leads to itself, counts and offsets beyond the block, and every cut: no more than what is there. */
static void test_hostile(void **state) {
    struct pl_buf b;
    struct pl_exif e;
    (void)state;
    make(&b, 1);
    for (size_t n = 0; n <= b.n; n++) {
        char *exact = malloc(n + 1); /* so that the sanitizer sees a read behind it */
        memcpy(exact, b.p, n);
        int code = pl_exif_read(pl_str_make(exact, n), &e, NULL);
        assert_int_equal(code, n < 8 ? PL_E_FORMAT : 0);
        free(exact);
    }
    b.p[10 + 3 * 12 + 8] = 8; /* the EXIF directory is the main one */
    assert_int_equal(pl_exif_read(pl_buf_str(&b), &e, NULL), 0);
    b.p[10 + 4] = (char)174; /* the maker: 174 bytes at 74, the last that there are */
    assert_int_equal(pl_exif_read(pl_buf_str(&b), &e, NULL), 0);
    assert_int_equal(e.maker.n, 5);
    b.p[10 + 4] = (char)175; /* and one more */
    assert_int_equal(pl_exif_read(pl_buf_str(&b), &e, NULL), 0);
    assert_int_equal(e.maker.n, 0);
    memset(b.p + 10 + 4, 0xFF, 8); /* the maker: 4 G bytes at 4 G */
    assert_int_equal(pl_exif_read(pl_buf_str(&b), &e, NULL), 0);
    assert_int_equal(e.maker.n, 0);
    b.p[0] = 'X';
    assert_int_equal(pl_exif_read(pl_buf_str(&b), &e, NULL), PL_E_FORMAT);
    pl_buf_close(&b);
}

static void test_json(void **state) {
    struct pl_buf b, out;
    struct pl_exif e;
    struct pl_json json;
    (void)state;
    make(&b, 1);
    pl_buf_open(&out, 4096);
    assert_int_equal(pl_exif_read(pl_buf_str(&b), &e, NULL), 0);
    pl_json_start(&json, &out);
    pl_exif_write(&e, &json);
    assert_true(pl_str_eq(pl_buf_str(&out),
                          PL_STR("{\"time\":\"2026-03-01T11:30:00+09:00\",\"gps_time\":null,\"lat\":38.210000,"
                                 "\"lon\":124.900000,\"maker\":\"KAMEO\",\"model\":\"KAMEO 7\","
                                 "\"orientation\":1,\"others\":[]}")));
    pl_buf_close(&b);
    pl_buf_close(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_read), cmocka_unit_test(test_bounds),
                                       cmocka_unit_test(test_times), cmocka_unit_test(test_hostile),
                                       cmocka_unit_test(test_json)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
