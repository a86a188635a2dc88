#include "http/metrics.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "http/route.h"

#include "base/ban.h"

/* Upper ends of the histogram, in microseconds; the last is without end. */
static const int64_t BUCKETS_US[] = {1000, 5000, 20000, 100000, 500000, 2000000, 10000000};
#define BUCKETS  (sizeof BUCKETS_US / sizeof BUCKETS_US[0])
#define STATUSES 5 /* 1xx is never sent: 2xx, 3xx, 4xx, 5xx and 0 for the rest */

struct of_route {
    atomic_uint_fast64_t by_status[STATUSES];
    atomic_uint_fast64_t in_bucket[BUCKETS + 1];
    atomic_uint_fast64_t sum_us;
};

struct pl_metrics {
    size_t n;                 /* routes; what stood at no address is counted behind them */
    struct of_route routes[]; /* in the order of the tables */
};

static size_t count_routes(void) {
    size_t n = 0;
    for (const struct pl_route *const *table = pl_route_tables; *table != NULL; table++) {
        for (const struct pl_route *route = *table; route->path != NULL; route++) {
            n++;
        }
    }
    return n;
}

static size_t place_of(const struct pl_metrics *m, const struct pl_route *asked) {
    size_t n = 0;
    for (const struct pl_route *const *table = pl_route_tables; *table != NULL; table++) {
        for (const struct pl_route *route = *table; route->path != NULL; route++, n++) {
            if (route == asked) {
                return n;
            }
        }
    }
    return m->n;
}

int pl_metrics_open(struct pl_metrics **ret, struct pl_error *err) {
    size_t n = count_routes();
    struct pl_metrics *m = calloc(1, sizeof *m + (n + 1) * sizeof m->routes[0]);
    if (m == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the counters");
    }
    m->n = n;
    *ret = m;
    return PL_E_OK;
}

void pl_metrics_close(struct pl_metrics *metrics) { free(metrics); }

void pl_metrics_note(struct pl_metrics *m, const struct pl_route *route, int status, int64_t us) {
    if (m == NULL) {
        return;
    }
    struct of_route *r = &m->routes[place_of(m, route)];
    size_t bucket = 0;
    us = us > 0 ? us : 0;
    while (bucket < BUCKETS && us > BUCKETS_US[bucket]) {
        bucket++;
    }
    atomic_fetch_add(&r->by_status[status >= 200 && status < 600 ? status / 100 - 1 : 0], 1);
    atomic_fetch_add(&r->in_bucket[bucket], 1);
    atomic_fetch_add(&r->sum_us, (uint64_t)us);
}

/* ---- as text ---- */

void pl_metrics_gauge(struct pl_buf *out, const char *name, const char *help, uint64_t value) {
    pl_buf_add_fmt(out, "# HELP %s %s\n# TYPE %s gauge\n%s %llu\n", name, help, name, name, (unsigned long long)value);
}

typedef void (*writer)(struct pl_buf *out, const struct of_route *r, const char *name, const char *method);

static void each(const struct pl_metrics *m, writer write, struct pl_buf *out) {
    size_t n = 0;
    for (const struct pl_route *const *table = pl_route_tables; *table != NULL; table++) {
        for (const struct pl_route *route = *table; route->path != NULL; route++) {
            write(out, &m->routes[n++], route->name, route->method);
        }
    }
    write(out, &m->routes[m->n], "none", "");
}

static void write_counts(struct pl_buf *out, const struct of_route *r, const char *name, const char *method) {
    static const char *const WORDS[STATUSES] = {"other", "2xx", "3xx", "4xx", "5xx"};
    for (size_t i = 0; i < STATUSES; i++) {
        uint64_t n = atomic_load(&r->by_status[i]);
        if (n > 0) {
            pl_buf_add_fmt(out, "plimsoll_requests_total{route=\"%s\",method=\"%s\",status=\"%s\"} %llu\n", name,
                           method, WORDS[i], (unsigned long long)n);
        }
    }
}

static void write_durations(struct pl_buf *out, const struct of_route *r, const char *name, const char *method) {
    static const char *const ENDS[BUCKETS + 1] = {"0.001", "0.005", "0.02", "0.1", "0.5", "2", "10", "+Inf"};
    uint64_t n = 0;
    for (size_t i = 0; i <= BUCKETS; i++) {
        n += atomic_load(&r->in_bucket[i]);
    }
    if (n == 0) {
        return;
    }
    n = 0;
    for (size_t i = 0; i <= BUCKETS; i++) {
        n += atomic_load(&r->in_bucket[i]);
        pl_buf_add_fmt(out, "plimsoll_request_duration_seconds_bucket{route=\"%s\",method=\"%s\",le=\"%s\"} %llu\n",
                       name, method, ENDS[i], (unsigned long long)n);
    }
    pl_buf_add_fmt(out, "plimsoll_request_duration_seconds_sum{route=\"%s\",method=\"%s\"} ", name, method);
    pl_buf_add_fixed(out, (double)atomic_load(&r->sum_us) / 1e6, 6);
    pl_buf_add_fmt(out, "\nplimsoll_request_duration_seconds_count{route=\"%s\",method=\"%s\"} %llu\n", name, method,
                   (unsigned long long)n);
}

/* Resident pages of this process. */
static uint64_t memory_bytes(void) {
    char text[128];
    uint64_t pages = 0;
    PL_FD_AUTO fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
    pl_str rest = pl_str_make(text, n > 0 ? (size_t)n : 0);
    (void)pl_str_cut(&rest, ' ');
    return pl_str_u64(pl_str_cut(&rest, ' '), &pages) ? pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

void pl_metrics_text(const struct pl_metrics *m, struct pl_buf *out) {
    pl_buf_add_str(out, PL_STR("# HELP plimsoll_requests_total Answers by route and status.\n"
                               "# TYPE plimsoll_requests_total counter\n"));
    each(m, write_counts, out);
    pl_buf_add_str(out, PL_STR("# HELP plimsoll_request_duration_seconds How long answers took.\n"
                               "# TYPE plimsoll_request_duration_seconds histogram\n"));
    each(m, write_durations, out);
    pl_metrics_gauge(out, "plimsoll_memory_bytes", "Resident memory of the server.", memory_bytes());
}
