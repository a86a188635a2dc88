#include "app/support.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "store/exhibit.h"
#include "store/filing.h"
#include "text/json.h"
#include "text/unicode.h"

#include "base/ban.h"

#define ARENA_MAX   ((size_t)2 << 30)
#define FILINGS_MAX ((size_t)2000000)
#define LINKS_MAX   ((size_t)1000000)

struct kept {
    struct pl_filing filing;
    int64_t withdrawn; /* by which entry; -1 stands */
    char id[PL_FILING_ID_MAX];
};

struct pl_support {
    struct pl_arena arena;
    struct kept *kept; /* in journal order */
    size_t n, cap;
    struct pl_strmap by_id; /* id -> kept + 1; label -> kept + 1, the last that stands, else the last */
    struct pl_support_node *nodes;
    struct pl_origin_source *sources; /* of the graph: one a node, so that parties can differ by node */
    struct pl_origin_item *items;
    size_t n_nodes;
    struct pl_strmap node_of; /* id -> node + 1 */
    struct pl_origin_link *links;
    size_t n_links, links_cap;
};

/* ---- reading ---- */

static int on_filing(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    struct pl_support *s = ctx;
    PL_BUF_AUTO bytes = {0};
    if (s->n == s->cap) {
        size_t cap = s->cap > 0 ? 2 * s->cap : 256;
        struct kept *kept = cap <= FILINGS_MAX ? reallocarray(s->kept, cap, sizeof *kept) : NULL;
        if (kept == NULL) {
            return pl_fail(err, PL_E_LIMIT, "the case has more filings than can be weighed at once");
        }
        s->kept = kept;
        s->cap = cap;
    }
    struct kept *k = &s->kept[s->n];
    *k = (struct kept){.filing = *f, .withdrawn = by};
    pl_buf_open(&bytes, ARENA_MAX);
    pl_filing_write(f, &bytes);
    int code = pl_filing_read(pl_str_copy(&s->arena, pl_buf_str(&bytes)), &s->arena, &k->filing, err);
    if (code != 0) {
        return code;
    }
    pl_filing_id(f, k->id);
    uint64_t *at = pl_strmap_put(&s->by_id, pl_str_from(k->id), NULL);
    pl_str label = pl_filing_get_value(f, "label");
    uint64_t *named = label.n > 0 ? pl_strmap_put(&s->by_id, label, NULL) : NULL;
    s->n++;
    if (at == NULL || (label.n > 0 && named == NULL)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the filings of the case");
    }
    *at = s->n;
    if (named != NULL && (by < 0 || *named == 0 || s->kept[*named - 1].withdrawn >= 0)) {
        *named = s->n; /* the last that stands, else the last */
    }
    return 0;
}

static const struct kept *kept_of(const struct pl_support *s, pl_str id) {
    const uint64_t *at = pl_strmap_get(&s->by_id, id);
    return at != NULL && *at > 0 ? &s->kept[*at - 1] : NULL;
}

const struct pl_filing *pl_support_filing(const struct pl_support *s, pl_str id, int64_t *ret_withdrawn) {
    const struct kept *k = kept_of(s, id);
    if (k != NULL && ret_withdrawn != NULL) {
        *ret_withdrawn = k->withdrawn;
    }
    return k != NULL ? &k->filing : NULL;
}

const struct pl_filing *pl_support_nth(const struct pl_support *s, char letter, size_t i) {
    for (size_t j = 0; j < s->n; j++) {
        if (s->kept[j].withdrawn < 0 && s->kept[j].filing.kind->letter == letter && i-- == 0) {
            return &s->kept[j].filing;
        }
    }
    return NULL;
}

static bool refers(const struct pl_filing *f, pl_str id) {
    for (size_t i = 0; i < f->n; i++) {
        const struct pl_filing_field *field = pl_filing_field_of(f->kind, f->values[i].name);
        if (field == NULL || (field->type != PL_FILING_REF && field->type != PL_FILING_REFS)) {
            continue;
        }
        pl_str rest = f->values[i].value;
        while (rest.p != NULL) {
            if (pl_str_eq(pl_str_cut(&rest, ' '), id)) {
                return true;
            }
        }
    }
    return false;
}

