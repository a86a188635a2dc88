/* What a screening in the case needs: required lists with their greatest age, and above which score a second reviewer
 * must agree. Each change is an act; the last one counts. */
#ifndef PL_APP_REQUIREMENT_H
#define PL_APP_REQUIREMENT_H

#include "app/act.h"
#include "app/screen.h"
#include "base/buf.h"
#include "store/list.h"

/* A "no match" at this score or above needs a second reviewer, unless the case says otherwise. */
#define PL_SECOND_REVIEWER_SCORE 0.95

struct pl_requirements {
    struct pl_screen_require *lists; /* by name; in the arena */
    size_t n;
    double second_reviewer; /* in [0,1]; above 1: never */
};

/* As the first `before` entries say. */
PL_MUST int pl_requirements_read(struct pl_case *c, int64_t before, struct pl_arena *arena, struct pl_requirements *ret,
                                 struct pl_error *err);

/* The UTC day (since 1970-01-01) to which ages are counted: of today the newest copies answer, as of a day the newest
 * that were published by then. */
struct pl_requirement_day {
    bool has_as_of;
    int32_t day;
};

/* Why the lists do not do on that day, in the arena; "" where every required list is there, dated and fresh enough. As
 * the first `before` entries say. NOMEM, LIMIT, STORE. */
PL_MUST int pl_requirements_lacking(struct pl_case *c, int64_t before, struct pl_requirement_day day,
                                    struct pl_arena *arena, pl_str *ret_why, struct pl_error *err);

/* "LIST" or "LIST:DAYS" each, one entry each; remove: no longer required. *ret_seq is the last entry. Nothing is signed
 * where one of them is USAGE (no such form, named twice) or, to be removed, NOT_FOUND (it is not required). */
PL_MUST int pl_requirements_change(struct pl_acting *acting, const char *const *texts, size_t n, bool remove,
                                   int64_t *ret_seq, struct pl_error *err);
PL_MUST int pl_requirement_set_second(struct pl_acting *acting, double score, int64_t *ret_seq, struct pl_error *err);

/* What is required as known at that time (PL_TIME_NONE: now): JSON Lines whose last is a summary, or a table. What the
 * case says; LIMIT. */
PL_MUST int pl_requirements_show(const char *dir, pl_time known_at, bool json, struct pl_buf *out,
                                 struct pl_error *err);

/* The two forms of a required list. False for what is neither; the text is borrowed. */
bool pl_requirement_parse(const char *text, struct pl_screen_require *ret);

#endif
