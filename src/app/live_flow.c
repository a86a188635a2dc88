#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "app/live_in.h"
#include "names/identifier.h"

#include "base/ban.h"

#define CHUNK      ((size_t)65536)
#define PACE_MS    100
#define MAX_RECENT ((size_t)1 << 22)

/* ---- events ---- */

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct pl_live *live = ctx;
    struct pl_event placed = *event;
    pl_live_place(live, &placed);
    return pl_live_told_event(live->told, &placed, &live->style, err);
}

/* Reception is counted, as the events carry some of it; the sums are the case's to keep. */
static int on_heard(void *ctx, pl_time slot, bool tail, const struct pl_reception_sum *sums, size_t n,
                    struct pl_error *err) {
    (void)ctx;
    (void)slot;
    (void)tail;
    (void)sums;
    (void)n;
    (void)err;
    return PL_E_OK;
}

int pl_live_open_pipeline(struct pl_live *live, struct pl_error *err) {
    const struct pl_pipeline_options options = {.rules = &live->facts.rules,
                                                .ports = live->facts.ports,
                                                .sea = live->facts.sea,
                                                .mids = live->facts.mids,
                                                .exercise = live->exercise > 0,
                                                .heard = on_heard};
    live->style.exercise = live->exercise > 0;
    return pl_pipeline_open(&options, on_event, live, &live->pipeline, err);
}

int pl_live_push(void *ctx, const struct pl_report *report, struct pl_error *err) {
    struct pl_live *live = ctx;
    int rc = live->pipeline == NULL ? pl_live_open_pipeline(live, err) : PL_E_OK;
    if (rc == PL_E_OK) {
        live->passed = report->at;
        live->counts->reports++;
        rc = pl_pipeline_push(live->pipeline, report, err);
    }
    return rc;
}

/* ---- messages ---- */

/* A message of an exercise, or a real one: of one feed, and of one case, all are one or the other. */
static int judge(struct pl_live *live, const struct pl_hearing *h, struct pl_error *err) {
    bool real = !h->exercise && (h->station.n > 0 || !pl_mmsi_of_exercise(h->mmsi));
    if (!h->exercise && !real) {
        return PL_E_OK;
    }
    if (live->exercise < 0) {
        live->exercise = h->exercise;
        live->counts->exercise = h->exercise;
    }
    if ((live->exercise > 0) == h->exercise) {
        return PL_E_OK;
    }
    live->refused = true;
    live->refused_at = live->base + h->parts[0].offset;
    return pl_fail(err, PL_E_REFUSED,
                   "byte %llu of the feed is %s, and what the case holds %s; the two are not mixed: follow it into a "
                   "case of its own",
                   (unsigned long long)live->refused_at, h->exercise ? "of an exercise" : "real",
                   h->exercise ? "is real" : "is an exercise");
}

static int remember(struct pl_live *live, uint64_t offset, pl_time at, struct pl_error *err) {
    if (live->n_recent == live->cap_recent && live->n_recent >= 4096) {
        (void)pl_live_settled(live, &(pl_time){0}); /* forgets what is decided */
    }
    if (live->n_recent == live->cap_recent) {
        size_t cap = live->cap_recent > 0 ? live->cap_recent * 2 : 4096;
        struct pl_live_recent *recent = cap <= MAX_RECENT ? reallocarray(live->recent, cap, sizeof *recent) : NULL;
        if (recent == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for what waits for its other parts");
        }
        live->recent = recent;
        live->cap_recent = cap;
    }
    live->recent[live->n_recent++] = (struct pl_live_recent){offset, at};
    return PL_E_OK;
}

static int order(struct pl_live *live, const struct pl_hearing *h, struct pl_error *err) {
    struct pl_report report;
    struct pl_error why;
    bool taken = false;
    pl_buf_clear(&live->record);
    int rc = pl_record_write(h, &live->record, &why);
    if (rc == PL_E_LIMIT) {
        return PL_E_OK; /* too long for a record: the import counts it */
    }
    rc = rc == PL_E_OK ? pl_report_read(pl_buf_str(&live->record), &report, err)
                       : pl_fail(err, (enum pl_code)rc, "%s", why.msg);
    if (rc == PL_E_OK) {
        report.src = (struct pl_loc){
            .source = PL_LIVE_SOURCE, .length = h->parts[0].length, .offset = live->base + h->parts[0].offset};
        rc = pl_reorder_add(live->reorder, &report, true, &taken, err);
    }
    return rc;
}

