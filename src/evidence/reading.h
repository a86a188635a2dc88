/* What can be compared in a short report: its measured values with how precisely they are given, its dates, its times.
 *
 * Reads plain text in a line-up of languages that write numbers in digits: numbers with their unit or the noun they
 * count, whether they are hedged ("about", "some", "at least"), how many decimals and trailing zeros they have, ISO and
 * written dates, times of day (14:30, 1430 UTC) and parts of the day ("in the morning"). It knows no subject: a value
 * is "a number of containers", not a cargo. Numbers in words ("two hundred") are not read. Nothing is guessed: a number
 * without a unit or noun is kept under the empty name. A number right behind a capitalised word inside a sentence
 * ("Pier 7", but not "Pier 7 containers") and one written together with letters ("B52") is a label, not a value. Texts
 * beyond PL_READING_MAX_BYTES are read to that byte; at most PL_READING_MAX_VALUES values. Pure; what is returned lives
 * in the arena. */
#ifndef PL_EVIDENCE_READING_H
#define PL_EVIDENCE_READING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

#define PL_READING_MAX_BYTES  ((size_t)64 * 1024)
#define PL_READING_MAX_VALUES 64

/* A number as it stands. */
struct pl_reading_value {
    pl_str name;    /* unit or noun, folded, without a plural: "m", "container", "t"; "" none */
    int64_t micro;  /* the value in millionths; at most 1e12 units */
    int64_t step;   /* what its last written digit is worth, in millionths: 1000000 for 380, 100000 for 167.6 */
    int64_t coarse; /* for a whole number what its last digit that is not 0 is worth: 10000000 for 380; else step */
    bool hedged;    /* about, some, at least, nearly, ~ ... */
};

/* A time of day in minutes, or a part of the day. */
enum pl_reading_clock { PL_READING_NO_CLOCK, PL_READING_MINUTE, PL_READING_PART };

struct pl_reading {
    struct pl_reading_value *values; /* in the order of the text */
    uint32_t n_values;
    int32_t day; /* days since 1970-01-01 of the first date; INT32_MIN none */
    enum pl_reading_clock clock;
    uint16_t from_min, to_min; /* MINUTE: both the minute; PART: its first and last minute, to < from over midnight */
    uint64_t wording;          /* hash of the words; values, dates, times and capitalised words stand for any other */
};

/* Never fails on any bytes but with NOMEM. */
PL_MUST int pl_reading_read(pl_str text, struct pl_arena *arena, struct pl_reading *ret_reading, struct pl_error *err);

#endif
