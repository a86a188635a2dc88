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
#define MEMBERS_MAX ((size_t)16000000)
#define ABOUT_MAX   ((size_t)16000000)

struct kept {
    struct pl_filing filing;
    int64_t withdrawn; /* by which entry; -1 stands */
    bool erased;       /* what says where it is from is gone */
    char id[PL_FILING_ID_MAX];
};

/* A node rests on what others of its group rest on: one source, one upstream, one ship. */
struct member {
    uint32_t group;
    enum pl_link_kind kind;
    const char *why; /* static */
};

/* Numbers of filings by what they are about: those of group g are at[first[g]] to at[first[g + 1] - 1]. */
struct index {
    struct pl_strmap groups; /* "P:C12": supports that refer to C12; "P": all supports */
    uint64_t *pairs;         /* group and filing, while it is made */
    size_t n, cap;
    uint32_t *first, *at;
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
    struct index about;
    struct pl_origin_link *links; /* derivations, by child: those of node i from link_first[i] on */
    size_t n_links, links_cap;
    uint32_t *link_first;
    struct member *members; /* those of node i from member_first[i] on */
    size_t n_members, members_cap;
    uint32_t *member_first;
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
    s->n++;
    uint64_t *at = pl_strmap_put(&s->by_id, pl_str_from(k->id), NULL);
    if (at != NULL) {
        *at = s->n; /* the next put may move it */
    }
    pl_str label = pl_filing_get_value(f, "label");
    uint64_t *named = label.n > 0 ? pl_strmap_put(&s->by_id, label, NULL) : NULL;
    if (at == NULL || (label.n > 0 && named == NULL)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the filings of the case");
    }
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

/* ---- what is about what ---- */

/* Notes the newest filing under a key; one that refers to a thing twice stands there once. */
static bool note(struct index *x, pl_str key, size_t filing) {
    bool fresh = false;
    uint64_t *group = pl_strmap_put(&x->groups, key, &fresh);
    if (group == NULL) {
        return false;
    }
    *group = fresh ? x->groups.n - 1 : *group;
    uint64_t pair = *group << 32 | filing;
    for (size_t i = x->n; i > 0 && (uint32_t)x->pairs[i - 1] == filing; i--) {
        if (x->pairs[i - 1] == pair) {
            return true;
        }
    }
    if (x->n == x->cap) {
        size_t cap = x->cap > 0 ? 2 * x->cap : 1024;
        uint64_t *pairs = cap <= ABOUT_MAX ? reallocarray(x->pairs, cap, sizeof *pairs) : NULL;
        if (pairs == NULL) {
            return false;
        }
        x->pairs = pairs;
        x->cap = cap;
    }
    x->pairs[x->n++] = pair;
    return true;
}

static bool note_filing(struct index *x, const struct pl_filing *f, size_t filing) {
    char key[PL_FILING_ID_MAX + 64] = {f->kind->letter};
    bool ok = note(x, pl_str_make(key, 1), filing);
    key[1] = ':';
    for (size_t i = 0; ok && i < f->n; i++) {
        const struct pl_filing_field *field = pl_filing_field_of(f->kind, f->values[i].name);
        pl_str rest = f->values[i].value;
        if (field == NULL || (field->type != PL_FILING_REF && field->type != PL_FILING_REFS)) {
            continue;
        }
        while (ok && rest.p != NULL) {
            pl_str id = pl_str_cut(&rest, ' ');
            if (id.n > 0 && id.n + 2 <= sizeof key) { /* longer is no id */
                memcpy(key + 2, id.p, id.n);
                ok = note(x, pl_str_make(key, id.n + 2), filing);
            }
        }
    }
    return ok;
}

static int make_about(struct pl_support *s, struct pl_error *err) {
    struct index *x = &s->about;
    bool ok = true;
    for (size_t i = 0; ok && i < s->n; i++) {
        ok = s->kept[i].withdrawn >= 0 || note_filing(x, &s->kept[i].filing, i);
    }
    x->first = ok ? pl_arena_calloc(&s->arena, x->groups.n + 2, sizeof *x->first) : NULL;
    x->at = ok ? pl_arena_calloc(&s->arena, x->n + 1, sizeof *x->at) : NULL;
    if (x->first == NULL || x->at == NULL) {
        return pl_fail(err, PL_E_LIMIT, "the filings of the case refer to more than can be weighed at once");
    }
    for (size_t i = 0; i < x->n; i++) {
        x->first[(x->pairs[i] >> 32) + 2]++;
    }
    for (size_t g = 0; g < x->groups.n; g++) {
        x->first[g + 2] += x->first[g + 1];
    }
    for (size_t i = 0; i < x->n; i++) {
        x->at[x->first[(x->pairs[i] >> 32) + 1]++] = (uint32_t)x->pairs[i];
    }
    free(x->pairs);
    x->pairs = NULL;
    return 0;
}

static const struct pl_filing *in_group(const struct pl_support *s, pl_str key, size_t i) {
    const uint64_t *at = pl_strmap_get(&s->about.groups, key);
    size_t group = at != NULL ? (size_t)*at : 0;
    if (at == NULL || i >= s->about.first[group + 1] - s->about.first[group]) {
        return NULL;
    }
    return &s->kept[s->about.at[s->about.first[group] + i]].filing;
}

const struct pl_filing *pl_support_nth(const struct pl_support *s, char letter, size_t i) {
    return in_group(s, pl_str_make(&letter, 1), i);
}

const struct pl_filing *pl_support_about(const struct pl_support *s, char letter, pl_str id, size_t i) {
    char key[PL_FILING_ID_MAX + 64] = {letter, ':'};
    if (id.n == 0 || id.n + 2 > sizeof key) {
        return NULL;
    }
    memcpy(key + 2, id.p, id.n);
    return in_group(s, pl_str_make(key, id.n + 2), i);
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
    node->erased = k->erased;
    node->title = first_of(&k->filing, TITLES);
    node->source = source_of(s, &k->filing);
    node->party = pl_filing_get_value(&k->filing, "collector");
    node->upstream = pl_filing_get_value(&k->filing, "upstream");
    if (node->source != NULL) {
        const struct kept *source = kept_of(s, pl_filing_get_value(&k->filing, "source"));
        node->erased = node->erased || source->erased;
        node->source_name = pl_filing_get_value(node->source, "alias");
        node->party = node->party.n > 0 ? node->party : pl_filing_get_value(node->source, "party");
        node->upstream = node->upstream.n > 0 ? node->upstream : pl_filing_get_value(node->source, "upstream");
    }
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
        if (root == NULL || root->kind != PL_JVAL_STR || !pl_hash_of_hex(root->str, &hash)) {
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
            if (!pl_hash_of_hex(id, &hash) || pl_strmap_get(&s->node_of, id) != NULL) {
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
    if (pl_str_eq(as, PL_STR("image-count")) || pl_str_eq(kind, PL_STR("sensor"))) {
        return PL_LINK_SAME_PASS;
    }
    return pl_str_eq(kind, PL_STR("leak")) ? PL_LINK_SAME_LEAK : PL_LINK_SAME_UPSTREAM;
}

static bool is_for(const struct pl_filing *p) {
    pl_str stance = pl_filing_get_value(p, "stance");
    return stance.n == 0 || pl_str_eq(stance, PL_STR("for"));
}

static uint32_t find_upstream(uint32_t *same, uint32_t node) {
    while (same[node] != node) {
        same[node] = same[same[node]];
        node = same[node];
    }
    return node;
}

/* What persons said to have one upstream: nodes, and behind them filings that are sources. */
struct upstreams {
    uint32_t *same; /* union-find: node i, and filing k at n_nodes + k */
    bool *tied;     /* of filings: somebody said something of that source */
};

/* The place of an end of a derivation in `same`; *ret_source: it is a source. */
static bool end_at(const struct pl_support *s, pl_str id, uint64_t *ret, bool *ret_source) {
    const struct kept *k = kept_of(s, id);
    *ret_source = k != NULL && k->filing.kind->letter == 'S';
    if (*ret_source) {
        *ret = s->n_nodes + (uint64_t)(k - s->kept);
    }
    return *ret_source || node_at(s, id, ret);
}

/* Of a whole source nothing is told apart: whatever one rests on, all that is of it shares. */
static int link_derivation(struct pl_support *s, const struct pl_filing *d, struct upstreams *up,
                           struct pl_error *err) {
    uint64_t child = 0, parent = 0;
    pl_str as = pl_filing_get_value(d, "as");
    enum pl_link_kind kind = PL_LINK_REVISION; /* a redacted copy is a version too */
    bool of_source = false, from_source = false;
    if (!end_at(s, pl_filing_get_value(d, "child"), &child, &of_source) ||
        !end_at(s, pl_filing_get_value(d, "parent"), &parent, &from_source)) {
        return 0;
    }
    if (of_source || from_source || pl_str_eq(as, PL_STR("common-upstream"))) {
        uint32_t a = find_upstream(up->same, (uint32_t)child), b = find_upstream(up->same, (uint32_t)parent);
        up->same[a > b ? a : b] = a > b ? b : a;
        if (of_source) {
            up->tied[child - s->n_nodes] = true;
        }
        if (from_source) {
            up->tied[parent - s->n_nodes] = true;
        }
        return 0;
    }
    (void)pl_link_kind_parse(as, &kind);
    return add_link(s, child, parent, kind, pl_filing_get_value(d, "basis"), err);
}

static int by_child(const void *a, const void *b) {
    const struct pl_origin_link *x = a, *y = b;
    if (x->child != y->child) {
        return x->child < y->child ? -1 : 1;
    }
    return (x->parent > y->parent) - (x->parent < y->parent);
}

static int make_links(struct pl_support *s, struct upstreams *up, struct pl_error *err) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < s->n; i++) {
        const struct kept *k = &s->kept[i];
        uint64_t claim = 0, evidence = 0;
        if (k->withdrawn < 0 && k->filing.kind->letter == 'D') {
            code = link_derivation(s, &k->filing, up, err);
        } else if (k->withdrawn < 0 && k->filing.kind->letter == 'P' && is_for(&k->filing) &&
                   node_at(s, pl_filing_get_value(&k->filing, "claim"), &claim) &&
                   node_at(s, pl_filing_get_value(&k->filing, "evidence"), &evidence)) {
            code = add_link(s, claim, evidence, PL_LINK_PRIMARY, PL_STR(""), err); /* a claim rests on its evidence */
        }
    }
    s->link_first = pl_arena_calloc(&s->arena, s->n_nodes + 2, sizeof *s->link_first);
    if (code != 0 || s->link_first == NULL) {
        return code != 0 ? code : pl_fail(err, PL_E_NOMEM, "no memory for the evidence of the case");
    }
    if (s->n_links > 0) {
        qsort(s->links, s->n_links, sizeof *s->links, by_child);
    }
    for (size_t i = 0; i < s->n_links; i++) {
        s->link_first[s->links[i].child + 1]++;
    }
    for (size_t i = 0; i < s->n_nodes; i++) {
        s->link_first[i + 1] += s->link_first[i];
    }
    return 0;
}

/* ---- groups ---- */

static int join(struct pl_support *s, struct pl_strmap *groups, const char *prefix, pl_str word, enum pl_link_kind kind,
                const char *why, struct pl_error *err) {
    PL_BUF_AUTO key = {0};
    if (word.n == 0) {
        return 0;
    }
    pl_buf_open(&key, ARENA_MAX);
    pl_buf_add_fmt(&key, "%s:", prefix);
    size_t bare = key.n;
    if (pl_unicode_fold(word, &key, NULL) != 0 || key.n == bare) {
        pl_buf_add_str(&key, word); /* signs alone fold to nothing */
    }
    size_t group = pl_buf_failed(&key) ? SIZE_MAX : pl_strmap_intern(groups, pl_buf_str(&key));
    if (s->n_members == s->members_cap) {
        size_t cap = s->members_cap > 0 ? 2 * s->members_cap : 1024;
        struct member *members = cap <= MEMBERS_MAX ? reallocarray(s->members, cap, sizeof *members) : NULL;
        if (members == NULL) {
            return pl_fail(err, PL_E_LIMIT, "the case has more evidence than can be weighed at once");
        }
        s->members = members;
        s->members_cap = cap;
    }
    s->members[s->n_members++] = (struct member){.group = (uint32_t)group, .kind = kind, .why = why};
    return group < UINT32_MAX ? 0 : pl_fail(err, PL_E_NOMEM, "no memory for the evidence of the case");
}

static int join_ships(struct pl_support *s, struct pl_strmap *groups, pl_str pinned, struct pl_error *err) {
    const struct pl_jval *event = NULL;
    struct pl_error ignored = {0};
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
            code = join(s, groups, "ship", pl_buf_str(&text), PL_LINK_SAME_FEED,
                        "both rest on what the same ship transmitted", err);
        }
    }
    return code;
}

