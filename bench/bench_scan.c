/* Decoding and scanning an invented recording, one thread: sentences a second, reports a second, memory.
 *
 *   bench_scan                    measures 1 and 10 million sentences
 *   bench_scan --threads          two threads beside two processes, on two cores
 *   bench_scan --ships N SENTENCES  memory of N ships of one sea, from a file (bench_ships: of the world, by the hour)
 *   bench_scan --write FILE N [SHIPS]  writes the recording of N sentences (for peers), or that of so many ships
 *
 * The recording: 3,000 ships in the Yellow Sea, half of them reporting every 10 s, half every 3 minutes, 12 % of the
 * messages heard by a second station as well, tag blocks with station and time, 8 % class B, static messages of one and
 * two sentences every 6 minutes. Same N, same bytes. Decoding visits every field of every message and folds it into
 * the printed checksum; scanning hashes the file, sorts, runs every detector and folds the ids of the
 * events. The rate by the clock suffers where other programs run; that of processor time does not. Each measurement is
 * a process of its own, so that its peak memory is its own. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ais/feed.h"
#include "ais/message.h"
#include "app/facts.h"
#include "app/scan.h"
#include "base/file.h"
#include "base/time.h"

#define N_SHIPS   3000
#define SHIPS_MAX 300000
#define START_S   1700000000u

static uint64_t seed;

static uint64_t next_random(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static uint32_t below(uint32_t n) { return (uint32_t)((next_random() >> 11) % n); }

/* Writing */

static void put_bits(uint8_t *p, unsigned from, unsigned n, uint64_t v) {
    for (unsigned i = 0; i < n; i++) {
        p[(from + i) / 8] |= (uint8_t)(((v >> (n - 1 - i)) & 1) << (7 - (from + i) % 8));
    }
}

static void put_text(uint8_t *p, unsigned from, unsigned n_chars, const char *text) {
    for (unsigned i = 0; i < n_chars; i++) {
        put_bits(p, from + 6 * i, 6, *text != '\0' ? (uint64_t)*text++ & 63 : 0);
    }
}

struct ship {
    uint32_t mmsi, interval;
    bool class_b;
    int32_t lon, lat, d_lon, d_lat;
    uint32_t sog, cog;
};

struct writer {
    FILE *out;
    uint64_t n, max;
    uint32_t group;
};

static unsigned xor_of(const char *p, size_t n) {
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum ^= (unsigned char)p[i];
    }
    return sum;
}

static void write_sentence(struct writer *w, uint32_t at, unsigned station, unsigned total, unsigned number,
                           const char *payload, unsigned fill) {
    char tag[64], body[128];
    int n_tag = snprintf(tag, sizeof tag, "s:B%u,c:%u", station, at);
    int n_body =
        total == 1 ? snprintf(body, sizeof body, "AIVDM,1,1,,A,%s,%u", payload, fill)
                   : snprintf(body, sizeof body, "AIVDM,%u,%u,%u,A,%s,%u", total, number, w->group % 10, payload, fill);
    fprintf(w->out, "\\%s*%02X\\!%s*%02X\r\n", tag, xor_of(tag, (size_t)n_tag), body, xor_of(body, (size_t)n_body));
    w->n++;
}

static void write_message(struct writer *w, uint32_t at, unsigned station, const uint8_t *bits, unsigned n_bits) {
    char text[128];
    unsigned n_chars = (n_bits + 5) / 6, fill = n_chars * 6 - n_bits;
    for (unsigned i = 0; i < n_chars; i++) {
        unsigned v = 0;
        for (unsigned b = i * 6; b < i * 6 + 6; b++) {
            v = v << 1 | (b < n_bits ? (bits[b / 8] >> (7 - b % 8)) & 1u : 0u);
        }
        text[i] = (char)(v < 40 ? v + 48 : v + 56);
    }
    text[n_chars] = '\0';
    if (n_chars <= 60) {
        write_sentence(w, at, station, 1, 1, text, fill);
        return;
    }
    w->group++;
    char first[64];
    memcpy(first, text, 56);
    first[56] = '\0';
    write_sentence(w, at, station, 2, 1, first, 0);
    write_sentence(w, at, station, 2, 2, text + 56, fill);
}

