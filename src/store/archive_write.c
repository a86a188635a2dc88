#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/archive_in.h"

#include "base/ban.h"

#define MONTHS_OPEN 16

struct item {
    uint64_t at; /* the first 8 bytes of the record: settles nearly every comparison */
    const char *record;
    uint32_t mmsi;
    uint32_t station;
    struct pl_loc src;
    uint16_t n;
};

struct month {
    int64_t month;
    sqlite3 *db;
    sqlite3_stmt *insert, *box;
};

/* What a batch put into a month, over all files and runs. */
struct month_sum {
    int64_t month;
    uint64_t blocks, reports;
    struct pl_sha256 digest;
};

struct pl_archive_writer {
    struct pl_case *c;
    int64_t seq;
    struct pl_block_codec *codec;
    struct pl_arena arena; /* records of the run */
    struct item *items;
    size_t n, cap;
    struct pl_block_item *block; /* PL_ARCHIVE_BLOCK_REPORTS */
    uint32_t *stations;          /* of the block's items */
    size_t n_stations, cap_stations;
    struct month months[MONTHS_OPEN];
    size_t n_months;
    struct month_sum *sums;
    size_t n_sums, cap_sums;
    struct pl_buf bytes;
    struct pl_archive_written written;
};

static void close_month(struct month *m) {
    pl_db_finalize(&m->insert);
    pl_db_finalize(&m->box);
    pl_db_close(&m->db); /* an open transaction rolls back */
}

void pl_archive_drop(struct pl_archive_writer *w) {
    if (w == NULL) {
        return;
    }
    for (size_t i = 0; i < w->n_months; i++) {
        close_month(&w->months[i]);
    }
    pl_block_codec_close(w->codec);
    pl_arena_close(&w->arena);
    pl_buf_close(&w->bytes);
    free(w->items);
    free(w->block);
    free(w->stations);
    free(w->sums);
    free(w);
}

int pl_archive_begin(struct pl_case *c, int64_t seq, struct pl_archive_writer **ret_writer, struct pl_error *err) {
    struct pl_archive_writer *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to write the archive");
    }
    w->c = c;
    w->seq = seq;
    w->written.first = w->written.last = PL_TIME_NONE;
    pl_arena_open(&w->arena, PL_ARCHIVE_RUN_BYTES);
    pl_buf_open(&w->bytes, PL_BLOCK_MAX_BYTES);
    w->block = calloc(PL_ARCHIVE_BLOCK_REPORTS, sizeof *w->block);
    int rc = w->block == NULL ? pl_fail(err, PL_E_NOMEM, "no memory to write the archive")
                              : pl_block_codec_open(&w->codec, err);
    if (rc != PL_E_OK) {
        pl_archive_drop(w);
        return rc;
    }
    *ret_writer = w;
    return PL_E_OK;
}

/* ---- files ---- */

static int commit_months(struct pl_archive_writer *w, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; i < w->n_months; i++) {
        if (rc == PL_E_OK) {
            rc = pl_db_exec(w->months[i].db, "COMMIT", err);
        }
        close_month(&w->months[i]);
    }
    w->n_months = 0;
    return rc;
}

