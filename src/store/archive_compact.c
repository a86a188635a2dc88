/* Merging: the blocks of many imports, read ship by ship and half day by half day, cut again as one import would have
 * cut them. Nothing is folded: what several imports hold is kept as often, in the order of the imports, so that readers
 * give the same place, and a later merge the same bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/archive_in.h"

#include "base/ban.h"

/* Merged blocks also end at a quarter of a day: a question of hours about a place opens less that it does not ask for,
 * and what 1,200 reports a day take fits twice into a page. Imports end theirs at half days, and stay as they are. */
#define MERGED_SLOT_US (PL_ARCHIVE_SLOT_US / 2)

#define GROUP_BYTES ((size_t)1 << 32) /* of a ship in half a day */

/* A report of the group. Its layer: how many of the group before it are equal to it. */
struct item {
    struct pl_block_item block; /* what it points to lies in the arena */
    int64_t id;                 /* of its block */
    uint32_t layer;
    bool own;
};

struct merge {
    struct pl_case *c;
    int64_t upto;
    int64_t *own; /* batches of own-ship sentences */
    size_t n_own;
    int64_t batch[2]; /* under which merged blocks stand: the first batch of others, and of own ship */
    sqlite3 *from;
    struct pl_archive_file to;
    struct pl_block_codec *codec;
    struct pl_arena arena; /* of the group */
    struct item *items;
    size_t n, cap;
    struct pl_block_item block[PL_ARCHIVE_BLOCK_REPORTS];
    struct pl_buf bytes;
    pl_str only; /* the group's block while it is the only one, in the arena */
    bool single;
    struct pl_block_info only_info;
    struct pl_sha256 digest;
    struct pl_archive_month done;
};

static bool is_own(const struct merge *m, int64_t batch) {
    for (size_t i = 0; i < m->n_own; i++) {
        if (m->own[i] == batch) {
            return true;
        }
    }
    return false;
}

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "no memory to merge the archive"); }

/* ---- writing ---- */

static uint64_t slot_of(pl_str record) { return pl_be64(record.p) / (uint64_t)MERGED_SLOT_US; }

static int put(struct merge *m, bool own, const struct pl_block_info *info, pl_str bytes, struct pl_error *err) {
    int rc = pl_archive_file_put(&m->to, m->batch[own], info, bytes, err);
    pl_sha256_add(&m->digest, bytes.p, bytes.n);
    m->done.blocks++;
    m->done.reports += info->count;
    return rc;
}

static int encode(struct merge *m, size_t n, bool own, struct pl_error *err) {
    struct pl_block_info info;
    pl_buf_clear(&m->bytes);
    int rc = pl_block_encode(m->codec, m->block, n, &m->bytes, &info, err);
    return rc == PL_E_OK ? put(m, own, &info, pl_buf_str(&m->bytes), err) : rc;
}

/* The items of one layer and kind, as blocks. */
static int write_layer(struct merge *m, uint32_t layer, bool own, struct pl_error *err) {
    struct pl_archive_box box = {0};
    size_t n = 0;
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < m->n; i++) {
        const struct item *item = &m->items[i];
        if (item->layer != layer || item->own != own) {
            continue;
        }
        if (n == PL_ARCHIVE_BLOCK_REPORTS || (n > 0 && slot_of(m->block[0].record) != slot_of(item->block.record)) ||
            !pl_archive_box_takes(&box, n, item->block.record)) {
            rc = encode(m, n, own, err);
            box = (struct pl_archive_box){0};
            (void)pl_archive_box_takes(&box, 0, item->block.record);
            n = 0;
        }
        m->block[n++] = item->block;
    }
    return rc == PL_E_OK && n > 0 ? encode(m, n, own, err) : rc;
}

