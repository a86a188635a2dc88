#include "evidence/copying.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "evidence/agreement.h"

#include "base/ban.h"

/* ---- every threshold, in one place ---- */

/* An item is called a suspected copy from odds of 1 : 10 on. Missing a copy counts an origin too many, which is the
 * harm; a suspicion too many costs a person one look. From 1 : 6 on, up to 4 events in 100 were counted too high where
 * only one to ten events were at hand to learn from; from 1 : 10 on at most 2 in 100, whatever was taken away. */
#define SUSPECT_FROM 0.1
/* Each source starts as if it had been seen to copy once and to observe once. */
#define RELAY_PRIOR 2.0
/* The habit of a source alone never decides: its odds stay within these, so that what the texts say can outweigh it. */
#define HABIT_LEAST (1.0 / 30.0)
#define HABIT_MOST  30.0
/* The tables of cases start from PRIOR below, worth this many observed pairs. */
#define PRIOR_WEIGHT 24.0
/* Two rounds more change no decision in any corpus measured from round 8 on. */
#define ROUNDS 24
/* A name ("container", "m") measures one thing where that many pairs of reports of one event agree within a tenth. */
#define NAME_PAIRS 4
#define NAME_SHARE 0.5
/* Wording that more than 1 in 50 other events has is a house style. */
#define WORDING_SHARE 50
/* Who reports an event again mostly repeats or corrects what it said: worth this much beside what the texts say. */
#define OWN_RATIO 10.0
/* What one pair may weigh at most. */
#define RATIO_MOST 1e8
/* Pairs compared in one run. */
#define MAX_PAIRS 8000000u

#define ONE 1e9 /* weights are summed as whole billionths: sums do not depend on the order */

struct pl_copying_params pl_copying_defaults(void) {
    return (struct pl_copying_params){.suspect_from = SUSPECT_FROM, .relay_prior = RELAY_PRIOR, .rounds = ROUNDS};
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

/* ---- state ---- */

struct pair {
    uint32_t parent;
    uint32_t habit; /* number of (source of the child, source of the parent) */
    int64_t weight; /* how likely this is where the child came from, in billionths */
    bool own;       /* both are of one source */
    struct pl_agreement agreement;
};

struct report {
    struct pl_reading reading;
    struct pl_agreement_side side;
    uint32_t first_pair, n_pairs;
    bool declared; /* it says where it has it from */
    bool again;    /* its source reported the event before */
    int64_t copy;  /* how likely it is a copy, in billionths */
    double odds;
};

struct learner {
    const struct pl_copying_item *items;
    uint32_t n;
    struct pl_copying_params params;
    struct pl_arena *arena;
    struct report *reports;
    uint32_t *order; /* items by event, then by place in the input */
    struct pair *pairs;
    uint32_t n_pairs;
    uint32_t *source; /* item -> source, numbered anew; items that name none have one of their own */
    uint32_t n_sources;
    int64_t *copied, *seen; /* of sources: items that are copies, all items */
    int64_t *habit;         /* of (source, source): items of the one taken from the other */
    uint32_t n_habits;
    double ratio[PL_SLOT_COUNT][PL_CASE_COUNT];
};

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "no memory to compare reports"); }

static bool same_source(const struct learner *l, uint32_t a, uint32_t b) { return l->source[a] == l->source[b]; }

/* ---- reading the reports ---- */

static int by_event(const void *a, const void *b, void *ctx) {
    const struct pl_copying_item *items = ctx;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    if (items[x].event != items[y].event) {
        return items[x].event < items[y].event ? -1 : 1;
    }
    return x < y ? -1 : x > y;
}

static int number_sources(struct learner *l, struct pl_error *err) {
    struct pl_map map;
    int code = 0;
    pl_map_open(&map, (size_t)l->n + 1);
    for (uint32_t i = 0; i < l->n && code == 0; i++) {
        bool new;
        uint64_t *at = NULL;
        if (l->items[i].source != PL_ORIGIN_NONE) {
            at = pl_map_put(&map, l->items[i].source, &new);
            code = at == NULL ? no_memory(err) : 0;
        }
        if (at != NULL && !new) {
            l->source[i] = (uint32_t)*at;
            continue;
        }
        l->source[i] = l->n_sources++;
        if (at != NULL) {
            *at = l->source[i];
        }
    }
    pl_map_close(&map);
    return code;
}

