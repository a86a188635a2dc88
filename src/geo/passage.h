/* The shortest way by sea between two places, on a land mask (geo/sea) and its links (geo/link).
 *
 * Method: water is cut into squares of at most PL_PASSAGE_SQUARE_MAX cells, small near land; from the source a wave
 * runs over them, and each square remembers from which turning point (the source, or a corner of the coast) it is in
 * sight; its distance is the turning point's plus the great circle to it. So a leg is a great circle that was looked
 * along, and a way is one that a ship can sail on the mask. All grids of the mask are searched as one: the finest that
 * covers a place counts there. Error: PL_PASSAGE_ERROR of the distance and PL_PASSAGE_ERROR_CELLS cells of the
 * coarsest grid that either end lies in (measured against exact searches on finer grids, docs/reach.md), and what was
 * crossed straight over land to join a place.
 *
 * A place in a land cell is joined to the sea by the port link that serves it, else to the nearest water within
 * PL_PASSAGE_SNAP_M; else it is UNKNOWN, as is a place outside the mask or within a degree of a pole. Nothing is
 * assumed about draught, ice, weather or permission to pass.
 *
 * Memory and threads: pl_passages is const after opening and may be shared by threads; the shipped mask needs about 100
 * MB, and a moment to open: open once. A field belongs to its opener; reading it changes nothing, so threads may share
 * it. Same bits for same input everywhere. Pure. */
#ifndef PL_GEO_PASSAGE_H
#define PL_GEO_PASSAGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "geo/link.h"
#include "geo/sea.h"
#include "geo/sphere.h"

#define PL_PASSAGE_SQUARE_MAX  16
#define PL_PASSAGE_ERROR       0.01
#define PL_PASSAGE_ERROR_CELLS 1.0
#define PL_PASSAGE_SNAP_M      6000.0
#define PL_PASSAGE_FAR_M       30000000.0 /* farther than any way by sea: a limit that is none */

struct pl_passages;

/* links may be NULL: none. sea (and what it points to) and links must outlive it. Freed by pl_passages_close. FORMAT
 * where a link does not lead to water (its id is named), LIMIT beyond 2^31 cells, NOMEM. */
PL_MUST int pl_passages_open(const struct pl_sea *sea, const struct pl_links *links, struct pl_passages **ret_passages,
                             struct pl_error *err);
void pl_passages_close(struct pl_passages *passages); /* accepts NULL */

enum pl_way_state {
    PL_WAY_FOUND,  /* sea_m is the distance */
    PL_WAY_BEYOND, /* there may be one, longer than the limit; sea_m is the limit */
    PL_WAY_NONE,   /* both places are in water, and no way joins them: a lake, another sea of this mask */
    PL_WAY_UNKNOWN /* cannot be said: why */
};

enum pl_way_why {
    PL_WAY_WHY_NOTHING,
    PL_WAY_WHY_LAND,    /* in a land cell, and neither a link nor water is near */
    PL_WAY_WHY_OUTSIDE, /* outside the grids of the mask */
    PL_WAY_WHY_POLE     /* within a degree of a pole */
};

struct pl_way {
    enum pl_way_state state;
    enum pl_way_why why; /* of UNKNOWN */
    bool why_source;     /* of UNKNOWN: it is about the first place (a field's source), not the second */
    bool coarse;         /* an end or a turning point lies in another grid than the finest of the mask */
    double sea_m;        /* FOUND: the distance; BEYOND: the limit; else 0 */
    double error_m;      /* FOUND and BEYOND: how far the truth may lie from sea_m, either way */
};

/* A sentence part for people: "on land: no link and no water within 2.2 nm", "" for NOTHING. Static. */
const char *pl_way_why_text(enum pl_way_why why);

/* From a to b, searched no farther than limit_m (0 < limit_m; PL_PASSAGE_FAR_M for any). About a millisecond for
 * neighbouring ports, tens for an ocean. NOMEM. */
PL_MUST int pl_passage(const struct pl_passages *passages, pl_pos a, pl_pos b, double limit_m, struct pl_way *ret_way,
                       struct pl_error *err);

/* All distances from one place, up to limit_m: once for each watched port, then asked for thousands of gaps. A source
 * that cannot be placed gives a field that answers UNKNOWN everywhere. Memory: about 16 bytes for each square of the
 * mask (shipped: pl_passages_squares, some MB). NOMEM. */
struct pl_field;

PL_MUST int pl_field_open(const struct pl_passages *passages, pl_pos source, double limit_m,
                          struct pl_field **ret_field, struct pl_error *err);

/* The same from a listed port, joined to the sea as by pl_field_at_port. Where places are given, these alone will be
 * asked for, and the search ends once it is well past all of them. */
PL_MUST int pl_field_open_port(const struct pl_passages *passages, pl_pos port, double limit_m, const pl_pos *places,
                               size_t n_places, struct pl_field **ret_field, struct pl_error *err);
void pl_field_close(struct pl_field *field); /* accepts NULL */

/* The distance between the source and pos, the same in both directions. Some hundred nanoseconds at sea. */
void pl_field_at(const struct pl_field *field, pl_pos pos, struct pl_way *ret_way);

/* The same for a listed port, which may lie up a river or at the head of a fjord that the mask does not show: where
 * nothing else joins it, the nearest water within PL_PASSAGE_PORT_M does, straight. The way by water may be longer than
 * that, so error_m grows by it and the port is never cleared for it. */
#define PL_PASSAGE_PORT_M 40000.0
void pl_field_at_port(const struct pl_field *field, pl_pos pos, struct pl_way *ret_way);

/* Straight distance to the nearest land of the mask's grid there, measured between cells: 0 on land, at most max_m (a
 * place farther than that answers max_m); error one cell. False where the mask does not cover pos. */
bool pl_passages_shore_m(const struct pl_passages *passages, pl_pos pos, double max_m, double *ret_m);

/* How a place is joined: itself where it is in water (*ret_extra_m 0); the link's or the nearest water's place and the
 * way to it. The reason where it is not. */
enum pl_way_why pl_passages_join(const struct pl_passages *passages, pl_pos pos, pl_pos *ret_at, double *ret_extra_m,
                                 const struct pl_link **ret_link);

/* For drawing and tests: the squares of water. i < pl_passages_squares; edges in units of pl_pos, east may exceed
 * PL_LON_HALF by a square's side where it ends at 180. */
size_t pl_passages_squares(const struct pl_passages *passages);
void pl_passages_square(const struct pl_passages *passages, size_t i, int32_t *ret_west, int32_t *ret_south,
                        int32_t *ret_east, int32_t *ret_north, double *ret_cell_m);
const struct pl_sea *pl_passages_sea(const struct pl_passages *passages);

#endif