static void write_position(struct writer *w, const struct ship *s, uint32_t at) {
    uint8_t bits[24] = {0};
    unsigned o = s->class_b ? 4 : 0;
    put_bits(bits, 0, 6, s->class_b ? 18 : 1);
    put_bits(bits, 8, 30, s->mmsi);
    put_bits(bits, 50 - o, 10, s->sog + below(3));
    put_bits(bits, 61 - o, 28, (uint32_t)(s->lon + (int32_t)below(60)) & 0xfffffff);
    put_bits(bits, 89 - o, 27, (uint32_t)(s->lat + (int32_t)below(60)) & 0x7ffffff);
    put_bits(bits, 116 - o, 12, (s->cog + below(20)) % 3600);
    put_bits(bits, 128 - o, 9, s->cog / 10 % 360);
    put_bits(bits, 137 - o, 6, at % 60);
    put_bits(bits, 149, 19, next_random() & 0x7ffff);
    unsigned station = s->mmsi % 20;
    write_message(w, at, station, bits, 168);
    if (below(100) < 12) {
        write_message(w, at + below(3), station + 1, bits, 168);
    }
}

static void write_static(struct writer *w, const struct ship *s, uint32_t at) {
    uint8_t bits[56] = {0};
    char name[24];
    snprintf(name, sizeof name, "INVENTED %u", s->mmsi % 100000);
    if (s->class_b) {
        put_bits(bits, 0, 6, 24);
        put_bits(bits, 8, 30, s->mmsi);
        put_text(bits, 40, 20, name);
        write_message(w, at, s->mmsi % 20, bits, 160);
        return;
    }
    put_bits(bits, 0, 6, 5);
    put_bits(bits, 8, 30, s->mmsi);
    put_text(bits, 70, 7, name + 9);
    put_text(bits, 112, 20, name);
    put_bits(bits, 232, 8, 70);
    put_bits(bits, 240, 9, 100);
    put_bits(bits, 249, 9, 20);
    put_text(bits, 302, 20, "NOWHERE");
    write_message(w, at, s->mmsi % 20, bits, 424);
}

static void make_ship(struct ship *s, uint32_t i) {
    int32_t sign = below(2) == 0 ? 1 : -1;
    *s = (struct ship){.mmsi = 412000000 + i * 7,
                       .interval = i % 2 == 0 ? 10 : 180,
                       .class_b = i % 12 == 0,
                       .lon = (int32_t)(119 * PL_POS_UNIT + below(6 * PL_POS_UNIT)),
                       .lat = (int32_t)(33 * PL_POS_UNIT + below(5 * PL_POS_UNIT))};
    if (i % 2 == 0) {
        s->d_lon = sign * (int32_t)(10 + below(25)); /* units a second: 4 to 13 kn */
        s->d_lat = sign * (int32_t)(5 + below(15));
        s->sog = 100;
        s->cog = below(3600);
    }
}

static void write_ships(FILE *out, uint64_t n, uint32_t n_ships) {
    static struct ship ships[SHIPS_MAX];
    struct writer w = {.out = out, .max = n};
    seed = 20261122;
    for (uint32_t i = 0; i < n_ships; i++) {
        make_ship(&ships[i], i);
        ships[i].interval = n_ships > N_SHIPS ? 180 : ships[i].interval; /* as satellites hear many */
    }
    for (uint32_t t = 0; w.n < n; t++) {
        for (uint32_t i = 0; i < n_ships && w.n < n; i++) {
            struct ship *s = &ships[i];
            if ((t + i) % s->interval == 0) {
                s->lon += s->d_lon * (int32_t)s->interval;
                s->lat += s->d_lat * (int32_t)s->interval;
                if (below(200) == 0) { /* turn back: ships stay in the region */
                    s->d_lon = -s->d_lon;
                    s->d_lat = -s->d_lat;
                }
                write_position(&w, s, START_S + t);
            }
            if ((t + 3 * i) % 360 == 0) {
                write_static(&w, s, START_S + t);
            }
        }
    }
}

static void write_recording(FILE *out, uint64_t n) { write_ships(out, n, N_SHIPS); }

