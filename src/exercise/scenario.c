#include "exercise/world.h"

#include <string.h>

#include "exercise/name.h"
#include "exercise/stage.h"
#include "names/identifier.h"

#include "base/ban.h"

#define NEAR_REACH 0.62 /* well heard */

static struct pl_note *note(struct pl_stage *s, int kind, int a, int b, pl_time start, pl_time end, pl_pos pos) {
    return pl_world_note(s->world, kind, a, b, start, end, pos);
}

/* Begins in open water that is well heard. */
static bool begin_at_sea(struct pl_stage *s, struct pl_pilot *p, double far) {
    pl_pos pos;
    if (!pl_world_open_water(s->world, &p->rand, 28000, 0, far, &pos)) {
        return false;
    }
    pl_pilot_start(p, s->world->params.start - PL_MINUTE_US, pos);
    return true;
}

static bool trader(struct pl_stage *s) {
    struct pl_pilot p = pl_stage_pilot(s, s->first, false);
    size_t at = pl_stage_begin_in_port(s, &p);
    pl_stage_trade(s, &p, at, pl_rand_range(&p.rand, 9, 14));
    return true;
}

/* A silence in well-heard water: hours on both sides of what people call long. */
static bool silence(struct pl_stage *s) {
    static const double hours[] = {12.55, 20, 11.4, 30, 8, 12.7, 45, 11.6, 16};
    struct pl_pilot p = pl_stage_pilot(s, s->first, false);
    double h = hours[(size_t)s->turn % (sizeof hours / sizeof *hours)];
    double share = pl_rand_range(&s->rand, 0.15, 0.35);
    if (!begin_at_sea(s, &p, NEAR_REACH)) {
        return false;
    }
    pl_time from = pl_stage_time(s, share);
    pl_time until = from + (pl_time)(h * 3600) * PL_SECOND_US;
    if (until + 2 * PL_HOUR_US > p.end) {
        from = pl_stage_time(s, 0.1);
        until = pl_stage_time(s, 0.9);
    }
    pl_stage_wander(s, &p, p.end, pl_rand_range(&p.rand, 8, 12), NEAR_REACH);
    pl_ship_silent(p.ship, p.arena, from, until);
    struct pl_note *n = note(s, PL_NOTE_ORDERED_SILENCE, s->first, -1, from, until,
                             pl_ship_place(p.ship, from, &(struct pl_cursor){0}));
    if (n) {
        n->ordered = (double)(until - from) / (double)PL_HOUR_US;
    }
    return true;
}

struct meeting {
    double offset_m, hours;
    enum { OPEN, DARK, DARK_BEFORE_AND_AFTER } dark;
};

/* On both sides of the distances and durations that people call a meeting. */
static const struct meeting meetings[] = {
    {180, 5, OPEN},   {450, 2.4, OPEN}, {600, 3, OPEN},
    {300, 1.7, OPEN}, {120, 6, DARK},   {220, 4, DARK_BEFORE_AND_AFTER},
    {80, 9, OPEN},    {430, 2.6, OPEN}, {150, 3, OPEN},
    {700, 5, OPEN},   {350, 3.5, OPEN},
};

/* B works where it is, then sails over and lies beside A, which waits at the end of its path. Both drift on together.
 */
