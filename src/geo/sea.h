/* The land mask: which cell of a latitude-longitude grid is sea.
 *
 * Two grids are made at build time from GSHHG (tools/make_mask.c): regional 1' (115-150 E, 28-52 N) and world 5'. A
 * cell is sea when its centre is not on land and it is joined to the open sea. The mask is const after opening and
 * its hash stands in every result that used it. Format: docs/format/landmask.md. */
#ifndef PL_GEO_SEA_H
#define PL_GEO_SEA_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "geo/sphere.h"

struct pl_sea;

/* Opens a mask file of one or more grids. FORMAT for a truncated or foreign file, LIMIT. The bytes must outlive it. */
PL_MUST int pl_sea_open(pl_str bytes, struct pl_arena *arena, const struct pl_sea **ret_sea, struct pl_error *err);

enum pl_sea_kind { PL_SEA_UNKNOWN, PL_SEA_LAND, PL_SEA_WATER };

/* From the finest grid that covers the position; UNKNOWN outside all. */
enum pl_sea_kind pl_sea_at(const struct pl_sea *sea, pl_pos pos);

/* True when every cell that the straight segment a-b touches (sampled at a quarter cell) is water. */
bool pl_sea_clear(const struct pl_sea *sea, pl_pos a, pl_pos b);

/* SHA-256 of the mask file, as 64 hex digits and a NUL, given by the maker in its header and checked by the caller. */
const char *pl_sea_hash(const struct pl_sea *sea);

#endif
