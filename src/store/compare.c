/* Two cases, row by row: see store/scratch.h. */
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "store/archive_in.h"
#include "store/scratch.h"

#include "base/ban.h"

#define SHOWN_ROW 60 /* bytes of a row that a message shows */

struct comparison {
    pl_difference_sink sink;
    void *ctx;
    uint64_t rows; /* of the case derived anew */
};

/* ---- what a message shows ---- */

static void show_value(sqlite3_stmt *stmt, int i, struct pl_buf *out) {
    pl_str v = pl_db_col(stmt, i);
    if (sqlite3_column_type(stmt, i) == SQLITE_NULL) {
        pl_buf_add_str(out, PL_STR("NULL"));
    } else if (sqlite3_column_type(stmt, i) == SQLITE_BLOB) {
        pl_buf_add_hex(out, v.p, v.n < 8 ? v.n : 8);
        pl_buf_add_str(out, v.n > 8 ? PL_STR("...") : PL_STR(""));
    } else {
        pl_buf_add_str(out, v.n > SHOWN_ROW ? pl_str_make(v.p, SHOWN_ROW) : v);
    }
}

/* The beginning of a row, made safe to print. */
static const char *show_row(sqlite3_stmt *stmt, char *out, size_t cap) {
    PL_BUF_AUTO line;
    pl_buf_open(&line, (size_t)1 << 20);
    for (int i = 0; i < sqlite3_column_count(stmt) && line.n < SHOWN_ROW; i++) {
        pl_buf_add_str(&line, i > 0 ? PL_STR("|") : PL_STR(""));
        show_value(stmt, i, &line);
    }
    pl_str all = pl_buf_str(&line);
    return pl_log_safe(all.n > SHOWN_ROW ? pl_str_make(all.p, SHOWN_ROW) : all, out, cap);
}

static const char *show_column(sqlite3_stmt *stmt, int i, char *out, size_t cap) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, (size_t)1 << 20);
    show_value(stmt, i, &text);
    pl_str all = pl_buf_str(&text);
    return pl_log_safe(all.n > SHOWN_ROW / 2 ? pl_str_make(all.p, SHOWN_ROW / 2) : all, out, cap);
}

/* ---- two queries in step ---- */

struct side {
    sqlite3_stmt *stmt;
    bool row;
    uint64_t n;
};

static int step(struct side *side, struct pl_error *err) {
    int rc = pl_db_step(side->stmt, &side->row, err);
    side->n += rc == PL_E_OK && side->row;
    return rc;
}

/* The first column that differs, -1 when none does. */
static int first_difference(const struct side *is, const struct side *made) {
    for (int i = 0; i < sqlite3_column_count(made->stmt); i++) {
        if (sqlite3_column_type(is->stmt, i) != sqlite3_column_type(made->stmt, i) ||
            !pl_str_eq(pl_db_col(is->stmt, i), pl_db_col(made->stmt, i))) {
            return i;
        }
    }
    return -1;
}

static void say(const struct side *is, const struct side *made, int column, char *why, size_t cap) {
    char row[128], was[96], now[96];
    if (!is->row) {
        snprintf(why, cap, "a row is missing: %s", show_row(made->stmt, row, sizeof row));
    } else if (!made->row) {
        snprintf(why, cap, "there is a row that nothing gives: %s", show_row(is->stmt, row, sizeof row));
    } else {
        snprintf(why, cap, "%s is %s, derived anew %s (row %s)", sqlite3_column_name(made->stmt, column),
                 show_column(is->stmt, column, was, sizeof was), show_column(made->stmt, column, now, sizeof now),
                 show_row(is->stmt, row, sizeof row));
    }
}

