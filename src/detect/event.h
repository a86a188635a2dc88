/* An event: something that happened to one or two tracks, with the rule that says so and the bytes it rests on.
 *
 * A lead, never a finding. Values only: an event owns nothing but the arrays inside it and may be copied. Times are
 * observed report times, never extrapolated. JSON form: docs/format/event.md. */
#ifndef PL_DETECT_EVENT_H
#define PL_DETECT_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "ais/message.h"
#include "base/time.h"
#include "geo/sphere.h"
#include "ledger/hash.h"
#include "track/report.h"

/* enum name, JSON name, rule section. The first stage (detect/pipeline) makes them out of reports; those of the second
 * stage (detect/relate) come of events of the first. TRACK, BOUND (detect/bound: what a ship says of where it is bound)
 * and UNPLACED (detect/unplaced: it sends, but no position) are for the second stage alone and never printed. */
#define PL_EVENT_TYPES(X)                                                                                              \
    X(GAP, "gap", "gap")                                                                                               \
    X(ENCOUNTER, "encounter", "encounter")                                                                             \
    X(LOITERING, "loitering", "loitering")                                                                             \
    X(PORT_VISIT, "port_visit", "port_visit")                                                                          \
    X(IDENTITY_CONFLICT, "identity_conflict", "identity_conflict")                                                     \
    X(IDENTIFIER_INVALID, "identifier_invalid", "identifier_invalid")                                                  \
    X(POSITION_JUMP, "position_jump", "position_jump")                                                                 \
    X(POSITION_ON_LAND, "position_on_land", "position_on_land")                                                        \
    X(SYNTHETIC_TRACK, "synthetic_track", "synthetic_track")                                                           \
    X(DRAUGHT_CHANGE, "draught_change", "draught_change")                                                              \
    X(IDENTITY_CHANGE, "identity_change_candidate", "identity_change")                                                 \
    X(INTERFERENCE, "gnss_interference", "gnss_interference")                                                          \
    X(RENDEZVOUS, "possible_rendezvous", "rendezvous")                                                                 \
    X(TRACK, "track", "track")                                                                                         \
    X(BOUND, "bound", "destination")                                                                                   \
    X(UNPLACED, "unplaced", "unplaced")

enum pl_event_type {
#define PL_EVENT_TYPE_ENUM(name, json, rule) PL_EVENT_##name,
    PL_EVENT_TYPES(PL_EVENT_TYPE_ENUM)
#undef PL_EVENT_TYPE_ENUM
        PL_EVENT_TYPE_COUNT
};

#define PL_EVENT_VESSELS  8 /* more take part in an event of many ships than it names */
#define PL_EVENT_PAIR     2 /* the most that an event of the first stage is about */
#define PL_EVENT_EVIDENCE 16
#define PL_EVENT_PARENTS  8  /* events that an event of the second stage rests on */
#define PL_EVENT_CALLS    12 /* watched ports that a gap is tried against */

struct pl_event_vessel {
    uint32_t mmsi;
    bool has_track; /* identifier_invalid may rest on static reports of a ship without a position */
    pl_hash track;  /* reference of the track's first report; the track key is "MMSI-<first 16 hex digits>" */
    uint32_t imo;   /* what the event's own record says, else the last static report up to its emission; 0 unknown,
                       contradictory */
    char name[PL_AIS_NAME_MAX];
    char callsign[8];
    uint8_t shiptype; /* ITU-R M.1371 table 53; 0 unknown. As name, but not printed */
    uint16_t dim[4];  /* metres to bow, stern, port, starboard; all 0 unknown */
};

/* Could the silent ship have called at a watched port? (detect/call) */
struct pl_event_call {
    char port[32];      /* id */
    int verdict;        /* enum pl_verdict (geo/prism) */
    double in_m, out_m; /* by sea; < 0 unknown */
    double required_kn; /* < 0 unknown */
    double slack_h;     /* time left at the assumed speed after the way and the dwell; valid where in_m >= 0 */
};

/* enum name, JSON name: how surprising a silence is (detect/silence) */
#define PL_EVENT_GRADES(X)                                                                                             \
    X(NONE, "") /* not graded */                                                                                       \
    X(UNEXPECTED, "unexpected") X(EXPECTED, "expected") X(UNKNOWN, "unknown")

