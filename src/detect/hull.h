/* What is remembered of one track of an MMSI: its ends, what it is held to be, and the states of its detectors. */
#ifndef PL_DETECT_HULL_H
#define PL_DETECT_HULL_H

#include "detect/copy.h"
#include "detect/fold.h"
#include "detect/land.h"
#include "detect/loiter.h"
#include "detect/port.h"
#include "detect/smooth.h"

enum pl_hull_verdict {
    PL_HULL_NEW,       /* began beside another track: an excursion of that one, a relocation or a second hull */
    PL_HULL_REAL,      /* a hull (or taken for one) */
    PL_HULL_EXCURSION, /* was elsewhere once and came back: two position jumps */
    PL_HULL_MOVED,     /* went on as another track by one position jump */
    PL_HULL_VERDICTS
};

/* The fastest that a track was seen to sail: its mean over legs between the first reports of 20-minute spans of the
 * clock, ten minutes to two hours apart, rounded up to whole knots. A bad fix does not make a ship fast. */
struct pl_pace {
    pl_time at; /* where the running leg began; PL_TIME_NONE none */
    pl_pos pos;
    double top_kn; /* < 0 unknown */
};

void pl_pace_fold(struct pl_pace *pace, const struct pl_fix *fix);

/* How well the track itself was heard, in the present six hours of the clock and in the six before. */
struct pl_own_heard {
    uint32_t span;           /* at / PL_OWN_HEARD_US */
    uint32_t chances, taken; /* (detect/reception), of the present span */
    uint32_t chances_before, taken_before;
};

#define PL_OWN_HEARD_US (6 * PL_HOUR_US)

void pl_own_heard_fold(struct pl_own_heard *own, pl_time at, uint32_t chances, uint32_t taken);

/* What a number says of itself, or was said of one hull; empty where it says nothing or, with several live tracks,
 * contradictory things. */
struct pl_said {
    uint32_t imo;
    char name[PL_AIS_NAME_MAX];
    char callsign[8];
    uint8_t shiptype;
    uint16_t dim[4]; /* metres to bow, stern, port, starboard */
};

bool pl_said_size(const struct pl_said *said); /* it says dimensions */
void pl_said_wire(struct pl_said *said, struct pl_wire *wire);

struct pl_hull {
    uint32_t id; /* of its segment track */
    uint32_t n;  /* reports, counted as far as identity_conflict.min_reports asks (at least 2) */
    struct pl_track_name name;
    struct pl_held first, last;
    struct pl_said said; /* last said between two of its reports, with no other track's between */

    uint8_t verdict;       /* enum pl_hull_verdict */
    bool within_reach;     /* another track could have come here */
    bool returned;         /* another track reported since its last report; `back` is that report */
    bool onward;           /* `back` is the first report of its track: that one tells the jump */
    bool has_parent;       /* `before` and parent are set */
    uint32_t parent;       /* id of the track that reported before it began */
    struct pl_held before; /* that report */
    struct pl_held back;

    bool has_next;  /* a later track may be its continuation */
    bool has_prior; /* it may be the continuation of an earlier one */
    pl_hash next, prior;

    struct pl_pace pace;
    struct pl_own_heard own;
    pl_time sampled; /* last fix given to the encounters, PL_TIME_NONE none */
    struct pl_loiter loiter;
    struct pl_port_state port;
    struct pl_land land;
    struct pl_smooth smooth;
    struct pl_copy copy;
};

/* The tracks of one MMSI, in the order in which they began. */
struct pl_hulls {
    struct pl_hull *list;
    uint32_t n, cap;
};

struct pl_hull *pl_hulls_find(const struct pl_hulls *hulls, uint32_t id);

/* A new one at the end, or NULL (detect->failed is set). Pointers to others become invalid. */
struct pl_hull *pl_hulls_add(struct pl_hulls *hulls, struct pl_detect *detect);
void pl_hulls_remove(struct pl_hulls *hulls, uint32_t place);
void pl_hulls_free(struct pl_hulls *hulls);
void pl_hulls_wire(struct pl_hulls *hulls, struct pl_detect *detect, struct pl_wire *wire);

#endif
