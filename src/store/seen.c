#include "store/seen.h"

#include "base/buf.h"
#include "store/case_in.h"

#include "base/ban.h"

#define LIKE_MAX ((size_t)1024)

int pl_seen_ships(struct pl_case *c, pl_seen_ship_sink sink, void *ctx, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool more = true;
    int code = pl_db_prepare(c->db,
                             "SELECT mmsi, sum(reports), sum(positions), min(first_us), max(last_us) FROM ship "
                             "GROUP BY mmsi ORDER BY mmsi",
                             &stmt, err);
    while (code == 0) {
        code = pl_db_step(stmt, &more, err);
        if (code != 0 || !more) {
            break;
        }
        struct pl_seen_ship ship = {.mmsi = (uint32_t)sqlite3_column_int64(stmt, 0),
                                    .reports = (uint64_t)sqlite3_column_int64(stmt, 1),
                                    .positions = (uint64_t)sqlite3_column_int64(stmt, 2),
                                    .first = sqlite3_column_int64(stmt, 3),
                                    .last = sqlite3_column_int64(stmt, 4)};
        code = sink(ctx, &ship, err);
    }
    return code;
}

/* ?1 what to look for, for LIKE: begins; ?2: stands in it; ?3 after; ?4 how many; ?5 and ?6: the MMSI that begin with
 * it, none where it is no number. */
static const char FIND[] =
    "SELECT mmsi, sum(reports), sum(positions), min(first_us), max(last_us) FROM ship WHERE mmsi IN (SELECT mmsi FROM ("
    "SELECT mmsi FROM ship WHERE mmsi > ?3 AND mmsi BETWEEN ?5 AND ?6 "
    "UNION SELECT mmsi FROM identity WHERE ?5 <= ?6 AND field = 'imo' AND value LIKE ?1 ESCAPE '\\' AND mmsi > ?3 "
    "UNION SELECT mmsi FROM identity WHERE field = 'name' AND value LIKE ?2 ESCAPE '\\' AND mmsi > ?3 "
    "UNION SELECT mmsi FROM identity WHERE field = 'callsign' AND value LIKE ?2 ESCAPE '\\' AND mmsi > ?3) "
    "ORDER BY mmsi LIMIT ?4) GROUP BY mmsi ORDER BY mmsi";
static const char FIND_ALL[] = "SELECT mmsi, sum(reports), sum(positions), min(first_us), max(last_us) FROM ship WHERE "
                               "mmsi > ?3 AND mmsi NOT BETWEEN 2000000 AND 7999999 AND mmsi NOT BETWEEN 970000000 AND "
                               "979999999 AND mmsi < 990000000 GROUP BY mmsi ORDER BY mmsi LIMIT ?4";
static const char FIND_ONE[] = "SELECT mmsi, sum(reports), sum(positions), min(first_us), max(last_us) FROM ship WHERE "
                               "mmsi = ?3 GROUP BY mmsi";

static struct pl_seen_ship ship_of(sqlite3_stmt *stmt) {
    return (struct pl_seen_ship){.mmsi = (uint32_t)sqlite3_column_int64(stmt, 0),
                                 .reports = (uint64_t)sqlite3_column_int64(stmt, 1),
                                 .positions = (uint64_t)sqlite3_column_int64(stmt, 2),
                                 .first = sqlite3_column_int64(stmt, 3),
                                 .last = sqlite3_column_int64(stmt, 4)};
}

/* "50%" -> "50\%%", or "%50\%%" where it may stand anywhere. */
static void like(pl_str text, bool anywhere, struct pl_buf *out) {
    pl_buf_add_str(out, anywhere ? PL_STR("%") : PL_STR(""));
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '%' || text.p[i] == '_' || text.p[i] == '\\') {
            pl_buf_add_char(out, '\\');
        }
        pl_buf_add_char(out, text.p[i]);
    }
    pl_buf_add_char(out, '%');
}

/* "299" -> 299000000 to 299999999; a first beyond the last where it is no number of at most nine digits. */
static void mmsi_span(pl_str text, int64_t *ret_first, int64_t *ret_last) {
    uint64_t number = 0, room = 1;
    *ret_first = 1;
    *ret_last = 0;
    if (text.n == 0 || text.n > 9 || !pl_str_u64(text, &number)) {
        return;
    }
    for (size_t i = text.n; i < 9; i++) {
        room *= 10;
    }
    *ret_first = (int64_t)(number * room);
    *ret_last = *ret_first + (int64_t)room - 1;
}

int pl_seen_find(struct pl_case *c, pl_str text, uint32_t after, uint64_t limit, pl_seen_ship_sink sink, void *ctx,
                 struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    PL_BUF_AUTO begins = {0};
    PL_BUF_AUTO within = {0};
    bool more = true;
    int64_t first = 1, last = 0;
    mmsi_span(text, &first, &last);
    pl_buf_open(&begins, LIKE_MAX);
    pl_buf_open(&within, LIKE_MAX);
    like(text, false, &begins);
    like(text, true, &within);
    if (pl_buf_failed(&begins) || pl_buf_failed(&within)) {
        return pl_fail(err, PL_E_LIMIT, "the text to look for is too long");
    }
    int code = pl_db_prepare(c->db, text.n > 0 ? FIND : FIND_ALL, &stmt, err);
    if (code == 0) {
        if (text.n > 0) {
            pl_db_bind_text(stmt, 1, pl_buf_str(&begins));
            pl_db_bind_text(stmt, 2, pl_buf_str(&within));
            pl_db_bind_int(stmt, 5, first);
            pl_db_bind_int(stmt, 6, last);
        }
        pl_db_bind_int(stmt, 3, after);
        pl_db_bind_int(stmt, 4, limit < INT64_MAX ? (int64_t)limit : INT64_MAX);
    }
    while (code == 0 && (code = pl_db_step(stmt, &more, err)) == 0 && more) {
        struct pl_seen_ship ship = ship_of(stmt);
        code = sink(ctx, &ship, err);
    }
    return code;
}