enum pl_event_grade {
#define PL_EVENT_GRADE_ENUM(name, text) PL_SILENCE_##name,
    PL_EVENT_GRADES(PL_EVENT_GRADE_ENUM)
#undef PL_EVENT_GRADE_ENUM
        PL_SILENCE_COUNT
};

/* enum name, JSON name: what kind of ships often lie beside each other so (detect/habit): ranked lower, never hidden */
#define PL_EVENT_HABITS(X)                                                                                             \
    X(NONE, "")                                                                                                        \
    X(TUG, "tug")                                                                                                      \
    X(PILOT, "pilot")                                                                                                  \
    X(RESCUE, "rescue")                                                                                                \
    X(AUTHORITY, "authority")                                                                                          \
    X(TENDER, "tender") X(FISHING, "fishing_fleet") X(BUNKER, "bunker_barge") X(SERVICE, "service_vessel")

enum pl_event_habit {
#define PL_EVENT_HABIT_ENUM(name, text) PL_HABIT_##name,
    PL_EVENT_HABITS(PL_EVENT_HABIT_ENUM)
#undef PL_EVENT_HABIT_ENUM
        PL_HABIT_COUNT
};

/* Before and after two ships lay together: who was at the place already, and who stayed (detect/habit). */
struct pl_event_phases {
    bool known;              /* either is */
    uint32_t waited, stayed; /* MMSI; 0: neither was seen to */
    double before_h, after_h;
};

/* enum name, JSON name: how a call agrees with the destination that the ship said before it (detect/arrival) */
#define PL_EVENT_ARRIVALS(X)                                                                                           \
    X(NONE, "")                                                                                                        \
    X(AGREES, "agrees")                                                                                                \
    X(ON_THE_WAY, "on_the_way") X(OTHER_PORT, "other_port") X(AWAY, "away") X(UNDETERMINED, "undetermined")

enum pl_event_arrival {
#define PL_EVENT_ARRIVAL_ENUM(name, text) PL_ARRIVAL_##name,
    PL_EVENT_ARRIVALS(PL_EVENT_ARRIVAL_ENUM)
#undef PL_EVENT_ARRIVAL_ENUM
        PL_ARRIVAL_COUNT
};

/* What a ship said of where it was bound, beside what it did. */
struct pl_event_bound {
    int verdict;   /* enum pl_event_arrival; NONE: nothing was said */
    char said[21]; /* as sent */
    char port[64]; /* id of the port that it names; "" none, or not to be told which */
    bool has_eta;
    pl_time eta;      /* of arrival as said, in the year that is nearest */
    double eta_off_h; /* arrival less eta: positive is late */
};

#define PL_EVENT_WITH 4 /* ships named that lay beside the two meanwhile */

/* What the second stage says of an event of the first: no part of its id or digest. */
struct pl_event_notes {
    int grade;         /* enum pl_event_grade; gap, and possible_rendezvous: of its silence */
    double expected;   /* reports that would have been received, had it gone on sending; < 0 unknown */
    double chance;     /* that at least one would have been; < 0 unknown */
    char basis[96];    /* what the grade rests on, in words */
    double assumed_kn; /* the greatest speed that the calls are tried with; 0: not tried */
    unsigned n_calls;
    struct pl_event_call calls[PL_EVENT_CALLS];
    unsigned calls_beyond; /* watched ports too far even in a straight line: not among the calls */
    unsigned calls_more;   /* farther ones for which there was no room */
    bool has_explained_by; /* an event of an area or a feed that explains it without the ship's doing */
    pl_hash explained_by;
    bool of_feed;                  /* a fault of the feed is all that it is: the remark says which */
    int habit;                     /* enum pl_event_habit; encounter */
    struct pl_event_phases phases; /* encounter */
    unsigned n_with;               /* encounter: ships that lay beside one of the two meanwhile */
    uint32_t with[PL_EVENT_WITH];
    struct pl_event_bound bound; /* port_visit; bound itself */
    unsigned anchorage_ships; /* loitering, encounter: so many ships lay still in the learned anchorage there; 0 none */
    char remark[240]; /* in words: what speaks against the reading, type or habit of the ship, phases; "" none */
};

