#include "app/seaway_keep.h"

#include <stdlib.h>

#include "base/thread.h"

#include "base/ban.h"

struct pl_seaway_keep {
    struct pl_gate *gate;
    const char *coast, *links;
    struct pl_seaway *way;
};

int pl_seaway_keep_open(const char *coast, const char *links, struct pl_seaway_keep **ret, struct pl_error *err) {
    struct pl_seaway_keep *keep = calloc(1, sizeof *keep);
    if (keep == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to keep the land mask");
    }
    int rc = pl_gate_open(&keep->gate, err);
    if (rc != PL_E_OK) {
        free(keep);
        return rc;
    }
    keep->coast = coast;
    keep->links = links;
    *ret = keep;
    return PL_E_OK;
}

void pl_seaway_keep_close(struct pl_seaway_keep *keep) {
    if (keep != NULL) {
        pl_seaway_close(keep->way);
        pl_gate_close(keep->gate);
        free(keep);
    }
}

int pl_seaway_keep_get(struct pl_seaway_keep *keep, const struct pl_seaway **ret_way, struct pl_error *err) {
    const char *file;
    pl_gate_lock(keep->gate);
    int rc = keep->way == NULL ? pl_seaway_open(keep->coast, keep->links, &keep->way, &file, err) : PL_E_OK;
    if (rc == PL_E_OK) {
        *ret_way = keep->way;
    }
    pl_gate_unlock(keep->gate);
    return rc;
}
