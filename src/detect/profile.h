/* What the other profiles of rules would make of an event: answered from the measures that the event carries, without
 * detecting again, so only what follows from them is said. Pure. */
#ifndef PL_DETECT_PROFILE_H
#define PL_DETECT_PROFILE_H

#include "base/buf.h"
#include "detect/event.h"
#include "detect/rules.h"

#define PL_PROFILES 3

/* The shipped profiles that are not the rules in use. */
struct pl_profiles {
    struct pl_rules now;
    unsigned n;
    const char *names[PL_PROFILES]; /* "default", "sensitive", "strict" */
    struct pl_rules rules[PL_PROFILES];
};

void pl_profiles_beside(const struct pl_rules *now, struct pl_profiles *ret);

enum pl_profile_answer {
    PL_PROFILE_SAME,         /* no threshold that decides this type differs */
    PL_PROFILE_REPORTED,     /* its measures pass; start, end and what it rests on may differ */
    PL_PROFILE_NOT_REPORTED, /* a measure does not pass */
    PL_PROFILE_UNDETERMINED  /* a threshold differs that its measures do not decide */
};

/* Appends the answer in words to `words`, with the threshold and the measure that decide: "not reported:
 * gap.min_hours > 24, here 13.52". Of an event of the second stage it speaks of its own thresholds, not of those of the
 * events it rests on. */
enum pl_profile_answer pl_profile_says(const struct pl_profiles *profiles, unsigned i, const struct pl_event *event,
                                       struct pl_buf *words);

#endif
