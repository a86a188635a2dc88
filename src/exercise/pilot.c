#include "exercise/pilot.h"

#include "geo/trig.h"

#include "base/ban.h"

#define PIECE_US (30 * PL_MINUTE_US)

double pl_pilot_hours(double metres, double speed_kn) { return metres / PL_NM_M / speed_kn; }

void pl_pilot_start(struct pl_pilot *pilot, pl_time at, pl_pos pos) {
    pl_ship_knot(pilot->ship, pilot->arena, at, pos);
}

static pl_time whole_second(double us) { return (pl_time)(us / 1e6) * PL_SECOND_US; }

/* Sails straight to `to`, in pieces of about half an hour, each a little faster or slower and a little aside. */
static void leg(struct pl_pilot *pilot, pl_pos to, double speed_kn, double aside_m) {
    struct pl_knot at = pl_ship_last(pilot->ship);
    pl_pos from = at.pos;
    double metres = pl_sphere_distance_m(from, to);
    double total_us = pl_pilot_hours(metres, speed_kn) * (double)PL_HOUR_US;
    if (total_us < 1e6) {
        return;
    }
    int n = (int)(total_us / (double)PIECE_US) + 1;
    double course = pl_sphere_course_deg(from, to);
    double beam = course + 90 >= 360 ? course - 270 : course + 90;
    for (int i = 1; i <= n && at.at < pilot->end; i++) {
        double share = 1.0 / n * (1.0 + 0.04 * pl_rand_range(&pilot->rand, -1, 1));
        pl_time next = at.at + whole_second(total_us * share) + PL_SECOND_US;
        /* From wherever it is the ship sees `to`, so it never has to wait or turn back. */
        pl_pos pos = i == n ? to : pl_sphere_between(at.pos, to, 1.0 / (n - i + 1));
        if (i < n && aside_m > 0) {
            pl_pos beside = pl_sphere_move(pos, beam, aside_m * pl_rand_normal(&pilot->rand));
            if (pl_chart_is_wide(pilot->chart, beside, 0) && pl_chart_clear(pilot->chart, at.pos, beside) &&
                pl_chart_clear(pilot->chart, beside, to)) {
                pos = beside;
            }
        }
        pl_ship_knot(pilot->ship, pilot->arena, next, pos);
        at = pl_ship_last(pilot->ship);
    }
}

void pl_pilot_follow(struct pl_pilot *pilot, const pl_pos *way, size_t n, double speed_kn, int duty) {
    pl_time start = pl_ship_last(pilot->ship).at;
    for (size_t i = 1; i < n && pl_ship_last(pilot->ship).at < pilot->end; i++) {
        bool open = pl_chart_is_wide(pilot->chart, way[i - 1], 1) && pl_chart_is_wide(pilot->chart, way[i], 1);
        leg(pilot, way[i], speed_kn, open ? 120 : 0);
    }
    pl_ship_order(pilot->ship, pilot->arena, duty, start, pl_ship_last(pilot->ship).at, speed_kn);
}

bool pl_pilot_sail(struct pl_pilot *pilot, pl_pos to, double speed_kn, int duty) {
    pl_pos way[PL_CHART_WAY_MAX];
    size_t n = pl_chart_way(pilot->chart, pl_ship_last(pilot->ship).pos, to, pilot->scratch, way);
    if (n < 2) {
        return false;
    }
    pl_pilot_follow(pilot, way, n, speed_kn, duty);
    return true;
}

static pl_time sooner(pl_time a, pl_time b) { return a < b ? a : b; }

void pl_pilot_hold(struct pl_pilot *pilot, pl_time until, double swing_m, int duty) {
    pl_time start = pl_ship_last(pilot->ship).at;
    pl_pos middle = pl_ship_last(pilot->ship).pos;
    pl_time stop = sooner(until, pilot->end);
    for (pl_time at = start; at < stop;) {
        pl_time next = at + (pl_time)pl_rand_range(&pilot->rand, 35, 70) * PL_MINUTE_US;
        at = stop - next < 20 * PL_MINUTE_US ? stop : next;
        double bearing = pl_rand_range(&pilot->rand, 0, 360);
        pl_pos pos = pl_sphere_move(middle, bearing, swing_m * pl_rand_unit(&pilot->rand));
        pl_ship_knot(pilot->ship, pilot->arena, at, pos);
    }
    pl_ship_order(pilot->ship, pilot->arena, duty, start, pl_ship_last(pilot->ship).at, 0);
}

static double turned(double course_deg, double by_deg) {
    double c = course_deg + by_deg;
    return c >= 360 ? c - 360 : c < 0 ? c + 360 : c;
}

