/* The archive codec: bytes a report by column, and the speed of writing and reading blocks.
 *
 * Input: ships under way in the Yellow Sea, generated here with a seed -- nominal intervals of 10 s with jitter and
 * losses, GPS noise of about 5 m, slow changes of course, a static message every 6 minutes --, as one station's
 * recording would hold them: offsets grow by what other ships say in between. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/time.h"
#include "geo/trig.h"
#include "track/block.h"

#define N_BLOCKS  400
#define N_REPORTS 1000

static uint64_t seed = 20261122;

static uint64_t next_random(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static uint32_t below(uint32_t n) { return (uint32_t)((next_random() >> 11) % n); }

/* Roughly normal, mean 0, deviation 1. */
static double noise(void) {
    double sum = 0;
    for (int i = 0; i < 12; i++) {
        sum += (double)below(1 << 20) / (1 << 20);
    }
    return sum - 6;
}

static void put_bits(uint8_t *p, unsigned from, unsigned n, uint64_t v) {
    for (unsigned i = 0; i < n; i++) {
        p[(from + i) / 8] |= (uint8_t)(((v >> (n - 1 - i)) & 1) << (7 - (from + i) % 8));
    }
}

struct ship {
    uint32_t mmsi;
    double lon, lat, course, speed; /* units, units, degrees, knots */
    int64_t at;
    uint64_t offset;
    uint8_t bits_5[53];
    uint32_t slot;
};

static void write_position(struct ship *s, uint8_t *bits, double metre) {
    double lon = s->lon + noise() * 3 * metre, lat = s->lat + noise() * 3 * metre;
    memset(bits, 0, 21);
    put_bits(bits, 0, 6, 1);
    put_bits(bits, 8, 30, s->mmsi);
    put_bits(bits, 42, 8, below(8) == 0 ? below(9) : 0);
    put_bits(bits, 50, 10, (uint64_t)(s->speed * 10 + noise()));
    put_bits(bits, 60, 1, 1);
    put_bits(bits, 61, 28, (uint32_t)(int32_t)lon & 0xfffffff);
    put_bits(bits, 89, 27, (uint32_t)(int32_t)lat & 0x7ffffff);
    put_bits(bits, 116, 12, (uint64_t)(s->course * 10 + 3600 + noise() * 8) % 3600);
    put_bits(bits, 128, 9, (uint64_t)(s->course + 360 + noise()) % 360);
    put_bits(bits, 137, 6, (uint64_t)(s->at / PL_SECOND_US) % 60);
    s->slot = (s->slot + 1) % 8;
    put_bits(bits, 149, 19, (uint64_t)(7 - s->slot) << 14 | (s->slot % 2 ? below(2250) : below(60)));
}

static void step(struct ship *s) {
    static const uint32_t intervals[] = {10, 10, 10, 10, 9, 11, 10, 20, 10, 30};
    int64_t seconds = intervals[below(10)];
    double metre = PL_POS_UNIT / 60.0 / PL_NM_M;
    s->at += seconds * PL_SECOND_US;
    s->course += noise() * 0.8;
    s->speed += noise() * 0.05;
    s->speed = s->speed < 1 ? 1 : s->speed;
    double way = s->speed * PL_KN_MS * (double)seconds * metre;
    double angle = s->course * PL_PI / 180;
    s->lat += way * pl_cos(angle);
    s->lon += way * pl_sin(angle) / pl_cos(s->lat / PL_POS_UNIT * PL_PI / 180);
    s->offset += (uint64_t)seconds * 4000 + below(8000);
}

static void make_block(struct pl_arena *arena, struct pl_block_item *items, uint32_t mmsi) {
    static const uint32_t station[] = {3};
    struct ship s = {.mmsi = mmsi,
                     .lon = (120.0 + below(50) / 10.0) * PL_POS_UNIT,
                     .lat = (35.0 + below(40) / 10.0) * PL_POS_UNIT,
                     .course = below(360),
                     .speed = 8 + below(80) / 10.0,
                     .at = INT64_C(1700000000000000) + below(86400) * PL_SECOND_US,
                     .offset = below(1000000)};
    put_bits(s.bits_5, 0, 6, 5);
    put_bits(s.bits_5, 8, 30, mmsi);
    for (unsigned i = 9; i < 50; i++) {
        s.bits_5[i] = (uint8_t)next_random();
    }
    double metre = PL_POS_UNIT / 60.0 / PL_NM_M;
    for (unsigned i = 0; i < N_REPORTS; i++) {
        uint8_t bits[21];
        step(&s);
        write_position(&s, bits, metre);
        bool is_static = i % 36 == 35;
        struct pl_hearing hearing = {.at = s.at,
                                     .mmsi = mmsi,
                                     .msg = is_static ? 5 : 1,
                                     .bits = is_static ? s.bits_5 : bits,
                                     .n_bits = is_static ? 424 : 168};
        PL_BUF_AUTO record;
        pl_buf_open(&record, 4096);
        if (pl_record_write(&hearing, &record, NULL) != 0) {
            abort();
        }
        items[i] = (struct pl_block_item){
            .record = pl_str_copy(arena, pl_buf_str(&record)),
            .src = {.source = 0, .offset = s.offset, .length = is_static ? 130 : 66 + (below(4) == 0)},
            .stations = station,
            .n_stations = 1};
    }
}

