#include "evidence/origin.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/origin_in.h"

#include "base/ban.h"

#define NONE PL_ORIGIN_NONE

static const struct {
    const char *name, *words;
    enum pl_link_class class_;
} KINDS[] = {
#define ROW(name, text, class_, words) {text, words, PL_LINK_CLASS_##class_},
    PL_LINK_KINDS(ROW)
#undef ROW
};

const char *pl_link_kind_name(enum pl_link_kind kind) { return KINDS[kind].name; }
const char *pl_link_kind_words(enum pl_link_kind kind) { return KINDS[kind].words; }
enum pl_link_class pl_link_kind_class(enum pl_link_kind kind) { return KINDS[kind].class_; }

bool pl_link_kind_parse(pl_str text, enum pl_link_kind *ret_kind) {
    for (int i = 0; i < PL_LINK_KIND_COUNT; i++) {
        if (pl_str_eq(text, pl_str_from(KINDS[i].name))) {
            *ret_kind = (enum pl_link_kind)i;
            return true;
        }
    }
    return false;
}

/* Links by one of their ends: those of item i are at[first[i]] to at[first[i + 1] - 1], as numbers of the other end. */
struct ends {
    uint32_t *first, *at;
};

/* The graph taken apart. A ring is a set of items that reach each other (most hold one item), numbered so that parents
 * come before children. */
struct taken {
    const struct pl_origin_graph *graph;
    struct pl_arena *arena;
    bool suspected;       /* suspected links count */
    struct ends parents;  /* of items, over derived links */
    struct ends children; /* the other way */
    uint32_t *ring_of;    /* item -> ring */
    uint32_t n_rings;
    uint32_t *joined; /* union-find over rings: origins with a common upstream */
    bool *is_root;    /* of rings: no parent outside */
    uint32_t *size;   /* items of a ring */
};

int pl_origin_no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "no memory to count origins"); }

static bool derives(const struct taken *t, const struct pl_origin_link *link) {
    enum pl_link_class c = pl_link_kind_class(link->kind);
    return c == PL_LINK_CLASS_DERIVED || (c == PL_LINK_CLASS_SUSPECTED && t->suspected);
}

static bool make_ends(const struct taken *t, bool of_children, struct ends *ret) {
    const struct pl_origin_graph *g = t->graph;
    struct ends e = {pl_arena_calloc(t->arena, (size_t)g->n_items + 2, sizeof *e.first),
                     pl_arena_calloc(t->arena, (size_t)g->n_links + 1, sizeof *e.at)};
    if (e.first == NULL || e.at == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < g->n_links; i++) {
        if (derives(t, &g->links[i])) {
            e.first[(of_children ? g->links[i].parent : g->links[i].child) + 2]++;
        }
    }
    for (uint32_t i = 0; i < g->n_items; i++) {
        e.first[i + 2] += e.first[i + 1];
    }
    for (uint32_t i = 0; i < g->n_links; i++) {
        const struct pl_origin_link *l = &g->links[i];
        if (derives(t, l)) {
            e.at[e.first[(of_children ? l->parent : l->child) + 1]++] = of_children ? l->child : l->parent;
        }
    }
    *ret = e;
    return true;
}

/* Tarjan's strongly connected components without recursion: parents get their ring before their children. */
struct walk {
    uint32_t *number, *low, *next, *stack, *path;
    uint32_t n_stack, n_path, n_numbers;
};

static void leave(struct taken *t, struct walk *w, uint32_t item) {
    w->n_path--;
    if (w->n_path > 0) {
        uint32_t child = w->path[w->n_path - 1];
        w->low[child] = w->low[item] < w->low[child] ? w->low[item] : w->low[child];
    }
    if (w->low[item] != w->number[item]) {
        return;
    }
    uint32_t member;
    do {
        member = w->stack[--w->n_stack];
        t->ring_of[member] = t->n_rings;
        t->size[t->n_rings]++;
    } while (member != item);
    t->n_rings++;
}

