/* The archive of positions, one thread: insert a second, bytes a report on disk, vessel-day, box and whole reads.
 *
 *   bench_archive [VESSELS [REPORTS]]   default 2,000 ships of 1,000 reports each; 5000 10000 is the 50 M case
 *
 * Ships steam on slowly changing courses, a type 1 message each 10 s, heard by one or two of 40 stations, the places of
 * the sentences 90 bytes apart: what a dense NMEA recording gives. Insert takes in: copying, sorting, folding,
 * encoding, zstd, SHA-256, SQLite, fsync; it leaves out reading NMEA and making the reports. Every report read back is
 * folded into the printed checksum. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "store/archive.h"
#include "store/archive_in.h"
#include "store/case.h"

#define START INT64_C(1767225600000000)
#define STEP  (10 * PL_SECOND_US)

/* Processor time of this process: the clock suffers where other programs run. */
static double cpu_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t random_of(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void must(int rc, const struct pl_error *err) {
    if (rc != 0) {
        fprintf(stderr, "bench_archive: %s\n", err->msg);
        exit(1);
    }
}

static void put_bits(uint8_t *bits, unsigned at, unsigned n, uint64_t v) {
    for (unsigned i = 0; i < n; i++) {
        if (v >> (n - 1 - i) & 1) {
            bits[(at + i) / 8] |= (uint8_t)(0x80 >> (at + i) % 8);
        }
    }
}

struct ship {
    double lon, lat; /* units */
    double course, speed_kn;
};

/* The record of a type 1 message (ITU-R M.1371 table 45), written as docs/format/record.md says. */
static size_t make_record(const struct ship *s, uint32_t mmsi, pl_time at, uint64_t *seed, char out[64]) {
    uint8_t bits[21] = {0};
    uint64_t noise = random_of(seed);
    put_bits(bits, 0, 6, 1);
    put_bits(bits, 8, 30, mmsi);
    put_bits(bits, 50, 10, (uint64_t)(s->speed_kn * 10) + noise % 3);
    put_bits(bits, 60, 1, 1);
    put_bits(bits, 61, 28, (uint64_t)(int64_t)s->lon & 0xFFFFFFF);
    put_bits(bits, 89, 27, (uint64_t)(int64_t)s->lat & 0x7FFFFFF);
    put_bits(bits, 116, 12, (uint64_t)(s->course * 10) % 3600);
    put_bits(bits, 128, 9, (uint64_t)s->course % 360);
    put_bits(bits, 137, 6, (uint64_t)(at / PL_SECOND_US) % 60);
    put_bits(bits, 149, 19, noise >> 40 & 0x7FFFF);
    unsigned char head[15] = {0};
    for (int i = 0; i < 8; i++) {
        head[i] = (unsigned char)((uint64_t)at >> (56 - 8 * i));
    }
    for (int i = 0; i < 4; i++) {
        head[8 + i] = (unsigned char)(mmsi >> (24 - 8 * i));
    }
    head[12] = 1;
    head[14] = 168;
    memcpy(out, head, sizeof head);
    memcpy(out + sizeof head, bits, sizeof bits);
    return sizeof head + sizeof bits;
}

static void steam(struct ship *s, uint64_t *seed) {
    static const double SIN[8] = {0, 0.7071, 1, 0.7071, 0, -0.7071, -1, -0.7071};
    unsigned octant = (unsigned)(s->course / 45) % 8;
    double units = s->speed_kn * 10 / 3600 / 60 * PL_POS_UNIT; /* in 10 s */
    s->lon += units * SIN[octant] + (double)(random_of(seed) % 7) - 3;
    s->lat += units * SIN[(octant + 2) % 8] + (double)(random_of(seed) % 7) - 3;
    s->course += (double)(random_of(seed) % 5) - 2;
    s->course = s->course < 0 ? s->course + 360 : s->course >= 360 ? s->course - 360 : s->course;
}

struct sum {
    uint64_t n, fold;
};

static int on_report(void *ctx, const struct pl_report *r, struct pl_error *err) {
    struct sum *s = ctx;
    (void)err;
    s->n++;
    s->fold = s->fold * 31 + (uint64_t)r->at + r->mmsi + (uint64_t)(int64_t)r->pos.lon + (uint64_t)(int64_t)r->pos.lat +
              (uint64_t)(int64_t)r->sog_dkn + r->src.offset;
    return 0;
}

static int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static struct sum ask(struct pl_case *c, const char *name, int times,
                      struct pl_archive_query (*make)(uint64_t *, int, pl_time), int ships, pl_time span) {
    int64_t *took = calloc((size_t)times, sizeof *took);
    struct sum all = {0};
    uint64_t seed = 99;
    struct pl_error err = {0};
    if (took == NULL) {
        exit(1);
    }
    for (int i = 0; i < times; i++) {
        struct pl_archive_query q = make(&seed, ships, span);
        int64_t start = pl_time_monotonic_us();
        must(pl_archive_read(c, &q, on_report, &all, NULL, &err), &err);
        took[i] = pl_time_monotonic_us() - start;
    }
    qsort(took, (size_t)times, sizeof *took, by_value);
    printf("%-28s %10d  p50 %8.3f ms  p95 %8.3f ms  %10.1f reports each  checksum %016llx\n", name, times,
           (double)took[times / 2] / 1e3, (double)took[times * 95 / 100] / 1e3, (double)all.n / times,
           (unsigned long long)all.fold);
    free(took);
    return all;
}

static struct pl_archive_query vessel_day(uint64_t *seed, int ships, pl_time span) {
    pl_time from = START + (span > PL_DAY_US ? (pl_time)(random_of(seed) % (uint64_t)(span - PL_DAY_US)) : 0);
    return (struct pl_archive_query){
        .mmsi = 431000000 + (uint32_t)(random_of(seed) % (uint64_t)ships), .from = from, .to = from + PL_DAY_US};
}

static struct pl_archive_query box(uint64_t *seed, int ships, pl_time span) {
    (void)ships;
    pl_time six = 6 * PL_HOUR_US;
    pl_time from = START + (span > six ? (pl_time)(random_of(seed) % (uint64_t)(span - six)) : 0);
    int32_t lon = (int32_t)(120 + random_of(seed) % 20) * PL_POS_UNIT,
            lat = (int32_t)(25 + random_of(seed) % 20) * PL_POS_UNIT;
    return (struct pl_archive_query){.from = from,
                                     .to = from + six,
                                     .has_box = true,
                                     .south_west = {lon, lat},
                                     .north_east = {lon + PL_POS_UNIT, lat + PL_POS_UNIT}};
}

static struct pl_archive_query everything(uint64_t *seed, int ships, pl_time span) {
    (void)seed;
    (void)ships;
    (void)span;
    return (struct pl_archive_query){.from = INT64_MIN, .to = INT64_MAX};
}

static uint64_t bytes_on_disk(const char *dir) {
    char path[512], name[768];
    uint64_t bytes = 0;
    struct stat st;
    snprintf(path, sizeof path, "%s/positions", dir);
    DIR *d = opendir(path);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        snprintf(name, sizeof name, "%s/%s", path, e->d_name);
        if (stat(name, &st) == 0 && S_ISREG(st.st_mode)) {
            bytes += (uint64_t)st.st_size;
        }
    }
    if (d != NULL) {
        closedir(d);
    }
    return bytes;
}

