/* A copy of a case that is consistent while a writer goes on. */
#ifndef PL_STORE_BACKUP_H
#define PL_STORE_BACKUP_H

#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "store/case.h"

struct pl_backup_done {
    uint64_t files, bytes, entries;
};

/* Copies the case into dest, which must not exist nor lie in the case. case.db goes first, through SQLite's backup:
 * what it names is in positions/ and objects/ from before, so the copies taken after hold all of it. dest appears
 * whole, synced, or not at all (an attempt that failed is removed). It is made as dest.part, which must not exist
 * either: what stands there is never touched nor followed. The copy is read-only, for the reason given, until the log
 * is resumed, so that the journal never forks. What live feeds brought and is in no exhibit yet goes along (live/),
 * with what was told of them; where a piece of one becomes an exhibit meanwhile, the copy is made anew. Keys go along;
 * the register of human sources would not. USAGE, IO, STORE. */
PL_MUST int pl_backup_run(struct pl_case *c, const char *dest, pl_str read_only_why, struct pl_backup_done *ret,
                          struct pl_error *err);

#endif