static int by_record(const void *pa, const void *pb) {
    const struct item *a = pa, *b = pb;
    uint64_t ta = pl_be64(a->block.record.p), tb = pl_be64(b->block.record.p);
    if (ta != tb) {
        return ta < tb ? -1 : 1;
    }
    int c = pl_str_cmp(a->block.record, b->block.record);
    return c != 0 ? c : (a->id > b->id) - (a->id < b->id);
}

static int write_group(struct merge *m, struct pl_error *err) {
    int rc = PL_E_OK;
    uint32_t last = 0;
    if (m->single && slot_of(m->items[0].block.record) == slot_of(m->items[m->n - 1].block.record)) {
        return put(m, m->items[0].own, &m->only_info, m->only, err);
    }
    if (m->n > 1) {
        qsort(m->items, m->n, sizeof *m->items, by_record);
    }
    for (size_t i = 1; i < m->n; i++) {
        bool same = pl_str_eq(m->items[i].block.record, m->items[i - 1].block.record);
        m->items[i].layer = same ? m->items[i - 1].layer + 1 : 0;
        last = m->items[i].layer > last ? m->items[i].layer : last;
    }
    for (uint32_t layer = 0; rc == PL_E_OK && m->n > 0 && layer <= last; layer++) {
        rc = write_layer(m, layer, false, err);
        rc = rc == PL_E_OK ? write_layer(m, layer, true, err) : rc;
    }
    return rc;
}

/* ---- reading ---- */

static int room_for(struct merge *m, size_t n, struct pl_error *err) {
    if (m->n + n <= m->cap) {
        return PL_E_OK;
    }
    size_t cap = m->cap > 0 ? m->cap : 4096;
    while (cap < m->n + n) {
        cap *= 2;
    }
    struct item *items = reallocarray(m->items, cap, sizeof *items);
    if (items == NULL) {
        return no_memory(err);
    }
    m->items = items;
    m->cap = cap;
    return PL_E_OK;
}

static int take_block(struct merge *m, int64_t id, int64_t batch, pl_str bytes, struct pl_error *err) {
    const struct pl_block_item *items = NULL;
    struct pl_error why;
    struct pl_block_info info;
    size_t n = 0;
    if (pl_block_decode(m->codec, bytes, &items, &n, &info, &why) != PL_E_OK) {
        return pl_fail(err, PL_E_STORE, "block %lld of batch %lld is damaged (%.80s); run `plimsoll rebuild`",
                       (long long)id, (long long)batch, why.msg);
    }
    int rc = room_for(m, n, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    m->single = m->n == 0;
    if (m->single) {
        m->only = pl_str_copy(&m->arena, bytes);
        m->only_info = info;
    }
    bool own = is_own(m, batch);
    for (size_t i = 0; i < n; i++) {
        struct item *item = &m->items[m->n];
        *item = (struct item){.block = items[i], .id = id, .own = own};
        item->block.record = pl_str_copy(&m->arena, items[i].record);
        item->block.stations = items[i].n_stations == 0
                                   ? NULL
                                   : (const uint32_t *)(const void *)pl_arena_copy(
                                         &m->arena, items[i].stations, items[i].n_stations * sizeof(uint32_t));
        m->n++;
    }
    return pl_arena_failed(&m->arena) ? no_memory(err) : PL_E_OK;
}

/* One ship's half day after the other: blocks of a ship come in the order of their first time, and none crosses. */
static int merge_blocks(struct merge *m, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    struct pl_arena_mark none = pl_arena_mark(&m->arena);
    bool row = true;
    int64_t ship = -1, slot = 0;
    int rc = pl_db_prepare(m->from,
                           "SELECT id, batch, mmsi, from_us, bytes FROM block INDEXED BY block_vessel WHERE batch <= ? "
                           "ORDER BY mmsi, from_us",
                           &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, m->upto);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        int64_t its_ship = sqlite3_column_int64(stmt, 2);
        int64_t its_slot = (int64_t)((uint64_t)sqlite3_column_int64(stmt, 3) / (uint64_t)PL_ARCHIVE_SLOT_US);
        if (its_ship != ship || its_slot != slot) {
            rc = m->n > 0 ? write_group(m, err) : PL_E_OK;
            m->n = 0;
            pl_arena_rewind(&m->arena, none);
            ship = its_ship;
            slot = its_slot;
        }
        if (rc == PL_E_OK) {
            rc = take_block(m, sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1), pl_db_col(stmt, 4), err);
        }
    }
    return rc == PL_E_OK && m->n > 0 ? write_group(m, err) : rc;
}

