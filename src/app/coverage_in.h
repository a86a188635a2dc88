/* Between the files of coverage. */
#ifndef PL_APP_COVERAGE_IN_H
#define PL_APP_COVERAGE_IN_H

#include "app/coverage.h"
#include "text/json.h"

/* The hours that were asked for. first, last: in, those in which anything was heard (known: there are some); out, those
 * of the question. *ret_any: false where there are none. LIMIT beyond a hundred years. */
PL_MUST int pl_coverage_span(const struct pl_coverage_query *q, bool known, int64_t *first, int64_t *last,
                             bool *ret_any, struct pl_error *err);

/* A count, or null where it is not known. */
void pl_coverage_member(struct pl_json *json, const char *key, bool known, uint64_t n);

#endif
