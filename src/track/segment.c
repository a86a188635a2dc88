#include "track/segment.h"

#include <math.h>
#include <stdlib.h>

#include "ais/message.h"
#include "geo/trig.h"

#include "base/ban.h"

#define EXPLANATIONS         24
#define NM_PER_UNIT          (60.0 / PL_POS_UNIT)
#define ANCHOR_US            (3 * PL_MINUTE_US)
#define UNKNOWN_DRIFT_FACTOR 2.0 /* a track of unknown velocity goes wrong faster */
#define LEAST_DRIFT_KN       0.8
#define MOST_DRIFT_KN        8.0
#define DRIFT_STEPS          16.0 /* in a knot: coarse, so that two histories meet again */
#define STAY_NATS            1.0  /* a moving hull stopped dead */
#define SINGLE_NATS          6.0  /* a track of one report may be an error, not a hull */
#define SILENT_NATS          10.0 /* the only reachable track, after a silence */
#define REPORTS_OF_A_HULL    3    /* before a track counts as evidence that the number is shared */
#define REPORTS_TO_SETTLE    8    /* after so many, what is not clear any more goes */
#define LONE_US              (12 * PL_HOUR_US)
#define TRUST_MAX            8

struct explanation {
    double cost;
    uint32_t n_tracks, next_id;
    struct pl_segment_track tracks[PL_SEGMENT_TRACKS];
    struct pl_segment_step steps[PL_SEGMENT_PENDING + 1];
};

struct pl_segment_state {
    uint32_t n, waiting;
    pl_time at[PL_SEGMENT_PENDING + 1];
    struct explanation *list; /* EXPLANATIONS */
};

/* What a report could be within one explanation. */
struct choice {
    double cost;
    uint32_t explanation;
    int32_t track; /* place in tracks, -1 a new one */
    bool within_reach, has_ambiguous;
    uint32_t ambiguous;
};

struct offset {
    double east_nm, north_nm;
};

static struct offset offset_nm(pl_pos a, pl_pos b, double cos_lat) {
    return (struct offset){(double)pl_lon_diff(a.lon, b.lon) * NM_PER_UNIT * cos_lat,
                           ((double)b.lat - (double)a.lat) * NM_PER_UNIT};
}

static double length(double east, double north) { return sqrt(east * east + north * north); }

static double hours_between(pl_time a, pl_time b) { return (double)(b - a) / (double)PL_HOUR_US; }

static double cos_lat_of(pl_pos pos) { return pl_cos(pl_pos_lat_deg(pos) * (PL_PI / 180.0)); }

static bool reachable(const struct pl_segment_track *t, const struct pl_segment_fix *fix, double speed_kn,
                      const struct pl_segment_params *p, double hours, double plain_nm) {
    double reach_nm = speed_kn * hours + p->reach_slack_m / PL_NM_M;
    if (plain_nm < 60.0) {
        return plain_nm <= reach_nm;
    }
    return pl_sphere_distance_m(t->pos, fix->pos) / PL_NM_M <= reach_nm;
}

/* How far the fix lies from where the track should be. */
static double miss_nm(const struct pl_segment_track *t, struct offset d, double hours, bool *ret_stayed) {
    double stay = length(d.east_nm, d.north_nm);
    *ret_stayed = false;
    if (t->has_velocity) {
        double miss = length(d.east_nm - t->east_kn * hours, d.north_nm - t->north_kn * hours);
        *ret_stayed = stay < miss;
        return stay < miss ? stay : miss;
    }
    if (t->trust < 0 || t->sog_dkn == PL_AIS_NONE || t->cog_ddeg == PL_AIS_NONE || t->sog_dkn <= 0) {
        return stay;
    }
    double run = (double)t->sog_dkn / 10.0 * hours;
    double course = (double)t->cog_ddeg / 10.0 * (PL_PI / 180.0);
    double miss = length(d.east_nm - run * pl_sin(course), d.north_nm - run * pl_cos(course));
    return stay < miss ? stay : miss;
}

