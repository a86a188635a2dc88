#include "exercise/stage.h"

#include <string.h>

#include "base/ban.h"

struct pl_pilot pl_stage_pilot(struct pl_stage *stage, int index, bool class_b) {
    struct pl_world *world = stage->world;
    struct pl_pilot pilot = {.chart = world->chart,
                             .arena = world->arena,
                             .scratch = world->scratch,
                             .ship = &world->ships[index],
                             .end = world->end};
    pl_rand_open(&pilot.rand, world->params.seed, 1000 + (uint64_t)index);
    if (!pilot.ship->n_aliases) {
        struct pl_identity who = pl_world_identity(world, &pilot.rand, class_b);
        pl_ship_alias(pilot.ship, world->arena, INT64_MIN, &who);
        pilot.ship->weak = class_b ? pl_rand_range(&pilot.rand, 0.45, 0.7) : pl_rand_range(&pilot.rand, 0.85, 1.0);
    }
    return pilot;
}

pl_time pl_stage_time(const struct pl_stage *stage, double share) {
    const struct pl_world_params *p = &stage->world->params;
    return p->start + (pl_time)(share * (double)(p->days * PL_DAY_US / PL_SECOND_US)) * PL_SECOND_US;
}

bool pl_stage_nearby(struct pl_stage *stage, struct pl_pilot *pilot, pl_pos from, double min_nm, double max_nm,
                     double port_m, double far, pl_pos *ret_pos) {
    for (int i = 0; i < 150; i++) {
        double bearing = pl_rand_range(&pilot->rand, 0, 360);
        pl_pos pos = pl_sphere_move(from, bearing, pl_rand_range(&pilot->rand, min_nm, max_nm) * PL_NM_M);
        if (!pl_chart_is_wide(pilot->chart, pos, 1) || pl_world_reach(stage->world, pos) > far ||
            pl_ports_nearest(stage->world->ports, pos, port_m, &(double){0})) {
            continue;
        }
        if (pl_chart_clear(pilot->chart, from, pos) || i > 100) {
            *ret_pos = pos;
            return true;
        }
    }
    return false;
}

void pl_stage_wander(struct pl_stage *stage, struct pl_pilot *pilot, pl_time until, double speed_kn, double far) {
    pl_time stop = until < pilot->end ? until : pilot->end;
    while (pl_ship_last(pilot->ship).at < stop) {
        struct pl_knot last = pl_ship_last(pilot->ship);
        pl_pos to;
        if (!pl_stage_nearby(stage, pilot, last.pos, 12, 60, 12000, far, &to) ||
            !pl_pilot_sail(pilot, to, speed_kn * pl_rand_range(&pilot->rand, 0.9, 1.1), PL_DUTY_SAIL)) {
            pl_pilot_drift(pilot, last.at + 2 * PL_HOUR_US, 90, 2.6, PL_DUTY_SAIL);
            far += 0.2;
        }
    }
}

size_t pl_stage_next_port(struct pl_stage *stage, struct pl_pilot *pilot, size_t at, double min_nm, double max_nm,
                          const char *country) {
    struct pl_world *world = stage->world;
    size_t from = pl_rand_below(&pilot->rand, (uint32_t)world->n_berths);
    for (size_t k = 0; k < world->n_berths; k++) {
        size_t to = (from + k) % world->n_berths;
        const struct pl_berth *berth = &world->berths[to];
        double straight_m = pl_sphere_distance_m(world->berths[at].pos, berth->pos);
        if (to == at || straight_m > max_nm * PL_NM_M ||
            (country && !pl_str_eq(berth->port->country, pl_str_from(country))) ||
            (!country && pl_str_eq(berth->port->country, PL_STR("KP")))) {
            continue;
        }
        const struct pl_way *way = pl_world_way(world, at, to);
        if (way && way->n && way->length_m >= min_nm * PL_NM_M && way->length_m <= max_nm * PL_NM_M) {
            return to;
        }
    }
    return world->n_berths;
}

