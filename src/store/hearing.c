#include "store/hearing.h"

#include "store/case_in.h"

#include "base/ban.h"

int pl_hearings(struct pl_case *c, uint32_t mmsi, bool skip_own, pl_hearing_sink sink, void *ctx,
                struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(c->db,
                           "SELECT h.day, coalesce(s.name, ''), h.seq, h.am, h.pm FROM station_ship AS h LEFT JOIN "
                           "station AS s ON s.id = h.station WHERE h.mmsi = ?1 AND (?2 = 0 OR h.seq NOT IN (SELECT seq "
                           "FROM exhibit WHERE own)) ORDER BY h.day, coalesce(s.name, ''), h.seq",
                           &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, mmsi);
        pl_db_bind_int(stmt, 2, skip_own);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        struct pl_hearing h = {.day = sqlite3_column_int64(stmt, 0),
                               .station = pl_db_col(stmt, 1),
                               .seq = sqlite3_column_int64(stmt, 2),
                               .am = (uint64_t)sqlite3_column_int64(stmt, 3),
                               .pm = (uint64_t)sqlite3_column_int64(stmt, 4)};
        rc = sink(ctx, &h, err);
    }
    return rc;
}

/* From one quarter to the next by the index: a quarter that many stations and imports have is looked at once. */
int pl_hearing_quarters(struct pl_case *c, const struct pl_quarters *spans, size_t n, pl_hearing_quarter_sink sink,
                        void *ctx, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = n == 0 ? PL_E_OK
                    : pl_db_prepare(c->db,
                                    "SELECT quarter FROM station_quarter WHERE quarter >= ?1 ORDER BY quarter LIMIT 1",
                                    &stmt, err);
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        int64_t at = spans[i].from;
        while (rc == PL_E_OK && at <= spans[i].to) {
            sqlite3_reset(stmt);
            pl_db_bind_int(stmt, 1, at);
            rc = pl_db_step(stmt, &row, err);
            int64_t quarter = rc == PL_E_OK && row ? sqlite3_column_int64(stmt, 0) : INT64_MAX;
            if (quarter > spans[i].to) {
                break;
            }
            rc = sink(ctx, quarter, err);
            at = quarter + 1;
        }
    }
    return rc;
}
