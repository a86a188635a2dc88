#include "detect/earshot.h"

#include <stdlib.h>

#include "geo/sphere.h"

#include "base/ban.h"

#define HOLE_US      (12 * PL_HOUR_US)
#define AROUND_US    (24 * PL_HOUR_US) /* a duct that carries others carries them within a day */
#define CELL_HALF_M  (43 * PL_NM_M)    /* from the middle of a cell to its corner */
#define ABOUT_M      (120 * PL_NM_M)   /* others so near, whenever, show that the station hears there */
#define LEAST_UNIT_M 0.18              /* of latitude, a little less than it is */
#define MOST_ROWS    ((size_t)1 << 26)
#define MOST_NEAR    16 /* range_near_ships at most */

struct stretch {
    struct pl_far_hearing told;
    size_t from, to, first, last; /* in `at`: the rows of the ship; the first and the last that is far */
    bool brief;                   /* too short to be told; it still shows that the station cannot hear there */
    bool dropped;                 /* an innocent reading is as near */
};

/* A cell that one station heard ships in. */
struct cell {
    uint32_t cell;
    size_t from, n; /* its ships in `pairs` */
    bool heard;     /* enough ships say to be thereabouts */
};

struct day {
    int64_t day;
    uint64_t am, pm;
};

struct earshot {
    const struct pl_stations *stations;
    const struct pl_rules *rules;
    struct pl_station_place *rows; /* (station, mmsi, day, first, cell) */
    size_t n_rows, cap_rows;
    size_t n_unnamed; /* the first of them: of hearings without a station, which is never judged but clears ships */
    bool full;

    /* of the station at hand */
    const struct pl_station_place *at;
    size_t n_at;
    uint64_t *pairs; /* cell << 32 | mmsi, each once */
    struct cell *cells;
    size_t n_cells;
    double *spread; /* distances of places in cells that it hears */
    struct day *days;
    size_t *far;
    pl_pos middle;
    double reach_m;
    unsigned ships; /* heard within the reach */

    struct stretch *list;
    size_t n, cap;
};

static double rule(const struct earshot *e, enum pl_rule_key key) { return e->rules->v[key]; }

static int no_memory(struct pl_error *err) {
    return pl_fail(err, PL_E_NOMEM, "no memory to learn how far stations hear");
}

/* Gathering */

static int gather(void *ctx, const struct pl_station_place *row, struct pl_error *err) {
    struct earshot *e = ctx;
    if (row->cell == PL_STATION_SCATTERED) {
        return PL_E_OK;
    }
    if (e->n_rows == e->cap_rows) {
        size_t cap = e->cap_rows == 0 ? 256 : e->cap_rows * 2;
        struct pl_station_place *grown = cap > MOST_ROWS ? NULL : reallocarray(e->rows, cap, sizeof *grown);
        e->full = e->full || cap > MOST_ROWS;
        if (grown == NULL) {
            return e->full ? PL_E_OK : no_memory(err);
        }
        e->rows = grown;
        e->cap_rows = cap;
    }
    e->rows[e->n_rows++] = *row;
    return PL_E_OK;
}

static int row_cmp(const void *pa, const void *pb) {
    const struct pl_station_place *a = pa, *b = pb;
    if (a->station != b->station) {
        return a->station < b->station ? -1 : 1;
    }
    if (a->mmsi != b->mmsi) {
        return a->mmsi < b->mmsi ? -1 : 1;
    }
    if (a->day != b->day) {
        return a->day < b->day ? -1 : 1;
    }
    if (a->first != b->first) {
        return a->first < b->first ? -1 : 1;
    }
    return (a->cell > b->cell) - (a->cell < b->cell);
}

static pl_pos mid_of(const struct pl_station_place *row) {
    return (pl_pos){.lon = (int32_t)(((int64_t)row->least.lon + row->most.lon) / 2),
                    .lat = (int32_t)(((int64_t)row->least.lat + row->most.lat) / 2)};
}

static double half_m(const struct pl_station_place *row) { return pl_sphere_distance_m(row->least, row->most) / 2; }

/* Cells */

