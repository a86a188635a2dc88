/* The archive codec: what goes in comes out byte for byte, and damage is seen. Inputs are drawn from a seeded
 * generator; the expectation is the input itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "track/block.h"

#define MMSI 431999999u
#define T0   INT64_C(1700000000000000)

static uint64_t seed;

static uint64_t next_random(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static uint32_t below(uint32_t n) { return (uint32_t)(next_random() % n); }

struct set {
    struct pl_arena arena;
    struct pl_block_item *items;
    size_t n;
};

static void put_bits(uint8_t *p, unsigned from, unsigned n, uint64_t v) {
    for (unsigned i = 0; i < n; i++) {
        if ((v >> (n - 1 - i)) & 1) {
            p[(from + i) / 8] |= (uint8_t)(0x80 >> ((from + i) % 8));
        }
    }
}

static void add_record(struct set *set, const struct pl_hearing *hearing) {
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, 4096);
    struct pl_error err;
    assert_int_equal(pl_record_write(hearing, &buf, &err), 0);
    struct pl_block_item *item = &set->items[set->n++];
    item->record = pl_str_copy(&set->arena, pl_buf_str(&buf));
    item->n_stations = below(4);
    uint32_t *stations = pl_arena_calloc(&set->arena, item->n_stations + 1, sizeof *stations);
    for (uint32_t i = 0; i < item->n_stations; i++) {
        stations[i] = (i > 0 ? stations[i - 1] + 1 : 0) + below(3);
    }
    item->stations = stations;
    item->src =
        (struct pl_loc){.source = below(3), .length = 40 + below(60), .offset = (uint64_t)set->n * 900 + below(100)};
}

/* A payload of the type with plausible kinematics, or with random bits throughout. */
static void add_ais(struct set *set, pl_time at, unsigned type, int32_t lon, int32_t lat, bool wild) {
    uint8_t bits[64] = {0};
    uint32_t n_bits = type == 5 ? 424 : type == 24 ? 160 + below(2) * 8 : type == 27 ? 96 : 168;
    for (unsigned i = 0; wild && i < n_bits / 8; i++) {
        bits[i] = (uint8_t)next_random();
    }
    if (wild) {
        memset(bits, 0, 5);
    }
    put_bits(bits, 0, 6, type);
    put_bits(bits, 6, 2, below(8) == 0 ? below(4) : 0);
    put_bits(bits, 8, 30, MMSI);
    if (!wild && (type <= 3 || type == 18)) {
        unsigned o = type == 18 ? 4 : 0;
        put_bits(bits, 61 - o, 28, (uint32_t)lon & 0xfffffff);
        put_bits(bits, 89 - o, 27, (uint32_t)lat & 0x7ffffff);
        put_bits(bits, 50 - o, 10, below(150));
        put_bits(bits, 116 - o, 12, below(3601));
        put_bits(bits, 128 - o, 9, below(360));
        put_bits(bits, 137 - o, 6, below(64));
    }
    struct pl_hearing hearing = {.at = at, .mmsi = MMSI, .msg = (uint8_t)type, .bits = bits, .n_bits = n_bits};
    add_record(set, &hearing);
}

static void add_row(struct set *set, pl_time at, int32_t lon, int32_t lat) {
    static const char *const names[] = {"INVENTED ONE", "INVENTED TWO", ""};
    struct pl_ais_row row = {.has = (uint32_t)next_random() & 0xffff,
                             .lon = lon,
                             .lat = lat,
                             .sog_dkn = (int16_t)below(1000),
                             .cog_ddeg = (int16_t)below(3600),
                             .heading_deg = (int16_t)below(360),
                             .turn = (int16_t)next_random(),
                             .status = (uint8_t)below(16),
                             .shiptype = (uint8_t)next_random(),
                             .draught_dm = (uint16_t)below(255),
                             .length_m = 100,
                             .width_m = 20,
                             .to_bow_m = 80,
                             .imo = 1234567,
                             .name = pl_str_from(names[below(3)]),
                             .callsign = PL_STR("XYZ1"),
                             .destination = PL_STR("NOWHERE")};
    struct pl_hearing hearing = {.at = at, .mmsi = MMSI, .msg = (uint8_t)below(28), .row = &row};
    add_record(set, &hearing);
}

