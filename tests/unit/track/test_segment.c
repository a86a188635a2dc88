/* Hulls on one number: simulated hulls whose reports are pushed interleaved must come apart into exactly as many
 * tracks, each report with its own hull's (expectations are the simulation's own labels). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "ais/message.h"
#include "geo/sphere.h"
#include "track/segment.h"

#include "base/ban.h"

#define MAX_REPORTS 20000

/* As the section `track` of data/rules.json; detect's tests hold the two together. */
static const struct pl_segment_params params = {
    .max_speed_kn = 50,
    .likely_speed_kn = 25,
    .reach_slack_m = 2000,
    .fix_sigma_nm = 0.3,
    .drift_sigma_kn = 4,
    .new_hull_nats = 20,
    .more_hull_nats = 14,
    .decide_nats = 14,
    .give_up_nats = 24,
    .pending_reports = 24,
    .pending_us = 12 * PL_HOUR_US,
    .silence_us = 6 * PL_HOUR_US,
    .max_silence_us = 720 * PL_HOUR_US,
};

struct sent {
    struct pl_segment_fix fix;
    unsigned hull;
};

struct recording {
    struct sent list[MAX_REPORTS];
    size_t n;
    uint64_t seed;
};

struct result {
    unsigned tracks;    /* of two reports or more */
    unsigned lone;      /* of one */
    unsigned ambiguous; /* begun with ambiguous_with */
    size_t wrong;       /* reports in a track that is mostly another hull's */
};

static uint64_t draw(struct recording *r) {
    r->seed ^= r->seed << 13;
    r->seed ^= r->seed >> 7;
    r->seed ^= r->seed << 17;
    return r->seed;
}

static double between(struct recording *r, double low, double high) {
    return low + (high - low) * (double)(draw(r) % 100000) / 100000.0;
}

/* A hull that steams and turns; sends every `every_s` on average, with errors of some metres. */
static void steam(struct recording *r, unsigned hull, pl_pos from, double hours, double every_s, int placeholders,
                  double silent_from_h, double silent_to_h) {
    double course = between(r, 0, 360), speed = between(r, 6, 16), at_s = between(r, 0, every_s);
    pl_pos pos = from;
    while (at_s < hours * 3600) {
        if (draw(r) % 40 == 0) {
            course += between(r, -60, 60);
            speed = between(r, 6, 16);
        }
        double h = at_s / 3600;
        if ((h < silent_from_h || h > silent_to_h) && r->n < MAX_REPORTS) {
            pl_pos seen = pl_sphere_move(pos, between(r, 0, 360), between(r, 0, 30));
            double c = course < 0 ? course + 360 : course >= 360 ? course - 360 : course;
            struct sent *s = &r->list[r->n++];
            s->hull = hull;
            s->fix.at = INT64_C(1709251200) * PL_SECOND_US + (pl_time)(at_s * 1e6);
            s->fix.pos = seen;
            s->fix.sog_dkn = placeholders == 1 ? 0 : placeholders == 2 ? PL_AIS_NONE : (int16_t)(speed * 10);
            s->fix.cog_ddeg = placeholders == 1 ? 0 : placeholders == 2 ? PL_AIS_NONE : (int16_t)(c * 10);
        }
        double step_s = every_s * between(r, 0.5, 1.5);
        pos = pl_sphere_move(pos, course, speed * step_s / 3600 * PL_NM_M);
        at_s += step_s;
    }
}

static int by_time(const void *a, const void *b) {
    const struct sent *x = a;
    const struct sent *y = b;
    return (x->fix.at > y->fix.at) - (x->fix.at < y->fix.at);
}

static void label(struct recording *r, struct result *ret, const unsigned *track_of, const unsigned char *ambiguous,
                  unsigned n_tracks) {
    unsigned(*votes)[8] = calloc(n_tracks, sizeof *votes);
    for (size_t i = 0; i < r->n; i++) {
        votes[track_of[i]][r->list[i].hull]++;
    }
    for (unsigned t = 0; t < n_tracks; t++) {
        unsigned all = 0, most = 0;
        for (unsigned h = 0; h < 8; h++) {
            all += votes[t][h];
            most = votes[t][h] > most ? votes[t][h] : most;
        }
        ret->tracks += all > 1;
        ret->lone += all == 1;
        ret->wrong += all - most;
        ret->ambiguous += ambiguous[t];
    }
    free(votes);
}

