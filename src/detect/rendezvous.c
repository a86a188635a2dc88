/* Possible meetings with a silent ship: a loiterer, and a ship that was silent meanwhile and could have been there.
 *
 * Nearly every silence of a day lets a ship have been somewhere near some loiterer, so a pair says little by itself. A
 * pair's *detour* is the way from where the silence began to the loiterer and on to where it ended, made longer where
 * the time covers only a part of the loitering. Each loitering and each silence is given its nearest partner, and the
 * pairs are held against accident: the same loiterings, shifted in time, among the silences of the same recording. How
 * many pairs with as small a detour accident would give, over how many there are, is `by_chance`. Ships that were seen
 * together at another time are held against accident among themselves. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/fold.h"
#include "detect/meeting.h"
#include "detect/relate_in.h"

#include "base/ban.h"

#define SHIFTS    24
#define WORK_MOST 50000000.0     /* loiterings times silences that are held against accident; beyond, every n-th */
#define SEARCHES  24             /* ways by sea that are searched for the nearest pairs; beyond, only of what is told */
#define FIRST_M   (32 * PL_NM_M) /* detours are held against accident up to here, then up to twice, and so on */
#define NEVER     1e9            /* as many pairs as accident may give where it was not looked any more */
#define BESIDE_US PL_HOUR_US /* a silence that begins or ends so near to a meeting in the open belongs to that one */
#define KEEP      4          /* silences that are looked at more closely for one loitering */
#define WAY_TIMES 1.5        /* ways by sea are searched to so many times what the speed allows in the whole silence */
/* Threshold, for the rules file: the share of a silence in which the recording must have heard anything; below it the
 * silence may be the recording's. */
#define HEARD_SHARE 0.5

enum sea_state { SEA_UNASKED, SEA_COULD, SEA_COULD_NOT, SEA_UNKNOWN };

struct loiterer {
    pl_time start, end;
    pl_pos pos;
    bool met; /* another ship lay beside it meanwhile, in the open */
    struct pl_event_vessel who;
    struct pl_relate_parent parent;
    unsigned could; /* silent ships that could have been there */
    uint32_t pairs[KEEP], n_pairs;
    uint32_t late, has_late; /* the nearest pair that the time does not allow */
};

struct silence {
    struct pl_silence it;
    uint32_t beside[2]; /* the number that was met where it begins and ends; 0 none */
    struct pl_event_vessel who;
    struct pl_relate_parent parent;
    bool heard; /* the number was heard on another track at some time of it */
    bool empty; /* nobody was heard for most of it: extracts of recordings, years apart */
    bool taken;
};

struct pair {
    uint32_t l, g;
    bool known; /* the two met in the open at another time */
    bool told, chosen;
    enum sea_state sea;
    double in_m, out_m; /* straight */
    double detour_m;
    double by_chance, expected;
    struct pl_meeting at;
};

/* A number that is heard on another track meanwhile is not silent: a second hull, or false positions. */
struct heard {
    uint32_t mmsi;
    pl_hash track;
    pl_time start, end;
};

struct met {
    uint32_t a, b;
    pl_time start, end;
};

struct list {
    void *p;
    size_t n, cap;
};

struct rendezvous {
    struct list loiterers, silences, mets, heards, pairs;
    struct list remarks; /* of events, found by their id */
    unsigned searches;
};

struct remark {
    pl_hash id;
    unsigned could;
};

static void *list_add(struct list *list, size_t size, struct pl_error *err) {
    if (list->n == list->cap) {
        size_t cap = list->cap == 0 ? 64 : list->cap * 2;
        void *grown = reallocarray(list->p, cap, size);
        if (grown == NULL) {
            (void)pl_fail(err, PL_E_NOMEM, "no memory for possible meetings");
            return NULL;
        }
        list->p = grown;
        list->cap = cap;
    }
    return (char *)list->p + size * list->n++;
}

static struct loiterer *loiterer_at(const struct rendezvous *r, size_t i) {
    return (struct loiterer *)r->loiterers.p + i;
}
static struct silence *silence_at(const struct rendezvous *r, size_t i) { return (struct silence *)r->silences.p + i; }
static struct pair *pair_at(const struct rendezvous *r, size_t i) { return (struct pair *)r->pairs.p + i; }