const struct pl_filing *pl_support_about(const struct pl_support *s, char letter, pl_str id, size_t i) {
    for (size_t j = 0; j < s->n; j++) {
        const struct kept *k = &s->kept[j];
        if (k->withdrawn < 0 && k->filing.kind->letter == letter && refers(&k->filing, id) && i-- == 0) {
            return &k->filing;
        }
    }
    return NULL;
}

const struct pl_filing *pl_support_grade(const struct pl_support *s, pl_str id, char axis) {
    const struct pl_filing *last = NULL, *grade = NULL;
    for (size_t i = 0; (grade = pl_support_about(s, 'G', id, i)) != NULL; i++) {
        if (pl_filing_get_value(grade, axis == 'R' ? "reliability" : "credibility").n > 0) {
            last = grade;
        }
    }
    return last;
}

/* ---- nodes ---- */

static struct pl_support_node *add_node(struct pl_support *s, pl_str id) {
    uint64_t *at = pl_strmap_put(&s->node_of, id, NULL);
    if (at == NULL) {
        return NULL;
    }
    *at = s->n_nodes + 1;
    struct pl_support_node *node = &s->nodes[s->n_nodes++];
    *node = (struct pl_support_node){.id = pl_str_copy(&s->arena, id)};
    return node;
}

static const struct pl_filing *source_of(const struct pl_support *s, const struct pl_filing *f) {
    const struct kept *k = kept_of(s, pl_filing_get_value(f, "source"));
    return k != NULL ? &k->filing : NULL;
}

static pl_str first_of(const struct pl_filing *f, const char *const *names) {
    for (; *names != NULL; names++) {
        pl_str value = pl_filing_get_value(f, *names);
        if (value.n > 0) {
            return value;
        }
    }
    return (pl_str){0};
}

static void fill_node(const struct pl_support *s, const struct kept *k, struct pl_support_node *node) {
    static const char *const TITLES[] = {"title", "subject", "seen_name", "who", "did", "what", "place", "as", NULL};
    node->filing = &k->filing;
    node->withdrawn = k->withdrawn >= 0;
    node->title = first_of(&k->filing, TITLES);
    node->source = source_of(s, &k->filing);
    node->party = pl_filing_get_value(&k->filing, "collector");
    node->upstream = pl_filing_get_value(&k->filing, "upstream");
    if (node->source != NULL) {
        node->source_name = pl_filing_get_value(node->source, "alias");
        node->party = node->party.n > 0 ? node->party : pl_filing_get_value(node->source, "party");
        node->upstream = node->upstream.n > 0 ? node->upstream : pl_filing_get_value(node->source, "upstream");
    }
}

static bool hash_of_text(pl_str text, pl_hash *ret) {
    static const char DIGITS[] = "0123456789abcdef";
    for (size_t i = 0; i < PL_HASH_BYTES && text.n == 2 * PL_HASH_BYTES; i++) {
        const char *high = memchr(DIGITS, text.p[2 * i], 16), *low = memchr(DIGITS, text.p[2 * i + 1], 16);
        if (high == NULL || low == NULL) {
            return false;
        }
        ret->b[i] = (uint8_t)((high - DIGITS) * 16 + (low - DIGITS));
    }
    return text.n == 2 * PL_HASH_BYTES;
}

/* Source and collector of the exhibits that an event rests on, by the chunk roots of their members: of the first that
 * says any. */