/* ---- a month ---- */

static int on_fault(void *ctx, const char *file, int64_t block, const char *why, struct pl_error *err) {
    (void)ctx;
    return block >= 0
               ? pl_fail(err, PL_E_STORE, "%s: block %lld: %.80s; run `plimsoll rebuild`", file, (long long)block, why)
               : pl_fail(err, PL_E_STORE, "%s: %.120s; run `plimsoll rebuild`", file, why);
}

/* The batches of the month up to upto: the first of either kind, and how many reports they wrote. */
static int read_batches(struct merge *m, int64_t month, int64_t *ret_reports, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int64_t reports = 0;
    m->batch[0] = m->batch[1] = -1;
    int rc =
        pl_db_prepare(m->c->db, "SELECT seq, reports FROM batch WHERE month=? AND seq <= ? ORDER BY seq", &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, month);
        pl_db_bind_int(stmt, 2, m->upto);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        int64_t seq = sqlite3_column_int64(stmt, 0);
        bool own = is_own(m, seq);
        m->batch[own] = m->batch[own] < 0 ? seq : m->batch[own];
        reports += sqlite3_column_int64(stmt, 1);
    }
    *ret_reports = reports;
    return rc;
}

static void close_merge(struct merge *m) {
    pl_archive_file_close(&m->to);
    pl_db_close(&m->from);
    pl_block_codec_close(m->codec);
    pl_arena_close(&m->arena);
    pl_buf_close(&m->bytes);
    free(m->items);
    free(m->own);
    free(m);
}

