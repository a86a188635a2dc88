#include "store/coverage.h"

#include "detect/reception.h"
#include "store/case_in.h"
#include "store/clearance.h"
#include "store/reception_slot.h"

#include "base/ban.h"

#define DEGREES 360 /* cells in a row of store/seen */

/* The whole degrees that an area touches: rows from the south pole, columns from 180 west. */
struct degrees {
    int64_t south, north, west, east;
};

static int64_t degree(int64_t units, int64_t half) {
    int64_t n = (units + half) / PL_POS_UNIT;
    int64_t most = 2 * half / PL_POS_UNIT - 1;
    return n < most ? n : most;
}

static struct degrees degrees_of(const struct pl_coverage_area *a) {
    if (!a->has_box) {
        return (struct degrees){0, 179, 0, DEGREES - 1};
    }
    return (struct degrees){degree(a->south_west.lat, PL_LAT_MAX), degree(a->north_east.lat, PL_LAT_MAX),
                            degree(a->south_west.lon, PL_LON_HALF), degree(a->north_east.lon, PL_LON_HALF)};
}

static void bind_degrees(sqlite3_stmt *stmt, const struct degrees *d) {
    pl_db_bind_int(stmt, 1, d->south);
    pl_db_bind_int(stmt, 2, d->north);
    pl_db_bind_int(stmt, 3, d->west);
    pl_db_bind_int(stmt, 4, d->east);
}

int pl_coverage_stations(struct pl_case *c, const struct pl_coverage_area *area, pl_coverage_sink sink, void *ctx,
                         struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    struct degrees d = degrees_of(area);
    bool row = true;
    int rc = pl_db_prepare(c->db,
                           "SELECT hour, station, sum(CASE WHEN cell / 360 BETWEEN ?1 AND ?2 AND CASE WHEN ?3 <= ?4 "
                           "THEN cell % 360 BETWEEN ?3 AND ?4 ELSE cell % 360 >= ?3 OR cell % 360 <= ?4 END THEN n "
                           "ELSE 0 END), sum(n) FROM reception GROUP BY hour, station ORDER BY hour, station",
                           &stmt, err);
    if (rc == PL_E_OK) {
        bind_degrees(stmt, &d);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        rc = sink(ctx, sqlite3_column_int64(stmt, 0), (uint32_t)sqlite3_column_int64(stmt, 1),
                  (uint64_t)sqlite3_column_int64(stmt, 2), (uint64_t)sqlite3_column_int64(stmt, 3), err);
    }
    return rc;
}

int pl_coverage_cells(struct pl_case *c, const struct pl_coverage_area *area, pl_coverage_cell_sink sink, void *ctx,
                      struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    struct degrees d = degrees_of(area);
    bool row = true;
    int rc =
        pl_db_prepare(c->db,
                      "SELECT cell, hour, station, sum(n) FROM reception WHERE cell / 360 BETWEEN ?1 AND ?2 AND "
                      "CASE WHEN ?3 <= ?4 THEN cell % 360 BETWEEN ?3 AND ?4 ELSE cell % 360 >= ?3 OR cell % 360 <= "
                      "?4 END GROUP BY cell, hour, station ORDER BY cell, hour, station",
                      &stmt, err);
    if (rc == PL_E_OK) {
        bind_degrees(stmt, &d);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        rc = sink(ctx, (uint32_t)sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
                  (uint32_t)sqlite3_column_int64(stmt, 2), (uint64_t)sqlite3_column_int64(stmt, 3), err);
    }
    return rc;
}

/* ---- chances ---- */

struct chances {
    struct degrees d;
    pl_coverage_chance_sink sink;
    void *ctx;
};

/* The cell of 1 degree of a finer one. */
static uint32_t degree_cell(uint64_t key) {
    uint32_t cell = pl_reception_key_cell(key), columns = DEGREES * PL_RECEPTION_CELLS;
    return cell / columns / PL_RECEPTION_CELLS * DEGREES + cell % columns / PL_RECEPTION_CELLS;
}

static bool touches(const struct degrees *d, uint32_t cell) {
    int64_t row = cell / DEGREES, column = cell % DEGREES;
    if (row < d->south || row > d->north) {
        return false;
    }
    return d->west <= d->east ? column >= d->west && column <= d->east : column >= d->west || column <= d->east;
}

static int on_sums(void *ctx, const struct pl_reception_sum *sums, size_t n, struct pl_error *err) {
    const struct chances *k = ctx;
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        uint32_t cell = degree_cell(sums[i].key);
        if (touches(&k->d, cell)) {
            rc = k->sink(k->ctx, cell, pl_reception_key_hour(sums[i].key), sums[i].chances, sums[i].taken, err);
        }
    }
    return rc;
}

bool pl_coverage_knows_chances(const struct pl_case *c) { return pl_case_limited(c).n == 0; }

int pl_coverage_chances(struct pl_case *c, const struct pl_coverage_area *area, pl_coverage_chance_sink sink, void *ctx,
                        struct pl_error *err) {
    struct chances k = {.d = degrees_of(area), .sink = sink, .ctx = ctx};
    return !pl_coverage_knows_chances(c) ? PL_E_OK : pl_reception_slot_each(c, on_sums, &k, err);
}
