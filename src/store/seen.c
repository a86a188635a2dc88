#include "store/seen.h"

#include "store/case_in.h"

#include "base/ban.h"

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
