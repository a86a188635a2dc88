/* compact: many small blocks of positions made full ones, in one commit. What the case answers does not change.
 *
 * An hour's import leaves a block of each ship, however few its reports; a year of hourly files leaves hundreds where
 * one would do, and every question opens them all. Import does not do this by itself: it would make the time of an
 * import a matter of what was imported before. */
#ifndef PL_APP_COMPACT_H
#define PL_APP_COMPACT_H

#include "base/error.h"
#include "store/archive.h"

/* The old files go with the next writer: readers that are under way still find them. BUSY; IO; STORE where a block is
 * damaged. Where it fails, the case is as before. */
PL_MUST int pl_compact_run(const char *case_dir, struct pl_archive_compacted *ret, struct pl_error *err);

#endif