/* save_every: the state goes through bytes before each so many reports (0: never). */
static struct result segment(struct recording *r, size_t save_every) {
    static unsigned track_of[MAX_REPORTS];
    static unsigned char ambiguous[MAX_REPORTS];
    struct pl_segment s = {0};
    struct pl_segment_step steps[PL_SEGMENT_PENDING + 1];
    struct result result = {0};
    struct pl_error err;
    unsigned n = 0, n_tracks = 0;
    size_t done = 0;
    memset(ambiguous, 0, sizeof ambiguous);
    qsort(r->list, r->n, sizeof *r->list, by_time);
    for (size_t i = 0; i <= r->n; i++) {
        if (save_every > 0 && i % save_every == 0) {
            struct pl_buf bytes;
            pl_buf_open(&bytes, 1u << 20);
            struct pl_wire out = {.out = &bytes};
            pl_segment_wire(&s, &out);
            pl_segment_close(&s);
            struct pl_wire in = {.in = pl_buf_str(&bytes)};
            pl_segment_wire(&s, &in);
            assert_false(in.failed || in.in.n > 0);
            pl_buf_close(&bytes);
        }
        int rc = i < r->n ? pl_segment_push(&s, &params, &r->list[i].fix, steps, &n, &err)
                          : pl_segment_advance(&s, &params, r->list[r->n - 1].fix.at, true, steps, &n, &err);
        assert_int_equal(rc, 0);
        for (unsigned k = 0; k < n; k++) {
            track_of[done++] = steps[k].track;
            ambiguous[steps[k].track] = ambiguous[steps[k].track] || steps[k].has_ambiguous;
            n_tracks = steps[k].track >= n_tracks ? steps[k].track + 1 : n_tracks;
        }
        pl_time since;
        assert_int_equal(done + pl_segment_waiting(&s, &since), i < r->n ? i + 1 : r->n);
    }
    assert_int_equal(done, r->n);
    pl_segment_close(&s);
    label(r, &result, track_of, ambiguous, n_tracks);
    return result;
}

static struct recording *fresh(uint64_t seed) {
    struct recording *r = calloc(1, sizeof *r);
    r->seed = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    return r;
}

static pl_pos start_at(double lat, double lon) {
    pl_pos pos;
    assert_true(pl_pos_from_deg(lon, lat, &pos));
    return pos;
}

static void expect_exact(struct recording *r, unsigned hulls, const char *what, uint64_t seed) {
    struct result got = segment(r, 0);
    if (got.tracks + got.lone != hulls || got.wrong > 0) {
        fail_msg("%s, seed %llu: %u hulls gave %u tracks and %u lone reports, %zu of %zu reports wrong", what,
                 (unsigned long long)seed, hulls, got.tracks, got.lone, got.wrong, r->n);
    }
}

static void test_one_hull_stays_one(void **state) {
    (void)state;
    static const double every[] = {10, 60, 300, 1800, 3600};
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct recording *r = fresh(seed);
        steam(r, 0, start_at(35, 125), 30, every[seed % 5] < 60 ? 20 : every[seed % 5], (int)(seed % 3), 0, 0);
        expect_exact(r, 1, "one hull", seed);
        free(r);
    }
}

static void test_hulls_come_apart(void **state) {
    (void)state;
    static const unsigned counts[] = {2, 3, 5};
    static const double apart_nm[] = {20, 60, 300, 3000};
    for (uint64_t seed = 1; seed <= 48; seed++) {
        struct recording *r = fresh(seed);
        unsigned hulls = counts[seed % 3];
        pl_pos from = start_at(20, 140);
        for (unsigned h = 0; h < hulls; h++) {
            steam(r, h, pl_sphere_move(from, 72.0 * h, apart_nm[seed % 4] * PL_NM_M * (h > 0)), 24, 600,
                  (int)(seed / 7 % 3), 0, 0);
        }
        struct result got = segment(r, 0);
        if (got.tracks != hulls || got.lone > 0 || got.wrong * 50 > r->n) { /* hulls that meet may swap a few */
            fail_msg("seed %llu: %u hulls gave %u tracks and %u lone reports, %zu of %zu wrong",
                     (unsigned long long)seed, hulls, got.tracks, got.lone, got.wrong, r->n);
        }
        free(r);
    }
}

