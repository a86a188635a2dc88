/* Outages and clocks from recordings made here; what is expected follows from how they are made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "ais/feed.h"
#include "base/buf.h"
#include "detect/station.h"
#include "track/report.h"

#define T0 (INT64_C(1709251200) * PL_SECOND_US) /* 2024-03-01 */

struct heard {
    struct pl_stations *stations;
    struct pl_rules rules;
};

static void open(struct heard *h) {
    struct pl_error err;
    assert_int_equal(pl_stations_open(&h->stations, &err), 0);
    assert_true(pl_rules_profile("default", &h->rules));
}

/* A position report of class A whose own second is that of `said`. */
static void hear(struct heard *h, const char *station, uint32_t mmsi, pl_time at, pl_time said) {
    struct pl_error err;
    PL_BUF_AUTO record;
    uint8_t bits[21] = {0};
    uint32_t id = 0;
    unsigned second = (unsigned)(said / PL_SECOND_US % 60);
    bits[0] = 1 << 2;
    for (unsigned i = 0; i < 30; i++) {
        unsigned bit = 8 + i;
        bits[bit / 8] |= (uint8_t)((mmsi >> (29 - i) & 1) << (7 - bit % 8));
    }
    for (unsigned i = 0; i < 6; i++) {
        unsigned bit = 137 + i;
        bits[bit / 8] |= (uint8_t)((second >> (5 - i) & 1) << (7 - bit % 8));
    }
    struct pl_span part = {0, 10};
    struct pl_hearing hearing = {
        .at = at, .mmsi = mmsi, .msg = 1, .bits = bits, .n_bits = 168, .parts = &part, .n_parts = 1};
    pl_buf_open(&record, PL_RECORD_MAX);
    assert_int_equal(pl_record_write(&hearing, &record, &err), 0);
    assert_int_equal(pl_stations_id(h->stations, pl_str_from(station), &id, &err), 0);
    assert_int_equal(pl_stations_hear(h->stations, id, pl_buf_str(&record), &err), 0);
}

/* Ships first..last every five minutes from one minute to another. */
static void hear_all(struct heard *h, const char *station, unsigned first, unsigned last, int from, int until) {
    for (int minute = from; minute < until; minute += 5) {
        for (unsigned ship = first; ship <= last; ship++) {
            pl_time at = T0 + minute * PL_MINUTE_US + ship * PL_SECOND_US;
            hear(h, station, 257000000 + ship, at, at);
        }
    }
}

static const struct pl_outage *judge(struct heard *h, size_t *ret_n) {
    struct pl_error err;
    assert_int_equal(pl_stations_judge(h->stations, &h->rules, &err), 0);
    return pl_stations_outages(h->stations, ret_n);
}

/* A hears ships 1 to 4 but for 10:00 to 12:00; B hears 3 and 4 all day. */
static void test_outage(void **state) {
    (void)state;
    struct heard h;
    size_t n = 0;
    open(&h);
    hear_all(&h, "A", 1, 4, 0, 600);
    hear_all(&h, "A", 1, 4, 720, 1440);
    hear_all(&h, "B", 3, 4, 0, 1440);
    const struct pl_outage *o = judge(&h, &n);
    assert_int_equal(n, 1);
    assert_true(pl_str_eq(pl_stations_name(h.stations, o->station), PL_STR("A")));
    assert_true(o->start == T0 + 595 * PL_MINUTE_US + 4 * PL_SECOND_US);
    assert_true(o->end == T0 + 720 * PL_MINUTE_US + 1 * PL_SECOND_US);
    assert_int_equal(o->ships, 4);
    assert_int_equal(o->alive, 2);
    assert_true(o->usual > 11.9 && o->usual < 12.1); /* four ships, three times in a quarter of an hour */
    /* Ship 1 was heard by A just before it; ship 9 by nobody; and at another time there is none. */
    assert_non_null(pl_stations_outage_at(h.stations, 257000001, o->start, false));
    assert_non_null(pl_stations_outage_at(h.stations, 257000001, o->end, true));
    assert_null(pl_stations_outage_at(h.stations, 257000009, o->start, false));
    assert_null(pl_stations_outage_at(h.stations, 257000001, T0 + 300 * PL_MINUTE_US, false));
    assert_null(pl_stations_outage_at(h.stations, 257000001, T0 + 900 * PL_MINUTE_US, true));
    pl_stations_close(h.stations);
}