/* One upstream as persons filed it: of the node itself, or of its source. */
static int join_filed(struct pl_support *s, struct pl_strmap *groups, uint32_t place, struct upstreams *up,
                      struct pl_error *err) {
    PL_BUF_AUTO common = {0};
    pl_buf_open(&common, 64);
    pl_buf_add_i64(&common, find_upstream(up->same, place));
    return join(s, groups, "common", pl_buf_str(&common), PL_LINK_SAME_UPSTREAM, "as somebody filed", err);
}

static int join_node(struct pl_support *s, struct pl_strmap *groups, uint32_t i, struct upstreams *up,
                     struct pl_error *err) {
    const struct pl_support_node *node = &s->nodes[i];
    const struct kept *from = node->filing != NULL ? kept_of(s, pl_filing_get_value(node->filing, "source")) : NULL;
    pl_str source = node->source_name;
    if (source.n == 0 && node->filing != NULL) { /* its alias was erased */
        source = pl_filing_get_value(node->filing, "source");
    }
    int code = join(s, groups, "upstream", node->upstream, upstream_kind(node), "", err);
    code = code == 0 ? join(s, groups, "source", source, PL_LINK_SAME_SOURCE, "", err) : code;
    code = code == 0 ? join_filed(s, groups, i, up, err) : code;
    uint32_t whole = from != NULL ? (uint32_t)(s->n_nodes + (size_t)(from - s->kept)) : i;
    if (code == 0 && from != NULL && up->tied[from - s->kept] &&
        find_upstream(up->same, whole) != find_upstream(up->same, i)) {
        code = join_filed(s, groups, whole, up, err);
    }
    return code == 0 && node->filing == NULL ? join_ships(s, groups, node->pinned, err) : code;
}

