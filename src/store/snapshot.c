#include "store/snapshot.h"

#include <zstd.h>

#include "store/case_in.h"

#include "base/ban.h"

#define ZSTD_LEVEL 3

/* Unpacks the state of the current row (columns digest, bytes, state) and compares it with its digest. */
static const char *unpack(sqlite3_stmt *stmt, int first, struct pl_buf *state) {
    pl_hash digest;
    pl_str packed = pl_db_col(stmt, first + 2);
    int64_t bytes = sqlite3_column_int64(stmt, first + 1);
    pl_buf_clear(state);
    if (!pl_db_col_hash(stmt, first, &digest) || bytes < 0 || (uint64_t)bytes > PL_SNAPSHOT_MAX_BYTES) {
        return "its row is damaged";
    }
    char *room = pl_buf_reserve(state, (size_t)bytes + 1);
    if (room == NULL) {
        return "there is no memory to unpack it";
    }
    size_t n = ZSTD_decompress(room, (size_t)bytes, packed.p, packed.n);
    if (ZSTD_isError(n) || n != (size_t)bytes) {
        return "its bytes are damaged";
    }
    state->n = n;
    return pl_hash_cmp(pl_sha256_of(room, n), digest) == 0 ? NULL : "its bytes have changed";
}

int pl_snapshot_before(struct pl_case *c, pl_time at, pl_time *ret_at, struct pl_buf *state, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = false;
    int rc = pl_db_prepare(
        c->db, "SELECT at_us, digest, bytes, state FROM snapshot WHERE at_us <= ? ORDER BY at_us DESC LIMIT 1", &stmt,
        err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, at);
        rc = pl_db_step(stmt, &row, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    if (!row) {
        *ret_at = PL_TIME_NONE;
        return PL_E_OK;
    }
    const char *why = unpack(stmt, 1, state);
    if (why != NULL) {
        return pl_fail(err, PL_E_STORE, "a saved state of detection cannot be used: %s; run `plimsoll rebuild`", why);
    }
    *ret_at = sqlite3_column_int64(stmt, 0);
    return PL_E_OK;
}

int pl_snapshot_equals(struct pl_case *c, pl_time at, pl_str state, bool *ret_equal, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    pl_hash digest;
    bool row = false;
    int rc = pl_db_prepare(c->db, "SELECT digest, bytes FROM snapshot WHERE at_us = ?", &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, at);
        rc = pl_db_step(stmt, &row, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    *ret_equal = row && pl_db_col_hash(stmt, 0, &digest) && (uint64_t)sqlite3_column_int64(stmt, 1) == state.n &&
                 pl_hash_cmp(pl_sha256_of(state.p, state.n), digest) == 0;
    return PL_E_OK;
}

int pl_snapshot_put(struct pl_case *c, pl_time at, pl_str state, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    PL_BUF_AUTO packed;
    pl_hash digest = pl_sha256_of(state.p, state.n);
    size_t room = ZSTD_compressBound(state.n);
    pl_buf_open(&packed, room + 64);
    char *to = state.n <= PL_SNAPSHOT_MAX_BYTES ? pl_buf_reserve(&packed, room) : NULL;
    if (to == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to save the state of detection (%zu bytes)", state.n);
    }
    packed.n = ZSTD_compress(to, room, state.p, state.n, ZSTD_LEVEL);
    if (ZSTD_isError(packed.n)) {
        packed.n = 0;
        return pl_fail(err, PL_E_NOMEM, "the state of detection cannot be packed");
    }
    int rc = pl_db_prepare(c->db, "INSERT OR REPLACE INTO snapshot (at_us, digest, bytes, state) VALUES (?, ?, ?, ?)",
                           &stmt, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_db_bind_int(stmt, 1, at);
    pl_db_bind_hash(stmt, 2, &digest);
    pl_db_bind_int(stmt, 3, (int64_t)state.n);
    pl_db_bind_blob(stmt, 4, packed.p, packed.n);
    return pl_db_run(stmt, err);
}

int pl_snapshot_remove(struct pl_case *c, pl_time from, pl_time to, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int rc = pl_db_prepare(c->db, "DELETE FROM snapshot WHERE at_us > ? AND at_us < ?", &stmt, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_db_bind_int(stmt, 1, from);
    pl_db_bind_int(stmt, 2, to);
    return pl_db_run(stmt, err);
}

int pl_snapshot_check(struct pl_case *c, pl_snapshot_complaint complain, void *ctx, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    PL_BUF_AUTO state;
    bool row = true;
    pl_buf_open(&state, PL_SNAPSHOT_MAX_BYTES + 1);
    int rc = pl_db_prepare(c->db, "SELECT at_us, digest, bytes, state FROM snapshot ORDER BY at_us", &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        const char *why = unpack(stmt, 1, &state);
        rc = why != NULL ? complain(ctx, sqlite3_column_int64(stmt, 0), why, err) : PL_E_OK;
    }
    return rc;
}

int pl_dirty_read(struct pl_case *c, struct pl_arena *arena, struct pl_dirty **ret_dirty, size_t *ret_n,
                  struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    struct pl_dirty *dirty = NULL;
    size_t n = 0, cap = 0;
    bool row = true;
    int rc = pl_db_prepare(c->db, "SELECT DISTINCT from_us, to_us FROM dirty ORDER BY from_us, to_us", &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        struct pl_dirty d = {sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1)};
        if (n > 0 && d.from <= dirty[n - 1].to + PL_HOUR_US) {
            dirty[n - 1].to = d.to > dirty[n - 1].to ? d.to : dirty[n - 1].to;
            continue;
        }
        if (n == cap) {
            size_t more = cap > 0 ? 2 * cap : 64;
            struct pl_dirty *bigger = pl_arena_calloc(arena, more, sizeof *bigger);
            if (bigger == NULL) {
                return pl_fail(err, PL_E_NOMEM, "no memory to read what detection has not seen");
            }
            for (size_t i = 0; i < n; i++) {
                bigger[i] = dirty[i];
            }
            dirty = bigger;
            cap = more;
        }
        dirty[n++] = d;
    }
    if (rc == PL_E_OK) {
        *ret_dirty = dirty;
        *ret_n = n;
    }
    return rc;
}

int pl_dirty_first(struct pl_case *c, int64_t *ret_seq, struct pl_error *err) {
    return pl_db_int(c->db, "SELECT min(seq) FROM dirty", INT64_MAX, ret_seq, err);
}

int pl_dirty_imports(struct pl_case *c, uint64_t *ret, struct pl_error *err) {
    int64_t n = 0;
    int rc = pl_db_int(c->db, "SELECT count(*) FROM exhibit WHERE seq IN (SELECT seq FROM dirty)", 0, &n, err);
    if (rc == PL_E_OK) {
        *ret = (uint64_t)n;
    }
    return rc;
}

int pl_dirty_clear(struct pl_case *c, struct pl_error *err) { return pl_db_exec(c->db, "DELETE FROM dirty", err); }
