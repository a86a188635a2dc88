#include "exercise/truth_in.h"

#include "base/ban.h"

#define MARGIN_US (90 * PL_MINUTE_US) /* entering and leaving a port belong to the stop */

/* A port's place is known to its uncertainty only: a ship is at the port within 3 km of wherever it may be. */

/* From `at` minute by minute in a direction until the ship is beyond `metres` of the port; within a day. */
static pl_time beyond(const struct pl_ship *ship, pl_time at, int step, pl_pos port, double metres) {
    struct pl_cursor cursor = {0};
    for (int i = 0; i < 1440; i++) {
        if (pl_sphere_distance_m(pl_ship_place(ship, at, &cursor), port) > metres) {
            return at;
        }
        at += step * PL_MINUTE_US;
    }
    return at;
}

static void tell_stop(struct pl_teller *t, int index, pl_time from, pl_time until) {
    const struct pl_world *w = t->world;
    const struct pl_ship *ship = &w->ships[index];
    double metres = 0;
    const struct pl_port *port = pl_ports_nearest(w->ports, pl_tell_place(t, index, from), 3000, &metres);
    if (!port || until <= w->params.start || from >= w->end) {
        return;
    }
    bool cut = from < w->params.start || until >= w->end;
    pl_time enter =
        from < w->params.start ? w->params.start : beyond(ship, from, -1, port->pos, 3000 + port->uncertainty_m);
    pl_time leave = until >= w->end ? w->end : beyond(ship, until, 1, port->pos, 4000 + port->uncertainty_m);
    enter = enter < w->params.start ? w->params.start : enter;
    leave = leave > w->end ? w->end : leave;
    struct pl_truth_entry *e = leave > enter ? pl_tell(t, "port_visit", index, enter, leave) : NULL;
    if (!e) {
        return;
    }
    e->port = port->id.p;
    e->port_n = port->id.n;
    e->port_distance_m = 0;
    e->stop_hours = pl_tell_hours(from < w->params.start ? w->params.start : from, until < w->end ? until : w->end);
    if (pl_tell_seen(t, index, enter, leave, &e->start, &e->end, &e->longest_hole_h)) {
        bool whole =
            !cut && e->longest_hole_h < 4 && pl_tell_hours(e->start, e->end) > 0.9 * pl_tell_hours(enter, leave);
        e->observable = whole ? PL_OBSERVABLE_YES : PL_OBSERVABLE_PARTLY;
    } else {
        size_t first = pl_air_seen_from(t->air, index, enter);
        bool one = first < pl_air_seen_count(t->air, index) && pl_air_seen(t->air, index, first).at <= leave;
        e->observable = one ? PL_OBSERVABLE_PARTLY : PL_OBSERVABLE_NO;
    }
}

/* A ship that only passes a port: an observer may call that a visit of the lowest confidence, or not. */
static void tell_passage(struct pl_teller *t, int index, pl_time from, pl_time until, const struct pl_port *port) {
    struct pl_truth_entry *e = pl_tell(t, "port_visit", index, from, until);
    if (e) {
        e->port = port->id.p;
        e->port_n = port->id.n;
        e->port_distance_m = 0;
        e->observable = PL_OBSERVABLE_PARTLY;
    }
}

/* Whether the ship is about to stop, stops or has stopped at this very port. */
static bool stops_here(const struct pl_ship *ship, pl_time at, const struct pl_port *port) {
    for (size_t i = 0; i < ship->n_orders; i++) {
        const struct pl_order *order = &ship->orders[i];
        if (order->duty == PL_DUTY_BERTH && at >= order->start - MARGIN_US && at <= order->end + MARGIN_US) {
            pl_pos berth = pl_ship_place(ship, order->start, &(struct pl_cursor){0});
            if (pl_sphere_distance_m(berth, port->pos) < 3000 + port->uncertainty_m) {
                return true;
            }
        }
    }
    return false;
}

static void tell_passages(struct pl_teller *t, int index) {
    const struct pl_world *w = t->world;
    const struct pl_ship *ship = &w->ships[index];
    struct pl_cursor cursor = {0};
    const struct pl_port *in = NULL;
    pl_time since = w->params.start;
    for (pl_time at = w->params.start; at < w->end;) {
        double metres = 0;
        const struct pl_port *port = pl_ports_nearest(w->ports, pl_ship_place(ship, at, &cursor), 60000, &metres);
        double clear_m = port ? metres - port->uncertainty_m - 4000 : 60000;
        bool inside = port && clear_m <= 0 && !stops_here(ship, at, port);
        if (inside && !in) {
            in = port;
            since = at;
        } else if (!inside && in) {
            tell_passage(t, index, since, at, in);
            in = NULL;
        }
        /* Nothing here sails faster than 10 m/s. */
        at += clear_m > 2000 ? (pl_time)(clear_m / 10) * PL_SECOND_US : 2 * PL_MINUTE_US;
    }
    if (in) {
        tell_passage(t, index, since, w->end, in);
    }
}

/* Every stop at a port, and every passage close by one. */
void pl_tell_stops(struct pl_teller *t, int index) {
    const struct pl_ship *ship = &t->world->ships[index];
    pl_time from = PL_TIME_NONE;
    pl_time until = PL_TIME_NONE;
    for (size_t i = 0; i < ship->n_orders; i++) {
        const struct pl_order *order = &ship->orders[i];
        if (order->duty != PL_DUTY_BERTH) {
            continue;
        }
        if (from != PL_TIME_NONE && order->start > until) {
            tell_stop(t, index, from, until);
            from = PL_TIME_NONE;
        }
        from = from == PL_TIME_NONE ? order->start : from;
        until = order->end;
    }
    if (from != PL_TIME_NONE) {
        tell_stop(t, index, from, until);
    }
    tell_passages(t, index);
}
