#include "detect/anchorage.h"

#include <stdlib.h>

#include "geo/cell.h"

#include "base/ban.h"

#define STAYS_MAX ((size_t)1 << 24)

bool pl_stay_of(const struct pl_rules *rules, const struct pl_event *event, struct pl_stay *ret) {
    if (event->type != PL_EVENT_LOITERING || event->n_vessels != 1 ||
        event->hours < rules->v[PL_RULE_ANCHORAGE_MIN_HOURS] || event->radius_m > rules->v[PL_RULE_ANCHORAGE_STILL_M]) {
        return false;
    }
    *ret = (struct pl_stay){event->vessels[0].mmsi, event->pos, event->start, event->end};
    return true;
}

struct placed {
    pl_cell cell;
    struct pl_stay stay;
    uint32_t group;  /* place of another of its group; its own: the first */
    bool core, kept; /* kept: the first of a group with a core */
};

struct search {
    struct placed *all;
    size_t n;
    const struct pl_cells *cells;
    double within_m;
    uint32_t *near, n_near;
    uint32_t *ships; /* scratch for counting */
};

/* A stay and the first of its group. */
struct grouped {
    uint32_t root, place;
};

static int placed_cmp(const void *a, const void *b) {
    const struct placed *x = a, *y = b;
    if (x->cell != y->cell) {
        return x->cell < y->cell ? -1 : 1;
    }
    if (x->stay.start != y->stay.start) {
        return x->stay.start < y->stay.start ? -1 : 1;
    }
    return (x->stay.mmsi > y->stay.mmsi) - (x->stay.mmsi < y->stay.mmsi);
}

static size_t first_of(const struct search *s, pl_cell cell) {
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->all[middle].cell < cell) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Every stay within within_m of stay i, itself too. */
static void look_around(struct search *s, size_t i) {
    pl_cell around[PL_CELLS_AROUND_MAX];
    unsigned n = pl_cells_around(s->cells, s->all[i].cell, around);
    s->n_near = 0;
    for (unsigned k = 0; k < n; k++) {
        for (size_t j = first_of(s, around[k]); j < s->n && s->all[j].cell == around[k]; j++) {
            if (pl_sphere_distance_m(s->all[i].stay.pos, s->all[j].stay.pos) <= s->within_m) {
                s->near[s->n_near++] = (uint32_t)j;
            }
        }
    }
}