static int make_members(struct pl_support *s, struct upstreams *up, struct pl_error *err) {
    struct pl_strmap groups;
    int code = 0;
    s->member_first = pl_arena_calloc(&s->arena, s->n_nodes + 2, sizeof *s->member_first);
    if (s->member_first == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the evidence of the case");
    }
    pl_strmap_open(&groups, MEMBERS_MAX, ARENA_MAX);
    for (uint32_t i = 0; code == 0 && i < s->n_nodes; i++) {
        code = s->nodes[i].withdrawn ? 0 : join_node(s, &groups, i, up, err);
        s->member_first[i + 1] = (uint32_t)s->n_members;
    }
    pl_strmap_close(&groups);
    return code;
}

static int relate(struct pl_support *s, struct pl_error *err) {
    size_t n = s->n_nodes + s->n;
    struct upstreams up = {.same = pl_arena_calloc(&s->arena, n + 1, sizeof *up.same),
                           .tied = pl_arena_calloc(&s->arena, s->n + 1, sizeof *up.tied)};
    if (up.same == NULL || up.tied == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the evidence of the case");
    }
    for (size_t i = 0; i < n; i++) {
        up.same[i] = (uint32_t)i;
    }
    int code = make_links(s, &up, err);
    return code == 0 ? make_members(s, &up, err) : code;
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
        s->items[i] = (struct pl_origin_item){.id = node->id,
                                              .source = (uint32_t)i,
                                              .published = PL_TIME_NONE,
                                              .fallen = node->withdrawn || node->erased};
        if (node->filing != NULL) {
            (void)(pl_filing_when(node->filing, "observed", &s->items[i].published, &to) ||
                   pl_filing_when(node->filing, "published", &s->items[i].published, &to));
        }
    }
    return 0;
}