/* Measuring */

struct result {
    uint64_t n, checksum;
    int64_t us;
    uint64_t extra;
};

static void on_field(void *ctx, const char *name, const struct pl_ais_value *value) {
    uint64_t *sum = ctx;
    *sum = *sum * 31 + (unsigned char)name[0] + (uint64_t)value->number +
           (value->n > 0 ? (unsigned char)value->text[0] : 0);
}

static int on_hearing(void *ctx, const struct pl_hearing *hearing, struct pl_error *err) {
    (void)err;
    struct result *r = ctx;
    r->checksum = r->checksum * 31 + hearing->mmsi + (uint64_t)hearing->at;
    if (hearing->bits != NULL) {
        pl_ais_each(hearing->bits, hearing->n_bits, on_field, &r->checksum);
    }
    return 0;
}

static int on_complaint(void *ctx, enum pl_ais_rejection reason, const struct pl_error *where, struct pl_error *err) {
    (void)ctx;
    (void)reason;
    (void)where;
    (void)err;
    return 0;
}

static int measure_decode(const char *path, struct result *r) {
    static uint8_t chunk[1 << 18];
    struct pl_feed_options options = {.max_part_s = 5};
    struct pl_feed *feed = NULL;
    FILE *in = fopen(path, "rbe");
    if (in == NULL || pl_feed_open(&options, on_hearing, on_complaint, r, &feed, NULL) != 0) {
        return 1;
    }
    int64_t start = pl_time_monotonic_us();
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, in)) > 0) {
        if (pl_feed_push(feed, chunk, n, NULL) != 0) {
            return 1;
        }
    }
    if (pl_feed_finish(feed, NULL) != 0) {
        return 1;
    }
    r->us = pl_time_monotonic_us() - start;
    r->n = pl_feed_counts(feed)->sentences;
    r->extra = pl_feed_counts(feed)->results;
    pl_feed_close(feed);
    fclose(in);
    return 0;
}

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    (void)err;
    struct result *r = ctx;
    uint64_t word;
    memcpy(&word, event->id.b, sizeof word);
    r->checksum = r->checksum * 31 + word;
    r->extra++;
    return 0;
}

static int scan_with(const char *path, unsigned threads, struct result *r) {
    static struct pl_rules rules;
    struct pl_error err = {0};
    struct pl_scan *scan = NULL;
    struct pl_scan_options options = {.rules = &rules, .ports_csv = pl_facts_ports(), .threads = threads};
    int64_t start = pl_time_monotonic_us();
    int code = pl_rules_profile("default", &rules) ? pl_scan_open(&options, &scan, &err) : 1;
    if (code == 0) {
        code = pl_scan_read(scan, path, &err);
    }
    if (code == 0) {
        code = pl_scan_detect(scan, &err);
    }
    if (code == 0) {
        code = pl_scan_events(scan, on_event, r, &err);
    }
    r->us = pl_time_monotonic_us() - start;
    if (code != 0) {
        fprintf(stderr, "bench_scan: %s\n", err.msg);
        return 1;
    }
    r->n = pl_scan_counts(scan).reports;
    pl_scan_close(scan);
    return 0;
}

static int measure_scan(const char *path, struct result *r) { return scan_with(path, 1, r); }
static int measure_scan_2(const char *path, struct result *r) { return scan_with(path, 2, r); }

/* Records: the cost of one type 1 message from hearing to report. */
static int measure_record(const char *path, struct result *r) {
    (void)path;
    uint8_t bits[24] = {0};
    put_bits(bits, 0, 6, 1);
    put_bits(bits, 8, 30, 412000007);
    put_bits(bits, 61, 28, 71400000);
    put_bits(bits, 89, 27, 21000000);
    struct pl_hearing hearing = {
        .at = INT64_C(1700000000000000), .mmsi = 412000007, .msg = 1, .bits = bits, .n_bits = 168};
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, 4096);
    int64_t start = pl_time_monotonic_us();
    for (r->n = 0; r->n < 20000000; r->n++) {
        struct pl_report report;
        hearing.at++;
        pl_buf_clear(&buf);
        if (pl_record_write(&hearing, &buf, NULL) != 0 || pl_report_read(pl_buf_str(&buf), &report, NULL) != 0) {
            return 1;
        }
        r->checksum += (uint64_t)report.pos.lon + (uint64_t)report.at;
    }
    r->us = pl_time_monotonic_us() - start;
    return 0;
}

