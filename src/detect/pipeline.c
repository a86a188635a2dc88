#include "detect/pipeline.h"

#include <stdlib.h>
#include <string.h>

#include "detect/pipeline_in.h"

#include "base/ban.h"

/* Out of a lane */

static struct item *new_item(struct lane *lane, int kind) {
    if (lane->n_items == lane->cap_items) {
        uint32_t cap = lane->cap_items == 0 ? 64 : lane->cap_items * 2;
        struct item *grown = realloc(lane->items, cap * sizeof *grown);
        if (!grown) {
            lane->detect.failed = true;
            return NULL;
        }
        lane->items = grown;
        lane->cap_items = cap;
    }
    struct item *item = &lane->items[lane->n_items++];
    *item = (struct item){.seq = lane->seq, .now = lane->now, .kind = kind, .offset = lane->bytes.n};
    return item;
}

static void out_event(void *ctx, const struct pl_event *event) {
    struct lane *lane = ctx;
    if (new_item(lane, ITEM_EVENT)) {
        pl_buf_add(&lane->bytes, event, sizeof *event);
    }
}

static void out_fix(void *ctx, const struct pl_track_name *track, const struct pl_fix *fix) {
    struct lane *lane = ctx;
    struct item *item = new_item(lane, ITEM_FIX);
    if (item) {
        item->mmsi = track->mmsi;
        item->ref = track->ref;
        item->fix = *fix;
        pl_buf_add(&lane->bytes, fix->record.p, fix->record.n);
    }
}

static void out_said(void *ctx, uint32_t mmsi, const struct pl_said *said) {
    struct lane *lane = ctx;
    struct item *item = new_item(lane, ITEM_SAID);
    if (item) {
        item->mmsi = mmsi;
        pl_buf_add(&lane->bytes, said, sizeof *said);
    }
}

static void out_born(void *ctx) {
    struct lane *lane = ctx;
    lane->counts.tracks++;
}

/* The serial stage */

static uint32_t said_place(struct pl_pipeline *p, uint32_t mmsi) {
    const uint64_t *at = pl_map_get(&p->said_index, mmsi);
    return at ? (uint32_t)*at : UINT32_MAX;
}

bool pl_pipeline_keep_said(struct pl_pipeline *p, uint32_t mmsi, const struct pl_said *said) {
    uint32_t place = said_place(p, mmsi);
    if (place == UINT32_MAX) {
        if (p->n_unused_said > 0) {
            place = p->unused_said[--p->n_unused_said];
        } else {
            if (p->n_said == p->cap_said) {
                uint32_t cap = p->cap_said == 0 ? 64 : p->cap_said * 2;
                struct pl_said *grown = realloc(p->said, cap * sizeof *grown);
                p->said = grown ? grown : p->said;
                uint32_t *unused = realloc(p->unused_said, cap * sizeof *unused);
                p->unused_said = unused ? unused : p->unused_said;
                if (!grown || !unused) {
                    return false;
                }
                p->cap_said = cap;
            }
            place = p->n_said++;
        }
        uint64_t *at = pl_map_put(&p->said_index, mmsi, NULL);
        if (!at) {
            return false;
        }
        *at = place;
    }
    p->said[place] = *said;
    return true;
}

static void forget_said(struct pl_pipeline *p, uint32_t mmsi) {
    uint32_t place = said_place(p, mmsi);
    if (place != UINT32_MAX) {
        pl_map_remove(&p->said_index, mmsi);
        p->unused_said[p->n_unused_said++] = place;
    }
}

/* What the event's own record did not say. */
static void fill_in(struct pl_event_vessel *vessel, const struct pl_said *said) {
    vessel->imo = vessel->imo != 0 ? vessel->imo : said->imo;
    if (vessel->name[0] == '\0') {
        memcpy(vessel->name, said->name, sizeof said->name);
    }
    if (vessel->callsign[0] == '\0') {
        memcpy(vessel->callsign, said->callsign, sizeof said->callsign);
    }
    vessel->shiptype = vessel->shiptype != 0 ? vessel->shiptype : said->shiptype;
    if ((vessel->dim[0] | vessel->dim[1] | vessel->dim[2] | vessel->dim[3]) == 0) {
        memcpy(vessel->dim, said->dim, sizeof said->dim);
    }
}

