/* pl_pool: every task once, for 1 to 9 threads and back to back runs. Also run under ThreadSanitizer. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unistd.h>

#include <cmocka.h>

#include "base/pool.h"

#define TASKS 1000

struct slots {
    unsigned char done[TASKS];
    const unsigned *seed; /* shared and const */
};

static void mark(void *ctx, size_t i) {
    struct slots *slots = ctx;
    unsigned x = *slots->seed + (unsigned)i;
    for (int k = 0; k < 50; k++) {
        x = x * 1664525u + 1013904223u;
    }
    slots->done[i] = (unsigned char)(slots->done[i] + 1 + (x == 0));
}

static void runs_every_task_once(void **state) {
    (void)state;
    static const unsigned SEED = 5;
    for (unsigned n = 1; n <= 9; n++) {
        struct pl_pool *pool = NULL;
        assert_int_equal(pl_pool_open(n, &pool, NULL), 0);
        assert_int_equal(pl_pool_threads(pool), n);
        for (unsigned run = 0; run < 30; run++) {
            struct slots slots = {.seed = &SEED};
            size_t tasks = run == 0 ? 0 : run == 1 ? 1 : TASKS - run;
            pl_pool_run(pool, tasks, mark, &slots);
            for (size_t i = 0; i < TASKS; i++) {
                assert_int_equal(slots.done[i], i < tasks);
            }
        }
        pl_pool_close(pool);
    }
}

struct pair {
    pthread_t caller;
    atomic_int begun;
    int done[2];
};

/* Both tasks are under way before either goes on; the one that is not the caller's then takes its time. */
static void meet_and_dawdle(void *ctx, size_t i) {
    struct pair *pair = ctx;
    atomic_fetch_add(&pair->begun, 1);
    while (atomic_load(&pair->begun) < 2) {
        usleep(100);
    }
    if (!pthread_equal(pthread_self(), pair->caller)) {
        usleep(50000);
    }
    pair->done[i] = 1;
}

static void waits_for_the_slowest(void **state) {
    (void)state;
    struct pl_pool *pool = NULL;
    assert_int_equal(pl_pool_open(2, &pool, NULL), 0);
    struct pair pair = {.caller = pthread_self()};
    pl_pool_run(pool, 2, meet_and_dawdle, &pair);
    assert_int_equal(pair.done[0] + pair.done[1], 2);
    pl_pool_close(pool);
}

static void refuses_silly_numbers(void **state) {
    (void)state;
    struct pl_pool *pool = NULL;
    struct pl_error err = {0};
    assert_int_equal(pl_pool_open(0, &pool, &err), PL_E_USAGE);
    assert_int_equal(pl_pool_open(257, &pool, &err), PL_E_USAGE);
    assert_null(pool);
    assert_int_equal(pl_pool_open(256, &pool, &err), 0);
    pl_pool_close(pool);
    pl_pool_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_every_task_once),
        cmocka_unit_test(waits_for_the_slowest),
        cmocka_unit_test(refuses_silly_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
