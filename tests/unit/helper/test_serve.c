/* The helper's verbs over photographs that carry every kind of metadata, each with a word SECRET in it. What comes out
 * is searched for that word, and walked through by a few lines of its own here, not by the reader under test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper/frame.h"
#include "helper/picture.h"
#include "helper/pixels.h"
#include "helper/serve.h"
#include "samples.h"

static int ask(const char *verb, pl_str bytes, struct pl_buf *info, struct pl_buf *out, struct pl_error *err) {
    struct pl_request request = {.verb = pl_str_from(verb), .bytes = bytes};
    pl_buf_open(info, PL_HELPER_INFO_MAX);
    pl_buf_open(out, PL_HELPER_OUT_MAX);
    return pl_serve(&request, info, out, err);
}

/* The markers of a JPEG before its first scan, as letters: J APP0, A any other APPn, C comment. */
static void markers(pl_str jpeg, char *out) {
    size_t at = 2;
    while (at + 4 <= jpeg.n && (unsigned char)jpeg.p[at + 1] != 0xDA) {
        unsigned m = (unsigned char)jpeg.p[at + 1];
        if (m == 0xE0 || (m > 0xE0 && m <= 0xEF) || m == 0xFE) {
            *out++ = m == 0xE0 ? 'J' : m == 0xFE ? 'C' : 'A';
        }
        at += 2u + pl_be16(jpeg.p + at + 2);
    }
    *out = '\0';
}

static void test_strip_jpeg(void **state) {
    struct pl_buf in, info, out;
    struct pl_error err = {0};
    char found[32];
    (void)state;
    pl_buf_open(&in, 1 << 20);
    sample_jpeg(&in, true, 1);
    markers(pl_buf_str(&in), found);
    assert_string_equal(found, "JAAAC"); /* the test can fail: they are there before */
    assert_int_equal(ask("strip", pl_buf_str(&in), &info, &out, &err), 0);
    markers(pl_buf_str(&out), found);
    assert_string_equal(found, "J");
    assert_int_equal(pl_str_find_str(pl_buf_str(&out), PL_STR("SECRET")), out.n);
    assert_int_equal(pl_str_find_str(pl_buf_str(&out), PL_STR("KAMEO")), out.n);
    const char *want =
        "{\"format\":\"jpeg\",\"width\":16,\"height\":8,\"stripped\":["
        "{\"what\":\"JFIF header\",\"bytes\":18,\"holds\":[]},"
        "{\"what\":\"EXIF\",\"bytes\":258,\"holds\":[\"time\",\"position\",\"camera\",\"orientation\"]},"
        "{\"what\":\"XMP\",\"bytes\":66,\"holds\":[]},{\"what\":\"ICC profile\",\"bytes\":28,\"holds\":[]},"
        "{\"what\":\"comment\",\"bytes\":18,\"holds\":[]},"
        "{\"what\":\"bytes behind the picture\",\"bytes\":11,\"holds\":[]}]}";
    if (!pl_str_eq(pl_buf_str(&info), pl_str_from(want))) {
        fail_msg("%.*s", (int)info.n, info.p);
    }
    pl_buf_close(&in);
    pl_buf_close(&info);
    pl_buf_close(&out);
}

static void test_strip_png(void **state) {
    struct pl_buf in, info, out;
    struct pl_error err = {0};
    (void)state;
    pl_buf_open(&in, 1 << 20);
    sample_png(&in, true, SAMPLE_WIDTH, SAMPLE_HEIGHT);
    assert_int_equal(ask("strip", pl_buf_str(&in), &info, &out, &err), 0);
    assert_int_equal(pl_str_find_str(pl_buf_str(&out), PL_STR("SECRET")), out.n);
    assert_true(memcmp(out.p + 12, "IHDR", 4) == 0 && memcmp(out.p + 37, "IDAT", 4) == 0); /* nothing between */
    assert_true(pl_str_find_str(pl_buf_str(&info), PL_STR("\"what\":\"text\"")) < info.n);
    assert_true(pl_str_find_str(pl_buf_str(&info), PL_STR("\"what\":\"time of change\"")) < info.n);
    assert_true(pl_str_find_str(pl_buf_str(&info), PL_STR("\"position\"")) < info.n);
    pl_buf_close(&in);
    pl_buf_close(&info);
    pl_buf_close(&out);
}

