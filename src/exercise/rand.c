#include "exercise/rand.h"

#include "base/ban.h"

static uint64_t mix(uint64_t x) {
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

#define WEYL UINT64_C(0x9e3779b97f4a7c15)

void pl_rand_open(struct pl_rand *rand, uint64_t seed, uint64_t stream) {
    rand->key = mix(mix(seed + WEYL) ^ (stream * WEYL + 1));
    rand->n = 0;
}

uint64_t pl_rand_u64(struct pl_rand *rand) {
    rand->n++;
    return mix(rand->key + rand->n * WEYL);
}

double pl_rand_unit(struct pl_rand *rand) { return (double)(pl_rand_u64(rand) >> 11) * (1.0 / 9007199254740992.0); }

double pl_rand_range(struct pl_rand *rand, double low, double high) { return low + (high - low) * pl_rand_unit(rand); }

uint32_t pl_rand_below(struct pl_rand *rand, uint32_t n) {
    return (uint32_t)(((pl_rand_u64(rand) >> 32) * (uint64_t)n) >> 32);
}

double pl_rand_normal(struct pl_rand *rand) {
    double sum = 0;
    for (int i = 0; i < 6; i++) {
        uint64_t v = pl_rand_u64(rand);
        sum += (double)(uint32_t)v * (1.0 / 4294967296.0) + (double)(uint32_t)(v >> 32) * (1.0 / 4294967296.0);
    }
    return sum - 6.0;
}

bool pl_rand_chance(struct pl_rand *rand, double p) { return pl_rand_unit(rand) < p; }