static int fill_event(struct pl_case *c, struct pl_support *s, struct pl_support_node *node, struct pl_error *err) {
    const struct pl_jval *event = NULL;
    struct pl_error ignored = {0};
    if (node->pinned.n == 0 || pl_json_read(node->pinned, &s->arena, &event, &ignored) != 0) {
        return 0;
    }
    const struct pl_jval *type = pl_jval_get(event, "type"), *evidence = pl_jval_get(event, "evidence");
    node->title = type != NULL && type->kind == PL_JVAL_STR ? type->str : PL_STR("event");
    int code = 0;
    for (size_t i = 0; code == 0 && evidence != NULL && evidence->kind == PL_JVAL_ARRAY && i < evidence->n; i++) {
        const struct pl_jval *root = pl_jval_get(&evidence->items[i], "root");
        struct pl_exhibit x;
        pl_hash hash;
        bool found = false;
        if (root == NULL || root->kind != PL_JVAL_STR || !hash_of_text(root->str, &hash)) {
            continue;
        }
        code = pl_exhibit_of_root(c, &hash, &s->arena, &found, &x, err);
        if (code == 0 && found) {
            node->source_name = node->source_name.n > 0 ? node->source_name : x.source;
            node->party = node->party.n > 0 ? node->party : x.collector;
        }
    }
    return code;
}

static int make_nodes(struct pl_case *c, struct pl_support *s, struct pl_error *err) {
    s->nodes = pl_arena_calloc(&s->arena, 2 * s->n + 1, sizeof *s->nodes);
    if (s->nodes == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the evidence of the case");
    }
    int code = 0;
    for (size_t i = 0; code == 0 && i < s->n; i++) {
        const struct kept *k = &s->kept[i];
        struct pl_support_node *node = NULL;
        if (strchr("IOC", k->filing.kind->letter) != NULL) {
            node = add_node(s, pl_str_from(k->id));
            if (node != NULL) {
                fill_node(s, k, node);
            }
        } else if (k->filing.kind->letter == 'P') {
            pl_str id = pl_filing_get_value(&k->filing, "evidence");
            pl_hash hash;
            if (!hash_of_text(id, &hash) || pl_strmap_get(&s->node_of, id) != NULL) {
                continue;
            }
            node = add_node(s, id);
            if (node != NULL) {
                node->pinned = pl_filing_get_value(&k->filing, "pinned");
                code = fill_event(c, s, node, err);
            }
        } else {
            continue;
        }
        if (code == 0 && node == NULL) {
            code = pl_fail(err, PL_E_NOMEM, "no memory for the evidence of the case");
        }
    }
    return code;
}

/* ---- links ---- */

static int add_link(struct pl_support *s, uint64_t child, uint64_t parent, enum pl_link_kind kind, pl_str why,
                    struct pl_error *err) {
    if (child == parent) {
        return 0;
    }
    if (s->n_links == s->links_cap) {
        size_t cap = s->links_cap > 0 ? 2 * s->links_cap : 256;
        struct pl_origin_link *links = cap <= LINKS_MAX ? reallocarray(s->links, cap, sizeof *links) : NULL;
        if (links == NULL) {
            return pl_fail(err, PL_E_LIMIT, "the case has more derivations than can be weighed at once");
        }
        s->links = links;
        s->links_cap = cap;
    }
    s->links[s->n_links++] =
        (struct pl_origin_link){.child = (uint32_t)child, .parent = (uint32_t)parent, .kind = kind, .why = why};
    return 0;
}

static bool node_at(const struct pl_support *s, pl_str id, uint64_t *ret) {
    const uint64_t *at = pl_strmap_get(&s->node_of, id);
    if (at != NULL && *at > 0) {
        *ret = *at - 1;
    }
    return at != NULL && *at > 0;
}

static enum pl_link_kind upstream_kind(const struct pl_support_node *node) {
    pl_str as = node->filing != NULL ? pl_filing_get_value(node->filing, "as") : (pl_str){0};
    pl_str kind = node->source != NULL ? pl_filing_get_value(node->source, "kind") : (pl_str){0};
    if (node->filing == NULL || pl_str_eq(kind, PL_STR("feed"))) {
        return PL_LINK_SAME_FEED;
    }
    return pl_str_eq(as, PL_STR("image-count")) || pl_str_eq(kind, PL_STR("sensor")) ? PL_LINK_SAME_PASS
                                                                                     : PL_LINK_SAME_LEAK;
}

