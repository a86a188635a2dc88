#include "geo/passage.h"

#include <math.h>
#include <stdlib.h>

#include "geo/passage_in.h"
#include "geo/trig.h"

#include "base/ban.h"

#define BUCKET_M   500.0
#define PAST_M     200000.0 /* more than a square's side: places are read by the squares beside theirs, too */
#define BETTER_M   0.01     /* what is not better by this is no improvement */
#define UNIT_M     (PL_PI / 180 / PL_POS_UNIT * PL_EARTH_RADIUS_M)
#define SNAP_CELLS 1.5 /* where a cell is larger than PL_PASSAGE_SNAP_M */

const char *pl_way_why_text(enum pl_way_why why) {
    static const char *const TEXTS[] = {"", "on land: no sea link and no water near", "outside the land mask",
                                        "within a degree of a pole"};
    return TEXTS[why];
}

/* ---- joining a place to the water ---- */

static double clamp(double value, double least, double most) {
    return value < least ? least : value > most ? most : value;
}

/* The nearest place in water around a place on land; the distance, HUGE_VAL where none is near enough. */
static double nearest_water(const struct pl_passages *p, pl_pos pos, double least_m, pl_pos *ret_at) {
    const struct node here = pl_passage_node(pos);
    double best = HUGE_VAL;
    size_t cell = 0;
    const int level = pl_passage_locate(p, pos.lon, pos.lat, &cell);
    const struct pl_sea_grid *g = p->levels[level < 0 ? 0 : level].grid;
    const double own = SNAP_CELLS * g->cell * UNIT_M, within = own > least_m ? own : least_m;
    const double wide = here.at[0] * here.at[0] + here.at[1] * here.at[1];
    const int64_t y = (int64_t)(within / UNIT_M), x = (int64_t)(within / UNIT_M / (wide > 0.0004 ? sqrt(wide) : 0.02));
    const int32_t fine = p->levels[0].grid->cell, pace = fine < g->cell ? fine : g->cell;
    for (int64_t dy = -y - pace; dy <= y + pace && level >= 0; dy += pace) {
        for (int64_t dx = -x - pace; dx <= x + pace; dx += pace) {
            const int64_t lat = pos.lat + dy;
            if (lat > PL_LAT_MAX || lat < -PL_LAT_MAX) {
                continue;
            }
            const uint32_t square = pl_passage_square_at(p, (pl_pos){pl_lon_wrap(pos.lon + dx), (int32_t)lat});
            if (square == NO_NODE) {
                continue;
            }
            const struct square *s = &p->squares[square];
            const struct pl_sea_grid *sg = p->levels[s->level].grid;
            const double inset = sg->cell / 16.0, side = s->side * (double)sg->cell;
            const double east = pl_lon_diff(pl_lon_wrap((int64_t)sg->west_lon + (int64_t)s->col * sg->cell), pos.lon);
            const double south = sg->top_lat - (double)s->row * sg->cell - pos.lat;
            const pl_pos at = {.lon = pl_lon_wrap(pos.lon + (int64_t)(clamp(east, inset, side - inset) - east)),
                               .lat = (int32_t)(pos.lat + south - clamp(south, inset, side - inset))};
            const struct node there = pl_passage_node(at);
            const double far_m = pl_passage_arc_m(here.at, there.at);
            if (far_m < best && far_m <= within) {
                best = far_m;
                *ret_at = at;
            }
        }
    }
    return best;
}

static const struct pl_link *port_link(const struct pl_passages *p, pl_pos pos, double *ret_m) {
    const struct pl_link *found = NULL;
    for (size_t i = 0; p->links != NULL && i < p->links->n; i++) {
        const struct pl_link *link = &p->links->items[i];
        if (link->kind != PL_SEA_LINK_PORT || pl_sphere_beyond(pos, link->from, link->radius_m)) {
            continue;
        }
        const double far_m = pl_sphere_distance_m(pos, link->from);
        if (far_m <= link->radius_m && (found == NULL || far_m < *ret_m)) {
            found = link;
            *ret_m = far_m;
        }
    }
    return found;
}

