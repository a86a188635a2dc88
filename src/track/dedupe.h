/* De-duplication: one transmission that several stations heard counts once.
 *
 * Reports come in (time, record) order. The first report of a payload (pl_record_payload: MMSI and content) opens a
 * window of window_us; further reports of the same payload at time <= opening + window_us are duplicates; the first
 * one after it opens a new window. So the representative is the smallest (time, record), whatever the order of files.
 *
 * Windows hang on what came before: a part of a stream must never be thinned by its own windows and merged with
 * another part later. Before this only *equal records* may be folded into one (an archive does, keeping the set of
 * stations of each: track/block). Payloads are compared as bytes, so no hash decides anything.
 *
 * Memory grows with the payloads of the last window_us, at most PL_DEDUPE_MAX windows. One caller at a time. */
#ifndef PL_TRACK_DEDUPE_H
#define PL_TRACK_DEDUPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "track/report.h"

#define PL_DEDUPE_MAX 8388608 /* windows open at one time */

struct pl_dedupe;

/* window_us 0 still folds equal records. USAGE for a negative window or one above a day, NOMEM. */
PL_MUST int pl_dedupe_open(int64_t window_us, struct pl_dedupe **ret_dedupe, struct pl_error *err);

/* The next report; *ret_duplicate tells whether its window was open already. The record is copied where needed. USAGE
 * when its time is before the last one's, LIMIT beyond PL_DEDUPE_MAX, NOMEM. */
PL_MUST int pl_dedupe_push(struct pl_dedupe *dedupe, const struct pl_report *report, bool *ret_duplicate,
                           struct pl_error *err);

/* Appends the windows that a report at `from` or later may still meet, length-prefixed, oldest first; from is not
 * before the last report. Two that behave alike from then on give equal bytes. The buffer remembers a failure. */
void pl_dedupe_save(const struct pl_dedupe *dedupe, pl_time from, struct pl_buf *state);

/* Reads what pl_dedupe_save wrote from the front of *state, which moves behind it, in place of what was open before.
 * FORMAT, LIMIT, NOMEM; then nothing is open. */
PL_MUST int pl_dedupe_load(struct pl_dedupe *dedupe, pl_str *state, struct pl_error *err);

/* Windows open at the last report: for tests and figures on memory. */
uint64_t pl_dedupe_windows(const struct pl_dedupe *dedupe);

void pl_dedupe_close(struct pl_dedupe *dedupe); /* accepts NULL */

#endif
