#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/archive_view.h"

#include "base/ban.h"

/* A decoded block on the heap, at its item `at`. */
struct open_block {
    uint64_t key; /* the first 8 bytes of the record at `at`: its time */
    int64_t id;
    struct pl_block_item *items; /* one allocation with the records behind it */
    size_t n, at;
};

struct reader {
    struct pl_case *c;
    const struct pl_archive_query *query;
    pl_archive_sink sink;
    void *ctx;
    struct pl_archive_view *view;
    struct open_block *heap;
    size_t n, cap;
    char previous[PL_RECORD_MAX];
    size_t n_previous;
    uint64_t read;
};

static int cmp_head(const struct open_block *a, const struct open_block *b) {
    if (a->key != b->key) {
        return a->key < b->key ? -1 : 1;
    }
    int c = pl_str_cmp(a->items[a->at].record, b->items[b->at].record);
    if (c != 0) {
        return c;
    }
    return (a->id > b->id) - (a->id < b->id); /* ids ascend with batches, and so they do where batches were merged */
}

static void sift_down(struct reader *r, size_t i) {
    for (;;) {
        size_t least = i;
        for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < r->n; k++) {
            if (cmp_head(&r->heap[k], &r->heap[least]) < 0) {
                least = k;
            }
        }
        if (least == i) {
            return;
        }
        struct open_block swap = r->heap[i];
        r->heap[i] = r->heap[least];
        r->heap[least] = swap;
        i = least;
    }
}

static void sift_up(struct reader *r, size_t i) {
    while (i > 0 && cmp_head(&r->heap[i], &r->heap[(i - 1) / 2]) < 0) {
        struct open_block swap = r->heap[i];
        r->heap[i] = r->heap[(i - 1) / 2];
        r->heap[(i - 1) / 2] = swap;
        i = (i - 1) / 2;
    }
}

static bool in_box(const struct pl_archive_query *q, const struct pl_report *report) {
    if (!report->has_position || report->pos.lat < q->south_west.lat || report->pos.lat > q->north_east.lat) {
        return false;
    }
    int32_t lon = report->pos.lon, west = q->south_west.lon, east = q->north_east.lon;
    return west <= east ? lon >= west && lon <= east : lon >= west || lon <= east;
}

/* From a recording that this reader does not see (store/clearance). */
static bool is_hidden(const struct pl_case *c, const struct pl_block_item *item) {
    return item->src.source < c->n_hidden_members && c->hidden_members[item->src.source] != 0;
}

/* Of the items, those that the query wants, in their order: the others are neither copied nor sorted. */
static size_t keep_wanted(const struct pl_case *c, const struct pl_archive_query *q, const struct pl_block_item *items,
                          size_t n, uint32_t *ret_wanted) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct pl_report report;
        pl_time at = (pl_time)pl_be64(items[i].record.p);
        if (at >= q->from && at < q->to && !is_hidden(c, &items[i]) &&
            (!q->has_box || pl_report_read(items[i].record, &report, NULL) != PL_E_OK || in_box(q, &report))) {
            ret_wanted[kept++] = (uint32_t)i;
        }
    }
    return kept;
}

/* Items as the codec gave them, with copies of what they point to. Of the stations, the first is enough here. */
static struct pl_block_item *copy_items(const struct pl_block_item *items, const uint32_t *wanted, size_t n) {
    size_t bytes = n * sizeof *items;
    for (size_t i = 0; i < n; i++) {
        bytes += items[wanted[i]].record.n + sizeof(uint32_t);
    }
    struct pl_block_item *copy = malloc(bytes);
    if (copy == NULL) {
        return NULL;
    }
    uint32_t *stations = (uint32_t *)(void *)(copy + n);
    char *records = (char *)(stations + n);
    for (size_t i = 0; i < n; i++) {
        const struct pl_block_item *item = &items[wanted[i]];
        stations[i] = item->n_stations > 0 ? item->stations[0] : 0;
        memcpy(records, item->record.p, item->record.n);
        copy[i] = (struct pl_block_item){.record = pl_str_make(records, item->record.n),
                                         .src = item->src,
                                         .stations = stations + i,
                                         .n_stations = item->n_stations > 0};
        records += item->record.n;
    }
    return copy;
}

static bool is_left_out(const struct reader *r, int64_t batch) {
    for (size_t i = 0; r->query->skip_own && i < r->view->n_own; i++) {
        if (r->view->own[i] == batch) {
            return true;
        }
    }
    return false;
}

static int take_block(struct reader *r, int64_t batch, int64_t id, pl_str bytes, struct pl_error *err) {
    const struct pl_block_item *items = NULL;
    struct pl_error why;
    size_t n = 0;
    if (is_left_out(r, batch)) {
        return PL_E_OK;
    }
    if (pl_block_decode(r->view->codec, bytes, &items, &n, NULL, &why) != PL_E_OK) {
        return pl_fail(err, PL_E_STORE, "block %lld of batch %lld is damaged (%.80s); run `plimsoll rebuild`",
                       (long long)id, (long long)batch, why.msg);
    }
    r->read += n;
    n = keep_wanted(r->c, r->query, items, n, r->view->wanted);
    if (n == 0) {
        return PL_E_OK;
    }
    if (r->n == r->cap) {
        size_t cap = r->cap > 0 ? 2 * r->cap : 256;
        struct open_block *heap = reallocarray(r->heap, cap, sizeof *heap);
        if (heap == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to read the archive");
        }
        r->heap = heap;
        r->cap = cap;
    }
    struct open_block block = {.id = id, .items = copy_items(items, r->view->wanted, n), .n = n};
    if (block.items == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read the archive");
    }
    block.key = pl_be64(block.items[0].record.p);
    r->heap[r->n] = block;
    sift_up(r, r->n++);
    return PL_E_OK;
}

