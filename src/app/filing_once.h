/* Filing for whoever may have to say it twice: a page whose connection broke before the answer came.
 *
 * What the same person said in the same words, under the same marking, within the last PL_FILING_ONCE_BACK entries of
 * the log, and what still stands, is not filed again: that one is the answer. */
#ifndef PL_APP_FILING_ONCE_H
#define PL_APP_FILING_ONCE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "evidence/filing.h"

#define PL_FILING_ONCE_BACK 200

struct pl_filed_once {
    char id[PL_FILING_ID_MAX];
    bool known; /* it stood already; nothing was written */
};

/* As pl_filing_new without a file. json receives what stands and a summary. */
PL_MUST int pl_filing_once(const char *dir, pl_time now, const struct pl_filing *filing, pl_str marking,
                           struct pl_buf *json, struct pl_filed_once *ret, struct pl_error *err);

/* Its values as they would be kept, in the acting arena (pl_filing_as_kept), with the label whether or not it is taken:
 * it may be taken by the very filing that is looked for. */
struct pl_acting;
PL_MUST int pl_filing_wanted(struct pl_acting *acting, const struct pl_filing *filing, struct pl_filing *ret,
                             struct pl_error *err);

/* Are these the same values, in any order? */
bool pl_filing_same(const struct pl_filing *a, const struct pl_filing *b);

#endif
