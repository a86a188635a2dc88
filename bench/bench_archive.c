/* The archive of positions, one thread: insert a second, bytes a report on disk, vessel-day, box and whole reads.
 *
 *   bench_archive [VESSELS [REPORTS [SECONDS [HOURS]]]]   default 100 ships of 20,000 reports each, 72 s apart, and 1
 *                                                         hour; 1000 50000 is the 50 M case: 1,000 hours
 *
 * Ships steam on slowly changing courses, a type 1 message each 72 s (1,200 a day), heard by one or two of 40 stations,
 * the places of the sentences 90 bytes apart: what a dense NMEA recording gives. Twice: in one import, then in imports
 * of an hour each in time order, before and after compacting. Insert takes in: copying, sorting, folding, encoding,
 * zstd, SHA-256, SQLite, fsync; it leaves out reading NMEA and making the reports. Every report read back is folded
 * into the printed checksum, and the checksums of all ways must be the same. Beside them rows in a table of SQLite by
 * ship and time, no more than five million. Times of questions are of the processor: the clock suffers where other
 * programs run. */
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

/* Where the ships are: 120 to 140 east, 25 to 45 north. */
#define WEST  (120.0 * PL_POS_UNIT)
#define SOUTH (25.0 * PL_POS_UNIT)
#define SIDE  (20.0 * PL_POS_UNIT)

