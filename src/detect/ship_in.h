/* Inside of a ship: what ship.c asks of ship_said.c. */
#ifndef PL_DETECT_SHIP_IN_H
#define PL_DETECT_SHIP_IN_H

#include "detect/ship.h"

/* Takes in what a message says; gives out what has changed (struct pl_ship_out). */
void pl_ship_listen(struct pl_ship *ship, struct pl_ship_rules *rules, const struct pl_ais_static *said);

/* Gives out what stands now, where it is not what was given out: with several hulls, only what was always said. */
void pl_ship_show(struct pl_ship *ship, struct pl_ship_rules *rules);

/* A report of `h`, one of the ship's, is next: what was said since the one before it is its own, where it can be told.
 */
void pl_ship_hear(struct pl_ship *ship, struct pl_hull *h, pl_time now);

/* More than one hull, errors apart. */
bool pl_ship_shared(const struct pl_hulls *hulls);

#endif