static int on_erased(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    struct pl_support *s = ctx;
    char id[PL_FILING_ID_MAX];
    (void)by;
    (void)err;
    pl_filing_id(f, id);
    const uint64_t *at = pl_strmap_get(&s->by_id, pl_str_from(id));
    if (at != NULL && *at > 0) {
        s->kept[*at - 1].erased = true;
    }
    return 0;
}

/* Without what says where evidence is from, it could pass for an origin of its own. */
static int note_erased(struct pl_case *c, struct pl_support *s, int64_t before, struct pl_error *err) {
    static const char *const KEYS[] = {"erased:source", "erased:upstream", "erased:alias", "erased:as", "erased:title"};
    struct pl_filing_query q = PL_FILING_QUERY;
    int code = 0;
    q.before = before;
    q.withdrawn = true;
    for (size_t i = 0; code == 0 && i < sizeof KEYS / sizeof KEYS[0]; i++) {
        q.key = pl_str_from(KEYS[i]);
        code = pl_filing_each(c, &q, on_erased, s, err);
    }
    return code;
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
    pl_strmap_open(&s->about.groups, ABOUT_MAX, ARENA_MAX);
    q.before = before;
    q.withdrawn = true;
    int code = pl_filing_each(c, &q, on_filing, s, err);
    code = code == 0 ? note_erased(c, s, before, err) : code;
    code = code == 0 ? make_about(s, err) : code;
    code = code == 0 ? make_nodes(c, s, err) : code;
    code = code == 0 ? relate(s, err) : code;
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
        pl_strmap_close(&s->about.groups);
        free(s->about.pairs);
        free(s->members);
        free(s->kept);
        free(s->links);
        free(s);
    }
}