static int u32_cmp(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static unsigned distinct(uint32_t *ships, size_t n) {
    unsigned count = 0;
    qsort(ships, n, sizeof *ships, u32_cmp);
    for (size_t i = 0; i < n; i++) {
        count += i == 0 || ships[i] != ships[i - 1];
    }
    return count;
}

static uint32_t root_of(struct search *s, uint32_t i) {
    while (s->all[i].group != i) {
        s->all[i].group = s->all[s->all[i].group].group;
        i = s->all[i].group;
    }
    return i;
}

static void join(struct search *s, uint32_t a, uint32_t b) {
    a = root_of(s, a);
    b = root_of(s, b);
    if (a < b) {
        s->all[b].group = a;
    } else {
        s->all[a].group = b;
    }
}

static void group_all(struct search *s, double min_ships) {
    for (size_t i = 0; i < s->n; i++) {
        look_around(s, i);
        for (uint32_t k = 0; k < s->n_near; k++) {
            s->ships[k] = s->all[s->near[k]].stay.mmsi;
        }
        if (distinct(s->ships, s->n_near) < min_ships) {
            continue;
        }
        s->all[i].core = true;
        for (uint32_t k = 0; k < s->n_near; k++) {
            join(s, (uint32_t)i, s->near[k]);
        }
    }
}

/* A group of stays, in their order, as an anchorage; the first is its root. */
static struct pl_anchorage gather(const struct search *s, const struct grouped *group, size_t n) {
    double lat = 0, lon = 0;
    const struct pl_stay *first = &s->all[group[0].place].stay;
    struct pl_anchorage a = {.first = first->start, .last = first->end};
    for (size_t i = 0; i < n; i++) {
        const struct pl_stay *stay = &s->all[group[i].place].stay;
        s->ships[a.stays++] = stay->mmsi;
        lat += stay->pos.lat;
        lon += pl_lon_diff(first->pos.lon, stay->pos.lon);
        a.first = stay->start < a.first ? stay->start : a.first;
        a.last = stay->end > a.last ? stay->end : a.last;
    }
    a.pos.lat = (int32_t)(lat / a.stays);
    a.pos.lon = pl_lon_wrap((int64_t)first->pos.lon + (int64_t)(lon / a.stays));
    for (size_t i = 0; i < n; i++) {
        double m = pl_sphere_distance_m(a.pos, s->all[group[i].place].stay.pos);
        a.radius_m = m > a.radius_m ? m : a.radius_m;
    }
    a.ships = distinct(s->ships, a.stays);
    return a;
}

static int grouped_cmp(const void *pa, const void *pb) {
    const struct grouped *a = pa, *b = pb;
    if (a->root != b->root) {
        return a->root < b->root ? -1 : 1;
    }
    return (a->place > b->place) - (a->place < b->place);
}

static int anchorage_cmp(const void *a, const void *b) {
    const struct pl_anchorage *x = a, *y = b;
    if (x->ships != y->ships) {
        return x->ships > y->ships ? -1 : 1;
    }
    if (x->pos.lat != y->pos.lat) {
        return x->pos.lat > y->pos.lat ? -1 : 1;
    }
    return (x->pos.lon > y->pos.lon) - (x->pos.lon < y->pos.lon);
}

int pl_anchorages_find(const struct pl_rules *rules, const struct pl_stay *stays, size_t n, struct pl_arena *arena,
                       struct pl_anchorage **ret_anchorages, size_t *ret_n, struct pl_error *err) {
    struct search s = {.n = n, .within_m = rules->v[PL_RULE_ANCHORAGE_WITHIN_M]};
    size_t found = 0, roots = 0;
    if (n > STAYS_MAX) {
        return pl_fail(err, PL_E_LIMIT, "more than %zu stays of ships", STAYS_MAX);
    }
    int rc = pl_cells_open(s.within_m, arena, &s.cells, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    s.all = pl_arena_calloc(arena, n + 1, sizeof *s.all);
    s.near = pl_arena_calloc(arena, n + 1, sizeof *s.near);
    s.ships = pl_arena_calloc(arena, n + 1, sizeof *s.ships);
    if (s.all == NULL || s.near == NULL || s.ships == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to learn anchorages");
    }
    for (size_t i = 0; i < n; i++) {
        s.all[i] = (struct placed){.cell = pl_cells_of(s.cells, stays[i].pos), .stay = stays[i]};
    }
    qsort(s.all, n, sizeof *s.all, placed_cmp);
    for (size_t i = 0; i < n; i++) {
        s.all[i].group = (uint32_t)i;
    }
    group_all(&s, rules->v[PL_RULE_ANCHORAGE_MIN_SHIPS]);
    for (uint32_t i = 0; i < n; i++) {
        struct placed *root = &s.all[root_of(&s, i)];
        roots += s.all[i].core && !root->kept;
        root->kept |= s.all[i].core;
    }
    struct pl_anchorage *list = pl_arena_calloc(arena, roots + 1, sizeof *list);
    struct grouped *order = pl_arena_calloc(arena, n + 1, sizeof *order);
    if (list == NULL || order == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to learn anchorages");
    }
    for (uint32_t i = 0; i < n; i++) {
        order[i] = (struct grouped){root_of(&s, i), i};
    }
    qsort(order, n, sizeof *order, grouped_cmp);
    for (size_t i = 0, members; i < n; i += members) {
        for (members = 1; i + members < n && order[i + members].root == order[i].root; members++) {
        }
        if (s.all[order[i].root].kept) {
            list[found++] = gather(&s, order + i, members);
        }
    }
    qsort(list, found, sizeof *list, anchorage_cmp);
    *ret_anchorages = list;
    *ret_n = found;
    return PL_E_OK;
}

const struct pl_anchorage *pl_anchorage_at(const struct pl_rules *rules, const struct pl_anchorage *anchorages,
                                           size_t n, pl_pos pos) {
    const struct pl_anchorage *best = NULL;
    double least_m = 0;
    for (size_t i = 0; i < n; i++) {
        double reach_m = anchorages[i].radius_m + rules->v[PL_RULE_ANCHORAGE_WITHIN_M];
        if (pl_sphere_beyond(anchorages[i].pos, pos, reach_m)) {
            continue;
        }
        double m = pl_sphere_distance_m(anchorages[i].pos, pos);
        if (m <= reach_m && (best == NULL || m < least_m)) {
            best = &anchorages[i];
            least_m = m;
        }
    }
    return best;
}
