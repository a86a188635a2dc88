#include "geo/prism.h"

#include <math.h>
#include <stdlib.h>

#include "geo/passage_in.h"
#include "geo/trig.h"

#include "base/ban.h"

#define HOUR_S 3600.0

struct pl_prism {
    const struct pl_passages *p;
    struct pl_prism_ask ask;
    double hours;
    double limit_m; /* speed x (time - dwell); may be negative */
    struct pl_field *in, *out;
};

const char *pl_verdict_word(enum pl_verdict verdict) {
    static const char *const WORDS[] = {"reachable", "unreachable", "marginal", "undetermined"};
    return WORDS[verdict];
}

static double metres(double kn, double hours) { return kn * hours * PL_NM_M; }

static void undetermined(const struct pl_way *way, bool is_out, struct pl_prism_answer *ret) {
    static const char *const WHERE[2][4] = {
        {"", "the place is on land: no sea link and no water near", "the place is outside the land mask",
         "the place is within a degree of a pole"},
        {"", "the start is on land: no sea link and no water near", "the start is outside the land mask",
         "the start is within a degree of a pole"}};
    static const char *const END[4] = {"", "the end is on land: no sea link and no water near",
                                       "the end is outside the land mask", "the end is within a degree of a pole"};
    ret->verdict = PL_VERDICT_UNDETERMINED;
    ret->why = way->why_source && is_out ? END[way->why] : WHERE[way->why_source][way->why];
}

/* A way that the search did not find: what is known is that it is longer. */
static bool is_cut(const struct pl_way *way, double limit_m, struct pl_prism_answer *ret) {
    if (way->state == PL_WAY_NONE) {
        ret->verdict = PL_VERDICT_UNREACHABLE;
        ret->why = "no way by sea joins them on this land mask";
        return true;
    }
    if (way->state == PL_WAY_BEYOND) {
        const bool far = way->sea_m - way->error_m >= limit_m || way->sea_m >= limit_m;
        ret->verdict = far ? PL_VERDICT_UNREACHABLE : PL_VERDICT_UNDETERMINED;
        ret->why = far ? "farther than was searched" : "farther than was searched, which is less than the limit";
        return true;
    }
    return false;
}

void pl_prism_judge(const struct pl_way *in, const struct pl_way *out, double hours, double max_speed_kn,
                    double dwell_h, struct pl_prism_answer *ret) {
    const double limit_m = metres(max_speed_kn, hours - dwell_h);
    *ret = (struct pl_prism_answer){.verdict = PL_VERDICT_UNREACHABLE, .why = ""};
    if (in->state == PL_WAY_UNKNOWN || (out != NULL && out->state == PL_WAY_UNKNOWN)) {
        const bool is_out = in->state != PL_WAY_UNKNOWN;
        undetermined(is_out ? out : in, is_out, ret);
        return;
    }
    ret->has_in = in->state == PL_WAY_FOUND;
    ret->has_out = out != NULL && out->state == PL_WAY_FOUND;
    ret->in_m = ret->has_in ? in->sea_m : 0;
    ret->out_m = ret->has_out ? out->sea_m : 0;
    if (is_cut(in, limit_m, ret) || (out != NULL && is_cut(out, limit_m, ret))) {
        return;
    }
    const double sum_m = ret->in_m + ret->out_m;
    ret->error_m = in->error_m + (out != NULL ? out->error_m : 0);
    ret->has_speed = hours > dwell_h;
    ret->required_speed_kn = ret->has_speed ? sum_m / PL_NM_M / (hours - dwell_h) : 0;
    ret->slack_h = hours - dwell_h - sum_m / PL_NM_M / max_speed_kn;
    if (hours < dwell_h) {
        ret->why = "the dwell is longer than the time between";
        return;
    }
    ret->verdict = sum_m <= limit_m - ret->error_m   ? PL_VERDICT_REACHABLE
                   : sum_m <= limit_m + ret->error_m ? PL_VERDICT_MARGINAL
                                                     : PL_VERDICT_UNREACHABLE;
    if (out != NULL && ret->verdict == PL_VERDICT_REACHABLE && hours - ret->slack_h <= PL_PRISM_WEAK_H) {
        ret->why = "weak: any one-day gap allows it";
    }
}

