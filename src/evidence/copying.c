#include "evidence/copying.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/copying_in.h"

#include "base/ban.h"

struct pl_copying_params pl_copying_defaults(void) {
    return (struct pl_copying_params){
        .suspect_from = PL_COPYING_SUSPECT_FROM, .relay_prior = PL_COPYING_RELAY_PRIOR, .rounds = PL_COPYING_ROUNDS};
}

/* What is expected before anything is learnt, in thousandths: of copies, of independent reports. Round figures: copies
 * keep, round or drop; observers differ a little, and agree the less often the larger and finer the number. */
struct prior {
    double copy[PL_CASE_COUNT], apart[PL_CASE_COUNT];
};
/* SAME, AGAINST, SAME_ROUND, ROUNDED, ROUND_BARE, SHARPER, NEAR, TYPO, FAR, DROPPED, ADDED */
static const struct prior PRIOR[PL_SLOT_COUNT] = {
    [PL_SLOT_SMALL] = {{430, 40, 80, 180, 50, 10, 20, 15, 5, 165, 5}, {330, 10, 30, 60, 40, 60, 300, 10, 60, 50, 50}},
    [PL_SLOT_MIDDLE] = {{430, 40, 80, 180, 50, 10, 20, 15, 5, 165, 5}, {230, 10, 20, 60, 40, 60, 420, 10, 50, 50, 50}},
    [PL_SLOT_LARGE] = {{430, 40, 80, 180, 50, 10, 20, 15, 5, 165, 5}, {130, 5, 20, 60, 40, 60, 525, 10, 50, 50, 50}},
    [PL_SLOT_DECIMAL] = {{390, 40, 80, 180, 90, 10, 20, 15, 5, 165, 5}, {180, 5, 20, 60, 30, 60, 485, 10, 50, 50, 50}},
    [PL_SLOT_CLOCK] = {{430, 40, 80, 230, 0, 10, 20, 0, 10, 175, 5}, {330, 10, 40, 100, 0, 80, 290, 0, 50, 50, 50}},
    [PL_SLOT_DAY] = {{940, 0, 0, 0, 0, 0, 10, 0, 10, 35, 5}, {930, 0, 0, 0, 0, 0, 40, 0, 10, 10, 10}},
    [PL_SLOT_WORDING] = {{100, 0, 200, 0, 0, 0, 0, 0, 700, 0, 0}, {5, 0, 195, 0, 0, 0, 0, 0, 800, 0, 0}},
    [PL_SLOT_LAG] = {{50, 90, 140, 230, 250, 150, 50, 40, 0, 0, 0}, {150, 220, 230, 170, 100, 60, 30, 40, 0, 0, 0}},
};

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "no memory to compare reports"); }

/* ---- learning ---- */

/* The odds that an item of this source is a copy, by its other items. A source that reports an event again, or an item
 * that nobody could have been asked about, says nothing about its habit. */
static double habit_odds(const struct pl_copying_learner *l, uint32_t item) {
    const struct pl_copying_report *r = &l->reports[item];
    uint32_t s = l->source[item];
    if (r->again) {
        return 1;
    }
    double copied = l->params.relay_prior / 2 + (double)(l->copied[s] - r->copy) / PL_COPYING_ONE;
    double apart = l->params.relay_prior / 2 +
                   (double)((l->seen[s] - (int64_t)PL_COPYING_ONE) - (l->copied[s] - r->copy)) / PL_COPYING_ONE;
    double odds = copied / apart;
    return odds < PL_COPYING_HABIT_LEAST  ? PL_COPYING_HABIT_LEAST
           : odds > PL_COPYING_HABIT_MOST ? PL_COPYING_HABIT_MOST
                                          : odds;
}

static double pair_ratio(const struct pl_copying_learner *l, const struct pl_copying_pair *pair) {
    double ratio = pair->own ? PL_COPYING_OWN_RATIO : 1;
    for (unsigned i = 0; i < pair->agreement.n; i++) {
        ratio *= l->ratio[pair->agreement.feature[i] >> 4][pair->agreement.feature[i] & 15];
    }
    return ratio > PL_COPYING_RATIO_MOST ? PL_COPYING_RATIO_MOST : ratio;
}