static void come_together(struct pl_stage *s, struct pl_pilot *a, struct pl_pilot *b, const struct meeting *m) {
    struct pl_knot wait = pl_ship_last(a->ship);
    double travel_h = (pl_sphere_distance_m(pl_ship_last(b->ship).pos, wait.pos) / PL_NM_M + 7) / 9.0;
    pl_pilot_work(b, wait.at - (pl_time)(travel_h * 3600) * PL_SECOND_US - 2 * PL_HOUR_US, 3.5, PL_DUTY_FISH);
    struct pl_knot last = pl_ship_last(b->ship);
    double way_m = pl_sphere_distance_m(last.pos, wait.pos);
    pl_time soonest = last.at + (pl_time)(pl_pilot_hours(way_m, 11) * 3600) * PL_SECOND_US;
    pl_time arrival = wait.at + 6 * PL_MINUTE_US > soonest ? wait.at + 6 * PL_MINUTE_US : soonest;
    pl_time end = arrival + (pl_time)(m->hours * 3600) * PL_SECOND_US;
    double course = pl_rand_range(&a->rand, 0, 360); /* one draw a statement: the order of arguments is not defined */
    double drift_kn = pl_rand_range(&a->rand, 0.2, 0.9);
    pl_pilot_drift(a, end, course, drift_kn, PL_DUTY_MEET);
    pl_pos beside = pl_ship_place(a->ship, arrival, &(struct pl_cursor){0});
    double bearing = pl_sphere_course_deg(beside, last.pos); /* the side it comes from */
    pl_pos side = pl_sphere_move(beside, bearing, m->offset_m);
    double hours = (double)(arrival - last.at) / (double)PL_HOUR_US;
    double knots = hours > 0.1 ? pl_sphere_distance_m(last.pos, side) / PL_NM_M / hours : 11;
    (void)pl_pilot_sail(b, side, knots < 2 ? 2 : knots > 13 ? 13 : knots, PL_DUTY_SAIL);
    if (pl_ship_last(b->ship).at < arrival) { /* early: A is still on its way */
        pl_pilot_hold(b, arrival, 15, PL_DUTY_WAIT);
    }
    pl_time begin = pl_ship_last(b->ship).at;
    pl_pilot_beside(b, a->ship, end, bearing, m->offset_m, PL_DUTY_MEET);
    if (m->dark == DARK) {
        pl_ship_silent(b->ship, b->arena, arrival - 5 * PL_HOUR_US, end + 5 * PL_HOUR_US);
        (void)note(s, PL_NOTE_RENDEZVOUS, s->first, s->first + 1, begin, end, wait.pos);
    } else if (m->dark == DARK_BEFORE_AND_AFTER) {
        pl_ship_silent(b->ship, b->arena, arrival - 9 * PL_HOUR_US, arrival - 10 * PL_MINUTE_US);
        pl_ship_silent(b->ship, b->arena, end + 10 * PL_MINUTE_US, end + 14 * PL_HOUR_US);
    }
    struct pl_note *n = note(s, PL_NOTE_MEETING, s->first, s->first + 1, begin, end, wait.pos);
    if (n) {
        n->ordered = m->offset_m;
    }
}

/* Two ships come together at sea, part, and meet again some other day in some other way. */
static bool meet(struct pl_stage *s, size_t variant) {
    struct pl_pilot a = pl_stage_pilot(s, s->first, false);
    struct pl_pilot b = pl_stage_pilot(s, s->first + 1, false);
    pl_pos from;
    if (!begin_at_sea(s, &a, NEAR_REACH) ||
        !pl_stage_nearby(s, &a, pl_ship_last(a.ship).pos, 20, 60, 12000, NEAR_REACH, &from)) {
        return false;
    }
    pl_pilot_start(&b, s->world->params.start - PL_MINUTE_US, from);
    pl_time plan = pl_stage_time(s, pl_rand_range(&s->rand, 0.1, 0.3));
    bool met = false;
    for (size_t round = 0; plan < a.end - 12 * PL_HOUR_US || !round; round++) {
        pl_pos place;
        pl_stage_wander(s, &a, plan, 10, NEAR_REACH);
        if (!pl_stage_nearby(s, &a, pl_ship_last(b.ship).pos, 10, 35, 30000, NEAR_REACH, &place) ||
            !pl_pilot_sail(&a, place, 10, PL_DUTY_SAIL)) {
            break;
        }
        if (pl_ship_last(a.ship).at > a.end - 2 * PL_HOUR_US && round) {
            break; /* too late to meet once more */
        }
        come_together(s, &a, &b, &meetings[(variant + 3 * round) % (sizeof meetings / sizeof *meetings)]);
        met = true;
        plan = pl_ship_last(a.ship).at + (pl_time)pl_rand_range(&s->rand, 18 * 60, 44 * 60) * PL_MINUTE_US;
    }
    pl_stage_wander(s, &a, a.end, 10, 0.9);
    pl_stage_wander(s, &b, b.end, 9, 0.9);
    return met;
}

static bool meeting(struct pl_stage *s) { return meet(s, (size_t)s->turn); }

/* Makes the ship say what a listed one would say. */
static void take_listed(struct pl_stage *s, int index, size_t listed, bool all) {
    const struct pl_listed *l = &s->world->listed[listed];
    struct pl_identity *who = &s->world->ships[index].aliases[0].who;
    who->imo = l->imo;
    if (all) {
        who->mmsi = l->mmsi;
        memcpy(who->name, l->ship, sizeof who->name);
        memcpy(who->callsign, l->callsign, sizeof who->callsign);
    }
}

