/* Tracks from the trails that detection kept beside tracks from all reports, which are the measure: the same tracks
 * with the same first and last second and the same pauses; every point of a trail is a report; both ends of every
 * silence stay. An exercise of three days, imported day by day, so that slots are replaced. */
#include "app/tracks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "store/event.h"
#include "case_in_tmp.h"

#define NOW  INT64_C(1790000000000000)
#define MOST 10000000

#define BEGIN INT64_C(1767225600) /* 2026-01-01, seconds */
#define SHIPS 12

/* Position of a ship at a minute; false while it is silent. */
static bool ship_at(int ship, int now, double *lat, double *lon) {
    int minute = ship % 4 == 2 && now > 1800 ? 1800 : now; /* waits */
    double h = minute / 60.0, leg = (minute / (40 + 17 * ship)) % 2 == 0 ? 0.02 : -0.02;
    int since = minute % (40 + 17 * ship);
    *lat = 30 + ship * 0.5 + (leg > 0 ? since : 40 + 17 * ship - since) * 0.002;
    *lon = 150 + h * 0.16 - ship * 0.3;
    if (ship % 3 == 1 && h > 10 + ship && h < 24.5 + 2 * ship) {
        return false;
    }
    if (ship == 8) {
        *lat = (minute / 10) % 2 == 0 ? 20 : 45;
    }
    return !(ship == 5 && (minute / 150) % 3 == 2); /* two hours and a half */
}

static void write_day(const char *path, int day) {
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fprintf(file, "mmsi,t,lat,lon,sog,name\n");
    for (int minute = day * 1440; minute < (day + 1) * 1440; minute++) {
        for (int ship = 0; ship < SHIPS; ship++) {
            double lat, lon;
            if ((minute + ship) % 3 == 0 && ship_at(ship, minute, &lat, &lon)) {
                fprintf(file, "4310000%02d,%lld,%.5f,%.5f,9,SHIP %d\n", ship, (long long)(BEGIN + minute * 60 + ship),
                        lat, lon, ship);
            }
        }
    }
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state) {
    static struct case_in_tmp w;
    make_case(&w, "tracks", NOW);
    for (int day = 0; day < 3; day++) {
        char path[128];
        snprintf(path, sizeof path, "%s/day-%d.csv", w.dir, day);
        write_day(path, day);
        import_file(&w, path, NOW);
    }
    *state = &w;
    return 0;
}

static int tear_down(void **state) { return remove_case(*state); }

static struct pl_tracks read_tracks(const struct case_in_tmp *w, struct pl_tracks_query q) {
    struct pl_tracks tracks = {0};
    struct pl_error err = {0};
    must(pl_tracks_read(w->dir_case, PL_TIME_NONE, &q, &tracks, &err), &err);
    return tracks;
}

static const struct pl_tracks_query ALL = {.from = PL_TIME_NONE, .to = PL_TIME_NONE, .zoom = -1, .most = MOST};

static pl_time second(pl_time at) { return at - at % PL_SECOND_US; }

static const struct pl_track_line *same_track(const struct pl_tracks *tracks, const struct pl_track_line *line) {
    for (size_t i = 0; i < tracks->n; i++) {
        const struct pl_track_line *other = &tracks->lines[i];
        if (other->mmsi == line->mmsi && other->named && pl_hash_cmp(other->ref, line->ref) == 0) {
            return other;
        }
    }
    return NULL;
}

static const struct pl_thin_point *point_at(const struct pl_track_line *line, pl_time at) {
    for (size_t i = 0; line != NULL && i < line->n; i++) {
        if (second(line->points[i].at) == second(at)) {
            return &line->points[i];
        }
    }
    return NULL;
}

static size_t pauses(const struct pl_track_line *line, pl_time *sum) {
    size_t n = 0;
    *sum = 0;
    for (size_t i = 0; i < line->n; i++) {
        if ((line->points[i].marks & PL_TRACKS_PAUSED) != 0) {
            n++;
            *sum += (line->points[i].at - line->points[i - 1].at) / PL_HOUR_US;
        }
    }
    return n;
}

