/* Before which lines of a live feed the time of reception has to stand, so that what is kept of it tells when it came.
 *
 * A sentence or a JSON report that carries no time of its own, neither inline nor by the line before it, gets a line of
 * ours before it: a tag block with the time in milliseconds and the key x, which no receiver writes:
 * `\c:1732341234567,x:received*hh\`. The bytes of the feed stay as they came; who takes those lines out has them back.
 * A later part of a message goes by its first one. Lines come whole and in order, one state for each connection. Pure.
 */
#ifndef PL_AIS_STAMP_H
#define PL_AIS_STAMP_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/time.h"

struct pl_stamp {
    bool told;          /* a lone line has told the time of the next message */
    bool speaks;        /* a sentence of this connection has carried a time of its own */
    unsigned n, number; /* the part that came last, of so many; 0 none */
    char sequence;
};

/* Whether a stamp must stand before this line (without its line end). */
bool pl_stamp_wanted(struct pl_stamp *stamp, pl_str line);

/* Appends the stamp, with its LF. at must be 2001 to 2286: milliseconds of 13 digits. */
void pl_stamp_write(struct pl_buf *buf, pl_time at);

#define PL_STAMP_KEY "x:received" /* as it stands among a message's raw tags */

#endif