static void note_listed(struct pl_stage *s, int kind, int index, int listed) {
    struct pl_note *n =
        note(s, kind, index, -1, s->world->params.start, s->world->end, s->world->ships[index].knots[0].pos);
    if (n) {
        n->listed = listed;
    }
}

static bool listed_own(struct pl_stage *s) {
    if (s->turn) {
        return trader(s);
    }
    struct pl_pilot p = pl_stage_pilot(s, s->first, false);
    take_listed(s, s->first, 0, true);
    size_t at = pl_stage_begin_in_port(s, &p);
    size_t kp = pl_stage_next_port(s, &p, at, 20, 700, "KP");
    if (kp < s->world->n_berths) {
        const struct pl_way *way = pl_world_way(s->world, at, kp);
        pl_pilot_follow(&p, way->points, way->n, 11, PL_DUTY_SAIL);
        pl_pilot_hold(&p, pl_ship_last(p.ship).at + 14 * PL_HOUR_US, 12, PL_DUTY_BERTH);
        at = kp;
    }
    pl_stage_trade(s, &p, at, 10.5);
    note_listed(s, PL_NOTE_LISTED_OWN, s->first, 0);
    return true;
}

static bool listed_carried(struct pl_stage *s) {
    if (s->turn) {
        return trader(s);
    }
    struct pl_pilot p = pl_stage_pilot(s, s->first, false);
    take_listed(s, s->first, 1, false); /* the number of another ship, its own name and MMSI */
    if (!begin_at_sea(s, &p, NEAR_REACH)) {
        return false;
    }
    pl_stage_wander(s, &p, p.end, 9, 0.9);
    note_listed(s, PL_NOTE_LISTED_CARRIED, s->first, 1);
    return true;
}

static bool listed_partner(struct pl_stage *s) {
    if (!meet(s, 8)) { /* 150 m, 3 h */
        return false;
    }
    if (!s->turn) {
        take_listed(s, s->first, 2, true);
        note_listed(s, PL_NOTE_LISTED_OWN, s->first, 2);
        note_listed(s, PL_NOTE_LISTED_PARTNER, s->first + 1, 2);
    }
    return true;
}

static bool look_alike(struct pl_stage *s) {
    struct pl_pilot p = pl_stage_pilot(s, s->first, false);
    if (!s->turn) {
        const struct pl_listed *l = &s->world->listed[0];
        struct pl_identity *who = &p.ship->aliases[0].who;
        pl_name_near(l->ship, who->name);
        who->imo = pl_name_imo_near(l->imo);
    }
    size_t at = pl_stage_begin_in_port(s, &p);
    pl_stage_trade(s, &p, at, 12);
    if (!s->turn) {
        note_listed(s, PL_NOTE_LOOK_ALIKE, s->first, 0);
    }
    return true;
}

static bool shared_number(struct pl_stage *s) {
    struct pl_pilot a = pl_stage_pilot(s, s->first, false);
    struct pl_pilot b = pl_stage_pilot(s, s->first + 1, false);
    if (!begin_at_sea(s, &a, NEAR_REACH)) {
        return false;
    }
    pl_pos here = a.ship->knots[0].pos;
    pl_pos pos = here;
    for (int i = 0; i < 40 && pl_sphere_distance_m(here, pos) < 150 * PL_NM_M; i++) {
        if (!pl_world_open_water(s->world, &b.rand, 28000, 0, NEAR_REACH, &pos)) {
            return false;
        }
    }
    pl_pilot_start(&b, s->world->params.start - PL_MINUTE_US, pos);
    b.ship->aliases[0].who = a.ship->aliases[0].who;
    pl_stage_wander(s, &a, a.end, 7, NEAR_REACH);
    pl_stage_wander(s, &b, b.end, 9, NEAR_REACH);
    (void)note(s, PL_NOTE_SHARED_NUMBER, s->first, s->first + 1, s->world->params.start, s->world->end, here);
    return true;
}

