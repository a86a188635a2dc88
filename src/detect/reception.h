/* Reception: how well ships of a class were heard, cell by cell and hour by hour.
 *
 * The unit is the *chance*: a span of sample time (encounter.sample_s) in which a track is known to have been at sea in
 * a cell because it was heard before and after it, not longer than reception.max_hole_hours apart. A chance was *taken*
 * when a report came in it. Chances and takings are whole numbers that only add up, so neither threads nor the order of
 * imports can change a sum. */
#ifndef PL_DETECT_RECEPTION_H
#define PL_DETECT_RECEPTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/time.h"
#include "geo/sphere.h"

struct pl_reception;

#endif
