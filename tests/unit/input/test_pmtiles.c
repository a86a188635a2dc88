/* Archives are written here by hand, column by column as the specification says (github.com/protomaps/PMTiles,
 * spec/v3/spec.md); the numbers of tiles are that page's own examples and properties of the curve.
 * tests/cli/test_serve_tiles.sh reads archives of a writer in another language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/file.h"
#include "input/pmtiles.h"

#define ROOM ((size_t)40 << 20)

/* ---- a writer ---- */

struct item {
    uint64_t id, run, n, place; /* place: 0 for right behind, else one more */
};

static void varint(struct pl_buf *out, uint64_t v) {
    for (; v > 127; v >>= 7) {
        pl_buf_add_char(out, (char)(v | 128));
    }
    pl_buf_add_char(out, (char)v);
}

static void directory(struct pl_buf *out, const struct item *items, size_t n) {
    varint(out, n);
    for (size_t i = 0; i < n; i++) {
        varint(out, items[i].id - (i > 0 ? items[i - 1].id : 0));
    }
    for (size_t i = 0; i < n; i++) {
        varint(out, items[i].run);
    }
    for (size_t i = 0; i < n; i++) {
        varint(out, items[i].n);
    }
    for (size_t i = 0; i < n; i++) {
        varint(out, items[i].place);
    }
}

static void zip(pl_str bytes, struct pl_buf *out) {
    z_stream z = {0};
    const size_t room = bytes.n + bytes.n / 100 + 1000;
    char *p = pl_buf_reserve(out, room);
    assert_non_null(p);
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)bytes.p;
    z.avail_in = (uInt)bytes.n;
    z.next_out = (Bytef *)p;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->n += z.total_out;
    deflateEnd(&z);
}

static void put64(char *p, uint64_t v) {
    for (size_t i = 0; i < 8; i++) {
        p[i] = (char)(v >> 8 * i);
    }
}

static void put32(char *p, int32_t v) {
    for (size_t i = 0; i < 4; i++) {
        p[i] = (char)((uint32_t)v >> 8 * i);
    }
}

/* Header, root, metadata, leaves, data, one behind the other. */
static void archive(struct pl_buf *out, pl_str root, pl_str metadata, pl_str leaves, pl_str data, int inside,
                    int outside) {
    char head[127] = "PMTiles\003";
    const uint64_t parts[] = {root.n, metadata.n, leaves.n, data.n};
    uint64_t at = sizeof head;
    for (size_t i = 0; i < 4; i++) {
        put64(head + 8 + 16 * i, at);
        put64(head + 16 + 16 * i, parts[i]);
        at += parts[i];
    }
    head[96] = 1;
    head[97] = (char)inside;
    head[98] = (char)outside;
    head[99] = PL_TILE_PNG;
    head[100] = 0;
    head[101] = 4;
    put32(head + 102, 1240000000);
    put32(head + 106, -385000000);
    put32(head + 110, 1315000000);
    put32(head + 114, 430000000);
    pl_buf_clear(out);
    pl_buf_add(out, head, sizeof head);
    pl_buf_add_str(out, root);
    pl_buf_add_str(out, metadata);
    pl_buf_add_str(out, leaves);
    pl_buf_add_str(out, data);
    assert_false(pl_buf_failed(out));
}

/* Tiles "world" at 0/0/0; "four" at 2/0/0, 2/1/0 and 2/1/1 (numbers 5, 6, 7); nothing at 2/0/1 (8). */
static const struct item FEW[] = {{0, 1, 5, 1}, {5, 3, 4, 0}};
#define METADATA PL_STR("{\"attribution\":\"nobody\"}")

static void few(struct pl_buf *out) {
    PL_BUF_AUTO root;
    pl_buf_open(&root, ROOM);
    directory(&root, FEW, 2);
    archive(out, pl_buf_str(&root), METADATA, PL_STR(""), PL_STR("worldfour"), 1, 1);
}

/* ---- reading ---- */

