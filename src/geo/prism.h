/* Reachability: where a ship can have been between two dated places at no more than a given speed, by sea.
 *
 * The two distance fields (geo/passage) of the places, their sum against speed x (time - dwell), the limit. `marginal`
 * lies within the error of the distances, at most PL_PRISM_MARGIN of the limit; what is not known is undetermined, with
 * the reason. "reachable" says that nothing forbids it, never that it happened.
 *
 * A prism belongs to its opener; reading changes nothing. Pure. */
#ifndef PL_GEO_PRISM_H
#define PL_GEO_PRISM_H

#include "base/error.h"
#include "base/time.h"
#include "geo/passage.h"

/* Of the limit. With the error of the distances on top a `marginal` is never farther than 4 per cent off. */
#define PL_PRISM_MARGIN 0.03

enum pl_verdict { PL_VERDICT_REACHABLE, PL_VERDICT_UNREACHABLE, PL_VERDICT_MARGINAL, PL_VERDICT_UNDETERMINED };

/* "reachable", "unreachable", "marginal", "undetermined". Static. */
const char *pl_verdict_word(enum pl_verdict verdict);

struct pl_prism_ask {
    pl_pos from, to;
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

struct pl_prism;

/* Searches the two fields as far as distances can matter: to search_m from each end, at least the limit; 0 for the
 * limit alone. USAGE (the sentence says what) for values outside the ranges above; NOMEM. passages must outlive it. */
PL_MUST int pl_prism_open(const struct pl_passages *passages, const struct pl_prism_ask *ask, double search_m,
                          struct pl_prism **ret_prism, struct pl_error *err);
void pl_prism_close(struct pl_prism *prism); /* accepts NULL */

/* The way itself: can it have come from one to the other at all (dwell not counted)? */
void pl_prism_way(const struct pl_prism *prism, struct pl_prism_answer *ret_answer);

/* A place: can it have been there for the dwell? */
void pl_prism_place(const struct pl_prism *prism, pl_pos pos, struct pl_prism_answer *ret_answer);

/* A listed port: joined to the sea as pl_field_at_port does. */
void pl_prism_port(const struct pl_prism *prism, pl_pos pos, struct pl_prism_answer *ret_answer);

/* How long, in hours, it can have stayed at pos at most: the most favourable speed; negative where it cannot have been
 * there, NaN where undetermined. For meetings: the two must overlap for some hours. */
double pl_prism_stay_h(const struct pl_prism *prism, pl_pos pos);

/* The reachable sea in rows of cells, north to south and west to east, by grid: each call a stretch of water, all of it
 * reachable (marginal counts as reachable), in units of pl_pos; east > west, both in one turn of 360 degrees from -180.
 * A code other than 0 ends it and is returned. */
typedef int (*pl_prism_row)(void *ctx, int32_t west, int32_t south, int32_t east, int32_t north, struct pl_error *err);
PL_MUST int pl_prism_rows(const struct pl_prism *prism, pl_prism_row row, void *ctx, struct pl_error *err);

#endif