/* Compressed bytes by column, over all blocks: what of a report is kinematics and what is provenance. */
static void tell_columns(struct pl_case *c, uint64_t reports) {
    uint64_t kinematics = 0, provenance = 0, all = 0;
    int64_t *months = NULL;
    size_t n = 0;
    struct pl_error err = {0};
    must(pl_archive_months(c, &months, &n, &err), &err);
    for (size_t i = 0; i < n; i++) {
        sqlite3 *db = NULL;
        sqlite3_stmt *stmt = NULL;
        bool row = true;
        must(pl_archive_open(c, months[i], false, &db, &err), &err);
        must(pl_db_prepare(db, "SELECT bytes FROM block", &stmt, &err), &err);
        for (must(pl_db_step(stmt, &row, &err), &err); row; must(pl_db_step(stmt, &row, &err), &err)) {
            uint32_t sizes[PL_BLOCK_COLUMN_COUNT];
            pl_str bytes = pl_db_col(stmt, 0);
            must(pl_block_sizes(bytes, sizes, &err), &err);
            all += bytes.n;
            for (unsigned k = PL_BLOCK_TIME; k <= PL_BLOCK_STATUS; k++) {
                kinematics += sizes[k];
            }
            for (unsigned k = PL_BLOCK_SOURCE; k < PL_BLOCK_COLUMN_COUNT; k++) {
                provenance += sizes[k];
            }
        }
        pl_db_finalize(&stmt);
        pl_db_close(&db);
    }
    free(months);
    printf("%-28s %10llu  kinematics %.2f  provenance %.2f  rest of the message %.2f  in all %.2f bytes a report\n",
           "columns", (unsigned long long)reports, (double)kinematics / (double)reports,
           (double)provenance / (double)reports, (double)(all - kinematics - provenance) / (double)reports,
           (double)all / (double)reports);
}