static void expect_tile(const struct pl_pmtiles *tiles, unsigned z, uint32_t x, uint32_t y, const char *want) {
    PL_BUF_AUTO out;
    struct pl_error err = {0};
    bool there = want == NULL;
    pl_buf_open(&out, ROOM);
    if (pl_pmtiles_tile(tiles, z, x, y, &out, &there, &err) != PL_E_OK) {
        fail_msg("%u/%u/%u: %s", z, x, y, err.msg);
    }
    assert_int_equal(there, want != NULL);
    assert_int_equal(out.n, want != NULL ? strlen(want) : 0);
    if (want != NULL) {
        assert_memory_equal(out.p, want, out.n);
    }
}

static struct pl_pmtiles *opened(const struct pl_buf *bytes) {
    struct pl_pmtiles *tiles = NULL;
    struct pl_error err = {0};
    if (pl_pmtiles_open_bytes(pl_buf_str(bytes), &tiles, &err) != PL_E_OK) {
        fail_msg("%s", err.msg);
    }
    return tiles;
}

static void refused(const struct pl_buf *bytes, int code, uint64_t offset) {
    struct pl_pmtiles *tiles = NULL;
    struct pl_error err = {0};
    const int rc = pl_pmtiles_open_bytes(pl_buf_str(bytes), &tiles, &err);
    pl_pmtiles_close(tiles);
    if (rc != code || err.offset != offset || !err.has_offset) {
        fail_msg("code %d at byte %llu, not %d at byte %llu: %s", rc, (unsigned long long)err.offset, code,
                 (unsigned long long)offset, err.msg);
    }
}

static void test_ids(void **state) {
    (void)state;
    static const struct {
        unsigned z;
        uint32_t x, y;
        uint64_t id;
    } OF[] = {
        {0, 0, 0, 0}, {1, 0, 0, 1}, {1, 0, 1, 2}, {1, 1, 1, 3}, {1, 1, 0, 4}, {2, 0, 0, 5}, {12, 3423, 1763, 19078479}};
    for (size_t i = 0; i < sizeof OF / sizeof *OF; i++) {
        assert_int_equal(pl_pmtiles_id(OF[i].z, OF[i].x, OF[i].y), OF[i].id);
    }
    /* the last of the deepest zoom: 4^0 + ... + 4^26, less one, is where its curve ends, at the right of the top row */
    assert_int_equal(pl_pmtiles_id(26, (UINT32_C(1) << 26) - 1, 0), UINT64_C(6004799503160660));
}

/* Every number of a zoom is given once, and numbers that follow each other are neighbours. */
static void test_curve(void **state) {
    (void)state;
    enum { Z = 6, SIDE = 1 << Z };
    static int place[SIDE * SIDE];
    memset(place, -1, sizeof place);
    const uint64_t first = (SIDE * SIDE - 1) / 3;
    for (uint32_t x = 0; x < SIDE; x++) {
        for (uint32_t y = 0; y < SIDE; y++) {
            const uint64_t i = pl_pmtiles_id(Z, x, y) - first;
            assert_true(i < SIDE * SIDE);
            assert_int_equal(place[i], -1);
            place[i] = (int)(x * SIDE + y);
        }
    }
    for (int i = 1; i < SIDE * SIDE; i++) {
        const int across = place[i] / SIDE - place[i - 1] / SIDE, down = place[i] % SIDE - place[i - 1] % SIDE;
        assert_int_equal(across * across + down * down, 1);
    }
}

