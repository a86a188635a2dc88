#include "track/segment.h"

#include <stdlib.h>

#include "track/segment_in.h"

#include "base/ban.h"

#define EXPLANATIONS      24
#define REPORTS_TO_SETTLE 8 /* after so many, what is not clear any more goes */

struct explanation {
    double cost;
    uint32_t n_tracks, next_id;
    struct pl_segment_track tracks[PL_SEGMENT_TRACKS];
    struct pl_segment_step steps[PL_SEGMENT_PENDING + 1];
};

struct pl_segment_state {
    uint32_t n, waiting;
    pl_time at[PL_SEGMENT_PENDING + 1];
    struct explanation *list; /* as many as were once side by side; most often two */
};

static int choice_cmp(const void *a, const void *b) {
    const struct choice *x = a;
    const struct choice *y = b;
    if (x->cost < y->cost || x->cost > y->cost) {
        return x->cost < y->cost ? -1 : 1;
    }
    if (x->explanation != y->explanation) {
        return x->explanation < y->explanation ? -1 : 1;
    }
    return (x->track > y->track) - (x->track < y->track);
}

static void free_explanations(struct pl_segment *segment) {
    if (segment->explanations) {
        free(segment->explanations->list);
        free(segment->explanations);
        segment->explanations = NULL;
    }
}

void pl_segment_close(struct pl_segment *segment) {
    free_explanations(segment);
    free(segment->tracks);
    *segment = (struct pl_segment){0};
}

static int grow_tracks(struct pl_segment *segment, uint32_t n, struct pl_error *err) {
    if (n <= segment->cap_tracks) {
        return 0;
    }
    uint32_t cap = segment->cap_tracks == 0 ? 1 : segment->cap_tracks * 2;
    cap = cap < n ? n : cap > PL_SEGMENT_TRACKS ? PL_SEGMENT_TRACKS : cap;
    struct pl_segment_track *grown = realloc(segment->tracks, cap * sizeof *grown);
    if (!grown) {
        return pl_fail(err, PL_E_NOMEM, "no memory for tracks");
    }
    segment->tracks = grown;
    segment->cap_tracks = cap;
    return 0;
}

static struct pl_segment_state *new_state(uint32_t n) {
    struct pl_segment_state *state = calloc(1, sizeof *state);
    if (state) {
        state->n = n;
        state->list = calloc(n, sizeof *state->list);
        if (!state->list) {
            free(state);
            state = NULL;
        }
    }
    return state;
}

/* One explanation becomes the first of several. */
static int open_explanations(struct pl_segment *segment, struct pl_error *err) {
    struct pl_segment_state *state = new_state(1);
    if (!state) {
        return pl_fail(err, PL_E_NOMEM, "no memory for tracks");
    }
    struct explanation *first = &state->list[0];
    first->n_tracks = segment->n_tracks;
    first->next_id = segment->next_id;
    if (segment->n_tracks > 0) {
        memcpy(first->tracks, segment->tracks, segment->n_tracks * sizeof *first->tracks);
    }
    segment->explanations = state;
    return 0;
}

