/* A fixed set of threads that work through numbered tasks.
 *
 * Tasks share nothing but what is const; each writes to its own slot, so the result does not depend on the number of
 * threads. No task may run another pool. */
#ifndef PL_BASE_POOL_H
#define PL_BASE_POOL_H

#include <stddef.h>

#include "base/error.h"

struct pl_pool;

/* A pool of n_threads (1..256; 1 runs everything in the caller). USAGE, NOMEM. */
PL_MUST int pl_pool_open(unsigned n_threads, struct pl_pool **ret_pool, struct pl_error *err);

/* Calls task(ctx, i) once for each i < n_tasks, in any order, and returns when all are done. */
void pl_pool_run(struct pl_pool *pool, size_t n_tasks, void (*task)(void *ctx, size_t i), void *ctx);

unsigned pl_pool_threads(const struct pl_pool *pool);

/* Stops the threads and frees the pool; accepts NULL. */
void pl_pool_close(struct pl_pool *pool);

#endif
