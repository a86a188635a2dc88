/* The archive against a plain list of what was put in: order, merging, ranges, boxes, what a crash leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fresh_case.h"
#include "store/archive.h"
#include "store/archive_in.h"

#define T0 INT64_C(1767225600000000) /* 2026-01-01 */

/* A canonical record of a table row with a position. */
static void make_record(pl_time at, uint32_t mmsi, int32_t lon, int32_t lat, struct pl_buf *out) {
    struct pl_ais_row row = {.has = PL_ROW_POSITION, .lon = lon, .lat = lat};
    struct pl_span span = {0, 10};
    struct pl_hearing h = {.at = at, .mmsi = mmsi, .row = &row, .parts = &span, .n_parts = 1};
    struct pl_error err;
    pl_buf_clear(out);
    fresh_must(pl_record_write(&h, out, &err), &err);
}

static void add(struct pl_archive_writer *w, pl_time at, uint32_t mmsi, int32_t lon, int32_t lat, uint32_t source,
                uint32_t station) {
    PL_BUF_AUTO record;
    struct pl_error err;
    pl_buf_open(&record, 4096);
    make_record(at, mmsi, lon, lat, &record);
    struct pl_loc src = {.source = source, .length = 10, .offset = (uint64_t)(at % 1000003)};
    fresh_must(pl_archive_add(w, pl_buf_str(&record), src, station, &err), &err);
}

struct seen {
    uint64_t n, read;
    uint32_t sources[8]; /* how many came from member i */
    pl_time first, last;
    pl_str previous;
    char room[2048];
    bool disorder;
};

static int on_report(void *ctx, const struct pl_report *r, struct pl_error *err) {
    struct seen *s = ctx;
    (void)err;
    if (s->n > 0 && pl_str_cmp(s->previous, r->record) >= 0) {
        s->disorder = true;
    }
    memcpy(s->room, r->record.p, r->record.n);
    s->previous = pl_str_make(s->room, r->record.n);
    s->first = s->n == 0 ? r->at : s->first;
    s->last = r->at;
    s->n++;
    s->sources[r->src.source % 8]++;
    return 0;
}

static struct seen ask(struct fresh *f, struct pl_archive_query q) {
    struct seen s = {0};
    struct pl_error err;
    fresh_must(pl_archive_read(f->c, &q, on_report, &s, &s.read, &err), &err);
    assert_false(s.disorder);
    return s;
}

static const struct pl_archive_query ALL = {.from = INT64_MIN, .to = INT64_MAX};

/* 20 ships, a report each 7 minutes from `from` hours to `to` hours, given in a scattered order. */
static struct pl_archive_written write_batch(struct fresh *f, int64_t seq, int from, int to, uint32_t source) {
    struct pl_archive_writer *w = NULL;
    struct pl_archive_written written;
    struct pl_error err;
    int n = (to - from) * 60 / 7;
    fresh_must(pl_archive_begin(f->c, seq, &w, &err), &err);
    for (int i = 0; i < n; i++) {
        int k = (int)((int64_t)i * 7919 % n); /* n has no factor 7919: every k once */
        int g = from * 60 / 7 + k;            /* of all, so that batches agree where they overlap */
        for (uint32_t ship = 0; ship < 20; ship++) {
            pl_time at = T0 + from * PL_HOUR_US + (pl_time)k * 7 * PL_MINUTE_US + ship;
            int32_t lon = (int32_t)(100 * PL_POS_UNIT) + (int32_t)ship * 300000 + g * 600;
            add(w, at, 431000000 + ship, pl_lon_wrap(lon), 20 * PL_POS_UNIT + g * 300, source, 1 + ship % 3);
        }
    }
    fresh_must(pl_archive_end(w, &written, &err), &err);
    return written;
}

static void put_batch(struct fresh *f, int64_t seq, int from, int to, uint32_t source) {
    struct pl_error err;
    fresh_must(pl_case_begin(f->c, &err), &err);
    write_batch(f, seq, from, to, source);
    fresh_must(pl_case_commit(f->c, &err), &err);
}

