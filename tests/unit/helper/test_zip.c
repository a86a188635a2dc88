/* ZIP files made here (tests/samples.h), sound and then broken in one place. Offsets by hand from APPNOTE 6.3. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper/zip.h"
#include "samples.h"

static int collect(void *ctx, pl_str piece, struct pl_error *err) {
    (void)err;
    pl_buf_add_str(ctx, piece);
    return 0;
}

static int count(void *ctx, pl_str piece, struct pl_error *err) {
    (void)err;
    *(uint64_t *)ctx += piece.n;
    return 0;
}

static pl_str two(struct sample_zip *z) {
    sample_zip_open(z);
    sample_zip_add(z, "a", PL_STR("stored"), 0);
    sample_zip_add(z, "b/c", PL_STR("deflated deflated deflated"), 8);
    return sample_zip_end(z);
}

static void test_sound(void **state) {
    PL_ARENA_AUTO arena = {0};
    PL_BUF_AUTO out = {0};
    struct sample_zip z;
    struct pl_zip zip;
    (void)state;
    pl_arena_open(&arena, 1 << 20);
    pl_buf_open(&out, 1000);
    pl_str bytes = two(&z);
    assert_int_equal(pl_zip_open(bytes, &arena, &zip, NULL), 0);
    assert_int_equal(zip.n, 2);
    assert_null(pl_zip_find(&zip, PL_STR("b")));
    assert_int_equal(pl_zip_read(&zip, pl_zip_find(&zip, PL_STR("a")), collect, &out, NULL), 0);
    assert_int_equal(pl_zip_read(&zip, pl_zip_find(&zip, PL_STR("b/c")), collect, &out, NULL), 0);
    assert_true(pl_str_eq(pl_buf_str(&out), PL_STR("storeddeflated deflated deflated")));
    sample_zip_close(&z);
}

/* Opens and reads every member; the first code that is none of success. What it read of sound files is sound. */
static int read_all(pl_str bytes) {
    PL_ARENA_AUTO arena = {0};
    PL_BUF_AUTO out = {0};
    struct pl_zip zip;
    pl_arena_open(&arena, 8 << 20);
    pl_buf_open(&out, 1 << 20);
    int code = pl_zip_open(bytes, &arena, &zip, NULL);
    for (size_t i = 0; code == 0 && i < zip.n; i++) {
        code = pl_zip_read(&zip, &zip.members[i], collect, &out, NULL);
    }
    if (code == 0 && zip.n == 2) {
        assert_true(pl_str_eq(pl_buf_str(&out), PL_STR("storeddeflated deflated deflated")));
    }
    return code;
}

/* Every single byte changed is refused, or changes nothing that is read (times, versions, attributes). Every cut is
 * refused. */
static void test_broken(void **state) {
    struct sample_zip z;
    pl_str bytes = two(&z);
    PL_BUF_AUTO copy = {0};
    unsigned refused = 0;
    (void)state;
    pl_buf_open(&copy, 4096);
    for (size_t i = 0; i < bytes.n; i++) {
        pl_buf_clear(&copy);
        pl_buf_add_str(&copy, bytes);
        copy.p[i] = (char)(copy.p[i] ^ 0x01);
        int code = read_all(pl_buf_str(&copy));
        assert_true(code == 0 || code == PL_E_FORMAT || code == PL_E_LIMIT);
        refused += code != 0;
        assert_int_not_equal(read_all(pl_str_sub(bytes, 0, i)), 0);
    }
    assert_true(refused > bytes.n / 2);
    sample_zip_close(&z);
}

static void test_names(void **state) {
    static const char *const BAD[] = {"/etc/passwd", "../x", "a/../../x", "a\\b", "..", NULL};
    static const char *const GOOD[] = {"..a", "a..b", "a/b", "a/", NULL};
    (void)state;
    for (int good = 0; good < 2; good++) {
        for (const char *const *name = good ? GOOD : BAD; *name != NULL; name++) {
            struct sample_zip z;
            sample_zip_open(&z);
            sample_zip_add(&z, *name, PL_STR("x"), 0);
            assert_int_equal(read_all(sample_zip_end(&z)), good ? 0 : PL_E_FORMAT);
            sample_zip_close(&z);
        }
    }
}

