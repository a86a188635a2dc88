/* What the counts of the stations show: outages, and how far clocks are off. */
#include <stdlib.h>
#include <string.h>

#include "detect/station_in.h"

#include "base/ban.h"

#define WINDOW     96 /* quarters of an hour before and after: a day */
#define WINDOW_MIN 8  /* with fewer nothing is usual */
#define AUDIENCE   4  /* quarters in which a ship was heard lately */

/* The quarters of one station, or of all, in order; and the ships that it heard, by (mmsi, day). */
struct view {
    const struct pl_stations *s;
    struct pl_station_ship *const *ships;
    size_t n_ships;
    const struct pl_station_quarter *q;
    size_t n;
    bool whole;
    int64_t first, last; /* of the data */
};

static int quarter_cmp(const void *a, const void *b) {
    const struct pl_station_quarter *x = a, *y = b;
    if (x->station != y->station) {
        return x->station < y->station ? -1 : 1;
    }
    return (x->quarter > y->quarter) - (x->quarter < y->quarter);
}

static int ship_cmp(const void *a, const void *b) {
    const struct pl_station_ship *const *x = a, *const *y = b;
    if ((*x)->mmsi != (*y)->mmsi) {
        return (*x)->mmsi < (*y)->mmsi ? -1 : 1;
    }
    if ((*x)->day != (*y)->day) {
        return (*x)->day < (*y)->day ? -1 : 1;
    }
    return ((*x)->station > (*y)->station) - ((*x)->station < (*y)->station);
}

static int station_cmp(const void *a, const void *b) {
    const struct pl_station_ship *const *x = a, *const *y = b;
    if ((*x)->station != (*y)->station) {
        return (*x)->station < (*y)->station ? -1 : 1;
    }
    return ship_cmp(a, b);
}

static int clock_cmp(const void *a, const void *b) {
    const struct pl_station_clock *x = a, *y = b;
    if (x->station != y->station) {
        return x->station < y->station ? -1 : 1;
    }
    if (x->dated != y->dated) {
        return x->dated ? 1 : -1;
    }
    return (x->bucket > y->bucket) - (x->bucket < y->bucket);
}

/* Ships */

static bool has_quarter(const struct pl_station_ship *row, int64_t from, int64_t to) {
    int64_t base = row->day * 96;
    int64_t low = from < base ? 0 : from - base, high = to > base + 95 ? 95 : to - base;
    for (int64_t q = low; q <= high; q++) {
        if ((q < 48 ? row->am >> q : row->pm >> (q - 48)) & 1) {
            return true;
        }
    }
    return false;
}

