/* Inside names/distance: its two ways, which give the same; for it and its test only.
 *
 * Words of at most PL_DISTANCE_MAX bytes. Both return the distance, or limit + 1 where it is more. */
#ifndef PL_NAMES_DISTANCE_IN_H
#define PL_NAMES_DISTANCE_IN_H

#include "names/distance.h"

#define PL_DISTANCE_LANES_MAX   15  /* bytes of the word that stands in the lanes of a vector */
#define PL_DISTANCE_LANES_LIMIT 160 /* the most that is told apart there */

/* Row by row, in a band: any words, any limit that is not negative. */
int pl_distance_rows(pl_str a, pl_str b, int table, int limit);

/* All of a's letters at once: a of at most PL_DISTANCE_LANES_MAX bytes, a limit of 0 to PL_DISTANCE_LANES_LIMIT. Where
 * the machine has no vectors of 16 bytes it is the other. */
int pl_distance_lanes(pl_str a, pl_str b, int table, int limit);

#endif
