#include "store/act.h"

#include "evidence/filing.h"
#include "store/case_in.h"
#include "store/filing.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 30)

bool pl_act_is(pl_str kind) {
    static const char *const KINDS[] = {"screening", "decision", "watch",      "requirement",
                                        "rules",     "alert",    "withdrawal", "release"};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (pl_str_eq(kind, pl_str_from(KINDS[i]))) {
            return true;
        }
    }
    return pl_filing_kind_of(kind) != NULL;
}

/* What follows from an act beside its row. */
static int derive(struct pl_case *c, int64_t seq, pl_str kind, pl_time at, struct pl_error *err) {
    if (pl_str_eq(kind, PL_STR("withdrawal"))) {
        return pl_filing_withdraw(c, seq, err);
    }
    return pl_filing_kind_of(kind) != NULL ? pl_filing_derive(c, seq, kind, at, err) : PL_E_OK;
}

int pl_act_add(struct pl_case *c, int64_t seq, pl_str kind, pl_time at, struct pl_error *err) {
    PL_KEPT_AUTO *stmt = NULL;
    int code = pl_kept_borrow(c, PL_KEPT_ADD_ACT, &stmt, err);
    if (code == 0) {
        pl_db_bind_int(stmt, 1, seq);
        pl_db_bind_text(stmt, 2, kind);
        pl_db_bind_int(stmt, 3, at);
        code = pl_db_run(stmt, err);
    }
    return code == 0 ? derive(c, seq, kind, at, err) : code;
}

static int give(struct pl_case *c, sqlite3_stmt *stmt, struct pl_arena *arena, pl_act_sink sink, void *ctx,
                struct pl_error *err) {
    struct pl_journal_field *fields = NULL;
    struct pl_act act = {.seq = sqlite3_column_int64(stmt, 0),
                         .kind = pl_str_copy(arena, pl_db_col(stmt, 1)),
                         .at = sqlite3_column_int64(stmt, 2)};
    int code = pl_journal_payload(c, act.seq, arena, &fields, &act.n_fields, err);
    act.fields = fields;
    return code == 0 ? sink(ctx, &act, err) : code;
}

int pl_act_each(struct pl_case *c, pl_str kind, int64_t before, pl_act_sink sink, void *ctx, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    PL_ARENA_AUTO arena;
    bool more = true;
    pl_arena_open(&arena, ARENA_MAX);
    int code = pl_db_prepare(
        c->db, "SELECT seq, kind, at_us FROM act WHERE (?1 = '' OR kind = ?1) AND seq < ?2 ORDER BY seq", &stmt, err);
    if (code == 0) {
        pl_db_bind_text(stmt, 1, kind);
        pl_db_bind_int(stmt, 2, before);
    }
    while (code == 0 && (code = pl_db_step(stmt, &more, err)) == 0 && more) {
        struct pl_arena_mark mark = pl_arena_mark(&arena);
        code = give(c, stmt, &arena, sink, ctx, err);
        pl_arena_rewind(&arena, mark);
    }
    return code;
}

pl_str pl_act_text(const struct pl_act *act, const char *field) {
    const struct pl_journal_field *f = pl_journal_field_of(act->fields, act->n_fields, field);
    return f != NULL ? f->value : (pl_str){0};
}
