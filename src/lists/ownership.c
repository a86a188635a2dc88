#include "lists/ownership.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "text/interval.h"

#include "base/ban.h"

static const struct {
    const char *name;
    uint32_t ppm;
    bool inclusive, aggregate;
    const char *words;
} RULES[] = {
#define PL_OWNERSHIP_ROW(name, text, ppm, inclusive, aggregate, words) {text, ppm, inclusive, aggregate, words},
    PL_OWNERSHIP_RULES(PL_OWNERSHIP_ROW)
#undef PL_OWNERSHIP_ROW
};

const char *pl_ownership_rule_name(int rule) {
    return rule >= 0 && rule < (int)PL_OWNERSHIP_RULE_COUNT ? RULES[rule].name : "";
}

const char *pl_ownership_rule_words(int rule) {
    return rule >= 0 && rule < (int)PL_OWNERSHIP_RULE_COUNT ? RULES[rule].words : "";
}

int pl_ownership_rule_of(pl_str name) {
    for (int i = 0; i < (int)PL_OWNERSHIP_RULE_COUNT; i++) {
        if (pl_str_eq(name, pl_str_from(RULES[i].name))) {
            return i;
        }
    }
    return -1;
}

/* ---- building ---- */

#define PERSON UINT64_C(1)

struct when {
    bool said, readable;
    struct pl_interval at;
};

struct statement {
    uint32_t owner, asset; /* places in parties */
    uint32_t lo, hi;
    bool known; /* the share was said */
    struct when start, end;
    pl_str source;
    uint32_t order; /* as it came */
};

struct pl_ownership {
    struct pl_strmap parties; /* id -> PERSON, and from seal on its first statement as an asset + 1, times 2 */
    struct pl_arena arena;
    struct statement *statements; /* sealed: by asset, owner, order */
    size_t n, cap;
};