static int link_derivation(struct pl_support *s, const struct pl_filing *d, struct pl_error *err) {
    uint64_t child = 0, parent = 0;
    pl_str as = pl_filing_get_value(d, "as");
    enum pl_link_kind kind = PL_LINK_REVISION; /* a redacted copy is a version too */
    if (!node_at(s, pl_filing_get_value(d, "child"), &child) ||
        !node_at(s, pl_filing_get_value(d, "parent"), &parent)) {
        return 0;
    }
    if (pl_str_eq(as, PL_STR("common-upstream"))) {
        kind = upstream_kind(&s->nodes[child]);
    } else {
        (void)pl_link_kind_parse(as, &kind);
    }
    return add_link(s, child, parent, kind, pl_filing_get_value(d, "basis"), err);
}

/* Joins each node to the first before it that has the same word. */
static int link_same(struct pl_support *s, struct pl_strmap *seen, size_t node, const char *prefix, pl_str word,
                     enum pl_link_kind kind, const char *why, struct pl_error *err) {
    PL_BUF_AUTO key = {0};
    bool fresh = false;
    if (word.n == 0 || s->nodes[node].withdrawn) {
        return 0;
    }
    pl_buf_open(&key, ARENA_MAX);
    pl_buf_add_fmt(&key, "%s:", prefix);
    pl_buf_add_str(&key, word);
    uint64_t *at = pl_strmap_put(seen, pl_buf_str(&key), &fresh);
    if (at == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the evidence of the case");
    }
    if (fresh) {
        *at = node;
        return 0;
    }
    return add_link(s, node, *at, kind, pl_str_from(why), err);
}

static int link_ships(struct pl_support *s, struct pl_strmap *seen, size_t node, struct pl_error *err) {
    const struct pl_jval *event = NULL;
    struct pl_error ignored = {0};
    pl_str pinned = s->nodes[node].pinned;
    int code = 0;
    if (pinned.n == 0 || pl_json_read(pinned, &s->arena, &event, &ignored) != 0) {
        return 0;
    }
    const struct pl_jval *vessels = pl_jval_get(event, "vessels");
    for (size_t i = 0; code == 0 && vessels != NULL && vessels->kind == PL_JVAL_ARRAY && i < vessels->n; i++) {
        const struct pl_jval *mmsi = pl_jval_get(&vessels->items[i], "mmsi");
        PL_BUF_AUTO text = {0};
        pl_buf_open(&text, 64);
        if (mmsi != NULL && mmsi->kind == PL_JVAL_INT) {
            pl_buf_add_i64(&text, mmsi->integer);
            code = link_same(s, seen, node, "ship", pl_buf_str(&text), PL_LINK_SAME_FEED,
                             "both rest on what the same ship transmitted", err);
        }
    }
    return code;
}

static int make_links(struct pl_support *s, struct pl_error *err) {
    struct pl_strmap seen;
    int code = 0;
    pl_strmap_open(&seen, 4 * s->n + 16, ARENA_MAX);
    for (size_t i = 0; code == 0 && i < s->n; i++) {
        const struct kept *k = &s->kept[i];
        if (k->withdrawn < 0 && k->filing.kind->letter == 'D') {
            code = link_derivation(s, &k->filing, err);
        } else if (k->withdrawn < 0 && k->filing.kind->letter == 'P') { /* a claim that is evidence rests on its own */
            uint64_t claim = 0, evidence = 0;
            pl_str stance = pl_filing_get_value(&k->filing, "stance");
            if ((stance.n == 0 || pl_str_eq(stance, PL_STR("for"))) &&
                node_at(s, pl_filing_get_value(&k->filing, "claim"), &claim) &&
                node_at(s, pl_filing_get_value(&k->filing, "evidence"), &evidence)) {
                code = add_link(s, claim, evidence, PL_LINK_PRIMARY, PL_STR(""), err);
            }
        }
    }
    for (size_t i = 0; code == 0 && i < s->n_nodes; i++) {
        const struct pl_support_node *node = &s->nodes[i];
        pl_str source = node->filing != NULL ? pl_filing_get_value(node->filing, "source") : node->source_name;
        code = link_same(s, &seen, i, "upstream", node->upstream, upstream_kind(node), "", err);
        code = code == 0 ? link_same(s, &seen, i, "source", source, upstream_kind(node), "both are of one source", err)
                         : code;
        code = code == 0 && node->filing == NULL ? link_ships(s, &seen, i, err) : code;
    }
    pl_strmap_close(&seen);
    return code;
}

