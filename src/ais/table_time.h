/* The times that tables write: which forms there are, and how a day-month order is settled.
 *
 * ISO 8601 (`2023-01-11T00:00:00`, a space for T, fractions, Z or an offset), `20210701_185151`, Unix seconds to
 * nanoseconds by their digits, seconds with a fraction, `17/07/2026 05:13:00` and `7.17.2026` in either order. An order
 * that neither the dialect, the option nor the numbers settle is refused, not guessed. Pure. */
#ifndef PL_AIS_TABLE_TIME_H
#define PL_AIS_TABLE_TIME_H

#include <stdbool.h>

#include "base/str.h"
#include "base/time.h"

/* NULL and *ret, or why the text is no time (a literal). text is not empty. */
const char *pl_table_time(pl_str text, bool day_first, pl_time *ret);

#endif
