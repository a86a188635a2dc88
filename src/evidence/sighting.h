/* A sighting against what ships said of themselves: could this ship have been there then?
 *
 * A sighting is a place with an error and a time from first to last. A ship's fixes around it say where it was before
 * and after. Its way between two fixes is taken as straight for the nearest distance, and as any way at all, at no more
 * than a greatest speed, for what it could have reached. All arithmetic as in geo/sphere. Pure. */
#ifndef PL_EVIDENCE_SIGHTING_H
#define PL_EVIDENCE_SIGHTING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/time.h"
#include "geo/sphere.h"

#define PL_SIGHTING_AIS_ERROR_M 200.0               /* of a reported position, and of a hull's length */
#define PL_SIGHTING_JOIN_US     (2 * PL_HOUR_US)    /* a straight way is supposed across at most so much silence */
#define PL_SIGHTING_NEAR_US     (30 * PL_MINUTE_US) /* a lone fix speaks for so long before and after it */

struct pl_sighting {
    pl_pos at;
    double accuracy_m; /* 0: not said; PL_SIGHTING_AIS_ERROR_M is added in any case */
    pl_time from, to;
};

struct pl_sighting_fix {
    pl_time at;
    pl_pos pos;
};

enum pl_sighting_verdict {
    PL_SIGHTING_EXPLAINED,    /* it was there, within the error */
    PL_SIGHTING_CONTRADICTED, /* it cannot have been there at any moment of the sighting */
    PL_SIGHTING_POSSIBLE,     /* it could have come there and back, but did not say so */
    PL_SIGHTING_SILENT        /* it said nothing near enough in time */
};

struct pl_sighting_answer {
    int verdict;       /* enum pl_sighting_verdict */
    double distance_m; /* the least on its way during the sighting; < 0 where it is not known */
    double needs_kn;   /* POSSIBLE and CONTRADICTED: the least speed that would have done; < 0: no speed would */
};

/* fixes: of one ship, ascending in time; those long before and after may be left out, but the nearest on each side must
 * be there. max_kn: no hull is faster. */
struct pl_sighting_answer pl_sighting_compare(const struct pl_sighting *sighting, const struct pl_sighting_fix *fixes,
                                              size_t n, double max_kn);

#endif
