/* Whether another program, or another handle of this one, committed something to a case since it was last asked. */
#ifndef PL_STORE_CHANGED_H
#define PL_STORE_CHANGED_H

#include <stdint.h>

#include "base/error.h"
#include "store/case.h"

/* A number that differs from the last one of this handle where somebody else committed in between; what this handle
 * commits does not change it. Some microseconds; the handle must not be inside a transaction. STORE, BUSY. Source:
 * SQLite, PRAGMA data_version. */
PL_MUST int pl_case_version(struct pl_case *c, int64_t *ret, struct pl_error *err);

#endif
