#include "detect/port.h"

#include <string.h>

#include "base/ban.h"

#define FAR_M  40000.0
#define NEAR_M 4000.0

static void add_input(struct pl_port_state *s, const struct pl_fix *fix) { pl_basis_add(&s->basis, 0, fix); }

/* The nearest port whose radius holds the fix. Remembers how far it is certainly not inside any. */
static const struct pl_port *find_port(struct pl_port_state *s, const struct pl_detect *detect, pl_pos pos) {
    if (!detect->ports || (s->clear_m > 0 && pl_sphere_distance_m(s->clear_pos, pos) < s->clear_m)) {
        return NULL;
    }
    double radius_m = pl_rule(detect, PL_RULE_PORT_VISIT_IN_M);
    const struct pl_port *port;
    if (pl_near_port(detect, pos, radius_m, &port)) {
        s->clear_m = 0;
        return port;
    }
    s->clear_pos = pos;
    s->clear_m = !pl_near_port(detect, pos, radius_m + FAR_M, NULL)    ? FAR_M
                 : !pl_near_port(detect, pos, radius_m + NEAR_M, NULL) ? NEAR_M
                                                                       : 0;
    return NULL;
}

static int confidence_of(const struct pl_port_state *s, const struct pl_detect *detect, bool seen_exit) {
    int ends = (s->seen_entry ? 1 : 0) + (seen_exit ? 1 : 0);
    int confidence = s->seen_stop || s->seen_gap ? 2 + ends : 1;
    if (s->port->uncertainty_m > pl_rule(detect, PL_RULE_PORT_VISIT_UNCERTAIN_M)) {
        confidence--;
    }
    return confidence < 1 ? 1 : confidence;
}

static void report(struct pl_port_state *s, struct pl_detect *detect, const struct pl_track_name *track,
                   const struct pl_fix *last, const struct pl_fix *out) {
    struct pl_event event = pl_event_about(PL_EVENT_PORT_VISIT, track, 1);
    if (!s->last_added) {
        add_input(s, last);
    }
    if (out) {
        add_input(s, out);
    }
    event.start = s->start;
    event.open = !out;
    event.end = out ? last->at : PL_TIME_NONE;
    event.hours = pl_hours(s->start, last->at);
    event.start_pos = s->start_pos;
    event.end_pos = last->pos;
    event.has_start_pos = event.has_pos = true;
    event.has_end_pos = out != NULL;
    event.pos = s->port->pos;
    size_t n = s->port->id.n < sizeof event.port - 1 ? s->port->id.n : sizeof event.port - 1;
    memcpy(event.port, s->port->id.p, n);
    event.confidence = confidence_of(s, detect, out != NULL);
    event.has_gap = s->seen_gap;
    event.port_distance_m = 0;
    pl_detect_emit(detect, &event, &s->basis, PL_STR(""));
    s->inside = false;
    s->port = NULL;
}

static void enter(struct pl_port_state *s, const struct pl_port *port, const struct pl_fix *last,
                  const struct pl_fix *fix) {
    s->inside = true;
    s->port = port;
    s->seen_entry = last != NULL;
    s->seen_stop = s->seen_gap = s->stopped = false;
    s->start = fix->at;
    s->start_pos = fix->pos;
    pl_basis_start(&s->basis);
    if (last) {
        add_input(s, last);
    }
    add_input(s, fix);
    s->last_added = true;
}

/* A report while inside: what it shows beside its place. */
static void look(struct pl_port_state *s, const struct pl_detect *detect, const struct pl_fix *fix, double step_kn) {
    double speed_kn = fix->sog_kn >= 0 ? fix->sog_kn : step_kn;
    if (speed_kn < 0) {
        return;
    }
    if (s->stopped) {
        s->stopped = speed_kn < pl_rule(detect, PL_RULE_PORT_VISIT_START_KN);
    } else if (speed_kn <= pl_rule(detect, PL_RULE_PORT_VISIT_STOP_KN)) {
        s->stopped = true;
        if (!s->seen_stop && !s->last_added) {
            add_input(s, fix);
            s->last_added = true;
        }
        s->seen_stop = true;
    }
}

void pl_port_fold(struct pl_port_state *s, struct pl_detect *detect, const struct pl_track_name *track,
                  const struct pl_fix *last, const struct pl_fix *fix, double step_kn) {
    if (!s->inside) {
        const struct pl_port *port = find_port(s, detect, fix->pos);
        if (port) {
            enter(s, port, last, fix);
            look(s, detect, fix, step_kn);
        }
        return;
    }
    bool gap = last && fix->at - last->at >= pl_rule_hours_us(detect, PL_RULE_PORT_VISIT_GAP_HOURS);
    if (gap) {
        s->seen_gap = true;
        if (!s->last_added) {
            add_input(s, last);
            s->last_added = true;
        }
    }
    double out_m = pl_rule(detect, PL_RULE_PORT_VISIT_OUT_M) + s->port->uncertainty_m;
    if (pl_sphere_distance_m(s->port->pos, fix->pos) >= out_m) {
        report(s, detect, track, last ? last : fix, fix);
        const struct pl_port *port = find_port(s, detect, fix->pos);
        if (port) {
            enter(s, port, last, fix);
            look(s, detect, fix, step_kn);
        }
        return;
    }
    s->last_added = gap;
    if (gap) {
        add_input(s, fix);
    }
    look(s, detect, fix, step_kn);
}

void pl_port_end(struct pl_port_state *s, struct pl_detect *detect, const struct pl_track_name *track,
                 const struct pl_fix *last) {
    if (s->inside) {
        report(s, detect, track, last, NULL);
    }
}

static const struct pl_port *port_of_id(const struct pl_ports *ports, pl_str id) {
    for (size_t i = 0; ports && i < pl_ports_count(ports); i++) {
        if (pl_str_eq(pl_ports_at(ports, i)->id, id)) {
            return pl_ports_at(ports, i);
        }
    }
    return NULL;
}

static void wire_port(struct pl_port_state *s, const struct pl_detect *detect, struct pl_wire *wire) {
    char id[256];
    uint32_t n = s->port ? (uint32_t)(s->port->id.n < sizeof id ? s->port->id.n : sizeof id) : 0;
    if (s->port) {
        memcpy(id, s->port->id.p, n);
    }
    pl_wire_count(wire, &n, sizeof id);
    pl_wire_bytes(wire, id, n);
    if (pl_wire_reading(wire)) {
        s->port = wire->failed ? NULL : port_of_id(detect->ports, pl_str_make(id, n));
        if (!s->port) {
            wire->failed = true;
            s->inside = false;
        }
    }
}

void pl_port_wire(struct pl_port_state *s, struct pl_detect *detect, struct pl_wire *wire) {
    pl_wire_bool(wire, &s->inside);
    if (!s->inside) {
        return; /* clear_m only saves work */
    }
    wire_port(s, detect, wire);
    pl_wire_bool(wire, &s->seen_entry);
    pl_wire_bool(wire, &s->seen_stop);
    pl_wire_bool(wire, &s->seen_gap);
    pl_wire_bool(wire, &s->stopped);
    pl_wire_time(wire, &s->start);
    pl_wire_pos(wire, &s->start_pos);
    pl_wire_bool(wire, &s->last_added);
    pl_basis_wire(&s->basis, wire);
}