static enum pl_way_why join(const struct pl_passages *p, pl_pos pos, double snap_m, pl_pos *ret_at, double *ret_extra_m,
                            const struct pl_link **ret_link) {
    double far_m = 0;
    *ret_at = pos;
    *ret_extra_m = 0;
    *ret_link = NULL;
    if (pos.lat > 89 * PL_POS_UNIT || pos.lat < -89 * PL_POS_UNIT) {
        return PL_WAY_WHY_POLE;
    }
    if (pl_sea_at(p->sea, pos) == PL_SEA_UNKNOWN) {
        return PL_WAY_WHY_OUTSIDE;
    }
    if (pl_passage_square_at(p, pos) != NO_NODE) {
        return PL_WAY_WHY_NOTHING;
    }
    *ret_link = port_link(p, pos, &far_m);
    if (*ret_link != NULL) {
        *ret_at = (*ret_link)->to;
        *ret_extra_m = far_m + (*ret_link)->length_m;
        return PL_WAY_WHY_NOTHING;
    }
    *ret_extra_m = nearest_water(p, pos, PL_PASSAGE_SNAP_M, ret_at);
    if (*ret_extra_m == HUGE_VAL && snap_m > PL_PASSAGE_SNAP_M) {
        *ret_extra_m = nearest_water(p, pos, snap_m, ret_at);
    }
    if (*ret_extra_m < HUGE_VAL) {
        return PL_WAY_WHY_NOTHING;
    }
    *ret_extra_m = 0;
    return PL_WAY_WHY_LAND;
}

enum pl_way_why pl_passages_join(const struct pl_passages *p, pl_pos pos, pl_pos *ret_at, double *ret_extra_m,
                                 const struct pl_link **ret_link) {
    return join(p, pos, PL_PASSAGE_SNAP_M, ret_at, ret_extra_m, ret_link);
}

/* ---- the wave ---- */

struct entry {
    uint32_t node, next; /* the next of its bucket, + 1 */
};

struct wave {
    const struct pl_passages *p;
    struct pl_field *field;
    uint8_t *waiting;  /* by node */
    uint32_t *hidden;  /* by node: the turning point, + 1, that it was last found not to be in sight of */
    uint32_t *buckets; /* the first entry, + 1 */
    size_t n_buckets, now;
    struct entry *entries;
    size_t n_entries, max_entries;
    uint32_t unused; /* entries given back, + 1 */
    const struct node *goal, *focus;
    uint32_t goal_square;
    const struct pl_field *other;
    uint32_t *places; /* their squares; those that the wave is past are dropped */
    size_t n_places;
    bool by_places; /* there were any */
    double past_m;
    double limit_m, sum_m;
    bool failed;
};

static const struct node *node_of(const struct pl_field *f, uint32_t node) {
    return node == f->p->n_nodes ? &f->source : &f->p->nodes[node];
}

static double ahead_m(const struct wave *w, uint32_t node) {
    return w->goal != NULL ? pl_passage_arc_m(node_of(w->field, node)->at, w->goal->at) : 0;
}

static void put(struct wave *w, uint32_t node, double key_m) {
    size_t bucket = (size_t)(key_m / BUCKET_M);
    bucket = bucket < w->now ? w->now : bucket < w->n_buckets ? bucket : w->n_buckets - 1;
    uint32_t i = w->unused;
    if (i > 0) {
        w->unused = w->entries[i - 1].next;
    } else {
        if (w->n_entries == w->max_entries) {
            size_t more = w->max_entries ? 2 * w->max_entries : 8192;
            struct entry *entries = more < NO_NODE ? realloc(w->entries, more * sizeof *entries) : NULL;
            if (entries == NULL) {
                w->failed = true;
                return;
            }
            w->entries = entries;
            w->max_entries = more;
        }
        i = (uint32_t)++w->n_entries;
    }
    w->entries[i - 1] = (struct entry){node, w->buckets[bucket]};
    w->buckets[bucket] = i;
    w->waiting[node] = 1;
}

