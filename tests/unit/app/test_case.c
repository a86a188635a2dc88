/* One oracle: however a recording is cut and in whatever order the parts come, with the states of detection saved and
 * loaded in between, the events are those of one import of the whole; and a rebuild gives every derived row again.
 * Which events there are is not expected here (tests/unit/detect does that); but there must be some of several kinds.
 * The recording is made here: eight ships for four days with a silence, meetings, waiting and two hulls on a number. */
#include "app/case_rules.h"
#include "app/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/init.h"
#include "app/rebuild.h"
#include "store/event.h"

#define HOURS   96
#define NOW     INT64_C(1790000000000000)
#define PARTS   6
#define ARRIVED INT64_C(1767225600) /* 2026-01-01, seconds */

static void must(int rc, const struct pl_error *err) {
    if (rc != 0) {
        fail_msg("%s: %s", pl_code_name(rc), err->msg);
    }
}

/* ---- the recording ---- */

/* Position of a ship at a minute; false while it is silent. */
static bool ship_at(int ship, int minute, double *lat, double *lon, double *sog) {
    double h = minute / 60.0;
    *sog = 8;
    *lat = 30 + ship * 0.5;
    *lon = 150 + h * 0.16;
    switch (ship) {
    case 1: /* silent for 20 h */
        return h < 20 || h > 40;
    case 2: /* waits from 30 to 50 */
        *lon = h < 30 ? 150 + h * 0.16 : h < 50 ? 154.8 : 154.8 + (h - 50) * 0.16;
        *sog = h < 30 || h > 50 ? 8 : 0.3;
        return true;
    case 3: /* beside 2 from 33 to 45 */
        *lat = h < 33 || h > 45 ? 31.2 : 31.001;
        *lon = h < 33 ? 150 + h * 0.1454 : h < 45 ? 154.801 : 154.801 + (h - 45) * 0.16;
        *sog = h < 33 || h > 45 ? 8 : 0.4;
        return true;
    case 4: /* two hulls on one number */
        *lat = (minute / 10) % 2 == 0 ? 20 : 45;
        return true;
    case 5: /* waits at the end of the data */
        *lon = h < 80 ? 150 + h * 0.16 : 162.8;
        *sog = h < 80 ? 8 : 0.1;
        return true;
    default:
        return true;
    }
}

static void write_head(FILE *file) { fprintf(file, "mmsi,t,lat,lon,sog,name,imo\n"); }

static void write_rows(FILE *file, int from_minute, int to_minute) {
    for (int minute = from_minute; minute < to_minute; minute++) {
        for (int ship = 0; ship < 8; ship++) {
            double lat, lon, sog;
            if ((minute + ship) % 4 == 0 && ship_at(ship, minute, &lat, &lon, &sog)) {
                fprintf(file, "43100000%d,%lld,%.5f,%.5f,%.1f,SHIP %d,%s\n", ship,
                        (long long)(ARRIVED + minute * 60 + ship), lat, lon, sog, ship,
                        ship == 6 ? "9074728" : "9074729"); /* ship 6: the check digit is wrong */
            }
        }
    }
}

struct world {
    char paths[PARTS + 1][128]; /* the parts, and the whole last */
    char dir[64];
};

static void make_file(struct world *w, int i, int from, int to) {
    char path[128];
    snprintf(path, sizeof path, "%s/part-%d.csv", w->dir, i);
    memcpy(w->paths[i], path, sizeof path);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    write_head(file);
    write_rows(file, from, to);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state) {
    struct world *w = calloc(1, sizeof *w);
    static const int CUTS[PARTS + 1] = {0, 17 * 60, 38 * 60 + 5, 39 * 60 + 5, 70 * 60, 95 * 60, HOURS * 60};
    snprintf(w->dir, sizeof w->dir, "/tmp/plimsoll-app.XXXXXX");
    assert_non_null(mkdtemp(w->dir));
    for (int i = 0; i < PARTS; i++) {
        make_file(w, i, CUTS[i], CUTS[i + 1]);
    }
    make_file(w, PARTS, 0, HOURS * 60);
    *state = w;
    return 0;
}

static int tear_down(void **state) {
    struct world *w = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", w->dir);
    int rc = system(command);
    free(w);
    return rc;
}

/* ---- a case ---- */

static int on_file(void *ctx, const struct pl_import_file *file, struct pl_error *err) {
    (void)err;
    if (file->status == PL_IMPORT_FAILED) {
        fail_msg("%s", file->error.msg);
    }
    ++*(int *)ctx;
    return 0;
}

static struct pl_import_done import(const char *dir, const char *path) {
    struct pl_import_options options = {.paths = &path, .n_paths = 1, .received = PL_TIME_NONE, .now = NOW};
    struct pl_import_done done;
    struct pl_error err = {0};
    int files = 0;
    must(pl_import_run(dir, &options, on_file, &files, &done, &err), &err);
    assert_int_equal(files, 1);
    return done;
}

static void make_case(struct world *w, const char *name, char dir[128]) {
    struct pl_init_options options = {.participant = PL_STR("Test"), .now = NOW};
    struct pl_init_done done;
    struct pl_error err = {0};
    snprintf(dir, 128, "%s/%s", w->dir, name);
    must(pl_init_run(dir, &options, &done, &err), &err);
}