static void test_read(void **state) {
    (void)state;
    PL_BUF_AUTO bytes;
    pl_buf_open(&bytes, ROOM);
    few(&bytes);
    struct pl_pmtiles *tiles = opened(&bytes);
    const struct pl_pmtiles_about *about = pl_pmtiles_about(tiles);
    assert_int_equal(about->kind, PL_TILE_PNG);
    assert_int_equal(about->min_zoom, 0);
    assert_int_equal(about->max_zoom, 4);
    assert_true(about->west_deg == 124 && about->south_deg == -38.5 && about->east_deg == 131.5 &&
                about->north_deg == 43);
    assert_true(pl_str_eq(pl_pmtiles_metadata(tiles), METADATA));
    expect_tile(tiles, 0, 0, 0, "world");
    expect_tile(tiles, 2, 0, 0, "four");
    expect_tile(tiles, 2, 1, 0, "four");
    expect_tile(tiles, 2, 1, 1, "four");
    expect_tile(tiles, 2, 0, 1, NULL);
    expect_tile(tiles, 1, 0, 0, NULL);
    expect_tile(tiles, 26, (1U << 26) - 1, 0, NULL);
    pl_pmtiles_close(tiles);
    assert_string_equal(pl_tile_kind_media(PL_TILE_WEBP), "image/webp");
    assert_string_equal(pl_tile_kind_name(6), "");
}

static void test_file(void **state) {
    (void)state;
    PL_BUF_AUTO bytes;
    struct pl_error err = {0};
    struct pl_pmtiles *tiles = NULL;
    char path[64];
    pl_buf_open(&bytes, ROOM);
    few(&bytes);
    snprintf(path, sizeof path, "/tmp/plimsoll-tiles.%d", (int)getpid());
    assert_int_equal(pl_file_write(path, pl_buf_str(&bytes), 0600, &err), PL_E_OK);
    assert_int_equal(pl_pmtiles_open(path, &tiles, &err), PL_E_OK);
    expect_tile(tiles, 2, 1, 1, "four");
    assert_int_equal(truncate(path, (off_t)bytes.n - 1), 0); /* under its reader */
    PL_BUF_AUTO out;
    bool there;
    pl_buf_open(&out, ROOM);
    assert_int_equal(pl_pmtiles_tile(tiles, 2, 0, 0, &out, &there, &err), PL_E_FORMAT);
    pl_pmtiles_close(tiles);
    unlink(path);
    assert_int_equal(pl_pmtiles_open(path, &tiles, &err), PL_E_INPUT);
    assert_int_equal(pl_pmtiles_open("/tmp", &tiles, &err), PL_E_INPUT);
}

static void test_no_place(void **state) {
    (void)state;
    static const uint32_t AT[][3] = {{27, 0, 0}, {0, 1, 0}, {0, 0, 1}, {4, 16, 0}, {4, 0, 16}, {26, 1U << 26, 0}};
    PL_BUF_AUTO bytes, out;
    pl_buf_open(&bytes, ROOM);
    pl_buf_open(&out, ROOM);
    few(&bytes);
    struct pl_pmtiles *tiles = opened(&bytes);
    for (size_t i = 0; i < sizeof AT / sizeof *AT; i++) {
        struct pl_error err = {0};
        bool there = false;
        assert_int_equal(pl_pmtiles_tile(tiles, AT[i][0], AT[i][1], AT[i][2], &out, &there, &err), PL_E_USAGE);
    }
    pl_pmtiles_close(tiles);
}

