/* Could a silent ship have called at a watched port? Watched are the ports of PL_WATCHED_COUNTRY in the table of ports.
 *
 * A port that cannot be reached even in a straight line is only counted. The verdict of every other is that of
 * pl_prism_port between the two ends of the silence, as `reach` gives it. Where silences are few, that is what is done;
 * where they are many, one field of distances is searched from each port (geo/passage) and every silence is judged by
 * it, one field in memory at a time: distances there and back differ a little, so what lies so near to a bound of the
 * verdict that they could disagree is judged from the ends of the silence again. The assumed speed is the fastest that
 * the track was seen to sail, with a margin, where it was seen under way; else that of its type and size. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "detect/relate_in.h"
#include "geo/prism.h"

#include "base/ban.h"

#define PL_WATCHED_COUNTRY "KP"
#define WATCHED_MAX        64
#define GAPS_MAX           ((size_t)1 << 24)
/* Ways are searched so far: what is longer, and within the ship's reach, is left undetermined. The worst detour round
 * Korea is 2.2 times the straight distance. */
#define SEARCH_MOST_M (2500 * PL_NM_M)
#define DETOUR        2.5
#define DETOUR_M      (200 * PL_NM_M)
#define MANY          24 /* silences from which fields of the ports are cheaper than those of the ends */
/* A way to a watched port and its way back differ by less than 0.1 per cent and 1 km: of 2,550 the most was 0.104
 * (docs/reach.md). The same is taken for a sum of two, in which they seldom add up. */
#define THERE_BACK   0.001
#define THERE_BACK_M 1000.0

struct gap {
    pl_hash id;
    pl_pos from, to;
    bool open;
    double hours, kn, reach_m;
    uint64_t tried; /* bit of each watched port within a straight line */
    unsigned n_tried, n_done;
    uint64_t near;               /* of these, the verdict from the port's field lies too near to a bound to be kept */
    struct pl_event_call *calls; /* n_tried, from the relate's arena */
};

struct call {
    struct gap *gaps;
    size_t n, cap;
    struct pl_map by_id;
    const struct pl_port *watched[WATCHED_MAX];
    unsigned n_watched;
    double dwell_h, margin, seen_kn;
    pl_pos *places; /* of the ends of silences, while a port is tried */
    bool tried;
};

/* By its country; in a table that names none, by its id. */
static bool is_watched(const struct pl_port *port) {
    return port->country.n > 0 ? pl_str_eq(port->country, PL_STR(PL_WATCHED_COUNTRY))
                               : pl_str_starts(port->id, PL_STR(PL_WATCHED_COUNTRY "-"));
}

static void watch(struct call *c, const struct pl_ports *ports) {
    size_t n = ports != NULL ? pl_ports_count(ports) : 0;
    for (size_t i = 0; i < n && c->n_watched < WATCHED_MAX; i++) {
        const struct pl_port *port = pl_ports_at(ports, i);
        if (is_watched(port) && port->id.n < sizeof c->gaps->calls->port) {
            c->watched[c->n_watched++] = port;
        }
    }
}

static int call_open(struct pl_relate *relate, void **ret_state, struct pl_error *err) {
    struct call *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to try port calls");
    }
    pl_map_open(&c->by_id, GAPS_MAX);
    watch(c, relate->options.ports);
    c->dwell_h = pl_relate_rule(relate, PL_RULE_CALL_DWELL_HOURS);
    c->margin = pl_relate_rule(relate, PL_RULE_CALL_SPEED_MARGIN);
    c->seen_kn = pl_relate_rule(relate, PL_RULE_CALL_SEEN_KN);
    *ret_state = c;
    return PL_E_OK;
}

static void call_close(void *state) {
    struct call *c = state;
    pl_map_close(&c->by_id);
    free(c->gaps);
    free(c->places);
    free(c);
}

#define ANY_LENGTH PL_RULE_COUNT /* also one that is not said */

/* What ships of a type (ITU-R M.1371 table 53, first and last) and of at least that length sail at most: the first row
 * that fits. High figures, for they clear a ship. docs/silence.md */