static int read_reports(struct learner *l, bool **flags, uint8_t **uses, struct pl_error *err) {
    for (uint32_t i = 0; i < l->n; i++) {
        struct report *r = &l->reports[i];
        int code = pl_reading_read(l->items[i].text, l->arena, &r->reading, err);
        if (code != 0) {
            return code;
        }
        uint8_t *use = pl_arena_calloc(l->arena, (size_t)r->reading.n_values + 1, sizeof *use);
        bool *against = pl_arena_calloc(l->arena, (size_t)r->reading.n_values + 1, sizeof *against);
        if (use == NULL || against == NULL) {
            return no_memory(err);
        }
        r->side = (struct pl_agreement_side){
            .reading = &r->reading, .use = use, .against = against, .published = l->items[i].published};
        r->declared = l->items[i].n_cites > 0;
        uses[i] = use;
        flags[i] = against;
    }
    return 0;
}

/* For the events in turn: the items order[from] to order[to - 1]. */
typedef int (*event_step)(struct learner *l, const uint32_t *items, uint32_t n, void *ctx, struct pl_error *err);

static int each_event(struct learner *l, event_step step, void *ctx, struct pl_error *err) {
    for (uint32_t from = 0, to; from < l->n; from = to) {
        for (to = from + 1; to < l->n && l->items[l->order[to]].event == l->items[l->order[from]].event; to++) {
        }
        int code = step(l, l->order + from, to - from, ctx, err);
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

/* ---- which names measure one thing ---- */

struct names {
    struct pl_strmap map; /* name -> index */
    uint64_t *pairs, *near;
    struct pl_map wordings; /* wording -> events that have it */
    uint32_t n_events;
};

static void count_names(struct learner *l, uint32_t a, uint32_t b, struct names *names) {
    const struct pl_reading *x = &l->reports[a].reading, *y = &l->reports[b].reading;
    for (uint32_t i = 0; i < x->n_values; i++) {
        int64_t best = -1;
        for (uint32_t k = 0; k < y->n_values; k++) {
            if (pl_str_eq(x->values[i].name, y->values[k].name)) {
                bool near = pl_agreement_near(x->values[i].micro, y->values[k].micro);
                best = near ? 1 : best < 0 ? 0 : best;
            }
        }
        uint64_t *at = best < 0 ? NULL : pl_strmap_get(&names->map, x->values[i].name);
        if (at != NULL) {
            names->pairs[*at]++;
            names->near[*at] += best > 0;
        }
    }
}

static int look_at_event(struct learner *l, const uint32_t *items, uint32_t n, void *ctx, struct pl_error *err) {
    struct names *names = ctx;
    if (n > PL_COPYING_MAX_EVENT) {
        return pl_fail(err, PL_E_LIMIT, "an event with more than %u items", PL_COPYING_MAX_EVENT);
    }
    names->n_events++;
    for (uint32_t i = 0; i < n; i++) {
        bool first = true;
        for (uint32_t k = 0; k < n; k++) {
            if (k != i && !same_source(l, items[i], items[k])) {
                count_names(l, items[i], items[k], names);
            }
            first = first && (k >= i || l->reports[items[k]].reading.wording != l->reports[items[i]].reading.wording);
        }
        uint64_t *at = first ? pl_map_put(&names->wordings, l->reports[items[i]].reading.wording, NULL) : NULL;
        if (first && at == NULL) {
            return no_memory(err);
        }
        if (at != NULL) {
            ++*at;
        }
    }
    return 0;
}

static void judge_names(struct learner *l, const struct names *names, uint8_t *const *uses) {
    for (uint32_t i = 0; i < l->n; i++) {
        struct report *r = &l->reports[i];
        for (uint32_t k = 0; k < r->reading.n_values; k++) {
            const uint64_t *at = pl_strmap_get(&names->map, r->reading.values[k].name);
            uint64_t pairs = at == NULL ? 0 : names->pairs[*at], near = at == NULL ? 0 : names->near[*at];
            uses[i][k] = pairs < NAME_PAIRS                          ? PL_VALUE_CAREFUL
                         : (double)near < NAME_SHARE * (double)pairs ? PL_VALUE_IGNORE
                                                                     : PL_VALUE_USE;
        }
        const uint64_t *events = pl_map_get(&names->wordings, r->reading.wording);
        r->side.wording_common = events != NULL && *events > 1 && (*events - 1) * WORDING_SHARE > names->n_events;
    }
}

static int learn_names(struct learner *l, uint8_t *const *uses, struct pl_error *err) {
    struct names names = {0};
    int code = 0;
    uint64_t count = 0;
    for (uint32_t i = 0; i < l->n; i++) {
        count += l->reports[i].reading.n_values;
    }
    pl_strmap_open(&names.map, count + 1, (size_t)1 << 30);
    pl_map_open(&names.wordings, (size_t)l->n + 1);
    names.pairs = pl_arena_calloc(l->arena, count + 1, sizeof *names.pairs);
    names.near = pl_arena_calloc(l->arena, count + 1, sizeof *names.near);
    code = names.pairs == NULL || names.near == NULL ? no_memory(err) : 0;
    for (uint32_t i = 0; i < l->n && code == 0; i++) {
        for (uint32_t k = 0; k < l->reports[i].reading.n_values && code == 0; k++) {
            pl_str name = l->reports[i].reading.values[k].name;
            size_t at = pl_strmap_intern(&names.map, name);
            uint64_t *value = at == SIZE_MAX ? NULL : pl_strmap_get(&names.map, name);
            code = value == NULL ? no_memory(err) : 0;
            if (value != NULL) {
                *value = at;
            }
        }
    }
    code = code != 0 ? code : each_event(l, look_at_event, &names, err);
    if (code == 0) {
        judge_names(l, &names, uses);
    }
    pl_map_close(&names.wordings);
    pl_strmap_close(&names.map);
    return code;
}

/* ---- shared rare values ---- */

/* One exact value of one source of an event. */
struct voice {
    pl_str name;
    int64_t value;
    uint32_t source;
    bool *flag; /* to set where others outnumber it */
};

static int by_voice(const void *a, const void *b) {
    const struct voice *x = a, *y = b;
    int order = pl_str_cmp(x->name, y->name);
    if (order == 0 && x->value != y->value) {
        return x->value < y->value ? -1 : 1;
    }
    return order != 0 ? order : x->source < y->source ? -1 : x->source > y->source;
}

/* For voices of one name: the flag of each whose value fewer sources have than another value. */
static void outnumber(struct voice *v, size_t n) {
    size_t most = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t from = 0, to; from < n; from = to) {
            size_t sources = 0;
            for (to = from; to < n && v[to].value == v[from].value; to++) {
                sources += to == from || v[to].source != v[to - 1].source;
            }
            for (size_t i = from; pass == 1 && i < to; i++) {
                *v[i].flag = sources < most && most >= 2;
            }
            most = pass == 0 && sources > most ? sources : most;
        }
    }
}