static void print_rate(const char *name, uint64_t n, int64_t us) {
    printf("%-28s %10llu %10.1f ns/op %8.2f M/s\n", name, (unsigned long long)n, (double)us * 1000 / (double)n,
           (double)n / (double)us);
}

int main(void) {
    struct pl_block_codec *codec = NULL;
    struct pl_arena arena;
    struct pl_buf out;
    pl_arena_open(&arena, (size_t)1 << 30);
    pl_buf_open(&out, (size_t)1 << 30);
    struct pl_block_item *items = calloc((size_t)N_BLOCKS * N_REPORTS, sizeof *items);
    size_t *ends = calloc(N_BLOCKS + 1, sizeof *ends);
    if (items == NULL || ends == NULL || pl_block_codec_open(&codec, NULL) != 0) {
        return 1;
    }
    for (uint32_t b = 0; b < N_BLOCKS; b++) {
        make_block(&arena, items + (size_t)b * N_REPORTS, 431000000 + b);
    }
    const uint64_t n = (uint64_t)N_BLOCKS * N_REPORTS;
    struct pl_block_info info;
    int64_t best_write = INT64_MAX, best_read = INT64_MAX;
    uint64_t checksum = 0;
    for (int round = 0; round < 5; round++) {
        pl_buf_clear(&out);
        int64_t start = pl_time_monotonic_us();
        for (size_t b = 0; b < N_BLOCKS; b++) {
            if (pl_block_encode(codec, items + b * N_REPORTS, N_REPORTS, &out, &info, NULL) != 0) {
                return 1;
            }
            ends[b + 1] = out.n;
        }
        int64_t us = pl_time_monotonic_us() - start;
        best_write = us < best_write ? us : best_write;
        start = pl_time_monotonic_us();
        for (size_t b = 0; b < N_BLOCKS; b++) {
            const struct pl_block_item *read = NULL;
            size_t n_read = 0;
            if (pl_block_decode(codec, pl_str_make(out.p + ends[b], ends[b + 1] - ends[b]), &read, &n_read, NULL,
                                NULL) != 0) {
                return 1;
            }
            for (size_t i = 0; i < n_read; i++) {
                checksum = checksum * 31 + (uint8_t)read[i].record.p[read[i].record.n - 1] + read[i].src.offset;
            }
        }
        us = pl_time_monotonic_us() - start;
        best_read = us < best_read ? us : best_read;
    }
    print_rate("block_encode", n, best_write);
    print_rate("block_decode", n, best_read);
    static const unsigned kinematics[] = {PL_BLOCK_SHAPE, PL_BLOCK_TIME, PL_BLOCK_LON,     PL_BLOCK_LAT,
                                          PL_BLOCK_SOG,   PL_BLOCK_COG,  PL_BLOCK_HEADING, PL_BLOCK_STATUS};
    static const unsigned provenance[] = {PL_BLOCK_SOURCE, PL_BLOCK_OFFSET, PL_BLOCK_LENGTH, PL_BLOCK_STATION,
                                          PL_BLOCK_STATION_SET};
    double sum[PL_BLOCK_COLUMN_COUNT] = {0}, k = 0, p = 0;
    for (size_t b = 0; b < N_BLOCKS; b++) {
        uint32_t bytes[PL_BLOCK_COLUMN_COUNT];
        if (pl_block_sizes(pl_str_make(out.p + ends[b], ends[b + 1] - ends[b]), bytes, NULL) != 0) {
            return 1;
        }
        for (unsigned i = 0; i < PL_BLOCK_COLUMN_COUNT; i++) {
            sum[i] += bytes[i];
        }
    }
    for (size_t i = 0; i < sizeof kinematics / sizeof kinematics[0]; i++) {
        k += sum[kinematics[i]];
    }
    for (size_t i = 0; i < sizeof provenance / sizeof provenance[0]; i++) {
        p += sum[provenance[i]];
    }
    for (unsigned i = 0; i < PL_BLOCK_COLUMN_COUNT; i++) {
        printf("block column %-15s %8.3f B/report\n", pl_block_column_name(i), sum[i] / (double)n);
    }
    printf("block kinematics             %8.3f B/report\n", k / (double)n);
    printf("block with provenance        %8.3f B/report\n", (k + p) / (double)n);
    printf("block whole, lossless        %8.3f B/report\n", (double)out.n / (double)n);
    printf("block checksum %016llx\n", (unsigned long long)checksum);
    free(items);
    free(ends);
    pl_block_codec_close(codec);
    pl_buf_close(&out);
    pl_arena_close(&arena);
    return 0;
}
