/* A case as it was known at a time: what the journal's entries up to then say, and nothing later.
 *
 * Known at T is what follows from the entries up to the last one whose own time is at or before T (never from a claimed
 * time of receipt): exhibits, lists, withdrawals and rules alike. Where that is not the whole journal, those entries
 * are derived anew in a scratch case (store/scratch), by the code of rebuild, which costs as much as a rebuild of them
 * would; the case is not touched. What was erased since cannot be derived: STORE says so. docs/adr/0020. */
#ifndef PL_APP_KNOWN_AT_H
#define PL_APP_KNOWN_AT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/time.h"
#include "store/case.h"

/* What an answer rests on; every answer prints it. */
struct pl_knowledge {
    bool asked;     /* a time was given */
    pl_time at;     /* that time, else the time of the last entry; PL_TIME_NONE without entries */
    uint64_t size;  /* entries known: the last has the seq size - 1 */
    uint64_t later; /* entries that came after, and are left out */
    pl_time begins; /* when the journal begins; PL_TIME_NONE for an empty one */
};

struct pl_known_at {
    struct pl_case *c; /* to ask: a reader's steady view has begun */
    struct pl_knowledge known;
    struct pl_case *whole; /* the case itself, where c is a scratch case; else NULL */
};

/* Opens the case in the folder dir for reading, as known at that time; PL_TIME_NONE: all of it. Where the name says
 * where that past was derived already (store/case.h, app/past_keep), it is read there. A time before the first
 * entry is no error: nothing was known. NOT_FOUND, VERSION, IO, STORE, NOMEM. */
PL_MUST int pl_known_at_open(const char *dir, pl_time at, struct pl_known_at *ret, struct pl_error *err);

/* What is known at that time of a case that is open: for questions that need nothing derived anew, because they leave
 * out whatever came with a later entry themselves. */
PL_MUST int pl_known_at_read(struct pl_case *c, pl_time at, struct pl_knowledge *ret, struct pl_error *err);

/* What is known of the case in the folder dir with `size` entries, for links that carry the size of the log: ret->at is
 * a time for pl_known_at_open, ret->asked false where nothing came since (all of it is known). USAGE for more entries
 * than there are (UINT64_MAX: as many as there are), and where the next entry bears the same time, so that no time
 * tells the two apart. */
PL_MUST int pl_known_at_size(const char *dir, uint64_t size, struct pl_knowledge *ret, struct pl_error *err);

/* Accepts one that is all zero. */
void pl_known_at_close(struct pl_known_at *known);

#define PL_KNOWN_AT_AUTO __attribute__((cleanup(pl_known_at_close))) struct pl_known_at

#endif