static int u64_cmp(const void *a, const void *b) {
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int double_cmp(const void *a, const void *b) {
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static struct cell *cell_at(const struct earshot *e, uint32_t cell) {
    size_t low = 0, high = e->n_cells;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        bool before = e->cells[mid].cell < cell;
        low = before ? mid + 1 : low;
        high = before ? high : mid;
    }
    return low < e->n_cells && e->cells[low].cell == cell ? &e->cells[low] : NULL;
}

/* Adds the ships of a cell to those seen, up to `most`. */
static unsigned add_ships(const struct earshot *e, const struct cell *c, uint32_t *seen, unsigned n, unsigned most) {
    for (size_t i = c->from; i < c->from + c->n && n < most; i++) {
        uint32_t mmsi = (uint32_t)e->pairs[i];
        unsigned k = 0;
        while (k < n && seen[k] != mmsi) {
            k++;
        }
        if (k == n) {
            seen[n++] = mmsi;
        }
    }
    return n;
}

/* Of any ship, so many others in the cell and the eight round it. */
static bool is_heard(const struct earshot *e, uint32_t cell) {
    const unsigned most = (unsigned)rule(e, PL_RULE_SYNTHETIC_TRACK_RANGE_NEAR_SHIPS) + 1;
    uint32_t seen[MOST_NEAR + 1], row = cell / 360, column = cell % 360;
    unsigned n = 0;
    for (uint32_t y = row > 0 ? row - 1 : 0; y <= row + 1 && y < 180 && n < most; y++) {
        for (uint32_t x = 0; x < 3 && n < most; x++) {
            const struct cell *c = cell_at(e, y * 360 + (column + 359 + x) % 360);
            n = c != NULL ? add_ships(e, c, seen, n, most) : n;
        }
    }
    return n == most;
}

static void find_cells(struct earshot *e) {
    size_t n = 0;
    for (size_t i = 0; i < e->n_at; i++) {
        e->pairs[i] = (uint64_t)e->at[i].cell << 32 | e->at[i].mmsi;
    }
    qsort(e->pairs, e->n_at, sizeof *e->pairs, u64_cmp);
    e->n_cells = 0;
    for (size_t i = 0; i < e->n_at; i++) {
        if (n > 0 && e->pairs[i] == e->pairs[n - 1]) {
            continue;
        }
        uint32_t cell = (uint32_t)(e->pairs[i] >> 32);
        if (e->n_cells == 0 || e->cells[e->n_cells - 1].cell != cell) {
            e->cells[e->n_cells++] = (struct cell){.cell = cell, .from = n};
        }
        e->cells[e->n_cells - 1].n++;
        e->pairs[n++] = e->pairs[i];
    }
    for (size_t i = 0; i < e->n_cells; i++) {
        e->cells[i].heard = is_heard(e, e->cells[i].cell);
    }
}

static bool heard_there(const struct earshot *e, const struct pl_station_place *row) {
    const struct cell *c = cell_at(e, row->cell);
    return c != NULL && c->heard;
}

/* What a station is known by */

static bool find_middle(struct earshot *e) {
    int64_t lat = 0, lon = 0, n = 0;
    pl_pos from = {0, 0};
    for (size_t i = 0; i < e->n_at; i++) {
        if (heard_there(e, &e->at[i])) {
            pl_pos mid = mid_of(&e->at[i]);
            from = n == 0 ? mid : from;
            lat += mid.lat;
            lon += pl_lon_diff(from.lon, mid.lon);
            n++;
        }
    }
    if (n > 0) {
        e->middle = (pl_pos){.lon = pl_lon_wrap(from.lon + lon / n), .lat = (int32_t)(lat / n)};
    }
    return n > 0;
}

static void find_reach(struct earshot *e) {
    size_t n = 0;
    for (size_t i = 0; i < e->n_at; i++) {
        if (heard_there(e, &e->at[i])) {
            e->spread[n++] = pl_sphere_distance_m(e->middle, mid_of(&e->at[i])) + half_m(&e->at[i]);
        }
    }
    qsort(e->spread, n, sizeof *e->spread, double_cmp);
    double place = rule(e, PL_RULE_SYNTHETIC_TRACK_RANGE_SHARE) * (double)n;
    size_t at = (size_t)place;
    at = (double)at < place ? at + 1 : at;
    e->reach_m = e->spread[at > 0 ? at - 1 : 0];
}

static bool is_inside(const struct earshot *e, const struct pl_station_place *row) {
    return heard_there(e, row) && pl_sphere_distance_m(e->middle, mid_of(row)) <= e->reach_m;
}

static unsigned count_inside(const struct earshot *e) {
    unsigned n = 0;
    uint32_t last = 0;
    for (size_t i = 0; i < e->n_at; i++) {
        if (e->at[i].mmsi != last && is_inside(e, &e->at[i])) {
            last = e->at[i].mmsi;
            n++;
        }
    }
    return n;
}

static int day_cmp(const void *a, const void *b) {
    const struct day *x = a, *y = b;
    return (x->day > y->day) - (x->day < y->day);
}

/* Quarters of an hour in the days, each once; the days become one each. */
static unsigned count_quarters(struct day *days, size_t n, size_t *ret_n) {
    unsigned quarters = 0;
    size_t kept = 0;
    if (n > 1) {
        qsort(days, n, sizeof *days, day_cmp);
    }
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && days[kept - 1].day == days[i].day) {
            days[kept - 1].am |= days[i].am;
            days[kept - 1].pm |= days[i].pm;
        } else {
            days[kept++] = days[i];
        }
    }
    for (size_t i = 0; i < kept; i++) {
        quarters += (unsigned)(__builtin_popcountll(days[i].am) + __builtin_popcountll(days[i].pm));
    }
    *ret_n = kept;
    return quarters;
}

