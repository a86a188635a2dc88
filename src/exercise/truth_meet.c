#include "exercise/truth_in.h"

#include <stdlib.h>

#include "base/map.h"

#include "base/ban.h"

#define STEP_US   (3 * PL_MINUTE_US)
#define MIN_US    PL_HOUR_US
#define NEAR_M    5000.0
#define LEVELS    2
#define MAX_PAIRS 4000000

static const double levels_m[LEVELS] = {500, 1000};

struct spot {
    pl_pos pos;
    int ship;
};

/* Two hulls that are or were near each other. */
struct pair {
    int a, b;
    struct {
        pl_time since, last; /* PL_TIME_NONE: not near */
        double least_m;
    } run[LEVELS];
};

struct watch {
    struct pl_teller *teller;
    struct pl_map index; /* a << 32 | b -> pair number + 1 */
    struct pair *pairs;
    size_t n, cap;
    bool failed;
};

static int by_lat(const void *a, const void *b) {
    const struct spot *x = a;
    const struct spot *y = b;
    if (x->pos.lat != y->pos.lat) {
        return x->pos.lat < y->pos.lat ? -1 : 1;
    }
    return x->ship < y->ship ? -1 : x->ship > y->ship;
}

static double least_port_m(const struct pl_teller *t, int ship, pl_time from, pl_time until) {
    double least = -1;
    for (int k = 0; k <= 4; k++) {
        double m = pl_tell_port_m(t, pl_tell_place(t, ship, from + (until - from) / 4 * k));
        least = m >= 0 && (least < 0 || m < least) ? m : least;
    }
    return least;
}

static void tell_run(struct watch *w, const struct pair *p, unsigned level, pl_time from, pl_time until) {
    struct pl_teller *t = w->teller;
    if (until - from < MIN_US) {
        return;
    }
    double port_m = least_port_m(t, p->a, from, until);
    struct pl_truth_entry *e = port_m >= 0 && port_m < NEAR_M ? NULL : pl_tell(t, "encounter", p->a, from, until);
    if (!e) {
        return;
    }
    pl_tell_with(t, e, p->b);
    e->within_m = levels_m[level];
    e->distance_m = p->run[level].least_m;
    e->port_distance_m = port_m;
    double sailed = 0;
    for (pl_time at = from; at < until; at += STEP_US) {
        sailed += pl_sphere_distance_m(pl_tell_place(t, p->a, at), pl_tell_place(t, p->a, at + STEP_US));
    }
    e->speed_kn = sailed / PL_NM_M / pl_tell_hours(from, until);
    pl_time first[2];
    pl_time last[2];
    double hole[2];
    if (!pl_tell_seen(t, p->a, from, until, &first[0], &last[0], &hole[0]) ||
        !pl_tell_seen(t, p->b, from, until, &first[1], &last[1], &hole[1])) {
        return;
    }
    pl_time start = first[0] > first[1] ? first[0] : first[1];
    pl_time end = last[0] < last[1] ? last[0] : last[1];
    if (end <= start) {
        return;
    }
    e->start = start;
    e->end = end;
    e->longest_hole_h = hole[0] > hole[1] ? hole[0] : hole[1];
    e->observable = e->longest_hole_h <= 0.75 ? PL_OBSERVABLE_YES : PL_OBSERVABLE_PARTLY;
}

static struct pair *pair_of(struct watch *w, int a, int b) {
    bool fresh = false;
    uint64_t *slot = pl_map_put(&w->index, (uint64_t)a << 32 | (uint64_t)b, &fresh);
    if (!slot) {
        w->failed = true;
        return NULL;
    }
    if (fresh) {
        if (w->n == w->cap) {
            size_t cap = w->cap ? w->cap * 2 : 256;
            struct pair *more = realloc(w->pairs, cap * sizeof *more);
            if (!more) {
                w->failed = true;
                return NULL;
            }
            w->pairs = more;
            w->cap = cap;
        }
        struct pair *p = &w->pairs[w->n++];
        p->a = a;
        p->b = b;
        for (unsigned l = 0; l < LEVELS; l++) {
            p->run[l].since = PL_TIME_NONE;
        }
        *slot = w->n;
    }
    return &w->pairs[*slot - 1];
}

static void note_near(struct watch *w, int a, int b, double metres, pl_time at) {
    struct pair *p = pair_of(w, a < b ? a : b, a < b ? b : a);
    for (unsigned l = 0; p && l < LEVELS; l++) {
        if (metres > levels_m[l]) {
            continue;
        }
        bool goes_on = p->run[l].since != PL_TIME_NONE && p->run[l].last == at - STEP_US;
        if (!goes_on) {
            if (p->run[l].since != PL_TIME_NONE) {
                tell_run(w, p, l, p->run[l].since, p->run[l].last);
            }
            p->run[l].since = at;
            p->run[l].least_m = metres;
        }
        p->run[l].last = at;
        p->run[l].least_m = metres < p->run[l].least_m ? metres : p->run[l].least_m;
    }
}

void pl_tell_encounters(struct pl_teller *t) {
    const struct pl_world *world = t->world;
    struct watch w = {.teller = t};
    struct pl_arena_mark mark = pl_arena_mark(world->scratch);
    struct spot *spots = pl_arena_calloc(world->scratch, (size_t)world->n_ships, sizeof *spots);
    struct pl_cursor *cursors = pl_arena_calloc(world->scratch, (size_t)world->n_ships, sizeof *cursors);
    int32_t reach = (int32_t)(levels_m[LEVELS - 1] / 111000.0 * PL_POS_UNIT);
    pl_map_open(&w.index, MAX_PAIRS);
    for (pl_time at = world->params.start; spots && cursors && !w.failed && at < world->end; at += STEP_US) {
        for (int i = 0; i < world->n_ships; i++) {
            spots[i] = (struct spot){pl_ship_place(&world->ships[i], at, &cursors[i]), i};
        }
        qsort(spots, (size_t)world->n_ships, sizeof *spots, by_lat);
        for (int i = 0; i < world->n_ships; i++) {
            for (int k = i + 1; k < world->n_ships && spots[k].pos.lat - spots[i].pos.lat <= reach; k++) {
                int32_t east = pl_lon_diff(spots[i].pos.lon, spots[k].pos.lon);
                if (east > 2 * reach || east < -2 * reach) {
                    continue;
                }
                double metres = pl_sphere_distance_m(spots[i].pos, spots[k].pos);
                if (metres <= levels_m[LEVELS - 1]) {
                    note_near(&w, spots[i].ship, spots[k].ship, metres, at);
                }
            }
        }
    }
    for (size_t i = 0; i < w.n; i++) {
        for (unsigned l = 0; l < LEVELS; l++) {
            if (w.pairs[i].run[l].since != PL_TIME_NONE) {
                tell_run(&w, &w.pairs[i], l, w.pairs[i].run[l].since, w.pairs[i].run[l].last);
            }
        }
    }
    if (w.failed || !spots || !cursors) {
        t->arena->failed = true;
    }
    pl_map_close(&w.index);
    free(w.pairs);
    pl_arena_rewind(world->scratch, mark);
}
