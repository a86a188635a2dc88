/* Which part of one name stands for which part of the other, and what is left over.
 *
 * Two readings of one space. Parts may stand in any order. Equal keys are paired first, then the rest by falling gain:
 * slips, initials, and two neighbours that the other side writes as one. Pure, no allocation; the same result for the
 * same arguments, not the same with sides exchanged (match orders the sides first). */
#ifndef PL_NAMES_ALIGN_H
#define PL_NAMES_ALIGN_H

#include "names/match.h"
#include "names/ready.h"

#define PL_ALIGN_MAX_STEPS (2 * PL_FORM_MAX_PARTS)

/* Parts a[a_at .. a_at + a_n) against b[b_at .. b_at + b_n); a_n or b_n 0: what the other side lacks. */
struct pl_align_step {
    uint8_t a_at, a_n, b_at, b_n;
    uint8_t how; /* enum pl_align_how */
    float agreement, weight;
};

struct pl_alignment {
    double score; /* [0,1] */
    bool whole;   /* the score is that of the names without their spaces */
    size_t n;
    struct pl_align_step steps[PL_ALIGN_MAX_STEPS];
};

/* kind is enum pl_name_kind: numbers tell ships and organisations apart more than persons. */
void pl_align_readings(const struct pl_ready_reading *a, const struct pl_ready_reading *b, int kind,
                       struct pl_alignment *ret);

#endif