static int make_items(struct pl_support *s, struct pl_error *err) {
    s->sources = pl_arena_calloc(&s->arena, s->n_nodes + 1, sizeof *s->sources);
    s->items = pl_arena_calloc(&s->arena, s->n_nodes + 1, sizeof *s->items);
    if (s->sources == NULL || s->items == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the evidence of the case");
    }
    for (size_t i = 0; i < s->n_nodes; i++) {
        const struct pl_support_node *node = &s->nodes[i];
        pl_time to = 0;
        s->sources[i] = (struct pl_origin_source){.id = node->source_name, .party = node->party};
        s->items[i] = (struct pl_origin_item){
            .id = node->id, .source = (uint32_t)i, .published = PL_TIME_NONE, .absent = node->withdrawn};
        if (node->filing != NULL) {
            (void)(pl_filing_when(node->filing, "observed", &s->items[i].published, &to) ||
                   pl_filing_when(node->filing, "published", &s->items[i].published, &to));
        }
    }
    return 0;
}

int pl_support_open(struct pl_case *c, int64_t before, struct pl_support **ret_support, struct pl_error *err) {
    struct pl_filing_query q = PL_FILING_QUERY;
    struct pl_support *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the filings of the case");
    }
    pl_arena_open(&s->arena, ARENA_MAX);
    pl_strmap_open(&s->by_id, 2 * FILINGS_MAX, ARENA_MAX);
    pl_strmap_open(&s->node_of, 2 * FILINGS_MAX, ARENA_MAX);
    q.before = before;
    q.withdrawn = true;
    int code = pl_filing_each(c, &q, on_filing, s, err);
    code = code == 0 ? make_nodes(c, s, err) : code;
    code = code == 0 ? make_links(s, err) : code;
    code = code == 0 ? make_items(s, err) : code;
    if (code == 0 && pl_arena_failed(&s->arena)) {
        code = pl_fail(err, PL_E_NOMEM, "no memory for the filings of the case");
    }
    if (code != 0) {
        pl_support_close(s);
        return code;
    }
    *ret_support = s;
    return 0;
}

void pl_support_close(struct pl_support *s) {
    if (s != NULL) {
        pl_arena_close(&s->arena);
        pl_strmap_close(&s->by_id);
        pl_strmap_close(&s->node_of);
        free(s->kept);
        free(s->links);
        free(s);
    }
}

const struct pl_support_node *pl_support_node(const struct pl_support *s, uint32_t node) {
    return node < s->n_nodes ? &s->nodes[node] : NULL;
}

/* ---- graphs ---- */

struct picking {
    const struct pl_support *s;
    uint32_t *place; /* node -> index in the graph + 1; 0: not in it */
    uint32_t *nodes; /* in the order in which they were picked */
    uint32_t n;
};

static void pick(struct picking *p, uint64_t node) {
    if (p->place[node] == 0) {
        p->nodes[p->n++] = (uint32_t)node;
        p->place[node] = p->n;
    }
}

static void pick_evidence(struct picking *p, pl_str claim) {
    const struct pl_filing *support = NULL;
    for (size_t i = 0; (support = pl_support_about(p->s, 'P', claim, i)) != NULL; i++) {
        uint64_t node = 0;
        pl_str stance = pl_filing_get_value(support, "stance");
        bool is_for = stance.n == 0 || pl_str_eq(stance, PL_STR("for"));
        if (is_for && pl_str_eq(pl_filing_get_value(support, "claim"), claim) &&
            node_at(p->s, pl_filing_get_value(support, "evidence"), &node)) {
            pick(p, node);
        }
    }
}

/* What is picked brings what it was derived from: roots may be no evidence themselves. */
static void pick_parents(struct picking *p) {
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < p->s->n_links; i++) {
            const struct pl_origin_link *l = &p->s->links[i];
            if (pl_link_kind_class(l->kind) != PL_LINK_CLASS_UPSTREAM && p->place[l->child] != 0 &&
                p->place[l->parent] == 0) {
                pick(p, l->parent);
                more = true;
            }
        }
    }
}