void pl_prism_judge_port(const struct pl_way *in, const struct pl_way *out, double straight_m, double uncertainty_m,
                         double hours, double max_speed_kn, double dwell_h, struct pl_prism_answer *ret) {
    struct pl_way wide_in = *in, wide_out = out != NULL ? *out : *in;
    wide_in.error_m += uncertainty_m;
    wide_out.error_m += uncertainty_m;
    pl_prism_judge(&wide_in, out != NULL ? &wide_out : NULL, hours, max_speed_kn, dwell_h, ret);
    if (ret->verdict == PL_VERDICT_MARGINAL &&
        straight_m - (out != NULL ? 2 : 1) * uncertainty_m > metres(max_speed_kn, hours - dwell_h)) {
        ret->verdict = PL_VERDICT_UNREACHABLE;
        ret->why = "too far even in a straight line";
    }
}

double pl_prism_widest_m(const struct pl_passages *passages, double limit_m, double uncertainty_m) {
    const struct pl_sea_grid *coarsest = pl_sea_grid(passages->sea, pl_sea_grids(passages->sea) - 1);
    const double cell_m = coarsest->cell * (PL_PI / 180 / PL_POS_UNIT) * PL_EARTH_RADIUS_M;
    const double wide_m = (limit_m > 0 ? limit_m : 0) + 2 * (PL_PASSAGE_ERROR_CELLS * cell_m + uncertainty_m);
    return wide_m / (1 - PL_PASSAGE_ERROR) + 1;
}

static int check(const struct pl_prism_ask *ask, double hours, struct pl_error *err) {
    if (!(ask->max_speed_kn > 0) || !(ask->max_speed_kn <= PL_PRISM_SPEED_MAX_KN)) {
        return pl_fail(err, PL_E_USAGE, "the maximum speed must be more than 0 and at most %g kn",
                       PL_PRISM_SPEED_MAX_KN);
    }
    if (!(ask->dwell_h >= 0) || !(ask->dwell_h <= PL_PRISM_HOURS_MAX)) {
        return pl_fail(err, PL_E_USAGE, "the dwell must be 0 or more hours");
    }
    if (!(hours >= 0)) {
        return pl_fail(err, PL_E_USAGE, "the end lies before the start: are they the wrong way round?");
    }
    if (!(hours <= PL_PRISM_HOURS_MAX)) {
        return pl_fail(err, PL_E_USAGE, "the time between is longer than 20 years");
    }
    return PL_E_OK;
}

static double least_of(double a, double b) { return b > 0 && b < a ? b : a; }

/* Everything within `far_m` of each end, or (narrow) only what lies on a way that is no longer than that. */
static int search_both(struct pl_prism *prism, const struct pl_prism_search *search, double far_m,
                       struct pl_error *err) {
    const struct pl_prism_ask *ask = &prism->ask;
    const bool narrow = !(search->least_m > 0);
    const struct pl_link *link = NULL;
    pl_pos from = ask->from, to = ask->to;
    double extra_m = 0;
    (void)pl_passages_join(prism->p, ask->from, &from, &extra_m, &link);
    (void)pl_passages_join(prism->p, ask->to, &to, &extra_m, &link);
    struct pl_search in = {.source = ask->from,
                           .snap_m = PL_PASSAGE_SNAP_M,
                           .limit_m = least_of(far_m, search->most_m),
                           .sum_m = far_m,
                           .room_m = 2 * PL_PASSAGE_PORT_M,
                           .places = search->places,
                           .n_places = narrow && search->places != NULL ? search->n_places : 0,
                           .focus = narrow && !ask->open ? &to : NULL};
    int code = pl_passage_search(prism->p, &in, &prism->in, err);
    if (code == 0 && !ask->open) {
        struct pl_search out = in;
        out.source = ask->to;
        out.focus = narrow ? &from : NULL;
        out.other = narrow && prism->in->why == PL_WAY_WHY_NOTHING ? prism->in : NULL;
        code = pl_passage_search(prism->p, &out, &prism->out, err);
    }
    return code;
}

int pl_prism_open(const struct pl_passages *passages, const struct pl_prism_ask *ask,
                  const struct pl_prism_search *search, struct pl_prism **ret_prism, struct pl_error *err) {
    const double hours = ((double)ask->to_at - (double)ask->from_at) / (double)PL_HOUR_US;
    int code = check(ask, hours, err);
    if (code != 0) {
        return code;
    }
    struct pl_prism *prism = calloc(1, sizeof *prism);
    if (prism == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the reachable sea");
    }
    prism->p = passages;
    prism->ask = *ask;
    prism->hours = hours;
    prism->limit_m = metres(ask->max_speed_kn, hours - ask->dwell_h);
    const double whole_m = metres(ask->max_speed_kn, hours); /* the way itself has no dwell */
    double far_m = pl_prism_widest_m(passages, search->least_m > 0 ? whole_m : prism->limit_m, search->uncertainty_m);
    far_m = far_m > search->least_m ? far_m : search->least_m;
    code = search_both(prism, search, far_m, err);
    if (code != 0) {
        pl_prism_close(prism);
        return code;
    }
    *ret_prism = prism;
    return PL_E_OK;
}

