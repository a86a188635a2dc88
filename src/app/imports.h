/* What was taken into a case: each import with what was counted of it by reason; and what is being taken in now. */
#ifndef PL_APP_IMPORTS_H
#define PL_APP_IMPORTS_H

#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"

/* A line each, the newest first: {"type":"import","seq","at","by","name","bytes","sha256","kind","format","source",
 * "collector","received","marking","own","reports","first","last","counts":{reason:n},"rejected"}, of a list also
 * "list","published","entries"; then a summary with the sums of "counts". */
PL_MUST int pl_imports_json(const char *dir, pl_time known_at, struct pl_buf *out, struct pl_error *err);

/* {"type":"writer","holder","stage","file","done_bytes","total_bytes","started"} where somebody is at work, a line of
 * "type":"feed" for each live feed of the case with whether a watch follows it, and a summary. dir: the folder. names:
 * files are named. */
PL_MUST int pl_imports_running(const char *dir, bool names, struct pl_buf *out, struct pl_error *err);

#endif
