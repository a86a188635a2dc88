#include <math.h>

#include "geo/passage_in.h"
#include "geo/trig.h"

#include "base/ban.h"

#define RAD_PER_UNIT (PL_PI / 180 / PL_POS_UNIT)
#define PIECE_UNITS  (6 * PL_POS_UNIT) /* a leg is looked along in pieces of at most 6 degrees either way */
#define SHORE_STEP   0.25              /* of a cell, beside land */

int pl_passage_locate(const struct pl_passages *p, double lon, double lat, size_t *ret_cell) {
    for (unsigned i = 0; i < p->n_levels; i++) {
        const struct pl_sea_grid *g = p->levels[i].grid;
        double east = lon - g->west_lon, south = g->top_lat - lat;
        east = east < 0 ? east + 2.0 * PL_LON_HALF : east;
        east = east < 0 ? east + 2.0 * PL_LON_HALF : east >= 2.0 * PL_LON_HALF ? east - 2.0 * PL_LON_HALF : east;
        const double col = east * p->levels[i].per_unit, row = south * p->levels[i].per_unit;
        if (south >= 0 && col < g->cols && row < g->rows) {
            *ret_cell = (size_t)(int32_t)row * (size_t)g->cols + (size_t)(int32_t)col;
            return (int)i;
        }
    }
    return -1;
}

uint32_t pl_passage_square_at(const struct pl_passages *p, pl_pos pos) {
    for (unsigned i = 0; i < p->n_levels; i++) {
        const struct pl_sea_grid *g = p->levels[i].grid;
        int64_t east = (int64_t)pos.lon - g->west_lon;
        east = east < 0 ? east + 2 * (int64_t)PL_LON_HALF : east;
        const int64_t south = (int64_t)g->top_lat - pos.lat, col = east / g->cell, row = south / g->cell;
        if (south >= 0 && col < g->cols && row < g->rows) { /* whole numbers, as pl_sea_at */
            return p->levels[i].square[(size_t)row * (size_t)g->cols + (size_t)col];
        }
    }
    return NO_NODE;
}

struct node pl_passage_node(pl_pos pos) {
    const double lat = pos.lat * RAD_PER_UNIT, lon = pos.lon * RAD_PER_UNIT;
    const double c = pl_cos(lat);
    return (struct node){.at = {c * pl_cos(lon), c * pl_sin(lon), pl_sin(lat)}, .pos = pos};
}

/* From the chord: asin by its series where the angle is below 17 degrees (error below 1e-9 of it). */
double pl_passage_arc_m(const double a[3], const double b[3]) {
    const double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
    const double q = (x * x + y * y + z * z) / 4;
    const double half = sqrt(q);
    if (half > 0.15) {
        return 2 * PL_EARTH_RADIUS_M * pl_asin(half < 1 ? half : 1);
    }
    const double series =
        1 + q * (1 / 6.0 + q * (3 / 40.0 + q * (15 / 336.0 + q * (105 / 3456.0 + q * (945 / 42240.0)))));
    return 2 * PL_EARTH_RADIUS_M * half * series;
}

/* A way in cells of one grid: where it is at t (0 to 1), straight in degrees and bent to the second order. */
struct leg {
    const struct level *level;
    double x, y, dx, dy, bend_x, bend_y;
    double hurry_x, hurry_y; /* 1 / the most cells for t from 0 to 1 */
};

struct piece { /* the same in units of pl_pos, from a */
    pl_pos a;
    double dx, dy, bend_x, bend_y;
};

static struct piece piece_of(const struct pl_passages *p, pl_pos a, pl_pos b) {
    const double dx = pl_lon_diff(a.lon, b.lon), dy = (double)b.lat - a.lat;
    const double mid = (a.lat + dy / 2) * (4.0 / PL_POS_UNIT) + 360.5;
    const double *sc = &p->sines[2 * (mid < 0 ? 0 : mid > 720 ? 720 : (int)mid)];
    return (struct piece){.a = a,
                          .dx = dx,
                          .dy = dy,
                          .bend_x = sc[1] > 0.01 ? -sc[0] / sc[1] * dx * dy * RAD_PER_UNIT : 0,
                          .bend_y = sc[0] * sc[1] * dx * dx / 2 * RAD_PER_UNIT};
}

static bool is_inside(const struct pl_sea_grid *g, double x, double y) {
    return x >= 0 && x < g->cols && y >= 0 && y < g->rows;
}

static double hurry(double d, double bend) {
    const double most = fabs(d) + fabs(bend);
    return most > 1e-9 ? 1 / most : 1e9;
}