static bool is_known(struct earshot *e) {
    size_t n = 0;
    e->ships = count_inside(e);
    for (size_t i = 0; i < e->n_at; i++) {
        if (is_inside(e, &e->at[i])) {
            e->days[n++] = (struct day){e->at[i].day, e->at[i].am, e->at[i].pm};
        }
    }
    return e->ships >= rule(e, PL_RULE_SYNTHETIC_TRACK_RANGE_MIN_SHIPS) &&
           count_quarters(e->days, n, &n) >= 4 * rule(e, PL_RULE_SYNTHETIC_TRACK_RANGE_MIN_HOURS);
}

/* Ships beyond */

static double beyond_m(const struct earshot *e) { return rule(e, PL_RULE_SYNTHETIC_TRACK_RANGE_BEYOND_NM) * PL_NM_M; }

static pl_pos cell_mid(uint32_t cell) {
    return (pl_pos){.lon = (int32_t)(cell % 360) * PL_POS_UNIT - PL_LON_HALF + PL_POS_UNIT / 2,
                    .lat = (int32_t)(cell / 360) * PL_POS_UNIT - PL_LAT_MAX + PL_POS_UNIT / 2};
}

/* So far from the middle, less what is within the row itself. */
static bool is_off(const struct earshot *e, const struct pl_station_place *row, double m) {
    return pl_sphere_distance_m(e->middle, mid_of(row)) - half_m(row) >= e->reach_m + m;
}

static bool is_far(const struct earshot *e, const struct pl_station_place *row) {
    const double least_m = beyond_m(e) + CELL_HALF_M + half_m(row);
    if (heard_there(e, row) || !is_off(e, row, beyond_m(e))) {
        return false;
    }
    for (size_t i = 0; i < e->n_cells; i++) {
        if (e->cells[i].heard && pl_sphere_distance_m(mid_of(row), cell_mid(e->cells[i].cell)) < least_m) {
            return false;
        }
    }
    return true;
}

/* Heard on the way there: it sailed out, and the radio went with it. */
static bool heard_on_the_way(const struct earshot *e, const struct pl_far_hearing *f, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        const struct pl_station_place *row = &e->at[i];
        bool in_time = row->last >= f->start - AROUND_US && row->first <= f->end + AROUND_US;
        if (in_time && !heard_there(e, row) && is_off(e, row, 0) && !is_far(e, row)) {
            return true;
        }
    }
    return false;
}

/* Any other ship of these rows about there, or in that quarter of the sky within a day. */
static bool is_any_near(const struct earshot *e, const struct pl_far_hearing *f, const struct pl_station_place *rows,
                        size_t n) {
    const double wide_m = f->off_m / 2 > beyond_m(e) ? f->off_m / 2 : beyond_m(e);
    const double lat_units = (wide_m + ABOUT_M + 2 * CELL_HALF_M + f->radius_m) / LEAST_UNIT_M;
    for (size_t i = 0; i < n; i++) {
        const struct pl_station_place *row = &rows[i];
        if (row->mmsi == f->mmsi || abs(row->least.lat - f->pos.lat) > lat_units) {
            continue;
        }
        bool in_time = row->last >= f->start - AROUND_US && row->first <= f->end + AROUND_US;
        double near_m = pl_sphere_distance_m(mid_of(row), f->pos) - half_m(row) - f->radius_m;
        if (near_m <= ABOUT_M || (in_time && near_m <= wide_m && is_off(e, row, beyond_m(e) / 2))) {
            return true;
        }
    }
    return false;
}

