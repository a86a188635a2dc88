/* Inside of possible meetings: shared by rendezvous.c (taking in, choosing by the way at sea, telling),
 * rendezvous_pair.c (who could have been where, and who met whom in the open) and rendezvous_chance.c (what accident
 * would give). */
#ifndef PL_DETECT_RENDEZVOUS_IN_H
#define PL_DETECT_RENDEZVOUS_IN_H

#include "detect/fold.h"
#include "detect/meeting.h"
#include "detect/relate_in.h"

#define KEEP 4 /* silences that are looked at more closely for one loitering */

enum sea_state { SEA_UNASKED, SEA_COULD, SEA_COULD_NOT, SEA_UNKNOWN };

struct loiterer {
    pl_time start, end;
    pl_pos pos;
    bool met; /* another ship lay beside it meanwhile, in the open */
    struct pl_event_vessel who;
    struct pl_relate_parent parent;
    unsigned could; /* silent ships that could have been there */
    uint32_t pairs[KEEP], n_pairs;
    uint32_t late, has_late; /* the nearest pair that the time does not allow */
};

struct silence {
    struct pl_silence it;
    uint32_t beside[2]; /* the number that was met where it begins and ends; 0 none */
    struct pl_event_vessel who;
    struct pl_relate_parent parent;
    bool heard; /* the number was heard on another track at some time of it */
    bool empty; /* nobody was heard for most of it: extracts of recordings, years apart */
    bool taken;
};

struct pair {
    uint32_t l, g;
    bool known; /* the two met in the open at another time */
    bool told, chosen;
    enum sea_state sea;
    double in_m, out_m; /* straight */
    double detour_m;
    double by_chance, expected;
    struct pl_meeting at;
};

/* A number that is heard on another track meanwhile is not silent: a second hull, or false positions. */
struct heard {
    uint32_t mmsi;
    pl_hash track;
    pl_time start, end;
};

struct met {
    uint32_t a, b;
    pl_time start, end;
};

struct list {
    void *p;
    size_t n, cap;
};

struct rendezvous {
    struct list loiterers, silences, mets, heards, pairs;
    struct list remarks; /* of events, found by their id */
    unsigned searches;
};

struct remark {
    pl_hash id;
    unsigned could;
};

static inline struct loiterer *loiterer_at(const struct rendezvous *r, size_t i) {
    return (struct loiterer *)r->loiterers.p + i;
}
static inline struct silence *silence_at(const struct rendezvous *r, size_t i) {
    return (struct silence *)r->silences.p + i;
}
static inline struct pair *pair_at(const struct rendezvous *r, size_t i) { return (struct pair *)r->pairs.p + i; }
static inline double hours_of(const struct loiterer *l) { return pl_hours(l->start, l->end); }
static inline double farther(double a, double b) { return a > b ? a : b; }

/* Room for one more, zeroes not promised; NULL, with err set, where there is no memory. */
void *pl_rendezvous_add(struct list *list, size_t size, struct pl_error *err);

/* Meetings in the open: both ways round and in order; then what they and the tracks say of loiterings and silences. */
PL_MUST int pl_rendezvous_index_mets(struct rendezvous *r, struct pl_error *err);
void pl_rendezvous_mark_mets(const struct pl_relate *relate, struct rendezvous *r);

/* After that: the two numbers met in the open at some time; a meeting in the open explains the one or the other. */
bool pl_rendezvous_knows(const struct rendezvous *r, uint32_t a, uint32_t b);
bool pl_rendezvous_explained(const struct loiterer *l, const struct silence *s);

/* Fills the pairs of each loitering; the order in which they are preferred. */
PL_MUST int pl_rendezvous_make_pairs(struct pl_relate *relate, struct rendezvous *r, struct pl_error *err);
int pl_rendezvous_pair_cmp(const struct pair *x, const struct pair *y);

/* Fills by_chance and expected of the n chosen pairs (one or more, in that order). */
PL_MUST int pl_rendezvous_weigh(struct pl_relate *relate, struct rendezvous *r, const uint32_t *chosen, size_t n,
                                struct pl_error *err);

/* Accident would hardly give one in all the recording, or few of those that were found. */
bool pl_rendezvous_strong(const struct pl_relate *relate, const struct pair *pair);

#endif
