/* What is drawn and judged beside events knows of late stations, too. One ship sails east at 15 kn for six hours, a
 * report a minute; the second half is sent once more by a station whose stamps run 20 minutes behind. Another says each
 * hour to be at 0 N 0 E. A third is silent for most of each of twenty days. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/filing.h"
#include "app/on_time.h"
#include "app/sighting.h"
#include "app/tracks.h"
#include "case_in_tmp.h"

#define NOW     INT64_C(1790000000000000)
#define BEGIN   INT64_C(1767225600) /* 2026-01-01, seconds */
#define MINUTES 360
#define LAG     20
#define EAST    (15.0 / 60 / 60 / 0.8660254) /* degrees a minute at 30 N */
#define DAYS    20

static void write_ship(FILE *file, int sent, int said) {
    fprintf(file, "431000001,%lld,30,%.5f,15\n", (long long)(BEGIN + sent * 60), 150 + EAST * said);
}

static void write_reports(const char *path) {
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fprintf(file, "mmsi,t,lat,lon,sog\n");
    for (int minute = 0; minute < MINUTES + LAG; minute++) {
        if (minute < MINUTES) {
            write_ship(file, minute, minute);
        }
        if (minute >= MINUTES / 2 + LAG) {
            write_ship(file, minute, minute - LAG);
        }
        if (minute % 60 == 0) {
            fprintf(file, "431000002,%lld,0,0,5\n", (long long)(BEGIN + minute * 60));
        }
    }
    for (int half = 0; half < DAYS * 48; half++) {
        if (half % 48 < 6) {
            fprintf(file, "431000003,%lld,-20,%.4f,10\n", (long long)(BEGIN + half * 1800), 100 + half * 0.02);
        }
    }
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state) {
    static struct case_in_tmp w;
    char path[128];
    make_case(&w, "on-time", NOW);
    snprintf(path, sizeof path, "%s/reports.csv", w.dir);
    write_reports(path);
    import_file(&w, path, NOW);
    *state = &w;
    return 0;
}

static int tear_down(void **state) { return remove_case(*state); }

/* ---- tracks ---- */

static struct pl_tracks_query near_ship(uint64_t reads) {
    struct pl_tracks_query q = {.from = PL_TIME_NONE, .to = PL_TIME_NONE, .zoom = -1, .most = 100000, .reads = reads};
    q.has_box = true;
    q.south_west = (pl_pos){.lon = 150 * PL_POS_UNIT, .lat = 30 * PL_POS_UNIT - PL_POS_UNIT / 10};
    q.north_east = (pl_pos){.lon = 152 * PL_POS_UNIT, .lat = 30 * PL_POS_UNIT + PL_POS_UNIT / 10};
    return q;
}

/* The ship never turns back; *ret_n points. */
static void check_way(const struct case_in_tmp *w, const struct pl_tracks_query *q, size_t *ret_n, bool *ret_coarse) {
    struct pl_tracks tracks = {0};
    struct pl_error err = {0};
    size_t n = 0;
    must(pl_tracks_read(w->dir_case, PL_TIME_NONE, q, &tracks, &err), &err);
    for (size_t i = 0; i < tracks.n; i++) {
        const struct pl_track_line *line = &tracks.lines[i];
        for (size_t k = 1; line->mmsi == 431000001 && k < line->n; k++) {
            assert_true(line->points[k].pos.lon >= line->points[k - 1].pos.lon);
        }
        n += line->mmsi == 431000001 ? line->n : 0;
        assert_true(line->mmsi != 431000002);
    }
    *ret_n = n;
    *ret_coarse = tracks.coarse;
    pl_tracks_close(&tracks);
}

static void test_tracks(void **state) {
    size_t n = 0;
    bool coarse = true;
    struct pl_tracks_query q = near_ship(0);
    check_way(*state, &q, &n, &coarse);
    assert_false(coarse);
    assert_int_equal(n, MINUTES);
    q.from = (BEGIN + 240 * 60) * PL_SECOND_US; /* of what is late the first sending lies before */
    check_way(*state, &q, &n, &coarse);
    assert_int_equal(n, MINUTES - 240);
}

