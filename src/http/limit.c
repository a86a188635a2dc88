#include "http/limit.h"

#include "base/ban.h"

static size_t find(const struct pl_limit *limit, uint64_t key) {
    size_t at = 0;
    while (at < limit->n && limit->seen[at].key != key) {
        at++;
    }
    return at;
}

/* A place for a new key: the next, or that of whoever is quiet for longest. */
static size_t make_room(struct pl_limit *limit) {
    size_t oldest = 0;
    if (limit->n < PL_LIMIT_KEYS) {
        return limit->n++;
    }
    for (size_t i = 1; i < limit->n; i++) {
        oldest = limit->seen[i].last_us < limit->seen[oldest].last_us ? i : oldest;
    }
    return oldest;
}

static int64_t delay_us(const struct pl_limit *limit, unsigned tries) {
    unsigned beyond = tries < limit->free_tries ? 0 : tries - limit->free_tries + 1;
    int64_t s = beyond == 0 ? 0 : beyond > 20 ? (int64_t)limit->most_s : (int64_t)1 << (beyond - 1);
    return (s < (int64_t)limit->most_s ? s : (int64_t)limit->most_s) * 1000000;
}

unsigned pl_limit_try(struct pl_limit *limit, pl_str key, int64_t now_us) {
    uint64_t hash = pl_str_hash(key);
    size_t at = find(limit, hash);
    if (at == limit->n) {
        at = make_room(limit);
        limit->seen[at].key = hash;
        limit->seen[at].tries = 0;
    }
    int64_t quiet = now_us - limit->seen[at].last_us;
    quiet = quiet > 0 ? quiet : 0; /* threads do not come in the order in which they looked at the clock */
    if (limit->seen[at].tries > 0 && quiet >= PL_LIMIT_FORGET) {
        limit->seen[at].tries = 0;
    }
    int64_t wait = limit->seen[at].tries == 0 ? 0 : delay_us(limit, limit->seen[at].tries) - quiet;
    if (wait > 0) {
        return (unsigned)((wait + 999999) / 1000000);
    }
    limit->seen[at].tries++;
    limit->seen[at].last_us = now_us;
    return 0;
}

void pl_limit_forget(struct pl_limit *limit, pl_str key) {
    size_t at = find(limit, pl_str_hash(key));
    if (at < limit->n) {
        limit->seen[at] = limit->seen[--limit->n];
    }
}

void pl_limit_untry(struct pl_limit *limit, pl_str key) {
    size_t at = find(limit, pl_str_hash(key));
    if (at < limit->n && limit->seen[at].tries > 0) {
        limit->seen[at].tries--;
    }
}
