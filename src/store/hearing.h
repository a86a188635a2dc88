/* By which station, and in which quarters of an hour, one ship was heard; and in which quarters anybody was.
 *
 * Counted by import before de-duplication (store/heard), so a quarter tells that at least one message came in, never
 * how many were missed. Read-only. A code other than 0 from a sink stops the reading, which returns it. */
#ifndef PL_STORE_HEARING_H
#define PL_STORE_HEARING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "store/case.h"

struct pl_hearing {
    int64_t day;     /* since 1970 */
    pl_str station;  /* as the source named it; "" not said */
    int64_t seq;     /* journal entry of the import */
    uint64_t am, pm; /* bit q: heard in quarter of an hour q of the day, and in q + 48 */
};
typedef int (*pl_hearing_sink)(void *ctx, const struct pl_hearing *hearing, struct pl_error *err);

/* By (day, station, import). skip_own: without imports of own-ship sentences only. */
PL_MUST int pl_hearings(struct pl_case *c, uint32_t mmsi, bool skip_own, pl_hearing_sink sink, void *ctx,
                        struct pl_error *err);

/* Every quarter of an hour (since 1970) of these spans in which any station heard any ship, ascending. Spans lie apart
 * and ascend. */
struct pl_quarters {
    int64_t from, to; /* from <= quarter <= to */
};
typedef int (*pl_hearing_quarter_sink)(void *ctx, int64_t quarter, struct pl_error *err);
PL_MUST int pl_hearing_quarters(struct pl_case *c, const struct pl_quarters *spans, size_t n,
                                pl_hearing_quarter_sink sink, void *ctx, struct pl_error *err);

#endif
