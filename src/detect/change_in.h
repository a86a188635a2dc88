/* Inside of identity changes: shared by change.c (taking in, running, telling), change_life.c (which tracks ended or
 * began), change_tie.c (how well two of them agree, and how many others as well) and change_pair.c (which may be one
 * ship, and which of these have a rival). The order is that of run_part in change.c. */
#ifndef PL_DETECT_CHANGE_IN_H
#define PL_DETECT_CHANGE_IN_H

#include "detect/fold.h"
#include "detect/relate_in.h"

#define LENGTHS (2 * 65535 + 1) /* to bow and to stern */

/* How what two tracks say of their hull agrees, from the weakest. */
enum tie { TIE_NONE, TIE_NEAR, TIE_SIZE, TIE_POINT, TIE_NAMED, TIE_IMO };

/* How rarely two unlike ships agree so, by enum tie, before the ships of the data have shown it. */
extern const double pl_change_prior[];

struct life {
    struct pl_event_vessel who;
    pl_time start, end;
    pl_pos start_pos, end_pos;
    pl_hash prior;
    bool has_prior, several; /* several: more than one report */
    bool ended, begun;       /* did not come back; did not go on from an earlier track of its number */
    pl_time silence;         /* the longest that it came back from */
    pl_time on_air;          /* and of what the recording heard meanwhile, the most */
    struct pl_relate_parent parent;
};

struct pair {
    uint32_t a, b; /* places in lives: who ended, who began */
    uint8_t tie;   /* enum tie; NONE: dropped */
    double cost;   /* room in time and place that an accident has, times its likelihood */
};

/* A silence that a track came back from. */
struct silence {
    uint32_t mmsi;
    pl_hash track;
    pl_time from, to;
    pl_pos from_pos, to_pos;
};

/* An impossible step of a number. */
struct jump {
    uint32_t mmsi;
    pl_time from, to;
};

/* The first track of a pair, when it ended, and the other's number. */
struct told {
    pl_hash from;
    uint32_t to_mmsi;
    pl_time at;
};

struct change {
    struct life *lives;
    uint32_t n, cap;
    struct silence *silences;
    uint32_t n_silences, cap_silences;
    struct jump *jumps;
    uint32_t n_jumps, cap_jumps;
    struct told *told;
    uint32_t n_told, cap_told;
    struct pair *pairs;
    uint32_t n_pairs, cap_pairs;
    uint32_t *sized;                 /* places of lives that say a size, by length, then in their order */
    uint32_t of_length[LENGTHS + 1]; /* where each length begins in it */
    uint32_t n_numbers, n_sized;     /* numbers; those of which some life says a size */
    uint32_t *begun, *ended;         /* places of lives that began, by start; that ended, by end */
    uint32_t n_begun, n_ended;
    uint32_t *numbers; /* scratch: room for one of each life */
};

static inline unsigned pl_change_length_m(const struct pl_event_vessel *v) { return (unsigned)v->dim[0] + v->dim[1]; }
static inline unsigned pl_change_beam_m(const struct pl_event_vessel *v) { return (unsigned)v->dim[2] + v->dim[3]; }
static inline bool pl_change_has_size(const struct pl_event_vessel *v) {
    return pl_change_length_m(v) > 0 && pl_change_beam_m(v) > 0;
}

/* Room for one more in a list of `n`, or NULL; PL_E_NOMEM with its words. */
void *pl_change_more(void *list, uint32_t n, uint32_t *cap, size_t size);
int pl_change_no_memory(struct pl_error *err);

/* True where a ship of that speed gets from one place to the other in time, but for the slack of positions. */
bool pl_change_within(const struct pl_relate *relate, double speed_kn, pl_pos from, pl_time from_at, pl_pos to,
                      pl_time to_at);

/* By number, start and name of the track. */
int pl_change_life_cmp(const void *a, const void *b);

/* Sorts the lives so, and says of each whether it ended and began. */
void pl_change_judge_lives(const struct pl_relate *relate, struct change *c);

/* After that: makes the indexes that are asked about a pair. */
PL_MUST int pl_change_index_lives(struct change *c, struct pl_error *err);

/* How what two tracks say agrees; sizes that contradict each other leave nothing of it. */
enum tie pl_change_tie_of(const struct pl_event_vessel *a, const struct pl_event_vessel *b, double tolerance_m);

/* The share of other ships that agree with one as well as its partner does. */
double pl_change_share_of(const struct pl_relate *relate, const struct change *c, const struct life *a,
                          const struct life *b, enum tie tie);

/* Appends the best partners of every life that ended to `pairs`. */
PL_MUST int pl_change_find_pairs(const struct pl_relate *relate, struct change *c, struct pl_error *err);

/* Marks (TIE_NONE) the pairs that have a rival. */
void pl_change_drop_rivalled(const struct pl_relate *relate, struct change *c);

#endif
