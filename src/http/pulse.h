/* How far the case's log is, for many who ask often: read from the case at most every 250 ms, by whoever asks then. */
#ifndef PL_HTTP_PULSE_H
#define PL_HTTP_PULSE_H

#include <stdint.h>

#include "base/error.h"

#define PL_PULSE_US 250000

struct pl_pulse;

PL_MUST int pl_pulse_open(const char *case_dir, struct pl_pulse **ret, struct pl_error *err);
void pl_pulse_close(struct pl_pulse *pulse); /* accepts NULL */

/* Entries of the log, 250 ms ago or later. The errors of opening a case. */
PL_MUST int pl_pulse_size(struct pl_pulse *pulse, uint64_t *ret_size, struct pl_error *err);

#endif