static void enter(struct walk *w, uint32_t item, const struct ends *parents) {
    w->number[item] = w->low[item] = ++w->n_numbers;
    w->next[item] = parents->first[item];
    w->stack[w->n_stack++] = item;
    w->path[w->n_path++] = item;
}

static void walk_from(struct taken *t, struct walk *w, uint32_t start) {
    enter(w, start, &t->parents);
    while (w->n_path > 0) {
        uint32_t item = w->path[w->n_path - 1];
        if (w->next[item] == t->parents.first[item + 1]) {
            leave(t, w, item);
            continue;
        }
        uint32_t parent = t->parents.at[w->next[item]++];
        if (w->number[parent] == 0) {
            enter(w, parent, &t->parents);
        } else if (t->ring_of[parent] == NONE && w->number[parent] < w->low[item]) {
            w->low[item] = w->number[parent];
        }
    }
}

static bool find_rings(struct taken *t) {
    size_t n = (size_t)t->graph->n_items + 1;
    struct walk w = {.number = pl_arena_calloc(t->arena, n, 4),
                     .low = pl_arena_calloc(t->arena, n, 4),
                     .next = pl_arena_calloc(t->arena, n, 4),
                     .stack = pl_arena_calloc(t->arena, n, 4),
                     .path = pl_arena_calloc(t->arena, n, 4)};
    t->ring_of = pl_arena_calloc(t->arena, n, 4);
    t->size = pl_arena_calloc(t->arena, n, 4);
    if (pl_arena_failed(t->arena)) {
        return false;
    }
    memset(t->ring_of, 0xff, n * 4);
    for (uint32_t i = 0; i < t->graph->n_items; i++) {
        if (w.number[i] == 0) {
            walk_from(t, &w, i);
        }
    }
    return true;
}

static uint32_t find(uint32_t *joined, uint32_t ring) {
    while (joined[ring] != ring) {
        joined[ring] = joined[joined[ring]];
        ring = joined[ring];
    }
    return ring;
}

static void join(uint32_t *joined, uint32_t a, uint32_t b) {
    a = find(joined, a);
    b = find(joined, b);
    joined[a > b ? a : b] = a > b ? b : a;
}

/* The items of each ring, rings in order. */
static uint32_t *items_by_ring(const struct taken *t, uint32_t **ret_first) {
    uint32_t n = t->graph->n_items;
    uint32_t *first = pl_arena_calloc(t->arena, (size_t)t->n_rings + 2, 4);
    uint32_t *at = pl_arena_calloc(t->arena, (size_t)n + 1, 4);
    if (first == NULL || at == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < n; i++) {
        first[t->ring_of[i] + 2]++;
    }
    for (uint32_t r = 0; r < t->n_rings; r++) {
        first[r + 2] += first[r + 1];
    }
    for (uint32_t i = 0; i < n; i++) {
        at[first[t->ring_of[i] + 1]++] = i;
    }
    *ret_first = first;
    return at;
}

/* Roots, and which of them are one origin. A common upstream of two items joins every root that either rests on: it
 * lies above the item or above one of its roots, nobody says which, and joining too much never counts too high. */