/* Every event but its places in the files: those differ with the cut. */
struct events {
    struct pl_sha256 hash;
    unsigned n, types;
};

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct events *all = ctx;
    struct pl_event e = *event;
    PL_BUF_AUTO body;
    (void)err;
    e.n_evidence = 0;
    pl_buf_open(&body, 65536);
    pl_store_event_write(&e, &body);
    pl_sha256_add(&all->hash, body.p, body.n);
    all->n++;
    all->types |= 1u << e.type;
    return 0;
}

static struct events events_of(const char *dir) {
    struct events all = {.n = 0};
    struct pl_case *c = NULL;
    struct pl_error err = {0};
    pl_sha256_start(&all.hash);
    must(pl_case_open(dir, PL_CASE_READ, NULL, &c, &err), &err);
    must(pl_store_events(c, NULL, on_event, &all, &err), &err);
    pl_case_close(c);
    return all;
}

static void assert_same(struct events a, struct events b) {
    assert_int_equal(a.n, b.n);
    assert_int_equal(pl_hash_cmp(pl_sha256_digest(&a.hash), pl_sha256_digest(&b.hash)), 0);
}

static int on_row(void *ctx, const char *table, pl_str row, struct pl_error *err) {
    (void)err;
    pl_sha256_add(ctx, table, strlen(table) + 1);
    pl_sha256_add(ctx, row.p, row.n);
    return 0;
}

static pl_hash dump(const char *dir) {
    struct pl_sha256 hash;
    struct pl_case *c = NULL;
    struct pl_error err = {0};
    pl_sha256_start(&hash);
    must(pl_case_open(dir, PL_CASE_READ, NULL, &c, &err), &err);
    must(pl_case_dump(c, on_row, &hash, &err), &err);
    pl_case_close(c);
    return pl_sha256_digest(&hash);
}

static void assert_rebuilds(const char *dir) {
    struct pl_rebuild_done done;
    struct pl_error err = {0};
    pl_hash before = dump(dir);
    must(pl_rebuild_run(dir, &done, &err), &err);
    assert_true(pl_hash_cmp(before, dump(dir)) == 0);
}

/* ---- tests ---- */

static void test_any_order_is_the_whole(void **state) {
    static const int ORDERS[][PARTS] = {{0, 1, 2, 3, 4, 5}, {5, 4, 3, 2, 1, 0}, {3, 0, 5, 1, 4, 2}, {1, 3, 5, 0, 2, 4}};
    struct world *w = *state;
    char dir[128], name[16];
    make_case(w, "whole", dir);
    import(dir, w->paths[PARTS]);
    struct events whole = events_of(dir);
    assert_true(whole.n >= 8);
    unsigned wanted = 1u << PL_EVENT_GAP | 1u << PL_EVENT_ENCOUNTER | 1u << PL_EVENT_LOITERING |
                      1u << PL_EVENT_IDENTITY_CONFLICT | 1u << PL_EVENT_IDENTIFIER_INVALID;
    assert_int_equal(whole.types & wanted, wanted);
    assert_rebuilds(dir);
    assert_same(events_of(dir), whole);
    for (size_t i = 0; i < sizeof ORDERS / sizeof ORDERS[0]; i++) {
        snprintf(name, sizeof name, "order-%zu", i);
        make_case(w, name, dir);
        for (int k = 0; k < PARTS; k++) {
            import(dir, w->paths[ORDERS[i][k]]);
        }
        assert_same(events_of(dir), whole);
        assert_rebuilds(dir);
    }
}

static void test_twice_changes_nothing(void **state) {
    struct world *w = *state;
    char dir[128];
    make_case(w, "twice", dir);
    struct pl_import_done first = import(dir, w->paths[PARTS]);
    assert_true(first.imported == 1 && first.journal == 3);
    pl_hash before = dump(dir);
    struct pl_import_done second = import(dir, w->paths[PARTS]);
    assert_true(second.known == 1 && second.imported == 0 && second.journal == 3 && second.detection.reports_read == 0);
    assert_true(pl_hash_cmp(before, dump(dir)) == 0);
}

/* The last hour of 96 reads the last stretch only. */
static void test_one_more_hour_reads_little(void **state) {
    struct world *w = *state;
    char dir[128];
    uint64_t all = 0;
    make_case(w, "hour", dir);
    for (int i = 0; i < PARTS - 1; i++) {
        all += import(dir, w->paths[i]).reports;
    }
    struct pl_import_done last = import(dir, w->paths[PARTS - 1]);
    all += last.reports;
    /* a slot of 12 hours of 96 at most, its new hour, and the first block behind it */
    assert_true(last.detection.reports_read > last.reports && last.detection.reports_read * 7 < all);
    assert_int_equal(last.detection.stretches, 1);
}