/* What is kept of the first stage */

static int open_part(struct pl_relate *relate, void **ret_state, struct pl_error *err) {
    (void)relate;
    *ret_state = calloc(1, sizeof(struct rendezvous));
    return *ret_state != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory for possible meetings");
}

static int add_silence(const struct pl_relate *relate, struct rendezvous *r, const struct pl_event *e,
                       struct pl_error *err) {
    struct silence *s = e->in_port ? NULL : list_add(&r->silences, sizeof *s, err);
    if (s == NULL) {
        return e->in_port ? PL_E_OK : PL_E_NOMEM;
    }
    double least_kn = pl_relate_rule(relate, PL_RULE_RENDEZVOUS_LEAST_SPEED_KN);
    *s = (struct silence){.who = e->vessels[0], .parent = pl_relate_parent_of(e)};
    s->it = (struct pl_silence){.start = e->start,
                                .end = e->open ? relate->options.until : e->end,
                                .open = e->open,
                                .from = e->start_pos,
                                .to = e->open ? e->start_pos : e->end_pos,
                                .speed_kn = e->top_kn > least_kn ? e->top_kn : least_kn};
    return PL_E_OK;
}

static int add(struct pl_relate *relate, void *state, const struct pl_event *e, struct pl_error *err) {
    struct rendezvous *r = state;
    if (e->type == PL_EVENT_GAP) {
        return add_silence(relate, r, e, err);
    }
    if (e->type == PL_EVENT_TRACK) {
        struct heard *h = list_add(&r->heards, sizeof *h, err);
        if (h == NULL) {
            return PL_E_NOMEM;
        }
        *h = (struct heard){e->vessels[0].mmsi, e->vessels[0].track, e->start, e->end};
    } else if (e->type == PL_EVENT_ENCOUNTER && e->n_vessels == 2) {
        struct met *m = list_add(&r->mets, sizeof *m, err);
        if (m == NULL) {
            return PL_E_NOMEM;
        }
        *m = (struct met){e->vessels[0].mmsi, e->vessels[1].mmsi, e->start, e->end};
    } else if (e->type == PL_EVENT_LOITERING) {
        struct loiterer *l = list_add(&r->loiterers, sizeof *l, err);
        if (l == NULL) {
            return PL_E_NOMEM;
        }
        *l = (struct loiterer){
            .start = e->start, .end = e->end, .pos = e->pos, .who = e->vessels[0], .parent = pl_relate_parent_of(e)};
    }
    return PL_E_OK;
}

/* Meetings in the open */

/* Both ways round, by (a, start). */
static int met_cmp(const void *pa, const void *pb) {
    const struct met *x = pa, *y = pb;
    if (x->a != y->a) {
        return x->a < y->a ? -1 : 1;
    }
    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    return (x->b > y->b) - (x->b < y->b);
}

static int index_mets(struct rendezvous *r, struct pl_error *err) {
    size_t n = r->mets.n;
    for (size_t i = 0; i < n; i++) {
        struct met *turned = list_add(&r->mets, sizeof *turned, err);
        if (turned == NULL) {
            return PL_E_NOMEM;
        }
        const struct met *m = (const struct met *)r->mets.p + i;
        *turned = (struct met){m->b, m->a, m->start, m->end};
    }
    if (r->mets.n > 0) {
        qsort(r->mets.p, r->mets.n, sizeof(struct met), met_cmp);
    }
    return PL_E_OK;
}

/* The meetings of a number. */
static const struct met *mets_of(const struct rendezvous *r, uint32_t mmsi, size_t *ret_n) {
    const struct met *all = r->mets.p;
    size_t low = 0, high = r->mets.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (all[mid].a < mmsi) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    size_t end = low;
    while (end < r->mets.n && all[end].a == mmsi) {
        end++;
    }
    *ret_n = end - low;
    return r->mets.n > 0 ? all + low : NULL;
}

static int heard_cmp(const void *pa, const void *pb) {
    const struct heard *x = pa, *y = pb;
    if (x->mmsi != y->mmsi) {
        return x->mmsi < y->mmsi ? -1 : 1;
    }
    return pl_hash_cmp(x->track, y->track);
}