int pl_ownership_open(struct pl_ownership **ret, struct pl_error *err) {
    struct pl_ownership *o = calloc(1, sizeof *o);
    if (o == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    pl_strmap_open(&o->parties, PL_OWNERSHIP_MAX_PARTIES, (size_t)1 << 31);
    pl_arena_open(&o->arena, (size_t)1 << 31);
    *ret = o;
    return 0;
}

void pl_ownership_close(struct pl_ownership *ownership) {
    if (ownership != NULL) {
        pl_strmap_close(&ownership->parties);
        pl_arena_close(&ownership->arena);
        free(ownership->statements);
        free(ownership);
    }
}

static struct when when_of(pl_str text) {
    struct when when = {.said = pl_str_trim(text).n > 0};
    when.readable = when.said && pl_interval_parse(text, &when.at);
    return when;
}

static int grow(struct pl_ownership *o, struct pl_error *err) {
    if (o->n < o->cap) {
        return 0;
    }
    if (o->n >= PL_OWNERSHIP_MAX_STAKES) {
        return pl_fail(err, PL_E_LIMIT, "more than %u statements of ownership", PL_OWNERSHIP_MAX_STAKES);
    }
    size_t cap = o->cap > 0 ? o->cap * 2 : 256;
    struct statement *statements = reallocarray(o->statements, cap, sizeof *statements);
    if (statements == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    o->statements = statements;
    o->cap = cap;
    return 0;
}

int pl_ownership_add(struct pl_ownership *ownership, pl_str owner, pl_str asset, pl_str share, pl_str start, pl_str end,
                     pl_str source, struct pl_error *err) {
    if (owner.n == 0 || asset.n == 0 || pl_str_eq(owner, asset)) {
        return 0;
    }
    int code = grow(ownership, err);
    if (code != 0) {
        return code;
    }
    size_t from = pl_strmap_intern(&ownership->parties, owner);
    size_t to = pl_strmap_intern(&ownership->parties, asset);
    if (from == SIZE_MAX || to == SIZE_MAX) {
        return pl_fail(err, PL_E_LIMIT, "more than %u parties of ownership", PL_OWNERSHIP_MAX_PARTIES);
    }
    struct statement s = {.owner = (uint32_t)from,
                          .asset = (uint32_t)to,
                          .start = when_of(start),
                          .end = when_of(end),
                          .source = pl_str_copy(&ownership->arena, source),
                          .order = (uint32_t)ownership->n};
    if (s.source.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    s.known = pl_share_parse(share, &s.lo, &s.hi);
    ownership->statements[ownership->n++] = s;
    return 0;
}

int pl_ownership_person(struct pl_ownership *ownership, pl_str id, struct pl_error *err) {
    uint64_t *value = pl_strmap_put(&ownership->parties, id, NULL);
    if (value == NULL) {
        return pl_fail(err, PL_E_LIMIT, "more than %u parties of ownership", PL_OWNERSHIP_MAX_PARTIES);
    }
    *value = PERSON;
    return 0;
}

int pl_ownership_add_entity(void *ownership, const struct pl_entity *entity, struct pl_error *err) {
    if (entity->schema == PL_SCHEMA_PERSON) {
        return pl_ownership_person(ownership, entity->id, err);
    }
    if (entity->schema != PL_SCHEMA_OWNERSHIP) {
        return 0;
    }
    for (size_t i = 0; i < entity->n_values; i++) {
        for (size_t k = 0; k < entity->n_values && entity->values[i].prop == PL_PROP_EDGE_OWNER; k++) {
            if (entity->values[k].prop != PL_PROP_EDGE_ASSET) {
                continue;
            }
            int code = pl_ownership_add(
                ownership, entity->values[i].text, entity->values[k].text, pl_entity_get(entity, PL_PROP_PERCENTAGE),
                pl_entity_get(entity, PL_PROP_START_DATE), pl_entity_get(entity, PL_PROP_END_DATE), entity->id, err);
            if (code != 0) {
                return code;
            }
        }
    }
    return 0;
}

static int by_asset(const void *a, const void *b) {
    const struct statement *x = a;
    const struct statement *y = b;
    if (x->asset != y->asset) {
        return x->asset < y->asset ? -1 : 1;
    }
    if (x->owner != y->owner) {
        return x->owner < y->owner ? -1 : 1;
    }
    return (x->order > y->order) - (x->order < y->order);
}

int pl_ownership_seal(struct pl_ownership *ownership, struct pl_error *err) {
    (void)err;
    if (ownership->n > 0) {
        qsort(ownership->statements, ownership->n, sizeof *ownership->statements, by_asset);
    }
    for (size_t i = ownership->n; i-- > 0;) {
        uint64_t *value = &ownership->parties.entries[ownership->statements[i].asset].value;
        *value = (i + 1) * 2 | (*value & PERSON);
    }
    return 0;
}

/* ---- asking ---- */

/* A stake on the day: an owner in an asset, both as places among those reached. */
struct edge {
    uint32_t owner, asset;
    uint32_t lo, hi;
    unsigned statements, shares; /* that say a share */
    pl_str source;
};

struct node {
    uint32_t party;
    unsigned depth;
    int listed; /* enum pl_maybe */
    bool person;
    bool certain, possible; /* counts */
    size_t first_edge, n_edges;
};

struct reach {
    const struct pl_ownership *ownership;
    const struct pl_ownership_question *question;
    struct pl_arena *arena;
    struct pl_map places; /* party -> place + 1 */
    struct node *nodes;
    size_t n, cap;
    struct edge *edges; /* by asset, in the order of nodes */
    size_t n_edges, cap_edges;
};

/* Does the stake hold on the day? */
static int holds(const struct statement *s, const struct pl_ownership_question *q) {
    int begun = PL_MAYBE_YES;
    int over = PL_MAYBE_NO;
    if (s->start.said) {
        begun = !s->start.readable ? PL_MAYBE_UNKNOWN : s->start.at.first_day > q->day ? PL_MAYBE_NO : PL_MAYBE_UNKNOWN;
        begun = s->start.readable && s->start.at.last_day <= q->day && !s->start.at.circa ? PL_MAYBE_YES : begun;
        begun = s->start.readable && s->start.at.circa ? PL_MAYBE_UNKNOWN : begun;
    }
    if (s->end.said) {
        over = !s->end.readable ? PL_MAYBE_UNKNOWN : s->end.at.last_day < q->day ? PL_MAYBE_YES : PL_MAYBE_UNKNOWN;
        over = s->end.readable && s->end.at.first_day >= q->day && !s->end.at.circa ? PL_MAYBE_NO : over;
        over = s->end.readable && s->end.at.circa ? PL_MAYBE_UNKNOWN : over;
    }
    if (begun == PL_MAYBE_NO || over == PL_MAYBE_YES) {
        return PL_MAYBE_NO;
    }
    return begun == PL_MAYBE_YES && over == PL_MAYBE_NO ? PL_MAYBE_YES : PL_MAYBE_UNKNOWN;
}

/* The place of a party among those reached, made when missing. */
static int place_of(struct reach *r, uint32_t party, unsigned depth, uint32_t *ret_place, struct pl_error *err) {
    bool made = false;
    uint64_t *place = pl_map_put(&r->places, party, &made);
    if (place == NULL) {
        return pl_fail(err, PL_E_LIMIT, "more than %u owners stand above this party", PL_OWNERSHIP_MAX_REACH);
    }
    if (!made) {
        *ret_place = (uint32_t)(*place - 1);
        return 0;
    }
    if (r->n == r->cap) {
        size_t cap = r->cap > 0 ? r->cap * 2 : 64;
        struct node *nodes = pl_arena_calloc(r->arena, cap, sizeof *nodes);
        if (nodes == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        if (r->n > 0) {
            memcpy(nodes, r->nodes, r->n * sizeof *nodes);
        }
        r->nodes = nodes;
        r->cap = cap;
    }
    int listed = r->question->listed(r->question->ctx, r->ownership->parties.entries[party].key);
    r->nodes[r->n] = (struct node){.party = party,
                                   .depth = depth,
                                   .listed = listed,
                                   .person = (r->ownership->parties.entries[party].value & PERSON) != 0,
                                   .certain = listed == PL_MAYBE_YES,
                                   .possible = listed != PL_MAYBE_NO};
    *ret_place = (uint32_t)r->n;
    *place = ++r->n;
    return 0;
}

static int add_edge(struct reach *r, const struct edge *edge, struct pl_error *err) {
    if (r->n_edges == r->cap_edges) {
        size_t cap = r->cap_edges > 0 ? r->cap_edges * 2 : 64;
        struct edge *edges = pl_arena_calloc(r->arena, cap, sizeof *edges);
        if (edges == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        if (r->n_edges > 0) {
            memcpy(edges, r->edges, r->n_edges * sizeof *edges);
        }
        r->edges = edges;
        r->cap_edges = cap;
    }
    r->edges[r->n_edges++] = *edge;
    return 0;
}

/* Widens a stake by what one more statement says of it. One that may not hold on the day leaves the least open. */
static void add_statement(struct edge *edge, const struct statement *s, int now) {
    if (now == PL_MAYBE_NO) {
        return;
    }
    edge->source = edge->statements == 0 ? s->source : edge->source;
    edge->statements++;
    if (!s->known) {
        return;
    }
    uint32_t lo = now == PL_MAYBE_YES ? s->lo : 0;
    edge->shares++;
    edge->lo = lo < edge->lo ? lo : edge->lo;
    edge->hi = s->hi > edge->hi ? s->hi : edge->hi;
}

/* The stakes in one node: what is said of each owner becomes one, from the least to the most. */
static int expand(struct reach *r, size_t at, struct pl_error *err) {
    uint64_t first = r->ownership->parties.entries[r->nodes[at].party].value / 2;
    r->nodes[at].first_edge = r->n_edges;
    if (first == 0) {
        return 0;
    }
    const struct statement *all = r->ownership->statements;
    for (size_t i = first - 1, next; i < r->ownership->n && all[i].asset == r->nodes[at].party; i = next) {
        struct edge edge = {.asset = (uint32_t)at, .lo = PL_PPM_ALL, .hi = 0};
        for (next = i; next < r->ownership->n && all[next].asset == all[i].asset && all[next].owner == all[i].owner;
             next++) {
            add_statement(&edge, &all[next], holds(&all[next], r->question));
        }
        if (edge.statements == 0) {
            continue;
        }
        if (edge.shares == 0) {
            edge.lo = 0;
            edge.hi = PL_PPM_ALL;
        }
        int code = place_of(r, all[i].owner, r->nodes[at].depth + 1, &edge.owner, err);
        code = code == 0 ? add_edge(r, &edge, err) : code;
        if (code != 0) {
            return code;
        }
    }
    r->nodes[at].n_edges = r->n_edges - r->nodes[at].first_edge;
    return 0;
}

/* The share of a node that no known owner holds for certain: it may be anybody's. */
static uint32_t unnamed(const struct reach *r, const struct node *node) {
    uint64_t known = 0;
    for (size_t i = node->first_edge; i < node->first_edge + node->n_edges; i++) {
        known += r->edges[i].lo;
    }
    return node->person || known >= PL_PPM_ALL ? 0 : (uint32_t)(PL_PPM_ALL - known);
}

/* What the leasts of a node's stakes add up to beyond the whole. */
static uint64_t excess_of(const struct reach *r, const struct node *node) {
    uint64_t known = 0;
    for (size_t i = node->first_edge; i < node->first_edge + node->n_edges; i++) {
        known += r->edges[i].lo;
    }
    return known > PL_PPM_ALL ? known - PL_PPM_ALL : 0;
}

/* How much of some stakes may be out of date where all of them are beyond the whole: so many fall that the others fit,
 * and none that need not. One falls alone (at most the largest), or several, of which each is below the excess and
 * all but the smallest too (below twice the excess, and below the excess and the largest). */
static uint64_t doubtful(uint64_t excess, uint64_t largest) {
    if (excess <= PL_PPM_ROUNDING) {
        return excess;
    }
    uint64_t several = excess + (excess < largest ? excess : largest);
    return several > largest ? several : largest;
}

static uint64_t less(uint64_t from, uint64_t what) { return from > what ? from - what : 0; }

/* What owners that count hold in a node: the certain least and the possible most. */
static void held(const struct reach *r, const struct node *node, uint32_t *ret_lo, uint32_t *ret_hi) {
    bool aggregate = RULES[r->question->rule].aggregate;
    uint64_t excess = excess_of(r, node);
    uint64_t lo = 0;
    uint64_t lo_largest = 0;
    uint64_t hi = 0;
    uint64_t others = 0; /* the least that owners hold who cannot count */
    uint64_t others_largest = 0;
    for (size_t i = node->first_edge; i < node->first_edge + node->n_edges; i++) {
        const struct edge *edge = &r->edges[i];
        const struct node *owner = &r->nodes[edge->owner];
        if (owner->certain) {
            lo += edge->lo;
            lo_largest = edge->lo > lo_largest ? edge->lo : lo_largest;
        }
        if (owner->possible) {
            hi = aggregate ? hi + edge->hi : edge->hi > hi ? edge->hi : hi;
        } else {
            others += edge->lo;
            others_largest = edge->lo > others_largest ? edge->lo : others_largest;
        }
    }
    lo = less(aggregate ? lo : lo_largest, doubtful(excess, lo_largest));
    others = less(others, doubtful(excess, others_largest));
    uint64_t open = excess > PL_PPM_ROUNDING ? PL_PPM_ALL : unnamed(r, node);
    hi = aggregate ? hi + open : open > hi ? open : hi;
    hi = hi < less(PL_PPM_ALL, others) ? hi : less(PL_PPM_ALL, others);
    lo = lo < PL_PPM_ALL ? lo : PL_PPM_ALL;
    *ret_lo = (uint32_t)lo;
    *ret_hi = (uint32_t)(hi > lo ? hi : lo);
}

static bool reaches(int rule, uint32_t ppm) {
    return RULES[rule].inclusive ? ppm >= RULES[rule].ppm : ppm > RULES[rule].ppm;
}

/* Who counts: grows from the listed parties downwards until nothing changes. Both sets only ever grow, so this ends,
 * and circles are no trouble. */
static void settle(struct reach *r) {
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = r->n; i-- > 0;) {
            struct node *node = &r->nodes[i];
            uint32_t lo = 0;
            uint32_t hi = 0;
            held(r, node, &lo, &hi);
            bool certain = node->certain || (!node->person && reaches(r->question->rule, lo));
            bool possible = node->possible || certain || (!node->person && reaches(r->question->rule, hi));
            changed |= certain != node->certain || possible != node->possible;
            node->certain = certain;
            node->possible = possible;
        }
    }
}

static int counts(const struct node *node) {
    return node->certain ? PL_MAYBE_YES : node->possible ? PL_MAYBE_UNKNOWN : PL_MAYBE_NO;
}

static int by_depth(const void *a, const void *b) {
    const struct pl_ownership_stake *x = a;
    const struct pl_ownership_stake *y = b;
    if (x->depth != y->depth) {
        return x->depth < y->depth ? -1 : 1;
    }
    int order = pl_str_cmp(x->owner, y->owner);
    return order != 0 ? order : pl_str_cmp(x->asset, y->asset);
}

static int tell_stakes(const struct reach *r, struct pl_ownership_answer *answer, struct pl_error *err) {
    const struct pl_strmap_entry *parties = r->ownership->parties.entries;
    answer->stakes = pl_arena_calloc(r->arena, r->n_edges + 1, sizeof *answer->stakes);
    if (answer->stakes == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < r->n_edges; i++) {
        const struct edge *edge = &r->edges[i];
        const struct node *owner = &r->nodes[edge->owner];
        answer->stakes[answer->n++] = (struct pl_ownership_stake){.owner = parties[owner->party].key,
                                                                  .asset = parties[r->nodes[edge->asset].party].key,
                                                                  .source = edge->source,
                                                                  .lo_ppm = edge->lo,
                                                                  .hi_ppm = edge->hi,
                                                                  .statements = edge->statements,
                                                                  .depth = r->nodes[edge->asset].depth + 1,
                                                                  .listed = owner->listed,
                                                                  .counts = counts(owner)};
    }
    qsort(answer->stakes, answer->n, sizeof *answer->stakes, by_depth);
    return 0;
}

static void judge(const struct reach *r, struct pl_ownership_answer *answer) {
    const struct node *target = &r->nodes[0];
    held(r, target, &answer->lo_ppm, &answer->hi_ppm);
    if (target->person) {
        answer->verdict = PL_MAYBE_NO;
        answer->why = "nobody owns a natural person";
    } else if (reaches(r->question->rule, answer->lo_ppm)) {
        answer->verdict = PL_MAYBE_YES;
        answer->why = "listed parties hold at least what the rule asks for";
    } else if (!reaches(r->question->rule, answer->hi_ppm)) {
        answer->verdict = PL_MAYBE_NO;
        answer->why = "listed parties hold less than the rule asks for, also if every unknown share were theirs";
    } else {
        answer->verdict = PL_MAYBE_UNKNOWN;
        answer->why =
            target->n_edges == 0 ? "no owner is known"
            : excess_of(r, target) > PL_PPM_ROUNDING
                ? "the shares that are said are more than the whole: some are out of date, and nobody says which"
                : "what is known of owners, shares and dates leaves it open";
    }
}

/* Who would decide: parties that may count, do not for certain, and of whom a share is nobody's. Nodes come by depth.
 */
static int tell_missing(const struct reach *r, struct pl_ownership_answer *answer, struct pl_error *err) {
    answer->missing = pl_arena_calloc(r->arena, r->n + 1, sizeof *answer->missing);
    if (answer->missing == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < r->n && answer->verdict == PL_MAYBE_UNKNOWN; i++) {
        if (counts(&r->nodes[i]) == PL_MAYBE_UNKNOWN && unnamed(r, &r->nodes[i]) > 0) {
            answer->missing[answer->n_missing++] = r->ownership->parties.entries[r->nodes[i].party].key;
        }
    }
    return 0;
}

static int ask(struct reach *r, uint32_t party, struct pl_ownership_answer *answer, struct pl_error *err) {
    uint32_t place = 0;
    int code = place_of(r, party, 0, &place, err);
    for (size_t i = 0; code == 0 && i < r->n; i++) {
        code = expand(r, i, err);
    }
    if (code != 0) {
        return code;
    }
    settle(r);
    judge(r, answer);
    code = tell_missing(r, answer, err);
    return code == 0 ? tell_stakes(r, answer, err) : code;
}

int pl_ownership_ask(const struct pl_ownership *ownership, pl_str id, const struct pl_ownership_question *question,
                     struct pl_arena *arena, struct pl_ownership_answer *ret, struct pl_error *err) {
    struct pl_ownership_answer answer = {.verdict = PL_MAYBE_UNKNOWN, .hi_ppm = PL_PPM_ALL, .why = "no owner is known"};
    struct reach r = {.ownership = ownership, .question = question, .arena = arena};
    const uint64_t *value = pl_strmap_get(&ownership->parties, id);
    int code = 0;
    if (value != NULL) {
        size_t byte = (size_t)((const char *)value - (const char *)&ownership->parties.entries[0].value);
        pl_map_open(&r.places, PL_OWNERSHIP_MAX_REACH);
        code = ask(&r, (uint32_t)(byte / sizeof ownership->parties.entries[0]), &answer, err);
        pl_map_close(&r.places);
    }
    if (code == 0) {
        *ret = answer;
    }
    return code;
}