/* How much the child's source favours the parent's, by its other items; at least PL_COPYING_ONE. */
static int64_t favour_of(const struct pl_copying_learner *l, const struct pl_copying_report *r,
                         const struct pl_copying_pair *pair) {
    return (int64_t)PL_COPYING_ONE + l->habit[pair->habit] -
           (r->again ? 0 : pair->weight); /* `again` is not learnt from */
}

/* How likely each pair of an item is where it came from, and the item a copy. */
static void weigh(struct pl_copying_learner *l, uint32_t item) {
    struct pl_copying_report *r = &l->reports[item];
    struct pl_copying_pair *pairs = l->pairs + r->first_pair;
    int64_t favour = 0, sum = 0;
    for (uint32_t i = 0; i < r->n_pairs; i++) {
        favour += favour_of(l, r, &pairs[i]);
    }
    for (uint32_t i = 0; i < r->n_pairs; i++) { /* billionths of the old weight give way to millionths of the ratio */
        double share = (double)favour_of(l, r, &pairs[i]) / (double)favour;
        pairs[i].weight = (int64_t)(share * pair_ratio(l, &pairs[i]) * 1e6 + 0.5);
        sum += pairs[i].weight;
    }
    r->odds = (double)sum / 1e6 * habit_odds(l, item);
    r->copy = r->declared ? (int64_t)PL_COPYING_ONE : (int64_t)(r->odds / (1 + r->odds) * PL_COPYING_ONE + 0.5);
    for (uint32_t i = 0; i < r->n_pairs; i++) {
        double share = sum > 0 ? (double)pairs[i].weight / (double)sum : 1.0 / r->n_pairs;
        pairs[i].weight = (int64_t)(share * (double)r->copy + 0.5);
    }
}

struct tables {
    int64_t copy[PL_SLOT_COUNT][PL_CASE_COUNT], apart[PL_SLOT_COUNT][PL_CASE_COUNT];
};

static void count_pair(struct tables *t, const struct pl_copying_pair *pair, int64_t copy, int64_t apart) {
    for (unsigned i = 0; i < pair->agreement.n; i++) {
        unsigned slot = pair->agreement.feature[i] >> 4, case_ = pair->agreement.feature[i] & 15;
        t->copy[slot][case_] += copy;
        t->apart[slot][case_] += apart;
    }
}

/* Priors and what was seen, as ratios of the two shares. */
static void set_ratios(struct pl_copying_learner *l, const struct tables *t) {
    for (unsigned slot = 0; slot < PL_SLOT_COUNT; slot++) {
        double copies = PL_COPYING_PRIOR_WEIGHT, aparts = PL_COPYING_PRIOR_WEIGHT;
        for (unsigned c = 0; c < PL_CASE_COUNT; c++) {
            copies += (double)t->copy[slot][c] / PL_COPYING_ONE;
            aparts += (double)t->apart[slot][c] / PL_COPYING_ONE;
        }
        for (unsigned c = 0; c < PL_CASE_COUNT; c++) {
            double copy =
                (double)t->copy[slot][c] / PL_COPYING_ONE + PL_COPYING_PRIOR_WEIGHT * PRIOR[slot].copy[c] / 1000;
            double apart =
                (double)t->apart[slot][c] / PL_COPYING_ONE + PL_COPYING_PRIOR_WEIGHT * PRIOR[slot].apart[c] / 1000;
            l->ratio[slot][c] = copy > 0 && apart > 0 ? copy / copies / (apart / aparts) : 1;
        }
    }
}

static void learn(struct pl_copying_learner *l) {
    struct tables t = {0};
    memset(l->habit, 0, l->n_habits * sizeof *l->habit);
    memset(l->copied, 0, l->n_sources * sizeof *l->copied);
    memset(l->seen, 0, l->n_sources * sizeof *l->seen);
    for (uint32_t i = 0; i < l->n; i++) {
        const struct pl_copying_report *r = &l->reports[i];
        if (l->items[i].absent || r->again) {
            continue;
        }
        l->seen[l->source[i]] += (int64_t)PL_COPYING_ONE;
        l->copied[l->source[i]] += r->copy;
        for (uint32_t k = 0; k < r->n_pairs; k++) {
            const struct pl_copying_pair *pair = &l->pairs[r->first_pair + k];
            l->habit[pair->habit] += pair->weight;
            count_pair(&t, pair, pair->weight, ((int64_t)PL_COPYING_ONE - r->copy) / r->n_pairs);
        }
    }
    set_ratios(l, &t);
}