const struct pl_support_node *pl_support_node_of(const struct pl_support *s, pl_str id) {
    uint64_t node = 0;
    const struct kept *k = kept_of(s, id);
    return node_at(s, k != NULL ? pl_str_from(k->id) : id, &node) ? &s->nodes[node] : NULL;
}

const struct pl_support_node *pl_support_node(const struct pl_support *s, uint32_t node) {
    return node < s->n_nodes ? &s->nodes[node] : NULL;
}

/* ---- graphs ---- */

struct picking {
    const struct pl_support *s;
    struct pl_map place; /* node -> index in the graph */
    uint32_t *nodes;     /* in the order in which they were picked */
    size_t cap;
    bool failed;
};

static void close_picking(struct picking *p) {
    pl_map_close(&p->place);
    free(p->nodes);
}
#define PICKING_AUTO __attribute__((cleanup(close_picking))) struct picking

static void pick(struct picking *p, uint64_t node) {
    bool fresh = false;
    if (p->place.n == p->cap) {
        size_t cap = p->cap > 0 ? 2 * p->cap : 64;
        uint32_t *nodes = reallocarray(p->nodes, cap, sizeof *nodes);
        if (nodes == NULL) {
            p->failed = true;
            return;
        }
        p->nodes = nodes;
        p->cap = cap;
    }
    size_t n = p->place.n;
    uint64_t *at = pl_map_put(&p->place, node, &fresh);
    if (at == NULL) {
        p->failed = true;
    } else if (fresh) {
        *at = n;
        p->nodes[n] = (uint32_t)node;
    }
}

static void pick_evidence(struct picking *p, pl_str claim) {
    const struct pl_filing *support = NULL;
    for (size_t i = 0; (support = pl_support_about(p->s, 'P', claim, i)) != NULL; i++) {
        uint64_t node = 0;
        if (is_for(support) && pl_str_eq(pl_filing_get_value(support, "claim"), claim) &&
            node_at(p->s, pl_filing_get_value(support, "evidence"), &node)) {
            pick(p, node);
        }
    }
}

static void pick_id(struct picking *p, pl_str id) {
    const struct kept *k = kept_of(p->s, id);
    uint64_t node = 0;
    if (k != NULL && k->filing.kind->letter == 'C') {
        pick_evidence(p, pl_str_from(k->id));
    } else if (node_at(p->s, k != NULL ? pl_str_from(k->id) : id, &node)) {
        pick(p, node);
    }
}

/* What is picked brings what it was derived from: roots may be no evidence themselves. What has fallen brings nothing:
 * what it rested on was not put under the claim. */
static size_t pick_parents(struct picking *p) {
    const struct pl_support *s = p->s;
    size_t n_links = 0;
    for (size_t i = 0; !p->failed && i < p->place.n; i++) {
        uint32_t node = p->nodes[i];
        for (uint32_t l = s->link_first[node]; !s->items[node].fallen && l < s->link_first[node + 1]; l++) {
            pick(p, s->links[l].parent);
        }
        n_links += s->link_first[node + 1] - s->link_first[node] + s->member_first[node + 1] - s->member_first[node];
    }
    return n_links;
}

/* Derivations, and each node to the first of those in the graph that share a group with it: two of one source are one
 * origin whoever else is of that source. */
