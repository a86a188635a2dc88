/* The arithmetic of positions: name, n, ns/op, and a checksum of the results (no work is optimised away). */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "base/file.h"
#include "geo/port.h"
#include "geo/sphere.h"
#include "geo/trig.h"

#define ROWS   4096
#define ROUNDS 500

struct pair {
    pl_pos a, near, far;
    double angle;
};

static void report(const char *name, int64_t started_us, double sum) {
    const double n = (double)ROWS * ROUNDS;
    printf("%-24s %10.0f %8.2f ns/op  checksum %.17g\n", name, n,
           1000.0 * (double)(pl_time_monotonic_us() - started_us) / n, sum);
}

static uint64_t next(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

#define RUN(name, expression)                                                                                          \
    do {                                                                                                               \
        double sum = 0;                                                                                                \
        const int64_t started = pl_time_monotonic_us();                                                                \
        for (int round = 0; round < ROUNDS; round++) {                                                                 \
            for (int i = 0; i < ROWS; i++) {                                                                           \
                const struct pair *p = &pairs[i];                                                                      \
                sum += (expression);                                                                                   \
            }                                                                                                          \
        }                                                                                                              \
        report(name, started, sum);                                                                                    \
    } while (0)

/* The shipped ports, 3,707 rows. */
static void run_ports(const struct pair *pairs) {
    PL_BUF_AUTO csv;
    pl_buf_open(&csv, 1 << 24);
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 26);
    const struct pl_ports *ports = NULL;
    struct pl_error err;
    if (pl_file_read("data/ports.csv", 1 << 24, &csv, &err) || pl_ports_parse(pl_buf_str(&csv), &arena, &ports, &err)) {
        printf("ports: %s\n", err.msg);
        return;
    }
    static pl_pos close[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        close[i] =
            pl_sphere_move(pl_ports_at(ports, i % pl_ports_count(ports))->pos, (double)(i % 360), (double)(i % 9000));
    }
    RUN("port within 10 km, any", pl_ports_nearest(ports, p->a, 10000, NULL) != NULL);
    RUN("port within 10 km, near", pl_ports_nearest(ports, close[i], 10000, NULL) != NULL && p->angle >= 0);
}

/* The peer: the same formula with libm. */
static double libm_distance(pl_pos a, pl_pos b) {
    const double unit = PL_PI / 180.0 / PL_POS_UNIT;
    const double north = sin((b.lat - a.lat) * unit / 2);
    const double east = sin((b.lon - a.lon) * unit / 2);
    const double h = north * north + cos(a.lat * unit) * cos(b.lat * unit) * east * east;
    return 2 * PL_EARTH_RADIUS_M * asin(sqrt(h));
}

int main(void) {
    struct pair *pairs = calloc(ROWS, sizeof *pairs);
    if (!pairs) {
        return 4;
    }
    uint64_t state = 1;
    for (int i = 0; i < ROWS; i++) {
        pairs[i].a = (pl_pos){.lon = (int32_t)(69000000 + next(&state) % 21000000),
                              .lat = (int32_t)(16800000 + next(&state) % 14400000)};
        pairs[i].near = pl_sphere_move(pairs[i].a, (double)(next(&state) % 360), (double)(next(&state) % 20000));
        pairs[i].far = (pl_pos){.lon = (int32_t)(69000000 + next(&state) % 21000000),
                                .lat = (int32_t)(16800000 + next(&state) % 14400000)};
        pairs[i].angle = (double)(next(&state) % 6283) / 1000.0;
    }
    RUN("sin", pl_sin(p->angle));
    RUN("cos", pl_cos(p->angle));
    RUN("atan2", pl_atan2(p->angle, 3.0));
    RUN("exp", pl_exp(p->angle));
    RUN("log", pl_log(p->angle + 0.5));
    RUN("sin, libm", sin(p->angle));
    RUN("atan2, libm", atan2(p->angle, 3.0));
    RUN("exp, libm", exp(p->angle));
    RUN("log, libm", log(p->angle + 0.5));
    RUN("distance, far, libm", libm_distance(p->a, p->far));
    RUN("distance, near", pl_sphere_distance_m(p->a, p->near));
    RUN("distance, far", pl_sphere_distance_m(p->a, p->far));
    RUN("beyond 5 km, near", pl_sphere_beyond(p->a, p->near, 5000));
    RUN("beyond 5 km, far", pl_sphere_beyond(p->a, p->far, 5000));
    RUN("course", pl_sphere_course_deg(p->a, p->near));
    RUN("move", pl_sphere_move(p->a, p->angle, 5000).lat);
    run_ports(pairs);
    free(pairs);
    return 0;
}