static void test_order_and_ranges(void **state) {
    (void)state;
    struct fresh f;
    fresh_open(&f);
    put_batch(&f, 2, 0, 70, 1); /* 600 reports of each of 20 ships */
    struct seen s = ask(&f, ALL);
    assert_int_equal(s.n, 12000);
    s = ask(&f, (struct pl_archive_query){.mmsi = 431000007, .from = INT64_MIN, .to = INT64_MAX});
    assert_int_equal(s.n, 600);
    /* from is included, to is not */
    pl_time at = T0 + 7 * PL_MINUTE_US * 100;
    s = ask(&f, (struct pl_archive_query){.mmsi = 431000000, .from = at, .to = at + 7 * PL_MINUTE_US});
    assert_int_equal(s.n, 1);
    s = ask(&f, (struct pl_archive_query){.mmsi = 431000000, .from = at + 1, .to = at + 7 * PL_MINUTE_US});
    assert_int_equal(s.n, 0);
    /* a slot of 12 hours decodes that slot, not the days around it */
    s = ask(&f, (struct pl_archive_query){.from = T0 + 24 * PL_HOUR_US, .to = T0 + 36 * PL_HOUR_US});
    assert_true(s.n > 2000 && s.read == s.n);
    fresh_close(&f);
}

static void test_batches_merge(void **state) {
    (void)state;
    struct fresh f;
    fresh_open(&f);
    put_batch(&f, 2, 0, 14, 1);
    put_batch(&f, 3, 7, 21, 2); /* 7 h is 60 reports: the same ones, said again */
    struct seen s = ask(&f, ALL);
    assert_int_equal(s.n, 20 * 180);
    assert_int_equal(s.sources[1], 20 * 120); /* the earliest batch gives the place */
    assert_int_equal(s.sources[2], 20 * 60);
    fresh_close(&f);
}

static void test_equal_records_unite_stations(void **state) {
    (void)state;
    struct fresh f;
    struct pl_archive_writer *w = NULL;
    struct pl_archive_written written;
    struct pl_error err;
    fresh_open(&f);
    fresh_must(pl_case_begin(f.c, &err), &err);
    fresh_must(pl_archive_begin(f.c, 2, &w, &err), &err);
    add(w, T0, 431000001, 0, 0, 1, 9);
    add(w, T0, 431000001, 0, 0, 1, 4);
    add(w, T0, 431000001, 0, 0, 1, 9);
    add(w, T0, 431000001, 1, 0, 1, 0);
    fresh_must(pl_archive_end(w, &written, &err), &err);
    fresh_must(pl_case_commit(f.c, &err), &err);
    assert_true(written.reports == 2 && written.blocks == 1 && written.first == T0 && written.last == T0);
    sqlite3 *db = NULL;
    PL_STMT_AUTO *stmt = NULL;
    struct pl_block_codec *codec = NULL;
    const struct pl_block_item *items = NULL;
    size_t n = 0;
    bool row = false;
    fresh_must(pl_archive_open(f.c, pl_archive_month(T0), false, &db, &err), &err);
    fresh_must(pl_db_prepare(db, "SELECT bytes FROM block", &stmt, &err), &err);
    fresh_must(pl_db_step(stmt, &row, &err), &err);
    fresh_must(pl_block_codec_open(&codec, &err), &err);
    fresh_must(pl_block_decode(codec, pl_db_col(stmt, 0), &items, &n, NULL, &err), &err);
    assert_int_equal(n, 2);
    size_t k = items[0].n_stations == 2 ? 0 : 1;
    assert_true(items[k].n_stations == 2 && items[k].stations[0] == 4 && items[k].stations[1] == 9);
    assert_int_equal(items[1 - k].n_stations, 0);
    pl_block_codec_close(codec);
    pl_db_finalize(&stmt);
    pl_db_close(&db);
    fresh_close(&f);
}

static void test_box_across_180(void **state) {
    (void)state;
    struct fresh f;
    struct pl_archive_writer *w = NULL;
    struct pl_archive_written written;
    struct pl_error err;
    fresh_open(&f);
    fresh_must(pl_case_begin(f.c, &err), &err);
    fresh_must(pl_archive_begin(f.c, 2, &w, &err), &err);
    for (int i = -10; i < 10; i++) { /* from 179.9 east across 180 to 179.91 west */
        add(w, T0 + (i + 10) * PL_MINUTE_US, 431000001, pl_lon_wrap((int64_t)PL_LON_HALF + i * 6000), 6000000, 1, 1);
    }
    fresh_must(pl_archive_end(w, &written, &err), &err);
    fresh_must(pl_case_commit(f.c, &err), &err);
    assert_int_equal(written.blocks, 1); /* wrapping is no extent */
    struct pl_archive_query q = ALL;
    q.has_box = true;
    q.south_west = (pl_pos){PL_LON_HALF - 5 * 6000, 5000000};
    q.north_east = (pl_pos){-PL_LON_HALF + 3 * 6000, 7000000};
    assert_int_equal(ask(&f, q).n, 9); /* i = -5 .. 3 */
    q.north_east.lat = 5500000;
    assert_int_equal(ask(&f, q).n, 0);
    q.north_east = (pl_pos){PL_LON_HALF - 6000, 7000000}; /* only the part before 180 */
    assert_int_equal(ask(&f, q).n, 5);
    q.south_west.lon = -PL_LON_HALF; /* and only the part behind it */
    q.north_east.lon = -PL_LON_HALF + 6000;
    assert_int_equal(ask(&f, q).n, 2);
    fresh_close(&f);
}