static bool identity_swap(struct pl_stage *s) {
    struct pl_pilot a = pl_stage_pilot(s, s->first, false);
    struct pl_pilot b = pl_stage_pilot(s, s->first + 1, false);
    if (!begin_at_sea(s, &a, NEAR_REACH)) {
        return false;
    }
    pl_pos here = a.ship->knots[0].pos;
    pl_pos pos = here;
    for (int i = 0; i < 60 && pl_sphere_distance_m(here, pos) < 250 * PL_NM_M; i++) {
        if (!pl_world_open_water(s->world, &b.rand, 28000, 0, NEAR_REACH, &pos)) {
            return false;
        }
    }
    pl_pilot_start(&b, s->world->params.start - PL_MINUTE_US, pos);
    pl_stage_wander(s, &a, a.end, 6, NEAR_REACH);
    pl_stage_wander(s, &b, b.end, 6, NEAR_REACH);
    pl_time from = pl_stage_time(s, pl_rand_range(&s->rand, 0.35, 0.6));
    pl_time until = from + 90 * PL_MINUTE_US;
    for (int k = 0; k < 2; k++) { /* each keeps its hull's measures and takes the other's names and numbers */
        struct pl_ship *me = k ? b.ship : a.ship;
        struct pl_identity who = (k ? a.ship : b.ship)->aliases[0].who;
        const struct pl_identity *own = &me->aliases[0].who;
        who.to_bow_m = own->to_bow_m;
        who.to_stern_m = own->to_stern_m;
        who.to_port_m = own->to_port_m;
        who.to_starboard_m = own->to_starboard_m;
        pl_ship_silent(me, a.arena, from, until);
        pl_ship_alias(me, a.arena, until, &who);
    }
    (void)note(s, PL_NOTE_IDENTITY_SWAP, s->first, s->first + 1, from, until,
               pl_ship_place(a.ship, from, &(struct pl_cursor){0}));
    return true;
}

static bool silent_call(struct pl_stage *s) {
    struct pl_pilot p = pl_stage_pilot(s, s->first, false);
    struct pl_world *w = s->world;
    double hours = 24.0 * w->params.days;
    size_t at = pl_stage_begin_in_port(s, &p);
    double reach_nm = hours * 0.3 * 11;
    size_t to = pl_stage_next_port(s, &p, at, 60, reach_nm < 700 ? reach_nm : 700, "KP");
    if (to == w->n_berths) {
        to = pl_stage_next_port(s, &p, at, 40, reach_nm < 500 ? reach_nm : 500, NULL);
    }
    if (to == w->n_berths || w->params.days < 3) {
        pl_stage_trade(s, &p, at, 11);
        return true;
    }
    pl_pilot_hold(&p, pl_stage_time(s, 0.1), 12, PL_DUTY_BERTH);
    const struct pl_way *way = pl_world_way(w, at, to);
    pl_pilot_follow(&p, way->points, way->n, 11, PL_DUTY_SAIL);
    pl_time arrival = pl_ship_last(p.ship).at;
    pl_pilot_hold(&p, arrival + (pl_time)pl_rand_range(&p.rand, 8 * 60, 15 * 60) * PL_MINUTE_US, 12, PL_DUTY_BERTH);
    pl_time leaving = pl_ship_last(p.ship).at;
    const struct pl_way *back = pl_world_way(w, to, at);
    pl_pilot_follow(&p, back->points, back->n, 11, PL_DUTY_SAIL);
    pl_pilot_hold(&p, p.end, 12, PL_DUTY_BERTH);
    pl_time off = (pl_time)(pl_pilot_hours(way->length_m, 11) * 0.45 * 60) * PL_MINUTE_US;
    off = off > 6 * PL_HOUR_US ? 6 * PL_HOUR_US : off;
    pl_ship_silent(p.ship, p.arena, arrival - off, leaving + off);
    struct pl_note *n = note(s, PL_NOTE_SILENT_CALL, s->first, -1, arrival, leaving, w->berths[to].pos);
    if (n) {
        n->berth = &w->berths[to];
    }
    return true;
}