/* Minus log likelihood of the fix given the track, up to a constant: wide tails, density in nm. */
static double cost_of(const struct pl_segment_track *t, struct offset d, double hours,
                      const struct pl_segment_params *p, bool alone) {
    bool stayed;
    double miss = miss_nm(t, d, hours, &stayed);
    double drift = t->has_velocity ? t->drift_kn : p->drift_sigma_kn * UNKNOWN_DRIFT_FACTOR;
    double sigma = p->fix_sigma_nm + drift * hours;
    double cost = 2.0 * pl_log(sigma + miss * miss / (2.0 * sigma));
    if (stayed) {
        cost += STAY_NATS;
    }
    return t->n == 1 && !alone ? cost + SINGLE_NATS : cost;
}

static double cost_of_new(const struct pl_segment_track *tracks, uint32_t n, const struct pl_segment_params *p) {
    uint32_t hulls = 0;
    for (uint32_t i = 0; i < n; i++) {
        hulls += tracks[i].n >= REPORTS_OF_A_HULL;
    }
    return hulls >= 2 ? p->more_hull_nats : p->new_hull_nats;
}

/* Tracks that can go on no more: silent for too long (but never the last to report: a ship may come back after a year,
 * and its silence is one gap), and lone reports that no other joined within half a day, where
 * another track has shown itself to be a hull (they are errors, and would only confuse). */
static uint32_t drop_silent(struct pl_segment_track *tracks, uint32_t n, const struct pl_segment_params *p,
                            pl_time now) {
    bool hull = false;
    uint32_t kept = 0;
    pl_time newest = PL_TIME_NONE;
    for (uint32_t i = 0; i < n; i++) {
        hull = hull || tracks[i].n >= REPORTS_OF_A_HULL;
        newest = tracks[i].at > newest ? tracks[i].at : newest;
    }
    for (uint32_t i = 0; i < n; i++) {
        pl_time silence = now - tracks[i].at;
        bool last = tracks[i].at == newest && (!hull || tracks[i].n > 1);
        if (last ||
            silence <= (hull && tracks[i].n == 1 && p->max_silence_us > LONE_US ? LONE_US : p->max_silence_us)) {
            if (kept != i) {
                tracks[kept] = tracks[i];
            }
            kept++;
        }
    }
    return kept;
}

/* All choices of one explanation; returns how many (at most PL_SEGMENT_TRACKS + 1). */
static unsigned list_choices(const struct pl_segment_track *tracks, uint32_t n, const struct pl_segment_fix *fix,
                             const struct pl_segment_params *p, double cos_lat, struct choice *out) {
    unsigned made = 0, fresh = 0, stale = 0, likely_fresh = 0, likely_stale = 0, doubtful = 0;
    struct choice silent = {0};
    bool silent_likely = false;
    for (uint32_t i = 0; i < n; i++) {
        const struct pl_segment_track *t = &tracks[i];
        double hours = hours_between(t->at, fix->at);
        struct offset d = offset_nm(t->pos, fix->pos, cos_lat);
        double plain_nm = length(d.east_nm, d.north_nm);
        if (!reachable(t, fix, p->max_speed_kn, p, hours, plain_nm)) {
            continue;
        }
        bool likely = reachable(t, fix, p->likely_speed_kn, p, hours, plain_nm);
        double cost = cost_of(t, d, hours, p, n == 1);
        if (fix->at - t->at > p->silence_us) {
            if (t->doubtful && stale > doubtful) {
                continue;
            }
            if (!t->doubtful && doubtful > 0) { /* begins anew: what was before is no rival */
                stale = likely_stale = doubtful = 0;
                silent_likely = false;
            }
            doubtful += t->doubtful;
            stale++;
            likely_stale += likely;
            if (stale == 1 || (likely && !silent_likely) || (likely == silent_likely && cost < silent.cost)) {
                silent = (struct choice){.cost = cost, .track = (int32_t)i, .ambiguous = t->id};
                silent_likely = likely;
            }
            continue;
        }
        fresh++;
        likely_fresh += likely;
        out[made++] = (struct choice){.cost = cost, .track = (int32_t)i};
    }
    bool only = (likely_stale == 1 && likely_fresh == 0) || (stale == 1 && fresh == 0);
    if (only) { /* the only reachable one, or the only one at a likely speed: it goes on */
        double cost = silent.cost < SILENT_NATS ? silent.cost : SILENT_NATS;
        made = 0;
        out[made++] = (struct choice){.cost = cost, .track = silent.track};
        return made;
    }
    out[made++] = (struct choice){.cost = n == 0 ? 0.0 : cost_of_new(tracks, n, p),
                                  .track = -1,
                                  .within_reach = fresh + stale > 0,
                                  .has_ambiguous = stale > 0,
                                  .ambiguous = silent.ambiguous};
    return made;
}

