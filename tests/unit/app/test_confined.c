/* The confined helper from outside: that its walls hold is seen from plimsoll-helper-trial, which tries to get out by
 * verbs that no other build has; the kernel's answer (SIGSYS) is the proof. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/confined.h"
#include "base/time.h"
#include "helper/frame.h"
#include "samples.h"

static int ask(const char *helper, const char *verb, unsigned seconds, struct pl_buf *bytes, struct pl_error *err) {
    PL_BUF_AUTO info = {0};
    setenv("PLIMSOLL_HELPER", helper, 1);
    memset(err, 0, sizeof *err);
    return pl_confined_ask(verb, PL_STR(""), PL_STR("bytes"), seconds, &info, bytes, err);
}

static void test_walls(void **state) {
    static const char *const TRIALS[] = {"trial-open", "trial-socket", "trial-fork", "trial-exec",
                                         "trial-kill", "trial-code",   "trial-file"};
    (void)state;
    for (size_t i = 0; i < sizeof TRIALS / sizeof *TRIALS; i++) {
        PL_BUF_AUTO bytes = {0};
        struct pl_error err;
        int code = ask(PL_HELPER_TRIAL, TRIALS[i], 120, &bytes, &err);
        if (code != PL_E_REFUSED || strstr(err.msg, "the kernel stopped the helper") == NULL) {
            fail_msg("%s: %d %s", TRIALS[i], code, err.msg);
        }
        /* and the helper that is built for use does not know the verb */
        assert_int_equal(ask(PL_HELPER, TRIALS[i], 120, &bytes, &err), PL_E_USAGE);
    }
}

static void test_limits(void **state) {
    PL_BUF_AUTO bytes = {0};
    struct pl_error err;
    (void)state;
    int64_t start = pl_time_monotonic_us();
    assert_int_equal(ask(PL_HELPER_TRIAL, "trial-spin", 1, &bytes, &err), PL_E_LIMIT);
    int64_t took = pl_time_monotonic_us() - start;
    assert_true(took >= 1000000 && took < 100000000);
    assert_int_equal(ask(PL_HELPER_TRIAL, "trial-flood", 120, &bytes, &err), PL_E_LIMIT);
    assert_int_equal(bytes.n, 0);
#if !defined(__SANITIZE_ADDRESS__)
#if !defined(__has_feature)
    PL_BUF_AUTO memory = {0};
    assert_int_equal(ask(PL_HELPER_TRIAL, "trial-memory", 120, &memory, &err), 0);
    int64_t mib = 0;
    pl_str rest = pl_buf_str(&memory);
    assert_true(pl_str_i64(pl_str_cut(&rest, ' '), &mib));
    assert_true(mib > 512 && mib <= (int64_t)(PL_HELPER_MEMORY_MAX >> 20));
#endif
#endif
}

static void test_answers(void **state) {
    PL_BUF_AUTO bytes = {0};
    PL_BUF_AUTO environment = {0};
    struct pl_error err;
    (void)state;
    assert_int_equal(ask(PL_HELPER_TRIAL, "trial-silent", 120, &bytes, &err), PL_E_FORMAT);
    assert_int_equal(ask(PL_HELPER_TRIAL, "trial-half", 120, &bytes, &err), PL_E_FORMAT);
    setenv("PLIMSOLL_PASSPHRASE_FILE", "/secret", 1);
    assert_int_equal(ask(PL_HELPER_TRIAL, "trial-environment", 120, &environment, &err), 0);
    assert_true(pl_str_eq(pl_buf_str(&environment), PL_STR("alive"))); /* nothing of ours is in it */
    assert_int_equal(ask("/nowhere/plimsoll-helper", "exif", 120, &bytes, &err), PL_E_IO);
    assert_int_equal(ask("/bin/true", "exif", 120, &bytes, &err), PL_E_FORMAT);
    assert_int_equal(ask("/bin/false", "exif", 120, &bytes, &err), PL_E_FORMAT);
}

static void test_size(void **state) {
    char *zeros = calloc(1, PL_HELPER_BYTES_MAX + 1);
    (void)state;
    setenv("PLIMSOLL_HELPER", PL_HELPER, 1);
    for (size_t more = 0; more < 2; more++) {
        PL_BUF_AUTO info = {0};
        PL_BUF_AUTO bytes = {0};
        int code = pl_confined_ask("exif", PL_STR(""), pl_str_make(zeros, PL_HELPER_BYTES_MAX + more), 120, &info,
                                   &bytes, NULL);
        assert_int_equal(code, more ? PL_E_LIMIT : PL_E_FORMAT); /* it is read, and no picture */
    }
    free(zeros);
}

static void test_xlsx(void **state) {
    PL_ARENA_AUTO arena = {0};
    PL_BUF_AUTO csv = {0};
    struct sample_zip z;
    pl_str note = {0};
    (void)state;
    setenv("PLIMSOLL_HELPER", PL_HELPER, 1);
    pl_arena_open(&arena, 1 << 20);
    pl_str bytes =
        sample_xlsx(&z, "<row><c><f>1</f><v>1</v></c><c><f>2</f><v>2</v></c></row><row hidden=\"1\"/>", "", "");
    assert_true(pl_confined_maybe_xlsx(bytes));
    assert_false(pl_confined_maybe_xlsx(PL_STR("PK\3\4 a zip file")));
    assert_false(pl_confined_maybe_xlsx(PL_STR("text about xl/workbook.xml")));
    assert_int_equal(pl_confined_xlsx(bytes, PL_STR(""), &arena, &csv, &note, NULL), 0);
    assert_true(pl_str_eq(pl_buf_str(&csv), PL_STR("1,2\n")));
    assert_true(
        pl_str_eq(note, PL_STR("2 cells are formulas: their cached values are taken; 1 row is hidden, and read all "
                               "the same")));
    sample_zip_close(&z);
}

