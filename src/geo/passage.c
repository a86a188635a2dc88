#include "geo/passage.h"

#include <math.h>
#include <stdlib.h>

#include "geo/passage_in.h"
#include "geo/trig.h"

#include "base/ban.h"

#define PAST_M 200000.0 /* more than a square's side: places are read by the squares beside theirs, too */

const char *pl_way_why_text(enum pl_way_why why) {
    static const char *const TEXTS[] = {"", "on land: no sea link and no water near", "outside the land mask",
                                        "within a degree of a pole"};
    return TEXTS[why];
}

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
    const size_t n_corners = pl_passage_small_corners(f->p, square, corners);
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
    const enum pl_way_why why = pl_passage_join(p, pos, snap_m, &at, &extra_m, &link);
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