static pl_time step = 72 * PL_SECOND_US;

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
    double units = s->speed_kn * (double)(step / PL_SECOND_US) / 3600 / 60 * PL_POS_UNIT;
    s->lon += units * SIN[octant] + (double)(random_of(seed) % 7) - 3;
    s->lat += units * SIN[(octant + 2) % 8] + (double)(random_of(seed) % 7) - 3;
    s->course += (double)(random_of(seed) % 5) - 2;
    s->course = s->course < 0 ? s->course + 360 : s->course >= 360 ? s->course - 360 : s->course;
    if (s->lon < WEST || s->lon > WEST + SIDE || s->lat < SOUTH || s->lat > SOUTH + SIDE) { /* back to the middle */
        bool east = s->lon < WEST + SIDE / 2, north = s->lat < SOUTH + SIDE / 2;
        s->course = north ? (east ? 45 : 315) : east ? 135 : 225;
    }
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
    int64_t *took = calloc((size_t)times, sizeof *took); /* ns */
    struct sum all = {0};
    uint64_t seed = 99;
    struct pl_error err = {0};
    if (took == NULL) {
        exit(1);
    }
    for (int i = 0; i < times; i++) {
        struct pl_archive_query q = make(&seed, ships, span);
        double start = cpu_seconds();
        must(pl_archive_read(c, &q, on_report, &all, NULL, &err), &err);
        took[i] = (int64_t)((cpu_seconds() - start) * 1e9);
    }
    qsort(took, (size_t)times, sizeof *took, by_value);
    printf("%-28s %10d  p50 %8.3f ms  p95 %8.3f ms  %10.1f reports each  checksum %016llx\n", name, times,
           (double)took[times / 2] / 1e6, (double)took[times * 95 / 100] / 1e6, (double)all.n / times,
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

struct inserting {
    struct ship *ships;
    int n_ships;
    int n_reports, per_import; /* of each ship */
    uint64_t seed, offset;
    int64_t making; /* microseconds of making what is inserted */
    double making_cpu;
};

static void add_all(struct pl_archive_writer *w, struct inserting *in, int i) {
    struct pl_error err = {0};
    char records[256][64];
    size_t lengths[256];
    for (int first = 0; first < in->n_ships; first += 256) {
        int n = in->n_ships - first < 256 ? in->n_ships - first : 256;
        int64_t before = pl_time_monotonic_us();
        double before_cpu = cpu_seconds();
        for (int k = 0; k < n; k++) {
            struct ship *s = &in->ships[first + k];
            steam(s, &in->seed);
            lengths[k] =
                make_record(s, 431000000 + (uint32_t)(first + k), START + i * step + first + k, &in->seed, records[k]);
        }
        in->making += pl_time_monotonic_us() - before;
        in->making_cpu += cpu_seconds() - before_cpu;
        for (int k = 0; k < n; k++) {
            struct pl_loc src = {.source = 1, .length = 88, .offset = in->offset += 90};
            pl_str record = pl_str_make(records[k], lengths[k]);
            must(pl_archive_add(w, record, src, 1 + (uint32_t)(first + k) % 40, &err), &err);
            if (k % 8 == 0) {
                src.offset = in->offset += 90;
                must(pl_archive_add(w, record, src, 1 + (uint32_t)(first + k + 1) % 40, &err), &err);
            }
        }
    }
}

static void insert(struct pl_case *c, struct inserting *in) {
    struct pl_archive_written sum = {0};
    struct pl_error err = {0};
    int64_t start = pl_time_monotonic_us(), seq = 2;
    double cpu = cpu_seconds();
    for (int i = 0; i < in->n_reports;) {
        struct pl_archive_writer *w = NULL;
        struct pl_archive_written written;
        int end = i + in->per_import < in->n_reports ? i + in->per_import : in->n_reports;
        must(pl_case_begin(c, &err), &err);
        must(pl_archive_begin(c, seq++, &w, &err), &err);
        for (; i < end; i++) {
            add_all(w, in, i);
        }
        must(pl_archive_end(w, &written, &err), &err);
        must(pl_case_commit(c, &err), &err);
        sum.reports += written.reports;
        sum.blocks += written.blocks;
        sum.bytes += written.bytes;
    }
    double seconds = (double)(pl_time_monotonic_us() - start - in->making) / 1e6;
    double busy = cpu_seconds() - cpu - in->making_cpu;
    printf("%-28s %10llu reports  %8.3f s  %10.0f reports/s  %10.0f reports/s of processor time  %lld imports\n",
           "insert", (unsigned long long)sum.reports, seconds, (double)sum.reports / seconds,
           (double)sum.reports / busy, (long long)seq - 2);
}

static void tell_size(struct pl_case *c, uint64_t reports) {
    printf("%-28s %10s  %8.2f bytes a report on disk with rows, indexes and R*Tree\n", "size", "",
           (double)bytes_on_disk(pl_case_dir(c)) / (double)reports);
    tell_columns(c, reports);
}

static struct sum ask_all(struct pl_case *c, const struct inserting *in) {
    pl_time span = (pl_time)in->n_reports * step;
    struct sum a = ask(c, "vessel and day", 200, vessel_day, in->n_ships, span);
    struct sum b = ask(c, "1 degree x 6 h", 200, box, in->n_ships, span);
    double start = cpu_seconds();
    struct sum all = ask(c, "everything, in order", 1, everything, in->n_ships, span);
    printf("%-28s %10llu reports  %10.0f reports/s of processor time\n", "everything, in order",
           (unsigned long long)all.n, (double)all.n / (cpu_seconds() - start));
    all.fold = (all.fold * 31 + a.fold) * 31 + b.fold;
    return all;
}

/* ---- the peer: a row for each report ---- */

struct rows {
    sqlite3_stmt *insert;
};

static int on_row(void *ctx, const struct pl_report *r, struct pl_error *err) {
    struct rows *rows = ctx;
    pl_db_bind_int(rows->insert, 1, r->mmsi);
    pl_db_bind_int(rows->insert, 2, r->at);
    pl_db_bind_int(rows->insert, 3, r->pos.lon);
    pl_db_bind_int(rows->insert, 4, r->pos.lat);
    pl_db_bind_int(rows->insert, 5, r->sog_dkn);
    pl_db_bind_int(rows->insert, 6, (int64_t)r->src.offset);
    return pl_db_run(rows->insert, err);
}

static void ask_rows(struct pl_case *c, const struct inserting *in) {
    char path[600];
    struct pl_error err = {0};
    struct rows rows = {0};
    sqlite3 *db = NULL;
    sqlite3_stmt *select = NULL;
    pl_time span = (pl_time)in->n_reports * step;
    uint64_t seed = 99, fold = 0, n = 0;
    int64_t took[200];
    bool row = true;
    if ((int64_t)in->n_ships * in->n_reports > 5000000) {
        printf("%-28s %10s  left out: more than 5,000,000\n", "rows of SQLite", "");
        return;
    }
    snprintf(path, sizeof path, "%s/rows.db", pl_case_dir(c));
    must(pl_db_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &db, &err), &err);
    must(pl_db_exec(db,
                    "PRAGMA journal_mode=WAL; CREATE TABLE r (mmsi INTEGER, at INTEGER, lon INTEGER, lat INTEGER, sog "
                    "INTEGER, offset INTEGER, PRIMARY KEY (mmsi, at)) WITHOUT ROWID; BEGIN",
                    &err),
         &err);
    must(pl_db_prepare(db, "INSERT INTO r VALUES (?, ?, ?, ?, ?, ?)", &rows.insert, &err), &err);
    struct pl_archive_query all = everything(&seed, 0, 0);
    double start = cpu_seconds();
    must(pl_archive_read(c, &all, on_row, &rows, NULL, &err), &err);
    must(pl_db_exec(db, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)", &err), &err);
    double busy = cpu_seconds() - start;
    struct stat st = {0};
    uint64_t reports = (uint64_t)in->n_ships * (uint64_t)in->n_reports;
    must(
        pl_db_prepare(db, "SELECT at, lon, lat, sog, offset FROM r WHERE mmsi=? AND at >= ? AND at < ?", &select, &err),
        &err);
    if (stat(path, &st) != 0) {
        exit(1);
    }
    for (int i = 0; i < 200; i++) {
        struct pl_archive_query q = vessel_day(&seed, in->n_ships, span);
        start = cpu_seconds();
        pl_db_bind_int(select, 1, q.mmsi);
        pl_db_bind_int(select, 2, q.from);
        pl_db_bind_int(select, 3, q.to);
        for (must(pl_db_step(select, &row, &err), &err); row; must(pl_db_step(select, &row, &err), &err)) {
            n++;
            fold = fold * 31 + (uint64_t)sqlite3_column_int64(select, 0) + q.mmsi +
                   (uint64_t)sqlite3_column_int64(select, 1) + (uint64_t)sqlite3_column_int64(select, 2) +
                   (uint64_t)sqlite3_column_int64(select, 3) + (uint64_t)sqlite3_column_int64(select, 4);
        }
        sqlite3_reset(select);
        took[i] = (int64_t)((cpu_seconds() - start) * 1e9);
    }
    qsort(took, 200, sizeof *took, by_value);
    printf("%-28s %10d  p50 %8.3f ms  p95 %8.3f ms  %10.1f reports each  checksum %016llx  %.1f bytes a report, %.0f "
           "reports/s of processor time put in\n",
           "rows of SQLite: vessel, day", 200, (double)took[100] / 1e6, (double)took[190] / 1e6, (double)n / 200,
           (unsigned long long)fold, (double)st.st_size / (double)reports, (double)reports / busy);
    pl_db_finalize(&select);
    pl_db_finalize(&rows.insert);
    pl_db_close(&db);
}

/* ---- the whole ---- */

static void place_ships(struct ship *ships, uint64_t n) {
    uint64_t seed = 7;
    for (uint64_t i = 0; i < n; i++) {
        ships[i] = (struct ship){(double)(120 + random_of(&seed) % 20) * PL_POS_UNIT,
                                 (double)(25 + random_of(&seed) % 20) * PL_POS_UNIT, (double)(random_of(&seed) % 360),
                                 (double)(random_of(&seed) % 180) / 10};
    }
}

/* One way of putting the same reports in; the checksum over all answers. */
static uint64_t measure(struct inserting in, bool hourly) {
    char dir[512], command[600];
    const char *tmp = getenv("TMPDIR");
    struct pl_error err = {0};
    struct pl_case *c = NULL;
    uint64_t reports = (uint64_t)in.n_ships * (uint64_t)in.n_reports;
    snprintf(dir, sizeof dir, "%s/plimsoll-bench.XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(dir) == NULL) {
        exit(1);
    }
    place_ships(in.ships, (uint64_t)in.n_ships);
    must(pl_case_create(dir, &c, &err), &err);
    insert(c, &in);
    tell_size(c, reports);
    uint64_t fold = ask_all(c, &in).fold;
    if (hourly) {
        struct pl_archive_compacted done;
        double start = cpu_seconds();
        must(pl_case_begin(c, &err), &err);
        must(pl_archive_compact(c, &done, &err), &err);
        must(pl_case_commit(c, &err), &err);
        must(pl_archive_sweep(c, &err), &err);
        printf("%-28s %10llu reports  %10.0f reports/s of processor time  %llu blocks where there were %llu\n",
               "compact", (unsigned long long)done.reports, (double)done.reports / (cpu_seconds() - start),
               (unsigned long long)done.blocks, (unsigned long long)done.blocks_before);
        tell_size(c, reports);
        if (ask_all(c, &in).fold != fold) {
            fprintf(stderr, "bench_archive: compacting changed what is read\n");
            exit(1);
        }
    } else {
        ask_rows(c, &in);
    }
    pl_case_close(c);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command) == 0 ? fold : 0;
}

int main(int argc, char **argv) {
    uint64_t values[] = {100, 20000, 72, 1}; /* ships, reports, seconds, hours */
    for (int i = 1; i < argc && i <= 4; i++) {
        if (!pl_str_u64(pl_str_from(argv[i]), &values[i - 1]) || values[i - 1] == 0 || values[i - 1] > 1000000) {
            fprintf(stderr, "bench_archive [VESSELS [REPORTS [SECONDS [HOURS]]]]\n");
            return 2;
        }
    }
    struct inserting in = {.ships = calloc(values[0], sizeof *in.ships),
                           .n_ships = (int)values[0],
                           .n_reports = (int)values[1],
                           .per_import = (int)values[1],
                           .seed = 12345};
    if (in.ships == NULL) {
        return 1;
    }
    step = (pl_time)values[2] * PL_SECOND_US;
    uint64_t once = measure(in, false);
    in.per_import = (int)((values[3] * 3600 + values[2] - 1) / values[2]);
    printf("-- the same reports in imports of %llu h each\n", (unsigned long long)values[3]);
    uint64_t hourly = measure(in, true);
    free(in.ships);
    if (once != hourly) {
        fprintf(stderr, "bench_archive: one import and many give other answers\n");
        return 1;
    }
    return 0;
}
