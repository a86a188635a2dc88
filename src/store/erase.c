#include "store/erase.h"

#include "store/act.h"
#include "store/case_in.h"
#include "store/filing.h"

#include "base/ban.h"

int pl_erase_field(struct pl_case *c, int64_t seq, pl_str field, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int code = pl_db_exec(c->db, "PRAGMA secure_delete=ON", err);
    code = code == 0 ? pl_db_prepare(c->db,
                                     "UPDATE payload SET salt = NULL, value = NULL WHERE seq = ?1 AND field = ?2 AND "
                                     "value IS NOT NULL",
                                     &stmt, err)
                     : code;
    if (code != 0) {
        return code;
    }
    pl_db_bind_int(stmt, 1, seq);
    pl_db_bind_text(stmt, 2, field);
    code = pl_db_run(stmt, err);
    if (code == 0 && sqlite3_changes(c->db) == 0) {
        code = pl_fail(err, PL_E_NOT_FOUND, "entry %lld has no field %.*s to erase", (long long)seq,
                       (int)(field.n < 60 ? field.n : 60), field.p);
    }
    return code;
}

int pl_erase_said_elsewhere(struct pl_case *c, pl_str bytes, int64_t *ret_seq, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool found = false;
    int code = pl_db_prepare(c->db,
                             "SELECT seq FROM payload WHERE value IS NOT NULL AND instr(CAST(value AS BLOB), CAST(?1 "
                             "AS BLOB)) > 0 ORDER BY seq LIMIT 1",
                             &stmt, err);
    if (code == 0) {
        pl_db_bind_blob(stmt, 1, bytes.p, bytes.n);
        code = pl_db_step(stmt, &found, err);
    }
    if (code == 0) {
        *ret_seq = found ? sqlite3_column_int64(stmt, 0) : -1;
    }
    return code;
}

static int derive_again(struct pl_case *c, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    PL_ARENA_AUTO arena;
    bool more = true;
    pl_arena_open(&arena, (size_t)1 << 20);
    int code = pl_db_prepare(c->db, "SELECT seq, kind, at_us FROM act ORDER BY seq", &stmt, err);
    while (code == 0 && (code = pl_db_step(stmt, &more, err)) == 0 && more) {
        struct pl_arena_mark mark = pl_arena_mark(&arena);
        pl_str kind = pl_str_copy(&arena, pl_db_col(stmt, 1));
        if (pl_filing_kind_of(kind) != NULL) {
            code = pl_filing_derive(c, sqlite3_column_int64(stmt, 0), kind, sqlite3_column_int64(stmt, 2), err);
        }
        pl_arena_rewind(&arena, mark);
    }
    return code;
}

int pl_erase_filings_again(struct pl_case *c, struct pl_error *err) {
    int code =
        pl_db_exec(c->db,
                   "PRAGMA secure_delete=ON; DELETE FROM filing_key; DELETE FROM filing; INSERT INTO filing_text "
                   "(filing_text) VALUES ('delete-all')",
                   err);
    return code == 0 ? derive_again(c, err) : code;
}

int pl_erase_scrub(struct pl_case *c, struct pl_error *err) {
    int64_t busy = 0;
    int code = pl_db_exec(c->db, "PRAGMA secure_delete=ON; VACUUM", err);
    code = code == 0 ? pl_db_int(c->db, "PRAGMA wal_checkpoint(TRUNCATE)", 0, &busy, err) : code;
    if (code == 0 && busy != 0) {
        return pl_fail(err, PL_E_BUSY,
                       "a reader holds the log of the case open: what was erased is in it until it ends; "
                       "run `plimsoll erase --scrub` then");
    }
    return code == 0 ? pl_case_sweep(c, err) : code;
}
