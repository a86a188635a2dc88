/* Identity changes: which ends and beginnings may be one ship, and which of these pairs have a rival about as good. */
#include <stdlib.h>
#include <string.h>

#include "detect/change_in.h"

#include "base/ban.h"

#define KEEP 8 /* partners remembered for one end */

static double most_hours(const struct pl_relate *relate, enum tie tie) {
    return pl_relate_rule(relate,
                          tie >= TIE_NAMED ? PL_RULE_IDENTITY_CHANGE_NAMED_HOURS : PL_RULE_IDENTITY_CHANGE_MAX_HOURS);
}

/* Where it is a possible pair: keeps it among the best of a. */
static void consider(const struct pl_relate *relate, const struct change *c, uint32_t a, uint32_t b, struct pair *best,
                     unsigned *n_best) {
    const struct life *from = &c->lives[a], *to = &c->lives[b];
    double tolerance_m = pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_DIM_TOLERANCE_M);
    double hours = pl_hours(from->end, to->start);
    enum tie tie = from->who.mmsi == to->who.mmsi ? TIE_NONE : pl_change_tie_of(&from->who, &to->who, tolerance_m);
    if (tie == TIE_NONE || hours <= 0 || hours > most_hours(relate, tie) ||
        !pl_change_within(relate, pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_MAX_SPEED_KN), from->end_pos,
                          from->end, to->start_pos, to->start)) {
        return;
    }
    double nm = pl_sphere_distance_m(from->end_pos, to->start_pos) / PL_NM_M;
    struct pair pair = {a, b, (uint8_t)tie, (hours + 0.5) * (nm + 5) * (nm + 5) * pl_change_prior[tie]};
    unsigned at = *n_best;
    for (unsigned i = 0; i < *n_best; i++) {
        if (best[i].b == b) {
            return;
        }
    }
    while (at > 0 && best[at - 1].cost > pair.cost) {
        at--;
    }
    if (at == KEEP) {
        return;
    }
    unsigned n = *n_best < KEEP ? *n_best : KEEP - 1;
    memmove(&best[at + 1], &best[at], (n - at) * sizeof *best);
    best[at] = pair;
    *n_best = n + 1;
}

/* Places of lives that began, in an order that brings those which may agree together. */
struct order {
    const struct life *lives;
    uint32_t *list;
    uint32_t n;
};

static int begin_cmp(const struct life *a, const struct life *b) {
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    return pl_change_life_cmp(a, b);
}

static int by_size(const void *pa, const void *pb, void *ctx) {
    const struct life *lives = ctx;
    const struct life *a = &lives[*(const uint32_t *)pa], *b = &lives[*(const uint32_t *)pb];
    unsigned la = pl_change_length_m(&a->who), lb = pl_change_length_m(&b->who);
    return la != lb ? (la < lb ? -1 : 1) : begin_cmp(a, b);
}

static int by_imo(const void *pa, const void *pb, void *ctx) {
    const struct life *lives = ctx;
    const struct life *a = &lives[*(const uint32_t *)pa], *b = &lives[*(const uint32_t *)pb];
    return a->who.imo != b->who.imo ? (a->who.imo < b->who.imo ? -1 : 1) : begin_cmp(a, b);
}

static int by_name(const void *pa, const void *pb, void *ctx) {
    const struct life *lives = ctx;
    const struct life *a = &lives[*(const uint32_t *)pa], *b = &lives[*(const uint32_t *)pb];
    int name = strcmp(a->who.name, b->who.name);
    name = name != 0 ? name : strcmp(a->who.callsign, b->who.callsign);
    return name != 0 ? name : begin_cmp(a, b);
}

static int order_by(struct order *o, const struct change *c, int (*cmp)(const void *, const void *, void *),
                    struct pl_error *err) {
    *o = (struct order){.lives = c->lives, .list = calloc((size_t)c->n + 1, sizeof *o->list)};
    if (o->list == NULL) {
        return pl_change_no_memory(err);
    }
    for (uint32_t i = 0; i < c->n; i++) {
        if (c->lives[i].begun) {
            o->list[o->n++] = i;
        }
    }
    if (o->n > 1) {
        qsort_r(o->list, o->n, sizeof *o->list, cmp, c->lives);
    }
    return PL_E_OK;
}