static void learn_trust(struct pl_segment_track *t, const struct pl_segment_fix *fix, struct offset d, double hours) {
    if (fix->sog_dkn == PL_AIS_NONE || t->sog_dkn == PL_AIS_NONE || hours < 1.0 / 60 || hours > 0.5) {
        return;
    }
    double moved = length(d.east_nm, d.north_nm) / hours;
    double said = ((double)fix->sog_dkn + (double)t->sog_dkn) / 20.0;
    double slack = 1.0 + 0.25 * moved + 0.03 / hours;
    double off = moved > said ? moved - said : said - moved;
    if (off > slack) {
        t->trust = (int8_t)(t->trust > -TRUST_MAX + 1 ? t->trust - 2 : -TRUST_MAX);
    } else {
        t->trust = (int8_t)(t->trust < TRUST_MAX ? t->trust + 1 : TRUST_MAX);
    }
}

static void learn_velocity(struct pl_segment_track *t, const struct pl_segment_fix *fix,
                           const struct pl_segment_params *p, double cos_lat) {
    if (fix->at - t->at > p->silence_us) {
        t->has_velocity = false;
        t->drift_kn = p->drift_sigma_kn;
    } else {
        bool same_span = fix->at / ANCHOR_US == t->anchor_at / ANCHOR_US;
        if (same_span || fix->at - t->anchor_at < ANCHOR_US / 2) {
            return;
        }
        struct offset d = offset_nm(t->anchor, fix->pos, cos_lat);
        double since = hours_between(t->anchor_at, fix->at);
        if (t->has_velocity) {
            double miss = length(d.east_nm - t->east_kn * since, d.north_nm - t->north_kn * since);
            double seen = 0.7 * t->drift_kn + 0.3 * 1.5 * miss / since;
            seen = seen < LEAST_DRIFT_KN ? LEAST_DRIFT_KN : seen > MOST_DRIFT_KN ? MOST_DRIFT_KN : seen;
            t->drift_kn = (double)(int)(seen * DRIFT_STEPS + 0.5) / DRIFT_STEPS;
        }
        t->east_kn = d.east_nm / since;
        t->north_kn = d.north_nm / since;
        t->has_velocity = true;
    }
    t->anchor = fix->pos;
    t->anchor_at = fix->at;
}

static void extend(struct pl_segment_track *t, const struct pl_segment_fix *fix, const struct pl_segment_params *p,
                   double cos_lat) {
    struct offset d = offset_nm(t->pos, fix->pos, cos_lat);
    double hours = hours_between(t->at, fix->at);
    learn_trust(t, fix, d, hours);
    learn_velocity(t, fix, p, cos_lat);
    t->pos = fix->pos;
    t->at = fix->at;
    t->sog_dkn = fix->sog_dkn;
    t->cog_ddeg = fix->cog_ddeg;
    t->doubtful = false;
    t->n += t->n < REPORTS_OF_A_HULL;
}

static void begin(struct pl_segment_track *t, uint32_t id, const struct pl_segment_fix *fix,
                  const struct pl_segment_params *p) {
    *t = (struct pl_segment_track){.id = id,
                                   .n = 1,
                                   .pos = fix->pos,
                                   .anchor = fix->pos,
                                   .at = fix->at,
                                   .anchor_at = fix->at,
                                   .drift_kn = p->drift_sigma_kn,
                                   .sog_dkn = fix->sog_dkn,
                                   .cog_ddeg = fix->cog_ddeg};
}

