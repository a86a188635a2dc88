#include "detect/identity.h"

#include <stdio.h>
#include <string.h>

#include "base/ban.h"

static void tell(struct pl_detect *detect, uint32_t mmsi, const char *field, const char *value, const char *why,
                 const struct pl_ais_static *said, const struct pl_fix *fix) {
    struct pl_track_name nobody = {.mmsi = mmsi};
    struct pl_event event = pl_event_about(PL_EVENT_IDENTIFIER_INVALID, &nobody, 1);
    event.vessels[0].has_track = false;
    if (said != NULL) { /* the record itself; whoever delivers the event fills in what it leaves open */
        event.vessels[0].imo = said->imo;
        memcpy(event.vessels[0].name, said->name, sizeof said->name);
        memcpy(event.vessels[0].callsign, said->callsign, sizeof said->callsign);
    }
    event.start = event.end = fix->at;
    snprintf(event.field, sizeof event.field, "%s", field);
    snprintf(event.value, sizeof event.value, "%s", value);
    snprintf(event.why, sizeof event.why, "%s", why);
    if (fix->sog_kn > -2) { /* -2: a report without a position */
        event.pos = event.start_pos = fix->pos;
        event.has_pos = event.has_start_pos = true;
    }
    struct pl_basis basis;
    pl_basis_start(&basis);
    pl_basis_add(&basis, 0, fix);
    char extra[64];
    int n = snprintf(extra, sizeof extra, "%s=%s", field, value);
    pl_detect_emit(detect, &event, &basis, pl_str_make(extra, (size_t)n));
}

static bool told(const struct pl_identity *state, uint32_t imo) {
    for (uint32_t i = 0; i < state->n_told; i++) {
        if (state->told[i] == imo) {
            return true;
        }
    }
    return state->n_told == PL_IDENTITY_TOLD;
}

void pl_identity_fold(struct pl_identity *state, struct pl_detect *detect, uint32_t mmsi,
                      const struct pl_ais_static *said, bool exercise, const struct pl_mids *mids,
                      const struct pl_fix *fix) {
    char value[16];
    uint32_t imo = said != NULL ? said->imo : 0;
    if (!state->checked) {
        state->checked = true;
        const char *why = pl_mmsi_fault(mmsi, exercise, mids);
        if (why) {
            snprintf(value, sizeof value, "%09u", mmsi);
            tell(detect, mmsi, "mmsi", value, why, said, fix);
        }
    }
    const char *why = imo == 0 ? NULL : pl_imo_fault(imo, exercise);
    if (why && !told(state, imo)) {
        state->told[state->n_told++] = imo;
        snprintf(value, sizeof value, "%u", imo);
        tell(detect, mmsi, "imo", value, why, said, fix);
    }
}

static int held_cmp(const struct pl_held *a, const struct pl_held *b) {
    return pl_str_cmp(pl_str_make(a->p, a->n), pl_str_make(b->p, b->n)); /* records begin with their time */
}

/* Inputs: the first and the last report of both, in order. */
static void add_ends(struct pl_basis *basis, const struct pl_hull *a, const struct pl_hull *b) {
    const struct pl_held *held[4] = {&a->first, &a->last, &b->first, &b->last};
    unsigned vessel[4] = {0, 0, 1, 1};
    for (unsigned i = 1; i < 4; i++) {
        for (unsigned j = i; j > 0 && held_cmp(held[j - 1], held[j]) > 0; j--) {
            const struct pl_held *h = held[j];
            unsigned v = vessel[j];
            held[j] = held[j - 1];
            vessel[j] = vessel[j - 1];
            held[j - 1] = h;
            vessel[j - 1] = v;
        }
    }
    pl_basis_start(basis);
    for (unsigned i = 0; i < 4; i++) {
        if (i > 0 && held_cmp(held[i - 1], held[i]) == 0) {
            continue; /* a track of one report */
        }
        struct pl_fix fix = pl_held_fix(held[i]);
        pl_basis_add(basis, vessel[i], &fix);
    }
}

static void conflict(struct pl_detect *detect, const struct pl_hull *a, const struct pl_hull *b) {
    const struct pl_held *start = a->first.at > b->first.at ? &a->first : &b->first;
    const struct pl_held *end = a->last.at < b->last.at ? &a->last : &b->last;
    if (start->at > end->at) {
        return;
    }
    struct pl_track_name tracks[2] = {a->name, b->name};
    struct pl_event event = pl_event_about(PL_EVENT_IDENTITY_CONFLICT, tracks, 2);
    event.start = start->at;
    event.end = end->at;
    event.hours = pl_hours(start->at, end->at);
    event.pos = event.start_pos = start->pos;
    event.end_pos = end->pos;
    event.has_pos = event.has_start_pos = event.has_end_pos = true;
    event.distance_m = pl_sphere_distance_m(start->pos, end->pos);
    event.has_ambiguous_with = a->has_prior || b->has_prior;
    event.ambiguous_with = a->has_prior ? a->prior : b->prior;
    struct pl_basis basis;
    add_ends(&basis, a, b);
    pl_detect_emit(detect, &event, &basis, PL_STR(""));
}

void pl_identity_conflicts(const struct pl_hulls *hulls, struct pl_detect *detect, uint32_t place, uint32_t from) {
    const struct pl_hull *a = &hulls->list[place];
    double least = pl_rule(detect, PL_RULE_IDENTITY_CONFLICT_MIN_REPORTS);
    if (a->verdict == PL_HULL_EXCURSION || a->verdict == PL_HULL_NEW || a->n < least) {
        return;
    }
    for (uint32_t i = from; i < hulls->n; i++) {
        const struct pl_hull *b = &hulls->list[i];
        if (i != place && b->verdict != PL_HULL_EXCURSION && b->verdict != PL_HULL_NEW && b->n >= least) {
            conflict(detect, a, b);
        }
    }
}

void pl_identity_wire(struct pl_identity *state, struct pl_wire *wire) {
    pl_wire_bool(wire, &state->checked);
    pl_wire_count(wire, &state->n_told, PL_IDENTITY_TOLD);
    for (uint32_t i = 0; i < state->n_told; i++) {
        pl_wire_u32(wire, &state->told[i]);
    }
}