static int by_record(const void *a, const void *b) {
    const struct pl_block_item *x = a, *y = b;
    return pl_str_cmp(x->record, y->record);
}

static void sort_unique(struct set *set) {
    qsort(set->items, set->n, sizeof *set->items, by_record);
    size_t n = 0;
    for (size_t i = 0; i < set->n; i++) {
        if (n == 0 || by_record(&set->items[n - 1], &set->items[i]) != 0) {
            set->items[n++] = set->items[i];
        }
    }
    set->n = n;
}

/* A ship that starts near 180 degrees and moves by small steps, with all kinds of messages; unit: of the times. */
static void make_set(struct set *set, size_t n, int64_t unit_us, bool wild) {
    pl_arena_open(&set->arena, 1 << 26);
    set->items = pl_arena_calloc(&set->arena, n, sizeof *set->items);
    set->n = 0;
    pl_time at = T0;
    int64_t lon = PL_LON_HALF - (int64_t)below(20000);
    int32_t lat = (int32_t)below(60000000) - 30000000;
    for (size_t i = 0; i < n; i++) {
        at += (int64_t)below(30) * unit_us;
        lon += below(600);
        lat += (int32_t)below(600) - 300;
        uint32_t kind = below(20);
        if (kind < 10) {
            add_ais(set, at, 1 + below(3), pl_lon_wrap(lon), lat, wild);
        } else if (kind < 14) {
            add_ais(set, at, 18, pl_lon_wrap(lon), lat, wild);
        } else if (kind < 16) {
            add_row(set, at, pl_lon_wrap(lon), lat);
        } else {
            static const uint8_t types[] = {5, 24, 27, 9};
            add_ais(set, at, types[kind - 16], pl_lon_wrap(lon), lat, wild);
        }
    }
    sort_unique(set);
}

static void assert_same(const struct set *set, const struct pl_block_item *items, size_t n) {
    assert_int_equal(n, set->n);
    for (size_t i = 0; i < n; i++) {
        const struct pl_block_item *a = &set->items[i], *b = &items[i];
        assert_true(pl_str_eq(a->record, b->record));
        assert_int_equal(a->src.source, b->src.source);
        assert_int_equal(a->src.offset, b->src.offset);
        assert_int_equal(a->src.length, b->src.length);
        assert_int_equal(a->n_stations, b->n_stations);
        assert_memory_equal(a->stations, b->stations, a->n_stations * sizeof *a->stations);
    }
}

static void test_round_trip(void **state) {
    (void)state;
    static const int64_t units[] = {PL_SECOND_US, 1000, 1};
    struct pl_block_codec *codec = NULL;
    struct pl_error err;
    assert_int_equal(pl_block_codec_open(&codec, &err), 0);
    for (unsigned round = 0; round < 150; round++) {
        seed = 0x9e3779b97f4a7c15u + round;
        struct set set;
        make_set(&set, 1 + below(round < 50 ? 5 : 600), units[round % 3], round % 2 == 1);
        PL_BUF_AUTO out;
        pl_buf_open(&out, 1 << 26);
        pl_buf_add_char(&out, 'x'); /* a block is appended */
        struct pl_block_info info, head, again;
        if (pl_block_encode(codec, set.items, set.n, &out, &info, &err) != 0) {
            fail_msg("seed %u: %s", round, err.msg);
        }
        pl_str block = pl_str_sub(pl_buf_str(&out), 1, out.n);
        const struct pl_block_item *items = NULL;
        size_t n = 0;
        if (pl_block_decode(codec, block, &items, &n, &again, &err) != 0) {
            fail_msg("seed %u: %s", round, err.msg);
        }
        assert_same(&set, items, n);
        assert_int_equal(pl_block_head(block, &head, &err), 0);
        assert_memory_equal(&head.west, &info.west, 16);
        assert_int_equal(head.count, set.n);
        assert_int_equal(again.n_positions, info.n_positions);
        assert_int_equal(head.first, (pl_time)pl_be64(set.items[0].record.p));
        assert_int_equal(head.last, (pl_time)pl_be64(set.items[set.n - 1].record.p));
        pl_arena_close(&set.arena);
    }
    pl_block_codec_close(codec);
}