static int find_rare(struct learner *l, const uint32_t *items, uint32_t n, void *ctx, struct pl_error *err) {
    bool *const *flags = ctx;
    size_t cap = 1, count = 0;
    for (uint32_t i = 0; i < n; i++) {
        cap += (size_t)l->reports[items[i]].reading.n_values + 1;
    }
    struct voice *voices = calloc(cap, sizeof *voices);
    if (voices == NULL) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < n; i++) {
        struct report *r = &l->reports[items[i]];
        for (uint32_t k = 0; k < r->reading.n_values; k++) {
            const struct pl_reading_value *v = &r->reading.values[k];
            if (!v->hedged) {
                voices[count++] = (struct voice){v->name, v->micro, l->source[items[i]], &flags[items[i]][k]};
            }
        }
        if (r->reading.clock == PL_READING_MINUTE) {
            voices[count++] =
                (struct voice){PL_STR("\n"), r->reading.from_min, l->source[items[i]], &r->side.clock_against};
        }
    }
    qsort(voices, count, sizeof *voices, by_voice);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && pl_str_eq(voices[to].name, voices[from].name); to++) {
        }
        outnumber(voices + from, to - from);
    }
    free(voices);
    return 0;
}

/* ---- pairs ---- */

static bool may_follow(const struct learner *l, uint32_t child, uint32_t parent) {
    const struct pl_copying_item *c = &l->items[child], *p = &l->items[parent];
    return child != parent && !c->absent && !p->absent &&
           (c->published == PL_TIME_NONE || p->published == PL_TIME_NONE || p->published <= c->published);
}

