/* A case at a glance: whose it is, who may sign, how long its log is and under which signatures, what it holds, when it
 * was last checked, and the commands by which anybody checks it without this program's server. */
#ifndef PL_APP_CASE_SUM_H
#define PL_APP_CASE_SUM_H

#include "app/check.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"

/* One line of "type":"case". What the reader is not cleared for is not counted. */
PL_MUST int pl_case_sum_json(const char *dir, pl_time known_at, struct pl_buf *out, struct pl_error *err);

/* How much a case holds, for whoever counts it now and then. */
struct pl_case_counts {
    uint64_t entries, recordings, other_files, reports, filings, lists;
};
PL_MUST int pl_case_counts(const char *dir, struct pl_case_counts *ret, struct pl_error *err);

/* Notes in the case's folder when it was checked and what came of it. A courtesy: it never fails, and nothing rests on
 * it, for who can alter a case can alter the note. dir: the folder itself. */
void pl_case_checked(const char *dir, pl_time now, const struct pl_check_done *done, bool quick);

#endif
