#include <string.h>

#include "detect/pipeline_in.h"

#include "base/ban.h"

static const char state_magic[] = "plimsoll-detect-state/v6\n";

static void wire_lane(struct lane *lane, struct pl_wire *w) {
    if (!pl_wire_reading(w)) {
        pl_pipeline_sort_ships(lane);
    }
    uint32_t n = lane->n_ships;
    pl_wire_count(w, &n, SHIPS_MAX);
    for (uint32_t i = 0; i < n && !w->failed; i++) {
        if (!pl_wire_reading(w)) {
            pl_ship_wire(&lane->ships[i], &lane->rules, w);
            continue;
        }
        struct pl_ship read = {0};
        pl_ship_wire(&read, &lane->rules, w);
        uint32_t before = lane->n_ships;
        struct pl_ship *ship = w->failed ? NULL : pl_pipeline_ship(lane, read.mmsi);
        if (!ship || lane->n_ships == before || &lane->pipeline->lanes[lane_of(read.mmsi)] != lane) {
            w->failed = true; /* foreign bytes: twice the same number, or one of another lane */
            pl_ship_free(&read);
            return;
        }
        *ship = read;
        w->failed = !pl_pipeline_keep_said(lane->pipeline, ship->mmsi, &ship->shown);
    }
}

static void wire_all(struct pl_pipeline *p, struct pl_wire *w) {
    pl_wire_time(w, &p->last);
    for (unsigned i = 0; i < LANES && !w->failed; i++) {
        wire_lane(&p->lanes[i], w);
    }
    if (!w->failed) {
        pl_encounters_wire(p->encounters, w);
    }
}

int pl_pipeline_save(struct pl_pipeline *p, struct pl_buf *state, struct pl_error *err) {
    int rc = pl_pipeline_flush(p, err);
    if (rc) {
        return rc;
    }
    struct pl_wire w = {.out = state};
    pl_buf_add(state, state_magic, sizeof state_magic - 1);
    pl_buf_add(state, p->options.rules->hash.b, PL_HASH_BYTES);
    for (unsigned i = 0; i < LANES; i++) {
        pl_dedupe_save(p->lanes[i].dedupe, p->last == PL_TIME_NONE ? 0 : p->last, state);
    }
    wire_all(p, &w);
    if (w.failed || p->detect.failed || pl_buf_failed(state)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the state of detection");
    }
    return pl_pipeline_check(p, err);
}

int pl_pipeline_load(struct pl_pipeline *p, pl_str state, struct pl_error *err) {
    pl_str magic = PL_STR("plimsoll-detect-state/v6\n");
    if (p->pushed > 0) {
        return pl_fail(err, PL_E_USAGE, "a state is loaded before the first report");
    }
    if (!pl_str_starts(state, magic)) {
        return pl_fail(err, pl_str_starts(state, PL_STR("plimsoll-detect-state/")) ? PL_E_VERSION : PL_E_FORMAT,
                       "not a state of detection of this version");
    }
    state = pl_str_sub(state, magic.n, state.n);
    if (state.n < PL_HASH_BYTES || memcmp(state.p, p->options.rules->hash.b, PL_HASH_BYTES) != 0) {
        return pl_fail(err, PL_E_VERSION, "the state of detection was made under other rules");
    }
    struct pl_wire w = {.in = pl_str_sub(state, PL_HASH_BYTES, state.n)};
    for (unsigned i = 0; i < LANES; i++) {
        int rc = pl_dedupe_load(p->lanes[i].dedupe, &w.in, err);
        if (rc) {
            return rc;
        }
    }
    wire_all(p, &w);
    bool memory = p->detect.failed;
    for (unsigned i = 0; i < LANES; i++) {
        memory = memory || p->lanes[i].detect.failed;
        p->lanes[i].n_items = 0;
        pl_buf_clear(&p->lanes[i].bytes);
        p->lanes[i].counts = (struct pl_pipeline_counts){0};
    }
    if (w.failed || memory || w.in.n > 0) {
        return pl_fail(err, PL_E_FORMAT, "the state of detection is malformed");
    }
    p->sweep = p->last == PL_TIME_NONE ? 0 : p->last / PL_SHIP_ADVANCE_US;
    return 0;
}

/* Works on a copy of the state, so that the state itself does not change. */
int pl_pipeline_finish(struct pl_pipeline *p, pl_event_sink sink, void *ctx, struct pl_error *err) {
    PL_BUF_AUTO state;
    pl_buf_open(&state, OUT_MAX);
    int rc = pl_pipeline_save(p, &state, err);
    if (rc || p->last == PL_TIME_NONE) {
        return rc;
    }
    struct pl_pipeline_options options = p->options;
    options.pool = NULL;
    struct pl_pipeline *copy = NULL;
    rc = pl_pipeline_open(&options, sink, ctx, &copy, err);
    if (!rc) {
        rc = pl_pipeline_load(copy, pl_buf_str(&state), err);
    }
    for (unsigned i = 0; i < LANES && !rc; i++) {
        copy->tail = true;
        for (size_t s = 0; s < p->lanes[i].tally.n; s++) {
            const struct pl_reception_sum *sum = &p->lanes[i].tally.sums[s];
            pl_tally_add(&copy->lanes[i].tally, sum->key, sum->chances, sum->taken);
        }
    }
    if (!rc) {
        rc = pl_pipeline_end(copy, err);
    }
    pl_pipeline_close(copy);
    return rc;
}
