/* Reachability: where a ship can have been between two dated places at no more than a given speed, by sea.
 *
 * The two distance fields (geo/passage) of the places, their sum against speed x (time - dwell), the limit. `marginal`
 * lies within the error that is stated: that of the distances, and for a port that of its place; what is not known is
 * undetermined, with the reason. "reachable" says that nothing forbids it, never that it happened.
 *
 * A prism belongs to its opener; reading changes nothing. Pure. */
#ifndef PL_GEO_PRISM_H
#define PL_GEO_PRISM_H

#include "base/error.h"
#include "base/time.h"
#include "geo/passage.h"

enum pl_verdict { PL_VERDICT_REACHABLE, PL_VERDICT_UNREACHABLE, PL_VERDICT_MARGINAL, PL_VERDICT_UNDETERMINED };

/* "reachable", "unreachable", "marginal", "undetermined". Static. */
const char *pl_verdict_word(enum pl_verdict verdict);

struct pl_prism_ask {
    pl_pos from, to;
    bool open;              /* where it was at to_at is not known: `to` is not read, and nothing leads there */
    pl_time from_at, to_at; /* to_at >= from_at */
    double max_speed_kn;    /* 0 < v <= PL_PRISM_SPEED_MAX_KN */
    double dwell_h;         /* 0 <= h: what the call itself takes; may exceed the time: then nothing is reachable */
};

#define PL_PRISM_SPEED_MAX_KN 100.0
#define PL_PRISM_HOURS_MAX    (24.0 * 366 * 20)

#define PL_PRISM_WEAK_H 24.0 /* a call that needs no more than this, with its dwell, says little: `why` says so */

struct pl_prism_answer {
    enum pl_verdict verdict;
    const char *why;          /* of UNDETERMINED, and what else should be said; "" else. Static */
    bool has_in, has_out;     /* distances are known */
    double in_m, out_m;       /* from -> place, place -> to; for the way itself in_m is the whole and out_m 0 */
    double error_m;           /* of their sum */
    bool has_speed;           /* required_speed_kn is a number: false where no time is left beside the dwell */
    double required_speed_kn; /* (in + out) / (time - dwell) */
    double slack_h;           /* time - dwell - (in + out) / max speed; negative where it does not suffice */
};

/* The judgement alone, from two ways that the caller has: `in` from the gap's start to the place, `out` from the place
 * to its end, as pl_field_at of a watched port's field gives them for the two ends of a gap (distances are the same in
 * both directions). hours: the time between; limits as in pl_prism_ask. out NULL: `in` is the whole way. */
void pl_prism_judge(const struct pl_way *in, const struct pl_way *out, double hours, double max_speed_kn,
                    double dwell_h, struct pl_prism_answer *ret_answer);

/* The same for a port whose place is only known to uncertainty_m: so much may each way differ. straight_m: from the
 * start to it, and on to the end, in a straight line; what that refutes is not marginal. */
void pl_prism_judge_port(const struct pl_way *in, const struct pl_way *out, double straight_m, double uncertainty_m,
                         double hours, double max_speed_kn, double dwell_h, struct pl_prism_answer *ret_answer);

/* A sum of two ways that is longer than this is unreachable for this limit whatever the error, where no place is more
 * uncertain than uncertainty_m; the ways between water and what lies on land beside it not counted. */
double pl_prism_widest_m(const struct pl_passages *passages, double limit_m, double uncertainty_m);

struct pl_prism;

/* How far is searched. All 0: as far as the limit and the error allow, which every verdict of a place needs; the way
 * itself is then undetermined where it is longer than that. */
struct pl_prism_search {
    double least_m;       /* to so far from each end at least, and to the limit without the dwell */
    double most_m;        /* from each end at most; 0: no bound. Beyond is undetermined */
    double uncertainty_m; /* the greatest of a port that will be asked for */
    const pl_pos *places; /* where not NULL and least_m is 0: these alone will be asked for */
    size_t n_places;
};

/* Searches the two fields. USAGE (the sentence says what) for values outside the ranges above; NOMEM. passages must
 * outlive it. */
PL_MUST int pl_prism_open(const struct pl_passages *passages, const struct pl_prism_ask *ask,
                          const struct pl_prism_search *search, struct pl_prism **ret_prism, struct pl_error *err);
void pl_prism_close(struct pl_prism *prism); /* accepts NULL */

/* The way itself: can it have come from one to the other at all (dwell not counted)? Not of an open one. */
void pl_prism_way(const struct pl_prism *prism, struct pl_prism_answer *ret_answer);

/* A place: can it have been there for the dwell? */
void pl_prism_place(const struct pl_prism *prism, pl_pos pos, struct pl_prism_answer *ret_answer);

/* A listed port: joined to the sea as pl_field_at_port does, judged by pl_prism_judge_port. */
void pl_prism_port(const struct pl_prism *prism, pl_pos pos, double uncertainty_m, struct pl_prism_answer *ret_answer);

/* How long, in hours, it can have stayed at pos at most: the most favourable speed; negative where it cannot have been
 * there, NaN where undetermined. For meetings: the two must overlap for some hours. */
double pl_prism_stay_h(const struct pl_prism *prism, pl_pos pos);

/* The reachable sea in rows of cells, north to south and west to east, by grid: each call a stretch of water, all of it
 * reachable (marginal counts as reachable), in units of pl_pos; east > west, both in one turn of 360 degrees from -180.
 * A code other than 0 ends it and is returned. */
typedef int (*pl_prism_row)(void *ctx, int32_t west, int32_t south, int32_t east, int32_t north, struct pl_error *err);
PL_MUST int pl_prism_rows(const struct pl_prism *prism, pl_prism_row row, void *ctx, struct pl_error *err);

#endif
