#include "app/clearance.h"

#include "base/buf.h"
#include "store/case.h"
#include "store/clearance.h"

#include "base/ban.h"

const char *pl_view_name(struct pl_arena *arena, const char *dir, pl_str up_to) {
    return pl_case_view_name(arena, dir, up_to);
}

bool pl_clearance_is(pl_str marking) { return pl_marking_is(marking); }

int pl_view_withholds(const char *view, bool *ret, struct pl_error *err) {
    struct pl_case *c = NULL;
    int rc = pl_case_open(view, PL_CASE_READ, NULL, &c, err);
    rc = rc == PL_E_OK ? pl_case_withholds(c, ret, err) : rc;
    pl_case_close(c);
    return rc;
}

int pl_view_lacks_list(const struct pl_case *c, struct pl_arena *arena, pl_str *why, struct pl_error *err) {
    PL_BUF_AUTO words = {0};
    bool withholds = false;
    int rc = pl_case_withholds(c, &withholds, err);
    if (rc != PL_E_OK || !withholds) {
        *why = why->n > 0 ? *why : PL_STR("the case holds no list; `plimsoll import FILE` takes one in");
        return rc;
    }
    pl_str up_to = pl_case_limited(c);
    pl_buf_open(&words, (size_t)1 << 20);
    pl_buf_add_str(&words, why->n > 0 ? *why : PL_STR("no list of this case is shown to you"));
    pl_buf_add_fmt(&words, "; things of this case are withheld from you, who may see what is marked up to %.*s",
                   (int)up_to.n, up_to.p);
    pl_str text = pl_str_copy(arena, pl_buf_str(&words));
    if (text.p == NULL || pl_buf_failed(&words)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for words");
    }
    *why = text;
    return PL_E_OK;
}
