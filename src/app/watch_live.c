#include "app/watch_live.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/live_in.h"
#include "base/file.h"
#include "base/log.h"
#include "store/told.h"

#include "base/ban.h"

#define WAIT_MS     100
#define RETRY_US    (5 * PL_SECOND_US)
#define PIECE_BYTES ((uint64_t)256 << 20) /* an exhibit of more is not waited for */
#define FINAL_RETRY 120                   /* times, each after the 5 s that a busy case is waited for */

/* ---- sealing ---- */

/* As far as what was told can be compared with the case: nothing before it is still to come. */
static pl_time horizon_of(const struct pl_live *live, pl_time earliest) {
    pl_time passed = live->reorder != NULL          ? live->passed
                     : live->newest != PL_TIME_NONE ? live->newest - live->options->lateness_us
                                                    : PL_TIME_NONE;
    return earliest < passed ? earliest : passed;
}

static bool unsealed(const struct pl_live *live) {
    struct pl_live_sealed s = pl_live_told_sealed(live->told);
    return live->at > s.end || s.pending > 0;
}

static int seal(struct pl_live *live, uint64_t to, pl_time horizon, bool *ret_done, struct pl_error *err) {
    int rc = pl_live_seal(live, to, horizon, ret_done, err);
    live->sealed_us = pl_time_monotonic_us();
    if (rc == PL_E_OK && *ret_done && !live->reload) {
        rc = pl_live_reconcile(live, horizon, err);
    }
    return rc;
}

static int seal_when_due(struct pl_live *live, struct pl_error *err) {
    const struct pl_live_options *o = live->options;
    struct pl_live_sealed s = pl_live_told_sealed(live->told);
    int64_t every = o->seal_us > 0 ? o->seal_us : INT64_MAX;
    int64_t since = pl_time_monotonic_us() - live->sealed_us;
    pl_time earliest = INT64_MAX;
    bool done = true;
    if (!unsealed(live) || (live->retry ? since < RETRY_US : since < every && live->at - s.end < PIECE_BYTES)) {
        return PL_E_OK;
    }
    uint64_t to = pl_live_settled(live, &earliest);
    return seal(live, to, horizon_of(live, earliest), &done, err);
}

/* At the end: tried until the case is free, or the user will not wait. */
static int seal_last(struct pl_live *live, uint64_t to, pl_time horizon, struct pl_error *err) {
    bool done = false;
    int rc = PL_E_OK;
    for (int i = 0; rc == PL_E_OK && !done && i < FINAL_RETRY; i++) {
        rc = seal(live, to, horizon, &done, err);
        if (rc == PL_E_OK && !done && pl_live_stops(live)) {
            break;
        }
    }
    if (rc == PL_E_OK && live->reload) { /* compared under the rules that hold now */
        rc = pl_live_reload(live, err);
        rc = rc == PL_E_OK ? pl_live_reconcile(live, horizon, err) : rc;
    }
    if (rc == PL_E_OK && !done) {
        pl_log_note("feed %s: %llu bytes stay in the spool; the next watch goes on from there", live->feed_name,
                    (unsigned long long)(live->at - pl_live_told_sealed(live->told).end));
    }
    return rc;
}

/* ---- starting ---- */

static int lock_and_log(struct pl_live *live, int *lock_fd, struct pl_error *err) {
    struct pl_case *c = NULL;
    int rc = pl_case_open(live->case_dir, PL_CASE_READ, NULL, &c, err); /* there is one */
    pl_case_close(c);
    rc = rc == PL_E_OK ? pl_live_lock(live->case_dir, live->feed_name, lock_fd, err) : rc;
    return rc == PL_E_OK ? pl_live_told_open(live->case_dir, live->feed_name, pl_str_from(live->options->source),
                                             live->options, live->counts, &live->told, err)
                         : rc;
}

/* What another run left: a piece half sealed, reports that detection has not seen. */
static int clean_up(struct pl_live *live, struct pl_error *err) {
    bool done = false;
    int rc = pl_spool_reader_open(live->case_dir, live->feed_name, &live->reader, err);
    while (rc == PL_E_OK && !done && !pl_live_stops(live)) {
        rc = pl_live_seal_pending(live, &done, err);
        if (rc == PL_E_OK && done) {
            rc = pl_live_detect(live, &done, err);
        }
    }
    live->retry = false;
    return rc == PL_E_OK && !done ? pl_fail(err, PL_E_INTERRUPTED, "interrupted") : rc;
}

