/* A date as sources give it: exact, a month, a year, a range, about a year, or with the day or month unknown.
 *
 * A value: the days it may mean, first to last, and how it was said. Dates of birth and of listing are compared as
 * intervals, never as strings. Proleptic Gregorian, years 1 to 9999. Pure. The forms are those of the UN and OFAC
 * lists, the UK's `00/04/1984` and `dd/mm/1945`, and ISO 8601. */
#ifndef PL_TEXT_INTERVAL_H
#define PL_TEXT_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

enum pl_precision { PL_PRECISION_DAY, PL_PRECISION_MONTH, PL_PRECISION_YEAR, PL_PRECISION_RANGE };

/* Years that "circa" and "approximately" add on each side. */
#define PL_INTERVAL_CIRCA_YEARS 2

struct pl_interval {
    int32_t first_day; /* days since 1970-01-01, circa not yet added */
    int32_t last_day;  /* inclusive */
    uint8_t precision; /* enum pl_precision: how it was said */
    bool circa;
};

/* Reads one date: `1965`, `1965-3`, `1965-03-07`, `1965-03-07T00:00:00`, `1965-03-07-04:00`, `7 Mar 1965`, `07 March
 * 1965`, `Mar 1965`, `07/03/1965` (day first; 00 or letters for what is not known: `00/03/1965`, `dd/mm/1965`,
 * `07/00/1965`), each also behind `circa`, `c.`, `ca.`, `about`, `approximately`; and two of them as a range: `1960 to
 * 1963`, `between 1960 and 1963`, `1960-1963`, and as pl_interval_write has it: `1960-01-01/1963-12-31`. White space
 * and a final full stop around it are ignored. False for anything else and for days that do not exist. */
bool pl_interval_parse(pl_str text, struct pl_interval *ret_interval);

/* From the first day of a to the last of b; false where that is backwards. */
bool pl_interval_join(struct pl_interval a, struct pl_interval b, struct pl_interval *ret_interval);

/* True where one day may be meant by both; circa counts as PL_INTERVAL_CIRCA_YEARS more on each side. */
bool pl_interval_overlap(struct pl_interval a, struct pl_interval b);

/* True where both are days and one is the other with day and month exchanged: a doubt, not a match. */
bool pl_interval_flipped(struct pl_interval a, struct pl_interval b);

/* `1965-03-07`, `1965-03`, `1965`, `1960-01-01/1963-12-31`, with `circa ` before it. */
void pl_interval_write(struct pl_buf *buf, struct pl_interval interval);

#endif
