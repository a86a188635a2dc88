/* check: is everything in the case what was signed, or follows from it?
 *
 * Reads every object, entry, block, event and state; then derives every row and block anew from journal, payload and
 * objects, in a scratch case (store/scratch) by the same code as rebuild, and compares them one by one. What it cannot
 * see: entries cut off the journal's end together with what was derived from them and the newest checkpoint. Their
 * absence shows only beside a checkpoint (app/log_head) or a size and last leaf kept elsewhere. */
#ifndef PL_APP_CHECK_H
#define PL_APP_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* What is wrong, and where: part is case.db, journal, object, member, positions, event, state, table, or the name of
 * the table or file of positions/ that is not as derived anew. A note (part `note`) is no fault. */
struct pl_check_fault {
    const char *part;
    char where[160];
    char why[320];
};
typedef int (*pl_check_sink)(void *ctx, const struct pl_check_fault *fault, struct pl_error *err);

struct pl_check_done {
    uint64_t entries, objects, members, reports, events, faults;
    uint64_t notes;        /* files that nothing names, and what else is no fault */
    bool derived;          /* everything was derived anew and compared */
    uint64_t rows, blocks; /* derived anew and compared */
    char last_leaf[65];    /* of the journal, as hex; "" without entries */
    bool unseen;           /* imported, not yet through detection: no fault */
    bool exercise;
    char read_only[320]; /* why the case may not be written; "" */
};

struct pl_check_options {
    bool quick; /* derive nothing anew: objects, journal, signatures, blocks and the shape of rows only */
};

/* Faults and notes go to the sink; the result is 0 also when there are some (see faults). NOT_FOUND, VERSION, IO ...
 * where it could not be checked at all. */
PL_MUST int pl_check_run(const char *case_dir, const struct pl_check_options *options, pl_check_sink sink, void *ctx,
                         struct pl_check_done *ret, struct pl_error *err);

#endif
