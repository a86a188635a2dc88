/* When a silent ship could have been where another waited: arithmetic by hand, with its limits; and which pairs are
 * told, on events made by hand. A knot for an hour is a mile: 1,852 m. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "detect/fold.h"
#include "detect/meeting.h"
#include "detect/relate.h"

#include "base/ban.h"

#define NM   1852.0
#define HOUR PL_HOUR_US
#define T0   (INT64_C(1700000000) * PL_SECOND_US)

static void about(double got, double want) {
    if (got < want - 1e-6 || got > want + 1e-6) {
        fail_msg("%.9f, not %.9f", got, want);
    }
}

/* Silent for 20 h; the other waits from its 5th to its 11th hour. */
static struct pl_meeting meeting(double in_nm, double out_nm, double kn, bool open) {
    struct pl_silence s = {.start = T0, .end = T0 + 20 * HOUR, .open = open, .speed_kn = kn};
    return pl_meeting_of(&s, T0 + 5 * HOUR, T0 + 11 * HOUR, in_nm * NM, out_nm * NM, 2);
}

static void test_cover(void **state) {
    (void)state;
    about(meeting(50, 90, 10, false).cover_h, 6); /* there at 5 h, must leave at 11 h: the whole wait */
    about(meeting(60, 90, 10, false).cover_h, 5);
    about(meeting(60, 110, 10, false).cover_h, 3);
    about(meeting(60, 110, 10, true).cover_h, 5); /* where it went is not known */
    about(meeting(0, 0, 10, false).cover_h, 6);
    about(meeting(110, 90, 10, false).cover_h, 0);
    about(meeting(120, 120, 10, false).cover_h, -4); /* at 12 h, away at 8 h */
}

/* For two hours: in within 9 h, out within 13 h, both within 18 h. */
static void test_needs(void **state) {
    (void)state;
    about(meeting(90, 13, 10, false).needs_kn, 10);
    about(meeting(9, 130, 10, false).needs_kn, 10);
    about(meeting(80, 100, 10, false).needs_kn, 10);
    about(meeting(80, 100, 10, true).needs_kn, 80.0 / 9);
    about(meeting(0, 0, 10, false).needs_kn, 0);
    struct pl_silence s = {.start = T0, .end = T0 + 20 * HOUR, .speed_kn = 10};
    /* Two hours and no less of the wait lie in the silence. */
    assert_true(pl_meeting_of(&s, T0 + 18 * HOUR, T0 + 30 * HOUR, NM, 0, 2).needs_kn > 0);
    about(pl_meeting_of(&s, T0 + 18 * HOUR + 1000000, T0 + 30 * HOUR, NM, 0, 2).needs_kn, -1);
    about(pl_meeting_of(&s, T0 - 5 * HOUR, T0 + 2 * HOUR, NM, 0, 2).needs_kn, -1); /* no time to come */
    about(pl_meeting_of(&s, T0 - 5 * HOUR, T0 + 2 * HOUR, 0, NM, 2).needs_kn, 1.0 / 18);
}

static void test_detour(void **state) {
    (void)state;
    about(pl_meeting_detour_m(10 * NM, 20 * NM, 6, 6), 30 * NM);
    about(pl_meeting_detour_m(10 * NM, 20 * NM, 3, 6), 120 * NM);
    about(pl_meeting_detour_m(10 * NM, 20 * NM, 9, 6), 30 * NM);
}

/* Events by hand */

struct told {
    struct pl_event list[64];
    unsigned n;
};

static int keep(void *ctx, const struct pl_event *e, struct pl_error *err) {
    struct told *told = ctx;
    (void)err;
    assert_true(told->n < 64);
    told->list[told->n++] = *e;
    return 0;
}

static struct pl_event event(int type, uint32_t mmsi, double lat, double lon, double from_h, double to_h) {
    struct pl_track_name track = {.mmsi = mmsi, .ref = pl_sha256_of(&mmsi, sizeof mmsi)};
    struct pl_event e = pl_event_about(type, &track, 1);
    e.start = T0 + (pl_time)(from_h * (double)HOUR);
    e.end = T0 + (pl_time)(to_h * (double)HOUR);
    e.hours = to_h - from_h;
    assert_true(pl_pos_from_deg(lon, lat, &e.pos));
    e.has_pos = e.has_start_pos = e.has_end_pos = true;
    e.start_pos = e.end_pos = e.pos;
    e.n_inputs = 2;
    char what[64];
    int n = snprintf(what, sizeof what, "%d %u %.3f", type, mmsi, from_h);
    e.id = e.digest = e.first_input = pl_sha256_of(what, (size_t)n);
    e.inputs_from = e.start;
    e.inputs_to = e.end;
    return e;
}

static struct pl_event met(uint32_t a, uint32_t b, double from_h, double to_h) {
    struct pl_event e = event(PL_EVENT_ENCOUNTER, a, 40, 140, from_h, to_h);
    e.n_vessels = 2;
    e.vessels[1] = e.vessels[0];
    e.vessels[1].mmsi = b;
    return e;
}

