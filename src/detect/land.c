#include "detect/land.h"

#include <stdlib.h>

#include "geo/trig.h"

#include "base/ban.h"

#define SLOT_US     (2 * PL_MINUTE_US)
#define M_PER_UNIT  (PL_EARTH_RADIUS_M * PL_PI / 180.0 / PL_POS_UNIT)
#define STRAIGHT_M  20000.0
#define STRAIGHT    1.02
#define COLUMNS_MAX 1000 /* looked at beside a place; more only near a pole */

struct pl_land_run {
    pl_time start, end;
    pl_pos start_pos, end_pos;
    double lat_sum, lon_sum; /* units; longitude relative to the start */
    uint32_t n;
    double sailed_m; /* until it is STRAIGHT_M from its start */
    bool from_sea;   /* see PL_LAND_STEP_KN */
    bool far;        /* it was so far from its start */
    bool straight;   /* and had come there straight */
    struct pl_basis basis;
};

/* The finest grid that covers a place, or NULL. */
static const struct pl_sea_grid *grid_at(const struct pl_sea *sea, pl_pos pos) {
    for (unsigned i = 0; i < pl_sea_grids(sea); i++) {
        const struct pl_sea_grid *grid = pl_sea_grid(sea, i);
        int64_t east = (int64_t)pos.lon - grid->west_lon;
        east = east < 0 ? east + 2 * (int64_t)PL_LON_HALF : east;
        int64_t south = (int64_t)grid->top_lat - pos.lat;
        if (south >= 0 && south / grid->cell < grid->rows && east / grid->cell < grid->cols) {
            return grid;
        }
    }
    return NULL;
}

static bool land_at(const struct pl_sea *sea, pl_pos pos, int64_t east, int64_t north) {
    int64_t lat = pos.lat + north;
    if (lat > PL_LAT_MAX || lat < -PL_LAT_MAX) {
        return true; /* over the pole: the other side is looked at from there */
    }
    pl_pos at = {.lon = pl_lon_wrap((int64_t)pos.lon + east), .lat = (int32_t)lat};
    return pl_sea_at(sea, at) == PL_SEA_LAND;
}

/* No sea cell near: looked at from the place outwards, one place a cell. */
static bool deep(const struct pl_detect *detect, pl_pos pos) {
    const struct pl_sea_grid *grid = grid_at(detect->sea, pos);
    if (!grid) {
        return false;
    }
    double cell_m = grid->cell * M_PER_UNIT;
    double depth_m = pl_rule(detect, PL_RULE_POSITION_ON_LAND_MIN_DEPTH_M);
    double cells_m = pl_rule(detect, PL_RULE_POSITION_ON_LAND_MIN_DEPTH_CELLS) * cell_m;
    depth_m = depth_m > cells_m ? depth_m : cells_m;
    double shrink = pl_cos(pl_pos_lat_deg(pos) * (PL_PI / 180.0));
    int64_t rows = (int64_t)(depth_m / cell_m) + 1;
    int64_t cols = shrink * COLUMNS_MAX < (double)rows ? COLUMNS_MAX : (int64_t)(depth_m / (cell_m * shrink)) + 1;
    for (int64_t k = 1; k <= (rows > cols ? rows : cols); k++) {
        for (int64_t j = -k; j <= k; j++) {
            int64_t step = j == -k || j == k ? 1 : 2 * k; /* the rim of a square */
            for (int64_t i = -k; i <= k; i += step) {
                bool wanted = j >= -rows && j <= rows && i >= -cols && i <= cols;
                if (wanted && !land_at(detect->sea, pos, i * grid->cell, j * grid->cell)) {
                    return false;
                }
            }
        }
    }
    return true;
}

static void begin(struct pl_land *s, struct pl_detect *detect, const struct pl_fix *fix) {
    s->run = calloc(1, sizeof *s->run);
    if (!s->run) {
        detect->failed = true;
        return;
    }
    s->run->start = fix->at;
    s->run->start_pos = s->run->end_pos = fix->pos;
    s->run->from_sea = s->from_sea;
    pl_basis_start(&s->run->basis);
}

static void take(struct pl_land_run *run, const struct pl_fix *fix) {
    if (!run->far) {
        double made_m = pl_sphere_distance_m(run->start_pos, fix->pos);
        run->sailed_m += pl_sphere_distance_m(run->end_pos, fix->pos);
        run->far = made_m >= STRAIGHT_M;
        run->straight = run->far && run->sailed_m <= STRAIGHT * made_m;
    }
    run->end = fix->at;
    run->end_pos = fix->pos;
    run->lat_sum += fix->pos.lat;
    run->lon_sum += pl_lon_diff(run->start_pos.lon, fix->pos.lon);
    run->n++;
    pl_basis_add(&run->basis, 0, fix);
}