/* Near each other and heard in turn, half an hour apart: each could have sent every report of the others, so reach
 * alone decides nothing. */
static void test_within_reach_of_each_other(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 24; seed++) {
        struct recording *r = fresh(seed);
        unsigned hulls = 2 + (unsigned)(seed % 2);
        double course = between(r, 0, 360), speed = between(r, 6, 14);
        for (unsigned h = 0; h < hulls; h++) { /* in company, so that they stay within reach */
            pl_pos from = pl_sphere_move(start_at(20, 140), 72.0 * h, (h > 0 ? 20 : 0) * PL_NM_M);
            for (unsigned i = 0; i < 30; i++) {
                double at_s = (i * hulls + h) * 1800.0;
                pl_pos pos = pl_sphere_move(from, course, speed * at_s / 3600 * PL_NM_M);
                pl_time at = INT64_C(1709251200) * PL_SECOND_US + (pl_time)(at_s * 1e6);
                r->list[r->n++] = (struct sent){{at, pos, PL_AIS_NONE, PL_AIS_NONE}, h};
            }
        }
        struct result got = segment(r, 0);
        if (got.tracks != hulls || got.lone > 0 || got.wrong * 5 > r->n) {
            fail_msg("seed %llu: %u hulls gave %u tracks and %u lone reports, %zu of %zu wrong",
                     (unsigned long long)seed, hulls, got.tracks, got.lone, got.wrong, r->n);
        }
        free(r);
    }
}

static void test_crossing(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) { /* both at one place after 4 h, on courses 60 to 120 degrees apart */
        struct recording *r = fresh(seed);
        pl_pos meet = start_at(33, 128);
        for (unsigned h = 0; h < 2; h++) {
            double course = h == 0 ? 0 : between(r, 60, 120);
            double speed = between(r, 9, 14);
            for (unsigned i = 0; i < 96; i++) {
                double at_s = i * 300 + h * 150;
                pl_pos pos = pl_sphere_move(meet, course, (at_s / 3600 - 4) * speed * PL_NM_M);
                if (at_s / 3600 < 4) {
                    pos = pl_sphere_move(meet, course + 180, (4 - at_s / 3600) * speed * PL_NM_M);
                }
                r->list[r->n++] = (struct sent){
                    {INT64_C(1709251200) * PL_SECOND_US + (pl_time)(at_s * 1e6), pos, PL_AIS_NONE, PL_AIS_NONE}, h};
            }
        }
        struct result got = segment(r, 0);
        if (got.tracks != 2 || got.lone > 0 || got.wrong > 2) { /* where they meet a report may be either's */
            fail_msg("seed %llu: %u tracks, %u lone, %zu wrong", (unsigned long long)seed, got.tracks, got.lone,
                     got.wrong);
        }
        free(r);
    }
}

static void test_silent_hull_resumes(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct recording *r = fresh(seed);
        unsigned hulls = 2 + (unsigned)(seed % 2);
        for (unsigned h = 0; h < hulls; h++) {
            steam(r, h, start_at(10 + 25.0 * h, 140), 40, 400, (int)(seed % 3), h == 1 ? 8 : 0, h == 1 ? 28 : 0);
        }
        expect_exact(r, hulls, "one silent for 20 h", seed);
        free(r);
    }
}

/* Two silent hulls, one report that either could have sent: a new track that says so. */
static void test_ambiguous_after_silence(void **state) {
    (void)state;
    struct recording *r = fresh(1);
    for (unsigned i = 0; i < 20; i++) {
        pl_time at = INT64_C(1709251200) * PL_SECOND_US + i * 600 * PL_SECOND_US;
        r->list[r->n++] = (struct sent){{at, start_at(30, 130 + 0.02 * i), PL_AIS_NONE, PL_AIS_NONE}, 0};
        at += 60 * PL_SECOND_US;
        r->list[r->n++] = (struct sent){{at, start_at(33, 130 + 0.02 * i), PL_AIS_NONE, PL_AIS_NONE}, 1};
    }
    pl_time later = r->list[r->n - 1].fix.at + 20 * PL_HOUR_US;
    r->list[r->n++] = (struct sent){{later, start_at(31.5, 130.5), PL_AIS_NONE, PL_AIS_NONE}, 2};
    struct result got = segment(r, 0);
    assert_int_equal(got.tracks, 2);
    assert_int_equal(got.lone, 1);
    assert_int_equal(got.ambiguous, 1);
    free(r);
    /* a single hull goes on after the same silence */
    r = fresh(1);
    for (unsigned i = 0; i < 20; i++) {
        pl_time at = INT64_C(1709251200) * PL_SECOND_US + (i + (i >= 10 ? 200 : 0)) * 600 * PL_SECOND_US;
        r->list[r->n++] = (struct sent){{at, start_at(30, 130 + 0.02 * i), PL_AIS_NONE, PL_AIS_NONE}, 0};
    }
    expect_exact(r, 1, "silence of a single hull", 1);
    free(r);
}

