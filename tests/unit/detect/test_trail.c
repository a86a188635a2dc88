/* Trails of six hours, by hand: what stays of a way, pauses, what comes back from bytes, and bytes that cannot be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "detect/trail.h"

#define T0     (INT64_C(474000) * PL_HOUR_US)
#define MINUTE (60 * PL_SECOND_US)

struct seen {
    uint32_t mmsi[8];
    uint64_t track[8];
    struct pl_trail_point points[8][PL_TRAIL_HELD];
    size_t n[8], tracks;
};

static int on_trail(void *ctx, uint32_t mmsi, uint64_t track, const struct pl_trail_point *points, size_t n,
                    struct pl_error *err) {
    struct seen *seen = ctx;
    (void)err;
    assert_true(seen->tracks < 8 && n <= PL_TRAIL_HELD);
    seen->mmsi[seen->tracks] = mmsi;
    seen->track[seen->tracks] = track;
    memcpy(seen->points[seen->tracks], points, n * sizeof *points);
    seen->n[seen->tracks++] = n;
    return 0;
}

static struct pl_track_name name(uint32_t mmsi, unsigned char first) {
    struct pl_track_name track = {.mmsi = mmsi};
    track.ref.b[0] = first;
    track.ref.b[7] = 1;
    return track;
}

static pl_pos at(double lat, double lon) {
    pl_pos pos;
    assert_true(pl_pos_from_deg(lon, lat, &pos));
    return pos;
}

static void add(struct pl_trail *trail, struct pl_track_name track, pl_time when, pl_pos pos) {
    struct pl_error err = {0};
    assert_int_equal(pl_trail_add(trail, &track, when, pos, &err), 0);
}

static void back(struct pl_trail *trail, struct seen *seen) {
    struct pl_error err = {0};
    PL_BUF_AUTO body;
    pl_buf_open(&body, 1 << 20);
    memset(seen, 0, sizeof *seen);
    pl_trail_pack(trail, &body);
    assert_int_equal(pl_trail_unpack(pl_buf_str(&body), on_trail, seen, &err), 0);
}

static struct pl_trail *open_trail(void) {
    struct pl_trail *trail = NULL;
    struct pl_error err = {0};
    assert_int_equal(pl_trail_open(&trail, &err), 0);
    return trail;
}

/* Even and straight: the ends alone. Out and back, evenly in each: the turn, too. Numbers ascend, then tracks. */
static void test_shape(void **state) {
    static struct seen seen;
    struct pl_trail *trail = open_trail();
    (void)state;
    for (int i = 0; i <= 60; i++) {
        add(trail, name(431000002, 9), T0 + i * 2 * MINUTE + 250000, at(30, 150 + i * 0.01));
        add(trail, name(431000001, 7), T0 + i * 2 * MINUTE, at(10 + (i < 30 ? i : 60 - i) * 0.01, 179.99));
        add(trail, name(431000001, 3), T0 + i * 2 * MINUTE, at(-20, -180));
    }
    back(trail, &seen);
    assert_int_equal(seen.tracks, 3);
    assert_true(seen.mmsi[0] == 431000001 && seen.mmsi[1] == 431000001 && seen.mmsi[2] == 431000002);
    assert_true(seen.track[0] == ((uint64_t)3 << 56) + 1 && seen.track[1] == ((uint64_t)7 << 56) + 1);
    assert_int_equal(seen.n[0], 2);
    assert_int_equal(seen.n[1], 3);
    assert_int_equal(seen.points[1][1].at, T0 + 60 * MINUTE);
    assert_int_equal(seen.points[1][1].pos.lat, at(10.3, 0).lat);
    assert_int_equal(seen.n[2], 2);
    assert_int_equal(seen.points[2][0].at, T0); /* the whole second */
    assert_int_equal(seen.points[2][1].pos.lon, at(0, 150.6).lon);
    back(trail, &seen); /* begun anew */
    assert_int_equal(seen.tracks, 0);
    pl_trail_close(trail);
}

