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
    struct pl_archive_file months[MONTHS_OPEN];
    size_t n_months;
    struct month_sum *sums;
    size_t n_sums, cap_sums;
    struct pl_buf bytes;
    struct pl_archive_written written;
};

void pl_archive_drop(struct pl_archive_writer *w) {
    if (w == NULL) {
        return;
    }
    for (size_t i = 0; i < w->n_months; i++) {
        pl_archive_file_close(&w->months[i]);
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
            rc = pl_archive_file_commit(&w->months[i], err);
        }
        pl_archive_file_close(&w->months[i]);
    }
    w->n_months = 0;
    return rc;
}

static int open_month(struct pl_archive_writer *w, int64_t month, struct pl_archive_file **ret, struct pl_error *err) {
    for (size_t i = 0; i < w->n_months; i++) {
        if (w->months[i].month == month) {
            *ret = &w->months[i];
            return PL_E_OK;
        }
    }
    struct pl_archive_month now;
    int rc = w->n_months == MONTHS_OPEN ? commit_months(w, err) : PL_E_OK;
    if (rc == PL_E_OK) {
        rc = pl_archive_month_read(w->c, month, &now, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_archive_file_begin(w->c, month, now.generation, &w->months[w->n_months], err);
    }
    if (rc == PL_E_OK) {
        *ret = &w->months[w->n_months++];
    }
    return rc;
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

static int write_block(struct pl_archive_writer *w, size_t n, struct pl_error *err) {
    struct pl_block_info info;
    struct pl_archive_file *m = NULL;
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
    rc = pl_archive_file_put(m, w->seq, &info, pl_buf_str(&w->bytes), err);
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

/* Writes the block that begins at item i; *ret_next is the item behind it. */
static int cut_block(struct pl_archive_writer *w, size_t i, size_t *ret_next, struct pl_error *err) {
    const struct item *first = &w->items[i];
    struct pl_archive_box box = {0};
    size_t n = 0;
    int rc = PL_E_OK;
    int64_t slot = pl_archive_slot(pl_str_make(first->record, first->n));
    w->n_stations = 0;
    size_t starts[PL_ARCHIVE_BLOCK_REPORTS + 1];
    while (rc == PL_E_OK && i < w->n) {
        const struct item *item = &w->items[i];
        bool same = n > 0 && cmp_record(item, item - 1) == 0 && item->mmsi == first->mmsi;
        if (!same) {
            pl_str record = pl_str_make(item->record, item->n);
            if (n == PL_ARCHIVE_BLOCK_REPORTS || item->mmsi != first->mmsi || pl_archive_slot(record) != slot ||
                !pl_archive_box_takes(&box, n, record)) {
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