/* Gzip everywhere, and tiles below `deep` directories; the last chain is one too long. */
static void test_leaves(void **state) {
    (void)state;
    PL_BUF_AUTO bytes, leaves, one, packed, tile;
    pl_buf_open(&bytes, ROOM);
    pl_buf_open(&leaves, ROOM);
    pl_buf_open(&one, ROOM);
    pl_buf_open(&packed, ROOM);
    pl_buf_open(&tile, ROOM);
    zip(PL_STR("a leaf's tile"), &tile);
    for (int deep = 1; deep <= 5; deep++) {
        uint64_t at = 0, n = 0;
        pl_buf_clear(&leaves);
        for (int k = 0; k < deep; k++) { /* from the lowest up; the highest is the root */
            const struct item item = k == 0 ? (struct item){5, 2, tile.n, 1} : (struct item){3, 0, n, at + 1};
            pl_buf_clear(&one);
            pl_buf_clear(&packed);
            directory(&one, &item, 1);
            zip(pl_buf_str(&one), &packed);
            at = leaves.n;
            n = packed.n;
            if (k + 1 < deep) {
                pl_buf_add_str(&leaves, pl_buf_str(&packed));
            }
        }
        pl_buf_clear(&one);
        zip(METADATA, &one);
        archive(&bytes, pl_buf_str(&packed), pl_buf_str(&one), pl_buf_str(&leaves), pl_buf_str(&tile), 2, 2);
        struct pl_pmtiles *tiles = opened(&bytes);
        assert_true(pl_str_eq(pl_pmtiles_metadata(tiles), METADATA));
        expect_tile(tiles, 0, 0, 0, NULL); /* before the first entry */
        if (deep <= 4) {
            expect_tile(tiles, 2, 1, 0, "a leaf's tile");
            expect_tile(tiles, 2, 1, 1, NULL); /* behind the run */
        } else {
            struct pl_error err = {0};
            bool there = true;
            assert_int_equal(pl_pmtiles_tile(tiles, 2, 1, 0, &packed, &there, &err), PL_E_FORMAT);
        }
        pl_pmtiles_close(tiles);
    }
}

static void test_head(void **state) {
    (void)state;
    static const struct {
        size_t at;
        char to;
        int code;
        uint64_t offset;
    } WRONG[] = {{0, 'p', PL_E_FORMAT, 0},    {6, 'S', PL_E_FORMAT, 0},     {7, 2, PL_E_VERSION, 7},
                 {7, 4, PL_E_VERSION, 7},     {15, 1, PL_E_FORMAT, 8},      {20, 1, PL_E_FORMAT, 8},
                 {30, 1, PL_E_FORMAT, 24},    {39, -1, PL_E_FORMAT, 24},    {44, 1, PL_E_FORMAT, 40},
                 {64, 10, PL_E_FORMAT, 56},   {97, 0, PL_E_VERSION, 97},    {97, 3, PL_E_VERSION, 97},
                 {97, 4, PL_E_VERSION, 97},   {97, -1, PL_E_VERSION, 97},   {98, 3, PL_E_VERSION, 98},
                 {99, 0, PL_E_VERSION, 99},   {99, 6, PL_E_VERSION, 99},    {100, 5, PL_E_FORMAT, 100},
                 {101, 27, PL_E_FORMAT, 100}, {105, 127, PL_E_FORMAT, 102}, {117, -128, PL_E_FORMAT, 102}};
    PL_BUF_AUTO bytes;
    pl_buf_open(&bytes, ROOM);
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        few(&bytes);
        bytes.p[WRONG[i].at] = WRONG[i].to;
        refused(&bytes, WRONG[i].code, WRONG[i].offset);
    }
    few(&bytes);
    bytes.p[101] = 26;
    pl_pmtiles_close(opened(&bytes));
}

/* Whatever is cut off: an error, and never a tile that is not the tile. */
static void test_cut(void **state) {
    (void)state;
    PL_BUF_AUTO bytes;
    pl_buf_open(&bytes, ROOM);
    few(&bytes);
    for (size_t n = 0; n < bytes.n; n++) {
        char *exact = malloc(n > 0 ? n : 1); /* so that a reader beyond it is caught */
        struct pl_pmtiles *tiles = NULL;
        struct pl_error err = {0};
        assert_non_null(exact);
        memcpy(exact, bytes.p, n);
        assert_int_equal(pl_pmtiles_open_bytes(pl_str_make(exact, n), &tiles, &err), PL_E_FORMAT);
        free(exact);
    }
}

static void root_of(struct pl_buf *bytes, const char *root, size_t n) {
    archive(bytes, pl_str_make(root, n), METADATA, PL_STR(""), PL_STR("worldfour"), 1, 1);
}