static void test_twice(void **state) {
    struct sample_zip z;
    (void)state;
    sample_zip_open(&z);
    sample_zip_add(&z, "a", PL_STR("1"), 0);
    sample_zip_add(&z, "a", PL_STR("2"), 0);
    assert_int_equal(read_all(sample_zip_end(&z)), PL_E_FORMAT);
    sample_zip_close(&z);
}

/* A member within the data of another: its local record stands behind the 30 bytes of header and one of name. The same
 * bytes would count twice. */
static void test_overlap(void **state) {
    struct sample_zip outer, inner;
    (void)state;
    sample_zip_open(&outer);
    sample_zip_open(&inner);
    sample_zip_add(&inner, "b", PL_STR("1"), 0);
    sample_zip_add(&outer, "a", pl_buf_str(&inner.out), 0);
    inner.directory.p[42] = 31; /* where its header is */
    pl_buf_add_str(&outer.directory, pl_buf_str(&inner.directory));
    outer.n = 2;
    assert_int_equal(read_all(sample_zip_end(&outer)), PL_E_FORMAT);
    sample_zip_close(&outer);
    sample_zip_close(&inner);
}

static void test_members_max(void **state) {
    (void)state;
    for (unsigned n = PL_ZIP_MEMBERS_MAX; n <= PL_ZIP_MEMBERS_MAX + 1; n++) {
        struct sample_zip z;
        sample_zip_open(&z);
        for (unsigned i = 0; i < n; i++) {
            char name[16];
            snprintf(name, sizeof name, "%u", i);
            sample_zip_add(&z, name, PL_STR(""), 0);
        }
        assert_int_equal(read_all(sample_zip_end(&z)), n > PL_ZIP_MEMBERS_MAX ? PL_E_LIMIT : 0);
        sample_zip_close(&z);
    }
}

/* Zeros pack about 1000 times: allowed up to PL_ZIP_RATIO_FREE bytes, a bomb beyond. */
static void test_bomb(void **state) {
    (void)state;
    for (int more = 0; more < 2; more++) {
        PL_ARENA_AUTO arena = {0};
        struct sample_zip z;
        struct pl_zip zip;
        uint64_t given = 0;
        size_t n = PL_ZIP_RATIO_FREE + (size_t)more;
        char *zeros = calloc(1, n);
        pl_arena_open(&arena, 1 << 20);
        sample_zip_open(&z);
        sample_zip_add(&z, "a", pl_str_make(zeros, n), 8);
        assert_int_equal(pl_zip_open(sample_zip_end(&z), &arena, &zip, NULL), 0);
        assert_int_equal(pl_zip_read(&zip, zip.members, count, &given, NULL), more ? PL_E_LIMIT : 0);
        assert_true(given <= PL_ZIP_RATIO_FREE);
        free(zeros);
        sample_zip_close(&z);
    }
}

/* The ceiling over all members together; random-like bytes, so that the ratio does not strike first. */
static void test_decoded_max(void **state) {
    PL_ARENA_AUTO arena = {0};
    struct sample_zip z;
    struct pl_zip zip;
    uint64_t given = 0;
    (void)state;
    pl_arena_open(&arena, 1 << 20);
    pl_str bytes = two(&z);
    assert_int_equal(pl_zip_open(bytes, &arena, &zip, NULL), 0);
    zip.decoded = PL_ZIP_DECODED_MAX - 6; /* "stored" has 6 bytes */
    assert_int_equal(pl_zip_read(&zip, pl_zip_find(&zip, PL_STR("a")), count, &given, NULL), 0);
    assert_int_equal(pl_zip_read(&zip, pl_zip_find(&zip, PL_STR("a")), count, &given, NULL), PL_E_LIMIT);
    sample_zip_close(&z);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound), cmocka_unit_test(test_broken),      cmocka_unit_test(test_names),
        cmocka_unit_test(test_twice), cmocka_unit_test(test_overlap),     cmocka_unit_test(test_members_max),
        cmocka_unit_test(test_bomb),  cmocka_unit_test(test_decoded_max),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