static bool find_roots(struct taken *t) {
    const struct pl_origin_graph *g = t->graph;
    uint32_t *first = NULL, *at = items_by_ring(t, &first);
    uint32_t *some_root = pl_arena_calloc(t->arena, (size_t)t->n_rings + 1, 4);
    bool *one = pl_arena_calloc(t->arena, (size_t)t->n_rings + 1, sizeof *one); /* all its roots are one origin */
    t->joined = pl_arena_calloc(t->arena, (size_t)t->n_rings + 1, 4);
    t->is_root = pl_arena_calloc(t->arena, (size_t)t->n_rings + 1, sizeof *t->is_root);
    if (at == NULL || pl_arena_failed(t->arena)) {
        return false;
    }
    for (uint32_t i = 0; i < g->n_links; i++) {
        if (pl_link_kind_class(g->links[i].kind) == PL_LINK_CLASS_UPSTREAM) {
            one[t->ring_of[g->links[i].child]] = one[t->ring_of[g->links[i].parent]] = true;
        }
    }
    for (uint32_t r = t->n_rings; r-- > 0;) { /* children first: what holds for a child holds for its parents */
        for (uint32_t k = first[r]; k < first[r + 1] && one[r]; k++) {
            for (uint32_t p = t->parents.first[at[k]]; p < t->parents.first[at[k] + 1]; p++) {
                one[t->ring_of[t->parents.at[p]]] = true;
            }
        }
    }
    for (uint32_t r = 0; r < t->n_rings; r++) { /* parents first */
        t->joined[r] = r;
        some_root[r] = NONE;
        for (uint32_t k = first[r]; k < first[r + 1]; k++) {
            for (uint32_t p = t->parents.first[at[k]]; p < t->parents.first[at[k] + 1]; p++) {
                uint32_t ring = t->ring_of[t->parents.at[p]];
                if (ring != r && some_root[r] == NONE) {
                    some_root[r] = some_root[ring];
                } else if (ring != r && one[r]) {
                    join(t->joined, some_root[r], some_root[ring]);
                }
            }
        }
        t->is_root[r] = some_root[r] == NONE;
        some_root[r] = t->is_root[r] ? r : some_root[r];
    }
    for (uint32_t i = 0; i < g->n_links; i++) {
        if (pl_link_kind_class(g->links[i].kind) == PL_LINK_CLASS_UPSTREAM) {
            join(t->joined, some_root[t->ring_of[g->links[i].child]], some_root[t->ring_of[g->links[i].parent]]);
        }
    }
    return true;
}

static int take_apart(const struct pl_origin_graph *graph, bool suspected, struct pl_arena *arena, struct taken *ret,
                      struct pl_error *err) {
    *ret = (struct taken){.graph = graph, .arena = arena, .suspected = suspected};
    bool good = make_ends(ret, false, &ret->parents) && make_ends(ret, true, &ret->children) && find_rings(ret) &&
                find_roots(ret);
    return good ? 0 : pl_origin_no_memory(err);
}

/* ---- order ---- */

static int by_time_and_id(const void *a, const void *b, void *ctx) {
    const struct pl_origin_item *items = ctx, *x = &items[*(const uint32_t *)a], *y = &items[*(const uint32_t *)b];
    if (x->published != y->published) {
        return x->published < y->published ? -1 : 1;
    }
    return pl_str_cmp(x->id, y->id);
}

uint32_t *pl_origin_order(const struct pl_origin_graph *g, struct pl_arena *arena) {
    uint32_t *order = pl_arena_calloc(arena, (size_t)g->n_items + 1, 4);
    for (uint32_t i = 0; order != NULL && i < g->n_items; i++) {
        order[i] = i;
    }
    if (order != NULL && g->n_items > 0) {
        qsort_r(order, g->n_items, sizeof *order, by_time_and_id, (void *)(uintptr_t)g->items);
    }
    return order;
}

/* ---- what is thought away ---- */

static int by_bytes(const void *a, const void *b) { return pl_str_cmp(*(const pl_str *)a, *(const pl_str *)b); }

static pl_str *sorted(const pl_str *texts, uint32_t n, struct pl_arena *arena) {
    pl_str *copy = pl_arena_calloc(arena, (size_t)n + 1, sizeof *copy);
    if (copy != NULL && n > 0) {
        memcpy(copy, texts, n * sizeof *copy);
        qsort(copy, n, sizeof *copy, by_bytes);
    }
    return copy;
}

static bool holds(const pl_str *set, uint32_t n, pl_str text) {
    return n > 0 && bsearch(&text, set, n, sizeof *set, by_bytes) != NULL;
}