void pl_pilot_drift(struct pl_pilot *pilot, pl_time until, double course_deg, double speed_kn, int duty) {
    pl_time start = pl_ship_last(pilot->ship).at;
    pl_time stop = sooner(until, pilot->end);
    double metres = speed_kn * PL_NM_M / 4; /* in a quarter of an hour */
    for (pl_time at = start; at < stop;) {
        pl_time next = sooner(at + 15 * PL_MINUTE_US, stop);
        double share = (double)(next - at) / (double)(15 * PL_MINUTE_US);
        pl_pos here = pl_ship_last(pilot->ship).pos;
        pl_pos pos = pl_sphere_move(here, course_deg, metres * share);
        for (int turn = 0; turn < 4 && !pl_chart_is_wide(pilot->chart, pos, 0); turn++) {
            course_deg = turned(course_deg, 90);
            pos = pl_sphere_move(here, course_deg, metres * share);
        }
        pl_ship_knot(pilot->ship, pilot->arena, next, pl_chart_is_wide(pilot->chart, pos, 0) ? pos : here);
        course_deg = turned(course_deg, pl_rand_range(&pilot->rand, -12, 12));
        at = next;
    }
    pl_ship_order(pilot->ship, pilot->arena, duty, start, pl_ship_last(pilot->ship).at, speed_kn);
}

struct worker {
    pl_pos middle;
    pl_pos here;
    double course; /* first course of the pattern */
    int step;
};

#define TO_DEG (180.0 / PL_PI)

/* The next turning point of the pattern. */
static pl_pos next_turn(struct pl_pilot *pilot, struct worker *w, int duty) {
    int step = w->step++;
    if (duty == PL_DUTY_FISH) {
        bool far = pl_sphere_distance_m(w->middle, w->here) > 6 * PL_NM_M;
        double course =
            far ? pl_sphere_course_deg(w->here, w->middle) : turned(w->course, pl_rand_range(&pilot->rand, -75, 75));
        w->course = turned(course, pl_rand_range(&pilot->rand, 0, 25));
        return pl_sphere_move(w->here, w->course, pl_rand_range(&pilot->rand, 1.2, 3.5) * PL_NM_M);
    }
    if (duty == PL_DUTY_SURVEY) { /* long line, short step, long line back, short step */
        static const double turns[4] = {0, 90, 180, 90};
        double length = step % 2 ? 0.5 : 7.0;
        return pl_sphere_move(w->here, turned(w->course, turns[step % 4]), length * PL_NM_M);
    }
    if (duty == PL_DUTY_SEARCH) {
        double length = 0.75 * (double)(step / 2 % 12 + 1);
        return pl_sphere_move(w->here, turned(w->course, 90.0 * (step % 4)), length * PL_NM_M);
    }
    if (duty == PL_DUTY_TIDE) {
        return pl_sphere_move(w->middle, turned(w->course, 30.0 * (step % 12)), 1.1 * PL_NM_M);
    }
    return pl_sphere_move(w->middle, w->course, step % 2 ? 0.0 : 14 * PL_NM_M); /* PATROL */
}

void pl_pilot_work(struct pl_pilot *pilot, pl_time until, double speed_kn, int duty) {
    struct pl_knot first = pl_ship_last(pilot->ship);
    pl_time stop = sooner(until, pilot->end);
    struct worker w = {first.pos, first.pos, pl_rand_range(&pilot->rand, 0, 330), 0};
    int refused = 0;
    while (pl_ship_last(pilot->ship).at < stop && refused < 8) {
        w.here = pl_ship_last(pilot->ship).pos;
        pl_pos to = next_turn(pilot, &w, duty);
        if (!pl_chart_is_wide(pilot->chart, to, 0) || !pl_chart_clear(pilot->chart, w.here, to)) {
            w.course = turned(w.course, 100);
            w.middle = duty == PL_DUTY_SURVEY || duty == PL_DUTY_SEARCH ? w.here : w.middle;
            w.step = 0;
            refused++;
            continue;
        }
        refused = 0;
        leg(pilot, to, speed_kn * pl_rand_range(&pilot->rand, 0.95, 1.05), 0);
    }
    pl_time worked = pl_ship_last(pilot->ship).at;
    pl_ship_order(pilot->ship, pilot->arena, duty, first.at, worked, speed_kn);
    if (worked < stop) {
        pl_pilot_drift(pilot, stop, w.course, 0.4, PL_DUTY_WAIT);
    }
}

void pl_pilot_beside(struct pl_pilot *pilot, const struct pl_ship *other, pl_time until, double bearing_deg,
                     double offset_m, int duty) {
    pl_time start = pl_ship_last(pilot->ship).at;
    pl_time stop = sooner(until, pilot->end);
    struct pl_cursor cursor = {0};
    for (pl_time at = start; at < stop;) {
        at = sooner(at + 5 * PL_MINUTE_US, stop);
        pl_pos place = pl_sphere_move(pl_ship_place(other, at, &cursor), bearing_deg, offset_m);
        pl_ship_knot(pilot->ship, pilot->arena, at, place);
    }
    pl_ship_order(pilot->ship, pilot->arena, duty, start, pl_ship_last(pilot->ship).at, 0);
}
