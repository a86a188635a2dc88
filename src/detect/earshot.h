/* How far each station hears, and ships that it heard say to be where it cannot hear.
 *
 * Nobody says where a station stands. So its *reach* is learned from all the ships that it heard: a cell of a degree is
 * one that it hears where synthetic_track.range_near_ships others said to be in it or in one beside it; the middle is
 * the mean of the places in such cells, the reach the distance from there within which synthetic_track.range_share of
 * them lie. A station of too few ships or hours is not judged, nor one that hears farther than any on land: satellites,
 * feeds of many receivers under one name, receivers on ships under way.
 *
 * A ship is told that said to be far beyond all that, long enough, while the station heard others inside as ever. Not
 * where any other ship was ever heard about there, or in that quarter of the sky a day before to a day after: then the
 * radio carried far, as it does over warm seas. Not where the ship was heard on the way there, where another station
 * that hears so far (or is not known well enough) heard it there too, or where the station hears many such. Hearings
 * without a station may be anybody's: nobody is judged by them, but they clear, of the ship there and of others about
 * there or on that side, as those of the station do. Nothing is told where not all places could be kept.
 *
 * A function of the counts (detect/station) and the rules: no order of hearings changes it. Memory while it runs: 72
 * bytes for each place counted (up to 216 while the list grows, 144 where qsort copies it), 80 for each place of the
 * station that has most of them, 112 for each stretch that is far. Pure. */
#ifndef PL_DETECT_EARSHOT_H
#define PL_DETECT_EARSHOT_H

#include <stddef.h>

#include "base/error.h"
#include "detect/rules.h"
#include "detect/station.h"

struct pl_far_hearing {
    uint32_t mmsi, station;
    pl_time start, end; /* first and last hearing there, with no hole of more than half a day */
    pl_pos pos;         /* the middle of where it said to be; its own places lie within radius_m of it */
    double radius_m;
    double off_m, reach_m;  /* of pos from the middle of what the station hears; the reach */
    unsigned quarters;      /* of an hour in which it was heard there */
    unsigned inside;        /* other ships that the station heard within its reach meanwhile */
    unsigned more_stations; /* of which the same holds */
};

/* By mmsi, start; one for each stretch of a ship, by the station that heard most of it. free() the list. NOMEM. */
PL_MUST int pl_earshot_find(const struct pl_stations *stations, const struct pl_rules *rules,
                            struct pl_far_hearing **ret_list, size_t *ret_n, struct pl_error *err);

#endif