/* The box by the plain definition: every position lies inside it, and the outermost ones on its edges. */
static void test_box(void **state) {
    (void)state;
    struct pl_block_codec *codec = NULL;
    assert_int_equal(pl_block_codec_open(&codec, NULL), 0);
    struct set set;
    pl_arena_open(&set.arena, 1 << 20);
    set.items = pl_arena_calloc(&set.arena, 4, sizeof *set.items);
    set.n = 0;
    seed = 1;
    add_ais(&set, T0, 1, PL_LON_HALF - 600, -300, false);
    add_ais(&set, T0 + PL_MINUTE_US, 1, -PL_LON_HALF + 1200, 900, false);
    add_ais(&set, T0 + 2 * PL_MINUTE_US, 1, PL_LON_HALF - 1800, 0, false);
    add_ais(&set, T0 + 3 * PL_MINUTE_US, 1, 108600000, 54600000, false); /* not available */
    PL_BUF_AUTO out;
    pl_buf_open(&out, 1 << 20);
    struct pl_block_info info;
    assert_int_equal(pl_block_encode(codec, set.items, set.n, &out, &info, NULL), 0);
    assert_int_equal(info.count, 4);
    assert_int_equal(info.n_positions, 3);
    assert_int_equal(info.west, PL_LON_HALF - 1800);
    assert_int_equal(info.east, -PL_LON_HALF + 1200);
    assert_int_equal(info.south, -300);
    assert_int_equal(info.north, 900);
    pl_arena_close(&set.arena);
    pl_block_codec_close(codec);
}

/* A block of two rows and a message, byte for byte. The bytes come from a Python program written from
 * docs/format/block.md alone (struct.pack, hashlib); no column is long enough for zstd. */
static void test_golden(void **state) {
    (void)state;
    static const uint8_t bits[] = {0x04, 0x00, 0x00, 0x00, 0x14, 0xe0, 0x00, 0xa8, 0x00, 0x01, 0x4a,
                                   0x7f, 0xff, 0xee, 0x80, 0x14, 0x02, 0xd4, 0x89, 0x23, 0x45};
    static const uint32_t stations[] = {1, 4};
    struct pl_ais_row row = {.has = PL_ROW_POSITION | PL_ROW_STATUS, .lon = 600, .lat = -300, .status = 1};
    struct pl_hearing hearings[3] = {{.at = T0, .mmsi = 5, .row = &row},
                                     {.at = T0 + 10 * PL_SECOND_US, .mmsi = 5, .row = &row},
                                     {.at = T0 + 20 * PL_SECOND_US, .mmsi = 5, .msg = 1, .bits = bits, .n_bits = 168}};
    struct pl_block_item items[3] = {
        {.src = {.source = 2, .length = 50, .offset = 100}, .stations = stations, .n_stations = 2},
        {.src = {.source = 2, .length = 50, .offset = 160}, .stations = stations, .n_stations = 2},
        {.src = {.source = 0, .length = 47, .offset = 7}}};
    struct pl_buf records[3];
    for (size_t i = 0; i < 3; i++) {
        row.lon = 600 + 30 * (int32_t)i;
        pl_buf_open(&records[i], 4096);
        assert_int_equal(pl_record_write(&hearings[i], &records[i], NULL), 0);
        items[i].record = pl_buf_str(&records[i]);
    }
    struct pl_block_codec *codec = NULL;
    assert_int_equal(pl_block_codec_open(&codec, NULL), 0);
    PL_BUF_AUTO block;
    PL_BUF_AUTO hex;
    pl_buf_open(&block, 4096);
    pl_buf_open(&hex, 8192);
    struct pl_block_info info;
    assert_int_equal(pl_block_encode(codec, items, 3, &block, &info, NULL), 0);
    pl_buf_add_hex(&hex, block.p, block.n);
    pl_buf_add_char(&hex, '\0');
    assert_string_equal(
        hex.p, "504c423100000005000000030000000300060a24181e400000060a24194f6d00000000000000025800000294fffffed4"
               "fffffee80003000300040004000100010001000300010001000100010001000100020004000300040003000300040101"
               "02001400b0093c00d704002814280a010103805102042345000103020206040003c801780e6400050001000201030012"
               "9aaf1765307ac5");
    for (size_t i = 0; i < 3; i++) {
        pl_buf_close(&records[i]);
    }
    pl_block_codec_close(codec);
}

