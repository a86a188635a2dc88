/* rebuild: every derived row and block anew from journal, payload and objects. The case answers as before until the
 * one commit that swaps the new for the old. */
#ifndef PL_APP_REBUILD_H
#define PL_APP_REBUILD_H

#include <stdint.h>

#include "app/detect.h"
#include "base/error.h"
#include "store/case.h"

struct pl_rebuild_done {
    uint64_t exhibits, reports;
    struct pl_detect_counts detection;
};

/* Derives into a case without derived rows, inside the caller's transaction. Detection sees the entries before
 * unseen_from only (INT64_MAX: all); those from there on are read and left unseen, as imports without detection are. */
PL_MUST int pl_rebuild_into(struct pl_case *c, int64_t unseen_from, struct pl_rebuild_done *ret, struct pl_error *err);

/* The same for a case that is open, inside the caller's transaction: clears what is derived, and derives all but the
 * import of entry `without` (-1: all). */
PL_MUST int pl_rebuild_within(struct pl_case *c, int64_t without, struct pl_rebuild_done *ret, struct pl_error *err);

/* STORE names the entry whose payload or object is missing or changed; nothing is changed then. */
PL_MUST int pl_rebuild_run(const char *case_dir, struct pl_rebuild_done *ret, struct pl_error *err);

#endif
