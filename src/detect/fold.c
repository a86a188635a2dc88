#include "detect/fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

#define PORT_SEARCH_M 500000.0

pl_time pl_rule_hours_us(const struct pl_detect *detect, enum pl_rule_key key) {
    return (pl_time)(pl_rule(detect, key) * (double)PL_HOUR_US + 0.5);
}

pl_time pl_rule_minutes_us(const struct pl_detect *detect, enum pl_rule_key key) {
    return (pl_time)(pl_rule(detect, key) * (double)PL_MINUTE_US + 0.5);
}

double pl_hours(pl_time from, pl_time to) { return (double)(to - from) / (double)PL_HOUR_US; }

void pl_held_set(struct pl_held *held, const struct pl_fix *fix, struct pl_detect *detect) {
    if (fix->record.n > PL_RECORD_MAX) {
        detect->failed = true;
        return;
    }
    if (held->cap < fix->record.n) {
        char *grown = realloc(held->p, fix->record.n);
        if (!grown) {
            detect->failed = true;
            return;
        }
        held->p = grown;
        held->cap = (uint16_t)fix->record.n;
    }
    if (fix->record.n > 0) {
        memcpy(held->p, fix->record.p, fix->record.n);
    }
    held->n = (uint16_t)fix->record.n;
    held->at = fix->at;
    held->pos = fix->pos;
    held->sog_kn = fix->sog_kn;
    held->src = fix->src;
}

struct pl_fix pl_held_fix(const struct pl_held *held) {
    return (struct pl_fix){.at = held->at,
                           .pos = held->pos,
                           .sog_kn = held->sog_kn,
                           .src = held->src,
                           .record = pl_str_make(held->p, held->n)};
}

void pl_held_free(struct pl_held *held) {
    free(held->p);
    *held = (struct pl_held){0};
}

void pl_held_wire(struct pl_held *held, struct pl_wire *wire) {
    uint32_t n = held->n;
    pl_wire_count(wire, &n, PL_RECORD_MAX);
    if (n == 0) {
        return;
    }
    pl_wire_time(wire, &held->at);
    pl_wire_pos(wire, &held->pos);
    pl_wire_f64(wire, &held->sog_kn);
    pl_wire_loc(wire, &held->src);
    if (pl_wire_reading(wire)) {
        if (held->at == PL_TIME_NONE) {
            wire->failed = true;
        }
        char *p = wire->in.n < n ? NULL : realloc(held->p, n);
        if (!p) {
            wire->failed = true;
            return;
        }
        held->p = p;
        held->n = held->cap = (uint16_t)n;
    }
    pl_wire_bytes(wire, held->p, n);
}

static pl_hash reference_of(pl_str record) {
    struct pl_report report = {.record = record};
    return pl_report_reference(&report);
}

void pl_basis_start(struct pl_basis *basis) {
    *basis = (struct pl_basis){0};
    pl_sha256_start(&basis->sha);
}

void pl_basis_add(struct pl_basis *basis, unsigned vessel, const struct pl_fix *input) {
    if (basis->n == 0) {
        basis->first = reference_of(input->record);
        basis->from = input->at;
    }
    basis->n++;
    basis->to = input->at;
    pl_sha256_add(&basis->sha, input->record.p, input->record.n);
    struct pl_loc *places = basis->places[vessel];
    uint32_t *n = &basis->n_places[vessel];
    if (*n == 4) {
        places[2] = places[3];
        places[3] = input->src;
    } else {
        places[(*n)++] = input->src;
    }
}

void pl_basis_wire(struct pl_basis *basis, struct pl_wire *wire) {
    pl_wire_sha(wire, &basis->sha);
    pl_wire_u64(wire, &basis->n);
    pl_wire_time(wire, &basis->from);
    pl_wire_time(wire, &basis->to);
    pl_wire_hash(wire, &basis->first);
    for (unsigned v = 0; v < PL_EVENT_PAIR; v++) {
        pl_wire_count(wire, &basis->n_places[v], 4);
        for (uint32_t i = 0; i < basis->n_places[v]; i++) {
            pl_wire_loc(wire, &basis->places[v][i]);
        }
    }
}

