#include "store/reception_slot.h"

#include "store/case_in.h"

#include "base/ban.h"

#define BODY_MAX ((size_t)1 << 30)

int pl_reception_slot_put(struct pl_case *c, pl_time slot, bool tail, const struct pl_reception_sum *sums, size_t n,
                          struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    PL_BUF_AUTO body;
    pl_buf_open(&body, BODY_MAX);
    pl_reception_pack(sums, n, &body);
    if (pl_buf_failed(&body)) {
        return pl_fail(err, PL_E_NOMEM, "no memory to keep what was received");
    }
    int rc = pl_db_prepare(c->db, "INSERT OR REPLACE INTO reception_slot (slot_us, tail, body) VALUES (?, ?, ?)", &stmt,
                           err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, slot);
        pl_db_bind_int(stmt, 2, tail);
        pl_db_bind_blob(stmt, 3, body.p, body.n);
        rc = pl_db_run(stmt, err);
    }
    return rc;
}

int pl_reception_slot_remove(struct pl_case *c, pl_time from, pl_time to, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int rc =
        pl_db_prepare(c->db, "DELETE FROM reception_slot WHERE tail = 0 AND slot_us >= ? AND slot_us < ?", &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, from);
        pl_db_bind_int(stmt, 2, to);
        rc = pl_db_run(stmt, err);
    }
    return rc;
}

int pl_reception_slot_remove_tail(struct pl_case *c, struct pl_error *err) {
    return pl_db_exec(c->db, "DELETE FROM reception_slot WHERE tail = 1", err);
}

int pl_reception_slot_each(struct pl_case *c, pl_reception_sink sink, void *ctx, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(c->db, "SELECT body FROM reception_slot ORDER BY slot_us, tail", &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        rc = pl_reception_unpack(pl_db_col(stmt, 0), sink, ctx, err);
    }
    return rc;
}
