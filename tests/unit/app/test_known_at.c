/* A case as known at a time answers, byte for byte, as it did then: events and ships of every position of the journal
 * are kept as it grows, then asked for again. Times are given; the recordings are two halves of one silence, so that
 * the second import changes what follows from the first. */
#include "app/known_at.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/events.h"
#include "app/import.h"
#include "app/init.h"
#include "app/leads.h"
#include "text/json.h"

#define NOW INT64_C(1790000000000000)

struct world {
    char dir[64], case_dir[128];
};

static void must(int rc, const struct pl_error *err) {
    if (rc != 0) {
        fail_msg("%s: %s", pl_code_name(rc), err->msg);
    }
}

/* Ship 431000001 every 10 minutes, its silence of 13 hours cut in two; ship 431000002 in the second half only. */
static void write_file(const struct world *w, const char *name, unsigned from, unsigned to) {
    char path[160];
    snprintf(path, sizeof path, "%s/%s", w->dir, name);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fprintf(file, "mmsi,t,lat,lon,sog,name\n");
    for (unsigned minute = from; minute < to; minute += 10) {
        unsigned long long t = 1767225600ULL + 60ULL * minute;
        if (minute < 120 || minute > 900) {
            fprintf(file, "431000001,%llu,30,%.4f,9.0,SHIP\n", t, 150 + minute * 0.003);
        }
        if (from > 0) {
            fprintf(file, "431000002,%llu,20,%.4f,9.0,OTHER\n", t, 150 + minute * 0.003);
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

static void import(const struct world *w, const char *name, pl_time now, bool no_detect) {
    char path[160];
    const char *paths[] = {path};
    struct pl_import_options o = {
        .paths = paths, .n_paths = 1, .received = PL_TIME_NONE, .no_detect = no_detect, .now = now};
    struct pl_import_done done;
    struct pl_error err = {0};
    snprintf(path, sizeof path, "%s/%s", w->dir, name);
    must(pl_import_run(w->case_dir, &o, on_file, NULL, &done, &err), &err);
    assert_int_equal(done.imported, 1);
}

static int on_event(void *ctx, const struct pl_events_view *view, const struct pl_event *event, struct pl_error *err) {
    struct pl_json json;
    (void)err;
    pl_json_start(&json, ctx);
    pl_event_json(event, &view->style, &json);
    pl_json_line_end(&json);
    return 0;
}

/* Events with ids, digests and evidence as printed, and what they rest on. */
static struct pl_knowledge answer(const struct world *w, pl_time at, struct pl_buf *out) {
    struct pl_store_event_query all = {.type = -1, .from = PL_TIME_NONE, .to = PL_TIME_NONE};
    struct pl_events_view view;
    struct pl_leads leads;
    struct pl_error err = {0};
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 30);
    pl_buf_clear(out);
    must(pl_events_run(w->case_dir, at, &all, "", &arena, on_event, out, &view, &err), &err);
    must(pl_leads_read(w->case_dir, at, NOW, false, &arena, &leads, &err), &err);
    pl_buf_add_fmt(out, "%llu ships, %llu events; %s\n", (unsigned long long)leads.ships,
                   (unsigned long long)leads.events, view.unseen ? "unseen" : "seen");
    assert_int_equal(leads.known.size, view.known.size);
    assert_false(pl_buf_failed(out));
    return view.known;
}

static void assert_known(const struct world *w, pl_time at, const struct pl_buf *want, uint64_t size, uint64_t later) {
    PL_BUF_AUTO is;
    pl_buf_open(&is, (size_t)1 << 24);
    struct pl_knowledge known = answer(w, at, &is);
    assert_true(known.asked && known.at == at && known.begins == NOW);
    assert_int_equal(known.size, size);
    assert_int_equal(known.later, later);
    if (is.n != want->n || memcmp(is.p, want->p, is.n) != 0) {
        fail_msg("known then:\n%.*sknown now of then:\n%.*s", (int)want->n, want->p, (int)is.n, is.p);
    }
}

static void test_as_it_was(void **state) {
    (void)state;
    struct world w = {.dir = "/tmp/plimsoll-known.XXXXXX"};
    struct pl_init_options init = {.participant = PL_STR("Test"), .now = NOW};
    struct pl_init_done made;
    struct pl_error err = {0};
    struct pl_buf was[4];
    char command[128];
    for (size_t i = 0; i < 4; i++) {
        pl_buf_open(&was[i], (size_t)1 << 24);
    }
    assert_non_null(mkdtemp(w.dir));
    snprintf(w.case_dir, sizeof w.case_dir, "%s/case", w.dir);
    write_file(&w, "a.csv", 0, 600);
    write_file(&w, "b.csv", 600, 1440);
    must(pl_init_run(w.case_dir, &init, &made, &err), &err);
    answer(&w, PL_TIME_NONE, &was[0]);
    import(&w, "a.csv", NOW + PL_HOUR_US, false);
    struct pl_knowledge now = answer(&w, PL_TIME_NONE, &was[1]);
    assert_true(!now.asked && now.at == NOW + PL_HOUR_US && now.size == 3 && now.later == 0);
    import(&w, "b.csv", NOW + 2 * PL_HOUR_US, false);
    answer(&w, PL_TIME_NONE, &was[2]);
    assert_false(pl_str_eq(pl_buf_str(&was[0]), pl_buf_str(&was[1])));
    assert_false(pl_str_eq(pl_buf_str(&was[1]), pl_buf_str(&was[2])));
    assert_true(pl_str_find_str(pl_buf_str(&was[2]), PL_STR("\"gap\"")) < was[2].n);

    assert_known(&w, NOW, &was[0], 2, 2);
    assert_known(&w, NOW + PL_HOUR_US - 1, &was[0], 2, 2);
    assert_known(&w, NOW + PL_HOUR_US, &was[1], 3, 1);
    assert_known(&w, NOW + 2 * PL_HOUR_US - 1, &was[1], 3, 1);
    assert_known(&w, NOW + 2 * PL_HOUR_US, &was[2], 4, 0);
    assert_known(&w, NOW - 1, &was[0], 0, 4); /* before the first entry nothing was known */

    write_file(&w, "c.csv", 1440, 1500); /* what detection has not seen today it did not see then */
    write_file(&w, "d.csv", 1500, 1560);
    import(&w, "c.csv", NOW + 3 * PL_HOUR_US, true);
    answer(&w, PL_TIME_NONE, &was[3]);
    import(&w, "d.csv", NOW + 4 * PL_HOUR_US, true);
    assert_known(&w, NOW + 3 * PL_HOUR_US, &was[3], 5, 1);
    assert_known(&w, NOW + PL_HOUR_US, &was[1], 3, 3);
    for (size_t i = 0; i < 4; i++) {
        pl_buf_close(&was[i]);
    }
    snprintf(command, sizeof command, "rm -rf '%s'", w.dir);
    assert_int_equal(system(command), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_as_it_was)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
