/* Whether the blocks in positions/ are those that imports, and what merged them, wrote. */
#include <stdlib.h>

#include "store/archive_in.h"

#include "base/ban.h"

struct checker {
    struct pl_case *c;
    struct pl_block_codec *codec;
    pl_archive_complaint complain;
    void *ctx;
    uint64_t reports;
    const char *name; /* of the file */
    sqlite3 *db;
};

/* What the blocks of some batches should be. */
struct blocks {
    int64_t batch; /* of this one, or merged: of all up to it */
    bool merged;
    int64_t blocks, reports;
    pl_hash digest;
};

static const char *block_fault(struct checker *k, sqlite3_stmt *stmt, int64_t *reports) {
    const struct pl_block_item *items = NULL;
    struct pl_block_info info;
    size_t n = 0;
    if (pl_block_decode(k->codec, pl_db_col(stmt, 5), &items, &n, &info, NULL) != PL_E_OK) {
        return "its bytes are damaged";
    }
    *reports += (int64_t)n;
    if ((int64_t)info.mmsi != sqlite3_column_int64(stmt, 1) || info.first != sqlite3_column_int64(stmt, 2) ||
        info.last != sqlite3_column_int64(stmt, 3) || (int64_t)info.count != sqlite3_column_int64(stmt, 4)) {
        return "its row does not say what its bytes hold";
    }
    return NULL;
}

static int check_blocks(struct checker *k, const struct blocks *want, struct pl_error *err) {
    static const char ONE[] = "SELECT id, mmsi, from_us, to_us, reports, bytes FROM block WHERE batch=? ORDER BY id";
    static const char UP_TO[] =
        "SELECT id, mmsi, from_us, to_us, reports, bytes FROM block WHERE +batch<=? ORDER BY id";
    PL_STMT_AUTO *stmt = NULL;
    struct pl_sha256 state;
    int64_t n = 0, reports = 0;
    bool row = true;
    int rc = pl_db_prepare(k->db, want->merged ? UP_TO : ONE, &stmt, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_sha256_start(&state);
    pl_db_bind_int(stmt, 1, want->batch);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        const char *why = block_fault(k, stmt, &reports);
        pl_str bytes = pl_db_col(stmt, 5);
        pl_sha256_add(&state, bytes.p, bytes.n);
        n++;
        rc = why != NULL ? k->complain(k->ctx, k->name, sqlite3_column_int64(stmt, 0), why, err) : PL_E_OK;
    }
    k->reports += (uint64_t)reports;
    if (rc == PL_E_OK && (n != want->blocks || pl_hash_cmp(pl_sha256_digest(&state), want->digest) != 0)) {
        rc = k->complain(k->ctx, k->name, -1,
                         want->merged ? "its blocks are not those that `compact` wrote"
                                      : "its blocks are not those that the import wrote",
                         err);
    }
    if (rc == PL_E_OK && want->merged && reports != want->reports) {
        rc = k->complain(k->ctx, k->name, -1, "it does not hold as many reports as the imports wrote", err);
    }
    return rc;
}

/* A complaint where reading the file fails; the system's own failures are the caller's. */
static int check_or_complain(struct checker *k, const struct blocks *want, struct pl_error *err) {
    struct pl_error why = {0};
    int rc = check_blocks(k, want, &why);
    if (rc == PL_E_STORE) {
        rc = k->complain(k->ctx, k->name, -1, why.msg, err);
    } else if (rc != PL_E_OK && err != NULL) {
        *err = why;
    }
    return rc;
}

static int check_batches(struct checker *k, const struct pl_archive_month *m, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    struct blocks merged = {.batch = m->merged, .merged = true, .blocks = m->blocks, .digest = m->digest, .reports = 0};
    int rc = pl_db_prepare(k->c->db, "SELECT seq, blocks, digest, reports FROM batch WHERE month=? ORDER BY seq", &stmt,
                           err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, m->month);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        struct blocks want = {.batch = sqlite3_column_int64(stmt, 0), .blocks = sqlite3_column_int64(stmt, 1)};
        if (!pl_db_col_hash(stmt, 2, &want.digest)) {
            rc = k->complain(k->ctx, k->name, -1, "its batch has no digest", err);
        } else if (want.batch <= m->merged) {
            merged.reports += sqlite3_column_int64(stmt, 3);
        } else {
            rc = check_or_complain(k, &want, err);
        }
    }
    return rc == PL_E_OK && m->merged >= 0 ? check_or_complain(k, &merged, err) : rc;
}

int pl_archive_check_month(struct pl_case *c, struct pl_block_codec *codec, int64_t month,
                           pl_archive_complaint complain, void *ctx, uint64_t *reports, struct pl_error *err) {
    char name[PL_ARCHIVE_NAME_MAX];
    struct checker k = {.c = c, .codec = codec, .complain = complain, .ctx = ctx, .name = name};
    struct pl_archive_month m;
    struct pl_error why = {0};
    int rc = pl_archive_month_read(c, month, &m, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_archive_name(month, m.generation, name);
    rc = pl_archive_open_generation(c, month, m.generation, false, &k.db, &why);
    if (rc == PL_E_NOMEM || rc == PL_E_BUSY || rc == PL_E_IO) { /* the system failed, not the file */
        return pl_fail(err, (enum pl_code)rc, "%s", why.msg);
    }
    if (rc != PL_E_OK) {
        return complain(ctx, name, -1, why.msg, err);
    }
    rc = check_batches(&k, &m, err);
    pl_db_close(&k.db);
    *reports += k.reports;
    return rc;
}

int pl_archive_check(struct pl_case *c, pl_archive_complaint complain, void *ctx, uint64_t *ret_reports,
                     struct pl_error *err) {
    struct pl_block_codec *codec = NULL;
    int64_t *months = NULL;
    uint64_t reports = 0;
    size_t n = 0;
    int rc = pl_archive_months(c, &months, &n, err);
    if (rc == PL_E_OK) {
        rc = pl_block_codec_open(&codec, err);
    }
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        rc = pl_archive_check_month(c, codec, months[i], complain, ctx, &reports, err);
    }
    free(months);
    pl_block_codec_close(codec);
    *ret_reports = reports;
    return rc;
}
