/* Why a graph has no more origins: a sentence for each link, in the order of the items. */
#include <stdlib.h>

#include "evidence/origin_in.h"

#include "base/ban.h"

struct ranked {
    uint32_t child, kind, parent; /* child and parent as places in the order */
    const struct pl_origin_link *link;
};

static int by_rank(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;
    if (x->child != y->child) {
        return x->child < y->child ? -1 : 1;
    }
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    return x->parent < y->parent ? -1 : x->parent > y->parent ? 1 : pl_str_cmp(x->link->why, y->link->why);
}

static struct ranked *rank_links(const struct pl_origin_graph *g, const uint32_t *order, struct pl_arena *arena) {
    struct ranked *ranked = pl_arena_calloc(arena, (size_t)g->n_links + 1, sizeof *ranked);
    uint32_t *place = pl_arena_calloc(arena, (size_t)g->n_items + 1, 4);
    if (ranked == NULL || place == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < g->n_items; i++) {
        place[order[i]] = i;
    }
    for (uint32_t i = 0; i < g->n_links; i++) {
        const struct pl_origin_link *l = &g->links[i];
        uint32_t child = place[l->child], parent = place[l->parent];
        bool turn = pl_link_kind_class(l->kind) == PL_LINK_CLASS_UPSTREAM && child < parent; /* the later one says it */
        ranked[i] = (struct ranked){turn ? parent : child, (uint32_t)l->kind, turn ? child : parent, l};
    }
    qsort(ranked, g->n_links, sizeof *ranked, by_rank);
    return ranked;
}

int pl_origin_why_not_more(const struct pl_origin_graph *graph, struct pl_arena *arena, pl_origin_why_sink sink,
                           void *ctx, struct pl_error *err) {
    PL_BUF_AUTO sentence;
    pl_buf_open(&sentence, (size_t)64 << 20);
    int code = pl_origin_check(graph, err);
    if (code != 0) {
        return code;
    }
    const uint32_t *order = pl_origin_order(graph, arena);
    const struct ranked *r = order == NULL ? NULL : rank_links(graph, order, arena);
    if (r == NULL) {
        return pl_origin_no_memory(err);
    }
    for (uint32_t i = 0; i < graph->n_links;) {
        uint32_t child = r[i].child, kind = r[i].kind;
        pl_str why = r[i].link->why;
        pl_buf_clear(&sentence);
        pl_buf_add_str(&sentence, graph->items[order[child]].id);
        pl_buf_add_fmt(&sentence, " %s", pl_link_kind_words((enum pl_link_kind)kind));
        for (uint32_t k = 0;
             i < graph->n_links && r[i].child == child && r[i].kind == kind && pl_str_eq(r[i].link->why, why);
             i++, k++) {
            pl_buf_add_str(&sentence, k > 0 ? PL_STR(", ") : PL_STR(" "));
            pl_buf_add_str(&sentence, graph->items[order[r[i].parent]].id);
        }
        if (why.n > 0) {
            pl_buf_add_str(&sentence, PL_STR(": "));
            pl_buf_add_str(&sentence, why);
        }
        if (pl_buf_failed(&sentence)) {
            return pl_origin_no_memory(err);
        }
        sink(ctx, pl_buf_str(&sentence));
    }
    return 0;
}