static const struct {
    uint8_t first, last;
    enum pl_rule_key least_m, kn;
} SPEEDS[] = {
    {30, 30, ANY_LENGTH, PL_RULE_CALL_FISHING_KN},
    {31, 32, ANY_LENGTH, PL_RULE_CALL_TUG_KN},
    {33, 34, ANY_LENGTH, PL_RULE_CALL_DREDGER_KN},
    {36, 36, ANY_LENGTH, PL_RULE_CALL_SAILING_KN},
    {37, 37, ANY_LENGTH, PL_RULE_CALL_PLEASURE_KN},
    {40, 49, ANY_LENGTH, PL_RULE_CALL_HIGH_SPEED_KN},
    {50, 50, ANY_LENGTH, PL_RULE_CALL_PILOT_KN},
    {52, 52, ANY_LENGTH, PL_RULE_CALL_TUG_KN},
    {60, 69, ANY_LENGTH, PL_RULE_CALL_PASSENGER_KN},
    {70, 79, PL_RULE_CALL_CARGO_LONG_M, PL_RULE_CALL_CARGO_LONG_KN},
    {70, 79, PL_RULE_CALL_CARGO_MIDDLE_M, PL_RULE_CALL_CARGO_MIDDLE_KN},
    {80, 89, ANY_LENGTH, PL_RULE_CALL_TANKER_KN},
};

static double speed_of(const struct pl_relate *relate, const struct call *c, const struct pl_event *e) {
    const struct pl_event_vessel *v = &e->vessels[0];
    if (e->top_kn >= c->seen_kn && e->top_kn > 0) {
        double kn = e->top_kn * c->margin;
        return kn < PL_PRISM_SPEED_MAX_KN ? kn : PL_PRISM_SPEED_MAX_KN;
    }
    const unsigned length_m = (unsigned)v->dim[0] + v->dim[1];
    for (size_t i = 0; i < sizeof SPEEDS / sizeof *SPEEDS; i++) {
        if (v->shiptype >= SPEEDS[i].first && v->shiptype <= SPEEDS[i].last &&
            (SPEEDS[i].least_m == ANY_LENGTH || length_m >= pl_relate_rule(relate, SPEEDS[i].least_m))) {
            return pl_relate_rule(relate, SPEEDS[i].kn);
        }
    }
    const bool cargo = v->shiptype >= 70 && v->shiptype <= 79 && length_m > 0;
    return pl_relate_rule(relate, cargo ? PL_RULE_CALL_CARGO_KN : PL_RULE_CALL_OTHER_KN);
}

/* Even in a straight line, the port as near as it may lie? */
static bool within(const struct gap *g, const struct pl_port *port) {
    double m = pl_sphere_distance_m(g->from, port->pos) - port->uncertainty_m;
    m += g->open ? 0 : pl_sphere_distance_m(port->pos, g->to) - port->uncertainty_m;
    return m <= g->reach_m;
}

static int call_add(struct pl_relate *relate, void *state, const struct pl_event *e, struct pl_error *err) {
    struct call *c = state;
    if (e->type != PL_EVENT_GAP || !e->has_start_pos || c->n_watched == 0) {
        return PL_E_OK;
    }
    if (c->n == c->cap) {
        size_t cap = c->cap == 0 ? 64 : c->cap * 2;
        struct gap *grown = reallocarray(c->gaps, cap, sizeof *grown);
        if (grown == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to try port calls");
        }
        c->gaps = grown;
        c->cap = cap;
    }
    struct gap *g = &c->gaps[c->n];
    *g = (struct gap){
        .id = e->id, .from = e->start_pos, .to = e->end_pos, .open = e->open, .kn = speed_of(relate, c, e)};
    g->hours = e->hours < PL_PRISM_HOURS_MAX ? e->hours : PL_PRISM_HOURS_MAX;
    double sail_h = g->hours - c->dwell_h;
    g->reach_m = sail_h > 0 ? sail_h * g->kn * PL_NM_M : -1;
    for (unsigned i = 0; i < c->n_watched && sail_h > 0; i++) {
        if (within(g, c->watched[i])) {
            g->tried |= UINT64_C(1) << i;
            g->n_tried++;
        }
    }
    if (g->n_tried > 0) {
        g->calls = pl_arena_calloc(&relate->arena, g->n_tried, sizeof *g->calls);
    }
    c->n++;
    return g->n_tried == 0 || g->calls != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory to try port calls");
}