static void test_damage(void **state) {
    (void)state;
    struct pl_block_codec *codec = NULL;
    assert_int_equal(pl_block_codec_open(&codec, NULL), 0);
    seed = 77;
    struct set set;
    make_set(&set, 60, PL_SECOND_US, false);
    PL_BUF_AUTO out;
    pl_buf_open(&out, 1 << 20);
    struct pl_block_info info;
    assert_int_equal(pl_block_encode(codec, set.items, set.n, &out, &info, NULL), 0);
    const struct pl_block_item *items = NULL;
    size_t n = 99;
    struct pl_error err;
    for (size_t cut = 0; cut < out.n; cut++) {
        assert_int_equal(pl_block_decode(codec, pl_str_make(out.p, cut), &items, &n, NULL, &err), PL_E_FORMAT);
    }
    for (size_t i = 0; i < out.n; i++) {
        out.p[i] ^= (char)(1 << (i % 8));
        assert_int_equal(pl_block_decode(codec, pl_buf_str(&out), &items, &n, NULL, &err), PL_E_FORMAT);
        out.p[i] ^= (char)(1 << (i % 8));
    }
    pl_buf_add_char(&out, '\0');
    assert_int_equal(pl_block_decode(codec, pl_buf_str(&out), &items, &n, NULL, &err), PL_E_FORMAT);
    assert_null(items);
    assert_int_equal(n, 99);
    pl_arena_close(&set.arena);
    pl_block_codec_close(codec);
}

static void test_refusals(void **state) {
    (void)state;
    struct pl_block_codec *codec = NULL;
    assert_int_equal(pl_block_codec_open(&codec, NULL), 0);
    seed = 5;
    struct set set;
    make_set(&set, 8, PL_SECOND_US, false);
    PL_BUF_AUTO out;
    pl_buf_open(&out, 1 << 20);
    struct pl_block_info info;
    struct pl_error err;
    assert_int_equal(pl_block_encode(codec, set.items, 0, &out, &info, &err), PL_E_LIMIT);
    assert_int_equal(pl_block_encode(codec, set.items, PL_BLOCK_MAX_ITEMS + 1, &out, &info, &err), PL_E_LIMIT);
    struct pl_block_item swap[2] = {set.items[1], set.items[0]};
    assert_int_equal(pl_block_encode(codec, swap, 2, &out, &info, &err), PL_E_USAGE);
    swap[0] = set.items[1];
    swap[1] = set.items[1]; /* the same record twice */
    assert_int_equal(pl_block_encode(codec, swap, 2, &out, &info, &err), PL_E_USAGE);
    uint32_t stations[2] = {4, 4};
    swap[0].stations = stations;
    swap[0].n_stations = 2;
    assert_int_equal(pl_block_encode(codec, swap, 1, &out, &info, &err), PL_E_USAGE);
    static const uint32_t many[PL_BLOCK_MAX_STATIONS + 1];
    swap[0].stations = many;
    swap[0].n_stations = PL_BLOCK_MAX_STATIONS + 1;
    assert_int_equal(pl_block_encode(codec, swap, 1, &out, &info, &err), PL_E_LIMIT);
    swap[0] = set.items[0];
    swap[0].record.n -= 1;
    assert_int_equal(pl_block_encode(codec, swap, 1, &out, &info, &err), PL_E_USAGE);
    assert_int_equal(out.n, 0); /* a refusal leaves nothing behind */
    pl_arena_close(&set.arena);
    pl_block_codec_close(codec);
    pl_block_codec_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_box),      cmocka_unit_test(test_golden),
        cmocka_unit_test(test_damage),     cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests_name("track/block", tests, NULL, NULL);
}