/* A file with one hour here and one a day later: the states may meet in between, and must not end the run there. */
static void test_two_hours_of_one_file(void **state) {
    struct world *w = *state;
    char dir[128], rest[128], hours[128];
    snprintf(rest, sizeof rest, "%s/rest.csv", w->dir);
    snprintf(hours, sizeof hours, "%s/hours.csv", w->dir);
    FILE *file = fopen(rest, "we");
    assert_non_null(file);
    write_head(file);
    write_rows(file, 0, 70 * 60);
    write_rows(file, 71 * 60, 94 * 60);
    write_rows(file, 95 * 60, HOURS * 60);
    assert_int_equal(fclose(file), 0);
    file = fopen(hours, "we");
    assert_non_null(file);
    write_head(file);
    write_rows(file, 70 * 60, 71 * 60);
    write_rows(file, 94 * 60, 95 * 60);
    assert_int_equal(fclose(file), 0);
    make_case(w, "hours", dir);
    import(dir, rest);
    import(dir, hours);
    struct events cut = events_of(dir);
    assert_rebuilds(dir);
    make_case(w, "no-hours", dir);
    import(dir, w->paths[PARTS]);
    assert_same(cut, events_of(dir));
}

/* An hour missing before anything is under way: the states meet soon behind it. */
/* Fingerprints of old places (synthetic_track, kind copy) are remembered for a week, longer than this recording lasts,
 * and ships that are computed without noise look like a synthetic track that never ends: without both the states meet
 * as soon as what was under way is over. */
static void forget_old_places(const char *dir) {
    PL_ACTING_AUTO acting = {0};
    struct pl_error err = {0};
    struct pl_rules rules;
    int64_t seq = 0;
    assert_true(pl_rules_profile("default", &rules));
    must(pl_rules_override(&rules, PL_STR("{\"synthetic_track\":{\"copy_max_days\":0,\"min_kn\":50}}"), &err), &err);
    must(pl_acting_open(dir, "test", NOW, &acting, &err), &err);
    must(pl_case_rules_set(&acting, &rules, &seq, &err), &err);
}

static void test_states_meet(void **state) {
    struct world *w = *state;
    char dir[128], rest[128], hour[128];
    snprintf(rest, sizeof rest, "%s/rest-70.csv", w->dir);
    snprintf(hour, sizeof hour, "%s/hour-70.csv", w->dir);
    FILE *file = fopen(rest, "we");
    assert_non_null(file);
    write_head(file);
    write_rows(file, 0, 70 * 60);
    write_rows(file, 71 * 60, HOURS * 60);
    assert_int_equal(fclose(file), 0);
    file = fopen(hour, "we");
    assert_non_null(file);
    write_head(file);
    write_rows(file, 70 * 60, 71 * 60);
    assert_int_equal(fclose(file), 0);
    make_case(w, "meet", dir);
    forget_old_places(dir);
    uint64_t all = import(dir, rest).reports;
    struct pl_import_done done = import(dir, hour);
    print_message("an hour in the middle: %llu of %llu reports read\n", (unsigned long long)done.detection.reports_read,
                  (unsigned long long)all);
    assert_true(done.detection.reports_read * 3 < all); /* to the end it would be 36 of 96 hours */
    assert_rebuilds(dir);
}

/* Between the first data and the next, before any state was kept: the run starts from nothing, and the states it keeps
 * are those of one pass. */
static void test_into_the_first_hole(void **state) {
    static const int HOURS_OF[][2] = {{0, 1}, {70, 80}, {40, 41}, {60, 61}};
    struct world *w = *state;
    char dir[128], path[128];
    make_case(w, "hole", dir);
    for (size_t i = 0; i < sizeof HOURS_OF / sizeof HOURS_OF[0]; i++) {
        snprintf(path, sizeof path, "%s/hole-%zu.csv", w->dir, i);
        FILE *file = fopen(path, "we");
        assert_non_null(file);
        write_head(file);
        write_rows(file, HOURS_OF[i][0] * 60, HOURS_OF[i][1] * 60);
        assert_int_equal(fclose(file), 0);
        import(dir, path);
    }
    assert_rebuilds(dir);
}

static void test_left_for_later(void **state) {
    struct world *w = *state;
    char dir[128];
    const char *path = w->paths[0];
    struct pl_import_options options = {
        .paths = &path, .n_paths = 1, .received = PL_TIME_NONE, .now = NOW, .no_detect = true};
    struct pl_import_done done;
    struct pl_error err = {0};
    int files = 0;
    make_case(w, "later", dir);
    must(pl_import_run(dir, &options, on_file, &files, &done, &err), &err);
    assert_int_equal(done.detection.stretches, 0);
    for (int i = 1; i < PARTS; i++) {
        import(dir, w->paths[i]);
    }
    struct events later = events_of(dir);
    make_case(w, "at-once", dir);
    import(dir, w->paths[PARTS]);
    assert_same(later, events_of(dir));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_order_is_the_whole),
        cmocka_unit_test(test_twice_changes_nothing),
        cmocka_unit_test(test_one_more_hour_reads_little),
        cmocka_unit_test(test_two_hours_of_one_file),
        cmocka_unit_test(test_states_meet),
        cmocka_unit_test(test_into_the_first_hole),
        cmocka_unit_test(test_left_for_later),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