static bool has_company(const struct earshot *e, const struct pl_far_hearing *f) {
    return is_any_near(e, f, e->at, e->n_at) || is_any_near(e, f, e->rows, e->n_unnamed);
}

static unsigned heard_meanwhile(const struct earshot *e, uint32_t mmsi, const struct day *days, size_t n_days) {
    unsigned n = 0;
    uint32_t last = mmsi;
    for (size_t i = 0; i < e->n_at; i++) {
        const struct pl_station_place *row = &e->at[i];
        if (row->mmsi == mmsi || row->mmsi == last) {
            continue;
        }
        const struct day want = {.day = row->day};
        const struct day *d = bsearch(&want, days, n_days, sizeof *days, day_cmp);
        if (d != NULL && ((d->am & row->am) | (d->pm & row->pm)) != 0 && is_inside(e, row)) {
            last = row->mmsi;
            n++;
        }
    }
    return n;
}

static int keep(struct earshot *e, const struct stretch *s, struct pl_error *err) {
    if (e->n == e->cap) {
        size_t cap = e->cap == 0 ? 16 : e->cap * 2;
        struct stretch *grown = reallocarray(e->list, cap, sizeof *grown);
        if (grown == NULL) {
            return no_memory(err);
        }
        e->list = grown;
        e->cap = cap;
    }
    e->list[e->n++] = *s;
    return PL_E_OK;
}

/* Of the rows [from, to) of one ship those whose numbers are in e->far are far. */
static int add_stretch(struct earshot *e, size_t n_far, size_t from, size_t to, struct pl_error *err) {
    const struct pl_station_place *first = &e->at[e->far[0]], *last = &e->at[e->far[n_far - 1]];
    struct stretch s = {.told = {.mmsi = first->mmsi,
                                 .station = first->station,
                                 .start = first->first,
                                 .pos = pl_sphere_between(mid_of(first), mid_of(last), 0.5),
                                 .reach_m = e->reach_m},
                        .from = from,
                        .to = to,
                        .first = e->far[0],
                        .last = e->far[n_far - 1]};
    struct pl_far_hearing *f = &s.told;
    size_t n_days = 0;
    for (size_t i = 0; i < n_far; i++) {
        const struct pl_station_place *row = &e->at[e->far[i]];
        double m = pl_sphere_distance_m(f->pos, mid_of(row)) + half_m(row);
        f->radius_m = m > f->radius_m ? m : f->radius_m;
        f->start = row->first < f->start ? row->first : f->start;
        f->end = row->last > f->end ? row->last : f->end;
        e->days[i] = (struct day){row->day, row->am, row->pm};
    }
    f->off_m = pl_sphere_distance_m(e->middle, f->pos);
    f->quarters = count_quarters(e->days, n_far, &n_days);
    s.brief = f->quarters < 4 * rule(e, PL_RULE_SYNTHETIC_TRACK_RANGE_FAR_HOURS);
    return keep(e, &s, err);
}

static int find_stretches(struct earshot *e, size_t from, size_t to, struct pl_error *err) {
    size_t n = 0;
    pl_time last = PL_TIME_NONE;
    int rc = PL_E_OK;
    for (size_t i = from; rc == PL_E_OK && i < to; i++) {
        if (!is_far(e, &e->at[i])) {
            continue;
        }
        if (n > 0 && e->at[i].first - last > HOLE_US) {
            rc = add_stretch(e, n, from, to, err);
            n = 0;
        }
        last = n == 0 || e->at[i].last > last ? e->at[i].last : last;
        e->far[n++] = i;
    }
    return rc == PL_E_OK && n > 0 ? add_stretch(e, n, from, to, err) : rc;
}