struct pl_event pl_event_about(int type, const struct pl_track_name *tracks, unsigned n) {
    struct pl_event event = {0};
    event.type = type;
    event.n_vessels = n;
    event.end = PL_TIME_NONE;
    event.port_distance_m = event.top_kn = event.needs_kn = event.by_chance = -1;
    event.notes.expected = event.notes.chance = -1;
    for (unsigned i = 0; i < n; i++) {
        event.vessels[i].mmsi = tracks[i].mmsi;
        event.vessels[i].has_track = true;
        event.vessels[i].track = tracks[i].ref;
    }
    return event;
}

static int vessel_cmp(const struct pl_event_vessel *a, const struct pl_event_vessel *b) {
    if (a->mmsi != b->mmsi) {
        return a->mmsi < b->mmsi ? -1 : 1;
    }
    return pl_hash_cmp(a->track, b->track);
}

static void add_be32(struct pl_sha256 *sha, uint32_t v) {
    uint8_t b[4] = {(uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v};
    pl_sha256_add(sha, b, sizeof b);
}

pl_hash pl_event_id_of(const struct pl_event *event, const struct pl_rules *rules, pl_hash first, pl_str extra) {
    struct pl_sha256 sha;
    pl_sha256_start(&sha);
    pl_sha256_add(&sha, "plimsoll-event/v1\n", 18);
    const char *type = pl_event_type_name(event->type);
    pl_sha256_add(&sha, type, strlen(type) + 1);
    pl_sha256_add(&sha, rules->hash.b, sizeof rules->hash.b);
    add_be32(&sha, event->n_vessels);
    for (unsigned i = 0; i < event->n_vessels; i++) {
        add_be32(&sha, event->vessels[i].mmsi);
        pl_sha256_add(&sha, event->vessels[i].track.b, PL_HASH_BYTES);
    }
    pl_sha256_add(&sha, first.b, sizeof first.b);
    pl_sha256_add(&sha, extra.p, extra.n);
    return pl_sha256_digest(&sha);
}

void pl_detect_emit(struct pl_detect *detect, struct pl_event *event, const struct pl_basis *basis, pl_str extra) {
    event->n_inputs = basis->n;
    event->inputs_from = basis->from;
    event->inputs_to = basis->to;
    event->digest = pl_sha256_digest(&basis->sha);
    event->first_input = basis->first;
    event->n_evidence = 0;
    for (unsigned v = 0; v < event->n_vessels; v++) {
        for (uint32_t i = 0; i < basis->n_places[v]; i++) {
            event->evidence[event->n_evidence] = basis->places[v][i];
            event->evidence_mmsi[event->n_evidence++] = event->vessels[v].mmsi;
        }
    }
    if (event->n_vessels == 2 && vessel_cmp(&event->vessels[0], &event->vessels[1]) > 0) {
        struct pl_event_vessel first = event->vessels[0];
        event->vessels[0] = event->vessels[1];
        event->vessels[1] = first;
    }
    event->id = pl_event_id_of(event, detect->rules, basis->first, extra);
    detect->sink(detect->ctx, event);
}

bool pl_near_port(const struct pl_detect *detect, pl_pos pos, double within_m, const struct pl_port **ret_port) {
    double distance = 0;
    const struct pl_port *port = detect->ports ? pl_ports_nearest(detect->ports, pos, within_m, &distance) : NULL;
    if (ret_port) {
        *ret_port = port;
    }
    return port != NULL;
}

double pl_port_distance_m(const struct pl_detect *detect, pl_pos pos) {
    double distance = -1;
    if (!detect->ports || !pl_ports_nearest(detect->ports, pos, PORT_SEARCH_M, &distance)) {
        return -1;
    }
    return distance;
}
