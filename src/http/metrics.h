/* What a site was asked, how often by answer, and how long it took: counters for /metrics in Prometheus' text form.
 *
 * Kept in memory while the site is open, by atomic counters; all functions may be called by any thread. Routes are
 * labelled by their name and method, never by what was asked: an address may hold what not everybody may see. */
#ifndef PL_HTTP_METRICS_H
#define PL_HTTP_METRICS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

struct pl_route;
struct pl_metrics;

/* NOMEM. */
PL_MUST int pl_metrics_open(struct pl_metrics **ret, struct pl_error *err);
void pl_metrics_close(struct pl_metrics *metrics); /* accepts NULL */

/* One answer; route NULL: there was none at that address. metrics NULL: nothing is noted. */
void pl_metrics_note(struct pl_metrics *metrics, const struct pl_route *route, int status, int64_t us);

/* plimsoll_requests_total{route,method,status}, plimsoll_request_duration_seconds (a histogram by route) and
 * plimsoll_memory_bytes. What was asked no time is left out. */
void pl_metrics_text(const struct pl_metrics *metrics, struct pl_buf *out);

/* A value of its own, with its line of help. */
void pl_metrics_gauge(struct pl_buf *out, const char *name, const char *help, uint64_t value);

#endif