static void insert(struct pl_case *c, struct ship *ships, int n_ships, int n_reports) {
    struct pl_archive_writer *w = NULL;
    struct pl_archive_written written;
    struct pl_error err = {0};
    uint64_t seed = 12345, offset = 0;
    int64_t start = pl_time_monotonic_us(), making = 0;
    double making_cpu = 0, cpu = cpu_seconds();
    must(pl_case_begin(c, &err), &err);
    must(pl_archive_begin(c, 2, &w, &err), &err);
    char records[256][64];
    size_t lengths[256];
    for (int i = 0; i < n_reports; i++) {
        for (int first = 0; first < n_ships; first += 256) {
            int n = n_ships - first < 256 ? n_ships - first : 256;
            int64_t before = pl_time_monotonic_us();
            double before_cpu = cpu_seconds();
            for (int k = 0; k < n; k++) {
                struct ship *s = &ships[first + k];
                steam(s, &seed);
                lengths[k] =
                    make_record(s, 431000000 + (uint32_t)(first + k), START + i * STEP + first + k, &seed, records[k]);
            }
            making += pl_time_monotonic_us() - before;
            making_cpu += cpu_seconds() - before_cpu;
            for (int k = 0; k < n; k++) {
                struct pl_loc src = {.source = 1, .length = 88, .offset = offset += 90};
                pl_str record = pl_str_make(records[k], lengths[k]);
                must(pl_archive_add(w, record, src, 1 + (uint32_t)(first + k) % 40, &err), &err);
                if (k % 8 == 0) {
                    src.offset = offset += 90;
                    must(pl_archive_add(w, record, src, 1 + (uint32_t)(first + k + 1) % 40, &err), &err);
                }
            }
        }
    }
    must(pl_archive_end(w, &written, &err), &err);
    must(pl_case_commit(c, &err), &err);
    double seconds = (double)(pl_time_monotonic_us() - start - making) / 1e6;
    double busy = cpu_seconds() - cpu - making_cpu;
    printf("%-28s %10llu reports  %8.3f s  %10.0f reports/s  %10.0f reports/s of processor time\n", "insert",
           (unsigned long long)written.reports, seconds, (double)written.reports / seconds,
           (double)written.reports / busy);
    double on_disk = (double)bytes_on_disk(pl_case_dir(c));
    printf("%-28s %10llu blocks  %8.2f bytes a report, %.2f on disk with rows, indexes and R*Tree\n", "size",
           (unsigned long long)written.blocks, (double)written.bytes / (double)written.reports,
           on_disk / (double)written.reports);
    tell_columns(c, written.reports);
}

int main(int argc, char **argv) {
    uint64_t n_ships = 2000, n_reports = 1000, seed = 7;
    char dir[512], command[600];
    struct pl_error err = {0};
    struct pl_case *c = NULL;
    if ((argc > 1 && !pl_str_u64(pl_str_from(argv[1]), &n_ships)) ||
        (argc > 2 && !pl_str_u64(pl_str_from(argv[2]), &n_reports)) || n_ships == 0 || n_ships > 100000) {
        fprintf(stderr, "bench_archive [VESSELS [REPORTS]]\n");
        return 2;
    }
    const char *tmp = getenv("TMPDIR");
    snprintf(dir, sizeof dir, "%s/plimsoll-bench.XXXXXX", tmp != NULL ? tmp : "/tmp");
    struct ship *ships = calloc(n_ships, sizeof *ships);
    if (mkdtemp(dir) == NULL || ships == NULL) {
        return 1;
    }
    for (uint64_t i = 0; i < n_ships; i++) {
        ships[i] = (struct ship){(double)(120 + random_of(&seed) % 20) * PL_POS_UNIT,
                                 (double)(25 + random_of(&seed) % 20) * PL_POS_UNIT, (double)(random_of(&seed) % 360),
                                 (double)(random_of(&seed) % 180) / 10};
    }
    must(pl_case_create(dir, &c, &err), &err);
    insert(c, ships, (int)n_ships, (int)n_reports);
    pl_time span = (pl_time)n_reports * STEP;
    ask(c, "vessel and day", 200, vessel_day, (int)n_ships, span);
    ask(c, "1 degree x 6 h", 200, box, (int)n_ships, span);
    double start = cpu_seconds();
    struct sum all = ask(c, "everything, in order", 1, everything, (int)n_ships, span);
    printf("%-28s %10llu reports  %10.0f reports/s of processor time\n", "everything, in order",
           (unsigned long long)all.n, (double)all.n / (cpu_seconds() - start));
    pl_case_close(c);
    free(ships);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command) == 0 ? 0 : 1;
}
