/* Where ships said to be while a station heard them, and whom it cannot have heard there. What is told of whom stands
 * by hand in tests/data/detect/range*.case; here: that neither the order of hearings nor a cut of the log changes it,
 * what is no place, and the ceilings of places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ais/feed.h"
#include "base/buf.h"
#include "detect/earshot.h"
#include "detect/station_in.h"
#include "track/report.h"

#define T0    (INT64_C(1709251200) * PL_SECOND_US) /* 2024-03-01 */
#define LIAR  257000901
#define SHIPS 10

struct hearing {
    const char *station;
    uint32_t mmsi;
    pl_time at;
    double lat, lon;
};

struct plan {
    struct hearing *list;
    size_t n, cap;
};

static void put(uint8_t *bits, unsigned at, unsigned n, int32_t value) {
    for (unsigned i = 0; i < n; i++) {
        bits[(at + i) / 8] |= (uint8_t)(((uint32_t)value >> (n - 1 - i) & 1) << (7 - (at + i) % 8));
    }
}

/* A position report of message 1, or 18 where `class_b`; positions in 1/600000 degree. */
static void write_units(struct pl_buf *record, bool class_b, uint32_t mmsi, pl_time at, int32_t lat, int32_t lon) {
    struct pl_error err;
    uint8_t bits[21] = {0};
    struct pl_span part = {0, 10};
    put(bits, 0, 6, class_b ? 18 : 1);
    put(bits, 8, 30, (int32_t)mmsi);
    put(bits, class_b ? 57 : 61, 28, lon);
    put(bits, class_b ? 85 : 89, 27, lat);
    struct pl_hearing hearing = {
        .at = at, .mmsi = mmsi, .msg = class_b ? 18 : 1, .bits = bits, .n_bits = 168, .parts = &part, .n_parts = 1};
    pl_buf_open(record, PL_RECORD_MAX);
    assert_int_equal(pl_record_write(&hearing, record, &err), 0);
}

static void hear(struct pl_stations *s, const struct hearing *h) {
    struct pl_error err;
    uint32_t id = 0;
    PL_BUF_AUTO record;
    pl_pos pos;
    assert_true(pl_pos_from_deg(h->lon, h->lat, &pos));
    write_units(&record, h->mmsi % 2 == 0, h->mmsi, h->at, pos.lat, pos.lon);
    assert_int_equal(pl_stations_id(s, pl_str_from(h->station), &id, &err), 0);
    assert_int_equal(pl_stations_hear(s, id, pl_buf_str(&record), &err), 0);
}

static void plan(struct plan *p, const char *station, uint32_t mmsi, int from_minute, int minutes, double lat,
                 double lon) {
    for (int m = from_minute; m < from_minute + minutes; m += 10) {
        if (p->n == p->cap) {
            p->cap = p->cap == 0 ? 1024 : 2 * p->cap;
            p->list = realloc(p->list, p->cap * sizeof *p->list);
            assert_non_null(p->list);
        }
        p->list[p->n++] = (struct hearing){station, mmsi, T0 + m * PL_MINUTE_US, lat, lon};
    }
}

/* Stations A and B hear ten ships each for a day and a half, and both hear the liar; B longer. */
static void plan_all(struct plan *p) {
    for (unsigned i = 0; i < SHIPS; i++) {
        plan(p, "A", 257001000 + i, 0, 36 * 60, 50.1 + 0.05 * i, -5.1 - 0.03 * i);
        plan(p, "B", 257002000 + i, 0, 36 * 60, 53.1 + 0.05 * i, -5.1 - 0.03 * i);
    }
    plan(p, "A", LIAR, 360, 300, 30.5, -30.5);
    plan(p, "B", LIAR, 360, 600, 30.5, -30.5);
}

static void open(struct pl_stations **s) {
    struct pl_error err;
    assert_int_equal(pl_stations_open(s, &err), 0);
}

static struct pl_far_hearing *find(struct pl_stations *s, size_t *ret_n) {
    struct pl_error err;
    struct pl_rules rules;
    struct pl_far_hearing *list = NULL;
    assert_true(pl_rules_profile("default", &rules));
    assert_int_equal(pl_earshot_find(s, &rules, &list, ret_n, &err), 0);
    return list;
}

static void check(struct pl_stations *s) {
    size_t n = 0;
    struct pl_far_hearing *list = find(s, &n);
    assert_int_equal(n, 1);
    assert_int_equal(list[0].mmsi, LIAR);
    assert_string_equal(pl_stations_name(s, list[0].station).p, "B");
    assert_int_equal(list[0].start, T0 + 360 * PL_MINUTE_US);
    assert_int_equal(list[0].end, T0 + 950 * PL_MINUTE_US);
    assert_int_equal(list[0].quarters, 40);
    assert_int_equal(list[0].inside, SHIPS);
    assert_int_equal(list[0].more_stations, 1);
    assert_int_equal(list[0].pos.lat, 18300000);
    assert_int_equal(list[0].pos.lon, -18300000);
    free(list);
}