static int start(struct pl_live *live, struct pl_spool **ret_spool, struct pl_error *err) {
    const struct pl_live_options *o = live->options;
    const struct pl_live_source_options options = {
        .replay = o->replay, .until_eof = o->until_eof, .stall_s = o->stall_s, .max_ahead = o->spool_bytes};
    uint64_t end = 0;
    pl_time last = PL_TIME_NONE;
    int rc = pl_live_load(live, err);
    const struct pl_live_sealed sealed = pl_live_told_sealed(live->told);
    if (rc == PL_E_OK && sealed.horizon != PL_TIME_NONE) {
        rc = pl_live_reconcile(live, sealed.horizon, err);
    }
    rc = rc == PL_E_OK ? pl_live_open_feed(live, sealed.end, err) : rc;
    rc = rc == PL_E_OK ? pl_spool_open(live->case_dir, live->feed_name, sealed.end, ret_spool, &end, &last, err) : rc;
    live->sealed_us = pl_time_monotonic_us();
    return rc == PL_E_OK ? pl_live_source_start(&live->address, &options, *ret_spool, end, last, &live->source, err)
                         : rc;
}

/* ---- the loop ---- */

static int tell_outages(struct pl_live *live, struct pl_error *err) {
    struct pl_live_outage outage;
    int rc = PL_E_OK;
    while (rc == PL_E_OK && pl_live_source_outage(live->source, &outage)) {
        rc = pl_live_told_outage(live->told, &outage, live->exercise > 0, err);
    }
    return rc;
}

static int follow(struct pl_live *live, struct pl_error *err) {
    int rc = PL_E_OK;
    while (rc == PL_E_OK && !pl_live_stops(live)) {
        rc = pl_live_source_wait(live->source, live->at, WAIT_MS, &live->state, err);
        live->counts->dropped = live->state.dropped;
        rc = rc == PL_E_OK ? tell_outages(live, err) : rc;
        rc = rc == PL_E_OK ? pl_live_flow(live, live->state.end, err) : rc;
        rc = rc == PL_E_OK ? pl_live_tick(live, err) : rc;
        if (rc == PL_E_OK && live->state.ended && live->at == live->state.end) {
            live->counts->ended = true;
            return PL_E_OK;
        }
        rc = rc == PL_E_OK ? seal_when_due(live, err) : rc;
        rc = rc == PL_E_OK && live->reload ? pl_live_reload(live, err) : rc;
    }
    return rc;
}

/* Exercise and real in one: what came before is sealed, the rest is kept apart, and the watch ends. */
static int end_mixed(struct pl_live *live, struct pl_error *err) {
    struct pl_error why = *err, ignored;
    struct pl_live_sealed s = pl_live_told_sealed(live->told);
    bool done = true;
    int rc = live->refused_at > s.end ? seal(live, live->refused_at, live->passed, &done, &ignored) : PL_E_OK;
    if (rc == PL_E_OK && done) {
        rc = pl_live_refuse(live, live->state.end, &why, &ignored);
    }
    *err = why;
    return PL_E_REFUSED;
}

