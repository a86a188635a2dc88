/* How often a secret may be tried: a growing delay for each name and each address (brute force), in memory.
 *
 * The first tries are free; from then on the next one must wait 1 s, 2 s, 4 s ... up to a ceiling. A try is counted
 * before its secret is looked at, so that many at once gain nothing. What nobody tried for a quarter of an hour is
 * forgotten. The table has a ceiling; of a full one the entry goes that is quiet for longest. No lock: the caller's. */
#ifndef PL_HTTP_LIMIT_H
#define PL_HTTP_LIMIT_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define PL_LIMIT_KEYS   1024
#define PL_LIMIT_FORGET ((int64_t)900 * 1000000)

struct pl_limit {
    unsigned free_tries; /* set by the owner; the rest is zero at first */
    unsigned most_s;     /* the longest delay */
    size_t n;
    struct {
        uint64_t key;
        unsigned tries;
        int64_t last_us;
    } seen[PL_LIMIT_KEYS];
};

/* Counts a try of that key at that (monotonic) time and returns 0, or, where it comes too early, counts nothing and
 * returns the seconds to wait (1 or more). */
unsigned pl_limit_try(struct pl_limit *limit, pl_str key, int64_t now_us);

/* The secret was right: the key starts anew. */
void pl_limit_forget(struct pl_limit *limit, pl_str key);

/* The try was not made after all. */
void pl_limit_untry(struct pl_limit *limit, pl_str key);

#endif
