/* Compares the events that a monitor found in an exercise with the truth.
 *
 * The matching rule: an event and a truth entry match when they are of one type, name the same vessels (MMSI), and the
 * time they share is at least half of the longer of the two; identifier_invalid needs the field instead of the time.
 * Each counts once. Which truth entries an event is asked for is decided by limits, given by the caller and public
 * (below), never by the rules file. A truth entry within a small margin of a limit, or that the reports show only in
 * part, is marginal: missing it is no miss, finding it is no false alarm. Pure; a score owns its memory. */
#ifndef PL_EXERCISE_SCORE_H
#define PL_EXERCISE_SCORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

/* field, name on the command line, default, margin as a share, what it says */
#define PL_SCORE_LIMITS(X)                                                                                             \
    X(gap_hours, "gap.min_hours", 12, 0.01, "silences longer than this")                                               \
    X(meet_m, "encounter.max_distance_m", 500, 0, "hulls within this of each other (500 or 1000)")                     \
    X(meet_hours, "encounter.min_hours", 2, 0.05, "for at least this long, as received")                               \
    X(meet_kn, "encounter.max_speed_kn", 2, 0.1, "below this speed")                                                   \
    X(meet_port_km, "encounter.min_port_km", 10, 0.1, "farther than this from every port")                             \
    X(slow_kn, "loitering.max_speed_kn", 2, 0, "sailing below this (2 or 3)")                                          \
    X(slow_hours, "loitering.min_hours", 4, 0.1, "for at least this long, as received")                                \
    X(slow_port_km, "loitering.min_port_km", 10, 0.1, "farther than this from every port")                             \
    X(stop_hours, "port_visit.min_stop_hours", 1, 0.5, "stops in port of at least this")                               \
    X(jump_kn, "position_jump.min_kn", 60, 0.2, "faster than this between two reports")

struct pl_score_limits {
#define PL_SCORE_LIMIT_FIELD(field, name, def, margin, text) double field;
    PL_SCORE_LIMITS(PL_SCORE_LIMIT_FIELD)
#undef PL_SCORE_LIMIT_FIELD
};

/* The defaults, changed by text such as "gap.min_hours=24,encounter.min_hours=3" (NULL or "" changes nothing). USAGE
 * for an unknown name, a value that is no number above 0, or a level that the truth does not hold. */
PL_MUST int pl_score_limits_read(const char *text, struct pl_score_limits *ret_limits, struct pl_error *err);

/* enum name, JSON name */
#define PL_SCORE_TYPES(X)                                                                                              \
    X(GAP, "gap")                                                                                                      \
    X(ENCOUNTER, "encounter")                                                                                          \
    X(LOITERING, "loitering")                                                                                          \
    X(PORT_VISIT, "port_visit")                                                                                        \
    X(IDENTITY_CONFLICT, "identity_conflict")                                                                          \
    X(IDENTITY_CHANGE, "identity_change_candidate")                                                                    \
    X(IDENTIFIER_INVALID, "identifier_invalid")                                                                        \
    X(POSITION_JUMP, "position_jump")                                                                                  \
    X(SYNTHETIC_TRACK, "synthetic_track")                                                                              \
    X(INTERFERENCE, "gnss_interference")                                                                               \
    X(RENDEZVOUS, "possible_rendezvous")

enum pl_score_type {
#define PL_SCORE_TYPE_ENUM(name, text) PL_SCORE_##name,
    PL_SCORE_TYPES(PL_SCORE_TYPE_ENUM)
#undef PL_SCORE_TYPE_ENUM
        PL_SCORE_TYPE_COUNT
};

const char *pl_score_type_name(int type);

struct pl_score_row {
    uint64_t truth;    /* entries that count */
    uint64_t marginal; /* entries that do not */
    uint64_t events;   /* read */
    uint64_t matched;
    uint64_t excused; /* events that match a marginal entry */
};

struct pl_score;

/* Reads truth.json. FORMAT, LIMIT, NOMEM. */
PL_MUST int pl_score_open(pl_str truth_json, const struct pl_score_limits *limits, struct pl_score **ret_score,
                          struct pl_error *err);

/* Takes one line of the monitor's JSON Lines. Lines of another type (summary, coverage ...) are counted and ignored.
 * FORMAT (with the line) for a line that is no JSON object or an event without vessels or times; LIMIT beyond
 * 10,000,000 events. */
PL_MUST int pl_score_line(struct pl_score *score, pl_str line, uint64_t line_number, struct pl_error *err);

/* Matches; once, after the last line. */
void pl_score_match(struct pl_score *score);

struct pl_score_row pl_score_row(const struct pl_score *score, int type);

/* The table for a reader, or JSON Lines: one "score" a type, every "missed" entry and "false" event, a "summary". */
void pl_score_write(const struct pl_score *score, bool json, struct pl_buf *out);

/* Accepts NULL. */
void pl_score_close(struct pl_score *score);

#endif