/* Steps through both; at the first difference keeps what to say, then only counts. */
static int walk(struct comparison *k, const char *name, struct side *is, struct side *made, struct pl_error *err) {
    char why[320] = "", where[160];
    uint64_t at = 0;
    int rc = PL_E_OK;
    do {
        rc = is->row || is->n == 0 ? step(is, err) : PL_E_OK;
        if (rc == PL_E_OK && (made->row || made->n == 0)) {
            rc = step(made, err);
        }
        if (rc != PL_E_OK) {
            return rc;
        }
        if (why[0] == '\0' && (is->row || made->row)) {
            int column = is->row && made->row ? first_difference(is, made) : 0;
            if (column >= 0) {
                at = is->row ? is->n : made->n;
                say(is, made, column, why, sizeof why);
            }
        }
    } while (is->row || made->row);
    k->rows += made->n;
    if (why[0] == '\0') {
        return PL_E_OK;
    }
    snprintf(where, sizeof where, "row %llu (%llu rows, derived anew %llu)", (unsigned long long)at,
             (unsigned long long)is->n, (unsigned long long)made->n);
    return k->sink(k->ctx, name, where, why, err);
}

/* A `?1` of the query is `bound`, a `?2` is `above`. */
static int compare_query(struct comparison *k, const char *name, sqlite3 *is, sqlite3 *made, const char *sql,
                         int64_t bound, int64_t above, struct pl_error *err) {
    PL_STMT_AUTO *a = NULL;
    PL_STMT_AUTO *b = NULL;
    int rc = pl_db_prepare(made, sql, &b, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    struct pl_error why = {0};
    if (pl_db_prepare(is, sql, &a, &why) != PL_E_OK) {
        return k->sink(k->ctx, name, "the whole", why.msg, err);
    }
    const int64_t values[] = {bound, above};
    for (int i = 1; i <= 2 && i <= sqlite3_bind_parameter_count(b); i++) {
        pl_db_bind_int(a, i, values[i - 1]);
        pl_db_bind_int(b, i, values[i - 1]);
    }
    struct side sides[2] = {{.stmt = a}, {.stmt = b}};
    rc = walk(k, name, &sides[0], &sides[1], &why);
    if (rc == PL_E_STORE) { /* damage: no row behind it can be read, but other tables can */
        return k->sink(k->ctx, name, "the whole", why.msg, err);
    }
    if (rc != PL_E_OK && err != NULL) {
        *err = why;
    }
    return rc;
}

/* ---- case.db ---- */

int pl_case_compare(struct pl_case *is, struct pl_case *made, enum pl_compare what, pl_difference_sink sink, void *ctx,
                    uint64_t *ret_rows, struct pl_error *err) {
    struct comparison k = {.sink = sink, .ctx = ctx};
    int rc = compare_query(&k, "schema", is->db, made->db,
                           "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite^_%' "
                           "ESCAPE '^' ORDER BY type, name",
                           0, 0, err);
    k.rows = 0;
    for (const struct pl_case_derived *t = pl_case_derived; rc == PL_E_OK && t->table != NULL; t++) {
        char sql[192];
        if ((t->by == PL_KEPT_STATE && what != PL_COMPARE_ALL) ||
            (t->by == PL_BY_DETECTION && what == PL_COMPARE_IMPORTED)) {
            continue;
        }
        snprintf(sql, sizeof sql, "SELECT %s FROM %s ORDER BY %s",
                 t->by == PL_KEPT_STATE ? "at_us, digest, bytes" : "*", t->table, t->order);
        rc = compare_query(&k, t->table, is->db, made->db, sql, 0, 0, err);
    }
    *ret_rows = k.rows;
    return rc;
}

/* ---- positions/ ---- */

static int check_index(struct comparison *k, sqlite3 *db, const char *name, const char *sql, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    struct pl_error why = {0};
    bool row = false;
    int rc = pl_db_prepare(db, sql, &stmt, &why);
    if (rc == PL_E_OK) {
        rc = pl_db_step(stmt, &row, &why);
    }
    if (rc == PL_E_OK) {
        pl_str says = row ? pl_db_col(stmt, 0) : (pl_str){0};
        char safe[160];
        return says.n == 0 || pl_str_eq(says, PL_STR("ok"))
                   ? PL_E_OK
                   : k->sink(k->ctx, "positions", name, pl_log_safe(says, safe, sizeof safe), err);
    }
    return k->sink(k->ctx, "positions", name, why.msg, err);
}

#define BLOCKS                                                                                                         \
    "SELECT b.batch, b.mmsi, b.from_us, b.to_us, b.reports, b.bytes, x.lon0, x.lon1, x.lat0, x.lat1, x.sec0, x.sec1 "  \
    "FROM block b LEFT JOIN block_box x ON x.id = b.id "

static int check_indexes(struct comparison *k, sqlite3 *db, const char *name, struct pl_error *err) {
    int rc = check_index(k, db, name, "PRAGMA integrity_check(1)", err);
    if (rc == PL_E_OK) {
        rc = check_index(k, db, name, "SELECT rtreecheck('block_box')", err);
    }
    if (rc == PL_E_OK) {
        rc = check_index(k, db, name,
                         "SELECT 'there is a box without its block' FROM block_box WHERE id NOT IN (SELECT id FROM "
                         "block) LIMIT 1",
                         err);
    }
    return rc;
}

/* Merging is a function of what the imports wrote: so the blocks derived anew are merged anew. */
static int compare_merged(struct comparison *k, struct pl_case *made, const struct pl_archive_month *is, sqlite3 *a,
                          const char *name, struct pl_error *err) {
    struct pl_archive_month now;
    sqlite3 *b = NULL;
    int64_t generation = 0;
    int rc = pl_archive_next_generation(made, &generation, err);
    if (rc == PL_E_OK) {
        rc = pl_archive_merge_month(made, is->month, is->merged, generation, &now, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_archive_open_generation(made, is->month, generation, false, &b, err);
    }
    if (rc == PL_E_OK) {
        rc = compare_query(k, name, a, b, BLOCKS "WHERE b.batch <= ?1 ORDER BY b.id", is->merged, 0, err);
    }
    pl_db_close(&b);
    return rc;
}

static int compare_month(struct comparison *k, struct pl_case *is, struct pl_case *made, int64_t month, int64_t last,
                         struct pl_error *err) {
    char name[PL_ARCHIVE_NAME_MAX];
    sqlite3 *a = NULL, *b = NULL;
    struct pl_error why = {0};
    struct pl_archive_month m;
    int rc = pl_archive_month_read(is, month, &m, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_archive_name(month, m.generation, name);
    rc = pl_archive_open(made, month, false, &b, err);
    if (rc == PL_E_OK && pl_archive_open(is, month, false, &a, &why) != PL_E_OK) {
        rc = k->sink(k->ctx, "positions", name, why.msg, err);
    } else if (rc == PL_E_OK) {
        rc = m.merged >= 0 ? compare_merged(k, made, &m, a, name, err) : PL_E_OK;
        if (rc == PL_E_OK) {
            rc = compare_query(k, name, a, b, BLOCKS "WHERE b.batch <= ?1 AND b.batch > ?2 ORDER BY b.batch, b.id",
                               last, m.merged, err);
        }
        if (rc == PL_E_OK) {
            rc = check_indexes(k, a, name, err);
        }
    }
    pl_db_close(&a);
    pl_db_close(&b);
    return rc;
}

int pl_archive_compare(struct pl_case *is, struct pl_case *made, pl_difference_sink sink, void *ctx, uint64_t *ret_rows,
                       struct pl_error *err) {
    struct comparison k = {.sink = sink, .ctx = ctx};
    int64_t *months = NULL, last = -1;
    size_t n = 0;
    int rc = pl_archive_last_batch(made, &last, err);
    if (rc == PL_E_OK) {
        rc = pl_archive_months(made, &months, &n, err);
    }
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        rc = compare_month(&k, is, made, months[i], last, err);
    }
    free(months);
    *ret_rows = k.rows;
    return rc;
}
