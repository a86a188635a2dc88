/* Was this entry listed on day D? What kept publications can answer, and what they cannot.
 *
 * Rule (exactly that of docs/format/asof.md): on a publication's own day, exactly that publication. Else P = the newest
 * publication before D, N = the oldest after D. P and N hold the entry, or P holds it and there is no N: listed. P
 * holds it and N lacks it: undetermined. N holds it and P lacks it or is missing: with N's listing date L, L > D: not
 * listed; L <= D and no publication dated in [L, D] lacks it: listed; otherwise, or without L: undetermined (entries
 * that are put back keep their old date). N lacks it and P lacks it or is missing, but a later publication gives L <=
 * D: undetermined. Neither: not listed. An L of less than day precision that does not decide is no L (circa counts as
 * PL_INTERVAL_CIRCA_YEARS more on each side). Without any dated copy: undetermined. Pure. */
#ifndef PL_LISTS_ASOF_H
#define PL_LISTS_ASOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/interval.h"

/* One publication as seen by one entry; an array of them is sorted by day, one per day (of one day, the latest copy).
 */
struct pl_asof_copy {
    int32_t day; /* since 1970-01-01 */
    bool holds;
    bool has_listed;
    struct pl_interval listed; /* the listing date that this copy gives, where it holds the entry */
};

enum pl_asof_answer { PL_ASOF_NOT_LISTED, PL_ASOF_LISTED, PL_ASOF_UNDETERMINED };

struct pl_asof {
    int answer;      /* enum pl_asof_answer */
    const char *why; /* one sentence, static */
};

struct pl_asof pl_asof_decide(const struct pl_asof_copy *copies, size_t n, int32_t day);

#endif
