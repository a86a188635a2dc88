/* Reach: a case = the two bounded searches of a gap and the verdicts of all shipped ports in the region of the 1' grid;
 * 62 cases drawn with a seed (12 to 96 hours, 8 to 14 kn, 6 h in port), the worst and the mean; opening the mask apart.
 * Goal: <= 30 ms a case after loading the mask. The checksum is over all verdicts and distances. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/facts.h"
#include "app/seaway.h"
#include "base/time.h"
#include "geo/port.h"
#include "geo/prism.h"

#define CASES 62

static uint64_t seed = 20240301;

/* Of the processor: other work on the machine does not count. */
static int64_t cpu_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static double draw(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (double)(seed >> 11) / 9007199254740992.0;
}

static pl_pos place(const struct pl_sea *sea) {
    pl_pos pos = {0, 0};
    do {
        (void)pl_pos_from_deg(116 + 33 * draw(), 29 + 22 * draw(), &pos);
    } while (pl_sea_at(sea, pos) != PL_SEA_WATER);
    return pos;
}

static pl_pos near_place(const struct pl_sea *sea, pl_pos from, double within_m) {
    pl_pos to = from;
    do {
        to = pl_sphere_move(from, 360 * draw(), within_m * draw());
    } while (pl_sea_at(sea, to) != PL_SEA_WATER);
    return to;
}

static bool in_region(pl_pos pos) {
    const double lat = pl_pos_lat_deg(pos), lon = pl_pos_lon_deg(pos);
    return lat >= 28 && lat < 52 && lon >= 115 && lon < 150;
}

static void run(const char *name, const struct pl_seaway *way, const struct pl_ports *ports, double search_nm) {
    const struct pl_prism_search search = {.least_m = search_nm * PL_NM_M, .uncertainty_m = 10000};
    struct pl_error err;
    double sum = 0;
    int64_t total = 0, worst = 0;
    size_t verdicts = 0;
    seed = 20240301;
    for (int i = 0; i < CASES; i++) {
        struct pl_prism_ask ask = {.max_speed_kn = 8 + 6 * draw(), .dwell_h = 6};
        struct pl_prism *prism = NULL;
        const double hours = 12 + 84 * draw();
        ask.from = place(way->sea);
        ask.to = near_place(way->sea, ask.from, 0.9 * ask.max_speed_kn * (hours - 6) * PL_NM_M);
        ask.to_at = (pl_time)(hours * (double)PL_HOUR_US);
        const int64_t started = cpu_us();
        if (pl_prism_open(way->passages, &ask, &search, &prism, &err)) {
            fprintf(stderr, "%s\n", err.msg);
            exit(1);
        }
        for (size_t k = 0; k < pl_ports_count(ports); k++) {
            struct pl_prism_answer a;
            if (in_region(pl_ports_at(ports, k)->pos)) {
                const struct pl_port *port = pl_ports_at(ports, k);
                pl_prism_port(prism, port->pos, port->uncertainty_m, &a);
                sum += (double)(a.verdict + 1) * (a.in_m + a.out_m);
                verdicts++;
            }
        }
        pl_prism_close(prism);
        const int64_t took = cpu_us() - started;
        total += took;
        worst = took > worst ? took : worst;
    }
    printf("%-28s %4d cases %7zu verdicts  mean %7.2f ms  worst %7.2f ms  checksum %.17g\n", name, CASES, verdicts,
           (double)total / 1000 / CASES, (double)worst / 1000, sum);
}

int main(void) {
    struct pl_arena arena;
    struct pl_error err = {0};
    struct pl_seaway *way = NULL;
    const struct pl_ports *ports = NULL;
    pl_arena_open(&arena, (size_t)64 << 20);
    const int64_t started = cpu_us();
    if (pl_seaway_open(NULL, NULL, &way, NULL, &err) || pl_ports_parse(pl_facts_ports(), &arena, &ports, &err)) {
        fprintf(stderr, "%s\n", err.msg);
        return 1;
    }
    printf("%-28s %38.2f ms\n", "open mask, links and ports", (double)(cpu_us() - started) / 1000);
    run("reach, verdicts", way, ports, 0);
    run("reach, distances to 1500 nm", way, ports, 1500);
    pl_seaway_close(way);
    pl_arena_close(&arena);
    return 0;
}
