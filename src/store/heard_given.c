/* What stations heard, given back to detection: not what own-ship sentences alone say, which it leaves out. */
#include "store/heard.h"

#include <stdlib.h>

#include "store/case_in.h"

#include "base/ban.h"

struct giver {
    struct pl_stations *to;
    uint32_t *ids; /* number in the case -> in `to` */
    size_t n;
};

static int give_names(struct pl_case *c, struct giver *g, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int64_t most = 0;
    int rc = pl_db_int(c->db, "SELECT coalesce(max(id), 0) FROM station", 0, &most, err);
    g->n = (size_t)most + 1;
    g->ids = rc == PL_E_OK ? calloc(g->n, sizeof *g->ids) : NULL;
    if (rc == PL_E_OK && g->ids == NULL) {
        rc = pl_fail(err, PL_E_NOMEM, "no memory for the stations of the case");
    }
    rc = rc == PL_E_OK ? pl_db_prepare(c->db, "SELECT id, name FROM station ORDER BY id", &stmt, err) : rc;
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        rc = pl_stations_id(g->to, pl_db_col(stmt, 1), &g->ids[sqlite3_column_int64(stmt, 0)], err);
    }
    return rc;
}

static uint32_t given_id(const struct giver *g, int64_t id) { return id > 0 && (size_t)id < g->n ? g->ids[id] : 0; }

static int give_quarters(struct pl_case *c, const struct giver *g, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(c->db,
                           "SELECT station, quarter, n, first_us, last_us FROM station_quarter WHERE seq NOT IN "
                           "(SELECT seq FROM exhibit WHERE own)",
                           &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        const struct pl_station_quarter quarter = {
            given_id(g, sqlite3_column_int64(stmt, 0)), sqlite3_column_int64(stmt, 1),
            (uint64_t)sqlite3_column_int64(stmt, 2), sqlite3_column_int64(stmt, 3), sqlite3_column_int64(stmt, 4)};
        rc = pl_stations_add_quarter(g->to, &quarter, err);
    }
    return rc;
}

static int give_ships(struct pl_case *c, const struct giver *g, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(
        c->db,
        "SELECT station, mmsi, day, am, pm FROM station_ship WHERE seq NOT IN (SELECT seq FROM exhibit WHERE own)",
        &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        const struct pl_station_ship ship = {given_id(g, sqlite3_column_int64(stmt, 0)),
                                             (uint32_t)sqlite3_column_int64(stmt, 1), sqlite3_column_int64(stmt, 2),
                                             (uint64_t)sqlite3_column_int64(stmt, 3),
                                             (uint64_t)sqlite3_column_int64(stmt, 4)};
        rc = pl_stations_add_ship(g->to, &ship, err);
    }
    return rc;
}

/* All or none: a ship that an import did not count could clear another. */
static int give_places(struct pl_case *c, const struct giver *g, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int64_t first = 0;
    int rc = pl_heard_first_counted(c, "places", &first, err);
    if (rc != PL_E_OK || first > 0) {
        return rc;
    }
    rc = pl_db_prepare(c->db,
                       "SELECT station, mmsi, day, cell, am, pm, first_us, last_us, south, west, north, east FROM "
                       "station_place WHERE seq NOT IN (SELECT seq FROM exhibit WHERE own)",
                       &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        const struct pl_station_place place = {
            .station = given_id(g, sqlite3_column_int64(stmt, 0)),
            .mmsi = (uint32_t)sqlite3_column_int64(stmt, 1),
            .day = sqlite3_column_int64(stmt, 2),
            .cell = (uint32_t)sqlite3_column_int64(stmt, 3),
            .am = (uint64_t)sqlite3_column_int64(stmt, 4),
            .pm = (uint64_t)sqlite3_column_int64(stmt, 5),
            .first = sqlite3_column_int64(stmt, 6),
            .last = sqlite3_column_int64(stmt, 7),
            .least = {.lat = sqlite3_column_int(stmt, 8), .lon = sqlite3_column_int(stmt, 9)},
            .most = {.lat = sqlite3_column_int(stmt, 10), .lon = sqlite3_column_int(stmt, 11)}};
        rc = pl_stations_add_place(g->to, &place, err);
    }
    return rc;
}

static int give_clocks(struct pl_case *c, const struct giver *g, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(
        c->db,
        "SELECT station, dated, bucket, n FROM station_clock WHERE seq NOT IN (SELECT seq FROM exhibit WHERE own)",
        &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        const struct pl_station_clock clock = {
            given_id(g, sqlite3_column_int64(stmt, 0)), sqlite3_column_int64(stmt, 1) != 0,
            (int32_t)sqlite3_column_int64(stmt, 2), (uint64_t)sqlite3_column_int64(stmt, 3)};
        rc = pl_stations_add_clock(g->to, &clock, err);
    }
    return rc;
}

int pl_heard_stations(struct pl_case *c, struct pl_stations *stations, struct pl_error *err) {
    struct giver g = {.to = stations};
    int rc = give_names(c, &g, err);
    rc = rc == PL_E_OK ? give_quarters(c, &g, err) : rc;
    rc = rc == PL_E_OK ? give_ships(c, &g, err) : rc;
    rc = rc == PL_E_OK ? give_places(c, &g, err) : rc;
    rc = rc == PL_E_OK ? give_clocks(c, &g, err) : rc;
    free(g.ids);
    return rc;
}