static bool *find_gone(const struct pl_origin_graph *g, const struct pl_origin_without *w, struct pl_arena *arena) {
    bool *gone = pl_arena_calloc(arena, (size_t)g->n_items + 1, sizeof *gone);
    for (uint32_t i = 0; gone != NULL && i < g->n_items; i++) {
        gone[i] = g->items[i].fallen;
    }
    if (gone == NULL || w == NULL) {
        return gone;
    }
    const pl_str *items = sorted(w->items, w->n_items, arena), *sources = sorted(w->sources, w->n_sources, arena);
    const pl_str *parties = sorted(w->parties, w->n_parties, arena);
    if (items == NULL || sources == NULL || parties == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < g->n_items; i++) {
        uint32_t s = g->items[i].source;
        gone[i] = gone[i] || holds(items, w->n_items, g->items[i].id) ||
                  (s != NONE && (holds(sources, w->n_sources, g->sources[s].id) ||
                                 (g->sources[s].party.n > 0 && holds(parties, w->n_parties, g->sources[s].party))));
    }
    return gone;
}

/* ---- counting ---- */

static bool root_item(const struct taken *t, uint32_t item) { return t->is_root[t->ring_of[item]]; }

static uint32_t origin_of_root(const struct taken *t, uint32_t item) { return find(t->joined, t->ring_of[item]); }

/* What is left of roots: gone ones are not, and an absent one only where something that is left rests on it. */
static bool *find_left(const struct taken *t, const bool *gone) {
    const struct pl_origin_item *items = t->graph->items;
    bool *left = pl_arena_calloc(t->arena, (size_t)t->graph->n_items + 1, sizeof *left);
    bool *alive = pl_arena_calloc(t->arena, (size_t)t->n_rings + 1, sizeof *alive);
    uint32_t *first = NULL, *at = items_by_ring(t, &first);
    if (left == NULL || alive == NULL || at == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < t->graph->n_items; i++) {
        alive[t->ring_of[i]] = alive[t->ring_of[i]] || (!gone[i] && !items[i].absent);
    }
    for (uint32_t r = t->n_rings; r-- > 0;) { /* children first */
        for (uint32_t k = first[r]; k < first[r + 1] && alive[r]; k++) {
            for (uint32_t p = t->parents.first[at[k]]; p < t->parents.first[at[k] + 1]; p++) {
                alive[t->ring_of[t->parents.at[p]]] = true;
            }
        }
    }
    for (uint32_t i = 0; i < t->graph->n_items; i++) {
        left[i] = root_item(t, i) && !gone[i] && (!items[i].absent || alive[t->ring_of[i]]);
    }
    return left;
}

/* How many origins still have a root. */
static int count_only(const struct taken *t, const bool *gone, uint32_t *ret_count, struct pl_error *err) {
    bool *seen = pl_arena_calloc(t->arena, (size_t)t->n_rings + 1, sizeof *seen);
    const bool *left = find_left(t, gone);
    uint32_t count = 0;
    if (seen == NULL || left == NULL) {
        return pl_origin_no_memory(err);
    }
    for (uint32_t i = 0; i < t->graph->n_items; i++) {
        if (left[i]) {
            bool *s = &seen[origin_of_root(t, i)];
            count += !*s;
            *s = true;
        }
    }
    *ret_count = count;
    return 0;
}