static void keep(struct gap *g, const struct pl_port *port, const struct pl_prism_answer *answer) {
    struct pl_event_call *call = &g->calls[g->n_done++];
    *call = (struct pl_event_call){.verdict = (int)answer->verdict,
                                   .in_m = answer->has_in ? answer->in_m : -1,
                                   .out_m = answer->has_out && !g->open ? answer->out_m : -1,
                                   .required_kn = answer->has_speed ? answer->required_speed_kn : -1,
                                   .slack_h = answer->slack_h};
    memcpy(call->port, port->id.p, port->id.n);
}

static double greater(double a, double b) { return a > b ? a : b; }

/* How far ways to a port are looked for at most. */
static double most_m(const struct gap *g, pl_pos port) {
    const double in_m = pl_sphere_distance_m(g->from, port), out_m = g->open ? 0 : pl_sphere_distance_m(g->to, port);
    const double m = DETOUR * greater(in_m, out_m) + DETOUR_M;
    return m < SEARCH_MOST_M ? m : SEARCH_MOST_M;
}

/* From the two ends of the silence: those of its ports in `which`; their places among its calls are by number. */
static int try_ends(const struct pl_relate *relate, const struct call *c, struct gap *g, uint64_t which,
                    struct pl_error *err) {
    pl_pos places[WATCHED_MAX];
    const struct pl_prism_ask ask = {.from = g->from,
                                     .to = g->open ? g->from : g->to,
                                     .open = g->open,
                                     .to_at = (pl_time)(g->hours * (double)PL_HOUR_US + 0.5),
                                     .max_speed_kn = g->kn,
                                     .dwell_h = c->dwell_h};
    struct pl_prism_search search = {.most_m = SEARCH_MOST_M, .places = places};
    struct pl_prism *prism = NULL;
    for (unsigned i = 0; i < c->n_watched; i++) {
        if ((which >> i & 1) != 0) {
            places[search.n_places++] = c->watched[i]->pos;
            search.uncertainty_m = greater(search.uncertainty_m, c->watched[i]->uncertainty_m);
        }
    }
    const int rc = pl_prism_open(relate->options.passages, &ask, &search, &prism, err);
    g->n_done = 0;
    for (unsigned i = 0; rc == PL_E_OK && i < c->n_watched; i++) {
        struct pl_prism_answer answer;
        if ((which >> i & 1) != 0) {
            pl_prism_port(prism, c->watched[i]->pos, c->watched[i]->uncertainty_m, &answer);
            keep(g, c->watched[i], &answer);
        } else {
            g->n_done += (unsigned)(g->tried >> i & 1); /* as it is */
        }
    }
    pl_prism_close(prism);
    return rc;
}

/* Whether the ways from the ends could give another verdict than those from the port. */
static bool is_near(const struct pl_prism_answer *answer, const struct pl_way *in, const struct pl_way *out,
                    double limit_m) {
    if (in->state != PL_WAY_FOUND || out->state != PL_WAY_FOUND) {
        return false; /* farther than was looked: another search of the same width would end as this one did */
    }
    const double sum_m = in->sea_m + out->sea_m;
    const double off_m = (sum_m > limit_m ? sum_m - limit_m : limit_m - sum_m) - answer->error_m;
    return (off_m < 0 ? -off_m : off_m) <= THERE_BACK * sum_m + THERE_BACK_M;
}

static void judge(const struct call *c, struct gap *g, unsigned which, const struct pl_field *field) {
    const struct pl_port *port = c->watched[which];
    struct pl_way in, out = {.state = PL_WAY_FOUND};
    struct pl_prism_answer answer;
    double straight_m = pl_sphere_distance_m(g->from, port->pos);
    pl_field_at(field, g->from, &in);
    if (!g->open) {
        pl_field_at(field, g->to, &out);
        straight_m += pl_sphere_distance_m(port->pos, g->to);
    }
    pl_prism_judge_port(&in, g->open ? NULL : &out, straight_m, port->uncertainty_m, g->hours, g->kn, c->dwell_h,
                        &answer);
    keep(g, port, &answer);
    g->near |= is_near(&answer, &in, &out, g->reach_m) ? UINT64_C(1) << which : 0;
}