/* How far a place may lie from the node that it is read by. */
static double radius_m(const struct pl_passages *p, uint32_t node) {
    if (node >= p->n_squares) {
        return 0;
    }
    const struct square *s = &p->squares[node];
    return 0.70711 * UNIT_M * s->side * p->levels[s->level].grid->cell;
}

/* How far the node is from the other end, at least: the search from there is up to a hundredth long. */
static double other_m(const struct wave *w, uint32_t node) {
    if (w->other == NULL || node == w->p->n_nodes) {
        return 0;
    }
    const double far_m = far_of(w->other, node);
    return (1 - PL_PASSAGE_ERROR) * (far_m < HUGE_VAL ? far_m : w->other->settled_m);
}

static void set(struct wave *w, uint32_t node, double far_m, uint32_t turn) {
    const double key_m = far_m + ahead_m(w, node);
    const double room_m = 2 * radius_m(w->p, node);
    const double on_m = w->focus != NULL ? pl_passage_arc_m(node_of(w->field, node)->at, w->focus->at) : 0;
    if (key_m - room_m > w->limit_m || far_m + on_m - room_m > w->sum_m ||
        far_m + other_m(w, node) - room_m > w->sum_m) {
        return;
    }
    struct reached *r = &w->field->reached[node];
    r->far_m = far_m;
    r->turn = turn + 1;
    put(w, node, key_m);
}

/* The neighbours of a node offer it the same turning point one after another. */
static bool in_sight(struct wave *w, uint32_t node, uint32_t turn) {
    if (w->hidden[node] == turn + 1) {
        return false;
    }
    const bool sees = pl_passage_sees(w->p, node_of(w->field, turn), node_of(w->field, node));
    w->hidden[node] = sees ? w->hidden[node] : turn + 1;
    return sees;
}

/* Offers `node` one turning point; false where it is not in sight or no improvement. */
static bool offer_turn(struct wave *w, uint32_t node, uint32_t turn, uint32_t via, bool sure) {
    const struct pl_field *f = w->field;
    const struct node *to = node_of(f, node), *from = node_of(f, turn);
    const double far_m = far_of(f, turn) + pl_passage_arc_m(from->at, to->at);
    if (far_m >= far_of(f, node) - BETTER_M || (!sure && !in_sight(w, node, turn))) {
        return false;
    }
    f->reached[node].near = f->reached[via].near;
    set(w, node, far_m, turn);
    return true;
}

static size_t small_corners(const struct pl_passages *p, uint32_t node, uint32_t ret[4]) {
    return node < p->n_squares && p->squares[node].side == 1 ? pl_passage_corners(p, node, ret) : 0;
}

/* Offers `node` the turning point that its neighbour `via` is in sight of; where that is hidden, the corner that was
 * passed last; where that is hidden too, via itself. */
static void offer(struct wave *w, uint32_t node, uint32_t turn, uint32_t via) {
    const struct pl_field *f = w->field;
    const double least_m = far_of(f, turn) + pl_passage_arc_m(node_of(f, turn)->at, node_of(f, node)->at);
    if (least_m >= far_of(f, node) - BETTER_M || least_m > w->limit_m || offer_turn(w, node, turn, via, turn == via)) {
        return;
    }
    if (turn == via) {
        return;
    }
    uint32_t corners[5];
    size_t n = small_corners(w->p, node, corners);
    for (size_t i = 0; i < n; i++) { /* its corners may be in sight where its centre is not */
        (void)offer_turn(w, corners[i], turn, via, false);
    }
    bool found = false;
    n = small_corners(w->p, via, corners);
    corners[n] = near_of(f, via);
    n += corners[n] != NO_NODE;
    for (size_t i = 0; i < n; i++) {
        found = (corners[i] != turn && corners[i] != node && offer_turn(w, node, corners[i], via, false)) || found;
    }
    if (!found) {
        (void)offer_turn(w, node, via, via, true);
    }
}

