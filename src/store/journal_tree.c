/* The journal as the leaves of a Merkle tree. */
#include "ledger/merkle.h"
#include "store/case_in.h"
#include "store/journal.h"

#include "base/ban.h"

static int missing(uint64_t seq, struct pl_error *err) {
    return pl_fail(err, PL_E_STORE, "journal entry %llu is missing; run `plimsoll check`", (unsigned long long)seq);
}

int pl_journal_each(struct pl_case *c, uint64_t from, uint64_t to, pl_journal_sink sink, void *ctx,
                    struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(c->db, "SELECT seq, entry FROM journal WHERE seq >= ? AND seq < ? ORDER BY seq", &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, (int64_t)from);
        pl_db_bind_int(stmt, 2, (int64_t)to);
    }
    for (uint64_t seq = from; rc == PL_E_OK && seq < to; seq++) {
        rc = pl_db_step(stmt, &row, err);
        if (rc == PL_E_OK && (!row || (uint64_t)sqlite3_column_int64(stmt, 0) != seq)) {
            rc = missing(seq, err);
        }
        if (rc == PL_E_OK) {
            rc = sink(ctx, (int64_t)seq, pl_db_col(stmt, 1), err);
        }
    }
    return rc;
}

/* From the leaf column: a proof is checked against a signed root before it is shown. */
static int journal_node(void *ctx, unsigned level, uint64_t index, pl_hash *ret, struct pl_error *err) {
    struct pl_case *c = ctx;
    PL_STMT_AUTO *stmt = NULL;
    struct pl_merkle tree = {0};
    uint64_t from = index << level, n = UINT64_C(1) << level;
    bool row = true;
    int rc = pl_db_prepare(c->db, "SELECT seq, leaf FROM journal WHERE seq >= ? AND seq < ? ORDER BY seq", &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, (int64_t)from);
        pl_db_bind_int(stmt, 2, (int64_t)(from + n));
    }
    while (rc == PL_E_OK && tree.n < n && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK) {
        pl_hash leaf;
        if (!row || (uint64_t)sqlite3_column_int64(stmt, 0) != from + tree.n || !pl_db_col_hash(stmt, 1, &leaf)) {
            return missing(from + tree.n, err);
        }
        pl_merkle_add(&tree, leaf);
    }
    if (rc == PL_E_OK) {
        *ret = pl_merkle_root(&tree);
    }
    return rc;
}

struct pl_merkle_reader pl_journal_merkle(struct pl_case *c) {
    return (struct pl_merkle_reader){journal_node, c};
}
