#include "app/compact.h"

#include "store/case.h"

#include "base/ban.h"

int pl_compact_run(const char *case_dir, struct pl_archive_compacted *ret, struct pl_error *err) {
    struct pl_archive_compacted done = {0};
    PL_CASE_AUTO *c = NULL;
    int rc = pl_case_open(case_dir, PL_CASE_WRITE, "plimsoll compact", &c, err);
    if (rc == PL_E_OK) {
        rc = pl_case_begin(c, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_archive_compact(c, &done, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_case_commit(c, err);
    }
    if (rc != PL_E_OK && c != NULL) {
        struct pl_error swept; /* what was begun; what stays goes at the next opening */
        pl_case_rollback(c);
        int swept_rc = pl_case_sweep(c, &swept);
        (void)swept_rc;
    }
    if (rc == PL_E_OK) {
        *ret = done;
    }
    return rc;
}