static void offer_channels(struct wave *w, uint32_t square, uint32_t turn) {
    const struct pl_passages *p = w->p;
    for (uint32_t end = 0; end < 2 * p->n_channels; end++) {
        if (p->channel_square[end] == square) {
            offer(w, (uint32_t)(p->n_squares + p->n_corners) + end, turn, square);
        }
    }
}

/* A square whose turning point is another's centre may be in sight of that one's turning point. */
static void straighten(struct wave *w, uint32_t square) {
    struct pl_field *f = w->field;
    for (unsigned i = 0; i < 3 && turn_of(f, square) < w->p->n_squares; i++) {
        const uint32_t turn = turn_of(f, turn_of(f, square));
        const struct node *from = node_of(f, turn), *to = node_of(f, square);
        const double far_m = far_of(f, turn) + pl_passage_arc_m(from->at, to->at);
        if (turn == square || far_m >= far_of(f, square) || !pl_passage_sees(w->p, from, to)) {
            return;
        }
        f->reached[square].far_m = far_m;
        f->reached[square].turn = turn + 1;
    }
}

static void spread_square(struct wave *w, uint32_t square) {
    const struct pl_passages *p = w->p;
    uint32_t beside[PL_PASSAGE_BESIDE_MAX];
    straighten(w, square);
    struct pl_field *f = w->field;
    const uint32_t turn = turn_of(f, square);
    if (p->squares[square].side == 1) {
        uint32_t corners[4];
        const size_t n_corners = pl_passage_corners(p, square, corners);
        for (size_t i = 0; i < n_corners; i++) {
            offer(w, corners[i], turn, square);
        }
        for (size_t i = 0; i < n_corners; i++) {
            if (turn_of(f, corners[i]) == turn) {
                f->reached[square].near = corners[i] + 1;
            }
        }
    }
    const size_t n = pl_passage_beside(p, square, beside, PL_PASSAGE_BESIDE_MAX);
    for (size_t i = 0; i < n; i++) {
        offer(w, beside[i], turn, square);
    }
    if (p->squares[square].has_channel) {
        offer_channels(w, square, turn);
    }
}

/* From a place that is no square: to the squares around it, and through a channel. */
static void spread_point(struct wave *w, uint32_t node) {
    const struct pl_passages *p = w->p;
    uint32_t around[3];
    if (node < p->n_squares + p->n_corners) {
        const size_t n = pl_passage_around(p, node, around);
        for (size_t i = 0; i < n; i++) {
            offer(w, around[i], node, node);
        }
        return;
    }
    const uint32_t end = node - (uint32_t)(p->n_squares + p->n_corners), other = node + (end & 1 ? -1u : 1u);
    const double far_m = far_of(w->field, node) + p->links->items[p->channel_link[end / 2]].length_m;
    offer(w, p->channel_square[end], node, node);
    if (far_m < far_of(w->field, other) - BETTER_M) {
        set(w, other, far_m, node);
    }
}

/* What is asked for is as good as it gets: the wave is some buckets past it. */
static bool arrived(struct wave *w) {
    const double past_m = ((double)w->now - 5) * BUCKET_M - w->past_m;
    while (w->n_places > 0) {
        if (far_of(w->field, w->places[w->n_places - 1]) >= past_m) {
            return false;
        }
        w->n_places--;
    }
    return w->goal != NULL ? far_of(w->field, w->goal_square) + ahead_m(w, w->goal_square) < past_m : w->by_places;
}

static void run(struct wave *w) {
    for (; w->now < w->n_buckets && !w->failed && !arrived(w); w->now++) {
        while (w->buckets[w->now] > 0) {
            const uint32_t i = w->buckets[w->now], node = w->entries[i - 1].node;
            w->buckets[w->now] = w->entries[i - 1].next;
            w->entries[i - 1].next = w->unused;
            w->unused = i;
            if (!w->waiting[node]) {
                continue; /* was better earlier */
            }
            w->waiting[node] = 0;
            if (node < w->p->n_squares) {
                spread_square(w, node);
            } else {
                spread_point(w, node);
            }
        }
    }
}

