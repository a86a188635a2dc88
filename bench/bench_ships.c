/* Memory and time of many live ships: invented traffic of the whole world through both stages of detection, as `scan`
 * runs them behind its sort (detect/pipeline, detect/station, app/relating, the notes of every event).
 *
 *   bench_ships                      30,000 ships for 8 hours: what `make bench` has time for
 *   bench_ships SHIPS HOURS          such as 300000 24
 *
 * The traffic: two ships of five lie in a port, one of ten at anchor before one, half are under way on water and two of
 * a hundred drift; large ports have more ships than small ones. A ship is heard every 180 s (60 to 300) and says its
 * name and size every half hour. Four of a hundred fall silent for more than 12 hours, two end for good, two begin
 * late, and two of a thousand say false positions for an hour, neighbours at once. Same arguments, same reports.
 * Printed: reports a second of processor time (making the reports is not counted) and bytes of memory for each ship
 * beyond what was held before the first report; at the end of the first stage, and at its highest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "app/facts.h"
#include "app/relating.h"
#include "base/sort.h"
#include "detect/pipeline.h"
#include "detect/station.h"
#include "geo/port.h"
#include "geo/sea.h"
#include "names/identifier.h"

#define START_S    1700000000u
#define SHIPS_MAX  1000000u
#define RING       1024u /* seconds; more than any interval */
#define NONE       UINT32_MAX
#define STATIC_S   1800
#define SORT_BYTES ((size_t)24 << 20)
#define STATIONS   1000u

static uint64_t seed = 20261123;

static uint64_t next_random(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed >> 11;
}

static uint32_t below(uint32_t n) { return (uint32_t)(next_random() % n); }

enum kind { MOORED, ANCHORED, UNDER_WAY, DRIFTING };

struct ship {
    uint32_t mmsi, next, interval, port;
    pl_pos pos;
    int32_t d_lon, d_lat; /* units of pl_pos in 10 s */
    uint32_t silent_from, silent_to, false_from;
    uint32_t told; /* when it last said its name */
    uint16_t length_m, beam_m, sog_dkn, cog_ddeg;
    uint8_t kind, class_b;
};

struct bench {
    struct ship *ships;
    uint32_t n_ships, seconds;
    uint32_t due[RING];
    struct pl_arena arena;
    const struct pl_ports *ports;
    const struct pl_sea *sea;
    const struct pl_mids *mids;
    struct pl_buf coast, records;
    struct pl_rules rules;
    struct pl_stations *stations;
    struct pl_reception *reception;
    struct pl_sort *events, *shown;
    struct pl_pipeline *pipeline;
    uint64_t reports, checksum, n_events;
    int64_t cpu_us; /* of detection */
    pl_time until;
    uint64_t line;
};

static void check(int code, const struct pl_error *err) {
    if (code != 0) {
        fprintf(stderr, "bench_ships: %s\n", err->msg);
        exit(1);
    }
}

