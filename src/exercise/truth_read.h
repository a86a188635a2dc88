/* Reads truth.json of any length, one entry at a time: 90 days of 1,000 ships have some 100,000 of them.
 *
 * Internal to src/exercise; pure. Only what is asked for is read as JSON (each piece within the ceilings of
 * text/json.h); the other members are passed over by their brackets and quotes, and not judged. */
#ifndef PL_EXERCISE_TRUTH_READ_H
#define PL_EXERCISE_TRUTH_READ_H

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "text/json.h"

/* Takes one element of "events", which is gone after the call. A code other than 0 stops the reading. */
typedef int (*pl_truth_each)(void *ctx, const struct pl_jval *entry, struct pl_error *err);

/* Calls `each` for every element of "events" in order, and tells "end". FORMAT where this is no truth.json ("type" is
 * not "truth", "end" or "events" are missing, or brackets do not close), LIMIT, NOMEM, or the code of `each`. */
PL_MUST int pl_truth_read(pl_str text, pl_truth_each each, void *ctx, pl_time *ret_end, struct pl_error *err);

#endif