static void start(struct wave *w, pl_pos at) {
    struct pl_field *f = w->field;
    uint32_t beside[PL_PASSAGE_BESIDE_MAX];
    const uint32_t source = (uint32_t)w->p->n_nodes, square = pl_passage_square_at(w->p, at);
    f->reached[source] = (struct reached){.far_m = 0, .turn = source + 1};
    offer(w, square, source, source);
    const size_t n = pl_passage_beside(w->p, square, beside, PL_PASSAGE_BESIDE_MAX);
    for (size_t i = 0; i < n; i++) {
        if (pl_passage_sees(w->p, &f->source, node_of(f, beside[i]))) {
            offer(w, beside[i], source, source);
        }
    }
}

static bool search(struct wave *w, pl_pos at) {
    const size_t n = w->p->n_nodes + 1;
    struct pl_field *f = w->field;
    w->n_buckets = (size_t)(w->limit_m / BUCKET_M) + 2;
    f->reached = calloc(n, sizeof *f->reached); /* pages that no wave comes to are never touched */
    w->waiting = calloc(n, 1);
    w->hidden = calloc(n, sizeof *w->hidden);
    w->buckets = calloc(w->n_buckets, sizeof *w->buckets);
    if (f->reached != NULL && w->waiting != NULL && w->hidden != NULL && w->buckets != NULL) {
        start(w, at);
        run(w);
    } else {
        w->failed = true;
    }
    f->settled_m = w->now < w->n_buckets ? (double)w->now * BUCKET_M : HUGE_VAL;
    free(w->waiting);
    free(w->hidden);
    free(w->buckets);
    free(w->entries);
    return !w->failed;
}

static bool find_places(struct wave *w, const struct pl_search *ask) {
    w->places = ask->n_places > 0 ? reallocarray(NULL, ask->n_places, sizeof *w->places) : NULL;
    for (size_t i = 0; i < ask->n_places && w->places != NULL; i++) {
        const struct pl_link *link = NULL;
        pl_pos at = ask->places[i];
        double extra_m = 0;
        if (join(w->p, at, PL_PASSAGE_PORT_M, &at, &extra_m, &link) == PL_WAY_WHY_NOTHING) {
            w->places[w->n_places++] = pl_passage_square_at(w->p, at);
        }
    }
    w->by_places = w->n_places > 0;
    return w->places != NULL || ask->n_places == 0;
}

int pl_passage_search(const struct pl_passages *p, const struct pl_search *ask, struct pl_field **ret_field,
                      struct pl_error *err) {
    const struct pl_link *link = NULL;
    struct node goal_node, focus_node;
    pl_pos at = ask->source;
    struct pl_field *f = calloc(1, sizeof *f);
    if (f == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to search the sea");
    }
    const double limit_m = ask->limit_m < PL_PASSAGE_FAR_M ? ask->limit_m : PL_PASSAGE_FAR_M;
    f->p = p;
    f->asked = ask->source;
    f->limit_m = limit_m;
    f->room_m = ask->room_m;
    f->why = join(p, ask->source, ask->snap_m, &at, &f->extra_m, &link);
    f->error_m = link == NULL ? f->extra_m : 0;
    f->source = pl_passage_node(at);
    f->all = ask->goal == NULL && ask->focus == NULL && ask->other == NULL && ask->n_places == 0 &&
             ask->limit_m >= PL_PASSAGE_FAR_M;
    if (f->why == PL_WAY_WHY_NOTHING) {
        const bool prism = ask->focus != NULL || ask->other != NULL;
        struct wave w = {.p = p,
                         .field = f,
                         .limit_m = limit_m - f->extra_m,
                         .sum_m = prism ? ask->sum_m - f->extra_m : HUGE_VAL,
                         .other = ask->other,
                         .past_m = ask->past_m};
        if (ask->goal != NULL) {
            goal_node = pl_passage_node(*ask->goal);
            w.goal = &goal_node;
            w.goal_square = pl_passage_square_at(p, *ask->goal);
        }
        if (ask->focus != NULL) {
            focus_node = pl_passage_node(*ask->focus);
            w.focus = &focus_node;
        }
        w.limit_m = w.limit_m < 0 ? 0 : w.limit_m;
        const bool searched = find_places(&w, ask) && search(&w, at);
        free(w.places);
        if (!searched) {
            pl_field_close(f);
            return pl_fail(err, PL_E_NOMEM, "no memory to search the sea");
        }
    }
    *ret_field = f;
    return PL_E_OK;
}

