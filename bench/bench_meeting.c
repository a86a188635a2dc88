/* Possible meetings: the second stage alone over the loiterings and silences of 1,000 ships and 90 days, as an exercise
 * of that size has them (8,000 and 4,400), drawn with a seed over the region of the 1' grid; every ship's silence ends
 * where a ship of 10 kn could be. The checksum is over what is told. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/seaway.h"
#include "base/time.h"
#include "detect/fold.h"
#include "detect/relate.h"

#define LOITERINGS 8000
#define SILENCES   4400
#define SPAN_H     (90.0 * 24)
#define T0         (INT64_C(1700000000) * PL_SECOND_US)

static uint64_t seed = 20240301;

static double draw(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (double)(seed >> 11) / 9007199254740992.0;
}

static pl_pos place(const struct pl_sea *sea) {
    pl_pos pos = {0, 0};
    do {
        (void)pl_pos_from_deg(116 + 33 * draw(), 29 + 22 * draw(), &pos);
    } while (pl_sea_at(sea, pos) != PL_SEA_WATER);
    return pos;
}

static struct pl_event event(int type, uint32_t number, pl_pos from, double hours) {
    struct pl_track_name track = {.mmsi = 1 + number % 1000};
    struct pl_event e = pl_event_about(type, &track, 1);
    e.start = T0 + (pl_time)(draw() * SPAN_H * 3600) * PL_SECOND_US;
    e.end = e.start + (pl_time)(hours * 3600) * PL_SECOND_US;
    e.hours = hours;
    e.pos = e.start_pos = e.end_pos = from;
    e.has_pos = e.has_start_pos = e.has_end_pos = true;
    e.n_inputs = 2;
    e.id = e.digest = e.first_input = pl_sha256_of(&number, sizeof number);
    e.inputs_from = e.start;
    e.inputs_to = e.end;
    return e;
}

static int cmp(const void *a, const void *b) { return pl_event_cmp(a, b); }

struct told {
    uint64_t n[2];
    double sum;
};

static int tell(void *ctx, const struct pl_event *e, struct pl_error *err) {
    struct told *told = ctx;
    (void)err;
    if (e->type == PL_EVENT_RENDEZVOUS) {
        told->n[e->feasible]++;
        told->sum += e->cover_h + e->needs_kn + e->by_chance;
    }
    return 0;
}

static int run(const char *name, const struct pl_passages *passages, const struct pl_event *events, size_t n,
               struct pl_error *err) {
    struct pl_rules rules;
    struct pl_relate *relate = NULL;
    struct told told = {.sum = 0};
    struct pl_relate_options options = {
        .rules = &rules, .passages = passages, .until = T0 + (pl_time)((SPAN_H + 100) * 3600) * PL_SECOND_US};
    (void)pl_rules_profile("default", &rules);
    int rc = pl_relate_open(&options, &relate, err);
    for (size_t i = 0; rc == 0 && i < n; i++) {
        rc = pl_relate_add(relate, &events[i], err);
    }
    const int64_t started = pl_time_monotonic_us();
    rc = rc == 0 ? pl_relate_run(relate, tell, &told, err) : rc;
    printf("%-28s %zu events  %8.1f ms  feasible %llu  not %llu  checksum %.17g\n", name, n,
           (double)(pl_time_monotonic_us() - started) / 1000, (unsigned long long)told.n[1],
           (unsigned long long)told.n[0], told.sum);
    pl_relate_close(relate);
    return rc;
}

int main(void) {
    struct pl_error err = {0};
    struct pl_seaway *way = NULL;
    const size_t n = LOITERINGS + SILENCES;
    struct pl_event *events = calloc(n, sizeof *events);
    if (events == NULL || pl_seaway_open(NULL, NULL, &way, NULL, &err)) {
        fprintf(stderr, "%s\n", err.msg);
        free(events);
        return 1;
    }
    for (uint32_t i = 0; i < n; i++) {
        const bool waits = i < LOITERINGS;
        const double hours = waits ? 4 + 8 * draw() : 12 + 36 * draw();
        events[i] = event(waits ? PL_EVENT_LOITERING : PL_EVENT_GAP, i, place(way->sea), hours);
        if (!waits) {
            events[i].end_pos = pl_sphere_move(events[i].start_pos, 360 * draw(), hours * 4 * PL_NM_M * draw());
            events[i].top_kn = 10 + 4 * draw();
        }
    }
    qsort(events, n, sizeof *events, cmp);
    int rc = run("meetings, straight", NULL, events, n, &err);
    rc = rc == 0 ? run("meetings, by sea", way->passages, events, n, &err) : rc;
    if (rc != 0) {
        fprintf(stderr, "%s\n", err.msg);
    }
    pl_seaway_close(way);
    free(events);
    return rc != 0;
}
