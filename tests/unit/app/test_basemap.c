/* Whose map it is, as an archive says it: at most 300 bytes, of what is longer the beginning in whole characters. The
 * archive is written here by its specification: a header of 127 bytes, a root of one tile, metadata. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/basemap.h"
#include "base/buf.h"

#include "base/ban.h"

#define HEAD 127

static void put_part(char *at, size_t place, size_t n) {
    for (size_t i = 0; i < 8; i++) {
        at[i] = (char)((uint64_t)place >> 8 * i);
        at[8 + i] = (char)((uint64_t)n >> 8 * i);
    }
}

/* What the page is told of an archive that says so. */
static void told(const char *attribution, struct pl_buf *out) {
    static const char ROOT[] = {1, 0, 1, 1, 1}; /* one entry: tile 0, run 1, length 1, place 0 */
    char head[HEAD] = "PMTiles\003", path[] = "/tmp/plimsoll-basemap.XXXXXX", text[2000];
    struct pl_basemap *map = NULL;
    struct pl_error err = {0};
    struct pl_json json;
    const int n = snprintf(text, sizeof text, "{\"attribution\":\"%s\"}", attribution);
    assert_in_range(n, 0, (int)sizeof text - 1);
    put_part(head + 8, HEAD, sizeof ROOT);
    put_part(head + 24, HEAD + sizeof ROOT, (size_t)n);
    put_part(head + 40, HEAD + sizeof ROOT + (size_t)n, 0);
    put_part(head + 56, HEAD + sizeof ROOT + (size_t)n, 1);
    head[96] = head[97] = head[98] = 1; /* clustered, nothing packed */
    head[99] = 2;                       /* PNG */
    head[101] = 1;
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *file = fdopen(fd, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(head, 1, HEAD, file), HEAD);
    assert_int_equal(fwrite(ROOT, 1, sizeof ROOT, file), sizeof ROOT);
    assert_int_equal(fwrite(text, 1, (size_t)n, file), n);
    assert_int_equal(fputc('T', file), 'T');
    assert_int_equal(fclose(file), 0);
    const struct pl_basemap_options options = {.archive = path};
    const int rc = pl_basemap_open(&options, &map, &err);
    unlink(path);
    if (rc != PL_E_OK) {
        fail_msg("%s", err.msg);
    }
    pl_buf_clear(out);
    pl_json_start(&json, out);
    pl_basemap_json(map, false, &json);
    pl_basemap_close(map);
}

static void expect(const char *attribution, const char *credit) {
    PL_BUF_AUTO out;
    char want[600];
    pl_buf_open(&out, 10000);
    snprintf(want, sizeof want, "\"credit\":\"%s\",", credit);
    told(attribution, &out);
    const pl_str all = pl_buf_str(&out);
    bool there = false;
    for (size_t i = 0; !there && i < all.n; i++) {
        there = pl_str_starts(pl_str_sub(all, i, all.n), pl_str_from(want));
    }
    if (!there) {
        fail_msg("%s: not %s", out.p, want);
    }
}

static void test_credit(void **state) {
    (void)state;
    char said[400], kept[400];
    expect("<a href='x'>&copy; Nobody</a> &amp; Sons", "\xC2\xA9 Nobody & Sons");
    memset(said, 'a', sizeof said);
    said[300] = '\0';
    expect(said, said);
    said[300] = 'b', said[301] = '\0';
    memcpy(kept, said, 300);
    kept[300] = '\0';
    expect(said, kept);
    /* 299 bytes, then one of two bytes, then ASCII that would still fit */
    memcpy(said + 299, "\xC2\xA9 2026", sizeof "\xC2\xA9 2026");
    kept[299] = '\0';
    expect(said, kept);
    memcpy(said + 298, "\xC2\xA9 2026", sizeof "\xC2\xA9 2026");
    memcpy(kept + 298, "\xC2\xA9", sizeof "\xC2\xA9");
    expect(said, kept);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_credit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