static bool false_track(struct pl_stage *s) {
    struct pl_pilot p = pl_stage_pilot(s, s->first, false);
    if (!begin_at_sea(s, &p, NEAR_REACH)) {
        return false;
    }
    pl_stage_wander(s, &p, p.end, 8, NEAR_REACH);
    struct pl_falsehood lie = {.kind = s->turn % 2 ? PL_FALSE_RING : PL_FALSE_LINE, .speed_kn = 11.5, .radius_m = 4000};
    double hours = s->turn % 2 ? 9 : 14;
    hours = hours > 6.0 * s->world->params.days ? 6.0 * s->world->params.days : hours;
    lie.start = pl_stage_time(s, pl_rand_range(&s->rand, 0.2, 0.5));
    lie.end = lie.start + (pl_time)(hours * 3600) * PL_SECOND_US;
    pl_pos real = pl_ship_place(p.ship, lie.start, &(struct pl_cursor){0});
    for (int i = 0; i < 300; i++) {
        lie.course_deg = pl_rand_range(&s->rand, 0, 360);
        if (!pl_world_open_water(s->world, &s->rand, 40000, 0, 3, &lie.centre) ||
            pl_sphere_distance_m(real, lie.centre) < 120 * PL_NM_M ||
            !pl_chart_is_wide(s->world->chart, lie.centre, 2)) {
            continue;
        }
        double course;
        pl_pos mid = pl_falsehood_place(&lie, lie.start + (lie.end - lie.start) / 2, &course);
        pl_pos far = pl_falsehood_place(&lie, lie.end, &course);
        if (lie.kind == PL_FALSE_RING ||
            (pl_chart_clear(s->world->chart, lie.centre, mid) && pl_chart_clear(s->world->chart, mid, far))) {
            pl_ship_lie(p.ship, p.arena, &lie);
            (void)note(s, PL_NOTE_FALSE_TRACK, s->first, -1, lie.start, lie.end, lie.centre);
            return true;
        }
    }
    return true;
}

/* Two ships work in an area where positions are shifted for some hours; whoever passes is shifted too. */
static bool interference(struct pl_stage *s) {
    struct pl_world *w = s->world;
    for (int k = 0; k < 2; k++) {
        struct pl_pilot p = pl_stage_pilot(s, s->first + k, false);
        pl_pos pos;
        if (k == 0 ? !pl_world_open_water(w, &p.rand, 45000, 0, 0.5, &pos)
                   : !pl_stage_nearby(s, &p, w->ships[s->first].knots[0].pos, 6, 14, 20000, 0.8, &pos)) {
            return false;
        }
        pl_pilot_start(&p, w->params.start - PL_MINUTE_US, pos);
        pl_pilot_work(&p, p.end, k ? 6 : 4, k ? PL_DUTY_SEARCH : PL_DUTY_SURVEY);
    }
    if (w->n_zones == sizeof w->zones / sizeof *w->zones) {
        return true;
    }
    struct pl_zone zone = {.centre = w->ships[s->first].knots[0].pos, .radius_m = 22 * PL_NM_M};
    zone.start = pl_stage_time(s, pl_rand_range(&s->rand, 0.3, 0.6));
    zone.end = zone.start + (w->params.days < 3 ? 3 : 7) * PL_HOUR_US;
    for (int i = 0; i < 200; i++) {
        if (pl_world_open_water(w, &s->rand, 45000, 0, 3, &zone.ring) &&
            pl_sphere_distance_m(zone.ring, zone.centre) > 70 * PL_NM_M) {
            w->zones[w->n_zones++] = zone;
            break;
        }
    }
    return true;
}

static bool wait_at_sea(struct pl_stage *s) {
    static const struct {
        double hours, knots;
    } waits[] = {{9, 0.6}, {4.6, 0.9}, {3.3, 0.5}, {7, 1.75}, {7, 2.35}, {14, 0.3}};
    struct pl_pilot p = pl_stage_pilot(s, s->first, false);
    if (!begin_at_sea(s, &p, NEAR_REACH)) {
        return false;
    }
    size_t k = (size_t)s->turn;
    for (pl_time next = pl_stage_time(s, 0.1); next < p.end && pl_ship_last(p.ship).at < p.end; k++) {
        pl_stage_wander(s, &p, next, 10, NEAR_REACH);
        pl_pos to;
        if (pl_stage_nearby(s, &p, pl_ship_last(p.ship).pos, 8, 40, 26000, NEAR_REACH, &to)) {
            (void)pl_pilot_sail(&p, to, 10, PL_DUTY_SAIL);
            pl_time until = pl_ship_last(p.ship).at + (pl_time)(waits[k % 6].hours * 60) * PL_MINUTE_US;
            pl_pilot_drift(&p, until, pl_rand_range(&p.rand, 0, 360), waits[k % 6].knots, PL_DUTY_WAIT);
        }
        next = pl_ship_last(p.ship).at + (pl_time)pl_rand_range(&p.rand, 12, 40) * PL_HOUR_US;
    }
    return true;
}