static int open_month(struct pl_archive_writer *w, int64_t month, struct month **ret, struct pl_error *err) {
    for (size_t i = 0; i < w->n_months; i++) {
        if (w->months[i].month == month) {
            *ret = &w->months[i];
            return PL_E_OK;
        }
    }
    int rc = w->n_months == MONTHS_OPEN ? commit_months(w, err) : PL_E_OK;
    struct month m = {.month = month};
    if (rc == PL_E_OK) {
        rc = pl_archive_open(w->c, month, true, &m.db, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_exec(m.db, "BEGIN IMMEDIATE", err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(m.db,
                           "INSERT INTO block (batch, mmsi, from_us, to_us, reports, bytes) VALUES (?, ?, ?, ?, ?, ?)",
                           &m.insert, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(
            m.db, "INSERT INTO block_box (id, lon0, lon1, lat0, lat1, sec0, sec1) VALUES (?, ?, ?, ?, ?, ?, ?)", &m.box,
            err);
    }
    if (rc != PL_E_OK) {
        close_month(&m);
        return rc;
    }
    w->months[w->n_months] = m;
    *ret = &w->months[w->n_months++];
    return PL_E_OK;
}

static int sum_of(struct pl_archive_writer *w, int64_t month, struct month_sum **ret, struct pl_error *err) {
    for (size_t i = 0; i < w->n_sums; i++) {
        if (w->sums[i].month == month) {
            *ret = &w->sums[i];
            return PL_E_OK;
        }
    }
    if (w->n_sums == w->cap_sums) {
        size_t cap = w->cap_sums > 0 ? 2 * w->cap_sums : 16;
        struct month_sum *sums = reallocarray(w->sums, cap, sizeof *sums);
        if (sums == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to write the archive");
        }
        w->sums = sums;
        w->cap_sums = cap;
    }
    struct month_sum *sum = &w->sums[w->n_sums++];
    *sum = (struct month_sum){.month = month};
    pl_sha256_start(&sum->digest);
    *ret = sum;
    return PL_E_OK;
}

/* ---- blocks ---- */

static int insert_box(struct month *m, const struct pl_block_info *info, struct pl_error *err) {
    bool wraps = info->west > info->east; /* the index knows no wrapping: such a block is looked at everywhere */
    pl_db_bind_int(m->box, 1, sqlite3_last_insert_rowid(m->db));
    pl_db_bind_int(m->box, 2, wraps ? -PL_LON_HALF : info->west);
    pl_db_bind_int(m->box, 3, wraps ? PL_LON_HALF : info->east);
    pl_db_bind_int(m->box, 4, info->south);
    pl_db_bind_int(m->box, 5, info->north);
    pl_db_bind_int(m->box, 6, pl_archive_second(info->first));
    pl_db_bind_int(m->box, 7, pl_archive_second(info->last));
    return pl_db_run(m->box, err);
}

static int write_block(struct pl_archive_writer *w, size_t n, struct pl_error *err) {
    struct pl_block_info info;
    struct month *m = NULL;
    struct month_sum *sum = NULL;
    pl_buf_clear(&w->bytes);
    int rc = pl_block_encode(w->codec, w->block, n, &w->bytes, &info, err);
    if (rc == PL_E_OK) {
        rc = open_month(w, pl_archive_month(info.first), &m, err);
    }
    if (rc == PL_E_OK && m != NULL) {
        rc = sum_of(w, m->month, &sum, err);
    }
    if (m == NULL || sum == NULL) {
        return rc;
    }
    pl_db_bind_int(m->insert, 1, w->seq);
    pl_db_bind_int(m->insert, 2, info.mmsi);
    pl_db_bind_int(m->insert, 3, info.first);
    pl_db_bind_int(m->insert, 4, info.last);
    pl_db_bind_int(m->insert, 5, info.count);
    pl_db_bind_blob(m->insert, 6, w->bytes.p, w->bytes.n);
    rc = pl_db_run(m->insert, err);
    if (rc == PL_E_OK && info.n_positions > 0) {
        rc = insert_box(m, &info, err);
    }
    sum->blocks++;
    sum->reports += info.count;
    pl_sha256_add(&sum->digest, w->bytes.p, w->bytes.n);
    w->written.blocks++;
    w->written.reports += info.count;
    w->written.bytes += w->bytes.n;
    if (w->written.first == PL_TIME_NONE || info.first < w->written.first) {
        w->written.first = info.first;
    }
    w->written.last = info.last > w->written.last ? info.last : w->written.last;
    return rc;
}

/* ---- a run: sorted, equal records folded, cut into blocks ---- */

static int cmp_record(const struct item *a, const struct item *b) {
    if (a->at != b->at) {
        return a->at < b->at ? -1 : 1;
    }
    size_t n = a->n < b->n ? a->n : b->n;
    int c = memcmp(a->record, b->record, n);
    return c != 0 ? c : (a->n > b->n) - (a->n < b->n);
}

static int cmp_item(const void *pa, const void *pb) {
    const struct item *a = pa, *b = pb;
    if (a->mmsi != b->mmsi) {
        return a->mmsi < b->mmsi ? -1 : 1;
    }
    int c = cmp_record(a, b);
    if (c != 0) {
        return c;
    }
    if (a->src.source != b->src.source) {
        return a->src.source < b->src.source ? -1 : 1;
    }
    return (a->src.offset > b->src.offset) - (a->src.offset < b->src.offset);
}

static int add_station(struct pl_archive_writer *w, size_t first, uint32_t station, struct pl_error *err) {
    size_t at = w->n_stations;
    while (at > first && w->stations[at - 1] >= station) {
        if (w->stations[at - 1] == station) {
            return PL_E_OK;
        }
        at--;
    }
    if (w->n_stations - first >= PL_BLOCK_MAX_STATIONS) {
        return PL_E_OK; /* the ceiling of a set; the report itself is kept */
    }
    if (w->n_stations == w->cap_stations) {
        size_t cap = w->cap_stations > 0 ? 2 * w->cap_stations : 4096;
        uint32_t *stations = reallocarray(w->stations, cap, sizeof *stations);
        if (stations == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to write the archive");
        }
        w->stations = stations;
        w->cap_stations = cap;
    }
    memmove(w->stations + at + 1, w->stations + at, (w->n_stations - at) * sizeof *w->stations);
    w->stations[at] = station;
    w->n_stations++;
    return PL_E_OK;
}

struct box {
    bool any;
    pl_pos first;
    int32_t west, east, south, north; /* relative to first */
};

/* Whether a block may take this report too: false when it would grow beyond its extent. */
static bool box_takes(struct box *box, size_t n_reports, pl_str record) {
    struct pl_report report;
    if (pl_report_read(record, &report, NULL) != PL_E_OK || !report.has_position) {
        return true;
    }
    if (!box->any) {
        *box = (struct box){.any = true, .first = report.pos};
        return true;
    }
    int32_t east = pl_lon_diff(box->first.lon, report.pos.lon), north = report.pos.lat - box->first.lat;
    struct box grown = *box;
    grown.west = east < box->west ? east : box->west;
    grown.east = east > box->east ? east : box->east;
    grown.south = north < box->south ? north : box->south;
    grown.north = north > box->north ? north : box->north;
    if (n_reports >= PL_ARCHIVE_EXTENT_REPORTS &&
        ((int64_t)grown.east - grown.west > PL_ARCHIVE_EXTENT || grown.north - grown.south > PL_ARCHIVE_EXTENT)) {
        return false;
    }
    *box = grown;
    return true;
}

static int64_t slot_of(const struct item *item) { return (int64_t)(item->at / PL_ARCHIVE_SLOT_US); }

/* Writes the block that begins at item i; *ret_next is the item behind it. */
static int cut_block(struct pl_archive_writer *w, size_t i, size_t *ret_next, struct pl_error *err) {
    const struct item *first = &w->items[i];
    struct box box = {0};
    size_t n = 0;
    int rc = PL_E_OK;
    w->n_stations = 0;
    size_t starts[PL_ARCHIVE_BLOCK_REPORTS + 1];
    while (rc == PL_E_OK && i < w->n) {
        const struct item *item = &w->items[i];
        bool same = n > 0 && cmp_record(item, item - 1) == 0 && item->mmsi == first->mmsi;
        if (!same) {
            pl_str record = pl_str_make(item->record, item->n);
            if (n == PL_ARCHIVE_BLOCK_REPORTS || item->mmsi != first->mmsi || slot_of(item) != slot_of(first) ||
                !box_takes(&box, n, record)) {
                break;
            }
            starts[n] = w->n_stations;
            w->block[n++] = (struct pl_block_item){.record = record, .src = item->src};
        }
        rc = item->station != 0 ? add_station(w, starts[n - 1], item->station, err) : PL_E_OK;
        i++;
    }
    starts[n] = w->n_stations;
    for (size_t k = 0; k < n; k++) {
        w->block[k].stations = w->stations != NULL ? w->stations + starts[k] : NULL;
        w->block[k].n_stations = (uint32_t)(starts[k + 1] - starts[k]);
    }
    *ret_next = i;
    return rc == PL_E_OK ? write_block(w, n, err) : rc;
}

static int write_run(struct pl_archive_writer *w, struct pl_error *err) {
    int rc = PL_E_OK;
    if (w->n > 1) {
        qsort(w->items, w->n, sizeof *w->items, cmp_item);
    }
    for (size_t i = 0; rc == PL_E_OK && i < w->n;) {
        rc = cut_block(w, i, &i, err);
    }
    w->n = 0;
    pl_arena_close(&w->arena);
    pl_arena_open(&w->arena, PL_ARCHIVE_RUN_BYTES);
    return rc;
}

int pl_archive_add(struct pl_archive_writer *w, pl_str record, struct pl_loc src, uint32_t station,
                   struct pl_error *err) {
    if (record.n < 13 || record.n > PL_RECORD_MAX) {
        return pl_fail(err, PL_E_USAGE, "not a canonical record");
    }
    int rc = PL_E_OK;
    if (w->n == PL_ARCHIVE_RUN_REPORTS || w->arena.used_bytes + 2 * PL_RECORD_MAX > PL_ARCHIVE_RUN_BYTES) {
        rc = write_run(w, err);
    }
    if (rc == PL_E_OK && w->n == w->cap) {
        size_t cap = w->cap > 0 ? 2 * w->cap : 4096;
        struct item *items = reallocarray(w->items, cap, sizeof *items);
        if (items == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to write the archive");
        }
        w->items = items;
        w->cap = cap;
    }
    const char *copy = rc == PL_E_OK ? pl_arena_copy(&w->arena, record.p, record.n) : NULL;
    if (copy == NULL) {
        return rc != PL_E_OK ? rc : pl_fail(err, PL_E_NOMEM, "no memory to write the archive");
    }
    w->items[w->n++] = (struct item){.at = pl_be64(copy),
                                     .record = copy,
                                     .mmsi = pl_be32(copy + 8),
                                     .station = station,
                                     .src = src,
                                     .n = (uint16_t)record.n};
    return PL_E_OK;
}

static int note_batch(struct pl_archive_writer *w, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int rc = pl_db_prepare(w->c->db, "INSERT INTO batch (seq, month, blocks, reports, digest) VALUES (?, ?, ?, ?, ?)",
                           &stmt, err);
    for (size_t i = 0; rc == PL_E_OK && i < w->n_sums; i++) {
        pl_hash digest = pl_sha256_digest(&w->sums[i].digest);
        pl_db_bind_int(stmt, 1, w->seq);
        pl_db_bind_int(stmt, 2, w->sums[i].month);
        pl_db_bind_int(stmt, 3, (int64_t)w->sums[i].blocks);
        pl_db_bind_int(stmt, 4, (int64_t)w->sums[i].reports);
        pl_db_bind_hash(stmt, 5, &digest);
        rc = pl_db_run(stmt, err);
    }
    return rc;
}

int pl_archive_end(struct pl_archive_writer *w, struct pl_archive_written *ret, struct pl_error *err) {
    int rc = write_run(w, err);
    if (rc == PL_E_OK) {
        rc = commit_months(w, err);
    }
    if (rc == PL_E_OK) {
        rc = note_batch(w, err);
    }
    if (rc == PL_E_OK) {
        *ret = w->written;
    }
    pl_archive_drop(w);
    return rc;
}