static int64_t cpu_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static double memory_mb(void) {
    long pages = 0;
    FILE *in = fopen("/proc/self/statm", "re");
    if (in == NULL || fscanf(in, "%*d %ld", &pages) != 1) {
        pages = 0;
    }
    if (in != NULL) {
        fclose(in);
    }
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

static double highest_mb(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024 / 1e6;
}

/* Traffic */

static pl_pos near_port(const struct bench *b, uint32_t port, double least_m, double most_m, bool water) {
    pl_pos pos = pl_ports_at(b->ports, port)->pos, at = pos;
    for (int i = 0; i < 20; i++) {
        at = pl_sphere_move(pos, below(360), least_m + (most_m - least_m) * below(1000) / 1000.0);
        if (!water || pl_sea_at(b->sea, at) == PL_SEA_WATER) {
            return at;
        }
    }
    return at;
}

static pl_pos at_sea(const struct bench *b) {
    pl_pos pos = {0, 0};
    do {
        (void)pl_pos_from_deg(below(3600000) / 1e4 - 180, below(1200000) / 1e4 - 50, &pos);
    } while (pl_sea_at(b->sea, pos) != PL_SEA_WATER);
    return pos;
}

static void set_course(struct ship *s) {
    s->sog_dkn = (uint16_t)(s->kind == DRIFTING ? 3 + below(10) : 60 + below(120));
    s->cog_ddeg = (uint16_t)below(3600);
    pl_pos there = pl_sphere_move(s->pos, s->cog_ddeg / 10.0, s->sog_dkn * 185.2 / 360);
    s->d_lon = (int32_t)pl_lon_diff(s->pos.lon, there.lon);
    s->d_lat = there.lat - s->pos.lat;
}

static void set_fate(const struct bench *b, struct ship *s) {
    uint32_t fate = below(1000), day = b->seconds;
    s->silent_from = s->silent_to = s->false_from = NONE;
    if (fate < 40) {
        s->silent_from = below(day);
        s->silent_to = s->silent_from + 12 * 3600 + below(6 * 3600);
    } else if (fate < 60) {
        s->silent_from = below(day);
    } else if (fate < 80) {
        s->silent_from = 0;
        s->silent_to = below(day);
    } else if (s->port % 500 == 7 && s->kind != DRIFTING) { /* all of a port at once */
        s->false_from = day / 3 + s->port;
    }
}

static void make_ship(struct bench *b, uint32_t i) {
    struct ship *s = &b->ships[i];
    uint32_t kind = below(100), ports = (uint32_t)pl_ports_count(b->ports);
    uint64_t u = below(60000), v = below(60000); /* the product: some ports have many */
    *s = (struct ship){.mmsi = 201000000 + i * 1800 + below(1800),
                       .interval = 60 + below(241),
                       .class_b = below(6) == 0,
                       .length_m = (uint16_t)(20 + below(300)),
                       .port = (uint32_t)(u * v * ports / (UINT64_C(60000) * 60000))};
    s->kind = kind < 40 ? MOORED : kind < 50 ? ANCHORED : kind < 98 ? UNDER_WAY : DRIFTING;
    s->beam_m = (uint16_t)(s->length_m / 7 + below(4));
    if (s->kind == MOORED) {
        s->pos = near_port(b, s->port, 0, 2000, false);
    } else if (s->kind == ANCHORED) {
        s->pos = near_port(b, s->port, 11000, 20000, true);
    } else {
        s->pos = i % 3 == 0 ? at_sea(b) : near_port(b, s->port, 20000, 300000, true);
        set_course(s);
    }
    set_fate(b, s);
    uint32_t at = below(s->interval);
    s->told = at;
    s->next = b->due[at % RING];
    b->due[at % RING] = i;
}

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

/* Appends length u16 and the record. */
static void put_record(struct bench *b, const struct ship *s, pl_time at, const uint8_t *bits, uint32_t n_bits) {
    struct pl_error err;
    const struct pl_hearing hearing = {.at = at, .mmsi = s->mmsi, .msg = bits[0] >> 2, .bits = bits, .n_bits = n_bits};
    size_t before = b->records.n;
    uint16_t n = 0;
    pl_buf_add(&b->records, &n, sizeof n);
    check(pl_record_write(&hearing, &b->records, &err), &err);
    n = (uint16_t)(b->records.n - before - sizeof n);
    memcpy(b->records.p + before, &n, sizeof n);
}

static void say_place(struct bench *b, const struct ship *s, uint32_t t, pl_time at) {
    uint8_t bits[24] = {0};
    const unsigned o = s->class_b ? 4 : 0;
    pl_pos pos = s->pos;
    if (s->false_from != NONE && t >= s->false_from && t < s->false_from + 3600) {
        pos.lat += pos.lat > 0 ? -PL_POS_UNIT / 2 : PL_POS_UNIT / 2;
    }
    put_bits(bits, 0, 6, s->class_b ? 18 : 1);
    put_bits(bits, 8, 30, s->mmsi);
    put_bits(bits, 50 - o, 10, s->sog_dkn + below(3));
    put_bits(bits, 61 - o, 28, (uint32_t)(pos.lon + (int32_t)below(60)) & 0xfffffff);
    put_bits(bits, 89 - o, 27, (uint32_t)(pos.lat + (int32_t)below(60)) & 0x7ffffff);
    put_bits(bits, 116 - o, 12, (s->cog_ddeg + below(20)) % 3600);
    put_bits(bits, 128 - o, 9, s->cog_ddeg / 10);
    put_bits(bits, 137 - o, 6, (START_S + t) % 60);
    put_bits(bits, 149, 19, next_random() & 0x7ffff);
    put_record(b, s, at, bits, 168);
}

static void say_name(struct bench *b, const struct ship *s, pl_time at) {
    uint8_t bits[54] = {0};
    char name[24];
    snprintf(name, sizeof name, "INVENTED %u", s->mmsi % 1000000);
    put_bits(bits, 0, 6, 5);
    put_bits(bits, 8, 30, s->mmsi);
    put_text(bits, 70, 7, name + 8);
    put_text(bits, 112, 20, name);
    put_bits(bits, 232, 8, 70 + s->mmsi % 20);
    put_bits(bits, 240, 9, s->length_m - 15u);
    put_bits(bits, 249, 9, 15);
    put_bits(bits, 258, 6, s->beam_m / 2u);
    put_bits(bits, 264, 6, s->beam_m - s->beam_m / 2u);
    put_text(bits, 302, 20, "NOWHERE");
    put_record(b, s, at, bits, 424);
}

static void sail(struct bench *b, struct ship *s) {
    const int64_t east = (int64_t)s->d_lon * s->interval / 10, north = (int64_t)s->d_lat * s->interval / 10;
    const pl_pos next = {pl_lon_wrap((int64_t)s->pos.lon + east), (int32_t)(s->pos.lat + north)};
    if (s->d_lon == 0 && s->d_lat == 0) {
        return;
    }
    if (pl_sea_at(b->sea, next) == PL_SEA_WATER) {
        s->pos = next;
    } else {
        set_course(s);
    }
}

/* All that is sent in a second, into records. */
static void make_second(struct bench *b, uint32_t t) {
    uint32_t i = b->due[t % RING];
    b->due[t % RING] = NONE;
    pl_buf_clear(&b->records);
    for (uint32_t next; i != NONE; i = next) {
        struct ship *s = &b->ships[i];
        const pl_time at = ((pl_time)START_S + t) * PL_SECOND_US;
        const uint32_t again = (t + s->interval) % RING;
        const bool silent = t >= s->silent_from && (s->silent_to == NONE || t < s->silent_to);
        next = s->next;
        s->next = b->due[again];
        b->due[again] = i;
        sail(b, s);
        if (silent) {
            continue;
        }
        say_place(b, s, t, at);
        if (!s->class_b && t >= s->told) {
            say_name(b, s, at);
            s->told += STATIC_S;
        }
    }
}

/* Detection, as app/scan does it */

static int record_cmp(const void *a, const void *b) { return pl_str_cmp(*(const pl_str *)a, *(const pl_str *)b); }

static void take_second(struct bench *b, pl_str *order) {
    struct pl_error err;
    size_t n = 0;
    for (size_t at = 0; at < b->records.n; n++) {
        uint16_t n_record;
        memcpy(&n_record, b->records.p + at, sizeof n_record);
        order[n] = pl_str_make(b->records.p + at + sizeof n_record, n_record);
        at += sizeof n_record + n_record;
    }
    qsort(order, n, sizeof *order, record_cmp);
    const int64_t started = cpu_us();
    for (size_t i = 0; i < n; i++) {
        struct pl_report report;
        check(pl_report_read(order[i], &report, &err), &err);
        report.src = (struct pl_loc){.source = 1, .length = 90, .offset = 90 * b->line++};
        check(pl_stations_hear(b->stations, 1 + report.mmsi % STATIONS, order[i], &err), &err);
        check(pl_pipeline_push(b->pipeline, &report, &err), &err);
        b->until = report.at;
    }
    b->reports += n;
    b->cpu_us += cpu_us() - started;
}

static int keep(struct pl_sort *sort, const struct pl_event *event, struct pl_error *err) {
    PL_BUF_AUTO item;
    pl_buf_open(&item, PL_SORT_ITEM_MAX);
    pl_buf_add_be64(&item, (uint64_t)event->start ^ (UINT64_C(1) << 63));
    pl_buf_add_str(&item, pl_str_from(pl_event_type_name(event->type)));
    pl_buf_add_char(&item, '\0');
    pl_buf_add(&item, event->id.b, sizeof event->id.b);
    pl_buf_add(&item, event, sizeof *event);
    return pl_sort_add(sort, item.p, item.n, err);
}

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct bench *b = ctx;
    return keep(b->events, event, err);
}