static int finish(struct pl_live *live, int rc, struct pl_error *err) {
    pl_time earliest = INT64_MAX;
    if (rc == PL_E_REFUSED && live->refused) {
        return end_mixed(live, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    if (live->counts->ended) {
        rc = pl_live_flow_end(live, err);
        return rc == PL_E_OK ? seal_last(live, live->at, INT64_MAX, err) : rc;
    }
    uint64_t to = pl_live_settled(live, &earliest);
    return seal_last(live, to, horizon_of(live, earliest), err);
}

static void count(struct pl_live *live) {
    struct pl_live_counts *c = live->counts;
    if (live->feed != NULL) {
        const struct pl_feed_counts *f = pl_feed_counts(live->feed);
        c->sentences = f->sentences;
        c->other_lines = f->other;
        for (int i = 0; i < PL_AIS_REJECT_COUNT; i++) {
            c->rejected += f->rejected[i];
        }
    }
    if (live->reorder != NULL) {
        struct pl_reorder_counts r = pl_reorder_counts(live->reorder);
        c->late = r.late;
        c->ahead = r.ahead;
        c->hurried = r.hurried;
    }
}

static void close_all(struct pl_live *live) {
    pl_live_source_close(live->source);
    pl_live_told_close(live->told);
    pl_feed_close(live->feed);
    pl_spool_reader_close(live->reader);
    pl_reorder_close(live->reorder);
    pl_pipeline_close(live->pipeline);
    pl_buf_close(&live->header);
    pl_buf_close(&live->record);
    pl_arena_close(&live->style_arena);
    pl_arena_close(&live->facts_arena);
    free(live->chunk);
    free(live->recent);
    free(live->ranges);
}

static int read_address(struct pl_live *live, struct pl_error *err) {
    const struct pl_live_options *o = live->options;
    int rc = pl_live_address_read(o->source, &live->address, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    live->feed_name = o->feed != NULL ? o->feed : live->address.feed;
    live->arrives = !o->replay && live->address.kind != PL_LIVE_FILE;
    if (!pl_live_name_ok(pl_str_from(live->feed_name))) {
        return pl_fail(err, PL_E_USAGE, "a feed's name is 1 to 64 letters, digits, points, lines: not \"%.80s\"",
                       live->feed_name);
    }
    if (live->address.kind == PL_LIVE_FILE && access(live->address.path, R_OK) != 0) {
        return pl_fail_errno(err, PL_E_INPUT, errno, "cannot be read");
    }
    if (o->replay && live->address.kind != PL_LIVE_FILE && live->address.kind != PL_LIVE_PIPE) {
        return pl_fail(err, PL_E_USAGE, "only a file or - can be replayed");
    }
    return PL_E_OK;
}

int pl_live_run(const char *case_dir, const struct pl_live_options *options, struct pl_live_counts *ret_counts,
                struct pl_error *err) {
    struct pl_live live = {.case_dir = case_dir,
                           .options = options,
                           .counts = ret_counts,
                           .exercise = -1,
                           .passed = PL_TIME_NONE,
                           .newest = PL_TIME_NONE,
                           .clock0 = PL_TIME_NONE,
                           .last_data = pl_time_monotonic_us(),
                           .stop_us = options->for_us > 0 ? pl_time_monotonic_us() + options->for_us : INT64_MAX};
    struct pl_spool *spool = NULL;
    PL_FD_AUTO lock_fd = -1;
    *ret_counts = (struct pl_live_counts){0};
    pl_buf_open(&live.header, (size_t)1 << 17);
    pl_buf_open(&live.record, PL_RECORD_MAX + 4096);
    int rc = read_address(&live, err);
    rc = rc == PL_E_OK ? lock_and_log(&live, &lock_fd, err) : rc;
    rc = rc == PL_E_OK ? pl_live_told_again(live.told, err) : rc;
    rc = rc == PL_E_OK ? clean_up(&live, err) : rc;
    rc = rc == PL_E_OK ? start(&live, &spool, err) : rc;
    if (rc == PL_E_OK) {
        rc = follow(&live, err);
        rc = finish(&live, rc, err);
        count(&live);
    }
    ret_counts->interrupted = options->interrupted != NULL && options->interrupted(options->ctx);
    if (rc == PL_E_OK && ret_counts->ended && ret_counts->bytes > 0 && ret_counts->messages == 0) {
        rc = pl_fail(err, PL_E_EMPTY, "no record was accepted");
    }
    close_all(&live);
    pl_spool_close(spool);
    return rc;
}

/* ---- showing ---- */

struct shown {
    pl_live_sink sink;
    void *ctx;
};

/* T, G, S and O lines end with the time of telling and the JSON. */
static int show_line(void *ctx, char letter, pl_str text, struct pl_error *err) {
    struct shown *s = ctx;
    struct pl_live_item item = {.again = true};
    const char *at = strchr("TGSO", letter);
    pl_str rest = text;
    static const enum pl_live_news NEWS[] = {PL_LIVE_EVENT, PL_LIVE_GRADED, PL_LIVE_SUPERSEDED, PL_LIVE_OUTAGE};
    static const unsigned WORDS[] = {9, 9, 1, 0}; /* between number and time */
    if (letter == '\0' || at == NULL) {
        return PL_E_OK;
    }
    size_t kind = (size_t)(letter == 'T' ? 0 : letter == 'G' ? 1 : letter == 'S' ? 2 : 3);
    item.news = NEWS[kind];
    bool good = pl_str_u64(pl_str_cut(&rest, ' '), &item.number);
    for (unsigned i = 0; good && i < WORDS[kind]; i++) {
        pl_str word = pl_str_cut(&rest, ' ');
        good = i > 0 || pl_hash_of_hex(word, &item.id);
    }
    good = good && pl_time_parse(pl_str_cut(&rest, ' '), &item.told_at) && rest.n > 0;
    item.line = rest;
    return good ? s->sink(s->ctx, &item, err)
                : pl_fail(err, PL_E_STORE, "the log of the feed has a line of no known form");
}

int pl_live_told(const char *case_dir, const char *feed, pl_live_sink sink, void *ctx, struct pl_error *err) {
    struct shown s = {sink, ctx};
    if (!pl_live_name_ok(pl_str_from(feed))) {
        return pl_fail(err, PL_E_USAGE, "\"%.80s\" is no name of a feed", feed);
    }
    return pl_told_read(case_dir, feed, show_line, &s, err);
}

int pl_live_feeds(const char *case_dir, pl_live_feed_sink sink, void *ctx, struct pl_error *err) {
    struct pl_case *c = NULL;
    int rc = pl_case_open(case_dir, PL_CASE_READ, NULL, &c, err);
    pl_case_close(c);
    return rc == PL_E_OK ? pl_live_each(case_dir, sink, ctx, err) : rc;
}
