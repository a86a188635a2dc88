/* What was taken into a case: each import with what was counted of it by reason; and what is being taken in now. */
#ifndef PL_APP_IMPORTS_H
#define PL_APP_IMPORTS_H

#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"

/* A line each, the newest first: {"type":"import","seq","at","by","name","bytes","sha256","kind","format","source",
 * "collector","received","marking","own","reports","first","last","counts":{reason:n},"rejected"}, of a list also
 * "list","published","entries".
 * A table of observations is of kind "observations" and has also "as", "rows" (kept), "sheet", "note" and "withdrawn"
 * (the entry that withdrew the whole, or null); "counts" has "rows" (read), "rows.kept", "rows.undated" and
 * "rejected.REASON" (app/observe_table.h). What an entry does not hold is null, never 0: "counts" and "rejected" where
 * the program of the time did not keep them, any member that was erased.
 * Then a summary with the sums of "counts", and in "uncounted" how many imports are missing from them. */
PL_MUST int pl_imports_json(const char *dir, pl_time known_at, struct pl_buf *out, struct pl_error *err);

/* {"type":"writer","holder","stage","file","done_bytes","total_bytes","started"} where somebody is at work, a line of
 * "type":"feed" for each live feed of the case with whether a watch follows it, and a summary. dir: the folder. names:
 * files are named. */
PL_MUST int pl_imports_running(const char *dir, bool names, struct pl_buf *out, struct pl_error *err);

#endif