static int on_related(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct bench *b = ctx;
    return keep(b->shown, event, err);
}

static int on_heard(void *ctx, pl_time slot, bool tail, const struct pl_reception_sum *sums, size_t n,
                    struct pl_error *err) {
    struct bench *b = ctx;
    (void)slot;
    (void)tail;
    return pl_reception_add(b->reception, sums, n, err);
}

static void next_event(struct pl_sort *sort, struct pl_event *ret, int *ret_more) {
    struct pl_error err;
    pl_str item;
    check(pl_sort_next(sort, ret_more, &item, &err), &err);
    if (*ret_more) {
        memcpy(ret, item.p + item.n - sizeof *ret, sizeof *ret);
    }
}

static void relate(struct bench *b) {
    struct pl_error err;
    struct pl_relating *relating = NULL;
    struct pl_event event;
    int more = 0;
    const struct pl_relating_options options = {.rules = &b->rules,
                                                .ports = b->ports,
                                                .sea = b->sea,
                                                .reception = b->reception,
                                                .stations = b->stations,
                                                .until = b->until};
    int64_t started = cpu_us();
    check(pl_sort_done(b->events, &err), &err);
    check(pl_reception_seal(b->reception, &err), &err);
    check(pl_stations_judge(b->stations, &b->rules, &err), &err);
    check(pl_relating_open(&options, &relating, &err), &err);
    for (next_event(b->events, &event, &more); more; next_event(b->events, &event, &more)) {
        check(pl_relating_add(relating, &event, &err), &err);
        check(on_related(b, &event, &err), &err);
        b->n_events++;
    }
    printf("second stage, add    %9llu events    %8.2f s  %8.1f MB\n", (unsigned long long)b->n_events,
           (double)(cpu_us() - started) / 1e6, memory_mb());
    started = cpu_us();
    check(pl_relating_run(relating, on_related, b, &err), &err);
    printf("second stage, run    %9llu events    %8.2f s  %8.1f MB\n", (unsigned long long)pl_sort_items(b->shown),
           (double)(cpu_us() - started) / 1e6, memory_mb());
    started = cpu_us();
    b->n_events = 0;
    check(pl_sort_done(b->shown, &err), &err);
    for (next_event(b->shown, &event, &more); more; next_event(b->shown, &event, &more)) {
        uint64_t word;
        if (!pl_event_type_shown(event.type)) {
            continue;
        }
        check(pl_relating_note(relating, &event, &err), &err);
        memcpy(&word, event.id.b, sizeof word);
        b->checksum = b->checksum * 31 + word + (unsigned char)event.notes.remark[0] + (uint64_t)event.notes.grade;
        b->n_events++;
    }
    printf("notes of events      %9llu shown     %8.2f s  %8.1f MB\n", (unsigned long long)b->n_events,
           (double)(cpu_us() - started) / 1e6, memory_mb());
    pl_relating_close(relating);
}