static bool cites(const struct pl_copying_item *item, uint32_t parent) {
    for (uint32_t i = 0; i < item->n_cites; i++) {
        if (item->cites[i] == parent) {
            return true;
        }
    }
    return false;
}

struct pairing {
    bool fill; /* else count */
    struct pl_map *habits;
};

static int add_pair(struct learner *l, uint32_t child, uint32_t parent, struct pl_map *habits, struct pl_error *err) {
    struct pair *pair = &l->pairs[l->n_pairs++];
    bool new;
    uint64_t *at = pl_map_put(habits, (uint64_t)l->source[child] << 32 | l->source[parent], &new);
    if (at == NULL) {
        return no_memory(err);
    }
    *at = new ? l->n_habits++ : *at;
    pair->parent = parent;
    pair->habit = (uint32_t)*at;
    pair->own = same_source(l, child, parent);
    pl_agreement_find(&l->reports[child].side, &l->reports[parent].side, &pair->agreement);
    return 0;
}

/* An item that cites is compared with what it cites, any other with all that it could have been taken from. */
static int pair_up(struct learner *l, const uint32_t *items, uint32_t n, void *ctx, struct pl_error *err) {
    const struct pairing *p = ctx;
    for (uint32_t i = 0; i < n; i++) {
        struct report *r = &l->reports[items[i]];
        r->first_pair = l->n_pairs;
        for (uint32_t k = 0; k < n; k++) {
            bool follows = may_follow(l, items[i], items[k]);
            if (!follows || (r->declared && !cites(&l->items[items[i]], items[k]))) {
                r->again = r->again || (follows && same_source(l, items[i], items[k]));
                continue;
            }
            r->again = r->again || same_source(l, items[i], items[k]);
            if (!p->fill) {
                l->n_pairs++;
            } else {
                int code = add_pair(l, items[i], items[k], p->habits, err);
                if (code != 0) {
                    return code;
                }
            }
        }
        r->n_pairs = l->n_pairs - r->first_pair;
    }
    return l->n_pairs > MAX_PAIRS ? pl_fail(err, PL_E_LIMIT, "more than %u pairs of reports", MAX_PAIRS) : 0;
}

static int make_pairs(struct learner *l, struct pl_error *err) {
    struct pl_map habits;
    struct pairing p = {.habits = &habits};
    int code = each_event(l, pair_up, &p, err);
    if (code != 0) {
        return code;
    }
    l->pairs = pl_arena_calloc(l->arena, (size_t)l->n_pairs + 1, sizeof *l->pairs);
    if (l->pairs == NULL) {
        return no_memory(err);
    }
    pl_map_open(&habits, (size_t)l->n_pairs + 1);
    l->n_pairs = 0;
    p.fill = true;
    code = each_event(l, pair_up, &p, err);
    pl_map_close(&habits);
    l->habit = pl_arena_calloc(l->arena, (size_t)l->n_habits + 1, sizeof *l->habit);
    return code == 0 && l->habit == NULL ? no_memory(err) : code;
}

/* ---- learning ---- */

/* The odds that an item of this source is a copy, by its other items. A source that reports an event again, or an item
 * that nobody could have been asked about, says nothing about its habit. */
static double habit_odds(const struct learner *l, uint32_t item) {
    const struct report *r = &l->reports[item];
    uint32_t s = l->source[item];
    if (r->again) {
        return 1;
    }
    double copied = l->params.relay_prior / 2 + (double)(l->copied[s] - r->copy) / ONE;
    double apart = l->params.relay_prior / 2 + (double)((l->seen[s] - (int64_t)ONE) - (l->copied[s] - r->copy)) / ONE;
    double odds = copied / apart;
    return odds < HABIT_LEAST ? HABIT_LEAST : odds > HABIT_MOST ? HABIT_MOST : odds;
}