/* ---- reading ---- */

static double cell_m(const struct pl_passages *p, pl_pos at) {
    size_t cell = 0;
    const int level = pl_passage_locate(p, at.lon, at.lat, &cell);
    return level < 0 ? 0 : p->levels[level].grid->cell * UNIT_M;
}

static void found(const struct pl_field *f, double far_m, double cells_m, struct pl_way *ret) {
    const bool is = far_m <= f->limit_m + f->room_m;
    ret->state = is ? PL_WAY_FOUND : PL_WAY_BEYOND;
    ret->sea_m = is ? far_m : f->limit_m;
    ret->error_m = PL_PASSAGE_ERROR * ret->sea_m + PL_PASSAGE_ERROR_CELLS * cells_m;
}

#define TRIED_MAX 64

struct reading {
    const struct pl_field *f;
    const struct node *to;
    uint32_t tried[TRIED_MAX];
    size_t n_tried;
    double best;
    bool seen; /* from a turning point, not by the middle of the square */
};

static void try_turn(struct reading *r, uint32_t turn) {
    const struct pl_field *f = r->f;
    for (size_t i = 0; i < r->n_tried; i++) {
        if (r->tried[i] == turn) {
            return;
        }
    }
    if (turn == NO_NODE || r->n_tried == TRIED_MAX) {
        return;
    }
    r->tried[r->n_tried++] = turn;
    const double far_m = far_of(f, turn) + pl_passage_arc_m(node_of(f, turn)->at, r->to->at);
    if (far_m < r->best && pl_passage_sees(f->p, node_of(f, turn), r->to)) {
        r->best = far_m;
        r->seen = true;
    }
}

/* Along the leg from the square's turning point to its centre as far as is needed to see the place. */
static void try_leg(struct reading *r, uint32_t square) {
    const struct pl_field *f = r->f;
    const struct node *from = node_of(f, turn_of(f, square)), *centre = node_of(f, square);
    double blind = 0, seen = 1;
    for (int i = 0; i < 8; i++) {
        const double mid = (blind + seen) / 2;
        const struct node at = pl_passage_node(pl_sphere_between(from->pos, centre->pos, mid));
        if (!pl_passage_sees(f->p, &at, r->to)) {
            blind = mid;
            continue;
        }
        seen = mid;
        const double far_m =
            far_of(f, turn_of(f, square)) + pl_passage_arc_m(from->at, at.at) + pl_passage_arc_m(at.at, r->to->at);
        if (far_m < r->best && pl_passage_sees(f->p, from, &at)) {
            r->best = far_m;
        }
    }
}

/* The least way to a place in water: by the turning points of its square and of those beside it, by the corners that
 * the wave passed there, or by the middle of the square. */
static double least_m(const struct pl_field *f, const struct node *to, uint32_t square) {
    uint32_t places[PL_PASSAGE_BESIDE_MAX + 1], corners[4];
    struct reading r = {.f = f, .to = to, .best = far_of(f, square)};
    r.best = r.best < HUGE_VAL ? r.best + pl_passage_arc_m(node_of(f, square)->at, to->at) : r.best;
    places[0] = square;
    const size_t n = 1 + pl_passage_beside(f->p, square, places + 1, PL_PASSAGE_BESIDE_MAX);
    const size_t n_corners = small_corners(f->p, square, corners);
    for (size_t i = 0; i < n_corners; i++) {
        try_turn(&r, corners[i]);
    }
    for (size_t i = 0; i < n; i++) {
        try_turn(&r, turn_of(f, places[i]));
        try_turn(&r, near_of(f, places[i]));
    }
    if (turn_of(f, square) != NO_NODE && !r.seen) {
        try_leg(&r, square);
    }
    return r.best;
}

