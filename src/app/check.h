/* check: is everything in the case what it was? Reads every object, entry, block, event and state. */
#ifndef PL_APP_CHECK_H
#define PL_APP_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* What is wrong, and where: part is case.db, journal, object, member, positions, event, state or table. */
struct pl_check_fault {
    const char *part;
    char where[160];
    char why[200];
};
typedef int (*pl_check_sink)(void *ctx, const struct pl_check_fault *fault, struct pl_error *err);

struct pl_check_done {
    uint64_t entries, objects, members, reports, events, faults;
    bool unseen; /* imported, not yet through detection: no fault */
    bool exercise;
    char read_only[160]; /* why the case may not be written; "" */
};

/* Faults go to the sink; the result is 0 also when there are some (see faults). NOT_FOUND, VERSION, IO ... where it
 * could not be checked at all. */
PL_MUST int pl_check_run(const char *case_dir, pl_check_sink sink, void *ctx, struct pl_check_done *ret,
                         struct pl_error *err);

#endif
