#include "detect/on_air.h"

#include <stdlib.h>

#include "base/ban.h"

#define EDGES_MAX ((size_t)1 << 28)

static int add_edge(struct pl_on_air *h, pl_time at, int by, struct pl_error *err) {
    if (h->n_edges == h->cap_edges) {
        size_t cap = h->cap_edges == 0 ? 256 : h->cap_edges * 2;
        struct pl_on_air_edge *grown = cap > EDGES_MAX ? NULL : reallocarray(h->edges, cap, sizeof *grown);
        if (grown == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for the times that were heard");
        }
        h->edges = grown;
        h->cap_edges = cap;
    }
    h->edges[h->n_edges++] = (struct pl_on_air_edge){at, by};
    return PL_E_OK;
}

int pl_on_air_add(struct pl_on_air *h, const struct pl_event *e, struct pl_error *err) {
    bool track = e->type == PL_EVENT_TRACK, silence = e->type == PL_EVENT_GAP && !e->open;
    if ((!track && !silence) || e->end == PL_TIME_NONE) {
        return PL_E_OK;
    }
    int rc = add_edge(h, e->start, track ? 1 : -1, err);
    return rc == PL_E_OK ? add_edge(h, e->end, track ? -1 : 1, err) : rc;
}

static int edge_cmp(const void *a, const void *b) {
    const struct pl_on_air_edge *x = a, *y = b;
    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    return y->by - x->by; /* what begins comes first: nothing ends between */
}

int pl_on_air_seal(struct pl_on_air *h, struct pl_error *err) {
    int64_t on = 0;
    pl_time so_far = 0;
    h->list = reallocarray(NULL, h->n_edges / 2 + 1, sizeof *h->list);
    if (h->list == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the times that were heard");
    }
    if (h->n_edges > 1) {
        qsort(h->edges, h->n_edges, sizeof *h->edges, edge_cmp);
    }
    for (size_t i = 0; i < h->n_edges; i++) {
        const struct pl_on_air_edge *e = &h->edges[i];
        if (on == 0 && e->by > 0) {
            h->list[h->n] = (struct pl_on_air_stretch){e->at, e->at, so_far};
        }
        on += e->by;
        if (on == 0 && e->by < 0) {
            so_far += e->at - h->list[h->n].from;
            h->list[h->n++].to = e->at;
        }
    }
    free(h->edges);
    h->edges = NULL;
    h->n_edges = h->cap_edges = 0;
    return PL_E_OK;
}

/* Heard up to a time. */
static pl_time until(const struct pl_on_air *h, pl_time at) {
    size_t low = 0, high = h->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        bool begun = h->list[mid].from <= at;
        low = begun ? mid + 1 : low;
        high = begun ? high : mid;
    }
    if (low == 0) {
        return 0;
    }
    const struct pl_on_air_stretch *s = &h->list[low - 1];
    return s->before + ((at < s->to ? at : s->to) - s->from);
}

pl_time pl_on_air_between(const struct pl_on_air *h, pl_time from, pl_time to) {
    return to > from ? until(h, to) - until(h, from) : 0;
}

void pl_on_air_close(struct pl_on_air *h) {
    free(h->edges);
    free(h->list);
    *h = (struct pl_on_air){0};
}
