/* Possible meetings: how many pairs with as small a detour accident would give, from the same loiterings shifted in
 * time among the same silences. */
#include "detect/rendezvous_in.h"

#include "base/ban.h"

#define SHIFTS    24
#define WORK_MOST 50000000.0     /* loiterings times silences that are held against accident; beyond, every n-th */
#define FIRST_M   (32 * PL_NM_M) /* detours are held against accident up to here, then up to twice, and so on */
#define NEVER     1e9            /* as many pairs as accident may give where it was not looked any more */

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
            pl_sphere_beyond(l->pos, s->it.from, a->reach_m) || pl_rendezvous_explained(l, s) ||
            pl_rendezvous_knows(a->r, l->who.mmsi, s->who.mmsi) != a->known) {
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
bool pl_rendezvous_strong(const struct pl_relate *relate, const struct pair *pair) {
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
    return a->n == 0 || pl_rendezvous_strong(a->relate, pair_at(a->r, a->pairs[a->n - 1]));
}

/* One class after another, farther and farther until accident explains the farthest pair: all beyond it are weak. */
int pl_rendezvous_weigh(struct pl_relate *relate, struct rendezvous *r, const uint32_t *chosen, size_t n,
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
