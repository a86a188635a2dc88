/* The hand-over sheet: what the next watch has to know, from the case alone.
 *
 * What was received since a time, alerts that are open and with whom, those put aside and until when or why, tasks that
 * are open and letters that wait, each with its day, and the notes of the shift. Text for people, or JSON Lines with
 * the same. */
#ifndef PL_APP_HANDOVER_H
#define PL_APP_HANDOVER_H

#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"

/* As the case was known at known_at (PL_TIME_NONE: all there is). since: the beginning of the shift; now: when the
 * sheet is made (both stand on it). NOT_FOUND without a case. */
PL_MUST int pl_handover(const char *dir, pl_time known_at, pl_time since, pl_time now, bool as_json, struct pl_buf *out,
                        struct pl_error *err);

#endif