/* Anchors off a port, on both sides of the distance that people still call "at the port". */
static bool anchor_off(struct pl_stage *s) {
    struct pl_pilot p = pl_stage_pilot(s, s->first, false);
    size_t at = pl_stage_begin_in_port(s, &p);
    size_t to = pl_stage_next_port(s, &p, at, 60, 400, NULL);
    pl_pos part[PL_CHART_WAY_MAX];
    const struct pl_way *way = to < s->world->n_berths ? pl_world_way(s->world, at, to) : NULL;
    size_t n = way ? pl_stage_cut(way, s->turn % 2 ? 17000 : 8000, part) : 0;
    if (n >= 2) {
        pl_pilot_follow(&p, part, n, 11, PL_DUTY_SAIL);
        pl_pilot_hold(&p, pl_ship_last(p.ship).at + 9 * PL_HOUR_US, 90, PL_DUTY_ANCHOR);
        (void)pl_pilot_sail(&p, s->world->berths[to].pos, 7, PL_DUTY_SAIL);
        pl_pilot_hold(&p, pl_ship_last(p.ship).at + 11 * PL_HOUR_US, 12, PL_DUTY_BERTH);
        at = to;
    }
    pl_stage_trade(s, &p, at, 11);
    return true;
}

static bool fisher(struct pl_stage *s) {
    struct pl_pilot p = pl_stage_pilot(s, s->first, s->turn % 4 != 3);
    if (!begin_at_sea(s, &p, 0.4)) {
        return false;
    }
    while (pl_ship_last(p.ship).at < p.end) {
        pl_time hours = (pl_time)pl_rand_range(&p.rand, 6, 15) * PL_HOUR_US;
        pl_pilot_work(&p, pl_ship_last(p.ship).at + hours, pl_rand_range(&p.rand, 3.2, 4.5), PL_DUTY_FISH);
        pl_stage_wander(s, &p, pl_ship_last(p.ship).at + PL_HOUR_US, 8, 0.4);
        if (pl_rand_chance(&p.rand, 0.3)) {
            pl_time rest = (pl_time)pl_rand_range(&p.rand, 60, 400) * PL_MINUTE_US;
            pl_pilot_drift(&p, pl_ship_last(p.ship).at + rest, 45, 0.5, PL_DUTY_WAIT);
        }
    }
    return true;
}

static bool wrong_imo(struct pl_stage *s) {
    if (!trader(s)) {
        return false;
    }
    struct pl_identity *who = &s->world->ships[s->first].aliases[0].who;
    who->imo = who->imo - who->imo % 10 + (who->imo + 4) % 10;
    (void)note(s, PL_NOTE_WRONG_IMO, s->first, -1, s->world->params.start, s->world->end,
               s->world->ships[s->first].knots[0].pos);
    return true;
}

static bool wrong_mmsi(struct pl_stage *s) {
    if (!trader(s)) {
        return false;
    }
    struct pl_identity *who = &s->world->ships[s->first].aliases[0].who;
    who->mmsi = PL_EXERCISE_MID_WRONG * 1000000u + who->mmsi % 1000000u;
    (void)note(s, PL_NOTE_WRONG_MMSI, s->first, -1, s->world->params.start, s->world->end,
               s->world->ships[s->first].knots[0].pos);
    return true;
}

/* The third that no rule names. */
static bool quirk(struct pl_stage *s) {
    static const struct {
        int duty;
        double knots;
    } works[] = {
        {PL_DUTY_SURVEY, 4.5}, {PL_DUTY_SEARCH, 8}, {PL_DUTY_FISH, 3.4}, {PL_DUTY_TIDE, 3.2}, {PL_DUTY_PATROL, 12}};
    int kind = s->turn % 8;
    struct pl_pilot p = pl_stage_pilot(s, s->first, kind == 2);
    if (kind == 5) { /* slow steaming */
        size_t at = pl_stage_begin_in_port(s, &p);
        pl_stage_trade(s, &p, at, 5.2);
        return true;
    }
    if (!begin_at_sea(s, &p, kind == 2 ? 0.4 : 0.8)) {
        return false;
    }
    if (kind < 5) {
        pl_pilot_work(&p, p.end, works[kind].knots, works[kind].duty);
        return true;
    }
    while (pl_ship_last(p.ship).at < p.end) {
        pl_time hours = (pl_time)pl_rand_range(&p.rand, 10, 30) * PL_HOUR_US;
        if (kind == 6) {
            pl_pos to;
            if (!pl_stage_nearby(s, &p, pl_ship_last(p.ship).pos, 20, 60, 12000, 1.0, &to) ||
                !pl_pilot_sail(&p, to, 4.2, PL_DUTY_TOW)) {
                pl_pilot_drift(&p, pl_ship_last(p.ship).at + hours, 10, 2.8, PL_DUTY_TOW);
            }
        } else {
            pl_stage_wander(s, &p, pl_ship_last(p.ship).at + hours, 9, 0.8);
            pl_time adrift = (pl_time)pl_rand_range(&p.rand, 3 * 60, 13 * 60) * PL_MINUTE_US;
            double course = pl_rand_range(&p.rand, 0, 360);
            double knots = pl_rand_range(&p.rand, 0.7, 1.6);
            pl_pilot_drift(&p, pl_ship_last(p.ship).at + adrift, course, knots, PL_DUTY_BREAKDOWN);
        }
    }
    return true;
}