static void read_at(const struct pl_field *f, pl_pos pos, double snap_m, struct pl_way *ret) {
    const struct pl_passages *p = f->p;
    const struct pl_link *link = NULL;
    pl_pos at = pos;
    double extra_m = 0;
    const enum pl_way_why why = join(p, pos, snap_m, &at, &extra_m, &link);
    *ret = (struct pl_way){.state = PL_WAY_UNKNOWN, .why = f->why, .why_source = f->why != PL_WAY_WHY_NOTHING};
    if (f->why != PL_WAY_WHY_NOTHING || why != PL_WAY_WHY_NOTHING) {
        ret->why = ret->why_source ? f->why : why;
        return;
    }
    const struct node to = pl_passage_node(at);
    const double here_m = cell_m(p, at), there_m = cell_m(p, f->source.pos);
    double far_m = least_m(f, &to, pl_passage_square_at(p, at)) + f->extra_m + extra_m;
    const double fine_m = p->levels[0].grid->cell * UNIT_M;
    ret->coarse = here_m > fine_m || there_m > fine_m;
    if (at.lon == f->source.pos.lon && at.lat == f->source.pos.lat && link != NULL) { /* two places on one link */
        const double apart_m = pl_sphere_distance_m(pos, f->asked);
        far_m = apart_m < far_m ? apart_m : far_m;
    }
    found(f, far_m, here_m > there_m ? here_m : there_m, ret);
    ret->error_m += f->error_m + (link == NULL ? extra_m : 0); /* straight over what the mask takes for land */
    if (far_m == HUGE_VAL && f->all) {
        *ret = (struct pl_way){.state = PL_WAY_NONE};
    }
}

void pl_field_at(const struct pl_field *f, pl_pos pos, struct pl_way *ret) { read_at(f, pos, PL_PASSAGE_SNAP_M, ret); }

void pl_field_at_port(const struct pl_field *f, pl_pos pos, struct pl_way *ret) {
    read_at(f, pos, PL_PASSAGE_PORT_M, ret);
}

int pl_field_open(const struct pl_passages *p, pl_pos source, double limit_m, struct pl_field **ret_field,
                  struct pl_error *err) {
    const struct pl_search ask = {.source = source, .snap_m = PL_PASSAGE_SNAP_M, .limit_m = limit_m};
    return pl_passage_search(p, &ask, ret_field, err);
}

int pl_field_open_port(const struct pl_passages *p, pl_pos port, double limit_m, const pl_pos *places, size_t n_places,
                       struct pl_field **ret_field, struct pl_error *err) {
    const struct pl_search ask = {.source = port,
                                  .snap_m = PL_PASSAGE_PORT_M,
                                  .limit_m = limit_m,
                                  .places = places,
                                  .n_places = n_places,
                                  .past_m = PAST_M};
    return pl_passage_search(p, &ask, ret_field, err);
}

void pl_field_close(struct pl_field *f) {
    if (f != NULL) {
        free(f->reached);
        free(f);
    }
}

/* Where the straight way is clear there is nothing to search. */
static bool straight(const struct pl_passages *p, pl_pos a, pl_pos b_at, double extra_m, double error_m, double limit_m,
                     struct pl_way *ret) {
    const struct pl_link *link = NULL;
    struct pl_field f = {.p = p, .limit_m = limit_m};
    pl_pos at = a;
    if (pl_passages_join(p, a, &at, &f.extra_m, &link) != PL_WAY_WHY_NOTHING) {
        return false;
    }
    f.source = pl_passage_node(at);
    const struct node to = pl_passage_node(b_at);
    if (!pl_passage_sees(p, &f.source, &to)) {
        return false;
    }
    const double here_m = cell_m(p, at), there_m = cell_m(p, b_at), fine_m = p->levels[0].grid->cell * UNIT_M;
    *ret = (struct pl_way){.coarse = here_m > fine_m || there_m > fine_m};
    found(&f, f.extra_m + extra_m + pl_passage_arc_m(f.source.at, to.at), here_m > there_m ? here_m : there_m, ret);
    ret->error_m += error_m + (link == NULL ? f.extra_m : 0);
    return true;
}

