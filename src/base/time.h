/* Instants: microseconds since 1970-01-01T00:00:00Z, proleptic Gregorian, no leap seconds, always UTC.
 *
 * PL_TIME_NONE means "not known"; it is smaller than every instant. The years 1 to 9999 are representable in text;
 * ais and track accept 1990 to 2100 only (they say so themselves). Only pl_time_now reads a clock: pure folders take
 * time as a parameter. */
#ifndef PL_BASE_TIME_H
#define PL_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

typedef int64_t pl_time;

#define PL_TIME_NONE INT64_MIN
#define PL_SECOND_US INT64_C(1000000)
#define PL_MINUTE_US (60 * PL_SECOND_US)
#define PL_HOUR_US   (60 * PL_MINUTE_US)
#define PL_DAY_US    (24 * PL_HOUR_US)

struct pl_date {
    int year;  /* 1..9999 */
    int month; /* 1..12 */
    int day;   /* 1..31 */
    int hour, minute, second, micro;
};

/* False (and *ret untouched) for a date that does not exist; second 60 counts as impossible. */
bool pl_time_from_date(struct pl_date date, pl_time *ret);
struct pl_date pl_time_to_date(pl_time at);

/* ISO 8601: `2024-03-01`, `2024-03-01T02:00Z`, `2024-03-01T02:00:05.123456Z`, a space for T, Z optional, an offset
 * +hh:mm allowed. Digits beyond microseconds are cut. The whole string must match. */
bool pl_time_parse(pl_str text, pl_time *ret);

/* `2024-03-01T02:00:05Z`, with `.ffffff` without trailing zeros only where there is a fraction. PL_TIME_NONE and
 * instants outside the years 1 to 9999 write nothing. */
void pl_time_write(struct pl_buf *buf, pl_time at);

/* The clock: now. Not for pure folders. */
pl_time pl_time_now(void);

/* A monotonic reading in microseconds for progress and benchmarks; no relation to UTC. */
int64_t pl_time_monotonic_us(void);

#endif
