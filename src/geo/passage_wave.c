/* The wave of a search by sea: from a place over the water, square by square, by turning points. */
#include <math.h>
#include <stdlib.h>

#include "geo/passage_in.h"
#include "geo/trig.h"

#include "base/ban.h"

#define BUCKET_M 500.0
#define BETTER_M 0.01 /* what is not better by this is no improvement */

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

size_t pl_passage_small_corners(const struct pl_passages *p, uint32_t node, uint32_t ret[4]) {
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
    size_t n = pl_passage_small_corners(w->p, node, corners);
    for (size_t i = 0; i < n; i++) { /* its corners may be in sight where its centre is not */
        (void)offer_turn(w, corners[i], turn, via, false);
    }
    bool found = false;
    n = pl_passage_small_corners(w->p, via, corners);
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
        if (pl_passage_join(w->p, at, PL_PASSAGE_PORT_M, &at, &extra_m, &link) == PL_WAY_WHY_NOTHING) {
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
    f->why = pl_passage_join(p, ask->source, ask->snap_m, &at, &f->extra_m, &link);
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
