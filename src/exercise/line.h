/* Lines of a recording: one received transmission as tag block and sentences, and the damage that wires do.
 *
 * Internal to src/exercise; pure. */
#ifndef PL_EXERCISE_LINE_H
#define PL_EXERCISE_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "exercise/encode.h"
#include "exercise/rand.h"
#include "exercise/world.h"

#define PL_LINE_RECENT 8

/* What a station remembers between lines. */
struct pl_line_station {
    int sequence; /* next, 0-9 */
    uint32_t group;
    struct {
        uint64_t id; /* of a transmission in parts */
        int sequence;
        uint32_t group;
    } recent[PL_LINE_RECENT];
    unsigned next_recent;
};

struct pl_line {
    const struct pl_station *station;
    pl_time stamp;        /* the true time of reception; the station's clock is added here */
    uint64_t id;          /* of the transmission */
    unsigned part, parts; /* 1-based; 1 of 1 */
    char channel;
    pl_str payload;
    unsigned fill; /* of this part */
};

/* Appends the line with its LF. */
void pl_line_write(struct pl_buf *out, const struct pl_line *line, struct pl_line_station *memory);

/* Appends a damaged copy of a line (with LF): one payload character changed, so that its checksum is wrong. */
void pl_line_damage(struct pl_buf *out, pl_str line, struct pl_rand *rand);

/* Appends a line of a station that is no AIS at all: noise, a cut sentence or another NMEA sentence. */
void pl_line_garbage(struct pl_buf *out, const struct pl_station *station, pl_time stamp, struct pl_rand *rand);

#endif
