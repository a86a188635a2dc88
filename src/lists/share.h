/* A share of ownership as registers and lists write it, as an interval in millionths (ppm).
 *
 * Pure and const. */
#ifndef PL_LISTS_SHARE_H
#define PL_LISTS_SHARE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define PL_PPM_ALL 1000000u

/* A share as sources write it: `51`, `51%`, `51.5 %`, `25-50`, `25 to 50 %`, `more than 25`, `>25`, `75% or more`, `at
 * least 75`, `up to 10`, `less than 5%`. What is not one of these, or beyond 100, is unknown: [0, all], false. "More
 * than" and "less than" are closed at their number: a ppm is too little to matter and never decides (the rules say
 * whether reaching is enough). */
bool pl_share_parse(pl_str text, uint32_t *ret_lo_ppm, uint32_t *ret_hi_ppm);

#endif