struct pl_event {
    int type; /* enum pl_event_type */
    pl_hash id;
    unsigned n_vessels;
    struct pl_event_vessel vessels[PL_EVENT_VESSELS]; /* sorted by track key */
    pl_time start;
    pl_time end;  /* PL_TIME_NONE when open */
    bool open;    /* the data end before the event does */
    double hours; /* end - start; for an open event up to the last report of the data */
    pl_pos pos;   /* a representative position: of the start for gaps and jumps, the mean place otherwise */
    bool has_pos;
    pl_pos start_pos, end_pos;
    bool has_start_pos, has_end_pos;

    /* by type */
    bool in_port;      /* gap */
    double distance_m; /* gap: start to end; encounter: least distance; loitering: sailed; synthetic_track of kind
                          range: from the middle of what the station hears */
    double speed_kn;   /* gap: implied; encounter: median of both; loitering: mean, sailed over time with reports */
    double port_distance_m; /* encounter, loitering: to the nearest port, < 0 unknown */
    double implied_kn;      /* position_jump */
    char port[64];          /* port_visit: id */
    int confidence;         /* port_visit: 1-4 */
    bool has_gap;           /* port_visit */
    char field[16];         /* identifier_invalid: "imo" or "mmsi" */
    char value[32];         /* identifier_invalid: as said; synthetic_track of kind range: the station */
    char why[96];           /* identifier_invalid: reason in words */
    double top_kn;          /* gap, loitering, track: the fastest that the track was seen to sail; < 0 unknown */
    bool class_b;           /* gap: what was heard last was of class B */
    uint32_t own_chances, own_taken; /* gap: of the track itself in the six to twelve hours before (detect/reception) */
    double radius_m;                 /* loitering: of its reports round pos; synthetic_track (of kind range: the reach
                                        of the station), gnss_interference */
    char kind[16];                   /* synthetic_track: circle, line, copy or range */
    int draught_from_dm, draught_to_dm; /* draught_change: 0.1 m */
    uint32_t loiterer, silent;          /* possible_rendezvous: MMSI */
    bool feasible;                      /* possible_rendezvous; false is a negative finding */
    double needs_kn;                    /* possible_rendezvous, identity_change_candidate: speed by sea; < 0 unknown */
    double cover_h;                     /* possible_rendezvous: hours that the silent ship could have been there */
    double by_chance; /* possible_rendezvous: of the pairs of this recording with as small a detour, the share that
                         accident alone would give (detect/rendezvous); < 0 unknown */
    unsigned n_ships; /* gnss_interference: ships affected, also those that vessels has no room for */
    pl_hash ambiguous_with; /* gap: its continuation is one of several; conflict: a track may be this one's going on */
    bool has_ambiguous_with;

    struct pl_event_notes notes;

    /* what it rests on */
    uint64_t n_inputs; /* reports */
    pl_time inputs_from, inputs_to;
    pl_hash first_input; /* reference */
    pl_hash digest;      /* SHA-256 over the input records in order; with parents: over their digests in order */
    unsigned n_parents;  /* 0: first stage */
    pl_hash parents[PL_EVENT_PARENTS];
    unsigned n_evidence;
    struct pl_loc evidence[PL_EVENT_EVIDENCE];
    uint32_t evidence_mmsi[PL_EVENT_EVIDENCE];

    pl_time emitted_at; /* position in the stream at which it became certain; never printed */
};

/* The JSON name, and the section of the rules file that decides it; "unknown" beyond the types. */
const char *pl_event_type_name(int type);
const char *pl_event_type_rule(int type);

/* False for what no one is shown (and for no type). */
bool pl_event_type_shown(int type);

/* The type of that JSON name if it is shown, or -1. */
int pl_event_type_of(pl_str name);

/* "unexpected", ...; "" for NONE. */
const char *pl_event_grade_name(int grade);

/* The grade of that name, or -1; NONE has none. */
int pl_event_grade_of(pl_str name);

/* "agrees", ...; "" for NONE. */
const char *pl_event_arrival_name(int verdict);

/* "tug", ...; "" for NONE. */
const char *pl_event_habit_name(int habit);

/* The printed order: (start, type name, id). */
int pl_event_cmp(const struct pl_event *a, const struct pl_event *b);

#endif