/* Heard on another track between the two times. */
static bool is_heard(const struct rendezvous *r, const struct silence *s, pl_time from, pl_time to) {
    const struct heard *all = r->heards.p;
    size_t low = 0, high = r->heards.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (all[mid].mmsi < s->who.mmsi) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    for (; low < r->heards.n && all[low].mmsi == s->who.mmsi; low++) {
        if (all[low].start < to && all[low].end > from && pl_hash_cmp(all[low].track, s->who.track) != 0) {
            return true;
        }
    }
    return false;
}

static bool near_time(pl_time a, pl_time b) { return a - b <= BESIDE_US && b - a <= BESIDE_US; }

static bool is_empty(const struct pl_relate *relate, const struct pl_silence *s) {
    return (double)pl_on_air_between(&relate->on_air, s->start, s->end) < HEARD_SHARE * (double)(s->end - s->start);
}

static void mark_mets(const struct pl_relate *relate, struct rendezvous *r) {
    size_t n;
    for (size_t i = 0; i < r->loiterers.n; i++) {
        struct loiterer *l = loiterer_at(r, i);
        const struct met *m = mets_of(r, l->who.mmsi, &n);
        for (size_t k = 0; k < n; k++) {
            l->met = l->met || (m[k].start < l->end && m[k].end > l->start);
        }
    }
    if (r->heards.n > 1) {
        qsort(r->heards.p, r->heards.n, sizeof(struct heard), heard_cmp);
    }
    for (size_t i = 0; i < r->silences.n; i++) {
        struct silence *s = silence_at(r, i);
        s->heard = is_heard(r, s, s->it.start, s->it.end);
        s->empty = is_empty(relate, &s->it);
        const struct met *m = mets_of(r, s->who.mmsi, &n);
        for (size_t k = 0; k < n; k++) {
            s->beside[0] = near_time(m[k].end, s->it.start) ? m[k].b : s->beside[0];
            s->beside[1] = !s->it.open && near_time(m[k].start, s->it.end) ? m[k].b : s->beside[1];
        }
    }
}

static bool knows(const struct rendezvous *r, uint32_t a, uint32_t b) {
    size_t n;
    const struct met *m = mets_of(r, a, &n);
    for (size_t k = 0; k < n; k++) {
        if (m[k].b == b) {
            return true;
        }
    }
    return false;
}

/* Something in the open explains the loitering or the silence: a meeting with another ship. */
static bool is_explained(const struct loiterer *l, const struct silence *s) {
    return l->met || (s->beside[0] != 0 && s->beside[0] != l->who.mmsi) ||
           (s->beside[1] != 0 && s->beside[1] != l->who.mmsi);
}

/* Pairs */

static double hours_of(const struct loiterer *l) { return pl_hours(l->start, l->end); }

/* Puts the pair among the few that are kept of its loitering, nearest first, those that know each other before all. */
static int pair_cmp(const struct pair *x, const struct pair *y) {
    if (x->known != y->known) {
        return x->known ? -1 : 1;
    }
    if (x->detour_m < y->detour_m || x->detour_m > y->detour_m) {
        return x->detour_m < y->detour_m ? -1 : 1;
    }
    if (x->l != y->l) {
        return x->l < y->l ? -1 : 1;
    }
    return (x->g > y->g) - (x->g < y->g);
}

static int keep_pair(struct rendezvous *r, struct loiterer *l, const struct pair *pair, struct pl_error *err) {
    uint32_t at = l->n_pairs;
    if (at == KEEP && pair_cmp(pair, pair_at(r, l->pairs[KEEP - 1])) >= 0) {
        return PL_E_OK;
    }
    uint32_t place;
    if (at == KEEP) {
        place = l->pairs[--at];
        *pair_at(r, place) = *pair;
    } else {
        struct pair *new = list_add(&r->pairs, sizeof *new, err);
        if (new == NULL) {
            return PL_E_NOMEM;
        }
        *new = *pair;
        place = (uint32_t)(r->pairs.n - 1);
        l->n_pairs++;
    }
    for (; at > 0 && pair_cmp(pair, pair_at(r, l->pairs[at - 1])) < 0; at--) {
        l->pairs[at] = l->pairs[at - 1];
    }
    l->pairs[at] = place;
    return PL_E_OK;
}

