/* Graphs of what stands behind claims. */
#include <stdlib.h>

#include "app/support_in.h"

#include "base/ban.h"

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
        if (pl_support_is_for(support) && pl_str_eq(pl_filing_get_value(support, "claim"), claim) &&
            pl_support_node_at(p->s, pl_filing_get_value(support, "evidence"), &node)) {
            pick(p, node);
        }
    }
}

static void pick_id(struct picking *p, pl_str id) {
    const struct pl_support_kept *k = pl_support_kept_of(p->s, id);
    uint64_t node = 0;
    if (k != NULL && k->filing.kind->letter == 'C') {
        pick_evidence(p, pl_str_from(k->id));
    } else if (pl_support_node_at(p->s, k != NULL ? pl_str_from(k->id) : id, &node)) {
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
    pl_map_open(&groups, PL_SUPPORT_MEMBERS_MAX);
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
    pl_map_open(&p.place, 2 * PL_SUPPORT_FILINGS_MAX);
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
