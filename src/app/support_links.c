/* What evidence rests on together: derivations that persons filed, and groups of one source, one upstream, one ship. */
#include <stdlib.h>

#include "app/support_in.h"
#include "text/json.h"
#include "text/unicode.h"

#include "base/ban.h"

#define LINKS_MAX ((size_t)1000000)

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

bool pl_support_is_for(const struct pl_filing *p) {
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
    const struct pl_support_kept *k = pl_support_kept_of(s, id);
    *ret_source = k != NULL && k->filing.kind->letter == 'S';
    if (*ret_source) {
        *ret = s->n_nodes + (uint64_t)(k - s->kept);
    }
    return *ret_source || pl_support_node_at(s, id, ret);
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
        const struct pl_support_kept *k = &s->kept[i];
        uint64_t claim = 0, evidence = 0;
        if (k->withdrawn < 0 && k->filing.kind->letter == 'D') {
            code = link_derivation(s, &k->filing, up, err);
        } else if (k->withdrawn < 0 && k->filing.kind->letter == 'P' && pl_support_is_for(&k->filing) &&
                   pl_support_node_at(s, pl_filing_get_value(&k->filing, "claim"), &claim) &&
                   pl_support_node_at(s, pl_filing_get_value(&k->filing, "evidence"), &evidence)) {
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
    pl_buf_open(&key, PL_SUPPORT_ARENA_MAX);
    pl_buf_add_fmt(&key, "%s:", prefix);
    size_t bare = key.n;
    if (pl_unicode_fold(word, &key, NULL) != 0 || key.n == bare) {
        pl_buf_add_str(&key, word); /* signs alone fold to nothing */
    }
    size_t group = pl_buf_failed(&key) ? SIZE_MAX : pl_strmap_intern(groups, pl_buf_str(&key));
    if (s->n_members == s->members_cap) {
        size_t cap = s->members_cap > 0 ? 2 * s->members_cap : 1024;
        struct pl_support_member *members =
            cap <= PL_SUPPORT_MEMBERS_MAX ? reallocarray(s->members, cap, sizeof *members) : NULL;
        if (members == NULL) {
            return pl_fail(err, PL_E_LIMIT, "the case has more evidence than can be weighed at once");
        }
        s->members = members;
        s->members_cap = cap;
    }
    s->members[s->n_members++] = (struct pl_support_member){.group = (uint32_t)group, .kind = kind, .why = why};
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
    const struct pl_support_kept *from =
        node->filing != NULL ? pl_support_kept_of(s, pl_filing_get_value(node->filing, "source")) : NULL;
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
    pl_strmap_open(&groups, PL_SUPPORT_MEMBERS_MAX, PL_SUPPORT_ARENA_MAX);
    for (uint32_t i = 0; code == 0 && i < s->n_nodes; i++) {
        code = s->nodes[i].withdrawn ? 0 : join_node(s, &groups, i, up, err);
        s->member_first[i + 1] = (uint32_t)s->n_members;
    }
    pl_strmap_close(&groups);
    return code;
}

int pl_support_relate(struct pl_support *s, struct pl_error *err) {
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
