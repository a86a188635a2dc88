/* Writing into a month's file: its transaction, rows and boxes; and how far a block may reach. */
#include "store/archive_in.h"

#include "base/ban.h"

void pl_archive_file_close(struct pl_archive_file *file) {
    pl_db_finalize(&file->insert);
    pl_db_finalize(&file->box);
    pl_db_close(&file->db); /* an open transaction rolls back */
}

int pl_archive_file_begin(struct pl_case *c, int64_t month, int64_t generation, struct pl_archive_file *ret,
                          struct pl_error *err) {
    struct pl_archive_file file = {.month = month};
    int rc = pl_archive_open_generation(c, month, generation, true, &file.db, err);
    if (rc == PL_E_OK) {
        rc = pl_db_exec(file.db, "BEGIN IMMEDIATE", err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(file.db,
                           "INSERT INTO block (batch, mmsi, from_us, to_us, reports, bytes) VALUES (?, ?, ?, ?, ?, ?)",
                           &file.insert, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(
            file.db, "INSERT INTO block_box (id, lon0, lon1, lat0, lat1, sec0, sec1) VALUES (?, ?, ?, ?, ?, ?, ?)",
            &file.box, err);
    }
    if (rc != PL_E_OK) {
        pl_archive_file_close(&file);
        return rc;
    }
    *ret = file;
    return PL_E_OK;
}

int pl_archive_file_commit(struct pl_archive_file *file, struct pl_error *err) {
    return pl_db_exec(file->db, "COMMIT", err);
}

static int insert_box(struct pl_archive_file *file, const struct pl_block_info *info, struct pl_error *err) {
    bool wraps = info->west > info->east; /* the index knows no wrapping: such a block is looked at everywhere */
    pl_db_bind_int(file->box, 1, sqlite3_last_insert_rowid(file->db));
    pl_db_bind_int(file->box, 2, wraps ? -PL_LON_HALF : info->west);
    pl_db_bind_int(file->box, 3, wraps ? PL_LON_HALF : info->east);
    pl_db_bind_int(file->box, 4, info->south);
    pl_db_bind_int(file->box, 5, info->north);
    pl_db_bind_int(file->box, 6, pl_archive_second(info->first));
    pl_db_bind_int(file->box, 7, pl_archive_second(info->last));
    return pl_db_run(file->box, err);
}

int pl_archive_file_put(struct pl_archive_file *file, int64_t batch, const struct pl_block_info *info, pl_str bytes,
                        struct pl_error *err) {
    pl_db_bind_int(file->insert, 1, batch);
    pl_db_bind_int(file->insert, 2, info->mmsi);
    pl_db_bind_int(file->insert, 3, info->first);
    pl_db_bind_int(file->insert, 4, info->last);
    pl_db_bind_int(file->insert, 5, info->count);
    pl_db_bind_blob(file->insert, 6, bytes.p, bytes.n);
    int rc = pl_db_run(file->insert, err);
    return rc == PL_E_OK && info->n_positions > 0 ? insert_box(file, info, err) : rc;
}

bool pl_archive_box_takes(struct pl_archive_box *box, size_t n, pl_str record) {
    struct pl_report report;
    if (pl_report_read(record, &report, NULL) != PL_E_OK || !report.has_position) {
        return true;
    }
    if (!box->any) {
        *box = (struct pl_archive_box){.any = true, .first = report.pos};
        return true;
    }
    int32_t east = pl_lon_diff(box->first.lon, report.pos.lon), north = report.pos.lat - box->first.lat;
    struct pl_archive_box grown = *box;
    grown.west = east < box->west ? east : box->west;
    grown.east = east > box->east ? east : box->east;
    grown.south = north < box->south ? north : box->south;
    grown.north = north > box->north ? north : box->north;
    if (n >= PL_ARCHIVE_EXTENT_REPORTS &&
        ((int64_t)grown.east - grown.west > PL_ARCHIVE_EXTENT || grown.north - grown.south > PL_ARCHIVE_EXTENT)) {
        return false;
    }
    *box = grown;
    return true;
}