static void shuffle(struct plan *p, uint64_t *seed) {
    for (size_t i = p->n; i > 1; i--) {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        size_t k = *seed % i;
        struct hearing was = p->list[i - 1];
        p->list[i - 1] = p->list[k];
        p->list[k] = was;
    }
}

static void test_any_order(void **state) {
    (void)state;
    struct plan p = {0};
    plan_all(&p);
    uint64_t seed = 88172645463325252u;
    for (int round = 0; round < 4; round++) {
        struct pl_stations *s = NULL;
        open(&s);
        for (size_t i = 0; i < p.n; i++) {
            hear(s, &p.list[i]);
        }
        check(s);
        pl_stations_close(s);
        shuffle(&p, &seed);
    }
    free(p.list);
}

struct into {
    const struct pl_stations *from;
    struct pl_stations *to;
};

static int give_ship(void *ctx, const struct pl_station_ship *row, struct pl_error *err) {
    const struct into *into = ctx;
    struct pl_station_ship ship = *row;
    assert_int_equal(pl_stations_id(into->to, pl_stations_name(into->from, row->station), &ship.station, err), 0);
    return pl_stations_add_ship(into->to, &ship, err);
}

static int give_place(void *ctx, const struct pl_station_place *row, struct pl_error *err) {
    const struct into *into = ctx;
    struct pl_station_place place = *row;
    assert_int_equal(pl_stations_id(into->to, pl_stations_name(into->from, row->station), &place.station, err), 0);
    return pl_stations_add_place(into->to, &place, err);
}

/* What two imports counted, given back, is what one scan counts: cut every third hearing away. */
static void test_cut(void **state) {
    (void)state;
    struct plan p = {0};
    struct pl_stations *parts[2] = {NULL}, *all = NULL;
    struct pl_error err;
    plan_all(&p);
    open(&all);
    for (int part = 0; part < 2; part++) {
        open(&parts[part]);
        for (size_t i = 0; i < p.n; i++) {
            if ((i % 3 == 0) == part) {
                hear(parts[part], &p.list[i]);
            }
        }
    }
    for (int part = 1; part >= 0; part--) {
        struct into into = {parts[part], all};
        const struct pl_stations_sink sink = {.ship = give_ship, .place = give_place, .ctx = &into};
        assert_int_equal(pl_stations_each(parts[part], &sink, &err), 0);
        pl_stations_close(parts[part]);
    }
    check(all);
    pl_stations_close(all);
    free(p.list);
}

struct seen {
    struct pl_station_place list[80];
    size_t n;
};

static int see(void *ctx, const struct pl_station_place *row, struct pl_error *err) {
    struct seen *seen = ctx;
    (void)err;
    assert_true(seen->n < sizeof seen->list / sizeof seen->list[0]);
    seen->list[seen->n++] = *row;
    return 0;
}

static void places(const struct pl_stations *s, struct seen *seen) {
    struct pl_error err;
    const struct pl_stations_sink sink = {.place = see, .ctx = seen};
    seen->n = 0;
    assert_int_equal(pl_stations_each(s, &sink, &err), 0);
}

/* Positions as the reader of reports sees them, also where nobody says who heard them; what is none, nobody's. */
static void test_places(void **state) {
    (void)state;
    static const int32_t units[][2] = {
        {30300000, -18300000}, {-1, 1},      {54000000, 107999999}, {-54000000, -108000000},
        {30300000, 108000000}, {7000, 5000}, {54600000, 5000},      {5000, 108600000},
        {6000, -6000}};
    for (unsigned i = 0; i < sizeof units / sizeof units[0]; i++) {
        for (int class_b = 0; class_b < 2; class_b++) {
            struct pl_error err;
            struct pl_report report;
            struct pl_stations *s = NULL;
            struct seen seen;
            uint32_t id = 0;
            PL_BUF_AUTO record;
            write_units(&record, class_b, LIAR, T0 + 47 * PL_QUARTER_US + 1, units[i][0], units[i][1]);
            assert_int_equal(pl_report_read(pl_buf_str(&record), &report, &err), 0);
            bool none = !report.has_position || (abs(units[i][0]) <= 6000 && abs(units[i][1]) <= 6000);
            open(&s);
            assert_int_equal(pl_stations_hear(s, 0, pl_buf_str(&record), &err), 0);
            places(s, &seen);
            assert_int_equal(seen.n, none ? 0 : 1);
            pl_stations_close(s);
            open(&s);
            assert_int_equal(pl_stations_id(s, PL_STR("A"), &id, &err), 0);
            assert_int_equal(pl_stations_hear(s, id, pl_buf_str(&record), &err), 0);
            places(s, &seen);
            assert_int_equal(seen.n, none ? 0 : 1);
            if (!none) {
                assert_int_equal(seen.list[0].least.lat, report.pos.lat);
                assert_int_equal(seen.list[0].least.lon, report.pos.lon);
                assert_memory_equal(&seen.list[0].least, &seen.list[0].most, sizeof(pl_pos));
                assert_int_equal(seen.list[0].am, UINT64_C(1) << 47);
                assert_int_equal(seen.list[0].pm, 0);
                assert_true(seen.list[0].cell < 64800);
            }
            pl_stations_close(s);
        }
    }
}