static double pair_ratio(const struct learner *l, const struct pair *pair) {
    double ratio = pair->own ? OWN_RATIO : 1;
    for (unsigned i = 0; i < pair->agreement.n; i++) {
        ratio *= l->ratio[pair->agreement.feature[i] >> 4][pair->agreement.feature[i] & 15];
    }
    return ratio > RATIO_MOST ? RATIO_MOST : ratio;
}

/* How much the child's source favours the parent's, by its other items; at least ONE. */
static int64_t favour_of(const struct learner *l, const struct report *r, const struct pair *pair) {
    return (int64_t)ONE + l->habit[pair->habit] - (r->again ? 0 : pair->weight); /* `again` is not learnt from */
}

/* How likely each pair of an item is where it came from, and the item a copy. */
static void weigh(struct learner *l, uint32_t item) {
    struct report *r = &l->reports[item];
    struct pair *pairs = l->pairs + r->first_pair;
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
    r->copy = r->declared ? (int64_t)ONE : (int64_t)(r->odds / (1 + r->odds) * ONE + 0.5);
    for (uint32_t i = 0; i < r->n_pairs; i++) {
        double share = sum > 0 ? (double)pairs[i].weight / (double)sum : 1.0 / r->n_pairs;
        pairs[i].weight = (int64_t)(share * (double)r->copy + 0.5);
    }
}

struct tables {
    int64_t copy[PL_SLOT_COUNT][PL_CASE_COUNT], apart[PL_SLOT_COUNT][PL_CASE_COUNT];
};

static void count_pair(struct tables *t, const struct pair *pair, int64_t copy, int64_t apart) {
    for (unsigned i = 0; i < pair->agreement.n; i++) {
        unsigned slot = pair->agreement.feature[i] >> 4, case_ = pair->agreement.feature[i] & 15;
        t->copy[slot][case_] += copy;
        t->apart[slot][case_] += apart;
    }
}

/* Priors and what was seen, as ratios of the two shares. */
static void set_ratios(struct learner *l, const struct tables *t) {
    for (unsigned slot = 0; slot < PL_SLOT_COUNT; slot++) {
        double copies = PRIOR_WEIGHT, aparts = PRIOR_WEIGHT;
        for (unsigned c = 0; c < PL_CASE_COUNT; c++) {
            copies += (double)t->copy[slot][c] / ONE;
            aparts += (double)t->apart[slot][c] / ONE;
        }
        for (unsigned c = 0; c < PL_CASE_COUNT; c++) {
            double copy = (double)t->copy[slot][c] / ONE + PRIOR_WEIGHT * PRIOR[slot].copy[c] / 1000;
            double apart = (double)t->apart[slot][c] / ONE + PRIOR_WEIGHT * PRIOR[slot].apart[c] / 1000;
            l->ratio[slot][c] = copy > 0 && apart > 0 ? copy / copies / (apart / aparts) : 1;
        }
    }
}

static void learn(struct learner *l) {
    struct tables t = {0};
    memset(l->habit, 0, l->n_habits * sizeof *l->habit);
    memset(l->copied, 0, l->n_sources * sizeof *l->copied);
    memset(l->seen, 0, l->n_sources * sizeof *l->seen);
    for (uint32_t i = 0; i < l->n; i++) {
        const struct report *r = &l->reports[i];
        if (l->items[i].absent || r->again) {
            continue;
        }
        l->seen[l->source[i]] += (int64_t)ONE;
        l->copied[l->source[i]] += r->copy;
        for (uint32_t k = 0; k < r->n_pairs; k++) {
            const struct pair *pair = &l->pairs[r->first_pair + k];
            l->habit[pair->habit] += pair->weight;
            count_pair(&t, pair, pair->weight, ((int64_t)ONE - r->copy) / r->n_pairs);
        }
    }
    set_ratios(l, &t);
}