static void relate(struct pl_event *events, unsigned n, double until_h, struct told *told) {
    struct pl_error err;
    struct pl_rules rules;
    struct pl_relate *r = NULL;
    told->n = 0;
    assert_true(pl_rules_profile("default", &rules));
    struct pl_relate_options options = {.rules = &rules, .until = T0 + (pl_time)(until_h * (double)HOUR)};
    assert_int_equal(pl_relate_open(&options, &r, &err), 0);
    for (unsigned i = 1; i < n; i++) { /* in printed order */
        for (unsigned k = i; k > 0 && pl_event_cmp(&events[k - 1], &events[k]) > 0; k--) {
            struct pl_event other = events[k];
            events[k] = events[k - 1];
            events[k - 1] = other;
        }
    }
    /* The recording heard something all the time: each ship but for its silences, and one elsewhere without any. */
    for (uint32_t mmsi = 1; mmsi <= 4; mmsi++) {
        struct pl_event track = event(PL_EVENT_TRACK, mmsi, mmsi == 4 ? 10 : 40, 140, -10, until_h);
        assert_int_equal(pl_relate_add(r, &track, &err), 0);
    }
    for (unsigned i = 0; i < n; i++) {
        assert_int_equal(pl_relate_add(r, &events[i], &err), 0);
    }
    assert_int_equal(pl_relate_run(r, keep, told, &err), 0);
    for (unsigned i = 0; i < told->n; i++) {
        assert_int_equal(pl_relate_note(r, &told->list[i], &err), 0);
    }
    pl_relate_close(r);
}

/* Two ships that met in the open two days before; at home they are nearer to each other than any stranger is. */
static void test_known(void **state) {
    (void)state;
    struct told told;
    struct pl_event events[] = {
        met(1, 2, 0, 3), event(PL_EVENT_LOITERING, 1, 40, 140, 100, 106),
        event(PL_EVENT_GAP, 2, 40.5, 140, 96, 112), /* 30 nm off */
        event(PL_EVENT_GAP, 3, 40.2, 140, 96, 112), /* 12 nm off, a stranger */
    };
    relate(events, 4, 200, &told);
    assert_int_equal(told.n, 1);
    assert_int_equal(told.list[0].silent, 2);
    assert_true(told.list[0].feasible);
    assert_string_equal(told.list[0].why,
                        "could have been there, in a straight line; the two met in the open at another time");
    assert_non_null(strstr(told.list[0].notes.remark, "2 silent ships could have been there"));
    assert_int_equal(told.list[0].n_parents, 2);
}

/* A silence that begins or ends within an hour of a meeting with another ship belongs to that; a minute later no more;
 * and a meeting with the one that waits is no reason against it. */
static void test_beside(void **state) {
    (void)state;
    static const struct {
        uint32_t other;
        double end_h;
        unsigned told;
    } tries[] = {{3, 95, 0}, {3, 94.98, 1}, {1, 95, 1}};
    for (unsigned i = 0; i < 3; i++) {
        struct told told;
        struct pl_event events[] = {
            met(2, tries[i].other, 91, tries[i].end_h),
            event(PL_EVENT_LOITERING, 1, 40, 140, 100, 106),
            event(PL_EVENT_GAP, 2, 40.5, 140, 96, 112),
        };
        relate(events, 3, 200, &told);
        assert_int_equal(told.n, tries[i].told);
    }
}

/* Two hours are enough, less is not: 12 kn; 6 hours of wait from the 4th hour of a silence. In 96 nm (8 h) and away
 * at once: two hours are left. */
static void test_min_hours(void **state) {
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct told told;
        struct pl_event silence = event(PL_EVENT_GAP, 2, i == 0 ? 41.59 : 41.61, 140, 96, 130);
        struct pl_event events[] = {event(PL_EVENT_LOITERING, 1, 40, 140, 100, 106), silence};
        relate(events, 2, 200, &told);
        assert_int_equal(told.n, 1);
        assert_int_equal(told.list[0].feasible, i == 0);
        assert_true(told.list[0].feasible ? told.list[0].by_chance >= 0 : told.list[0].by_chance < 0);
    }
}

/* Where every ship is silent every day, that one of them could have been there says nothing: eight ships wait by turns
 * of a day each, 30 ships are silent 20 h of each day, all within 40 nm. */
static void test_crowd(void **state) {
    (void)state;
    static struct pl_event events[8 * 31 + 30];
    struct told told;
    unsigned n = 0;
    for (unsigned k = 0; k < 30; k++) { /* but for their silences they are heard: the recording goes on */
        events[n++] = event(PL_EVENT_TRACK, 100 + k, 40.3 + 0.01 * k, 140, -10, 24 * 8);
    }
    for (unsigned day = 0; day < 8; day++) {
        events[n++] = event(PL_EVENT_LOITERING, 1 + day, 40, 140, 24 * day + 8, 24 * day + 14);
        for (unsigned k = 0; k < 30; k++) {
            events[n++] = event(PL_EVENT_GAP, 100 + k, 40.3 + 0.01 * k, 140, 24 * day + 1 + 0.01 * k, 24 * day + 21);
        }
    }
    relate(events, n, 24 * 8, &told);
    assert_int_equal(told.n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cover), cmocka_unit_test(test_needs),  cmocka_unit_test(test_detour),
        cmocka_unit_test(test_known), cmocka_unit_test(test_beside), cmocka_unit_test(test_min_hours),
        cmocka_unit_test(test_crowd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
