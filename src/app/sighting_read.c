/* What ships said of where they were, around one observation. */
#include <stdlib.h>

#include "app/on_time.h"
#include "app/sighting_in.h"
#include "store/event.h"

#include "base/ban.h"

#define AROUND_US   (12 * PL_HOUR_US) /* a named ship's reports so long before and after */
#define FAR_US      (31 * PL_DAY_US)  /* its last and next report, where these hold none */
#define NEAR_US     (2 * PL_HOUR_US)  /* any ship's */
#define REPORTS_MAX ((size_t)20000000)
#define BOX_SLACK_M 20000.0 /* how far off a ship may be heard and still pass the place */

int pl_sighting_add(struct pl_sighting_run *run, uint32_t mmsi, pl_time at, pl_pos pos, struct pl_error *err) {
    if (run->n == run->cap) {
        size_t cap = run->cap > 0 ? 2 * run->cap : 4096;
        struct pl_sighting_report *more = cap <= REPORTS_MAX ? reallocarray(run->reports, cap, sizeof *more) : NULL;
        if (more == NULL) {
            return pl_fail(err, PL_E_LIMIT, "too many reports around a sighting");
        }
        run->reports = more;
        run->cap = cap;
    }
    run->reports[run->n++] = (struct pl_sighting_report){.mmsi = mmsi, .fix = {.at = at, .pos = pos}};
    return 0;
}

static int on_report(void *ctx, const struct pl_report *report, struct pl_error *err) {
    return pl_sighting_add(ctx, report->mmsi, report->at, report->pos, err);
}

/* ---- one ship ---- */

struct outermost {
    bool last; /* else the first */
    struct pl_sighting_fix fix;
};

static int on_far_report(void *ctx, const struct pl_report *report, struct pl_error *err) {
    struct outermost *x = ctx;
    (void)err;
    if (x->fix.at == PL_TIME_NONE || (report->at > x->fix.at) == x->last) {
        x->fix = (struct pl_sighting_fix){.at = report->at, .pos = report->pos};
    }
    return 0;
}

/* The last or the first report of [from, to). */
static int read_far(struct pl_sighting_run *run, uint32_t mmsi, pl_time from, pl_time to, bool last,
                    struct pl_error *err) {
    struct outermost x = {.last = last, .fix = {.at = PL_TIME_NONE}};
    struct pl_archive_query q = {.mmsi = mmsi, .from = from, .to = to, .skip_own = run->skip_own};
    int code = pl_on_time_read(run->c, run->rules, &q, on_far_report, &x, err);
    return code == 0 && x.fix.at != PL_TIME_NONE ? pl_sighting_add(run, mmsi, x.fix.at, x.fix.pos, err) : code;
}

int pl_sighting_read_ship(struct pl_sighting_run *run, const struct pl_sighting *s, uint32_t mmsi,
                          struct pl_error *err) {
    struct pl_archive_query q = {
        .mmsi = mmsi, .from = s->from - AROUND_US, .to = s->to + AROUND_US, .skip_own = run->skip_own};
    bool before = false, after = false;
    size_t first = run->n;
    int code = pl_on_time_read(run->c, run->rules, &q, on_report, run, err);
    for (size_t i = first; i < run->n; i++) {
        before = before || run->reports[i].fix.at <= s->from;
        after = after || run->reports[i].fix.at >= s->to;
    }
    code = code == 0 && !before ? read_far(run, mmsi, s->from - FAR_US, q.from, true, err) : code;
    return code == 0 && !after ? read_far(run, mmsi, q.to, s->to + FAR_US, false, err) : code;
}

/* ---- every ship around ---- */

