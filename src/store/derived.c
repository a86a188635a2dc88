/* The derived tables of a case: which they are, emptying them for a rebuild, and their rows as text to compare two
 * cases. */
#include <stdio.h>

#include "store/case_in.h"

#include "base/ban.h"

const struct pl_case_derived pl_case_derived[] = {
    {"exhibit", "seq", PL_BY_IMPORT},
    {"member", "id", PL_BY_IMPORT},
    {"exhibit_count", "seq, reason", PL_BY_IMPORT},
    {"station", "id", PL_BY_IMPORT},
    {"reception", "station, cell, hour, class_b, seq", PL_BY_IMPORT},
    {"identity", "mmsi, field, value, seq", PL_BY_IMPORT},
    {"ship", "mmsi, seq", PL_BY_IMPORT},
    {"batch", "seq, month", PL_BY_IMPORT},
    {"dirty", "mmsi, from_us, seq", PL_BY_IMPORT},
    {"event", "id, tail, emitted", PL_BY_DETECTION},
    {"event_vessel", "mmsi, event, tail, emitted", PL_BY_DETECTION},
    {"event_note", "id", PL_BY_DETECTION},
    {"reception_slot", "slot_us, tail", PL_BY_DETECTION},
    {"trail_slot", "slot_us, tail", PL_BY_DETECTION},
    {"station_quarter", "station, quarter, seq", PL_BY_IMPORT},
    {"station_ship", "station, day, mmsi, seq", PL_BY_IMPORT},
    {"station_place", "station, day, mmsi, cell, seq", PL_BY_IMPORT},
    {"station_clock", "station, dated, bucket, seq", PL_BY_IMPORT},
    {"snapshot", "at_us", PL_KEPT_STATE},
    {"presence", "cell, mmsi, seq", PL_BY_IMPORT},
    {"list_publication", "seq", PL_BY_IMPORT},
    {"list_entity", "id", PL_BY_IMPORT},
    {"list_holds", "seq, place", PL_BY_IMPORT},
    {"act", "seq", PL_BY_IMPORT},
    {"list_key", "kind, key, entity, value", PL_BY_IMPORT},
    {"filing", "id", PL_BY_IMPORT},
    {"filing_key", "key, filing", PL_BY_IMPORT},
    {"withdrawn", "seq, row, by_seq", PL_BY_IMPORT},
    {NULL, NULL, PL_BY_IMPORT},
};

int pl_case_clear_derived(struct pl_case *c, struct pl_error *err) {
    char sql[128];
    int rc = PL_E_OK;
    for (const struct pl_case_derived *t = pl_case_derived; rc == PL_E_OK && t->table != NULL; t++) {
        snprintf(sql, sizeof sql, "DELETE FROM %s", t->table); /* a name from the table above */
        rc = pl_db_exec(c->db, sql, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_exec(c->db, "INSERT INTO filing_text (filing_text) VALUES ('delete-all')", err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_exec(c->db, "DELETE FROM case_state WHERE key IN ('lists', 'stations', 'places')",
                        err); /* no longer what an older program derived */
    }
    int64_t generation = 0;
    if (rc == PL_E_OK) {
        rc = pl_archive_next_generation(c, &generation, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_exec(c->db, "DELETE FROM case_state WHERE key GLOB 'merged:*'", err);
    }
    if (rc == PL_E_OK) {
        int n = snprintf(sql, sizeof sql, "%lld", (long long)generation);
        rc = pl_case_set_state(c, "generation", pl_str_make(sql, (size_t)n), err);
    }
    if (rc == PL_E_OK) {
        c->generation = generation;
    }
    return rc;
}

static void dump_column(sqlite3_stmt *stmt, int i, struct pl_buf *line) {
    pl_buf_add_str(line, i > 0 ? PL_STR("|") : PL_STR(""));
    pl_str v = pl_db_col(stmt, i);
    switch (sqlite3_column_type(stmt, i)) {
    case SQLITE_BLOB:
        pl_buf_add_hex(line, v.p, v.n);
        break;
    case SQLITE_NULL:
        pl_buf_add_str(line, PL_STR("NULL"));
        break;
    default:
        pl_buf_add_str(line, v);
        break;
    }
}

static int dump_table(struct pl_case *c, const struct pl_case_derived *t, struct pl_buf *line, pl_case_dump_sink sink,
                      void *ctx, struct pl_error *err) {
    char sql[160];
    PL_STMT_AUTO *stmt = NULL;
    snprintf(sql, sizeof sql, "SELECT * FROM %s ORDER BY %s", t->table, t->order);
    int rc = pl_db_prepare(c->db, sql, &stmt, err);
    for (bool row = true; rc == PL_E_OK;) {
        rc = pl_db_step(stmt, &row, err);
        if (rc != PL_E_OK || !row) {
            break;
        }
        pl_buf_clear(line);
        for (int i = 0; i < sqlite3_column_count(stmt); i++) {
            dump_column(stmt, i, line);
        }
        rc = pl_buf_failed(line) ? pl_fail(err, PL_E_LIMIT, "a row of %s is too long to dump", t->table)
                                 : sink(ctx, t->table, pl_buf_str(line), err);
    }
    return rc;
}

int pl_case_dump(struct pl_case *c, pl_case_dump_sink sink, void *ctx, struct pl_error *err) {
    PL_BUF_AUTO line;
    pl_buf_open(&line, (size_t)1 << 31);
    int rc = PL_E_OK;
    for (const struct pl_case_derived *t = pl_case_derived; rc == PL_E_OK && t->table != NULL; t++) {
        rc = dump_table(c, t, &line, sink, ctx, err);
    }
    return rc;
}