void pl_prism_close(struct pl_prism *prism) {
    if (prism != NULL) {
        pl_field_close(prism->in);
        pl_field_close(prism->out);
        free(prism);
    }
}

void pl_prism_way(const struct pl_prism *prism, struct pl_prism_answer *ret) {
    struct pl_way way;
    pl_field_at(prism->in, prism->ask.to, &way);
    pl_prism_judge(&way, NULL, prism->hours, prism->ask.max_speed_kn, 0, ret);
    if (way.state == PL_WAY_UNKNOWN && !way.why_source) { /* the place of this way is the end */
        way.why_source = true;
        undetermined(&way, true, ret);
    }
}

void pl_prism_place(const struct pl_prism *prism, pl_pos pos, struct pl_prism_answer *ret) {
    struct pl_way in, out;
    pl_field_at(prism->in, pos, &in);
    if (prism->out != NULL) {
        pl_field_at(prism->out, pos, &out);
    }
    pl_prism_judge(&in, prism->out != NULL ? &out : NULL, prism->hours, prism->ask.max_speed_kn, prism->ask.dwell_h,
                   ret);
}

void pl_prism_port(const struct pl_prism *prism, pl_pos pos, double uncertainty_m, struct pl_prism_answer *ret) {
    const struct pl_prism_ask *ask = &prism->ask;
    double straight_m = pl_sphere_distance_m(ask->from, pos);
    struct pl_way in, out;
    pl_field_at_port(prism->in, pos, &in);
    if (prism->out != NULL) {
        pl_field_at_port(prism->out, pos, &out);
        straight_m += pl_sphere_distance_m(pos, ask->to);
    }
    pl_prism_judge_port(&in, prism->out != NULL ? &out : NULL, straight_m, uncertainty_m, prism->hours,
                        ask->max_speed_kn, ask->dwell_h, ret);
}

double pl_prism_stay_h(const struct pl_prism *prism, pl_pos pos) {
    struct pl_way in, out = {.state = PL_WAY_FOUND};
    pl_field_at(prism->in, pos, &in);
    if (prism->out != NULL) {
        pl_field_at(prism->out, pos, &out);
    }
    if (in.state == PL_WAY_UNKNOWN || out.state == PL_WAY_UNKNOWN) {
        return (double)NAN;
    }
    if (in.state != PL_WAY_FOUND || out.state != PL_WAY_FOUND) {
        return -HUGE_VAL;
    }
    return prism->hours - (in.sea_m + out.sea_m) / PL_NM_M / prism->ask.max_speed_kn;
}

/* ---- the reachable sea ---- */

enum part { PART_OUT, PART_IN, PART_SOME };

struct rows {
    const struct pl_prism *prism;
    uint8_t *parts; /* by square */
};

static double cell_m(const struct level *l) { return l->grid->cell * (PL_PI / 180 / PL_POS_UNIT) * PL_EARTH_RADIUS_M; }

/* The longest sum of ways to a place in this grid that is still marginal. */
static double marginal_m(const struct rows *r, const struct level *l) {
    const struct pl_field *ends[2] = {r->prism->in, r->prism->out};
    double error_m = 0;
    for (int i = 0; i < 2 && ends[i] != NULL; i++) {
        size_t cell = 0;
        const int level = pl_passage_locate(r->prism->p, ends[i]->source.pos.lon, ends[i]->source.pos.lat, &cell);
        const double own_m = level < 0 ? 0 : cell_m(&r->prism->p->levels[level]);
        error_m += PL_PASSAGE_ERROR_CELLS * (own_m > cell_m(l) ? own_m : cell_m(l)) + ends[i]->error_m;
    }
    return (r->prism->limit_m + error_m) / (1 - PL_PASSAGE_ERROR);
}

/* A square's points are at most half its diagonal from its centre, so the sum of two ways differs by a diagonal. */
static enum part part_of(const struct rows *r, uint32_t square) {
    const struct pl_passages *p = r->prism->p;
    const struct pl_field *in = r->prism->in, *out = r->prism->out;
    const struct square *s = &p->squares[square];
    const double sum_m = far_of(in, square) + in->extra_m + (out != NULL ? far_of(out, square) + out->extra_m : 0);
    if (!(sum_m < HUGE_VAL)) {
        return PART_OUT;
    }
    const double diagonal_m = 1.4143 * s->side * cell_m(&p->levels[s->level]);
    const double most_m = marginal_m(r, &p->levels[s->level]);
    return sum_m + diagonal_m <= most_m ? PART_IN : sum_m - diagonal_m > most_m ? PART_OUT : PART_SOME;
}