static int link_picked(struct picking *p, struct pl_origin_link *links, uint32_t *ret_n, struct pl_error *err) {
    const struct pl_support *s = p->s;
    struct pl_map groups;
    uint32_t n = 0;
    bool ok = true;
    pl_map_open(&groups, MEMBERS_MAX);
    for (uint32_t i = 0; ok && i < p->place.n; i++) {
        uint32_t node = p->nodes[i];
        for (uint32_t l = s->link_first[node]; !s->items[node].fallen && l < s->link_first[node + 1]; l++) {
            links[n] = s->links[l];
            links[n].child = i;
            links[n++].parent = (uint32_t)*pl_map_get(&p->place, s->links[l].parent);
        }
        for (uint32_t m = s->member_first[node]; ok && m < s->member_first[node + 1]; m++) {
            bool fresh = false;
            uint64_t *at = pl_map_put(&groups, s->members[m].group, &fresh);
            ok = at != NULL;
            if (ok && fresh) {
                *at = i;
            } else if (ok && *at != i) {
                links[n++] = (struct pl_origin_link){.child = i,
                                                     .parent = (uint32_t)*at,
                                                     .kind = s->members[m].kind,
                                                     .why = pl_str_from(s->members[m].why)};
            }
        }
    }
    pl_map_close(&groups);
    *ret_n = n;
    return ok ? 0 : pl_fail(err, PL_E_NOMEM, "no memory to weigh evidence");
}

int pl_support_graph(const struct pl_support *s, const pl_str *ids, size_t n, struct pl_arena *arena,
                     struct pl_origin_graph *ret_graph, struct pl_error *err) {
    PICKING_AUTO p = {.s = s};
    uint32_t n_links = 0;
    pl_map_open(&p.place, 2 * FILINGS_MAX);
    for (size_t i = 0; i < n; i++) {
        pick_id(&p, ids[i]);
    }
    size_t links_max = pick_parents(&p);
    struct pl_origin_item *items = pl_arena_calloc(arena, p.place.n + 1, sizeof *items);
    struct pl_origin_link *links = pl_arena_calloc(arena, links_max + 1, sizeof *links);
    if (p.failed || items == NULL || links == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to weigh evidence");
    }
    for (size_t i = 0; i < p.place.n; i++) {
        items[i] = s->items[p.nodes[i]];
    }
    int code = link_picked(&p, links, &n_links, err);
    if (code == 0) {
        *ret_graph = (struct pl_origin_graph){.sources = s->sources,
                                              .n_sources = (uint32_t)s->n_nodes,
                                              .items = items,
                                              .n_items = (uint32_t)p.place.n,
                                              .links = links,
                                              .n_links = n_links};
    }
    return code;
}

/* ---- thinking away ---- */

enum { BY_STATE, BY_SOURCE, BY_FEED, BYS };
static const char *const BY_NAMES[BYS] = {"state", "source", "feed"};

static bool bears(const struct pl_support_node *node, int by, pl_str name, const struct kept *named) {
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
    pl_str rest = name, prefix = pl_str_cut(&rest, ':');
    int from = 0, to = BYS, what = BYS;
    uint32_t n = 0;
    if (items == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to weigh evidence");
    }
    for (int by = 0; rest.p != NULL && by < BYS && to == BYS; by++) {
        if (pl_str_eq(prefix, pl_str_from(BY_NAMES[by]))) {
            from = by;
            to = by + 1;
            name = rest;
        }
    }
    const struct kept *named = kept_of(s, name);
    for (size_t i = 0; name.n > 0 && i < s->n_nodes; i++) {
        bool borne = false;
        for (int by = from; by < to && !borne; by++) {
            borne = bears(&s->nodes[i], by, name, named);
            what = borne && by < what ? by : what;
        }
        if (borne) {
            items[n++] = s->nodes[i].id;
        }
    }
    if (n == 0) {
        return pl_fail(err, PL_E_NOT_FOUND, "no evidence of the case is from \"%.*s\", neither state, source nor feed",
                       (int)(name.n < 80 ? name.n : 80), name.n > 0 ? name.p : "");
    }
    ret->what = pl_str_from(BY_NAMES[what]);
    ret->name = name;
    ret->without = (struct pl_origin_without){.items = items, .n_items = n};
    return 0;
}