static size_t first_of_ship(const struct pl_stations *s, uint32_t mmsi, int64_t day) {
    size_t low = 0, high = s->n_ships;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const struct pl_station_ship *row = s->by_ship[mid];
        if (row->mmsi < mmsi || (row->mmsi == mmsi && row->day < day)) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

/* Whether a ship was heard between two quarters by a station (only), or by any other. */
static bool ship_heard(const struct pl_stations *s, uint32_t mmsi, int64_t from, int64_t to, uint32_t station,
                       bool by_others) {
    for (size_t i = first_of_ship(s, mmsi, from / 96); i < s->n_ships; i++) {
        const struct pl_station_ship *row = s->by_ship[i];
        if (row->mmsi != mmsi || row->day > to / 96) {
            return false;
        }
        if ((row->station == station) != by_others && has_quarter(row, from, to)) {
            return true;
        }
    }
    return false;
}

/* Ships heard by the view in the hour up to a quarter, and how many of them others heard from `from` to `to`. */
static void audience(const struct view *v, int64_t until, int64_t from, int64_t to, unsigned *ret_ships,
                     unsigned *ret_alive) {
    const struct pl_stations *s = v->s;
    uint32_t last = 0;
    *ret_ships = *ret_alive = 0;
    for (size_t i = 0; i < v->n_ships; i++) {
        const struct pl_station_ship *row = v->ships[i];
        bool here = pl_station_is_ship(row->mmsi) && row->day >= (until - AUDIENCE + 1) / 96 &&
                    row->day <= until / 96 && row->mmsi != last && has_quarter(row, until - AUDIENCE + 1, until);
        if (here) {
            last = row->mmsi;
            ++*ret_ships;
            *ret_alive += !v->whole && ship_heard(s, row->mmsi, from, to, row->station, true);
        }
    }
}

/* A base station that it heard in nearly every quarter of the day up to `until`: its beacon. */
static bool has_beacon(const struct view *v, double least_share, int64_t until) {
    int64_t from = until - WINDOW + 1 < v->q[0].quarter ? v->q[0].quarter : until - WINDOW + 1;
    for (size_t i = 0; i < v->n_ships && pl_station_is_base(v->ships[i]->mmsi);) {
        uint32_t mmsi = v->ships[i]->mmsi;
        int64_t heard = 0;
        for (; i < v->n_ships && v->ships[i]->mmsi == mmsi; i++) {
            const struct pl_station_ship *row = v->ships[i];
            for (int64_t q = from; q <= until; q++) {
                heard += q / 96 == row->day && has_quarter(row, q, q);
            }
        }
        if ((double)heard >= least_share * (double)(until - from + 1)) {
            return true;
        }
    }
    return false;
}

/* What is usual */

static size_t first_at(const struct view *v, int64_t quarter) {
    size_t low = 0, high = v->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (v->q[mid].quarter < quarter) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

static int count_cmp(const void *a, const void *b) {
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The share of quarters in which it heard something, in the day before the quarter of `a` and after that of `b` (n: the
 * data end), and the median of their hearings; false where too little is known. */
static bool usual(const struct view *v, size_t a, size_t b, double *ret_share, double *ret_median) {
    uint64_t counts[2 * WINDOW + 2];
    size_t n = 0;
    int64_t from = v->q[a].quarter - WINDOW < v->q[0].quarter ? v->q[0].quarter : v->q[a].quarter - WINDOW;
    int64_t quarters = v->q[a].quarter - from + 1;
    for (size_t i = first_at(v, from); i <= a; i++) {
        counts[n++] = v->q[i].n;
    }
    if (b < v->n) {
        int64_t end = v->q[v->n - 1].quarter;
        int64_t to = v->q[b].quarter + WINDOW > end ? end : v->q[b].quarter + WINDOW;
        quarters += to - v->q[b].quarter + 1;
        for (size_t i = b; i < v->n && v->q[i].quarter <= to; i++) {
            counts[n++] = v->q[i].n;
        }
    }
    if (quarters < WINDOW_MIN) {
        return false;
    }
    qsort(counts, n, sizeof *counts, count_cmp);
    *ret_share = (double)n / (double)quarters;
    *ret_median = n % 2 == 1 ? (double)counts[n / 2] : (double)(counts[n / 2 - 1] + counts[n / 2]) / 2;
    return true;
}

static bool inside_whole(const struct pl_stations *s, pl_time start, pl_time end) {
    for (size_t i = 0; i < s->n_outages; i++) {
        const struct pl_outage *o = &s->outages[i];
        pl_time from = o->start - s->end_room, to = o->end == PL_TIME_NONE ? INT64_MAX : o->end + s->end_room;
        if (o->whole && start >= from && (end == PL_TIME_NONE ? o->end == PL_TIME_NONE : end <= to)) {
            return true;
        }
    }
    return false;
}

static int add_outage(struct pl_stations *s, const struct pl_outage *outage, struct pl_error *err) {
    if (s->n_outages == s->cap_outages) {
        size_t cap = s->cap_outages == 0 ? 16 : s->cap_outages * 2;
        struct pl_outage *grown = reallocarray(s->outages, cap, sizeof *grown);
        if (grown == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to find outages of the feed");
        }
        s->outages = grown;
        s->cap_outages = cap;
    }
    s->outages[s->n_outages++] = *outage;
    return PL_E_OK;
}

/* The silence behind quarter `a`, up to quarter `b` or the end of the data at `until`. */
static int judge_silence(struct pl_stations *s, const struct view *v, const struct pl_rules *rules, size_t a, size_t b,
                         pl_time until, struct pl_error *err) {
    struct pl_outage o = {.station = v->q[0].station, .whole = v->whole, .start = v->q[a].last};
    pl_time end = b < v->n ? v->q[b].first : until;
    double share = 0;
    o.end = b < v->n ? end : PL_TIME_NONE;
    if ((double)(end - o.start) < rules->v[PL_RULE_FEED_OUTAGE_MIN_MINUTES] * 60e6 ||
        !usual(v, a, b, &share, &o.usual) || share < rules->v[PL_RULE_FEED_OUTAGE_ACTIVE_SHARE] ||
        (!v->whole && inside_whole(s, o.start, o.end))) {
        return PL_E_OK;
    }
    audience(v, v->q[a].quarter, v->q[a].quarter + 1, end / PL_QUARTER_US - (b < v->n), &o.ships, &o.alive);
    bool others_go_on = !v->whole && (double)o.alive >= rules->v[PL_RULE_FEED_OUTAGE_MIN_SHIPS];
    const double least_share = rules->v[PL_RULE_FEED_OUTAGE_ALONE_SHARE];
    const bool busy = share >= least_share, many = o.ships >= rules->v[PL_RULE_FEED_OUTAGE_ALONE_SHIPS];
    bool steady = busy && !v->whole && has_beacon(v, least_share, v->q[a].quarter);
    bool all_at_once = steady || (o.alive == 0 && many && busy);
    return others_go_on || all_at_once ? add_outage(s, &o, err) : PL_E_OK;
}

static int judge_view(struct pl_stations *s, const struct view *v, const struct pl_rules *rules, pl_time until,
                      struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < v->n; i++) {
        if (i + 1 == v->n || v->q[i + 1].quarter > v->q[i].quarter + 1) {
            rc = judge_silence(s, v, rules, i, i + 1, until, err);
        }
    }
    return rc;
}

/* All stations as one. */
static int judge_whole(struct pl_stations *s, const struct pl_rules *rules, pl_time until, struct pl_error *err) {
    struct pl_station_quarter *all = reallocarray(NULL, s->n_quarters, sizeof *all);
    size_t n = 0;
    if (all == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to find outages of the feed");
    }
    memcpy(all, s->quarters, s->n_quarters * sizeof *all);
    for (size_t i = 0; i < s->n_quarters; i++) {
        all[i].station = 0;
    }
    qsort(all, s->n_quarters, sizeof *all, quarter_cmp);
    for (size_t i = 0; i < s->n_quarters; i++) {
        struct pl_station_quarter *last = n > 0 ? &all[n - 1] : NULL;
        if (last != NULL && last->quarter == all[i].quarter) {
            last->n += all[i].n;
            last->first = all[i].first < last->first ? all[i].first : last->first;
            last->last = all[i].last > last->last ? all[i].last : last->last;
        } else {
            all[n++] = all[i];
        }
    }
    const struct view v = {.s = s, .ships = s->by_ship, .n_ships = s->n_ships, .q = all, .n = n, .whole = true};
    int rc = judge_view(s, &v, rules, until, err);
    free(all);
    return rc;
}

static int judge_each(struct pl_stations *s, const struct pl_rules *rules, pl_time until, struct pl_error *err) {
    int rc = PL_E_OK;
    struct pl_station_ship **ships = reallocarray(NULL, s->n_ships + 1, sizeof *ships);
    if (ships == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to find outages of the feed");
    }
    for (size_t i = 0; i < s->n_ships; i++) {
        ships[i] = &s->ships[i];
    }
    qsort(ships, s->n_ships, sizeof *ships, station_cmp);
    for (size_t i = 0, end, ship = 0; rc == PL_E_OK && i < s->n_quarters; i = end) {
        const uint32_t station = s->quarters[i].station;
        for (end = i; end < s->n_quarters && s->quarters[end].station == station;) {
            end++;
        }
        for (; ship < s->n_ships && ships[ship]->station < station; ship++) {
        }
        struct view v = {.s = s, .ships = ships + ship, .q = s->quarters + i, .n = end - i};
        for (; ship < s->n_ships && ships[ship]->station == station; ship++) {
            v.n_ships++;
        }
        rc = station != 0 ? judge_view(s, &v, rules, until, err) : PL_E_OK;
    }
    free(ships);
    return rc;
}

/* Clocks */

#define TENTHS     600
#define AROUND     25 /* tenths to each side of the best place */
#define LEAST_N    20
#define LEAST_PART 0.6 /* of the samples that must lie there */

/* The mean of the samples around where most are, on the minute's circle. */
static void circle(const uint64_t counts[TENTHS], struct pl_clock *clock) {
    uint64_t total = 0, best = 0, run = 0;
    int at = 0;
    for (int i = 0; i < TENTHS; i++) {
        total += counts[i];
    }
    for (int i = 0; i < 2 * AROUND + 1; i++) {
        run += counts[i];
    }
    for (int i = 0; i < TENTHS; i++) { /* the window begins at i */
        if (run > best) {
            best = run;
            at = i;
        }
        run += counts[(i + 2 * AROUND + 1) % TENTHS] - counts[i];
    }
    int64_t sum = 0;
    for (int k = 0; k <= 2 * AROUND; k++) {
        sum += (int64_t)counts[(at + k) % TENTHS] * (at + k);
    }
    clock->n = best;
    clock->known = total >= LEAST_N && (double)best >= LEAST_PART * (double)total;
    double tenths = best > 0 ? (double)sum / (double)best : 0;
    clock->offset_s = (tenths >= TENTHS / 2.0 ? tenths - TENTHS : tenths) / 10;
}

/* Rows of base stations' dates: their median brings in whole minutes. */
static void dated(const struct pl_station_clock *rows, size_t n, struct pl_clock *clock) {
    uint64_t total = 0, so_far = 0;
    for (size_t i = 0; i < n; i++) {
        total += rows[i].n;
    }
    if (total < 3) {
        return;
    }
    size_t mid = 0;
    while (so_far + rows[mid].n <= total / 2) {
        so_far += rows[mid++].n;
    }
    double median = rows[mid].bucket;
    if (!clock->known) {
        clock->offset_s = median;
        clock->n = total;
        clock->known = true;
    } else {
        double minutes = (median - clock->offset_s) / 60;
        int64_t whole = (int64_t)(minutes < 0 ? minutes - 0.5 : minutes + 0.5);
        clock->offset_s += 60.0 * (double)whole;
    }
    clock->dated = true;
}

static struct pl_clock clock_of(const struct pl_station_clock *rows, size_t n) {
    struct pl_clock clock = {.station = rows[0].station};
    uint64_t counts[TENTHS] = {0};
    size_t i = 0;
    for (; i < n && !rows[i].dated; i++) {
        counts[((rows[i].bucket % TENTHS) + TENTHS) % TENTHS] += rows[i].n;
    }
    circle(counts, &clock);
    if (i < n) {
        dated(rows + i, n - i, &clock);
    }
    return clock;
}

static int judge_clocks(struct pl_stations *s, struct pl_error *err) {
    if (s->n_clocks > 0) {
        qsort(s->clocks, s->n_clocks, sizeof *s->clocks, clock_cmp);
    }
    s->offsets = calloc(s->names.n, sizeof *s->offsets);
    if (s->offsets == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for clocks of stations");
    }
    for (size_t i = 0, end; i < s->n_clocks; i = end) {
        for (end = i; end < s->n_clocks && s->clocks[end].station == s->clocks[i].station;) {
            end++;
        }
        s->offsets[s->n_offsets++] = clock_of(s->clocks + i, end - i);
    }
    return PL_E_OK;
}

/* All */

static int name_cmp(const struct pl_stations *s, uint32_t a, uint32_t b) {
    return pl_str_cmp(pl_stations_name(s, a), pl_stations_name(s, b));
}

static int outage_cmp(const void *a, const void *b, void *ctx) {
    const struct pl_outage *x = a, *y = b;
    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    return x->whole != y->whole ? (x->whole ? -1 : 1) : name_cmp(ctx, x->station, y->station);
}

static int offset_cmp(const void *a, const void *b, void *ctx) {
    const struct pl_clock *x = a, *y = b;
    return name_cmp(ctx, x->station, y->station);
}

int pl_stations_judge(struct pl_stations *s, const struct pl_rules *rules, struct pl_error *err) {
    pl_time until = 0;
    s->end_room = (pl_time)(rules->v[PL_RULE_FEED_OUTAGE_END_MINUTES] * (double)PL_MINUTE_US);
    if (s->full || s->n_quarters == 0) {
        return PL_E_OK;
    }
    s->by_ship = reallocarray(NULL, s->n_ships + 1, sizeof(struct pl_station_ship *));
    if (s->by_ship == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to find outages of the feed");
    }
    for (size_t i = 0; i < s->n_ships; i++) {
        s->by_ship[i] = &s->ships[i];
    }
    if (s->n_ships > 0) {
        qsort(s->by_ship, s->n_ships, sizeof(struct pl_station_ship *), ship_cmp);
    }
    if (s->n_quarters > 0) {
        qsort(s->quarters, s->n_quarters, sizeof *s->quarters, quarter_cmp);
    }
    for (size_t i = 0; i < s->n_quarters; i++) {
        until = s->quarters[i].last > until ? s->quarters[i].last : until;
    }
    int rc = judge_whole(s, rules, until, err);
    rc = rc == PL_E_OK ? judge_each(s, rules, until, err) : rc;
    rc = rc == PL_E_OK ? judge_clocks(s, err) : rc;
    if (rc == PL_E_OK && s->n_outages > 1) {
        qsort_r(s->outages, s->n_outages, sizeof *s->outages, outage_cmp, s);
    }
    if (rc == PL_E_OK && s->n_offsets > 1) {
        qsort_r(s->offsets, s->n_offsets, sizeof *s->offsets, offset_cmp, s);
    }
    return rc;
}

const struct pl_outage *pl_stations_outages(const struct pl_stations *s, size_t *ret_n) {
    *ret_n = s->n_outages;
    return s->outages;
}

const struct pl_clock *pl_stations_clocks(const struct pl_stations *s, size_t *ret_n) {
    *ret_n = s->n_offsets;
    return s->offsets;
}

const struct pl_outage *pl_stations_outage_at(const struct pl_stations *s, uint32_t mmsi, pl_time at, bool after) {
    int64_t quarter = at / PL_QUARTER_US;
    int64_t from = after ? quarter : quarter - AUDIENCE, to = after ? quarter + AUDIENCE : quarter;
    for (size_t i = 0; i < s->n_outages; i++) {
        const struct pl_outage *o = &s->outages[i];
        pl_time end = o->end == PL_TIME_NONE ? INT64_MAX : o->end;
        bool in = after ? at > o->start && at - s->end_room <= end : at + s->end_room >= o->start && at < end;
        if (in && (o->whole || ship_heard(s, mmsi, from, to, o->station, false))) {
            return o;
        }
    }
    return NULL;
}