/* Two hours are no pause, a second more is: both its ends stay though the way is straight and even. */
static void test_pause(void **state) {
    static struct seen seen;
    struct pl_trail *trail = open_trail();
    (void)state;
    for (int i = 0; i <= 3; i++) {
        add(trail, name(1, 1), T0 + i * 120 * MINUTE, at(30, 150 + i * 0.1));
        add(trail, name(2, 2), T0 + i * (120 * MINUTE + PL_SECOND_US), at(30, 150 + i * 0.1));
    }
    back(trail, &seen);
    assert_int_equal(seen.n[0], 2);
    assert_false(seen.points[0][1].paused);
    assert_int_equal(seen.n[1], 4);
    assert_true(!seen.points[1][0].paused && seen.points[1][1].paused && seen.points[1][3].paused);
    pl_trail_close(trail);
}

/* However crooked the way and however many points: no more than PL_TRAIL_POINTS; and a fix of the past is left out. */
static void test_bounds(void **state) {
    static struct seen seen;
    struct pl_trail *trail = open_trail();
    (void)state;
    for (int i = 0; i < 10 * PL_TRAIL_HELD; i++) {
        add(trail, name(1, 1), T0 + i * PL_SECOND_US, at(30 + (i % 2) * 0.1 + (i % 7) * 0.01, 150));
    }
    add(trail, name(1, 1), T0 + PL_SECOND_US, at(80, 10));
    back(trail, &seen);
    assert_int_equal(seen.n[0], PL_TRAIL_POINTS);
    assert_int_equal(seen.points[0][0].at, T0);
    assert_int_equal(seen.points[0][PL_TRAIL_POINTS - 1].at, T0 + (10 * PL_TRAIL_HELD - 1) * PL_SECOND_US);
    pl_trail_close(trail);
}

/* Every way to cut a body short, and every byte of it turned, is refused or read within bounds. */
static void test_damage(void **state) {
    static struct seen seen;
    struct pl_trail *trail = open_trail();
    struct pl_error err = {0};
    PL_BUF_AUTO body;
    (void)state;
    pl_buf_open(&body, 1 << 16);
    add(trail, name(431000001, 3), T0, at(-20, -180));
    add(trail, name(431000001, 3), T0 + 200 * MINUTE, at(20, 179));
    pl_trail_pack(trail, &body);
    for (size_t n = 1; n < body.n; n++) {
        seen.tracks = 0;
        assert_int_equal(pl_trail_unpack(pl_str_make(body.p, n), on_trail, &seen, &err), PL_E_FORMAT);
    }
    for (size_t i = 0; i < body.n * 8; i++) {
        body.p[i / 8] ^= (char)(1 << i % 8);
        seen.tracks = 0;
        int rc = pl_trail_unpack(pl_buf_str(&body), on_trail, &seen, &err);
        assert_true(rc == 0 || rc == PL_E_FORMAT);
        for (size_t k = 0; rc == 0 && k < seen.n[0]; k++) {
            assert_in_range(seen.points[0][k].pos.lat + PL_LAT_MAX, 0, 2 * PL_LAT_MAX);
            assert_true(k == 0 || seen.points[0][k].at >= seen.points[0][k - 1].at);
        }
        body.p[i / 8] ^= (char)(1 << i % 8);
    }
    pl_trail_close(trail);
}

/* One track too many is a limit, not a lack of memory; those that are known go on. */
static void test_limit(void **state) {
    struct pl_trail *trail = NULL;
    struct pl_error err = {0};
    const struct pl_track_name many[] = {name(1, 1), name(1, 2), name(1, 3)};
    (void)state;
    assert_int_equal(pl_trail_open(&trail, &err), 0);
    pl_trail_limit(trail, 2);
    assert_int_equal(pl_trail_add(trail, &many[0], T0, at(30, 150), &err), 0);
    assert_int_equal(pl_trail_add(trail, &many[1], T0, at(30, 150), &err), 0);
    assert_int_equal(pl_trail_add(trail, &many[2], T0, at(30, 150), &err), PL_E_LIMIT);
    assert_int_equal(pl_trail_add(trail, &many[1], T0 + MINUTE, at(30, 150), &err), 0);
    pl_trail_close(trail);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shape),  cmocka_unit_test(test_pause), cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_damage), cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