struct gather {
    const struct taken *t;
    const bool *gone;
    const uint32_t *order, *place;
    uint32_t *stamp, *queue; /* of items */
    bool *supported;
};

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* All that rests on the roots at queue[0 .. n - 1]; gone items stay as ways, but are not named. */
static bool gather_origin(struct gather *g, uint32_t number, uint32_t n, struct pl_origin *o) {
    const struct taken *t = g->t;
    uint32_t n_items = 0, n_roots = 0, end = n;
    for (uint32_t i = 0; i < end; i++) {
        const uint32_t *first = &t->children.first[g->queue[i]];
        for (uint32_t k = first[0]; k < first[1]; k++) {
            uint32_t child = t->children.at[k];
            if (g->stamp[child] != number) {
                g->stamp[child] = number;
                g->queue[end++] = child;
            }
        }
    }
    uint32_t *items = pl_arena_calloc(t->arena, (size_t)end + 1, 4);
    if (items == NULL) {
        return false;
    }
    for (uint32_t pass = 0; pass < 2; pass++) { /* the roots, then the rest */
        uint32_t from = n_items;
        for (uint32_t i = pass == 0 ? 0 : n; i < (pass == 0 ? n : end); i++) {
            if (!g->gone[g->queue[i]] && !t->graph->items[g->queue[i]].absent) {
                items[n_items++] = g->place[g->queue[i]];
                g->supported[g->queue[i]] = true;
            }
        }
        qsort(items + from, n_items - from, sizeof *items, by_number);
        n_roots = pass == 0 ? n_items : n_roots;
    }
    for (uint32_t i = 0; i < n_items; i++) {
        items[i] = g->order[items[i]];
    }
    *o = (struct pl_origin){.roots = items, .n_roots = n_roots, .items = items, .n_items = n_items};
    return true;
}

/* The parties of all origins, by name. */
static bool count_parties(const struct taken *t, struct pl_origin_count *c) {
    const struct pl_origin_graph *g = t->graph;
    size_t n = 0, cap = 1;
    for (uint32_t i = 0; i < c->count; i++) {
        cap += c->origins[i].n_roots;
    }
    pl_str *names = pl_arena_calloc(t->arena, cap, sizeof *names);
    if (names == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < c->count; i++) {
        size_t before = n;
        for (uint32_t k = 0; k < c->origins[i].n_roots; k++) {
            uint32_t source = g->items[c->origins[i].roots[k]].source;
            if (source != NONE && g->sources[source].party.n > 0) {
                names[n++] = g->sources[source].party;
            }
        }
        c->unnamed_parties += n == before;
    }
    qsort(names, n, sizeof *names, by_bytes);
    for (size_t i = 0; i < n; i++) {
        c->parties += i == 0 || !pl_str_eq(names[i], names[i - 1]);
    }
    return true;
}

/* The roots of each origin that remains, origins by their first root. */
static int list_origins(const struct taken *t, const bool *gone, const uint32_t *order, struct pl_origin_count *c,
                        struct pl_error *err) {
    uint32_t n = t->graph->n_items;
    uint32_t *place = pl_arena_calloc(t->arena, (size_t)n + 1, 4),
             *seen = pl_arena_calloc(t->arena, (size_t)t->n_rings + 1, 4);
    uint32_t *next = pl_arena_calloc(t->arena, (size_t)n + 1, 4),
             *last = pl_arena_calloc(t->arena, (size_t)c->count + 1, 4);
    uint32_t *first = pl_arena_calloc(t->arena, (size_t)c->count + 1, 4);
    struct pl_origin *origins = pl_arena_calloc(t->arena, (size_t)c->count + 1, sizeof *origins);
    struct gather g = {.t = t,
                       .gone = gone,
                       .order = order,
                       .place = place,
                       .stamp = pl_arena_calloc(t->arena, (size_t)n + 1, 4),
                       .queue = pl_arena_calloc(t->arena, (size_t)n + 1, 4),
                       .supported = pl_arena_calloc(t->arena, (size_t)n + 1, sizeof *g.supported)};
    const bool *left = find_left(t, gone);
    uint32_t n_origins = 0;
    if (left == NULL || pl_arena_failed(t->arena)) {
        return pl_origin_no_memory(err);
    }
    memset(last, 0xff, ((size_t)c->count + 1) * sizeof *last);
    for (uint32_t i = 0; i < n; i++) {
        place[order[i]] = i;
        next[i] = NONE;
        if (left[order[i]] && seen[origin_of_root(t, order[i])] == 0) {
            seen[origin_of_root(t, order[i])] = ++n_origins;
        }
    }
    for (uint32_t i = 0; i < n; i++) { /* a root that is gone is still a way to what rests on its origin */
        uint32_t item = order[i], o = root_item(t, item) ? seen[origin_of_root(t, item)] : 0;
        if (o > 0) {
            *(last[o - 1] == NONE ? &first[o - 1] : &next[last[o - 1]]) = item;
            last[o - 1] = item;
        }
    }
    for (uint32_t k = 0; k < n_origins; k++) {
        uint32_t n_roots = 0;
        bool circular = false;
        for (uint32_t item = first[k]; item != NONE; item = next[item]) {
            g.stamp[item] = k + 1;
            g.queue[n_roots++] = item;
            circular = circular || t->size[t->ring_of[item]] > 1;
        }
        if (!gather_origin(&g, k + 1, n_roots, &origins[k])) {
            return pl_origin_no_memory(err);
        }
        origins[k].circular = circular;
    }
    for (uint32_t i = 0; i < n; i++) {
        c->unsupported += !gone[i] && !t->graph->items[i].absent && !g.supported[i];
    }
    c->origins = origins;
    return count_parties(t, c) ? 0 : pl_origin_no_memory(err);
}