/* In a process of its own; prints one row. */
static int row(const char *name, int (*measure)(const char *, struct result *), const char *path) {
    int pipe_fd[2];
    struct result r = {0};
    fflush(stdout);
    if (pipe(pipe_fd) != 0) {
        return 1;
    }
    pid_t child = fork();
    if (child == 0) {
        int code = measure(path, &r);
        _exit(code != 0 || write(pipe_fd[1], &r, sizeof r) != (ssize_t)sizeof r);
    }
    close(pipe_fd[1]);
    struct rusage usage;
    int status = 1;
    bool read_all = read(pipe_fd[0], &r, sizeof r) == (ssize_t)sizeof r;
    close(pipe_fd[0]);
    if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0 || !read_all) {
        fprintf(stderr, "bench_scan: %s failed\n", name);
        return 1;
    }
    double cpu_us = (double)usage.ru_utime.tv_sec * 1e6 + (double)usage.ru_utime.tv_usec +
                    (double)usage.ru_stime.tv_sec * 1e6 + (double)usage.ru_stime.tv_usec;
    printf("%-20s %9llu %7.1f ns/op %6.2f M/s (%6.2f M/s of processor time) %4ld MB %8llu results checksum %016llx\n",
           name, (unsigned long long)r.n, (double)r.us * 1000 / (double)r.n, (double)r.n / (double)r.us,
           (double)r.n / cpu_us, usage.ru_maxrss / 1024, (unsigned long long)r.extra, (unsigned long long)r.checksum);
    return 0;
}

static int measure_size(uint64_t n, bool two) {
    int fd = -1;
    struct pl_error err;
    if (pl_file_scratch(&fd, &err) != 0) {
        fprintf(stderr, "bench_scan: %s\n", err.msg);
        return 1;
    }
    FILE *out = fdopen(fd, "wb");
    if (out == NULL) {
        return 1;
    }
    write_recording(out, n);
    int failed = fflush(out);
    char path[64], name[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    unsigned millions = (unsigned)(n / 1000000);
    snprintf(name, sizeof name, "decode_%um", millions);
    failed |= row(name, measure_decode, path);
    snprintf(name, sizeof name, "scan_%um", millions);
    failed |= row(name, measure_scan, path);
    if (two) {
        snprintf(name, sizeof name, "scan_%um_2_threads", millions);
        failed |= row(name, measure_scan_2, path);
    }
    fclose(out);
    return failed;
}

/* ---- two threads beside two processes ---- */

static int64_t thread_time_us(const struct rusage *usage) {
    return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * INT64_C(1000000) + usage->ru_utime.tv_usec +
           usage->ru_stime.tv_usec;
}

/* Runs n processes at once, each over the whole recording; from the first start to the last end. */
static int at_once(int n, unsigned threads, const char *path, int64_t *ret_us, int64_t *ret_cpu_us) {
    pid_t children[2];
    int failed = 0;
    int64_t start = pl_time_monotonic_us();
    *ret_cpu_us = 0;
    fflush(stdout);
    for (int i = 0; i < n; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            struct result r = {0};
            _exit(scan_with(path, threads, &r));
        }
        failed |= children[i] < 0;
    }
    for (int i = 0; i < n; i++) {
        struct rusage usage;
        int status = 1;
        failed |= children[i] < 0 || wait4(children[i], &status, 0, &usage) < 0 || status != 0;
        *ret_cpu_us += failed ? 0 : thread_time_us(&usage);
    }
    *ret_us = pl_time_monotonic_us() - start;
    return failed;
}

