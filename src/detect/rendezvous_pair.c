/* Possible meetings: which silent ship could have been at which loitering, and whom either met in the open. */
#include <stdlib.h>

#include "detect/rendezvous_in.h"

#include "base/ban.h"

#define BESIDE_US PL_HOUR_US /* a silence that begins or ends so near to a meeting in the open belongs to that one */
/* Threshold, for the rules file: the share of a silence in which the recording must have heard anything; below it the
 * silence may be the recording's. */
#define HEARD_SHARE 0.5

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

int pl_rendezvous_index_mets(struct rendezvous *r, struct pl_error *err) {
    size_t n = r->mets.n;
    for (size_t i = 0; i < n; i++) {
        struct met *turned = pl_rendezvous_add(&r->mets, sizeof *turned, err);
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

void pl_rendezvous_mark_mets(const struct pl_relate *relate, struct rendezvous *r) {
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

bool pl_rendezvous_knows(const struct rendezvous *r, uint32_t a, uint32_t b) {
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
bool pl_rendezvous_explained(const struct loiterer *l, const struct silence *s) {
    return l->met || (s->beside[0] != 0 && s->beside[0] != l->who.mmsi) ||
           (s->beside[1] != 0 && s->beside[1] != l->who.mmsi);
}

/* Pairs */

/* Puts the pair among the few that are kept of its loitering, nearest first, those that know each other before all. */
int pl_rendezvous_pair_cmp(const struct pair *x, const struct pair *y) {
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
    if (at == KEEP && pl_rendezvous_pair_cmp(pair, pair_at(r, l->pairs[KEEP - 1])) >= 0) {
        return PL_E_OK;
    }
    uint32_t place;
    if (at == KEEP) {
        place = l->pairs[--at];
        *pair_at(r, place) = *pair;
    } else {
        struct pair *new = pl_rendezvous_add(&r->pairs, sizeof *new, err);
        if (new == NULL) {
            return PL_E_NOMEM;
        }
        *new = *pair;
        place = (uint32_t)(r->pairs.n - 1);
        l->n_pairs++;
    }
    for (; at > 0 && pl_rendezvous_pair_cmp(pair, pair_at(r, l->pairs[at - 1])) < 0; at--) {
        l->pairs[at] = l->pairs[at - 1];
    }
    l->pairs[at] = place;
    return PL_E_OK;
}

static int keep_late(const struct pl_relate *relate, struct rendezvous *r, struct loiterer *l, struct pair *pair,
                     struct pl_error *err) {
    const struct silence *s = silence_at(r, pair->g);
    double far_m = farther(pair->in_m, pair->out_m);
    if (far_m > pl_relate_rule(relate, PL_RULE_RENDEZVOUS_ANSWER_M) || pair->at.needs_kn < 0 ||
        pair->at.needs_kn > pl_relate_rule(relate, PL_RULE_RENDEZVOUS_ANSWER_TIMES) * s->it.speed_kn) {
        return PL_E_OK;
    }
    if (l->has_late == 0) {
        struct pair *new = pl_rendezvous_add(&r->pairs, sizeof *new, err);
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
    if (pl_rendezvous_explained(l, s)) {
        l->could += pair.at.cover_h >= min_h;
        return PL_E_OK;
    }
    if (pair.at.cover_h < min_h) {
        return keep_late(relate, r, l, &pair, err);
    }
    l->could++;
    pair.detour_m = pl_meeting_detour_m(pair.in_m, pair.out_m, pair.at.cover_h, hours_of(l));
    pair.known = pl_rendezvous_knows(r, l->who.mmsi, s->who.mmsi);
    return keep_pair(r, l, &pair, err);
}

/* Loiterings and silences come by their starts: silences that are over are left behind. */
int pl_rendezvous_make_pairs(struct pl_relate *relate, struct rendezvous *r, struct pl_error *err) {
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