/* A single far outlier, and a burst of noise of two miles, leave the track whole. */
static void test_noise(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct recording *r = fresh(seed);
        steam(r, 0, start_at(35, 125), 24, 300, (int)(seed % 3), 0, 0);
        size_t bad = r->n / 2;
        r->list[bad].fix.pos = pl_sphere_move(r->list[bad].fix.pos, 90, between(r, 100, 5000) * PL_NM_M);
        r->list[bad].hull = 1;
        struct result got = segment(r, 0);
        assert_int_equal(got.tracks, 1);
        assert_int_equal(got.lone, 1);
        assert_int_equal(got.wrong, 0);
        free(r);
    }
}

/* More hulls than fit: the longest silent one makes room, nothing breaks. */
static void test_ceiling(void **state) {
    (void)state;
    for (unsigned hulls = PL_SEGMENT_TRACKS - 1; hulls <= PL_SEGMENT_TRACKS + 1; hulls++) {
        struct recording *r = fresh(1);
        for (unsigned round = 0; round < 3; round++) {
            for (unsigned h = 0; h < hulls; h++) {
                pl_time at = INT64_C(1709251200) * PL_SECOND_US + (round * 40 + h) * 30 * PL_SECOND_US;
                pl_pos pos = start_at(-60 + 5.0 * h, 3.0 * h);
                r->list[r->n++] = (struct sent){{at, pos, 0, 0}, h % 8};
            }
        }
        struct result got = segment(r, 0);
        if (hulls <= PL_SEGMENT_TRACKS) {
            assert_int_equal(got.tracks, hulls);
        } else {
            assert_true(got.tracks + got.lone > hulls);
        }
        free(r);
    }
}

static void test_saved_state(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct recording *r = fresh(seed);
        for (unsigned h = 0; h < 2; h++) {
            steam(r, h, pl_sphere_move(start_at(20, 140), 90, 20 * PL_NM_M * h), 48, 4000, 2, 0, 0);
        }
        struct result whole = segment(r, 0);
        struct result cut = segment(r, 1);
        assert_memory_equal(&whole, &cut, sizeof whole);
        free(r);
    }
}

/* Any cut of a saved state is refused, never a crash. */
static void test_cut_state(void **state) {
    (void)state;
    struct recording *r = fresh(3);
    struct pl_segment s = {0};
    struct pl_segment_step steps[PL_SEGMENT_PENDING + 1];
    struct pl_error err;
    struct pl_buf bytes;
    unsigned n;
    pl_buf_open(&bytes, 1u << 20);
    steam(r, 0, start_at(20, 140), 20, 4000, 2, 0, 0);
    steam(r, 1, start_at(20.3, 140), 20, 4000, 2, 0, 0);
    qsort(r->list, r->n, sizeof *r->list, by_time);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(pl_segment_push(&s, &params, &r->list[i].fix, steps, &n, &err), 0);
    }
    struct pl_wire out = {.out = &bytes};
    pl_segment_wire(&s, &out);
    pl_segment_close(&s);
    for (size_t k = 0; k < bytes.n; k++) {
        struct pl_wire in = {.in = pl_str_make(bytes.p, k)};
        pl_segment_wire(&s, &in);
        assert_true(in.failed);
        pl_segment_close(&s);
    }
    pl_buf_close(&bytes);
    free(r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_hull_stays_one),
        cmocka_unit_test(test_hulls_come_apart),
        cmocka_unit_test(test_within_reach_of_each_other),
        cmocka_unit_test(test_crossing),
        cmocka_unit_test(test_silent_hull_resumes),
        cmocka_unit_test(test_ambiguous_after_silence),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_saved_state),
        cmocka_unit_test(test_cut_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