int pl_sighting_read_around(struct pl_sighting_run *run, const struct pl_sighting *s, struct pl_error *err) {
    double reach_m = s->accuracy_m + BOX_SLACK_M;
    pl_pos west = pl_sphere_move(s->at, 270, reach_m), east = pl_sphere_move(s->at, 90, reach_m);
    pl_pos south = pl_sphere_move(s->at, 180, reach_m), north = pl_sphere_move(s->at, 0, reach_m);
    struct pl_archive_query q = {.from = s->from - NEAR_US,
                                 .to = s->to + NEAR_US,
                                 .skip_own = run->skip_own,
                                 .has_box = true,
                                 .south_west = {.lon = west.lon, .lat = south.lat},
                                 .north_east = {.lon = east.lon, .lat = north.lat}};
    return pl_on_time_read(run->c, run->rules, &q, on_report, run, err);
}

/* ---- by ship ---- */

static int by_ship(const void *a, const void *b) {
    const struct pl_sighting_report *x = a, *y = b;
    int order = (x->mmsi > y->mmsi) - (x->mmsi < y->mmsi);
    return order != 0 ? order : (x->fix.at > y->fix.at) - (x->fix.at < y->fix.at);
}

void pl_sighting_sort(struct pl_sighting_run *run) {
    if (run->n > 1) {
        qsort(run->reports, run->n, sizeof *run->reports, by_ship);
    }
}

size_t pl_sighting_ship_end(const struct pl_sighting_run *run, size_t from, struct pl_sighting_fix *ret_fixes) {
    size_t to = from;
    for (; to < run->n && run->reports[to].mmsi == run->reports[from].mmsi; to++) {
        ret_fixes[to - from] = run->reports[to].fix;
    }
    return to;
}

/* ---- the ship's own silences ---- */

struct silences {
    struct pl_sighting_run *run;
    const struct pl_sighting *s;
    uint32_t mmsi;
    struct pl_sighting_silence *all;
    size_t n, cap;
};

/* Its two ends belong to what the ship said, however long before and after that was. */
static int on_gap(void *ctx, const struct pl_event *e, struct pl_error *err) {
    struct silences *x = ctx;
    struct pl_sighting_fix ends[2];
    size_t n = 0;
    int code = 0;
    if (!e->has_start_pos || e->start > x->s->to || (!e->open && e->end < x->s->from)) {
        return 0;
    }
    ends[n++] = (struct pl_sighting_fix){.at = e->start, .pos = e->start_pos};
    if (!e->open && e->has_end_pos) {
        ends[n++] = (struct pl_sighting_fix){.at = e->end, .pos = e->end_pos};
    }
    for (size_t i = 0; code == 0 && i < n; i++) {
        code = pl_sighting_add(x->run, x->mmsi, ends[i].at, ends[i].pos, err);
    }
    struct pl_sighting_silence *all = pl_arena_more(&x->run->arena, x->all, x->n, &x->cap, sizeof *all);
    if (all == NULL) {
        return pl_fail(err, PL_E_LIMIT, "too many silences around a sighting");
    }
    x->all = all;
    x->all[x->n++] = (struct pl_sighting_silence){.id = e->id,
                                                  .mmsi = x->mmsi,
                                                  .start = e->start,
                                                  .end = e->open ? PL_TIME_NONE : e->end,
                                                  .answer = pl_sighting_compare(x->s, ends, n, x->run->max_kn)};
    return code;
}

int pl_sighting_read_silences(struct pl_sighting_run *run, const struct pl_sighting *s, const uint32_t *mmsi, size_t n,
                              struct pl_sighting_silence **ret, size_t *ret_n, struct pl_error *err) {
    struct silences x = {.run = run, .s = s};
    int code = 0;
    for (size_t i = 0; code == 0 && i < n; i++) {
        struct pl_store_event_query q = {.type = PL_EVENT_GAP, .mmsi = mmsi[i], .from = s->from, .to = s->to};
        x.mmsi = mmsi[i];
        code = pl_store_events(run->c, &q, on_gap, &x, err);
    }
    *ret = x.all;
    *ret_n = x.n;
    return code;
}
