/* The foundations that stand in every hot path: JSON writer, CSV reader, sort, SHA-256, inputs, folding. Generated
 * input with a seed, CPU time; each result is folded into a checksum that is printed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "base/sort.h"
#include "input/open.h"
#include "ledger/chunk.h"
#include "text/csv.h"
#include "text/json.h"
#include "text/unicode.h"

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* CPU time of this process, so that what else the machine does counts less. */
static int64_t cpu_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void row(const char *name, uint64_t n, int64_t started_us, double bytes, uint64_t checksum) {
    double us = (double)(cpu_us() - started_us);
    printf("%-34s %10llu  %9.1f ns/op", name, (unsigned long long)n, us * 1000 / (double)n);
    if (bytes > 0) {
        printf("  %8.0f MB/s", bytes / us);
    } else {
        printf("  %8.2f M/s", (double)n / us);
    }
    printf("  checksum %016llx\n", (unsigned long long)checksum);
}

/* An object as decode prints it for a position report: 24 members. */
static void one_message(struct pl_json *j, uint64_t r) {
    pl_json_object(j);
    pl_json_key(j, "type");
    pl_json_str(j, PL_STR("ais"));
    pl_json_key(j, "time");
    pl_json_time(j, INT64_C(1700000000000000) + (int64_t)(r % 1000000) * 1000000);
    pl_json_key(j, "station");
    pl_json_str(j, PL_STR("EXERCISE-7"));
    pl_json_key(j, "channel");
    pl_json_str(j, r & 1 ? PL_STR("A") : PL_STR("B"));
    pl_json_key(j, "msg");
    pl_json_u64(j, 1);
    pl_json_key(j, "repeat");
    pl_json_u64(j, 0);
    pl_json_key(j, "mmsi");
    pl_json_u64(j, 200000000 + r % 500000000);
    pl_json_key(j, "status");
    pl_json_u64(j, r % 16);
    pl_json_key(j, "turn");
    pl_json_null(j);
    pl_json_key(j, "speed");
    pl_json_fixed(j, (double)(r % 1023) / 10, 1);
    pl_json_key(j, "accuracy");
    pl_json_bool(j, r & 2);
    pl_json_key(j, "lon");
    pl_json_fixed(j, 115 + (double)(r % 20000000) / 600000, 6);
    pl_json_key(j, "lat");
    pl_json_fixed(j, 28 + (double)(r % 14000000) / 600000, 6);
    pl_json_key(j, "course");
    pl_json_fixed(j, (double)(r % 3600) / 10, 1);
    pl_json_key(j, "heading");
    pl_json_u64(j, r % 360);
    pl_json_key(j, "second");
    pl_json_u64(j, r % 60);
    pl_json_key(j, "maneuver");
    pl_json_u64(j, 0);
    pl_json_key(j, "raim");
    pl_json_bool(j, false);
    pl_json_key(j, "radio");
    pl_json_u64(j, r % 524288);
    pl_json_key(j, "src");
    pl_json_object(j);
    pl_json_key(j, "file");
    pl_json_str(j, PL_STR("recordings/2024-03-01.nmea"));
    pl_json_key(j, "member");
    pl_json_str(j, PL_STR(""));
    pl_json_key(j, "offset");
    pl_json_u64(j, r % 100000000);
    pl_json_key(j, "length");
    pl_json_u64(j, 48 + r % 60);
    pl_json_object_end(j);
    pl_json_object_end(j);
    pl_json_line_end(j);
}

static void bench_json(void) {
    PL_BUF_AUTO buf = {.max_bytes = 1 << 20};
    struct pl_json j;
    uint64_t seed = 20261122;
    uint64_t sum = 0;
    uint64_t bytes = 0;
    const uint64_t n = 2000000;
    int64_t started = cpu_us();
    pl_json_start(&j, &buf);
    for (uint64_t i = 0; i < n; i++) {
        one_message(&j, next_random(&seed));
        if (buf.n > 60000) {
            bytes += buf.n;
            sum = sum * 31 + pl_str_hash(pl_str_make(buf.p + buf.n / 2, 64));
            pl_buf_clear(&buf);
        }
    }
    row("json: write a position report", n, started, 0, sum + bytes);
}