static bool cell_is_in(const struct rows *r, const struct pl_sea_grid *g, int32_t col, int32_t row) {
    const pl_pos at = {.lon = pl_lon_wrap((int64_t)g->west_lon + (int64_t)col * g->cell + g->cell / 2),
                       .lat = g->top_lat - row * g->cell - g->cell / 2};
    struct pl_prism_answer a;
    pl_prism_place(r->prism, at, &a);
    return a.verdict == PL_VERDICT_REACHABLE || a.verdict == PL_VERDICT_MARGINAL;
}

static int emit(const struct pl_sea_grid *g, int32_t first, int32_t end, int32_t row, pl_prism_row each, void *ctx,
                struct pl_error *err) {
    const int32_t north = g->top_lat - row * g->cell;
    int64_t west = (int64_t)g->west_lon + (int64_t)first * g->cell,
            east = (int64_t)g->west_lon + (int64_t)end * g->cell;
    if (west >= PL_LON_HALF) {
        west -= 2 * (int64_t)PL_LON_HALF;
        east -= 2 * (int64_t)PL_LON_HALF;
    }
    int code =
        each(ctx, (int32_t)west, north - g->cell, (int32_t)(east < PL_LON_HALF ? east : PL_LON_HALF), north, err);
    if (code == 0 && east > PL_LON_HALF) { /* a grid over 180 degrees: the rest on the other side */
        code = each(ctx, -PL_LON_HALF, north - g->cell, (int32_t)(east - 2 * (int64_t)PL_LON_HALF), north, err);
    }
    return code;
}

static int stretch(const struct rows *r, const struct level *l, int32_t row, int32_t from, int32_t to,
                   pl_prism_row each, void *ctx, struct pl_error *err) {
    const struct pl_sea_grid *g = l->grid;
    int32_t first = -1;
    for (int32_t col = from; col <= to; col++) {
        const uint32_t square = col < to ? l->square[(size_t)row * (size_t)g->cols + (size_t)col] : NO_NODE;
        const enum part part = square == NO_NODE ? PART_OUT : (enum part)r->parts[square];
        const bool in = part == PART_IN || (part == PART_SOME && cell_is_in(r, g, col, row));
        if (in && first < 0) {
            first = col;
        } else if (!in && first >= 0) {
            const int code = emit(g, first, col, row, each, ctx, err);
            if (code != 0) {
                return code;
            }
            first = -1;
        }
    }
    return 0;
}

/* West to east from -180: of a grid over 180 degrees first what lies beyond. */
static int row_of(const struct rows *r, const struct level *l, int32_t row, pl_prism_row each, void *ctx,
                  struct pl_error *err) {
    const struct pl_sea_grid *g = l->grid;
    const int64_t to_180 = ((int64_t)PL_LON_HALF - g->west_lon + g->cell - 1) / g->cell;
    const int32_t turn = to_180 < g->cols ? (int32_t)to_180 : 0;
    const int code = stretch(r, l, row, turn, g->cols, each, ctx, err);
    return code == 0 && turn > 0 ? stretch(r, l, row, 0, turn, each, ctx, err) : code;
}

int pl_prism_rows(const struct pl_prism *prism, pl_prism_row row, void *ctx, struct pl_error *err) {
    const struct pl_passages *p = prism->p;
    struct rows r = {prism, NULL};
    if (prism->in->why != PL_WAY_WHY_NOTHING || (prism->out != NULL && prism->out->why != PL_WAY_WHY_NOTHING) ||
        prism->limit_m < 0) {
        return 0;
    }
    r.parts = malloc(p->n_squares + 1);
    int code = r.parts == NULL ? pl_fail(err, PL_E_NOMEM, "no memory for the reachable sea") : 0;
    for (uint32_t i = 0; code == 0 && i < p->n_squares; i++) {
        r.parts[i] = (uint8_t)part_of(&r, i);
    }
    for (unsigned level = 0; code == 0 && level < p->n_levels; level++) {
        for (int32_t y = 0; code == 0 && y < p->levels[level].grid->rows; y++) {
            code = row_of(&r, &p->levels[level], y, row, ctx, err);
        }
    }
    free(r.parts);
    return code;
}
