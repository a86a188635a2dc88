/* One thing thought away: what bears its name, what rests on that alone, and what nobody can tell. */
#include <stdlib.h>

#include "app/support_in.h"

#include "base/ban.h"

enum { NAME_MIN = 3 }; /* bytes of a name that is searched for in words */
enum { BY_STATE, BY_SOURCE, BY_FEED, BYS };
static const char *const BY_NAMES[BYS] = {"state", "source", "feed"};

struct thinking {
    const struct pl_support *s;
    pl_str name;
    const struct pl_support_kept *named;
    int from, to; /* of the ways above */
    int what;     /* the first that fits */
    size_t n;     /* nodes, and behind them filings as sources */
    bool *gone;
    uint32_t *same; /* union-find: what was filed to have one upstream */
};

static bool bears(const struct thinking *t, const struct pl_support_node *node, int by) {
    switch (by) {
    case BY_STATE:
        return pl_str_eq_nocase(node->party, t->name);
    case BY_SOURCE:
        return pl_str_eq_nocase(node->source_name, t->name) || (t->named != NULL && node->source == &t->named->filing);
    default:
        return pl_str_eq_nocase(node->upstream, t->name) ||
               (node->filing == NULL && pl_str_eq_nocase(node->source_name, t->name));
    }
}

static bool source_bears(const struct thinking *t, const struct pl_support_kept *k, int by) {
    static const char *const FIELDS[BYS] = {"party", "alias", "upstream"};
    return k->filing.kind->letter == 'S' && (pl_str_eq_nocase(pl_filing_get_value(&k->filing, FIELDS[by]), t->name) ||
                                             (by == BY_SOURCE && k == t->named));
}

/* What bears the name; and what says that its upstream is the thing of that name. */
static bool mark_borne(struct thinking *t) {
    const struct pl_support *s = t->s;
    bool any = false;
    for (size_t i = 0; i < t->n; i++) {
        const struct pl_support_kept *k = i >= s->n_nodes ? &s->kept[i - s->n_nodes] : NULL;
        for (int by = t->from; by < t->to && !t->gone[i]; by++) {
            t->gone[i] = k != NULL ? source_bears(t, k, by) : bears(t, &s->nodes[i], by);
            t->what = t->gone[i] && by < t->what ? by : t->what;
        }
        any = any || t->gone[i];
    }
    for (size_t i = 0; any && i < s->n_nodes; i++) {
        t->gone[i] = t->gone[i] || pl_str_eq_nocase(s->nodes[i].upstream, t->name);
    }
    return any;
}

/* An end of a derivation: its node, or behind them its source. */
static bool end_of(const struct thinking *t, pl_str id, uint64_t *ret) {
    const struct pl_support_kept *k = pl_support_kept_of(t->s, id);
    if (k != NULL && k->filing.kind->letter == 'S') {
        *ret = t->s->n_nodes + (uint64_t)(k - t->s->kept);
        return true;
    }
    return pl_support_node_at(t->s, k != NULL ? pl_str_from(k->id) : id, ret);
}

/* The ends of a derivation that stands. */
static const struct pl_filing *derivation(const struct thinking *t, size_t i, uint64_t *child, uint64_t *parent) {
    const struct pl_support_kept *k = &t->s->kept[i];
    bool is = k->withdrawn < 0 && k->filing.kind->letter == 'D' &&
              end_of(t, pl_filing_get_value(&k->filing, "child"), child) &&
              end_of(t, pl_filing_get_value(&k->filing, "parent"), parent) && *child != *parent;
    return is ? &k->filing : NULL;
}

static bool is_common(const struct pl_filing *d) {
    return pl_str_eq(pl_filing_get_value(d, "as"), PL_STR("common-upstream"));
}

/* The source of a node as an end; SIZE_MAX. */
static size_t source_of_node(const struct thinking *t, size_t node) {
    const struct pl_filing *f = t->s->nodes[node].filing;
    const struct pl_support_kept *k = f != NULL && t->s->nodes[node].source != NULL
                                          ? pl_support_kept_of(t->s, pl_filing_get_value(f, "source"))
                                          : NULL;
    return k != NULL ? t->s->n_nodes + (size_t)(k - t->s->kept) : SIZE_MAX;
}

/* What derives from nothing that stays goes; of a source that goes, everything: over and over, until nothing changes.
 */