/* Times to a sample of encounters: what lies between two samples is not in a trail. */
static void test_same(void **state) {
    const struct case_in_tmp *w = *state;
    struct pl_tracks_query trails = ALL;
    trails.reads = 1;
    struct pl_tracks whole = read_tracks(w, ALL), coarse = read_tracks(w, trails);
    size_t named = 0, n_pauses = 0;
    assert_true(coarse.coarse && !whole.coarse);
    assert_true(coarse.reports * 3 < whole.reports);
    for (size_t i = 0; i < coarse.n; i++) {
        const struct pl_track_line *c = &coarse.lines[i], *t = same_track(&whole, c);
        pl_time sum_c, sum_t;
        assert_non_null(t);
        assert_string_equal(c->name, t->name);
        assert_int_equal(second(c->points[0].at), second(t->points[0].at));
        assert_true(t->points[t->n - 1].at - c->points[c->n - 1].at < 5 * 60 * PL_SECOND_US);
        for (size_t k = 0; k < c->n; k++) {
            const struct pl_thin_point *p = point_at(t, c->points[k].at);
            assert_non_null(p);
            assert_true(pl_sphere_distance_m(p->pos, c->points[k].pos) < 50);
        }
        n_pauses += pauses(t, &sum_t);
        assert_int_equal(pauses(c, &sum_c), pauses(t, &sum_t));
        assert_true(sum_c - sum_t <= 1 && sum_t - sum_c <= 1);
    }
    for (size_t i = 0; i < whole.n; i++) {
        named += whole.lines[i].named;
    }
    assert_int_equal(named, coarse.n);
    assert_true(n_pauses > 5);
    pl_tracks_close(&whole);
    pl_tracks_close(&coarse);
}

struct ends {
    const struct pl_tracks *tracks;
    size_t n;
};

static int on_event(void *ctx, const struct pl_event *e, struct pl_error *err) {
    struct ends *ends = ctx;
    struct pl_track_line line = {.mmsi = e->vessels[0].mmsi, .ref = e->vessels[0].track};
    (void)err;
    const struct pl_track_line *t = same_track(ends->tracks, &line);
    assert_non_null(t);
    const struct pl_thin_point *start = point_at(t, e->start), *end = e->open ? start : point_at(t, e->end);
    assert_true(start != NULL && end != NULL);
    assert_int_equal(start->pos.lon, e->start_pos.lon);
    if (!e->open) {
        assert_int_equal(end->pos.lat, e->end_pos.lat);
        assert_true((end->marks & PL_TRACKS_PAUSED) != 0);
    }
    ends->n++;
    return 0;
}

/* However few points are asked for. */
static void test_silences_stay(void **state) {
    const struct case_in_tmp *w = *state;
    struct pl_tracks_query few = ALL;
    struct pl_error err = {0};
    struct pl_case *c = NULL;
    few.reads = 1;
    few.most = 10;
    struct pl_tracks coarse = read_tracks(w, few);
    struct ends ends = {.tracks = &coarse};
    const struct pl_store_event_query gaps = {.type = PL_EVENT_GAP, .from = PL_TIME_NONE, .to = PL_TIME_NONE};
    must(pl_case_open(w->dir_case, PL_CASE_READ, NULL, &c, &err), &err);
    must(pl_store_events(c, &gaps, on_event, &ends, &err), &err);
    pl_case_close(c);
    assert_true(ends.n > 3);
    pl_tracks_close(&coarse);
}

/* A small box: what is in it is read from the reports, so every report of a hull known by its time is a point. */
static void test_box(void **state) {
    const struct case_in_tmp *w = *state;
    struct pl_tracks all = read_tracks(w, ALL);
    struct pl_tracks_query q = ALL;
    pl_pos here = all.lines[all.n / 2].points[all.lines[all.n / 2].n / 2].pos;
    q.has_box = true;
    q.south_west = (pl_pos){.lon = here.lon - PL_POS_UNIT / 4, .lat = here.lat - PL_POS_UNIT / 4};
    q.north_east = (pl_pos){.lon = here.lon + PL_POS_UNIT / 4, .lat = here.lat + PL_POS_UNIT / 4};
    struct pl_tracks whole = read_tracks(w, q);
    q.reads = 1;
    struct pl_tracks coarse = read_tracks(w, q);
    size_t in_box = 0, found = 0;
    assert_true(coarse.coarse);
    for (size_t i = 0; i < whole.n; i++) {
        const struct pl_track_line *c = same_track(&coarse, &whole.lines[i]);
        for (size_t k = 0; k < whole.lines[i].n; k++) {
            const struct pl_thin_point *p = &whole.lines[i].points[k];
            if ((p->marks & PL_THIN_ASIDE) == 0 && whole.lines[i].named) {
                in_box++;
                found += point_at(c, p->at) != NULL;
            }
        }
    }
    assert_true(in_box > 50);
    assert_true(found * 10 > in_box * 9); /* numbers with several hulls at once are not read */
    pl_tracks_close(&all);
    pl_tracks_close(&whole);
    pl_tracks_close(&coarse);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_silences_stay),
        cmocka_unit_test(test_box),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
