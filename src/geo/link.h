/* Sea links: how places that the land mask takes for land are joined to the sea, and channels that are narrower than
 * its cells (docs/format/links.md, data/sea_links.csv).
 *
 * A *port* link gives the way by water from a river port or a harbour behind a barrage to a place in the open sea. A
 * *channel* link (strait, canal, lock) joins two places at sea. Each row has its source. Read once from CSV, const
 * after, threads may share it. Pure. */
#ifndef PL_GEO_LINK_H
#define PL_GEO_LINK_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "geo/sphere.h"

#define PL_LINKS_MAX     10000u
#define PL_LINK_M_MAX    1000000.0 /* length and radius */
#define PL_LINK_RADIUS_M 5000.0    /* where a row gives no radius */

enum pl_sea_link_kind { PL_SEA_LINK_PORT, PL_SEA_LINK_CHANNEL };

struct pl_link {
    pl_str id, name, source;
    enum pl_sea_link_kind kind;
    pl_pos from, to; /* port: the place that lies in a land cell, and the place at sea; channel: both at sea */
    double length_m; /* by water, never below the great circle */
    double radius_m; /* port: how far around `from` it serves places in land cells */
};

struct pl_links {
    const struct pl_link *items; /* in the order of the rows */
    size_t n;
};

/* CSV with a header: id, kind (port|channel), from_lat, from_lon, to_lat, to_lon are needed; name, length_nm (empty:
 * the great circle), radius_m and source are read where they are there; others are ignored. FORMAT with line and byte
 * (also where a length is shorter than the great circle less 1 per cent, or an id stands twice), EMPTY without rows,
 * LIMIT beyond PL_LINKS_MAX, NOMEM. All memory from the arena, which must outlive the set; nothing points into csv. */
PL_MUST int pl_links_parse(pl_str csv, struct pl_arena *arena, struct pl_links *ret_links, struct pl_error *err);

#endif