/* From the trails that detection kept, with the reports of a small box, also one that the ship has left. */
static void test_trails(void **state) {
    size_t n = 0;
    bool coarse = false;
    struct pl_tracks_query q = near_ship(1);
    check_way(*state, &q, &n, &coarse);
    assert_true(coarse);
    assert_in_range(n, MINUTES - 10, MINUTES + 16); /* those of the trail stand beside their reports */
    q.south_west.lon += (int32_t)(EAST * 200 * PL_POS_UNIT);
    q.north_east.lon = q.south_west.lon + (int32_t)(EAST * 4 * PL_POS_UNIT);
    check_way(*state, &q, &n, &coarse);
    assert_true(n >= 4);
}

/* ---- sightings ---- */

static size_t count_of(const struct pl_buf *out, const char *what) {
    size_t n = 0, long_ = strlen(what);
    for (size_t i = 0; i + long_ <= out->n; i++) {
        n += memcmp(out->p + i, what, long_) == 0;
    }
    return n;
}

static struct pl_buf check_sighting(const struct case_in_tmp *w, const char *const fields[][2], size_t n) {
    struct pl_error err = {0};
    struct pl_filing_value values[8];
    char id[PL_FILING_ID_MAX];
    struct pl_buf out;
    struct pl_sighting_counts counts;
    for (size_t i = 0; i < n; i++) {
        values[i] = (struct pl_filing_value){.name = pl_str_from(fields[i][0]), .value = pl_str_from(fields[i][1])};
    }
    const struct pl_filing filing = {.seq = -1, .kind = pl_filing_kind_by_letter('O'), .values = values, .n = n};
    must(pl_filing_new(w->dir_case, NOW, &filing, PL_STR(""), NULL, NULL, id, &err), &err);
    pl_buf_open(&out, 1 << 20);
    const struct pl_sighting_check check = {
        .dir = w->dir_case, .known_at = PL_TIME_NONE, .id = pl_str_from(id), .json = true};
    must(pl_sighting_check_run(&check, &out, &counts, &err), &err);
    return out;
}

/* Five miles behind the ship, where only the late station puts it; and where it was. */
static void test_sighting(void **state) {
    char behind[32], there[32];
    snprintf(behind, sizeof behind, "%.5f", 150 + EAST * 280);
    snprintf(there, sizeof there, "%.5f", 150 + EAST * 300);
    const char *const fields[][2] = {{"as", "sighting"},
                                     {"lat", "30"},
                                     {"lon", behind},
                                     {"observed", "2026-01-01T05:00:00Z"},
                                     {"mmsi", "431000001"}};
    const char *const true_[][2] = {
        {"as", "sighting"}, {"lat", "30"}, {"lon", there}, {"observed", "2026-01-01T05:00:00Z"}};
    for (size_t n = 4; n <= 5; n++) { /* any ship; this one */
        struct pl_buf out = check_sighting(*state, fields, n);
        assert_int_equal(count_of(&out, "\"verdict\":\"explained\""), 0);
        pl_buf_close(&out);
    }
    struct pl_buf out = check_sighting(*state, true_, 4);
    assert_true(count_of(&out, "\"verdict\":\"explained\"") > 0);
    pl_buf_close(&out);
}

/* 0 N 0 E is no place. */
static void test_nowhere(void **state) {
    const char *const fields[][2] = {
        {"as", "sighting"}, {"lat", "0"}, {"lon", "0"}, {"observed", "2026-01-01T02:00:00Z"}};
    struct pl_buf out = check_sighting(*state, fields, 4);
    assert_int_equal(count_of(&out, "\"verdict\":\"explained\""), 0);
    pl_buf_close(&out);
}

/* Every silence during a long sighting is told. */
static void test_silences(void **state) {
    const char *const fields[][2] = {{"as", "sighting"},
                                     {"lat", "-20"},
                                     {"lon", "110"},
                                     {"observed", "2026-01-01T00:00:00Z"},
                                     {"observed_end", "2026-01-20T02:00:00Z"},
                                     {"mmsi", "431000003"}};
    struct pl_buf out = check_sighting(*state, fields, 6);
    assert_int_equal(count_of(&out, "\"event\":"), DAYS - 1);
    pl_buf_close(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tracks),  cmocka_unit_test(test_trails),   cmocka_unit_test(test_sighting),
        cmocka_unit_test(test_nowhere), cmocka_unit_test(test_silences),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
