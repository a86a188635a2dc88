#include "store/changed.h"

#include "store/case_in.h"

#include "base/ban.h"

int pl_case_version(struct pl_case *c, int64_t *ret, struct pl_error *err) {
    return pl_db_int(c->db, "PRAGMA data_version", 0, ret, err);
}
