/* A date of OFAC's advanced XML: a period between two days that may be periods themselves.
 *
 * Source: DatePeriod of OFAC's sdn_advanced.xsd. Pure. */
#ifndef PL_LISTS_OFAC_PERIOD_H
#define PL_LISTS_OFAC_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* A day as its parts; 0: not given. */
struct pl_ofac_day {
    uint32_t year, month, day;
};

struct pl_ofac_period {
    struct pl_ofac_day days[4]; /* Start/From, Start/To, End/From, End/To */
    bool circa;
    uint32_t calendar; /* CalendarTypeID; PL_HELD_NONE, 1: Gregorian */
};

/* Appends it as text/interval reads it, nothing where no year is given: a whole month or year as the month or year,
 * another calendar than the Gregorian behind it, so that it compares with none of ours. */
void pl_ofac_period_write(const struct pl_ofac_period *period, struct pl_buf *text);

#endif
