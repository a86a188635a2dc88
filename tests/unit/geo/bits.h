/* A fixed set of arguments for the own trigonometry and the sphere, and the FNV-1a 64 of the bits of all results.
 *
 * Used by test_trig.c (against a constant, and each argument against 113-bit arithmetic) and by tests/cli/same_bits.c,
 * which is built by several compilers at several levels. */
#ifndef PL_TESTS_GEO_BITS_H
#define PL_TESTS_GEO_BITS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "geo/sphere.h"
#include "geo/trig.h"

#define BITS_ARGUMENTS 200000

/* xorshift64*: the k-th number depends on nothing but k. */
static inline uint64_t bits_next(uint64_t *state) {
    uint64_t x = *state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *state = x;
    return x * UINT64_C(2685821657736338717);
}

/* [0, 1), 53 bits */
static inline double bits_unit(uint64_t *state) { return (double)(bits_next(state) >> 11) * 0x1p-53; }

struct bits_argument {
    double angle;  /* |angle| <= 1e5 */
    double y, x;   /* of an angle, many sizes */
    double ratio;  /* [-1, 1] */
    double power;  /* -745 to 709.7 */
    double number; /* > 0, every exponent */
};

static inline struct bits_argument bits_argument(uint64_t *state, unsigned i) {
    static const double reach[] = {1e-9, 1e-3, 0.8, 3.2, 7, 100, 3e3, 1e5};
    struct bits_argument a;
    a.angle = (2 * bits_unit(state) - 1) * reach[i % 8];
    a.y = (2 * bits_unit(state) - 1) * reach[i / 8 % 8];
    a.x = (2 * bits_unit(state) - 1) * reach[i / 64 % 8];
    a.ratio = 2 * bits_unit(state) - 1;
    a.power = i % 2 ? (2 * bits_unit(state) - 1) * 2 : -745 + bits_unit(state) * 1454.7;
    const uint64_t mantissa = bits_next(state) >> 12;
    const uint64_t exponent = i % 2 ? 1018 + bits_next(state) % 10 : bits_next(state) % 2047;
    const uint64_t number = exponent << 52 | mantissa | 1;
    memcpy(&a.number, &number, sizeof a.number);
    return a;
}

static inline uint64_t bits_fold(uint64_t hash, const void *value, size_t n) {
    const unsigned char *p = value;
    for (size_t i = 0; i < n; i++) {
        hash = (hash ^ p[i]) * UINT64_C(1099511628211);
    }
    return hash;
}

static inline uint64_t bits_trig(void) {
    uint64_t state = 20261122;
    uint64_t hash = UINT64_C(14695981039346656037);
    for (unsigned i = 0; i < BITS_ARGUMENTS; i++) {
        const struct bits_argument a = bits_argument(&state, i);
        const double results[6] = {pl_sin(a.angle),  pl_cos(a.angle), pl_atan2(a.y, a.x),
                                   pl_asin(a.ratio), pl_exp(a.power), pl_log(a.number)};
        hash = bits_fold(hash, results, sizeof results);
    }
    return hash;
}

static inline pl_pos bits_pos(uint64_t *state) {
    const pl_pos pos = {.lon = (int32_t)((int64_t)(bits_next(state) % 216000000) - PL_LON_HALF),
                        .lat = (int32_t)((int64_t)(bits_next(state) % 108000001) - PL_LAT_MAX)};
    return pos;
}

static inline uint64_t bits_sphere(void) {
    uint64_t state = 57101225;
    uint64_t hash = UINT64_C(14695981039346656037);
    for (unsigned i = 0; i < BITS_ARGUMENTS; i++) {
        const pl_pos a = bits_pos(&state);
        const pl_pos far = bits_pos(&state);
        const double course = 360 * bits_unit(&state);
        const pl_pos near = pl_sphere_move(a, course, 20000 * bits_unit(&state));
        const double results[4] = {pl_sphere_distance_m(a, far), pl_sphere_distance_m(a, near),
                                   pl_sphere_course_deg(a, far), pl_sphere_course_deg(a, near)};
        const int32_t whole[3] = {near.lon, near.lat, pl_sphere_beyond(a, near, 10000)};
        hash = bits_fold(hash, results, sizeof results);
        hash = bits_fold(hash, whole, sizeof whole);
    }
    return hash;
}

#endif
