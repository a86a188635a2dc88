/* The land mask: which cell of a latitude-longitude grid is sea.
 *
 * Two grids are made at build time from GSHHG (tools/make_mask.c): regional 1' (115-150 E, 28-52 N) and world 5'. A
 * cell is sea when its centre is not on land and it is joined, side by side, to the open sea. The mask is const after
 * opening, threads may share it, and its hash stands in every result that used it. Format: docs/format/landmask.md. */
#ifndef PL_GEO_SEA_H
#define PL_GEO_SEA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "geo/sphere.h"

struct pl_sea;

/* Opens a mask file of 1 to 16 grids, in any order. FORMAT for a truncated or foreign file, VERSION for a newer one,
 * LIMIT for more grids, NOMEM. The bytes must outlive it. Whether they agree with the hash in them is for the caller to
 * check. */
PL_MUST int pl_sea_open(pl_str bytes, struct pl_arena *arena, const struct pl_sea **ret_sea, struct pl_error *err);

enum pl_sea_kind { PL_SEA_UNKNOWN, PL_SEA_LAND, PL_SEA_WATER };

/* From the finest grid that covers the position (west and north edge included, east and south excluded, but for 90 S);
 * UNKNOWN outside all. */
enum pl_sea_kind pl_sea_at(const struct pl_sea *sea, pl_pos pos);

/* True when the segment a-b, straight in degrees and the short way round, lies in water: looked at in both ends and at
 * steps of at most a quarter of the finest cell. False where any place is unknown. */
bool pl_sea_clear(const struct pl_sea *sea, pl_pos a, pl_pos b);

/* A grid of the mask as it lies in the file (docs/format/landmask.md); lengths in units of pl_pos. */
struct pl_sea_grid {
    int32_t cell;              /* a cell's side */
    int32_t west_lon, top_lat; /* the corner of cell (0, 0) */
    int32_t cols, rows;
    uint32_t stride; /* bytes of a row */
    const unsigned char *bits;
};

/* The grids, finest first. i < pl_sea_grids. */
unsigned pl_sea_grids(const struct pl_sea *sea);
const struct pl_sea_grid *pl_sea_grid(const struct pl_sea *sea, unsigned i);

/* SHA-256 of all that follows the hash in the file, as 64 hex digits and a NUL, as the file states it. */
const char *pl_sea_hash(const struct pl_sea *sea);

/* The bytes that the hash covers, for checking it: everything after the first PL_SEA_HEAD_BYTES of the file. */
#define PL_SEA_HEAD_BYTES 40

#endif