static void open_all(struct bench *b) {
    struct pl_error err = {0};
    pl_arena_open(&b->arena, (size_t)256 << 20);
    pl_buf_open(&b->coast, (size_t)1 << 30);
    pl_buf_open(&b->records, (size_t)1 << 30);
    check(pl_rules_profile("default", &b->rules) ? 0 : 1, &err);
    check(pl_facts_sea(NULL, &b->coast, &b->arena, &b->sea, &err), &err);
    check(pl_ports_parse(pl_facts_ports(), &b->arena, &b->ports, &err), &err);
    check(pl_mids_parse(pl_facts_mid(), &b->arena, &b->mids, &err), &err);
    check(pl_stations_open(&b->stations, &err), &err);
    check(pl_reception_open(&b->reception, &err), &err);
    check(pl_sort_open(SORT_BYTES, &b->events, &err), &err);
    check(pl_sort_open(SORT_BYTES, &b->shown, &err), &err);
    for (uint32_t i = 1; i <= STATIONS; i++) {
        char name[16];
        uint32_t id;
        snprintf(name, sizeof name, "B%u", i);
        check(pl_stations_id(b->stations, pl_str_from(name), &id, &err), &err);
    }
    const struct pl_pipeline_options options = {
        .rules = &b->rules, .ports = b->ports, .sea = b->sea, .mids = b->mids, .heard = on_heard};
    check(pl_pipeline_open(&options, on_event, b, &b->pipeline, &err), &err);
    for (uint32_t i = 0; i < RING; i++) {
        b->due[i] = NONE;
    }
    for (uint32_t i = 0; i < b->n_ships; i++) {
        make_ship(b, i);
    }
}