/* Every explanation branches; the best ones stay, first the best, costs from 0. */
static int branch(struct pl_segment_state *state, const struct pl_segment_params *p, const struct pl_segment_fix *fix,
                  struct pl_error *err) {
    struct choice choices[EXPLANATIONS * (PL_SEGMENT_TRACKS + 1)];
    double cos_lat = pl_segment_cos_lat(fix->pos);
    unsigned n = 0;
    for (uint32_t e = 0; e < state->n; e++) {
        struct explanation *x = &state->list[e];
        x->n_tracks = pl_segment_drop_silent(x->tracks, x->n_tracks, p, fix->at);
        unsigned more = pl_segment_choices(x->tracks, x->n_tracks, fix, p, cos_lat, choices + n);
        double best = choices[n].cost;
        for (unsigned i = n; i < n + more; i++) {
            best = choices[i].cost < best ? choices[i].cost : best;
        }
        unsigned from = n;
        for (unsigned i = from; i < from + more; i++) { /* only what would not be clear by itself */
            if (choices[i].cost - best <= p->decide_nats) {
                choices[n] = choices[i];
                choices[n].explanation = e;
                choices[n++].cost += x->cost;
            }
        }
    }
    qsort(choices, n, sizeof *choices, choice_cmp);
    unsigned keep = 0;
    while (keep < n && keep < EXPLANATIONS && choices[keep].cost - choices[0].cost <= p->give_up_nats) {
        keep++;
    }
    struct explanation *next = calloc(keep, sizeof *next);
    if (!next) {
        return pl_fail(err, PL_E_NOMEM, "no memory for tracks");
    }
    for (unsigned i = 0; i < keep; i++) {
        next[i] = state->list[choices[i].explanation];
        next[i].cost = choices[i].cost - choices[0].cost;
        next[i].steps[state->waiting] =
            pl_segment_apply(next[i].tracks, &next[i].n_tracks, &next[i].next_id, &choices[i], fix, p, cos_lat);
    }
    free(state->list);
    state->list = next;
    state->n = keep;
    state->at[state->waiting++] = fix->at;
    return 0;
}

/* Of the explanations that disagree with the best one on the oldest report, those worse by more than `nats` go. */
static void drop_disagreeing(struct pl_segment_state *state, double nats) {
    uint32_t kept = 0;
    uint32_t track = state->list[0].steps[0].track;
    for (uint32_t e = 0; e < state->n; e++) {
        if (state->list[e].steps[0].track == track || state->list[e].cost <= nats) {
            if (kept != e) {
                state->list[kept] = state->list[e];
            }
            kept++;
        }
    }
    state->n = kept;
}

static bool agree(const struct pl_segment_state *state) {
    for (uint32_t e = 1; e < state->n; e++) {
        if (state->list[e].steps[0].track != state->list[0].steps[0].track) {
            return false;
        }
    }
    return true;
}

static void take_first(struct pl_segment_state *state, struct pl_segment_step *ret) {
    *ret = state->list[0].steps[0];
    state->waiting--;
    memmove(&state->at[0], &state->at[1], state->waiting * sizeof state->at[0]);
    state->at[state->waiting] = 0;
    for (uint32_t e = 0; e < state->n; e++) {
        struct pl_segment_step *steps = state->list[e].steps;
        memmove(&steps[0], &steps[1], state->waiting * sizeof *steps);
        steps[state->waiting] = (struct pl_segment_step){0};
    }
}

/* Decides what can or must be decided; back to one explanation when nothing waits. */
static int settle(struct pl_segment *segment, const struct pl_segment_params *p, pl_time now, bool all,
                  struct pl_segment_step *steps, unsigned *ret_n, struct pl_error *err) {
    struct pl_segment_state *state = segment->explanations;
    unsigned n = 0;
    while (state->waiting > 0) {
        bool must = all || state->waiting >= p->pending_reports || now - state->at[0] > p->pending_us;
        if (must) {
            drop_disagreeing(state, -1);
        } else if (state->waiting >= REPORTS_TO_SETTLE) {
            drop_disagreeing(state, p->decide_nats);
        }
        if (!agree(state)) {
            break;
        }
        take_first(state, &steps[n++]);
    }
    *ret_n = n;
    if (state->waiting > 0) {
        return 0;
    }
    const struct explanation *best = &state->list[0];
    int rc = grow_tracks(segment, best->n_tracks, err);
    if (rc) {
        return rc;
    }
    memcpy(segment->tracks, best->tracks, best->n_tracks * sizeof *best->tracks);
    segment->n_tracks = best->n_tracks;
    segment->next_id = best->next_id;
    free_explanations(segment);
    return 0;
}

