/* Where a place joins the water, and how far land is from it. */
#include <math.h>

#include "geo/passage_in.h"
#include "geo/trig.h"

#include "base/ban.h"

#define SNAP_CELLS 1.5 /* where a cell is larger than PL_PASSAGE_SNAP_M */

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

enum pl_way_why pl_passage_join(const struct pl_passages *p, pl_pos pos, double snap_m, pl_pos *ret_at,
                                double *ret_extra_m, const struct pl_link **ret_link) {
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
    return pl_passage_join(p, pos, PL_PASSAGE_SNAP_M, ret_at, ret_extra_m, ret_link);
}

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