int pl_origin_check(const struct pl_origin_graph *g, struct pl_error *err) {
    if (g->n_items > PL_ORIGIN_MAX_ITEMS || g->n_sources > PL_ORIGIN_MAX_ITEMS || g->n_links > PL_ORIGIN_MAX_LINKS) {
        return pl_fail(err, PL_E_LIMIT, "more than %u items or sources, or more than %u links", PL_ORIGIN_MAX_ITEMS,
                       PL_ORIGIN_MAX_LINKS);
    }
    for (uint32_t i = 0; i < g->n_items; i++) {
        if (g->items[i].source != NONE && g->items[i].source >= g->n_sources) {
            return pl_fail(err, PL_E_USAGE, "item %u has a source that is not there", i);
        }
    }
    for (uint32_t i = 0; i < g->n_links; i++) {
        const struct pl_origin_link *l = &g->links[i];
        if (l->child >= g->n_items || l->parent >= g->n_items || l->child == l->parent ||
            (unsigned)l->kind >= PL_LINK_KIND_COUNT) {
            return pl_fail(err, PL_E_USAGE, "link %u does not join two items", i);
        }
    }
    return 0;
}

int pl_origin_count(const struct pl_origin_graph *graph, const struct pl_origin_without *without,
                    struct pl_arena *arena, struct pl_origin_count *ret_count, struct pl_error *err) {
    struct taken all, declared;
    struct pl_origin_count c = {0};
    int code = pl_origin_check(graph, err);
    if (code != 0) {
        return code;
    }
    const bool *gone = find_gone(graph, without, arena);
    const uint32_t *order = pl_origin_order(graph, arena);
    if (gone == NULL || order == NULL) {
        return pl_origin_no_memory(err);
    }
    code = take_apart(graph, false, arena, &declared, err);
    code = code != 0 ? code : count_only(&declared, gone, &c.at_most, err);
    code = code != 0 ? code : take_apart(graph, true, arena, &all, err);
    code = code != 0 ? code : count_only(&all, gone, &c.count, err);
    code = code != 0 ? code : list_origins(&all, gone, order, &c, err);
    if (code == 0) {
        *ret_count = c;
    }
    return code;
}

struct pl_grade_basis pl_origin_basis(const struct pl_origin_count *count) {
    return (struct pl_grade_basis){.origins = count->count,
                                   .parties = count->parties,
                                   .unnamed_parties = count->unnamed_parties,
                                   .suspected = count->at_most > count->count ? count->at_most - count->count : 0};
}