static void run(struct pl_copying_learner *l) {
    struct tables none = {0};
    set_ratios(l, &none);
    for (uint32_t i = 0; i < l->n; i++) {
        l->seen[l->source[i]] += (int64_t)PL_COPYING_ONE; /* before anything is known: only the prior */
        l->reports[i].copy = 0;
    }
    for (uint32_t i = 0; i < l->n; i++) {
        l->copied[l->source[i]] = l->seen[l->source[i]] / 2;
    }
    for (unsigned round = 0; round < l->params.rounds; round++) {
        for (uint32_t i = 0; i < l->n; i++) {
            weigh(l, i);
        }
        learn(l);
    }
    for (uint32_t i = 0; i < l->n; i++) {
        weigh(l, i);
    }
}

/* ---- what comes of it ---- */

/* Of equals the earlier one. */
static const struct pl_copying_pair *likeliest(const struct pl_copying_learner *l, uint32_t item) {
    const struct pl_copying_report *r = &l->reports[item];
    const struct pl_copying_pair *best = NULL;
    for (uint32_t i = 0; i < r->n_pairs; i++) {
        const struct pl_copying_pair *pair = &l->pairs[r->first_pair + i];
        if (best == NULL || pair->weight > best->weight ||
            (pair->weight == best->weight && l->items[pair->parent].published < l->items[best->parent].published)) {
            best = pair;
        }
    }
    return best;
}

static void add_words(const struct pl_copying_learner *l, uint32_t item, const struct pl_copying_pair *pair,
                      struct pl_buf *out) {
    const struct pl_copying_report *r = &l->reports[item];
    pl_time child = l->items[item].published, parent = l->items[pair->parent].published;
    uint32_t s = l->source[item];
    if (pair->own) {
        pl_buf_add_str(out, PL_STR("the same source; "));
    }
    pl_agreement_words(&r->side, &l->reports[pair->parent].side, out);
    if (child != PL_TIME_NONE && parent != PL_TIME_NONE) {
        pl_buf_add_str(out, out->n > 0 ? PL_STR("; ") : PL_STR(""));
        pl_buf_add_fixed(out, (double)(child - parent) / (double)PL_DAY_US, 1);
        pl_buf_add_str(out, PL_STR(" days later"));
    }
    if (l->seen[s] >= 3 * (int64_t)PL_COPYING_ONE && l->copied[s] * 2 > l->seen[s]) {
        pl_buf_add_str(out, PL_STR("; its source takes most of its reports from others"));
    }
}

static int collect(const struct pl_copying_learner *l, const struct pl_origin_link **ret_links, uint32_t *ret_n,
                   struct pl_error *err) {
    struct pl_origin_link *links = pl_arena_calloc(l->arena, (size_t)l->n + 1, sizeof *links);
    PL_BUF_AUTO words;
    uint32_t n = 0;
    pl_buf_open(&words, (size_t)1 << 20);
    for (uint32_t i = 0; i < l->n && links != NULL; i++) {
        const struct pl_copying_report *r = &l->reports[i];
        const struct pl_copying_pair *pair = r->declared || l->items[i].absent ? NULL : likeliest(l, i);
        if (pair == NULL || r->odds < l->params.suspect_from) {
            continue;
        }
        pl_buf_clear(&words);
        add_words(l, i, pair, &words);
        links[n++] =
            (struct pl_origin_link){i, pair->parent, PL_LINK_COPY_SUSPECTED, pl_str_copy(l->arena, pl_buf_str(&words))};
    }
    if (links == NULL || pl_arena_failed(l->arena)) {
        return no_memory(err);
    }
    *ret_links = links;
    *ret_n = n;
    return 0;
}

int pl_copying_suspect(const struct pl_copying_item *items, uint32_t n, const struct pl_copying_params *params,
                       struct pl_arena *arena, const struct pl_origin_link **ret_links, uint32_t *ret_n,
                       struct pl_error *err) {
    struct pl_copying_learner l = {
        .items = items, .n = n, .params = params != NULL ? *params : pl_copying_defaults(), .arena = arena};
    int code = n > PL_ORIGIN_MAX_ITEMS ? pl_fail(err, PL_E_LIMIT, "more than %u items", PL_ORIGIN_MAX_ITEMS)
                                       : pl_copying_prepare(&l, err);
    if (code != 0) {
        return code;
    }
    run(&l);
    return collect(&l, ret_links, ret_n, err);
}
