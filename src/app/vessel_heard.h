/* When one number was heard, by which stations, and what is not known: the hours in which it was not, and of these the
 * ones in which nobody was, so that nobody may have listened.
 *
 * By quarters of an hour: one in which at least one message of the ship came in is heard. A quarter in which no message
 * of any ship came in is deaf. Where others were heard while the ship was not, they may have been heard elsewhere: how
 * surprising such a silence is, only a gap tells (detect/silence). Everything lives in the arena. */
#ifndef PL_APP_VESSEL_HEARD_H
#define PL_APP_VESSEL_HEARD_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "store/case.h"
#include "text/json.h"

#define PL_HEARD_DAYS     4000 /* told one by one; of a longer time only the sums */
#define PL_QUARTERS_A_DAY 96

struct pl_heard_day {
    int64_t day;       /* since 1970 */
    uint64_t heard[2]; /* bit q of [0]: in quarter q of the day; of [1]: in q + 48 */
    uint64_t deaf[2];  /* the same, where nobody was heard */
};

struct pl_heard_station {
    pl_str name; /* as the source names it; "" not said */
    int64_t first_day, last_day;
    uint64_t quarters;
};

/* Which stations heard the ship on a day, of one import. */
struct pl_heard_by {
    int64_t seq, day;
    pl_str station;
    uint64_t bits[2];
};

struct pl_vessel_heard {
    uint32_t mmsi;
    int64_t first, last;            /* quarters since 1970 of the first and last hearing; first > last: never heard */
    uint64_t quarters, heard, deaf; /* first .. last */
    struct pl_heard_day *days;      /* every day from that of first to that of last */
    size_t n_days;                  /* 0: never heard, or over more than a century, by a clock gone wrong */
    struct pl_heard_station *stations; /* by name */
    size_t n_stations;
    const struct pl_heard_by *by; /* by (day, station, import) */
    size_t n_by;
};

/* skip_own: without own-ship sentences. NOMEM, STORE. */
PL_MUST int pl_vessel_heard_read(struct pl_case *c, uint32_t mmsi, bool skip_own, struct pl_arena *arena,
                                 struct pl_vessel_heard *ret, struct pl_error *err);

/* The names of the stations that heard the ship in an import from a time to a time, as a JSON array (null: not said).
 */
void pl_vessel_heard_by(const struct pl_vessel_heard *heard, int64_t seq, pl_time from, pl_time to,
                        struct pl_json *json);

/* A line of "type":"reception", of a number that was heard. */
void pl_vessel_heard_json(const struct pl_vessel_heard *heard, bool exercise, struct pl_json *json);

#endif