int pl_segment_push(struct pl_segment *segment, const struct pl_segment_params *p, const struct pl_segment_fix *fix,
                    struct pl_segment_step *steps, unsigned *ret_n, struct pl_error *err) {
    int rc;
    if (!segment->explanations) {
        struct choice choices[PL_SEGMENT_TRACKS + 1];
        double cos_lat = pl_segment_cos_lat(fix->pos);
        segment->n_tracks = pl_segment_drop_silent(segment->tracks, segment->n_tracks, p, fix->at);
        unsigned n = pl_segment_choices(segment->tracks, segment->n_tracks, fix, p, cos_lat, choices);
        unsigned best = 0;
        for (unsigned i = 1; i < n; i++) {
            best = choices[i].cost < choices[best].cost ? i : best;
        }
        bool clear = true;
        for (unsigned i = 0; i < n; i++) {
            clear = clear && (i == best || choices[i].cost - choices[best].cost > p->decide_nats);
        }
        if (clear) {
            rc = grow_tracks(segment,
                             segment->n_tracks + (choices[best].track < 0 ? 1u : 0u) > PL_SEGMENT_TRACKS
                                 ? PL_SEGMENT_TRACKS
                                 : segment->n_tracks + (choices[best].track < 0 ? 1u : 0u),
                             err);
            if (rc) {
                return rc;
            }
            steps[0] = pl_segment_apply(segment->tracks, &segment->n_tracks, &segment->next_id, &choices[best], fix, p,
                                        cos_lat);
            *ret_n = 1;
            return 0;
        }
        rc = open_explanations(segment, err);
        if (rc) {
            return rc;
        }
    }
    rc = branch(segment->explanations, p, fix, err);
    return rc ? rc : settle(segment, p, fix->at, false, steps, ret_n, err);
}

int pl_segment_advance(struct pl_segment *segment, const struct pl_segment_params *p, pl_time now, bool all,
                       struct pl_segment_step *steps, unsigned *ret_n, struct pl_error *err) {
    *ret_n = 0;
    if (segment->explanations) {
        int rc = settle(segment, p, now, all, steps, ret_n, err);
        if (rc) {
            return rc;
        }
    }
    if (!segment->explanations) {
        segment->n_tracks = pl_segment_drop_silent(segment->tracks, segment->n_tracks, p, now);
    }
    return 0;
}

static void doubt(struct pl_segment_track *tracks, uint32_t n, uint32_t id) {
    for (uint32_t i = 0; i < n; i++) {
        if (tracks[i].id == id) {
            tracks[i].doubtful = true;
        }
    }
}

void pl_segment_doubt(struct pl_segment *segment, uint32_t id) {
    struct pl_segment_state *state = segment->explanations;
    doubt(segment->tracks, segment->n_tracks, id);
    for (uint32_t e = 0; state && e < state->n; e++) {
        doubt(state->list[e].tracks, state->list[e].n_tracks, id);
    }
}

void pl_segment_renumber(struct pl_segment *segment, uint32_t id, uint32_t to) {
    for (uint32_t i = 0; i < segment->n_tracks; i++) {
        if (segment->tracks[i].id == id) {
            segment->tracks[i].id = to;
        }
    }
}

unsigned pl_segment_waiting(const struct pl_segment *segment, pl_time *ret_since) {
    const struct pl_segment_state *state = segment->explanations;
    *ret_since = state && state->waiting > 0 ? state->at[0] : PL_TIME_NONE;
    return state ? state->waiting : 0;
}

static bool holds(const struct pl_segment_track *tracks, uint32_t n, uint32_t id) {
    for (uint32_t i = 0; i < n; i++) {
        if (tracks[i].id == id) {
            return true;
        }
    }
    return false;
}

bool pl_segment_live(const struct pl_segment *segment, uint32_t id) {
    const struct pl_segment_state *state = segment->explanations;
    if (!state) {
        return holds(segment->tracks, segment->n_tracks, id);
    }
    for (uint32_t e = 0; e < state->n; e++) {
        const struct explanation *x = &state->list[e];
        if (holds(x->tracks, x->n_tracks, id)) {
            return true;
        }
        for (uint32_t i = 0; i < state->waiting; i++) {
            if (x->steps[i].track == id) {
                return true;
            }
        }
    }
    return false;
}