/* A bomb ends in a refusal, whatever strikes first. */
static void test_bomb(void **state) {
    PL_ARENA_AUTO arena = {0};
    PL_BUF_AUTO csv = {0};
    struct sample_zip z;
    pl_str note = {0};
    size_t n = (size_t)40 << 20;
    char *spaces = malloc(n);
    (void)state;
    setenv("PLIMSOLL_HELPER", PL_HELPER, 1);
    memset(spaces, ' ', n);
    pl_arena_open(&arena, 1 << 20);
    sample_zip_open(&z);
    sample_zip_add(&z, "xl/workbook.xml", pl_str_make(spaces, n), 8);
    sample_zip_add(&z, "xl/_rels/workbook.xml.rels", PL_STR("<R/>"), 0);
    assert_int_equal(pl_confined_xlsx(sample_zip_end(&z), PL_STR(""), &arena, &csv, &note, NULL), PL_E_LIMIT);
    sample_zip_close(&z);
    free(spaces);
}

static void test_exif(void **state) {
    PL_ARENA_AUTO arena = {0};
    PL_BUF_AUTO jpeg = {0};
    struct pl_confined_exif exif;
    (void)state;
    setenv("PLIMSOLL_HELPER", PL_HELPER, 1);
    pl_arena_open(&arena, 1 << 20);
    pl_buf_open(&jpeg, 1 << 20);
    sample_jpeg(&jpeg, true, 1);
    assert_int_equal(pl_confined_exif(pl_buf_str(&jpeg), &arena, &exif, NULL), 0);
    assert_true(pl_str_eq(exif.time, PL_STR("2026-03-01T11:30:00+09:00")));
    assert_true(pl_str_eq(exif.camera, PL_STR("KAMEO 7"))); /* the model begins with the maker */
    assert_true(exif.has_position && exif.lat_deg == 38.21 && exif.lon_deg == 124.9);
    pl_buf_clear(&jpeg);
    sample_jpeg(&jpeg, false, 1);
    assert_int_equal(pl_confined_exif(pl_buf_str(&jpeg), &arena, &exif, NULL), 0);
    assert_true(exif.time.n == 0 && exif.camera.n == 0 && !exif.has_position);
}

static void test_release(void **state) {
    PL_ARENA_AUTO arena = {0};
    PL_BUF_AUTO jpeg = {0};
    struct pl_release r;
    (void)state;
    setenv("PLIMSOLL_HELPER", PL_HELPER, 1);
    pl_arena_open(&arena, 1 << 20);
    pl_buf_open(&jpeg, 1 << 20);
    sample_jpeg(&jpeg, true, 1);
    assert_int_equal(pl_release_make(pl_buf_str(&jpeg), &arena, &r, NULL), 0);
    assert_true(r.stripped && r.bytes.n > 0);
    assert_string_equal(r.media, "image/jpeg");
    assert_true(
        pl_str_eq(r.words, PL_STR("JFIF header; EXIF (time, position, camera, orientation); XMP; ICC profile; comment; "
                                  "bytes behind the picture")));
    assert_true(pl_str_starts(r.list, PL_STR("[{\"what\":\"JFIF header\",\"bytes\":18,\"holds\":[]},")));
    pl_release_close(&r);
    static const char *const FOREIGN[] = {"%PDF-1.7", "PK\3\4xl/workbook.xml", "HWP Document File V3", "", "GIF89a"};
    for (size_t i = 0; i < sizeof FOREIGN / sizeof *FOREIGN; i++) {
        assert_int_equal(pl_release_make(pl_str_from(FOREIGN[i]), &arena, &r, NULL), 0);
        assert_true(!r.stripped && r.bytes.n == 0 && r.media == NULL);
        assert_true(pl_str_starts(r.words, PL_STR("withheld: cannot be stripped")));
    }
    /* without a helper, with one that is killed, and with one that says nothing: withheld */
    static const char *const HELPERS[] = {"/nowhere", "/bin/true", "/bin/cat"};
    for (size_t i = 0; i < sizeof HELPERS / sizeof *HELPERS; i++) {
        setenv("PLIMSOLL_HELPER", HELPERS[i], 1);
        assert_int_equal(pl_release_make(pl_buf_str(&jpeg), &arena, &r, NULL), 0);
        assert_true(!r.stripped && r.bytes.n == 0);
        assert_true(pl_str_starts(r.words, PL_STR("withheld: cannot be stripped")));
    }
}

static void test_media(void **state) {
    static const struct {
        const char *bytes;
        const char *media;
    } CASES[] = {{"\xFF\xD8\xFF\xE0", "image/jpeg"},
                 {"\x89PNG\r\n\x1A\n", "image/png"},
                 {"%PDF-1.4", "application/pdf"},
                 {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "application/x-ole-storage"},
                 {"RIFF____WEBP", "image/webp"},
                 {"PK\3\4", "application/zip"},
                 {"PK\3\4 xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
                 {"plain text", NULL},
                 {"", NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const char *media = pl_media_type(pl_str_from(CASES[i].bytes));
        assert_true(media == CASES[i].media || strcmp(media, CASES[i].media) == 0);
    }
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walls), cmocka_unit_test(test_limits),  cmocka_unit_test(test_answers),
        cmocka_unit_test(test_size),  cmocka_unit_test(test_xlsx),    cmocka_unit_test(test_bomb),
        cmocka_unit_test(test_exif),  cmocka_unit_test(test_release), cmocka_unit_test(test_media),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
