/* A second case beside a case, to derive everything anew and compare, or to derive what it was: nothing of it stays.
 *
 * A scratch case has journal and payload of the original as of the reader's view, or their beginning, and none of its
 * derived rows; it reads the original's objects and writes none. It lies in a folder of its own in $TMPDIR (0700; else
 * /tmp), which pl_case_close removes; what a killed program left behind is removed when the next one is made. */
#ifndef PL_STORE_SCRATCH_H
#define PL_STORE_SCRATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "store/case.h"

/* What it is for: its folder is called plimsoll-check-... or plimsoll-known-at-.... */
enum pl_scratch_purpose { PL_SCRATCH_CHECK, PL_SCRATCH_KNOWN_AT };

/* With the first `entries` of the journal (UINT64_MAX: all). from must stay open for as long as the scratch case, which
 * is opened for writing. IO, LIMIT, NOMEM, STORE. */
PL_MUST int pl_case_scratch(struct pl_case *from, uint64_t entries, enum pl_scratch_purpose purpose,
                            struct pl_case **ret_case, struct pl_error *err);

/* Called with each table or file that differs: its first differing row, and how. */
typedef int (*pl_difference_sink)(void *ctx, const char *table, const char *where, const char *why,
                                  struct pl_error *err);

/* IMPORTED: nothing that detection wrote. */
enum pl_compare { PL_COMPARE_ALL, PL_COMPARE_BUT_STATES, PL_COMPARE_IMPORTED };

/* Every row of every derived table, and the tables' own definitions. Kept states are compared by their digests;
 * pl_snapshot_check unpacks them. *ret_rows: rows of `made` that were compared. */
PL_MUST int pl_case_compare(struct pl_case *is, struct pl_case *made, enum pl_compare what, pl_difference_sink sink,
                            void *ctx, uint64_t *ret_rows, struct pl_error *err);

/* Every block with its place in the box index, the index itself, and SQLite's own check of each file. */
PL_MUST int pl_archive_compare(struct pl_case *is, struct pl_case *made, pl_difference_sink sink, void *ctx,
                               uint64_t *ret_rows, struct pl_error *err);

#endif