int pl_support_graph(const struct pl_support *s, const pl_str *ids, size_t n, struct pl_arena *arena,
                     struct pl_origin_graph *ret_graph, struct pl_error *err) {
    struct picking p = {.s = s,
                        .place = pl_arena_calloc(arena, s->n_nodes + 1, sizeof *p.place),
                        .nodes = pl_arena_calloc(arena, s->n_nodes + 1, sizeof *p.nodes)};
    struct pl_origin_item *items = pl_arena_calloc(arena, s->n_nodes + 1, sizeof *items);
    struct pl_origin_link *links = pl_arena_calloc(arena, s->n_links + 1, sizeof *links);
    uint32_t n_links = 0;
    if (p.place == NULL || p.nodes == NULL || items == NULL || links == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to weigh evidence");
    }
    for (size_t i = 0; i < n; i++) {
        const struct kept *k = kept_of(s, ids[i]);
        uint64_t node = 0;
        if (k != NULL && k->filing.kind->letter == 'C') {
            pick_evidence(&p, pl_str_from(k->id));
        } else if (node_at(s, k != NULL ? pl_str_from(k->id) : ids[i], &node)) {
            pick(&p, node);
        }
    }
    pick_parents(&p);
    for (uint32_t i = 0; i < p.n; i++) {
        items[i] = s->items[p.nodes[i]];
    }
    for (size_t i = 0; i < s->n_links; i++) {
        const struct pl_origin_link *l = &s->links[i];
        if (p.place[l->child] != 0 && p.place[l->parent] != 0) {
            links[n_links] = *l;
            links[n_links].child = p.place[l->child] - 1;
            links[n_links++].parent = p.place[l->parent] - 1;
        }
    }
    *ret_graph = (struct pl_origin_graph){.sources = s->sources,
                                          .n_sources = (uint32_t)s->n_nodes,
                                          .items = items,
                                          .n_items = p.n,
                                          .links = links,
                                          .n_links = n_links};
    return 0;
}

/* ---- thinking away ---- */

enum { BY_STATE, BY_SOURCE, BY_FEED, BYS };
static const char *const BY_NAMES[BYS] = {"state", "source", "feed"};

static bool bears(const struct pl_support *s, const struct pl_support_node *node, int by, pl_str name) {
    const struct kept *named = kept_of(s, name);
    switch (by) {
    case BY_STATE:
        return pl_str_eq_nocase(node->party, name);
    case BY_SOURCE:
        return pl_str_eq_nocase(node->source_name, name) || (named != NULL && node->source == &named->filing);
    default:
        return pl_str_eq_nocase(node->upstream, name) ||
               (node->filing == NULL && pl_str_eq_nocase(node->source_name, name));
    }
}

int pl_support_think_away(const struct pl_support *s, pl_str name, struct pl_arena *arena,
                          struct pl_support_without *ret, struct pl_error *err) {
    pl_str *items = pl_arena_calloc(arena, s->n_nodes + 1, sizeof *items);
    pl_str rest = name, what = pl_str_cut(&rest, ':');
    int from = 0, to = BYS;
    uint32_t n = 0;
    if (items == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to weigh evidence");
    }
    for (int by = 0; rest.p != NULL && by < BYS; by++) {
        if (pl_str_eq(what, pl_str_from(BY_NAMES[by]))) {
            from = by;
            to = by + 1;
            name = rest;
        }
    }
    for (int by = from; by < to && n == 0; by++) {
        for (size_t i = 0; i < s->n_nodes; i++) {
            if (bears(s, &s->nodes[i], by, name)) {
                items[n++] = s->nodes[i].id;
            }
        }
        ret->what = pl_str_from(BY_NAMES[by]);
    }
    if (n == 0) {
        return pl_fail(err, PL_E_NOT_FOUND, "no evidence of the case is from \"%.*s\", neither state, source nor feed",
                       (int)(name.n < 80 ? name.n : 80), name.p != NULL ? name.p : "");
    }
    ret->name = name;
    ret->without = (struct pl_origin_without){.items = items, .n_items = n};
    return 0;
}
