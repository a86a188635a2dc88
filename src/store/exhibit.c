#include "store/exhibit.h"

#include <string.h>

#include "store/case_in.h"

#include "base/ban.h"

static void bind_time(sqlite3_stmt *stmt, int i, pl_time at) {
    if (at != PL_TIME_NONE) {
        pl_db_bind_int(stmt, i, at);
    }
}

static pl_time time_of(sqlite3_stmt *stmt, int i) {
    return sqlite3_column_type(stmt, i) == SQLITE_NULL ? PL_TIME_NONE : sqlite3_column_int64(stmt, i);
}

int pl_exhibit_add(struct pl_case *c, const struct pl_exhibit *x, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int rc = pl_db_prepare(c->db,
                           "INSERT INTO exhibit (seq, sha256, name, bytes, kind, format, source, collector, "
                           "received_us, marking, exercise, own, reports, first_us, last_us) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                           &stmt, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_db_bind_int(stmt, 1, x->seq);
    pl_db_bind_hash(stmt, 2, &x->sha256);
    pl_db_bind_text(stmt, 3, x->name);
    pl_db_bind_int(stmt, 4, (int64_t)x->bytes);
    pl_db_bind_text(stmt, 5, x->kind);
    pl_db_bind_text(stmt, 6, x->format);
    pl_db_bind_text(stmt, 7, x->source);
    pl_db_bind_text(stmt, 8, x->collector);
    bind_time(stmt, 9, x->received);
    pl_db_bind_text(stmt, 10, x->marking);
    pl_db_bind_int(stmt, 11, x->exercise);
    pl_db_bind_int(stmt, 12, x->own);
    pl_db_bind_int(stmt, 13, (int64_t)x->reports);
    bind_time(stmt, 14, x->first);
    bind_time(stmt, 15, x->last);
    return pl_db_run(stmt, err);
}

int pl_exhibit_add_member(struct pl_case *c, const struct pl_exhibit_member *m, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int rc = pl_db_prepare(c->db, "INSERT INTO member (id, seq, idx, name, bytes, root) VALUES (?, ?, ?, ?, ?, ?)",
                           &stmt, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_db_bind_int(stmt, 1, m->id);
    pl_db_bind_int(stmt, 2, m->seq);
    pl_db_bind_int(stmt, 3, (int64_t)m->index);
    pl_db_bind_text(stmt, 4, m->name);
    pl_db_bind_int(stmt, 5, (int64_t)m->bytes);
    pl_db_bind_hash(stmt, 6, &m->root);
    return pl_db_run(stmt, err);
}

int pl_exhibit_add_count(struct pl_case *c, int64_t seq, const char *reason, uint64_t n, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int rc = pl_db_prepare(c->db,
                           "INSERT INTO exhibit_count (seq, reason, n) VALUES (?, ?, ?) ON CONFLICT (seq, reason) DO "
                           "UPDATE SET n = n + excluded.n",
                           &stmt, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_db_bind_int(stmt, 1, seq);
    pl_db_bind_text(stmt, 2, pl_str_from(reason));
    pl_db_bind_int(stmt, 3, (int64_t)n);
    return pl_db_run(stmt, err);
}

int pl_exhibit_counts(struct pl_case *c, int64_t seq, pl_exhibit_count_sink sink, void *ctx, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool more = true;
    int rc = pl_db_prepare(c->db, "SELECT reason, n FROM exhibit_count WHERE seq = ?1 ORDER BY reason", &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, seq);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &more, err)) == PL_E_OK && more) {
        rc = sink(ctx, pl_db_col(stmt, 0), (uint64_t)sqlite3_column_int64(stmt, 1), err);
    }
    return rc;
}

int pl_exhibit_next_member(struct pl_case *c, uint32_t *ret, struct pl_error *err) {
    int64_t last = 0;
    int rc = pl_db_int(c->db, "SELECT max(id) FROM member", 0, &last, err);
    if (rc == PL_E_OK && last >= UINT32_MAX - 1) {
        rc = pl_fail(err, PL_E_LIMIT, "a case holds at most 4,294,967,294 members");
    }
    if (rc == PL_E_OK) {
        *ret = (uint32_t)last + 1;
    }
    return rc;
}

#define COLUMNS                                                                                                        \
    "seq, sha256, name, bytes, kind, format, source, collector, received_us, marking, exercise, own, reports, "        \
    "first_us, last_us"