int pl_passage(const struct pl_passages *p, pl_pos a, pl_pos b, double limit_m, struct pl_way *ret_way,
               struct pl_error *err) {
    struct pl_field *f = NULL;
    const struct pl_link *link = NULL;
    pl_pos at = b;
    double extra_m = 0;
    const bool goes = pl_passages_join(p, b, &at, &extra_m, &link) == PL_WAY_WHY_NOTHING;
    if (goes && straight(p, a, at, extra_m, link == NULL ? extra_m : 0, limit_m, ret_way)) {
        return PL_E_OK;
    }
    const struct pl_search ask = {
        .source = a, .snap_m = PL_PASSAGE_SNAP_M, .limit_m = limit_m, .goal = goes ? &at : NULL};
    const int code = pl_passage_search(p, &ask, &f, err);
    if (code != 0) {
        return code;
    }
    pl_field_at(f, b, ret_way);
    if (ret_way->state == PL_WAY_BEYOND && limit_m >= PL_PASSAGE_FAR_M) { /* all of the water was searched */
        *ret_way = (struct pl_way){.state = PL_WAY_NONE};
    }
    pl_field_close(f);
    return PL_E_OK;
}

/* ---- distance to land ---- */

/* Straight, from pos to the nearest edge of a cell. */
static double to_cell_m(const struct pl_sea_grid *g, int64_t col, int64_t row, const struct node *here) {
    const double east = pl_lon_diff(pl_lon_wrap(g->west_lon + col * g->cell), here->pos.lon);
    const double south = (double)g->top_lat - (double)row * g->cell - here->pos.lat;
    const struct node there =
        pl_passage_node((pl_pos){.lon = pl_lon_wrap(here->pos.lon - (int64_t)(east - clamp(east, 0, g->cell))),
                                 .lat = (int32_t)(here->pos.lat + south - clamp(south, 0, g->cell))});
    return pl_passage_arc_m(here->at, there.at);
}

bool pl_passages_shore_m(const struct pl_passages *p, pl_pos pos, double max_m, double *ret_m) {
    size_t cell = 0;
    const int level = pl_passage_locate(p, pos.lon, pos.lat, &cell);
    if (level < 0) {
        return false;
    }
    const struct pl_sea_grid *g = p->levels[level].grid;
    const struct node here = pl_passage_node(pos);
    const double cell_size_m = g->cell * UNIT_M, wide = sqrt(1 - here.at[2] * here.at[2]);
    const int64_t cols = g->cols, col0 = (int64_t)cell % cols, row0 = (int64_t)cell / cols;
    const int64_t high = (int64_t)(max_m / cell_size_m) + 2;
    const int64_t across = (int64_t)(max_m / cell_size_m / (wide > 0.02 ? wide : 0.02)) + 2;
    const int64_t reach = across < cols / 2 ? across : cols / 2;
    double best = max_m;
    for (int64_t dy = -high; dy <= high; dy++) {
        const int64_t row = row0 + dy;
        for (int64_t dx = -reach; dx <= reach && row >= 0 && row < g->rows; dx++) {
            int64_t col = col0 + dx;
            col = !p->levels[level].round ? col : col < 0 ? col + cols : col >= cols ? col - cols : col;
            const int clear = col < 0 || col >= cols ? -1 : p->levels[level].clear[row * cols + col];
            if (clear > 1) { /* land is no nearer to that cell than this */
                dx += clear - 2;
            } else if (clear == 0 &&
                       pl_sea_at(p->sea, (pl_pos){.lon = pl_lon_wrap(g->west_lon + col * g->cell),
                                                  .lat = (int32_t)(g->top_lat - row * g->cell)}) == PL_SEA_LAND) {
                const double far_m = to_cell_m(g, col, row, &here);
                best = far_m < best ? far_m : best;
            }
        }
    }
    *ret_m = best;
    return true;
}