/* 64 cells in a day are kept; one more, in whatever order, makes the day scattered. */
static void test_scattered(void **state) {
    (void)state;
    for (int cells = PL_STATION_CELLS - 1; cells <= PL_STATION_CELLS + 1; cells++) {
        struct pl_stations *s = NULL;
        struct seen seen;
        open(&s);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < cells; i++) {
                struct hearing h = {"A", LIAR, T0 + (round * 100 + i) * PL_MINUTE_US, 10.5, -70.5 + i};
                hear(s, &h);
            }
        }
        places(s, &seen);
        if (cells <= PL_STATION_CELLS) {
            assert_int_equal(seen.n, cells);
        } else {
            assert_int_equal(seen.n, 1);
            assert_int_equal(seen.list[0].cell, PL_STATION_SCATTERED);
            assert_int_equal(seen.list[0].first, T0);
            assert_int_equal(seen.list[0].last, T0 + (100 + cells - 1) * PL_MINUTE_US);
        }
        pl_stations_close(s);
    }
}

/* A ship whose day is scattered tells nothing, nor do stations without a place. */
static void test_nothing(void **state) {
    (void)state;
    struct pl_stations *s = NULL;
    struct plan p = {0};
    size_t n = 7;
    open(&s);
    free(find(s, &n));
    assert_int_equal(n, 0);
    plan_all(&p);
    for (int i = 0; i <= PL_STATION_CELLS; i++) {
        plan(&p, "A", LIAR, 1000 + i, 1, 10.5, -70.5 + i);
        plan(&p, "B", LIAR, 1000 + i, 1, 10.5, -70.5 + i);
    }
    for (size_t i = 0; i < p.n; i++) {
        hear(s, &p.list[i]);
    }
    free(find(s, &n));
    assert_int_equal(n, 0);
    free(p.list);
    pl_stations_close(s);
}

static size_t count_told(struct plan *p, size_t places_max, size_t *ret_places) {
    struct pl_stations *s = NULL;
    size_t n = 7;
    open(&s);
    s->places_max = places_max > 0 ? places_max : s->places_max;
    for (size_t i = 0; i < p->n; i++) {
        hear(s, &p->list[i]);
    }
    *ret_places = s->n_places;
    if (places_max > 0 && s->full_places) {
        struct seen seen;
        places(s, &seen);
        assert_int_equal(seen.n, 0);
    }
    free(find(s, &n));
    pl_stations_close(s);
    return n;
}

/* With room for all places but one nothing is told, whichever it is. */
static void test_ceiling(void **state) {
    (void)state;
    struct plan p = {0};
    size_t all = 0, n = 0;
    uint64_t seed = 88172645463325252u;
    plan_all(&p);
    assert_int_equal(count_told(&p, 0, &all), 1);
    for (int round = 0; round < 4; round++) {
        assert_int_equal(count_told(&p, all, &n), 1);
        assert_int_equal(n, all);
        for (size_t less = 1; less < 4; less++) {
            assert_int_equal(count_told(&p, all - less, &n), 0);
        }
        shuffle(&p, &seed);
    }
    free(p.list);
}

/* Hearings of no station clear the ship, in whatever order; they accuse nobody. */
static void test_unnamed(void **state) {
    (void)state;
    struct plan p = {0};
    size_t n = 0;
    uint64_t seed = 88172645463325252u;
    for (unsigned i = 0; i < SHIPS; i++) {
        plan(&p, "", 257001000 + i, 0, 36 * 60, 50.1 + 0.05 * i, -5.1 - 0.03 * i);
    }
    plan(&p, "", LIAR + 1, 360, 300, 30.5, -50.5);
    assert_int_equal(count_told(&p, 0, &n), 0);
    plan_all(&p);
    assert_int_equal(count_told(&p, 0, &n), 1);
    plan(&p, "", LIAR, 500, 10, 30.5, -30.5);
    for (int round = 0; round < 4; round++) {
        assert_int_equal(count_told(&p, 0, &n), 0);
        shuffle(&p, &seed);
    }
    free(p.list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_order), cmocka_unit_test(test_cut),     cmocka_unit_test(test_places),
        cmocka_unit_test(test_scattered), cmocka_unit_test(test_nothing), cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_unnamed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