/* The one way out: names as known by now. */
static void deliver(void *ctx, const struct pl_event *event) {
    struct pl_pipeline *p = ctx;
    struct pl_event named = *event;
    if (p->code) {
        return;
    }
    for (unsigned v = 0; v < named.n_vessels && named.type != PL_EVENT_TRACK; v++) { /* a track says its own */
        uint32_t place = said_place(p, named.vessels[v].mmsi);
        if (place != UINT32_MAX) {
            fill_in(&named.vessels[v], &p->said[place]);
        }
    }
    named.emitted_at = p->now;
    p->code = p->sink(p->ctx, &named, &p->error);
}

static void take_item(struct pl_pipeline *p, const struct lane *lane, const struct item *item) {
    const char *bytes = lane->bytes.p + item->offset;
    p->now = item->now;
    if (item->kind == ITEM_EVENT) {
        struct pl_event event;
        memcpy(&event, bytes, sizeof event);
        deliver(p, &event);
    } else if (item->kind == ITEM_SAID) {
        struct pl_said said;
        memcpy(&said, bytes, sizeof said);
        p->detect.failed = !pl_pipeline_keep_said(p, item->mmsi, &said) || p->detect.failed;
    } else if (item->kind == ITEM_FORGET) {
        forget_said(p, item->mmsi);
    } else {
        struct pl_track_name name = {item->mmsi, item->ref};
        struct pl_fix fix = item->fix;
        fix.record.p = bytes;
        if (p->options.fixed && !p->code) {
            p->code = p->options.fixed(p->ctx, &name, &fix, &p->error);
        }
        pl_encounters_fold(p->encounters, &name, &fix, item->now);
    }
}

int pl_pipeline_check(struct pl_pipeline *p, struct pl_error *err) {
    for (unsigned i = 0; i < LANES; i++) {
        const struct lane *lane = &p->lanes[i];
        if (lane->code) {
            if (err) {
                *err = lane->error;
            }
            return lane->code;
        }
        if (lane->detect.failed || lane->bytes.failed || lane->records.failed) {
            return pl_fail(err, PL_E_NOMEM, "no memory for detection");
        }
    }
    if (p->detect.failed) {
        return pl_fail(err, PL_E_NOMEM, "no memory for detection");
    }
    if (p->code && err) {
        *err = p->error;
    }
    return p->code;
}

/* Everything that the lanes put out, in the order of the reports. */
static int drain(struct pl_pipeline *p, struct pl_error *err) {
    int rc = pl_pipeline_check(p, err);
    while (!rc) {
        struct lane *next = NULL;
        for (unsigned i = 0; i < LANES; i++) {
            struct lane *lane = &p->lanes[i];
            if (lane->done < lane->n_items && (!next || lane->items[lane->done].seq < next->items[next->done].seq)) {
                next = lane;
            }
        }
        if (!next) {
            break;
        }
        take_item(p, next, &next->items[next->done]);
        next->done++;
        rc = p->code || p->detect.failed ? pl_pipeline_check(p, err) : 0;
    }
    for (unsigned i = 0; i < LANES; i++) {
        p->lanes[i].n_items = p->lanes[i].done = 0;
        pl_buf_clear(&p->lanes[i].bytes);
    }
    return rc;
}

static int drain_one(struct pl_pipeline *p, struct lane *lane, struct pl_error *err) {
    for (uint32_t i = 0; i < lane->n_items; i++) {
        take_item(p, lane, &lane->items[i]);
    }
    bool bad = lane->detect.failed || lane->bytes.failed || p->detect.failed || p->code;
    lane->n_items = 0;
    if (bad) {
        return pl_pipeline_check(p, err);
    }
    pl_buf_clear(&lane->bytes);
    return 0;
}

/* A lane */

struct pl_ship *pl_pipeline_ship(struct lane *lane, uint32_t mmsi) {
    bool made = false;
    uint64_t *at = pl_map_put(&lane->index, mmsi, &made);
    if (!at) {
        return NULL;
    }
    if (!made) {
        return &lane->ships[*at];
    }
    if (lane->n_ships == lane->cap_ships) {
        uint32_t cap = lane->cap_ships == 0 ? 16 : lane->cap_ships * 2;
        struct pl_ship *grown = realloc(lane->ships, cap * sizeof *grown);
        if (!grown) {
            pl_map_remove(&lane->index, mmsi);
            return NULL;
        }
        lane->ships = grown;
        lane->cap_ships = cap;
    }
    *at = lane->n_ships;
    struct pl_ship *ship = &lane->ships[lane->n_ships++];
    *ship = (struct pl_ship){.mmsi = mmsi};
    lane->counts.vessels++;
    return ship;
}

