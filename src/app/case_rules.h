/* The rules of detection of a case: the default ones until a person sets others. Each change is an act (journal kind
 * `rules`) that holds the whole set; the last one counts, and the next detection reads everything anew. */
#ifndef PL_APP_CASE_RULES_H
#define PL_APP_CASE_RULES_H

#include "app/act.h"
#include "detect/rules.h"

struct pl_case_rules {
    struct pl_rules rules;
    int64_t seq; /* the entry that set them; -1: nobody did */
    pl_time at;
};

/* As the first `before` entries say. VERSION where they were set by a program whose rules this one does not know. */
PL_MUST int pl_case_rules_read(struct pl_case *c, int64_t before, struct pl_case_rules *ret, struct pl_error *err);

/* Signs a change; REFUSED where they already are these. */
PL_MUST int pl_case_rules_set(struct pl_acting *acting, const struct pl_rules *rules, int64_t *ret_seq,
                              struct pl_error *err);

#endif
