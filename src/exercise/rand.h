/* Numbers that look random and are the same on every machine: a counter run through a 64-bit mixer.
 *
 * The n-th draw of a stream depends on (seed, stream, n) and nothing else, so that one ship's draws never shift
 * another's. Not for secrets. Pure; integer arithmetic and exact divisions by powers of two only. The mixer is
 * Stafford's variant 13 of the MurmurHash3 finaliser with Weyl increments. */
#ifndef PL_EXERCISE_RAND_H
#define PL_EXERCISE_RAND_H

#include <stdbool.h>
#include <stdint.h>

struct pl_rand {
    uint64_t key; /* from seed and stream */
    uint64_t n;   /* draws so far */
};

void pl_rand_open(struct pl_rand *rand, uint64_t seed, uint64_t stream);

/* 64 bits. */
uint64_t pl_rand_u64(struct pl_rand *rand);

/* [0, 1), a multiple of 2^-53. */
double pl_rand_unit(struct pl_rand *rand);

/* [low, high). */
double pl_rand_range(struct pl_rand *rand, double low, double high);

/* 0 .. n-1, without bias that matters (n < 2^32); 0 for n = 0. */
uint32_t pl_rand_below(struct pl_rand *rand, uint32_t n);

/* Mean 0, standard deviation 1, within -6..6 (a sum of twelve units; no logarithm). */
double pl_rand_normal(struct pl_rand *rand);

/* True with probability p. */
bool pl_rand_chance(struct pl_rand *rand, double p);

#endif