static void drop_ship(struct lane *lane, uint32_t place) {
    struct pl_ship *ship = &lane->ships[place];
    struct item *item = new_item(lane, ITEM_FORGET);
    if (item) {
        item->mmsi = ship->mmsi;
    }
    pl_map_remove(&lane->index, ship->mmsi);
    pl_ship_free(ship);
    *ship = lane->ships[--lane->n_ships];
    if (place < lane->n_ships) {
        uint64_t *at = pl_map_get(&lane->index, ship->mmsi);
        if (at) {
            *at = place;
        }
    }
}

static int lane_take(struct lane *lane, const struct pl_report *report, uint64_t seq, struct pl_error *err) {
    bool duplicate = false;
    lane->seq = seq;
    lane->now = report->at;
    int rc = pl_dedupe_push(lane->dedupe, report, &duplicate, err);
    if (rc) {
        return rc;
    }
    if (duplicate) {
        lane->counts.duplicates++;
        return 0;
    }
    if (!pl_ship_report(report)) {
        return 0;
    }
    struct pl_ship *ship = pl_pipeline_ship(lane, report->mmsi);
    if (!ship) {
        return pl_fail(err, PL_E_NOMEM, "no memory for another ship");
    }
    lane->counts.positions += report->has_position;
    lane->counts.statics += report->has_static;
    rc = pl_ship_fold(ship, &lane->rules, report, err);
    lane->counts.duplicates += lane->rules.n_late;
    lane->rules.n_late = 0;
    return rc;
}

static int ship_cmp(const void *a, const void *b) {
    const struct pl_ship *x = a;
    const struct pl_ship *y = b;
    return (x->mmsi > y->mmsi) - (x->mmsi < y->mmsi);
}

/* Ships in the order of their numbers: what is put out then does not depend on how they came to lie. */
void pl_pipeline_sort_ships(struct lane *lane) {
    if (lane->n_ships < 2) {
        return;
    }
    qsort(lane->ships, lane->n_ships, sizeof *lane->ships, ship_cmp);
    for (uint32_t i = 0; i < lane->n_ships; i++) {
        uint64_t *at = pl_map_get(&lane->index, lane->ships[i].mmsi);
        if (at) {
            *at = i;
        }
    }
}

static void sweep_task(void *ctx, size_t i) {
    struct pl_pipeline *p = ctx;
    struct lane *lane = &p->lanes[i];
    lane->seq = p->pushed;
    lane->now = p->sweep * PL_SHIP_ADVANCE_US;
    pl_pipeline_sort_ships(lane);
    for (uint32_t s = lane->n_ships; s > 0 && !lane->code; s--) {
        bool idle = false;
        lane->code = pl_ship_advance(&lane->ships[s - 1], &lane->rules, lane->now, &idle, &lane->error);
        if (!lane->code && idle) {
            drop_ship(lane, s - 1);
        }
    }
}

static void batch_task(void *ctx, size_t i) {
    struct pl_pipeline *p = ctx;
    struct lane *lane = &p->lanes[i];
    size_t offset = 0;
    for (uint32_t q = 0; q < lane->n_queue && !lane->code; q++) {
        struct queued *queued = &lane->queue[q];
        queued->report.record.p = lane->records.p + offset;
        offset += queued->report.record.n;
        lane->code = lane_take(lane, &queued->report, queued->seq, &lane->error);
    }
    lane->n_queue = 0;
    pl_buf_clear(&lane->records);
}

static void run_lanes(struct pl_pipeline *p, void (*task)(void *, size_t)) {
    if (p->options.pool) {
        pl_pool_run(p->options.pool, LANES, task, p);
        return;
    }
    for (size_t i = 0; i < LANES; i++) {
        task(p, i);
    }
}

int pl_pipeline_flush(struct pl_pipeline *p, struct pl_error *err) {
    if (p->batched == 0) {
        return 0;
    }
    p->batched = 0;
    run_lanes(p, batch_task);
    return drain(p, err);
}