static int sum_fields(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    (void)err;
    *(uint64_t *)ctx += record->n * 31 + record->fields[record->n - 1].n;
    return 0;
}

static void bench_csv(bool quoted) {
    PL_BUF_AUTO text = {.max_bytes = 64 << 20};
    uint64_t seed = 20261122;
    uint64_t sum = 0;
    const uint64_t n = 300000;
    for (uint64_t i = 0; i < n; i++) {
        uint64_t r = next_random(&seed);
        pl_buf_add_fmt(&text, "%llu,2020-01-01T00:%02llu:00,%llu.%05llu,-88.12345,0.1,%llu.0,511.0,",
                       (unsigned long long)(r % 1000000000), (unsigned long long)(r % 60), (unsigned long long)(r % 90),
                       (unsigned long long)(r % 99999), (unsigned long long)(r % 360));
        pl_buf_add_str(&text, quoted ? PL_STR("\"NAME, \"\"X\"\"\",IMO9000000,WAB1234,31,0,20,8,2.5,31,A\n")
                                     : PL_STR("NAME OF A SHIP,IMO9000000,WAB1234,31,0,20,8,2.5,31,A\n"));
    }
    struct pl_csv *csv = NULL;
    struct pl_error err = {0};
    int64_t started = cpu_us();
    if (pl_csv_open(',', sum_fields, &sum, &csv, &err) != 0) {
        return;
    }
    for (size_t i = 0; i < text.n; i += 65536) {
        pl_str part = pl_str_sub(pl_buf_str(&text), i, 65536);
        if (pl_csv_push(csv, part.p, part.n, &err) != 0) {
            break;
        }
    }
    (void)!pl_csv_finish(csv, &err);
    pl_csv_close(csv);
    row(quoted ? "csv: 17 columns, one quoted" : "csv: 17 columns", n, started, 0, sum);
}

enum order { IN_ORDER, NEARLY, RANDOM };

static void bench_sort(const char *name, enum order order, uint64_t n, size_t memory) {
    struct pl_sort *sort = NULL;
    struct pl_error err = {0};
    uint64_t seed = 20261122;
    uint64_t sum = 0;
    int64_t started = cpu_us();
    int code = pl_sort_open(memory, &sort, &err);
    for (uint64_t i = 0; i < n && code == 0; i++) {
        uint64_t r = next_random(&seed);
        uint64_t key = order == RANDOM ? r : i * 100 + (order == NEARLY ? r % 3000 : 0);
        char item[60] = {0};
        for (size_t k = 0; k < 8; k++) {
            item[k] = (char)(key >> (56 - 8 * k));
        }
        memcpy(item + 8, &r, sizeof r);
        code = pl_sort_add(sort, item, sizeof item, &err);
    }
    code = code == 0 ? pl_sort_done(sort, &err) : code;
    for (int more = 1; code == 0;) {
        pl_str item = {0};
        code = pl_sort_next(sort, &more, &item, &err);
        if (code != 0 || !more) {
            break;
        }
        uint64_t head = 0;
        memcpy(&head, item.p, sizeof head);
        sum = sum * 31 + head;
    }
    pl_sort_close(sort);
    row(code == 0 ? name : err.msg, n, started, 0, sum);
}