/* The first in the order that is not before the key (a place in lives is the key's memory). */
static uint32_t lower(const struct order *o, const struct life *key,
                      bool (*before)(const struct life *, const struct life *)) {
    uint32_t lo = 0, hi = o->n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (before(&o->lives[o->list[mid]], key)) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

/* key: a life whose `end` is the least start asked for. */
static bool size_before(const struct life *a, const struct life *key) {
    unsigned la = pl_change_length_m(&a->who), lk = pl_change_length_m(&key->who);
    return la != lk ? la < lk : a->start <= key->end;
}
static bool imo_before(const struct life *a, const struct life *key) {
    return a->who.imo != key->who.imo ? a->who.imo < key->who.imo : a->start <= key->end;
}
static bool name_before(const struct life *a, const struct life *key) {
    int name = strcmp(a->who.name, key->who.name);
    name = name != 0 ? name : strcmp(a->who.callsign, key->who.callsign);
    return name != 0 ? name < 0 : a->start <= key->end;
}

struct orders {
    struct order size, imo, name;
};

static void partners(const struct pl_relate *relate, const struct change *c, const struct orders *o, uint32_t a,
                     struct pair *best, unsigned *n_best) {
    const struct life *life = &c->lives[a];
    double tolerance_m = pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_DIM_TOLERANCE_M);
    double hours = most_hours(relate, TIE_NEAR);
    if (pl_change_has_size(&life->who)) {
        struct life key = *life;
        unsigned length = pl_change_length_m(&life->who),
                 least = length > tolerance_m ? length - (unsigned)tolerance_m : 1;
        for (unsigned l = least; l <= length + tolerance_m; l++) {
            key.who.dim[0] = (uint16_t)l;
            key.who.dim[1] = 0;
            for (uint32_t i = lower(&o->size, &key, size_before); i < o->size.n; i++) {
                const struct life *b = &c->lives[o->size.list[i]];
                if (pl_change_length_m(&b->who) != l || pl_hours(life->end, b->start) > hours) {
                    break;
                }
                consider(relate, c, a, o->size.list[i], best, n_best);
            }
        }
    }
    if (life->who.imo != 0) {
        for (uint32_t i = lower(&o->imo, life, imo_before); i < o->imo.n; i++) {
            if (c->lives[o->imo.list[i]].who.imo != life->who.imo) {
                break;
            }
            consider(relate, c, a, o->imo.list[i], best, n_best);
        }
    }
    if (life->who.name[0] != '\0' && life->who.callsign[0] != '\0') {
        for (uint32_t i = lower(&o->name, life, name_before); i < o->name.n; i++) {
            const struct pl_event_vessel *b = &c->lives[o->name.list[i]].who;
            if (strcmp(b->name, life->who.name) != 0 || strcmp(b->callsign, life->who.callsign) != 0) {
                break;
            }
            consider(relate, c, a, o->name.list[i], best, n_best);
        }
    }
}

int pl_change_find_pairs(const struct pl_relate *relate, struct change *c, struct pl_error *err) {
    struct orders o = {0};
    int rc = order_by(&o.size, c, by_size, err);
    rc = rc == PL_E_OK ? order_by(&o.imo, c, by_imo, err) : rc;
    rc = rc == PL_E_OK ? order_by(&o.name, c, by_name, err) : rc;
    for (uint32_t a = 0; rc == PL_E_OK && a < c->n; a++) {
        struct pair best[KEEP];
        unsigned n_best = 0;
        if (c->lives[a].ended) {
            partners(relate, c, &o, a, best, &n_best);
        }
        for (unsigned i = 0; rc == PL_E_OK && i < n_best; i++) {
            struct pair *pairs = pl_change_more(c->pairs, c->n_pairs, &c->cap_pairs, sizeof *pairs);
            if (pairs == NULL) {
                rc = pl_change_no_memory(err);
                break;
            }
            c->pairs = pairs;
            pairs[c->n_pairs++] = best[i];
        }
    }
    free(o.size.list);
    free(o.imo.list);
    free(o.name.list);
    return rc;
}

/* Another pair of the same end that is about as good. One that begins when the partner was over, or ended before it
 * began, is another change of the same ship. */
static bool rivals(const struct change *c, const struct pair *p, const struct pair *other, double ratio) {
    if (other->cost >= ratio * p->cost) {
        return false;
    }
    if (other->a == p->a && other->b != p->b) {
        return c->lives[other->b].start <= c->lives[p->b].end;
    }
    if (other->b == p->b && other->a != p->a) {
        return c->lives[other->a].end >= c->lives[p->a].start;
    }
    return false;
}

static int by_a(const void *pa, const void *pb) {
    const struct pair *x = pa, *y = pb;
    return x->a != y->a ? (x->a < y->a ? -1 : 1) : (x->b > y->b) - (x->b < y->b);
}
static int by_b(const void *pa, const void *pb) {
    const struct pair *x = pa, *y = pb;
    return x->b != y->b ? (x->b < y->b ? -1 : 1) : (x->a > y->a) - (x->a < y->a);
}

/* Marks (tie 0) the pairs that have a rival among those beside them. */
void pl_change_drop_rivalled(const struct pl_relate *relate, struct change *c) {
    double ratio = pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_RIVAL_RATIO);
    int (*const orders[])(const void *, const void *) = {by_a, by_b};
    for (unsigned o = 0; o < 2 && c->n_pairs > 1; o++) {
        qsort(c->pairs, c->n_pairs, sizeof *c->pairs, orders[o]);
        for (uint32_t i = 0, n; i < c->n_pairs; i += n) {
            for (n = 1; i + n < c->n_pairs &&
                        (o == 0 ? c->pairs[i + n].a == c->pairs[i].a : c->pairs[i + n].b == c->pairs[i].b);
                 n++) {
            }
            for (uint32_t k = i; k < i + n; k++) {
                for (uint32_t l = i; l < i + n; l++) {
                    if (rivals(c, &c->pairs[k], &c->pairs[l], ratio)) {
                        c->pairs[k].tie = TIE_NONE;
                    }
                }
            }
        }
    }
}