/* The pixels of a PNG come through as they were; those of a JPEG nearly. */
static void test_pixels(void **state) {
    unsigned char rgb[3 * SAMPLE_WIDTH * SAMPLE_HEIGHT];
    (void)state;
    sample_pixels(rgb);
    for (int png = 0; png < 2; png++) {
        struct pl_buf in, out, core;
        struct pl_picture picture;
        struct pl_photo photo;
        struct pl_pixels pixels = {.p = NULL};
        pl_buf_open(&in, 1 << 20);
        pl_buf_open(&out, 1 << 20);
        pl_buf_open(&core, 1 << 20);
        if (png) {
            sample_png(&in, true, SAMPLE_WIDTH, SAMPLE_HEIGHT);
        } else {
            sample_jpeg(&in, true, 1);
        }
        assert_int_equal(pl_picture_make(pl_buf_str(&in), 1000, &out, &picture, NULL), 0);
        assert_int_equal(pl_photo_read(pl_buf_str(&out), &core, &photo, NULL), 0);
        int code = (png ? pl_pixels_from_png : pl_pixels_from_jpeg)(pl_buf_str(&core), SAMPLE_WIDTH, SAMPLE_HEIGHT,
                                                                    &pixels, NULL);
        assert_int_equal(code, 0);
        assert_int_equal(pixels.channels, 3);
        for (size_t i = 0; i < sizeof rgb; i++) {
            bool edge = i / 3 % SAMPLE_WIDTH >= 6 && i / 3 % SAMPLE_WIDTH < 10; /* colours run there */
            assert_true(abs(pixels.p[i] - rgb[i]) <= (png ? 0 : edge ? 255 : 20));
        }
        pl_pixels_free(&pixels);
        pl_buf_close(&in);
        pl_buf_close(&out);
        pl_buf_close(&core);
    }
}

/* Orientation by hand: a 2 x 1 picture A B. 3: B A. 6: turned clockwise, A above B. 8: B above A. 5: as 6 for one row.
 */
static void test_turn(void **state) {
    static const struct {
        int orientation;
        uint32_t width;
        const char *want; /* of the 3 x 2 picture abc/def, row by row */
    } CASES[] = {{1, 3, "abcdef"}, {2, 3, "cbafed"}, {3, 3, "fedcba"}, {4, 3, "defabc"}, {5, 2, "adbecf"},
                 {6, 2, "daebfc"}, {7, 2, "fcebda"}, {8, 2, "cfbead"}, {0, 3, "abcdef"}, {9, 3, "abcdef"}};
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct pl_pixels p = {.p = malloc(6), .width = 3, .height = 2, .channels = 1};
        memcpy(p.p, "abcdef", 6);
        assert_int_equal(pl_pixels_turn(&p, CASES[i].orientation, NULL), 0);
        assert_int_equal(p.width, CASES[i].width);
        assert_int_equal(p.height, 6 / CASES[i].width);
        if (memcmp(p.p, CASES[i].want, 6) != 0) {
            fail_msg("%d: %.6s", CASES[i].orientation, (const char *)p.p);
        }
        pl_pixels_free(&p);
    }
}

static void test_turned_size(void **state) {
    struct pl_buf in, info, out;
    struct pl_error err = {0};
    (void)state;
    pl_buf_open(&in, 1 << 20);
    sample_jpeg(&in, true, 6);
    assert_int_equal(ask("picture", pl_buf_str(&in), &info, &out, &err), 0);
    assert_true(pl_str_eq(pl_buf_str(&info), PL_STR("{\"format\":\"jpeg\",\"width\":8,\"height\":16}")));
    pl_buf_close(&in);
    pl_buf_close(&info);
    pl_buf_close(&out);
}

