#include "app/entity_graph.h"

#include <stdlib.h>

#include "base/map.h"
#include "ledger/hash.h"

#include "base/ban.h"

#define IDS_BYTES ((size_t)1 << 30)
#define NODES_MAX ((size_t)1 << 28)

struct link {
    uint32_t to, from; /* nodes */
};

struct part {
    struct pl_entity_graph_copy copy;
    size_t first; /* node */
};

struct pl_entity_graph {
    struct pl_arena arena;
    struct pl_entity_node *nodes;
    size_t n;
    struct part *parts;
    size_t n_parts;
    struct pl_strmap ids, referents;
    struct pl_map entries; /* where a book has it -> node */
    struct link *links;    /* by to, then from */
    size_t n_links;
};

void pl_entity_graph_close(struct pl_entity_graph *g) {
    if (g != NULL) {
        pl_strmap_close(&g->ids);
        pl_strmap_close(&g->referents);
        pl_map_close(&g->entries);
        pl_arena_close(&g->arena);
        free(g->links);
        free(g);
    }
}

size_t pl_entity_graph_n(const struct pl_entity_graph *g) { return g->n; }

const struct pl_entity_node *pl_entity_graph_at(const struct pl_entity_graph *g, size_t i) { return &g->nodes[i]; }

const struct pl_entity_node *pl_entity_graph_find(const struct pl_entity_graph *g, pl_str id) {
    const uint64_t *at = pl_strmap_get(&g->ids, id);
    return at != NULL ? &g->nodes[*at] : NULL;
}

const struct pl_entity_node *pl_entity_graph_referent(const struct pl_entity_graph *g, pl_str id) {
    const uint64_t *at = pl_strmap_get(&g->referents, id);
    return at != NULL ? &g->nodes[*at] : NULL;
}

/* ---- ids ---- */

static bool is_plain(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
}

/* LIST-ID with dashes for the rest; true where something was lost. */
static bool write_id(const struct pl_screen_copy *copy, pl_str id, struct pl_buf *out) {
    bool lost = id.n == 0;
    const pl_str parts[] = {copy->list, PL_STR("-"), id};
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
        for (size_t i = 0; i < parts[k].n; i++) {
            bool plain = is_plain(parts[k].p[i]);
            pl_buf_add_char(out, plain ? parts[k].p[i] : '-');
            lost = lost || (!plain && k == 2);
        }
    }
    return lost || !is_plain(out->p[out->n - 1]) || out->p[out->n - 1] == '-' || out->p[out->n - 1] == '.';
}

static pl_str id_of(struct pl_entity_graph *g, const struct part *part, pl_str id, struct pl_buf *text) {
    if (part->copy.ftm) {
        return id;
    }
    pl_buf_clear(text);
    if (write_id(part->copy.copy, id, text)) {
        PL_BUF_AUTO whole;
        pl_buf_open(&whole, (size_t)1 << 20);
        pl_buf_add_str(&whole, part->copy.copy->list);
        pl_buf_add_char(&whole, '\0');
        pl_buf_add_str(&whole, id);
        pl_hash hash = pl_sha256_of(whole.p, whole.n);
        pl_buf_add_char(text, '-');
        pl_buf_add_hex(text, hash.b, 4);
    }
    return pl_str_copy(&g->arena, pl_buf_str(text));
}

static int add_nodes(struct pl_entity_graph *g, const struct part *part, struct pl_error *err) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, (size_t)1 << 16);
    size_t n = pl_book_n(part->copy.copy->book);
    for (size_t i = 0; i < n; i++) {
        const struct pl_book_entry *entry = pl_book_at(part->copy.copy->book, i);
        struct pl_entity_node *node = &g->nodes[g->n];
        bool fresh = false;
        *node = (struct pl_entity_node){.id = id_of(g, part, entry->entity.id, &text),
                                        .entry = entry,
                                        .copy = part->copy.copy,
                                        .ftm = part->copy.ftm};
        uint64_t *at = node->id.p != NULL ? pl_strmap_put(&g->ids, node->id, &fresh) : NULL;
        uint64_t *where = pl_map_put(&g->entries, (uint64_t)(uintptr_t)entry, NULL);
        if (at == NULL || where == NULL || pl_buf_failed(&text)) {
            return pl_fail(err, PL_E_LIMIT, "the ids of the lists' entries are too long");
        }
        *where = g->n;
        if (fresh) {
            *at = g->n;
        }
        g->n++;
    }
    return 0;
}

/* ---- references ---- */

static const struct part *part_of(const struct pl_entity_graph *g, const struct pl_entity_node *node) {
    size_t at = (size_t)(node - g->nodes);
    const struct part *part = g->parts;
    for (size_t i = 1; i < g->n_parts && g->parts[i].first <= at; i++) {
        part = &g->parts[i];
    }
    return part;
}