static void close_all(struct bench *b) {
    pl_sort_close(b->events);
    pl_sort_close(b->shown);
    pl_stations_close(b->stations);
    pl_reception_close(b->reception);
    pl_buf_close(&b->coast);
    pl_buf_close(&b->records);
    pl_arena_close(&b->arena);
    free(b->ships);
}

static void run(struct bench *b) {
    struct pl_error err;
    pl_str *order = calloc(2 * (size_t)b->n_ships, sizeof *order);
    if (order == NULL) {
        exit(1);
    }
    const double held_mb = memory_mb();
    for (uint32_t t = 0; t < b->seconds; t++) {
        make_second(b, t);
        take_second(b, order);
        if ((t + 1) % (b->seconds / 4) == 0) {
            printf("%4.1f h               %9llu reports   %8.2f M/s of processor time  %8.1f MB, %5.0f bytes a ship\n",
                   (double)(t + 1) / 3600, (unsigned long long)b->reports, (double)b->reports / (double)b->cpu_us,
                   memory_mb(), (memory_mb() - held_mb) * 1e6 / b->n_ships);
            fflush(stdout);
        }
    }
    free(order);
    const int64_t started = cpu_us();
    check(pl_pipeline_end(b->pipeline, &err), &err);
    const uint64_t vessels = pl_pipeline_counts(b->pipeline).vessels;
    printf("first stage, end     %9llu ships     %8.2f s  %8.1f MB\n", (unsigned long long)vessels,
           (double)(cpu_us() - started) / 1e6, memory_mb());
    pl_pipeline_close(b->pipeline);
    relate(b);
    printf("highest              %9.1f MB, %.0f bytes a ship; %llu events, checksum %016llx\n", highest_mb(),
           (highest_mb() - held_mb) * 1e6 / b->n_ships, (unsigned long long)b->n_events,
           (unsigned long long)b->checksum);
}

int main(int argc, char **argv) {
    static struct bench b;
    b.n_ships = argc == 3 ? (uint32_t)strtoul(argv[1], NULL, 10) : 30000;
    b.seconds = argc == 3 ? (uint32_t)(strtod(argv[2], NULL) * 3600) : 8 * 3600;
    if ((argc != 1 && argc != 3) || b.n_ships < 1 || b.n_ships > SHIPS_MAX || b.seconds < 60 ||
        b.seconds > 366 * 86400) {
        fprintf(stderr, "usage: bench_ships [SHIPS HOURS]\n");
        return 1;
    }
    b.ships = calloc(b.n_ships, sizeof *b.ships);
    if (b.ships == NULL) {
        return 1;
    }
    open_all(&b);
    run(&b);
    close_all(&b);
    return 0;
}