/* All silences that one port matters for. */
static int try_port(struct pl_relate *relate, struct call *c, unsigned which, struct pl_error *err) {
    const struct pl_port *port = c->watched[which];
    const uint64_t bit = UINT64_C(1) << which;
    double reach_m = 0, far_m = 0;
    size_t n_places = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct gap *g = &c->gaps[i];
        if ((g->tried & bit) != 0) {
            c->places[n_places++] = g->from;
            c->places[n_places] = g->to;
            n_places += !g->open;
            reach_m = greater(reach_m, g->reach_m);
            far_m = greater(far_m, most_m(g, port->pos));
        }
    }
    if (far_m <= 0) {
        return PL_E_OK;
    }
    /* beyond what is marginal, so that what is just too far is known to be */
    const double wide_m = (1 + THERE_BACK) * pl_prism_widest_m(relate->options.passages, reach_m, port->uncertainty_m) +
                          2 * PL_PASSAGE_PORT_M;
    struct pl_field *field = NULL;
    int rc = pl_field_open_port(relate->options.passages, port->pos, wide_m < far_m ? wide_m : far_m, c->places,
                                n_places, &field, err);
    for (size_t i = 0; rc == PL_E_OK && i < c->n; i++) {
        if ((c->gaps[i].tried & bit) != 0) {
            judge(c, &c->gaps[i], which, field);
        }
    }
    pl_field_close(field);
    return rc;
}

static int try_all(struct pl_relate *relate, struct call *c, struct pl_error *err) {
    size_t n = 0;
    int rc = PL_E_OK;
    for (size_t i = 0; i < c->n; i++) {
        n += c->gaps[i].n_tried > 0;
    }
    c->places = n >= MANY ? calloc(2 * c->n, sizeof *c->places) : NULL;
    if (n >= MANY && c->places == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to try port calls");
    }
    for (unsigned i = 0; rc == PL_E_OK && n >= MANY && i < c->n_watched; i++) {
        rc = try_port(relate, c, i, err);
    }
    for (size_t i = 0; rc == PL_E_OK && i < c->n; i++) {
        const uint64_t which = n < MANY ? c->gaps[i].tried : c->gaps[i].near;
        if (which != 0) {
            rc = try_ends(relate, c, &c->gaps[i], which, err);
        }
    }
    return rc;
}

/* Nearest by sea first; what is not known, last; then by id. */
static int call_cmp(const void *a, const void *b) {
    const struct pl_event_call *x = a, *y = b;
    if ((x->in_m < 0) != (y->in_m < 0)) {
        return x->in_m < 0 ? 1 : -1;
    }
    double dx = x->in_m + (x->out_m > 0 ? x->out_m : 0), dy = y->in_m + (y->out_m > 0 ? y->out_m : 0);
    if (dx != dy) {
        return dx < dy ? -1 : 1;
    }
    return strcmp(x->port, y->port);
}

static int call_run(struct pl_relate *relate, void *state, struct pl_error *err) {
    struct call *c = state;
    if (relate->options.passages == NULL) {
        return PL_E_OK;
    }
    int rc = try_all(relate, c, err);
    for (size_t i = 0; rc == PL_E_OK && i < c->n; i++) {
        struct gap *g = &c->gaps[i];
        uint64_t key;
        memcpy(&key, g->id.b, sizeof key);
        uint64_t *at = pl_map_put(&c->by_id, key, NULL);
        if (at == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to try port calls");
        }
        *at = i;
        if (g->n_done > 1) {
            qsort(g->calls, g->n_done, sizeof *g->calls, call_cmp);
        }
    }
    c->tried = rc == PL_E_OK;
    return rc;
}

static int call_note(struct pl_relate *relate, void *state, struct pl_event *event, struct pl_error *err) {
    const struct call *c = state;
    uint64_t key;
    (void)relate;
    (void)err;
    memcpy(&key, event->id.b, sizeof key);
    const uint64_t *at = c->tried && event->type == PL_EVENT_GAP ? pl_map_get(&c->by_id, key) : NULL;
    if (at == NULL) {
        return PL_E_OK;
    }
    const struct gap *g = &c->gaps[*at];
    struct pl_event_notes *notes = &event->notes;
    notes->assumed_kn = g->kn;
    notes->n_calls = g->n_done < PL_EVENT_CALLS ? g->n_done : PL_EVENT_CALLS;
    notes->calls_more = g->n_done - notes->n_calls;
    notes->calls_beyond = c->n_watched - g->n_tried;
    for (unsigned i = 0; i < notes->n_calls; i++) {
        notes->calls[i] = g->calls[i];
    }
    return PL_E_OK;
}

const struct pl_relate_part pl_relate_call = {
    .name = "call", .open = call_open, .add = call_add, .run = call_run, .note = call_note, .close = call_close};