void pl_land_end(struct pl_land *s, struct pl_detect *detect, const struct pl_track_name *track) {
    const struct pl_land_run *run = s->run;
    if (run && (!run->from_sea || run->straight) && run->n >= pl_rule(detect, PL_RULE_POSITION_ON_LAND_MIN_REPORTS) &&
        run->end - run->start >= pl_rule_hours_us(detect, PL_RULE_POSITION_ON_LAND_MIN_HOURS)) {
        struct pl_event event = pl_event_about(PL_EVENT_POSITION_ON_LAND, track, 1);
        event.start = run->start;
        event.end = run->end;
        event.hours = pl_hours(run->start, run->end);
        event.start_pos = run->start_pos;
        event.end_pos = run->end_pos;
        event.has_start_pos = event.has_end_pos = event.has_pos = true;
        event.pos.lat = (int32_t)(run->lat_sum / run->n);
        event.pos.lon = pl_lon_wrap((int64_t)run->start_pos.lon + (int64_t)(run->lon_sum / run->n));
        pl_detect_emit(detect, &event, &run->basis, PL_STR(""));
    }
    pl_land_free(s);
}

/* Whether the ship has come from the sea step by step, this one included. */
static bool comes_from_sea(const struct pl_land *s, const struct pl_detect *detect, const struct pl_fix *fix,
                           int64_t slot) {
    pl_time us = (slot - s->slot) * SLOT_US;
    double most_m = PL_LAND_STEP_KN * PL_NM_M * (double)us / (double)PL_HOUR_US;
    return s->from_sea && us <= pl_rule_hours_us(detect, PL_RULE_POSITION_ON_LAND_MAX_HOLE_HOURS) &&
           pl_sphere_distance_m(s->last, fix->pos) <= most_m + PL_NM_M;
}

void pl_land_fold(struct pl_land *s, int64_t *at_sea, struct pl_detect *detect, const struct pl_track_name *track,
                  const struct pl_fix *fix) {
    int64_t slot = fix->at / SLOT_US;
    if (!detect->sea || slot == s->slot) {
        return;
    }
    enum pl_sea_kind kind = pl_sea_at(detect->sea, fix->pos);
    s->from_sea = kind == PL_SEA_WATER || comes_from_sea(s, detect, fix, slot);
    s->slot = slot;
    s->last = fix->pos;
    if (kind == PL_SEA_WATER) {
        *at_sea = slot;
    }
    pl_time hole = pl_rule_hours_us(detect, PL_RULE_POSITION_ON_LAND_MAX_HOLE_HOURS);
    if (s->run && fix->at - s->run->end > hole) {
        pl_land_end(s, detect, track);
    }
    pl_time lately = pl_rule_hours_us(detect, PL_RULE_POSITION_ON_LAND_SEA_HOURS);
    bool known = s->run || (*at_sea != 0 && (slot - *at_sea) * SLOT_US <= lately);
    if (kind != PL_SEA_LAND || !known || !deep(detect, fix->pos) ||
        pl_near_port(detect, fix->pos, pl_rule(detect, PL_RULE_POSITION_ON_LAND_MIN_PORT_DISTANCE_M), NULL)) {
        pl_land_end(s, detect, track);
        return;
    }
    if (!s->run) {
        begin(s, detect, fix);
    }
    if (s->run) {
        take(s->run, fix);
    }
}

void pl_land_free(struct pl_land *s) {
    free(s->run);
    s->run = NULL;
}

void pl_land_slot_wire(int64_t *slot, struct pl_wire *w) {
    uint64_t v = (uint64_t)*slot;
    pl_wire_u64(w, &v);
    if (v > (uint64_t)(PL_RECORD_TIME_END / SLOT_US)) {
        w->failed = true;
        v = 0;
    }
    *slot = (int64_t)v;
}

void pl_land_wire(struct pl_land *s, struct pl_wire *w) {
    pl_land_slot_wire(&s->slot, w);
    pl_wire_pos(w, &s->last);
    pl_wire_bool(w, &s->from_sea);
    bool running = s->run != NULL;
    pl_wire_bool(w, &running);
    if (!running) {
        return;
    }
    if (pl_wire_reading(w)) {
        s->run = w->failed ? NULL : calloc(1, sizeof *s->run);
        if (!s->run) {
            w->failed = true;
            return;
        }
    }
    struct pl_land_run *run = s->run;
    pl_wire_time(w, &run->start);
    pl_wire_time(w, &run->end);
    pl_wire_pos(w, &run->start_pos);
    pl_wire_pos(w, &run->end_pos);
    pl_wire_f64(w, &run->lat_sum);
    pl_wire_f64(w, &run->lon_sum);
    pl_wire_u32(w, &run->n);
    pl_wire_f64(w, &run->sailed_m);
    pl_wire_bool(w, &run->from_sea);
    pl_wire_bool(w, &run->far);
    pl_wire_bool(w, &run->straight);
    pl_basis_wire(&run->basis, w);
    if (pl_wire_reading(w)) {
        double most = (double)run->n * (double)PL_LON_HALF;
        bool sane = run->n > 0 && run->start != PL_TIME_NONE && run->end != PL_TIME_NONE && run->lat_sum <= most &&
                    -run->lat_sum <= most && run->lon_sum <= most && -run->lon_sum <= most;
        w->failed = w->failed || !sane;
        if (w->failed) {
            pl_land_free(s);
        }
    }
}