static int give(struct reader *r, const struct pl_block_item *item, struct pl_error *err) {
    struct pl_report report;
    if (r->n_previous == item->record.n && memcmp(r->previous, item->record.p, item->record.n) == 0) {
        return PL_E_OK; /* another import has it, too */
    }
    memcpy(r->previous, item->record.p, item->record.n);
    r->n_previous = item->record.n;
    int rc = pl_report_read(item->record, &report, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    report.src = item->src;
    report.station = item->n_stations > 0 ? item->stations[0] : 0;
    return r->sink(r->ctx, &report, err);
}

/* Gives everything up to `until` (all reports of blocks not yet open are later or equal). */
static int drain(struct reader *r, pl_time until, struct pl_error *err) {
    int rc = PL_E_OK;
    while (rc == PL_E_OK && r->n > 0) {
        struct open_block *top = &r->heap[0];
        const struct pl_block_item *item = &top->items[top->at];
        if ((pl_time)top->key >= until) {
            break;
        }
        rc = give(r, item, err);
        if (++top->at == top->n) {
            free(top->items);
            r->heap[0] = r->heap[--r->n];
        } else {
            top->key = pl_be64(top->items[top->at].record.p);
        }
        sift_down(r, 0);
    }
    return rc;
}

static enum pl_archive_queries query_of(const struct pl_archive_query *q) {
    return q->has_box ? PL_ARCHIVE_BOX : q->mmsi != 0 ? PL_ARCHIVE_SHIP : PL_ARCHIVE_ALL;
}

static void bind(const struct reader *r, sqlite3_stmt *stmt) {
    const struct pl_archive_query *q = r->query;
    pl_time early = q->from < INT64_MIN + PL_ARCHIVE_SLOT_US ? INT64_MIN : q->from - PL_ARCHIVE_SLOT_US;
    pl_db_bind_int(stmt, 1, early);
    pl_db_bind_int(stmt, 2, q->to);
    pl_db_bind_int(stmt, 3, q->from);
    pl_db_bind_int(stmt, 4, r->view->last_batch);
    if (q->has_box || q->mmsi != 0) {
        pl_db_bind_int(stmt, 5, q->mmsi);
    }
    if (q->has_box) {
        pl_db_bind_int(stmt, 6, q->south_west.lon);
        pl_db_bind_int(stmt, 7, q->south_west.lat);
        pl_db_bind_int(stmt, 8, q->north_east.lon);
        pl_db_bind_int(stmt, 9, q->north_east.lat);
        pl_db_bind_int(stmt, 10, pl_archive_second(q->from));
        pl_db_bind_int(stmt, 11, pl_archive_second(q->to));
    }
}

static int read_month(struct reader *r, size_t i, struct pl_error *err) {
    enum pl_archive_queries query = query_of(r->query);
    sqlite3_stmt *stmt = NULL;
    bool row = true;
    int rc = pl_archive_view_ask(r->c, r->view, i, query, &stmt, err);
    if (rc == PL_E_OK) {
        bind(r, stmt);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        rc = drain(r, sqlite3_column_int64(stmt, 2), err);
        if (rc == PL_E_OK) {
            rc = take_block(r, sqlite3_column_int64(stmt, 1), sqlite3_column_int64(stmt, 0), pl_db_col(stmt, 3), err);
        }
    }
    if (rc == PL_E_OK) {
        rc = drain(r, INT64_MAX, err); /* no block crosses a month */
    }
    pl_archive_view_done(r->view, i, query, rc == PL_E_OK || rc == PL_ARCHIVE_STOP);
    return rc;
}

static bool month_matters(const struct pl_archive_query *q, int64_t month) {
    bool after_from = q->from < 0 || pl_archive_month(q->from) <= month;
    bool before_to = q->to > (pl_time)200 * 366 * PL_DAY_US || pl_archive_month(q->to) >= month;
    return after_from && before_to;
}

int pl_archive_own_batches(struct pl_case *c, int64_t **ret_own, size_t *ret_n, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int64_t max = 0;
    size_t n = 0;
    bool row = true;
    int rc = pl_db_int(c->db, "SELECT count(*) FROM exhibit WHERE own <> 0", 0, &max, err);
    if (rc != PL_E_OK || max == 0) {
        *ret_own = NULL;
        *ret_n = 0;
        return rc;
    }
    int64_t *own = calloc((size_t)max, sizeof *own);
    if (own == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read the archive");
    }
    rc = pl_db_prepare(c->db, "SELECT seq FROM exhibit WHERE own <> 0 ORDER BY seq", &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row && n < (size_t)max) {
        own[n++] = sqlite3_column_int64(stmt, 0);
    }
    if (rc != PL_E_OK) {
        free(own);
        return rc;
    }
    *ret_own = own;
    *ret_n = n;
    return PL_E_OK;
}

int pl_archive_read(struct pl_case *c, const struct pl_archive_query *query, pl_archive_sink sink, void *ctx,
                    uint64_t *ret_read, struct pl_error *err) {
    struct reader r = {.c = c, .query = query, .sink = sink, .ctx = ctx};
    int rc = pl_archive_view_borrow(c, &r.view, err);
    for (size_t i = 0; rc == PL_E_OK && i < r.view->n; i++) {
        rc = month_matters(query, r.view->files[i].at.month) ? read_month(&r, i, err) : PL_E_OK;
    }
    for (size_t i = 0; i < r.n; i++) {
        free(r.heap[i].items);
    }
    free(r.heap);
    pl_archive_view_give_back(c, r.view);
    if (ret_read != NULL) {
        *ret_read = r.read;
    }
    return rc == PL_ARCHIVE_STOP ? PL_E_OK : rc;
}
