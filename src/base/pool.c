#include "base/pool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/ban.h"

#define MAX_THREADS 256

struct pl_pool {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_cond_t done;
    pthread_t threads[MAX_THREADS];
    unsigned n_threads; /* with the caller */
    unsigned started;
    void (*task)(void *ctx, size_t i);
    void *ctx;
    size_t next;
    size_t n_tasks;
    size_t finished;
    bool stop;
};

/* Takes and runs tasks until none is left; called and returns with the lock held. */
static void drain(struct pl_pool *pool) {
    while (pool->next < pool->n_tasks) {
        size_t i = pool->next++;
        pthread_mutex_unlock(&pool->lock);
        pool->task(pool->ctx, i);
        pthread_mutex_lock(&pool->lock);
        pool->finished++;
    }
    if (pool->finished == pool->n_tasks) {
        pthread_cond_broadcast(&pool->done);
    }
}

static void *worker(void *arg) {
    struct pl_pool *pool = arg;
    pthread_mutex_lock(&pool->lock);
    while (!pool->stop) {
        if (pool->next < pool->n_tasks) {
            drain(pool);
        } else {
            pthread_cond_wait(&pool->wake, &pool->lock);
        }
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

int pl_pool_open(unsigned n_threads, struct pl_pool **ret_pool, struct pl_error *err) {
    if (n_threads < 1 || n_threads > MAX_THREADS) {
        return pl_fail(err, PL_E_USAGE, "the number of threads must be 1 to %d", MAX_THREADS);
    }
    struct pl_pool *pool = calloc(1, sizeof *pool);
    if (pool == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    pool->n_threads = n_threads;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pthread_cond_init(&pool->done, NULL);
    for (unsigned i = 0; i + 1 < n_threads; i++) {
        if (pthread_create(&pool->threads[i], NULL, worker, pool) != 0) {
            pl_pool_close(pool);
            return pl_fail(err, PL_E_NOMEM, "the system gives no thread %u", i + 2);
        }
        pool->started++;
    }
    *ret_pool = pool;
    return 0;
}

void pl_pool_run(struct pl_pool *pool, size_t n_tasks, void (*task)(void *ctx, size_t i), void *ctx) {
    if (n_tasks == 0) {
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->task = task;
    pool->ctx = ctx;
    pool->next = 0;
    pool->n_tasks = n_tasks;
    pool->finished = 0;
    pthread_cond_broadcast(&pool->wake);
    drain(pool);
    while (pool->finished < pool->n_tasks) {
        pthread_cond_wait(&pool->done, &pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
}

unsigned pl_pool_threads(const struct pl_pool *pool) { return pool->n_threads; }

void pl_pool_close(struct pl_pool *pool) {
    if (pool == NULL) {
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->stop = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->started; i++) {
        pthread_join(pool->threads[i], NULL);
    }
    pthread_cond_destroy(&pool->wake);
    pthread_cond_destroy(&pool->done);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}
