#include "http/pulse.h"

#include <stdlib.h>

#include "app/known_at.h"
#include "base/thread.h"
#include "base/time.h"

#include "base/ban.h"

struct pl_pulse {
    const char *case_dir;
    struct pl_gate *gate;
    uint64_t size;
    int64_t read_us; /* 0: never */
};

int pl_pulse_open(const char *case_dir, struct pl_pulse **ret, struct pl_error *err) {
    struct pl_pulse *pulse = calloc(1, sizeof *pulse);
    if (pulse == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a pulse");
    }
    pulse->case_dir = case_dir;
    int rc = pl_gate_open(&pulse->gate, err);
    if (rc != PL_E_OK) {
        pl_pulse_close(pulse);
        return rc;
    }
    *ret = pulse;
    return PL_E_OK;
}

void pl_pulse_close(struct pl_pulse *pulse) {
    if (pulse != NULL) {
        pl_gate_close(pulse->gate);
        free(pulse);
    }
}

int pl_pulse_size(struct pl_pulse *pulse, uint64_t *ret_size, struct pl_error *err) {
    struct pl_knowledge known;
    int rc = PL_E_OK;
    pl_gate_lock(pulse->gate);
    int64_t now = pl_time_monotonic_us();
    if (pulse->read_us == 0 || now - pulse->read_us > PL_PULSE_US) {
        rc = pl_known_at_size(pulse->case_dir, UINT64_MAX, &known, err);
        if (rc == PL_E_OK) {
            pulse->size = known.size;
            pulse->read_us = now;
        }
    }
    if (rc == PL_E_OK) {
        *ret_size = pulse->size;
    }
    pl_gate_unlock(pulse->gate);
    return rc;
}
