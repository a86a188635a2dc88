/* A thread and the gate: what one side writes under it the other reads; waiting ends by the bell and by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/thread.h"
#include "base/time.h"

struct shared {
    struct pl_gate *gate;
    unsigned written, read; /* under the gate */
};

static void count_up(void *ctx) {
    struct shared *s = ctx;
    pl_gate_lock(s->gate);
    for (unsigned i = 0; i < 1000; i++) {
        while (s->written > s->read) {
            pl_gate_wait(s->gate, 1000);
        }
        s->written++;
        pl_gate_ring(s->gate);
    }
    pl_gate_unlock(s->gate);
}

static void test_turns(void **state) {
    struct shared s = {0};
    struct pl_thread *thread = NULL;
    (void)state;
    assert_int_equal(pl_gate_open(&s.gate, NULL), 0);
    assert_int_equal(pl_thread_start(count_up, &s, &thread, NULL), 0);
    pl_gate_lock(s.gate);
    while (s.read < 1000) {
        while (s.written == s.read) {
            pl_gate_wait(s.gate, 1000);
        }
        s.read++;
        pl_gate_ring(s.gate);
    }
    pl_gate_unlock(s.gate);
    pl_thread_join(thread);
    assert_int_equal(s.written, 1000);
    pl_gate_close(s.gate);
    pl_gate_close(NULL);
    pl_thread_join(NULL);
}

static void test_timeout(void **state) {
    struct pl_gate *gate = NULL;
    (void)state;
    assert_int_equal(pl_gate_open(&gate, NULL), 0);
    int64_t before = pl_time_monotonic_us();
    pl_gate_lock(gate);
    pl_gate_wait(gate, 30);
    pl_gate_unlock(gate);
    assert_true(pl_time_monotonic_us() - before < 60 * PL_SECOND_US);
    pl_gate_close(gate);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_turns), cmocka_unit_test(test_timeout)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