size_t pl_stage_cut(const struct pl_way *way, double back_m, pl_pos out[PL_CHART_WAY_MAX]) {
    double keep = way->length_m - back_m;
    if (way->n < 2 || keep <= 0) {
        return 0;
    }
    out[0] = way->points[0];
    for (size_t i = 1; i < way->n; i++) {
        double step = pl_sphere_distance_m(way->points[i - 1], way->points[i]);
        if (step >= keep) {
            out[i] = pl_sphere_between(way->points[i - 1], way->points[i], step > 0 ? keep / step : 0);
            return i + 1;
        }
        keep -= step;
        out[i] = way->points[i];
    }
    return way->n;
}

size_t pl_stage_begin_in_port(struct pl_stage *stage, struct pl_pilot *pilot) {
    struct pl_world *world = stage->world;
    size_t at = pl_rand_below(&pilot->rand, (uint32_t)world->n_berths);
    for (size_t k = 0; k < world->n_berths && pl_str_eq(world->berths[at].port->country, PL_STR("KP")); k++) {
        at = (at + 1) % world->n_berths;
    }
    pl_time before = (pl_time)pl_rand_range(&pilot->rand, 0, 36 * 60) * PL_MINUTE_US;
    pl_pilot_start(pilot, world->params.start - before, world->berths[at].pos);
    pl_pilot_hold(pilot, world->params.start - before + (pl_time)pl_rand_range(&pilot->rand, 60, 900) * PL_MINUTE_US,
                  12, PL_DUTY_BERTH);
    return at;
}

void pl_stage_trade(struct pl_stage *stage, struct pl_pilot *pilot, size_t at, double speed_kn) {
    struct pl_world *world = stage->world;
    while (pl_ship_last(pilot->ship).at < pilot->end) {
        size_t to = pl_stage_next_port(stage, pilot, at, 60, 520, NULL);
        if (to == world->n_berths) {
            to = pl_stage_next_port(stage, pilot, at, 20, 1200, NULL);
        }
        if (to == world->n_berths) {
            pl_pilot_hold(pilot, pilot->end, 12, PL_DUTY_BERTH);
            return;
        }
        const struct pl_way *way = pl_world_way(world, at, to);
        pl_pos part[PL_CHART_WAY_MAX];
        size_t n =
            pl_rand_chance(&pilot->rand, 0.4) ? pl_stage_cut(way, pl_rand_range(&pilot->rand, 5500, 8500), part) : 0;
        if (n >= 2) {
            pl_pilot_follow(pilot, part, n, speed_kn, PL_DUTY_SAIL);
            pl_time until = pl_ship_last(pilot->ship).at + (pl_time)pl_rand_range(&pilot->rand, 90, 700) * PL_MINUTE_US;
            pl_pilot_hold(pilot, until, 90, PL_DUTY_ANCHOR);
            (void)pl_pilot_sail(pilot, world->berths[to].pos, 6, PL_DUTY_SAIL);
        } else {
            pl_pilot_follow(pilot, way->points, way->n, speed_kn, PL_DUTY_SAIL);
        }
        pl_time stay = (pl_time)pl_rand_range(&pilot->rand, 5 * 60, 24 * 60) * PL_MINUTE_US;
        pl_pilot_hold(pilot, pl_ship_last(pilot->ship).at + stay, 12, PL_DUTY_BERTH);
        at = to;
    }
}

void pl_stage_interfere(struct pl_world *world, const struct pl_zone *zone) {
    for (int i = 0; i < world->n_ships; i++) {
        struct pl_ship *ship = &world->ships[i];
        struct pl_cursor cursor = {0};
        struct pl_falsehood lie = {.kind = PL_FALSE_RING,
                                   .centre = zone->ring,
                                   .speed_kn = 14,
                                   .radius_m = 7000,
                                   .phase = 0.7 * (i % 9),
                                   .interference = true};
        bool inside = false;
        for (pl_time at = zone->start; at <= zone->end; at += 5 * PL_MINUTE_US) {
            bool now =
                at < zone->end && pl_sphere_distance_m(pl_ship_place(ship, at, &cursor), zone->centre) < zone->radius_m;
            if (now && !inside) {
                lie.start = at;
            } else if (!now && inside) {
                lie.end = at;
                pl_ship_lie(ship, world->arena, &lie);
                (void)pl_world_note(world, PL_NOTE_INTERFERENCE, i, -1, lie.start, lie.end, zone->centre);
            }
            inside = now;
        }
    }
}