static void test_extent_ends_a_block(void **state) {
    (void)state;
    struct fresh f;
    struct pl_archive_writer *w = NULL;
    struct pl_archive_written written;
    struct pl_error err;
    fresh_open(&f);
    fresh_must(pl_case_begin(f.c, &err), &err);
    fresh_must(pl_archive_begin(f.c, 2, &w, &err), &err);
    for (int i = 0; i < PL_ARCHIVE_EXTENT_REPORTS - 2; i++) {
        add(w, T0 + i, 431000001, 0, 0, 1, 1);
        add(w, T0 + i, 431000002, 0, i % 2 * 10000000, 1, 1); /* two hulls on a number: no cut at each */
    }
    add(w, T0 + 1000, 431000001, PL_ARCHIVE_EXTENT + 1, 0, 1, 1); /* too far, but the block is small yet */
    add(w, T0 + 1001, 431000001, 0, 0, 1, 1);
    add(w, T0 + 1002, 431000001, PL_ARCHIVE_EXTENT + 1, 0, 1, 1); /* the 201st */
    fresh_must(pl_archive_end(w, &written, &err), &err);
    assert_int_equal(written.blocks, 3);
    pl_case_rollback(f.c);
    fresh_close(&f);
}

static int64_t blocks_in(struct fresh *f, pl_time at) {
    sqlite3 *db = NULL;
    int64_t n = -1;
    struct pl_error err;
    fresh_must(pl_archive_open(f->c, pl_archive_month(at), false, &db, &err), &err);
    fresh_must(pl_db_int(db, "SELECT count(*) FROM block", -1, &n, &err), &err);
    pl_db_close(&db);
    return n;
}

/* The position file is committed, case.db is not: nobody sees the blocks, and the next writer sweeps them. */
static void test_uncommitted_is_invisible_and_swept(void **state) {
    (void)state;
    struct fresh f;
    struct pl_error err;
    fresh_open(&f);
    put_batch(&f, 2, 0, 7, 1);
    int64_t before = blocks_in(&f, T0);
    fresh_must(pl_case_begin(f.c, &err), &err);
    write_batch(&f, 3, 0, 14, 2);
    pl_case_rollback(f.c);
    assert_true(blocks_in(&f, T0) > before);
    assert_int_equal(ask(&f, ALL).n, 20 * 60);
    fresh_reopen(&f);
    assert_int_equal(blocks_in(&f, T0), before);
    put_batch(&f, 3, 7, 14, 3);
    assert_int_equal(ask(&f, ALL).n, 20 * 120);
    fresh_close(&f);
}

static int on_fault(void *ctx, const char *file, int64_t block, const char *why, struct pl_error *err) {
    int *n = ctx;
    (void)file;
    (void)block;
    (void)err;
    assert_true(strlen(why) > 0);
    ++*n;
    return 0;
}

static void test_check_finds_changes(void **state) {
    (void)state;
    static const char *const SQL[] = {"UPDATE block SET bytes = CAST(bytes || x'00' AS BLOB) WHERE id = 1",
                                      "UPDATE block SET to_us = to_us + 1 WHERE id = 2",
                                      "DELETE FROM block WHERE id = 3",
                                      "UPDATE block SET bytes = (SELECT bytes FROM block WHERE id = 2) WHERE id = 1",
                                      "UPDATE block SET (mmsi, from_us, to_us, reports, bytes) = (SELECT mmsi, "
                                      "from_us, to_us, reports, bytes FROM block "
                                      "WHERE id = 2) WHERE id = 1"};
    for (size_t i = 0; i < sizeof SQL / sizeof SQL[0]; i++) {
        struct fresh f;
        struct pl_error err;
        sqlite3 *db = NULL;
        uint64_t reports = 0;
        int n = 0;
        fresh_open(&f);
        put_batch(&f, 2, 0, 21, 1);
        fresh_must(pl_archive_check(f.c, on_fault, &n, &reports, &err), &err);
        assert_true(n == 0 && reports == 20 * 180);
        fresh_must(pl_archive_open(f.c, pl_archive_month(T0), true, &db, &err), &err);
        fresh_must(pl_db_exec(db, SQL[i], &err), &err);
        pl_db_close(&db);
        fresh_must(pl_archive_check(f.c, on_fault, &n, &reports, &err), &err);
        assert_true(n > 0);
        fresh_close(&f);
    }
}