static double farther(double a, double b) { return a > b ? a : b; }

static int keep_late(const struct pl_relate *relate, struct rendezvous *r, struct loiterer *l, struct pair *pair,
                     struct pl_error *err) {
    const struct silence *s = silence_at(r, pair->g);
    double far_m = farther(pair->in_m, pair->out_m);
    if (far_m > pl_relate_rule(relate, PL_RULE_RENDEZVOUS_ANSWER_M) || pair->at.needs_kn < 0 ||
        pair->at.needs_kn > pl_relate_rule(relate, PL_RULE_RENDEZVOUS_ANSWER_TIMES) * s->it.speed_kn) {
        return PL_E_OK;
    }
    if (l->has_late == 0) {
        struct pair *new = list_add(&r->pairs, sizeof *new, err);
        if (new == NULL) {
            return PL_E_NOMEM;
        }
        *new = *pair;
        l->late = (uint32_t)(r->pairs.n - 1);
        l->has_late = 1;
        return PL_E_OK;
    }
    struct pair *old = pair_at(r, l->late);
    if (far_m < farther(old->in_m, old->out_m)) {
        *old = *pair;
    }
    return PL_E_OK;
}

static int try_pair(const struct pl_relate *relate, struct rendezvous *r, uint32_t li, uint32_t gi,
                    struct pl_error *err) {
    struct loiterer *l = loiterer_at(r, li);
    const struct silence *s = silence_at(r, gi);
    double min_h = pl_relate_rule(relate, PL_RULE_RENDEZVOUS_MIN_HOURS);
    pl_time from = l->start > s->it.start ? l->start : s->it.start, to = l->end < s->it.end ? l->end : s->it.end;
    if (s->empty || s->who.mmsi == l->who.mmsi || pl_hours(from, to) < min_h ||
        pl_sphere_beyond(l->pos, s->it.from,
                         pl_relate_rule(relate, PL_RULE_RENDEZVOUS_ANSWER_TIMES) * s->it.speed_kn * PL_NM_M *
                             pl_hours(s->it.start, s->it.end)) ||
        (s->heard && is_heard(r, s, from, to))) {
        return PL_E_OK;
    }
    struct pair pair = {.l = li, .g = gi, .by_chance = -1};
    pair.in_m = pl_sphere_distance_m(s->it.from, l->pos);
    pair.out_m = s->it.open ? pair.in_m : pl_sphere_distance_m(l->pos, s->it.to);
    pair.at = pl_meeting_of(&s->it, l->start, l->end, pair.in_m, pair.out_m, min_h);
    if (is_explained(l, s)) {
        l->could += pair.at.cover_h >= min_h;
        return PL_E_OK;
    }
    if (pair.at.cover_h < min_h) {
        return keep_late(relate, r, l, &pair, err);
    }
    l->could++;
    pair.detour_m = pl_meeting_detour_m(pair.in_m, pair.out_m, pair.at.cover_h, hours_of(l));
    pair.known = knows(r, l->who.mmsi, s->who.mmsi);
    return keep_pair(r, l, &pair, err);
}

/* Loiterings and silences come by their starts: silences that are over are left behind. */
static int make_pairs(struct pl_relate *relate, struct rendezvous *r, struct pl_error *err) {
    uint32_t *live = pl_arena_calloc(&relate->arena, r->silences.n + 1, sizeof *live);
    size_t n_live = 0, next = 0;
    if (live == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for possible meetings");
    }
    for (size_t i = 0; i < r->loiterers.n; i++) {
        const struct loiterer *l = loiterer_at(r, i);
        size_t kept = 0;
        for (size_t k = 0; k < n_live; k++) {
            if (silence_at(r, live[k])->it.end > l->start) {
                live[kept++] = live[k];
            }
        }
        n_live = kept;
        for (; next < r->silences.n && silence_at(r, next)->it.start < l->end; next++) {
            live[n_live++] = (uint32_t)next;
        }
        for (size_t k = 0; k < n_live; k++) {
            int rc = try_pair(relate, r, (uint32_t)i, live[k], err);
            if (rc != PL_E_OK) {
                return rc;
            }
        }
    }
    return PL_E_OK;
}

