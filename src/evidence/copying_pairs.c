#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "evidence/copying_in.h"

#include "base/ban.h"

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "no memory to compare reports"); }

/* ---- reading the reports ---- */

static int by_event(const void *a, const void *b, void *ctx) {
    const struct pl_copying_item *items = ctx;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    if (items[x].event != items[y].event) {
        return items[x].event < items[y].event ? -1 : 1;
    }
    return x < y ? -1 : x > y;
}

static int number_sources(struct pl_copying_learner *l, struct pl_error *err) {
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

static int read_reports(struct pl_copying_learner *l, bool **flags, uint8_t **uses, struct pl_error *err) {
    for (uint32_t i = 0; i < l->n; i++) {
        struct pl_copying_report *r = &l->reports[i];
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
typedef int (*event_step)(struct pl_copying_learner *l, const uint32_t *items, uint32_t n, void *ctx,
                          struct pl_error *err);

static int each_event(struct pl_copying_learner *l, event_step step, void *ctx, struct pl_error *err) {
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

static void count_names(struct pl_copying_learner *l, uint32_t a, uint32_t b, struct names *names) {
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

static int look_at_event(struct pl_copying_learner *l, const uint32_t *items, uint32_t n, void *ctx,
                         struct pl_error *err) {
    struct names *names = ctx;
    if (n > PL_COPYING_MAX_EVENT) {
        return pl_fail(err, PL_E_LIMIT, "an event with more than %u items", PL_COPYING_MAX_EVENT);
    }
    names->n_events++;
    for (uint32_t i = 0; i < n; i++) {
        bool first = true;
        for (uint32_t k = 0; k < n; k++) {
            if (k != i && !pl_copying_same_source(l, items[i], items[k])) {
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

static void judge_names(struct pl_copying_learner *l, const struct names *names, uint8_t *const *uses) {
    for (uint32_t i = 0; i < l->n; i++) {
        struct pl_copying_report *r = &l->reports[i];
        for (uint32_t k = 0; k < r->reading.n_values; k++) {
            const uint64_t *at = pl_strmap_get(&names->map, r->reading.values[k].name);
            uint64_t pairs = at == NULL ? 0 : names->pairs[*at], near = at == NULL ? 0 : names->near[*at];
            uses[i][k] = pairs < PL_COPYING_NAME_PAIRS                          ? PL_VALUE_CAREFUL
                         : (double)near < PL_COPYING_NAME_SHARE * (double)pairs ? PL_VALUE_IGNORE
                                                                                : PL_VALUE_USE;
        }
        const uint64_t *events = pl_map_get(&names->wordings, r->reading.wording);
        r->side.wording_common =
            events != NULL && *events > 1 && (*events - 1) * PL_COPYING_WORDING_SHARE > names->n_events;
    }
}

static int learn_names(struct pl_copying_learner *l, uint8_t *const *uses, struct pl_error *err) {
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

static int find_rare(struct pl_copying_learner *l, const uint32_t *items, uint32_t n, void *ctx, struct pl_error *err) {
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
        struct pl_copying_report *r = &l->reports[items[i]];
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

static bool may_follow(const struct pl_copying_learner *l, uint32_t child, uint32_t parent) {
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

static int add_pair(struct pl_copying_learner *l, uint32_t child, uint32_t parent, struct pl_map *habits,
                    struct pl_error *err) {
    struct pl_copying_pair *pair = &l->pairs[l->n_pairs++];
    bool new;
    uint64_t *at = pl_map_put(habits, (uint64_t)l->source[child] << 32 | l->source[parent], &new);
    if (at == NULL) {
        return no_memory(err);
    }
    *at = new ? l->n_habits++ : *at;
    pair->parent = parent;
    pair->habit = (uint32_t)*at;
    pair->own = pl_copying_same_source(l, child, parent);
    pl_agreement_find(&l->reports[child].side, &l->reports[parent].side, &pair->agreement);
    return 0;
}

/* An item that cites is compared with what it cites, any other with all that it could have been taken from. */
static int pair_up(struct pl_copying_learner *l, const uint32_t *items, uint32_t n, void *ctx, struct pl_error *err) {
    const struct pairing *p = ctx;
    for (uint32_t i = 0; i < n; i++) {
        struct pl_copying_report *r = &l->reports[items[i]];
        r->first_pair = l->n_pairs;
        for (uint32_t k = 0; k < n; k++) {
            bool follows = may_follow(l, items[i], items[k]);
            if (!follows || (r->declared && !cites(&l->items[items[i]], items[k]))) {
                r->again = r->again || (follows && pl_copying_same_source(l, items[i], items[k]));
                continue;
            }
            r->again = r->again || pl_copying_same_source(l, items[i], items[k]);
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
    return l->n_pairs > PL_COPYING_MAX_PAIRS
               ? pl_fail(err, PL_E_LIMIT, "more than %u pairs of reports", PL_COPYING_MAX_PAIRS)
               : 0;
}

static int make_pairs(struct pl_copying_learner *l, struct pl_error *err) {
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

int pl_copying_prepare(struct pl_copying_learner *l, struct pl_error *err) {
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