struct scenario {
    const char *role;
    int ships;
    bool (*arrange)(struct pl_stage *stage);
};

/* In the order in which a small world gets them. */
static const struct scenario scenarios[] = {
    {"silence", 1, silence},
    {"meeting", 2, meeting},
    {"listed_own", 1, listed_own},
    {"shared_number", 2, shared_number},
    {"look_alike", 1, look_alike},
    {"silent_call", 1, silent_call},
    {"listed_partner", 2, listed_partner},
    {"identity_swap", 2, identity_swap},
    {"false_track", 1, false_track},
    {"meeting", 2, meeting},
    {"listed_carried", 1, listed_carried},
    {"silence", 1, silence},
    {"wait", 1, wait_at_sea},
    {"interference", 2, interference},
    {"wrong_imo", 1, wrong_imo},
    {"wrong_mmsi", 1, wrong_mmsi},
    {"meeting", 2, meeting},
    {"meeting", 2, meeting},
    {"meeting", 2, meeting},
    {"silence", 1, silence},
    {"fish", 1, fisher},
    {"anchor_off", 1, anchor_off},
    {"anchor_off", 1, anchor_off},
    {"wait", 1, wait_at_sea},
    {"trade", 1, trader},
    {"trade", 1, trader},
    {"fish", 1, fisher},
    {"trade", 1, trader},
    {"trade", 1, trader},
};

#define N_SCENARIOS (sizeof scenarios / sizeof *scenarios)

/* Ships whose scenario found no place: forget what was begun and trade instead. */
static void fall_back(struct pl_stage *s, int ships) {
    for (int k = 0; k < ships; k++) {
        struct pl_ship *ship = &s->world->ships[s->first + k];
        struct pl_stage one = *s;
        one.first = s->first + k;
        memset(ship, 0, sizeof *ship);
        ship->role = "trade";
        (void)trader(&one);
    }
}

static void arrange(struct pl_world *world, const struct scenario *scenario, int first, int turn) {
    struct pl_stage stage = {.world = world, .first = first, .turn = turn};
    pl_rand_open(&stage.rand, world->params.seed, 100000 + (uint64_t)first);
    for (int k = 0; k < scenario->ships; k++) {
        world->ships[first + k].role = scenario->role;
    }
    world->n_ships = first + scenario->ships;
    if (!scenario->arrange(&stage)) {
        fall_back(&stage, scenario->ships);
    }
}

static int turn_of(const int *turns, const struct scenario *scenario) {
    int turn = 0;
    for (size_t k = 0; k < N_SCENARIOS; k++) {
        turn += scenarios[k].arrange == scenario->arrange ? turns[k] : 0;
    }
    return turn;
}

void pl_scenario_fill(struct pl_world *world) {
    static const struct scenario odd = {"odd", 1, quirk};
    int turns[N_SCENARIOS] = {0};
    int total = world->params.vessels;
    int plain = total - total / 3;
    int next = 0;
    for (size_t k = 0; next < plain; k = (k + 1) % N_SCENARIOS) {
        if (next + scenarios[k].ships <= plain) {
            arrange(world, &scenarios[k], next, turn_of(turns, &scenarios[k]));
            turns[k]++;
            next += scenarios[k].ships;
        }
    }
    for (int turn = 0; next < total; turn++, next++) {
        arrange(world, &odd, next, turn);
    }
    for (size_t i = 0; i < world->n_zones; i++) {
        pl_stage_interfere(world, &world->zones[i]);
    }
    for (int i = 7; i < total; i += 23) {
        world->ships[i].placeholders = true;
    }
}