static void test_pixel_ceiling(void **state) {
    struct pl_picture picture;
    struct pl_buf in, out;
    (void)state;
    pl_buf_open(&in, 1 << 20);
    pl_buf_open(&out, 1 << 20);
    sample_png(&in, false, SAMPLE_WIDTH, SAMPLE_HEIGHT); /* 128 pixels */
    assert_int_equal(pl_picture_make(pl_buf_str(&in), 127, &out, &picture, NULL), PL_E_LIMIT);
    assert_int_equal(pl_picture_make(pl_buf_str(&in), 128, &out, &picture, NULL), 0);
    pl_buf_clear(&in);
    sample_png(&in, false, 50000, 50000); /* a bomb by its header */
    assert_int_equal(pl_picture_make(pl_buf_str(&in), PL_PICTURE_PIXELS_MAX, &out, &picture, NULL), PL_E_LIMIT);
    pl_buf_clear(&in);
    sample_png(&in, false, SAMPLE_WIDTH, SAMPLE_HEIGHT + 1); /* lacks its last row */
    assert_int_equal(pl_picture_make(pl_buf_str(&in), 1000, &out, &picture, NULL), PL_E_FORMAT);
    pl_buf_close(&in);
    pl_buf_close(&out);
}

/* Cut anywhere, or no photograph: withheld, and never a byte. */
static void test_withheld(void **state) {
    static const char *const FOREIGN[] = {"",       "%PDF-1.7 ...", "PK\3\4 docx", "HWP Document File V3.00",
                                          "GIF89a", "text"};
    struct pl_buf in, info, out;
    struct pl_error err = {0};
    (void)state;
    for (size_t i = 0; i < sizeof FOREIGN / sizeof *FOREIGN; i++) {
        assert_int_equal(ask("strip", pl_str_from(FOREIGN[i]), &info, &out, &err), PL_E_REFUSED);
        assert_true(pl_str_starts(pl_str_from(err.msg), PL_STR("withheld: cannot be stripped")));
        assert_int_equal(info.n, 0);
    }
    pl_buf_open(&in, 1 << 20);
    for (int png = 0; png < 2; png++) {
        pl_buf_clear(&in);
        if (png) {
            sample_png(&in, false, SAMPLE_WIDTH, SAMPLE_HEIGHT);
        } else {
            sample_jpeg(&in, false, 1);
        }
        for (size_t n = 0; n < in.n; n++) {
            struct pl_buf say;
            int code = ask("strip", pl_str_sub(pl_buf_str(&in), 0, n), &info, &out, &err);
            assert_int_equal(code, PL_E_REFUSED);
            pl_buf_open(&say, 1 << 20);
            pl_answer_write(code, &err, &info, &out, &say);
            assert_int_equal(pl_be32(say.p + say.n - 4), 0); /* no bytes go out beside a refusal */
            pl_buf_close(&say);
            pl_buf_close(&info);
            pl_buf_close(&out);
        }
    }
    pl_buf_close(&in);
}

static void test_frames(void **state) {
    PL_BUF_AUTO b = {0};
    struct pl_request r;
    (void)state;
    pl_buf_open(&b, 1000);
    pl_buf_add_str(&b, PL_STR("plimsoll-helper/v1\n\0\0\0\4exif\0\0\0\0\0\0\0\3abc"));
    assert_int_equal(pl_request_read(pl_buf_str(&b), &r, NULL), 0);
    assert_true(pl_str_eq(r.verb, PL_STR("exif")) && r.arg.n == 0 && pl_str_eq(r.bytes, PL_STR("abc")));
    for (size_t n = 0; n < b.n; n++) {
        assert_int_equal(pl_request_read(pl_str_sub(pl_buf_str(&b), 0, n), &r, NULL), PL_E_FORMAT);
    }
    pl_buf_add_char(&b, 'x');
    assert_int_equal(pl_request_read(pl_buf_str(&b), &r, NULL), PL_E_FORMAT);
    r = (struct pl_request){.verb = PL_STR("dance")};
    assert_int_equal(pl_serve(&r, &b, &b, NULL), PL_E_USAGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strip_jpeg), cmocka_unit_test(test_strip_png),   cmocka_unit_test(test_pixels),
        cmocka_unit_test(test_turn),       cmocka_unit_test(test_turned_size), cmocka_unit_test(test_pixel_ceiling),
        cmocka_unit_test(test_withheld),   cmocka_unit_test(test_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
