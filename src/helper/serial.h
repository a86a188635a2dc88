/* Numbers of a workbook that mean an instant: told by their number format, written as ISO 8601.
 *
 * Source: ECMA-376 part 1, 18.8.30 (number formats) and 18.17.4 (dates). A workbook knows no time zone, so none is
 * written. Pure. */
#ifndef PL_HELPER_SERIAL_H
#define PL_HELPER_SERIAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

enum pl_serial_kind {
    PL_SERIAL_NUMBER,
    PL_SERIAL_DATE,    /* a day */
    PL_SERIAL_TIME,    /* of a day */
    PL_SERIAL_INSTANT, /* both */
    PL_SERIAL_SPAN     /* elapsed time: [h]:mm */
};

/* Of a format that the standard numbers (0 to 163), and of a format's code. Only its first section counts. */
enum pl_serial_kind pl_serial_of_id(unsigned id);
enum pl_serial_kind pl_serial_of_code(pl_str code);

/* Days since the workbook's epoch as `2026-03-01`, `02:30:00`, `2026-03-01T02:30:00` (with .fff where there are
 * milliseconds) or, for a span, `PT26H30M` (`PT0S` for none). A date format with a part of a day is written as an
 * instant, a time format with days too. False, and nothing is written, for what is no date: NUMBER, negative, beyond
 * 9999, and in the 1900 system day 0 and day 60 (a 29 February 1900 that never was). */
bool pl_serial_write(double days, enum pl_serial_kind kind, bool since_1904, struct pl_buf *out);

#endif
