/* Inside the search by sea (geo/passage): the squares of water, the nodes and the sight between two places. Used by
 * passage*.c, prism*.c only.
 *
 * Nodes, in this order: the squares' centres; the corners (convex corners of land, set off into the water by a 64th of
 * a cell); the two ends of each channel; the source of a search. Whatever is no square may be a turning point; a
 * square's centre is one only where sight found no other. */
#ifndef PL_GEO_PASSAGE_IN_H
#define PL_GEO_PASSAGE_IN_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "geo/passage.h"
#include "geo/trig.h"

#define NO_NODE UINT32_MAX

/* Metres of a unit of latitude. */
#define UNIT_M (PL_PI / 180 / PL_POS_UNIT * PL_EARTH_RADIUS_M)

struct level {
    const struct pl_sea_grid *grid;
    bool round;       /* goes round the Earth */
    double per_unit;  /* 1 / cell */
    uint8_t *clear;   /* by cell: cells to the nearest that is no known water, 0 there, at most 255 */
    uint32_t *square; /* by cell: its square, or NO_NODE */
};

struct square {
    int32_t col, row; /* of its north-western cell */
    uint8_t side;     /* cells */
    uint8_t level;
    uint8_t corners;  /* its vertices that are corners set off into it: 1 NW, 2 NE, 4 SW, 8 SE */
    bool has_channel; /* an end of a channel lies in it */
    uint32_t corner;  /* node of the first of them */
};

struct node {
    double at[3]; /* unit vector */
    pl_pos pos;
};

struct pl_passages {
    const struct pl_sea *sea;
    const struct pl_links *links;
    struct level levels[16];
    unsigned n_levels;
    struct square *squares;
    size_t n_squares, max_squares;
    struct node *nodes; /* all but the source */
    size_t n_nodes, n_corners, max_nodes;
    uint32_t *corner_square; /* by corner: the square that it is set off into */
    uint8_t *corner_bit;     /* by corner: which vertex of it */
    size_t max_corners;
    uint32_t *channel_square; /* by end of a channel: the square it lies in */
    uint32_t *channel_link;   /* by channel: which link */
    size_t n_channels;
    double *sines; /* of latitudes, every quarter degree from 90 S: sin, cos */
};

/* The level whose grid covers the place and its cell there; -1 where none does. */
int pl_passage_locate(const struct pl_passages *p, double lon, double lat, size_t *ret_cell);

/* The square of a place in water, else NO_NODE. */
uint32_t pl_passage_square_at(const struct pl_passages *p, pl_pos pos);

struct node pl_passage_node(pl_pos pos);
double pl_passage_arc_m(const double a[3], const double b[3]);

/* Whether the great circle from a to b lies in water. */
bool pl_passage_sees(const struct pl_passages *p, const struct node *a, const struct node *b);

/* The squares beside a square, by sides and corners, each once or more, at most max. */
#define PL_PASSAGE_BESIDE_MAX 512
size_t pl_passage_beside(const struct pl_passages *p, uint32_t square, uint32_t *ret, size_t max);

/* The corners that touch a square of one cell: at most 4. */
size_t pl_passage_corners(const struct pl_passages *p, uint32_t square, uint32_t ret[4]);

/* The same of any node: none where it is no such square. */
size_t pl_passage_small_corners(const struct pl_passages *p, uint32_t node, uint32_t ret[4]);

/* The three squares around a corner. */
size_t pl_passage_around(const struct pl_passages *p, uint32_t corner, uint32_t ret[3]);

struct reached {
    double far_m;
    uint32_t turn; /* the turning point that it is in sight of, + 1 */
    uint32_t near; /* the corner that the wave to it passed last, the next turning point, + 1; 0: none */
};

struct pl_field {
    const struct pl_passages *p;
    struct node source; /* the node p->n_nodes */
    pl_pos asked;       /* as it was asked for; source is where it joins the sea */
    bool all;           /* all water was searched */
    enum pl_way_why why;
    double extra_m;          /* the source's way to the sea */
    double error_m;          /* of that, what goes straight over what the mask takes for land */
    double settled_m;        /* what is no farther than this is known, unless it was left out; HUGE_VAL: all */
    double limit_m, room_m;  /* of the search, extra_m included */
    struct reached *reached; /* by node; all zero: not reached */
};

static inline uint32_t turn_of(const struct pl_field *f, uint32_t node) { return f->reached[node].turn - 1; }
static inline uint32_t near_of(const struct pl_field *f, uint32_t node) { return f->reached[node].near - 1; }
static inline double far_of(const struct pl_field *f, uint32_t node) {
    return f->reached[node].turn > 0 ? f->reached[node].far_m : HUGE_VAL;
}

static inline const struct node *node_of(const struct pl_field *f, uint32_t node) {
    return node == f->p->n_nodes ? &f->source : &f->p->nodes[node];
}

/* Where a place joins the water: itself, the end of its sea link, or the nearest water within snap_m (and then
 * *ret_extra_m on the way there). */
enum pl_way_why pl_passage_join(const struct pl_passages *p, pl_pos pos, double snap_m, pl_pos *ret_at,
                                double *ret_extra_m, const struct pl_link **ret_link);

/* A search from a place. */
struct pl_search {
    pl_pos source;
    double snap_m;      /* how far away the water may be that joins it */
    double limit_m;     /* how far the wave runs */
    double room_m;      /* distances count so much farther: what lies between places and the water */
    const pl_pos *goal; /* or NULL; in water: only as far as the way there needs, and towards it */
    const pl_pos *places;
    size_t n_places;     /* not 0: only as far as the ways to all of them need, */
    double past_m;       /* and so far past them at least */
    const pl_pos *focus; /* or NULL; the other end of a prism: places whose way from the source and straight on to it is
                            longer than sum_m are left out */
    double sum_m;
    const struct pl_field *other; /* or NULL; the field of the other end: the same, but by its distances */
};

int pl_passage_search(const struct pl_passages *p, const struct pl_search *ask, struct pl_field **ret_field,
                      struct pl_error *err);

#endif