int pl_seen_ship(struct pl_case *c, uint32_t mmsi, struct pl_seen_ship *ret, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = false;
    int code = pl_db_prepare(c->db, FIND_ONE, &stmt, err);
    if (code == 0) {
        pl_db_bind_int(stmt, 3, mmsi);
        code = pl_db_step(stmt, &row, err);
    }
    if (code == 0) {
        *ret = row ? ship_of(stmt) : (struct pl_seen_ship){.mmsi = mmsi};
    }
    return code;
}

int pl_seen_imo(struct pl_case *c, pl_str imo, pl_seen_number_sink sink, void *ctx, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int code = pl_db_prepare(
        c->db, "SELECT DISTINCT mmsi FROM identity WHERE field = 'imo' AND value = ?1 ORDER BY mmsi", &stmt, err);
    if (code == 0) {
        pl_db_bind_text(stmt, 1, imo);
    }
    while (code == 0 && (code = pl_db_step(stmt, &row, err)) == 0 && row) {
        code = sink(ctx, (uint32_t)sqlite3_column_int64(stmt, 0), err);
    }
    return code;
}

int pl_seen_identities(struct pl_case *c, uint32_t mmsi, pl_seen_identity_sink sink, void *ctx, struct pl_error *err) {
    static const char ALL[] = "SELECT mmsi, field, value, min(first_us), max(last_us), sum(n) FROM identity "
                              "WHERE field IN ('imo', 'name', 'callsign') GROUP BY mmsi, field, value "
                              "ORDER BY mmsi, field, value";
    static const char ONE[] = "SELECT mmsi, field, value, min(first_us), max(last_us), sum(n) FROM identity "
                              "WHERE mmsi = ?1 GROUP BY mmsi, field, value ORDER BY mmsi, field, value";
    PL_STMT_AUTO *stmt = NULL;
    bool more = true;
    int code = pl_db_prepare(c->db, mmsi == 0 ? ALL : ONE, &stmt, err);
    if (code == 0 && mmsi != 0) {
        pl_db_bind_int(stmt, 1, mmsi);
    }
    while (code == 0) {
        code = pl_db_step(stmt, &more, err);
        if (code != 0 || !more) {
            break;
        }
        struct pl_seen_identity identity = {.mmsi = (uint32_t)sqlite3_column_int64(stmt, 0),
                                            .field = pl_db_col(stmt, 1),
                                            .value = pl_db_col(stmt, 2),
                                            .first = sqlite3_column_int64(stmt, 3),
                                            .last = sqlite3_column_int64(stmt, 4),
                                            .n = (uint64_t)sqlite3_column_int64(stmt, 5)};
        code = sink(ctx, &identity, err);
    }
    return code;
}

static int64_t floor_deg(int32_t units) {
    return units >= 0 ? units / PL_POS_UNIT : -(((int64_t)PL_POS_UNIT - 1 - units) / PL_POS_UNIT);
}

int64_t pl_seen_cell(pl_pos pos) { return (floor_deg(pos.lat) + 90) * 360 + floor_deg(pos.lon) + 180; }

int pl_seen_count_in_cell(struct pl_case *c, int64_t cell, uint64_t *ret, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(c->db, "SELECT coalesce(sum(n), 0) FROM presence WHERE cell = ?1", &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, cell);
        rc = pl_db_step(stmt, &row, err);
    }
    if (rc == PL_E_OK) {
        *ret = (uint64_t)sqlite3_column_int64(stmt, 0);
    }
    return rc;
}

int pl_seen_in_cell(struct pl_case *c, int64_t cell, struct pl_map *ships, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool more = true;
    int code = pl_db_prepare(c->db, "SELECT DISTINCT mmsi FROM presence WHERE cell = ?1", &stmt, err);
    if (code == 0) {
        pl_db_bind_int(stmt, 1, cell);
    }
    while (code == 0) {
        code = pl_db_step(stmt, &more, err);
        if (code != 0 || !more) {
            break;
        }
        if (pl_map_put(ships, (uint64_t)sqlite3_column_int64(stmt, 0), NULL) == NULL) {
            code = pl_fail(err, PL_E_LIMIT, "too many ships in one cell");
        }
    }
    return code;
}

int pl_seen_imports(struct pl_case *c, uint32_t mmsi, pl_seen_import_sink sink, void *ctx, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(c->db, "SELECT seq FROM ship WHERE mmsi = ?1 ORDER BY seq", &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, mmsi);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        rc = sink(ctx, sqlite3_column_int64(stmt, 0), err);
    }
    return rc;
}
