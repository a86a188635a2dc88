/* What one ship said about itself, import by import: each assertion with its source and the times it was heard. */
#ifndef PL_STORE_ASSERTION_H
#define PL_STORE_ASSERTION_H

#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "ledger/hash.h"
#include "store/case.h"

struct pl_assertion {
    uint32_t mmsi;
    pl_str field; /* imo | name | callsign | shiptype | dimensions | destination */
    pl_str value;
    pl_time first, last;
    uint64_t n;    /* reports that said it, before de-duplication */
    int64_t seq;   /* journal entry of the import */
    pl_str source; /* as the import named it; "" not said */
    pl_str file;   /* name of the exhibit */
    pl_hash exhibit;
};
typedef int (*pl_assertion_sink)(void *ctx, const struct pl_assertion *assertion, struct pl_error *err);

/* By (field, first heard, value, import). The assertion lives until the sink returns. */
PL_MUST int pl_assertions(struct pl_case *c, uint32_t mmsi, pl_assertion_sink sink, void *ctx, struct pl_error *err);

#endif