/* The piece in cells of the finest grid that covers it at t; false where none does. */
static bool leg_at(const struct pl_passages *p, const struct piece *c, double t, struct leg *ret) {
    const double u = t * (1 - t);
    for (unsigned i = 0; i < p->n_levels; i++) {
        const struct pl_sea_grid *g = p->levels[i].grid;
        const double k = p->levels[i].per_unit;
        struct leg leg = {.level = &p->levels[i],
                          .x = ((double)c->a.lon - g->west_lon) * k,
                          .y = ((double)g->top_lat - c->a.lat) * k,
                          .dx = c->dx * k,
                          .dy = -c->dy * k,
                          .bend_x = c->bend_x * k,
                          .bend_y = -c->bend_y * k};
        const double round = 2.0 * PL_LON_HALF * k, at = leg.x + leg.dx * t + leg.bend_x * u;
        leg.x += at < -round ? 2 * round : at < 0 ? round : at >= round ? -round : 0;
        if (is_inside(g, leg.x + leg.dx * t + leg.bend_x * u, leg.y + leg.dy * t + leg.bend_y * u)) {
            leg.hurry_x = hurry(leg.dx, leg.bend_x);
            leg.hurry_y = hurry(leg.dy, leg.bend_y);
            *ret = leg;
            return true;
        }
    }
    return false;
}

/* From a place in a cell to where the free cells around it end, the way it goes: they are `clear` - 1 to each side. */
static double room(double at, double cell, double clear, double d, double bend) {
    const double ahead = cell + clear - at, behind = at - cell - 1 + clear;
    return d > fabs(bend) ? ahead : -d > fabs(bend) ? behind : ahead < behind ? ahead : behind;
}

/* Follows a leg from *t as far as its grid answers; false where it meets what is no water at once. */
static bool follow(const struct leg *leg, double *t) {
    const struct pl_sea_grid *g = leg->level->grid;
    const double least = SHORE_STEP * (leg->hurry_x < leg->hurry_y ? leg->hurry_x : leg->hurry_y), from = *t;
    while (*t < 1) {
        const double u = *t * (1 - *t);
        const double x = leg->x + leg->dx * *t + leg->bend_x * u, y = leg->y + leg->dy * *t + leg->bend_y * u;
        if (!is_inside(g, x, y)) {
            return *t > from;
        }
        const int32_t col = (int32_t)x, row = (int32_t)y;
        const int clear = leg->level->clear[(size_t)row * (size_t)g->cols + (size_t)col];
        if (clear == 0) {
            return *t > from;
        }
        const double step_x = room(x, col, clear, leg->dx, leg->bend_x) * leg->hurry_x;
        const double step_y = room(y, row, clear, leg->dy, leg->bend_y) * leg->hurry_y;
        const double step = step_x < step_y ? step_x : step_y;
        *t += step > least ? step : least;
    }
    return true;
}

/* Looks along a short piece: straight in degrees, and bent as a great circle bends, to the second order. What is cut
 * by less than SHORE_STEP of a cell may be missed. */
static bool sees_piece(const struct pl_passages *p, pl_pos a, pl_pos b) {
    const struct piece piece = piece_of(p, a, b);
    struct leg leg;
    for (double t = 0; t < 1;) {
        if (!leg_at(p, &piece, t, &leg) || !follow(&leg, &t)) {
            return false;
        }
    }
    return true;
}

static bool sees_between(const struct pl_passages *p, const struct node *a, const struct node *b, unsigned depth) {
    const int32_t dx = pl_lon_diff(a->pos.lon, b->pos.lon), dy = b->pos.lat - a->pos.lat;
    if (dx <= PIECE_UNITS && dx >= -PIECE_UNITS && dy <= PIECE_UNITS && dy >= -PIECE_UNITS) {
        return sees_piece(p, a->pos, b->pos);
    }
    const double x = a->at[0] + b->at[0], y = a->at[1] + b->at[1], z = a->at[2] + b->at[2];
    const double size = sqrt(x * x + y * y + z * z);
    if (depth == 0 || size < 0.2) { /* nearly opposite places: there is no one shortest leg */
        return false;
    }
    struct node mid = {.at = {x / size, y / size, z / size}};
    mid.pos.lat = (int32_t)(pl_asin(mid.at[2]) / RAD_PER_UNIT);
    mid.pos.lon = pl_lon_wrap((int64_t)(pl_atan2(mid.at[1], mid.at[0]) / RAD_PER_UNIT));
    return sees_between(p, a, &mid, depth - 1) && sees_between(p, &mid, b, depth - 1);
}

bool pl_passage_sees(const struct pl_passages *p, const struct node *a, const struct node *b) {
    return sees_between(p, b, a, 12); /* what hides one is mostly near the later */
}