static void test_directory(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t n;
    } WRONG[] = {
        {"", 0},
        {"\0", 1},                                              /* no entries */
        {"\1\0\1\5", 4},                                        /* a column is missing */
        {"\2\0\1\5\1", 5},                                      /* fewer entries than it says */
        {"\1\0\1\5\1\0", 6},                                    /* bytes behind it */
        {"\1\0\1\0\1", 5},                                      /* a tile of no bytes */
        {"\1\0\1\5\0", 5},                                      /* the first right behind nothing */
        {"\2\0\0\1\1\5\4\1\0", 9},                              /* the same number twice */
        {"\2\0\1\2\1\5\4\1\0", 9},                              /* within the run before */
        {"\1\200\200\200\200\200\200\200\200\200\2\1\5\1", 14}, /* more than 64 bits */
        {"\1\200\200\200\200\200\200\200\200\200\1\1\5\1", 14}, /* beyond any tile */
        {"\1\0\200\200\200\200\200\200\200\200\200\1\5\1", 14}, /* a run beyond any tile */
        {"\1\0\1\200\200\200\200\200\200\200\200\200\1\1", 14}, /* a length beyond any file */
        {"\377\377\377\377\377\377\377\377\377\1\0\1\5\1", 14}, /* entries beyond any memory */
    };
    PL_BUF_AUTO bytes;
    pl_buf_open(&bytes, ROOM);
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        root_of(&bytes, WRONG[i].bytes, WRONG[i].n);
        refused(&bytes, PL_E_FORMAT, 127);
    }
    /* A tile that lies beyond the tiles is found out when it is asked for; the others are good. */
    const struct item beyond[] = {{0, 1, 5, 1}, {1, 1, 4, 7}, {2, 1, 4, 6}};
    PL_BUF_AUTO root, out;
    struct pl_error err = {0};
    bool there = false;
    pl_buf_open(&root, ROOM);
    pl_buf_open(&out, ROOM);
    directory(&root, beyond, 3);
    root_of(&bytes, root.p, root.n);
    pl_buf_add_str(&bytes, PL_STR("no tiles any more"));
    struct pl_pmtiles *tiles = opened(&bytes);
    expect_tile(tiles, 0, 0, 0, "world");
    assert_int_equal(pl_pmtiles_tile(tiles, 1, 0, 0, &out, &there, &err), PL_E_FORMAT);
    expect_tile(tiles, 1, 0, 1, "four");
    pl_pmtiles_close(tiles);
}

static int size_of_tile(size_t n, int outside, size_t packed) {
    PL_BUF_AUTO bytes, root, data, out;
    bool there = false;
    struct pl_error err = {0};
    pl_buf_open(&bytes, ROOM);
    pl_buf_open(&root, ROOM);
    pl_buf_open(&data, ROOM);
    pl_buf_open(&out, ROOM);
    char *zeros = calloc(1, n);
    assert_non_null(zeros);
    if (outside == 2) {
        zip(pl_str_make(zeros, n), &data);
    } else {
        pl_buf_add(&data, zeros, n);
    }
    free(zeros);
    const struct item item = {0, 1, packed > 0 ? packed : data.n, 1};
    directory(&root, &item, 1);
    archive(&bytes, pl_buf_str(&root), METADATA, PL_STR(""), pl_buf_str(&data), 1, outside);
    struct pl_pmtiles *tiles = opened(&bytes);
    const int rc = pl_pmtiles_tile(tiles, 0, 0, 0, &out, &there, &err);
    assert_true(rc != PL_E_OK || (there && out.n == n));
    pl_pmtiles_close(tiles);
    return rc;
}

/* The tile that stands packed as the members, one behind the other, and then the bytes behind them. */
static int members(const char *const *texts, size_t n, const char *behind, struct pl_buf *out) {
    PL_BUF_AUTO bytes, root, data, one;
    bool there = false;
    struct pl_error err = {0};
    pl_buf_open(&bytes, ROOM);
    pl_buf_open(&root, ROOM);
    pl_buf_open(&data, ROOM);
    pl_buf_open(&one, ROOM);
    for (size_t i = 0; i < n; i++) {
        pl_buf_clear(&one);
        zip(pl_str_from(texts[i]), &one);
        pl_buf_add_str(&data, pl_buf_str(&one));
    }
    pl_buf_add_str(&data, pl_str_from(behind));
    const struct item item = {0, 1, data.n, 1};
    directory(&root, &item, 1);
    archive(&bytes, pl_buf_str(&root), METADATA, PL_STR(""), pl_buf_str(&data), 1, 2);
    struct pl_pmtiles *tiles = opened(&bytes);
    pl_buf_clear(out);
    const int rc = pl_pmtiles_tile(tiles, 0, 0, 0, out, &there, &err);
    pl_pmtiles_close(tiles);
    return rc;
}