/* Half an hour is none; nor where the ships that it heard were heard by nobody, for they may have left. */
static void test_no_outage(void **state) {
    (void)state;
    struct heard h;
    size_t n = 0;
    open(&h);
    hear_all(&h, "A", 1, 4, 0, 600);
    hear_all(&h, "A", 1, 4, 650, 1440);
    hear_all(&h, "B", 1, 4, 0, 1440);
    (void)judge(&h, &n);
    assert_int_equal(n, 0);
    pl_stations_close(h.stations);
    open(&h);
    hear_all(&h, "A", 1, 4, 0, 600);
    hear_all(&h, "A", 1, 4, 720, 1440);
    hear_all(&h, "B", 8, 9, 0, 1440);
    (void)judge(&h, &n);
    assert_int_equal(n, 0);
    pl_stations_close(h.stations);
}

/* A satellite that hears for ten minutes every six hours is not out in between. */
static void test_seldom(void **state) {
    (void)state;
    struct heard h;
    size_t n = 0;
    open(&h);
    for (int minute = 0; minute < 4320; minute += 360) {
        hear_all(&h, "SAT", 1, 4, minute, minute + 10);
    }
    hear_all(&h, "B", 1, 4, 0, 4320);
    (void)judge(&h, &n);
    assert_int_equal(n, 0);
    pl_stations_close(h.stations);
}

/* Nobody is heard from 10:00 to 13:00, then all are again: the feed was out, and not each station for itself. */
static void test_whole(void **state) {
    (void)state;
    struct heard h;
    size_t n = 0;
    open(&h);
    hear_all(&h, "A", 1, 6, 0, 600);
    hear_all(&h, "A", 1, 6, 780, 1440);
    hear_all(&h, "B", 5, 9, 0, 600);
    hear_all(&h, "B", 5, 9, 780, 1440);
    const struct pl_outage *o = judge(&h, &n);
    assert_int_equal(n, 1);
    assert_true(o->whole);
    assert_int_equal(o->ships, 9);
    assert_non_null(pl_stations_outage_at(h.stations, 257000009, o->start, false));
    pl_stations_close(h.stations);
}

/* It hears nothing any more while others go on: open. */
static void test_open(void **state) {
    (void)state;
    struct heard h;
    size_t n = 0;
    open(&h);
    hear_all(&h, "A", 1, 4, 0, 600);
    hear_all(&h, "B", 1, 4, 0, 1440);
    const struct pl_outage *o = judge(&h, &n);
    assert_int_equal(n, 1);
    assert_true(o->end == PL_TIME_NONE);
    pl_stations_close(h.stations);
}

/* FAST is 12.3 s ahead and stamps in milliseconds, WHOLE 2 s behind in whole seconds; ROW gave no second. */
static void test_clocks(void **state) {
    (void)state;
    struct heard h;
    size_t n = 0;
    struct pl_error err;
    open(&h);
    for (int i = 0; i < 200; i++) {
        pl_time said = T0 + i * 61 * PL_SECOND_US + i * 5000; /* all parts of a second */
        hear(&h, "FAST", 257000001, said + 12300000 + 1, said);
        pl_time stamp = said - 2 * PL_SECOND_US;
        hear(&h, "WHOLE", 257000002, stamp - stamp % PL_SECOND_US, said);
    }
    assert_int_equal(pl_stations_judge(h.stations, &h.rules, &err), 0);
    const struct pl_clock *c = pl_stations_clocks(h.stations, &n);
    assert_int_equal(n, 2);
    assert_true(c[0].known && c[0].offset_s > 12.15 && c[0].offset_s < 12.45);
    assert_true(c[1].known && c[1].offset_s > -2.1 && c[1].offset_s < -1.9);
    assert_false(c[0].dated);
    pl_stations_close(h.stations);
}

/* Ships whose seconds agree with nothing: no offset is told. */
static void test_no_clock(void **state) {
    (void)state;
    struct heard h;
    size_t n = 0;
    struct pl_error err;
    open(&h);
    for (int i = 0; i < 600; i++) {
        pl_time at = T0 + i * 60 * PL_SECOND_US;
        hear(&h, "A", 257000001, at, at + i * 7 * PL_SECOND_US);
    }
    assert_int_equal(pl_stations_judge(h.stations, &h.rules, &err), 0);
    const struct pl_clock *c = pl_stations_clocks(h.stations, &n);
    assert_int_equal(n, 1);
    assert_false(c[0].known);
    pl_stations_close(h.stations);
    pl_stations_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outage),   cmocka_unit_test(test_no_outage), cmocka_unit_test(test_seldom),
        cmocka_unit_test(test_whole),    cmocka_unit_test(test_open),      cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_no_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