static int enqueue(struct lane *lane, const struct pl_report *report, uint64_t seq, struct pl_error *err) {
    if (lane->n_queue == lane->cap_queue) {
        uint32_t cap = lane->cap_queue == 0 ? 256 : lane->cap_queue * 2;
        struct queued *grown = realloc(lane->queue, cap * sizeof *grown);
        if (!grown) {
            return pl_fail(err, PL_E_NOMEM, "no memory for a batch of reports");
        }
        lane->queue = grown;
        lane->cap_queue = cap;
    }
    lane->queue[lane->n_queue++] = (struct queued){*report, seq};
    pl_buf_add(&lane->records, report->record.p, report->record.n);
    return lane->records.failed ? pl_fail(err, PL_E_NOMEM, "no memory for a batch of reports") : 0;
}

int pl_pipeline_push(struct pl_pipeline *p, const struct pl_report *report, struct pl_error *err) {
    if (report->at == PL_TIME_NONE || report->at < p->last) {
        return pl_fail(err, PL_E_USAGE, "reports must come in the order of their times");
    }
    int64_t sweep = report->at / PL_SHIP_ADVANCE_US;
    if (sweep != p->sweep) {
        bool first = p->last == PL_TIME_NONE;
        int rc = pl_pipeline_flush(p, err);
        if (rc) {
            return rc;
        }
        p->sweep = sweep;
        rc = pl_pipeline_hand_out(p, false, err);
        if (rc) {
            return rc;
        }
        if (!first) {
            run_lanes(p, sweep_task);
            rc = drain(p, err);
            if (rc) {
                return rc;
            }
        }
    }
    p->last = report->at;
    struct lane *lane = &p->lanes[lane_of(report->mmsi)];
    uint64_t seq = p->pushed++;
    if (!p->options.pool) {
        int rc = lane_take(lane, report, seq, err);
        return rc ? rc : lane->n_items > 0 ? drain_one(p, lane, err) : 0;
    }
    int rc = enqueue(lane, report, seq, err);
    if (rc) {
        return rc;
    }
    return ++p->batched == BATCH ? pl_pipeline_flush(p, err) : 0;
}

/* Reception */

int pl_pipeline_hand_out(struct pl_pipeline *p, bool tail, struct pl_error *err) {
    size_t n = 0;
    for (unsigned i = 0; i < LANES; i++) {
        n += p->lanes[i].tally.n;
        if (p->lanes[i].tally.failed) {
            return pl_fail(err, PL_E_NOMEM, "no memory to count what was received");
        }
    }
    if (n == 0) {
        return 0;
    }
    struct pl_reception_sum *sums = reallocarray(NULL, n, sizeof *sums);
    if (!sums) {
        return pl_fail(err, PL_E_NOMEM, "no memory to count what was received");
    }
    n = 0;
    for (unsigned i = 0; i < LANES; i++) {
        struct pl_tally *tally = &p->lanes[i].tally;
        for (size_t s = 0; s < tally->n; s++) {
            sums[n++] = tally->sums[s];
        }
        pl_tally_clear(tally);
    }
    n = pl_reception_sort(sums, n);
    int rc = p->options.heard(p->ctx, p->last - p->last % PL_SHIP_ADVANCE_US, tail, sums, n, err);
    free(sums);
    return rc;
}

int pl_pipeline_tell_heard(struct pl_pipeline *p, struct pl_error *err) {
    int rc = pl_pipeline_flush(p, err);
    return rc ? rc : pl_pipeline_hand_out(p, false, err);
}

/* Opening and closing */