/* ---- compaction ---- */

/* Everything of every report, in the order given. */
static int on_sum(void *ctx, const struct pl_report *r, struct pl_error *err) {
    struct pl_sha256 *sum = ctx;
    uint64_t place[4] = {r->src.source, r->src.length, r->src.offset, r->station};
    (void)err;
    pl_sha256_add(sum, r->record.p, r->record.n);
    pl_sha256_add(sum, place, sizeof place);
    return 0;
}

static pl_hash sum_of(struct fresh *f) {
    struct pl_archive_query queries[] = {
        ALL,
        {.mmsi = 431000003, .from = T0 + 5 * PL_HOUR_US, .to = T0 + 18 * PL_HOUR_US},
        {.from = T0,
         .to = T0 + 20 * PL_HOUR_US,
         .has_box = true,
         .south_west = {60000000, 12000000},
         .north_east = {61000000, 12040000}},
    };
    struct pl_sha256 sum;
    struct pl_error err;
    pl_sha256_start(&sum);
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        struct seen s = ask(f, queries[i]);
        assert_true(s.n > 10);
        fresh_must(pl_archive_read(f->c, &queries[i], on_sum, &sum, NULL, &err), &err);
    }
    return pl_sha256_digest(&sum);
}

static struct pl_archive_compacted compact(struct fresh *f) {
    struct pl_archive_compacted done;
    struct pl_error err;
    fresh_must(pl_case_begin(f->c, &err), &err);
    fresh_must(pl_archive_compact(f->c, &done, &err), &err);
    fresh_must(pl_case_commit(f->c, &err), &err);
    return done;
}

static void must_be_sound(struct fresh *f, uint64_t want) {
    struct pl_error err;
    uint64_t reports = 0;
    int n = 0;
    fresh_must(pl_archive_check(f->c, on_fault, &n, &reports, &err), &err);
    assert_int_equal(n, 0);
    assert_int_equal(reports, want);
}

/* Batches of 14 h that begin 7 h after each other: of what two hold, the earlier gives the place. */
static void put_some(struct fresh *f, int first, int last) {
    for (int i = first; i <= last; i++) {
        put_batch(f, 2 + i, 7 * i, 7 * i + 14, (uint32_t)i + 1);
    }
}

static void test_compaction_changes_no_answer(void **state) {
    (void)state;
    struct fresh f;
    fresh_open(&f);
    put_some(&f, 0, 4);
    pl_hash before = sum_of(&f);
    int64_t blocks = blocks_in(&f, T0);
    struct pl_archive_compacted done = compact(&f);
    assert_true(done.months == 1 && done.months_merged == 1 && done.blocks_before == (uint64_t)blocks);
    /* 20 ships in 7 quarters of a day: reports that two imports hold take as many blocks again */
    assert_int_equal(done.reports, 20 * 5 * 120);
    assert_true((int64_t)done.blocks == blocks_in(&f, T0) && done.blocks <= 20 * 7 * 2);
    pl_hash after = sum_of(&f);
    assert_memory_equal(after.b, before.b, sizeof before.b);
    must_be_sound(&f, 20 * 5 * 120);
    done = compact(&f); /* nothing to gain */
    assert_true(done.months == 1 && done.months_merged == 0);
    fresh_reopen(&f); /* sweeps the old file */
    char path[128];
    snprintf(path, sizeof path, "%s/positions/2026-01.db", f.dir);
    assert_int_equal(access(path, F_OK), -1);
    after = sum_of(&f);
    assert_memory_equal(after.b, before.b, sizeof before.b);
    put_batch(&f, 9, 0, 70, 7); /* what comes later stands behind */
    must_be_sound(&f, 20 * 5 * 120 + 20 * 600);
    assert_int_equal(ask(&f, ALL).sources[7], 20 * 600 - 20 * 360);
    fresh_close(&f);
}

