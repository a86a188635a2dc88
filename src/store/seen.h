/* Who was seen in a case: ships, what they said about themselves, and in which cells of the sea.
 *
 * Read-only questions over the tables that import fills. Rows live until the sink returns; a code other than 0 from a
 * sink stops the reading, which returns it. */
#ifndef PL_STORE_SEEN_H
#define PL_STORE_SEEN_H

#include "base/error.h"
#include "base/map.h"
#include "base/str.h"
#include "base/time.h"
#include "geo/sphere.h"
#include "store/case.h"

struct pl_seen_ship {
    uint32_t mmsi;
    uint64_t reports, positions;
    pl_time first, last;
};
typedef int (*pl_seen_ship_sink)(void *ctx, const struct pl_seen_ship *ship, struct pl_error *err);

/* Every MMSI of the case, ascending, over all imports. */
PL_MUST int pl_seen_ships(struct pl_case *c, pl_seen_ship_sink sink, void *ctx, struct pl_error *err);

/* At most `limit` ships whose MMSI is greater than `after`, ascending: all but shore stations, beacons and buoys, or
 * whatever of which `text` (ASCII case aside) begins the MMSI, begins an IMO number that it said, or stands in a name
 * or call sign that it said. */
PL_MUST int pl_seen_find(struct pl_case *c, pl_str text, uint32_t after, uint64_t limit, pl_seen_ship_sink sink,
                         void *ctx, struct pl_error *err);

/* One ship; reports 0 where it was never heard. */
PL_MUST int pl_seen_ship(struct pl_case *c, uint32_t mmsi, struct pl_seen_ship *ret, struct pl_error *err);

/* The imports that hold reports of a ship, ascending by journal entry. */
typedef int (*pl_seen_import_sink)(void *ctx, int64_t seq, struct pl_error *err);
PL_MUST int pl_seen_imports(struct pl_case *c, uint32_t mmsi, pl_seen_import_sink sink, void *ctx,
                            struct pl_error *err);

struct pl_seen_identity {
    uint32_t mmsi;
    pl_str field; /* imo | name | callsign | shiptype | dimensions | destination */
    pl_str value;
    pl_time first, last;
    uint64_t n; /* reports that said it */
};
typedef int (*pl_seen_identity_sink)(void *ctx, const struct pl_seen_identity *identity, struct pl_error *err);

/* What ships said, by (mmsi, field, value), over all imports; mmsi 0: all ships, and only the fields imo, name and
 * callsign. */
PL_MUST int pl_seen_identities(struct pl_case *c, uint32_t mmsi, pl_seen_identity_sink sink, void *ctx,
                               struct pl_error *err);

/* The numbers that said that IMO number, ascending. */
typedef int (*pl_seen_number_sink)(void *ctx, uint32_t mmsi, struct pl_error *err);
PL_MUST int pl_seen_imo(struct pl_case *c, pl_str imo, pl_seen_number_sink sink, void *ctx, struct pl_error *err);

/* The cell of 1 degree of a position: (floor(lat) + 90) * 360 + floor(lon) + 180. */
int64_t pl_seen_cell(pl_pos pos);

/* Positions in the cell, over all imports. */
PL_MUST int pl_seen_count_in_cell(struct pl_case *c, int64_t cell, uint64_t *ret, struct pl_error *err);

/* Adds to `ships` (a map used as a set of MMSI) every ship that was seen in the cell. LIMIT. */
PL_MUST int pl_seen_in_cell(struct pl_case *c, int64_t cell, struct pl_map *ships, struct pl_error *err);

#endif