static int open_lane(struct pl_pipeline *p, struct lane *lane, struct pl_error *err) {
    lane->pipeline = p;
    lane->detect = (struct pl_detect){p->options.rules, p->options.ports, p->options.sea, out_event, lane, false};
    lane->rules.detect = &lane->detect;
    lane->rules.segment = pl_ship_segment_params(&lane->detect);
    lane->rules.sample_us = (pl_time)(pl_rule(&lane->detect, PL_RULE_ENCOUNTER_SAMPLE_S) * 1e6);
    lane->rules.hole_us = pl_rule_hours_us(&lane->detect, PL_RULE_RECEPTION_MAX_HOLE_HOURS);
    lane->rules.tally = p->options.heard ? &lane->tally : NULL;
    lane->rules.mids = p->options.mids;
    lane->rules.exercise = p->options.exercise;
    lane->rules.out = (struct pl_ship_out){out_fix, out_said, out_born, lane};
    pl_map_open(&lane->index, SHIPS_MAX);
    pl_tally_open(&lane->tally);
    pl_buf_open(&lane->records, OUT_MAX);
    pl_buf_open(&lane->bytes, OUT_MAX);
    return pl_dedupe_open((int64_t)(pl_rule(&lane->detect, PL_RULE_DEDUPE_WINDOW_S) * 1e6), &lane->dedupe, err);
}

int pl_pipeline_open(const struct pl_pipeline_options *options, pl_event_sink sink, void *ctx,
                     struct pl_pipeline **ret_pipeline, struct pl_error *err) {
    struct pl_pipeline *p = calloc(1, sizeof *p);
    if (!p) {
        return pl_fail(err, PL_E_NOMEM, "no memory for detection");
    }
    p->options = *options;
    p->sink = sink;
    p->ctx = ctx;
    p->last = PL_TIME_NONE;
    p->detect = (struct pl_detect){options->rules, options->ports, options->sea, deliver, p, false};
    pl_map_open(&p->said_index, SHIPS_MAX);
    int rc = pl_encounters_open(&p->detect, &p->encounters, err);
    for (unsigned i = 0; i < LANES && !rc; i++) {
        rc = open_lane(p, &p->lanes[i], err);
    }
    if (rc) {
        pl_pipeline_close(p);
        return rc;
    }
    *ret_pipeline = p;
    return 0;
}

static void close_lane(struct lane *lane) {
    for (uint32_t i = 0; i < lane->n_ships; i++) {
        pl_ship_free(&lane->ships[i]);
    }
    free(lane->ships);
    free(lane->queue);
    free(lane->items);
    pl_map_close(&lane->index);
    pl_tally_close(&lane->tally);
    pl_buf_close(&lane->records);
    pl_buf_close(&lane->bytes);
    pl_dedupe_close(lane->dedupe);
}

void pl_pipeline_close(struct pl_pipeline *p) {
    if (!p) {
        return;
    }
    for (unsigned i = 0; i < LANES; i++) {
        close_lane(&p->lanes[i]);
    }
    pl_encounters_close(p->encounters);
    pl_map_close(&p->said_index);
    free(p->said);
    free(p->unused_said);
    free(p);
}

struct pl_pipeline_counts pl_pipeline_counts(const struct pl_pipeline *p) {
    struct pl_pipeline_counts sum = {.reports = p->pushed};
    for (unsigned i = 0; i < LANES; i++) {
        const struct pl_pipeline_counts *c = &p->lanes[i].counts;
        sum.duplicates += c->duplicates;
        sum.positions += c->positions;
        sum.statics += c->statics;
        sum.tracks += c->tracks;
        sum.vessels += c->vessels;
    }
    return sum;
}

/* The end */

/* All ships end at once; what they tell goes out ship by ship, so that it need not be held together. */
static int end_lane(struct pl_pipeline *p, struct lane *lane, struct pl_error *err) {
    int rc = 0;
    lane->seq = p->pushed;
    lane->now = p->last;
    pl_pipeline_sort_ships(lane);
    for (uint32_t i = 0; i < lane->n_ships && !rc; i++) {
        lane->code = pl_ship_end(&lane->ships[i], &lane->rules, p->last, &lane->error);
        rc = lane->code ? pl_pipeline_check(p, err) : drain_one(p, lane, err);
    }
    return rc;
}

int pl_pipeline_end(struct pl_pipeline *p, struct pl_error *err) {
    int rc = pl_pipeline_flush(p, err);
    if (rc || p->last == PL_TIME_NONE) {
        return rc;
    }
    for (unsigned i = 0; i < LANES && !rc; i++) {
        rc = end_lane(p, &p->lanes[i], err);
    }
    if (rc) {
        return rc;
    }
    p->now = p->last;
    pl_encounters_end(p->encounters);
    rc = pl_pipeline_check(p, err);
    return rc ? rc : pl_pipeline_hand_out(p, p->tail, err);
}