/* An innocent reading within what the station heard: asked of few, as each costs a look at all its rows. */
static void judge_stretch(struct earshot *e, struct stretch *s) {
    struct pl_far_hearing *f = &s->told;
    size_t n = 0;
    for (size_t i = s->first; i <= s->last; i++) {
        if (is_far(e, &e->at[i])) {
            e->days[n++] = (struct day){e->at[i].day, e->at[i].am, e->at[i].pm};
        }
    }
    (void)count_quarters(e->days, n, &n);
    f->inside = heard_meanwhile(e, f->mmsi, e->days, n);
    s->dropped = f->inside < rule(e, PL_RULE_SYNTHETIC_TRACK_RANGE_INSIDE_SHIPS) ||
                 heard_on_the_way(e, f, s->from, s->to) || has_company(e, f);
}

/* More ships than a station may well hear lie: it is the station, or the feed. */
static void doubt_station(struct earshot *e, size_t from) {
    unsigned ships = 0;
    uint32_t last = 0;
    double most = rule(e, PL_RULE_SYNTHETIC_TRACK_RANGE_STRAY_SHARE) * e->ships;
    for (size_t i = from; i < e->n; i++) {
        if (!e->list[i].brief && e->list[i].told.mmsi != last) {
            last = e->list[i].told.mmsi;
            ships++;
        }
    }
    for (size_t i = from; i < e->n && ships > (most < 1 ? 1 : most); i++) {
        e->list[i].dropped = true;
    }
}

static int judge_station(struct earshot *e, struct pl_error *err) {
    size_t from = e->n;
    int rc = PL_E_OK;
    find_cells(e);
    if (!find_middle(e)) {
        return PL_E_OK;
    }
    find_reach(e);
    if (e->reach_m > rule(e, PL_RULE_SYNTHETIC_TRACK_RANGE_REACH_NM) * PL_NM_M || !is_known(e)) {
        return PL_E_OK;
    }
    for (size_t i = 0, to; rc == PL_E_OK && i < e->n_at; i = to) {
        for (to = i; to < e->n_at && e->at[to].mmsi == e->at[i].mmsi;) {
            to++;
        }
        rc = find_stretches(e, i, to, err);
    }
    doubt_station(e, from);
    for (size_t i = from; rc == PL_E_OK && i < e->n; i++) {
        if (!e->list[i].brief && !e->list[i].dropped) {
            judge_stretch(e, &e->list[i]);
        }
    }
    return rc;
}

/* Of all stations */

static bool same_time(const struct pl_far_hearing *f, pl_time start, pl_time end) {
    return end >= f->start - HOLE_US / 2 && start <= f->end + HOLE_US / 2;
}

/* The first of a ship's stretches, once they are sorted. */
static size_t first_of_ship(const struct earshot *e, uint32_t mmsi) {
    size_t low = 0, high = e->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        bool before = e->list[mid].told.mmsi < mmsi;
        low = before ? mid + 1 : low;
        high = before ? high : mid;
    }
    return low;
}

/* Another station heard the ship there, and it is not known that it cannot. */
static void confront(struct earshot *e) {
    for (size_t r = 0; r < e->n_rows; r++) {
        const struct pl_station_place *row = &e->rows[r];
        const size_t from = first_of_ship(e, row->mmsi);
        bool cannot = false;
        for (size_t i = from; i < e->n && e->list[i].told.mmsi == row->mmsi && !cannot; i++) {
            cannot = e->list[i].told.station == row->station && same_time(&e->list[i].told, row->first, row->last);
        }
        for (size_t i = from; i < e->n && e->list[i].told.mmsi == row->mmsi && !cannot; i++) {
            const struct pl_far_hearing *f = &e->list[i].told;
            double near_m = pl_sphere_distance_m(mid_of(row), f->pos) - half_m(row) - f->radius_m;
            e->list[i].dropped |= same_time(f, row->first, row->last) && near_m <= ABOUT_M;
        }
    }
}

static int stretch_cmp(const void *pa, const void *pb, void *ctx) {
    const struct stretch *a = pa, *b = pb;
    const struct earshot *e = ctx;
    if (a->told.mmsi != b->told.mmsi) {
        return a->told.mmsi < b->told.mmsi ? -1 : 1;
    }
    if (a->told.quarters != b->told.quarters) {
        return a->told.quarters > b->told.quarters ? -1 : 1;
    }
    if (a->told.start != b->told.start) {
        return a->told.start < b->told.start ? -1 : 1;
    }
    return pl_str_cmp(pl_stations_name(e->stations, a->told.station), pl_stations_name(e->stations, b->told.station));
}