static int on_hearing(void *ctx, const struct pl_hearing *h, struct pl_error *err) {
    struct pl_live *live = ctx;
    live->counts->messages++;
    int rc = judge(live, h, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    live->others = live->others || !h->own;
    if (!pl_record_time_ok(h->at) || h->at > pl_time_now() + PL_DAY_US) { /* the import says so too */
        live->counts->no_time += h->at == PL_TIME_NONE;
        live->counts->bad_time += h->at != PL_TIME_NONE;
        return PL_E_OK;
    }
    live->newest = h->at > live->newest ? h->at : live->newest;
    live->last_data = pl_time_monotonic_us();
    rc = remember(live, live->base + h->parts[0].offset, h->at, err);
    bool own = h->own && (live->others || live->facts.skip_own);
    return rc == PL_E_OK && live->reorder != NULL && !own ? order(live, h, err) : rc;
}

int pl_live_open_feed(struct pl_live *live, uint64_t at, struct pl_error *err) {
    /* Nothing that arrives can be refused for being of no known form: what is no message is counted. */
    const struct pl_feed_options options = {.format = live->arrives ? PL_FEED_JSON : PL_FEED_AUTO,
                                            .max_part_s = (unsigned)live->facts.rules.v[PL_RULE_ASSEMBLE_MAX_PART_S],
                                            .exercise_numbers = true};
    pl_str header = pl_live_told_sealed(live->told).header;
    pl_buf_clear(&live->header);
    pl_buf_add_str(&live->header, header);
    live->first_line = header.n == 0;
    live->header_at = UINT64_MAX;
    live->at = at;
    live->base = at - header.n; /* offsets count from the first byte that the feed is given */
    live->n_chunk = live->chunk_at = 0;
    int rc = pl_feed_open(&options, on_hearing, NULL, live, &live->feed, err);
    return rc == PL_E_OK && header.n > 0 ? pl_feed_push(live->feed, live->header.p, live->header.n, err) : rc;
}

uint64_t pl_live_settled(struct pl_live *live, pl_time *ret_earliest) {
    uint64_t settled = live->base + pl_feed_settled(live->feed);
    size_t keep = 0;
    *ret_earliest = INT64_MAX;
    for (size_t i = 0; i < live->n_recent; i++) {
        if (live->recent[i].offset >= settled) {
            live->recent[keep++] = live->recent[i];
            *ret_earliest = live->recent[i].at < *ret_earliest ? live->recent[i].at : *ret_earliest;
        }
    }
    live->n_recent = keep;
    return settled;
}

/* ---- bytes ---- */

void pl_live_pause(unsigned ms) { (void)poll(NULL, 0, (int)ms); }

bool pl_live_stops(const struct pl_live *live) {
    return pl_time_monotonic_us() >= live->stop_us ||
           (live->options->interrupted != NULL && live->options->interrupted(live->options->ctx));
}

static int drain(struct pl_live *live, struct pl_error *err) {
    if (live->reorder == NULL) {
        return PL_E_OK;
    }
    pl_time now = live->arrives ? pl_time_now() : PL_TIME_NONE;
    pl_time quiet = live->arrives ? pl_time_monotonic_us() - live->last_data : 0;
    return pl_reorder_drain(live->reorder, now, quiet, err);
}

/* A replay waits until its clock may stand where it stands. */
static int pace(struct pl_live *live, bool *ret_stopped, struct pl_error *err) {
    const struct pl_live_options *o = live->options;
    *ret_stopped = false;
    if (!o->replay || !(o->speed > 0) || live->reorder == NULL) {
        return PL_E_OK;
    }
    pl_time clock = pl_reorder_clock(live->reorder);
    if (clock == PL_TIME_NONE) {
        return PL_E_OK;
    }
    if (live->clock0 == PL_TIME_NONE) {
        live->clock0 = clock;
        live->wall0 = pl_time_monotonic_us();
    }
    int64_t due = live->wall0 + (int64_t)((double)(clock - live->clock0) / o->speed);
    int rc = PL_E_OK;
    if (due > pl_time_monotonic_us()) { /* what is due is told before the pause */
        rc = drain(live, err);
        rc = rc == PL_E_OK ? pl_live_told_deliver(live->told, err) : rc;
    }
    while (rc == PL_E_OK && !*ret_stopped && pl_time_monotonic_us() < due) {
        int64_t left_ms = (due - pl_time_monotonic_us()) / 1000 + 1;
        pl_live_pause(left_ms < PACE_MS ? (unsigned)left_ms : PACE_MS);
        *ret_stopped = pl_live_stops(live);
    }
    return rc;
}

static int give_feed(struct pl_live *live, const char *p, size_t n, struct pl_error *err) {
    int rc = pl_feed_push(live->feed, p, n, err);
    live->at += n;
    live->counts->bytes += n;
    return rc;
}

/* The first line of a table stands before each piece that becomes an exhibit. */
static void keep_header(struct pl_live *live, const char *p, size_t n) {
    if (!live->first_line) {
        return;
    }
    const char *end = memchr(p, '\n', n);
    live->header_at = live->header.n == 0 ? live->at : live->header_at;
    pl_buf_add(&live->header, p, end != NULL ? (size_t)(end - p) + 1 : n);
    live->first_line = end == NULL && live->header.n < 65536;
}

/* Of what was read from the spool: a paced replay goes line by line. */
static int give_some(struct pl_live *live, bool *ret_stopped, struct pl_error *err) {
    const char *p = live->chunk + live->chunk_at;
    size_t n = live->n_chunk - live->chunk_at;
    if (live->options->replay && live->options->speed > 0) {
        const char *end = memchr(p, '\n', n);
        n = end != NULL ? (size_t)(end - p) + 1 : n;
    }
    keep_header(live, p, n);
    live->chunk_at += n;
    int rc = give_feed(live, p, n, err);
    return rc == PL_E_OK ? pace(live, ret_stopped, err) : rc;
}

int pl_live_flow(struct pl_live *live, uint64_t end, struct pl_error *err) {
    bool stopped = false;
    int rc = PL_E_OK;
    if (live->chunk == NULL && (live->chunk = malloc(CHUNK)) == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    while (rc == PL_E_OK && live->at < end && !stopped) {
        if (live->chunk_at == live->n_chunk) {
            uint64_t left = end - live->at;
            live->chunk_at = 0;
            rc = pl_spool_read(live->reader, live->at, live->chunk, left < CHUNK ? (size_t)left : CHUNK, &live->n_chunk,
                               err);
            if (rc == PL_E_OK && live->n_chunk == 0) {
                rc = pl_fail(err, PL_E_STORE, "the spool of the feed ends before byte %llu", (unsigned long long)end);
            }
        }
        rc = rc == PL_E_OK ? give_some(live, &stopped, err) : rc;
        if (rc == PL_E_OK && live->chunk_at == live->n_chunk) {
            rc = pl_live_tick(live, err);
            stopped = stopped || pl_live_stops(live);
        }
    }
    return rc;
}

int pl_live_tick(struct pl_live *live, struct pl_error *err) {
    int rc = drain(live, err);
    return rc == PL_E_OK ? pl_live_told_deliver(live->told, err) : rc;
}

int pl_live_flow_end(struct pl_live *live, struct pl_error *err) {
    int rc = pl_feed_finish(live->feed, err);
    if (rc == PL_E_EMPTY) {
        rc = PL_E_OK; /* nothing in this run */
    }
    rc = rc == PL_E_OK && live->reorder != NULL ? pl_reorder_flush(live->reorder, err) : rc;
    return rc == PL_E_OK ? pl_live_told_deliver(live->told, err) : rc;
}