static uint32_t longest_silent(const struct pl_segment_track *tracks, uint32_t n) {
    uint32_t oldest = 0;
    for (uint32_t i = 1; i < n; i++) {
        if (tracks[i].at < tracks[oldest].at) {
            oldest = i;
        }
    }
    return oldest;
}

/* Carries a choice out on a list of tracks with room for PL_SEGMENT_TRACKS. */
static struct pl_segment_step apply(struct pl_segment_track *tracks, uint32_t *n, uint32_t *next_id,
                                    const struct choice *choice, const struct pl_segment_fix *fix,
                                    const struct pl_segment_params *p, double cos_lat) {
    struct pl_segment_step step = {0};
    struct pl_segment_track *t;
    if (choice->track >= 0) {
        t = &tracks[choice->track];
        extend(t, fix, p, cos_lat);
    } else {
        if (*n == PL_SEGMENT_TRACKS) {
            uint32_t out = longest_silent(tracks, *n);
            (*n)--;
            memmove(&tracks[out], &tracks[out + 1], (*n - out) * sizeof *tracks);
        }
        t = &tracks[(*n)++];
        begin(t, (*next_id)++, fix, p);
        step.born = true;
        step.within_reach = choice->within_reach;
        step.has_ambiguous = choice->has_ambiguous;
        step.ambiguous = choice->ambiguous;
    }
    step.track = t->id;
    step.sog_trusted = t->trust >= 0;
    return step;
}

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

static struct pl_segment_state *new_state(void) {
    struct pl_segment_state *state = calloc(1, sizeof *state);
    if (state) {
        state->list = calloc(EXPLANATIONS, sizeof *state->list);
        if (!state->list) {
            free(state);
            state = NULL;
        }
    }
    return state;
}

/* One explanation becomes the first of several. */
static int open_explanations(struct pl_segment *segment, struct pl_error *err) {
    struct pl_segment_state *state = new_state();
    if (!state) {
        return pl_fail(err, PL_E_NOMEM, "no memory for tracks");
    }
    state->n = 1;
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
    double cos_lat = cos_lat_of(fix->pos);
    unsigned n = 0;
    for (uint32_t e = 0; e < state->n; e++) {
        struct explanation *x = &state->list[e];
        x->n_tracks = drop_silent(x->tracks, x->n_tracks, p, fix->at);
        unsigned more = list_choices(x->tracks, x->n_tracks, fix, p, cos_lat, choices + n);
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
    struct explanation *next = calloc(EXPLANATIONS, sizeof *next);
    if (!next) {
        return pl_fail(err, PL_E_NOMEM, "no memory for tracks");
    }
    for (unsigned i = 0; i < keep; i++) {
        next[i] = state->list[choices[i].explanation];
        next[i].cost = choices[i].cost - choices[0].cost;
        next[i].steps[state->waiting] =
            apply(next[i].tracks, &next[i].n_tracks, &next[i].next_id, &choices[i], fix, p, cos_lat);
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
        double cos_lat = cos_lat_of(fix->pos);
        segment->n_tracks = drop_silent(segment->tracks, segment->n_tracks, p, fix->at);
        unsigned n = list_choices(segment->tracks, segment->n_tracks, fix, p, cos_lat, choices);
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
            steps[0] = apply(segment->tracks, &segment->n_tracks, &segment->next_id, &choices[best], fix, p, cos_lat);
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
        segment->n_tracks = drop_silent(segment->tracks, segment->n_tracks, p, now);
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
        bool speed = length(t->east_kn, t->north_kn) < 1e9;
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
    pl_wire_count(w, &state->n, EXPLANATIONS);
    pl_wire_count(w, &state->waiting, PL_SEGMENT_PENDING);
    if (state->n == 0 || state->waiting == 0) {
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
        if (!segment->explanations) {
            segment->explanations = new_state();
            if (!segment->explanations) {
                w->failed = true;
                return;
            }
        }
        wire_explanations(segment->explanations, w);
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