static bool spread(struct thinking *t, struct pl_arena *arena) {
    uint8_t *held = pl_arena_calloc(arena, t->n + 1, sizeof *held); /* 1: derives from what goes, 2: from what stays */
    bool more = held != NULL;
    while (more) {
        more = false;
        for (size_t i = 0; i < t->n; i++) {
            held[i] = 0;
        }
        for (size_t i = 0; i < t->s->n; i++) {
            uint64_t child = 0, parent = 0;
            const struct pl_filing *d = derivation(t, i, &child, &parent);
            if (d != NULL && !is_common(d)) {
                held[child] |= t->gone[parent] ? 1 : 2;
            }
        }
        for (size_t i = 0; i < t->n; i++) {
            size_t source = i < t->s->n_nodes ? source_of_node(t, i) : SIZE_MAX;
            bool with = source != SIZE_MAX && held[source] == 1 && held[i] != 2;
            if (!t->gone[i] && (held[i] == 1 || with)) {
                t->gone[i] = more = true;
            }
        }
    }
    return held != NULL;
}

static uint32_t find(uint32_t *same, uint32_t i) {
    while (same[i] != i) {
        same[i] = same[same[i]];
        i = same[i];
    }
    return i;
}

/* By what was filed to have one upstream: which groups something that goes is of. */
static bool share(struct thinking *t, struct pl_arena *arena, bool **ret_shared) {
    bool *shared = pl_arena_calloc(arena, t->n + 1, sizeof *shared);
    t->same = pl_arena_calloc(arena, t->n + 1, sizeof *t->same);
    if (shared == NULL || t->same == NULL) {
        return false;
    }
    for (size_t i = 0; i < t->n; i++) {
        t->same[i] = (uint32_t)i;
    }
    for (size_t i = 0; i < t->s->n; i++) {
        uint64_t child = 0, parent = 0;
        const struct pl_filing *d = derivation(t, i, &child, &parent);
        if (d != NULL && is_common(d)) {
            t->same[find(t->same, (uint32_t)child)] = find(t->same, (uint32_t)parent);
        }
    }
    for (size_t i = 0; i < t->n; i++) {
        uint32_t group = find(t->same, (uint32_t)i);
        shared[group] = shared[group] || t->gone[i];
    }
    *ret_shared = shared;
    return true;
}

static int by_bytes(const void *a, const void *b) { return pl_str_cmp(*(const pl_str *)a, *(const pl_str *)b); }

static int nobody(const struct thinking *t, struct pl_error *err) {
    return pl_fail(err, PL_E_NOT_FOUND, "no evidence of the case is from \"%.*s\", neither state, source nor feed",
                   (int)(t->name.n < 80 ? t->name.n : 80), t->name.n > 0 ? t->name.p : "");
}

static int keep(struct thinking *t, struct pl_arena *arena, struct pl_support_without *ret, struct pl_error *err) {
    const struct pl_support *s = t->s;
    pl_str *items = pl_arena_calloc(arena, s->n_nodes + 1, sizeof *items);
    pl_str *doubted = pl_arena_calloc(arena, s->n_nodes + 1, sizeof *doubted);
    bool *shared = NULL;
    uint32_t n = 0;
    if (items == NULL || doubted == NULL || !spread(t, arena) || !share(t, arena, &shared)) {
        return pl_fail(err, PL_E_NOMEM, "no memory to weigh evidence");
    }
    for (size_t i = 0; i < s->n_nodes; i++) {
        size_t source = source_of_node(t, i);
        if (t->gone[i]) {
            items[n++] = s->nodes[i].id;
        } else if (shared[find(t->same, (uint32_t)i)] ||
                   (source != SIZE_MAX && shared[find(t->same, (uint32_t)source)] && !t->gone[source])) {
            doubted[ret->n_shared++] = s->nodes[i].id;
        }
    }
    if (n == 0) {
        return nobody(t, err);
    }
    qsort(items, n, sizeof *items, by_bytes);
    qsort(doubted, ret->n_shared, sizeof *doubted, by_bytes);
    ret->shared = doubted;
    ret->without = (struct pl_origin_without){.items = items, .n_items = n};
    return 0;
}

