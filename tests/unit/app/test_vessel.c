/* vessel looks at one state of the case: what is imported while it prints shows in none of its parts. */
#include "app/vessel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/import.h"
#include "app/init.h"

#define NOW INT64_C(1790000000000000)

static void must(int rc, const struct pl_error *err) {
    if (rc != 0) {
        fail_msg("%s: %s", pl_code_name(rc), err->msg);
    }
}

struct world {
    char dir[64], case_dir[128], first[128], second[128];
    unsigned assertions, tracks, events;
    bool exercise;
};

/* A report every 10 minutes, with a silence of 20 hours in the middle: one gap. */
static void write_file(const char *path, unsigned long long start) {
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fprintf(file, "mmsi,t,lat,lon,sog,name\n");
    for (unsigned minute = 0; minute < 24 * 60; minute += 10) {
        if (minute < 120 || minute > 1320) {
            fprintf(file, "431000001,%llu,30,150,0.0,SHIP\n", start + 60ULL * minute);
        }
    }
    assert_int_equal(fclose(file), 0);
}

static int on_file(void *ctx, const struct pl_import_file *file, struct pl_error *err) {
    (void)ctx;
    (void)err;
    assert_int_equal(file->status, PL_IMPORT_NEW);
    return 0;
}

static void import(struct world *w, const char *path) {
    struct pl_import_options options = {.paths = &path, .n_paths = 1, .received = PL_TIME_NONE, .now = NOW};
    struct pl_import_done done;
    struct pl_error err = {0};
    must(pl_import_run(w->case_dir, &options, on_file, w, &done, &err), &err);
    assert_int_equal(done.imported, 1);
}

static int on_assertion(void *ctx, const struct pl_assertion *a, const struct pl_vessel_heard *heard,
                        struct pl_error *err) {
    (void)a;
    (void)heard;
    (void)err;
    ((struct world *)ctx)->assertions++;
    return 0;
}

/* Between the tracks and the events somebody imports. */
static int on_track(void *ctx, const struct pl_vessel_track *track, struct pl_error *err) {
    struct world *w = ctx;
    (void)err;
    assert_int_equal(track->mmsi, 431000001);
    if (w->tracks++ == 0) {
        import(w, w->second);
    }
    return 0;
}

static int on_event(void *ctx, const struct pl_events_view *view, const struct pl_event *event, struct pl_error *err) {
    (void)view;
    (void)err;
    ((struct world *)ctx)->events += event->type == PL_EVENT_GAP;
    return 0;
}

static void test_one_state(void **state) {
    (void)state;
    struct world w = {.dir = "/tmp/plimsoll-vessel.XXXXXX"};
    struct pl_init_options init = {.participant = PL_STR("Test"), .now = NOW};
    struct pl_init_done made;
    struct pl_vessel_done done;
    struct pl_error err = {0};
    char command[128];
    assert_non_null(mkdtemp(w.dir));
    snprintf(w.case_dir, sizeof w.case_dir, "%s/case", w.dir);
    snprintf(w.first, sizeof w.first, "%s/first.csv", w.dir);
    snprintf(w.second, sizeof w.second, "%s/second.csv", w.dir);
    write_file(w.first, 1767225600);
    write_file(w.second, 1767225600 + 86400);
    must(pl_init_run(w.case_dir, &init, &made, &err), &err);
    import(&w, w.first);
    struct pl_vessel_sinks sinks = {
        .assertion = on_assertion, .track = on_track, .event = on_event, .exercise = &w.exercise, .ctx = &w};
    const struct pl_vessel_ask ask = {.dir = w.case_dir, .known_at = PL_TIME_NONE, .now = NOW, .id = "431000001"};
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 30);
    must(pl_vessel_run(&ask, &sinks, &arena, &done, &err), &err);
    assert_int_equal(done.view.known.size, 3); /* genesis, the participant's key or policy, the first import */
    assert_int_equal(w.events, 1);
    w.events = 0;
    must(pl_vessel_run(&ask, &sinks, &arena, &done, &err), &err); /* now it shows */
    assert_int_equal(done.view.known.size, 4);
    assert_int_equal(w.events, 2);
    snprintf(command, sizeof command, "rm -rf '%s'", w.dir);
    assert_int_equal(system(command), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_one_state)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