/* Each loitering and each silence has one partner: the nearest, as far as both are free. A silence may hold several
 * loiterings only one after the other, which is not asked for: a ship that does that makes a new detour. */

static int order_cmp(const void *pa, const void *pb, void *ctx) {
    const struct rendezvous *r = ctx;
    return pair_cmp(pair_at(r, *(const uint32_t *)pa), pair_at(r, *(const uint32_t *)pb));
}

/* The way by sea between two places; straight where the sea is open or nothing is known of it. */
static int sea_way(const struct pl_relate *relate, struct rendezvous *r, pl_pos a, pl_pos b, double straight_m,
                   double limit_m, struct pl_way *ret, struct pl_error *err) {
    const struct pl_passages *passages = relate->options.passages;
    *ret = (struct pl_way){.state = PL_WAY_FOUND, .sea_m = straight_m};
    if (passages == NULL || pl_sea_clear(pl_passages_sea(passages), a, b)) {
        return PL_E_OK;
    }
    r->searches++;
    return pl_passage(passages, a, b, limit_m, ret, err);
}

/* Could it by sea? The benefit of the distances' error is with "could". */
static int ask_sea(const struct pl_relate *relate, struct rendezvous *r, struct pair *pair, struct pl_error *err) {
    const struct silence *s = silence_at(r, pair->g);
    const struct loiterer *l = loiterer_at(r, pair->l);
    const double min_h = pl_relate_rule(relate, PL_RULE_RENDEZVOUS_MIN_HOURS);
    const double limit_m = WAY_TIMES * s->it.speed_kn * PL_NM_M * pl_hours(s->it.start, s->it.end);
    struct pl_way in, out;
    int rc = sea_way(relate, r, s->it.from, l->pos, pair->in_m, limit_m, &in, err);
    out = in;
    if (rc == PL_E_OK && !s->it.open) {
        rc = sea_way(relate, r, l->pos, s->it.to, pair->out_m, limit_m, &out, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    if (in.state == PL_WAY_UNKNOWN || out.state == PL_WAY_UNKNOWN) {
        pair->sea = SEA_UNKNOWN;
        return PL_E_OK;
    }
    if (in.state == PL_WAY_NONE || out.state == PL_WAY_NONE) {
        pair->sea = SEA_COULD_NOT;
        pair->at = (struct pl_meeting){.cover_h = -1, .needs_kn = -1};
        return PL_E_OK;
    }
    struct pl_meeting best = pl_meeting_of(&s->it, l->start, l->end, farther(in.sea_m - in.error_m, 0),
                                           farther(out.sea_m - out.error_m, 0), min_h);
    pair->at = pl_meeting_of(&s->it, l->start, l->end, in.sea_m, out.sea_m, min_h);
    pair->sea = best.cover_h >= min_h ? SEA_COULD : SEA_COULD_NOT;
    if (in.state == PL_WAY_BEYOND || out.state == PL_WAY_BEYOND) {
        pair->sea = SEA_COULD_NOT;
        pair->at.needs_kn = -1;
    }
    return PL_E_OK;
}

static int choose(struct pl_relate *relate, struct rendezvous *r, uint32_t *order, size_t n, size_t *ret_chosen,
                  struct pl_error *err) {
    size_t chosen = 0;
    bool *busy = pl_arena_calloc(&relate->arena, r->loiterers.n + 1, sizeof *busy);
    if (busy == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for possible meetings");
    }
    for (size_t i = 0; i < n; i++) {
        struct pair *pair = pair_at(r, order[i]);
        struct silence *s = silence_at(r, pair->g);
        if (busy[pair->l] || s->taken) {
            continue;
        }
        if (r->searches < SEARCHES / 2) {
            int rc = ask_sea(relate, r, pair, err);
            if (rc != PL_E_OK) {
                return rc;
            }
        }
        if (pair->sea == SEA_COULD_NOT) {
            continue;
        }
        pair->chosen = busy[pair->l] = s->taken = true;
        order[chosen++] = order[i];
    }
    *ret_chosen = chosen;
    return PL_E_OK;
}

/* Accident */

/* The chosen pairs of one class (strangers, or those that know each other), nearest first, up to a detour. */
struct accident {
    const struct pl_relate *relate;
    const struct rendezvous *r;
    bool known;
    const uint32_t *pairs;
    size_t n;
    double *hits; /* pairs of accident that are nearer than the i-th and not than the one before */
    double reach_m;
    pl_time from, until;
};

static void count_hit(const struct accident *a, double detour_m, double weight) {
    size_t low = 0, high = a->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (pair_at(a->r, a->pairs[mid])->detour_m < detour_m) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    if (low < a->n) {
        a->hits[low] += weight;
    }
}

static void shift_pair(const struct accident *a, const struct loiterer *l, const struct silence *s, double in_m,
                       double out_m, double weight) {
    const double min_h = pl_relate_rule(a->relate, PL_RULE_RENDEZVOUS_MIN_HOURS);
    const pl_time whole = a->until - a->from, step = whole / (SHIFTS + 1);
    for (int k = 1; k <= SHIFTS; k++) {
        pl_time start = l->start + step * k;
        start -= start >= a->until ? whole : 0;
        pl_time end = start + (l->end - l->start);
        if (end <= s->it.start || start >= s->it.end) {
            continue;
        }
        struct pl_meeting m = pl_meeting_of(&s->it, start, end, in_m, out_m, min_h);
        if (m.cover_h >= min_h) {
            count_hit(a, pl_meeting_detour_m(in_m, out_m, m.cover_h, hours_of(l)), weight / SHIFTS);
        }
    }
}

static void shift_loiterer(const struct accident *a, const struct loiterer *l, double weight) {
    for (size_t g = 0; g < a->r->silences.n; g++) {
        const struct silence *s = silence_at(a->r, g);
        bool together = s->it.start < l->end && s->it.end > l->start; /* that is what is asked about */
        if (together || s->heard || s->empty || s->who.mmsi == l->who.mmsi ||
            pl_sphere_beyond(l->pos, s->it.from, a->reach_m) || is_explained(l, s) ||
            knows(a->r, l->who.mmsi, s->who.mmsi) != a->known) {
            continue;
        }
        double in_m = pl_sphere_distance_m(s->it.from, l->pos);
        double out_m = s->it.open ? in_m : pl_sphere_distance_m(l->pos, s->it.to);
        if (in_m + out_m <= a->reach_m) {
            shift_pair(a, l, s, in_m, out_m, weight);
        }
    }
}

/* Accident would hardly give one in all the recording, or few of those that were found. */
static bool is_strong(const struct pl_relate *relate, const struct pair *pair) {
    return pair->expected < 1.0 || pair->by_chance <= pl_relate_rule(relate, PL_RULE_RENDEZVOUS_MAX_BY_CHANCE);
}

/* Fills by_chance and expected of the pairs of the class within its reach. False where the farthest is weak. */
static bool weigh_reach(const struct accident *a) {
    const double work = (double)a->r->loiterers.n * (double)a->r->silences.n;
    const size_t each = work > WORK_MOST ? (size_t)(work / WORK_MOST) + 1 : 1;
    double sum = 0;
    for (size_t i = 0; i < a->n; i++) {
        a->hits[i] = 0;
    }
    for (size_t i = 0; a->n > 0 && i < a->r->loiterers.n; i += each) {
        if (!loiterer_at(a->r, i)->met) {
            shift_loiterer(a, loiterer_at(a->r, i), (double)each);
        }
    }
    for (size_t i = 0; i < a->n; i++) {
        struct pair *pair = pair_at(a->r, a->pairs[i]);
        sum += a->hits[i];
        pair->expected = sum;
        pair->by_chance = sum < (double)(i + 1) ? sum / (double)(i + 1) : 1;
    }
    return a->n == 0 || is_strong(a->relate, pair_at(a->r, a->pairs[a->n - 1]));
}

/* One class after another, farther and farther until accident explains the farthest pair: all beyond it are weak. */
static int weigh(struct pl_relate *relate, struct rendezvous *r, const uint32_t *chosen, size_t n,
                 struct pl_error *err) {
    const pl_time first_l = loiterer_at(r, 0)->start, first_g = silence_at(r, 0)->it.start;
    struct accident a = {.relate = relate, .r = r, .until = relate->options.until};
    a.from = first_l < first_g ? first_l : first_g;
    a.hits = pl_arena_calloc(&relate->arena, n + 1, sizeof *a.hits);
    if (a.hits == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for possible meetings");
    }
    for (size_t i = 0; i < n; i++) {
        pair_at(r, chosen[i])->by_chance = 1;
        pair_at(r, chosen[i])->expected = NEVER;
    }
    for (size_t from = 0, to = 0; from < n; from = to) {
        a.known = pair_at(r, chosen[from])->known;
        for (to = from; to < n && pair_at(r, chosen[to])->known == a.known; to++) {
        }
        a.pairs = chosen + from;
        a.n = 0;
        bool strong = true;
        for (a.reach_m = FIRST_M; strong && a.n < to - from; a.reach_m *= 2) {
            const size_t had = a.n;
            while (a.n < to - from && pair_at(r, a.pairs[a.n])->detour_m <= a.reach_m) {
                a.n++;
            }
            strong = a.n == had || weigh_reach(&a);
        }
    }
    return PL_E_OK;
}

/* Telling */

static int tell(struct pl_relate *relate, struct rendezvous *r, struct pair *pair, bool feasible,
                struct pl_error *err) {
    const struct loiterer *l = loiterer_at(r, pair->l);
    const struct silence *s = silence_at(r, pair->g);
    struct pl_relate_parent parents[2] = {l->parent, s->parent};
    struct pl_event e = pl_event_about(PL_EVENT_RENDEZVOUS, NULL, 0);
    pair->told = true;
    e.n_vessels = 2;
    e.vessels[0] = l->who;
    e.vessels[1] = s->who;
    e.start = l->start > s->it.start ? l->start : s->it.start;
    e.end = l->end < s->it.end ? l->end : s->it.end;
    e.hours = pl_hours(e.start, e.end);
    e.pos = l->pos;
    e.has_pos = true;
    e.loiterer = l->who.mmsi;
    e.silent = s->who.mmsi;
    e.feasible = feasible;
    e.needs_kn = pair->at.needs_kn;
    e.cover_h = pair->at.cover_h > 0 ? pair->at.cover_h : 0;
    e.by_chance = feasible ? pair->by_chance : -1;
    const char *sea = relate->options.passages == NULL || pair->sea == SEA_UNKNOWN ? ", in a straight line" : "";
    if (feasible) {
        snprintf(e.why, sizeof e.why, "could have been there%s%s", sea,
                 pair->known ? "; the two met in the open at another time" : "");
    } else if (pair->sea == SEA_COULD_NOT) {
        snprintf(e.why, sizeof e.why, "a straight line would allow it, the way by sea does not, at %.0f kn",
                 s->it.speed_kn);
    } else {
        snprintf(e.why, sizeof e.why, "the time does not allow it, even in a straight line, at %.0f kn",
                 s->it.speed_kn);
    }
    char extra[2 * PL_HASH_BYTES];
    memcpy(extra, l->parent.first_input.b, PL_HASH_BYTES);
    memcpy(extra + PL_HASH_BYTES, s->parent.first_input.b, PL_HASH_BYTES);
    int rc = pl_relate_tell(relate, &e, parents, 2, pl_str_make(extra, sizeof extra), err);
    if (rc == PL_E_OK && feasible && l->could > 1) {
        struct remark *remark = list_add(&r->remarks, sizeof *remark, err);
        if (remark == NULL) {
            return PL_E_NOMEM;
        }
        *remark = (struct remark){e.id, l->could};
    }
    return rc;
}

static int tell_chosen(struct pl_relate *relate, struct rendezvous *r, const uint32_t *chosen, size_t n,
                       struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        struct pair *pair = pair_at(r, chosen[i]);
        if (is_strong(relate, pair)) {
            rc = pair->sea == SEA_UNASKED ? ask_sea(relate, r, pair, err) : PL_E_OK;
            rc = rc == PL_E_OK && pair->sea != SEA_COULD_NOT ? tell(relate, r, pair, true, err) : rc;
        }
    }
    return rc;
}

/* Of each loitering, the nearest that the sea forbids, and the nearest that the time forbids. */
static int tell_refused(struct pl_relate *relate, struct rendezvous *r, struct loiterer *l, struct pl_error *err) {
    const double answer_m = pl_relate_rule(relate, PL_RULE_RENDEZVOUS_ANSWER_M);
    unsigned room = (unsigned)pl_relate_rule(relate, PL_RULE_RENDEZVOUS_ANSWERS);
    int rc = PL_E_OK;
    for (uint32_t k = 0; rc == PL_E_OK && room > 0 && k < l->n_pairs; k++) {
        struct pair *pair = pair_at(r, l->pairs[k]);
        if (pair->chosen || farther(pair->in_m, pair->out_m) > answer_m) {
            continue;
        }
        if (pair->sea == SEA_UNASKED && r->searches < SEARCHES) {
            rc = ask_sea(relate, r, pair, err);
        }
        if (rc == PL_E_OK && pair->sea == SEA_COULD_NOT) {
            rc = tell(relate, r, pair, false, err);
            room--;
        }
    }
    if (rc == PL_E_OK && l->has_late && pl_relate_rule(relate, PL_RULE_RENDEZVOUS_ANSWERS) >= 1) {
        rc = tell(relate, r, pair_at(r, l->late), false, err);
    }
    return rc;
}

static int run(struct pl_relate *relate, void *state, struct pl_error *err) {
    struct rendezvous *r = state;
    size_t n = 0, chosen = 0;
    if (r->loiterers.n == 0 || r->silences.n == 0) {
        return PL_E_OK;
    }
    int rc = index_mets(r, err);
    if (rc == PL_E_OK) {
        mark_mets(relate, r);
        rc = make_pairs(relate, r, err);
    }
    uint32_t *order = rc == PL_E_OK ? pl_arena_calloc(&relate->arena, r->pairs.n + 1, sizeof *order) : NULL;
    if (order == NULL) {
        return rc != PL_E_OK ? rc : pl_fail(err, PL_E_NOMEM, "no memory for possible meetings");
    }
    for (size_t i = 0; i < r->loiterers.n; i++) {
        const struct loiterer *l = loiterer_at(r, i);
        for (uint32_t k = 0; k < l->n_pairs; k++) {
            order[n++] = l->pairs[k];
        }
    }
    if (n > 1) {
        qsort_r(order, n, sizeof *order, order_cmp, r);
    }
    rc = choose(relate, r, order, n, &chosen, err);
    rc = rc == PL_E_OK ? weigh(relate, r, order, chosen, err) : rc;
    rc = rc == PL_E_OK ? tell_chosen(relate, r, order, chosen, err) : rc;
    for (size_t i = 0; rc == PL_E_OK && i < r->loiterers.n; i++) {
        rc = tell_refused(relate, r, loiterer_at(r, i), err);
    }
    return rc;
}

static int note(struct pl_relate *relate, void *state, struct pl_event *e, struct pl_error *err) {
    const struct rendezvous *r = state;
    (void)relate;
    (void)err;
    for (size_t i = 0; e->type == PL_EVENT_RENDEZVOUS && i < r->remarks.n; i++) {
        const struct remark *remark = (const struct remark *)r->remarks.p + i;
        if (pl_hash_cmp(remark->id, e->id) == 0) {
            char part[120];
            snprintf(part, sizeof part, "%u silent ships could have been there meanwhile; this has the smallest detour",
                     remark->could);
            pl_relate_say(e, part);
        }
    }
    return PL_E_OK;
}

static void close_part(void *state) {
    struct rendezvous *r = state;
    free(r->loiterers.p);
    free(r->silences.p);
    free(r->mets.p);
    free(r->heards.p);
    free(r->pairs.p);
    free(r->remarks.p);
    free(r);
}

const struct pl_relate_part pl_relate_rendezvous = {
    .name = "rendezvous", .open = open_part, .add = add, .run = run, .note = note, .close = close_part};