static void run(struct learner *l) {
    struct tables none = {0};
    set_ratios(l, &none);
    for (uint32_t i = 0; i < l->n; i++) {
        l->seen[l->source[i]] += (int64_t)ONE; /* before anything is known: only the prior */
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
static const struct pair *likeliest(const struct learner *l, uint32_t item) {
    const struct report *r = &l->reports[item];
    const struct pair *best = NULL;
    for (uint32_t i = 0; i < r->n_pairs; i++) {
        const struct pair *pair = &l->pairs[r->first_pair + i];
        if (best == NULL || pair->weight > best->weight ||
            (pair->weight == best->weight && l->items[pair->parent].published < l->items[best->parent].published)) {
            best = pair;
        }
    }
    return best;
}

static void add_words(const struct learner *l, uint32_t item, const struct pair *pair, struct pl_buf *out) {
    const struct report *r = &l->reports[item];
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
    if (l->seen[s] >= 3 * (int64_t)ONE && l->copied[s] * 2 > l->seen[s]) {
        pl_buf_add_str(out, PL_STR("; its source takes most of its reports from others"));
    }
}

static int collect(const struct learner *l, const struct pl_origin_link **ret_links, uint32_t *ret_n,
                   struct pl_error *err) {
    struct pl_origin_link *links = pl_arena_calloc(l->arena, (size_t)l->n + 1, sizeof *links);
    PL_BUF_AUTO words;
    uint32_t n = 0;
    pl_buf_open(&words, (size_t)1 << 20);
    for (uint32_t i = 0; i < l->n && links != NULL; i++) {
        const struct report *r = &l->reports[i];
        const struct pair *pair = r->declared || l->items[i].absent ? NULL : likeliest(l, i);
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

static int prepare(struct learner *l, struct pl_error *err) {
    uint8_t **uses = pl_arena_calloc(l->arena, (size_t)l->n + 1, sizeof *uses);
    bool **flags = pl_arena_calloc(l->arena, (size_t)l->n + 1, sizeof *flags);
    l->reports = pl_arena_calloc(l->arena, (size_t)l->n + 1, sizeof *l->reports);
    l->order = pl_arena_calloc(l->arena, (size_t)l->n + 1, sizeof *l->order);
    l->source = pl_arena_calloc(l->arena, (size_t)l->n + 1, sizeof *l->source);
    l->copied = pl_arena_calloc(l->arena, (size_t)l->n + 1, sizeof *l->copied);
    l->seen = pl_arena_calloc(l->arena, (size_t)l->n + 1, sizeof *l->seen);
    if (pl_arena_failed(l->arena)) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < l->n; i++) {
        l->order[i] = i;
        for (uint32_t k = 0; k < l->items[i].n_cites; k++) {
            if (l->items[i].cites[k] >= l->n || l->items[i].cites[k] == i) {
                return pl_fail(err, PL_E_USAGE, "item %u cites what is not there", i);
            }
        }
    }
    if (l->n > 0) {
        qsort_r(l->order, l->n, sizeof *l->order, by_event, (void *)(uintptr_t)l->items);
    }
    int code = number_sources(l, err);
    code = code != 0 ? code : read_reports(l, flags, uses, err);
    code = code != 0 ? code : learn_names(l, uses, err);
    code = code != 0 ? code : each_event(l, find_rare, (void *)flags, err);
    return code != 0 ? code : make_pairs(l, err);
}

int pl_copying_suspect(const struct pl_copying_item *items, uint32_t n, const struct pl_copying_params *params,
                       struct pl_arena *arena, const struct pl_origin_link **ret_links, uint32_t *ret_n,
                       struct pl_error *err) {
    struct learner l = {
        .items = items, .n = n, .params = params != NULL ? *params : pl_copying_defaults(), .arena = arena};
    int code = n > PL_ORIGIN_MAX_ITEMS ? pl_fail(err, PL_E_LIMIT, "more than %u items", PL_ORIGIN_MAX_ITEMS)
                                       : prepare(&l, err);
    if (code != 0) {
        return code;
    }
    run(&l);
    return collect(&l, ret_links, ret_n, err);
}