static int read_row(sqlite3_stmt *stmt, struct pl_exhibit *x, struct pl_error *err) {
    *x = (struct pl_exhibit){.seq = sqlite3_column_int64(stmt, 0),
                             .name = pl_db_col(stmt, 2),
                             .bytes = (uint64_t)sqlite3_column_int64(stmt, 3),
                             .kind = pl_db_col(stmt, 4),
                             .format = pl_db_col(stmt, 5),
                             .source = pl_db_col(stmt, 6),
                             .collector = pl_db_col(stmt, 7),
                             .received = time_of(stmt, 8),
                             .marking = pl_db_col(stmt, 9),
                             .exercise = sqlite3_column_int(stmt, 10) != 0,
                             .own = sqlite3_column_int(stmt, 11) != 0,
                             .reports = (uint64_t)sqlite3_column_int64(stmt, 12),
                             .first = time_of(stmt, 13),
                             .last = time_of(stmt, 14)};
    return pl_db_col_hash(stmt, 1, &x->sha256)
               ? PL_E_OK
               : pl_fail(err, PL_E_STORE, "exhibit %lld has no hash; run `plimsoll rebuild`", (long long)x->seq);
}

/* The first row of a statement that selects COLUMNS by one hash. */
static int find_by(struct pl_case *c, const char *sql, const pl_hash *hash, struct pl_arena *arena, bool *ret_found,
                   struct pl_exhibit *ret, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = false;
    struct pl_exhibit x;
    int rc = pl_db_prepare(c->db, sql, &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_hash(stmt, 1, hash);
        rc = pl_db_step(stmt, &row, err);
    }
    if (rc == PL_E_OK && row) {
        rc = read_row(stmt, &x, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    *ret_found = row;
    if (row) {
        pl_str *texts[] = {&x.name, &x.kind, &x.format, &x.source, &x.collector, &x.marking};
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
            *texts[i] = pl_str_copy(arena, *texts[i]);
        }
        *ret = x;
    }
    return pl_arena_failed(arena) ? pl_fail(err, PL_E_NOMEM, "no memory to read an exhibit") : PL_E_OK;
}

int pl_exhibit_find(struct pl_case *c, const pl_hash *sha256, struct pl_arena *arena, bool *ret_found,
                    struct pl_exhibit *ret, struct pl_error *err) {
    return find_by(c, "SELECT " COLUMNS " FROM exhibit WHERE sha256 = ?", sha256, arena, ret_found, ret, err);
}

int pl_exhibit_of_root(struct pl_case *c, const pl_hash *root, struct pl_arena *arena, bool *ret_found,
                       struct pl_exhibit *ret, struct pl_error *err) {
    return find_by(c, "SELECT " COLUMNS " FROM exhibit WHERE seq = (SELECT min(seq) FROM member WHERE root = ?)", root,
                   arena, ret_found, ret, err);
}

int pl_exhibit_each(struct pl_case *c, pl_exhibit_sink sink, void *ctx, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(c->db, "SELECT " COLUMNS " FROM exhibit ORDER BY seq", &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        struct pl_exhibit x;
        rc = read_row(stmt, &x, err);
        if (rc == PL_E_OK) {
            rc = sink(ctx, &x, err);
        }
    }
    return rc;
}

int pl_exhibit_members(struct pl_case *c, int64_t seq, struct pl_arena *arena, struct pl_exhibit_member **ret_members,
                       size_t *ret_n, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int64_t most = 0;
    size_t n = 0;
    bool row = true;
    int rc = pl_db_int(c->db, "SELECT count(*) FROM member", 0, &most, err);
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(c->db,
                           "SELECT id, seq, idx, name, bytes, root FROM member WHERE ?1 < 0 OR seq = ?1 ORDER BY id",
                           &stmt, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    struct pl_exhibit_member *members = pl_arena_calloc(arena, (size_t)most + 1, sizeof *members);
    if (members == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read the members");
    }
    pl_db_bind_int(stmt, 1, seq);
    while ((rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row && n < (size_t)most) {
        struct pl_exhibit_member *m = &members[n++];
        m->id = (uint32_t)sqlite3_column_int64(stmt, 0);
        m->seq = sqlite3_column_int64(stmt, 1);
        m->index = (uint64_t)sqlite3_column_int64(stmt, 2);
        m->name = pl_str_copy(arena, pl_db_col(stmt, 3));
        m->bytes = (uint64_t)sqlite3_column_int64(stmt, 4);
        if (!pl_db_col_hash(stmt, 5, &m->root)) {
            return pl_fail(err, PL_E_STORE, "member %u has no root; run `plimsoll rebuild`", m->id);
        }
    }
    if (rc == PL_E_OK && pl_arena_failed(arena)) {
        rc = pl_fail(err, PL_E_NOMEM, "no memory to read the members");
    }
    if (rc == PL_E_OK) {
        *ret_members = members;
        *ret_n = n;
    }
    return rc;
}
