/* Erasing: values and salts of an entry go from the payload, and from every page that held them.
 *
 * The entry and its signature stay, and with them every root and proof; what it said cannot be told any more, not even
 * by guessing, since the salt is gone too. Erasing is what an entry of kind `erasure` says (docs/format/entry.md). */
#ifndef PL_STORE_ERASE_H
#define PL_STORE_ERASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "store/case.h"

/* Inside a transaction: removes value and salt of one field. NOT_FOUND where there is none, or it is gone already. */
PL_MUST int pl_erase_field(struct pl_case *c, int64_t seq, pl_str field, struct pl_error *err);

/* The first entry that still says this in any value of its payload, or -1. */
PL_MUST int pl_erase_said_elsewhere(struct pl_case *c, pl_str bytes, int64_t *ret_seq, struct pl_error *err);

/* Inside a transaction: removes every filing's derived rows, words included, and derives them anew from what is left.
 */
PL_MUST int pl_erase_filings_again(struct pl_case *c, struct pl_error *err);

/* Outside a transaction: no page of case.db, of its log or of its free list holds what was erased; objects that nothing
 * names are removed. What a disk keeps of files that were removed is beyond this program. BUSY where a reader holds the
 * log open: run it again. */
PL_MUST int pl_erase_scrub(struct pl_case *c, struct pl_error *err);

#endif