static void bench_hash(void) {
    const size_t n = 64 << 20;
    char *bytes = malloc(n);
    memset(bytes, 'x', n);
    uint8_t secret[32] = {1};
    uint64_t sum = 0;
    int64_t started = cpu_us();
    pl_hash hash = pl_sha256_of(bytes, n);
    memcpy(&sum, hash.b, sizeof sum);
    row("sha-256: 64 MiB", 1, started, (double)n, sum);
    started = cpu_us();
    struct pl_sha256 state;
    pl_sha256_start(&state);
    for (size_t i = 0; i < 1000000; i++) {
        pl_sha256_add(&state, bytes + i, 50);
    }
    hash = pl_sha256_digest(&state);
    memcpy(&sum, hash.b, sizeof sum);
    row("sha-256: records of 50 bytes", 1000000, started, 0, sum);
    started = cpu_us();
    struct pl_chunk_builder builder;
    pl_chunk_start(&builder, secret, PL_STR(""), NULL, NULL);
    pl_chunk_add(&builder, bytes, n);
    hash = pl_chunk_finish(&builder).root;
    memcpy(&sum, hash.b, sizeof sum);
    row("chunk root: 64 MiB", 1, started, (double)n, sum);
    free(bytes);
}

static void bench_input(void) {
    const size_t n = 64 << 20;
    char *bytes = malloc(n);
    char *packed = malloc(n);
    char *buf = malloc(1 << 18);
    uint64_t seed = 20261122;
    for (size_t i = 0; i < n; i++) {
        bytes[i] = (char)("!AIVDM,1,0\nabcxyz"[next_random(&seed) >> 60]);
    }
    z_stream z = {0};
    deflateInit2(&z, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (Bytef *)bytes;
    z.avail_in = (uInt)n;
    z.next_out = (Bytef *)packed;
    z.avail_out = (uInt)n;
    deflate(&z, Z_FINISH);
    size_t n_packed = z.total_out;
    deflateEnd(&z);
    for (int way = 0; way < 2; way++) {
        struct pl_input *input = NULL;
        struct pl_error err = {0};
        struct pl_member member = {0};
        int more = 0;
        uint64_t sum = 0;
        size_t got = 1;
        int64_t started = cpu_us();
        int code = pl_input_open_bytes(way == 0 ? pl_str_make(bytes, n) : pl_str_make(packed, n_packed), "bench",
                                       &input, &err);
        code = code == 0 ? pl_input_next(input, &more, &member, &err) : code;
        while (code == 0 && got > 0) {
            got = 0;
            code = pl_input_read(input, buf, 1 << 18, &got, &err);
            sum = sum * 31 + (got > 0 ? (unsigned char)buf[got / 2] : 0);
        }
        pl_input_close(input);
        row(way == 0 ? "input: plain bytes" : "input: gzip", 1, started, (double)n, sum);
    }
    free(bytes);
    free(packed);
    free(buf);
}

static void bench_fold(void) {
    static const char *const NAMES[] = {"OCEAN EXAMPLE NO. 7", "\303\211lan Vital Stra\303\237e",
                                        "\xEA\xB9\x80\xEC\xA0\x95\xEC\x9D\x80"};
    PL_BUF_AUTO out = {.max_bytes = 1000};
    struct pl_error err = {0};
    static const char *const TITLES[] = {"fold: ASCII name", "fold: Latin name", "fold: Hangul name"};
    for (size_t k = 0; k < 3; k++) {
        uint64_t sum = 0;
        int64_t started = cpu_us();
        for (int i = 0; i < 200000; i++) {
            pl_buf_clear(&out);
            if (pl_unicode_fold(pl_str_from(NAMES[k]), &out, &err) == 0) {
                sum = sum * 31 + out.n;
            }
        }
        row(TITLES[k], 200000, started, 0, sum);
    }
}

int main(void) {
    bench_json();
    bench_csv(false);
    bench_csv(true);
    bench_sort("sort: in order, in memory", IN_ORDER, 600000, 0);
    bench_sort("sort: nearly in order, in memory", NEARLY, 600000, 0);
    bench_sort("sort: random, in memory", RANDOM, 600000, 0);
    bench_sort("sort: nearly in order, on disk", NEARLY, 4000000, 0);
    bench_sort("sort: random, on disk", RANDOM, 4000000, 0);
    bench_hash();
    bench_input();
    bench_fold();
    return 0;
}
