#include "store/assertion.h"

#include "store/case_in.h"

#include "base/ban.h"

int pl_assertions(struct pl_case *c, uint32_t mmsi, pl_assertion_sink sink, void *ctx, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(
        c->db,
        "SELECT i.field, i.value, i.first_us, i.last_us, i.n, i.seq, x.source, x.name, "
        "x.sha256 FROM identity AS i JOIN exhibit AS x ON x.seq = i.seq WHERE i.mmsi = ? ORDER BY i.field, i.first_us, "
        "i.value, i.seq",
        &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, mmsi);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        struct pl_assertion a = {.mmsi = mmsi,
                                 .field = pl_db_col(stmt, 0),
                                 .value = pl_db_col(stmt, 1),
                                 .first = sqlite3_column_int64(stmt, 2),
                                 .last = sqlite3_column_int64(stmt, 3),
                                 .n = (uint64_t)sqlite3_column_int64(stmt, 4),
                                 .seq = sqlite3_column_int64(stmt, 5),
                                 .source = pl_db_col(stmt, 6),
                                 .file = pl_db_col(stmt, 7)};
        rc = pl_db_col_hash(stmt, 8, &a.exhibit) ? sink(ctx, &a, err)
                                                 : pl_fail(err, PL_E_STORE, "an exhibit has no hash in the case");
    }
    return rc;
}