static int open_merge(struct merge *m, int64_t month, int64_t generation, struct pl_error *err) {
    pl_arena_open(&m->arena, GROUP_BYTES);
    pl_buf_open(&m->bytes, PL_BLOCK_MAX_BYTES);
    pl_sha256_start(&m->digest);
    m->done = (struct pl_archive_month){.month = month, .generation = generation, .merged = m->upto};
    int rc = pl_archive_own_batches(m->c, &m->own, &m->n_own, err);
    if (rc == PL_E_OK) {
        rc = pl_block_codec_open(&m->codec, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_archive_open(m->c, month, false, &m->from, err);
    }
    return rc == PL_E_OK ? pl_archive_file_begin(m->c, month, generation, &m->to, err) : rc;
}

int pl_archive_merge_month(struct pl_case *c, int64_t month, int64_t upto, int64_t generation,
                           struct pl_archive_month *ret, struct pl_error *err) {
    struct merge *m = calloc(1, sizeof *m);
    uint64_t checked = 0;
    int64_t reports = 0;
    if (m == NULL) {
        return no_memory(err);
    }
    m->c = c;
    m->upto = upto;
    int rc = open_merge(m, month, generation, err);
    if (rc == PL_E_OK) { /* what is damaged, or not what was imported, is not written anew under a digest that fits */
        rc = pl_archive_check_month(c, m->codec, month, on_fault, NULL, &checked, err);
    }
    if (rc == PL_E_OK) {
        rc = read_batches(m, month, &reports, err);
    }
    if (rc == PL_E_OK) {
        rc = merge_blocks(m, err);
    }
    if (rc == PL_E_OK && m->done.reports != reports) {
        rc = pl_fail(err, PL_E_STORE,
                     "merging would give %lld reports where the imports wrote %lld; nothing was changed",
                     (long long)m->done.reports, (long long)reports);
    }
    if (rc == PL_E_OK) {
        rc = pl_archive_file_commit(&m->to, err);
    }
    if (rc == PL_E_OK) {
        m->done.digest = pl_sha256_digest(&m->digest);
        *ret = m->done;
    }
    close_merge(m);
    return rc;
}

/* ---- a case ---- */

/* Whether merging makes a month's blocks notably fewer. */
static int is_scattered(struct pl_case *c, const struct pl_archive_month *m, int64_t *ret_upto, int64_t *ret_blocks,
                        bool *ret, struct pl_error *err) {
    PL_STMT_AUTO *batches = NULL;
    PL_STMT_AUTO *blocks = NULL;
    sqlite3 *db = NULL;
    bool row = false;
    int64_t upto = -1, n = 0, full = 0;
    int rc = pl_db_prepare(c->db, "SELECT max(seq) FROM batch WHERE month=?", &batches, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(batches, 1, m->month);
        rc = pl_db_step(batches, &row, err);
        upto = row ? sqlite3_column_int64(batches, 0) : -1;
    }
    if (rc == PL_E_OK) {
        rc = pl_archive_open_generation(c, m->month, m->generation, false, &db, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(db,
                           "SELECT sum(n), sum((reports + 999) / 1000) FROM (SELECT count(*) AS n, sum(reports) AS "
                           "reports FROM block GROUP BY mmsi, from_us / 21600000000)",
                           &blocks, err);
        _Static_assert(MERGED_SLOT_US == INT64_C(21600000000) && PL_ARCHIVE_BLOCK_REPORTS == 1000, "full blocks");
    }
    if (rc == PL_E_OK) {
        rc = pl_db_step(blocks, &row, err);
    }
    if (rc == PL_E_OK) {
        n = row ? sqlite3_column_int64(blocks, 0) : 0;
        full = row ? sqlite3_column_int64(blocks, 1) : 0;
        *ret_upto = upto;
        *ret_blocks = n;
        *ret = upto > m->merged && n > full;
    }
    pl_db_finalize(&blocks);
    pl_db_close(&db);
    return rc;
}

static int note_merged(struct pl_case *c, const struct pl_archive_month *m, struct pl_error *err) {
    char key[32], value[160], hex[65];
    snprintf(key, sizeof key, "merged:%lld", (long long)m->month);
    pl_hash_hex(m->digest, hex);
    int n = snprintf(value, sizeof value, "%lld %lld %lld %lld %s", (long long)m->generation, (long long)m->merged,
                     (long long)m->blocks, (long long)m->reports, hex);
    return pl_case_set_state(c, key, pl_str_make(value, (size_t)n), err);
}

int pl_archive_compact(struct pl_case *c, struct pl_archive_compacted *ret, struct pl_error *err) {
    struct pl_archive_compacted done = {0};
    int64_t *months = NULL, generation = 0;
    size_t n = 0;
    int rc = pl_archive_months(c, &months, &n, err);
    if (rc == PL_E_OK) {
        rc = pl_archive_next_generation(c, &generation, err);
    }
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        struct pl_archive_month m;
        int64_t upto = -1, blocks = 0;
        bool scattered = false;
        rc = pl_archive_month_read(c, months[i], &m, err);
        if (rc == PL_E_OK) {
            rc = is_scattered(c, &m, &upto, &blocks, &scattered, err);
        }
        done.months++;
        if (rc == PL_E_OK && scattered) {
            rc = pl_archive_merge_month(c, months[i], upto, generation, &m, err);
            rc = rc == PL_E_OK ? note_merged(c, &m, err) : rc;
            done.months_merged++;
            done.blocks_before += (uint64_t)blocks;
            done.blocks += (uint64_t)m.blocks;
            done.reports += (uint64_t)m.reports;
        }
    }
    free(months);
    if (rc == PL_E_OK) {
        *ret = done;
    }
    return rc;
}
