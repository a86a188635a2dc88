#include "base/thread.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/ban.h"

struct pl_thread {
    pthread_t id;
    void (*run)(void *ctx);
    void *ctx;
};

struct pl_gate {
    pthread_mutex_t lock;
    pthread_cond_t bell;
};

static void *enter(void *arg) {
    struct pl_thread *thread = arg;
    thread->run(thread->ctx);
    return NULL;
}

int pl_thread_start(void (*run)(void *ctx), void *ctx, struct pl_thread **ret_thread, struct pl_error *err) {
    struct pl_thread *thread = calloc(1, sizeof *thread);
    if (thread == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    thread->run = run;
    thread->ctx = ctx;
    if (pthread_create(&thread->id, NULL, enter, thread) != 0) {
        free(thread);
        return pl_fail(err, PL_E_NOMEM, "the system gives no second thread");
    }
    *ret_thread = thread;
    return PL_E_OK;
}

void pl_thread_join(struct pl_thread *thread) {
    if (thread != NULL) {
        pthread_join(thread->id, NULL);
        free(thread);
    }
}

int pl_gate_open(struct pl_gate **ret_gate, struct pl_error *err) {
    struct pl_gate *gate = calloc(1, sizeof *gate);
    pthread_condattr_t monotonic;
    if (gate == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    pthread_mutex_init(&gate->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&gate->bell, &monotonic);
    pthread_condattr_destroy(&monotonic);
    *ret_gate = gate;
    return PL_E_OK;
}

void pl_gate_lock(struct pl_gate *gate) { pthread_mutex_lock(&gate->lock); }
void pl_gate_unlock(struct pl_gate *gate) { pthread_mutex_unlock(&gate->lock); }

void pl_gate_wait(struct pl_gate *gate, unsigned timeout_ms) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_cond_timedwait(&gate->bell, &gate->lock, &until);
}

void pl_gate_ring(struct pl_gate *gate) { pthread_cond_broadcast(&gate->bell); }

void pl_gate_close(struct pl_gate *gate) {
    if (gate != NULL) {
        pthread_cond_destroy(&gate->bell);
        pthread_mutex_destroy(&gate->lock);
        free(gate);
    }
}