static void wire_track(struct pl_wire *w, struct pl_segment_track *t) {
    uint8_t trust = (uint8_t)t->trust;
    pl_wire_u32(w, &t->id);
    pl_wire_u32(w, &t->n);
    pl_wire_pos(w, &t->pos);
    pl_wire_pos(w, &t->anchor);
    pl_wire_time(w, &t->at);
    pl_wire_time(w, &t->anchor_at);
    pl_wire_f64(w, &t->east_kn);
    pl_wire_f64(w, &t->north_kn);
    pl_wire_f64(w, &t->drift_kn);
    pl_wire_bool(w, &t->has_velocity);
    pl_wire_bool(w, &t->doubtful);
    pl_wire_u8(w, &trust);
    pl_wire_i16(w, &t->sog_dkn);
    pl_wire_i16(w, &t->cog_ddeg);
    if (pl_wire_reading(w)) {
        t->trust = (int8_t)trust;
        bool times = t->at != PL_TIME_NONE && t->anchor_at != PL_TIME_NONE && t->anchor_at <= t->at;
        bool drift = t->drift_kn >= 0.01 && t->drift_kn <= 100 && t->trust <= TRUST_MAX && t->trust >= -TRUST_MAX;
        bool speed = vector_length(t->east_kn, t->north_kn) < 1e9;
        if (!times || !drift || !speed || t->cog_ddeg > 3600) {
            w->failed = true;
        }
    }
}

static void wire_step(struct pl_wire *w, struct pl_segment_step *s) {
    pl_wire_u32(w, &s->track);
    pl_wire_bool(w, &s->born);
    pl_wire_bool(w, &s->within_reach);
    pl_wire_bool(w, &s->sog_trusted);
    pl_wire_bool(w, &s->has_ambiguous);
    pl_wire_u32(w, &s->ambiguous);
}

static void wire_explanations(struct pl_segment_state *state, struct pl_wire *w) {
    pl_wire_count(w, &state->waiting, PL_SEGMENT_PENDING);
    if (state->waiting == 0) {
        w->failed = true;
    }
    for (uint32_t i = 0; i < state->waiting; i++) {
        pl_wire_time(w, &state->at[i]);
        if (state->at[i] == PL_TIME_NONE) {
            w->failed = true;
        }
    }
    for (uint32_t e = 0; e < state->n && !w->failed; e++) {
        struct explanation *x = &state->list[e];
        pl_wire_f64(w, &x->cost);
        pl_wire_u32(w, &x->next_id);
        pl_wire_count(w, &x->n_tracks, PL_SEGMENT_TRACKS);
        for (uint32_t i = 0; i < x->n_tracks; i++) {
            wire_track(w, &x->tracks[i]);
        }
        for (uint32_t i = 0; i < state->waiting; i++) {
            wire_step(w, &x->steps[i]);
        }
    }
}

void pl_segment_wire(struct pl_segment *segment, struct pl_wire *w) {
    bool several = segment->explanations != NULL;
    pl_wire_bool(w, &several);
    if (several) {
        uint32_t n = segment->explanations ? segment->explanations->n : 0;
        pl_wire_count(w, &n, EXPLANATIONS);
        if (!segment->explanations) {
            segment->explanations = n > 0 ? new_state(n) : NULL;
        }
        if (segment->explanations) {
            wire_explanations(segment->explanations, w);
        } else {
            w->failed = true;
        }
        return;
    }
    pl_wire_u32(w, &segment->next_id);
    uint32_t n = segment->n_tracks;
    pl_wire_count(w, &n, PL_SEGMENT_TRACKS);
    if (pl_wire_reading(w) && n > 0 && grow_tracks(segment, n, NULL)) {
        w->failed = true;
        return;
    }
    if (pl_wire_reading(w) && n > 0) {
        memset(segment->tracks, 0, n * sizeof *segment->tracks);
    }
    segment->n_tracks = n;
    for (uint32_t i = 0; i < n; i++) {
        wire_track(w, &segment->tracks[i]);
    }
}