/* Merged at once or bit by bit: the same blocks. */
static void test_compaction_is_a_function_of_the_imports(void **state) {
    (void)state;
    struct fresh f, g;
    struct pl_archive_month at_once, bit_by_bit;
    struct pl_error err;
    fresh_open(&f);
    fresh_open(&g);
    put_some(&f, 0, 4);
    compact(&f);
    put_some(&g, 0, 2);
    compact(&g);
    fresh_reopen(&g);
    put_some(&g, 3, 4);
    compact(&g);
    fresh_must(pl_archive_month_read(f.c, pl_archive_month(T0), &at_once, &err), &err);
    fresh_must(pl_archive_month_read(g.c, pl_archive_month(T0), &bit_by_bit, &err), &err);
    assert_true(at_once.generation == 1 && bit_by_bit.generation == 2 && at_once.merged == 6 && bit_by_bit.merged == 6);
    assert_true(at_once.blocks == bit_by_bit.blocks && at_once.reports == bit_by_bit.reports);
    assert_memory_equal(at_once.digest.b, bit_by_bit.digest.b, sizeof at_once.digest.b);
    fresh_close(&f);
    fresh_close(&g);
}

static void test_compaction_rolls_back(void **state) {
    (void)state;
    struct fresh f;
    struct pl_error err;
    struct pl_archive_compacted done;
    fresh_open(&f);
    put_some(&f, 0, 4);
    pl_hash before = sum_of(&f);
    fresh_must(pl_case_begin(f.c, &err), &err);
    fresh_must(pl_archive_compact(f.c, &done, &err), &err);
    pl_case_rollback(f.c);
    fresh_reopen(&f);
    pl_hash after = sum_of(&f);
    assert_memory_equal(after.b, before.b, sizeof before.b);
    must_be_sound(&f, 20 * 5 * 120);
    fresh_close(&f);
}

static void test_compaction_refuses_damage(void **state) {
    (void)state;
    static const char *const SQL[] = {"UPDATE block SET bytes = CAST(bytes || x'00' AS BLOB) WHERE id = 1",
                                      "DELETE FROM block WHERE id = 3",
                                      "UPDATE block SET (mmsi, from_us, to_us, reports, bytes) = (SELECT mmsi, "
                                      "from_us, to_us, reports, bytes FROM block "
                                      "WHERE id = 3) WHERE id = 1"}; /* as many reports */
    for (size_t i = 0; i < 2 * (sizeof SQL / sizeof SQL[0]); i++) {  /* of imports, then of what was merged */
        struct fresh f;
        struct pl_error err;
        struct pl_archive_compacted done;
        sqlite3 *db = NULL;
        uint64_t reports = 0;
        int n = 0;
        fresh_open(&f);
        put_some(&f, 0, 3);
        if (i >= sizeof SQL / sizeof SQL[0]) {
            compact(&f);
            put_some(&f, 4, 4);
        }
        fresh_must(pl_archive_open(f.c, pl_archive_month(T0), true, &db, &err), &err);
        fresh_must(pl_db_exec(db, SQL[i % (sizeof SQL / sizeof SQL[0])], &err), &err);
        pl_db_close(&db);
        fresh_must(pl_archive_check(f.c, on_fault, &n, &reports, &err), &err);
        assert_true(n > 0);
        fresh_must(pl_case_begin(f.c, &err), &err);
        assert_int_equal(pl_archive_compact(f.c, &done, &err), PL_E_STORE);
        pl_case_rollback(f.c);
        fresh_close(&f);
    }
}

static void test_names(void **state) {
    (void)state;
    char name[PL_ARCHIVE_NAME_MAX];
    pl_archive_name(pl_archive_month(T0), 0, name);
    assert_string_equal(name, "positions/2026-01.db");
    pl_archive_name(-1, 3, name);
    assert_string_equal(name, "positions/1969-12.g3.db");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_and_ranges),
        cmocka_unit_test(test_batches_merge),
        cmocka_unit_test(test_equal_records_unite_stations),
        cmocka_unit_test(test_box_across_180),
        cmocka_unit_test(test_extent_ends_a_block),
        cmocka_unit_test(test_uncommitted_is_invisible_and_swept),
        cmocka_unit_test(test_check_finds_changes),
        cmocka_unit_test(test_compaction_changes_no_answer),
        cmocka_unit_test(test_compaction_is_a_function_of_the_imports),
        cmocka_unit_test(test_compaction_rolls_back),
        cmocka_unit_test(test_compaction_refuses_damage),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