/* Best of three of either, by turns. Two processes do the work twice: what two threads reach is held against twice. */
static int compare_threads(const char *path, uint64_t n) {
    int64_t two = INT64_MAX, alone = INT64_MAX, us, cpu, two_cpu = 0, alone_cpu = 0;
    for (int i = 0; i < 3; i++) {
        if (at_once(1, 2, path, &us, &cpu)) {
            return 1;
        }
        two_cpu = us < two ? cpu : two_cpu;
        two = us < two ? us : two;
        if (at_once(2, 1, path, &us, &cpu)) {
            return 1;
        }
        alone_cpu = us < alone ? cpu : alone_cpu;
        alone = us < alone ? us : alone;
    }
    printf("two threads          %9llu sentences  %8.3f s  %5.2f M/s  %.2f of the processors kept busy\n",
           (unsigned long long)n, (double)two / 1e6, (double)n / (double)two, (double)two_cpu / (double)two);
    printf("two processes    2 x %9llu sentences  %8.3f s  %5.2f M/s  %.2f of the processors kept busy\n",
           (unsigned long long)n, (double)alone / 1e6, 2 * (double)n / (double)alone,
           (double)alone_cpu / (double)alone);
    printf("two threads reach    %.2f of two processes\n", (double)alone / 2 / (double)two);
    return 0;
}

/* ---- memory of many ships ---- */

/* What the recording's ships cost beyond what a tenth of them cost with as many sentences: the sort and the rest are
 * the same. */
static int measure_ships(uint32_t n_ships, uint64_t sentences) {
    long peak[2] = {0, 0};
    uint32_t ships[2] = {n_ships / 10, n_ships};
    for (int i = 0; i < 2; i++) {
        int fd = -1;
        char path[64];
        struct pl_error err;
        if (pl_file_scratch(&fd, &err) != 0) {
            fprintf(stderr, "bench_scan: %s\n", err.msg);
            return 1;
        }
        FILE *out = fdopen(fd, "wb");
        if (out == NULL) {
            return 1;
        }
        write_ships(out, sentences, ships[i]);
        int failed = fflush(out);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            struct result r = {0};
            _exit(measure_scan(path, &r));
        }
        struct rusage usage;
        int status = 1;
        failed |= child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0;
        fclose(out);
        if (failed) {
            fprintf(stderr, "bench_scan: %u ships failed\n", ships[i]);
            return 1;
        }
        peak[i] = usage.ru_maxrss;
        printf("%6u live ships      %9llu sentences  %8.1f MB\n", ships[i], (unsigned long long)sentences,
               (double)peak[i] / 1024);
    }
    printf("a live ship          %.1f KB\n", (double)(peak[1] - peak[0]) / (double)(ships[1] - ships[0]));
    return 0;
}

static int measure_threads(uint64_t n) {
    int fd = -1;
    char path[64];
    struct pl_error err;
    if (pl_file_scratch(&fd, &err) != 0) {
        fprintf(stderr, "bench_scan: %s\n", err.msg);
        return 1;
    }
    FILE *out = fdopen(fd, "wb");
    if (out == NULL) {
        return 1;
    }
    write_recording(out, n);
    int failed = fflush(out);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    failed |= compare_threads(path, n);
    fclose(out);
    return failed;
}

int main(int argc, char **argv) {
    uint64_t ships, sentences;
    if (argc >= 4 && argc <= 5 && strcmp(argv[1], "--write") == 0) {
        ships = argc == 5 ? strtoull(argv[4], NULL, 10) : N_SHIPS;
        FILE *out = ships > 0 && ships <= SHIPS_MAX ? fopen(argv[2], "wbe") : NULL;
        if (out == NULL) {
            return 1;
        }
        write_ships(out, strtoull(argv[3], NULL, 10), (uint32_t)ships);
        return fclose(out) != 0;
    }
    if (argc == 2 && strcmp(argv[1], "--threads") == 0) {
        return measure_threads(4000000);
    }
    if (argc == 4 && strcmp(argv[1], "--ships") == 0) {
        ships = strtoull(argv[2], NULL, 10);
        sentences = strtoull(argv[3], NULL, 10);
        return ships < 10 || ships > SHIPS_MAX || measure_ships((uint32_t)ships, sentences);
    }
    int failed = row("record_write_read", measure_record, NULL);
    failed |= measure_size(1000000, false);
    failed |= measure_size(10000000, true);
    return failed;
}