static int far_cmp(const void *pa, const void *pb) {
    const struct pl_far_hearing *a = pa, *b = pb;
    if (a->mmsi != b->mmsi) {
        return a->mmsi < b->mmsi ? -1 : 1;
    }
    return (a->start > b->start) - (a->start < b->start);
}

/* What several stations say of one ship at one time is one; what one of them must not say, none says. */
static int tell(struct earshot *e, struct pl_far_hearing **ret_list, size_t *ret_n, struct pl_error *err) {
    struct pl_far_hearing *list = reallocarray(NULL, e->n + 1, sizeof *list);
    size_t n = 0;
    if (list == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < e->n; i++) {
        const struct pl_far_hearing *f = &e->list[i].told;
        bool dropped = e->list[i].dropped || e->list[i].brief;
        size_t same = 0;
        for (size_t k = first_of_ship(e, f->mmsi); k < e->n && e->list[k].told.mmsi == f->mmsi; k++) {
            dropped |= e->list[k].dropped && same_time(f, e->list[k].told.start, e->list[k].told.end);
        }
        while (same < n && !(list[same].mmsi == f->mmsi && same_time(&list[same], f->start, f->end))) {
            same++;
        }
        if (!dropped && same < n) {
            list[same].more_stations += f->station != list[same].station;
        } else if (!dropped) {
            list[n++] = *f;
        }
    }
    qsort(list, n, sizeof *list, far_cmp);
    *ret_list = list;
    *ret_n = n;
    return PL_E_OK;
}

static size_t end_of_station(const struct earshot *e, size_t from) {
    size_t to = from;
    while (to < e->n_rows && e->rows[to].station == e->rows[from].station) {
        to++;
    }
    return to;
}

static int judge_all(struct earshot *e, struct pl_error *err) {
    int rc = PL_E_OK;
    size_t most = 1;
    qsort(e->rows, e->n_rows, sizeof *e->rows, row_cmp);
    e->n_unnamed = e->rows[0].station == 0 ? end_of_station(e, 0) : 0;
    for (size_t i = e->n_unnamed, to; i < e->n_rows; i = to) {
        to = end_of_station(e, i);
        most = to - i > most ? to - i : most;
    }
    e->pairs = reallocarray(NULL, most, sizeof *e->pairs);
    e->cells = reallocarray(NULL, most, sizeof *e->cells);
    e->spread = reallocarray(NULL, most, sizeof *e->spread);
    e->days = reallocarray(NULL, most, sizeof *e->days);
    e->far = reallocarray(NULL, most, sizeof *e->far);
    if (e->pairs == NULL || e->cells == NULL || e->spread == NULL || e->days == NULL || e->far == NULL) {
        return no_memory(err);
    }
    for (size_t i = e->n_unnamed, to; rc == PL_E_OK && i < e->n_rows; i = to) {
        to = end_of_station(e, i);
        e->at = &e->rows[i];
        e->n_at = to - i;
        rc = judge_station(e, err);
    }
    return rc;
}

int pl_earshot_find(const struct pl_stations *stations, const struct pl_rules *rules, struct pl_far_hearing **ret_list,
                    size_t *ret_n, struct pl_error *err) {
    struct earshot e = {.stations = stations, .rules = rules};
    const struct pl_stations_sink sink = {.place = gather, .ctx = &e};
    bool any = pl_stations_name(stations, 1).n > 0; /* without a named station nobody is judged */
    int rc = any ? pl_stations_each(stations, &sink, err) : PL_E_OK;
    if (rc == PL_E_OK && e.n_rows > 0 && !e.full) {
        rc = judge_all(&e, err);
    }
    if (rc == PL_E_OK && e.n > 1) {
        qsort_r(e.list, e.n, sizeof *e.list, stretch_cmp, &e);
    }
    if (rc == PL_E_OK && e.n > 0) {
        confront(&e);
    }
    rc = rc == PL_E_OK ? tell(&e, ret_list, ret_n, err) : rc;
    free(e.rows);
    free(e.pairs);
    free(e.cells);
    free(e.spread);
    free(e.days);
    free(e.far);
    free(e.list);
    return rc;
}