const struct pl_entity_node *pl_entity_graph_of(const struct pl_entity_graph *g, const struct pl_book_entry *entry) {
    const uint64_t *at = pl_map_get(&g->entries, (uint64_t)(uintptr_t)entry);
    return at != NULL ? &g->nodes[*at] : NULL;
}

const struct pl_entity_node *pl_entity_graph_ref(const struct pl_entity_graph *g, const struct pl_entity_node *node,
                                                 pl_str id) {
    const struct pl_book_entry *entry = pl_book_find(part_of(g, node)->copy.copy->book, id);
    return entry != NULL ? pl_entity_graph_of(g, entry) : NULL;
}

static int by_target(const void *a, const void *b) {
    const struct link *x = a;
    const struct link *y = b;
    return x->to != y->to ? (x->to < y->to ? -1 : 1) : x->from < y->from ? -1 : x->from > y->from;
}

static int add_referents(struct pl_entity_graph *g, struct pl_error *err) {
    for (size_t i = 0; i < g->n; i++) {
        const struct pl_entity *e = &g->nodes[i].entry->entity;
        for (size_t k = 0; k < e->n_values; k++) {
            bool fresh = false;
            uint64_t *at = e->values[k].prop == (int)PL_PROP_REFERENT && !pl_str_eq(e->values[k].text, e->id)
                               ? pl_strmap_put(&g->referents, e->values[k].text, &fresh)
                               : NULL;
            if (at == NULL && e->values[k].prop == (int)PL_PROP_REFERENT && !pl_str_eq(e->values[k].text, e->id)) {
                return pl_fail(err, PL_E_LIMIT, "the lists' entries have too many other ids");
            }
            if (fresh) {
                *at = i;
            }
        }
    }
    return 0;
}

/* Counts them where there is no room yet, else keeps them. */
static size_t add_links(struct pl_entity_graph *g) {
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++) {
        const struct pl_entity *e = &g->nodes[i].entry->entity;
        for (size_t k = 0; k < e->n_values; k++) {
            if (!pl_prop_is_reference(e->values[k].prop)) {
                continue;
            }
            const struct pl_entity_node *to = pl_entity_graph_ref(g, &g->nodes[i], e->values[k].text);
            if (to != NULL && g->links != NULL) {
                g->links[n] = (struct link){(uint32_t)(to - g->nodes), (uint32_t)i};
            }
            n += to != NULL ? 1 : 0;
        }
    }
    return n;
}

static int link_nodes(struct pl_entity_graph *g, struct pl_error *err) {
    size_t n = add_links(g);
    if (n == 0) {
        return 0;
    }
    g->links = calloc(n, sizeof *g->links);
    if (g->links == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    g->n_links = add_links(g);
    qsort(g->links, g->n_links, sizeof *g->links, by_target);
    return 0;
}

const struct pl_entity_node *pl_entity_graph_referrer(const struct pl_entity_graph *g,
                                                      const struct pl_entity_node *node, size_t i) {
    uint32_t to = (uint32_t)(node - g->nodes);
    size_t low = 0, high = g->n_links;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (g->links[mid].to < to) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return i < g->n_links - low && g->links[low + i].to == to ? &g->nodes[g->links[low + i].from] : NULL;
}

/* ---- building ---- */

static int fill(struct pl_entity_graph *g, const struct pl_entity_graph_copy *copies, size_t n, struct pl_error *err) {
    size_t nodes = 0;
    int code = 0;
    for (size_t i = 0; i < n; i++) {
        nodes += pl_book_n(copies[i].copy->book);
    }
    g->parts = pl_arena_calloc(&g->arena, n + 1, sizeof *g->parts);
    g->nodes = nodes < NODES_MAX ? pl_arena_calloc(&g->arena, nodes + 1, sizeof *g->nodes) : NULL;
    if (g->parts == NULL || g->nodes == NULL) {
        return pl_fail(err, PL_E_LIMIT, "the lists have too many entries");
    }
    for (size_t i = 0; code == 0 && i < n; i++) {
        struct part *part = &g->parts[g->n_parts++];
        *part = (struct part){.copy = copies[i], .first = g->n};
        code = add_nodes(g, part, err);
    }
    code = code == 0 ? add_referents(g, err) : code;
    return code == 0 ? link_nodes(g, err) : code;
}

int pl_entity_graph_build(const struct pl_entity_graph_copy *copies, size_t n, struct pl_entity_graph **ret,
                          struct pl_error *err) {
    struct pl_entity_graph *g = calloc(1, sizeof *g);
    if (g == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    pl_arena_open(&g->arena, (size_t)4 << 30);
    pl_strmap_open(&g->ids, NODES_MAX, IDS_BYTES);
    pl_strmap_open(&g->referents, NODES_MAX, IDS_BYTES);
    pl_map_open(&g->entries, NODES_MAX);
    int code = fill(g, copies, n, err);
    if (code != 0) {
        pl_entity_graph_close(g);
        return code;
    }
    *ret = g;
    return 0;
}
