#include "store/trail_slot.h"

#include "store/case_in.h"

#include "base/ban.h"

int pl_trail_slot_put(struct pl_case *c, pl_time slot, bool tail, const struct pl_buf *body, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    if (pl_buf_failed(body)) {
        return pl_fail(err, PL_E_LIMIT, "the trails of all ships in six hours are too many");
    }
    bool empty = body->n == 0;
    int rc = pl_db_prepare(c->db,
                           empty ? "DELETE FROM trail_slot WHERE slot_us = ? AND tail = ?"
                                 : "INSERT OR REPLACE INTO trail_slot (slot_us, tail, body) VALUES (?, ?, ?)",
                           &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, slot);
        pl_db_bind_int(stmt, 2, tail);
        if (!empty) {
            pl_db_bind_blob(stmt, 3, body->p, body->n);
        }
        rc = pl_db_run(stmt, err);
    }
    return rc;
}

int pl_trail_slot_remove(struct pl_case *c, pl_time from, pl_time to, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int rc = pl_db_prepare(c->db, "DELETE FROM trail_slot WHERE tail = 0 AND slot_us >= ? AND slot_us < ?", &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, from);
        pl_db_bind_int(stmt, 2, to);
        rc = pl_db_run(stmt, err);
    }
    return rc;
}

int pl_trail_slot_remove_tail(struct pl_case *c, struct pl_error *err) {
    return pl_db_exec(c->db, "DELETE FROM trail_slot WHERE tail = 1", err);
}

int pl_trail_slot_bytes(struct pl_case *c, uint64_t *ret, struct pl_error *err) {
    int64_t bytes = 0;
    int rc = pl_db_int(c->db, "SELECT coalesce(sum(length(body)), 0) FROM trail_slot", 0, &bytes, err);
    if (rc == PL_E_OK) {
        *ret = (uint64_t)bytes;
    }
    return rc;
}

/* A fix is kept in the slot in which it was decided, which is its own or a later one. */
int pl_trail_slot_each(struct pl_case *c, pl_time from, pl_trail_sink sink, void *ctx, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(c->db, "SELECT body FROM trail_slot WHERE slot_us > ? ORDER BY slot_us, tail", &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, from > INT64_MIN + PL_TRAIL_SLOT_US ? from - PL_TRAIL_SLOT_US : INT64_MIN);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        rc = pl_trail_unpack(pl_db_col(stmt, 0), sink, ctx, err);
    }
    return rc;
}
