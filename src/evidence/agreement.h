/* How one report agrees with another, said as a short list of features: what copying is told by.
 *
 * Direction matters: `child` came later and may have been taken from `parent`. Each measured value, the time of day,
 * the day, the wording and the time between both give one feature: which slot it is of (small or large whole number,
 * decimal number, clock ...) and which case it is (the same, a rounding, near, dropped ...). No feature is a
 * probability; what each is worth is learnt in copying.c. Pure. */
#ifndef PL_EVIDENCE_AGREEMENT_H
#define PL_EVIDENCE_AGREEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/time.h"
#include "evidence/reading.h"

enum pl_agreement_slot {
    PL_SLOT_SMALL,   /* whole numbers below 100 */
    PL_SLOT_MIDDLE,  /* below 1,000 */
    PL_SLOT_LARGE,   /* the others */
    PL_SLOT_DECIMAL, /* numbers of which either side has decimals */
    PL_SLOT_CLOCK,   /* time of day */
    PL_SLOT_DAY,
    PL_SLOT_WORDING,
    PL_SLOT_LAG, /* from the one's publication to the other's */
    PL_SLOT_COUNT
};

enum pl_agreement_case {
    PL_CASE_SAME,         /* as precise as it is written, and equal */
    PL_CASE_SAME_AGAINST, /* equal where more sources agree on another value: a shared rare value */
    PL_CASE_SAME_ROUND,   /* both rounded or hedged, and equal */
    PL_CASE_ROUNDED,      /* the child's is the parent's after rounding, and says so */
    PL_CASE_ROUND_BARE,   /* so too, but without a word that says it is rounded */
    PL_CASE_SHARPER,      /* the parent's is the child's after rounding, and says so */
    PL_CASE_NEAR,         /* differs as measurements do: at most 10 %, an hour, a day */
    PL_CASE_TYPO,         /* two neighbouring digits exchanged */
    PL_CASE_FAR,          /* differs more */
    PL_CASE_DROPPED,      /* only the parent has it */
    PL_CASE_ADDED,        /* only the child has it */
    PL_CASE_COUNT
};
/* Of the wording: SAME is equal and rare among all reports, SAME_ROUND equal and common, FAR different. Of the lag the
 * case is a bin: below 6 h, 1 d, 2 d, 4 d, 8 d, 16 d, beyond, not known. */

#define PL_AGREEMENT_MAX    12
#define PL_AGREEMENT_VALUES 8 /* values that are compared */

struct pl_agreement {
    uint8_t n;
    uint8_t feature[PL_AGREEMENT_MAX]; /* slot << 4 | case */
};

/* One report as it is compared. `use` and `against` run beside reading->values. */
struct pl_agreement_side {
    const struct pl_reading *reading;
    const uint8_t *use;  /* PL_VALUE_IGNORE, _CAREFUL (only agreement counts), _USE */
    const bool *against; /* more sources agree on another value */
    bool clock_against;
    bool wording_common;
    pl_time published;
};
enum { PL_VALUE_IGNORE, PL_VALUE_CAREFUL, PL_VALUE_USE };

void pl_agreement_find(const struct pl_agreement_side *child, const struct pl_agreement_side *parent,
                       struct pl_agreement *ret);

/* What speaks for copying, in words ("61 container the same; 168 m for 167.6 m; time of day left out"). */
void pl_agreement_words(const struct pl_agreement_side *child, const struct pl_agreement_side *parent,
                        struct pl_buf *out);

/* True where two values of one name differ by at most 10 % of the larger. */
bool pl_agreement_near(int64_t a_micro, int64_t b_micro);

#endif
