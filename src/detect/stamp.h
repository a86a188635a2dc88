/* Faults of a feed's time stamps, told from jumps: many ships at two places in one second.
 *
 * A feed that begins, or begins again, may send the places that it remembers with the second of its beginning. Ships
 * all over the data then seem to jump from or to that second, and no transmitter did anything. Real interference
 * strikes ships at the times of their own reports, and goes on. So a second is at fault where PL_STAMP_DOUBLES ships
 * jump within it: no ship sends two places in one second; or PL_STAMP_SHARED ships (PL_STAMP_DOUBLES in the first
 * second of the data) jump from or to it, at least half of those that jump half a minute round it, and the other ends
 * of their jumps are spread over other seconds (three of four differ): a recording whose ships all report in the same
 * seconds shows nothing of the kind. A jump belongs to the fault when it leaves or arrives within PL_STAMP_ROOM_S of
 * such a second, unless the ship stayed where it went for a minute and longer and then came back: that is no stale
 * place. Pure, no state, no errors but NOMEM. */
#ifndef PL_DETECT_STAMP_H
#define PL_DETECT_STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/time.h"
#include "geo/sphere.h"

#define PL_STAMP_DOUBLES 3
#define PL_STAMP_SHARED  5
#define PL_STAMP_ROOM_S  2

struct pl_stamp_jump {
    uint32_t mmsi;
    pl_time start, end;
    pl_pos from, to;
    size_t ref;     /* the caller's */
    unsigned ships; /* out: that the fault struck; 0: this jump is of none */
    pl_time at;     /* out: the second at fault; where ships > 0 */
};

/* jumps: in any order, sorted here by (start, mmsi, end). `first` is the first report of the data, most_us the longest
 * that a ship may be away before it comes back. NOMEM. */
PL_MUST int pl_stamp_judge(struct pl_stamp_jump *jumps, size_t n, pl_time first, pl_time most_us, struct pl_error *err);

#endif