int pl_support_think_away(const struct pl_support *s, pl_str name, struct pl_arena *arena,
                          struct pl_support_without *ret, struct pl_error *err) {
    struct thinking t = {.s = s, .name = name, .to = BYS, .what = BYS, .n = s->n_nodes + s->n};
    pl_str rest = name, prefix = pl_str_cut(&rest, ':');
    t.gone = pl_arena_calloc(arena, t.n + 1, sizeof *t.gone);
    if (t.gone == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to weigh evidence");
    }
    for (int by = 0; rest.p != NULL && by < BYS && t.to == BYS; by++) {
        if (pl_str_eq(prefix, pl_str_from(BY_NAMES[by]))) {
            t.from = by;
            t.to = by + 1;
            t.name = rest;
        }
    }
    t.named = pl_support_kept_of(s, t.name);
    if (t.name.n == 0 || !mark_borne(&t)) {
        return nobody(&t, err);
    }
    bool source = t.named != NULL && t.named->filing.kind->letter == 'S';
    *ret = (struct pl_support_without){.what = pl_str_from(BY_NAMES[t.what]),
                                       .name = t.name,
                                       .called = source ? pl_filing_get_value(&t.named->filing, "alias") : t.name};
    return keep(&t, arena, ret, err);
}

/* ---- what is left ---- */

static bool holds(const pl_str *sorted, size_t n, pl_str id) {
    return n > 0 && bsearch(&id, sorted, n, sizeof id, by_bytes) != NULL;
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* Does the text hold these words, and not as a part of longer ones? */
static bool has_words(pl_str text, pl_str words) {
    for (size_t i = 0; words.n >= NAME_MIN && i + words.n <= text.n; i++) {
        size_t at = i + pl_str_find_nocase(pl_str_sub(text, i, text.n), words);
        if (at + words.n > text.n) {
            return false;
        }
        bool starts = at == 0 || !is_letter(text.p[at - 1]);
        if (starts && (at + words.n == text.n || !is_letter(text.p[at + words.n]))) {
            return true;
        }
        i = at;
    }
    return false;
}

static bool names_it(const struct pl_support *s, pl_str id, pl_str name) {
    static const char *const FIELDS[] = {"title", "content", "translation", "original", "text", "upstream"};
    const struct pl_support_node *node = pl_support_node_of(s, id);
    const struct pl_filing *p = NULL;
    for (size_t i = 0; node != NULL && node->filing != NULL && i < sizeof FIELDS / sizeof FIELDS[0]; i++) {
        if (has_words(pl_filing_get_value(node->filing, FIELDS[i]), name)) {
            return true;
        }
    }
    for (size_t i = 0; node != NULL && (p = pl_support_about(s, 'P', id, i)) != NULL; i++) {
        if (has_words(pl_filing_get_value(p, "passage"), name)) {
            return true;
        }
    }
    return false;
}

static bool doubt_of(const struct pl_support *s, const struct pl_support_without *away, pl_str id,
                     struct pl_support_doubt *ret) {
    *ret = (struct pl_support_doubt){.id = id};
    if (holds(away->shared, away->n_shared, id)) {
        ret->why = "somebody filed that it goes back to the same as what is left out, or as what rests on that";
    } else if (names_it(s, id, away->called)) {
        ret->why = "nobody filed whether it rests on it, and its words name ";
        ret->names = true;
    }
    return ret->why != NULL;
}

const char *pl_support_loses(uint32_t before, uint32_t after) {
    return before > 0 && after == 0 ? "only" : before > 1 && after == 1 ? "second" : NULL;
}

int pl_support_what_is_left(const struct pl_support *s, const struct pl_origin_graph *graph,
                            const struct pl_support_without *away, struct pl_arena *arena, struct pl_support_left *ret,
                            struct pl_error *err) {
    pl_str *items = pl_arena_calloc(arena, (size_t)graph->n_items + 1, sizeof *items);
    struct pl_support_doubt *doubts = pl_arena_calloc(arena, (size_t)graph->n_items + 1, sizeof *doubts);
    struct pl_origin_without here = {.items = items};
    if (items == NULL || doubts == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to weigh evidence");
    }
    for (uint32_t i = 0; i < graph->n_items; i++) { /* the case may have far more of that name */
        if (holds(away->without.items, away->without.n_items, graph->items[i].id)) {
            items[here.n_items++] = graph->items[i].id;
        }
    }
    *ret = (struct pl_support_left){.doubts = doubts};
    int code = pl_origin_count(graph, &here, arena, &ret->count, err);
    for (uint32_t o = 0; code == 0 && o < ret->count.count; o++) {
        const struct pl_origin *origin = &ret->count.origins[o];
        size_t before = ret->n_doubts;
        for (uint32_t k = 0; k < origin->n_roots; k++) {
            ret->n_doubts += doubt_of(s, away, graph->items[origin->roots[k]].id, &doubts[ret->n_doubts]);
        }
        bool sure = ret->n_doubts - before < origin->n_roots;
        ret->n_doubts = sure ? before : ret->n_doubts;
        ret->at_least += sure && !s->links_withheld;
    }
    return code;
}
