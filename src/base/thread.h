/* One thread beside the caller, and the lock with which the two speak.
 *
 * For work that waits on the outside while the caller goes on (a live feed); numbered tasks belong to base/pool. What
 * both sides touch is touched under the gate. */
#ifndef PL_BASE_THREAD_H
#define PL_BASE_THREAD_H

#include "base/error.h"

struct pl_thread;

/* Runs run(ctx) in a thread, which inherits the caller's signal mask. NOMEM. */
PL_MUST int pl_thread_start(void (*run)(void *ctx), void *ctx, struct pl_thread **ret_thread, struct pl_error *err);

/* Waits for its end and frees it; accepts NULL. */
void pl_thread_join(struct pl_thread *thread);

/* A lock with a bell. */
struct pl_gate;

PL_MUST int pl_gate_open(struct pl_gate **ret_gate, struct pl_error *err);
void pl_gate_lock(struct pl_gate *gate);
void pl_gate_unlock(struct pl_gate *gate);

/* With the lock held: lets go of it until the bell rings, or timeout_ms have passed, or for no reason; holds it again.
 */
void pl_gate_wait(struct pl_gate *gate, unsigned timeout_ms);

/* With the lock held: rings the bell for all who wait. */
void pl_gate_ring(struct pl_gate *gate);

void pl_gate_close(struct pl_gate *gate); /* accepts NULL */

#endif