/* gzip is one member or more (RFC 1952 2.2): all are read, and nothing stands behind them. */
static void test_members(void **state) {
    (void)state;
    static const char *const TEXTS[] = {"one ", "", "and two"};
    PL_BUF_AUTO out;
    pl_buf_open(&out, ROOM);
    assert_int_equal(members(TEXTS, 1, "", &out), PL_E_OK);
    assert_true(pl_str_eq(pl_buf_str(&out), PL_STR("one ")));
    assert_int_equal(members(TEXTS, 3, "", &out), PL_E_OK);
    assert_true(pl_str_eq(pl_buf_str(&out), PL_STR("one and two")));
    assert_int_equal(members(TEXTS, 1, "x", &out), PL_E_FORMAT);
    assert_int_equal(members(TEXTS, 1, "\037\213", &out), PL_E_FORMAT); /* a member that only begins */
    assert_int_equal(members(TEXTS, 3, "junk behind them", &out), PL_E_FORMAT);
}

static void test_ceilings(void **state) {
    (void)state;
    PL_BUF_AUTO bytes, root, text;
    struct pl_error err = {0};
    pl_buf_open(&bytes, ROOM);
    pl_buf_open(&root, ROOM);
    pl_buf_open(&text, ROOM);
    assert_int_equal(size_of_tile(PL_PMTILES_PACKED_MAX - 1, 1, 0), PL_E_OK);
    assert_int_equal(size_of_tile(PL_PMTILES_PACKED_MAX, 1, 0), PL_E_OK);
    assert_int_equal(size_of_tile(PL_PMTILES_PACKED_MAX + 1, 1, 0), PL_E_LIMIT);
    assert_int_equal(size_of_tile(PL_PMTILES_TILE_MAX - 1, 2, 0), PL_E_OK);
    assert_int_equal(size_of_tile(PL_PMTILES_TILE_MAX, 2, 0), PL_E_OK);
    assert_int_equal(size_of_tile(PL_PMTILES_TILE_MAX + 1, 2, 0), PL_E_LIMIT);
    assert_int_equal(size_of_tile(1000, 2, 10), PL_E_FORMAT); /* what is packed is cut */
    directory(&root, FEW, 2);
    for (int more = -1; more <= 1; more++) {
        struct pl_pmtiles *tiles = NULL;
        pl_buf_clear(&text);
        assert_non_null(pl_buf_reserve(&text, PL_PMTILES_DIRECTORY_MAX + 1));
        memset(text.p, ' ', PL_PMTILES_DIRECTORY_MAX + 1);
        text.n = PL_PMTILES_DIRECTORY_MAX + (size_t)(more + 1) - 1;
        archive(&bytes, pl_buf_str(&root), pl_buf_str(&text), PL_STR(""), PL_STR("worldfour"), 1, 1);
        assert_int_equal(pl_pmtiles_open_bytes(pl_buf_str(&bytes), &tiles, &err), more > 0 ? PL_E_LIMIT : PL_E_OK);
        pl_pmtiles_close(tiles);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids),     cmocka_unit_test(test_curve),    cmocka_unit_test(test_read),
        cmocka_unit_test(test_file),    cmocka_unit_test(test_leaves),   cmocka_unit_test(test_no_place),
        cmocka_unit_test(test_head),    cmocka_unit_test(test_cut),      cmocka_unit_test(test_directory),
        cmocka_unit_test(test_members), cmocka_unit_test(test_ceilings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
